//! Laying a picture into the frame: crop, scale, colours, and what stands around it, in one pass where possible.

use bobine_model::{Format, Rgb};
use gstreamer as gst;
use gstreamer_video as gst_video;
use gstreamer_video::VideoConverterConfig;
use gstreamer_video::prelude::*;

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
    Blur(Box<Blurred>),
}

/// A picture in front of itself, blurred.
struct Blurred {
    shrink: gst_video::VideoConverter,
    small: gst_video::VideoInfo,
    enlarge: gst_video::VideoConverter,
    front: gst_video::VideoConverter,
    /// What the picture in front is as large as; where it lies, in pixels of the frame.
    inner: gst_video::VideoInfo,
    place: Rect,
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
            Way::Blur(blurred) => {
                let Blurred { shrink, small, enlarge, front, inner, place } = &**blurred;
                let mut blurred = gst_video::VideoFrame::from_buffer_writable(
                    gst::Buffer::with_size(small.size()).map_err(|error| drawing(&error))?,
                    small,
                )
                .map_err(|_| drawing("a small frame cannot be written"))?;
                shrink.frame_ref(&source, &mut blurred.as_mut_video_frame_ref());
                blur(&mut blurred, small);
                enlarge.frame_ref(&blurred.as_video_frame_ref(), &mut target);
                let mut picture = gst_video::VideoFrame::from_buffer_writable(
                    gst::Buffer::with_size(inner.size()).map_err(|error| drawing(&error))?,
                    inner,
                )
                .map_err(|_| drawing("a picture cannot be written"))?;
                front.frame_ref(&source, &mut picture.as_mut_video_frame_ref());
                lay(&picture.as_video_frame_ref(), &mut target, *place)?;
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
            Placing::Fill { part } => Ok(Way::Convert(self.converter(source, &self.out, Some(part), None)?)),
            // A moving part is for stills, which resample it themselves; here it stands where it starts.
            Placing::Move { .. } => Ok(Way::Convert(self.converter(source, &self.out, None, None)?)),
            Placing::Inside { place, around: Around::Color(color) } => {
                Ok(Way::Convert(self.converter(source, &self.out, None, Some((place, color)))?))
            }
            Placing::Inside { place, around: Around::Blur { part } } => {
                let side = |length: u32| (length / BLUR_SCALE / 2 * 2).max(16);
                let small = frames::layout(
                    Size { width: side(self.out.width()), height: side(self.out.height()) },
                    self.out.fps(),
                )
                .map_err(|error| drawing(&error))?;
                let place = self.in_frame(place, &self.out);
                let inner = Size { width: place.width, height: place.height };
                let inner = frames::layout(inner, self.out.fps()).map_err(|error| drawing(&error))?;
                Ok(Way::Blur(Box::new(Blurred {
                    shrink: self.converter(source, &small, Some(part), None)?,
                    enlarge: convert(&small, &self.out, smooth(VideoConverterConfig::new()))?,
                    front: self.converter(source, &inner, None, None)?,
                    small,
                    inner,
                    place,
                })))
            }
        }
    }

    /// One conversion: of a part of the source (in planned pixels), into a place of the frame (in the format's pixels)
    /// with a colour around it. That what lies around a place stays as it is cannot be relied on for every layout.
    fn converter(
        &self,
        source: &gst_video::VideoInfo,
        target: &gst_video::VideoInfo,
        part: Option<Rect>,
        place: Option<(Rect, Rgb)>,
    ) -> Result<gst_video::VideoConverter, FeedError> {
        let mut config = VideoConverterConfig::new();
        config.set_threads(1);
        let mut from = Size { width: source.width(), height: source.height() };
        let mut to = Size { width: target.width(), height: target.height() };
        if let Some(part) = part.filter(|part| !self.covers_source(*part)) {
            let part = scaled(part, self.planned, from);
            from = Size { width: part.width, height: part.height };
            config.set_src_x(signed(part.left));
            config.set_src_y(signed(part.top));
            config.set_src_width(Some(signed(part.width)));
            config.set_src_height(Some(signed(part.height)));
        }
        if let Some((place, around)) = place {
            let place = self.in_frame(place, target);
            to = Size { width: place.width, height: place.height };
            config.set_dest_x(signed(place.left));
            config.set_dest_y(signed(place.top));
            config.set_dest_width(Some(signed(place.width)));
            config.set_dest_height(Some(signed(place.height)));
            config.set_fill_border(true);
            config.set_border_argb(u32::from_be_bytes([255, around.r, around.g, around.b]));
        }
        config.set_resampler_method(frames::scaling(gst_video::VideoResamplerMethod::Cubic, from, to));
        convert(&still_layout(source)?, target, config)
    }

    /// A place of the format in the pixels of a frame.
    fn in_frame(&self, place: Rect, frame: &gst_video::VideoInfo) -> Rect {
        let format = Size { width: self.format.width(), height: self.format.height() };
        scaled(place, format, Size { width: frame.width(), height: frame.height() })
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

/// Lay a picture over a frame, its corner at an even place.
fn lay(
    picture: &gst_video::VideoFrameRef<&gst::BufferRef>,
    frame: &mut gst_video::VideoFrameRef<&mut gst::BufferRef>,
    place: Rect,
) -> Result<(), FeedError> {
    let count = |length: u32| usize::try_from(length).unwrap_or_default();
    for plane in 0..3_u32 {
        let stride = |strides: &[i32]| {
            let stride = usize::try_from(plane).ok().and_then(|plane| strides.get(plane).copied());
            stride.and_then(|stride| usize::try_from(stride).ok()).unwrap_or(1).max(1)
        };
        let halved = if plane == 0 { 1 } else { 2 };
        let (left, top) = (count(place.left) / halved, count(place.top) / halved);
        let (width, height) = (count(place.width).div_ceil(halved), count(place.height).div_ceil(halved));
        let (from, to) = (stride(picture.plane_stride()), stride(frame.plane_stride()));
        let read = picture.plane_data(plane).map_err(|error| drawing(&error))?;
        let write = frame.plane_data_mut(plane).map_err(|error| drawing(&error))?;
        for (read, write) in read.chunks(from).zip(write.chunks_mut(to).skip(top)).take(height) {
            if let (Some(read), Some(write)) = (read.get(..width), write.get_mut(left..left + width)) {
                write.copy_from_slice(read);
            }
        }
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use bobine_model::FrameRate;

    use super::*;
    use crate::ges::GesThread;

    const FRAME: Size = Size { width: 180, height: 320 };

    fn frame_of(buffer: &gst::Buffer, info: &gst_video::VideoInfo, plane: u8) -> Vec<Vec<u8>> {
        let frame = gst_video::VideoFrameRef::from_buffer_ref_readable(buffer, info).expect("a frame");
        let stride = usize::try_from(info.comp_stride(plane)).expect("positive");
        let (width, height) = (info.comp_width(plane), info.comp_height(plane));
        let rows = frame.plane_data(u32::from(plane)).expect("a plane").chunks(stride);
        let width = usize::try_from(width).expect("small");
        rows.take(usize::try_from(height).expect("small")).map(|row| row[..width].to_vec()).collect()
    }

    /// A source of one grey, or of slanting stripes, in the layout of decoders.
    fn source(size: Size, grey: Option<u8>) -> Shown {
        let info = frames::layout(size, frames::CONVERSION_RATE).expect("a layout");
        let bytes = (0..info.size()).map(|at| grey.unwrap_or(u8::try_from(at * 7 % 200).expect("small") + 20));
        let buffer = gst::Buffer::from_mut_slice(bytes.collect::<Vec<u8>>());
        Shown { serial: 1, buffer, info, from: gst::ClockTime::ZERO, until: gst::ClockTime::SECOND }
    }

    #[test]
    fn a_picture_before_a_blurred_one_covers_its_place_and_nothing_else() {
        GesThread::shared().expect("GStreamer");
        let format = Format::new(FRAME.width, FRAME.height, FrameRate::THIRTY).expect("a size");
        let out = frames::layout(FRAME, frames::CONVERSION_RATE).expect("a layout");
        // Wide pictures leave room above and below, tall ones at the sides, at places that are no round numbers.
        for (size, place) in [
            (Size { width: 160, height: 90 }, Rect { left: 0, top: 108, width: 180, height: 102 }),
            (Size { width: 64, height: 192 }, Rect { left: 38, top: 0, width: 106, height: 320 }),
            (Size { width: 50, height: 50 }, Rect { left: 6, top: 70, width: 166, height: 170 }),
        ] {
            let part = Rect { left: 0, top: 0, width: size.width, height: size.height };
            let placing = Placing::Inside { place, around: Around::Blur { part } };
            let made = Placer::new(placing, size, format, &out).place(&source(size, Some(180))).expect("placed");
            // Of one grey, everything around is the same dimmed grey, and everything within is the grey itself.
            let [dimmed, bright] = [16 + (180 - 16) * BLUR_LIGHT / 256, 180];
            for (y, row) in frame_of(&made, &out, 0).iter().enumerate() {
                for (x, luma) in row.iter().enumerate() {
                    let within = |at: usize, start: u32, length: u32| {
                        (start..start + length).contains(&u32::try_from(at).expect("small"))
                    };
                    let is_in_front = within(x, place.left, place.width) && within(y, place.top, place.height);
                    let wanted = if is_in_front { bright } else { dimmed };
                    assert!(u32::from(*luma).abs_diff(wanted) <= 1, "{size:?}: {luma} at {x}, {y}, not {wanted}");
                }
            }
            // And of stripes, the same as without anything in front, pixel by pixel.
            let stripes = source(size, None);
            let both = Placer::new(placing, size, format, &out).place(&stripes).expect("placed");
            let nowhere = Rect { left: 0, top: 0, width: 2, height: 2 };
            let bare = Placing::Inside { place: nowhere, around: Around::Blur { part } };
            let behind = Placer::new(bare, size, format, &out).place(&stripes).expect("placed");
            for plane in 0..3_u8 {
                let halved = if plane == 0 { 1 } else { 2 };
                let (both, behind) = (frame_of(&both, &out, plane), frame_of(&behind, &out, plane));
                let far = |length: u32| usize::try_from(length / halved).expect("small");
                for (y, (row, other)) in both.iter().zip(&behind).enumerate().skip(2) {
                    for x in (2..row.len()).filter(|x| {
                        !(far(place.left)..far(place.left + place.width)).contains(x)
                            || !(far(place.top)..far(place.top + place.height)).contains(&y)
                    }) {
                        assert_eq!(row[x], other[x], "{size:?}: plane {plane} at {x}, {y}");
                    }
                }
            }
        }
    }
}
