//! What is asked of a preview and what happens to it, in one place, so that the director waits for both at once.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bobine_model::{FrameRange, Frames};

use super::mixing::Mixed;
use super::state::Speed;
use crate::plan::Plan;

/// Whether and how a preview plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    Paused,
    Playing(Speed),
}

/// What was asked for since the director last looked. Later wishes replace earlier ones of their kind.
#[derive(Default)]
pub struct Wishes {
    pub plan: Option<Arc<Plan>>,
    pub jump: Option<Frames>,
    /// Frames to go from there.
    pub steps: i64,
    pub transport: Option<Transport>,
    pub looped: Option<Option<FrameRange>>,
    pub volume: Option<u8>,
    pub is_closing: bool,
}

impl Wishes {
    pub fn jump_to(&mut self, frame: Frames) {
        self.jump = Some(frame);
        self.steps = 0;
    }
}

/// Something that happened.
pub enum Event {
    /// The frame a pipeline was sent to is shown.
    Came { player: u64, frame: Frames },
    /// A pipeline's elements all have something to play.
    Settled { player: u64 },
    /// A pipeline came to the end of what it may show.
    Ended { player: u64 },
    /// A pipeline failed.
    Failed { player: u64, reason: String, by: Part },
    /// The sound of a plan is mixed, or cannot be.
    Mixed(Mixed),
    /// A fault for tests.
    #[cfg(test)]
    Fault(super::tests::Fault),
}

/// The part of a pipeline something came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Picture,
    SoundDevice,
}

/// All that lies in the inbox.
#[derive(Default)]
pub struct Mail {
    pub wishes: Option<Wishes>,
    pub events: VecDeque<Event>,
}

/// The director's inbox.
#[derive(Default)]
pub struct Inbox {
    mail: Mutex<Mail>,
    came: Condvar,
}

impl Inbox {
    /// Note a wish.
    pub fn wish(&self, note: impl FnOnce(&mut Wishes)) {
        note(self.lock().wishes.get_or_insert_default());
        self.came.notify_one();
    }

    /// Note what happened.
    pub fn tell(&self, event: Event) {
        self.lock().events.push_back(event);
        self.came.notify_one();
    }

    /// Note what happened and a wish at once, so that both come with the same mail.
    #[cfg(test)]
    pub fn put(&self, event: Event, note: impl FnOnce(&mut Wishes)) {
        let mut mail = self.lock();
        mail.events.push_back(event);
        note(mail.wishes.get_or_insert_default());
        self.came.notify_one();
    }

    /// All that came, waiting for it as long as `patience` lasts; for ever where there is none.
    pub fn wait(&self, patience: Option<Duration>) -> Mail {
        let is_empty = |mail: &mut Mail| mail.wishes.is_none() && mail.events.is_empty();
        let mut mail = match patience {
            Some(patience) => {
                self.came.wait_timeout_while(self.lock(), patience, is_empty).unwrap_or_else(PoisonError::into_inner).0
            }
            None => self.came.wait_while(self.lock(), is_empty).unwrap_or_else(PoisonError::into_inner),
        };
        std::mem::take(&mut *mail)
    }

    /// What the lock guards is whole after every statement, so a panic elsewhere leaves it usable.
    fn lock(&self) -> MutexGuard<'_, Mail> {
        self.mail.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
