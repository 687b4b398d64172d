//! The media a plan is made of, as whoever asks for a plan has found it: where each file lies and what is in it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use bobine_model::{ReadingId, TakeId};

/// The BLAKE3 hash of a file's content: what a rendered chunk depends on, wherever the file lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContentHash(blake3::Hash);

/// Text that is no BLAKE3 hash.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no content hash; 64 hexadecimal digits are")]
pub struct BadHash(String);

impl ContentHash {
    /// The hash of bytes at hand.
    pub fn of(bytes: &[u8]) -> Self {
        Self(blake3::hash(bytes))
    }

    /// A hash that was computed elsewhere.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(blake3::Hash::from_bytes(bytes))
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0.to_hex())
    }
}

impl FromStr for ContentHash {
    type Err = BadHash;
    fn from_str(text: &str) -> Result<Self, BadHash> {
        blake3::Hash::from_hex(text).map(Self).map_err(|_| BadHash(text.to_owned()))
    }
}

/// A file and its content's hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaFile {
    /// Where it lies now.
    pub path: PathBuf,
    /// What is in it.
    pub hash: ContentHash,
}

/// Size of a picture in pixels, as it is meant to be seen: turned upright, pixels square.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Size {
    /// Pixels from left to right; at least one.
    pub width: u32,
    /// Pixels from top to bottom; at least one.
    pub height: u32,
}

/// What kind of picture a take's file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TakeKind {
    /// A moving picture.
    Clip {
        /// Whether sound goes with it.
        has_sound: bool,
    },
    /// One picture.
    Still,
}

/// A take's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakeMedia {
    /// The file.
    pub file: MediaFile,
    /// Moving or still.
    pub kind: TakeKind,
    /// How large its picture is.
    pub size: Size,
}

/// The music's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MusicMedia {
    /// The file.
    pub file: MediaFile,
    /// After how many samples at 48 kHz it starts again; where the file ends when absent.
    pub loop_samples: Option<u64>,
}

/// The files behind a document's takes, readings and music.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResolvedMedia {
    /// Chosen takes of included segments. A missing one is an error of the plan.
    pub takes: BTreeMap<TakeId, TakeMedia>,
    /// Readings of included segments. A missing one is an error of the plan.
    pub readings: BTreeMap<ReadingId, MediaFile>,
    /// The document's music; not looked at where the document has none.
    pub music: Option<MusicMedia>,
}
