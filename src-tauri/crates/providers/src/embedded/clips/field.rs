//! Soft pictures, computed small and spread smoothly over the frame.

use super::colour::Rgb;

/// A picture of one value per `cell` x `cell` pixels and channel. It is spread by quadratic B-splines, so that neither
/// steps nor creases show. Cells reach one beyond the frame on every side.
pub(super) struct Field<const CHANNELS: usize> {
    cell: usize,
    columns: usize,
    rows: usize,
    planes: [Vec<f32>; CHANNELS],
}

impl<const CHANNELS: usize> Field<CHANNELS> {
    /// For a frame so wide and high, with cells of 2, 4 or 8 pixels; `value` is asked for the middle of each cell, in
    /// pixels.
    pub fn new(width: usize, height: usize, cell: usize, mut value: impl FnMut(f32, f32) -> [f32; CHANNELS]) -> Self {
        let mut field = Self::blank(width, height, cell);
        for row in 0..field.rows {
            for column in 0..field.columns {
                let parts = value(field.middle(column), field.middle(row));
                let at = row * field.columns + column;
                for (plane, part) in field.planes.iter_mut().zip(parts) {
                    plane[at] = part;
                }
            }
        }
        field
    }

    /// Like `new`, a row at a time: `fill` gets the row's middle and one slice for each channel. For loops that should
    /// become vector code.
    pub fn by_rows(
        width: usize,
        height: usize,
        cell: usize,
        mut fill: impl FnMut(f32, [&mut [f32]; CHANNELS]),
    ) -> Self {
        let mut field = Self::blank(width, height, cell);
        let columns = field.columns;
        for row in 0..field.rows {
            let y = field.middle(row);
            let span = row * columns..(row + 1) * columns;
            fill(y, field.planes.each_mut().map(|plane| &mut plane[span.clone()]));
        }
        field
    }

    fn blank(width: usize, height: usize, cell: usize) -> Self {
        let (columns, rows) = (width.div_ceil(cell) + 2, height.div_ceil(cell) + 2);
        Self { cell, columns, rows, planes: std::array::from_fn(|_| vec![0.0; columns * rows]) }
    }

    /// The middle of a cell, in pixels.
    fn middle(&self, index: usize) -> f32 {
        (index as f32 - 0.5) * self.cell as f32
    }

    /// The middles of all columns, in pixels.
    pub fn middles(width: usize, cell: usize) -> Vec<f32> {
        (0..width.div_ceil(cell) + 2).map(|index| (index as f32 - 0.5) * cell as f32).collect()
    }

    /// Write one row of one channel, pixel by pixel.
    pub fn row(&self, channel: usize, y: usize, small: &mut Vec<f32>, out: &mut [f32]) {
        let at = (y / self.cell).min(self.rows - 3);
        let [a, b, c] = weights(y % self.cell, self.cell);
        let plane = &self.planes[channel];
        let line = |row: usize| &plane[row * self.columns..(row + 1) * self.columns];
        small.clear();
        small.extend(
            line(at).iter().zip(line(at + 1)).zip(line(at + 2)).map(|((up, mid), low)| up * a + mid * b + low * c),
        );
        match self.cell {
            2 => spread::<2>(small, out),
            4 => spread::<4>(small, out),
            _ => spread::<8>(small, out),
        }
    }
}

impl Field<3> {
    /// A field of colours.
    pub fn colours(width: usize, height: usize, cell: usize, mut colour: impl FnMut(f32, f32) -> Rgb) -> Self {
        Self::new(width, height, cell, |x, y| {
            let c = colour(x, y);
            [c.r, c.g, c.b]
        })
    }
}

/// The B-spline's three weights for a pixel of a cell.
fn weights(pixel: usize, cell: usize) -> [f32; 3] {
    let f = (pixel as f32 + 0.5) / cell as f32 - 0.5;
    [0.5 * (0.5 - f) * (0.5 - f), 0.75 - f * f, 0.5 * (0.5 + f) * (0.5 + f)]
}

fn spread<const CELL: usize>(small: &[f32], out: &mut [f32]) {
    let weights: [[f32; 3]; CELL] = std::array::from_fn(|pixel| weights(pixel, CELL));
    let (whole, rest) = out.as_chunks_mut::<CELL>();
    let mut windows = small.windows(3);
    for (block, cells) in whole.iter_mut().zip(&mut windows) {
        for (pixel, w) in block.iter_mut().zip(weights) {
            *pixel = cells[0] * w[0] + cells[1] * w[1] + cells[2] * w[2];
        }
    }
    if let Some(cells) = windows.next() {
        for (pixel, w) in rest.iter_mut().zip(weights) {
            *pixel = cells[0] * w[0] + cells[1] * w[1] + cells[2] * w[2];
        }
    }
}
