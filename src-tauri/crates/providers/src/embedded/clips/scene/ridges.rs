//! Ridges: mountains behind mountains, mist between them, a low sun.

use super::{Painter, Scene, Stage};
use crate::embedded::clips::canvas::{Film, Paint, Skyline};
use crate::embedded::clips::colour::Rgb;
use crate::embedded::clips::field::Field;
use crate::embedded::clips::maths::{Dice, fract, index, life, smooth, wave};
use crate::embedded::clips::noise::Noise;
use crate::embedded::clips::palette::Mood;
use crate::embedded::clips::trees::{Wood, plant};

struct Ridge {
    /// Heights in pixels from the top, wider than the frame by `MARGIN` on both sides.
    heights: Vec<f32>,
    sway: f32,
    edge: f32,
    top: f32,
    light: Rgb,
    mist: Rgb,
}

struct Mote {
    at: (f32, f32),
    way: (f32, f32),
    radius: f32,
    phase: f32,
}

pub struct Ridges {
    stage: Stage,
    film: Film,
    sun: (f32, f32, f32),
    noise: Noise,
    ridges: Vec<Ridge>,
    motes: Vec<Mote>,
    stars: Vec<(f32, f32, f32, f32)>,
}

impl Ridges {
    /// How much wider than the frame a ridge is on each side, in units.
    const MARGIN: f32 = 120.0;
    const LAYERS: u8 = 6;

    pub fn new(stage: Stage, dice: &mut Dice) -> Self {
        let noise = Noise::new(dice.seed());
        let night = stage.mood == Some(Mood::Night);
        let sun = (dice.between(0.24, 0.76), dice.between(0.25, 0.36), dice.between(62.0, 105.0) * stage.unit);
        let trees = dice.chance(0.75) || stage.mood == Some(Mood::Green);
        let rough = dice.between(0.75, 1.25);
        let ridges = (0..Self::LAYERS).map(|layer| Self::ridge(&stage, &noise, layer, rough, trees, dice)).collect();
        let motes = (0..34)
            .map(|_| Mote {
                at: (dice.turn() * stage.w, dice.between(0.55, 1.0) * stage.h),
                way: (dice.between(-60.0, 60.0) * stage.unit, dice.between(-120.0, -40.0) * stage.unit),
                radius: dice.between(1.5, 3.6) * stage.unit,
                phase: dice.turn(),
            })
            .collect();
        let stars = (0..if night { 150 } else { 40 })
            .map(|_| {
                let high = dice.turn();
                (dice.turn() * stage.w, high * high * 0.36 * stage.h, dice.between(0.7, 1.9) * stage.unit, dice.turn())
            })
            .collect();
        Self { film: stage.film(0.5, 2.5), sun, noise, ridges, motes, stars, stage }
    }

    fn ridge(stage: &Stage, noise: &Noise, layer: u8, rough: f32, trees: bool, dice: &mut Dice) -> Ridge {
        let near = f32::from(layer) / f32::from(Self::LAYERS - 1);
        let (unit, h) = (stage.unit, stage.h);
        let base = (0.45 + 0.47 * near.powf(1.15)) * h;
        let rise = (200.0 - 60.0 * near) * unit * rough;
        let row = 40.0 * f32::from(layer) + 3.7;
        let wide = index(stage.w + 2.0 * Self::MARGIN * unit) + 2;
        let mut heights: Vec<f32> = (0..wide)
            .map(|x| {
                let u = x as f32 / (1080.0 * unit);
                let crest = noise.line(u * (1.5 + 0.5 * near) + row, if layer < 4 { 6 } else { 4 });
                // Far mountains have sharp crests, near hills are round.
                let sharp = 0.55 - 1.5 * noise.at(u * 2.1 + row * 1.3, 2.5, 0.5, 1).abs();
                base - rise * (crest * (0.6 + 0.2 * near) + sharp * 0.9 * (1.0 - near))
            })
            .collect();
        if trees && layer >= 3 {
            let size = f32::from(layer - 2).powf(1.7) * 0.8 * unit;
            plant(&mut heights, &Wood { shortest: 17.0 * size, tallest: 42.0 * size, gaps: 0.07 }, dice);
        }
        let ramp = &stage.palette.ramp;
        let tone = 0.62 - 0.6 * near.powf(0.85);
        Ridge {
            top: heights.iter().copied().fold(f32::MAX, f32::min),
            heights,
            sway: (6.0 + 70.0 * near * near) * unit,
            edge: if layer + 1 == Self::LAYERS { 4.0 * unit } else { 1.2 },
            light: ramp.at(tone),
            mist: ramp.at(tone + 0.2 * (1.0 - 0.55 * near)),
        }
    }

    fn sky(&self, t: f32) -> Field<3> {
        let stage = &self.stage;
        let (ramp, accent) = (&stage.palette.ramp, stage.palette.accent);
        Field::colours(stage.width, stage.height, 8, |x, y| {
            let v = y / stage.h;
            if v > 0.8 {
                return ramp.at(0.3);
            }
            let (dx, dy) = ((x - self.sun.0 * stage.w) / stage.w, (y - self.sun.1 * stage.h) / stage.w);
            let d = (dx * dx + dy * dy).sqrt();
            let mut c = ramp.at(0.2 + 0.66 * smooth(-0.05, 0.5, v));
            let u = x / (1080.0 * stage.unit);
            let drift = 0.12 * wave(t);
            let high = y / (1080.0 * stage.unit);
            let cloud = self.noise.at(u * 1.3 + drift, high * 5.5, 2.0 * t, 2)
                + 0.5 * self.noise.at(u * 2.9 - drift, high * 11.0 + 9.0, 2.0 * t, 2);
            let cloud = smooth(0.05, 0.75, cloud) * smooth(0.0, 0.1, v) * smooth(0.5, 0.3, v);
            c = c.mix(ramp.at(0.97), cloud * (0.2 + 0.34 * (1.0 - d).max(0.0)));
            c.screen(accent.times(0.62 * (1.0 - d * 1.15).max(0.0).powi(3) + 0.2 * (1.0 - d * 0.62).max(0.0)))
        })
    }
}

impl Scene for Ridges {
    fn film(&self) -> &Film {
        &self.film
    }

    fn at(&self, t: f32) -> Painter<'_> {
        let stage = &self.stage;
        let sky = self.sky(t);
        let haze = stage.palette.ramp.at(0.75);
        let scale = 1.0 / (1080.0 * stage.unit);
        let fog = Field::<1>::new(stage.width, stage.height, 8, |x, y| {
            if y < 0.45 * stage.h {
                return [0.0];
            }
            let (u, v) = (x * scale + 0.16 * wave(t), y * scale);
            let bank = self.noise.at(u * 1.6, v * 6.0, t, 1) + 0.5 * self.noise.at(u * 3.7, v * 13.0, 2.0 * t, 2);
            [0.8 * smooth(-0.25, 0.65, bank)]
        });
        let margin = Self::MARGIN * stage.unit;
        let skylines: Vec<Skyline<'_>> = self
            .ridges
            .iter()
            .map(|ridge| {
                let shift = margin + ridge.sway * wave(t);
                Skyline::new(&ridge.heights, shift, stage.width)
            })
            .collect();
        Box::new(move |band| {
            let first = skylines.iter().rposition(|skyline| skyline.hides(band));
            if first.is_none() {
                band.fill(&sky);
                for &(x, y, radius, phase) in &self.stars {
                    let shine = 0.5 + 0.3 * wave(t + phase);
                    band.disc((x, y), radius, 1.5, 0.0, shine, Paint::light(Rgb::WHITE));
                }
                let sun = (self.sun.0 * stage.w, self.sun.1 * stage.h);
                let white = stage.palette.accent.mix(Rgb::WHITE, 0.6);
                band.disc(sun, self.sun.2, 5.0 * stage.unit, 0.0, 0.92, Paint::over(white));
            }
            let shown = self.ridges.iter().zip(&skylines).enumerate().skip(first.unwrap_or(0));
            for (number, (ridge, skyline)) in shown {
                let fade = 1.0 / (330.0 * stage.unit);
                band.ground(skyline, ridge.edge, |y| {
                    ridge.light.mix(ridge.mist, smooth(0.15, 1.0, (y - ridge.top) * fade))
                });
                if (2..5).contains(&number) {
                    let low = ridge.top + 230.0 * stage.unit;
                    band.veil(&fog, (low, 170.0 * stage.unit), Paint::over(ridge.mist.mix(haze, 0.3)));
                }
            }
            for mote in &self.motes {
                let age = fract(t + mote.phase);
                let at = (mote.at.0 + mote.way.0 * age, mote.at.1 + mote.way.1 * age);
                band.glow(at, mote.radius * 4.0, 0.5 * life(age), Paint::light(stage.palette.accent));
            }
        })
    }
}
