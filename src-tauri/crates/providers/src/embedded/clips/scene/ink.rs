//! Ink: washes that spread on paper, darker where they dry.

use super::{Painter, Scene, Stage};
use crate::embedded::clips::canvas::{Film, Paint};
use crate::embedded::clips::colour::Rgb;
use crate::embedded::clips::field::Field;
use crate::embedded::clips::maths::{Dice, unit, wave};
use crate::embedded::clips::noise::Noise;

struct Wash {
    at: (f32, f32),
    radius: f32,
    phase: f32,
    colour: Rgb,
    strength: f32,
    row: f32,
}

struct Drop {
    at: (f32, f32),
    radius: f32,
    opacity: f32,
    wash: usize,
}

pub struct Ink {
    stage: Stage,
    film: Film,
    noise: Noise,
    /// How shaded the paper is, and how ragged an edge gets.
    paper: Field<2>,
    light: Rgb,
    shade: Rgb,
    washes: Vec<Wash>,
    drops: Vec<Drop>,
}

impl Ink {
    pub fn new(stage: Stage, dice: &mut Dice) -> Self {
        let noise = Noise::new(dice.seed());
        let ramp = &stage.palette.ramp;
        let light = ramp.at(1.0).mix(Rgb::hex(0xf6_efe2), 0.6);
        let shade = light.mix(ramp.at(0.72), 0.34);
        let scale = 1.0 / (1080.0 * stage.unit);
        let paper = Field::<2>::new(stage.width, stage.height, 2, |x, y| {
            let (u, v) = (x * scale, y * scale);
            let cloud = noise.at(u * 2.2, v * 2.2, 0.3, 1) + 0.5 * noise.at(u * 6.0, v * 6.0, 0.7, 1);
            let fibre = noise.at(u * 150.0 + 4.0 * cloud, v * 42.0, 0.5, 1) + noise.at(u * 46.0, v * 160.0, 0.2, 1);
            let ragged = noise.at(u * 21.0, v * 21.0, 0.4, 1) + 0.5 * noise.at(u * 47.0, v * 47.0, 0.6, 1);
            [unit(0.24 + 0.42 * cloud + 0.07 * fibre), 0.038 * ragged]
        });
        let side = dice.sign();
        let corners = [(0.5 + 0.36 * side, 0.1), (0.5 - 0.4 * side, 0.86), (0.5 + 0.3 * side, 0.97)];
        let colours = [ramp.at(0.24), ramp.at(0.48), stage.palette.accent.mix(ramp.at(0.5), 0.25)];
        let swap = dice.below(3);
        let washes: Vec<Wash> = corners
            .iter()
            .enumerate()
            .map(|(number, &(x, y))| Wash {
                at: (x + dice.between(-0.07, 0.07), y + dice.between(-0.03, 0.03)),
                radius: [0.5, 0.48, 0.34][number] * dice.between(0.88, 1.12),
                phase: dice.between(-0.1, 0.1) + 0.3 * number as f32,
                colour: colours[(number + swap) % 3],
                strength: [0.9, 0.82, 0.86][number],
                row: dice.between(0.0, 50.0),
            })
            .collect();
        let drops = (0..44)
            .map(|_| {
                let wash = dice.below(washes.len());
                let centre = &washes[wash];
                let angle = dice.turn();
                let far = centre.radius * dice.between(0.9, 1.55) * stage.w;
                Drop {
                    at: (centre.at.0 * stage.w + far * wave(angle), centre.at.1 * stage.h + far * wave(angle + 0.25)),
                    radius: (1.2 + 11.0 * dice.turn().powi(5)) * stage.unit,
                    opacity: dice.between(0.35, 0.8),
                    wash,
                }
            })
            .collect();
        Self { film: stage.film(0.22, 2.6), noise, paper, light, shade, washes, drops, stage }
    }

    /// How deep inside each wash a place is: 0 on its edge, 1 far inside.
    fn depths(&self, t: f32) -> Field<3> {
        let stage = &self.stage;
        let scale = 1.0 / (1080.0 * stage.unit);
        Field::<3>::new(stage.width, stage.height, 8, |x, y| {
            let (u, v) = (x * scale, y * scale);
            std::array::from_fn(|number| {
                let wash = &self.washes[number];
                let (dx, dy) = (u - wash.at.0 * stage.w * scale, v - wash.at.1 * stage.h * scale);
                let spread = 1.0 + 0.07 * wave(t + wash.phase);
                let d = (dx * dx + dy * dy).sqrt() / (wash.radius * spread);
                if d > 1.6 {
                    return -1.0;
                }
                let slow = self.noise.at(u * 2.4, v * 2.4 + wash.row, t, 1);
                let body = 1.0 - d + 0.42 * slow;
                // Finer arms only where they show.
                if body < -0.4 { body } else { body + 0.19 * self.noise.at(u * 6.5 + slow, v * 6.5 + wash.row, t, 1) }
            })
        })
    }
}

impl Scene for Ink {
    fn film(&self) -> &Film {
        &self.film
    }

    fn at(&self, t: f32) -> Painter<'_> {
        let stage = &self.stage;
        let depths = self.depths(t);
        Box::new(move |band| {
            let [mut depth, mut shade, mut ragged] = [(); 3].map(|()| vec![0.0; stage.width]);
            let mut small = Vec::new();
            for y in band.span() {
                self.paper.row(0, y, &mut small, &mut shade);
                self.paper.row(1, y, &mut small, &mut ragged);
                let (light, dark) = (self.light, self.shade);
                let parts = [(light.r, dark.r), (light.g, dark.g), (light.b, dark.b)];
                for (channel, (light, dark)) in band.row(y).into_iter().zip(parts) {
                    for (there, shade) in channel.iter_mut().zip(&shade) {
                        *there = light + (dark - light) * shade;
                    }
                }
                for (number, wash) in self.washes.iter().enumerate() {
                    depths.row(number, y, &mut small, &mut depth);
                    // Depth changes slowly: one pixel in eight tells where the wash begins and ends.
                    let mut marks = depth.iter().step_by(8);
                    let Some(first) = marks.position(|&d| d > -0.25) else { continue };
                    let last = first + marks.rposition(|&d| d > -0.25).map_or(0, |more| more + 1);
                    let (from, to) = (first.saturating_sub(1) * 8, ((last + 2) * 8).min(stage.width));
                    let (depth, ragged) = (&depth[from..to], &ragged[from..to]);
                    let parts = depth.iter().zip(ragged);
                    band.lay_each(y, from..to, Paint::glaze(wash.colour), parts, |(depth, ragged)| {
                        let d = depth + ragged;
                        // A crisp edge, a dark seam where the pigment gathers, then the paler body, darker in the deep.
                        let body = unit(d * 26.0 + 0.5);
                        let seam = unit(1.0 - (d - 0.035).abs() * 17.0);
                        let bleed = unit(1.0 + d * 9.0) * 0.13;
                        let pool = unit(d * 1.15);
                        (body * (0.4 + 0.5 * pool + 0.3 * seam * seam) + bleed * (1.0 - body)).min(1.0) * wash.strength
                    });
                }
            }
            for drop in &self.drops {
                let wash = &self.washes[drop.wash];
                band.disc(drop.at, drop.radius, 1.6, 0.35, drop.opacity, Paint::glaze(wash.colour));
            }
        })
    }
}
