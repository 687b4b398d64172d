//! The gate between a pipeline and who looks at it: pipelines give more than was asked for, before, after and again.

use std::sync::{Mutex, MutexGuard, PoisonError};

use bobine_model::Frames;

/// What may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    /// No frame.
    Nothing,
    /// One frame.
    Only(Frames),
    /// Each frame once, up to but not including this one, with which it ends.
    Before(Frames),
}

/// What became of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passed {
    /// It is the one that was awaited, and shown.
    Awaited,
    /// It is shown as one of many.
    Shown,
    /// It had been shown already.
    Again,
    /// It is the first of those that are not to be shown any more.
    End,
    /// Nobody wanted it.
    Stray,
}

/// Lets frames through.
#[derive(Debug)]
pub struct Gate {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    passage: Passage,
    last: Option<Frames>,
}

impl Gate {
    /// A gate nothing has passed yet.
    pub fn new(passage: Passage) -> Self {
        Self { state: Mutex::new(State { passage, last: None }) }
    }

    /// Let something else through from now on.
    pub fn set(&self, passage: Passage) {
        self.lock().passage = passage;
    }

    /// Let only one frame through, which has not passed yet.
    pub fn await_frame(&self, frame: Frames) {
        *self.lock() = State { passage: Passage::Only(frame), last: None };
    }

    /// Let nothing new through; the frame that passed last.
    pub fn shut(&self) -> Option<Frames> {
        let mut state = self.lock();
        state.passage = Passage::Nothing;
        state.last
    }

    /// The frame that passed last.
    pub fn last(&self) -> Option<Frames> {
        self.lock().last
    }

    /// A frame has come. What it is to be shown for is done before anybody can shut the gate.
    pub fn pass(&self, frame: Frames, show: impl FnOnce()) -> Passed {
        let mut state = self.lock();
        match state.passage {
            Passage::Before(limit) if frame >= limit => {
                state.passage = Passage::Nothing;
                Passed::End
            }
            Passage::Only(only) if frame != only => Passed::Stray,
            Passage::Nothing => Passed::Stray,
            Passage::Only(_) | Passage::Before(_) if state.last == Some(frame) => Passed::Again,
            Passage::Before(_) => {
                state.last = Some(frame);
                show();
                Passed::Shown
            }
            Passage::Only(_) => {
                state.last = Some(frame);
                show();
                Passed::Awaited
            }
        }
    }

    /// What the lock guards is whole after every statement, so a panic elsewhere leaves it usable.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
