//! Between the engine's planes and the red, green and blue of screens. GStreamer's own conversion is quick and some
//! levels off; this one is exact.

use gstreamer as gst;
use gstreamer_video as gst_video;
use gstreamer_video::prelude::*;
use yuv::{
    BufferStoreMut, YuvConversionMode, YuvError, YuvPlanarImage, YuvPlanarImageMut, YuvRange, YuvStandardMatrix,
};

use crate::plan::Size;

/// Which numbers stand for a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbers {
    /// Of video: BT.709, limited range.
    Video,
    /// Of JPEG: the matrix of old television, full range.
    Jpeg,
}

impl Numbers {
    const fn of(self) -> (YuvRange, YuvStandardMatrix) {
        match self {
            Self::Video => (YuvRange::Limited, YuvStandardMatrix::Bt709),
            Self::Jpeg => (YuvRange::Full, YuvStandardMatrix::Bt601),
        }
    }
}

/// Planes of 4:2:0 video as red, green, blue and an alpha of 255, row after row, nothing between rows.
///
/// # Errors
/// When the frame's planes are none of these.
pub fn to_rgba(frame: &gst_video::VideoFrameRef<&gst::BufferRef>) -> Result<Vec<u8>, YuvError> {
    let (width, height) = (frame.width(), frame.height());
    let plane = |index: u32| frame.plane_data(index).unwrap_or_default();
    let planes = YuvPlanarImage {
        y_plane: plane(0),
        y_stride: stride(frame.plane_stride(), 0),
        u_plane: plane(1),
        u_stride: stride(frame.plane_stride(), 1),
        v_plane: plane(2),
        v_stride: stride(frame.plane_stride(), 2),
        width,
        height,
    };
    let mut rgba = vec![0; usize::try_from(u64::from(width) * 4 * u64::from(height)).unwrap_or_default()];
    let (range, matrix) = Numbers::Video.of();
    yuv::yuv420_to_rgba(&planes, &mut rgba, width * 4, range, matrix)?;
    Ok(rgba)
}

/// Pixels as [`to_rgba`] gives them, into the planes of a 4:2:0 frame of the same size.
///
/// # Errors
/// When there are fewer pixels than the frame has, or its planes are others.
pub fn from_rgba(
    pixels: &[u8],
    frame: &mut gst_video::VideoFrameRef<&mut gst::BufferRef>,
    numbers: Numbers,
) -> Result<(), YuvError> {
    let (width, height) = (frame.width(), frame.height());
    let strides = [0, 1, 2].map(|plane| stride(frame.plane_stride(), plane));
    let [y, u, v, _] = frame.planes_data_mut();
    let mut planes = YuvPlanarImageMut {
        y_plane: BufferStoreMut::Borrowed(y),
        y_stride: strides[0],
        u_plane: BufferStoreMut::Borrowed(u),
        u_stride: strides[1],
        v_plane: BufferStoreMut::Borrowed(v),
        v_stride: strides[2],
        width,
        height,
    };
    let (range, matrix) = numbers.of();
    yuv::rgba_to_yuv420(&mut planes, pixels, width * 4, range, matrix, YuvConversionMode::Balanced)
}

/// Pixels in another size: each shows the mean of what it covers, which keeps fine patterns from flickering in small
/// pictures, and grey grey.
pub fn resized(pixels: &[u8], from: Size, to: Size) -> Vec<u8> {
    let (columns, rows) = (spans(from.width, to.width), spans(from.height, to.height));
    let row_bytes = usize::try_from(from.width).unwrap_or_default() * 4;
    let mut resized = Vec::with_capacity(columns.len() * rows.len() * 4);
    let mut sums = vec![0_u64; row_bytes];
    for (first, weights) in &rows {
        sums.fill(0);
        for (row, weight) in pixels.chunks_exact(row_bytes.max(1)).skip(*first).zip(weights) {
            sums.iter_mut().zip(row).for_each(|(sum, sample)| *sum += u64::from(*sample) * weight);
        }
        let height: u64 = weights.iter().sum();
        for (first, weights) in &columns {
            let area = weights.iter().sum::<u64>() * height;
            let covered = sums.get(first * 4..).unwrap_or_default();
            for channel in 0..4 {
                let samples = covered.iter().skip(channel).step_by(4).zip(weights);
                let sum: u64 = samples.map(|(sample, weight)| sample * weight).sum();
                resized.push(u8::try_from((sum + area / 2) / area.max(1)).unwrap_or(u8::MAX));
            }
        }
    }
    resized
}

/// For each of `to` stretches of a line of `from` samples, the first sample it covers and how much of it and of those
/// that follow, in parts of `to`.
fn spans(from: u32, to: u32) -> Vec<(usize, Vec<u64>)> {
    let (from, to) = (u64::from(from.max(1)), u64::from(to.max(1)));
    (0..to)
        .map(|index| {
            let (start, end) = (index * from, (index + 1) * from);
            let covered = start / to..end.div_ceil(to);
            let first = usize::try_from(covered.start).unwrap_or_default();
            let weights = covered.map(|sample| end.min((sample + 1) * to) - start.max(sample * to));
            (first, weights.collect())
        })
        .collect()
}

fn stride(strides: &[i32], plane: usize) -> u32 {
    strides.get(plane).and_then(|stride| u32::try_from(*stride).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resized_pixel_is_the_mean_of_what_it_covers() {
        let grey = |samples: &[u8]| samples.iter().flat_map(|sample| [*sample; 4]).collect::<Vec<u8>>();
        let wide = |width| Size { width, height: 1 };
        assert_eq!(resized(&grey(&[10, 20, 30, 50]), wide(4), wide(2)), grey(&[15, 40]));
        // Each covers one and a half: 10 and half of 40, half of 40 and 100.
        assert_eq!(resized(&grey(&[10, 40, 100]), wide(3), wide(2)), grey(&[20, 80]));
        assert_eq!(resized(&grey(&[10, 90]), wide(2), wide(4)), grey(&[10, 10, 90, 90]));
        let tall = resized(&grey(&[0, 100, 50, 250]), Size { width: 2, height: 2 }, Size { width: 1, height: 1 });
        assert_eq!(tall, grey(&[100]));
        let even = resized(&grey(&[181; 37 * 53]), Size { width: 37, height: 53 }, Size { width: 9, height: 16 });
        assert!(even.iter().all(|sample| *sample == 181), "grey stays grey");
    }
}
