//! Transitions as numbers: how each of two overlapping shots looks in each frame of the overlap. Frame `j` of `n`
//! (from 0) is `(j + 1) / (n + 1)` of the way, so that no frame of an overlap shows one shot alone.

use bobine_model::TransitionKind;

/// How a shot lies in the frame for one frame of a transition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Opacity, 0 to 1.
    pub alpha: f64,
    /// Pixels it is moved to the right.
    pub moved: i32,
}

const PLAIN: Look = Look { alpha: 1.0, moved: 0 };

/// The shot that begins.
pub fn beginning(kind: TransitionKind, frame: u32, of: u32, width: u32) -> Look {
    let part = part(frame, of);
    match kind {
        TransitionKind::Cut => PLAIN,
        TransitionKind::Crossfade => Look { alpha: part, moved: 0 },
        TransitionKind::FadeThroughBlack => Look { alpha: (part * 2.0 - 1.0).max(0.0), moved: 0 },
        TransitionKind::Slide => Look { alpha: 1.0, moved: even(f64::from(width) * (1.0 - part)) },
        TransitionKind::Wipe => Look { alpha: 1.0, moved: -wipe_shift(frame, of, width) },
    }
}

/// The shot that ends.
pub fn ending(kind: TransitionKind, frame: u32, of: u32) -> Look {
    match kind {
        TransitionKind::Cut | TransitionKind::Crossfade | TransitionKind::Slide | TransitionKind::Wipe => PLAIN,
        TransitionKind::FadeThroughBlack => Look { alpha: (1.0 - part(frame, of) * 2.0).max(0.0), moved: 0 },
    }
}

/// A wipe uncovers the new shot from left to right while it stands still: its picture is drawn this much to the right
/// within its own frame, and that frame lies as much to the left.
pub fn wipe_shift(frame: u32, of: u32, width: u32) -> i32 {
    even(f64::from(width) * (1.0 - part(frame, of)))
}

fn part(frame: u32, of: u32) -> f64 {
    f64::from(frame.min(of) + 1) / f64::from(of + 1)
}

/// The even whole number below: chroma has half the pixels.
#[expect(clippy::cast_possible_truncation, reason = "at most the width of a frame")]
fn even(pixels: f64) -> i32 {
    (pixels / 2.0).round() as i32 * 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_each_transition_is_half_way() {
        let middle = |kind| (beginning(kind, 7, 15, 1080), ending(kind, 7, 15));
        assert_eq!(middle(TransitionKind::Crossfade), (Look { alpha: 0.5, moved: 0 }, PLAIN));
        let black = Look { alpha: 0.0, moved: 0 };
        assert_eq!(middle(TransitionKind::FadeThroughBlack), (black, black), "nothing but black");
        assert_eq!(middle(TransitionKind::Slide), (Look { alpha: 1.0, moved: 540 }, PLAIN));
        assert_eq!(middle(TransitionKind::Wipe), (Look { alpha: 1.0, moved: -540 }, PLAIN));
    }
}
