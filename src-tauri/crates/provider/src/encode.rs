//! Turning drawn frames into a clip. Drawing is a provider's business, encoding the renderer's; this trait stands
//! between them so that neither knows the other.

use std::path::Path;

use bobine_model::{Format, Frames};

/// Frames that can be drawn in any order, by several threads at once.
pub trait FrameSource: Sync {
    /// Draw frame `index` into `pixels`: RGBA, 8 bits, opaque, rows from the top without padding,
    /// `width * height * 4` bytes. Same index, same picture.
    fn draw(&self, index: u32, pixels: &mut [u8]);
}

/// The clip to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClipSpec {
    /// Size and rate.
    pub format: Format,
    /// How many frames; at least one.
    pub frames: Frames,
}

/// A clip that could not be encoded.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// Asked to stop. Nothing is left behind.
    #[error("stopped")]
    Stopped,
    /// The disk has no room.
    #[error("the disk is full")]
    DiskFull,
    /// A part of GStreamer is missing on this machine.
    #[error("the GStreamer element {element} is missing; {remedy}")]
    MissingElement {
        /// Its name.
        element: String,
        /// How to get it.
        remedy: String,
    },
    /// The encoder failed.
    #[error("encoding the clip failed: {0}")]
    Failed(String),
}

/// Encodes drawn frames as H.264 MP4 (High, yuv420p bt709, constant rate, no sound).
pub trait ClipEncoder: Send + Sync {
    /// Draw and encode all frames into a new file. `progress` is told the frames done and answers whether to go on;
    /// on error no file is left at `out`. Blocks until done.
    fn encode(
        &self,
        spec: &ClipSpec,
        frames: &dyn FrameSource,
        out: &Path,
        progress: &(dyn Fn(Frames) -> bool + Sync),
    ) -> Result<(), EncodeError>;
}
