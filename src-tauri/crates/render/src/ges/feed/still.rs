//! Still pictures: read once, laid over a colour where they are see-through, and moved over without stepping.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use bobine_model::{FrameRate, Frames, Rgb};
use gstreamer as gst;
use gstreamer_video as gst_video;
use gstreamer_video::prelude::*;

use super::place::{convert, drawing, still_layout};
use super::resample::{Plane, Span, resample};
use super::{Decoder, FeedError, Shown};
use crate::ges::frames::{self, FramePool};
use crate::plan::{Around, Placing, Size, Window};

/// How much finer than the frame a moved still is kept where it is seen closest: reading between pixels softens,
/// a reserve of pixels makes up for it.
const RESERVE: f64 = 1.25;

/// The colour behind the see-through parts of a still.
pub fn behind(placing: Placing) -> Rgb {
    match placing {
        Placing::Inside { around: Around::Color(color), .. } => color,
        Placing::Fill { .. } | Placing::Move { .. } | Placing::Inside { around: Around::Blur { .. }, .. } => {
            Rgb { r: 0, g: 0, b: 0 }
        }
    }
}

/// Read a still. See-through parts are filled with a colour.
///
/// # Errors
/// When the file is no picture.
pub fn load(path: &Path, stop: &Arc<AtomicBool>, behind: Rgb) -> Result<Shown, FeedError> {
    let mut decoder = Decoder::open_still(path, Arc::clone(stop))?;
    let shown = decoder.at(gst::ClockTime::ZERO, FrameRate::THIRTY)?.clone();
    if shown.info.format_info().has_alpha() { fill_behind(&shown, behind) } else { Ok(shown) }
}

fn fill_behind(shown: &Shown, behind: Rgb) -> Result<Shown, FeedError> {
    let source = still_layout(&shown.info)?;
    let info = gst_video::VideoInfo::builder(gst_video::VideoFormat::Rgba, source.width(), source.height())
        .fps(frames::CONVERSION_RATE)
        .par(source.par())
        .build()
        .map_err(|error| drawing(&error))?;
    let mut frame = converted(&shown.buffer, &source, &info)?;
    let pixels = frame.plane_data_mut(0).map_err(|error| drawing(&error))?;
    for pixel in pixels.chunks_exact_mut(4) {
        if let [r, g, b, a] = pixel {
            let opaque = u32::from(*a);
            let over = |front: u8, back: u8| {
                let sum = u32::from(front) * opaque + u32::from(back) * (255 - opaque) + 127;
                u8::try_from(sum / 255).unwrap_or(u8::MAX)
            };
            (*r, *g, *b, *a) = (over(*r, behind.r), over(*g, behind.g), over(*b, behind.b), 255);
        }
    }
    // The same bytes, read as pixels that know no transparency.
    let info = gst_video::VideoInfo::builder(gst_video::VideoFormat::Rgbx, info.width(), info.height())
        .fps(frames::CONVERSION_RATE)
        .par(info.par())
        .build()
        .map_err(|error| drawing(&error))?;
    Ok(Shown { buffer: frame.into_buffer(), info, ..shown.clone() })
}

fn converted(
    buffer: &gst::Buffer,
    source: &gst_video::VideoInfo,
    target: &gst_video::VideoInfo,
) -> Result<gst_video::VideoFrame<gst_video::video_frame::Writable>, FeedError> {
    let mut config = gst_video::VideoConverterConfig::new();
    let size = |info: &gst_video::VideoInfo| Size { width: info.width(), height: info.height() };
    let best = gst_video::VideoResamplerMethod::Lanczos;
    config.set_resampler_method(frames::scaling(best, size(source), size(target)));
    let convert = convert(source, target, config)?;
    let memory = gst::Buffer::with_size(target.size()).map_err(|error| drawing(&error))?;
    let mut frame = gst_video::VideoFrame::from_buffer_writable(memory, target)
        .map_err(|_| drawing("a fresh picture cannot be written"))?;
    let source = gst_video::VideoFrameRef::from_buffer_ref_readable(buffer, source).map_err(|error| drawing(&error))?;
    convert.frame_ref(&source, &mut frame.as_mut_video_frame_ref());
    Ok(frame)
}

/// A still that a window moves over.
pub struct MovingStill {
    planes: Vec<Plane>,
    /// Pixels kept for each planned pixel, along the width and the height.
    scale: (f64, f64),
    from: Window,
    to: Window,
    skip: Frames,
    frames: Frames,
    pool: FramePool,
}

impl MovingStill {
    /// For a movement that takes `frames` frames, of which `skip` lie before the first asked for.
    ///
    /// # Errors
    /// When the picture cannot be converted.
    pub fn new(
        image: &Shown,
        planned: Size,
        (from, to): (Window, Window),
        skip: Frames,
        frames: Frames,
        out: &gst_video::VideoInfo,
    ) -> Result<Self, FeedError> {
        let closest = thousandths(from.width.min(to.width).max(1));
        let wanted = (f64::from(out.width()) * RESERVE / closest).min(1.0);
        let kept = Size { width: side(planned.width, wanted), height: side(planned.height, wanted) };
        let layout = frames::layout(kept, frames::CONVERSION_RATE).map_err(|error| drawing(&error))?;
        let frame = converted(&image.buffer, &still_layout(&image.info)?, &layout)?;
        let mut planes = Vec::new();
        for component in 0..3_u8 {
            let width = usize::try_from(layout.comp_width(component)).unwrap_or_default();
            let height = usize::try_from(layout.comp_height(component)).unwrap_or_default();
            let stride = usize::try_from(layout.comp_stride(component)).unwrap_or(1).max(1);
            let data = frame.plane_data(u32::from(component)).map_err(|error| drawing(&error))?;
            let rows = data.chunks(stride).take(height).flat_map(|row| row.iter().take(width).copied());
            planes.push(Plane { samples: rows.collect(), width, height });
        }
        let scale = (
            f64::from(kept.width) / f64::from(planned.width.max(1)),
            f64::from(kept.height) / f64::from(planned.height.max(1)),
        );
        Ok(Self { planes, scale, from, to, skip, frames, pool: FramePool::new(out) })
    }

    /// Frame `index`.
    ///
    /// # Errors
    /// When there is no memory.
    pub fn frame(&mut self, index: u32, out: &gst_video::VideoInfo) -> Result<gst::Buffer, FeedError> {
        let last = f64::from(self.frames.count().saturating_sub(1).max(1));
        let done = (f64::from((self.skip + Frames::new(index)).count()) / last).min(1.0);
        let between = |from: u64, to: u64| thousandths(from) + (thousandths(to) - thousandths(from)) * done;
        let (from, to) = (self.from, self.to);
        let mut buffer = self.pool.frame();
        let target = buffer.get_mut().ok_or_else(|| drawing("a fresh frame is shared"))?;
        let mut target =
            gst_video::VideoFrameRef::from_buffer_ref_writable(target, out).map_err(|error| drawing(&error))?;
        for (component, plane) in (0_u8..3).zip(&self.planes) {
            let halved = if component == 0 { 1.0 } else { 2.0 };
            let (across, down) = (self.scale.0 / halved, self.scale.1 / halved);
            let span = Span {
                left: between(from.left, to.left) * across,
                top: between(from.top, to.top) * down,
                width: between(from.width, to.width) * across,
                height: between(from.height, to.height) * down,
            };
            let count = |length: u32| usize::try_from(length).unwrap_or_default();
            let (width, height) = (count(out.comp_width(component)), count(out.comp_height(component)));
            let stride = target.plane_stride().get(usize::from(component)).copied().unwrap_or_default();
            let stride = usize::try_from(stride).unwrap_or_default();
            let pixels = target.plane_data_mut(u32::from(component)).map_err(|error| drawing(&error))?;
            resample(plane, span, pixels, width, height, stride);
        }
        drop(target);
        Ok(buffer)
    }
}

#[expect(clippy::cast_precision_loss, reason = "pixels are far below the limit of exact numbers")]
fn thousandths(length: u64) -> f64 {
    length as f64 / 1000.0
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size times a scale of at most one")]
fn side(length: u32, scale: f64) -> u32 {
    ((f64::from(length) * scale / 2.0).ceil() as u32 * 2).max(2)
}
