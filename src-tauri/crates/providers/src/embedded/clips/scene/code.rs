//! Code: panes of lines, seen at a slant and writing themselves. Bars stand for words: nothing pretends to be text.

use super::{Painter, Scene, Stage};
use crate::embedded::clips::canvas::{Film, Paint};
use crate::embedded::clips::colour::Rgb;
use crate::embedded::clips::field::Field;
use crate::embedded::clips::maths::{Dice, fract, smooth, unit, wave};

struct Word {
    from: f32,
    to: f32,
    colour: Rgb,
}

struct Line {
    down: f32,
    phase: f32,
    words: Vec<Word>,
    end: f32,
}

/// A sheet of lines hanging in space.
struct Sheet {
    corner: [f32; 3],
    lines: Vec<Line>,
    opacity: f32,
}

/// A word as it is drawn in one frame.
struct Stroke {
    from: (f32, f32),
    to: (f32, f32),
    radius: f32,
    soft: f32,
    opacity: f32,
    paint: Paint,
}

pub struct Code {
    stage: Stage,
    film: Film,
    sheets: Vec<Sheet>,
    yaw: f32,
    roll: f32,
    lamp: (f32, f32),
}

impl Code {
    const LEADING: f32 = 0.062;

    pub fn new(stage: Stage, dice: &mut Dice) -> Self {
        let lean = dice.sign();
        let palette = &stage.palette;
        let inks = [
            palette.ramp.at(0.72),
            palette.ramp.at(0.88),
            palette.accent,
            palette.second,
            palette.ramp.at(0.6),
            palette.second.mix(palette.ramp.at(0.9), 0.5),
        ];
        let mut sheets = vec![
            sheet([-1.3, -1.35, 0.95], 44, 0.34, &inks, dice),
            sheet([0.05, -1.6, 0.62], 52, 0.42, &inks, dice),
            sheet([-0.56, -1.12, 0.0], 38, 1.0, &inks, dice),
        ];
        // A last few lines right before the lens, wholly out of focus.
        sheets.push(sheet([-0.25 * lean - 0.2, 0.5, -0.72], 7, 0.3, &inks, dice));
        Self {
            film: stage.film(0.65, 2.5),
            sheets,
            yaw: lean * dice.between(0.055, 0.085),
            roll: -lean * dice.between(0.012, 0.026),
            lamp: (0.5 + lean * 0.3, dice.between(0.1, 0.3)),
            stage,
        }
    }

    /// Where a point of a sheet is on the frame, how large things are there, and how far out of focus.
    fn place(&self, [x, y, z]: [f32; 3], t: f32) -> ((f32, f32), f32, f32) {
        let yaw = self.yaw + 0.006 * wave(t);
        let (cos, sin) = (wave(yaw + 0.25), wave(yaw));
        let (x, z) = (x * cos - z * sin, z * cos + x * sin);
        let (cos, sin) = (wave(self.roll + 0.25), wave(self.roll));
        let (x, y) = (x * cos - y * sin + 0.02 * wave(t + 0.25), x * sin + y * cos + 0.012 * wave(t));
        let near = 1.45 / (1.45 + z).max(0.2);
        let side = 1080.0 * self.stage.unit;
        ((self.stage.w * 0.5 + x * near * side, self.stage.h * 0.5 + y * near * side), near, (z - 0.02).abs())
    }
}

/// Write a sheet of made-up lines: blocks, indents, gaps.
fn sheet(corner: [f32; 3], count: u8, opacity: f32, inks: &[Rgb; 6], dice: &mut Dice) -> Sheet {
    let mut indent: f32 = 0.0;
    let lines = (0..count)
        .map(|number| {
            let mut words = Vec::new();
            let mut at = indent * 0.085;
            if dice.chance(0.87) {
                let first = if dice.chance(0.5) { 2 } else { 3 };
                for word in 0..1 + dice.below(5) {
                    let long = dice.between(0.045, 0.2);
                    if at + long > 1.12 {
                        break;
                    }
                    let ink = if word == 0 { first } else { [0, 1, 0, 4, 5, 2][dice.below(6)] };
                    words.push(Word { from: at, to: at + long, colour: inks[ink] });
                    at += long + 0.045;
                }
            }
            let step = [0.0, 0.0, 1.0, 1.0, -1.0, -1.0, -2.0][dice.below(7)];
            indent = (indent + step).clamp(0.0, 4.0);
            Line {
                down: f32::from(number) * Code::LEADING,
                // The pen goes down the sheet once a round.
                phase: f32::from(number) / f32::from(count),
                words,
                end: at,
            }
        })
        .collect();
    Sheet { corner, lines, opacity }
}

impl Scene for Code {
    fn film(&self) -> &Film {
        &self.film
    }

    fn at(&self, t: f32) -> Painter<'_> {
        let stage = &self.stage;
        let ramp = &stage.palette.ramp;
        let lamp = (self.lamp.0 + 0.06 * wave(t), self.lamp.1);
        let field = Field::colours(stage.width, stage.height, 8, |x, y| {
            let (u, v) = (x / stage.w, y / stage.h);
            let d = (u - lamp.0) * (u - lamp.0) * 0.9 + (v - lamp.1) * (v - lamp.1) * 1.8;
            let e = (u - 1.0 + lamp.0) * (u - 1.0 + lamp.0) + (v - 0.95) * (v - 0.95) * 3.0;
            ramp.at(0.03 + 0.27 * (1.0 - d).max(0.0).powi(3) + 0.14 * (1.0 - e).max(0.0).powi(3))
        });
        let calm = move |y: f32| 1.0 - 0.5 * smooth(0.36, 0.46, y / stage.h) * smooth(0.72, 0.62, y / stage.h);
        let mut strokes = Vec::new();
        let mut pens = Vec::new();
        for sheet in &self.sheets {
            for line in &sheet.lines {
                // Written from left to right, kept, then taken back just ahead of the pen.
                let age = fract(t - line.phase + 1.0);
                let written = unit(age / 0.1);
                let pen = line.end * written;
                let (kept, fresh) = (smooth(1.0, 0.93, age), smooth(0.35, 0.0, age));
                let [x, y, z] = sheet.corner;
                let point = |along: f32| self.place([x + along, y + line.down, z], t);
                for word in line.words.iter().take_while(|word| word.from < pen) {
                    let ((from, near, blur), (to, _, _)) = (point(word.from), point(word.to.min(pen)));
                    let radius = 9.5 * near * stage.unit;
                    let soft = (blur * 46.0 * near * stage.unit).max(1.2);
                    let opacity = sheet.opacity * kept * calm(from.1) * (0.62 + 0.38 * fresh) / (1.0 + blur * 1.1);
                    let paint = Paint::light(word.colour);
                    strokes.push(Stroke { from, to, radius, soft, opacity, paint });
                    if fresh > 0.05 && blur < 0.4 {
                        let (soft, opacity) = (radius * 5.0, fresh * opacity * 0.22);
                        strokes.push(Stroke { from, to, radius: radius * 0.5, soft, opacity, paint });
                    }
                }
                if written < 1.0 && sheet.opacity > 0.9 && !line.words.is_empty() {
                    let (at, near, _) = point(pen + 0.02);
                    pens.push((at, 15.0 * near * stage.unit, smooth(0.0, 0.12, written) * smooth(1.0, 0.88, written)));
                }
            }
        }
        Box::new(move |band| {
            band.fill(&field);
            for stroke in &strokes {
                band.line(stroke.from, stroke.to, stroke.radius, stroke.soft, stroke.opacity, stroke.paint);
            }
            for &((x, y), tall, shown) in &pens {
                band.line((x, y - tall), (x, y + tall), 2.4 * stage.unit, 1.5, shown, Paint::light(Rgb::WHITE));
                band.glow((x, y), 70.0 * stage.unit, 0.45 * shown, Paint::light(stage.palette.accent));
            }
        })
    }
}
