//! Mixed sound as a GStreamer source: any sample at any time, silence until there is something to hear.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use gstreamer as gst;
use gstreamer_app as gst_app;
use gstreamer_audio as gst_audio;

use crate::plan::SAMPLE_RATE;

/// Samples of each channel in one buffer: a fiftieth of a second, so that sound that comes late is heard soon.
const BLOCK: u64 = 960;

/// The sound of a video: as many samples as it has, filled in once they are mixed.
#[derive(Debug, Default)]
pub struct Track {
    samples: RwLock<Option<Arc<Vec<f32>>>>,
}

impl Track {
    /// Let the mixed samples be heard, interleaved stereo at 48 kHz, or nothing.
    pub fn set(&self, samples: Option<Arc<Vec<f32>>>) {
        *self.samples.write().unwrap_or_else(PoisonError::into_inner) = samples;
    }

    /// Bytes of `count` samples from `from` on; silence where there are none.
    fn bytes(&self, from: u64, count: u64) -> Vec<u8> {
        let place = |at: u64| usize::try_from(at.saturating_mul(2)).unwrap_or(usize::MAX);
        let (from, length) = (place(from), place(count));
        let samples = self.samples.read().unwrap_or_else(PoisonError::into_inner).clone();
        let heard = samples.as_ref().and_then(|samples| samples.get(from.min(samples.len())..)).unwrap_or_default();
        let heard = heard.iter().copied().chain(std::iter::repeat(0.0)).take(length);
        heard.flat_map(f32::to_ne_bytes).collect()
    }
}

/// A source that plays a track of `length` samples.
pub fn source(track: &Arc<Track>, length: u64) -> gst_app::AppSrc {
    let caps = gst_audio::AudioCapsBuilder::new_interleaved()
        .format(gst_audio::AUDIO_FORMAT_F32)
        .rate(i32::try_from(SAMPLE_RATE).unwrap_or(i32::MAX))
        .channels(2)
        .build();
    let next = Arc::new(AtomicU64::new(0));
    let (track, sought) = (Arc::clone(track), Arc::clone(&next));
    let callbacks = gst_app::AppSrcCallbacks::builder()
        .need_data(move |source, _| {
            let at = next.load(Ordering::Acquire);
            let end = (at + BLOCK).min(length);
            if at >= end {
                // A source that is being stopped takes no end.
                let _ = source.end_of_stream();
                return;
            }
            let mut buffer = gst::Buffer::from_mut_slice(track.bytes(at, end - at));
            if let Some(buffer) = buffer.get_mut() {
                buffer.set_pts(time_of(at));
                buffer.set_duration(time_of(end) - time_of(at));
            }
            // A seek may have come in between; then it decides where to go on.
            let _ = next.compare_exchange(at, end, Ordering::AcqRel, Ordering::Acquire);
            let _ = source.push_buffer(buffer);
        })
        .seek_data(move |_, nanos| {
            let at = u128::from(nanos) * u128::from(SAMPLE_RATE) / 1_000_000_000;
            sought.store(u64::try_from(at).unwrap_or(u64::MAX).min(length), Ordering::Release);
            true
        })
        .build();
    gst_app::AppSrc::builder()
        .caps(&caps)
        .format(gst::Format::Time)
        .stream_type(gst_app::AppStreamType::Seekable)
        .duration(time_of(length).nseconds())
        .callbacks(callbacks)
        .build()
}

fn time_of(sample: u64) -> gst::ClockTime {
    let nanos = u128::from(sample) * 1_000_000_000 / u128::from(SAMPLE_RATE);
    gst::ClockTime::from_nseconds(u64::try_from(nanos).unwrap_or(u64::MAX))
}
