//! A file's pictures by time: decoded in a pipeline of its own and pulled one after the other, upright and progressive.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bobine_model::{FrameRate, Frames};
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use gstreamer_video as gst_video;

use super::FeedError;
use crate::element;

/// How often a wait looks whether it should go on.
const LOOK_UP: gst::ClockTime = gst::ClockTime::from_mseconds(50);
/// A file that gives nothing for this many looks, a minute, gives nothing at all.
const MOST_LOOK_UPS: u32 = 1200;
/// Times in files are rounded; a picture this little late is on time.
const ROUNDING: gst::ClockTime = gst::ClockTime::from_mseconds(1);
/// Further ahead than this it is quicker to seek than to decode all that lies between.
const FAR: gst::ClockTime = gst::ClockTime::from_seconds(2);
/// The same where every picture can be decoded by itself, as in proxies.
const FAR_AMONG_KEYFRAMES: gst::ClockTime = gst::ClockTime::from_mseconds(100);
/// Decoding threads of one file. Several chunks are decoded side by side, and each thread holds pictures.
const DECODING_THREADS: i32 = 2;

/// When a picture is turned upright.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turning {
    /// Where the file's index says that it has to be, as cameras write it.
    WhereTagged,
    /// Whenever word of it comes.
    AtAnyTime,
}

/// A decoded picture.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Counts the pictures of a decoder: another number, another picture.
    pub serial: u64,
    /// Its pixels.
    pub buffer: gst::Buffer,
    /// Their layout.
    pub info: gst_video::VideoInfo,
    /// When it starts to be seen.
    pub from: gst::ClockTime,
    /// When the next one is due, as far as the file says.
    pub until: gst::ClockTime,
}

/// Reads a file's pictures. Stops its pipeline when dropped.
#[derive(Debug)]
pub struct Decoder {
    path: PathBuf,
    pipeline: gst::Pipeline,
    sink: gst_app::AppSink,
    stop: Arc<AtomicBool>,
    serial: u64,
    current: Option<Shown>,
    ahead: Option<Shown>,
    is_over: bool,
    /// Whether a picture was met that needs others to be decoded.
    has_deltas: Arc<AtomicBool>,
}

impl Decoder {
    /// Open a file. Returns at once; whether it can be read shows with the first picture.
    ///
    /// # Errors
    /// When an element is missing or the file cannot be opened.
    pub fn open(path: &Path, stop: Arc<AtomicBool>) -> Result<Self, FeedError> {
        Self::open_turning(path, stop, Turning::WhereTagged)
    }

    /// Open a file of one picture. Its direction may only be known with the picture.
    ///
    /// # Errors
    /// When an element is missing or the file cannot be opened.
    pub fn open_still(path: &Path, stop: Arc<AtomicBool>) -> Result<Self, FeedError> {
        Self::open_turning(path, stop, Turning::AtAnyTime)
    }

    fn open_turning(path: &Path, stop: Arc<AtomicBool>, turning: Turning) -> Result<Self, FeedError> {
        let pipeline = gst::Pipeline::new();
        let sink = gst_app::AppSink::builder()
            .sync(false)
            .max_buffers(2)
            .enable_last_sample(false)
            .caps(&gst::Caps::new_empty_simple("video/x-raw"))
            .build();
        sink.set_property("qos", false);
        accept_padded_rows(&sink);
        let source = make("filesrc")?;
        source.set_property("location", path);
        let decode = make("decodebin")?;
        decode.set_property("caps", element::any_memory("video/x-raw"));
        decode.set_property("expose-all-streams", false);
        let deinterlace = make("deinterlace")?;
        deinterlace.set_property_from_str("mode", "auto");
        // One picture for each frame, not for each field.
        deinterlace.set_property_from_str("fields", "top");
        let upright = make("videoflip")?;
        upright.set_property_from_str("video-direction", "auto");
        let elements = [&source, &decode, &deinterlace, &upright, sink.upcast_ref()];
        let built = pipeline
            .add_many(elements)
            .and_then(|()| source.link(&decode))
            .and_then(|()| upright.link(&deinterlace))
            .and_then(|()| deinterlace.link(&sink));
        built.map_err(|error| FeedError::Drawing(error.to_string()))?;
        decode.connect_pad_added(move |_, pad| {
            let is_turned = turning == Turning::AtAnyTime || is_turned(pad);
            if !is_turned {
                // Turning nothing still costs a copy of every picture.
                upright.unlink(&deinterlace);
            }
            let first = if is_turned { &upright } else { &deinterlace };
            let Some(first) = first.static_pad("sink") else { return };
            // A file that ends before its first picture has a pad without caps; its end has to come through too.
            let is_other = pad.current_caps().is_some_and(|caps| !caps.to_string().starts_with("video/"));
            if !is_other && !first.is_linked() {
                // Failing to link ends in an error on the bus.
                let _ = pad.link(&first);
            }
        });
        let has_deltas = Arc::new(AtomicBool::new(false));
        let met = Arc::clone(&has_deltas);
        pipeline.connect_deep_element_added(move |_, _, element| {
            limit_threads(element);
            look_for_deltas(element, &met);
        });
        let path = path.to_owned();
        let decoder =
            Self { path, pipeline, sink, stop, serial: 0, current: None, ahead: None, is_over: false, has_deltas };
        if decoder.pipeline.set_state(gst::State::Playing).is_err() {
            return Err(decoder.failure("it cannot be opened"));
        }
        Ok(decoder)
    }

    /// The file it reads.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it stands where the picture at a time comes soon, so that going on costs less than seeking.
    pub fn is_near(&self, time: gst::ClockTime) -> bool {
        let shown = self.current.as_ref();
        shown.is_some_and(|shown| shown.from <= time + ROUNDING && time <= shown.until + self.far())
    }

    /// Whether anything came out of it so far: one that has failed or never begun is of no use to others.
    pub fn has_begun(&self) -> bool {
        self.current.is_some()
    }

    fn far(&self) -> gst::ClockTime {
        if self.has_deltas.load(Ordering::Acquire) { FAR } else { FAR_AMONG_KEYFRAMES }
    }

    /// Whether the picture seen now is still the one seen at a time, as far as is known.
    pub fn stays(&self, time: gst::ClockTime) -> bool {
        let is_not_behind = self.current.as_ref().is_some_and(|shown| shown.from <= time + ROUNDING);
        is_not_behind && self.ahead.as_ref().is_none_or(|next| next.from > time + ROUNDING)
    }

    /// Go on under another stop.
    #[must_use]
    pub fn stopped_by(mut self, stop: Arc<AtomicBool>) -> Self {
        self.stop = stop;
        self
    }

    /// The picture seen at a time.
    ///
    /// # Errors
    /// When the file cannot be decoded, or ends before that time by more than a rounding.
    pub fn at(&mut self, time: gst::ClockTime, rate: FrameRate) -> Result<&Shown, FeedError> {
        if self.current.is_none() && !self.is_over {
            // Its first picture tells what kind of file it is, and only from there can it be sent elsewhere.
            self.current = self.pull()?;
        }
        let is_behind = self.current.as_ref().is_some_and(|shown| time + ROUNDING < shown.from);
        let reach = self.current.as_ref().map_or(gst::ClockTime::ZERO, |shown| shown.until);
        if is_behind || time > reach + self.far() {
            self.seek(time, rate)?;
        }
        loop {
            if self.ahead.is_none() && !self.is_over {
                self.ahead = self.pull()?;
                self.is_over = self.ahead.is_none();
            }
            let is_due = self.ahead.as_ref().is_some_and(|next| next.from <= time + ROUNDING);
            if !is_due && self.current.is_some() {
                break;
            }
            // Before its first picture a file shows its first picture.
            match self.ahead.take() {
                Some(next) => self.current = Some(next),
                None => break,
            }
        }
        let path = &self.path;
        let Some(shown) = &self.current else {
            return Err(FeedError::CutShort { path: path.clone(), has_ms: 0, needs_ms: millis(time) });
        };
        // The length a file was imported with may be rounded up by a frame of its own or of the video.
        let grace = (shown.until - shown.from).max(gst::ClockTime::from_nseconds(rate.nanos(Frames::new(2))));
        if self.is_over && self.ahead.is_none() && time > shown.until + grace {
            return Err(FeedError::CutShort {
                path: path.clone(),
                has_ms: millis(shown.until),
                needs_ms: millis(time),
            });
        }
        Ok(shown)
    }

    /// The next picture in the file's order; none at its end.
    ///
    /// # Errors
    /// When the file cannot be decoded.
    pub fn next_picture(&mut self) -> Result<Option<Shown>, FeedError> {
        self.pull()
    }

    /// Go to a little before a time: of pictures that last unequally long, the one seen then may start earlier.
    fn seek(&mut self, time: gst::ClockTime, rate: FrameRate) -> Result<(), FeedError> {
        let target = time.saturating_sub(gst::ClockTime::from_nseconds(rate.nanos(Frames::new(2))));
        let flags = gst::SeekFlags::FLUSH | gst::SeekFlags::ACCURATE;
        if self.pipeline.seek_simple(flags, target).is_err() {
            return Err(self.failure("it cannot be searched"));
        }
        self.current = None;
        self.ahead = None;
        self.is_over = false;
        Ok(())
    }

    fn pull(&mut self) -> Result<Option<Shown>, FeedError> {
        for _ in 0..MOST_LOOK_UPS {
            if self.stop.load(Ordering::Acquire) {
                return Err(FeedError::Stopped);
            }
            if let Some(sample) = self.sink.try_pull_sample(LOOK_UP) {
                return self.shown(&sample).map(Some);
            }
            if let Some(reason) = self.error_on_bus() {
                return Err(FeedError::Unreadable { path: self.path.clone(), reason });
            }
            if self.sink.is_eos() {
                return Ok(None);
            }
        }
        Err(self.failure("no picture comes out of it"))
    }

    fn shown(&mut self, sample: &gst::Sample) -> Result<Shown, FeedError> {
        let unreadable = |reason: &str| FeedError::Unreadable { path: self.path.clone(), reason: reason.to_owned() };
        let info = sample.caps().and_then(|caps| gst_video::VideoInfo::from_caps(caps).ok());
        let info = info.ok_or_else(|| unreadable("its picture has no known layout"))?;
        let buffer = sample.buffer_owned().ok_or_else(|| unreadable("a picture is empty"))?;
        let start = buffer.pts().unwrap_or_default();
        let segment = sample.segment().and_then(|segment| segment.downcast_ref::<gst::ClockTime>());
        let from = segment.and_then(|segment| segment.to_stream_time(start)).unwrap_or(start);
        let until = from + buffer.duration().unwrap_or_default();
        self.serial += 1;
        Ok(Shown { serial: self.serial, buffer, info, from, until })
    }

    fn error_on_bus(&self) -> Option<String> {
        let message = self.pipeline.bus()?.pop_filtered(&[gst::MessageType::Error])?;
        match message.view() {
            gst::MessageView::Error(error) => Some(error.error().to_string()),
            _ => None,
        }
    }

    fn failure(&self, otherwise: &str) -> FeedError {
        let reason = self.error_on_bus().unwrap_or_else(|| otherwise.to_owned());
        FeedError::Unreadable { path: self.path.clone(), reason }
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        if let Err(error) = self.pipeline.set_state(gst::State::Null) {
            tracing::warn!(%error, "a decoder did not stop cleanly");
        }
    }
}

/// Whether a stream is tagged as lying on its side or on its head.
fn is_turned(pad: &gst::Pad) -> bool {
    let tags = (0..).map_while(|index| pad.sticky_event::<gst::event::Tag>(index));
    let mut directions = tags.filter_map(|event| {
        event.tag().get::<gst::tags::ImageOrientation>().map(|direction| direction.get().to_owned())
    });
    directions.any(|direction| direction != "rotate-0")
}

/// Tell the decoder that rows may be padded: it then hands out the pictures it works on instead of copies of them.
fn accept_padded_rows(sink: &gst_app::AppSink) {
    let Some(pad) = sink.static_pad("sink") else { return };
    pad.add_probe(gst::PadProbeType::QUERY_DOWNSTREAM, |_, info| {
        if let Some(gst::QueryViewMut::Allocation(query)) = info.query_mut().map(gst::QueryRef::view_mut)
            && query.find_allocation_meta::<gst_video::VideoMeta>().is_none()
        {
            query.add_allocation_meta::<gst_video::VideoMeta>(None);
            return gst::PadProbeReturn::Handled;
        }
        gst::PadProbeReturn::Ok
    });
}

/// Decoders take as many threads as there are cores, and hold pictures for each.
fn limit_threads(element: &gst::Element) {
    for name in ["max-threads", "threads"] {
        let Some(property) = element.find_property(name) else { continue };
        if property.value_type() == i32::static_type() {
            element.set_property(name, DECODING_THREADS);
        } else if property.value_type() == u32::static_type() {
            element.set_property(name, DECODING_THREADS.unsigned_abs());
        }
    }
}

/// Watch what goes into a decoder of pictures: some of it needs what came before, unless all are keyframes.
fn look_for_deltas(element: &gst::Element, met: &Arc<AtomicBool>) {
    let is_decoder = element.factory().is_some_and(|factory| {
        factory.has_type(gst::ElementFactoryType::DECODER | gst::ElementFactoryType::MEDIA_VIDEO)
    });
    let Some(pad) = element.static_pad("sink").filter(|_| is_decoder) else { return };
    let met = Arc::clone(met);
    pad.add_probe(gst::PadProbeType::BUFFER, move |_, info| {
        if info.buffer().is_some_and(|buffer| buffer.flags().contains(gst::BufferFlags::DELTA_UNIT)) {
            met.store(true, Ordering::Release);
            return gst::PadProbeReturn::Remove;
        }
        gst::PadProbeReturn::Ok
    });
}

fn make(name: &str) -> Result<gst::Element, FeedError> {
    element::make(name).map_err(|missing| FeedError::MissingElement { element: missing.element })
}

fn millis(time: gst::ClockTime) -> u32 {
    u32::try_from(time.mseconds()).unwrap_or(u32::MAX)
}
