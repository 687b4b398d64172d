//! How a take covers its segment: played, slowed, repeated or held, down to the frame.
//!
//! ```text
//! take longer:     |=====|....       the trimmed part is played from its start, the rest is not used
//! slow then hold:  |=-=-=-|#|        slowed to at most 1.25 times its length, then the last frame
//! hold:            |=====|##|
//! loop:            |=====|==|        from the beginning again, cut where the segment ends
//! ```

use serde::{Deserialize, Serialize};

use crate::document::{Fit, TakeExtent};
use crate::time::{FrameRange, Frames};

/// What of a take is seen, in order.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Coverage {
    /// The pieces, end to end; what they are shown over sums to exactly the frames needed.
    pub pieces: Vec<Piece>,
    /// How many frames the take is short of the segment at its own speed; zero when it suffices.
    pub short_by: Frames,
}

/// A stretch of the segment and the part of the take it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Piece {
    /// Moving: frames of the take, shown over so many frames of the video. Slowed where `over` is the greater;
    /// it is never the smaller.
    Play {
        /// Which frames of the take.
        source: FrameRange,
        /// Over how many frames of the video; at least one.
        over: Frames,
    },
    /// Standing: one frame of the take.
    Hold {
        /// Which frame of the take.
        source: Frames,
        /// For how many frames of the video; at least one.
        over: Frames,
    },
}

impl Piece {
    /// How many frames of the video it fills.
    pub fn over(self) -> Frames {
        match self {
            Self::Play { over, .. } | Self::Hold { over, .. } => over,
        }
    }
}

/// The longest a stretch may become by slowing it down: 1.25 times, rounded down.
pub fn slowest(length: Frames) -> Frames {
    Frames::new(length.count().saturating_add(length.count() / 4))
}

/// How a take covers `needed` frames. No pieces when nothing is needed.
pub fn cover(extent: TakeExtent, fit: Fit, needed: Frames) -> Coverage {
    let trim = match extent {
        TakeExtent::Still => {
            return Coverage { pieces: hold(Frames::ZERO, needed).into_iter().collect(), short_by: Frames::ZERO };
        }
        TakeExtent::Clip { trim, .. } => trim,
    };
    let short_by = needed - trim.length();
    let pieces = if short_by.is_zero() {
        play(trim, needed).into_iter().collect()
    } else {
        match fit {
            Fit::SlowThenHold => play_then_hold(trim, slowest(trim.length()).min(needed), needed),
            Fit::Hold => play_then_hold(trim, trim.length(), needed),
            Fit::Loop => repeat(trim, needed),
        }
    };
    Coverage { pieces, short_by }
}

/// The first `over` frames of a trimmed part, at their own speed.
fn play(trim: FrameRange, over: Frames) -> Option<Piece> {
    let source = FrameRange::new(trim.start(), trim.start() + over).ok()?;
    Some(Piece::Play { source, over })
}

fn hold(source: Frames, over: Frames) -> Option<Piece> {
    (!over.is_zero()).then_some(Piece::Hold { source, over })
}

fn play_then_hold(trim: FrameRange, over: Frames, needed: Frames) -> Vec<Piece> {
    let last = trim.end() - Frames::new(1);
    std::iter::once(Piece::Play { source: trim, over }).chain(hold(last, needed - over)).collect()
}

fn repeat(trim: FrameRange, needed: Frames) -> Vec<Piece> {
    if trim.length() == Frames::new(1) {
        return hold(trim.start(), needed).into_iter().collect();
    }
    let mut pieces = Vec::new();
    let mut left = needed;
    while let Some(piece) = play(trim, trim.length().min(left)) {
        pieces.push(piece);
        left = left - piece.over();
    }
    pieces
}
