//! What becomes of what the player says.

use bobine_model::Frames;

use super::{Director, Doing};
use crate::preview::inbox::{Part, Transport};
use crate::preview::player::Device;
use crate::preview::state::PreviewProblem;

impl Director {
    /// The frame it was sent to is seen.
    pub(super) fn came(&mut self, frame: Frames) {
        let Some(current) = &mut self.player else { return };
        self.at = frame;
        self.outgoing = None;
        match &mut current.doing {
            Doing::Settling { frame: awaited, .. } if *awaited == frame => {
                current.doing = Doing::Standing { frame: Some(frame) };
            }
            Doing::Starting { seen, .. } => *seen = Some(frame),
            Doing::Settling { .. } | Doing::Halting { .. } | Doing::Standing { .. } | Doing::Running => return,
        }
        self.tries = 0;
    }

    /// All of the pipeline has something to play. GES says so more often than it should, and before the frame that was
    /// asked for is there; so of a seek only the frame itself is the end.
    pub(super) fn settled(&mut self) {
        let Some(current) = &mut self.player else { return };
        match current.doing {
            Doing::Starting { seen, .. } => current.doing = Doing::Standing { frame: seen },
            Doing::Halting { .. } => current.doing = Doing::Standing { frame: None },
            Doing::Settling { .. } | Doing::Standing { .. } | Doing::Running => {}
        }
    }

    /// All frames that may be shown have been.
    pub(super) fn ended(&mut self) {
        let Some(current) = &self.player else { return };
        if !matches!(current.doing, Doing::Running) {
            return;
        }
        if self.stretch.looped().is_some() {
            self.target = Some(self.stretch.beginning());
        } else {
            self.transport = Transport::Paused;
            self.has_ended = true;
            // The last frame may have been left out where the pipeline was late.
            self.target = Some(self.stretch.last()).filter(|last| current.player.gate().last() != Some(*last));
        }
    }

    pub(super) fn failed(&mut self, reason: String, by: Part) {
        match by {
            Part::SoundDevice if self.device == Device::Default => {
                // Without it the clock runs all the same; the next `play` looks for one again.
                self.device = Device::None;
                let at = self.seen();
                self.target.get_or_insert(at);
                self.put_away();
            }
            Part::SoundDevice | Part::Picture => {
                self.note_failures();
                self.stumble(PreviewProblem::Stopped(reason));
            }
        }
    }
}
