//! What a preview tells about itself: how things stand, once for each change, and what is not as planned.

use super::outlet::{FrameSlot, Outlet};
use super::state::{PreviewProblem, PreviewState};

/// What was told last, and what there is to tell.
pub struct Telling {
    outlet: Outlet,
    /// What is not as planned, in the order it was found.
    problems: Vec<PreviewProblem>,
    told: Option<PreviewState>,
}

impl Telling {
    /// Nothing was told yet.
    pub fn new(outlet: Outlet) -> Self {
        Self { outlet, problems: Vec::new(), told: None }
    }

    /// Where frames go.
    pub fn slot(&self) -> FrameSlot {
        self.outlet.slot()
    }

    /// A frame that nobody has looked at is not what is wanted any more.
    pub fn forget_frame(&self) {
        self.outlet.forget_frame();
    }

    /// Another plan, other problems.
    pub fn forget_problems(&mut self) {
        self.problems.clear();
    }

    /// Something is not as planned. What is known already is not noted again.
    pub fn note(&mut self, problem: PreviewProblem) {
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// Tell how things stand, where that is news: while playing, another frame alone is none. Noted problems come before
    /// those of the state.
    pub fn tell(&mut self, mut state: PreviewState) {
        state.problems.splice(0..0, self.problems.iter().cloned());
        let is_news = self.told.as_ref().is_none_or(|told| {
            let frame = if state.is_playing { told.frame } else { state.frame };
            *told != PreviewState { frame, ..state.clone() }
        });
        if is_news {
            self.told = Some(state.clone());
            self.outlet.tell(state);
        }
    }
}
