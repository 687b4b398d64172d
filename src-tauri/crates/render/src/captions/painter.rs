//! Draws captions: lays a cue out once, then paints any of its moments as a bitmap.

use std::f64::consts::{FRAC_PI_2, PI};

use bobine_model::PixelRect;
use bobine_model::caption::Cue;
use cairo::{Context, Format, ImageSurface, LinearGradient};

use super::CaptionError;
use super::bitmap::CaptionBitmap;
use super::fonts::{self, Fonts};
use super::layout::{self, LaidOut};
use super::moment::{Moment, REST, SWEEP_PARTS, WordState};
use super::pixels::{PixelBox, Rect};
use super::preset::{Color, Look, Paint, PanelAround, Preset};
use super::shape::{Ground, WordShape};
use super::sheets::{Pen, Sheet, Spring, WordSheets};

/// The frame that areas and presets are written for.
const UNITS: (f64, f64) = (1080.0, 1920.0);
/// How far shadow and glow may reach outside of the area.
const SOFT_SLACK: f64 = 12.0;

/// Draws the captions of one preset, in one area, at one size. Not shared between threads.
#[derive(Debug)]
pub struct CaptionPainter {
    preset: Preset,
    /// Gone only while the painter is being dropped.
    context: Option<pango::Context>,
    language: Option<String>,
    width: u32,
    height: u32,
    /// Output pixels to a caption unit.
    scale: f64,
    /// In caption units, whose origin is the top left of the frame.
    area: Rect,
}

impl Drop for CaptionPainter {
    fn drop(&mut self) {
        let _alone = fonts::alone();
        self.context = None;
    }
}

/// A cue laid out and drawn word by word, ready to be painted at any moment.
#[derive(Debug)]
pub struct Caption {
    laid_out: LaidOut,
    sheets: Vec<WordSheets>,
}

impl Caption {
    /// Where its words stand.
    pub fn laid_out(&self) -> &LaidOut {
        &self.laid_out
    }
}

impl CaptionPainter {
    /// A painter for frames of `width` by `height` pixels.
    ///
    /// The area is in units of a 1080x1920 frame; on frames of another shape it keeps its share of width and height,
    /// and letters keep their shape. `language` is the two-letter code of the text, which decides how Chinese
    /// characters and some capitals are written.
    pub fn new(
        fonts: &Fonts,
        preset: &Preset,
        area: PixelRect,
        language: Option<&str>,
        (width, height): (u32, u32),
    ) -> Result<Self, CaptionError> {
        let (x, y) = (f64::from(width) / UNITS.0, f64::from(height) / UNITS.1);
        let scale = x.min(y);
        let unit_area = Rect {
            left: f64::from(area.left) * x / scale,
            top: f64::from(area.top) * y / scale,
            right: f64::from(area.right) * x / scale,
            bottom: f64::from(area.bottom) * y / scale,
        };
        if unit_area.is_empty() || !scale.is_finite() || scale <= 0.0 {
            return Err(CaptionError::NoRoom { width, height });
        }
        let _alone = fonts::alone();
        let context = pango::Context::new();
        context.set_font_map(Some(&fonts.map()?));
        context.set_round_glyph_positions(false);
        context.set_language(language.map(pango::Language::from_string).as_ref());
        let mut options = cairo::FontOptions::new()?;
        options.set_hint_style(cairo::HintStyle::None);
        options.set_hint_metrics(cairo::HintMetrics::Off);
        options.set_antialias(cairo::Antialias::Gray);
        pangocairo::functions::context_set_font_options(&context, Some(&options));
        Ok(Self {
            preset: preset.clone(),
            context: Some(context),
            language: language.map(str::to_owned),
            width,
            height,
            scale,
            area: unit_area,
        })
    }

    /// Lay a cue out and draw its words.
    pub fn caption(&self, cue: &Cue) -> Result<Caption, CaptionError> {
        let _alone = fonts::alone();
        let laid_out = layout::set(self.text(), &self.preset, self.area, cue, self.language.as_deref());
        let pen = self.pen(&laid_out);
        let sheets = laid_out.words.iter().map(|word| pen.draw(word, Spring::REST)).collect::<Result<_, _>>()?;
        Ok(Caption { laid_out, sheets })
    }

    /// Paint a moment of a caption.
    pub fn bitmap(&self, caption: &Caption, moment: &Moment) -> Result<CaptionBitmap, CaptionError> {
        let _alone = fonts::alone();
        let laid_out = &caption.laid_out;
        let frame = Rect { left: 0.0, top: 0.0, right: f64::from(self.width), bottom: f64::from(self.height) };
        let reach = self.soft_reach(laid_out.size) + laid_out.ink.height() * 0.25;
        let outer = self.area.grown(SOFT_SLACK, SOFT_SLACK);
        let extent = laid_out.ink.grown(reach, reach).intersection(outer).scaled(self.scale).intersection(frame);
        let canvas = PixelBox::around(extent);
        let (Ok(x), Ok(y)) = (u32::try_from(canvas.x), u32::try_from(canvas.y)) else {
            return Ok(CaptionBitmap::default());
        };
        if laid_out.ink.is_empty() || extent.is_empty() {
            return Ok(CaptionBitmap::default());
        }
        let mut surface = ImageSurface::create(Format::ARgb32, canvas.width, canvas.height)?;
        let cr = Context::new(&surface)?;
        cr.translate(-f64::from(canvas.x), -f64::from(canvas.y));
        Painting { painter: self, caption, moment, pen: self.pen(laid_out), cr }.paint()?;
        if moment.entrance < REST {
            surface = self.springing_in(&surface, canvas, laid_out.ink, moment.entrance)?;
        }
        CaptionBitmap::cropped(&mut surface, x, y)
    }

    fn text(&self) -> &pango::Context {
        self.context.as_ref().expect("it is taken only in drop")
    }

    #[cfg(test)]
    pub(super) fn context(&self) -> &pango::Context {
        self.text()
    }

    #[cfg(test)]
    pub(super) fn area(&self) -> Rect {
        self.area
    }

    fn pen(&self, laid_out: &LaidOut) -> Pen<'_> {
        Pen { preset: &self.preset, scale: self.scale, size: laid_out.size }
    }

    /// How far shadow and glow reach outside of letters and boxes.
    fn soft_reach(&self, size: f64) -> f64 {
        let shadow = self.preset.shadow.as_ref();
        let shadow = shadow.map_or(0.0, |shadow| shadow.blur * 1.5 + shadow.x.abs().max(shadow.y.abs()));
        let glow = self.preset.glow.as_ref().map_or(0.0, |glow| glow.blur * 1.5);
        shadow.max(glow) * size + 4.0
    }

    /// The whole caption on its way in: smaller, then larger, then as it stays.
    fn springing_in(
        &self,
        drawn: &ImageSurface,
        canvas: PixelBox,
        ink: Rect,
        step: u8,
    ) -> Result<ImageSurface, CaptionError> {
        let (scale, opacity) = match step {
            0 => (0.80, 0.75),
            1 => (0.96, 1.0),
            2 => (1.05, 1.0),
            3 => (1.025, 1.0),
            _ => (1.008, 1.0),
        };
        let room = (self.area.width() / ink.width()).min(self.area.height() / ink.height());
        let spring = self.spring_inside(ink, f64::min(scale, room));
        let surface = ImageSurface::create(Format::ARgb32, canvas.width, canvas.height)?;
        let cr = Context::new(&surface)?;
        cr.translate(-f64::from(canvas.x), -f64::from(canvas.y));
        let (x, y) = (spring.center.0 * self.scale, spring.center.1 * self.scale);
        cr.translate(x + spring.shift.0 * self.scale, y + spring.shift.1 * self.scale);
        cr.scale(spring.scale, spring.scale);
        cr.translate(-x, -y);
        cr.set_source_surface(drawn, f64::from(canvas.x), f64::from(canvas.y))?;
        cr.paint_with_alpha(opacity)?;
        drop(cr);
        Ok(surface)
    }

    /// Scaled about its centre, as far as the area has room, and moved so as not to leave it.
    fn spring_inside(&self, ink: Rect, scale: f64) -> Spring {
        let room = (self.area.width() / ink.width()).min(self.area.height() / ink.height()).max(1.0);
        let scale = scale.min(room);
        Spring { center: ink.center(), scale, shift: ink.swollen(scale).way_into(self.area) }
    }
}

/// One moment being painted, in output pixels.
struct Painting<'a> {
    painter: &'a CaptionPainter,
    caption: &'a Caption,
    moment: &'a Moment,
    pen: Pen<'a>,
    cr: Context,
}

impl Painting<'_> {
    /// From back to front: panel, shadows, word box, light, letters; the word being said over its neighbours.
    fn paint(&self) -> Result<(), CaptionError> {
        self.panel()?;
        let lit = self.moment.lit();
        let sprung = lit.map(|index| self.sprung(index)).transpose()?.flatten();
        let words: Vec<(usize, &WordShape, &WordSheets)> = self
            .caption
            .laid_out
            .words
            .iter()
            .zip(&self.caption.sheets)
            .enumerate()
            .map(|(index, (word, sheets))| match &sprung {
                Some(sprung) if Some(index) == lit => (index, word, sprung),
                _ => (index, word, sheets),
            })
            .collect();
        for (_, _, sheets) in &words {
            self.shadow(sheets)?;
        }
        if let Some(index) = lit {
            self.word_box(index)?;
        }
        for (index, _, sheets) in &words {
            self.glow(self.look(*index), sheets)?;
        }
        for (index, _, sheets) in &words {
            self.edge(self.look(*index), sheets)?;
        }
        // Letters over all outlines, so that a word that springs cuts nothing from its neighbours.
        for is_lit_turn in [false, true] {
            for (index, word, sheets) in words.iter().filter(|(index, _, _)| (Some(*index) == lit) == is_lit_turn) {
                self.letters(*index, word, sheets)?;
            }
        }
        Ok(())
    }

    fn look(&self, index: usize) -> &Look {
        let preset = &self.painter.preset;
        match self.moment.words.get(index) {
            Some(WordState::Said) => &preset.said,
            Some(WordState::Saying) => &preset.saying,
            Some(WordState::ToCome) | None => &preset.to_come,
        }
    }

    /// The word being said where it is drawn at another size than it was laid out.
    fn sprung(&self, index: usize) -> Result<Option<WordSheets>, CaptionError> {
        let motion = &self.painter.preset.motion;
        let share = |from: f64, to: f64, share: f64| from + (to - from) * share;
        let scale = match self.moment.step {
            0 => share(1.0, motion.spring, 0.5),
            1 => share(1.0, motion.spring, 0.9),
            2 => motion.spring,
            3 => share(motion.spring, motion.scale, 0.55),
            4 => share(motion.spring, motion.scale, 0.88),
            _ => motion.scale,
        };
        let Some(word) = self.caption.laid_out.words.get(index) else { return Ok(None) };
        if word.ink.is_empty() || (scale - 1.0).abs() < 1.0e-3 {
            return Ok(None);
        }
        let outline = self.pen.outline();
        let spring = self.painter.spring_inside(word.ink.grown(outline, outline), scale);
        self.pen.draw(word, spring).map(Some)
    }

    fn panel(&self) -> Result<(), CaptionError> {
        let Some(panel) = &self.painter.preset.panel else { return Ok(()) };
        let (scale, size) = (self.pen.scale, self.pen.size);
        let padded = |rect: Rect| rect.grown(panel.pad_x * size, panel.pad_y * size).scaled(scale);
        let lines = self.caption.laid_out.lines.iter().copied().map(padded);
        let radius = panel.radius * size * scale;
        match panel.around {
            PanelAround::Line => lines.for_each(|line| self.rounded(line, radius)),
            PanelAround::Block => self.rounded(lines.fold(Rect::EMPTY, Rect::union), radius),
        }
        self.set_color(panel.color);
        self.cr.fill()?;
        Ok(())
    }

    fn shadow(&self, sheets: &WordSheets) -> Result<(), CaptionError> {
        if let (Some(shadow), Some(sheet)) = (&self.painter.preset.shadow, &sheets.shadow) {
            let scale = self.pen.scale * self.pen.size;
            self.set_color(shadow.color);
            let (x, y) = (f64::from(sheet.x) + shadow.x * scale, f64::from(sheet.y) + shadow.y * scale);
            self.cr.mask_surface(&sheet.surface, x, y)?;
        }
        Ok(())
    }

    fn glow(&self, look: &Look, sheets: &WordSheets) -> Result<(), CaptionError> {
        if let (Some(glow), Some(color), Some(sheet)) = (&self.painter.preset.glow, look.glow, &sheets.glow) {
            for _ in 0..glow.layers.get() {
                self.set_color(color);
                self.mask(sheet)?;
            }
        }
        Ok(())
    }

    fn word_box(&self, index: usize) -> Result<(), CaptionError> {
        let Some(word_box) = &self.painter.preset.word_box else { return Ok(()) };
        let words = &self.caption.laid_out.words;
        let grounds = |index: usize| words.get(index).map_or(&[][..], |word: &WordShape| &word.grounds);
        let (scale, size) = (self.pen.scale, self.pen.size);
        for ground in grounds(index) {
            let resting = ground.rect.grown(word_box.pad_x * size, word_box.pad_y * size);
            let before = index.checked_sub(1).and_then(|before| on_line(grounds(before), ground.line));
            let from =
                before.map_or(resting.swollen(0.82), |rect| rect.grown(word_box.pad_x * size, word_box.pad_y * size));
            let share = if self.painter.preset.motion.glide { glided(self.moment.step) } else { 1.0 };
            self.rounded(from.toward(resting, share).scaled(scale), word_box.radius * size * scale);
        }
        self.set_color(word_box.color);
        self.cr.fill()?;
        Ok(())
    }

    fn edge(&self, look: &Look, sheets: &WordSheets) -> Result<(), CaptionError> {
        if let (Some(outline), Some(sheet)) = (&self.painter.preset.outline, &sheets.edge) {
            self.set_color(look.outline.unwrap_or(outline.color));
            self.mask(sheet)?;
        }
        Ok(())
    }

    /// The letters of a word; of a word that fills as it is said, the part not yet said first, then the other.
    fn letters(&self, index: usize, word: &WordShape, sheets: &WordSheets) -> Result<(), CaptionError> {
        let is_filling =
            self.painter.preset.motion.sweep && self.moment.lit() == Some(index) && self.moment.filled < SWEEP_PARTS;
        if !is_filling {
            return self.fill(self.look(index).fill, word, sheets);
        }
        self.fill(self.painter.preset.to_come.fill, word, sheets)?;
        let filled = f64::from(self.moment.filled) / f64::from(SWEEP_PARTS);
        self.cr.save()?;
        for rect in said_part(word, filled) {
            let rect = rect.scaled(self.pen.scale);
            self.cr.rectangle(rect.left, rect.top, rect.width(), rect.height());
        }
        self.cr.clip();
        self.fill(self.painter.preset.saying.fill, word, sheets)?;
        self.cr.restore()?;
        Ok(())
    }

    fn fill(&self, paint: Paint, word: &WordShape, sheets: &WordSheets) -> Result<(), CaptionError> {
        if let Some(sheet) = &sheets.fill {
            match paint {
                Paint::Plain(color) => self.set_color(color),
                Paint::Gradient([top, bottom]) => {
                    let ground = word.grounds.iter().fold(Rect::EMPTY, |all, ground| all.union(ground.rect));
                    let ground = ground.scaled(self.pen.scale);
                    let gradient = LinearGradient::new(0.0, ground.top, 0.0, ground.bottom);
                    for (at, color) in [(0.0, top), (1.0, bottom)] {
                        gradient.add_color_stop_rgba(at, color.red, color.green, color.blue, color.alpha);
                    }
                    self.cr.set_source(&gradient)?;
                }
            }
            self.mask(sheet)?;
        }
        if let Some(sheet) = &sheets.color {
            self.cr.set_source_surface(&sheet.surface, f64::from(sheet.x), f64::from(sheet.y))?;
            self.cr.paint_with_alpha(paint.opacity())?;
        }
        Ok(())
    }

    fn set_color(&self, color: Color) {
        self.cr.set_source_rgba(color.red, color.green, color.blue, color.alpha);
    }

    fn mask(&self, sheet: &Sheet) -> Result<(), CaptionError> {
        self.cr.mask_surface(&sheet.surface, f64::from(sheet.x), f64::from(sheet.y))?;
        Ok(())
    }

    /// Add a rectangle with round corners to the path.
    fn rounded(&self, rect: Rect, radius: f64) {
        if rect.is_empty() {
            return;
        }
        let radius = radius.min(rect.width() / 2.0).min(rect.height() / 2.0);
        let cr = &self.cr;
        cr.new_sub_path();
        cr.arc(rect.right - radius, rect.top + radius, radius, -FRAC_PI_2, 0.0);
        cr.arc(rect.right - radius, rect.bottom - radius, radius, 0.0, FRAC_PI_2);
        cr.arc(rect.left + radius, rect.bottom - radius, radius, FRAC_PI_2, PI);
        cr.arc(rect.left + radius, rect.top + radius, radius, PI, PI + FRAC_PI_2);
        cr.close_path();
    }
}

fn on_line(grounds: &[Ground], line: usize) -> Option<Rect> {
    grounds.iter().find(|ground| ground.line == line).map(|ground| ground.rect)
}

/// How far a gliding box has come: fast at first, then slower.
fn glided(step: u8) -> f64 {
    match step {
        0 => 0.42,
        1 => 0.74,
        2 => 0.90,
        3 => 0.97,
        4 => 0.99,
        _ => 1.0,
    }
}

/// The part of a word that is filled, from where it is read first. Higher than the letters, so as to cut none.
fn said_part(word: &WordShape, filled: f64) -> Vec<Rect> {
    let mut left_over = filled * word.grounds.iter().map(|ground| ground.rect.width()).sum::<f64>();
    let mut parts = Vec::with_capacity(word.grounds.len());
    for ground in &word.grounds {
        let width = left_over.min(ground.rect.width());
        left_over -= width;
        let high = ground.rect.grown(0.0, ground.rect.height());
        let part = if word.is_rightward {
            Rect { right: high.left + width, ..high }
        } else {
            Rect { left: high.right - width, ..high }
        };
        parts.push(part);
    }
    parts
}
