//! Captions: the words a viewer reads, grouped into cues, each with its frames.
//!
//! The text is always the creator's ([`crate::document::Segment::narration`]), the times come from the reading.

use serde::{Deserialize, Serialize};

use crate::time::FrameRange;

/// A caption: what stands on the screen at once.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cue {
    /// When it stands there, in frames of the video. Cues never overlap.
    pub frames: FrameRange,
    /// Its words, in order; at least one.
    pub words: Vec<CueWord>,
}

/// A shown word and the frames in which it is being said. Before them it is to come, after them it was said.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CueWord {
    /// As the creator wrote it, punctuation included.
    pub text: String,
    /// When it is being said, in frames of the video. Within its cue; the words of a cue do not overlap.
    pub said: FrameRange,
}
