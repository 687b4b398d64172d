//! From what was typed to edits of the document.

use bobine_model::edit::{Copied, Edit, NewSegment};
use bobine_model::{
    Document, Fit, FrameRange, FrameRate, Frames, Framing, LengthRule, Mix, MusicChoice, Pronunciation, Rgb, Segment,
    SegmentId, Transition, TransitionKind, VoiceChoice,
};
use bobine_studio::{Error, segment_named};

use crate::args::{EditArgs, FitArg, FramingArg};

/// A change of the script's structure, as typed.
pub enum Change<'a> {
    /// `bobine move`
    Move {
        /// Which.
        segments: &'a [String],
        /// The number the first gets.
        to: usize,
    },
    /// `bobine on`, `bobine off`
    Include {
        /// Which.
        segments: &'a [String],
        /// On or off.
        is_included: bool,
    },
    /// `bobine insert`
    Insert {
        /// The number it gets.
        at: Option<usize>,
        /// What is said.
        narration: &'a str,
        /// What is seen.
        prompt: &'a str,
    },
    /// `bobine duplicate`
    Duplicate {
        /// Which.
        segments: &'a [String],
    },
    /// `bobine remove`
    Remove {
        /// Which.
        segments: &'a [String],
    },
    /// `bobine split`
    Split {
        /// Which.
        segment: &'a str,
        /// Where.
        seconds: f64,
    },
    /// `bobine join`
    Join {
        /// Which.
        segment: &'a str,
    },
}

impl Change<'_> {
    /// The edit of this document. `new_id` makes ids for new segments.
    pub fn edits(&self, document: &Document, new_id: &dyn Fn() -> SegmentId) -> Result<Edit, Error> {
        let rate = document.format.rate();
        let named = |names: &[String]| -> Result<Vec<SegmentId>, Error> {
            names.iter().map(|name| segment_named(document, name).map(|segment| segment.id)).collect()
        };
        Ok(match self {
            Self::Move { segments, to } => Edit::Move { segments: named(segments)?, to: place(*to)? },
            Self::Include { segments, is_included } => {
                Edit::SetIncluded { segments: named(segments)?, is_included: *is_included }
            }
            Self::Insert { at, narration, prompt } => {
                let target = rate.seconds(bobine_studio::SEGMENT_SECONDS);
                let new = NewSegment {
                    id: new_id(),
                    narration: (*narration).to_owned(),
                    prompt: (*prompt).to_owned(),
                    target,
                };
                let at = at.map(place).transpose()?.unwrap_or(document.segments.len());
                Edit::Insert { at, segments: vec![new] }
            }
            Self::Duplicate { segments } => {
                let copies = named(segments)?.into_iter().map(|of| Copied { of, id: new_id() }).collect();
                Edit::Duplicate { copies }
            }
            Self::Remove { segments } => Edit::Remove { segments: named(segments)? },
            Self::Split { segment, seconds } => Edit::Split {
                segment: segment_named(document, segment)?.id,
                at: frames(*seconds, rate)?,
                new: new_id(),
            },
            Self::Join { segment } => Edit::Join { segment: segment_named(document, segment)?.id },
        })
    }
}

/// The edit that `bobine edit` asks for, all of it as one step. `voice` is the voice that was named, looked up.
pub fn from_options(document: &Document, args: &EditArgs, voice: Option<&VoiceChoice>) -> Result<Edit, Error> {
    let mut edits = match &args.segment {
        Some(name) => of_segment(segment_named(document, name)?, document.format.rate(), args)?,
        None => of_project(document, args, voice)?,
    };
    match edits.len() {
        0 => Err(Error::Usage("nothing to change; see: bobine edit --help".to_owned())),
        1 => Ok(edits.remove(0)),
        _ => Ok(Edit::Several { edits }),
    }
}

fn of_segment(segment: &Segment, rate: FrameRate, args: &EditArgs) -> Result<Vec<Edit>, Error> {
    let id = segment.id;
    let mut edits = Vec::new();
    if let Some(text) = &args.narration {
        edits.push(Edit::SetNarration { segment: id, text: text.clone() });
    }
    if let Some(text) = &args.spoken {
        let text = (!text.trim().is_empty()).then(|| text.clone());
        edits.push(Edit::SetSpoken { segment: id, text });
    }
    if let Some(text) = &args.prompt {
        edits.push(Edit::SetPrompt { segment: id, text: text.clone() });
    }
    if let Some(length) = &args.length {
        let length = match length.as_str() {
            "voice" => LengthRule::FitVoice,
            "voice-only" => LengthRule::VoiceOnly,
            seconds => LengthRule::Fixed(frames(number(seconds, "a length")?, rate)?),
        };
        edits.push(Edit::SetLengthRule { segments: vec![id], length });
    }
    if let Some(seconds) = args.target {
        edits.push(Edit::SetTarget { segments: vec![id], frames: frames(seconds, rate)? });
    }
    if let Some(fit) = args.fit {
        let fit = match fit {
            FitArg::Slow => Fit::SlowThenHold,
            FitArg::Loop => Fit::Loop,
            FitArg::Hold => Fit::Hold,
        };
        edits.push(Edit::SetFit { segments: vec![id], fit });
    }
    if let Some(framing) = args.framing {
        let framing = match framing {
            FramingArg::Cover => Framing::default(),
            FramingArg::Blur => Framing::ContainBlur,
            FramingArg::Black => Framing::ContainColor { color: Rgb { r: 0, g: 0, b: 0 } },
        };
        edits.push(Edit::SetFraming { segments: vec![id], framing });
    }
    if let Some(text) = &args.transition {
        edits.push(Edit::SetTransition { segments: vec![id], transition: transition(text)? });
    }
    if let Some(text) = &args.trim {
        let (from, to) = text.split_once("..").ok_or_else(|| usage(text, "a part; write it as 0.5..4.0"))?;
        let from = number(from, "a time")?;
        let to = frames(number(to, "a time")?, rate)?;
        let from = if from == 0.0 { Frames::ZERO } else { frames(from, rate)? };
        let trim = FrameRange::new(from, to).map_err(|_| usage(text, "a part; the end comes after the start"))?;
        edits.push(Edit::Trim { segment: id, trim });
    }
    Ok(edits)
}

fn of_project(document: &Document, args: &EditArgs, voice: Option<&VoiceChoice>) -> Result<Vec<Edit>, Error> {
    let mut edits = Vec::new();
    if let Some(title) = &args.title {
        edits.push(Edit::SetTitle { title: title.clone() });
    }
    if voice.is_some() || args.speed.is_some() {
        let mut voice = voice.cloned().unwrap_or_else(|| document.voice.clone());
        voice.speed = args.speed.unwrap_or(voice.speed);
        edits.push(Edit::SetVoice { voice });
    }
    match args.captions.as_deref() {
        None => {}
        Some("off") => edits.push(Edit::SetCaptionsShown { is_shown: false }),
        Some(preset) => {
            bobine_studio::caption_preset_named(preset)?;
            edits.push(Edit::SetCaptionsShown { is_shown: true });
            edits.push(Edit::SetCaptionPreset { preset: preset.to_owned() });
        }
    }
    match args.music.as_deref() {
        None => {}
        Some("off") => edits.push(Edit::SetMusic { music: None }),
        Some(name) => {
            bobine_studio::music_named(name)?;
            edits.push(Edit::SetMusic { music: Some(MusicChoice::Loop { name: name.to_owned() }) });
        }
    }
    if let Some(decibels) = args.music_level {
        let music = tenths(decibels)?;
        edits.push(Edit::SetMix { mix: Mix { music, ..document.mix } });
    }
    if !args.pronounce.is_empty() {
        let mut pronunciations = document.pronunciations.clone();
        for text in &args.pronounce {
            let (written, said) =
                text.split_once('=').ok_or_else(|| usage(text, "a pronunciation; write SQL=sequel"))?;
            pronunciations.retain(|one| one.written != written);
            if !said.is_empty() {
                pronunciations.push(Pronunciation { written: written.to_owned(), said: said.to_owned() });
            }
        }
        edits.push(Edit::SetPronunciations { pronunciations });
    }
    Ok(edits)
}

fn transition(text: &str) -> Result<Transition, Error> {
    let (kind, frames) = match text.split_once(':') {
        Some((kind, frames)) => (kind, frames.parse().map_err(|_| usage(text, "a transition; write crossfade:15"))?),
        None => (text, 15),
    };
    let kind = match kind {
        "cut" => return Ok(Transition::CUT),
        "crossfade" => TransitionKind::Crossfade,
        "fade" => TransitionKind::FadeThroughBlack,
        "slide" => TransitionKind::Slide,
        "wipe" => TransitionKind::Wipe,
        _ => return Err(usage(text, "a transition; there are cut, crossfade, fade, slide and wipe")),
    };
    Ok(Transition { kind, frames: Frames::new(frames) })
}

fn usage(text: &str, what: &str) -> Error {
    Error::Usage(format!("{text:?} is not {what}"))
}

/// The place of a number that creators count from 1.
fn place(number: usize) -> Result<usize, Error> {
    number.checked_sub(1).ok_or_else(|| Error::Usage("segments are numbered from 1".to_owned()))
}

fn number(text: &str, what: &str) -> Result<f64, Error> {
    text.trim().parse().map_err(|_| usage(text, what))
}

/// Seconds as typed, to the nearest frame.
fn frames(seconds: f64, rate: FrameRate) -> Result<Frames, Error> {
    if !(0.001..=3600.0).contains(&seconds) {
        return Err(Error::Usage(format!("{seconds} is not a time; write seconds, more than 0 and at most 3600")));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was checked above")]
    let millis = (seconds * 1000.0).round() as u32;
    Ok(rate.nearest(bobine_model::Millis::new(millis)))
}

fn tenths(decibels: f64) -> Result<i16, Error> {
    if !(-40.0..=12.0).contains(&decibels) {
        return Err(Error::Usage(format!("{decibels} is not a level; write decibels from -40 to 12")));
    }
    #[expect(clippy::cast_possible_truncation, reason = "the range was checked above")]
    let tenths = (decibels * 10.0).round() as i16;
    Ok(tenths)
}
