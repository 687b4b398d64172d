//! Looking a finished file over before it gets its name: taken apart and counted, its sound decoded and measured.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use bobine_model::Frames;
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;

use super::{ExportError, Packet, Packets, error_on_bus};
use crate::audio::{self, MOST_TRUE_PEAK, PACKET_SAMPLES, TARGET_LUFS};
use crate::element;
use crate::plan::Plan;

/// How far from the target the loudness may be.
const NEAR_ENOUGH: f64 = 0.5;

/// What was found in a finished file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verified {
    /// Frames of picture.
    pub frames: Frames,
    /// How long it is, in milliseconds.
    pub duration_ms: u32,
    /// Integrated loudness in LUFS; absent where nothing is heard.
    pub lufs: Option<f64>,
    /// Highest true peak in dBTP; absent where nothing is heard.
    pub true_peak_dbtp: Option<f64>,
    /// Size of the file.
    pub bytes: u64,
}

/// What a file holds.
struct Found {
    picture: Packets,
    starts_at: Option<gst::ClockTime>,
    sound: Packets,
}

/// Compare a file with its plan.
///
/// # Errors
/// When it is not what was planned.
pub fn verify(path: &Path, plan: &Plan, stop: &AtomicBool) -> Result<Verified, ExportError> {
    let unsound = |what: String| ExportError::Unsound(what);
    let bytes =
        std::fs::metadata(path).map_err(|source| ExportError::Unwritable { path: path.to_owned(), source })?.len();
    let found = take_apart(path, stop)?;
    let frames = Frames::new(u32::try_from(found.picture.packets.len()).unwrap_or(u32::MAX));
    if frames != plan.length() {
        return Err(unsound(format!("it has {frames} frames instead of {}", plan.length())));
    }
    let format = plan.format();
    let caps: gst::Caps =
        found.picture.caps.parse().map_err(|_| unsound("its picture is of an unknown kind".to_owned()))?;
    let facts = caps.structure(0).ok_or_else(|| unsound("its picture is of an unknown kind".to_owned()))?;
    let side = |name: &str| facts.get::<i32>(name).ok().and_then(|side| u32::try_from(side).ok());
    if (side("width"), side("height")) != (Some(format.width()), Some(format.height())) {
        return Err(unsound(format!("its picture is {:?}x{:?}", side("width"), side("height"))));
    }
    let profile = facts.get::<&str>("profile").unwrap_or_default();
    if facts.name() != "video/x-h264" || !["high", "constrained-high"].contains(&profile) {
        return Err(unsound(format!("its picture is {} {profile} instead of H.264 High", facts.name())));
    }
    if found.starts_at != Some(gst::ClockTime::ZERO) {
        return Err(unsound(format!("its picture starts at {:?} instead of 0", found.starts_at)));
    }
    let packets = u64::try_from(found.sound.packets.len()).unwrap_or_default();
    if packets != plan.samples().div_ceil(PACKET_SAMPLES) {
        return Err(unsound(format!("its sound has {packets} packets for {} samples", plan.samples())));
    }
    let heard = audio::measure(&audio::decode_packets(&found.sound, stop)?);
    if heard.true_peak.is_some_and(|peak| peak > MOST_TRUE_PEAK + 0.05) {
        return Err(unsound(format!("its sound peaks at {:.2} dBTP", heard.true_peak.unwrap_or_default())));
    }
    if heard.integrated.is_some_and(|lufs| lufs > TARGET_LUFS + NEAR_ENOUGH) {
        return Err(unsound(format!("its sound measures {:.2} LUFS", heard.integrated.unwrap_or_default())));
    }
    Ok(Verified {
        frames,
        duration_ms: format.rate().millis(frames).count(),
        lufs: heard.integrated,
        true_peak_dbtp: heard.true_peak,
        bytes,
    })
}

fn take_apart(path: &Path, stop: &AtomicBool) -> Result<Found, ExportError> {
    let internal = |error: &dyn std::fmt::Display| ExportError::Internal(error.to_string());
    let source = element::make("filesrc")?;
    source.set_property("location", path);
    let demux = element::make("qtdemux")?;
    let pipeline = gst::Pipeline::new();
    // One thread fills both sinks in turn, so neither may wait for the other before it begins.
    let sink = |kind: &str| {
        gst_app::AppSink::builder()
            .sync(false)
            .async_(false)
            .max_buffers(0)
            .enable_last_sample(false)
            .caps(&gst::Caps::new_empty_simple(kind))
            .build()
    };
    let (picture, sound) = (sink("video/x-h264"), sink("audio/mpeg"));
    pipeline
        .add_many([&source, &demux, picture.upcast_ref(), sound.upcast_ref()])
        .and_then(|()| source.link(&demux))
        .map_err(|error| internal(&error))?;
    let sinks = [picture.clone(), sound.clone()];
    demux.connect_pad_added(move |_, pad| {
        for sink in &sinks {
            if let Some(into) = sink.static_pad("sink").filter(|into| !into.is_linked()) {
                // The one of the wrong kind refuses.
                let _ = pad.link(&into);
            }
        }
    });
    let found = pull_all(&pipeline, &picture, &sound, stop);
    let _ = pipeline.set_state(gst::State::Null);
    found
}

fn pull_all(
    pipeline: &gst::Pipeline,
    picture: &gst_app::AppSink,
    sound: &gst_app::AppSink,
    stop: &AtomicBool,
) -> Result<Found, ExportError> {
    let unsound = |what: &str| ExportError::Unsound(what.to_owned());
    pipeline.set_state(gst::State::Playing).map_err(|_| unsound("it cannot be opened"))?;
    let none = || Packets { caps: String::new(), packets: Vec::new() };
    let mut found = Found { picture: none(), starts_at: None, sound: none() };
    // Sound first is no matter: both sinks hold all that comes. Of the picture only the count is kept.
    for (sink, is_picture) in [(picture, true), (sound, false)] {
        loop {
            if stop.load(Ordering::Acquire) {
                return Err(ExportError::Stopped);
            }
            let Some(sample) = sink.try_pull_sample(gst::ClockTime::from_mseconds(50)) else {
                if let Some(reason) = error_on_bus(pipeline) {
                    return Err(ExportError::Unsound(reason));
                }
                if sink.is_eos() {
                    break;
                }
                continue;
            };
            let Some(buffer) = sample.buffer() else { continue };
            let kept = if is_picture { &mut found.picture } else { &mut found.sound };
            if kept.packets.is_empty() {
                kept.caps = sample.caps().map(ToString::to_string).unwrap_or_default();
                if is_picture {
                    let segment = sample.segment().and_then(|segment| segment.downcast_ref::<gst::ClockTime>());
                    found.starts_at = segment.zip(buffer.pts()).and_then(|(s, pts)| s.to_stream_time(pts));
                }
            }
            let is_key = !buffer.flags().contains(gst::BufferFlags::DELTA_UNIT);
            let bytes =
                if is_picture { Vec::new() } else { buffer.map_readable().map(|map| map.to_vec()).unwrap_or_default() };
            kept.packets.push(Packet { bytes, is_key });
        }
    }
    Ok(found)
}
