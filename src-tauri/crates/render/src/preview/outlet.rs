//! Calling back: a thread of its own, so that neither the pipeline nor the director ever waits for who listens.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use bobine_model::Frames;
use gstreamer as gst;
use gstreamer_video as gst_video;

use super::state::{PreviewFrame, PreviewState};
use crate::error::EngineError;
use crate::ges::said_by;
use crate::plan::Size;
use crate::rgba::to_rgba;

/// States that wait at most; who listens so slowly misses the oldest.
const MOST_STATES: usize = 64;

/// Who listens for frames.
pub type OnFrame = Box<dyn Fn(PreviewFrame) + Send>;
/// Who listens for states.
pub type OnState = Box<dyn Fn(PreviewState) + Send>;

/// The way out. Clones lead to the same listeners; with the last one they are let go of.
pub struct Outlet {
    shared: Arc<Shared>,
}

struct Shared {
    waiting: Mutex<Waiting>,
    came: Condvar,
}

#[derive(Default)]
struct Waiting {
    frame: Option<(Frames, gst::Sample)>,
    states: VecDeque<PreviewState>,
    is_closed: bool,
}

/// A place to put frames that may outlive the outlet: a pipeline's streaming threads hold it.
#[derive(Clone)]
pub struct FrameSlot {
    shared: Arc<Shared>,
}

impl Outlet {
    /// Start the thread.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn open(size: Size, on_frame: OnFrame, on_state: OnState) -> Result<Self, EngineError> {
        let shared = Arc::new(Shared { waiting: Mutex::default(), came: Condvar::new() });
        let own = Arc::clone(&shared);
        std::thread::Builder::new()
            .name("bobine-outlet".to_owned())
            .spawn(move || call_back(&own, size, &on_frame, &on_state))
            .map_err(|error| EngineError::NoGStreamer(error.to_string()))?;
        Ok(Self { shared })
    }

    /// Where a pipeline's frames go.
    pub fn slot(&self) -> FrameSlot {
        FrameSlot { shared: Arc::clone(&self.shared) }
    }

    /// Tell a state.
    pub fn tell(&self, state: PreviewState) {
        let mut waiting = self.shared.lock();
        if waiting.states.len() >= MOST_STATES {
            waiting.states.pop_front();
        }
        waiting.states.push_back(state);
        self.shared.came.notify_one();
    }

    /// Take back a frame that nobody has looked at: it is not what is wanted any more.
    pub fn forget_frame(&self) {
        drop(self.shared.lock().frame.take());
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        let mut waiting = self.shared.lock();
        waiting.is_closed = true;
        waiting.frame = None;
        self.shared.came.notify_one();
    }
}

impl FrameSlot {
    /// Put a frame in the place of the one before.
    pub fn put(&self, frame: Frames, sample: gst::Sample) {
        let mut waiting = self.shared.lock();
        if !waiting.is_closed {
            waiting.frame = Some((frame, sample));
            self.shared.came.notify_one();
        }
    }
}

impl Shared {
    /// What the lock guards is whole after every statement, so a panic elsewhere leaves it usable.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn call_back(shared: &Shared, size: Size, on_frame: &OnFrame, on_state: &OnState) {
    loop {
        let (frame, states, is_closed) = {
            let nothing =
                |waiting: &mut Waiting| waiting.frame.is_none() && waiting.states.is_empty() && !waiting.is_closed;
            let mut waiting = shared.came.wait_while(shared.lock(), nothing).unwrap_or_else(PoisonError::into_inner);
            (waiting.frame.take(), std::mem::take(&mut waiting.states), waiting.is_closed)
        };
        if let Some(frame) = frame.and_then(|(frame, sample)| picture(frame, &sample, size)) {
            guarded(|| on_frame(frame));
        }
        for state in states {
            guarded(|| on_state(state));
        }
        if is_closed {
            return;
        }
    }
}

/// A listener that panics has had its turn; the next one is called all the same.
fn guarded(call: impl FnOnce()) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(call)) {
        tracing::error!(said = %said_by(panic.as_ref()), "who listens to the preview panicked");
    }
}

/// A frame as the screen wants it.
fn picture(frame: Frames, sample: &gst::Sample, size: Size) -> Option<PreviewFrame> {
    let info = gst_video::VideoInfo::from_caps(sample.caps()?).ok()?;
    let pixels = gst_video::VideoFrameRef::from_buffer_ref_readable(sample.buffer()?, &info).ok()?;
    Some(PreviewFrame { frame, size, rgba: to_rgba(&pixels).ok()? })
}
