//! What a clip of a timeline gives, and how its source comes to know. GES names sources by URI and remembers what it
//! learnt of each for ever, at the price of running it once; so all clips of a layout name one URI, which says no more
//! than that layout, and each clip's source is handed its shot when it is made.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bobine_model::{Format, FrameRate, Frames};

use super::feed::{Feed, FeedError, Shelf};
use crate::plan::{Size, Slate, Strip};

/// The scheme of shots' URIs.
pub const SCHEME: &str = "bobine-shot";

/// What a clip of a timeline gives.
pub struct TimelineShot {
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
    /// Where decoders come from and go to.
    pub shelf: Arc<Shelf>,
    is_drawn: AtomicBool,
    was_played: AtomicBool,
    failure: Mutex<Option<FeedError>>,
    /// What is open for it: made with the first frame that is drawn.
    feed: Mutex<Option<Feed>>,
}

/// A wipe into a shot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wipe {
    /// Frames of it that lie before the shot's first.
    pub done: Frames,
    /// Frames it takes in all.
    pub of: Frames,
}

impl TimelineShot {
    /// A shot nobody has looked at yet.
    pub fn new(strip: Strip, length: Frames, (format, out): (Format, Size), shelf: &Arc<Shelf>) -> Self {
        let (is_drawn, was_played) = (AtomicBool::new(true), AtomicBool::new(false));
        let (failure, feed) = (Mutex::default(), Mutex::default());
        Self {
            strip,
            length,
            format,
            out,
            wipe: None,
            stand_in: None,
            shelf: Arc::clone(shelf),
            is_drawn,
            was_played,
            failure,
            feed,
        }
    }

    /// Let a wipe uncover it.
    #[must_use]
    pub fn uncovered_by(mut self, wipe: Option<Wipe>) -> Self {
        self.wipe = wipe;
        self
    }

    /// Show a card where a picture cannot be made.
    #[must_use]
    pub fn standing_in(mut self, card: Option<Slate>) -> Self {
        self.stand_in = card;
        self
    }

    /// Draw it from now on.
    pub fn draw(&self) {
        self.is_drawn.store(true, Ordering::Release);
    }

    /// Give frames that cost nothing instead, which nobody will see, and let go of what is open for it.
    /// A frame that is being drawn just now is not waited for; then all goes when the source stops.
    pub fn blank(&self) {
        self.is_drawn.store(false, Ordering::Release);
        let feed = self.feed.try_lock().ok().and_then(|mut feed| feed.take());
        drop(feed);
    }

    /// Whether its frames are drawn.
    pub fn is_drawn(&self) -> bool {
        self.is_drawn.load(Ordering::Acquire)
    }

    /// Let go of what is open for it.
    pub fn let_go(&self) {
        let feed = lock(&self.feed).take();
        // Closing takes time; nobody should wait for the lock meanwhile.
        drop(feed);
    }

    /// Use what is open for it, or open it first.
    ///
    /// # Errors
    /// Whatever opening or using it brings.
    pub fn with_feed<T>(
        &self,
        open: impl FnOnce() -> Result<Feed, FeedError>,
        with: impl FnOnce(&mut Feed) -> Result<T, FeedError>,
    ) -> Result<T, FeedError> {
        let mut feed = lock(&self.feed);
        let feed = match &mut *feed {
            Some(feed) => feed,
            none => none.insert(open()?),
        };
        with(feed)
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

    /// Why a frame of it could not be made, if one could not. Asked once.
    pub fn take_failure(&self) -> Option<FeedError> {
        lock(&self.failure).take()
    }
}

/// The first failure among shots. Asked once.
pub fn take_failure(shots: &[Arc<TimelineShot>]) -> Option<FeedError> {
    shots.iter().find_map(|shot| shot.take_failure())
}

/// The size and rate of a source's frames: all that GES gets to know of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// In pixels.
    pub size: Size,
    /// Frames a second.
    pub rate: FrameRate,
}

impl Layout {
    /// The URI of all sources of this layout.
    pub fn uri(self) -> String {
        let Self { size, rate } = self;
        format!("{SCHEME}://frames/{}/{}/{}/{}", size.width, size.height, rate.num(), rate.den())
    }

    /// The layout a URI says; nothing where it is none of ours.
    pub fn of_uri(uri: &str) -> Option<Self> {
        let said = uri.strip_prefix(SCHEME)?.strip_prefix("://frames/")?;
        let numbers: Vec<u32> = said.split('/').map(str::parse).collect::<Result<_, _>>().ok()?;
        let [width, height, num, den] = numbers[..] else { return None };
        Some(Self { size: Size { width, height }, rate: FrameRate::new(num, den)? })
    }
}

/// What the lock guards is whole after every statement, so a panic elsewhere leaves it usable.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_says_the_layout_and_nothing_else() {
        let layout = Layout { size: Size { width: 360, height: 640 }, rate: FrameRate::THIRTY };
        assert_eq!(layout.uri(), "bobine-shot://frames/360/640/30/1");
        assert_eq!(Layout::of_uri(&layout.uri()), Some(layout));
        for other in ["bobine-shot://frames/360/640/30", "bobine-shot://frames/360/640/30/0", "file:///a.mp4"] {
            assert_eq!(Layout::of_uri(other), None, "{other}");
        }
    }
}
