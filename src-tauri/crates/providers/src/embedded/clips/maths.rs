//! Small maths of drawing: waves, eases, chance, and the few conversions between pixels and numbers.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// The pixel a position lies in; before the first is the first.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the conversion saturates, as wanted")]
#[inline]
pub(super) fn index(at: f32) -> usize {
    at as usize
}

/// The whole number at or below.
#[expect(clippy::cast_possible_truncation, reason = "positions are far below 2^31")]
#[inline]
pub(super) fn floor(at: f32) -> i32 {
    let cut = at as i32;
    cut - i32::from(at < cut as f32)
}

/// What is left above the whole number: 0 up to 1.
#[inline]
pub(super) fn fract(at: f32) -> f32 {
    at - floor(at) as f32
}

/// The sine of so many turns, to a thousandth. Without branches or calls, so that loops over it become vector code.
#[inline]
pub(super) fn wave(turns: f32) -> f32 {
    // Adding and taking off 1.5 * 2^23 rounds to the nearest whole number.
    const ROUND: f32 = 12_582_912.0;
    let t = turns - ((turns + ROUND) - ROUND);
    let s = t * (8.0 - 16.0 * t.abs());
    s * (0.775 + 0.225 * s.abs())
}

/// 0 up to 1..
#[inline]
pub(super) fn unit(v: f32) -> f32 {
    v.clamp(0.0, 1.0)
}

/// 0 below `from`, 1 above `to`, smooth between.
#[inline]
pub(super) fn smooth(from: f32, to: f32, v: f32) -> f32 {
    let t = unit((v - from) / (to - from));
    t * t * (3.0 - 2.0 * t)
}

/// How visible something is that lives from 0 to 1: nothing at both ends.
#[inline]
pub(super) fn life(age: f32) -> f32 {
    smooth(0.0, 0.25, age) * smooth(1.0, 0.75, age)
}

/// Chance that is the same for the same seed.
pub(super) struct Dice(Pcg64Mcg);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(Pcg64Mcg::seed_from_u64(seed))
    }

    /// Anywhere between.
    pub fn between(&mut self, from: f32, to: f32) -> f32 {
        from + (to - from) * self.0.random::<f32>()
    }

    /// 0 up to 1.
    pub fn turn(&mut self) -> f32 {
        self.0.random()
    }

    /// -1 or 1.
    pub fn sign(&mut self) -> f32 {
        if self.0.random() { 1.0 } else { -1.0 }
    }

    /// True so often: 0 never, 1 always.
    pub fn chance(&mut self, often: f32) -> bool {
        self.turn() < often
    }

    /// A whole number below `count`, which is at least 1.
    pub fn below(&mut self, count: usize) -> usize {
        self.0.random_range(0..count)
    }

    /// A seed for something of its own.
    pub fn seed(&mut self) -> u64 {
        self.0.random()
    }
}
