//! City: rows of houses at dusk, windows lit, traffic out of focus before them.

use super::{Painter, Scene, Stage};
use crate::embedded::clips::canvas::{Film, Paint, Skyline};
use crate::embedded::clips::colour::Rgb;
use crate::embedded::clips::field::Field;
use crate::embedded::clips::maths::{Dice, fract, index, life, smooth, unit, wave};
use crate::embedded::clips::noise::Noise;

struct Window {
    at: (f32, f32),
    size: (f32, f32),
    opacity: f32,
    colour: Rgb,
    phase: f32,
}

struct Row {
    heights: Vec<f32>,
    windows: Vec<Window>,
    top: f32,
    sway: f32,
    colour: Rgb,
    haze: Rgb,
}

struct Lamp {
    from: f32,
    y: f32,
    way: f32,
    radius: f32,
    phase: f32,
    colour: Rgb,
}

pub struct City {
    stage: Stage,
    film: Film,
    noise: Noise,
    rows: Vec<Row>,
    lamps: Vec<Lamp>,
    sun: (f32, f32, f32),
}

impl City {
    const MARGIN: f32 = 90.0;
    const ROWS: u8 = 5;

    pub fn new(stage: Stage, dice: &mut Dice) -> Self {
        let rows = (0..Self::ROWS).map(|row| houses(&stage, row, dice)).collect();
        let warm = [stage.palette.accent, Rgb::hex(0xff_e2b8), Rgb::hex(0xff_5a4a), stage.palette.second];
        let lamps = (0..30)
            .map(|_| {
                let near = dice.turn();
                Lamp {
                    from: dice.between(-0.2, 1.0) * stage.w,
                    y: (0.87 + 0.11 * near) * stage.h,
                    way: dice.sign() * dice.between(0.12, 0.4) * (0.4 + near) * stage.w,
                    radius: (12.0 + 34.0 * near) * stage.unit,
                    phase: dice.turn(),
                    colour: warm[dice.below(warm.len())],
                }
            })
            .collect();
        // Some evenings the sun is already gone.
        let size = if dice.chance(0.5) { dice.between(70.0, 110.0) * stage.unit } else { 0.0 };
        let sun = (dice.between(0.2, 0.8), dice.between(0.28, 0.42), size);
        Self { film: stage.film(0.55, 2.5), noise: Noise::new(dice.seed()), rows, lamps, sun, stage }
    }
}

/// Build one row of houses, far ones small and hazy.
fn houses(stage: &Stage, row: u8, dice: &mut Dice) -> Row {
    let near = f32::from(row) / f32::from(City::ROWS - 1);
    let (u, ramp) = (stage.unit, &stage.palette.ramp);
    let wide = index(stage.w + 2.0 * City::MARGIN * u) + 2;
    let base = (0.5 + 0.33 * near) * stage.h;
    let mut heights = vec![base + 30.0 * u; wide];
    let mut windows = Vec::new();
    let tone = 0.58 - 0.53 * near.powf(0.7);
    let lit = 0.16 + 0.34 * near;
    let mut at = -60.0 * u * dice.turn();
    while at < wide as f32 {
        let broad = dice.between(70.0, 150.0) * (0.55 + 0.75 * near) * u;
        let tall = (dice.turn() * dice.turn() * 430.0 + 30.0) * (1.0 - 0.35 * near) * u;
        let top = base - tall;
        let end = at + broad;
        heights[index(at)..index(end).min(wide)].fill(top);
        if dice.chance(0.45) {
            // A set-back floor, a tank or a mast.
            let (inner, extra) = (broad * dice.between(0.12, 0.3), dice.between(14.0, 46.0) * u);
            let span = index(at + inner).min(wide)..index(end - inner).min(wide);
            heights[span].fill(top - extra);
            if dice.chance(0.35) {
                let mast = index(at + broad * 0.5);
                let thick = index((2.0 + 1.5 * near) * u).max(1);
                heights[mast.min(wide)..(mast + thick).min(wide)].fill(top - extra - dice.between(40.0, 110.0) * u);
            }
        }
        if row > 0 {
            let grid = (11.0 + 13.0 * near) * u;
            let size = (grid * 0.42, grid * 0.56);
            let rich = dice.between(0.3, 1.5) * lit;
            let columns = index((broad - grid * 0.8) / grid);
            let left = at + (broad - columns as f32 * grid) * 0.5;
            let mut y = top + grid;
            while y < stage.h.min(base + 0.14 * stage.h) {
                for column in 0..columns {
                    if dice.chance(rich) {
                        windows.push(Window {
                            at: (left + (column as f32 + 0.28) * grid, y),
                            size,
                            opacity: dice.between(0.3, 1.0) * (0.5 + 0.45 * near),
                            colour: stage.palette.accent.mix(Rgb::hex(0xff_e6c0), dice.turn() * 0.8),
                            phase: dice.turn(),
                        });
                    }
                }
                y += grid * 1.35;
            }
        }
        at = end + if dice.chance(0.3) { dice.between(4.0, 40.0) * u } else { 0.0 };
    }
    Row {
        top: heights.iter().copied().fold(f32::MAX, f32::min),
        heights,
        windows,
        sway: (4.0 + 42.0 * near * near) * u,
        colour: ramp.at(tone),
        haze: ramp.at(tone + 0.2 - 0.1 * near).mix(stage.palette.accent, 0.12),
    }
}

impl Scene for City {
    fn film(&self) -> &Film {
        &self.film
    }

    fn at(&self, t: f32) -> Painter<'_> {
        let stage = &self.stage;
        let (ramp, accent) = (&stage.palette.ramp, stage.palette.accent);
        let sky = Field::colours(stage.width, stage.height, 8, |x, y| {
            let v = y / stage.h;
            if v > 0.85 {
                return Rgb::BLACK;
            }
            let (dx, dy) = ((x - self.sun.0 * stage.w) / stage.w, (y - self.sun.1 * stage.h) / stage.w);
            let d = (dx * dx + dy * dy).sqrt();
            let (u, high) = (x / (1080.0 * stage.unit), y / (1080.0 * stage.unit));
            let cloud = self.noise.at(u * 1.2 + 0.1 * wave(t), high * 5.0, 2.0 * t, 2)
                + 0.5 * self.noise.at(u * 2.7, high * 11.0 + 5.0, 2.0 * t, 2);
            let cloud = smooth(0.0, 0.8, cloud) * smooth(0.5, 0.3, v);
            ramp.at(0.16 + 0.62 * smooth(-0.05, 0.5, v))
                .mix(ramp.at(0.85), cloud * 0.4 * unit(1.2 - d))
                .screen(accent.times(0.5 * (1.0 - d * 1.1).max(0.0).powi(3)))
        });
        let margin = Self::MARGIN * stage.unit;
        let shifts: Vec<f32> = self.rows.iter().map(|row| margin + row.sway * wave(t)).collect();
        let skylines: Vec<Skyline<'_>> =
            self.rows.iter().zip(&shifts).map(|(row, &shift)| Skyline::new(&row.heights, shift, stage.width)).collect();
        Box::new(move |band| {
            let first = skylines.iter().rposition(|skyline| skyline.hides(band));
            if first.is_none() {
                band.fill(&sky);
                let sun = (self.sun.0 * stage.w, self.sun.1 * stage.h);
                let shown = if self.sun.2 > 0.0 { 0.85 } else { 0.0 };
                band.disc(sun, self.sun.2, 6.0 * stage.unit, 0.0, shown, Paint::over(accent.mix(Rgb::WHITE, 0.5)));
            }
            for (number, (row, skyline)) in self.rows.iter().zip(&skylines).enumerate().skip(first.unwrap_or(0)) {
                let fade = 1.0 / (520.0 * stage.unit);
                band.ground(skyline, 1.0, |y| row.colour.mix(row.haze, smooth(0.1, 1.0, (y - row.top) * fade)));
                for window in &row.windows {
                    let corner = (window.at.0 - shifts[number], window.at.1);
                    // A few windows go dark for a while and come back.
                    let blink =
                        if window.phase < 0.06 { smooth(-0.3, 0.2, wave(t + window.phase * 16.0)) } else { 1.0 };
                    let opacity = window.opacity * blink;
                    band.pane(corner, window.size, 1.4, opacity, opacity * 0.75, Paint::light(window.colour));
                }
            }
            for lamp in &self.lamps {
                let age = fract(t + lamp.phase);
                let at = (lamp.from + lamp.way * age, lamp.y);
                band.disc(at, lamp.radius, lamp.radius * 0.2 + 2.0, 0.4, 0.5 * life(age), Paint::light(lamp.colour));
            }
        })
    }
}
