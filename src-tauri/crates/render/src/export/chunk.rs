//! Rendering one chunk: a GES timeline in a pipeline of our own, into exactly the planned number of packets.
//!
//! ```text
//! timeline ! queue ! identity single-segment ! captions ! encoder ! h264parse ! appsink
//!                                                       ^ counted: never one frame more or less
//! ```

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bobine_model::{FrameRate, Frames};
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;

use super::encoder::{EncoderError, Recipe};
use super::joinable::{Gathering, Unjoinable};
use super::packets::Packets;
use super::settings::ExportSettings;
use super::{ExportError, numbers};
use crate::captions::Fonts;
use crate::element::{self, MissingElement};
use crate::ges::feed::{FeedError, Shelf};
use crate::ges::{Ges, GesThread, LowerError, RunningId, TimelineShot, frames, lower, strips_of_chunk, take_failure};
use crate::plan::{Chunk, Size};

/// Frames that may be missing at a chunk's end before it counts as an error: GES rounds times, sources do not.
const ROUNDING: u32 = 1;
const LOOK_UP: gst::ClockTime = gst::ClockTime::from_mseconds(50);

/// Render a chunk. `done` counts its finished frames as they come.
///
/// # Errors
/// When a source is missing, damaged or too short, GStreamer lacks a part, or on a stop.
pub fn render(
    (ges, fonts, shelf): (&GesThread, &Fonts, &Arc<Shelf>),
    chunk: &Chunk,
    settings: ExportSettings,
    threads: u32,
    stop: &AtomicBool,
    done: &AtomicU32,
) -> Result<Packets, ExportError> {
    let built = {
        let (chunk, fonts, shelf) = (chunk.clone(), fonts.clone(), Arc::clone(shelf));
        ges.run(move |ges| build(ges, &chunk, (&fonts, &shelf), settings, threads))?
    };
    let running = built.map_err(|error| match error {
        BuildError::Missing(missing) | BuildError::Encoder(EncoderError::Missing(missing)) => {
            ExportError::MissingElement(missing)
        }
        BuildError::Encoder(source) => ExportError::Encoder { encoder: settings.encoder.encoder(), source },
        BuildError::Lower(error) => ExportError::Internal(error.to_string()),
        BuildError::Pipeline(reason) => ExportError::Internal(reason),
    })?;
    let collected = collect(&running, chunk, settings, stop, done);
    let id = running.id;
    ges.run(move |ges| ges.stop(id))?;
    collected
}

/// A chunk being rendered.
struct RunningChunk {
    id: RunningId,
    pipeline: gst::Pipeline,
    sink: gst_app::AppSink,
    encoder: gst::Element,
    shots: Vec<Arc<TimelineShot>>,
    count: Arc<Mutex<Count>>,
}

enum BuildError {
    Missing(MissingElement),
    Encoder(EncoderError),
    Lower(LowerError),
    Pipeline(String),
}

impl From<gst::glib::BoolError> for BuildError {
    fn from(error: gst::glib::BoolError) -> Self {
        Self::Pipeline(error.to_string())
    }
}

impl From<MissingElement> for BuildError {
    fn from(missing: MissingElement) -> Self {
        Self::Missing(missing)
    }
}

fn build(
    ges: &Ges,
    chunk: &Chunk,
    (fonts, shelf): (&Fonts, &Arc<Shelf>),
    settings: ExportSettings,
    threads: u32,
) -> Result<RunningChunk, BuildError> {
    let format = chunk.format();
    let out = Size { width: format.width(), height: format.height() };
    let lowered = lower(ges, &strips_of_chunk(chunk), (format, out), shelf).map_err(BuildError::Lower)?;
    let rate = format.rate();
    let fraction = gst::Fraction::new(
        i32::try_from(rate.num()).unwrap_or(i32::MAX),
        i32::try_from(rate.den()).unwrap_or(i32::MAX),
    );
    let info = frames::layout(out, fraction)?;

    let pipeline = gst::Pipeline::new();
    pipeline.add(&lowered.timeline)?;
    // A queue counts in bytes and seconds too; of raw pictures a few are enough.
    let queue = element::make("queue")?;
    queue.set_property("max-size-buffers", 3_u32);
    queue.set_property("max-size-bytes", 0_u32);
    queue.set_property("max-size-time", 0_u64);
    let identity = element::make("identity")?;
    identity.set_property("single-segment", true);
    let raw = element::make("capsfilter")?;
    raw.set_property("caps", info.to_caps()?);
    let encoders = Recipe::of(settings.encoder.encoder(), settings, threads).make().map_err(BuildError::Encoder)?;
    let (Some(into_encoders), Some(encoder)) = (encoders.first().cloned(), encoders.last().cloned()) else {
        return Err(BuildError::Pipeline("there is no encoder".to_owned()));
    };
    let parse = element::make("h264parse")?;
    let encoded = element::make("capsfilter")?;
    encoded.set_property("caps", encoded_caps());
    let sink = gst_app::AppSink::builder().sync(false).enable_last_sample(false).build();
    sink.set_property("qos", false);
    let captions = super::captions::element(chunk, fonts);
    let mut chain = vec![queue.clone(), identity, raw];
    chain.extend(captions);
    chain.extend(encoders);
    chain.extend([parse, encoded, sink.clone().upcast()]);
    pipeline.add_many(&chain)?;
    gst::Element::link_many(&chain)?;
    let pad = gst_editing_pad(&lowered)?;
    let first = queue.static_pad("sink").ok_or_else(|| BuildError::Pipeline("a queue has no sink".to_owned()))?;
    pad.link(&first).map_err(|error| BuildError::Pipeline(error.to_string()))?;
    let count = Arc::new(Mutex::new(Count { wanted: chunk.length().count(), rate, seen: 0, last: None }));
    let into_encoders = into_encoders.static_pad("sink");
    let into_encoders = into_encoders.ok_or_else(|| BuildError::Pipeline("the encoder has no sink".to_owned()))?;
    count_frames(&into_encoders, &count);
    let shots = lowered.shots;
    let id = ges.keep(pipeline.clone(), lowered.timeline);
    if pipeline.set_state(gst::State::Playing).is_err() {
        let reason = error_on_bus(&pipeline).unwrap_or_else(|| "the pipeline does not start".to_owned());
        ges.stop(id);
        return Err(BuildError::Pipeline(reason));
    }
    Ok(RunningChunk { id, pipeline, sink, encoder, shots, count })
}

/// What chunks are made of: as MP4 holds it, in the profile every platform takes. Constrained High is High without what
/// interlaced video needs; some encoders say it of themselves.
pub fn encoded_caps() -> gst::Caps {
    gst::Caps::builder("video/x-h264")
        .field("profile", gst::List::new(["high", "constrained-high"]))
        .field("stream-format", "avc")
        .field("alignment", "au")
        .build()
}

fn gst_editing_pad(lowered: &crate::ges::Lowered) -> Result<gst::Pad, BuildError> {
    use gstreamer_editing_services::prelude::*;
    let pad = lowered.timeline.pad_for_track(&lowered.track);
    pad.ok_or_else(|| BuildError::Pipeline("the timeline has no pad for its track".to_owned()))
}

/// Frames on their way into the encoder.
struct Count {
    wanted: u32,
    rate: FrameRate,
    seen: u32,
    last: Option<gst::Buffer>,
}

/// Give each frame exactly its time, let none through beyond the last, and repeat the last where GES rounded one away.
fn count_frames(pad: &gst::Pad, count: &Arc<Mutex<Count>>) {
    let counted = Arc::clone(count);
    pad.add_probe(gst::PadProbeType::BUFFER, move |_, info| {
        let mut count = counted.lock().unwrap_or_else(PoisonError::into_inner);
        if count.seen >= count.wanted {
            drop(info.data.take());
            return gst::PadProbeReturn::Handled;
        }
        let (index, rate) = (count.seen, count.rate);
        let Some(buffer) = info.buffer_mut() else { return gst::PadProbeReturn::Ok };
        let start = rate.nanos(Frames::new(index));
        let end = rate.nanos(Frames::new(index + 1));
        let times = buffer.make_mut();
        times.set_pts(gst::ClockTime::from_nseconds(start));
        times.set_dts(gst::ClockTime::NONE);
        times.set_duration(gst::ClockTime::from_nseconds(end - start));
        count.seen += 1;
        // Only the last can be needed again.
        count.last = (index + 1 + ROUNDING >= count.wanted).then(|| buffer.clone());
        gst::PadProbeReturn::Ok
    });
    let counted = Arc::clone(count);
    pad.add_probe(gst::PadProbeType::EVENT_DOWNSTREAM, move |pad, info| {
        if info.event().is_some_and(|event| event.type_() == gst::EventType::Eos) {
            let missing = {
                let mut count = counted.lock().unwrap_or_else(PoisonError::into_inner);
                let missing = count.wanted - count.seen;
                if missing <= ROUNDING { count.last.take().filter(|_| missing > 0) } else { None }
            };
            if let Some(last) = missing {
                // A failing encoder says so on the bus.
                let _ = pad.chain(last);
            }
        }
        gst::PadProbeReturn::Ok
    });
}

fn collect(
    running: &RunningChunk,
    chunk: &Chunk,
    settings: ExportSettings,
    stop: &AtomicBool,
    done: &AtomicU32,
) -> Result<Packets, ExportError> {
    let unjoinable = |error: Unjoinable| ExportError::Encoder {
        encoder: settings.encoder.encoder(),
        source: EncoderError::Unjoinable(error),
    };
    let mut gathering = Gathering::default();
    loop {
        if stop.load(Ordering::Acquire) {
            return Err(ExportError::Stopped);
        }
        if let Some(sample) = running.sink.try_pull_sample(LOOK_UP) {
            gathering.take(&sample).map_err(unjoinable)?;
            done.fetch_add(1, Ordering::Relaxed);
            continue;
        }
        if let Some(failed) = failure_on_bus(&running.pipeline) {
            return Err(match failed {
                Failed { by, reason } if by.as_ref() == Some(running.encoder.upcast_ref()) => {
                    ExportError::Encoder { encoder: settings.encoder.encoder(), source: EncoderError::Failed(reason) }
                }
                Failed { reason, .. } => failure(running, chunk, &reason),
            });
        }
        if running.sink.is_eos() {
            break;
        }
    }
    let wanted = chunk.length().count();
    let seen = running.count.lock().unwrap_or_else(PoisonError::into_inner).seen;
    let got = u32::try_from(gathering.count()).unwrap_or(u32::MAX);
    if running.shots.iter().any(|shot| !shot.was_played()) {
        return Err(failure(running, chunk, "a shot was never told what to play"));
    }
    if got != wanted || seen != wanted {
        let reason = format!("{seen} of {wanted} frames were drawn and {got} encoded");
        return Err(failure(running, chunk, &reason));
    }
    gathering.finish().map_err(unjoinable)
}

/// What a source knows about its failure says more than what reached the bus.
fn failure(running: &RunningChunk, chunk: &Chunk, reason: &str) -> ExportError {
    let segments = numbers(chunk.numbers());
    match take_failure(&running.shots) {
        Some(FeedError::MissingElement { element }) => ExportError::MissingElement(element::missing(&element)),
        Some(FeedError::Stopped) => ExportError::Stopped,
        Some(source) => ExportError::Source { segments, source },
        None => ExportError::Internal(format!("{segments}: {reason}")),
    }
}

/// The first error on a pipeline's bus, in words.
pub fn error_on_bus(pipeline: &gst::Pipeline) -> Option<String> {
    failure_on_bus(pipeline).map(|failed| failed.reason)
}

/// An element's failure.
struct Failed {
    by: Option<gst::Object>,
    reason: String,
}

fn failure_on_bus(pipeline: &gst::Pipeline) -> Option<Failed> {
    let message = pipeline.bus()?.pop_filtered(&[gst::MessageType::Error])?;
    match message.view() {
        gst::MessageView::Error(error) => {
            let by = error.src().map(GstObjectExt::path_string).unwrap_or_default();
            tracing::debug!(%by, detail = ?error.debug(), "an element failed");
            Some(Failed { by: error.src().cloned(), reason: error.error().to_string() })
        }
        _ => None,
    }
}
