//! How large things may be. Each limit keeps the program quick and its sums exact; none is meant to be felt.

use crate::time::{Frames, Millis};

/// The most segments of a document.
pub const SEGMENTS: usize = 500;
/// The longest title, in characters.
pub const TITLE: usize = 200;
/// The longest narration or spoken text of a segment, in characters.
pub const NARRATION: usize = 2_000;
/// The longest prompt, in characters.
pub const PROMPT: usize = 4_000;
/// The most pronunciations of a document.
pub const PRONUNCIATIONS: usize = 500;
/// The longest side of a pronunciation, in characters.
pub const PRONUNCIATION: usize = 200;
/// The longest segment, and the longest silence before its voice: twenty minutes at 30 frames a second.
pub const LENGTH: Frames = Frames::new(36_000);
/// The longest take: more than nine hours at 60 frames a second.
pub const TAKE: Frames = Frames::new(2_000_000);
/// The highest frame rate.
pub const FRAMES_A_SECOND: u32 = 240;
/// The longest reading: one hour.
pub const READING: Millis = Millis::new(3_600_000);
/// The most parts of one [`crate::edit::Edit::Several`].
pub const PARTS: usize = 2_000;
/// The longest text a reading was made of, in characters: a narration with its pronunciations in it.
pub const SAID: usize = 20_000;
/// The most words of a reading.
pub const WORDS: usize = 4_000;
