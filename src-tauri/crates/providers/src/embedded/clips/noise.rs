//! Gradient noise: smooth chance over a plane, changing in time and coming back to where it began.

use super::maths::{Dice, floor};

/// A field of smooth chance, about -1 to 1.
pub(super) struct Noise {
    order: [u8; 256],
}

impl Noise {
    pub fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let mut order = [0; 256];
        for (value, slot) in (0..=u8::MAX).zip(&mut order) {
            *slot = value;
        }
        for last in (1..order.len()).rev() {
            order.swap(last, dice.below(last + 1));
        }
        Self { order }
    }

    #[inline]
    fn hash(&self, x: i32, y: i32, z: i32) -> u8 {
        let slot = |v: u8, w: i32| usize::from(v.wrapping_add(w.to_le_bytes()[0]));
        let a = self.order[slot(0, x)];
        let b = self.order[slot(a, y)];
        self.order[slot(b, z)]
    }

    /// At a place of the plane; the same again whenever `z` has grown by `period` (a whole number).
    #[inline]
    pub fn at(&self, x: f32, y: f32, z: f32, period: i32) -> f32 {
        let (ix, iy, iz) = (floor(x), floor(y), floor(z));
        let (fx, fy, fz) = (x - ix as f32, y - iy as f32, z - iz as f32);
        let (z0, z1) = (iz.rem_euclid(period), (iz + 1).rem_euclid(period));
        let (u, v, w) = (ease(fx), ease(fy), ease(fz));
        let corner = |dx: i32, dy: i32, z: i32, oz: f32| {
            slope(self.hash(ix + dx, iy + dy, z), fx - dx as f32, fy - dy as f32, oz)
        };
        let layer = |z: i32, oz: f32| {
            let upper = lerp(corner(0, 0, z, oz), corner(1, 0, z, oz), u);
            let lower = lerp(corner(0, 1, z, oz), corner(1, 1, z, oz), u);
            lerp(upper, lower, v)
        };
        lerp(layer(z0, fz), layer(z1, fz - 1.0), w)
    }

    /// Along a line: hills of many sizes, about -1 to 1.
    pub fn line(&self, x: f32, octaves: u8) -> f32 {
        let (mut sum, mut size, mut step) = (0.0, 0.6, 1.0);
        for octave in 0..octaves {
            sum += size * self.at(x * step, f32::from(octave) * 7.3 + 0.5, 0.0, 1) * 1.6;
            size *= 0.5;
            step *= 2.03;
        }
        sum
    }
}

#[inline]
fn ease(t: f32) -> f32 {
    t * t * t * (t * (t * 6.0 - 15.0) + 10.0)
}

#[inline]
fn lerp(a: f32, b: f32, t: f32) -> f32 {
    a + (b - a) * t
}

/// One of the twelve edge directions of a cube, times the offset.
#[inline]
fn slope(hash: u8, x: f32, y: f32, z: f32) -> f32 {
    let h = hash & 15;
    let u = if h < 8 { x } else { y };
    let v = if h < 4 {
        y
    } else if h == 12 || h == 14 {
        x
    } else {
        z
    };
    (if h & 1 == 0 { u } else { -u }) + (if h & 2 == 0 { v } else { -v })
}
