//! `bobineshotsrc`: the GStreamer source behind a GES clip. A clip's URI names a shot of the plan ([`super::registry`]),
//! and this element gives its frames: frame `i` at exactly the time of frame `i`, wherever GES seeks to.

use gstreamer as gst;
use gstreamer::glib;
use gstreamer::prelude::*;

use super::registry::SCHEME;

glib::wrapper! {
    /// Gives the frames of a registered shot.
    pub struct ShotSource(ObjectSubclass<imp::ShotSource>)
        @extends gstreamer_base::PushSrc, gstreamer_base::BaseSrc, gst::Element, gst::Object,
        @implements gst::URIHandler;
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
    use gstreamer_video::prelude::*;

    use super::{SCHEME, glib, gst};
    use crate::ges::feed::{Feed, FeedError};
    use crate::ges::frames::{self, FramePool};
    use crate::ges::registry::{self, RegisteredShot};
    use crate::ges::transition;

    #[derive(Default)]
    pub struct ShotSource {
        uri: Mutex<Option<String>>,
        state: Mutex<State>,
        stop: Arc<AtomicBool>,
    }

    #[derive(Default)]
    struct State {
        shot: Option<Arc<RegisteredShot>>,
        info: Option<gst_video::VideoInfo>,
        feed: Option<Feed>,
        pool: Option<FramePool>,
        /// What stands in for frames that cannot be made, and from which frame on.
        card: Option<(u32, Feed)>,
        next: u32,
        /// Whether the part to play is known. GES lets a source run before it says so, to look at it or because its
        /// stack is still being built, and throws those frames away: no file is opened or read ahead for them.
        is_placed: bool,
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
            let shot = registry::find(&uri)
                .ok_or_else(|| gst::error_msg!(gst::ResourceError::NotFound, ["no shot is known as {uri}"]))?;
            let rate = shot.format.rate();
            let rate = gst::Fraction::new(
                i32::try_from(rate.num()).unwrap_or(i32::MAX),
                i32::try_from(rate.den()).unwrap_or(i32::MAX),
            );
            let info = frames::layout(shot.out, rate)
                .map_err(|error| gst::error_msg!(gst::ResourceError::Settings, ["{error}"]))?;
            self.stop.store(false, Ordering::Release);
            *lock(&self.state) = State { shot: Some(shot), info: Some(info), ..State::default() };
            Ok(())
        }

        fn stop(&self) -> Result<(), gst::ErrorMessage> {
            *lock(&self.state) = State::default();
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
            let mut state = lock(&self.state);
            let Some(shot) = state.shot.clone() else { return false };
            let Some(segment) = segment.downcast_ref::<gst::ClockTime>() else { return false };
            let start = segment.start().unwrap_or_default().nseconds();
            let rate = shot.format.rate();
            // The frame that is seen at that time. Times are rounded down, so one more nanosecond is still the same.
            let scaled = u128::from(start + 1) * u128::from(rate.num());
            let index = scaled / (1_000_000_000 * u128::from(rate.den()));
            state.next = u32::try_from(index).unwrap_or(u32::MAX);
            // GES always names the end of the part it wants; a seek without one is GStreamer's own, at the start.
            if segment.stop().is_some() {
                shot.set_played();
                state.is_placed = true;
            }
            true
        }

        fn caps(&self, filter: Option<&gst::Caps>) -> Option<gst::Caps> {
            let own = lock(&self.state).info.as_ref().and_then(|info| info.to_caps().ok());
            let own = own.or_else(|| self.obj().static_pad("src").map(|pad| pad.pad_template_caps()))?;
            Some(filter.map_or(own.clone(), |filter| filter.intersect_with_mode(&own, gst::CapsIntersectMode::First)))
        }

        fn query(&self, query: &mut gst::QueryRef) -> bool {
            if let gst::QueryViewMut::Duration(duration) = query.view_mut()
                && duration.format() == gst::Format::Time
            {
                let Some(shot) = lock(&self.state).shot.clone() else { return false };
                duration.set(gst::ClockTime::from_nseconds(shot.format.rate().nanos(shot.length)));
                return true;
            }
            BaseSrcImplExt::parent_query(self, query)
        }
    }

    impl PushSrcImpl for ShotSource {
        fn create(&self, _buffer: Option<&mut gst::BufferRef>) -> Result<CreateSuccess, gst::FlowError> {
            let mut state = lock(&self.state);
            let state = &mut *state;
            let (Some(shot), Some(info)) = (state.shot.clone(), state.info.clone()) else {
                return Err(gst::FlowError::Flushing);
            };
            let index = state.next;
            if index >= shot.length.count() {
                return Err(gst::FlowError::Eos);
            }
            let drawn = if state.is_placed { self.shown(state, &shot, &info, index) } else { Ok(black(state, &info)) };
            let mut buffer = match drawn {
                Ok(buffer) => buffer,
                Err(FeedError::Stopped) => return Err(gst::FlowError::Flushing),
                Err(error) => {
                    gst::element_imp_error!(self, gst::ResourceError::Read, ["{error}"]);
                    shot.set_failure(error);
                    return Err(gst::FlowError::Error);
                }
            };
            let rate = shot.format.rate();
            let start = rate.nanos(Frames::new(index));
            let end = rate.nanos(Frames::new(index + 1));
            let times = buffer.make_mut();
            times.set_pts(gst::ClockTime::from_nseconds(start));
            times.set_duration(gst::ClockTime::from_nseconds(end - start));
            times.set_offset(u64::from(index));
            state.next = index + 1;
            Ok(CreateSuccess::NewBuffer(buffer))
        }
    }

    impl ShotSource {
        /// The frame, or the card that stands in for it where the shot has one.
        fn shown(
            &self,
            state: &mut State,
            shot: &RegisteredShot,
            info: &gst_video::VideoInfo,
            index: u32,
        ) -> Result<gst::Buffer, FeedError> {
            if let Some((from, card)) = &mut state.card
                && *from <= index
            {
                return card.frame(index);
            }
            match (self.drawn(state, shot, info, index), &shot.stand_in) {
                (Err(FeedError::Stopped), _) => Err(FeedError::Stopped),
                (Err(error), Some(stand_in)) => {
                    shot.set_failure(error);
                    let mut card = Feed::card(stand_in, info)?;
                    let frame = card.frame(index)?;
                    state.card = Some((index, card));
                    Ok(frame)
                }
                (drawn, _) => drawn,
            }
        }

        fn drawn(
            &self,
            state: &mut State,
            shot: &RegisteredShot,
            info: &gst_video::VideoInfo,
            index: u32,
        ) -> Result<gst::Buffer, FeedError> {
            if state.feed.is_none() {
                state.feed = Some(Feed::open(shot, info, &self.stop)?);
            }
            let Some(feed) = &mut state.feed else { return Err(FeedError::Stopped) };
            let buffer = feed.frame(index)?;
            let Some(wipe) = shot.wipe else { return Ok(buffer) };
            let (done, of) = (wipe.done.count() + index, wipe.of.count());
            if done >= of {
                return Ok(buffer);
            }
            shifted(&buffer, info, transition::wipe_shift(done, of, info.width()))
        }
    }

    /// A frame whose picture is moved to the right. What is left of it stays undefined: it lies outside the screen.
    fn shifted(buffer: &gst::Buffer, info: &gst_video::VideoInfo, by: i32) -> Result<gst::Buffer, FeedError> {
        let drawing = |error: &dyn std::fmt::Display| FeedError::Drawing(error.to_string());
        let source = gst_video::VideoFrameRef::from_buffer_ref_readable(buffer, info).map_err(|e| drawing(&e))?;
        let mut moved = gst::Buffer::with_size(info.size()).map_err(|e| drawing(&e))?;
        let target = moved.get_mut().ok_or_else(|| drawing(&"a fresh frame is shared"))?;
        let mut target = gst_video::VideoFrameRef::from_buffer_ref_writable(target, info).map_err(|e| drawing(&e))?;
        let length = |length: i32| usize::try_from(length).unwrap_or_default();
        for plane in 0..3_u32 {
            let halved = if plane == 0 { 1 } else { 2 };
            let of = |strides: &[i32]| {
                usize::try_from(plane).ok().and_then(|plane| strides.get(plane)).map_or(1, |stride| length(*stride))
            };
            let (from, to) = (of(source.plane_stride()), of(target.plane_stride()));
            let width = usize::try_from(info.width()).unwrap_or_default() / halved;
            let height = usize::try_from(info.height()).unwrap_or_default() / halved;
            let by = (length(by) / halved).min(width);
            let read = source.plane_data(plane).map_err(|e| drawing(&e))?;
            let write = target.plane_data_mut(plane).map_err(|e| drawing(&e))?;
            for (read, write) in read.chunks(from).zip(write.chunks_mut(to)).take(height) {
                if let (Some(read), Some(write)) = (read.get(..width - by), write.get_mut(by..width)) {
                    write.copy_from_slice(read);
                }
            }
        }
        drop(target);
        Ok(moved)
    }

    /// A frame nobody will see.
    fn black(state: &mut State, info: &gst_video::VideoInfo) -> gst::Buffer {
        state.pool.get_or_insert_with(|| FramePool::new(info)).frame()
    }

    fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
        mutex.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
