//! Bokeh: lights out of focus, near ones large and soft, drifting through warm air.

use super::{Painter, Scene, Stage};
use crate::embedded::clips::canvas::{Film, Paint};
use crate::embedded::clips::colour::Rgb;
use crate::embedded::clips::field::Field;
use crate::embedded::clips::maths::{Dice, fract, life, smooth, wave};

struct Light {
    at: (f32, f32),
    radius: f32,
    edge: f32,
    rim: f32,
    opacity: f32,
    colour: Rgb,
    sway: (f32, f32),
    phase: f32,
}

struct Spark {
    at: (f32, f32),
    way: (f32, f32),
    radius: f32,
    phase: f32,
    colour: Rgb,
}

pub struct Bokeh {
    stage: Stage,
    film: Film,
    lights: Vec<Light>,
    sparks: Vec<Spark>,
    haze: [(f32, f32, f32); 3],
}

impl Bokeh {
    pub fn new(stage: Stage, dice: &mut Dice) -> Self {
        let (w, h, unit) = (stage.w, stage.h, stage.unit);
        let colour = |dice: &mut Dice| match dice.below(6) {
            0 | 1 => stage.palette.accent,
            2 => stage.palette.second,
            3 => stage.palette.ramp.at(0.9),
            _ => stage.palette.ramp.at(dice.between(0.5, 0.8)),
        };
        // Lights gather along a slanting street of light, away from the captions.
        let (bend, lean) = (dice.between(-0.12, 0.12), dice.sign());
        let mut lights = Vec::new();
        for layer in 0_u8..3 {
            let near = f32::from(layer) * 0.5;
            for _ in 0..[64, 30, 12][usize::from(layer)] {
                let along = dice.turn();
                let spread = (dice.turn() + dice.turn() + dice.turn() - 1.5) * (0.34 + 0.3 * near);
                let x = 0.5 + lean * (along - 0.5) * 0.9 + spread + bend;
                let y = if dice.chance(0.6) { 0.02 + 0.38 * along } else { 0.62 + 0.38 * along };
                let mid = smooth(0.24, 0.36, y) * smooth(0.72, 0.6, y);
                let size = dice.between(0.6, 1.25);
                let radius = (16.0 + 46.0 * near + 70.0 * near * near) * size * unit;
                lights.push(Light {
                    at: (x * w, (y + spread * 0.25) * h),
                    radius,
                    edge: radius * (0.1 + 0.5 * near * near) + 2.0,
                    rim: if layer < 2 { 0.45 } else { 0.2 },
                    opacity: dice.between(0.45, 1.0) * (1.0 - 0.6 * near) * (1.0 - 0.6 * mid),
                    colour: colour(dice),
                    sway: (
                        dice.between(-14.0, 14.0) * unit * (1.0 + 2.0 * near),
                        dice.between(8.0, 22.0) * unit * (1.0 + near),
                    ),
                    phase: dice.turn(),
                });
            }
        }
        let sparks = (0..46)
            .map(|_| Spark {
                at: (dice.turn() * w, dice.between(0.1, 1.1) * h),
                way: (dice.between(-90.0, 90.0) * unit, dice.between(-420.0, -160.0) * unit),
                radius: dice.between(1.4, 4.2) * unit,
                phase: dice.turn(),
                colour: colour(dice),
            })
            .collect();
        let haze = std::array::from_fn(|_| (dice.between(0.1, 0.9), dice.between(0.0, 1.0), dice.turn()));
        Self { film: stage.film(0.6, 2.5), lights, sparks, haze, stage }
    }
}

impl Scene for Bokeh {
    fn film(&self) -> &Film {
        &self.film
    }

    fn at(&self, t: f32) -> Painter<'_> {
        let stage = &self.stage;
        let ramp = &stage.palette.ramp;
        let field = Field::colours(stage.width, stage.height, 8, |x, y| {
            let (u, v) = (x / stage.w, y / stage.h);
            let mut tone = 0.05 + 0.12 * smooth(0.9, 0.1, v);
            for (number, (hx, hy, phase)) in self.haze.iter().enumerate() {
                let turn = t + phase;
                let (cx, cy) = (hx + 0.035 * wave(turn), hy + 0.025 * wave(turn + 0.25));
                let d = (u - cx) * (u - cx) * 1.6 + (v - cy) * (v - cy) * 2.4;
                tone += [0.26, 0.2, 0.18][number] * (1.0 - d * 1.6).max(0.0).powi(3);
            }
            ramp.at(tone)
        });
        Box::new(move |band| {
            band.fill(&field);
            for light in &self.lights {
                let turn = t + light.phase;
                let at = (light.at.0 + light.sway.0 * wave(turn), light.at.1 + light.sway.1 * wave(turn + 0.25));
                let opacity = light.opacity * (0.82 + 0.18 * wave(turn + light.phase * 3.0));
                band.disc(at, light.radius, light.edge, light.rim, opacity, Paint::light(light.colour));
            }
            for spark in &self.sparks {
                let age = fract(t + spark.phase);
                let at = (
                    spark.at.0 + spark.way.0 * age + 16.0 * stage.unit * wave(age + spark.phase),
                    spark.at.1 + spark.way.1 * age,
                );
                let shown = life(age);
                band.disc(at, spark.radius, 2.0, 0.0, shown * 0.9, Paint::light(spark.colour));
                band.glow(at, spark.radius * 6.0, shown * 0.35, Paint::light(spark.colour));
            }
        })
    }
}
