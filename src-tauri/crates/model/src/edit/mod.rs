//! Edits: pure functions from a document to a document.
//!
//! Whatever changes a document is an [`Edit`], and [`apply`] is the only thing that applies one. An edit that cannot
//! be made is refused, never bent into one that can; an edit that changes nothing is allowed and gives an equal
//! document. Text is tidied on the way in ([`crate::text::tidy`]), because nobody can see what is wrong with it.

mod error;
mod halves;
mod join;
mod label;
mod look;
mod project;
mod script;
mod split;
mod structure;

use serde::{Deserialize, Serialize};

use crate::check::check;
use crate::document::{
    Document, Fit, Format, Framing, Language, LengthRule, Mix, MusicChoice, PixelRect, Pronunciation, ReadingUse,
    Segment, TakeUse, Transition, VoiceChoice,
};
use crate::ids::SegmentId;
use crate::time::{FrameRange, FrameRate, Frames, Millis};

pub use error::{EditError, Setting, TextField};
pub use label::{EditLabel, LabelKey};

/// A change of a document. Ids of new segments are made by the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Edit {
    /// Put new segments in; the first of them gets place `at`.
    ///
    /// ```text
    /// a b c   ->   a X Y b c        at 1
    /// ```
    Insert {
        /// From 0 to the number of segments.
        at: usize,
        /// At least one.
        segments: Vec<NewSegment>,
    },
    /// Put copies behind the last of the originals, in the originals' order. They name the same takes and readings.
    ///
    /// ```text
    /// a b c d   ->   a b c A' C' d        copies of a and c
    /// ```
    Duplicate {
        /// At least one; each original once.
        copies: Vec<Copied>,
    },
    /// Put segments in that were copied earlier, here or in another project of the library.
    Paste {
        /// The place of the first, from 0 to the number of segments.
        at: usize,
        /// The frame rate of the project they were copied in; lengths are converted from it.
        rate: FrameRate,
        /// At least one.
        segments: Vec<Pasted>,
    },
    /// Take segments out.
    Remove {
        /// At least one, each once.
        segments: Vec<SegmentId>,
    },
    /// Move segments together, keeping their order; the first of them gets place `to`.
    ///
    /// ```text
    /// a b c d   ->   b d a c        a and c, to 2
    /// ```
    Move {
        /// At least one, each once; in any order.
        segments: Vec<SegmentId>,
        /// From 0 to the number of segments that stay.
        to: usize,
    },
    /// Cut a segment in two, `at` frames after its own start.
    ///
    /// ```text
    /// |   a   | b |   ->   | a | N | b |
    ///     ^ at
    /// ```
    ///
    /// What is seen and heard stays as it was, and so does the length of the video: both lengths become fixed and a
    /// cut stands between. Both halves name the same take: a clip's trim is divided where it is cut, a pan and zoom
    /// goes on where it was. Where the cut lies beyond the clip's own frames, the right half holds its last frame;
    /// in a loop the right half goes on where it was if that lasts to its end, else it starts the loop again. The
    /// reading is divided at the same instant, each word goes where its middle lies, and the text with it.
    /// The right half's ancestors are the left's and the left itself. A cut too near a transition is refused.
    Split {
        /// Which.
        segment: SegmentId,
        /// From 1 to one less than the segment's length.
        at: Frames,
        /// The id of the right half.
        new: SegmentId,
    },
    /// Join a segment with the one before it in the script, under the id of the one before.
    ///
    /// ```text
    /// | a | b | c |   ->   |   a   | c |        b
    /// ```
    ///
    /// What a split parted is put together again: take, trim, fit, movement, reading and text. Otherwise the texts are
    /// joined; the take of the first is kept (of the second where the first has none); and the reading is kept only
    /// if the other half says nothing, because no reading says both. The length is fixed where either was, and then
    /// the video keeps its length; else the targets are added. Takes of both are offered: the second becomes an ancestor.
    Join {
        /// The second of the two.
        segment: SegmentId,
    },
    /// Put another script in the place of all segments.
    ReplaceScript {
        /// A title too, where the script brings one.
        title: Option<String>,
        /// The new segments; may be none.
        segments: Vec<NewSegment>,
    },

    /// Change what is shown, and said where nothing else is given to be said. The reading stays and is stale. Cue
    /// breaks are dropped if the number of words changes.
    SetNarration {
        /// Which.
        segment: SegmentId,
        /// The text.
        text: String,
    },
    /// Change what is said: none for what is shown, an empty text for nothing.
    SetSpoken {
        /// Which.
        segment: SegmentId,
        /// The text.
        text: Option<String>,
    },
    /// Correct one shown word without changing what is said: the reading stays true. An empty text takes it out.
    SetWord {
        /// Which segment.
        segment: SegmentId,
        /// Which of the shown words ([`crate::text::words`]), from 0.
        word: usize,
        /// What stands there instead.
        text: String,
    },
    /// Change what the picture shows.
    SetPrompt {
        /// Which.
        segment: SegmentId,
        /// The text.
        text: String,
    },
    /// Choose where captions break; none to have it computed.
    SetCueStarts {
        /// Which.
        segment: SegmentId,
        /// Indices of shown words, rising from 0.
        starts: Option<Vec<usize>>,
    },
    /// Correct the times of the words of a reading.
    SetWordTimes {
        /// Which.
        segment: SegmentId,
        /// One for each word of the reading, in order.
        times: Vec<WordTime>,
    },
    /// Choose the reading a segment speaks, or none.
    SetReading {
        /// Which.
        segment: SegmentId,
        /// The reading and its stretch.
        voicing: Option<ReadingUse>,
    },

    /// How long segments are meant to last.
    SetTarget {
        /// At least one.
        segments: Vec<SegmentId>,
        /// At least one frame.
        frames: Frames,
    },
    /// What decides how long segments last.
    SetLengthRule {
        /// At least one.
        segments: Vec<SegmentId>,
        /// The rule.
        length: LengthRule,
    },
    /// What happens when the take is shorter.
    SetFit {
        /// At least one.
        segments: Vec<SegmentId>,
        /// What.
        fit: Fit,
    },
    /// How pictures of another shape are laid into the frame.
    SetFraming {
        /// At least one.
        segments: Vec<SegmentId>,
        /// How.
        framing: Framing,
    },
    /// Whether segments are in the video.
    SetIncluded {
        /// At least one.
        segments: Vec<SegmentId>,
        /// Whether they are.
        is_included: bool,
    },
    /// How segments follow on those before them. Refused where it does not fit. The first segment of the video keeps
    /// it for when it is moved.
    SetTransition {
        /// At least one.
        segments: Vec<SegmentId>,
        /// How.
        transition: Transition,
    },
    /// Choose the take a segment shows, or none.
    SetTake {
        /// Which.
        segment: SegmentId,
        /// The take and its part.
        picture: Option<TakeUse>,
    },
    /// Choose the part of the clip that is used.
    Trim {
        /// Which.
        segment: SegmentId,
        /// The part, inside the take.
        trim: FrameRange,
    },
    /// Choose another part of the same length.
    Slip {
        /// Which.
        segment: SegmentId,
        /// Where it starts in the take.
        start: Frames,
    },

    /// Rename the video.
    SetTitle {
        /// The title.
        title: String,
    },
    /// Change the language.
    SetLanguage {
        /// Which.
        language: Language,
    },
    /// Change size and rate. With another rate every count of frames is converted, so that all lasts as long as before.
    SetFormat {
        /// Which.
        format: Format,
    },
    /// Change who reads. Readings stay and are stale.
    SetVoice {
        /// Who, and how.
        voice: VoiceChoice,
    },
    /// Change the list of pronunciations.
    SetPronunciations {
        /// All of them.
        pronunciations: Vec<Pronunciation>,
    },
    /// Change how captions look.
    SetCaptionPreset {
        /// The preset.
        preset: String,
    },
    /// Change where captions stand.
    SetCaptionArea {
        /// The box.
        area: PixelRect,
    },
    /// Whether captions are drawn.
    SetCaptionsShown {
        /// Whether.
        is_shown: bool,
    },
    /// Choose the music, or none.
    SetMusic {
        /// Which.
        music: Option<MusicChoice>,
    },
    /// Change levels.
    SetMix {
        /// All of them.
        mix: Mix,
    },

    /// Several edits as one: all or none.
    Several {
        /// At least one, made in this order.
        edits: Vec<Edit>,
    },
}

/// A segment to be put in. All that is not named here is as it is by default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct NewSegment {
    /// Its id, made by the caller.
    pub id: SegmentId,
    /// What is shown and said.
    pub narration: String,
    /// What the picture shows.
    pub prompt: String,
    /// How long it is meant to last.
    pub target: Frames,
}

/// A segment to be copied, and the id of its copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Copied {
    /// The original.
    pub of: SegmentId,
    /// The copy's id, made by the caller.
    pub id: SegmentId,
}

/// A segment that was copied earlier, and its new id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Pasted {
    /// Its new id, made by the caller.
    pub id: SegmentId,
    /// The segment as it was copied. Its id and ancestors become ancestors.
    pub segment: Segment,
}

/// When a word of a reading is said, in its sound file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct WordTime {
    /// When it starts; not before the word before it.
    pub start: Millis,
    /// When it ends; not before it starts.
    pub end: Millis,
}

/// The document after an edit. The one given is not changed.
pub fn apply(document: &Document, edit: &Edit) -> Result<Document, EditError> {
    let mut after = document.clone();
    edit_in_place(&mut after, edit)?;
    check(&after)?;
    Ok(after)
}

/// On error the document is left half edited: only for documents that are then thrown away.
fn edit_in_place(document: &mut Document, edit: &Edit) -> Result<(), EditError> {
    match edit {
        Edit::Insert { at, segments } => structure::insert(document, *at, segments),
        Edit::Duplicate { copies } => structure::duplicate(document, copies),
        Edit::Paste { at, rate, segments } => structure::paste(document, *at, *rate, segments),
        Edit::Remove { segments } => structure::remove(document, segments),
        Edit::Move { segments, to } => structure::reorder(document, segments, *to),
        Edit::Split { segment, at, new } => split::split(document, *segment, *at, *new),
        Edit::Join { segment } => join::join_with_before(document, *segment),
        Edit::ReplaceScript { title, segments } => structure::replace_script(document, title.as_deref(), segments),

        Edit::SetNarration { segment, text } => script::set_narration(document, *segment, text),
        Edit::SetSpoken { segment, text } => script::set_spoken(document, *segment, text.as_deref()),
        Edit::SetWord { segment, word, text } => script::set_word(document, *segment, *word, text),
        Edit::SetPrompt { segment, text } => script::set_prompt(document, *segment, text),
        Edit::SetCueStarts { segment, starts } => script::set_cue_starts(document, *segment, starts.as_deref()),
        Edit::SetWordTimes { segment, times } => script::set_word_times(document, *segment, times),
        Edit::SetReading { segment, voicing } => script::set_reading(document, *segment, voicing.as_ref()),

        Edit::SetTarget { segments, frames } => look::each(document, segments, |one| one.target = *frames),
        Edit::SetLengthRule { segments, length } => look::each(document, segments, |one| one.length = *length),
        Edit::SetFit { segments, fit } => look::each(document, segments, |one| one.fit = *fit),
        Edit::SetFraming { segments, framing } => look::each(document, segments, |one| one.framing = *framing),
        Edit::SetIncluded { segments, is_included } => {
            look::each(document, segments, |one| one.is_included = *is_included)
        }
        Edit::SetTransition { segments, transition } => look::set_transition(document, segments, *transition),
        Edit::SetTake { segment, picture } => look::set_take(document, *segment, *picture),
        Edit::Trim { segment, trim } => look::trim(document, *segment, *trim),
        Edit::Slip { segment, start } => look::slip(document, *segment, *start),

        Edit::SetTitle { title } => project::set_title(document, title),
        Edit::SetLanguage { language } => project::set(&mut document.language, language),
        Edit::SetFormat { format } => project::set_format(document, *format),
        Edit::SetVoice { voice } => project::set(&mut document.voice, voice),
        Edit::SetPronunciations { pronunciations } => project::set_pronunciations(document, pronunciations),
        Edit::SetCaptionPreset { preset } => project::set(&mut document.captions.preset, preset),
        Edit::SetCaptionArea { area } => project::set(&mut document.captions.area, area),
        Edit::SetCaptionsShown { is_shown } => project::set(&mut document.captions.is_shown, is_shown),
        Edit::SetMusic { music } => project::set(&mut document.music, music),
        Edit::SetMix { mix } => project::set(&mut document.mix, mix),

        Edit::Several { edits } => project::several(document, edits),
    }
}

/// The segment to be edited, or the refusal.
fn find_mut(document: &mut Document, id: SegmentId) -> Result<&mut Segment, EditError> {
    document.segments.iter_mut().find(|segment| segment.id == id).ok_or(EditError::NoSuchSegment(id))
}

/// The place of a segment, or the refusal.
fn place_of(document: &Document, id: SegmentId) -> Result<usize, EditError> {
    document.find(id).map(|(index, _)| index).ok_or(EditError::NoSuchSegment(id))
}
