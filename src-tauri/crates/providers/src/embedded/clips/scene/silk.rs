//! Silk: slow folds of lit cloth.

use super::{Painter, Scene, Stage};
use crate::embedded::clips::canvas::Film;
use crate::embedded::clips::field::Field;
use crate::embedded::clips::maths::{Dice, smooth, unit, wave};

pub struct Silk {
    stage: Stage,
    film: Film,
    turn: (f32, f32),
    phases: [f32; 8],
    folds: f32,
    stretch: f32,
    sheen: f32,
}

impl Silk {
    pub fn new(stage: Stage, dice: &mut Dice) -> Self {
        let angle = dice.between(0.09, 0.2) * dice.sign();
        Self {
            film: stage.film(0.55, 2.5),
            turn: (wave(angle + 0.25), wave(angle)),
            phases: std::array::from_fn(|_| dice.turn()),
            folds: dice.between(0.75, 1.15),
            stretch: dice.between(0.28, 0.45),
            sheen: dice.between(0.35, 0.6),
            stage,
        }
    }

    /// How high the cloth lies along one row.
    fn heights(&self, xs: &[f32], y: f32, t: f32, out: &mut [f32]) {
        let p = &self.phases;
        // The folds sway to and fro, each in its own time.
        let s: [f32; 6] = std::array::from_fn(|fold| 0.11 * wave(t + p[fold] + p[7]));
        let per_pixel = 1.0 / (1080.0 * self.stage.unit);
        let (cos, sin) = self.turn;
        for (out, x) in out.iter_mut().zip(xs) {
            let (px, py) = ((x - self.stage.w * 0.5) * per_pixel, (y - self.stage.h * 0.5) * per_pixel);
            let (u, v) = (px * cos + py * sin, (py * cos - px * sin) * self.stretch);
            let a = u + 0.16 * wave(v * 1.3 + p[0] + s[0]) + 0.07 * wave(u * 1.1 - v * 2.1 + p[1] + s[1]);
            let b = v + 0.14 * wave(a * 0.9 + p[2] + s[2]) + 0.06 * wave(u * 1.7 + v * 1.4 + p[3] + s[3]);
            *out = wave(a * self.folds + 0.35 * wave(b * 1.6 + p[4] + s[4]) + p[5])
                + 0.35 * wave(a * self.folds * 2.1 + b * 1.9 + p[6] + s[5]);
        }
    }
}

impl Scene for Silk {
    fn film(&self) -> &Film {
        &self.film
    }

    fn at(&self, t: f32) -> Painter<'_> {
        const CELL: usize = 4;
        let stage = &self.stage;
        let xs = Field::<3>::middles(stage.width, CELL);
        let mut above = vec![0.0; xs.len()];
        let mut here = vec![0.0; xs.len()];
        let step = CELL as f32;
        let per_cell = 1080.0 * stage.unit / (2.0 * step);
        let field = Field::<3>::by_rows(stage.width, stage.height, CELL, |y, [r, g, b]| {
            self.heights(&xs, y - step, t, &mut above);
            self.heights(&xs, y, t, &mut here);
            // Captions lie around the middle: the cloth is quieter there.
            let calm = 1.0 - 0.3 * smooth(0.2, 0.42, y / stage.h) * smooth(0.85, 0.62, y / stage.h);
            let last = xs.len() - 1;
            for column in 0..xs.len() {
                let dx = (here[(column + 1).min(last)] - here[column.saturating_sub(1)]) * per_cell;
                let dy = (here[column] - above[column]) * per_cell * 2.0;
                let lit = 0.5 + (dx * 0.8 - dy * 0.6) * 0.07;
                let depth = 0.5 + 0.36 * here[column];
                let shade = 0.1 + 0.62 * unit(depth) * (0.35 + 0.65 * unit(lit));
                let gleam = unit(1.0 - (dx * 0.55 - dy * 0.35 - 2.2).abs() * 0.21);
                let gleam = gleam * gleam * gleam * unit(depth * 1.3 - 0.25) * self.sheen;
                let base = stage.palette.ramp.at(shade * calm);
                let light = stage.palette.accent.times(gleam * calm);
                let c = base.screen(light).screen(stage.palette.second.times(0.16 * unit(-dx * 0.1) * calm));
                (r[column], g[column], b[column]) = (c.r, c.g, c.b);
            }
        });
        Box::new(move |band| band.fill(&field))
    }
}
