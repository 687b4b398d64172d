//! Graph: columns that grow and a bright line that climbs above them.

use super::{Painter, Scene, Stage};
use crate::embedded::clips::canvas::{Film, Paint};
use crate::embedded::clips::colour::Rgb;
use crate::embedded::clips::field::Field;
use crate::embedded::clips::maths::{Dice, fract, index, life, smooth, wave};

struct Column {
    height: f32,
    delay: f32,
}

pub struct Graph {
    stage: Stage,
    film: Film,
    columns: Vec<Column>,
    motes: Vec<((f32, f32), f32, f32)>,
    lamp: (f32, f32),
    /// Where the columns stand, as a part of the height.
    floor: f32,
}

impl Graph {
    pub fn new(stage: Stage, dice: &mut Dice) -> Self {
        let count = 6 + dice.below(4);
        let bend = dice.between(1.1, 1.9);
        let columns = (0..count)
            .map(|number| {
                let along = number as f32 / (count - 1) as f32;
                let dip = if number > 0 && number + 1 < count { dice.between(-0.1, 0.07) } else { 0.0 };
                Column { height: 0.2 + 0.74 * along.powf(bend) + dip, delay: 0.22 * along }
            })
            .collect();
        let motes = (0..40)
            .map(|_| ((dice.turn() * stage.w, dice.between(0.2, 1.05) * stage.h), dice.between(1.2, 4.5), dice.turn()))
            .collect();
        Self {
            film: stage.film(0.6, 2.5),
            columns,
            motes,
            lamp: (dice.between(0.6, 0.95), dice.between(0.1, 0.3)),
            floor: dice.between(0.84, 0.88),
            stage,
        }
    }

    /// How far a column has grown: up with a swing, long held, and gently back to where it began.
    fn grown(delay: f32, t: f32) -> f32 {
        let age = fract(t - delay + 0.28);
        let rise = smooth(0.0, 0.34, age);
        let swing = 0.05 * wave(age * 2.2) * smooth(0.2, 0.34, age) * smooth(0.62, 0.4, age);
        0.5 + 0.5 * rise * smooth(1.0, 0.72, age) + swing * 0.6
    }
}

/// A smooth curve through points, so many steps between two.
fn through(points: &[(f32, f32)], steps: u8) -> Vec<(f32, f32)> {
    let last = points.len() - 1;
    let mut curve = Vec::new();
    for at in 0..last {
        let (a, b, c, d) = (points[at.saturating_sub(1)], points[at], points[at + 1], points[(at + 2).min(last)]);
        for step in 0..steps {
            let t = f32::from(step) / f32::from(steps);
            let part = |a: f32, b: f32, c: f32, d: f32| {
                b + 0.5 * t * (c - a + t * (2.0 * a - 5.0 * b + 4.0 * c - d + t * (3.0 * (b - c) + d - a)))
            };
            curve.push((part(a.0, b.0, c.0, d.0), part(a.1, b.1, c.1, d.1)));
        }
    }
    curve.push(points[last]);
    curve
}

impl Scene for Graph {
    fn film(&self) -> &Film {
        &self.film
    }

    fn at(&self, t: f32) -> Painter<'_> {
        let stage = &self.stage;
        let (ramp, unit) = (&stage.palette.ramp, stage.unit);
        let lamp = (self.lamp.0 + 0.04 * wave(t), self.lamp.1 + 0.02 * wave(t + 0.25));
        let field = Field::colours(stage.width, stage.height, 8, |x, y| {
            let (u, v) = (x / stage.w, y / stage.h);
            let d = (u - lamp.0) * (u - lamp.0) * 0.7 + (v - lamp.1) * (v - lamp.1) * 1.6;
            let e = (v - self.floor) * (v - self.floor) * 22.0 + (u - 0.5) * (u - 0.5) * 1.2;
            ramp.at(0.05 + 0.34 * (1.0 - d).max(0.0).powi(3) + 0.16 * (1.0 - e).max(0.0).powi(2))
        });
        let floor = self.floor * stage.h;
        let (left, right) = (0.1 * stage.w, 0.9 * stage.w);
        let pitch = (right - left) / self.columns.len() as f32;
        let sway = 7.0 * unit * wave(t);
        let tops: Vec<(f32, f32)> = self
            .columns
            .iter()
            .enumerate()
            .map(|(number, column)| {
                let x = left + (number as f32 + 0.5) * pitch + sway;
                (x, floor - column.height * Self::grown(column.delay, t) * 0.56 * stage.h)
            })
            .collect();
        let curve = through(&tops.iter().map(|&(x, y)| (x + sway * 0.6, y - 62.0 * unit)).collect::<Vec<_>>(), 12);
        Box::new(move |band| {
            band.fill(&field);
            for number in 0_u8..8 {
                let y = floor - f32::from(number) * 0.08 * stage.h;
                let opacity = if number == 0 { 0.4 } else { 0.085 };
                let (from, to) = ((left - 40.0 * unit + sway * 0.5, y), (right + 40.0 * unit + sway * 0.5, y));
                band.line(from, to, 0.6 * unit, 1.5, opacity, Paint::light(ramp.at(0.85)));
            }
            for &(at, radius, phase) in &self.motes {
                let age = fract(t + phase);
                let at = (at.0 + 20.0 * unit * wave(age + phase), at.1 - 200.0 * unit * age);
                let soft = radius * 3.0 * unit;
                band.disc(at, radius * 2.0 * unit, soft, 0.2, 0.3 * life(age), Paint::light(stage.palette.second));
            }
            for (number, &(x, y)) in tops.iter().enumerate() {
                let along = number as f32 / tops.len() as f32;
                let tint = ramp.at(0.56 + 0.2 * along).mix(stage.palette.second, 0.25);
                let half = pitch * 0.31;
                let tall = floor - y;
                band.pane((x - half, y), (half * 2.0, tall), 1.6, 0.62, 0.07, Paint::light(tint));
                // The lit cap, the lit left edge and the image in the floor.
                band.pane((x - half, y), (half * 2.0, 6.0 * unit), 1.6, 0.8, 0.5, Paint::light(stage.palette.accent));
                band.pane((x - half, y), (2.5 * unit, tall), 1.4, 0.45, 0.0, Paint::light(Rgb::WHITE));
                band.pane((x - half, floor + 4.0 * unit), (half * 2.0, tall * 0.3), 3.0, 0.14, 0.0, Paint::light(tint));
                band.glow((x, y), half * 2.6, 0.3, Paint::light(stage.palette.accent));
            }
            for pair in curve.windows(2) {
                band.line(pair[0], pair[1], 1.0, 46.0 * unit, 0.07, Paint::light(stage.palette.accent));
            }
            for pair in curve.windows(2) {
                let white = stage.palette.accent.mix(Rgb::WHITE, 0.45);
                band.line(pair[0], pair[1], 3.4 * unit, 1.6, 0.95, Paint::over(white));
            }
            for &(x, y) in &tops {
                let at = (x + sway * 0.6, y - 62.0 * unit);
                band.disc(at, 12.0 * unit, 2.0, 0.0, 1.0, Paint::over(ramp.at(0.12)));
                band.disc(at, 8.0 * unit, 2.0, 0.0, 1.0, Paint::over(stage.palette.accent));
            }
            let along = smooth(0.05, 0.9, fract(t + 0.15)) * (curve.len() - 1) as f32;
            let shown = life(fract(t + 0.15));
            let at = curve[index(along)];
            let next = curve[(index(along) + 1).min(curve.len() - 1)];
            let at = (at.0 + (next.0 - at.0) * fract(along), at.1 + (next.1 - at.1) * fract(along));
            band.glow(at, 120.0 * unit, 0.6 * shown, Paint::light(stage.palette.accent));
            band.disc(at, 9.0 * unit, 3.0, 0.0, shown, Paint::over(Rgb::WHITE));
        })
    }
}
