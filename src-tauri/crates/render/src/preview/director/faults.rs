//! What the director does when something goes wrong: says so, and gets up again where that may help.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Director, MOST_TRIES};
use crate::error::EngineError;
use crate::ges::said_by;
use crate::preview::inbox::Transport;
use crate::preview::player::PlayerError;
use crate::preview::state::PreviewProblem;

impl Director {
    /// A panic costs the pipeline, not the preview.
    pub(super) fn guarded(&mut self, act: impl FnOnce(&mut Self)) {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| act(self))) {
            let said = said_by(panic.as_ref());
            tracing::error!(%said, "the preview panicked");
            self.stumble(PreviewProblem::Engine(EngineError::Panicked(said)));
        }
    }

    /// The player could not be built, or did not do as it was told.
    pub(super) fn refused(&mut self, error: PlayerError) {
        let may_pass = matches!(error, PlayerError::Engine(EngineError::Panicked(_)));
        let problem = match error {
            PlayerError::Engine(error) => PreviewProblem::Engine(error),
            PlayerError::MissingElement(_)
            | PlayerError::Lower(_)
            | PlayerError::Pipeline(_)
            | PlayerError::Link(_)
            | PlayerError::Start => PreviewProblem::Stopped(error.to_string()),
        };
        if may_pass { self.stumble(problem) } else { self.give_up(problem) }
    }

    /// Say what went wrong, and go on where it was with a pipeline built anew; not for ever, though.
    pub(super) fn stumble(&mut self, problem: PreviewProblem) {
        self.stumbles += 1;
        if self.stumbles >= MOST_TRIES {
            return self.give_up(problem);
        }
        let at = self.seen();
        self.put_away();
        self.target.get_or_insert(at);
        self.telling.note(problem);
    }

    /// Stop, and say why. The next wish starts afresh.
    pub(super) fn give_up(&mut self, problem: PreviewProblem) {
        self.put_away();
        self.target = None;
        self.transport = Transport::Paused;
        self.shuttle = None;
        self.telling.note(problem);
    }
}
