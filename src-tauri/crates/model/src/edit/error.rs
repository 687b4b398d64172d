//! Why an edit is refused, by what the caller can do about it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ids::SegmentId;
use crate::time::{FrameRange, Frames};

/// An edit that cannot be made. Nothing was changed.
///
/// The same rules hold for stored documents: see [`crate::check::Broken`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "kind", content = "detail", rename_all = "snake_case")]
pub enum EditError {
    /// The segment was removed, or never was: look at the document again.
    #[error("there is no segment {0}")]
    NoSuchSegment(SegmentId),
    /// An edit of chosen segments that names none.
    #[error("no segment is chosen")]
    NothingChosen,
    /// An edit of chosen segments that names one twice.
    #[error("segment {0} is chosen twice")]
    ChosenTwice(SegmentId),
    /// A new segment needs an id of its own.
    #[error("segment {0} is there already; a new segment needs a new id")]
    DuplicateId(SegmentId),
    /// A place beyond the end.
    #[error("place {index} is out of range; the last is {last}")]
    IndexOut {
        /// What was asked, counted from 0.
        index: usize,
        /// The last place there is.
        last: usize,
    },
    /// A cut at the very start, or at or beyond the end.
    #[error("one half would be empty; cut between frame 1 and frame {last} of the segment")]
    EmptyHalf {
        /// The last frame it can be cut at; 0 where it is too short to be cut.
        last: Frames,
    },
    /// A cut inside a transition, or so near that the transition would no longer fit.
    #[error("the cut is too near a transition; cut between frame {first} and frame {last}, or shorten the transition")]
    CutInTransition {
        /// The first frame it can be cut at.
        first: Frames,
        /// The last frame it can be cut at; before `first` where there is none.
        last: Frames,
    },
    /// Joining the first segment.
    #[error("there is no segment before this one to join it with")]
    NothingBefore(SegmentId),
    /// More than the two segments can give.
    #[error("the transition is too long; at most {longest} frames fit here")]
    TransitionTooLong {
        /// The longest that fits.
        longest: Frames,
    },
    /// A cut lasts no frame, anything else at least one.
    #[error("a cut lasts no frame, and every other transition at least one")]
    BadTransition,
    /// A document has a title.
    #[error("the title is empty; give the video a name")]
    EmptyTitle,
    /// More text than a field takes.
    #[error("the {field} has {length} characters; shorten it to {limit}")]
    TextTooLong {
        /// Which text.
        field: TextField,
        /// How long it is, in characters.
        length: usize,
        /// How long it may be.
        limit: usize,
    },
    /// Text with line breaks, control characters or stray spaces. Edits tidy text; only a stored document has this.
    #[error("the {0} holds characters that cannot be shown")]
    UntidyText(TextField),
    /// More segments than a document takes.
    #[error("a video has at most {limit} segments; this would make {count}")]
    TooManySegments {
        /// How many there would be.
        count: usize,
        /// How many there may be.
        limit: usize,
    },
    /// More pronunciations than a document takes.
    #[error("a video has at most {limit} pronunciations")]
    TooManyPronunciations {
        /// How many there may be.
        limit: usize,
    },
    /// More parts than one edit takes.
    #[error("an edit has at most {limit} parts")]
    TooManyParts {
        /// How many there may be.
        limit: usize,
    },
    /// A length of no frame, or of more than a segment lasts.
    #[error("a segment lasts at least 1 frame and at most {longest}")]
    BadLength {
        /// The longest there is.
        longest: Frames,
    },
    /// Trimming or slipping a segment that shows no moving clip: choose a clip first.
    #[error("this segment shows no clip that could be trimmed; choose a clip first")]
    NoClip(SegmentId),
    /// A part that is not inside the take.
    #[error("frames {trim} are not inside the clip, which has {length}")]
    BadTrim {
        /// What was asked.
        trim: FrameRange,
        /// How long the take is.
        length: Frames,
    },
    /// Changing word times of a segment that has no reading: have it read first.
    #[error("this segment has no reading; have it read first")]
    NoReading(SegmentId),
    /// A stretch of sound that is empty or longer than a reading lasts.
    #[error("a reading of {from} to {to} milliseconds cannot be used")]
    BadReading {
        /// Where it starts.
        from: u32,
        /// Where it ends.
        to: u32,
    },
    /// A reading of more words than one has: read less at once.
    #[error("a reading has at most {limit} words; read less at once")]
    TooManyWords {
        /// How many there may be.
        limit: usize,
    },
    /// A word that ends before it starts, or starts before the one before it.
    #[error("word {} is out of order; words follow each other and end after they start", word + 1)]
    WordTimesInvalid {
        /// Which word, counted from 0.
        word: usize,
    },
    /// Times for more or fewer words than there are: read the document again.
    #[error("there are {expected} words in the reading, not {given}")]
    WordCount {
        /// How many there are.
        expected: usize,
        /// How many were given.
        given: usize,
    },
    /// A word beyond the last.
    #[error("there is no word {}; the text has {count}", word + 1)]
    NoSuchWord {
        /// Which word, counted from 0.
        word: usize,
        /// How many there are.
        count: usize,
    },
    /// Cue starts that do not begin with 0, do not rise, or go beyond the last word.
    #[error("captions cannot break there; breaks rise from the first of the {words} words")]
    CueStartsInvalid {
        /// How many words there are.
        words: usize,
    },
    /// A pronunciation of nothing, by nothing, or given twice.
    #[error("the pronunciation of {written:?} is empty or is there twice")]
    BadPronunciation {
        /// The word it is for.
        written: String,
    },
    /// A setting outside what it may be.
    #[error("the {setting} is out of range; it goes from {lowest} to {highest}")]
    OutOfRange {
        /// Which setting.
        setting: Setting,
        /// The least.
        lowest: i64,
        /// The most.
        highest: i64,
    },
    /// A caption box that is empty or reaches out of the 1080x1920 frame.
    #[error("the caption box lies outside the picture or is empty")]
    BadArea,
    /// A preset or loop name that can be no name of a file of ours.
    #[error("{0:?} is no name; use small letters, digits and dashes")]
    BadName(String),
    /// A frame rate no platform takes.
    #[error("the frame rate must lie between 1 and {fastest} frames a second")]
    BadRate {
        /// The highest there is.
        fastest: u32,
    },
    /// A segment that is its own ancestor, or names one twice. No edit does this; only a stored document has it.
    #[error("segment {0} descends from itself")]
    BadAncestors(SegmentId),
}

/// A text of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextField {
    /// The title of the video.
    Title,
    /// What a segment shows.
    Narration,
    /// What a segment says.
    Spoken,
    /// What a segment's picture is.
    Prompt,
    /// A word, or how it is said.
    Pronunciation,
}

impl fmt::Display for TextField {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Title => "title",
            Self::Narration => "narration",
            Self::Spoken => "spoken text",
            Self::Prompt => "prompt",
            Self::Pronunciation => "pronunciation",
        })
    }
}

/// A number of the document that has bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// Percent of the voice's own speed.
    Speed,
    /// Percent of the voice's own pitch.
    Pitch,
    /// The level of the voice, in tenths of a decibel.
    VoiceLevel,
    /// The level of the music, in tenths of a decibel.
    MusicLevel,
    /// The level of the clips' sound, in tenths of a decibel.
    ClipLevel,
    /// How far the music steps back, in tenths of a decibel.
    DuckDepth,
    /// How fast it steps back, in milliseconds.
    DuckAttack,
    /// How fast it returns, in milliseconds.
    DuckRelease,
    /// A focus point, in thousandths.
    Focus,
    /// The size of a part of a still, in thousandths.
    PartSize,
}

impl fmt::Display for Setting {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Speed => "voice speed",
            Self::Pitch => "voice pitch",
            Self::VoiceLevel => "voice level",
            Self::MusicLevel => "music level",
            Self::ClipLevel => "clip sound level",
            Self::DuckDepth => "ducking depth",
            Self::DuckAttack => "ducking attack",
            Self::DuckRelease => "ducking release",
            Self::Focus => "focus point",
            Self::PartSize => "zoom",
        })
    }
}
