//! The sound of the plan being shown, mixed in the background: one mix at a time, the newest wish next, and none where
//! nothing that is heard has changed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bobine_model::FrameRate;

use super::inbox::{Event, Inbox};
use super::pcm::Track;
use super::state::PreviewProblem;
use crate::audio::{self, AudioError};
use crate::ges::said_by;
use crate::plan::{Plan, Sound};

/// A mix that came to its end.
pub struct Mixed {
    samples: Option<Vec<f32>>,
    problems: Vec<PreviewProblem>,
}

/// What is mixed, being mixed and to be mixed.
pub struct MixingRoom {
    inbox: Arc<Inbox>,
    track: Arc<Track>,
    /// What the track holds, or will hold.
    of: Option<Heard>,
    /// The mix under way, ended by its flag.
    running: Option<Arc<AtomicBool>>,
    /// What to mix once that has ended.
    next: Option<Arc<Plan>>,
    is_ready: bool,
    problems: Vec<PreviewProblem>,
}

/// All that a mix depends on.
#[derive(PartialEq)]
struct Heard {
    sound: Sound,
    samples: u64,
    rate: FrameRate,
}

impl MixingRoom {
    /// A room in which nothing is heard.
    pub fn new(inbox: Arc<Inbox>) -> Self {
        let track = Arc::default();
        Self { inbox, track, of: None, running: None, next: None, is_ready: false, problems: Vec::new() }
    }

    /// What is heard.
    pub fn track(&self) -> &Arc<Track> {
        &self.track
    }

    /// Whether it is what was asked for.
    pub fn is_ready(&self) -> bool {
        self.is_ready
    }

    /// What was left out.
    pub fn problems(&self) -> &[PreviewProblem] {
        &self.problems
    }

    /// Let a plan be heard.
    pub fn hear(&mut self, plan: &Arc<Plan>) {
        let heard = Heard { sound: plan.sound().clone(), samples: plan.samples(), rate: plan.format().rate() };
        // What was left out last time may be there again.
        if self.of.as_ref() == Some(&heard) && self.problems.is_empty() {
            return;
        }
        self.of = Some(heard);
        self.is_ready = false;
        self.problems.clear();
        self.track.set(None);
        match &self.running {
            Some(stop) => {
                stop.store(true, Ordering::Release);
                self.next = Some(Arc::clone(plan));
            }
            None => self.mix(Arc::clone(plan)),
        }
    }

    /// A mix has ended.
    pub fn take(&mut self, mixed: Mixed) {
        self.running = None;
        if let Some(plan) = self.next.take() {
            return self.mix(plan);
        }
        self.track.set(mixed.samples.map(Arc::new));
        self.problems = mixed.problems;
        self.is_ready = true;
    }

    fn mix(&mut self, plan: Arc<Plan>) {
        let stop = Arc::new(AtomicBool::new(false));
        let (inbox, stopping) = (Arc::clone(&self.inbox), Arc::clone(&stop));
        let started = std::thread::Builder::new().name("bobine-mixing".to_owned()).spawn(move || {
            let mixed = catch_unwind(AssertUnwindSafe(|| mix_what_can_be(&plan, &stopping)));
            let mixed = mixed.unwrap_or_else(|panic| {
                let problem = PreviewProblem::Sound(format!("the sound cannot be mixed: {}", said_by(panic.as_ref())));
                Mixed { samples: None, problems: vec![problem] }
            });
            inbox.tell(Event::Mixed(mixed));
        });
        match started {
            Ok(_) => self.running = Some(stop),
            Err(error) => self.problems.push(PreviewProblem::Sound(format!("the sound cannot be mixed: {error}"))),
        }
    }
}

impl Drop for MixingRoom {
    fn drop(&mut self) {
        if let Some(stop) = &self.running {
            stop.store(true, Ordering::Release);
        }
    }
}

/// The sound of a plan without the files that cannot be read.
fn mix_what_can_be(plan: &Plan, stop: &AtomicBool) -> Mixed {
    let mut plan = plan.clone();
    let mut problems = Vec::new();
    loop {
        match audio::heard(&plan, stop) {
            Ok(samples) => return Mixed { samples: Some(samples), problems },
            Err(AudioError::Stopped) => return Mixed { samples: None, problems },
            Err(error @ (AudioError::MissingElement(_) | AudioError::Encoding(_))) => {
                problems.push(PreviewProblem::Sound(error.to_string()));
                return Mixed { samples: None, problems };
            }
            Err(AudioError::Unreadable { path, reason }) => {
                plan = plan.without_sound_of(&path);
                problems.push(PreviewProblem::Sound(AudioError::Unreadable { path, reason }.to_string()));
            }
        }
    }
}
