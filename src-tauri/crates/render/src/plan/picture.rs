//! What is seen: shots, and how a picture of any shape is laid into the frame.

use bobine_model::fit::Piece;
use bobine_model::{FocusPoint, Format, FrameRange, Frames, Framing, Rgb, SegmentId, StillMove, TakeId, Transition};

use super::media::{MediaFile, Size};

/// One segment's picture in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shot {
    /// Whose picture.
    pub segment: SegmentId,
    /// The segment's number as people count: its place among all segments of the script, from 1.
    pub number: u32,
    /// The frames of the video it is seen in, overlaps included.
    pub range: FrameRange,
    /// How it follows on the shot before; its frames are the first of `range`.
    pub transition: Transition,
    /// What is seen.
    pub picture: Picture,
}

/// Where a shot's frames come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picture {
    /// A moving take.
    Clip {
        /// Which one.
        take: TakeId,
        /// Its file.
        file: MediaFile,
        /// Its size.
        size: Size,
        /// Which of its frames are seen when; sums to the length of the shot.
        pieces: Vec<Piece>,
        /// How it lies in the frame.
        placing: Placing,
    },
    /// A still take.
    Still {
        /// Which one.
        take: TakeId,
        /// Its file.
        file: MediaFile,
        /// Its size.
        size: Size,
        /// How it lies in the frame.
        placing: Placing,
    },
    /// The card that stands where there is no take yet.
    Slate(Slate),
}

/// What a slate says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Slate {
    /// The segment's number.
    pub number: u32,
    /// What its picture is to show.
    pub prompt: String,
}

/// How a picture lies in the frame. Source rectangles are in pixels of the take, frame rectangles in pixels of the
/// document's format; a smaller rendering of the same plan scales both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Placing {
    /// This part of the source fills the frame.
    Fill {
        /// The part.
        part: Rect,
    },
    /// All of the source fills this part of the frame.
    Inside {
        /// The part of the frame.
        place: Rect,
        /// What is seen around it.
        around: Around,
    },
    /// A part of the source that moves evenly from the first frame of the shot to the last.
    Move {
        /// The part at the first frame.
        from: Window,
        /// The part at the last frame.
        to: Window,
    },
}

/// What surrounds a picture that does not fill the frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Around {
    /// This part of the source, enlarged to the frame, blurred and dimmed.
    Blur {
        /// The part.
        part: Rect,
    },
    /// One colour.
    Color(Rgb),
}

/// A rectangle in whole pixels. Edges are even wherever the picture is large enough, as chroma planes want it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rect {
    /// Left edge.
    pub left: u32,
    /// Top edge.
    pub top: u32,
    /// Width; at least one.
    pub width: u32,
    /// Height; at least one.
    pub height: u32,
}

/// A rectangle in thousandths of a pixel, so that slow movements do not step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Window {
    /// Left edge.
    pub left: u64,
    /// Top edge.
    pub top: u64,
    /// Width.
    pub width: u64,
    /// Height.
    pub height: u64,
}

/// How a framing lays a clip of this size into this format.
pub fn place_clip(framing: Framing, size: Size, format: Format) -> Placing {
    match framing {
        Framing::Cover { focus } => Placing::Fill { part: covering_part(size, format, focus) },
        // A movement is for stills; a clip moves by itself and stays where the movement starts.
        Framing::PanZoom { movement } => Placing::Fill { part: covering_part(size, format, movement.from) },
        Framing::ContainBlur => {
            contain(size, format, Around::Blur { part: covering_part(size, format, FocusPoint::CENTER) })
        }
        Framing::ContainColor { color } => contain(size, format, Around::Color(color)),
    }
}

/// How a framing lays a still of this size into this format.
pub fn place_still(framing: Framing, size: Size, format: Format) -> Placing {
    match framing {
        Framing::PanZoom { movement } => pan_zoom(movement, size, format),
        Framing::Cover { .. } | Framing::ContainBlur | Framing::ContainColor { .. } => {
            place_clip(framing, size, format)
        }
    }
}

/// The largest part of the source that has the frame's shape, with the focus point as near to its middle as possible.
fn covering_part(size: Size, format: Format, focus: FocusPoint) -> Rect {
    let (width, height) = (u64::from(size.width), u64::from(size.height));
    let (frame_width, frame_height) = (u64::from(format.width()), u64::from(format.height()));
    let (part_width, part_height) = if width * frame_height > height * frame_width {
        (rounded(height * frame_width, frame_height), height)
    } else {
        (width, rounded(width * frame_height, frame_width))
    };
    let part_width = near_even(part_width, width);
    let part_height = near_even(part_height, height);
    Rect {
        left: pixels(even_start(u64::from(focus.x.min(1000)) * width / 1000, part_width, width)),
        top: pixels(even_start(u64::from(focus.y.min(1000)) * height / 1000, part_height, height)),
        width: pixels(part_width),
        height: pixels(part_height),
    }
}

/// The largest place in the frame that has the source's shape, in the middle.
fn contain(size: Size, format: Format, around: Around) -> Placing {
    let (width, height) = (u64::from(size.width), u64::from(size.height));
    let (frame_width, frame_height) = (u64::from(format.width()), u64::from(format.height()));
    let (place_width, place_height) = if width * frame_height > height * frame_width {
        (frame_width, rounded(frame_width * height, width))
    } else {
        (rounded(frame_height * width, height), frame_height)
    };
    let place_width = near_even(place_width, frame_width);
    let place_height = near_even(place_height, frame_height);
    if place_width == frame_width && place_height == frame_height {
        return Placing::Fill { part: Rect { left: 0, top: 0, width: size.width, height: size.height } };
    }
    let place = Rect {
        left: pixels(even_start(frame_width / 2, place_width, frame_width)),
        top: pixels(even_start(frame_height / 2, place_height, frame_height)),
        width: pixels(place_width),
        height: pixels(place_height),
    };
    Placing::Inside { place, around }
}

fn pan_zoom(movement: StillMove, size: Size, format: Format) -> Placing {
    let (width, height) = (u64::from(size.width) * 1000, u64::from(size.height) * 1000);
    let (frame_width, frame_height) = (u64::from(format.width()), u64::from(format.height()));
    let (largest_width, largest_height) = if width * frame_height > height * frame_width {
        (height * frame_width / frame_height, height)
    } else {
        (width, width * frame_height / frame_width)
    };
    let window = |middle: FocusPoint, part: u16| {
        let part = u64::from(part.clamp(100, 1000));
        let (part_width, part_height) = (largest_width * part / 1000, largest_height * part / 1000);
        let start = |middle: u16, part: u64, whole: u64| {
            (u64::from(middle.min(1000)) * whole / 1000).saturating_sub(part / 2).min(whole - part)
        };
        Window {
            left: start(middle.x, part_width, width),
            top: start(middle.y, part_height, height),
            width: part_width,
            height: part_height,
        }
    };
    let (from, to) = (window(movement.from, movement.from_size), window(movement.to, movement.to_size));
    Placing::Move { from, to }
}

impl Shot {
    /// All of it.
    pub fn strip(&self) -> Strip {
        let length = self.range.length();
        self.picture.stretch(Frames::ZERO, length, length)
    }
}

impl Picture {
    /// The frames of a shot of `length` frames from `start` on, written so that two stretches that look the same are
    /// equal: of a clip only the pieces that are seen, of a movement where it stands.
    pub(super) fn stretch(&self, start: Frames, count: Frames, length: Frames) -> Strip {
        match self {
            Self::Clip { take, file, size, pieces, placing } => {
                let (pieces, skip) = seen_pieces(pieces, start, count);
                let picture = Self::Clip { take: *take, file: file.clone(), size: *size, pieces, placing: *placing };
                Strip { picture, skip, of: None }
            }
            Self::Still { placing: Placing::Move { .. }, .. } => {
                Strip { picture: self.clone(), skip: start, of: Some(length) }
            }
            Self::Still { placing: Placing::Fill { .. } | Placing::Inside { .. }, .. } => {
                Strip { picture: self.clone(), skip: Frames::ZERO, of: None }
            }
            Self::Slate(_) => Strip { picture: self.clone(), skip: start, of: None },
        }
    }
}

/// A stretch of a picture, from its frame `skip` on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strip {
    /// Where the frames come from.
    pub picture: Picture,
    /// How many of its frames lie before the stretch.
    pub skip: Frames,
    /// How many frames a movement takes in all; absent where nothing moves by position.
    pub of: Option<Frames>,
}

/// The pieces seen in a window of the shot, and how many frames of the first lie before it. Pieces at their own speed
/// are cut to the window; slowed ones stay whole, because a part of them is not a whole number of source frames.
fn seen_pieces(pieces: &[Piece], start: Frames, count: Frames) -> (Vec<Piece>, Frames) {
    let end = start + count;
    let mut seen = Vec::new();
    let mut skip = Frames::ZERO;
    let mut at = Frames::ZERO;
    for piece in pieces {
        let (from, to) = (at.max(start), (at + piece.over()).min(end));
        if from < to {
            let before = from - at;
            let cut = match *piece {
                Piece::Hold { source, .. } => Piece::Hold { source, over: to - from },
                Piece::Play { source, over } if source.length() == over => {
                    let first = source.start() + before;
                    match FrameRange::new(first, first + (to - from)) {
                        Ok(source) => Piece::Play { source, over: to - from },
                        Err(_) => *piece,
                    }
                }
                Piece::Play { .. } => {
                    if seen.is_empty() {
                        skip = before;
                    }
                    *piece
                }
            };
            seen.push(cut);
        }
        at += piece.over();
    }
    (seen, skip)
}

fn rounded(numerator: u64, denominator: u64) -> u64 {
    (numerator + denominator / 2) / denominator
}

/// The even number nearest to a length, at most the whole; the whole itself where they differ by no more than a pixel.
fn near_even(length: u64, whole: u64) -> u64 {
    if length.abs_diff(whole) <= 1 {
        return whole;
    }
    (length / 2 * 2).max(2).min(whole)
}

/// The even start that brings a part's middle nearest to a point and keeps it inside the whole.
fn even_start(middle: u64, part: u64, whole: u64) -> u64 {
    middle.saturating_sub(part / 2).min(whole.saturating_sub(part)) / 2 * 2
}

fn pixels(length: u64) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
