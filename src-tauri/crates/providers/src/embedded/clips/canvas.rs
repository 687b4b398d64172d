//! The canvas: a band of rows in floating point, what can be laid on it, and the last step to bytes.
//!
//! A frame is painted band by band, so that all layers of a band are laid while it is in the processor's cache, and
//! light is added up before anything is rounded.

use std::ops::Range;

use super::colour::Rgb;
use super::field::Field;
use super::maths::{Dice, fract, index, unit};

/// How a colour goes onto what is there: `there + cover * (add - take * there)`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    add: Rgb,
    take: Rgb,
}

impl Paint {
    /// Covers what is there.
    pub fn over(colour: Rgb) -> Self {
        Self { add: colour, take: Rgb::WHITE }
    }

    /// Shines onto it, never beyond white.
    pub fn light(colour: Rgb) -> Self {
        Self { add: colour, take: colour }
    }

    /// Darkens it, as a glaze of that colour would.
    pub fn glaze(colour: Rgb) -> Self {
        Self { add: Rgb::BLACK, take: Rgb { r: 1.0 - colour.r, g: 1.0 - colour.g, b: 1.0 - colour.b } }
    }
}

/// Some rows of the frame.
pub(super) struct Band {
    width: usize,
    top: usize,
    rows: usize,
    channels: [Vec<f32>; 3],
    cover: Vec<f32>,
    small: Vec<f32>,
}

impl Band {
    /// How many rows a band has: few enough to stay in the cache.
    pub const ROWS: usize = 16;

    pub fn new(width: usize) -> Self {
        Self {
            width,
            top: 0,
            rows: 0,
            channels: std::array::from_fn(|_| vec![0.0; width * Self::ROWS]),
            cover: vec![0.0; width],
            small: Vec::new(),
        }
    }

    /// Stand for other rows; what was painted is still there and has to be covered.
    pub fn move_to(&mut self, top: usize, rows: usize) {
        self.top = top;
        self.rows = rows.min(Self::ROWS);
    }

    /// The rows it stands for.
    pub fn span(&self) -> Range<usize> {
        self.top..self.top + self.rows
    }

    /// The rows of it that lie between two heights, in pixels.
    fn rows_between(&self, top: f32, bottom: f32) -> Range<usize> {
        index(top).max(self.top)..index(bottom.max(-1.0) + 1.0).min(self.top + self.rows)
    }

    fn columns_between(&self, left: f32, right: f32) -> Range<usize> {
        index(left).min(self.width)..index(right.max(-1.0) + 1.0).min(self.width)
    }

    /// One row, a slice for each channel.
    pub fn row(&mut self, y: usize) -> [&mut [f32]; 3] {
        let span = (y - self.top) * self.width..(y - self.top + 1) * self.width;
        self.channels.each_mut().map(|channel| &mut channel[span.clone()])
    }

    /// Cover everything with a field of colours.
    pub fn fill(&mut self, field: &Field<3>) {
        for y in self.span() {
            let span = (y - self.top) * self.width..(y - self.top + 1) * self.width;
            for (number, channel) in self.channels.iter_mut().enumerate() {
                field.row(number, y, &mut self.small, &mut channel[span.clone()]);
            }
        }
    }

    /// Lay paint on one row from a column on; `cover` says for each pixel how much, 0 to 1.
    pub fn lay(&mut self, y: usize, columns: Range<usize>, paint: Paint, cover: impl Fn(f32) -> f32) {
        if columns.is_empty() {
            return;
        }
        let from = columns.start;
        let covers = &mut self.cover[..columns.len()];
        for (step, slot) in covers.iter_mut().enumerate() {
            *slot = cover((from + step) as f32 + 0.5);
        }
        self.lay_covers(y, columns, paint);
    }

    /// Like [`lay`](Self::lay), but `cover` is asked with one of `parts` for each pixel.
    pub fn lay_each<T>(
        &mut self,
        y: usize,
        columns: Range<usize>,
        paint: Paint,
        parts: impl Iterator<Item = T>,
        cover: impl Fn(T) -> f32,
    ) {
        for (slot, part) in self.cover[..columns.len()].iter_mut().zip(parts) {
            *slot = cover(part);
        }
        self.lay_covers(y, columns, paint);
    }

    /// Lay paint by the covers written into `self.cover`.
    fn lay_covers(&mut self, y: usize, columns: Range<usize>, paint: Paint) {
        let row = (y - self.top) * self.width;
        let covers = &self.cover[..columns.len()];
        let parts = [(paint.add.r, paint.take.r), (paint.add.g, paint.take.g), (paint.add.b, paint.take.b)];
        for (channel, (add, take)) in self.channels.iter_mut().zip(parts) {
            for (there, cover) in channel[row + columns.start..row + columns.end].iter_mut().zip(covers) {
                *there += cover * (add - take * *there);
            }
        }
    }

    /// A disc whose edge is `edge` pixels soft; `rim` above 0 makes the rim brighter than the middle, as lenses do.
    pub fn disc(&mut self, at: (f32, f32), radius: f32, edge: f32, rim: f32, opacity: f32, paint: Paint) {
        let reach = radius + edge * 0.5;
        if opacity <= 0.002 || reach <= 0.0 {
            return;
        }
        let edge = edge.clamp(0.75, 2.0 * radius.max(0.75));
        // Near the rim, r^2 - d^2 is about 2 r (r - d): no root per pixel.
        let slope = 1.0 / (2.0 * reach * edge);
        let (full, inverse) = (reach * reach, 1.0 / (reach * reach));
        for y in self.rows_between(at.1 - reach, at.1 + reach) {
            let dy = y as f32 + 0.5 - at.1;
            let half = (full - dy * dy).max(0.0).sqrt();
            let columns = self.columns_between(at.0 - half, at.0 + half);
            self.lay(y, columns, paint, |x| {
                let d = (x - at.0) * (x - at.0) + dy * dy;
                let a = unit((full - d) * slope);
                a * a * (3.0 - 2.0 * a) * (1.0 - rim + rim * d * inverse) * opacity
            });
        }
    }

    /// A glow that fades out to nothing at `radius`.
    pub fn glow(&mut self, at: (f32, f32), radius: f32, opacity: f32, paint: Paint) {
        if opacity <= 0.002 || radius <= 0.0 {
            return;
        }
        let inverse = 1.0 / (radius * radius);
        for y in self.rows_between(at.1 - radius, at.1 + radius) {
            let dy = y as f32 + 0.5 - at.1;
            let half = (radius * radius - dy * dy).max(0.0).sqrt();
            let columns = self.columns_between(at.0 - half, at.0 + half);
            self.lay(y, columns, paint, |x| {
                let a = (1.0 - ((x - at.0) * (x - at.0) + dy * dy) * inverse).max(0.0);
                a * a * a * opacity
            });
        }
    }

    /// A line with round ends, `radius` to each side, its edge `edge` pixels soft.
    pub fn line(&mut self, a: (f32, f32), b: (f32, f32), radius: f32, edge: f32, opacity: f32, paint: Paint) {
        if opacity <= 0.002 {
            return;
        }
        let edge = edge.max(1.0);
        let reach = radius + edge * 0.5;
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let squared = dx * dx + dy * dy;
        let per_square = if squared > 1e-6 { 1.0 / squared } else { 0.0 };
        // A line thinner than a pixel is drawn a pixel wide and fainter.
        let slope = 1.0 / edge;
        for y in self.rows_between(a.1.min(b.1) - reach, a.1.max(b.1) + reach) {
            let py = y as f32 + 0.5;
            // The stretch of the line that reaches this row.
            let (from, to) = if dy.abs() < 1e-3 {
                (0.0, 1.0)
            } else {
                let (p, q) = ((py - reach - a.1) / dy, (py + reach - a.1) / dy);
                (unit(p.min(q)), unit(p.max(q)))
            };
            let (p, q) = (a.0 + dx * from, a.0 + dx * to);
            let columns = self.columns_between(p.min(q) - reach, p.max(q) + reach);
            let ay = py - a.1;
            self.lay(y, columns, paint, |x| {
                let ax = x - a.0;
                let along = unit((ax * dx + ay * dy) * per_square);
                let (ex, ey) = (ax - dx * along, ay - dy * along);
                unit((reach - (ex * ex + ey * ey).sqrt()) * slope) * opacity
            });
        }
    }

    /// An upright rectangle with edges `edge` pixels soft, whose cover goes from `upper` at its top to `lower`.
    pub fn pane(&mut self, corner: (f32, f32), size: (f32, f32), edge: f32, upper: f32, lower: f32, paint: Paint) {
        let slope = 1.0 / edge.max(1.0);
        let (left, right) = (corner.0 - edge * 0.5, corner.0 + size.0 + edge * 0.5);
        let (top, bottom) = (corner.1 - edge * 0.5, corner.1 + size.1 + edge * 0.5);
        for y in self.rows_between(top, bottom) {
            let py = y as f32 + 0.5;
            let down = unit((py - corner.1) / size.1.max(1.0));
            let opacity = (upper + (lower - upper) * down) * unit((py - top) * slope) * unit((bottom - py) * slope);
            if opacity <= 0.002 {
                continue;
            }
            let columns = self.columns_between(left, right);
            self.lay(y, columns, paint, |x| unit((x - left) * slope) * unit((right - x) * slope) * opacity);
        }
    }

    /// Everything below a skyline, one height per column; `colour` is asked for each row.
    pub fn ground(&mut self, skyline: &Skyline, edge: f32, colour: impl Fn(f32) -> Rgb) {
        let slope = 1.0 / edge.max(1.0);
        for y in self.rows_between(skyline.highest - edge, f32::MAX) {
            let py = y as f32 + 0.5;
            let paint = Paint::over(colour(py));
            skyline.cover(py, slope, &mut self.cover);
            self.lay_covers(y, 0..self.width, paint);
        }
    }

    /// A veil as thick as the field says, thinning out above and below a middle height: `(middle, reach)`.
    pub fn veil(&mut self, field: &Field<1>, (middle, reach): (f32, f32), paint: Paint) {
        for y in self.rows_between(middle - reach, middle + reach) {
            let off = (y as f32 + 0.5 - middle) / reach;
            let thick = (1.0 - off * off).max(0.0);
            field.row(0, y, &mut self.small, &mut self.cover);
            for slot in &mut self.cover {
                *slot *= thick;
            }
            self.lay_covers(y, 0..self.width, paint);
        }
    }

    /// What stands between a skyline and a level bottom.
    pub fn ground_until(&mut self, skyline: &Skyline, bottom: f32, edge: f32, colour: Rgb) {
        let slope = 1.0 / edge.max(1.0);
        for y in self.rows_between(skyline.highest - edge, bottom) {
            let py = y as f32 + 0.5;
            let stand = unit(bottom - y as f32);
            skyline.cover(py, slope, &mut self.cover);
            for slot in &mut self.cover {
                *slot *= stand;
            }
            self.lay_covers(y, 0..self.width, Paint::over(colour));
        }
    }

    /// Turn what was painted into bytes.
    pub fn develop(&self, film: &Film, out: &mut [u8]) {
        let [red, green, blue] = &self.channels;
        for (row, line) in out.chunks_exact_mut(self.width * 4).enumerate().take(self.rows) {
            let y = self.top + row;
            let span = row * self.width..(row + 1) * self.width;
            let (r, g, b) = (&red[span.clone()], &green[span.clone()], &blue[span]);
            let shade = film.rows[y % film.rows.len()];
            let grain = &film.grain[(y % Film::TILE) * Film::TILE..(y % Film::TILE + 1) * Film::TILE];
            let blocks = line.chunks_mut(Film::TILE * 4).zip(r.chunks(Film::TILE));
            let blocks = blocks.zip(g.chunks(Film::TILE)).zip(b.chunks(Film::TILE));
            for ((((pixels, r), g), b), shades) in blocks.zip(film.columns.chunks(Film::TILE)) {
                let (pixels, _) = pixels.as_chunks_mut::<4>();
                let parts = r.iter().zip(g).zip(b).zip(shades).zip(grain);
                for (pixel, ((((r, g), b), column), grain)) in pixels.iter_mut().zip(parts) {
                    let light = (column + shade) * 255.0;
                    *pixel = (level(r * light + grain)
                        | (level(g * light + grain) << 8)
                        | (level(b * light + grain) << 16)
                        | 0xff00_0000)
                        .to_le_bytes();
                }
            }
        }
    }
}

/// The nearest whole number, 0 to 255, without a conversion: adding 2^23 puts it into the lowest bits.
#[inline]
fn level(v: f32) -> u32 {
    (v.clamp(0.0, 255.0) + 8_388_608.0).to_bits() & 0xff
}

/// A skyline: for each column the height below which there is ground, in pixels from the top.
pub(super) struct Skyline<'a> {
    /// One more than there are columns.
    heights: &'a [f32],
    /// One over how many pixels of height a column spans, but never below a quarter.
    slants: Vec<f32>,
    /// How far the columns are shifted to the left: 0 up to 1.
    part: f32,
    highest: f32,
    lowest: f32,
}

impl<'a> Skyline<'a> {
    /// What is seen of a line of heights from a place on, given in columns.
    pub fn new(heights: &'a [f32], from: f32, columns: usize) -> Self {
        let start = index(from).min(heights.len().saturating_sub(columns + 1));
        let heights = &heights[start..start + columns + 1];
        let highest = heights.iter().copied().fold(f32::MAX, f32::min);
        let lowest = heights.iter().copied().fold(f32::MIN, f32::max);
        // Steep outlines are softened across more rows, so that they do not turn into stairs.
        let mut slants: Vec<f32> =
            heights.windows(3).map(|w| 1.0 / ((w[2] - w[0]) * 0.5).abs().clamp(1.0, 4.0)).collect();
        slants.insert(0, 1.0);
        slants.push(1.0);
        Self { heights, slants, part: fract(from), highest, lowest }
    }

    /// How much of each pixel of a row is ground. Two neighbours are mixed by cover, not by height: walls stay walls.
    fn cover(&self, y: f32, slope: f32, out: &mut [f32]) {
        let part = self.part;
        let pairs = self.heights.windows(2).zip(self.slants.windows(2));
        for (slot, (height, slant)) in out.iter_mut().zip(pairs) {
            let here = unit((y - height[0]) * slope * slant[0] + 0.5);
            let next = unit((y - height[1]) * slope * slant[1] + 0.5);
            *slot = here + (next - here) * part;
        }
    }

    /// Whether it covers all of a band.
    pub fn hides(&self, band: &Band) -> bool {
        self.lowest + 4.0 < band.top as f32
    }
}

/// What the picture is taken on: darker towards the corners, and a fine grain that stands still. The grain also breaks
/// up the steps of 8 bits; as it never moves, it costs an encoder nothing after the first frame.
pub(super) struct Film {
    columns: Vec<f32>,
    rows: Vec<f32>,
    grain: Vec<f32>,
}

impl Film {
    const TILE: usize = 256;

    /// `vignette`: how much light the corners lose, 0 to 1. `grain`: its height in levels of 255.
    pub fn new(width: usize, height: usize, vignette: f32, grain: f32) -> Self {
        let fall = |at: usize, of: usize| {
            let d = (at as f32 + 0.5) / of as f32 * 2.0 - 1.0;
            d * d * (0.4 + 0.6 * d * d) * vignette * 0.5
        };
        Self {
            columns: (0..width).map(|x| 1.0 - fall(x, width)).collect(),
            rows: (0..height).map(|y| -fall(y, height)).collect(),
            grain: Self::grain(grain),
        }
    }

    fn grain(height: f32) -> Vec<f32> {
        let mut dice = Dice::new(0x0067_7261_696e);
        // The sum of two dice is a triangle, which hides steps wholly.
        (0..Self::TILE * Self::TILE).map(|_| (dice.turn() - dice.turn()) * height).collect()
    }
}
