//! The one thread that touches GES. GES promises nothing about other threads than the one that called `ges::init()`;
//! here the [`Ges`] token is the proof of being on it: it is never `Send`, and every GES function wants it.

use std::any::Any;
use std::cell::RefCell;
use std::collections::HashMap;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use gstreamer as gst;
use gstreamer::glib;
use gstreamer::prelude::*;
use gstreamer_editing_services as ges;

use super::shot::Layout;
use crate::error::EngineError;

type Work = Box<dyn FnOnce(&Ges) + Send>;

/// How long anything on the thread may take. Nothing but a hang takes so long: what is slow, decoding and encoding, runs
/// on GStreamer's own threads.
const LONGEST: Duration = Duration::from_secs(60);

/// A way to the GES thread. One thread serves the whole process.
#[derive(Debug)]
pub struct GesThread {
    queue: Mutex<Queue>,
    /// How many pieces of work are done.
    done: Arc<AtomicU64>,
    /// The number of the last piece of work somebody gave up waiting for.
    overdue: AtomicU64,
}

/// The way in. Pieces of work are numbered from one, and done in that order.
#[derive(Debug)]
struct Queue {
    work: Sender<Work>,
    begun: u64,
}

/// An answer that is being waited for.
struct Awaited<T> {
    number: u64,
    answer: Receiver<Result<T, EngineError>>,
}

/// The proof of being on the GES thread, and what lives there.
pub struct Ges {
    /// Where GES's own callbacks run. Were it the process's default, they would run on the thread of a window's main loop.
    callbacks: glib::MainContext,
    assets: RefCell<HashMap<String, ges::Asset>>,
    running: RefCell<HashMap<u64, Running>>,
    last: RefCell<u64>,
    _stays_on_its_thread: PhantomData<*const ()>,
}

/// A pipeline around a timeline. Dropped on the GES thread, after it has been stopped.
struct Running {
    pipeline: gst::Pipeline,
    _timeline: ges::Timeline,
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
        match SHARED.get_or_init(|| start(bring_up)) {
            Ok(thread) => Ok(thread),
            Err(reason) => Err(EngineError::NoGStreamer(reason.clone())),
        }
    }

    /// Do something on the GES thread and wait for what comes of it.
    ///
    /// # Errors
    /// When the work panicked; the thread goes on with other work. When the thread hangs.
    pub fn run<T: Send + 'static>(&self, work: impl FnOnce(&Ges) -> T + Send + 'static) -> Result<T, EngineError> {
        self.run_within(LONGEST, work)
    }

    /// As [`Self::run`], for as long as `patience` lasts. What is done after that is dropped on the GES thread, and until
    /// it is done nobody else waits for the thread.
    ///
    /// # Errors
    /// When the work panicked, was not done in time, or when other work was not and still is not.
    pub fn run_within<T: Send + 'static>(
        &self,
        patience: Duration,
        work: impl FnOnce(&Ges) -> T + Send + 'static,
    ) -> Result<T, EngineError> {
        if self.hangs() {
            return Err(EngineError::Hung);
        }
        let awaited = self.begin(work)?;
        match awaited.answer.recv_timeout(patience) {
            Ok(done) => done,
            Err(RecvTimeoutError::Timeout) => {
                self.overdue.fetch_max(awaited.number, Ordering::AcqRel);
                Err(EngineError::Busy)
            }
            Err(RecvTimeoutError::Disconnected) => Err(EngineError::Stopped),
        }
    }

    /// Do something on the GES thread when it comes to it. Does not wait.
    pub fn post(&self, work: impl FnOnce(&Ges) + Send + 'static) {
        if self.begin(work).is_err() {
            tracing::debug!("the engine has ended before its last work");
        }
    }

    /// Whether somebody gave up waiting for a piece of work that is still not done.
    pub fn hangs(&self) -> bool {
        self.done.load(Ordering::Acquire) < self.overdue.load(Ordering::Acquire)
    }

    fn begin<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Ges) -> T + Send + 'static,
    ) -> Result<Awaited<T>, EngineError> {
        let (to_asker, answer) = channel();
        let counted = Arc::clone(&self.done);
        let work: Work = Box::new(move |ges| {
            let done = catch_unwind(AssertUnwindSafe(|| work(ges)));
            counted.fetch_add(1, Ordering::AcqRel);
            // Whoever asked may be gone; then nobody wants the answer.
            let _ = to_asker.send(done.map_err(|panic| {
                let said = said_by(panic.as_ref());
                tracing::error!(%said, "work on the engine's thread panicked");
                EngineError::Panicked(said)
            }));
        });
        // A number and a sender are whole after every statement, so a panic elsewhere leaves them usable.
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.work.send(work).map_err(|_| EngineError::Stopped)?;
        queue.begun += 1;
        Ok(Awaited { number: queue.begun, answer })
    }
}

/// What a panic said.
pub(crate) fn said_by(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no reason was given".to_owned())
}

impl Ges {
    /// What GES knows of the sources of a layout. Asked for the first time it runs one, for some milliseconds; its own
    /// `request_sync` would run the default main loop, in a window that of the user interface, and the two threads would
    /// work on one discoverer.
    pub(super) fn asset(&self, layout: Layout) -> Result<ges::Asset, glib::Error> {
        let uri = layout.uri();
        if let Some(asset) = self.assets.borrow().get(&uri) {
            return Ok(asset.clone());
        }
        let request = ges::Asset::request_async_with_type_future(ges::UriClip::static_type(), Some(&uri));
        let asset = self.callbacks.block_on(request)?;
        self.assets.borrow_mut().insert(uri, asset.clone());
        Ok(asset)
    }

    /// Keep a pipeline and what it stands on until [`Self::stop`].
    pub fn keep(&self, pipeline: gst::Pipeline, timeline: ges::Timeline) -> RunningId {
        let mut last = self.last.borrow_mut();
        *last += 1;
        self.running.borrow_mut().insert(*last, Running { pipeline, _timeline: timeline });
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

/// Start the thread, which brings up what it needs first.
fn start(bring_up: fn() -> Result<(), String>) -> Result<GesThread, String> {
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
                assets: RefCell::default(),
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
    Ok(GesThread { queue: Mutex::new(Queue { work, begun: 0 }), done: Arc::default(), overdue: AtomicU64::new(0) })
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
impl GesThread {
    /// A thread of a test's own, which never brought up GES: to hang on purpose while other tests go on.
    pub(crate) fn idle() -> Self {
        start(|| Ok(())).expect("a thread")
    }

    /// Let it hang until the answer is dropped.
    pub(crate) fn hang(&self) -> Sender<()> {
        let (go_on, may_go_on) = channel();
        let late = self.run_within(Duration::from_millis(1), move |_| may_go_on.recv().is_ok());
        assert_eq!(late, Err(EngineError::Busy));
        go_on
    }

    /// Wait until all that was asked is done.
    pub(crate) fn settle(&self) {
        let last = self.begin(|_| ()).expect("the thread lives");
        last.answer.recv().expect("it is done").expect("it does not panic");
    }
}

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
    fn a_thread_that_hangs_is_waited_for_once_and_asked_again_when_it_is_back() {
        let thread = GesThread::idle();
        let held = thread.hang();
        assert!(thread.hangs());
        assert_eq!(thread.run(|_| 7), Err(EngineError::Hung), "nobody else waits");
        drop(held);
        thread.settle();
        assert_eq!(thread.run(|_| 7), Ok(7));
    }
}
