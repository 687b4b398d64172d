//! What a source shows at each of its frames: its shot, uncovered by a wipe where one leads into it, and a card from the
//! first frame on that cannot be made; nothing in particular as long as nobody will see it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use gstreamer as gst;
use gstreamer_video as gst_video;
use gstreamer_video::prelude::*;

use super::feed::{Feed, FeedError};
use super::frames::FramePool;
use super::shot::TimelineShot;
use super::transition;

/// The frames of a source, by number.
pub struct Showing {
    info: gst_video::VideoInfo,
    stop: Arc<AtomicBool>,
    pool: FramePool,
    /// Nothing until the part to play is known. GES lets a source run before it says so, to look at it or because its
    /// stack is still being built, and throws those frames away: no file is opened or read ahead for them.
    placed: Option<Placed>,
}

struct Placed {
    shot: Arc<TimelineShot>,
    /// What stands in for frames that cannot be made, and from which frame on.
    card: Option<(u32, Feed)>,
}

impl Showing {
    /// Nothing in particular, in a layout. `stop` ends every wait.
    pub fn new(info: &gst_video::VideoInfo, stop: Arc<AtomicBool>) -> Self {
        Self { info: info.clone(), stop, pool: FramePool::new(info), placed: None }
    }

    /// Show a shot from now on.
    pub fn place(&mut self, shot: &Arc<TimelineShot>) {
        self.placed.get_or_insert_with(|| Placed { shot: Arc::clone(shot), card: None });
    }

    /// Frame `index`, without a time. What it shows is undefined before it is placed and while its shot is not drawn.
    ///
    /// # Errors
    /// When it cannot be made and no card may stand in for it, or on a stop.
    pub fn frame(&mut self, index: u32) -> Result<gst::Buffer, FeedError> {
        let Some(placed) = self.placed.as_mut().filter(|placed| placed.shot.is_drawn()) else {
            return Ok(self.pool.frame());
        };
        if let Some((from, card)) = &mut placed.card
            && *from <= index
        {
            return card.frame(index);
        }
        match (placed.drawn(index, &self.info, &self.stop), &placed.shot.stand_in) {
            (Err(FeedError::Stopped), _) => Err(FeedError::Stopped),
            (Err(error), Some(stand_in)) => {
                placed.shot.set_failure(error);
                let mut card = Feed::card(stand_in, &self.info)?;
                let frame = card.frame(index)?;
                placed.card = Some((index, card));
                Ok(frame)
            }
            (drawn, _) => drawn,
        }
    }
}

impl Drop for Placed {
    fn drop(&mut self) {
        self.shot.let_go();
    }
}

impl Placed {
    fn drawn(&self, index: u32, info: &gst_video::VideoInfo, stop: &Arc<AtomicBool>) -> Result<gst::Buffer, FeedError> {
        let buffer = self.shot.with_feed(|| Feed::open(&self.shot, info, stop), |feed| feed.frame(index))?;
        let Some(wipe) = self.shot.wipe else { return Ok(buffer) };
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
