//! A stretch of a sound file as samples.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use gstreamer_audio as gst_audio;

use super::{AudioError, Stereo};
use crate::element;
use crate::plan::SAMPLE_RATE;

const LOOK_UP: gst::ClockTime = gst::ClockTime::from_mseconds(50);

/// The samples from `from` up to `to` (at 48 kHz, `None` for the end) of a file's first sound stream. Shorter where the
/// file ends before.
///
/// # Errors
/// When the file has no sound or is damaged, or on a stop.
pub fn decode(path: &Path, from: u64, to: Option<u64>, stop: &AtomicBool) -> Result<Stereo, AudioError> {
    let unreadable = |reason: String| AudioError::Unreadable { path: path.to_owned(), reason };
    let source = element::make("filesrc")?;
    source.set_property("location", path);
    let decode = element::make("decodebin")?;
    decode.set_property("caps", element::any_memory("audio/x-raw"));
    decode.set_property("expose-all-streams", false);
    let convert = element::make("audioconvert")?;
    let resample = element::make("audioresample")?;
    resample.set_property("quality", 8_i32);
    let sink = sample_sink();
    let pipeline = gst::Pipeline::new();
    pipeline
        .add_many([&source, &decode, &convert, &resample, sink.upcast_ref()])
        .and_then(|()| source.link(&decode))
        .and_then(|()| gst::Element::link_many([&convert, &resample, sink.upcast_ref()]))
        .map_err(|error| unreadable(error.to_string()))?;
    decode.connect_pad_added(move |_, pad| {
        let Some(first) = convert.static_pad("sink") else { return };
        // A file that ends before its first sample has a pad without caps; its end has to come through too.
        let is_other = pad.current_caps().is_some_and(|caps| !caps.to_string().starts_with("audio/"));
        if !is_other && !first.is_linked() {
            // Failing to link ends in an error on the bus.
            let _ = pad.link(&first);
        }
    });
    let samples = pull(&pipeline, &sink, from, to, stop);
    let _ = pipeline.set_state(gst::State::Null);
    match samples {
        Ok(samples) => Ok(samples),
        Err(Pull::Stopped) => Err(AudioError::Stopped),
        Err(Pull::Failed(reason)) => Err(unreadable(reason)),
    }
}

/// A sink that takes our samples and nothing else.
pub(super) fn sample_sink() -> gst_app::AppSink {
    let caps = gst_audio::AudioCapsBuilder::new_interleaved()
        .format(gst_audio::AUDIO_FORMAT_F32)
        .rate(i32::try_from(SAMPLE_RATE).unwrap_or(i32::MAX))
        .channels(2)
        .build();
    let sink = gst_app::AppSink::builder().sync(false).max_buffers(64).enable_last_sample(false).caps(&caps).build();
    sink.set_property("qos", false);
    sink
}

/// Why no samples came.
pub(super) enum Pull {
    Stopped,
    Failed(String),
}

/// Play a pipeline into its sink and keep the samples of a stretch.
pub(super) fn pull(
    pipeline: &gst::Pipeline,
    sink: &gst_app::AppSink,
    from: u64,
    to: Option<u64>,
    stop: &AtomicBool,
) -> Result<Stereo, Pull> {
    let failed =
        |otherwise: &str| Pull::Failed(crate::export::error_on_bus(pipeline).unwrap_or_else(|| otherwise.to_owned()));
    pipeline.set_state(gst::State::Playing).map_err(|_| failed("it cannot be opened"))?;
    let mut kept = Stereo::new();
    let mut at: Option<u64> = None;
    loop {
        if stop.load(Ordering::Acquire) {
            return Err(Pull::Stopped);
        }
        let Some(sample) = sink.try_pull_sample(LOOK_UP) else {
            if let Some(reason) = crate::export::error_on_bus(pipeline) {
                return Err(Pull::Failed(reason));
            }
            if sink.is_eos() {
                return Ok(kept);
            }
            continue;
        };
        let Some(buffer) = sample.buffer() else { continue };
        let map = buffer.map_readable().map_err(|error| Pull::Failed(error.to_string()))?;
        let samples = map.as_slice().chunks_exact(4).map(|bytes| match bytes {
            [a, b, c, d] => f32::from_ne_bytes([*a, *b, *c, *d]),
            _ => 0.0,
        });
        // A stream may start late; from its first sample on it is counted.
        let start = match at {
            Some(at) => at,
            None => {
                let segment = sample.segment().and_then(|segment| segment.downcast_ref::<gst::ClockTime>());
                let time = segment.zip(buffer.pts()).and_then(|(segment, pts)| segment.to_stream_time(pts));
                let late = samples_at(time.unwrap_or_default());
                let silent = to.map_or(late, |to| late.min(to)).saturating_sub(from);
                kept.resize(usize::try_from(silent).unwrap_or_default() * 2, 0.0);
                late
            }
        };
        let count = u64::try_from(map.len() / 8).unwrap_or_default();
        let skip = usize::try_from(from.saturating_sub(start)).unwrap_or(usize::MAX);
        let room = to.map_or(usize::MAX, |to| usize::try_from(to.saturating_sub(start)).unwrap_or(usize::MAX));
        kept.extend(samples.take(room.saturating_mul(2)).skip(skip.saturating_mul(2)));
        at = Some(start + count);
        if to.is_some_and(|to| start + count >= to) {
            return Ok(kept);
        }
    }
}

fn samples_at(time: gst::ClockTime) -> u64 {
    let scaled = u128::from(time.nseconds()) * u128::from(SAMPLE_RATE) + 500_000_000;
    u64::try_from(scaled / 1_000_000_000).unwrap_or(u64::MAX)
}
