//! The preview: a plan played, scrubbed and stepped through at a small size, the same picture and sound as the export's.
//!
//! ```text
//! Preview ──wishes──▶ Inbox ──▶ Director (a thread) ──▶ Player (a GES pipeline, rebuilt for each plan)
//!                       ▲            │ states                 │ frames, sound
//!                       └──events────┼────────────────────────┤
//!                                    ▼                        ▼
//!                                 Outlet (a thread): calls back, newest frame only
//! ```
//!
//! A wish is written down and returns at once; the newest of its kind counts. The director waits for one thing at a time
//! and never without a limit, and a panic anywhere costs the pipeline, not the program.

mod director;
mod gate;
mod inbox;
mod mixing;
mod outlet;
mod pcm;
mod player;
mod shuttle;
mod state;
mod stretch;
mod telling;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use bobine_model::{FrameRange, Frames};

pub use state::{PreviewFrame, PreviewProblem, PreviewState, SoundState, Speed};

use crate::captions::Fonts;
use crate::error::EngineError;
use crate::ges::GesThread;
use crate::plan::{Plan, Size};
use director::Director;
use inbox::{Inbox, Transport};
use outlet::Outlet;

/// The size of a vertical video's preview.
pub const PREVIEW_SIZE: Size = Size { width: 360, height: 640 };

/// What a preview needs.
#[derive(Debug, Clone)]
pub struct PreviewConfig {
    /// What captions and cards are written with.
    pub fonts: Fonts,
    /// The size of the frames, in pixels; odd lengths are rounded down to even ones.
    pub size: Size,
}

/// A preview being shown. Every method returns at once; what comes of it is told to the callbacks.
///
/// Closed when dropped: both callbacks are let go of once everything of the preview is gone.
pub struct Preview {
    inbox: Arc<Inbox>,
}

impl Preview {
    /// Begin a preview that shows nothing yet.
    ///
    /// Both callbacks are called on one thread of the preview's own, a frame before the state it belongs to. `on_frame`
    /// may take its time: frames that come meanwhile are left out but for the newest.
    ///
    /// # Errors
    /// When GStreamer cannot be started, or the system gives no thread.
    pub fn new(
        config: &PreviewConfig,
        on_frame: impl Fn(PreviewFrame) + Send + 'static,
        on_state: impl Fn(PreviewState) + Send + 'static,
    ) -> Result<Self, EngineError> {
        Self::on(GesThread::shared()?, config, on_frame, on_state)
    }

    fn on(
        ges: &'static GesThread,
        config: &PreviewConfig,
        on_frame: impl Fn(PreviewFrame) + Send + 'static,
        on_state: impl Fn(PreviewState) + Send + 'static,
    ) -> Result<Self, EngineError> {
        let even = |length: u32| (length / 2 * 2).max(16);
        let size = Size { width: even(config.size.width), height: even(config.size.height) };
        let inbox = Arc::new(Inbox::default());
        let outlet = Outlet::open(size, Box::new(on_frame), Box::new(on_state))?;
        Director::start(ges, Arc::clone(&inbox), outlet, config.fonts.clone(), size)?;
        Ok(Self { inbox })
    }

    /// Show a plan from its frame `at` on, playing on where it was playing. Of several in a row the newest counts.
    pub fn show(&self, plan: Arc<Plan>, at: Frames) {
        self.inbox.wish(|wishes| {
            wishes.plan = Some(plan);
            wishes.jump_to(at);
        });
    }

    /// Play. From the end on, forward, it starts again at the beginning.
    pub fn play(&self, speed: Speed) {
        self.inbox.wish(|wishes| wishes.transport = Some(Transport::Playing(speed)));
    }

    /// Stop at the frame that is seen.
    pub fn pause(&self) {
        self.inbox.wish(|wishes| wishes.transport = Some(Transport::Paused));
    }

    /// Go to a frame, the last one where there are fewer. Of several in a row the newest counts.
    pub fn seek(&self, frame: Frames) {
        self.inbox.wish(|wishes| wishes.jump_to(frame));
    }

    /// Pause, and go some frames on or back. Several in a row add up.
    pub fn step(&self, frames: i32) {
        self.inbox.wish(|wishes| {
            wishes.steps = wishes.steps.saturating_add(i64::from(frames));
            wishes.transport = Some(Transport::Paused);
        });
    }

    /// Play a range of frames again and again, or everything once.
    pub fn set_loop(&self, range: Option<FrameRange>) {
        self.inbox.wish(|wishes| wishes.looped = Some(range));
    }

    /// How loud, in hundredths of what is mixed; more than 100 is 100.
    pub fn set_volume(&self, percent: u8) {
        self.inbox.wish(|wishes| wishes.volume = Some(percent.min(100)));
    }

    /// End the preview. Calls after this do nothing.
    pub fn close(&self) {
        self.inbox.wish(|wishes| wishes.is_closing = true);
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        self.close();
    }
}

impl std::fmt::Debug for Preview {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Preview").finish_non_exhaustive()
    }
}
