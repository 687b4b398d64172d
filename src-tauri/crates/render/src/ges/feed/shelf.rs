//! Decoders put aside. Chunks that follow on one another read on in the same files, and a file with few keyframes would
//! be decoded from far before the chunk each time. So a decoder that has served one chunk waits here for the next. A
//! preview comes back to the same few files with every seek and every edit, and opening one takes longer than seeking.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gstreamer as gst;

use super::{Decoder, FeedError};

/// Decoders kept at most; each holds some pictures and threads.
const MOST: usize = 6;

/// The decoders one export or one preview has put aside. They stop when it is dropped.
#[derive(Debug, Default)]
pub struct Shelf {
    decoders: Mutex<Vec<Decoder>>,
}

impl Shelf {
    /// A decoder of a file that stands a little before a time, or else any of that file, or else a new one.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub(super) fn take(&self, path: &Path, time: gst::ClockTime, stop: &Arc<AtomicBool>) -> Result<Decoder, FeedError> {
        let kept = {
            let mut decoders = self.lock();
            let of_file = |decoder: &Decoder| decoder.path() == path;
            let near = decoders.iter().position(|decoder| of_file(decoder) && decoder.is_near(time));
            let place = near.or_else(|| decoders.iter().position(of_file));
            place.map(|place| decoders.remove(place))
        };
        match kept {
            Some(decoder) => Ok(decoder.stopped_by(Arc::clone(stop))),
            None => Decoder::open(path, Arc::clone(stop)),
        }
    }

    /// Put a decoder aside. One that never gave a picture is of no use to anybody.
    pub(super) fn put(&self, decoder: Decoder) {
        let not_kept = if decoder.has_begun() {
            let mut decoders = self.lock();
            decoders.push(decoder);
            (decoders.len() > MOST).then(|| decoders.remove(0))
        } else {
            Some(decoder)
        };
        // Stopping takes time; nobody should wait for the shelf meanwhile.
        drop(not_kept);
    }

    /// A list is whole after every statement, so a panic elsewhere leaves it usable.
    fn lock(&self) -> MutexGuard<'_, Vec<Decoder>> {
        self.decoders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
