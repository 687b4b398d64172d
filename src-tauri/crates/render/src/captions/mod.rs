//! Captions: words drawn with Pango and Cairo, by one engine for preview and export.
//!
//! ```text
//! Cue ──layout──> placed glyphs ──sheets──> masks of each word ──painter──> bitmap of a moment ──blend──> frame
//!                 (once a cue)              (once a cue)                    (once a change)               (each frame)
//! ```
//!
//! A cue is laid out once, in units of a 1080x1920 frame with hinting off, and scaled to the size drawn: what the
//! preview shows is what the file holds. Nothing moves when a word changes its state, save what the preset moves.

mod bitmap;
pub mod blend;
mod breaks;
pub mod element;
mod fonts;
mod layout;
mod moment;
mod painter;
mod pixels;
mod preset;
mod sample;
mod shape;
mod sheets;
#[cfg(test)]
mod tests;
mod text;
mod track;

pub use bitmap::CaptionBitmap;
pub(crate) use fonts::alone;
pub use fonts::{FontError, Fonts};
pub use layout::LaidOut;
pub use moment::{Moment, WordState, pages};
pub use painter::{Caption, CaptionPainter};
pub use preset::{
    Align, BadColor, Bilingual, Color, Glow, LetterCase, Letters, Lines, Look, Motion, Outline, Paint, Panel,
    PanelAround, Preset, PresetError, Shadow, WordBox, preset, presets,
};
pub use sample::sample;
pub use track::{CaptionReel, CaptionTrack};

/// Part of what finished pictures are kept under. Raise it when a cue and a preset come out as other pixels.
pub const DRAWING_VERSION: u32 = 1;

/// Why captions could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum CaptionError {
    /// The fonts are not at hand.
    #[error(transparent)]
    Fonts(#[from] FontError),
    /// The area or the frame has no room.
    #[error("captions have no room in a frame of {width}x{height}; give them a larger area")]
    NoRoom {
        /// The frame's width.
        width: u32,
        /// The frame's height.
        height: u32,
    },
    /// The drawing library refused, for want of memory.
    #[error("captions could not be drawn; close other programs to free memory, then try again")]
    Drawing(#[from] cairo::Error),
    /// A picture could not be written.
    #[error("a caption could not be saved as a picture")]
    Picture(#[from] cairo::IoError),
    /// A surface was still in use.
    #[error("captions could not be drawn; close other programs to free memory, then try again")]
    Borrowed(#[from] cairo::BorrowError),
}
