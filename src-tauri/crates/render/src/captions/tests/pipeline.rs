//! The element in a pipeline: captions are there in the frames of their cues, and in no other.

use std::collections::BTreeSet;

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app::AppSink;

use super::super::element::{CaptionFilter, ELEMENT_NAME, register};
use super::super::{CaptionReel, CaptionTrack};
use super::*;

fn track(cues: &[Cue]) -> CaptionTrack {
    CaptionTrack::new(fonts(), named("outline").clone(), AREA, FrameRate::THIRTY, cues)
}

/// One word said from a frame to another.
fn spot(start: u32, end: u32) -> Cue {
    Cue { frames: range(start, end), words: vec![CueWord { text: "Now".to_owned(), said: range(start, end) }] }
}

/// The numbers of the frames that are not black all over, out of `count`.
fn captioned(format: &str, track: CaptionTrack, count: u32) -> BTreeSet<u32> {
    gst::init().expect("GStreamer is there");
    register().expect("it is registered");
    let pipeline = gst::parse::launch(&format!(
        "videotestsrc pattern=black num-buffers={count} \
         ! video/x-raw,format={format},width=360,height=640,framerate=30/1 \
         ! {ELEMENT_NAME} name=captions ! appsink name=out sync=false"
    ))
    .expect("the elements are there")
    .downcast::<gst::Pipeline>()
    .expect("it is a pipeline");
    let captions = pipeline.by_name("captions").expect("it is named").downcast::<CaptionFilter>().expect("it is ours");
    captions.set_track(Some(shared(track)));
    let sink = pipeline.by_name("out").expect("it is named").downcast::<AppSink>().expect("it is a sink");
    pipeline.set_state(gst::State::Playing).expect("it plays");
    let bytes = if format.len() == 4 && format.ends_with('A') { 4 } else { 1 };
    let mut found = BTreeSet::new();
    for frame in 0..count {
        let sample = sink.pull_sample().expect("as many frames as asked");
        let map = sample.buffer().expect("it has a buffer").map_readable().expect("it is readable");
        // The word is yellow: brighter than black in luma, and neither black nor opaque in its green.
        if map[..360 * 640 * bytes].iter().any(|sample| (150..250).contains(sample)) {
            found.insert(frame);
        }
    }
    assert!(sink.pull_sample().is_err(), "and no more");
    pipeline.set_state(gst::State::Null).expect("it stops");
    found
}

#[test]
fn captions_show_exactly_in_the_frames_of_their_cues() {
    for format in ["I420", "NV12", "RGBA", "BGRA"] {
        let cues = [spot(3, 7), spot(7, 9), spot(20, 21)];
        let expected: BTreeSet<u32> = (3..9).chain(20..21).collect();
        assert_eq!(captioned(format, track(&cues), 24), expected, "{format}");
    }
}

#[test]
fn a_chunk_shows_the_captions_of_its_own_frames() {
    let cues = [spot(100, 104), spot(110, 115)];
    let expected: BTreeSet<u32> = (0..2).chain(8..12).collect();
    assert_eq!(captioned("I420", track(&cues).starting_at(Frames::new(102)), 12), expected);
}

#[test]
fn times_are_taken_for_their_nearest_frame() {
    let fractional = FrameRate::new(30_000, 1001).expect("a rate");
    for rate in [FrameRate::THIRTY, fractional] {
        let track = CaptionTrack::new(fonts(), named("clean").clone(), AREA, rate, &[]);
        for frame in [0, 1, 2, 29, 30, 1799, 107_891].map(Frames::new) {
            let nanos = rate.nanos(frame);
            assert_eq!(track.frame_at(nanos), frame);
            assert_eq!(track.frame_at(nanos + 1_000_000), frame, "a millisecond late");
            assert_eq!(track.frame_at(nanos.saturating_sub(1_000_000)), frame, "a millisecond early");
        }
    }
}

#[test]
fn a_bitmap_is_drawn_only_when_something_changed() {
    let mut reel = CaptionReel::new(shared(track(&[cue(&["one", "two"])])), (360, 640)).expect("fonts are there");
    let bitmaps: Vec<_> = (0..20).map(|frame| reel.bitmap(Frames::new(frame)).expect("it is drawn")).collect();
    let changes = bitmaps.windows(2).filter(|pair| match (&pair[0], &pair[1]) {
        (Some(before), Some(after)) => !Arc::ptr_eq(before, after),
        _ => true,
    });
    // Each of two words springs for five steps and then rests.
    assert_eq!(changes.count() + 1, 12);
    assert_eq!(reel.bitmap(Frames::new(20)).expect("it is drawn"), None);
}

#[test]
fn reels_draw_alike_on_every_thread() {
    let track = shared(track(&[cue(&["same", "🚀", "مرحبا"])]));
    let mut here = CaptionReel::new(Arc::clone(&track), (360, 640)).expect("fonts are there");
    let expected = here.bitmap(Frames::new(5)).expect("it is drawn");
    // The last one is moved after use.
    let threads: Vec<_> = (0..4)
        .map(|_| CaptionReel::new(Arc::clone(&track), (360, 640)).expect("fonts are there"))
        .chain([here])
        .map(|mut reel| {
            std::thread::spawn(move || {
                (0..30).for_each(|frame| drop(reel.bitmap(Frames::new(frame))));
                reel.bitmap(Frames::new(5)).expect("it is drawn")
            })
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().expect("it ends well"), expected);
    }
}
