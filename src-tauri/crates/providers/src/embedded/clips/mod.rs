//! Clips that Bobine draws itself: animated, any size, the same for the same prompt and seed, and without a seam
//! where they loop.
//!
//! The prompt's words choose among the [`Look`]s and set the colours; the seed composes. A frame is painted in floating
//! point, in bands of rows: a soft field computed small and spread, then shapes, light upon light, and last a
//! standing grain that hides the steps of 8 bits. Knows nothing of encoding.

mod canvas;
mod colour;
mod field;
mod look;
mod maths;
mod noise;
mod palette;
mod scene;
mod subject;
#[cfg(test)]
mod tests;
mod trees;

use bobine_model::{Format, Frames};
use bobine_provider::FrameSource;

use canvas::Band;
use maths::Dice;
use palette::Palette;
use scene::{Scene, Stage};

pub use look::Look;

/// One clip, composed and ready to be drawn frame by frame, in any order and by many threads at once.
pub struct Sketch {
    look: Look,
    width: usize,
    frames: u32,
    /// How often the motion comes round: it keeps its pace in longer clips.
    rounds: f32,
    scene: Box<dyn Scene>,
}

impl Sketch {
    /// How many seconds one round of motion takes.
    const ROUND: f32 = 5.0;

    /// Compose a clip. Same prompt, seed, format and length: same pixels.
    pub fn new(prompt: &str, seed: u64, format: Format, frames: Frames) -> Self {
        let mut dice = Dice::new(fold(prompt, seed));
        let (look, mood) = subject::choose(prompt, &mut dice);
        Self::compose(look, mood, &mut dice, format, frames)
    }

    /// Compose a clip in a look of one's choice, in any colours.
    pub fn in_look(look: Look, seed: u64, format: Format, frames: Frames) -> Self {
        Self::compose(look, None, &mut Dice::new(fold(look.name(), seed)), format, frames)
    }

    fn compose(look: Look, mood: Option<palette::Mood>, dice: &mut Dice, format: Format, frames: Frames) -> Self {
        let palette = Palette::pick(mood, dice);
        // A `u32` always fits: clips are drawn on machines of 32 bits or more.
        let pixels = |side: u32| usize::try_from(side).unwrap_or(usize::MAX);
        let (width, height) = (pixels(format.width()), pixels(format.height()));
        let (w, h) = (width as f32, height as f32);
        let stage = Stage { width, height, w, h, unit: w.min(h) / 1080.0, palette, mood };
        let seconds = frames.count() as f32 * format.rate().den() as f32 / format.rate().num() as f32;
        Self {
            look,
            width,
            frames: frames.count().max(1),
            rounds: (seconds / Self::ROUND).round().max(1.0),
            scene: scene::compose(look, stage, dice),
        }
    }

    /// The look that was chosen.
    pub fn look(&self) -> Look {
        self.look
    }
}

impl FrameSource for Sketch {
    fn draw(&self, index: u32, pixels: &mut [u8]) {
        let time = maths::fract((index % self.frames) as f32 / self.frames as f32 * self.rounds);
        let paint = self.scene.at(time);
        let mut band = Band::new(self.width);
        for (number, bytes) in pixels.chunks_mut(self.width * 4 * Band::ROWS).enumerate() {
            band.move_to(number * Band::ROWS, bytes.len() / (self.width * 4));
            paint(&mut band);
            band.develop(self.scene.film(), bytes);
        }
    }
}

/// One number from a prompt and a seed (FNV-1a): the same on every machine and in every version.
fn fold(prompt: &str, seed: u64) -> u64 {
    let bytes = prompt.trim().bytes().chain([0]).chain(seed.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
