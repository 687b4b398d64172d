//! The document: all of a project that undo covers. Plain values, changed only by [`crate::edit::apply`].
//!
//! The order of segments is their order in the list; no start time is stored (see [`crate::layout`]). A segment
//! carries the few facts about its take and its reading that decide lengths and captions, so that every rule of
//! this crate can be computed from a document alone.

mod format;
mod look;
mod sound;

use serde::{Deserialize, Serialize};

use crate::ids::{ReadingId, SegmentId, TakeId};
use crate::time::{FrameRange, Frames, Millis};

pub use format::{BadFormat, BadLanguage, Format, Language};
pub use look::{CaptionChoice, Fit, FocusPoint, Framing, PixelRect, Rgb, StillMove, Transition, TransitionKind};
pub use sound::{Mix, MusicChoice, Pronunciation, VoiceChoice};

/// One saved state of a video in the making.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Document {
    /// What the creator calls it. Never empty.
    pub title: String,
    /// The language that is spoken and shown.
    pub language: Language,
    /// Size and rate of the picture.
    pub format: Format,
    /// Who reads, and how.
    pub voice: VoiceChoice,
    /// How words are said that the voice gets wrong.
    pub pronunciations: Vec<Pronunciation>,
    /// How captions look and where they stand.
    pub captions: CaptionChoice,
    /// The music under it, if any.
    pub music: Option<MusicChoice>,
    /// Levels.
    pub mix: Mix,
    /// The beats, in order. Ids are distinct.
    pub segments: Vec<Segment>,
}

/// One beat: what is said, what is seen, how long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Segment {
    /// Its name for as long as it lives.
    pub id: SegmentId,
    /// The segments it was split or duplicated from, oldest first: their takes are offered here too.
    pub ancestors: Vec<SegmentId>,
    /// The text the viewer reads. May be empty: a beat without words.
    pub narration: String,
    /// The text the voice reads, where it differs from what is shown ("SQL" shown, "sequel" said). Empty where the
    /// text is shown and not said.
    pub spoken: Option<String>,
    /// What the picture shows, for the clip generator.
    pub prompt: String,
    /// How long it is meant to last. At least one frame.
    pub target: Frames,
    /// What decides its true length.
    pub length: LengthRule,
    /// Off segments stay in the script and out of the video.
    pub is_included: bool,
    /// The chosen take, and which part of it.
    pub picture: Option<TakeUse>,
    /// The reading, and which part of it.
    pub voicing: Option<ReadingUse>,
    /// What happens when the take is shorter than the segment.
    pub fit: Fit,
    /// How a picture of another shape is laid into the frame.
    pub framing: Framing,
    /// How it follows on the segment before.
    pub transition: Transition,
    /// Where captions break: indices of the shown words that start a cue, rising, the first is 0. Computed when absent.
    pub cue_starts: Option<Vec<usize>>,
}

/// What decides how long a segment lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", content = "frames", rename_all = "snake_case")]
pub enum LengthRule {
    /// The reading and a breath, at least the target.
    FitVoice,
    /// The reading and a breath, however short.
    VoiceOnly,
    /// Exactly so many frames, at least one.
    Fixed(Frames),
}

/// The take a segment shows, and the stretch of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TakeUse {
    /// Which take.
    pub take: TakeId,
    /// How much of it there is.
    pub extent: TakeExtent,
}

/// How much of a take there is, and how much of that is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TakeExtent {
    /// A moving picture.
    Clip {
        /// Its whole length at the project's rate.
        length: Frames,
        /// The part that is used; lies within `length`.
        trim: FrameRange,
    },
    /// A still picture: lasts as long as asked.
    Still,
}

/// The reading a segment speaks, and the stretch of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ReadingUse {
    /// Which reading.
    pub reading: ReadingId,
    /// Exactly the text that was read in this stretch ([`crate::spoken::text_to_read`] at that time); differs from
    /// the segment's when that has been edited since.
    pub said: String,
    /// The voice that read it; differs from the document's when that has been changed since.
    pub voice: VoiceChoice,
    /// Start of the stretch in the sound file.
    pub from: Millis,
    /// End of the stretch; after `from`.
    pub to: Millis,
    /// Frames of silence between the start of the segment and the start of the sound.
    pub lead: Frames,
    /// The words with their times in the sound file, in order, one for each word of `said` as the voice counts
    /// them. Editable. Of a word that a split cut through, the times reach beyond `from` or `to`.
    pub words: Vec<SpokenWord>,
}

/// A word of a reading with its place in time.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SpokenWord {
    /// The word as it stands in the text that was read, punctuation included.
    pub text: String,
    /// When it starts in the sound file.
    pub start: Millis,
    /// When it ends; not before `start`.
    pub end: Millis,
}

impl Segment {
    /// The text the voice is to read: `spoken` where given, else what is shown.
    pub fn spoken_text(&self) -> &str {
        self.spoken.as_deref().unwrap_or(&self.narration)
    }
}

impl Document {
    /// The segment of an id, with its place.
    pub fn find(&self, id: SegmentId) -> Option<(usize, &Segment)> {
        self.segments.iter().enumerate().find(|(_, segment)| segment.id == id)
    }

    /// The segments that are in the video, in order.
    pub fn included(&self) -> impl Iterator<Item = &Segment> {
        self.segments.iter().filter(|segment| segment.is_included)
    }
}
