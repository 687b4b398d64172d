//! Conifers on a skyline.

use super::maths::{Dice, fract, index};

/// How a row of trees grows. Heights in pixels.
pub(super) struct Wood {
    pub shortest: f32,
    pub tallest: f32,
    /// How often there is a gap, 0 to 1.
    pub gaps: f32,
}

/// Raise trees on a line of heights, given in pixels from the top.
pub(super) fn plant(heights: &mut [f32], wood: &Wood, dice: &mut Dice) {
    let ground = heights.to_vec();
    let mut at = 0.0;
    while index(at) < ground.len() {
        let tall = dice.between(wood.shortest, wood.tallest);
        let half = tall * dice.between(0.16, 0.22);
        let foot = ground[index(at)];
        let boughs = dice.between(5.0, 9.0);
        let end = index(at + half).min(ground.len());
        for (x, height) in heights.iter_mut().enumerate().take(end).skip(index(at - half)) {
            // The outline steps out and in again on its way down.
            let out = ((x as f32 - at) / half).abs();
            let bough = fract(out * boughs) / boughs * out.sqrt();
            *height = height.min(foot - tall * (1.0 - (out + bough).min(1.0)) + 3.0);
        }
        let gap = if dice.chance(wood.gaps) { tall * dice.between(0.9, 2.4) } else { half * dice.between(0.45, 1.6) };
        at += gap.max(0.5);
    }
}
