//! From words to placed glyphs: line breaks, sizes and positions, once per caption, in units of a 1080x1920 frame.
//!
//! Words are shaped in the line they stand in, so that kerning, joined scripts and writing direction are right, and
//! then cut apart, so that each can be drawn by its state. Hinting is off: positions mean the same at every size.

use std::ops::Range;

use bobine_model::caption::Cue;
use pango::prelude::*;

use super::breaks::{self, Unit};
use super::fonts;
use super::pixels::Rect;
use super::preset::{Align, LetterCase, Preset};
use super::shape::{self, PANGO_UNITS, WordShape, at_index, rect};
use super::text;

/// Text that needs more lines than a preset likes is set smaller, but no smaller than this.
const LEAST_COMFORTABLE: f64 = 0.62;
/// The smallest a caption is ever set, for texts of absurd length.
const LEAST: f64 = 0.02;
const SHRINK: f64 = 0.96;

/// A caption set in type: every word's glyphs in their places. Nothing in it depends on the moment.
#[derive(Debug)]
pub struct LaidOut {
    pub(super) words: Vec<WordShape>,
    /// The ground of each line that has ink: from its first to its last word, all of the same height.
    pub(super) lines: Vec<Rect>,
    /// Everything that may be drawn at rest: letters, outline, boxes, panel; not shadow and glow.
    pub(super) ink: Rect,
    pub(super) size: f64,
    missing_glyphs: usize,
}

impl LaidOut {
    /// How many characters no font at hand can show.
    pub fn missing_glyphs(&self) -> usize {
        self.missing_glyphs
    }

    /// How large the letters are, as a share of the preset's size: 1 unless the text had to be shrunk.
    pub fn size(&self) -> f64 {
        self.size
    }

    /// On how many lines it stands.
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// What the caption covers at rest, with outline, boxes and panel, without shadow and glow: left, top, right and
    /// bottom in units of a 1080x1920 frame. Nothing where no word has ink.
    pub fn extent(&self) -> Option<[f64; 4]> {
        let Rect { left, top, right, bottom } = self.ink;
        (!self.ink.is_empty()).then_some([left, top, right, bottom])
    }
}

/// What is drawn around letters and so needs room: at the sides, and above and below, of the area.
#[derive(Debug, Clone, Copy)]
struct Margins {
    x: f64,
    y: f64,
}

/// A caption to be set: its words as they are shown, cut where they may be broken.
struct Setting<'a> {
    context: &'a pango::Context,
    preset: &'a Preset,
    area: Rect,
    words: Vec<String>,
    margins: Margins,
}

/// A stretch of a word, or all of it.
#[derive(Debug, Clone)]
struct Fragment {
    word: usize,
    bytes: Range<usize>,
    unit: Unit,
}

/// A cue set in an area. The context has the font map, the language and the options; the area is in caption units.
pub(super) fn set(context: &pango::Context, preset: &Preset, area: Rect, cue: &Cue, language: Option<&str>) -> LaidOut {
    let _alone = fonts::alone();
    let words: Vec<String> = cue.words.iter().map(|word| shown(&word.text, preset.letters.case, language)).collect();
    context.set_base_dir(text::direction(&words));
    Setting { context, preset, area, words, margins: Margins::of(preset) }.into_laid_out()
}

fn shown(word: &str, case: LetterCase, language: Option<&str>) -> String {
    let word = text::in_one_line(word);
    match case {
        LetterCase::AsWritten => word,
        LetterCase::Upper => text::upper(&word, language),
    }
}

impl Margins {
    fn of(preset: &Preset) -> Self {
        let outline = preset.outline.as_ref().map_or(0.0, |outline| outline.width);
        let panel = preset.panel.as_ref().map_or((0.0, 0.0), |panel| (panel.pad_x, panel.pad_y));
        let word_box = preset.word_box.as_ref().map_or((0.0, 0.0), |word| (word.pad_x, word.pad_y));
        Self { x: outline.max(panel.0).max(word_box.0), y: outline.max(panel.1).max(word_box.1) }
    }
}

impl Setting<'_> {
    fn into_laid_out(self) -> LaidOut {
        let whole_words = self.fragments(None);
        let (mut size, mut lines) = match self.comfortable(&whole_words) {
            Some(found) => found,
            None => self.cramped(),
        };
        // Estimates were made from single words at full size; what counts is the ink of the lines as they are.
        for _ in 0..4 {
            let laid_out = self.compose(&lines, size);
            let fit = (self.area.width() / laid_out.ink.width()).min(self.area.height() / laid_out.ink.height());
            if laid_out.ink.is_empty() || fit >= 1.0 {
                return laid_out;
            }
            size = (size * fit * 0.995).max(LEAST);
        }
        lines.retain(|line| !line.is_empty());
        self.compose(&lines, size)
    }

    /// The greatest size at which whole words stand on as many lines as the preset likes.
    fn comfortable(&self, words: &[Fragment]) -> Option<(f64, Vec<Vec<Fragment>>)> {
        let most = usize::from(self.preset.lines.most.get());
        let mut size = 1.0;
        while size >= LEAST_COMFORTABLE {
            let lines = self.broken(words, size);
            let is_wide = words.iter().any(|word| word.unit.width > self.room(size));
            if lines.len() <= most && !is_wide && self.height(lines.len(), size) <= self.area.height() {
                return Some((size, lines));
            }
            size *= SHRINK;
        }
        None
    }

    /// The greatest lesser size at which everything fits, with more lines and words broken where they must be.
    fn cramped(&self) -> (f64, Vec<Vec<Fragment>>) {
        let mut size = LEAST_COMFORTABLE;
        loop {
            let lines = self.broken(&self.fragments(Some(self.room(size))), size);
            if self.height(lines.len(), size) <= self.area.height() || size <= LEAST {
                return (size, lines);
            }
            size *= SHRINK;
        }
    }

    /// How wide a line may be, in units of full size.
    fn room(&self, size: f64) -> f64 {
        (self.area.width() / size - 2.0 * self.margins.x).max(1.0)
    }

    fn height(&self, lines: usize, size: f64) -> f64 {
        let pitch = self.preset.letters.size * self.preset.lines.spacing;
        // Where fewer lines than the count exist, at least one does.
        let count = f64::from(u32::try_from(lines).unwrap_or(u32::MAX));
        size * (pitch * count + 2.0 * self.margins.y)
    }

    fn broken(&self, fragments: &[Fragment], size: f64) -> Vec<Vec<Fragment>> {
        let units: Vec<Unit> = fragments.iter().map(|fragment| fragment.unit).collect();
        // Where the lines a preset likes cannot hold all words at so many each, they hold more.
        let wanted = fragments.len().div_ceil(usize::from(self.preset.lines.most.get()));
        let most = self.preset.lines.words.map_or(usize::MAX, |most| usize::from(most.get()).max(wanted));
        let lines = breaks::balanced(&units, self.room(size), most);
        lines.into_iter().map(|line| fragments.get(line).unwrap_or_default().to_vec()).collect()
    }

    /// The words measured at full size, those wider than `room` cut between characters as a reader sees them.
    fn fragments(&self, room: Option<f64>) -> Vec<Fragment> {
        let space = self.measure("x x") - self.measure("xx");
        let mut fragments = Vec::with_capacity(self.words.len());
        for (word, text) in self.words.iter().enumerate() {
            let is_spaced = word.checked_sub(1).is_some_and(|before| text::is_spaced(&self.words[before], text));
            let mut lead = if is_spaced { space } else { 0.0 };
            let before = word.checked_sub(1).and_then(|before| self.words.get(before));
            let mut is_glued = before.is_some_and(|before| text::is_glued(before, text));
            for bytes in self.cuts(text, room) {
                let width = self.measure(&text[bytes.clone()]);
                fragments.push(Fragment { word, bytes, unit: Unit { width, space: lead, is_glued } });
                (lead, is_glued) = (0.0, false);
            }
        }
        fragments
    }

    fn cuts(&self, word: &str, room: Option<f64>) -> Vec<Range<usize>> {
        let Some(room) = room.filter(|room| self.measure(word) > *room) else {
            return std::iter::once(0..word.len()).collect();
        };
        let layout = self.line(word, 1.0);
        let mut cuts = Vec::new();
        let (mut start, mut width) = (0, 0.0);
        for (at, character) in text::characters(word) {
            let advance = f64::from(layout.index_to_pos(at_index(at)).width().abs()) / PANGO_UNITS;
            if width + advance > room * 0.97 && at > start {
                cuts.push(start..at);
                (start, width) = (at, 0.0);
            }
            // A character of several code points may be several glyphs; the first one's width is a floor.
            width += advance.max(self.preset.letters.size * 0.1 * f64::from(u8::from(!character.is_empty())));
        }
        cuts.push(start..word.len());
        cuts
    }

    fn measure(&self, text: &str) -> f64 {
        f64::from(self.line(text, 1.0).extents().1.width()) / PANGO_UNITS
    }

    /// A line of text, shaped.
    fn line(&self, text: &str, size: f64) -> pango::Layout {
        let layout = pango::Layout::new(self.context);
        let letters = &self.preset.letters;
        let mut font = pango::FontDescription::new();
        font.set_family(&letters.family);
        font.set_weight(weight(letters.weight));
        font.set_absolute_size(letters.size * size * PANGO_UNITS);
        layout.set_font_description(Some(&font));
        layout.set_auto_dir(false);
        layout.set_text(text);
        let attributes = pango::AttrList::new();
        if letters.spacing != 0.0 {
            attributes.insert(pango::AttrInt::new_letter_spacing(units(letters.spacing * size)));
        }
        if letters.word_spacing != 0.0 {
            for at in word_spaces(text) {
                let spacing = units((letters.spacing + letters.word_spacing) * size);
                attributes.insert(ranged(pango::AttrInt::new_letter_spacing(spacing), at..at + 1));
            }
        }
        layout.set_attributes(Some(&attributes));
        if let Some(other) = letters.other_weight.filter(|other| *other != letters.weight) {
            let foreign = foreign_ranges(&layout, &letters.family);
            if !foreign.is_empty() {
                // A list the layout has already is taken for unchanged: the heavier one must be another.
                let attributes = attributes.copy().unwrap_or_default();
                for range in foreign {
                    attributes.insert(ranged(pango::AttrInt::new_weight(weight(other)), range));
                }
                layout.set_attributes(Some(&attributes));
            }
        }
        layout
    }

    /// Place the lines at a size: broken, aligned, one under the other, inside the area.
    fn compose(&self, lines: &[Vec<Fragment>], size: f64) -> LaidOut {
        let upper_edge = self.measure_ink("H", size).top;
        let lower_edge = match self.preset.letters.case {
            LetterCase::AsWritten => self.measure_ink("p", size).bottom,
            LetterCase::Upper => 0.0,
        };
        let mut composed =
            Composed { words: self.words.iter().map(|_| WordShape::EMPTY).collect(), lines: Vec::new(), missing: 0 };
        for (index, line) in lines.iter().enumerate() {
            self.shape(line, index, size, &mut composed);
        }
        // All lines are as high as the highest, so that boxes and panels do not jump from line to line.
        let (above, below) = composed
            .lines
            .iter()
            .filter(|line| !line.is_empty())
            .fold((upper_edge, lower_edge), |(above, below), ink| (above.min(ink.top), below.max(ink.bottom)));
        let between = (self.margins.y + self.preset.letters.size * 0.06) * size;
        let pitch = self.preset.letters.size * self.preset.lines.spacing * size;
        let has_grounds = self.preset.panel.is_some() || self.preset.word_box.is_some();
        let mut baselines = vec![0.0];
        for (upper, lower) in composed.lines.iter().zip(composed.lines.iter().skip(1)) {
            let needed = if has_grounds { below - above } else { upper.bottom.max(0.0) - lower.top.min(0.0) };
            baselines.push(baselines.last().copied().unwrap_or(0.0) + pitch.max(needed + between));
        }
        let widest = composed.lines.iter().map(|line| line.width()).fold(0.0, f64::max);
        for (index, (line, y)) in composed.lines.iter().zip(baselines).enumerate() {
            let x = match self.preset.lines.align {
                Align::Left => 0.0,
                Align::Center => (widest - line.width()) / 2.0,
                Align::Right => widest - line.width(),
            } - line.left;
            for word in &mut composed.words {
                word.move_line(index, x, y, above, below);
            }
        }
        composed.into_laid_out(self, size)
    }

    fn measure_ink(&self, text: &str, size: f64) -> Rect {
        let layout = self.line(text, size);
        let baseline = f64::from(layout.baseline()) / PANGO_UNITS;
        rect(&layout.extents().0).moved(0.0, -baseline)
    }

    /// Shape a line with its baseline at 0 and hand its glyphs to their words.
    fn shape(&self, line: &[Fragment], index: usize, size: f64, composed: &mut Composed) {
        let mut text = String::new();
        let mut places: Vec<(usize, Range<usize>)> = Vec::with_capacity(line.len());
        for fragment in line {
            if !text.is_empty() && fragment.unit.space > 0.0 {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(&self.words[fragment.word][fragment.bytes.clone()]);
            places.push((fragment.word, start..text.len()));
        }
        let layout = self.line(&text, size);
        composed.missing += usize::try_from(layout.unknown_glyphs_count()).unwrap_or(0);
        let mut extent = Rect::EMPTY;
        let mut iter = layout.iter();
        let baseline = f64::from(iter.baseline()) / PANGO_UNITS;
        loop {
            if let Some(run) = iter.run_readonly() {
                let left = f64::from(iter.run_extents().1.x()) / PANGO_UNITS;
                let rise = f64::from(iter.run_baseline()) / PANGO_UNITS - baseline;
                for part in shape::parts(run, &text, left, &places) {
                    let Some(word) = part.word.and_then(|word| composed.words.get_mut(word)) else { continue };
                    extent = extent.union(word.add(&part, rise, &text, index));
                }
            }
            if !iter.next_run() {
                break;
            }
        }
        composed.lines.push(extent);
    }
}

struct Composed {
    words: Vec<WordShape>,
    lines: Vec<Rect>,
    missing: usize,
}

impl Composed {
    fn into_laid_out(mut self, setting: &Setting, size: f64) -> LaidOut {
        let grounds = |words: &[WordShape], index: usize| {
            let grounds = words.iter().flat_map(|word| &word.grounds).filter(|ground| ground.line == index);
            grounds.fold(Rect::EMPTY, |all, ground| all.union(ground.rect))
        };
        let lines: Vec<Rect> = (0..self.lines.len()).map(|index| grounds(&self.words, index)).collect();
        let padded = |x: f64, y: f64| {
            lines.iter().filter(|line| !line.is_empty()).fold(Rect::EMPTY, |all, line| all.union(line.grown(x, y)))
        };
        let preset = setting.preset;
        let outline = preset.outline.as_ref().map_or(0.0, |outline| outline.width) * size;
        let letters = self.words.iter().fold(Rect::EMPTY, |all, word| all.union(word.ink));
        let mut ink = if letters.is_empty() { letters } else { letters.grown(outline, outline) };
        if let Some(panel) = &preset.panel {
            ink = ink.union(padded(panel.pad_x * size, panel.pad_y * size));
        }
        if let Some(word_box) = &preset.word_box {
            ink = ink.union(padded(word_box.pad_x * size, word_box.pad_y * size));
        }
        if ink.is_empty() {
            return LaidOut { words: self.words, lines: Vec::new(), ink, size, missing_glyphs: self.missing };
        }

        let area = setting.area;
        let x = match preset.lines.align {
            Align::Left => area.left - ink.left,
            Align::Center => area.center().0 - ink.center().0,
            Align::Right => area.right - ink.right,
        };
        let y = area.top - ink.top + (area.height() - ink.height()).max(0.0) * preset.lines.place;
        for word in &mut self.words {
            word.move_all(x, y);
        }
        let lines = lines.into_iter().filter(|line| !line.is_empty()).map(|line| line.moved(x, y)).collect();
        LaidOut { words: self.words, lines, ink: ink.moved(x, y), size, missing_glyphs: self.missing }
    }
}

/// The stretches of a shaped line whose font is of another family than asked for.
fn foreign_ranges(layout: &pango::Layout, family: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut iter = layout.iter();
    loop {
        if let Some(run) = iter.run_readonly() {
            let item = run.item();
            let is_ours = item.analysis().font().describe().family().is_some_and(|found| found == family);
            if !is_ours {
                let start = usize::try_from(item.offset()).unwrap_or(0);
                ranges.push(start..start + usize::try_from(item.length()).unwrap_or(0));
            }
        }
        if !iter.next_run() {
            return ranges;
        }
    }
}

/// Where the spaces of a line stand that part words: not the one before a question mark.
fn word_spaces(line: &str) -> impl Iterator<Item = usize> {
    line.match_indices(' ').map(|(at, _)| at).filter(|at| {
        let before = line[..*at].rsplit(' ').next().unwrap_or_default();
        let after = line[at + 1..].split(' ').next().unwrap_or_default();
        !text::is_glued(before, after)
    })
}

fn ranged(attribute: impl Into<pango::Attribute>, range: Range<usize>) -> pango::Attribute {
    let mut attribute = attribute.into();
    attribute.set_start_index(u32::try_from(range.start).unwrap_or(u32::MAX));
    attribute.set_end_index(u32::try_from(range.end).unwrap_or(u32::MAX));
    attribute
}

fn weight(weight: u16) -> pango::Weight {
    pango::Weight::__Unknown(i32::from(weight))
}

fn units(length: f64) -> i32 {
    super::pixels::whole((length * PANGO_UNITS).round())
}
