//! The director: one thread that turns wishes and events into what the player does next, one thing at a time.

mod events;
mod faults;
mod moves;

use std::sync::Arc;
use std::time::{Duration, Instant};

use bobine_model::Frames;

use super::gate::Passage;
use super::inbox::{Event, Inbox, Transport, Wishes};
use super::mixing::MixingRoom;
use super::outlet::Outlet;
use super::player::{self, Device, PATIENCE, Player};
use super::shuttle::Shuttle;
use super::state::{PreviewProblem, PreviewState, SoundState, Speed};
use super::stretch::Stretch;
use super::telling::Telling;
use crate::captions::{Fonts, preset};
use crate::error::EngineError;
use crate::ges::GesThread;
use crate::ges::feed::Shelf;
use crate::plan::{Plan, Size};

/// A pipeline that was sent about so often is built anew: GES keeps a little memory with each seek.
const MOST_SEEKS: u32 = 120;
/// How long a seek may take before it is tried again with a pipeline built anew.
const SOON: Duration = Duration::from_secs(2);
/// How often one frame is tried for, and how often the preview gets up again between two wishes.
const MOST_TRIES: u32 = 3;
/// How often a running player is looked at.
const LOOK_UP: Duration = Duration::from_millis(100);

/// What a preview is and does.
pub struct Director {
    ges: &'static GesThread,
    inbox: Arc<Inbox>,
    telling: Telling,
    fonts: Fonts,
    size: Size,
    device: Device,
    mixing: MixingRoom,
    shelf: Arc<Shelf>,
    plan: Option<Arc<Plan>>,
    player: Option<Current>,
    /// The player of the plan before. It is stopped once something of this one is seen: stopping takes a while.
    outgoing: Option<Player>,
    /// Players built so far.
    built: u64,
    /// Failed tries for the frame that is to be seen.
    tries: u32,
    /// Faults since something was asked for.
    stumbles: u32,
    /// The frame that is seen.
    at: Frames,
    /// The frame to be seen next, where it is another.
    target: Option<Frames>,
    transport: Transport,
    speed: Speed,
    /// Where it is on its way, at any speed but the normal one.
    shuttle: Option<Shuttle>,
    stretch: Stretch,
    volume: u8,
    has_ended: bool,
    /// A fault for tests.
    #[cfg(test)]
    fails_to_build: bool,
}

/// A player and what it is doing.
struct Current {
    player: Player,
    doing: Doing,
    seeks: u32,
}

/// What a player is doing.
#[derive(Debug, Clone, Copy)]
enum Doing {
    /// Coming up, to be done by then; the frame that was wanted may be seen already.
    Starting { until: Instant, seen: Option<Frames> },
    /// Going where it was sent; to be seen by then.
    Settling { frame: Frames, until: Instant },
    /// Coming to a stand.
    Halting { until: Instant },
    /// Standing: at a frame it was sent to, or at none in particular.
    Standing { frame: Option<Frames> },
    /// Playing.
    Running,
}

impl Director {
    /// Start the thread. It ends when the inbox says so.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn start(
        ges: &'static GesThread,
        inbox: Arc<Inbox>,
        outlet: Outlet,
        fonts: Fonts,
        size: Size,
    ) -> Result<(), EngineError> {
        let begin = move || {
            let mixing = MixingRoom::new(Arc::clone(&inbox));
            let mut director = Self {
                ges,
                inbox,
                telling: Telling::new(outlet),
                fonts,
                size,
                device: player::find_device(),
                mixing,
                shelf: Arc::default(),
                plan: None,
                player: None,
                outgoing: None,
                built: 0,
                tries: 0,
                stumbles: 0,
                at: Frames::ZERO,
                target: None,
                transport: Transport::Paused,
                speed: Speed::Normal,
                shuttle: None,
                stretch: Stretch::default(),
                volume: 100,
                has_ended: false,
                #[cfg(test)]
                fails_to_build: false,
            };
            director.direct();
        };
        let started = std::thread::Builder::new().name("bobine-preview".to_owned()).spawn(begin);
        started.map(drop).map_err(|error| EngineError::NoGStreamer(error.to_string()))
    }

    fn direct(&mut self) {
        loop {
            let mail = self.inbox.wait(self.patience());
            if mail.wishes.as_ref().is_some_and(|wishes| wishes.is_closing) {
                return self.close();
            }
            for event in mail.events {
                self.guarded(|director| director.heed(event));
            }
            // What is wished for outlives whatever went wrong before.
            if let Some(wishes) = mail.wishes {
                self.stumbles = 0;
                self.guarded(|director| director.fulfil(wishes));
            }
            self.guarded(Self::advance);
            self.tell();
        }
    }

    /// Who listens is let go of last, as the sign that nothing of the preview is left.
    fn close(&mut self) {
        self.put_away();
        if let Err(error) = self.ges.run_within(PATIENCE, |_| ()) {
            tracing::warn!(%error, "a preview did not close cleanly");
        }
    }

    /// How long to wait for mail.
    fn patience(&self) -> Option<Duration> {
        let Some(current) = &self.player else {
            return (self.plan.is_some() && self.wants_a_player()).then_some(Duration::ZERO);
        };
        match current.doing {
            Doing::Starting { until, .. } | Doing::Settling { until, .. } | Doing::Halting { until } => {
                Some(until.saturating_duration_since(Instant::now()))
            }
            Doing::Standing { .. } => self.shuttle.as_ref().map(Shuttle::patience),
            Doing::Running => Some(LOOK_UP),
        }
    }

    fn heed(&mut self, event: Event) {
        match event {
            Event::Mixed(mixed) => self.mixing.take(mixed),
            Event::Came { player, frame } if player == self.built => self.came(frame),
            Event::Settled { player } if player == self.built => self.settled(),
            Event::Ended { player } if player == self.built => self.ended(),
            Event::Failed { player, reason, by } if player == self.built => self.failed(reason, by),
            Event::Came { .. } | Event::Settled { .. } | Event::Ended { .. } | Event::Failed { .. } => {}
            #[cfg(test)]
            Event::Fault(super::tests::Fault::Director) => panic!("on purpose"),
            #[cfg(test)]
            Event::Fault(super::tests::Fault::Engine) => self.fails_to_build = true,
        }
    }

    fn fulfil(&mut self, wishes: Wishes) {
        if let Some(volume) = wishes.volume {
            self.volume = volume;
            if let Some(current) = &self.player {
                current.player.set_volume(volume);
            }
        }
        if let Some(looped) = wishes.looped {
            self.stretch.wanted_loop = looped;
            if let Some(current) = &self.player
                && matches!(current.doing, Doing::Running)
            {
                current.player.gate().set(Passage::Before(self.end()));
            }
        }
        if let Some(plan) = wishes.plan {
            self.take_plan(plan);
        }
        if let Some(transport) = wishes.transport {
            self.has_ended = false;
            self.transport = transport;
            self.shuttle = None;
            if let Transport::Playing(speed) = transport {
                self.speed = speed;
                self.begin_where_it_can_play(speed);
            }
        }
        if wishes.jump.is_some() || wishes.steps != 0 {
            self.has_ended = false;
            self.shuttle = None;
            let from = wishes.jump.or(self.target).unwrap_or_else(|| self.seen());
            self.target = Some(self.stretch.nearest(i64::from(from.count()).saturating_add(wishes.steps)));
        }
    }

    fn take_plan(&mut self, plan: Arc<Plan>) {
        self.set_aside();
        self.telling.forget_problems();
        if let Some(captions) = plan.captions()
            && preset(&captions.preset).is_none()
        {
            self.telling.note(PreviewProblem::NoSuchPreset(captions.preset.clone()));
        }
        self.mixing.hear(&plan);
        self.stretch.length = plan.length();
        self.plan = Some(plan);
    }

    /// Playing on from an end begins at the other one.
    fn begin_where_it_can_play(&mut self, speed: Speed) {
        let at = self.target.unwrap_or_else(|| self.seen());
        let last = self.stretch.last();
        if !speed.is_backward() && at >= last {
            self.target = Some(self.stretch.beginning());
        } else if speed.is_backward() && at.is_zero() {
            self.target = Some(last);
        }
        // A device may have been plugged in since.
        if self.device == Device::None {
            self.device = player::find_device();
            if self.device == Device::Default {
                self.target.get_or_insert(at);
                self.put_away();
            }
        }
    }

    /// Do the next thing there is to do, if any.
    fn advance(&mut self) {
        let Some(plan) = self.plan.clone() else { return };
        self.note_failures();
        let Some(doing) = self.player.as_ref().map(|current| current.doing) else {
            if self.wants_a_player() {
                self.build(plan);
            }
            return;
        };
        match doing {
            Doing::Starting { until, .. } | Doing::Halting { until } => {
                if until <= Instant::now() {
                    let waited = PATIENCE.as_secs();
                    self.give_up(PreviewProblem::Stopped(format!("its pipeline does not stand after {waited} s")));
                }
            }
            Doing::Settling { frame, until } => {
                if until <= Instant::now() {
                    self.try_again(frame);
                }
            }
            Doing::Running => {
                if self.target.is_some() || self.transport != Transport::Playing(Speed::Normal) {
                    self.halt();
                }
            }
            Doing::Standing { frame } => match self.target.take() {
                Some(target) if Some(target) != frame => self.go_to(target),
                _ => match self.transport {
                    Transport::Paused => {}
                    Transport::Playing(Speed::Normal) => self.run(),
                    Transport::Playing(speed) => self.shuttle(speed, plan.format().rate()),
                },
            },
        }
    }

    fn wants_a_player(&self) -> bool {
        self.target.is_some() || self.transport != Transport::Paused
    }

    /// Let go of the player. What it has not shown yet is not wanted any more.
    fn put_away(&mut self) {
        self.at = self.seen();
        self.outgoing = None;
        if self.player.take().is_some() {
            self.telling.forget_frame();
        }
    }

    /// Let go of the player for that of another plan. One that stands still may stop later.
    fn set_aside(&mut self) {
        self.at = self.seen();
        let Some(Current { player, doing, .. }) = self.player.take() else { return };
        self.telling.forget_frame();
        if matches!(doing, Doing::Standing { .. }) {
            player.gate().set(Passage::Nothing);
            self.outgoing = Some(player);
        }
    }

    fn note_failures(&mut self) {
        let failures = self.player.as_ref().map(|current| current.player.take_failures());
        for (number, source) in failures.into_iter().flatten() {
            self.telling.note(PreviewProblem::Picture { number, source });
        }
    }

    fn tell(&mut self) {
        let sound = match (&self.plan, self.mixing.is_ready(), self.device) {
            (None, _, _) => SoundState::None,
            (Some(_), false, _) => SoundState::Mixing,
            (Some(_), true, Device::Default) => SoundState::Ready,
            (Some(_), true, Device::None) => SoundState::NoDevice,
        };
        self.telling.tell(PreviewState {
            is_playing: self.transport != Transport::Paused,
            frame: self.seen(),
            length: self.stretch.length,
            speed: self.speed,
            looped: self.stretch.looped(),
            has_ended: self.has_ended,
            sound,
            problems: self.mixing.problems().to_vec(),
        });
    }

    /// The frame that is seen now.
    fn seen(&self) -> Frames {
        let running = self.player.as_ref().filter(|current| matches!(current.doing, Doing::Running));
        running.and_then(|current| current.player.gate().last()).unwrap_or(self.at)
    }

    /// Where playing ends.
    fn end(&self) -> Frames {
        self.stretch.end_from(self.target.unwrap_or_else(|| self.seen()))
    }
}
