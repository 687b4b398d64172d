//! What no caller can bring about: a fault on the preview's own thread; and what reaches the sound device.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use bobine_model::Frames;
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;

use super::inbox::Event;
use super::pcm::{self, Track};
use super::{PREVIEW_SIZE, Preview, PreviewConfig, PreviewProblem, PreviewState, Speed};
use crate::captions::Fonts;
use crate::error::EngineError;
use crate::ges::GesThread;
use crate::plan::tests::slates;

const LIMIT: Duration = Duration::from_secs(20);

/// A fault on purpose.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    /// A panic on the preview's own thread.
    Director,
    /// A panic on the engine's thread while the next pipeline is built.
    Engine,
}

/// A preview, what it shows and what it tells. Who listens panics at every state.
struct Watched {
    preview: Preview,
    seen: Receiver<u32>,
    told: Receiver<PreviewState>,
    _fonts: tempfile::TempDir,
}

impl Watched {
    fn new() -> Self {
        Self::on(GesThread::shared().expect("GStreamer"))
    }

    fn on(ges: &'static GesThread) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let config = PreviewConfig { fonts: Fonts::unpack(folder.path()).expect("fonts"), size: PREVIEW_SIZE };
        let ((frames, seen), (states, told)) = (channel(), channel());
        let preview = Preview::on(
            ges,
            &config,
            move |frame| {
                let _ = frames.send(frame.frame.count());
            },
            move |state| {
                let is_told = states.send(state).is_ok();
                panic!("a listener's own fault, told {is_told}");
            },
        );
        Self { preview: preview.expect("a preview"), seen, told, _fonts: folder }
    }

    #[track_caller]
    fn expect_frame(&self, number: u32) {
        assert_eq!(self.seen.recv_timeout(LIMIT), Ok(number));
    }

    fn problem(&self, wanted: &PreviewProblem) -> PreviewState {
        loop {
            let state = self.told.recv_timeout(LIMIT).expect("the fault is told");
            if state.problems.contains(wanted) {
                return state;
            }
        }
    }
}

fn panicked() -> PreviewProblem {
    PreviewProblem::Engine(EngineError::Panicked("on purpose".to_owned()))
}

#[test]
fn a_panic_on_the_previews_own_thread_is_told_and_it_goes_on_where_it_was() {
    let watched = Watched::new();
    let plan = Arc::new(slates(30));
    watched.preview.show(Arc::clone(&plan), Frames::new(4));
    watched.expect_frame(4);
    watched.preview.inbox.tell(Event::Fault(Fault::Director));
    watched.problem(&panicked());
    watched.expect_frame(4);
    watched.preview.seek(Frames::new(9));
    watched.expect_frame(9);
    watched.preview.show(plan, Frames::new(12));
    watched.expect_frame(12);
}

#[test]
fn a_wish_that_comes_with_a_panic_is_not_lost() {
    let watched = Watched::new();
    watched.preview.show(Arc::new(slates(30)), Frames::new(4));
    watched.expect_frame(4);
    watched.preview.inbox.put(Event::Fault(Fault::Director), |wishes| wishes.jump_to(Frames::new(21)));
    watched.problem(&panicked());
    watched.expect_frame(21);
}

#[test]
fn a_panic_on_the_engines_thread_while_building_is_told_and_the_frame_comes_all_the_same() {
    let watched = Watched::new();
    let plan = Arc::new(slates(30));
    watched.preview.show(Arc::clone(&plan), Frames::new(4));
    watched.expect_frame(4);
    watched.preview.inbox.put(Event::Fault(Fault::Engine), |wishes| {
        wishes.plan = Some(plan);
        wishes.jump_to(Frames::new(17));
    });
    watched.problem(&panicked());
    watched.expect_frame(17);
}

#[test]
fn panics_without_end_end_in_a_stop() {
    let watched = Watched::new();
    watched.preview.show(Arc::new(slates(30)), Frames::new(4));
    watched.expect_frame(4);
    watched.preview.play(Speed::Two);
    for _ in 0..3 {
        watched.preview.inbox.tell(Event::Fault(Fault::Director));
    }
    loop {
        if !watched.problem(&panicked()).is_playing {
            break;
        }
    }
    watched.preview.seek(Frames::new(2));
    while watched.seen.recv_timeout(LIMIT).expect("it starts afresh") != 2 {}
}

#[test]
fn an_engine_that_hangs_is_told_with_what_to_do() {
    let ges: &'static GesThread = Box::leak(Box::new(GesThread::idle()));
    let held = ges.hang();
    let watched = Watched::on(ges);
    watched.preview.show(Arc::new(slates(30)), Frames::new(4));
    watched.problem(&PreviewProblem::Engine(EngineError::Hung));
    assert!(EngineError::Hung.to_string().contains("restart Bobine"));
    drop(held);
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
