//! Paper: cut sheets laid over one another like the lines of a map, lit from one side, slowly changing shape.

use super::{Painter, Scene, Stage};
use crate::embedded::clips::canvas::Film;
use crate::embedded::clips::colour::Rgb;
use crate::embedded::clips::field::Field;
use crate::embedded::clips::maths::{Dice, floor, index, unit, wave};
use crate::embedded::clips::noise::Noise;

pub struct Paper {
    stage: Stage,
    film: Film,
    noise: Noise,
    colours: Vec<Rgb>,
    scale: f32,
    hollow: (f32, f32),
    light: (f32, f32),
    /// The paper's own grain and the lamp's light on it.
    grain: Field<1>,
}

impl Paper {
    /// How many sheets lie on the lowest.
    const SHEETS: u8 = 6;

    pub fn new(stage: Stage, dice: &mut Dice) -> Self {
        let noise = Noise::new(dice.seed());
        let ramp = &stage.palette.ramp;
        let inward = dice.chance(0.5);
        let accent = usize::from(Self::SHEETS) - 1 - dice.below(2);
        let colours = (0..=Self::SHEETS)
            .map(|sheet| {
                let up = f32::from(sheet) / f32::from(Self::SHEETS);
                let tone = ramp.at(if inward { 0.92 - 0.84 * up } else { 0.1 + 0.8 * up });
                if usize::from(sheet) == accent { tone.mix(stage.palette.accent, 0.55) } else { tone }
            })
            .collect();
        let light = (dice.sign() * dice.between(14.0, 24.0), -dice.between(26.0, 38.0));
        let lamp = if light.0 > 0.0 { stage.w } else { 0.0 };
        let grain = Field::<1>::new(stage.width, stage.height, 2, |x, y| {
            let fibre = noise.at(x / stage.unit * 0.11, y / stage.unit * 0.09, 0.5, 1);
            let far = ((x - lamp) * (x - lamp) + y * y).sqrt() / stage.h;
            [1.0 + 0.03 * fibre + 0.26 * (1.0 - far).max(0.0)]
        });
        Self {
            film: stage.film(0.4, 2.5),
            colours,
            scale: dice.between(0.85, 1.25),
            hollow: (dice.between(0.3, 0.7), dice.between(0.48, 0.56)),
            light,
            grain,
            noise,
            stage,
        }
    }

    /// How high the stack is at a place, in sheets, and one over its slope in pixels.
    fn relief(&self, t: f32) -> Field<2> {
        const CELL: usize = 8;
        let stage = &self.stage;
        let per_pixel = 1.0 / (1080.0 * stage.unit);
        let height = |x: f32, y: f32| {
            let (u, v) = (x * per_pixel * self.scale, y * per_pixel * self.scale);
            let broad = self.noise.at(u * 1.15 + 0.07 * wave(t), v * 1.15 + 0.07 * wave(t + 0.25), t, 1);
            let small = self.noise.at(u * 2.7, v * 2.7 + 20.0, t, 1);
            // A hollow in the middle: the sheets frame the captions.
            let (dx, dy) = ((x / stage.w - self.hollow.0) * 0.9, (y / stage.h - self.hollow.1) * 1.75);
            let bowl = (dx * dx + dy * dy).sqrt();
            (0.02 + 0.98 * bowl + 0.55 * broad + 0.16 * small) * f32::from(Self::SHEETS)
        };
        let columns = Field::<2>::middles(stage.width, CELL);
        let step = CELL as f32;
        let mut above: Vec<f32> = columns.iter().map(|x| height(*x, -step * 1.5)).collect();
        let mut here = above.clone();
        Field::<2>::by_rows(stage.width, stage.height, CELL, |y, [heights, slopes]| {
            std::mem::swap(&mut above, &mut here);
            for (slot, x) in here.iter_mut().zip(&columns) {
                *slot = height(*x, y);
            }
            heights.copy_from_slice(&here);
            for column in 0..here.len() {
                let left = here[column.saturating_sub(1)];
                let right = here[(column + 1).min(here.len() - 1)];
                let (dx, dy) = ((right - left) * 0.5, here[column] - above[column]);
                slopes[column] = step / (dx * dx + dy * dy).sqrt().max(0.02);
            }
        })
    }
}

/// So many pixels of a row are worked on together: enough for vector code, few enough to lie on one or two sheets.
/// A power of two.
const BLOCK: usize = 32;

impl Paper {
    /// The colours of up to [`BLOCK`] pixels in a row, from how high the stack is there, one over its slope, and how
    /// high it is towards the light.
    fn block(&self, heights: &[f32], slopes: &[f32], casts: &[f32]) -> [[f32; BLOCK]; 3] {
        let whole = |part: &[f32]| -> [f32; BLOCK] {
            // The last block of a row may be short: what is missing is like its end.
            let mut block = [part.last().copied().unwrap_or(0.0); BLOCK];
            block[..part.len()].copy_from_slice(part);
            block
        };
        let (heights, slopes, casts) = (whole(heights), whole(slopes), whole(casts));
        let (low, high) = bounds(&heights, &casts);
        let sheet = |at: f32| index(at).min(self.colours.len() - 1);
        let (first, last) = (sheet(low - 0.15), sheet(high + 0.1));
        let base = self.colours[first];
        let mut block = [[base.r; BLOCK], [base.g; BLOCK], [base.b; BLOCK]];
        for (number, colour) in self.colours.iter().enumerate().take(last + 1).skip(first + 1) {
            let level = number as f32;
            let (mut inside, mut shade, mut rim) = ([0.0; BLOCK], [0.0; BLOCK], [0.0; BLOCK]);
            for at in 0..BLOCK {
                let above = (heights[at] - level) * slopes[at];
                inside[at] = unit(above + 0.5);
                let dark = unit((casts[at] - level) * 3.4 + 0.06);
                shade[at] = 1.0 - 0.42 * dark * dark;
                // The cut edge catches the light.
                rim[at] = 0.1 * unit(1.0 - (above - 1.5).abs() * 0.5);
            }
            for (channel, paper) in block.iter_mut().zip([colour.r, colour.g, colour.b]) {
                for at in 0..BLOCK {
                    let under = channel[at] * shade[at];
                    channel[at] = under + inside[at] * (paper + rim[at] - under);
                }
            }
        }
        block
    }
}

impl Scene for Paper {
    fn film(&self) -> &Film {
        &self.film
    }

    fn at(&self, t: f32) -> Painter<'_> {
        let stage = &self.stage;
        let relief = self.relief(t);
        // Shadows fall away from the light: ask what stands a little way towards it.
        let (cast_x, cast_y) = (self.light.0 * stage.unit, self.light.1 * stage.unit);
        Box::new(move |band| {
            let width = stage.width;
            let mut small = Vec::new();
            let [mut height, mut slope, mut cast, mut grain] = [(); 4].map(|()| vec![0.0; width]);
            for y in band.span() {
                relief.row(0, y, &mut small, &mut height);
                relief.row(1, y, &mut small, &mut slope);
                self.grain.row(0, y, &mut small, &mut grain);
                let towards = floor(y as f32 + cast_y).clamp(0, floor(stage.h) - 1);
                relief.row(0, towards.unsigned_abs() as usize, &mut small, &mut cast);
                shift(&mut cast, floor(cast_x));
                let [r, g, b] = band.row(y);
                for from in (0..width).step_by(BLOCK) {
                    let to = (from + BLOCK).min(width);
                    let block = self.block(&height[from..to], &slope[from..to], &cast[from..to]);
                    for (channel, block) in [&mut *r, &mut *g, &mut *b].into_iter().zip(&block) {
                        for ((there, colour), grain) in channel[from..to].iter_mut().zip(block).zip(&grain[from..to]) {
                            *there = colour * grain;
                        }
                    }
                }
            }
        })
    }
}

/// The least and the greatest of two blocks.
fn bounds(a: &[f32; BLOCK], b: &[f32; BLOCK]) -> (f32, f32) {
    // Plain comparisons, halving what is left each time: vector code almost to the end.
    let least = |p: f32, q: f32| if p < q { p } else { q };
    let greatest = |p: f32, q: f32| if p > q { p } else { q };
    let (mut low, mut high) = (*a, *a);
    for at in 0..BLOCK {
        (low[at], high[at]) = (least(low[at], b[at]), greatest(high[at], b[at]));
    }
    let mut left = BLOCK;
    while left > 1 {
        left /= 2;
        for at in 0..left {
            (low[at], high[at]) = (least(low[at], low[at + left]), greatest(high[at], high[at + left]));
        }
    }
    (low[0], high[0])
}

/// Move a row so that each pixel holds what was `by` to its right; the ends are drawn out.
fn shift(row: &mut [f32], by: i32) {
    let far = (by.unsigned_abs() as usize).min(row.len() - 1);
    if by > 0 {
        row.copy_within(far.., 0);
        let (kept, rest) = row.split_at_mut(row.len() - far);
        rest.fill(kept[kept.len() - 1]);
    } else {
        row.copy_within(..row.len() - far, far);
        let (rest, kept) = row.split_at_mut(far);
        rest.fill(kept[0]);
    }
}
