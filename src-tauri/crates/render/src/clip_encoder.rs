//! Drawn frames to a clip: several threads draw and convert, one puts the frames in order and feeds x264.
//!
//! Clips made here are read again by every export, so they favour quick reading and a small loss over a small file:
//! short groups of pictures, low compression effort, high quality.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bobine_model::Frames;
use bobine_provider::encode::{ClipEncoder, ClipSpec, EncodeError, FrameSource};
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use gstreamer_video as gst_video;

use crate::element::{self, MissingElement};
use crate::error::EngineError;
use crate::export::{cores, error_on_bus};
use crate::ges::GesThread;
use crate::ges::frames::{self, FramePool};
use crate::plan::Size;
use crate::rgba::{Numbers, from_rgba};

/// Constant rate factor: hard to tell from what was drawn, even after it is encoded once more.
const QUALITY: u32 = 16;
/// Frames from keyframe to keyframe: half a second, so that a seek decodes little.
const GROUP_OF_PICTURES: u32 = 15;
/// Drawn frames that wait for their turn, for each drawing thread.
const AHEAD: u32 = 2;
const TICK: Duration = Duration::from_millis(100);

/// Encodes drawn frames with x264 through GStreamer.
#[derive(Debug, Clone, Copy)]
pub struct GstClipEncoder {
    _running: (),
}

impl GstClipEncoder {
    /// Bring up GStreamer.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn new() -> Result<Self, EngineError> {
        GesThread::shared()?;
        Ok(Self { _running: () })
    }
}

impl ClipEncoder for GstClipEncoder {
    fn encode(
        &self,
        spec: &ClipSpec,
        frames: &dyn FrameSource,
        out: &Path,
        progress: &(dyn Fn(Frames) -> bool + Sync),
    ) -> Result<(), EncodeError> {
        let unfinished = Unfinished(Some(out.to_owned()));
        let pipeline = Encoding::start(spec, out)?;
        draw_all(spec, frames, &pipeline, progress)?;
        pipeline.finish(progress, spec.frames)?;
        unfinished.keep();
        Ok(())
    }
}

/// Removes a file that was not finished.
struct Unfinished(Option<PathBuf>);

impl Unfinished {
    fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            let _ = fs::remove_file(path);
        }
    }
}

/// A running pipeline: `appsrc ! x264enc ! h264parse ! mp4mux ! filesink`. Stopped when dropped.
struct Encoding {
    pipeline: gst::Pipeline,
    source: gst_app::AppSrc,
    layout: gst_video::VideoInfo,
}

impl Encoding {
    fn start(spec: &ClipSpec, out: &Path) -> Result<Self, EncodeError> {
        let format = spec.format;
        let rate = format.rate();
        let signed = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
        let size = Size { width: format.width(), height: format.height() };
        let layout = frames::layout(size, gst::Fraction::new(signed(rate.num()), signed(rate.den())));
        let layout = layout.map_err(|error| failed(&error))?;
        let source = gst_app::AppSrc::builder()
            .caps(&layout.to_caps().map_err(|error| failed(&error))?)
            .format(gst::Format::Time)
            .max_buffers(2)
            .max_bytes(0)
            .block(true)
            .build();
        let encoder = make("x264enc")?;
        encoder.set_property_from_str("speed-preset", "ultrafast");
        encoder.set_property_from_str("pass", "qual");
        encoder.set_property("quantizer", QUALITY);
        // The cap on what a moment may take: high enough never to be felt.
        encoder.set_property("bitrate", 80_000_u32);
        encoder.set_property("key-int-max", GROUP_OF_PICTURES);
        encoder.set_property("bframes", 0_u32);
        // What makes it High; the preset alone would end in Baseline, which compresses drawn pictures badly.
        encoder.set_property("dct8x8", true);
        encoder.set_property("option-string", "cabac=1:open-gop=0");
        let parse = make("h264parse")?;
        let caps = make("capsfilter")?;
        caps.set_property("caps", gst::Caps::builder("video/x-h264").field("profile", "high").build());
        let mux = make("mp4mux")?;
        mux.set_property("faststart", false);
        let sink = make("filesink")?;
        sink.set_property("location", out);
        let pipeline = gst::Pipeline::new();
        let chain = [source.upcast_ref(), &encoder, &caps, &parse, &mux, &sink];
        let linked = pipeline.add_many(chain).and_then(|()| gst::Element::link_many(chain));
        linked.map_err(|error| failed(&error))?;
        let encoding = Self { pipeline, source, layout };
        if encoding.pipeline.set_state(gst::State::Playing).is_err() {
            return Err(encoding.failure());
        }
        Ok(encoding)
    }

    fn push(&self, buffer: gst::Buffer) -> Result<(), EncodeError> {
        self.source.push_buffer(buffer).map(drop).map_err(|_| self.failure())
    }

    fn finish(&self, progress: &(dyn Fn(Frames) -> bool + Sync), done: Frames) -> Result<(), EncodeError> {
        self.source.end_of_stream().map_err(|_| self.failure())?;
        let bus = self.pipeline.bus().ok_or_else(|| failed("a pipeline has no bus"))?;
        loop {
            let tick = gst::ClockTime::from_mseconds(100);
            let message = bus.timed_pop_filtered(tick, &[gst::MessageType::Eos, gst::MessageType::Error]);
            match message.as_ref().map(|message| message.view()) {
                Some(gst::MessageView::Eos(_)) => return Ok(()),
                Some(gst::MessageView::Error(error)) => return Err(named(&error.error())),
                _ if progress(done) => {}
                _ => return Err(EncodeError::Stopped),
            }
        }
    }

    fn failure(&self) -> EncodeError {
        let message = self.pipeline.bus().and_then(|bus| bus.pop_filtered(&[gst::MessageType::Error]));
        match message.as_ref().map(|message| message.view()) {
            Some(gst::MessageView::Error(error)) => named(&error.error()),
            _ => failed(&error_on_bus(&self.pipeline).unwrap_or_else(|| "the encoder stopped".to_owned())),
        }
    }
}

impl Drop for Encoding {
    fn drop(&mut self) {
        if let Err(error) = self.pipeline.set_state(gst::State::Null) {
            tracing::warn!(%error, "a clip's encoder did not stop cleanly");
        }
    }
}

/// Frames drawn and not yet encoded, by number.
#[derive(Default)]
struct Drawn {
    waiting: BTreeMap<u32, gst::Buffer>,
    next: u32,
    failure: Option<EncodeError>,
}

fn draw_all(
    spec: &ClipSpec,
    source: &dyn FrameSource,
    encoding: &Encoding,
    progress: &(dyn Fn(Frames) -> bool + Sync),
) -> Result<(), EncodeError> {
    let total = spec.frames.count();
    let threads = u32::try_from(cores()).unwrap_or(1).clamp(1, 16);
    let (drawn, changed) = (Mutex::new(Drawn::default()), Condvar::new());
    let (taken, stop) = (AtomicU32::new(0), AtomicBool::new(false));
    let pool = FramePool::new(&encoding.layout);
    std::thread::scope(|scope| {
        for _ in 0..threads.min(total) {
            scope.spawn(|| {
                let size = u64::from(spec.format.width()) * u64::from(spec.format.height()) * 4;
                let mut pixels = vec![0_u8; usize::try_from(size).unwrap_or_default()];
                loop {
                    let index = taken.fetch_add(1, Ordering::Relaxed);
                    if index >= total || !wait_for_turn(&drawn, &changed, index, threads * AHEAD, &stop) {
                        return;
                    }
                    source.draw(index, &mut pixels);
                    let buffer = converted(&pixels, &pool, &encoding.layout, spec, index);
                    let mut drawn = lock(&drawn);
                    match buffer {
                        Ok(buffer) => drop(drawn.waiting.insert(index, buffer)),
                        Err(error) => drawn.failure = Some(error),
                    }
                    drop(drawn);
                    changed.notify_all();
                }
            });
        }
        let pushed = push_in_order(&drawn, &changed, total, encoding, progress);
        stop.store(true, Ordering::Release);
        changed.notify_all();
        pushed
    })
}

/// Wait until a frame is near enough to its turn that keeping it costs no more memory than allowed.
fn wait_for_turn(drawn: &Mutex<Drawn>, changed: &Condvar, index: u32, ahead: u32, stop: &AtomicBool) -> bool {
    let mut drawn = lock(drawn);
    while index >= drawn.next + ahead {
        if stop.load(Ordering::Acquire) {
            return false;
        }
        drawn = changed.wait_timeout(drawn, TICK).unwrap_or_else(PoisonError::into_inner).0;
    }
    !stop.load(Ordering::Acquire)
}

fn push_in_order(
    drawn: &Mutex<Drawn>,
    changed: &Condvar,
    total: u32,
    encoding: &Encoding,
    progress: &(dyn Fn(Frames) -> bool + Sync),
) -> Result<(), EncodeError> {
    for index in 0..total {
        let buffer = {
            let mut drawn = lock(drawn);
            loop {
                if let Some(error) = drawn.failure.take() {
                    return Err(error);
                }
                if let Some(buffer) = drawn.waiting.remove(&index) {
                    drawn.next = index + 1;
                    break buffer;
                }
                drawn = changed.wait_timeout(drawn, TICK).unwrap_or_else(PoisonError::into_inner).0;
            }
        };
        changed.notify_all();
        encoding.push(buffer)?;
        if !progress(Frames::new(index + 1)) {
            return Err(EncodeError::Stopped);
        }
    }
    Ok(())
}

/// RGBA to what the encoder takes, with the time of the frame.
fn converted(
    pixels: &[u8],
    pool: &FramePool,
    layout: &gst_video::VideoInfo,
    spec: &ClipSpec,
    index: u32,
) -> Result<gst::Buffer, EncodeError> {
    let mut buffer = pool.frame();
    let target = buffer.get_mut().ok_or_else(|| failed("a fresh frame is shared"))?;
    let rate = spec.format.rate();
    let (start, end) = (rate.nanos(Frames::new(index)), rate.nanos(Frames::new(index + 1)));
    target.set_pts(gst::ClockTime::from_nseconds(start));
    target.set_duration(gst::ClockTime::from_nseconds(end - start));
    let mut frame =
        gst_video::VideoFrameRef::from_buffer_ref_writable(target, layout).map_err(|error| failed(&error))?;
    from_rgba(pixels, &mut frame, Numbers::Video).map_err(|error| failed(&error))?;
    drop(frame);
    Ok(buffer)
}

fn make(name: &str) -> Result<gst::Element, EncodeError> {
    element::make(name).map_err(|MissingElement { element, remedy }| EncodeError::MissingElement { element, remedy })
}

fn named(error: &gst::glib::Error) -> EncodeError {
    match error.kind::<gst::ResourceError>() {
        Some(gst::ResourceError::NoSpaceLeft) => EncodeError::DiskFull,
        _ => failed(error),
    }
}

fn failed(error: &(impl std::fmt::Display + ?Sized)) -> EncodeError {
    EncodeError::Failed(error.to_string())
}

fn lock(drawn: &Mutex<Drawn>) -> MutexGuard<'_, Drawn> {
    drawn.lock().unwrap_or_else(PoisonError::into_inner)
}
