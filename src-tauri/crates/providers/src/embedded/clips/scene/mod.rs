//! The looks, one module each, and what they have in common.

mod aurora;
mod bokeh;
mod city;
mod code;
mod graph;
mod ink;
mod network;
mod paper;
mod ridges;
mod sea;
mod silk;

use super::canvas::{Band, Film};
use super::look::Look;
use super::maths::Dice;
use super::palette::{Mood, Palette};

/// What a scene is set on: sizes in pixels, and the colours.
pub(super) struct Stage {
    pub width: usize,
    pub height: usize,
    /// `width` and `height` again.
    pub w: f32,
    pub h: f32,
    /// The measure of things: one where the shorter side is 1080 pixels.
    pub unit: f32,
    pub palette: Palette,
    /// What the prompt feels like, where it says.
    pub mood: Option<Mood>,
}

impl Stage {
    /// A film for it.
    pub fn film(&self, vignette: f32, grain: f32) -> Film {
        Film::new(self.width, self.height, vignette, grain)
    }
}

/// Paints bands of one frame, the band's old content covered wholly.
pub(super) type Painter<'a> = Box<dyn Fn(&mut Band) + 'a>;

/// A look, composed for one clip.
pub(super) trait Scene: Send + Sync {
    /// What it is taken on.
    fn film(&self) -> &Film;

    /// The frame at a time from 0 to 1; 1 looks like 0.
    fn at(&self, time: f32) -> Painter<'_>;
}

/// Compose a scene in a look.
pub(super) fn compose(look: Look, stage: Stage, dice: &mut Dice) -> Box<dyn Scene> {
    match look {
        Look::Silk => Box::new(silk::Silk::new(stage, dice)),
        Look::Bokeh => Box::new(bokeh::Bokeh::new(stage, dice)),
        Look::Ridges => Box::new(ridges::Ridges::new(stage, dice)),
        Look::Sea => Box::new(sea::Sea::new(stage, dice)),
        Look::Aurora => Box::new(aurora::Aurora::new(stage, dice)),
        Look::Code => Box::new(code::Code::new(stage, dice)),
        Look::Graph => Box::new(graph::Graph::new(stage, dice)),
        Look::Ink => Box::new(ink::Ink::new(stage, dice)),
        Look::Network => Box::new(network::Network::new(stage, dice)),
        Look::Paper => Box::new(paper::Paper::new(stage, dice)),
        Look::City => Box::new(city::City::new(stage, dice)),
    }
}
