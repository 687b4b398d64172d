//! Small pictures of takes and the outline of sounds, for lists and for the timeline.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use bobine_model::FrameRate;
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use gstreamer_video as gst_video;

use crate::audio::{self, AudioError};
use crate::element;
use crate::error::SourceError;
use crate::ges::GesThread;
use crate::ges::feed::{Decoder, FeedError, Shown};
use crate::ges::frames;
use crate::plan::{SAMPLE_RATE, Size};
use crate::probe::{self, Kind};
use crate::rgba::{self, Numbers, from_rgba, to_rgba};

/// JPEG quality: small files whose blocks are not seen at this size.
const QUALITY: i32 = 82;
/// The widest sprite a JPEG can hold.
const WIDEST: u32 = 65_000;
const LOOK_UP: gst::ClockTime = gst::ClockTime::from_seconds(10);

/// A picture or an outline that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ThumbError {
    /// The file cannot be worked on.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Its picture cannot be read.
    #[error(transparent)]
    Picture(#[from] FeedError),
    /// It has no sound that can be read.
    #[error("the sound of {} cannot be read: {reason}", path.display())]
    Sound {
        /// The file.
        path: PathBuf,
        /// What GStreamer says.
        reason: String,
    },
    /// The picture could not be drawn or compressed.
    #[error("the small picture cannot be made: {0}")]
    Drawing(String),
}

/// One picture of a take as a JPEG, `height` pixels high and as wide as its shape wants. A still shows itself, a clip
/// the picture seen `at_ms` milliseconds after its start, the last one where it is shorter.
///
/// # Errors
/// When the file is missing or damaged, or GStreamer lacks a part.
pub fn poster(source: &Path, at_ms: u32, height: u32) -> Result<Vec<u8>, ThumbError> {
    GesThread::shared().map_err(SourceError::from)?;
    let mut take = Take::open(source)?;
    let shown = take.at(u64::from(at_ms) * 1_000_000)?;
    jpeg(&[shown], height)
}

/// `count` pictures side by side in one JPEG, each `height` pixels high: the clip cut into as many equal stretches, the
/// middle of each. A still is repeated.
///
/// # Errors
/// As for [`poster`].
pub fn filmstrip(source: &Path, count: u32, height: u32) -> Result<Vec<u8>, ThumbError> {
    GesThread::shared().map_err(SourceError::from)?;
    let mut take = Take::open(source)?;
    let count = u64::from(count.max(1));
    let mut pictures = Vec::new();
    for index in 0..count {
        pictures.push(take.at(take.nanos * (2 * index + 1) / (2 * count))?);
    }
    jpeg(&pictures, height)
}

/// The outline of a sound: for each of `per_second` stretches of a second the highest level of either channel, 255 being
/// full scale.
///
/// # Errors
/// When the file has no sound or is damaged.
pub fn peaks(sound: &Path, per_second: u32) -> Result<Vec<u8>, ThumbError> {
    GesThread::shared().map_err(SourceError::from)?;
    let samples = audio::decode(sound, 0, None, &AtomicBool::new(false)).map_err(|error| match error {
        AudioError::MissingElement(missing) => SourceError::from(missing).into(),
        AudioError::Unreadable { path, reason } => ThumbError::Sound { path, reason },
        AudioError::Encoding(_) | AudioError::Stopped => {
            ThumbError::Sound { path: sound.to_owned(), reason: error.to_string() }
        }
    })?;
    let count = u64::try_from(samples.len() / 2).unwrap_or_default();
    let per_second = u64::from(per_second.clamp(1, SAMPLE_RATE));
    let stretches = (count * per_second).div_ceil(u64::from(SAMPLE_RATE));
    let start = |stretch: u64| usize::try_from(stretch * u64::from(SAMPLE_RATE) / per_second * 2).unwrap_or_default();
    Ok((0..stretches)
        .map(|stretch| {
            let heard = samples.get(start(stretch)..start(stretch + 1).min(samples.len())).unwrap_or_default();
            level(heard.iter().fold(0.0, |peak: f32, sample| peak.max(sample.abs())))
        })
        .collect())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 255")]
fn level(peak: f32) -> u8 {
    (peak.clamp(0.0, 1.0) * 255.0).round() as u8
}

/// A take that pictures are taken of.
struct Take {
    decoder: Decoder,
    /// How long it is; nothing for a still.
    nanos: u64,
}

impl Take {
    fn open(source: &Path) -> Result<Self, ThumbError> {
        let stop = Arc::new(AtomicBool::new(false));
        let glance = probe::glance(source).map_err(SourceError::from)?;
        match glance.kind {
            Kind::Still => Ok(Self { decoder: Decoder::open_still(source, stop)?, nanos: 0 }),
            Kind::Clip | Kind::Sound => {
                Ok(Self { decoder: Decoder::open(source, stop)?, nanos: glance.says.nseconds() })
            }
        }
    }

    /// The picture seen at a time; the last there is where the file is shorter than it says.
    fn at(&mut self, nanos: u64) -> Result<Shown, ThumbError> {
        let nanos = nanos.min(self.nanos.saturating_sub(1));
        match self.decoder.at(gst::ClockTime::from_nseconds(nanos), FrameRate::THIRTY) {
            Ok(shown) => Ok(shown.clone()),
            Err(FeedError::CutShort { has_ms, .. }) if has_ms > 0 => {
                let last = u64::from(has_ms).saturating_sub(50) * 1_000_000;
                Ok(self.decoder.at(gst::ClockTime::from_nseconds(last), FrameRate::THIRTY)?.clone())
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// Pictures of one size side by side, as a JPEG.
fn jpeg(pictures: &[Shown], height: u32) -> Result<Vec<u8>, ThumbError> {
    let Some(first) = pictures.first() else { return Err(drawing("there is nothing to show")) };
    let height = (height.clamp(2, 4000) / 2 * 2).max(2);
    let own = probe::size_of(&first.info);
    let width = u64::from(own.width) * u64::from(height) / u64::from(own.height.max(1));
    let count = u32::try_from(pictures.len()).unwrap_or(u32::MAX);
    let width = u32::try_from(width).unwrap_or(u32::MAX).clamp(2, (WIDEST / count).max(2)) / 2 * 2;
    let strip = Size { width: width * count, height };
    let row = |width: u32| usize::try_from(width * 4).unwrap_or_default();
    let mut pixels = vec![0; row(strip.width) * usize::try_from(height).unwrap_or_default()];
    for (index, shown) in pictures.iter().enumerate() {
        let small = small(shown, Size { width, height })?;
        let (from, to) = (row(width), row(strip.width));
        for (read, write) in small.chunks(from).zip(pixels.chunks_mut(to)) {
            if let Some(write) = write.get_mut(index * from..(index + 1) * from) {
                write.copy_from_slice(read);
            }
        }
    }
    let strip = jpeg_layout(strip)?;
    let mut frame = writable(&strip)?;
    from_rgba(&pixels, &mut frame.as_mut_video_frame_ref(), Numbers::Jpeg).map_err(|error| drawing(&error))?;
    compress(frame.into_buffer(), &strip)
}

/// A picture in another size. GStreamer only brings it into a layout that is known here: where it also scales, its
/// weights are of six bits, and do not sum up to one.
fn small(shown: &Shown, size: Size) -> Result<Vec<u8>, ThumbError> {
    let source = frames::still_layout(&shown.info).map_err(|error| drawing(&error))?;
    let own = Size { width: source.width(), height: source.height() };
    let layout = frames::layout(own, frames::CONVERSION_RATE).map_err(|error| drawing(&error))?;
    let convert = gst_video::VideoConverter::new(&source, &layout, None).map_err(|error| drawing(&error))?;
    let from =
        gst_video::VideoFrameRef::from_buffer_ref_readable(&shown.buffer, &source).map_err(|error| drawing(&error))?;
    let mut whole = writable(&layout)?;
    convert.frame_ref(&from, &mut whole.as_mut_video_frame_ref());
    let pixels = to_rgba(&whole.as_video_frame_ref()).map_err(|error| drawing(&error))?;
    Ok(rgba::resized(&pixels, own, size))
}

/// JPEG is full range in the matrix of old television.
fn jpeg_layout(size: Size) -> Result<gst_video::VideoInfo, ThumbError> {
    gst_video::VideoInfo::builder(gst_video::VideoFormat::I420, size.width, size.height)
        .fps(frames::CONVERSION_RATE)
        .colorimetry(&gst_video::VideoColorimetry::new(
            gst_video::VideoColorRange::Range0_255,
            gst_video::VideoColorMatrix::Bt601,
            gst_video::VideoTransferFunction::Bt601,
            gst_video::VideoColorPrimaries::Bt709,
        ))
        .build()
        .map_err(|error| drawing(&error))
}

type Writable = gst_video::VideoFrame<gst_video::video_frame::Writable>;

fn writable(layout: &gst_video::VideoInfo) -> Result<Writable, ThumbError> {
    let memory = gst::Buffer::with_size(layout.size()).map_err(|error| drawing(&error))?;
    let frame = gst_video::VideoFrame::from_buffer_writable(memory, layout);
    frame.map_err(|_| drawing("a fresh picture cannot be written"))
}

fn compress(picture: gst::Buffer, layout: &gst_video::VideoInfo) -> Result<Vec<u8>, ThumbError> {
    let caps = layout.to_caps().map_err(|error| drawing(&error))?;
    let source = gst_app::AppSrc::builder().caps(&caps).format(gst::Format::Time).build();
    let encoder = element::make("jpegenc").map_err(SourceError::from)?;
    encoder.set_property("quality", QUALITY);
    let sink = gst_app::AppSink::builder().sync(false).enable_last_sample(false).build();
    let pipeline = gst::Pipeline::new();
    let chain = [source.upcast_ref(), &encoder, sink.upcast_ref()];
    pipeline.add_many(chain).and_then(|()| gst::Element::link_many(chain)).map_err(|error| drawing(&error))?;
    let run = || {
        pipeline.set_state(gst::State::Playing).map_err(|error| drawing(&error))?;
        source.push_buffer(picture).map_err(|error| drawing(&error))?;
        source.end_of_stream().map_err(|error| drawing(&error))?;
        let sample = sink.try_pull_sample(LOOK_UP).ok_or_else(|| drawing("the encoder gives nothing"))?;
        let map = sample.buffer().ok_or_else(|| drawing("the encoder gives nothing"))?.map_readable();
        map.map(|map| map.to_vec()).map_err(|error| drawing(&error))
    };
    let made = run();
    let _ = pipeline.set_state(gst::State::Null);
    made
}

fn drawing(error: &(impl std::fmt::Display + ?Sized)) -> ThumbError {
    ThumbError::Drawing(error.to_string())
}
