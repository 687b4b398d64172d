//! The plan: what is seen and heard, frame by frame, as plain data. [`plan`] decides everything; what renders a plan
//! decides nothing. Pure: reads no file and touches no GStreamer.

mod chunk;
mod media;
mod picture;
mod sound;
#[cfg(test)]
pub(crate) mod tests;
mod text;

pub use chunk::{CaptionStretch, Chunk, ChunkPicture, chunks};
pub use media::{BadHash, ContentHash, MediaFile, MusicMedia, ResolvedMedia, Size, TakeKind, TakeMedia};
pub use picture::{Around, Picture, Placing, Rect, Shot, Slate, Strip, Window};
pub use sound::{
    ClipSound, DuckingPoint, MusicSound, SAMPLE_RATE, Sound, TenthsOfDecibel, VoiceSound, ducking_of, sample_at,
    sample_of,
};

use std::collections::BTreeMap;
use std::path::Path;

use bobine_model::caption::{self, Cue};
use bobine_model::layout::{Layout, Placed};
use bobine_model::{Document, Format, Frames, Language, PixelRect, Segment, TakeId, fit};

/// A video, decided down to the frame and the sample. Made by [`plan`] only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    format: Format,
    length: Frames,
    shots: Vec<Shot>,
    captions: Option<CaptionPlan>,
    sound: Sound,
}

/// The captions of a video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptionPlan {
    /// The preset they are drawn in, by the name of its file.
    pub preset: String,
    /// The box they are laid out in, in units of a 1080x1920 frame.
    pub area: PixelRect,
    /// The language of the text.
    pub language: Language,
    /// The cues, in order; they never overlap.
    pub cues: Vec<Cue>,
}

/// A document no plan can be made of.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// No segment is in the video.
    #[error("the video is empty: no segment is switched on")]
    Empty,
    /// A chosen take's file is not at hand.
    #[error("the take of segment {number} is missing from the library; choose another or import it again")]
    MissingTake {
        /// The segment's number.
        number: u32,
        /// The take.
        take: TakeId,
    },
    /// A reading's file is not at hand.
    #[error("the voice of segment {number} is missing from the library; have it read again")]
    MissingReading {
        /// The segment's number.
        number: u32,
    },
    /// The music's file is not at hand.
    #[error("the music is missing from the library; choose another")]
    MissingMusic,
}

impl Plan {
    /// Size and rate of the picture.
    pub const fn format(&self) -> Format {
        self.format
    }

    /// How many frames; at least one.
    pub const fn length(&self) -> Frames {
        self.length
    }

    /// The shots, in order; neighbours overlap by the later one's transition, no three ever do.
    pub fn shots(&self) -> &[Shot] {
        &self.shots
    }

    /// The captions; absent when they are not shown or there is nothing to show.
    pub const fn captions(&self) -> Option<&CaptionPlan> {
        self.captions.as_ref()
    }

    /// What is heard.
    pub const fn sound(&self) -> &Sound {
        &self.sound
    }

    /// The same video with other files for some takes' pictures, such as proxies. The sound keeps its own files: what is
    /// heard of a clip is read from the clip itself.
    #[must_use]
    pub fn with_pictures_from(&self, files: &BTreeMap<TakeId, MediaFile>) -> Self {
        let mut plan = self.clone();
        for shot in &mut plan.shots {
            if let Picture::Clip { take, file, .. } | Picture::Still { take, file, .. } = &mut shot.picture
                && let Some(other) = files.get(take)
            {
                file.clone_from(other);
            }
        }
        plan
    }

    /// The same video without what is heard from a file.
    #[must_use]
    pub(crate) fn without_sound_of(&self, path: &Path) -> Self {
        let mut plan = self.clone();
        plan.sound.voices.retain(|voice| voice.file.path != path);
        plan.sound.clips.retain(|clip| clip.file.path != path);
        plan.sound.music = plan.sound.music.filter(|music| music.file.path != path);
        plan
    }

    /// How many samples the sound has: exactly as long as the picture, to the sample.
    pub fn samples(&self) -> u64 {
        sample_of(self.length, self.format.rate())
    }
}

/// Decide what is seen and heard in a document's video.
///
/// # Errors
/// When nothing is in the video, or a file it needs is not among the resolved media.
pub fn plan(document: &Document, media: &ResolvedMedia) -> Result<Plan, PlanError> {
    let layout = Layout::of(document);
    if layout.placed().is_empty() {
        return Err(PlanError::Empty);
    }
    let mut shots = Vec::new();
    for placed in layout.placed() {
        if let Some(segment) = document.segments.get(placed.index) {
            shots.push(shot(placed, segment, document.format, media)?);
        }
    }
    Ok(Plan {
        format: document.format,
        length: layout.length(),
        shots,
        captions: captions(document, &layout),
        sound: heard(document, &layout, media)?,
    })
}

fn shot(placed: &Placed, segment: &Segment, format: Format, media: &ResolvedMedia) -> Result<Shot, PlanError> {
    let number = number_of(placed);
    let picture = match &segment.picture {
        None => Picture::Slate(Slate { number, prompt: segment.prompt.clone() }),
        Some(used) => {
            let found = media.takes.get(&used.take).ok_or(PlanError::MissingTake { number, take: used.take })?.clone();
            let (take, file, size) = (used.take, found.file, found.size);
            match found.kind {
                TakeKind::Still => {
                    let placing = picture::place_still(segment.framing, size, format);
                    Picture::Still { take, file, size, placing }
                }
                TakeKind::Clip { .. } => Picture::Clip {
                    take,
                    file,
                    size,
                    pieces: fit::cover(used.extent, segment.fit, placed.range.length()).pieces,
                    placing: picture::place_clip(segment.framing, size, format),
                },
            }
        }
    };
    Ok(Shot { segment: placed.segment, number, range: placed.range, transition: placed.transition, picture })
}

fn captions(document: &Document, layout: &Layout) -> Option<CaptionPlan> {
    if !document.captions.is_shown {
        return None;
    }
    let cues = caption::cues(document, layout);
    let choice = &document.captions;
    let language = document.language.clone();
    (!cues.is_empty()).then(|| CaptionPlan { preset: choice.preset.clone(), area: choice.area, language, cues })
}

fn heard(document: &Document, layout: &Layout, media: &ResolvedMedia) -> Result<Sound, PlanError> {
    let (rate, mix) = (document.format.rate(), &document.mix);
    let mut heard = Sound::default();
    let mut spoken = Vec::new();
    for (position, placed) in layout.placed().iter().enumerate() {
        let Some(segment) = document.segments.get(placed.index) else { continue };
        let number = number_of(placed);
        if let Some(reading) = &segment.voicing {
            let file = media.readings.get(&reading.reading).ok_or(PlanError::MissingReading { number })?.clone();
            if let Some(voice) = sound::voice(placed, number, reading, file, rate, mix) {
                spoken.push(sound::spoken(&voice, reading, rate));
                heard.voices.push(voice);
            }
        }
        if let (Some(gain), Some(used)) = (mix.clip_sound, &segment.picture)
            && let Some(TakeMedia { file, kind: TakeKind::Clip { has_sound: true }, .. }) = media.takes.get(&used.take)
        {
            let pieces = fit::cover(used.extent, segment.fit, placed.range.length()).pieces;
            let out = layout.placed().get(position + 1).map_or(Frames::ZERO, |next| next.transition.frames);
            heard.clips.extend(sound::clip(placed, number, &pieces, out, file, gain));
        }
    }
    if document.music.is_some() {
        let music = media.music.clone().ok_or(PlanError::MissingMusic)?;
        heard.music = Some(sound::music(music, mix, &spoken, sample_of(layout.length(), rate)));
    }
    Ok(heard)
}

fn number_of(placed: &Placed) -> u32 {
    u32::try_from(placed.index).unwrap_or(u32::MAX).saturating_add(1)
}
