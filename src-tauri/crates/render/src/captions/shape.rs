//! Glyphs in their places: what becomes of a shaped line once it is cut into words.

use std::ops::Range;

use super::fonts;
use super::pixels::Rect;
use super::text;

/// How Pango counts: so many units to one of ours.
pub(super) const PANGO_UNITS: f64 = 1024.0;

/// A word's glyphs. A word that had to be broken has parts on several lines.
#[derive(Debug)]
pub(super) struct WordShape {
    pub(super) pieces: Vec<Piece>,
    /// Its ground on each line: as wide as the word, as high as the line.
    pub(super) grounds: Vec<Ground>,
    /// The letters alone.
    pub(super) ink: Rect,
    pub(super) is_rightward: bool,
}

/// A word's ground on a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground {
    pub(super) rect: Rect,
    pub(super) line: usize,
}

/// Glyphs of one font at a place: their origin on the baseline.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) font: pango::Font,
    pub(super) glyphs: pango::GlyphString,
    pub(super) x: f64,
    pub(super) y: f64,
    /// Whether its font may bring colours of its own, as emoji do.
    pub(super) may_be_colored: bool,
}

impl Drop for WordShape {
    fn drop(&mut self) {
        let _alone = fonts::alone();
        self.pieces.clear();
    }
}

impl WordShape {
    pub(super) const EMPTY: Self =
        Self { pieces: Vec::new(), grounds: Vec::new(), ink: Rect::EMPTY, is_rightward: true };

    /// Take in a part of a line whose baseline is at 0; gives its extent: wide as its advance, high as its ink.
    pub(super) fn add(&mut self, part: &Part, rise: f64, text: &str, line: usize) -> Rect {
        let item = part.item.item();
        let font = item.analysis().font();
        let mut glyphs = part.item.glyph_string();
        let (ink, logical) = glyphs.extents(&font);
        let ink = rect(&ink).moved(part.left, rise);
        let advance = Rect { left: part.left, right: part.left + rect(&logical).width(), ..ink };
        let start = usize::try_from(item.offset()).unwrap_or(0);
        let bytes = start..start + usize::try_from(item.length()).unwrap_or(0);
        let may_be_colored = text.get(bytes).is_none_or(text::may_be_colored);
        self.is_rightward = part.is_rightward;
        self.grounds.push(Ground { rect: advance, line });
        self.pieces.push(Piece { font, glyphs, x: part.left, y: rise, may_be_colored });
        advance
    }

    /// Move the parts that stand on a line, and give them one ground, from `above` to `below` its baseline.
    pub(super) fn move_line(&mut self, line: usize, x: f64, y: f64, above: f64, below: f64) {
        let mut joined = Rect::EMPTY;
        // Each piece has a ground of its own until all lines have moved; see `move_all`.
        for (piece, ground) in self.pieces.iter_mut().zip(&self.grounds).filter(|(_, ground)| ground.line == line) {
            piece.x += x;
            piece.y += y;
            self.ink = self.ink.union(rect(&piece.glyphs.extents(&piece.font).0).moved(piece.x, piece.y));
            joined = joined.union(Rect { top: y + above, bottom: y + below, ..ground.rect.moved(x, 0.0) });
        }
        for ground in self.grounds.iter_mut().filter(|ground| ground.line == line) {
            ground.rect = joined;
        }
    }

    /// Move everything, once all lines are in their places, and keep one ground for each line.
    pub(super) fn move_all(&mut self, x: f64, y: f64) {
        for piece in &mut self.pieces {
            piece.x += x;
            piece.y += y;
        }
        for ground in &mut self.grounds {
            ground.rect = ground.rect.moved(x, y);
        }
        self.grounds.dedup_by_key(|ground| ground.line);
        self.grounds.retain(|ground| !ground.rect.is_empty());
        self.ink = self.ink.moved(x, y);
    }
}

/// A run's glyphs that belong to one word, or to the space between two.
pub(super) struct Part {
    pub(super) word: Option<usize>,
    item: pango::GlyphItem,
    left: f64,
    is_rightward: bool,
}

/// Cut a run at the borders of words. `left` is the left end of the run, whichever way it reads.
pub(super) fn parts(run: pango::GlyphItem, text: &str, left: f64, places: &[(usize, Range<usize>)]) -> Vec<Part> {
    let item = run.item();
    let is_rightward = item.analysis().level().is_multiple_of(2);
    let start = usize::try_from(item.offset()).unwrap_or(0);
    let end = start + usize::try_from(item.length()).unwrap_or(0);
    let mut borders: Vec<usize> = places.iter().flat_map(|(_, bytes)| [bytes.start, bytes.end]).collect();
    borders.retain(|border| start < *border && *border < end);
    borders.dedup();
    let word_at = |at: usize| places.iter().find(|(_, bytes)| bytes.contains(&at)).map(|(word, _)| *word);

    let mut parts = Vec::with_capacity(borders.len() + 1);
    let (mut rest, mut left, mut from) = (run, left, start);
    for border in borders {
        // A cluster that reaches over the border cannot be cut; it goes to the word it began in.
        let Some(item) = rest.split(text, at_index(border - from)) else { continue };
        let place = if is_rightward { left } else { left + width(&rest) };
        if is_rightward {
            left += width(&item);
        }
        parts.push(Part { word: word_at(from), item, left: place, is_rightward });
        from = border;
    }
    parts.push(Part { word: word_at(from), item: rest, left, is_rightward });
    parts
}

fn width(item: &pango::GlyphItem) -> f64 {
    f64::from(item.glyph_string().width()) / PANGO_UNITS
}

pub(super) fn at_index(at: usize) -> i32 {
    i32::try_from(at).unwrap_or(i32::MAX)
}

pub(super) fn rect(rect: &pango::Rectangle) -> Rect {
    let unit = |value: i32| f64::from(value) / PANGO_UNITS;
    let (left, top) = (unit(rect.x()), unit(rect.y()));
    Rect { left, top, right: left + unit(rect.width()), bottom: top + unit(rect.height()) }
}
