//! Network: points in space and the links between them, turning slowly, messages running along.

use super::{Painter, Scene, Stage};
use crate::embedded::clips::canvas::{Film, Paint};
use crate::embedded::clips::colour::Rgb;
use crate::embedded::clips::field::Field;
use crate::embedded::clips::maths::{Dice, fract, life, smooth, unit, wave};

struct Node {
    at: [f32; 3],
    sway: [f32; 3],
    phase: f32,
    size: f32,
    colour: Rgb,
}

struct Pulse {
    link: usize,
    phase: f32,
}

pub struct Network {
    stage: Stage,
    film: Film,
    nodes: Vec<Node>,
    links: Vec<(usize, usize, f32)>,
    pulses: Vec<Pulse>,
    lamp: (f32, f32),
}

impl Network {
    pub fn new(stage: Stage, dice: &mut Dice) -> Self {
        let palette = &stage.palette;
        let nodes: Vec<Node> = (0..150)
            .map(|_| Node {
                at: [dice.between(-0.85, 0.85), dice.between(-1.15, 1.15), dice.between(-0.75, 0.75)],
                sway: std::array::from_fn(|_| dice.between(-0.035, 0.035)),
                phase: dice.turn(),
                size: 0.6 + 1.6 * dice.turn().powi(3),
                colour: match dice.below(5) {
                    0 => palette.second,
                    1 | 2 => palette.accent,
                    _ => palette.ramp.at(0.85),
                },
            })
            .collect();
        let mut links = Vec::new();
        for (a, from) in nodes.iter().enumerate() {
            for (b, to) in nodes.iter().enumerate().skip(a + 1) {
                let far = from.at.iter().zip(to.at).map(|(p, q)| (p - q) * (p - q)).sum::<f32>().sqrt();
                if far < 0.43 {
                    links.push((a, b, smooth(0.44, 0.16, far)));
                }
            }
        }
        let pulses = if links.is_empty() {
            Vec::new()
        } else {
            (0..34).map(|_| Pulse { link: dice.below(links.len()), phase: dice.turn() }).collect()
        };
        let lamp = (dice.between(0.2, 0.8), dice.between(0.12, 0.3));
        Self { film: stage.film(0.6, 2.5), nodes, links, pulses, lamp, stage }
    }

    /// Where a node is on the frame, how large things are there, and how far out of focus.
    fn place(&self, node: &Node, t: f32) -> ((f32, f32), f32, f32) {
        let [x, y, z] =
            std::array::from_fn(|axis| node.at[axis] + node.sway[axis] * wave(t + node.phase + 0.25 * axis as f32));
        let (turn, nod) = (0.045 * wave(t), 0.02 * wave(t + 0.25));
        let (x, z) = (x * wave(turn + 0.25) + z * wave(turn), z * wave(turn + 0.25) - x * wave(turn));
        let (y, z) = (y * wave(nod + 0.25) + z * wave(nod), z * wave(nod + 0.25) - y * wave(nod));
        let near = 1.0 / (1.55 - z);
        let side = 1.28 * 1080.0 * self.stage.unit;
        let at = (self.stage.w * 0.5 + x * near * side, self.stage.h * 0.5 + y * near * side);
        (at, near * 1.55, (z - 0.12).abs())
    }
}

impl Scene for Network {
    fn film(&self) -> &Film {
        &self.film
    }

    fn at(&self, t: f32) -> Painter<'_> {
        let stage = &self.stage;
        let ramp = &stage.palette.ramp;
        let lamp = (self.lamp.0 + 0.05 * wave(t), self.lamp.1 + 0.03 * wave(t + 0.25));
        let field = Field::colours(stage.width, stage.height, 8, |x, y| {
            let (u, v) = (x / stage.w, y / stage.h);
            let d = (u - lamp.0) * (u - lamp.0) * 0.8 + (v - lamp.1) * (v - lamp.1) * 2.0;
            let e = (u - 1.0 + lamp.0) * (u - 1.0 + lamp.0) + (v - 0.92) * (v - 0.92) * 3.0;
            ramp.at(0.05 + 0.4 * (1.0 - d).max(0.0).powi(3) + 0.2 * (1.0 - e).max(0.0).powi(3))
        });
        let places: Vec<_> = self.nodes.iter().map(|node| self.place(node, t)).collect();
        // Captions lie over the middle: what is there is fainter.
        let calm = move |y: f32| 1.0 - 0.55 * smooth(0.34, 0.46, y / stage.h) * smooth(0.74, 0.62, y / stage.h);
        let thread = ramp.at(0.74).mix(stage.palette.second, 0.4);
        Box::new(move |band| {
            band.fill(&field);
            for &(a, b, strength) in &self.links {
                let ((p, near, blur), (q, _, _)) = (places[a], places[b]);
                let opacity =
                    (0.35 + 0.65 * strength) * unit(near * 1.3 - 0.3) * calm((p.1 + q.1) * 0.5) / (1.0 + blur * 2.2);
                let edge = 1.2 + blur * 7.0 * near * stage.unit;
                if opacity < 0.03 {
                    continue;
                }
                band.line(p, q, 0.75 * near * stage.unit, edge, opacity, Paint::light(thread));
            }
            for (node, &(at, near, blur)) in self.nodes.iter().zip(&places) {
                let radius = 5.2 * node.size * near * stage.unit;
                let soft = blur * 22.0 * near * stage.unit;
                let opacity = calm(at.1) * unit(near * 1.3 - 0.45) * (1.0 - 0.6 * unit(blur * 1.4));
                band.disc(at, radius + soft * 0.5, soft + 1.5, 0.2, opacity * 0.9, Paint::light(node.colour));
                band.glow(at, radius * 7.0, opacity * 0.3, Paint::light(node.colour));
            }
            for pulse in &self.pulses {
                let (a, b, _) = self.links[pulse.link];
                let (p, q, age) = (places[a].0, places[b].0, fract(t + pulse.phase));
                let run = smooth(0.1, 0.9, age);
                let at = (p.0 + (q.0 - p.0) * run, p.1 + (q.1 - p.1) * run);
                let shown = life(age) * calm(at.1);
                band.glow(at, 26.0 * stage.unit, shown * 0.55, Paint::light(stage.palette.accent));
                band.disc(at, 3.0 * stage.unit, 2.0, 0.0, shown, Paint::light(Rgb::WHITE));
            }
        })
    }
}
