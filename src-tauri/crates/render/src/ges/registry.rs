//! Shots by name: a GES clip names its source by URI, and this is where the source finds what the URI stands for.
//!
//! A name is a hash of what it stands for, so that the same shot always has the same URI and GES, which remembers
//! every asset for ever, remembers it once.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use bobine_model::{Format, Frames};

use super::feed::FeedError;
use crate::plan::{Picture, Size, Slate, Strip};

/// The scheme of shots' URIs.
pub const SCHEME: &str = "bobine-shot";

/// What a shot's URI stands for.
#[derive(Debug)]
pub struct RegisteredShot {
    /// Its frames.
    pub strip: Strip,
    /// How many.
    pub length: Frames,
    /// The format the plan was made for.
    pub format: Format,
    /// The size to draw at.
    pub out: Size,
    /// Frames from the start over which a wipe uncovers it; the frames of the wipe, and how many came before.
    pub wipe: Option<Wipe>,
    /// The card that stands where a picture cannot be made; absent where that is an error.
    pub stand_in: Option<Slate>,
    was_played: AtomicBool,
    failure: Mutex<Option<FeedError>>,
}

/// A wipe into a shot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wipe {
    /// Frames of it that lie before the shot's first.
    pub done: Frames,
    /// Frames it takes in all.
    pub of: Frames,
}

/// Keeps a shot registered while it lives.
#[derive(Debug, Clone)]
pub struct ShotLease {
    name: String,
    shot: Arc<RegisteredShot>,
}

impl RegisteredShot {
    /// A shot nobody has looked at yet.
    pub fn new(strip: Strip, length: Frames, format: Format, out: Size, wipe: Option<Wipe>) -> Self {
        let failure = Mutex::new(None);
        Self { strip, length, format, out, wipe, stand_in: None, was_played: AtomicBool::new(false), failure }
    }

    /// Show a card where a picture cannot be made.
    #[must_use]
    pub fn standing_in(mut self, card: Option<Slate>) -> Self {
        self.stand_in = card;
        self
    }

    /// A source was told which part of it to play.
    pub fn set_played(&self) {
        self.was_played.store(true, Ordering::Release);
    }

    /// Whether a source was ever told which part of it to play. Until then it shows black.
    pub fn was_played(&self) -> bool {
        self.was_played.load(Ordering::Acquire)
    }

    /// Keep the first reason why a frame could not be made: the bus only carries words.
    pub fn set_failure(&self, error: FeedError) {
        lock(&self.failure).get_or_insert(error);
    }

    fn name(&self) -> String {
        let path = match &self.strip.picture {
            Picture::Clip { file, .. } | Picture::Still { file, .. } => file.path.as_path(),
            Picture::Slate(_) => Path::new(""),
        };
        let (format, rate) = (self.format, self.format.rate());
        let said = format!(
            "{}\n{}\n{}x{} {}/{} {} {:?} {:?}\n{}",
            self.strip,
            self.length,
            format.width(),
            format.height(),
            rate.num(),
            rate.den(),
            self.out,
            self.wipe,
            self.stand_in,
            path.display(),
        );
        blake3::hash(said.as_bytes()).to_hex().to_string()
    }
}

impl ShotLease {
    /// Register a shot, or find it where an equal one is registered already.
    pub fn take(shot: RegisteredShot) -> Self {
        let name = shot.name();
        let mut shots = lock(registry());
        let shot = shots.get(&name).and_then(std::sync::Weak::upgrade).unwrap_or_else(|| {
            let shot = Arc::new(shot);
            shots.insert(name.clone(), Arc::downgrade(&shot));
            shots.retain(|_, shot| shot.strong_count() > 0);
            shot
        });
        Self { name, shot }
    }

    /// The URI of the shot.
    pub fn uri(&self) -> String {
        format!("{SCHEME}://{}", self.name)
    }

    /// The shot.
    pub fn shot(&self) -> &RegisteredShot {
        &self.shot
    }

    /// Why a frame of it could not be made, if one could not. Asked once.
    pub fn take_failure(&self) -> Option<FeedError> {
        lock(&self.shot.failure).take()
    }
}

/// The shot of a URI, while somebody holds its lease.
pub fn find(uri: &str) -> Option<Arc<RegisteredShot>> {
    let name = uri.strip_prefix(SCHEME)?.strip_prefix("://")?;
    lock(registry()).get(name)?.upgrade()
}

type Shots = HashMap<String, std::sync::Weak<RegisteredShot>>;

fn registry() -> &'static Mutex<Shots> {
    static SHOTS: OnceLock<Mutex<Shots>> = OnceLock::new();
    SHOTS.get_or_init(Mutex::default)
}

/// What the lock guards is whole after every statement, so a panic elsewhere leaves it usable.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
