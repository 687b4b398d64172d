//! Lays a caption over a frame: planar and packed, only where the caption has ink.
//!
//! A bitmap is turned once into the planes of its frame, already multiplied by their opacity; a frame then costs one
//! multiplication a sample. This is what makes captions nearly free: see [`I420Overlay`].

use super::bitmap::CaptionBitmap;

/// How colours become luma and chroma.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct YuvCoding {
    /// The share of red in luma.
    pub kr: f64,
    /// The share of blue in luma.
    pub kb: f64,
    /// Whether luma spans 0 to 255 and not 16 to 235.
    pub is_full_range: bool,
}

impl YuvCoding {
    /// High definition video, limited range: what exports are.
    pub const BT709: Self = Self { kr: 0.2126, kb: 0.0722, is_full_range: false };
}

/// A plane of a frame: its samples and the distance from row to row.
#[derive(Debug)]
pub struct Plane<'a> {
    /// The samples.
    pub data: &'a mut [u8],
    /// From the start of a row to the start of the next.
    pub stride: usize,
}

/// Samples to lay over a plane: multiplied by their opacity, and what they leave of the sample below.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Layer {
    x: usize,
    y: usize,
    width: usize,
    over: Vec<u8>,
    /// 255 where nothing is laid over, 0 where nothing is left.
    kept: Vec<u8>,
    /// For each row, where its ink begins and ends.
    spans: Vec<(usize, usize)>,
}

impl Layer {
    fn new(x: usize, y: usize, width: usize, over: Vec<u8>, kept: Vec<u8>) -> Self {
        let span = |row: &[u8]| {
            let first = row.iter().position(|kept| *kept != 255);
            let last = row.iter().rposition(|kept| *kept != 255);
            first.zip(last).map_or((0, 0), |(first, last)| (first, last + 1))
        };
        let spans = kept.chunks_exact(width.max(1)).map(span).collect();
        Self { x, y, width, over, kept, spans }
    }

    fn blend(&self, plane: &mut Plane) {
        for (row, (from, to)) in self.spans.iter().enumerate() {
            let (at, below) = (row * self.width, (self.y + row) * plane.stride + self.x);
            let over = self.over.get(at + from..at + to).unwrap_or_default();
            let kept = self.kept.get(at + from..at + to).unwrap_or_default();
            let below = plane.data.get_mut(below + from..below + to).unwrap_or_default();
            lay_over(below, over, kept);
        }
    }
}

/// `below = over + below * kept / 255`, rounded.
fn lay_over(below: &mut [u8], over: &[u8], kept: &[u8]) {
    for ((below, over), kept) in below.iter_mut().zip(over).zip(kept) {
        *below = over.saturating_add(scaled(*below, *kept));
    }
}

/// `value * share / 255`, rounded to the nearest.
fn scaled(value: u8, share: u8) -> u8 {
    let product = u16::from(value) * u16::from(share) + 128;
    ((product + (product >> 8)) >> 8).to_le_bytes()[0]
}

/// A caption as the three planes of an I420 frame, or the two of an NV12 frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct I420Overlay {
    luma: Layer,
    blue: Layer,
    red: Layer,
}

impl I420Overlay {
    /// Turn a bitmap into planes. Chroma is the mean of each two by two pixels.
    pub fn new(bitmap: &CaptionBitmap, coding: YuvCoding) -> Self {
        let size = |length: u32| usize::try_from(length).unwrap_or(0);
        let (x, y, width, height) = (size(bitmap.x), size(bitmap.y), size(bitmap.width), size(bitmap.height));
        let coder = Coder::new(coding);
        let (over, kept) = bitmap.data.chunks_exact(4).map(|pixel| coder.luma_pixel(pixel)).unzip();
        let luma = Layer::new(x, y, width, over, kept);

        // Chroma pairs start at even columns and rows of the frame, wherever the bitmap starts.
        let (left, top) = (x / 2, y / 2);
        let right = (x + width).div_ceil(2).max(left);
        let bottom = (y + height).div_ceil(2).max(top);
        let mut chroma = [Vec::new(), Vec::new(), Vec::new()];
        let mut pairs = vec![[0_i32; 4]; right - left];
        for row in top..bottom {
            pairs.fill([0; 4]);
            for row in [row * 2, row * 2 + 1].into_iter().filter_map(|row| row.checked_sub(y)) {
                let pixels = bitmap.data.get(row * width * 4..(row + 1) * width * 4).unwrap_or_default();
                for (column, pixel) in pixels.chunks_exact(4).enumerate() {
                    let pair = &mut pairs[(x + column) / 2 - left];
                    pair.iter_mut().zip(pixel).for_each(|(sum, part)| *sum += i32::from(*part));
                }
            }
            for sums in &pairs {
                let mean = sums.map(|sum| (sum + 2) / 4);
                let (cb, cr) = if mean[3] == 0 { (0, 0) } else { coder.chroma(mean) };
                chroma[0].push(cb);
                chroma[1].push(cr);
                chroma[2].push(255 - mean[3].to_le_bytes()[0]);
            }
        }
        let [cb, cr, kept] = chroma;
        Self {
            luma,
            blue: Layer::new(left, top, right - left, cb, kept.clone()),
            red: Layer::new(left, top, right - left, cr, kept),
        }
    }

    /// Lay it over the planes of an I420 frame: luma, blue chroma, red chroma.
    pub fn blend(&self, [luma, blue, red]: [&mut Plane; 3]) {
        self.luma.blend(luma);
        self.blue.blend(blue);
        self.red.blend(red);
    }

    /// Lay it over the planes of an NV12 frame: luma, and both chromas in turn.
    pub fn blend_nv12(&self, [luma, chroma]: [&mut Plane; 2]) {
        self.luma.blend(luma);
        let Layer { x, y, width, over, kept, spans } = &self.blue;
        for (row, (from, to)) in spans.iter().enumerate() {
            let (at, below) = (row * width, (y + row) * chroma.stride + x * 2);
            let below = chroma.data.get_mut(below + from * 2..below + to * 2).unwrap_or_default();
            for (column, pair) in below.chunks_exact_mut(2).enumerate() {
                let at = at + from + column;
                pair[0] = over[at].saturating_add(scaled(pair[0], kept[at]));
                pair[1] = self.red.over[at].saturating_add(scaled(pair[1], kept[at]));
            }
        }
    }
}

/// Lay a bitmap over a packed frame of four bytes a pixel whose first is red (RGBA) or blue (BGRA).
pub fn blend_packed(bitmap: &CaptionBitmap, frame: &mut Plane, is_red_first: bool) {
    let size = |length: u32| usize::try_from(length).unwrap_or(0);
    let (x, y, width) = (size(bitmap.x), size(bitmap.y), size(bitmap.width));
    for (row, over) in bitmap.data.chunks_exact((width * 4).max(4)).enumerate() {
        let at = (y + row) * frame.stride + x * 4;
        let below = frame.data.get_mut(at..at + width * 4).unwrap_or_default();
        for (below, over) in below.chunks_exact_mut(4).zip(over.chunks_exact(4)) {
            let kept = 255 - over[3];
            let (first, third) = if is_red_first { (over[2], over[0]) } else { (over[0], over[2]) };
            below[0] = first.saturating_add(scaled(below[0], kept));
            below[1] = over[1].saturating_add(scaled(below[1], kept));
            below[2] = third.saturating_add(scaled(below[2], kept));
            below[3] = over[3].saturating_add(scaled(below[3], kept));
        }
    }
}

/// The weights of a [`YuvCoding`] in 65536ths, offsets in units of 255ths of opacity.
struct Coder {
    luma: [i32; 4],
    cb: [i32; 4],
    cr: [i32; 4],
}

impl Coder {
    fn new(coding: YuvCoding) -> Self {
        let YuvCoding { kr, kb, is_full_range } = coding;
        let kg = 1.0 - kr - kb;
        let (luma, chroma, offset) = if is_full_range { (1.0, 1.0, 0.0) } else { (219.0 / 255.0, 224.0 / 255.0, 16.0) };
        let fixed = |weights: [f64; 4]| weights.map(|weight| super::pixels::whole((weight * 65536.0).round()));
        let (blue, red) = (chroma / (2.0 * (1.0 - kb)), chroma / (2.0 * (1.0 - kr)));
        Self {
            luma: fixed([kr * luma, kg * luma, kb * luma, offset / 255.0]),
            cb: fixed([-kr * blue, -kg * blue, chroma / 2.0, 128.0 / 255.0]),
            cr: fixed([chroma / 2.0, -kg * red, -kb * red, 128.0 / 255.0]),
        }
    }

    /// What a premultiplied pixel lays over luma, and what it keeps of it.
    fn luma_pixel(&self, pixel: &[u8]) -> (u8, u8) {
        match pixel {
            [_, _, _, 0] => (0, 255),
            [blue, green, red, alpha] => {
                (weighted(self.luma, [*red, *green, *blue, *alpha].map(i32::from)), 255 - alpha)
            }
            _ => (0, 255),
        }
    }

    /// What the mean of premultiplied pixels lays over both chromas.
    fn chroma(&self, [blue, green, red, alpha]: [i32; 4]) -> (u8, u8) {
        let parts = [red, green, blue, alpha];
        (weighted(self.cb, parts), weighted(self.cr, parts))
    }
}

fn weighted(weights: [i32; 4], parts: [i32; 4]) -> u8 {
    let sum: i32 = weights.iter().zip(parts).map(|(weight, part)| weight * part).sum();
    u8::try_from(((sum + 32768) >> 16).clamp(0, 255)).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A bitmap of one colour, given as red, green, blue and opacity, not premultiplied.
    fn plain(x: u32, y: u32, width: u32, height: u32, [red, green, blue, alpha]: [u8; 4]) -> CaptionBitmap {
        let pixel = [scaled(blue, alpha), scaled(green, alpha), scaled(red, alpha), alpha];
        CaptionBitmap { x, y, width, height, data: pixel.repeat((width * height) as usize) }
    }

    fn blended(bitmap: &CaptionBitmap, below: [u8; 3]) -> [Vec<u8>; 3] {
        let mut planes = [vec![below[0]; 64], vec![below[1]; 16], vec![below[2]; 16]];
        let [luma, blue, red] = &mut planes;
        I420Overlay::new(bitmap, YuvCoding::BT709).blend([
            &mut Plane { data: luma, stride: 8 },
            &mut Plane { data: blue, stride: 4 },
            &mut Plane { data: red, stride: 4 },
        ]);
        planes
    }

    #[test]
    fn opaque_colours_are_coded_as_bt709_says() {
        for (color, expected) in [
            ([255, 255, 255, 255], [235, 128, 128]),
            ([0, 0, 0, 255], [16, 128, 128]),
            ([255, 0, 0, 255], [63, 102, 240]),
            ([0, 255, 0, 255], [173, 42, 26]),
            ([0, 0, 255, 255], [32, 240, 118]),
        ] {
            let planes = blended(&plain(0, 0, 8, 8, color), [90, 30, 200]);
            for (plane, expected) in planes.iter().zip(expected) {
                assert!(plane.iter().all(|sample| *sample == expected), "{color:?}: {plane:?} is {expected}");
            }
        }
    }

    #[test]
    fn half_opaque_is_half_way_and_transparent_changes_nothing() {
        let planes = blended(&plain(0, 0, 8, 8, [255, 255, 255, 128]), [35, 28, 228]);
        assert!((i16::from(planes[0][0]) - 135).abs() <= 1, "{}", planes[0][0]);
        assert!((i16::from(planes[1][0]) - 78).abs() <= 1, "{}", planes[1][0]);
        assert!((i16::from(planes[2][0]) - 178).abs() <= 1, "{}", planes[2][0]);
        let untouched = blended(&plain(0, 0, 8, 8, [255, 0, 0, 0]), [35, 28, 228]);
        assert_eq!(untouched, [vec![35; 64], vec![28; 16], vec![228; 16]]);
    }

    #[test]
    fn an_odd_place_touches_only_its_own_pixels() {
        let planes = blended(&plain(3, 1, 2, 3, [255, 255, 255, 255]), [50, 60, 70]);
        for (at, sample) in planes[0].iter().enumerate() {
            let inside = (3..5).contains(&(at % 8)) && (1..4).contains(&(at / 8));
            assert_eq!(*sample, if inside { 235 } else { 50 }, "luma {at}");
        }
        for (at, sample) in planes[1].iter().enumerate() {
            let inside = (1..3).contains(&(at % 4)) && (0..2).contains(&(at / 4));
            assert_eq!(*sample != 60, inside, "chroma {at}");
        }
    }

    #[test]
    fn packed_frames_get_the_colours_in_their_order() {
        let bitmap = plain(1, 1, 1, 1, [200, 100, 50, 255]);
        for (is_red_first, expected) in [(true, [200, 100, 50, 255]), (false, [50, 100, 200, 255])] {
            let mut data = vec![9; 2 * 2 * 4];
            blend_packed(&bitmap, &mut Plane { data: &mut data, stride: 8 }, is_red_first);
            assert_eq!(data[12..], expected);
            assert_eq!(data[..12], [9; 12]);
        }
    }

    #[test]
    fn scaling_rounds_to_the_nearest() {
        for value in 0..=255_u8 {
            for share in 0..=255_u8 {
                let exact = (u32::from(value) * u32::from(share) * 2 + 255) / 510;
                assert_eq!(u32::from(scaled(value, share)), exact, "{value} * {share}");
            }
        }
    }

    #[test]
    fn a_bitmap_that_leaves_the_frame_is_left_out_without_harm() {
        let planes = blended(&plain(6, 6, 8, 8, [255, 255, 255, 255]), [50, 60, 70]);
        assert_eq!(planes[0].len(), 64);
    }
}
