//! The one thread that touches GES. GES promises nothing about other threads than the one that called `ges::init()`;
//! here the [`Ges`] token is the proof of being on it: it is never `Send`, and every GES function wants it.

use std::any::Any;
use std::cell::RefCell;
use std::collections::HashMap;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use gstreamer as gst;
use gstreamer::glib;
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
    /// Where GES's own callbacks run. Were it the process's default, they would run on the thread of a window's main loop.
    callbacks: glib::MainContext,
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
    /// When the work panicked; the thread goes on with other work.
    pub fn run<T: Send + 'static>(&self, work: impl FnOnce(&Ges) -> T + Send + 'static) -> Result<T, EngineError> {
        self.begin(work)?.recv().map_err(|_| EngineError::Stopped)?
    }

    /// As [`Self::run`], for as long as `patience` lasts. What is done after that is dropped on the GES thread.
    ///
    /// # Errors
    /// When the work panicked, or was not done in time.
    pub fn run_within<T: Send + 'static>(
        &self,
        patience: Duration,
        work: impl FnOnce(&Ges) -> T + Send + 'static,
    ) -> Result<T, EngineError> {
        match self.begin(work)?.recv_timeout(patience) {
            Ok(done) => done,
            Err(RecvTimeoutError::Timeout) => Err(EngineError::Busy),
            Err(RecvTimeoutError::Disconnected) => Err(EngineError::Stopped),
        }
    }

    /// Do something on the GES thread when it comes to it. Does not wait.
    pub fn post(&self, work: impl FnOnce(&Ges) + Send + 'static) {
        if self.begin(work).is_err() {
            tracing::debug!("the engine has ended before its last work");
        }
    }

    fn begin<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Ges) -> T + Send + 'static,
    ) -> Result<Receiver<Result<T, EngineError>>, EngineError> {
        let (answer, answered) = channel();
        let work: Work = Box::new(move |ges| {
            let done = catch_unwind(AssertUnwindSafe(|| work(ges)));
            // Whoever asked may be gone; then nobody wants the answer.
            let _ = answer.send(done.map_err(|panic| {
                let said = said_by(panic.as_ref());
                tracing::error!(%said, "work on the engine's thread panicked");
                EngineError::Panicked(said)
            }));
        });
        self.work.lock().map_err(|_| EngineError::Stopped)?.send(work).map_err(|_| EngineError::Stopped)?;
        Ok(answered)
    }
}

/// What a panic said.
pub(crate) fn said_by(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no reason was given".to_owned())
}

impl Ges {
    /// What GES knows of a clip: its own `request_sync` runs the default main loop, in a window that of the user interface,
    /// and the two threads then work on one discoverer.
    pub(super) fn asset(&self, uri: &str) -> Result<ges::Asset, glib::Error> {
        self.callbacks.block_on(ges::Asset::request_async_with_type_future(ges::UriClip::static_type(), Some(uri)))
    }

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

    /// Give the memory of stopped pipelines back to the system. Takes some milliseconds.
    pub fn tidy(&self) {
        give_memory_back();
    }

    /// How many pipelines are kept.
    pub fn kept(&self) -> usize {
        self.running.borrow().len()
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
            let ges = Ges {
                callbacks: glib::MainContext::new(),
                running: RefCell::default(),
                last: RefCell::default(),
                _stays_on_its_thread: PhantomData,
            };
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
    // SAFETY: sets two numbers inside the allocator, which takes its own lock.
    let are_set = unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, 1 << 19) != 0 && libc::mallopt(libc::M_ARENA_MAX, MOST_HEAPS) != 0
    };
    if !are_set {
        tracing::debug!("the allocator keeps its own ways");
    }
}

/// Heaps that all threads share. A preview's pipelines come and go by the hundred, each with ten threads; given a heap
/// each, as the C library does, they leave holes in all of them: a quarter of a gigabyte after a minute of editing.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const MOST_HEAPS: i32 = 2;

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn keep_memory_small() {}

/// Give free memory back to the system. A pipeline's threads each have a heap of their own, in which small pictures leave
/// holes when it ends.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn give_memory_back() {
    #[expect(unsafe_code, reason = "the C library has no safe way to be told")]
    // SAFETY: walks the allocator's own lists under its own locks.
    let _ = unsafe { libc::malloc_trim(0) };
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn give_memory_back() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_ends_its_own_work_and_no_other() {
        let thread = GesThread::shared().expect("GStreamer");
        let panicked = thread.run(|_| panic!("on purpose"));
        assert_eq!(panicked, Err::<(), _>(EngineError::Panicked("on purpose".to_owned())));
        assert_eq!(thread.run(|_| 7), Ok(7));
    }

    #[test]
    fn a_wait_for_the_thread_has_an_end() {
        let thread = GesThread::shared().expect("GStreamer");
        let (go_on, may_go_on) = channel::<()>();
        let late = thread.run_within(Duration::from_millis(1), move |_| may_go_on.recv().is_ok());
        assert_eq!(late, Err(EngineError::Busy));
        drop(go_on);
    }
}
