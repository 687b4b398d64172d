//! `bobineshotsrc`: the GStreamer source behind a GES clip. It gives the frames of the shot it was handed: frame `i` at
//! exactly the time of frame `i`, wherever GES seeks to. Without a shot, as GES runs it to learn what its URI stands for,
//! it gives frames of no picture without end.

use std::sync::Arc;

use gstreamer as gst;
use gstreamer::glib;
use gstreamer::prelude::*;
use gstreamer::subclass::prelude::*;

use super::shot::{SCHEME, TimelineShot};

glib::wrapper! {
    /// Gives the frames of a shot.
    pub struct ShotSource(ObjectSubclass<imp::ShotSource>)
        @extends gstreamer_base::PushSrc, gstreamer_base::BaseSrc, gst::Element, gst::Object,
        @implements gst::URIHandler;
}

impl ShotSource {
    /// Give this shot from the next start on.
    pub fn hand(&self, shot: &Arc<TimelineShot>) {
        self.imp().hand(shot);
    }
}

/// Make the element known to GStreamer in this process.
///
/// # Errors
/// When GStreamer refuses it.
pub fn register() -> Result<(), glib::BoolError> {
    gst::Element::register(None, "bobineshotsrc", gst::Rank::PRIMARY, ShotSource::static_type())
}

mod imp {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

    use bobine_model::Frames;
    use gstreamer_base::prelude::*;
    use gstreamer_base::subclass::base_src::CreateSuccess;
    use gstreamer_base::subclass::prelude::*;
    use gstreamer_video as gst_video;

    use super::{SCHEME, TimelineShot, glib, gst};
    use crate::ges::feed::FeedError;
    use crate::ges::frames;
    use crate::ges::shot::Layout;
    use crate::ges::showing::Showing;

    /// How long a source without a shot says it is: a clip can never be longer than what GES learnt of its URI.
    const UNKNOWN_LENGTH: gst::ClockTime = gst::ClockTime::from_seconds(24 * 3600);

    #[derive(Default)]
    pub struct ShotSource {
        uri: Mutex<Option<String>>,
        handed: Mutex<Option<Arc<TimelineShot>>>,
        running: Mutex<Option<Running>>,
        stop: Arc<AtomicBool>,
    }

    /// A source that was started.
    struct Running {
        layout: Layout,
        info: gst_video::VideoInfo,
        /// The handed shot; absent while GES only learns what the URI stands for.
        shot: Option<Arc<TimelineShot>>,
        showing: Showing,
        /// The frame that comes next.
        next: u32,
    }

    impl ShotSource {
        pub fn hand(&self, shot: &Arc<TimelineShot>) {
            *lock(&self.handed) = Some(Arc::clone(shot));
        }
    }

    #[glib::object_subclass]
    impl ObjectSubclass for ShotSource {
        const NAME: &'static str = "BobineShotSource";
        type Type = super::ShotSource;
        type ParentType = gstreamer_base::PushSrc;
        type Interfaces = (gst::URIHandler,);
    }

    impl ObjectImpl for ShotSource {
        fn constructed(&self) {
            self.parent_constructed();
            let source = self.obj();
            source.set_live(false);
            source.set_format(gst::Format::Time);
        }
    }

    impl GstObjectImpl for ShotSource {}

    impl ElementImpl for ShotSource {
        fn metadata() -> Option<&'static gst::subclass::ElementMetadata> {
            static METADATA: LazyLock<gst::subclass::ElementMetadata> = LazyLock::new(|| {
                gst::subclass::ElementMetadata::new(
                    "Bobine shot",
                    "Source/Video",
                    "Gives the frames of a shot of a render plan",
                    "Bobine",
                )
            });
            Some(&METADATA)
        }

        fn pad_templates() -> &'static [gst::PadTemplate] {
            static TEMPLATES: LazyLock<Vec<gst::PadTemplate>> = LazyLock::new(|| {
                let caps = gst_video::VideoCapsBuilder::new().format(gst_video::VideoFormat::I420).build();
                gst::PadTemplate::new("src", gst::PadDirection::Src, gst::PadPresence::Always, &caps)
                    .into_iter()
                    .collect()
            });
            TEMPLATES.as_ref()
        }
    }

    impl URIHandlerImpl for ShotSource {
        const URI_TYPE: gst::URIType = gst::URIType::Src;

        fn protocols() -> &'static [&'static str] {
            &[SCHEME]
        }

        fn uri(&self) -> Option<String> {
            lock(&self.uri).clone()
        }

        fn set_uri(&self, uri: &str) -> Result<(), glib::Error> {
            *lock(&self.uri) = Some(uri.to_owned());
            Ok(())
        }
    }

    impl BaseSrcImpl for ShotSource {
        fn start(&self) -> Result<(), gst::ErrorMessage> {
            let uri = lock(&self.uri).clone().unwrap_or_default();
            let layout = Layout::of_uri(&uri)
                .ok_or_else(|| gst::error_msg!(gst::ResourceError::NotFound, ["no layout is called {uri}"]))?;
            let signed = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
            let rate = gst::Fraction::new(signed(layout.rate.num()), signed(layout.rate.den()));
            let info = frames::layout(layout.size, rate)
                .map_err(|error| gst::error_msg!(gst::ResourceError::Settings, ["{error}"]))?;
            self.stop.store(false, Ordering::Release);
            let showing = Showing::new(&info, Arc::clone(&self.stop));
            let shot = lock(&self.handed).clone();
            *lock(&self.running) = Some(Running { layout, info, shot, showing, next: 0 });
            Ok(())
        }

        fn stop(&self) -> Result<(), gst::ErrorMessage> {
            let stopped = lock(&self.running).take();
            // What it had open is closed without anybody waiting for the lock.
            drop(stopped);
            Ok(())
        }

        fn unlock(&self) -> Result<(), gst::ErrorMessage> {
            self.stop.store(true, Ordering::Release);
            Ok(())
        }

        fn unlock_stop(&self) -> Result<(), gst::ErrorMessage> {
            self.stop.store(false, Ordering::Release);
            Ok(())
        }

        fn is_seekable(&self) -> bool {
            true
        }

        fn do_seek(&self, segment: &mut gst::Segment) -> bool {
            let mut running = lock(&self.running);
            let Some(running) = running.as_mut() else { return false };
            let Some(segment) = segment.downcast_ref::<gst::ClockTime>() else { return false };
            let start = segment.start().unwrap_or_default().nseconds();
            let rate = running.layout.rate;
            // The frame that is seen at that time. Times are rounded down, so one more nanosecond is still the same.
            let scaled = u128::from(start + 1) * u128::from(rate.num());
            let index = scaled / (1_000_000_000 * u128::from(rate.den()));
            running.next = u32::try_from(index).unwrap_or(u32::MAX);
            // GES always names the end of the part it wants; a seek without one is GStreamer's own, at the start.
            if segment.stop().is_some()
                && let Some(shot) = &running.shot
            {
                shot.set_played();
                running.showing.place(shot);
            }
            true
        }

        fn caps(&self, filter: Option<&gst::Caps>) -> Option<gst::Caps> {
            let own = lock(&self.running).as_ref().and_then(|running| running.info.to_caps().ok());
            let own = own.or_else(|| self.obj().static_pad("src").map(|pad| pad.pad_template_caps()))?;
            Some(filter.map_or(own.clone(), |filter| filter.intersect_with_mode(&own, gst::CapsIntersectMode::First)))
        }

        fn query(&self, query: &mut gst::QueryRef) -> bool {
            if let gst::QueryViewMut::Duration(duration) = query.view_mut()
                && duration.format() == gst::Format::Time
            {
                let running = lock(&self.running);
                let Some(running) = running.as_ref() else { return false };
                let length = running.shot.as_ref().map_or(UNKNOWN_LENGTH, |shot| {
                    gst::ClockTime::from_nseconds(running.layout.rate.nanos(shot.length))
                });
                duration.set(length);
                return true;
            }
            BaseSrcImplExt::parent_query(self, query)
        }
    }

    impl PushSrcImpl for ShotSource {
        fn create(&self, _buffer: Option<&mut gst::BufferRef>) -> Result<CreateSuccess, gst::FlowError> {
            let mut running = lock(&self.running);
            let Some(running) = running.as_mut() else { return Err(gst::FlowError::Flushing) };
            let index = running.next;
            if running.shot.as_ref().is_some_and(|shot| index >= shot.length.count()) {
                return Err(gst::FlowError::Eos);
            }
            let mut buffer = match running.showing.frame(index) {
                Ok(buffer) => buffer,
                Err(FeedError::Stopped) => return Err(gst::FlowError::Flushing),
                Err(error) => {
                    gst::element_imp_error!(self, gst::ResourceError::Read, ["{error}"]);
                    if let Some(shot) = &running.shot {
                        shot.set_failure(error);
                    }
                    return Err(gst::FlowError::Error);
                }
            };
            let rate = running.layout.rate;
            let start = rate.nanos(Frames::new(index));
            let end = rate.nanos(Frames::new(index + 1));
            let times = buffer.make_mut();
            times.set_pts(gst::ClockTime::from_nseconds(start));
            times.set_duration(gst::ClockTime::from_nseconds(end - start));
            times.set_offset(u64::from(index));
            running.next = index + 1;
            Ok(CreateSuccess::NewBuffer(buffer))
        }
    }

    fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
        mutex.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
