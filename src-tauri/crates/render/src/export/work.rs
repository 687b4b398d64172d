//! The work of an export: missing chunks rendered side by side as cores and memory allow, the sound beside them.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bobine_model::Frames;

use super::cache::CacheKey;
use super::packets::Packets;
use super::{ExportError, ExportSettings, Renderer, chunk, room};
use crate::audio;
use crate::ges::feed::Shelf;
use crate::plan::{Chunk, Plan};

/// How often progress is told.
const TICK: Duration = Duration::from_millis(100);

/// What the work came to.
pub struct Made {
    /// How many chunks were rendered.
    pub rendered: usize,
    /// The sound.
    pub sound: Packets,
    /// Whether it was in the cache.
    pub is_sound_reused: bool,
}

enum Finished {
    Chunk(Result<(), ExportError>),
    Sound(Result<(Packets, bool), ExportError>),
}

/// Bring every chunk into the cache, and make the sound.
pub fn make(
    renderer: &Renderer,
    plan: &Plan,
    chunks: &[(Chunk, CacheKey)],
    sound_key: CacheKey,
    settings: ExportSettings,
    tick: &dyn Fn(Frames) -> Result<(), ExportError>,
) -> Result<Made, ExportError> {
    let missing = missing(renderer, chunks);
    let most = settings.encoder.encoder().most_at_once();
    let workers = room::workers(plan.format()).min(most).min(missing.len());
    let ready = ready(chunks, &missing);
    let (stop, done) = (AtomicBool::new(false), AtomicU32::new(ready));
    let runs = Mutex::new(runs(&missing, workers));
    let shelf = Arc::default();
    let shared = Shared { renderer, missing: &missing, runs: &runs, shelf: &shelf, settings, stop: &stop, done: &done };
    let mut sound = None;
    std::thread::scope(|scope| {
        let (finished, results) = channel();
        let to_sound = finished.clone();
        let stopping = &stop;
        scope.spawn(move || {
            let made = make_sound(renderer, plan, sound_key, settings, stopping);
            // Whoever listened has left because of another error.
            let _ = to_sound.send(Finished::Sound(made));
        });
        for worker in 0..workers {
            let (shared, finished) = (&shared, finished.clone());
            scope.spawn(move || shared.work(worker, threads(workers), &finished));
        }
        drop(finished);
        let mut left = missing.len() + 1;
        let mut outcome = Ok(());
        while left > 0 {
            let came = match results.recv_timeout(TICK) {
                Ok(Finished::Chunk(result)) => {
                    left -= 1;
                    result
                }
                Ok(Finished::Sound(result)) => {
                    left -= 1;
                    result.map(|made| sound = Some(made))
                }
                Err(RecvTimeoutError::Timeout) => tick(Frames::new(done.load(Ordering::Relaxed))),
                Err(RecvTimeoutError::Disconnected) => break,
            };
            if let Err(error) = came
                && outcome.is_ok()
            {
                outcome = Err(error);
                stop.store(true, Ordering::Release);
            }
        }
        outcome
    })?;
    let (sound, is_sound_reused) = sound.ok_or(ExportError::Stopped)?;
    Ok(Made { rendered: missing.len(), sound, is_sound_reused })
}

/// Bring every chunk into the cache, one at a time.
pub fn prepare(
    renderer: &Renderer,
    chunks: &[(Chunk, CacheKey)],
    settings: ExportSettings,
    tick: &dyn Fn(Frames) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let missing = missing(renderer, chunks);
    let (stop, done) = (AtomicBool::new(false), AtomicU32::new(ready(chunks, &missing)));
    let runs = Mutex::new(runs(&missing, 1));
    let shelf = Arc::default();
    let shared = Shared { renderer, missing: &missing, runs: &runs, shelf: &shelf, settings, stop: &stop, done: &done };
    std::thread::scope(|scope| {
        let (finished, results) = channel();
        let shared = &shared;
        scope.spawn(move || shared.work(0, 1, &finished));
        let mut outcome = Ok(());
        loop {
            let came = match results.recv_timeout(TICK) {
                Ok(Finished::Chunk(result)) => result,
                Ok(Finished::Sound(result)) => result.map(drop),
                Err(RecvTimeoutError::Timeout) => tick(Frames::new(done.load(Ordering::Relaxed))),
                Err(RecvTimeoutError::Disconnected) => return outcome,
            };
            if let Err(error) = came
                && outcome.is_ok()
            {
                outcome = Err(error);
                stop.store(true, Ordering::Release);
            }
        }
    })
}

/// What the workers share.
struct Shared<'a> {
    renderer: &'a Renderer,
    missing: &'a [(Chunk, CacheKey)],
    /// For each worker the stretch of missing chunks that is still its own to do.
    runs: &'a Mutex<Vec<Range<usize>>>,
    /// Decoders between two chunks.
    shelf: &'a Arc<Shelf>,
    settings: ExportSettings,
    stop: &'a AtomicBool,
    done: &'a AtomicU32,
}

impl Shared<'_> {
    fn work(&self, worker: usize, threads: u32, finished: &Sender<Finished>) {
        while let Some((chunk, key)) = self.next(worker) {
            let made = if self.stop.load(Ordering::Acquire) {
                Err(ExportError::Stopped)
            } else {
                self.render(chunk, *key, threads)
            };
            if finished.send(Finished::Chunk(made)).is_err() {
                return;
            }
        }
    }

    /// The next chunk of a worker's own run, or else the last of the longest run left.
    fn next(&self, worker: usize) -> Option<&(Chunk, CacheKey)> {
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        let own = runs.get_mut(worker).and_then(Iterator::next);
        let index = match own {
            Some(index) => index,
            None => runs.iter_mut().max_by_key(|run| run.end - run.start)?.next_back()?,
        };
        self.missing.get(index)
    }

    fn render(&self, chunk: &Chunk, key: CacheKey, threads: u32) -> Result<(), ExportError> {
        let Self { renderer, shelf, settings, stop, done, .. } = self;
        let means = (renderer.ges, &renderer.fonts, *shelf);
        let packets = chunk::render(means, chunk, *settings, threads, stop, done)?;
        renderer.cache.put(key, &packets).map_err(|error| room::cache_error(&renderer.cache, error))
    }
}

fn make_sound(
    renderer: &Renderer,
    plan: &Plan,
    key: CacheKey,
    settings: ExportSettings,
    stop: &AtomicBool,
) -> Result<(Packets, bool), ExportError> {
    if let Some(packets) = renderer.cache.get(key) {
        return Ok((packets, true));
    }
    let packets = audio::render(plan, settings.sound_kbits, stop)?;
    renderer.cache.put(key, &packets).map_err(|error| room::cache_error(&renderer.cache, error))?;
    Ok((packets, false))
}

/// The chunks to be rendered, each once: the same card may stand in a video twice.
fn missing(renderer: &Renderer, chunks: &[(Chunk, CacheKey)]) -> Vec<(Chunk, CacheKey)> {
    let mut missing: Vec<(Chunk, CacheKey)> = Vec::new();
    for (chunk, key) in chunks {
        let is_listed = missing.iter().any(|(_, listed)| listed == key);
        // Reading it proves it whole.
        if !is_listed && renderer.cache.get(*key).is_none() {
            missing.push((chunk.clone(), *key));
        }
    }
    missing
}

fn ready(chunks: &[(Chunk, CacheKey)], missing: &[(Chunk, CacheKey)]) -> u32 {
    let count = |chunks: &[(Chunk, CacheKey)]| chunks.iter().map(|(chunk, _)| chunk.length().count()).sum::<u32>();
    count(chunks).saturating_sub(count(missing))
}

/// The missing chunks cut into one run for each worker, of about as many frames each: chunks that follow on one another
/// read on in the same files.
fn runs(missing: &[(Chunk, CacheKey)], workers: usize) -> Vec<Range<usize>> {
    let total: u32 = missing.iter().map(|(chunk, _)| chunk.length().count()).sum();
    let mut runs: Vec<Range<usize>> = Vec::new();
    let (mut start, mut frames) = (0, 0_u64);
    for (index, (chunk, _)) in missing.iter().enumerate() {
        frames += u64::from(chunk.length().count());
        let share = u64::try_from(runs.len() + 1).unwrap_or(u64::MAX).saturating_mul(u64::from(total));
        let is_full = frames * u64::try_from(workers).unwrap_or(1) >= share;
        if is_full || index + 1 == missing.len() {
            runs.push(start..index + 1);
            start = index + 1;
        }
    }
    runs
}

/// Encoding threads for each of so many workers.
fn threads(workers: usize) -> u32 {
    let cores = room::cores();
    u32::try_from(cores.div_ceil(workers.max(1))).unwrap_or(1).clamp(1, 8)
}
