//! Decoders put aside. Chunks that follow on one another read on in the same files, and a file with few keyframes would
//! be decoded from far before the chunk each time. So a decoder that has served one chunk waits here for the next.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gstreamer as gst;

use super::{Decoder, FeedError};

/// Decoders kept at most; each holds some pictures.
const MOST: usize = 4;

static SHELF: Mutex<Shelf> = Mutex::new(Shelf { users: 0, decoders: Vec::new() });

struct Shelf {
    users: u32,
    decoders: Vec<Decoder>,
}

/// While one of these lives, decoders are kept; with the last they go.
#[derive(Debug)]
pub struct ShelfGuard(());

impl ShelfGuard {
    /// Begin to keep decoders.
    pub fn open() -> Self {
        shelf().users += 1;
        Self(())
    }
}

impl Drop for ShelfGuard {
    fn drop(&mut self) {
        let left = {
            let mut shelf = shelf();
            shelf.users -= 1;
            if shelf.users == 0 { std::mem::take(&mut shelf.decoders) } else { Vec::new() }
        };
        // Stopping takes time; nobody should wait for the shelf meanwhile.
        drop(left);
    }
}

/// A decoder of a file that stands a little before a time, or else a new one.
///
/// # Errors
/// When the file cannot be opened.
pub fn take(path: &Path, time: gst::ClockTime, stop: &Arc<AtomicBool>) -> Result<Decoder, FeedError> {
    let kept = {
        let mut shelf = shelf();
        let place = shelf.decoders.iter().position(|decoder| decoder.path() == path && decoder.is_near(time));
        place.map(|place| shelf.decoders.remove(place))
    };
    match kept {
        Some(decoder) => Ok(decoder.stopped_by(Arc::clone(stop))),
        None => Decoder::open(path, Arc::clone(stop)),
    }
}

/// Put a decoder aside.
pub fn put(decoder: Decoder) {
    let oldest = {
        let mut shelf = shelf();
        if shelf.users == 0 {
            Some(decoder)
        } else {
            shelf.decoders.push(decoder);
            (shelf.decoders.len() > MOST).then(|| shelf.decoders.remove(0))
        }
    };
    drop(oldest);
}

fn shelf() -> MutexGuard<'static, Shelf> {
    SHELF.lock().unwrap_or_else(PoisonError::into_inner)
}
