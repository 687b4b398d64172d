//! The letters of a word as masks, at the size they are drawn: drawn once, then painted in any colour.

use cairo::{Context, Format, ImageSurface};

use super::CaptionError;
use super::pixels::{PixelBox, Rect, whole};
use super::preset::Preset;
use super::shape::{Piece, WordShape};

/// A surface and where its top left pixel stands in the frame.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) surface: ImageSurface,
    pub(super) x: i32,
    pub(super) y: i32,
}

/// A word drawn in every layer its preset has.
#[derive(Debug, Default)]
pub(super) struct WordSheets {
    /// The letters.
    pub(super) fill: Option<Sheet>,
    /// Glyphs that bring their own colours.
    pub(super) color: Option<Sheet>,
    /// The letters with the line around them.
    pub(super) edge: Option<Sheet>,
    /// All of it, softened as a shadow.
    pub(super) shadow: Option<Sheet>,
    /// All of it, softened as light.
    pub(super) glow: Option<Sheet>,
}

/// How a word is drawn other than where it was laid out: scaled about its centre, then moved. In caption units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spring {
    pub(super) center: (f64, f64),
    pub(super) scale: f64,
    pub(super) shift: (f64, f64),
}

impl Spring {
    /// As laid out.
    pub(super) const REST: Self = Self { center: (0.0, 0.0), scale: 1.0, shift: (0.0, 0.0) };

    pub(super) fn applied(self, rect: Rect) -> Rect {
        let (x, y) = self.center;
        rect.moved(-x, -y).scaled(self.scale).moved(x + self.shift.0, y + self.shift.1)
    }

    fn apply(self, cr: &Context) {
        let (x, y) = self.center;
        cr.translate(x + self.shift.0, y + self.shift.1);
        cr.scale(self.scale, self.scale);
        cr.translate(-x, -y);
    }
}

/// What a word is drawn with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pen<'a> {
    pub(super) preset: &'a Preset,
    /// Output pixels to a caption unit.
    pub(super) scale: f64,
    /// The size of the laid out text, as a share of the preset's.
    pub(super) size: f64,
}

impl Pen<'_> {
    /// How far the outline reaches outside of the letters, in caption units.
    pub(super) fn outline(self) -> f64 {
        self.preset.outline.as_ref().map_or(0.0, |outline| outline.width) * self.size
    }

    /// Draw a word.
    pub(super) fn draw(self, word: &WordShape, spring: Spring) -> Result<WordSheets, CaptionError> {
        if word.ink.is_empty() {
            return Ok(WordSheets::default());
        }
        let letters = spring.applied(word.ink).scaled(self.scale);
        let mut plain: Vec<&Piece> = Vec::with_capacity(word.pieces.len());
        let mut colored: Vec<&Piece> = Vec::new();
        for piece in &word.pieces {
            let is_colored = piece.may_be_colored && brings_colors(piece)?;
            if is_colored { colored.push(piece) } else { plain.push(piece) }
        }
        let canvas = |reach: f64, format: Format| self.canvas(letters.grown(reach, reach), format, spring);

        let mut sheets = WordSheets::default();
        if !plain.is_empty() {
            let (sheet, cr) = canvas(1.0, Format::A8)?;
            trace(&cr, &plain);
            cr.fill()?;
            drop(cr);
            sheets.fill = Some(sheet);
        }
        if !colored.is_empty() {
            let (sheet, cr) = canvas(1.0, Format::ARgb32)?;
            show(&cr, &colored);
            drop(cr);
            sheets.color = Some(sheet);
        }
        let reach = self.outline() * spring.scale * self.scale + 1.0;
        if self.outline() > 0.0 && !plain.is_empty() {
            let (sheet, cr) = canvas(reach, Format::A8)?;
            self.fatten(&cr, &plain)?;
            drop(cr);
            sheets.edge = Some(sheet);
        }
        let soft = |blur: f64| -> Result<Option<Sheet>, CaptionError> {
            let blur = blur * self.size * self.scale;
            let (mut sheet, cr) = canvas(reach + blur * 1.5 + 2.0, Format::A8)?;
            self.fatten(&cr, &plain)?;
            show(&cr, &colored);
            drop(cr);
            soften(&mut sheet.surface, blur)?;
            Ok(Some(sheet))
        };
        if let Some(shadow) = &self.preset.shadow {
            sheets.shadow = soft(shadow.blur)?;
        }
        if let Some(glow) = &self.preset.glow {
            sheets.glow = soft(glow.blur)?;
        }
        Ok(sheets)
    }

    /// An empty sheet that holds `extent`, given in output pixels, and a context that draws in caption units.
    fn canvas(self, extent: Rect, format: Format, spring: Spring) -> Result<(Sheet, Context), CaptionError> {
        let PixelBox { x, y, width, height } = PixelBox::around(extent);
        let surface = ImageSurface::create(format, width, height)?;
        let cr = Context::new(&surface)?;
        cr.translate(-f64::from(x), -f64::from(y));
        cr.scale(self.scale, self.scale);
        spring.apply(&cr);
        Ok((Sheet { surface, x, y }, cr))
    }

    /// Fill the letters and the line around them.
    fn fatten(self, cr: &Context, pieces: &[&Piece]) -> Result<(), CaptionError> {
        trace(cr, pieces);
        if self.outline() > 0.0 {
            cr.set_line_join(cairo::LineJoin::Round);
            cr.set_line_width(2.0 * self.outline());
            cr.stroke_preserve()?;
        }
        cr.fill()?;
        Ok(())
    }
}

/// Add the outlines of glyphs to the path.
fn trace(cr: &Context, pieces: &[&Piece]) {
    for piece in pieces {
        cr.move_to(piece.x, piece.y);
        pangocairo::functions::glyph_string_path(cr, &piece.font, &mut piece.glyphs.clone());
    }
}

/// Draw glyphs in the current colour or their own.
fn show(cr: &Context, pieces: &[&Piece]) {
    for piece in pieces {
        cr.move_to(piece.x, piece.y);
        pangocairo::functions::show_glyph_string(cr, &piece.font, &mut piece.glyphs.clone());
    }
}

/// Whether glyphs asked for in white come out in anything else.
fn brings_colors(piece: &Piece) -> Result<bool, CaptionError> {
    const TRIAL: i32 = 24;
    let ink = piece.glyphs.clone().extents(&piece.font).0;
    let longest = f64::from(ink.width().max(ink.height()).max(1)) / 1024.0;
    let mut surface = ImageSurface::create(Format::ARgb32, TRIAL, TRIAL)?;
    let cr = Context::new(&surface)?;
    let scale = f64::from(TRIAL) / longest;
    cr.scale(scale, scale);
    cr.translate(-f64::from(ink.x()) / 1024.0, -f64::from(ink.y()) / 1024.0);
    cr.set_source_rgb(1.0, 1.0, 1.0);
    cr.move_to(0.0, 0.0);
    pangocairo::functions::show_glyph_string(&cr, &piece.font, &mut piece.glyphs.clone());
    drop(cr);
    let pixels = surface.data()?;
    // Premultiplied white has four equal bytes, whatever their order; rounding may move one by a step.
    Ok(pixels.chunks_exact(4).any(|pixel| {
        let (least, most) = (pixel.iter().min(), pixel.iter().max());
        least.zip(most).is_some_and(|(least, most)| most - least > 2)
    }))
}

/// Soften an A8 surface by about `blur` pixels: three box blurs, which come close to a Gaussian.
fn soften(surface: &mut ImageSurface, blur: f64) -> Result<(), CaptionError> {
    let radius = usize::try_from(whole((blur * 0.47).round())).unwrap_or(0);
    if radius == 0 {
        return Ok(());
    }
    let size = |length: i32| usize::try_from(length).unwrap_or(0);
    let (width, height, stride) = (size(surface.width()), size(surface.height()), size(surface.stride()));
    let mut data = surface.data()?;
    let mut line = vec![0; width.max(height)];
    for _ in 0..3 {
        for row in data.chunks_exact_mut(stride).take(height) {
            box_blur(row.get_mut(..width).unwrap_or_default(), &mut line, radius);
        }
    }
    // Columns are done on a transposed copy: walking down columns in place misses the cache at every step.
    let mut columns = vec![0_u8; width * height];
    for (y, row) in data.chunks_exact(stride).take(height).enumerate() {
        for (x, value) in row.iter().take(width).enumerate() {
            columns[x * height + y] = *value;
        }
    }
    for column in columns.chunks_exact_mut(height) {
        for _ in 0..3 {
            box_blur(column, &mut line, radius);
        }
    }
    for (y, row) in data.chunks_exact_mut(stride).take(height).enumerate() {
        for (x, value) in row.iter_mut().take(width).enumerate() {
            *value = columns[x * height + y];
        }
    }
    Ok(())
}

/// The mean over `2 * radius + 1` neighbours, beyond the ends taken as empty.
fn box_blur(values: &mut [u8], copy: &mut [u8], radius: usize) {
    let Some(copy) = copy.get_mut(..values.len()) else { return };
    copy.copy_from_slice(values);
    let window = u32::try_from(2 * radius + 1).unwrap_or(u32::MAX);
    let reciprocal = (1 << 16) / window + 1;
    let mut sum: u32 = copy.iter().take(radius).map(|value| u32::from(*value)).sum();
    for (at, value) in values.iter_mut().enumerate() {
        sum += copy.get(at + radius).map_or(0, |entering| u32::from(*entering));
        *value = u8::try_from((sum * reciprocal) >> 16).unwrap_or(u8::MAX);
        sum -= at.checked_sub(radius).map_or(0, |leaving| u32::from(copy[leaving]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_blur_spreads_and_keeps_the_sum() {
        let mut values = [0, 0, 0, 90, 0, 0, 0];
        box_blur(&mut values, &mut [0; 7], 1);
        assert_eq!(values, [0, 0, 30, 30, 30, 0, 0]);
        let mut full = [255; 9];
        box_blur(&mut full, &mut [0; 9], 2);
        assert_eq!(full[2..7], [255; 5], "what is full stays full");
        assert_eq!(full[0], 153, "beyond the end is empty");
    }
}
