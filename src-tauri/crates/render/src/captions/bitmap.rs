//! A drawn caption: premultiplied pixels, cropped to what has ink, with the place they stand in the frame.

use cairo::ImageSurface;

use super::CaptionError;

/// Pixels to lay over a frame: blue, green, red, opacity, the colours multiplied by the opacity. Rows have no padding.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaptionBitmap {
    /// The column of the frame its left edge stands at.
    pub x: u32,
    /// The row of the frame its top edge stands at.
    pub y: u32,
    /// Its width in pixels; 0 where the caption has no ink.
    pub width: u32,
    /// Its height in pixels; 0 where the caption has no ink.
    pub height: u32,
    /// `width * height * 4` bytes.
    pub data: Vec<u8>,
}

impl CaptionBitmap {
    /// Whether there is nothing to see.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// The pixels of a surface whose top left pixel stands at a place of the frame, cropped to their ink.
    pub(super) fn cropped(surface: &mut ImageSurface, x: u32, y: u32) -> Result<Self, CaptionError> {
        let size = |length: i32| usize::try_from(length).unwrap_or(0);
        let (width, height, stride) = (size(surface.width()), size(surface.height()), size(surface.stride()));
        let data = surface.data()?;
        let row = |y: usize| data.get(y * stride..y * stride + width * 4).unwrap_or_default();
        let has_ink = |y: &usize| row(*y).chunks_exact(4).any(|pixel| opacity(pixel) != 0);
        let (Some(top), Some(bottom)) = ((0..height).find(has_ink), (0..height).rfind(has_ink)) else {
            return Ok(Self::default());
        };
        let (mut left, mut right) = (width, 0);
        for y in top..=bottom {
            let is_inked = |pixel: &[u8]| opacity(pixel) != 0;
            left = row(y).chunks_exact(4).position(is_inked).map_or(left, |first| first.min(left));
            right = row(y).chunks_exact(4).rposition(is_inked).map_or(right, |last| (last + 1).max(right));
        }
        let mut pixels = Vec::with_capacity((right - left) * (bottom + 1 - top) * 4);
        for y in top..=bottom {
            let cropped = row(y).get(left * 4..right * 4).unwrap_or_default();
            // Cairo's pixels are native words: opacity, red, green, blue from the highest byte down.
            pixels.extend(cropped.chunks_exact(4).flat_map(|pixel| word(pixel).to_le_bytes()));
        }
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        Ok(Self {
            x: x + count(left),
            y: y + count(top),
            width: count(right - left),
            height: count(bottom + 1 - top),
            data: pixels,
        })
    }
}

fn word(pixel: &[u8]) -> u32 {
    pixel.try_into().map_or(0, u32::from_ne_bytes)
}

fn opacity(pixel: &[u8]) -> u32 {
    word(pixel) >> 24
}
