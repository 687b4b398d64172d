//! Proxies: small copies of takes, every picture a keyframe, that the preview plays and jumps about in without effort.
//! Picture for picture the same as the take, at the same times. Silent: a plan reads clips' sound from the takes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use gstreamer_video as gst_video;

use crate::element;
use crate::error::SourceError;
use crate::ges::GesThread;
use crate::ges::feed::{Decoder, FeedError, Shown};
use crate::ges::frames::{self, FramePool};
use crate::plan::Size;
use crate::preview::PREVIEW_SIZE;
use crate::probe::{self, Kind, ProbeError};

/// Constant rate factor: small losses disappear when it is seen at this size.
const QUALITY: u32 = 20;
/// Ticks a second that times are written in: exact for all common rates, a hundredth of a millisecond for others.
const TIMESCALE: u32 = 90_000;
/// Pictures that may wait for the encoder.
const AHEAD: u64 = 4;
const LOOK_UP: gst::ClockTime = gst::ClockTime::from_mseconds(50);

/// A finished proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proxy {
    /// Its size in pixels.
    pub size: Size,
    /// How many pictures; as many as the take has.
    pub pictures: u32,
    /// How large the file is.
    pub bytes: u64,
}

/// A proxy that could not be made. Nothing is left of it.
#[derive(Debug, thiserror::Error)]
pub enum ProxyError {
    /// The take cannot be worked on.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Nothing can be written there.
    #[error("nothing can be written to {}", path.display())]
    Unwritable {
        /// Where.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The disk is full.
    #[error("the disk of {} is full; free some space", .0.display())]
    DiskFull(PathBuf),
    /// The encoder failed.
    #[error("the small copy cannot be encoded: {0}")]
    Encoding(String),
    /// Asked to stop.
    #[error("stopped")]
    Stopped,
}

/// Make a clip's proxy: its shape kept, just large enough to cover a vertical preview, never larger than the clip. It is
/// written beside the target and renamed once it is whole. Blocks; `stop` ends it within a fraction of a second.
///
/// # Errors
/// When the clip is missing or damaged, the disk is full, GStreamer lacks a part, or on a stop.
pub fn make_proxy(source: &Path, target: &Path, stop: &Arc<AtomicBool>) -> Result<Proxy, ProxyError> {
    GesThread::shared().map_err(SourceError::from)?;
    let glance = probe::glance(source).map_err(SourceError::from)?;
    if glance.kind != Kind::Clip {
        return Err(not_media(source, "it does not move"));
    }
    let partial = Partial::beside(target);
    let mut decoder = Decoder::open(source, Arc::clone(stop)).map_err(|error| unusable(source, error))?;
    let mut encoding: Option<Encoding> = None;
    let (mut pictures, mut until, mut ahead) = (0_u32, gst::ClockTime::ZERO, None::<Shown>);
    loop {
        let next = decoder.next_picture().map_err(|error| unusable(source, error))?;
        if let Some(shown) = ahead.take() {
            until = next.as_ref().map_or(shown.until, |next| next.from);
            let encoding = match &mut encoding {
                Some(encoding) => encoding,
                none => none.insert(Encoding::start(&shown.info, &partial)?),
            };
            encoding.push(&shown, until, stop)?;
            pictures += 1;
        }
        match next {
            Some(next) if next.buffer.flags().contains(gst::BufferFlags::CORRUPTED) => {
                let at_ms = u32::try_from(next.from.mseconds()).unwrap_or(u32::MAX);
                return Err(SourceError::from(ProbeError::Damaged { path: source.to_owned(), at_ms }).into());
            }
            Some(next) => ahead = Some(next),
            None => break,
        }
    }
    let Some(encoding) = encoding else {
        return Err(not_media(source, "it has no picture"));
    };
    let count = usize::try_from(pictures).unwrap_or(usize::MAX);
    glance.check_whole(source, count, until).map_err(SourceError::from)?;
    let size = encoding.size();
    encoding.finish(stop)?;
    let bytes = partial.finish()?;
    Ok(Proxy { size, pictures, bytes })
}

/// The size of the proxy of a clip of a size: the smallest of its shape, in even pixels, that covers the preview.
pub fn proxy_size(of: Size) -> Size {
    let (width, height) = (u64::from(of.width.max(1)), u64::from(of.height.max(1)));
    let (least_width, least_height) = (u64::from(PREVIEW_SIZE.width), u64::from(PREVIEW_SIZE.height));
    let even = |length: u64| u32::try_from(length.next_multiple_of(2)).unwrap_or(u32::MAX).max(2);
    let down = |length: u32| (length / 2 * 2).max(2);
    if width <= least_width || height <= least_height {
        return Size { width: down(of.width), height: down(of.height) };
    }
    if width * least_height > height * least_width {
        Size { width: even((width * least_height + height / 2) / height), height: even(least_height) }
    } else {
        Size { width: even(least_width), height: even((height * least_width + width / 2) / width) }
    }
}

/// `appsrc ! x264enc ! h264parse ! mp4mux ! filesink`. Stopped when dropped.
struct Encoding {
    pipeline: gst::Pipeline,
    source: gst_app::AppSrc,
    layout: gst_video::VideoInfo,
    pool: FramePool,
    ready: Option<(gst_video::VideoInfo, gst_video::VideoConverter)>,
    path: PathBuf,
}

impl Encoding {
    fn start(first: &gst_video::VideoInfo, partial: &Partial) -> Result<Self, ProxyError> {
        let layout = frames::layout(proxy_size(probe::size_of(first)), frames::CONVERSION_RATE);
        let layout = layout.map_err(|error| failed(&error))?;
        let caps = layout.to_caps().map_err(|error| failed(&error))?;
        let source =
            gst_app::AppSrc::builder().caps(&caps).format(gst::Format::Time).max_buffers(AHEAD).max_bytes(0).build();
        let encoder = make("x264enc")?;
        encoder.set_property_from_str("speed-preset", "ultrafast");
        encoder.set_property_from_str("tune", "fastdecode");
        encoder.set_property_from_str("pass", "qual");
        encoder.set_property("quantizer", QUALITY);
        // The cap on what a moment may take: high enough never to be felt.
        encoder.set_property("bitrate", 60_000_u32);
        encoder.set_property("key-int-max", 1_u32);
        encoder.set_property("bframes", 0_u32);
        encoder.set_property("rc-lookahead", 0_i32);
        let parse = make("h264parse")?;
        let mux = make("mp4mux")?;
        let sink = make("filesink")?;
        sink.set_property("location", &partial.path);
        let pipeline = gst::Pipeline::new();
        let chain = [source.upcast_ref(), &encoder, &parse, &mux, &sink];
        let linked = pipeline.add_many(chain).and_then(|()| gst::Element::link_many(chain));
        linked.map_err(|error| failed(&error))?;
        if let Some(pad) = mux.sink_pads().first() {
            pad.set_property("trak-timescale", TIMESCALE);
        }
        let path = partial.path.clone();
        let encoding = Self { pipeline, source, pool: FramePool::new(&layout), layout, ready: None, path };
        match encoding.pipeline.set_state(gst::State::Playing) {
            Ok(_) => Ok(encoding),
            Err(_) => Err(encoding.failure().unwrap_or_else(|| failed("the encoder does not start"))),
        }
    }

    fn size(&self) -> Size {
        Size { width: self.layout.width(), height: self.layout.height() }
    }

    fn push(&mut self, shown: &Shown, until: gst::ClockTime, stop: &AtomicBool) -> Result<(), ProxyError> {
        let mut buffer = self.converted(shown)?;
        if let Some(times) = buffer.get_mut() {
            times.set_pts(shown.from);
            times.set_duration(until.saturating_sub(shown.from));
        }
        while self.source.current_level_buffers() >= AHEAD {
            if stop.load(Ordering::Acquire) {
                return Err(ProxyError::Stopped);
            }
            if let Some(error) = self.waited_failure() {
                return Err(error);
            }
        }
        let pushed = self.source.push_buffer(buffer);
        pushed.map(drop).map_err(|_| self.failure().unwrap_or_else(|| failed("the encoder stopped")))
    }

    fn converted(&mut self, shown: &Shown) -> Result<gst::Buffer, ProxyError> {
        let source = frames::still_layout(&shown.info).map_err(|error| failed(&error))?;
        let is_same = self.ready.as_ref().is_some_and(|(info, _)| *info == source);
        if !is_same {
            let mut config = gst_video::VideoConverterConfig::new();
            let from = Size { width: source.width(), height: source.height() };
            config.set_resampler_method(frames::scaling(gst_video::VideoResamplerMethod::Cubic, from, self.size()));
            let convert = gst_video::VideoConverter::new(&source, &self.layout, Some(config));
            self.ready = Some((source.clone(), convert.map_err(|error| failed(&error))?));
        }
        let Some((_, convert)) = &self.ready else { return Err(failed("no conversion was found")) };
        let mut buffer = self.pool.frame();
        let target = buffer.get_mut().ok_or_else(|| failed("a fresh frame is shared"))?;
        let from = gst_video::VideoFrameRef::from_buffer_ref_readable(&shown.buffer, &source)
            .map_err(|error| failed(&error))?;
        let mut target =
            gst_video::VideoFrameRef::from_buffer_ref_writable(target, &self.layout).map_err(|error| failed(&error))?;
        convert.frame_ref(&from, &mut target);
        drop(target);
        Ok(buffer)
    }

    fn finish(self, stop: &AtomicBool) -> Result<(), ProxyError> {
        self.source.end_of_stream().map_err(|error| failed(&error))?;
        let bus = self.pipeline.bus().ok_or_else(|| failed("a pipeline has no bus"))?;
        loop {
            let message = bus.timed_pop_filtered(LOOK_UP, &[gst::MessageType::Eos, gst::MessageType::Error]);
            match message.as_ref().map(|message| message.view()) {
                Some(gst::MessageView::Eos(_)) => return Ok(()),
                Some(gst::MessageView::Error(error)) => return Err(self.named(&error.error())),
                _ if stop.load(Ordering::Acquire) => return Err(ProxyError::Stopped),
                _ => {}
            }
        }
    }

    /// Wait a little for something to go wrong.
    fn waited_failure(&self) -> Option<ProxyError> {
        let wait = gst::ClockTime::from_mseconds(2);
        let message = self.pipeline.bus()?.timed_pop_filtered(wait, &[gst::MessageType::Error])?;
        self.named_message(&message)
    }

    fn failure(&self) -> Option<ProxyError> {
        let message = self.pipeline.bus()?.pop_filtered(&[gst::MessageType::Error])?;
        self.named_message(&message)
    }

    fn named_message(&self, message: &gst::Message) -> Option<ProxyError> {
        match message.view() {
            gst::MessageView::Error(error) => Some(self.named(&error.error())),
            _ => None,
        }
    }

    fn named(&self, error: &gst::glib::Error) -> ProxyError {
        let unwritable = |kind: io::ErrorKind| ProxyError::Unwritable { path: self.path.clone(), source: kind.into() };
        match error.kind::<gst::ResourceError>() {
            Some(gst::ResourceError::NoSpaceLeft) => ProxyError::DiskFull(self.path.clone()),
            Some(gst::ResourceError::OpenWrite) => unwritable(io::ErrorKind::PermissionDenied),
            Some(gst::ResourceError::NotFound) => unwritable(io::ErrorKind::NotFound),
            _ => failed(error),
        }
    }
}

impl Drop for Encoding {
    fn drop(&mut self) {
        if let Err(error) = self.pipeline.set_state(gst::State::Null) {
            tracing::warn!(%error, "a proxy's encoder did not stop cleanly");
        }
    }
}

/// A file being written beside its target; removed unless it is finished.
struct Partial {
    path: PathBuf,
    target: PathBuf,
}

impl Partial {
    fn beside(target: &Path) -> Self {
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        Self { path: target.with_file_name(name), target: target.to_owned() }
    }

    fn finish(self) -> Result<u64, ProxyError> {
        let unwritable = |source| ProxyError::Unwritable { path: self.path.clone(), source };
        let file = fs::File::open(&self.path).map_err(unwritable)?;
        file.sync_all().map_err(unwritable)?;
        let bytes = file.metadata().map_err(unwritable)?.len();
        fs::rename(&self.path, &self.target).map_err(unwritable)?;
        Ok(bytes)
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        // After a rename there is nothing of that name.
        let _ = fs::remove_file(&self.path);
    }
}

fn unusable(path: &Path, error: FeedError) -> ProxyError {
    match error {
        FeedError::Stopped => ProxyError::Stopped,
        FeedError::MissingElement { element } => SourceError::from(element::missing(&element)).into(),
        FeedError::Unreadable { reason, .. } => not_media(path, &reason),
        error @ (FeedError::CutShort { .. } | FeedError::Drawing(_)) => not_media(path, &error.to_string()),
    }
}

fn not_media(path: &Path, reason: &str) -> ProxyError {
    SourceError::from(ProbeError::NotMedia { path: path.to_owned(), reason: reason.to_owned() }).into()
}

fn make(name: &str) -> Result<gst::Element, SourceError> {
    Ok(element::make(name)?)
}

fn failed(error: &(impl std::fmt::Display + ?Sized)) -> ProxyError {
    ProxyError::Encoding(error.to_string())
}
