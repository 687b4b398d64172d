//! The rules every document keeps. Edits are refused by them, stored documents are checked against them.

use std::collections::HashSet;

use crate::document::{
    CaptionChoice, Document, FocusPoint, Format, Framing, Language, LengthRule, Mix, MusicChoice, PixelRect,
    Pronunciation, ReadingUse, Segment, TakeExtent, TransitionKind, VoiceChoice,
};
use crate::edit::{EditError, Setting, TextField};
use crate::limits;
use crate::text::{tidy, words};
use crate::time::{FrameRate, Frames, Millis};

/// A document that breaks a rule no edit can break: it was damaged, or made by something else.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this document is damaged: {0}")]
pub struct Broken(#[source] pub EditError);

impl Default for CaptionChoice {
    /// Shown, in the `clean` preset, clear of all platforms' buttons.
    fn default() -> Self {
        Self { is_shown: true, preset: "clean".to_owned(), area: PixelRect::SAFE_EVERYWHERE }
    }
}

impl Document {
    /// A document without segments: default captions and levels, no music. The title is tidied.
    pub fn new(title: &str, language: Language, format: Format, voice: VoiceChoice) -> Result<Self, EditError> {
        let document = Self {
            title: tidy(title),
            language,
            format,
            voice,
            pronunciations: Vec::new(),
            captions: CaptionChoice::default(),
            music: None,
            mix: Mix::default(),
            segments: Vec::new(),
        };
        check(&document)?;
        Ok(document)
    }

    /// Whether the document keeps every rule. To be asked after it was read from anywhere.
    pub fn check(&self) -> Result<(), Broken> {
        check(self).map_err(Broken)
    }
}

pub(crate) fn check(document: &Document) -> Result<(), EditError> {
    if document.title.is_empty() {
        return Err(EditError::EmptyTitle);
    }
    text(&document.title, TextField::Title, limits::TITLE)?;
    rate(document.format.rate())?;
    voice(&document.voice)?;
    pronunciations(&document.pronunciations)?;
    captions(&document.captions)?;
    if let Some(MusicChoice::Loop { name: loop_name }) = &document.music {
        name(loop_name)?;
    }
    mix(&document.mix)?;
    let (count, limit) = (document.segments.len(), limits::SEGMENTS);
    if count > limit {
        return Err(EditError::TooManySegments { count, limit });
    }
    let mut ids = HashSet::new();
    for one in &document.segments {
        if !ids.insert(one.id) {
            return Err(EditError::DuplicateId(one.id));
        }
        segment(one)?;
    }
    Ok(())
}

fn segment(segment: &Segment) -> Result<(), EditError> {
    let mut family = HashSet::from([segment.id]);
    if !segment.ancestors.iter().all(|ancestor| family.insert(*ancestor)) {
        return Err(EditError::BadAncestors(segment.id));
    }
    text(&segment.narration, TextField::Narration, limits::NARRATION)?;
    text(segment.spoken.as_deref().unwrap_or_default(), TextField::Spoken, limits::NARRATION)?;
    text(&segment.prompt, TextField::Prompt, limits::PROMPT)?;
    length(segment.target)?;
    if let LengthRule::Fixed(frames) = segment.length {
        length(frames)?;
    }
    if let Some(TakeExtent::Clip { length, trim }) = segment.picture.map(|picture| picture.extent)
        && (trim.end() > length || length > limits::TAKE)
    {
        return Err(EditError::BadTrim { trim, length: length.min(limits::TAKE) });
    }
    if let Some(voicing) = &segment.voicing {
        reading(voicing)?;
    }
    framing(segment.framing)?;
    if (segment.transition.kind == TransitionKind::Cut) != segment.transition.frames.is_zero() {
        return Err(EditError::BadTransition);
    }
    if segment.transition.frames > limits::LENGTH {
        return Err(EditError::TransitionTooLong { longest: limits::LENGTH });
    }
    match &segment.cue_starts {
        Some(starts) => cue_starts(starts, words(&segment.narration).len()),
        None => Ok(()),
    }
}

fn text(text: &str, field: TextField, limit: usize) -> Result<(), EditError> {
    let length = text.chars().count();
    if length > limit {
        Err(EditError::TextTooLong { field, length, limit })
    } else if tidy(text) != text {
        Err(EditError::UntidyText(field))
    } else {
        Ok(())
    }
}

fn rate(rate: FrameRate) -> Result<(), EditError> {
    let fastest = limits::FRAMES_A_SECOND;
    let is_usable = rate.num() >= rate.den() && rate.num() / rate.den() <= fastest;
    if is_usable { Ok(()) } else { Err(EditError::BadRate { fastest }) }
}

fn length(frames: Frames) -> Result<(), EditError> {
    let is_usable = !frames.is_zero() && frames <= limits::LENGTH;
    if is_usable { Ok(()) } else { Err(EditError::BadLength { longest: limits::LENGTH }) }
}

fn reading(reading: &ReadingUse) -> Result<(), EditError> {
    if reading.from >= reading.to || reading.to > limits::READING {
        return Err(EditError::BadReading { from: reading.from.count(), to: reading.to.count() });
    }
    if reading.lead > limits::LENGTH {
        return Err(EditError::BadLength { longest: limits::LENGTH });
    }
    // What was read is the spoken text with pronunciations in it, which may be longer.
    text(&reading.said, TextField::Spoken, limits::SAID)?;
    voice(&reading.voice)?;
    if reading.words.len() > limits::WORDS {
        return Err(EditError::TooManyWords { limit: limits::WORDS });
    }
    let mut earliest = Millis::ZERO;
    for (index, word) in reading.words.iter().enumerate() {
        if word.start < earliest || word.end < word.start || word.end > limits::READING {
            return Err(EditError::WordTimesInvalid { word: index });
        }
        earliest = word.start;
    }
    Ok(())
}

fn framing(framing: Framing) -> Result<(), EditError> {
    let focus = |point: FocusPoint| {
        range(Setting::Focus, point.x, 0, 1000).and_then(|()| range(Setting::Focus, point.y, 0, 1000))
    };
    match framing {
        Framing::Cover { focus: point } => focus(point),
        Framing::ContainBlur | Framing::ContainColor { .. } => Ok(()),
        Framing::PanZoom { movement } => {
            focus(movement.from)?;
            focus(movement.to)?;
            range(Setting::PartSize, movement.from_size, 100, 1000)?;
            range(Setting::PartSize, movement.to_size, 100, 1000)
        }
    }
}

fn cue_starts(starts: &[usize], words: usize) -> Result<(), EditError> {
    let rises = starts.windows(2).all(|pair| pair[0] < pair[1]);
    let fits = starts.first() == Some(&0) && starts.last().is_some_and(|last| *last < words);
    if rises && fits { Ok(()) } else { Err(EditError::CueStartsInvalid { words }) }
}

fn voice(voice: &VoiceChoice) -> Result<(), EditError> {
    range(Setting::Speed, voice.speed, 50, 200)?;
    range(Setting::Pitch, voice.pitch, 50, 150)
}

fn pronunciations(list: &[Pronunciation]) -> Result<(), EditError> {
    if list.len() > limits::PRONUNCIATIONS {
        return Err(EditError::TooManyPronunciations { limit: limits::PRONUNCIATIONS });
    }
    let mut seen = HashSet::new();
    for entry in list {
        text(&entry.written, TextField::Pronunciation, limits::PRONUNCIATION)?;
        text(&entry.said, TextField::Pronunciation, limits::PRONUNCIATION)?;
        if entry.written.is_empty() || entry.said.is_empty() || !seen.insert(entry.written.to_lowercase()) {
            return Err(EditError::BadPronunciation { written: entry.written.clone() });
        }
    }
    Ok(())
}

fn captions(captions: &CaptionChoice) -> Result<(), EditError> {
    name(&captions.preset)?;
    let area = captions.area;
    let is_inside = area.left < area.right && area.top < area.bottom && area.right <= 1080 && area.bottom <= 1920;
    if is_inside { Ok(()) } else { Err(EditError::BadArea) }
}

/// Names become names of files in assets, so they can hold nothing that leads elsewhere.
fn name(name: &str) -> Result<(), EditError> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
    let fits = (1..=64).contains(&name.len()) && name.bytes().all(is_plain);
    if fits { Ok(()) } else { Err(EditError::BadName(name.to_owned())) }
}

fn mix(mix: &Mix) -> Result<(), EditError> {
    range(Setting::VoiceLevel, mix.voice, -400, 120)?;
    range(Setting::MusicLevel, mix.music, -400, 120)?;
    range(Setting::DuckDepth, mix.duck_depth, 0, 400)?;
    range(Setting::DuckAttack, mix.duck_attack.count(), 0, 10_000)?;
    range(Setting::DuckRelease, mix.duck_release.count(), 0, 10_000)?;
    mix.clip_sound.map_or(Ok(()), |level| range(Setting::ClipLevel, level, -400, 120))
}

fn range(setting: Setting, value: impl Into<i64>, lowest: i64, highest: i64) -> Result<(), EditError> {
    let fits = (lowest..=highest).contains(&value.into());
    if fits { Ok(()) } else { Err(EditError::OutOfRange { setting, lowest, highest }) }
}
