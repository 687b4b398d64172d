//! How a segment and its captions look: how its picture fills time and frame, how it follows on, where words stand.

use serde::{Deserialize, Serialize};

use crate::time::Frames;

/// What to do when a take is shorter than its segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Fit {
    /// Slow down, to at most 1.25 times the length, then hold the last frame.
    #[default]
    SlowThenHold,
    /// Start again from the beginning.
    Loop,
    /// Hold the last frame.
    Hold,
}

/// How a picture of another shape is laid into the frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Framing {
    /// Fill the frame and cut what is over, keeping the focus point in sight.
    Cover {
        /// The point of the picture to keep in sight.
        focus: FocusPoint,
    },
    /// Show all of it over a blurred, enlarged copy of itself.
    ContainBlur,
    /// Show all of it over one colour.
    ContainColor {
        /// The colour.
        color: Rgb,
    },
    /// For stills: move from one part of the picture to another.
    PanZoom {
        /// From where to where.
        movement: StillMove,
    },
}

impl Default for Framing {
    fn default() -> Self {
        Self::Cover { focus: FocusPoint::CENTER }
    }
}

/// A point of a picture in thousandths of its width and height from the top left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FocusPoint {
    /// 0 left to 1000 right.
    pub x: u16,
    /// 0 top to 1000 bottom.
    pub y: u16,
}

impl FocusPoint {
    /// The middle.
    pub const CENTER: Self = Self { x: 500, y: 500 };
}

/// A colour, eight bits a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Rgb {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
}

/// Pan and zoom: the part of the still that fills the frame at the start and at the end. Each part is named by its
/// middle and by how many thousandths of the largest frame-shaped part it measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StillMove {
    /// Middle of the part at the start.
    pub from: FocusPoint,
    /// Its size, 100 to 1000; 1000 is the largest part that has the frame's shape.
    pub from_size: u16,
    /// Middle of the part at the end.
    pub to: FocusPoint,
    /// Its size, 100 to 1000.
    pub to_size: u16,
}

/// How a segment follows on the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Transition {
    /// In which manner.
    pub kind: TransitionKind,
    /// How many frames the two overlap; 0 exactly for a cut.
    pub frames: Frames,
}

impl Transition {
    /// One ends, the next begins.
    pub const CUT: Self = Self { kind: TransitionKind::Cut, frames: Frames::ZERO };
}

impl Default for Transition {
    fn default() -> Self {
        Self::CUT
    }
}

/// The manners of transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum TransitionKind {
    /// None.
    #[default]
    Cut,
    /// One melts into the other.
    Crossfade,
    /// Through black.
    FadeThroughBlack,
    /// The next slides in over the one before, from the right.
    Slide,
    /// The next is uncovered from left to right.
    Wipe,
}

/// How captions look and where they stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CaptionChoice {
    /// Whether they are drawn.
    pub is_shown: bool,
    /// The preset, by the name of its file in assets/captions.
    pub preset: String,
    /// The box they are laid out in, in units of a 1080x1920 frame; the default is clear of all platforms' buttons.
    pub area: PixelRect,
}

/// A rectangle in units of a 1080x1920 frame: left and top included, right and bottom not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PixelRect {
    /// Left edge.
    pub left: u32,
    /// Top edge.
    pub top: u32,
    /// Right edge; greater than `left`.
    pub right: u32,
    /// Bottom edge; greater than `top`.
    pub bottom: u32,
}

impl PixelRect {
    /// Clear of the buttons and texts of TikTok, Reels and Shorts (Google and Meta ads figures, November 2026).
    pub const SAFE_EVERYWHERE: Self = Self { left: 120, top: 288, right: 888, bottom: 1248 };
}
