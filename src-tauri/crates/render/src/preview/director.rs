//! The director: one thread that turns wishes and events into what the player does next, one thing at a time.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bobine_model::{FrameRange, FrameRate, Frames};
use gstreamer as gst;

use super::gate::Passage;
use super::inbox::{Event, Inbox, Part, Transport, Wishes};
use super::mixing::MixingRoom;
use super::outlet::Outlet;
use super::player::{self, Device, PATIENCE, Player, PlayerError, Score, Settling};
use super::shuttle::Shuttle;
use super::state::{PreviewProblem, PreviewState, SoundState, Speed};
use crate::captions::{Fonts, preset};
use crate::error::EngineError;
use crate::ges::{GesThread, said_by};
use crate::plan::{Plan, Size};

/// A pipeline that was sent about so often is built anew: GES keeps a little memory with each seek.
const MOST_SEEKS: u32 = 120;
/// How long a seek may take before it is tried again with a pipeline built anew.
const SOON: Duration = Duration::from_secs(2);
/// How often one frame is tried for.
const MOST_TRIES: u32 = 3;
/// How often a running player is looked at.
const LOOK_UP: Duration = Duration::from_millis(100);

/// What a preview is and does.
pub struct Director {
    ges: &'static GesThread,
    inbox: Arc<Inbox>,
    outlet: Outlet,
    fonts: Fonts,
    size: Size,
    device: Device,
    mixing: MixingRoom,
    plan: Option<Arc<Plan>>,
    player: Option<Current>,
    /// Players built so far.
    built: u64,
    /// Failed tries for the frame that is to be seen.
    tries: u32,
    /// The frame that is seen.
    at: Frames,
    /// The frame to be seen next, where it is another.
    target: Option<Frames>,
    transport: Transport,
    speed: Speed,
    /// Where it is on its way, at any speed but the normal one.
    shuttle: Option<Shuttle>,
    looped: Option<FrameRange>,
    volume: u8,
    has_ended: bool,
    problems: Vec<PreviewProblem>,
    told: Option<PreviewState>,
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
    /// Coming up; to be done by then.
    Starting { until: Instant },
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
                outlet,
                fonts,
                size,
                device: player::find_device(),
                mixing,
                plan: None,
                player: None,
                built: 0,
                tries: 0,
                at: Frames::ZERO,
                target: None,
                transport: Transport::Paused,
                speed: Speed::Normal,
                shuttle: None,
                looped: None,
                volume: 100,
                has_ended: false,
                problems: Vec::new(),
                told: None,
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
            let done = catch_unwind(AssertUnwindSafe(|| {
                for event in mail.events {
                    self.heed(event);
                }
                if let Some(wishes) = mail.wishes {
                    self.fulfil(wishes);
                }
                self.advance();
            }));
            if let Err(panic) = done {
                let said = said_by(panic.as_ref());
                tracing::error!(%said, "the preview panicked");
                self.give_up(PreviewProblem::Engine(EngineError::Panicked(said)));
            }
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
        match self.player.as_ref()?.doing {
            Doing::Starting { until } | Doing::Settling { until, .. } | Doing::Halting { until } => {
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
            Event::Fault(fault) => fault.happen(),
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
            self.looped = looped;
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
            self.target = Some(self.within(i64::from(from.count()).saturating_add(wishes.steps)));
        }
    }

    fn take_plan(&mut self, plan: Arc<Plan>) {
        self.put_away();
        self.problems.clear();
        if let Some(captions) = plan.captions()
            && preset(&captions.preset).is_none()
        {
            self.problems.push(PreviewProblem::NoSuchPreset(captions.preset.clone()));
        }
        self.mixing.hear(&plan);
        self.plan = Some(plan);
    }

    /// Playing on from an end begins at the other one.
    fn begin_where_it_can_play(&mut self, speed: Speed) {
        let at = self.target.unwrap_or_else(|| self.seen());
        let last = self.last();
        if !speed.is_backward() && at >= last {
            self.target = Some(self.beginning());
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
            if self.target.is_some() || self.transport != Transport::Paused {
                self.build(plan);
            }
            return;
        };
        match doing {
            Doing::Starting { until } | Doing::Halting { until } => {
                if until <= Instant::now() {
                    self.give_up(PreviewProblem::Engine(EngineError::Busy));
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

    fn build(&mut self, plan: Arc<Plan>) {
        let target = *self.target.get_or_insert(self.at);
        self.built += 1;
        let score = Score {
            plan,
            fonts: self.fonts.clone(),
            size: self.size,
            track: Arc::clone(self.mixing.track()),
            volume: self.volume,
            device: self.device,
            number: self.built,
        };
        match Player::build(self.ges, score, &self.inbox, self.outlet.slot(), target) {
            Ok(player) => {
                let doing = Doing::Starting { until: Instant::now() + PATIENCE };
                self.player = Some(Current { player, doing, seeks: 0 });
            }
            Err(error) => self.give_up(problem(error)),
        }
    }

    fn go_to(&mut self, frame: Frames) {
        let Some(current) = &mut self.player else { return };
        if current.seeks >= MOST_SEEKS {
            self.target = Some(frame);
            self.put_away();
            return self.advance();
        }
        current.seeks += 1;
        current.player.gate().await_frame(frame);
        match current.player.seek(frame) {
            Ok(()) => current.doing = Doing::Settling { frame, until: Instant::now() + SOON },
            Err(error) => {
                tracing::debug!(%error, %frame, "a seek was refused");
                self.try_again(frame);
            }
        }
    }

    /// GES refuses or forgets a seek now and then, when its stack is just changing. A fresh pipeline does not.
    fn try_again(&mut self, frame: Frames) {
        self.tries += 1;
        if self.tries >= MOST_TRIES {
            self.tries = 0;
            return self.give_up(PreviewProblem::Stopped(format!("frame {frame} does not come")));
        }
        self.target.get_or_insert(frame);
        self.put_away();
        self.advance();
    }

    fn run(&mut self) {
        let end = self.end();
        let Some(current) = &mut self.player else { return };
        current.player.gate().set(Passage::Before(end));
        match current.player.run(gst::State::Playing) {
            Ok(_) => current.doing = Doing::Running,
            Err(error) => self.give_up(problem(error)),
        }
    }

    fn halt(&mut self) {
        let Some(current) = &mut self.player else { return };
        self.at = current.player.gate().shut().unwrap_or(self.at);
        match current.player.run(gst::State::Paused) {
            Ok(Settling::Later) => current.doing = Doing::Halting { until: Instant::now() + PATIENCE },
            Ok(Settling::Done) => {
                current.doing = Doing::Standing { frame: None };
                self.advance();
            }
            Err(error) => self.give_up(problem(error)),
        }
    }

    /// Play by being sent from frame to frame as time goes by, leaving out what there is no time for.
    fn shuttle(&mut self, speed: Speed, rate: FrameRate) {
        let at = self.at;
        let wanted = self.shuttle.get_or_insert_with(|| Shuttle::new(at, speed, rate)).frame();
        let (first, end) = self.range();
        let is_past = if speed.is_backward() {
            wanted < i64::from(first.count()).min(i64::from(at.count()))
        } else {
            wanted >= i64::from(end.count()).max(i64::from(at.count()))
        };
        if !is_past {
            if self.within(wanted) != at {
                self.go_to(self.within(wanted));
            }
            return;
        }
        self.shuttle = None;
        if self.looped().is_some() {
            self.target = Some(if speed.is_backward() { end.saturating_sub(Frames::new(1)) } else { first });
        } else {
            self.transport = Transport::Paused;
            self.has_ended = true;
            self.target = Some(self.within(wanted));
        }
        self.advance();
    }

    /// The frame it was sent to is seen.
    fn came(&mut self, frame: Frames) {
        let Some(current) = &mut self.player else { return };
        self.at = frame;
        if matches!(current.doing, Doing::Settling { frame: awaited, .. } if awaited == frame) {
            current.doing = Doing::Standing { frame: Some(frame) };
            self.tries = 0;
        }
    }

    /// All of the pipeline has something to play. GES says so more often than it should, and before the frame that was
    /// asked for is there; so of a seek only the frame itself is the end.
    fn settled(&mut self) {
        let Some(current) = &mut self.player else { return };
        match current.doing {
            Doing::Starting { .. } | Doing::Halting { .. } => current.doing = Doing::Standing { frame: None },
            Doing::Settling { .. } | Doing::Standing { .. } | Doing::Running => {}
        }
    }

    /// All frames that may be shown have been.
    fn ended(&mut self) {
        let Some(current) = &self.player else { return };
        if !matches!(current.doing, Doing::Running) {
            return;
        }
        if self.looped().is_some() {
            self.target = Some(self.beginning());
        } else {
            self.transport = Transport::Paused;
            self.has_ended = true;
            // The last frame may have been left out where the pipeline was late.
            self.target = Some(self.last()).filter(|last| current.player.gate().last() != Some(*last));
        }
    }

    fn failed(&mut self, reason: String, by: Part) {
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
                self.give_up(PreviewProblem::Stopped(reason));
            }
        }
    }

    /// Stop, and say why. The next wish starts afresh.
    fn give_up(&mut self, problem: PreviewProblem) {
        self.at = self.seen();
        self.put_away();
        self.target = None;
        self.transport = Transport::Paused;
        self.shuttle = None;
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// Let go of the player. What it has not shown yet is not wanted any more.
    fn put_away(&mut self) {
        self.at = self.seen();
        if self.player.take().is_some() {
            self.outlet.forget_frame();
        }
    }

    fn note_failures(&mut self) {
        let Some(current) = &self.player else { return };
        for (number, source) in current.player.take_failures() {
            let problem = PreviewProblem::Picture { number, source };
            if !self.problems.contains(&problem) {
                self.problems.push(problem);
            }
        }
    }

    fn tell(&mut self) {
        let mut problems = self.problems.clone();
        problems.extend_from_slice(self.mixing.problems());
        let state = PreviewState {
            is_playing: self.transport != Transport::Paused,
            frame: self.seen(),
            length: self.length(),
            speed: self.speed,
            looped: self.looped(),
            has_ended: self.has_ended,
            sound: match (&self.plan, self.mixing.is_ready(), self.device) {
                (None, _, _) => SoundState::None,
                (Some(_), false, _) => SoundState::Mixing,
                (Some(_), true, Device::Default) => SoundState::Ready,
                (Some(_), true, Device::None) => SoundState::NoDevice,
            },
            problems,
        };
        let is_news = self.told.as_ref().is_none_or(|told| {
            let frame = if state.is_playing { told.frame } else { state.frame };
            *told != PreviewState { frame, ..state.clone() }
        });
        if is_news {
            self.told = Some(state.clone());
            self.outlet.tell(state);
        }
    }

    /// The frame that is seen now.
    fn seen(&self) -> Frames {
        let running = self.player.as_ref().filter(|current| matches!(current.doing, Doing::Running));
        running.and_then(|current| current.player.gate().last()).unwrap_or(self.at)
    }

    fn length(&self) -> Frames {
        self.plan.as_ref().map_or(Frames::ZERO, |plan| plan.length())
    }

    fn last(&self) -> Frames {
        self.length().saturating_sub(Frames::new(1))
    }

    /// What is repeated of this video.
    fn looped(&self) -> Option<FrameRange> {
        let whole = FrameRange::new(Frames::ZERO, self.length()).ok()?;
        self.looped?.intersection(whole)
    }

    /// The frames that are played: from the first up to, but not including, the second.
    fn range(&self) -> (Frames, Frames) {
        self.looped().map_or((Frames::ZERO, self.length()), |range| (range.start(), range.end()))
    }

    fn beginning(&self) -> Frames {
        self.range().0
    }

    /// Where playing ends: past a loop's end there is nothing more to repeat.
    fn end(&self) -> Frames {
        let end = self.range().1;
        let at = self.target.unwrap_or_else(|| self.seen());
        if at < end { end } else { self.length() }
    }

    fn within(&self, frame: i64) -> Frames {
        let last = i64::from(self.last().count());
        Frames::new(u32::try_from(frame.clamp(0, last)).unwrap_or_default())
    }
}

fn problem(error: PlayerError) -> PreviewProblem {
    match error {
        PlayerError::Engine(error) => PreviewProblem::Engine(error),
        PlayerError::MissingElement(_)
        | PlayerError::Lower(_)
        | PlayerError::Pipeline(_)
        | PlayerError::Link(_)
        | PlayerError::Start => PreviewProblem::Stopped(error.to_string()),
    }
}
