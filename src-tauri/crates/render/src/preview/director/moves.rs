//! What the director has the player do: come up, go to a frame, run, stand still.

use std::sync::Arc;
use std::time::Instant;

use bobine_model::{FrameRate, Frames};
use gstreamer as gst;

use super::{Current, Director, Doing, MOST_SEEKS, MOST_TRIES, SOON};
use crate::plan::Plan;
use crate::preview::gate::Passage;
use crate::preview::inbox::Transport;
use crate::preview::player::{PATIENCE, Player, Score, Settling};
use crate::preview::shuttle::Shuttle;
use crate::preview::state::{PreviewProblem, Speed};

impl Director {
    pub(super) fn build(&mut self, plan: Arc<Plan>) {
        let target = *self.target.get_or_insert(self.at);
        self.built += 1;
        let score = Score {
            plan,
            fonts: self.fonts.clone(),
            size: self.size,
            track: Arc::clone(self.mixing.track()),
            shelf: Arc::clone(&self.shelf),
            volume: self.volume,
            device: self.device,
            number: self.built,
            before: self.outgoing.as_ref().map(Player::remains),
            #[cfg(test)]
            fails: std::mem::take(&mut self.fails_to_build),
        };
        match Player::build(self.ges, score, &self.inbox, self.telling.slot(), target) {
            Ok(player) => {
                let doing = Doing::Starting { until: Instant::now() + PATIENCE, seen: None };
                self.player = Some(Current { player, doing, seeks: 0 });
            }
            Err(error) => self.refused(error),
        }
    }

    pub(super) fn go_to(&mut self, frame: Frames) {
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
    pub(super) fn try_again(&mut self, frame: Frames) {
        self.tries += 1;
        if self.tries >= MOST_TRIES {
            self.tries = 0;
            return self.give_up(PreviewProblem::Stopped(format!("frame {frame} does not come")));
        }
        self.target.get_or_insert(frame);
        self.put_away();
        self.advance();
    }

    pub(super) fn run(&mut self) {
        let end = self.end();
        let Some(current) = &mut self.player else { return };
        current.player.gate().set(Passage::Before(end));
        match current.player.run(gst::State::Playing) {
            Ok(_) => current.doing = Doing::Running,
            Err(error) => self.refused(error),
        }
    }

    pub(super) fn halt(&mut self) {
        let Some(current) = &mut self.player else { return };
        self.at = current.player.gate().shut().unwrap_or(self.at);
        match current.player.run(gst::State::Paused) {
            Ok(Settling::Later) => current.doing = Doing::Halting { until: Instant::now() + PATIENCE },
            Ok(Settling::Done) => {
                current.doing = Doing::Standing { frame: None };
                self.advance();
            }
            Err(error) => self.refused(error),
        }
    }

    /// Play by being sent from frame to frame as time goes by, leaving out what there is no time for.
    pub(super) fn shuttle(&mut self, speed: Speed, rate: FrameRate) {
        let at = self.at;
        let wanted = self.shuttle.get_or_insert_with(|| Shuttle::new(at, speed, rate)).frame();
        let (first, end) = self.stretch.range();
        let is_past = if speed.is_backward() {
            wanted < i64::from(first.count()).min(i64::from(at.count()))
        } else {
            wanted >= i64::from(end.count()).max(i64::from(at.count()))
        };
        if !is_past {
            if self.stretch.nearest(wanted) != at {
                self.go_to(self.stretch.nearest(wanted));
            }
            return;
        }
        self.shuttle = None;
        if self.stretch.looped().is_some() {
            self.target = Some(if speed.is_backward() { end.saturating_sub(Frames::new(1)) } else { first });
        } else {
            self.transport = Transport::Paused;
            self.has_ended = true;
            self.target = Some(self.stretch.nearest(wanted));
        }
        self.advance();
    }
}
