//! The GStreamer element `bobinecaptions`: lays captions over raw video in place.
//!
//! It belongs behind a timeline, where a buffer's time is the time of the video (or of the chunk being rendered).
//! I420, NV12, RGBA, BGRA, RGBx and BGRx pass through it, of any size.

mod imp;

use std::sync::Arc;

use gstreamer as gst;
use gstreamer::glib;
use gstreamer::prelude::*;
use gstreamer::subclass::prelude::*;

use super::track::CaptionTrack;

/// The name pipelines know the element by, once [`register`] was called.
pub const ELEMENT_NAME: &str = "bobinecaptions";

glib::wrapper! {
    /// The element. With no track set, frames pass as they are.
    pub struct CaptionFilter(ObjectSubclass<imp::CaptionFilter>)
        @extends gstreamer_video::VideoFilter, gstreamer_base::BaseTransform, gst::Element, gst::Object;
}

impl CaptionFilter {
    /// An element that shows a track.
    pub fn new(track: Arc<CaptionTrack>) -> Self {
        let filter: Self = glib::Object::new();
        filter.set_track(Some(track));
        filter
    }

    /// Show another track, or none, from the next frame on. May be called while playing.
    pub fn set_track(&self, track: Option<Arc<CaptionTrack>>) {
        self.imp().set_track(track);
    }
}

/// Make the element known under [`ELEMENT_NAME`]. Calling it again does no harm.
pub fn register() -> Result<(), glib::BoolError> {
    gst::Element::register(None, ELEMENT_NAME, gst::Rank::NONE, CaptionFilter::static_type())
}
