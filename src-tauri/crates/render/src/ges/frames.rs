//! The one layout all frames have between a source and the encoder, and memory for them.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use bobine_model::{FrameRate, Frames};
use gstreamer as gst;
use gstreamer::glib;
use gstreamer_video as gst_video;

use crate::plan::Size;

/// Conversions between layouts want both to name the same rate; which one does not matter.
pub const CONVERSION_RATE: gst::Fraction = gst::Fraction::new_raw(30, 1);

/// The number of the frame that starts nearest to a time.
pub fn number_at(time: gst::ClockTime, rate: FrameRate) -> Frames {
    let unit = 1_000_000_000 * u128::from(rate.den());
    let number = (u128::from(time.nseconds()) * u128::from(rate.num()) + unit / 2) / unit;
    Frames::new(u32::try_from(number).unwrap_or(u32::MAX))
}

/// Planar 4:2:0 in BT.709, limited range, square pixels, progressive.
///
/// # Errors
/// When the size is none.
pub fn layout(size: Size, rate: gst::Fraction) -> Result<gst_video::VideoInfo, glib::BoolError> {
    let colorimetry = gst_video::VideoColorimetry::new(
        gst_video::VideoColorRange::Range16_235,
        gst_video::VideoColorMatrix::Bt709,
        gst_video::VideoTransferFunction::Bt709,
        gst_video::VideoColorPrimaries::Bt709,
    );
    gst_video::VideoInfo::builder(gst_video::VideoFormat::I420, size.width, size.height)
        .fps(rate)
        .par(gst::Fraction::new(1, 1))
        .interlace_mode(gst_video::VideoInterlaceMode::Progressive)
        .colorimetry(&colorimetry)
        .chroma_site(gst_video::VideoChromaSite::H_COSITED)
        .build()
}

/// Frames whose memory is used again once nobody holds them: fresh memory of three megabytes costs more than filling it.
///
/// Not a GStreamer buffer pool: elements within GES copy buffers without copying their memory, and a buffer pool throws
/// memory away that somebody else still holds when its buffer comes back.
#[derive(Debug, Clone)]
pub struct FramePool {
    size: usize,
    idle: Arc<Mutex<Vec<Vec<u8>>>>,
}

/// The same layout without a rate: conversions know no time.
///
/// # Errors
/// When it is no layout at all.
pub fn still_layout(info: &gst_video::VideoInfo) -> Result<gst_video::VideoInfo, glib::BoolError> {
    gst_video::VideoInfo::builder(info.format(), info.width(), info.height())
        .par(info.par())
        .fps(CONVERSION_RATE)
        .colorimetry(&info.colorimetry())
        .chroma_site(info.chroma_site())
        .stride(info.stride())
        .offset(info.offset())
        .size(info.size())
        .build()
}

/// How to scale a picture: as wished, where that leaves grey grey, else evenly from each pixel to the next. GStreamer's
/// weights for pixels of eight bits are of six; for some sizes those of its better methods do not sum up to one, and a
/// picture of a third of the size is six levels too bright.
pub fn scaling(wished: gst_video::VideoResamplerMethod, from: Size, to: Size) -> gst_video::VideoResamplerMethod {
    let keeps_grey = |from: (u32, u32), to: (u32, u32)| keeps_grey(wished, from, to).unwrap_or_default();
    // Width and height are scaled one after the other, each line as all others.
    if keeps_grey((from.width, ACROSS), (to.width, ACROSS)) && keeps_grey((ACROSS, from.height), (ACROSS, to.height)) {
        wished
    } else {
        gst_video::VideoResamplerMethod::Linear
    }
}

/// Pixels across the way that is looked at.
const ACROSS: u32 = 16;
/// Bright enough that a weight too much shows.
const GREY: u8 = 235;

/// Whether a grey line of a length is as grey in another; nothing where that cannot be tried.
fn keeps_grey(method: gst_video::VideoResamplerMethod, from: (u32, u32), to: (u32, u32)) -> Option<bool> {
    let info = |(width, height)| layout(Size { width, height }, CONVERSION_RATE).ok();
    let (source, target) = (info(from)?, info(to)?);
    let mut config = gst_video::VideoConverterConfig::new();
    config.set_resampler_method(method);
    let convert = gst_video::VideoConverter::new(&source, &target, Some(config)).ok()?;
    let grey = gst::Buffer::from_mut_slice(vec![GREY; source.size()]);
    let grey = gst_video::VideoFrameRef::from_buffer_ref_readable(&grey, &source).ok()?;
    // What lies between the lines is never written.
    let scaled = gst::Buffer::from_mut_slice(vec![GREY; target.size()]);
    let mut scaled = gst_video::VideoFrame::from_buffer_writable(scaled, &target).ok()?;
    convert.frame_ref(&grey, &mut scaled.as_mut_video_frame_ref());
    Some((0..3).all(|plane| scaled.plane_data(plane).is_ok_and(|samples| samples.iter().all(|it| *it == GREY))))
}

/// Memory of frames kept idle at most.
const MOST_IDLE: usize = 24;

impl FramePool {
    /// For frames of a layout.
    pub fn new(info: &gst_video::VideoInfo) -> Self {
        Self { size: info.size(), idle: Arc::default() }
    }

    /// A frame to write to; what it shows is undefined.
    pub fn frame(&self) -> gst::Buffer {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let bytes = idle.unwrap_or_else(|| vec![0; self.size]);
        gst::Buffer::from_mut_slice(FrameBytes { bytes, home: Arc::downgrade(&self.idle) })
    }
}

/// The memory of a frame, on its way back home when the last buffer lets go of it.
struct FrameBytes {
    bytes: Vec<u8>,
    home: Weak<Mutex<Vec<Vec<u8>>>>,
}

impl AsRef<[u8]> for FrameBytes {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl AsMut<[u8]> for FrameBytes {
    fn as_mut(&mut self) -> &mut [u8] {
        &mut self.bytes
    }
}

impl Drop for FrameBytes {
    fn drop(&mut self) {
        let Some(home) = self.home.upgrade() else { return };
        let mut idle = home.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MOST_IDLE {
            idle.push(std::mem::take(&mut self.bytes));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scaling_leaves_grey_grey() {
        gst::init().expect("GStreamer");
        let size = |width, height| Size { width, height };
        let cubic = gst_video::VideoResamplerMethod::Cubic;
        for (from, to) in [
            (size(1080, 1920), size(360, 640)),
            (size(160, 90), size(180, 102)),
            (size(50, 50), size(166, 170)),
            (size(720, 1280), size(1080, 1920)),
        ] {
            let method = scaling(cubic, from, to);
            let whole = keeps_grey(method, (from.width, from.height), (to.width, to.height));
            assert_eq!(whole, Some(true), "{from:?} to {to:?} by {method:?}");
        }
        assert_eq!(scaling(cubic, size(720, 1280), size(1080, 1920)), cubic, "what is exact stays as wished");
    }

    #[test]
    fn memory_comes_back_only_when_nobody_holds_it() {
        gst::init().expect("GStreamer");
        let pool = FramePool::new(&layout(Size { width: 64, height: 64 }, CONVERSION_RATE).expect("a layout"));
        let idle = || pool.idle.lock().expect("no panic").len();
        let frame = pool.frame();
        let shallow = frame.copy();
        drop(frame);
        assert_eq!(idle(), 0, "the copy holds it still");
        drop(shallow);
        assert_eq!(idle(), 1);
        drop(pool.frame());
        assert_eq!(idle(), 1, "the same memory again");
    }
}
