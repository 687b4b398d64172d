//! The inside of `bobinecaptions`: from a buffer's time to a frame of the video, to a bitmap, to the picture.

use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use gstreamer as gst;
use gstreamer::glib;
use gstreamer::subclass::prelude::*;
use gstreamer_base::prelude::*;
use gstreamer_base::subclass::BaseTransformMode;
use gstreamer_base::subclass::prelude::*;
use gstreamer_video::prelude::*;
use gstreamer_video::subclass::prelude::*;
use gstreamer_video::{VideoColorMatrix, VideoColorRange, VideoFormat, VideoFrameRef, VideoInfo};

use crate::captions::CaptionError;
use crate::captions::bitmap::CaptionBitmap;
use crate::captions::blend::{self, I420Overlay, Plane, YuvCoding};
use crate::captions::track::{CaptionReel, CaptionTrack};

static FORMATS: [VideoFormat; 6] =
    [VideoFormat::I420, VideoFormat::Nv12, VideoFormat::Rgba, VideoFormat::Bgra, VideoFormat::Rgbx, VideoFormat::Bgrx];

static TEMPLATES: LazyLock<Vec<gst::PadTemplate>> = LazyLock::new(|| {
    let caps = gstreamer_video::VideoCapsBuilder::new().format_list(FORMATS).build();
    [("sink", gst::PadDirection::Sink), ("src", gst::PadDirection::Src)]
        .into_iter()
        .map(|(name, direction)| {
            gst::PadTemplate::new(name, direction, gst::PadPresence::Always, &caps)
                .expect("a fixed name, direction and caps make a template")
        })
        .collect()
});

static METADATA: LazyLock<gst::subclass::ElementMetadata> = LazyLock::new(|| {
    gst::subclass::ElementMetadata::new(
        "Captions of Bobine",
        "Filter/Effect/Video",
        "Lays word by word captions over video",
        "Bobine",
    )
});

#[derive(Debug, Default)]
pub struct CaptionFilter {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    track: Option<Arc<CaptionTrack>>,
    /// Made at the first frame of a size; dropped when the track or the size changes.
    reel: Option<((u32, u32), CaptionReel)>,
    /// The newest bitmap as planes of the frames that pass.
    planar: Option<(Arc<CaptionBitmap>, YuvCoding, I420Overlay)>,
}

impl CaptionFilter {
    pub(super) fn set_track(&self, track: Option<Arc<CaptionTrack>>) {
        *self.state() = State { track, ..State::default() };
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the buffer stands in the video: stream time, which a seek does not shift.
    fn stream_nanos(&self, pts: gst::ClockTime) -> u64 {
        let segment = self.obj().segment();
        let time = segment.downcast_ref::<gst::ClockTime>().and_then(|segment| segment.to_stream_time(pts));
        time.unwrap_or(pts).nseconds()
    }
}

impl State {
    fn bitmap(&mut self, nanos: u64, size: (u32, u32)) -> Result<Option<Arc<CaptionBitmap>>, CaptionError> {
        let Some(track) = &self.track else { return Ok(None) };
        let frame = track.frame_at(nanos);
        let mut reel = match self.reel.take().filter(|(of, _)| *of == size) {
            Some((_, reel)) => reel,
            None => CaptionReel::new(Arc::clone(track), size)?,
        };
        let bitmap = reel.bitmap(frame);
        self.reel = Some((size, reel));
        Ok(bitmap?.filter(|bitmap| !bitmap.is_empty()))
    }

    fn planar(&mut self, bitmap: &Arc<CaptionBitmap>, coding: YuvCoding) -> &I420Overlay {
        let fresh = match self.planar.take() {
            Some(drawn) if Arc::ptr_eq(&drawn.0, bitmap) && drawn.1 == coding => drawn,
            _ => (Arc::clone(bitmap), coding, I420Overlay::new(bitmap, coding)),
        };
        &self.planar.insert(fresh).2
    }
}

#[glib::object_subclass]
impl ObjectSubclass for CaptionFilter {
    const NAME: &'static str = "BobineCaptionFilter";
    type Type = super::CaptionFilter;
    type ParentType = gstreamer_video::VideoFilter;
}

impl ObjectImpl for CaptionFilter {}
impl GstObjectImpl for CaptionFilter {}

impl ElementImpl for CaptionFilter {
    fn metadata() -> Option<&'static gst::subclass::ElementMetadata> {
        Some(&METADATA)
    }

    fn pad_templates() -> &'static [gst::PadTemplate] {
        &TEMPLATES
    }
}

impl BaseTransformImpl for CaptionFilter {
    const MODE: BaseTransformMode = BaseTransformMode::AlwaysInPlace;
    const PASSTHROUGH_ON_SAME_CAPS: bool = false;
    const TRANSFORM_IP_ON_PASSTHROUGH: bool = false;

    fn stop(&self) -> Result<(), gst::ErrorMessage> {
        let mut state = self.state();
        state.reel = None;
        state.planar = None;
        Ok(())
    }
}

impl VideoFilterImpl for CaptionFilter {
    fn transform_frame_ip(
        &self,
        frame: &mut VideoFrameRef<&mut gst::BufferRef>,
    ) -> Result<gst::FlowSuccess, gst::FlowError> {
        let Some(pts) = frame.buffer().pts() else { return Ok(gst::FlowSuccess::Ok) };
        let nanos = self.stream_nanos(pts);
        let mut state = self.state();
        let bitmap = state.bitmap(nanos, (frame.width(), frame.height())).map_err(|error| {
            gst::element_imp_error!(self, gst::LibraryError::Failed, ["{error}"]);
            gst::FlowError::Error
        })?;
        if let Some(bitmap) = bitmap {
            lay_over(frame, &bitmap, &mut state);
        }
        Ok(gst::FlowSuccess::Ok)
    }
}

fn lay_over(frame: &mut VideoFrameRef<&mut gst::BufferRef>, bitmap: &Arc<CaptionBitmap>, state: &mut State) {
    let strides: Vec<usize> = frame.plane_stride().iter().map(|stride| usize::try_from(*stride).unwrap_or(0)).collect();
    let coding = coding(frame.info());
    let format = frame.format();
    let mut planes = frame.planes_data_mut().into_iter().zip(strides).map(|(data, stride)| Plane { data, stride });
    match (format, planes.next(), planes.next(), planes.next()) {
        (VideoFormat::I420, Some(mut luma), Some(mut blue), Some(mut red)) => {
            state.planar(bitmap, coding).blend([&mut luma, &mut blue, &mut red]);
        }
        (VideoFormat::Nv12, Some(mut luma), Some(mut chroma), _) => {
            state.planar(bitmap, coding).blend_nv12([&mut luma, &mut chroma]);
        }
        (VideoFormat::Rgba | VideoFormat::Rgbx, Some(mut pixels), _, _) => {
            blend::blend_packed(bitmap, &mut pixels, true);
        }
        (VideoFormat::Bgra | VideoFormat::Bgrx, Some(mut pixels), _, _) => {
            blend::blend_packed(bitmap, &mut pixels, false);
        }
        // No other format is in the pad templates.
        _ => {}
    }
}

fn coding(info: &VideoInfo) -> YuvCoding {
    let colorimetry = info.colorimetry();
    let (kr, kb) = match colorimetry.matrix() {
        VideoColorMatrix::Bt601 | VideoColorMatrix::Fcc => (0.299, 0.114),
        VideoColorMatrix::Smpte240m => (0.212, 0.087),
        VideoColorMatrix::Bt2020 => (0.2627, 0.0593),
        _ => (YuvCoding::BT709.kr, YuvCoding::BT709.kb),
    };
    YuvCoding { kr, kb, is_full_range: colorimetry.range() == VideoColorRange::Range0_255 }
}
