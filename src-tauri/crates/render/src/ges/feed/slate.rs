//! The slate: a quiet striped card with the segment's number and its prompt, shown where there is no take yet.
//! Its stripes drift by one pixel a frame, slowly enough to rest the eye and evenly enough not to flicker.

use bobine_model::Frames;
use gstreamer as gst;
use gstreamer_video as gst_video;
use gstreamer_video::prelude::*;

use super::FeedError;
use super::place::{convert, drawing};
use crate::ges::frames::{self, FramePool};
use crate::plan::{Size, Slate};

/// Luma of the two stripes, limited range; both near the window's darkest surface.
const STRIPES: (u8, u8) = (30, 35);
/// A colour without colour.
const NEUTRAL: u8 = 128;
/// Surfaces and text of the card, as the window has them in its dark theme.
const SURFACE: (f64, f64, f64) = (0.098, 0.102, 0.114);
const HAIRLINE: (f64, f64, f64) = (0.212, 0.220, 0.243);
const ACCENT: (f64, f64, f64) = (0.949, 0.478, 0.239);
const TEXT: (f64, f64, f64) = (0.902, 0.910, 0.925);
/// The card in units of a 1080 wide frame.
const MARGIN: f64 = 132.0;
const PADDING: f64 = 56.0;
const RADIUS: f64 = 28.0;
/// Longer prompts end in an ellipsis.
const MOST_LINES: i32 = 8;

/// Draws a slate's frames.
pub struct SlateCard {
    skip: Frames,
    /// One row of stripes, a period longer than the frame and a row more for each row of it.
    stripes: Vec<u8>,
    period: usize,
    card: Card,
    pool: FramePool,
}

struct Card {
    frame: gst_video::VideoFrame<gst_video::video_frame::Readable>,
    left: usize,
    top: usize,
    width: usize,
    height: usize,
}

impl SlateCard {
    /// For a slate whose first frame is frame `skip` of its shot.
    ///
    /// # Errors
    /// When the card cannot be drawn.
    pub fn new(slate: &Slate, skip: Frames, out: &gst_video::VideoInfo) -> Result<Self, FeedError> {
        let (width, height) = (count(out.width()), count(out.height()));
        let period = (width / 12).max(8) / 2 * 2;
        let stripes = (0..width + height + period).map(|x| stripe(x, period)).collect();
        Ok(Self { skip, stripes, period, card: draw_card(slate, out)?, pool: FramePool::new(out) })
    }

    /// Frame `index`.
    ///
    /// # Errors
    /// When there is no memory.
    pub fn frame(&mut self, index: u32, out: &gst_video::VideoInfo) -> Result<gst::Buffer, FeedError> {
        let phase = count((self.skip + Frames::new(index)).count()) % self.period;
        let mut buffer = self.pool.frame();
        let target = buffer.get_mut().ok_or_else(|| drawing("a fresh frame is shared"))?;
        let mut target =
            gst_video::VideoFrameRef::from_buffer_ref_writable(target, out).map_err(|error| drawing(&error))?;
        for plane in 0..3_u32 {
            let stride = stride_of(target.plane_stride(), plane);
            let halved = if plane == 0 { 1 } else { 2 };
            let (width, height) = (count(out.width()) / halved, count(out.height()) / halved);
            let pixels = target.plane_data_mut(plane).map_err(|error| drawing(&error))?;
            for (y, row) in pixels.chunks_mut(stride).take(height).enumerate() {
                let Some(row) = row.get_mut(..width) else { continue };
                let start = phase + y;
                match self.stripes.get(start..start + width) {
                    Some(stripes) if plane == 0 => row.copy_from_slice(stripes),
                    _ => row.fill(NEUTRAL),
                }
            }
            self.card.lay_over(pixels, stride, plane, halved)?;
        }
        drop(target);
        Ok(buffer)
    }
}

impl Card {
    fn lay_over(&self, pixels: &mut [u8], stride: usize, plane: u32, halved: usize) -> Result<(), FeedError> {
        let own = stride_of(self.frame.plane_stride(), plane);
        let data = self.frame.plane_data(plane).map_err(|error| drawing(&error))?;
        let (left, width) = (self.left / halved, self.width / halved);
        let rows = pixels.chunks_mut(stride).skip(self.top / halved).take(self.height / halved);
        for (row, card) in rows.zip(data.chunks(own)) {
            if let (Some(row), Some(card)) = (row.get_mut(left..left + width), card.get(..width)) {
                row.copy_from_slice(card);
            }
        }
        Ok(())
    }
}

/// Luma of the stripes at a place, their edges softened over a few pixels.
fn stripe(x: usize, period: usize) -> u8 {
    let (dark, light) = STRIPES;
    let half = period / 2;
    let place = x % period;
    let from_edge = if place < half { place } else { place - half };
    let steps = usize::from(light - dark);
    let soft = u8::try_from(from_edge.min(steps)).unwrap_or(u8::MAX);
    if place < half { dark + soft } else { light - soft }
}

/// Draw the card once. It is opaque up to its rounded corners, behind which lies the stripes' middle tone.
fn draw_card(slate: &Slate, out: &gst_video::VideoInfo) -> Result<Card, FeedError> {
    let _alone = crate::captions::alone();
    let unit = f64::from(out.width()) / 1080.0;
    let width = even(f64::from(out.width()) - 2.0 * MARGIN * unit);
    let inner = f64::from(width) - 2.0 * PADDING * unit;
    let measure = cairo::ImageSurface::create(cairo::Format::Rgb24, 8, 8).map_err(|error| drawing(&error))?;
    let measure = cairo::Context::new(&measure).map_err(|error| drawing(&error))?;
    let number = text(&measure, &slate.number.to_string(), 88.0 * unit, pango::Weight::Semibold, inner);
    let prompt = text(&measure, slate.prompt.trim(), 44.0 * unit, pango::Weight::Normal, inner);
    let number_height = f64::from(number.pixel_size().1);
    let prompt_height = if slate.prompt.trim().is_empty() { 0.0 } else { f64::from(prompt.pixel_size().1) };
    let gap = if prompt_height > 0.0 { 40.0 * unit } else { 0.0 };
    let tallest = f64::from(out.height()) - 2.0 * MARGIN * unit;
    let height = even((2.0 * PADDING * unit + number_height + 2.0 * gap + prompt_height).min(tallest));

    let surface = cairo::ImageSurface::create(cairo::Format::Rgb24, signed(width), signed(height))
        .map_err(|error| drawing(&error))?;
    {
        let context = cairo::Context::new(&surface).map_err(|error| drawing(&error))?;
        paint(&context, (f64::from(width), f64::from(height)), unit, &slate.number.to_string(), slate.prompt.trim())
            .map_err(|error| drawing(&error))?;
    }
    let stride = surface.stride();
    let pixels = surface.take_data().map_err(|error| drawing(&error))?.to_vec();
    let source = gst_video::VideoInfo::builder(gst_video::VideoFormat::Bgrx, width, height)
        .fps(frames::CONVERSION_RATE)
        .stride(&[stride])
        .build()
        .map_err(|error| drawing(&error))?;
    let target = frames::layout(Size { width, height }, frames::CONVERSION_RATE).map_err(|error| drawing(&error))?;
    let memory = gst::Buffer::with_size(target.size()).map_err(|error| drawing(&error))?;
    let mut frame = gst_video::VideoFrame::from_buffer_writable(memory, &target)
        .map_err(|_| drawing("a fresh picture cannot be written"))?;
    let drawn = gst::Buffer::from_slice(pixels);
    let drawn = gst_video::VideoFrameRef::from_buffer_ref_readable(&drawn, &source).map_err(|error| drawing(&error))?;
    convert(&source, &target, gst_video::VideoConverterConfig::new())?
        .frame_ref(&drawn, &mut frame.as_mut_video_frame_ref());
    let frame = gst_video::VideoFrame::from_buffer_readable(frame.into_buffer(), &target)
        .map_err(|_| drawing("a finished picture cannot be read"))?;
    // Chroma has half the pixels, so the card starts on an even one.
    let start = |whole: u32, part: u32| count((whole - part) / 2) / 2 * 2;
    Ok(Card {
        frame,
        left: start(out.width(), width),
        top: start(out.height(), height),
        width: count(width),
        height: count(height),
    })
}

fn paint(
    context: &cairo::Context,
    (width, height): (f64, f64),
    unit: f64,
    number: &str,
    prompt: &str,
) -> Result<(), cairo::Error> {
    let rgb = |(r, g, b): (f64, f64, f64)| context.set_source_rgb(r, g, b);
    // The stripes' middle tone as full-range grey.
    let tone = (f64::from(STRIPES.0 + STRIPES.1) / 2.0 - 16.0) / 219.0;
    rgb((tone, tone, tone));
    context.paint()?;
    let line = (2.0 * unit).max(1.0);
    rounded(context, line / 2.0, line / 2.0, width - line, height - line, RADIUS * unit);
    rgb(SURFACE);
    context.fill_preserve()?;
    rgb(HAIRLINE);
    context.set_line_width(line);
    context.stroke()?;
    let inner = width - 2.0 * PADDING * unit;
    let layout = text(context, number, 88.0 * unit, pango::Weight::Semibold, inner);
    let mut y = PADDING * unit;
    rgb(ACCENT);
    context.move_to(PADDING * unit, y);
    pangocairo::functions::show_layout(context, &layout);
    if prompt.is_empty() {
        return Ok(());
    }
    y += f64::from(layout.pixel_size().1) + 40.0 * unit;
    rgb(HAIRLINE);
    context.rectangle(PADDING * unit, y - 0.5 * line, inner, line);
    context.fill()?;
    y += 40.0 * unit;
    rgb(TEXT);
    context.move_to(PADDING * unit, y);
    pangocairo::functions::show_layout(context, &text(context, prompt, 44.0 * unit, pango::Weight::Normal, inner));
    Ok(())
}

fn text(context: &cairo::Context, said: &str, size: f64, weight: pango::Weight, width: f64) -> pango::Layout {
    let layout = pangocairo::functions::create_layout(context);
    let mut font = pango::FontDescription::new();
    font.set_family("Inter, sans-serif");
    font.set_weight(weight);
    font.set_absolute_size(size * f64::from(pango::SCALE));
    layout.set_font_description(Some(&font));
    layout.set_width(units(width));
    layout.set_wrap(pango::WrapMode::WordChar);
    layout.set_ellipsize(pango::EllipsizeMode::End);
    layout.set_height(-MOST_LINES);
    layout.set_line_spacing(1.25);
    layout.set_text(said);
    layout
}

fn rounded(context: &cairo::Context, left: f64, top: f64, width: f64, height: f64, radius: f64) {
    use std::f64::consts::{FRAC_PI_2, PI};
    let (right, bottom) = (left + width, top + height);
    context.new_sub_path();
    context.arc(right - radius, top + radius, radius, -FRAC_PI_2, 0.0);
    context.arc(right - radius, bottom - radius, radius, 0.0, FRAC_PI_2);
    context.arc(left + radius, bottom - radius, radius, FRAC_PI_2, PI);
    context.arc(left + radius, top + radius, radius, PI, PI + FRAC_PI_2);
    context.close_path();
}

fn stride_of(strides: &[i32], plane: u32) -> usize {
    let stride = usize::try_from(plane).ok().and_then(|plane| strides.get(plane)).copied().unwrap_or(1);
    usize::try_from(stride).unwrap_or(1).max(1)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a length within the frame")]
fn even(length: f64) -> u32 {
    (length / 2.0).floor().max(1.0) as u32 * 2
}

#[expect(clippy::cast_possible_truncation, reason = "a length within the frame")]
fn units(length: f64) -> i32 {
    (length * f64::from(pango::SCALE)) as i32
}

fn count(length: u32) -> usize {
    usize::try_from(length).unwrap_or_default()
}

fn signed(length: u32) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX)
}
