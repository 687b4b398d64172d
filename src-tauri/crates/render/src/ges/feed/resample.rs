//! Taking a rectangle that lies between pixels out of a plane, enlarged or reduced: what keeps slow movements from
//! stepping. Positions are in 1/256 of a pixel, weights too.

/// A plane of 8-bit samples without padding.
#[derive(Debug, Clone)]
pub struct Plane {
    /// Samples, row by row.
    pub samples: Vec<u8>,
    /// Samples in a row; at least one.
    pub width: usize,
    /// Rows; at least one.
    pub height: usize,
}

/// A rectangle of a plane, in samples and parts of them.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// Where one target sample lies between two source samples.
#[derive(Clone, Copy)]
struct Tap {
    first: usize,
    second: usize,
    weight: u16,
}

/// Fill `target` (rows `stride` apart) with what the rectangle shows.
pub fn resample(plane: &Plane, span: Span, target: &mut [u8], width: usize, height: usize, stride: usize) {
    let columns = taps(span.left, span.width, width, plane.width);
    let rows = taps(span.top, span.height, height, plane.height);
    // The columns in use, so that a close-up does not blend rows it never shows.
    let low = columns.iter().map(|tap| tap.first).min().unwrap_or_default();
    let high = columns.iter().map(|tap| tap.second).max().unwrap_or_default() + 1;
    let mut blended = vec![0_u16; high - low];
    let columns: Vec<Tap> =
        columns.into_iter().map(|tap| Tap { first: tap.first - low, second: tap.second - low, ..tap }).collect();
    for (row, tap) in target.chunks_mut(stride).zip(&rows) {
        let line = |index: usize| plane.samples.get(index * plane.width + low..index * plane.width + high);
        let (Some(upper), Some(lower)) = (line(tap.first), line(tap.second)) else { return };
        for ((blended, upper), lower) in blended.iter_mut().zip(upper).zip(lower) {
            *blended = u16::from(*upper) * (256 - tap.weight) + u16::from(*lower) * tap.weight;
        }
        for (sample, tap) in row.iter_mut().take(width).zip(&columns) {
            let (Some(left), Some(right)) = (blended.get(tap.first), blended.get(tap.second)) else { continue };
            let weight = u32::from(tap.weight);
            let sum = u32::from(*left) * (256 - weight) + u32::from(*right) * weight + (1 << 15);
            // At most 255 << 16, so the top half is a sample.
            *sample = u8::try_from(sum >> 16).unwrap_or(u8::MAX);
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positions are clamped to the plane")]
fn taps(start: f64, length: f64, count: usize, limit: usize) -> Vec<Tap> {
    let last = limit.saturating_sub(1);
    let step = length / count as f64;
    (0..count)
        .map(|index| {
            let at = ((start + (index as f64 + 0.5) * step - 0.5) * 256.0).round().clamp(0.0, last as f64 * 256.0);
            let at = at as usize;
            let first = at / 256;
            Tap { first, second: (first + 1).min(last), weight: (at % 256) as u16 }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_pixel_of_movement_shows_as_a_quarter_of_the_difference() {
        let plane = Plane { samples: vec![0, 100, 200, 100, 0, 100, 200, 100], width: 4, height: 2 };
        let mut target = [0; 4];
        resample(&plane, Span { left: 0.25, top: 0.0, width: 4.0, height: 1.0 }, &mut target, 4, 1, 4);
        assert_eq!(target, [25, 125, 175, 100]);
    }
}
