//! Sea: a low sun over moving water, its path glittering towards us.

use super::{Painter, Scene, Stage};
use crate::embedded::clips::canvas::{Film, Paint};
use crate::embedded::clips::colour::Rgb;
use crate::embedded::clips::field::Field;
use crate::embedded::clips::maths::{Dice, fract, smooth, unit, wave};
use crate::embedded::clips::noise::Noise;

struct Swell {
    across: f32,
    away: f32,
    turns: f32,
    phase: f32,
    height: f32,
}

struct Glint {
    across: f32,
    down: f32,
    size: f32,
    phase: f32,
}

pub struct Sea {
    stage: Stage,
    film: Film,
    noise: Noise,
    /// Where the water begins, in pixels from the top.
    horizon: f32,
    sun: (f32, f32, f32),
    swells: Vec<Swell>,
    glints: Vec<Glint>,
}

impl Sea {
    pub fn new(stage: Stage, dice: &mut Dice) -> Self {
        let horizon = dice.between(0.36, 0.42) * stage.h;
        let radius = dice.between(80.0, 125.0) * stage.unit;
        let sun = (dice.between(0.3, 0.7) * stage.w, horizon - radius * dice.between(0.15, 2.2), radius);
        let swells = (0_u8..9)
            .map(|number| {
                let fine = 1.62_f32.powi(i32::from(number));
                Swell {
                    across: dice.between(-0.55, 0.55) * fine.powf(0.75),
                    away: dice.between(0.85, 1.15) * fine * 2.0,
                    turns: if number < 3 { 1.0 } else { 2.0 },
                    phase: dice.turn(),
                    height: 1.0 / fine.powf(0.5),
                }
            })
            .collect();
        let glints = (0..70)
            .map(|_| Glint {
                across: dice.turn() + dice.turn() - 1.0,
                down: dice.turn(),
                size: dice.between(1.2, 3.0),
                phase: dice.turn(),
            })
            .collect();
        Self { film: stage.film(0.5, 2.5), noise: Noise::new(dice.seed()), horizon, sun, swells, glints, stage }
    }

    fn sky(&self, t: f32) -> Field<3> {
        let stage = &self.stage;
        let (ramp, accent) = (&stage.palette.ramp, stage.palette.accent);
        Field::colours(stage.width, stage.height, 8, |x, y| {
            if y > self.horizon + 32.0 {
                return Rgb::BLACK;
            }
            let v = unit(y / self.horizon);
            let (dx, dy) = ((x - self.sun.0) / stage.w, (y - self.sun.1) / stage.w);
            let d = (dx * dx * 0.7 + dy * dy).sqrt();
            let (u, high) = (x / (1080.0 * stage.unit), y / (1080.0 * stage.unit));
            let drift = 0.1 * wave(t);
            let cloud = self.noise.at(u * 1.1 + drift, high * 4.6, 2.0 * t, 2)
                + 0.5 * self.noise.at(u * 2.6 - drift, high * 10.0 + 7.0, 2.0 * t, 2);
            let cloud = smooth(0.0, 0.8, cloud) * smooth(1.0, 0.8, v);
            let lit = (1.0 - d * 0.9).max(0.0);
            ramp.at(0.26 + 0.58 * v * v)
                .mix(ramp.at(0.5 + 0.5 * lit), cloud * 0.5)
                .screen(accent.times(0.55 * (1.0 - d * 1.3).max(0.0).powi(3) + 0.22 * lit * lit))
        })
    }

    /// One row of water, a value every eight pixels: how much sun it throws back, and how light its body is.
    fn water(&self, xs: &[f32], y: f32, t: f32, sun: &mut [f32], body: &mut [f32]) {
        let stage = &self.stage;
        let below = (y - self.horizon).max(0.5);
        let reach = stage.h - self.horizon;
        let near = below / reach;
        // The further, the more water lies in a pixel: waves get finer, then melt into a sheen.
        let depth = 0.55 / (near + 0.035);
        let scale = depth / (1080.0 * stage.unit) * 2.4;
        sun.fill(0.0);
        for swell in &self.swells {
            let melt = 1.0 / (1.0 + (swell.away * depth * depth * 0.012).powi(2));
            let height = swell.height * melt * 0.42;
            let start = swell.away * depth * 2.6 + swell.turns * t + swell.phase;
            for (slope, x) in sun.iter_mut().zip(xs) {
                *slope += height * wave((x - stage.w * 0.5) * scale * swell.across + start + 0.12 * *slope);
            }
        }
        let width = (self.sun.2 * 0.55 + 0.26 * below) * (0.9 + 0.3 * near);
        let strength = 0.98 - 0.42 * near;
        for ((slope, body), x) in sun.iter_mut().zip(body).zip(xs) {
            let off = (x - self.sun.0) / width;
            let path = 1.0 / (1.0 + off * off * (1.0 + off * off));
            let tilt = *slope;
            *body = 0.5 + 0.3 * tilt;
            let crest = unit((tilt - 0.5 + 0.6 * path) * 1.2);
            *slope = crest * crest * path * strength;
        }
    }
}

impl Scene for Sea {
    fn film(&self) -> &Film {
        &self.film
    }

    fn at(&self, t: f32) -> Painter<'_> {
        const CELL: usize = 8;
        let stage = &self.stage;
        let sky = self.sky(t);
        let xs = Field::<2>::middles(stage.width, CELL);
        let ramp = &stage.palette.ramp;
        let far = ramp.at(0.66).mix(stage.palette.accent, 0.18);
        let glow = stage.palette.accent.mix(Rgb::WHITE, 0.25);
        Box::new(move |band| {
            let span = band.span();
            if (span.start as f32) < self.horizon + 1.0 {
                band.fill(&sky);
                let white = stage.palette.accent.mix(Rgb::WHITE, 0.65);
                band.disc((self.sun.0, self.sun.1), self.sun.2, 5.0 * stage.unit, 0.0, 0.95, Paint::over(white));
            }
            let (mut sun, mut body) = (vec![0.0; xs.len()], vec![0.0; xs.len()]);
            for y in span {
                let cover = unit(y as f32 + 1.0 - self.horizon);
                if cover <= 0.0 {
                    continue;
                }
                self.water(&xs, y as f32 + 0.5, t, &mut sun, &mut body);
                let near = unit((y as f32 - self.horizon) / (stage.h - self.horizon));
                let deep = ramp.at(0.36 - 0.3 * near.sqrt());
                let lit = ramp.at(0.52 - 0.22 * near).mix(far, (1.0 - near * 5.0).max(0.0));
                let row = band.row(y);
                let parts = [(deep.r, lit.r, glow.r), (deep.g, lit.g, glow.g), (deep.b, lit.b, glow.b)];
                for (channel, (deep, lit, glow)) in row.into_iter().zip(parts) {
                    let pairs = sun.windows(2).zip(body.windows(2));
                    for (block, (sun, body)) in channel.chunks_mut(CELL).zip(pairs) {
                        let water: [f32; CELL] = std::array::from_fn(|step| {
                            let at = (step as f32 + 0.5) / CELL as f32;
                            let (s, b) = (sun[0] + (sun[1] - sun[0]) * at, body[0] + (body[1] - body[0]) * at);
                            let water = deep + (lit - deep) * b;
                            water + s * glow * (1.0 - water)
                        });
                        if let Ok(block) = <&mut [f32; CELL]>::try_from(&mut *block) {
                            for (there, water) in block.iter_mut().zip(&water) {
                                *there += (water - *there) * cover;
                            }
                        } else {
                            for (there, water) in block.iter_mut().zip(&water) {
                                *there += (water - *there) * cover;
                            }
                        }
                    }
                }
            }
            for glint in &self.glints {
                let age = fract(2.0 * t + glint.phase);
                let down = glint.down * glint.down;
                let y = self.horizon + (0.01 + 0.9 * down) * (stage.h - self.horizon);
                let x = self.sun.0 + glint.across * (self.sun.2 * 0.9 + 0.42 * (y - self.horizon));
                let shine = smooth(0.35, 0.5, age) * smooth(0.65, 0.5, age) * (1.0 - 0.5 * down);
                let size = glint.size * (0.6 + 1.4 * down) * stage.unit;
                band.glow((x, y), size * 5.0, shine * 0.55, Paint::light(glow));
                let half = size * 9.0;
                band.line((x - half, y), (x + half, y), 0.1, 1.6 * stage.unit, shine * 0.4, Paint::light(glow));
            }
        })
    }
}
