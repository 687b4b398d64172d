//! The one layout all frames have between a source and the encoder, and memory for them.

use gstreamer as gst;
use gstreamer::glib;
use gstreamer::prelude::*;
use gstreamer_video as gst_video;

use crate::plan::Size;

/// Conversions between layouts want both to name the same rate; which one does not matter.
pub const CONVERSION_RATE: gst::Fraction = gst::Fraction::new_raw(30, 1);

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
#[derive(Debug)]
pub struct FramePool {
    pool: gst::BufferPool,
    is_active: bool,
}

impl FramePool {
    /// For frames of a layout.
    pub fn new(info: &gst_video::VideoInfo) -> Self {
        let pool: gst::BufferPool = gst_video::VideoBufferPool::new().upcast();
        let mut config = pool.config();
        let size = u32::try_from(info.size()).unwrap_or(u32::MAX);
        config.set_params(info.to_caps().ok().as_ref(), size, 0, 0);
        let is_active = pool.set_config(config).is_ok() && pool.set_active(true).is_ok();
        Self { pool, is_active }
    }

    /// A frame to write to; what it shows is undefined.
    ///
    /// # Errors
    /// When there is no memory.
    pub fn frame(&self) -> Result<gst::Buffer, glib::BoolError> {
        if !self.is_active {
            return Err(glib::bool_error!("the frame pool could not be set up"));
        }
        self.pool.acquire_buffer(None).map_err(|error| glib::bool_error!("no frame to draw into: {error:?}"))
    }
}

impl Drop for FramePool {
    fn drop(&mut self) {
        if let Err(error) = self.pool.set_active(false) {
            tracing::warn!(%error, "a frame pool did not close");
        }
    }
}
