//! Aurora: curtains of light over a lake or a dark wood, stars behind.

use super::{Painter, Scene, Stage};
use crate::embedded::clips::canvas::{Film, Paint, Skyline};
use crate::embedded::clips::colour::{Ramp, Rgb};
use crate::embedded::clips::field::Field;
use crate::embedded::clips::maths::{Dice, fract, index, life, smooth, unit, wave};
use crate::embedded::clips::noise::Noise;
use crate::embedded::clips::trees::{Wood, plant};

struct Curtain {
    base: f32,
    tall: f32,
    bright: f32,
    phases: [f32; 5],
    row: f32,
}

struct Star {
    at: (f32, f32),
    radius: f32,
    bright: f32,
    phase: f32,
}

pub struct Aurora {
    stage: Stage,
    film: Film,
    noise: Noise,
    curtains: Vec<Curtain>,
    stars: Vec<Star>,
    glow: Ramp,
    /// Where the far shore is, in pixels from the top.
    shore: f32,
    trees: Vec<f32>,
    streak: (f32, f32, f32),
}

impl Aurora {
    pub fn new(stage: Stage, dice: &mut Dice) -> Self {
        let (w, h, unit) = (stage.w, stage.h, stage.unit);
        let noise = Noise::new(dice.seed());
        let schemes: [[u32; 3]; 4] = [
            [0x3d_f5a6, 0x27_b8d8, 0x7a_3ff0],
            [0x5c_f0d0, 0x4a_86ff, 0xb0_4cf0],
            [0x9c_f56b, 0x2f_d0a8, 0x3a_62e0],
            [0x7c_f5c0, 0xe0_5fc0, 0x5a_3fd8],
        ];
        let scheme = schemes[dice.below(schemes.len())];
        let curtains = (0_u8..3)
            .map(|number| Curtain {
                base: 0.27 + 0.11 * f32::from(number) + dice.between(-0.03, 0.03),
                tall: dice.between(0.17, 0.28),
                bright: [0.85, 1.25, 0.9][usize::from(number)] * dice.between(0.85, 1.15),
                phases: std::array::from_fn(|_| dice.turn()),
                row: dice.between(0.0, 40.0),
            })
            .collect();
        let shore = dice.between(0.64, 0.7) * h;
        let stars = (0..230)
            .map(|_| {
                let size = dice.turn().powi(4);
                Star {
                    at: (dice.turn() * w, dice.turn() * shore),
                    radius: (0.7 + 1.7 * size) * unit,
                    bright: 0.25 + 0.65 * dice.turn() * (0.4 + 0.6 * size),
                    phase: dice.turn(),
                }
            })
            .collect();
        let mut trees: Vec<f32> = (0..=stage.width)
            .map(|x| shore - (26.0 + 34.0 * noise.line(x as f32 / (620.0 * unit), 4)) * unit)
            .collect();
        plant(&mut trees, &Wood { shortest: 26.0 * unit, tallest: 88.0 * unit, gaps: 0.04 }, dice);
        Self {
            film: stage.film(0.5, 2.5),
            glow: Ramp::new(&scheme.map(Rgb::hex)),
            curtains,
            stars,
            shore,
            trees,
            streak: (dice.between(0.1, 0.7), dice.between(0.05, 0.2), dice.between(0.2, 0.6)),
            noise,
            stage,
        }
    }

    /// The sky's colours; below the shore, what the water makes of them.
    fn sky(&self, t: f32) -> Field<3> {
        const CELL: usize = 4;
        let stage = &self.stage;
        let xs = Field::<3>::middles(stage.width, CELL);
        let folds: Vec<Vec<(f32, f32)>> = self.curtains.iter().map(|c| self.fold(c, &xs, t)).collect();
        let night = Ramp::new(&[Rgb::hex(0x04_0714), Rgb::hex(0x0a_1530), Rgb::hex(0x12_2f4c)]);
        let tint = stage.palette.ramp.at(0.3);
        let scale = 1.0 / (1080.0 * stage.unit);
        Field::<3>::by_rows(stage.width, stage.height, CELL, |y, [r, g, b]| {
            let below = (y - self.shore).max(0.0);
            let mirrored = y > self.shore;
            let v = if mirrored { self.shore - below * 0.8 } else { y } / stage.h;
            let fade = if mirrored { 0.62 - 0.3 * below / (stage.h - self.shore) } else { 1.0 };
            let base =
                night.at(0.1 + 0.9 * smooth(0.0, 0.68, v)).mix(tint, 0.22).times(if mirrored { 0.7 } else { 1.0 });
            let ripple = wave(below * scale * 30.0 / (0.2 + below * scale * 3.0) + 2.0 * t);
            r.fill(base.r);
            g.fill(base.g);
            b.fill(base.b);
            for (curtain, fold) in self.curtains.iter().zip(&folds) {
                let inverse = 1.0 / curtain.tall;
                for column in 0..xs.len() {
                    let (line, bright) = fold[column];
                    let stir =
                        if mirrored { 0.02 * ripple * wave(xs[column] * scale * 1.7 + 0.3 * ripple + t) } else { 0.0 };
                    // Above its lower edge the curtain thins out slowly, below it ends in a short bright hem.
                    let high = (line + stir - v) * inverse;
                    let glow = if high < 0.0 {
                        let d = 1.0 + high * 7.0;
                        if d <= 0.0 { continue } else { d * d * (3.0 - 2.0 * d) }
                    } else {
                        let d = 1.0 / (1.0 + high * 1.5);
                        d * d * d * (1.0 - high * 0.3).max(0.0)
                    };
                    let light = self.glow.at(high * 0.62).times((glow * bright * curtain.bright * fade).min(0.96));
                    r[column] += light.r * (1.0 - r[column]);
                    g[column] += light.g * (1.0 - g[column]);
                    b[column] += light.b * (1.0 - b[column]);
                }
            }
        })
    }

    /// For each column where a curtain's lower edge is, as a part of the height, and how bright it shines.
    fn fold(&self, curtain: &Curtain, xs: &[f32], t: f32) -> Vec<(f32, f32)> {
        let p = &curtain.phases;
        let scale = 1.0 / (1080.0 * self.stage.unit);
        xs.iter()
            .map(|x| {
                let u = x * scale;
                let bent = u + 0.1 * wave(u * 1.1 + p[0] + t);
                let line = curtain.base
                    + 0.055 * wave(bent * 0.62 + p[1] + 0.12 * wave(t + p[4]))
                    + 0.022 * wave(bent * 1.7 + p[2] - t)
                    + 0.006 * wave(bent * 5.3 + p[3] + t);
                let broad = self.noise.at(bent * 1.8, curtain.row, 2.0 * t, 2);
                let rays = self.noise.at(bent * 9.0 + 0.2 * wave(t), curtain.row + 9.0, 3.0 * t, 3)
                    + 0.6 * self.noise.at(bent * 24.0, curtain.row + 5.0, 4.0 * t, 4);
                let bright = smooth(-0.6, 0.45, broad) * (0.62 + 0.55 * rays);
                (line - 0.012 * rays, bright.max(0.0))
            })
            .collect()
    }
}

impl Scene for Aurora {
    fn film(&self) -> &Film {
        &self.film
    }

    fn at(&self, t: f32) -> Painter<'_> {
        let stage = &self.stage;
        let sky = self.sky(t);
        let trees = Skyline::new(&self.trees, 0.0, stage.width);
        // The wood's own image in the water, shorter and stirred.
        let image: Vec<f32> = self.trees.iter().map(|top| (self.shore - top) * 0.8).collect();
        let dark = Rgb::hex(0x03_060c).mix(stage.palette.ramp.at(0.1), 0.25);
        Box::new(move |band| {
            band.fill(&sky);
            let span = band.span();
            if (span.start as f32) < self.shore {
                for star in &self.stars {
                    let shine = star.bright * (0.75 + 0.25 * wave(t + star.phase));
                    band.disc(star.at, star.radius, 1.4, 0.0, shine, Paint::light(Rgb::WHITE));
                    if star.radius > 1.8 * stage.unit {
                        band.glow(star.at, star.radius * 6.0, shine * 0.3, Paint::light(Rgb::hex(0xbf_dcff)));
                    }
                }
                // One shooting star a round.
                let age = fract(t + self.streak.2) * 6.0;
                if age < 1.0 {
                    let head = ((self.streak.0 + 0.3 * age) * stage.w, (self.streak.1 + 0.07 * age) * stage.h);
                    let tail = (head.0 - 0.12 * stage.w, head.1 - 0.028 * stage.h);
                    for step in 0_u8..6 {
                        let k = f32::from(step) / 6.0;
                        let from = (tail.0 + (head.0 - tail.0) * k, tail.1 + (head.1 - tail.1) * k);
                        band.line(from, head, 0.3 * stage.unit, 1.6, 0.16 * life(age), Paint::light(Rgb::WHITE));
                    }
                }
            }
            for y in span {
                let py = y as f32 + 0.5;
                if py > self.shore {
                    let below = py - self.shore;
                    let stir = wave(below * 0.11 / stage.unit + 3.0 * t) * 3.0 * stage.unit;
                    let opacity = 0.8 - 0.3 * below / (140.0 * stage.unit);
                    if opacity <= 0.0 {
                        continue;
                    }
                    let soft = 0.25 / (1.0 + below * 0.02);
                    let columns = 0..stage.width;
                    band.lay(y, columns, Paint::over(dark), |x| {
                        let lie = image[index(x)];
                        unit((lie - below + stir) * soft + 0.5) * opacity
                    });
                }
            }
            if (band.span().start as f32) < self.shore {
                let shore = self.shore;
                band.ground_until(&trees, shore, 1.4, dark);
            }
        })
    }
}
