//! What no caller can bring about: a fault on the preview's own thread; and what reaches the sound device.

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use bobine_model::Frames;
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;

use super::inbox::Event;
use super::pcm::{self, Track};
use super::{PREVIEW_SIZE, Preview, PreviewConfig, PreviewProblem};
use crate::captions::Fonts;
use crate::error::EngineError;
use crate::ges::GesThread;
use crate::plan::tests::slates;

const LIMIT: Duration = Duration::from_secs(20);

/// A fault on purpose.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    /// On the preview's own thread.
    Director,
}

impl Fault {
    /// Bring it about.
    pub fn happen(self) {
        match self {
            Self::Director => panic!("on purpose"),
        }
    }
}

#[test]
fn a_panic_on_the_previews_own_thread_is_told_and_the_next_show_works() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = PreviewConfig { fonts: Fonts::unpack(folder.path()).expect("fonts"), size: PREVIEW_SIZE };
    let (frames, seen) = channel();
    let (states, told) = channel();
    let preview = Preview::new(
        &config,
        move |frame| {
            let _ = frames.send(frame.frame.count());
        },
        move |state| {
            let is_told = states.send(state).is_ok();
            panic!("a listener's own fault, told {is_told}");
        },
    );
    let preview = preview.expect("a preview");
    let plan = Arc::new(slates(30));
    preview.show(Arc::clone(&plan), Frames::new(4));
    assert_eq!(seen.recv_timeout(LIMIT), Ok(4));
    preview.inbox.tell(Event::Fault(Fault::Director));
    let panicked = PreviewProblem::Engine(EngineError::Panicked("on purpose".to_owned()));
    loop {
        let state = told.recv_timeout(LIMIT).expect("the fault is told");
        if state.problems.contains(&panicked) {
            break;
        }
    }
    preview.show(plan, Frames::new(9));
    assert_eq!(seen.recv_timeout(LIMIT), Ok(9));
}

#[test]
fn sound_is_heard_from_exactly_the_sample_that_is_sought() {
    GesThread::shared().expect("GStreamer");
    let track = Arc::new(Track::default());
    let samples: Vec<f32> = (0..48_000_u16).flat_map(|index| [f32::from(index), -f32::from(index)]).collect();
    track.set(Some(Arc::new(samples)));
    let source = pcm::source(&track, 48_000);
    let sink = gst_app::AppSink::builder().sync(false).build();
    let pipeline = gst::Pipeline::new();
    pipeline.add_many([source.upcast_ref::<gst::Element>(), sink.upcast_ref()]).expect("added");
    source.link(&sink).expect("linked");
    pipeline.set_state(gst::State::Paused).expect("it starts");
    assert!(sink.try_pull_preroll(gst::ClockTime::from_seconds(20)).is_some(), "it is prerolled");
    for (frame, sample) in [(0_u64, 0.0_f32), (17, 27_200.0), (3, 4_800.0)] {
        let time = gst::ClockTime::from_nseconds(frame * 1_000_000_000 / 30 + 1);
        pipeline.seek_simple(gst::SeekFlags::FLUSH | gst::SeekFlags::ACCURATE, time).expect("sought");
        let found = sink.try_pull_preroll(gst::ClockTime::from_seconds(20)).expect("it is prerolled again");
        let map = found.buffer().expect("a buffer").map_readable().expect("readable");
        let first = f32::from_ne_bytes(map.as_slice()[..4].try_into().expect("four bytes"));
        assert!((first - sample).abs() <= 1.0, "frame {frame} begins with sample {first}, not {sample}");
    }
    pipeline.set_state(gst::State::Null).expect("it stops");
}
