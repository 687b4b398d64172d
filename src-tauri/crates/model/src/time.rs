//! Time: whole frames at a project's rate, and the milliseconds of a voice.
//!
//! A video is counted in [`Frames`]; only word times inside a reading are [`Millis`], because that is what speech
//! engines give. [`FrameRate`] is the only bridge between the two, and nanoseconds exist only in the renderer.

use std::fmt;
use std::num::NonZeroU32;
use std::ops::{Add, AddAssign, Sub};

use serde::{Deserialize, Serialize};

/// A count of frames, or a position counted in frames from a start named by the context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(transparent)]
pub struct Frames(u32);

impl Frames {
    /// No frames at all, or the very start.
    pub const ZERO: Self = Self(0);

    /// So many frames.
    pub const fn new(count: u32) -> Self {
        Self(count)
    }

    /// The plain number.
    pub const fn count(self) -> u32 {
        self.0
    }

    /// Whether there is no frame.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// `self - other`, or zero where that would be negative.
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// `self - other`, or nothing where that would be negative.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(count) => Some(Self(count)),
            None => None,
        }
    }
}

impl Add for Frames {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Frames {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Frames {
    type Output = Self;
    /// Saturates at zero: a count of frames is never negative.
    fn sub(self, other: Self) -> Self {
        self.saturating_sub(other)
    }
}

impl std::iter::Sum for Frames {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::ZERO, |total, count| total + count)
    }
}

impl fmt::Display for Frames {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// A time inside a reading, in milliseconds from the start of its sound file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(transparent)]
pub struct Millis(u32);

impl Millis {
    /// The start.
    pub const ZERO: Self = Self(0);

    /// So many milliseconds.
    pub const fn new(count: u32) -> Self {
        Self(count)
    }

    /// The plain number.
    pub const fn count(self) -> u32 {
        self.0
    }

    /// `self - other`, or zero where that would be negative.
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// `self + other`, at most the greatest time that can be written.
    pub const fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

/// Frames a second, as a fraction: 30/1, or 30000/1001.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FrameRate {
    num: NonZeroU32,
    den: NonZeroU32,
}

impl FrameRate {
    /// 30 frames a second, what all three platforms take.
    pub const THIRTY: Self = Self { num: NonZeroU32::new(30).expect("30 is not zero"), den: NonZeroU32::MIN };

    /// `num / den` frames a second; nothing where either is zero.
    pub const fn new(num: u32, den: u32) -> Option<Self> {
        match (NonZeroU32::new(num), NonZeroU32::new(den)) {
            (Some(num), Some(den)) => Some(Self { num, den }),
            _ => None,
        }
    }

    /// The upper half of the fraction.
    pub const fn num(self) -> u32 {
        self.num.get()
    }

    /// The lower half of the fraction.
    pub const fn den(self) -> u32 {
        self.den.get()
    }

    /// The frame nearest to a time; halves go up.
    pub fn nearest(self, time: Millis) -> Frames {
        let scaled = u64::from(time.count()) * u64::from(self.num());
        let unit = 1000 * u64::from(self.den());
        saturate((scaled + unit / 2) / unit)
    }

    /// The fewest frames that last at least so long.
    pub fn covering(self, time: Millis) -> Frames {
        let scaled = u64::from(time.count()) * u64::from(self.num());
        saturate(scaled.div_ceil(1000 * u64::from(self.den())))
    }

    /// When a frame starts, in milliseconds, rounded to the nearest.
    pub fn millis(self, frames: Frames) -> Millis {
        let scaled = u64::from(frames.count()) * 1000 * u64::from(self.den());
        Millis(saturate((scaled + u64::from(self.num()) / 2) / u64::from(self.num())).count())
    }

    /// When a frame starts, in nanoseconds, rounded down as GStreamer does. For the renderer.
    pub fn nanos(self, frames: Frames) -> u64 {
        let scaled = u128::from(frames.count()) * 1_000_000_000 * u128::from(self.den());
        u64::try_from(scaled / u128::from(self.num())).unwrap_or(u64::MAX)
    }

    /// Whole seconds as frames, rounded to the nearest.
    pub fn seconds(self, seconds: u32) -> Frames {
        self.nearest(Millis(seconds.saturating_mul(1000)))
    }
}

fn saturate(count: u64) -> Frames {
    Frames(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A stretch of frames: start included, end not. Never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "(Frames, Frames)", into = "(Frames, Frames)")]
pub struct FrameRange {
    start: Frames,
    end: Frames,
}

/// A range that would hold no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("frames {start} to {end} are no range")]
pub struct EmptyRange {
    start: Frames,
    end: Frames,
}

impl FrameRange {
    /// From `start` up to, but not including, `end`.
    pub fn new(start: Frames, end: Frames) -> Result<Self, EmptyRange> {
        if start < end { Ok(Self { start, end }) } else { Err(EmptyRange { start, end }) }
    }

    /// The first frame.
    pub const fn start(self) -> Frames {
        self.start
    }

    /// The frame after the last.
    pub const fn end(self) -> Frames {
        self.end
    }

    /// How many frames; at least one.
    pub fn length(self) -> Frames {
        self.end - self.start
    }

    /// Whether a frame lies inside.
    pub fn contains(self, frame: Frames) -> bool {
        self.start <= frame && frame < self.end
    }

    /// What two ranges have in common, if anything.
    pub fn intersection(self, other: Self) -> Option<Self> {
        Self::new(self.start.max(other.start), self.end.min(other.end)).ok()
    }
}

impl TryFrom<(Frames, Frames)> for FrameRange {
    type Error = EmptyRange;
    fn try_from((start, end): (Frames, Frames)) -> Result<Self, EmptyRange> {
        Self::new(start, end)
    }
}

impl From<FrameRange> for (Frames, Frames) {
    fn from(range: FrameRange) -> Self {
        (range.start, range.end)
    }
}

impl fmt::Display for FrameRange {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}..{}", self.start, self.end)
    }
}
