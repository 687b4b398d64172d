//! Laying a picture into the frame: crop, scale, colours, and what stands around it, in one pass where possible.

use bobine_model::{Format, Rgb};
use gstreamer as gst;
use gstreamer_video as gst_video;
use gstreamer_video::VideoConverterConfig;

use super::{FeedError, Shown};
use crate::ges::frames::{self, FramePool};
use crate::plan::{Around, Placing, Rect, Size};

/// How much smaller than the frame the blurred surroundings are computed.
const BLUR_SCALE: u32 = 12;
/// Passes of a box over five pixels of the small picture; three come near a bell curve.
const BLUR_PASSES: usize = 3;
/// How bright the surroundings are, of 256, so that the picture stands out.
const BLUR_LIGHT: u32 = 150;

/// Lays pictures of one source into the frame.
pub struct Placer {
    placing: Placing,
    planned: Size,
    format: Format,
    out: gst_video::VideoInfo,
    pool: FramePool,
    /// Made for the layout of the last picture, which hardly ever changes within a file.
    ready: Option<Ready>,
}

struct Ready {
    layout: gst_video::VideoInfo,
    way: Way,
}

enum Way {
    /// The picture is what is wanted already.
    AsIs,
    Convert(gst_video::VideoConverter),
    Blur {
        shrink: gst_video::VideoConverter,
        small: gst_video::VideoInfo,
        enlarge: gst_video::VideoConverter,
        front: gst_video::VideoConverter,
    },
}

impl Placer {
    /// The same frame once more, in memory of its own.
    ///
    /// # Errors
    /// When there is no memory.
    pub fn again(&self, frame: &gst::Buffer) -> Result<gst::Buffer, FeedError> {
        let mut buffer = self.pool.frame();
        let target = buffer.get_mut().ok_or_else(|| drawing("a fresh frame is shared"))?;
        let source =
            gst_video::VideoFrameRef::from_buffer_ref_readable(frame, &self.out).map_err(|error| drawing(&error))?;
        let mut target =
            gst_video::VideoFrameRef::from_buffer_ref_writable(target, &self.out).map_err(|error| drawing(&error))?;
        source.copy(&mut target).map_err(|error| drawing(&error))?;
        drop(target);
        Ok(buffer)
    }

    /// For a source of `planned` size in a plan of `format`, drawn at the size of `out`.
    pub fn new(placing: Placing, planned: Size, format: Format, out: &gst_video::VideoInfo) -> Self {
        Self { placing, planned, format, out: out.clone(), pool: FramePool::new(out), ready: None }
    }

    /// The frame that shows a picture.
    ///
    /// # Errors
    /// When GStreamer cannot convert its layout.
    pub fn place(&mut self, shown: &Shown) -> Result<gst::Buffer, FeedError> {
        if self.ready.as_ref().is_none_or(|ready| !same_layout(&ready.layout, &shown.info)) {
            self.ready = Some(Ready { layout: shown.info.clone(), way: self.way(&shown.info)? });
        }
        let Some(Ready { way, .. }) = &self.ready else { return Err(drawing("no way was found")) };
        let mut buffer = self.pool.frame();
        let target = buffer.get_mut().ok_or_else(|| drawing("a fresh frame is shared"))?;
        let layout = still_layout(&shown.info)?;
        let source = gst_video::VideoFrameRef::from_buffer_ref_readable(&shown.buffer, &layout)
            .map_err(|error| drawing(&error))?;
        let mut target =
            gst_video::VideoFrameRef::from_buffer_ref_writable(target, &self.out).map_err(|error| drawing(&error))?;
        match way {
            // Copied all the same: the decoder still holds the picture, and captions would have to copy it to draw on it,
            // into memory that is not warm.
            Way::AsIs => source.copy(&mut target).map_err(|error| drawing(&error))?,
            Way::Convert(convert) => convert.frame_ref(&source, &mut target),
            Way::Blur { shrink, small, enlarge, front } => {
                let mut blurred = gst_video::VideoFrame::from_buffer_writable(
                    gst::Buffer::with_size(small.size()).map_err(|error| drawing(&error))?,
                    small,
                )
                .map_err(|_| drawing("a small frame cannot be written"))?;
                shrink.frame_ref(&source, &mut blurred.as_mut_video_frame_ref());
                blur(&mut blurred, small);
                enlarge.frame_ref(&blurred.as_video_frame_ref(), &mut target);
                front.frame_ref(&source, &mut target);
            }
        }
        drop(target);
        Ok(buffer)
    }

    fn way(&self, source: &gst_video::VideoInfo) -> Result<Way, FeedError> {
        let full = |rect: Rect| self.covers_source(rect);
        if let Placing::Fill { part } = self.placing
            && full(part)
            && self.is_wanted_already(source)
        {
            return Ok(Way::AsIs);
        }
        match self.placing {
            Placing::Fill { part } => {
                Ok(Way::Convert(self.converter(source, &self.out, Some(part), None, Border::None)?))
            }
            // A moving part is for stills, which resample it themselves; here it stands where it starts.
            Placing::Move { .. } => Ok(Way::Convert(self.converter(source, &self.out, None, None, Border::None)?)),
            Placing::Inside { place, around: Around::Color(color) } => {
                Ok(Way::Convert(self.converter(source, &self.out, None, Some(place), Border::Color(color))?))
            }
            Placing::Inside { place, around: Around::Blur { part } } => {
                let side = |length: u32| (length / BLUR_SCALE / 2 * 2).max(16);
                let small = frames::layout(
                    Size { width: side(self.out.width()), height: side(self.out.height()) },
                    self.out.fps(),
                )
                .map_err(|error| drawing(&error))?;
                Ok(Way::Blur {
                    shrink: self.converter(source, &small, Some(part), None, Border::None)?,
                    enlarge: convert(&small, &self.out, smooth(VideoConverterConfig::new()))?,
                    front: self.converter(source, &self.out, None, Some(place), Border::Keep)?,
                    small,
                })
            }
        }
    }

    /// One conversion: of a part of the source (in planned pixels), into a place of the frame (in the format's pixels).
    fn converter(
        &self,
        source: &gst_video::VideoInfo,
        target: &gst_video::VideoInfo,
        part: Option<Rect>,
        place: Option<Rect>,
        border: Border,
    ) -> Result<gst_video::VideoConverter, FeedError> {
        let mut config = VideoConverterConfig::new();
        config.set_resampler_method(gst_video::VideoResamplerMethod::Cubic);
        config.set_threads(1);
        if let Some(part) = part.filter(|part| !self.covers_source(*part)) {
            let part = scaled(part, self.planned, Size { width: source.width(), height: source.height() });
            config.set_src_x(signed(part.left));
            config.set_src_y(signed(part.top));
            config.set_src_width(Some(signed(part.width)));
            config.set_src_height(Some(signed(part.height)));
        }
        if let Some(place) = place {
            let frame = Size { width: self.format.width(), height: self.format.height() };
            let place = scaled(place, frame, Size { width: target.width(), height: target.height() });
            config.set_dest_x(signed(place.left));
            config.set_dest_y(signed(place.top));
            config.set_dest_width(Some(signed(place.width)));
            config.set_dest_height(Some(signed(place.height)));
        }
        match border {
            Border::None => {}
            Border::Keep => config.set_fill_border(false),
            Border::Color(color) => {
                let argb = u32::from_be_bytes([255, color.r, color.g, color.b]);
                config.set_fill_border(true);
                config.set_border_argb(argb);
            }
        }
        convert(&still_layout(source)?, target, config)
    }

    fn covers_source(&self, part: Rect) -> bool {
        part == Rect { left: 0, top: 0, width: self.planned.width, height: self.planned.height }
    }

    fn is_wanted_already(&self, source: &gst_video::VideoInfo) -> bool {
        source.format() == self.out.format()
            && (source.width(), source.height()) == (self.out.width(), self.out.height())
            && source.colorimetry().range() == self.out.colorimetry().range()
            && source.colorimetry().matrix() == self.out.colorimetry().matrix()
    }
}

#[derive(Clone, Copy)]
enum Border {
    None,
    Keep,
    Color(Rgb),
}

/// The conversion from one layout to another.
///
/// # Errors
/// When GStreamer knows none.
pub fn convert(
    source: &gst_video::VideoInfo,
    target: &gst_video::VideoInfo,
    config: VideoConverterConfig,
) -> Result<gst_video::VideoConverter, FeedError> {
    gst_video::VideoConverter::new(source, target, Some(config)).map_err(|error| drawing(&error))
}

/// The same layout without a rate: conversions know no time.
///
/// # Errors
/// When it is no layout at all.
pub fn still_layout(info: &gst_video::VideoInfo) -> Result<gst_video::VideoInfo, FeedError> {
    frames::still_layout(info).map_err(|error| drawing(&error))
}

/// An error of drawing, in words.
pub fn drawing(error: &(impl std::fmt::Display + ?Sized)) -> FeedError {
    FeedError::Drawing(error.to_string())
}

fn smooth(mut config: VideoConverterConfig) -> VideoConverterConfig {
    config.set_resampler_method(gst_video::VideoResamplerMethod::Linear);
    config
}

fn same_layout(one: &gst_video::VideoInfo, other: &gst_video::VideoInfo) -> bool {
    one.format() == other.format()
        && (one.width(), one.height()) == (other.width(), other.height())
        && one.stride() == other.stride()
        && one.offset() == other.offset()
        && one.colorimetry() == other.colorimetry()
}

/// A rectangle of one size's pixels in another's, its edges on even pixels where the size changes.
fn scaled(rect: Rect, from: Size, to: Size) -> Rect {
    if from == to {
        return rect;
    }
    let along = |start: u32, length: u32, from: u32, to: u32| {
        let place = |at: u32| (u64::from(at) * u64::from(to) + u64::from(from) / 2) / u64::from(from.max(1));
        let near = |at: u32| u32::try_from(place(at)).unwrap_or(to).min(to);
        let (start, end) = (near(start) / 2 * 2, near(start + length));
        let end = if end == to { end } else { end / 2 * 2 };
        let start = start.min(to.saturating_sub(2));
        (start, (end.max(start + 2)).min(to) - start)
    };
    let (left, width) = along(rect.left, rect.width, from.width, to.width);
    let (top, height) = along(rect.top, rect.height, from.height, to.height);
    Rect { left, top, width, height }
}

fn signed(length: u32) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX)
}

/// Blur a small picture in place and dim it.
fn blur(frame: &mut gst_video::VideoFrame<gst_video::video_frame::Writable>, info: &gst_video::VideoInfo) {
    for plane in 0..3_u8 {
        let width = usize::try_from(info.comp_width(plane)).unwrap_or_default();
        let height = usize::try_from(info.comp_height(plane)).unwrap_or_default();
        let stride = usize::try_from(info.comp_stride(plane)).unwrap_or_default();
        let Ok(pixels) = frame.plane_data_mut(u32::from(plane)) else { continue };
        for _ in 0..BLUR_PASSES {
            box_pass(pixels, width, height, 1, stride);
            box_pass(pixels, height, width, stride, 1);
        }
        if plane == 0 {
            for row in pixels.chunks_mut(stride.max(1)) {
                for pixel in row {
                    let light = 16 + (u32::from(*pixel).saturating_sub(16) * BLUR_LIGHT) / 256;
                    *pixel = u8::try_from(light).unwrap_or(u8::MAX);
                }
            }
        }
    }
}

/// Average five neighbours along lines of `length` pixels `step` apart; the lines lie `next` apart.
fn box_pass(pixels: &mut [u8], length: usize, lines: usize, step: usize, next: usize) {
    let mut line = vec![0_u8; length];
    for start in (0..lines).map(|index| index * next) {
        for (index, kept) in line.iter_mut().enumerate() {
            *kept = pixels.get(start + index * step).copied().unwrap_or_default();
        }
        for index in 0..length {
            let at = |offset: usize| {
                u32::from(line.get((index + offset).saturating_sub(2).min(length - 1)).copied().unwrap_or_default())
            };
            let sum = at(0) + at(1) + at(2) + at(3) + at(4);
            if let Some(pixel) = pixels.get_mut(start + index * step) {
                *pixel = u8::try_from((sum + 2) / 5).unwrap_or(u8::MAX);
            }
        }
    }
}
