//! The one thread that touches GES. GES promises nothing about other threads than the one that called `ges::init()`;
//! here the [`Ges`] token is the proof of being on it: it is never `Send`, and every GES function wants it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, OnceLock};

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_editing_services as ges;

use super::registry::ShotLease;
use crate::error::EngineError;

type Work = Box<dyn FnOnce(&Ges) + Send>;

/// A way to the GES thread. One thread serves the whole process.
#[derive(Debug)]
pub struct GesThread {
    work: Mutex<Sender<Work>>,
}

/// The proof of being on the GES thread, and what lives there.
pub struct Ges {
    running: RefCell<HashMap<u64, Running>>,
    last: RefCell<u64>,
    _stays_on_its_thread: PhantomData<*const ()>,
}

/// A pipeline around a timeline. Dropped on the GES thread, after it has been stopped.
struct Running {
    pipeline: gst::Pipeline,
    _timeline: ges::Timeline,
    _shots: Vec<ShotLease>,
}

/// The name of a running pipeline on the GES thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunningId(u64);

impl GesThread {
    /// The process's GES thread, started when first asked for.
    ///
    /// # Errors
    /// When GStreamer or GES cannot be brought up.
    pub fn shared() -> Result<&'static Self, EngineError> {
        static SHARED: OnceLock<Result<GesThread, String>> = OnceLock::new();
        match SHARED.get_or_init(start) {
            Ok(thread) => Ok(thread),
            Err(reason) => Err(EngineError::NoGStreamer(reason.clone())),
        }
    }

    /// Do something on the GES thread and wait for what comes of it.
    ///
    /// # Errors
    /// When the thread has ended, which only a panic on it brings about.
    pub fn run<T: Send + 'static>(&self, work: impl FnOnce(&Ges) -> T + Send + 'static) -> Result<T, EngineError> {
        let (answer, answered) = channel();
        let work: Work = Box::new(move |ges| {
            // Whoever asked may be gone; then nobody wants the answer.
            let _ = answer.send(work(ges));
        });
        self.work.lock().map_err(|_| EngineError::Stopped)?.send(work).map_err(|_| EngineError::Stopped)?;
        answered.recv().map_err(|_| EngineError::Stopped)
    }
}

impl Ges {
    /// Keep a pipeline and what it stands on until [`Self::stop`].
    pub fn keep(&self, pipeline: gst::Pipeline, timeline: ges::Timeline, shots: Vec<ShotLease>) -> RunningId {
        let mut last = self.last.borrow_mut();
        *last += 1;
        self.running.borrow_mut().insert(*last, Running { pipeline, _timeline: timeline, _shots: shots });
        RunningId(*last)
    }

    /// Stop a pipeline and let go of it. Nothing happens when it is stopped already.
    pub fn stop(&self, id: RunningId) {
        let running = self.running.borrow_mut().remove(&id.0);
        if let Some(running) = running
            && let Err(error) = running.pipeline.set_state(gst::State::Null)
        {
            tracing::warn!(%error, "a pipeline did not stop cleanly");
        }
    }
}

fn start() -> Result<GesThread, String> {
    let (work, works) = channel::<Work>();
    let (ready, is_ready) = channel();
    std::thread::Builder::new()
        .name("bobine-ges".to_owned())
        .spawn(move || {
            let brought_up = bring_up();
            let failed = brought_up.is_err();
            if ready.send(brought_up).is_err() || failed {
                return;
            }
            let ges = Ges { running: RefCell::default(), last: RefCell::default(), _stays_on_its_thread: PhantomData };
            for work in works {
                work(&ges);
            }
        })
        .map_err(|error| error.to_string())?;
    is_ready.recv().map_err(|error| error.to_string())??;
    Ok(GesThread { work: Mutex::new(work) })
}

fn bring_up() -> Result<(), String> {
    keep_memory_small();
    gst::init().map_err(|error| error.to_string())?;
    ges::init().map_err(|error| error.to_string())?;
    super::shot_source::register().map_err(|error| error.to_string())
}

/// Pictures are megabytes each and come from many threads. Left alone, the C library starts to keep such memory for
/// later in a pool of each thread: an export then takes twice as much. So pictures go back to the system at once.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn keep_memory_small() {
    #[expect(unsafe_code, reason = "the C library has no safe way to be told")]
    // SAFETY: sets one number inside the allocator, which takes its own lock.
    let is_set = unsafe { libc::mallopt(libc::M_MMAP_THRESHOLD, 1 << 19) };
    if is_set == 0 {
        tracing::debug!("the allocator keeps its own threshold");
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn keep_memory_small() {}
