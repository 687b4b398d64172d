//! The frame asked for and no other.

use bobine_model::{FrameRange, Frames};
use bobine_render::preview::Speed;

use crate::studio::{Studio, crossfade};
use crate::viewer::{Viewer, grey, plan_of};

/// Three clips whose greys rise by four each frame, with a crossfade in between and a cut. 40 + 40 - 6 + 40 frames.
fn three_clips() -> Studio {
    let mut studio = Studio::new();
    for number in 1..=3 {
        let take = studio.greys(number, 50, 20 + u8::try_from(number).expect("small") * 4, 4);
        studio.segment(number, 40, Some((take, 50)));
    }
    studio.document.segments[1].transition = crossfade(6);
    studio
}

/// What the frames of these clips show; of the crossfade what lies between the two.
fn wanted(frame: u32) -> f64 {
    let grey = |number: u32, index: u32| f64::from(20 + number * 4 + index * 4);
    match frame {
        0..34 => grey(1, frame),
        34..40 => {
            let part = f64::from(frame - 34 + 1) / 7.0;
            grey(1, frame) * (1.0 - part) + grey(2, frame - 34) * part
        }
        40..74 => grey(2, frame - 34),
        _ => grey(3, frame - 74),
    }
}

#[track_caller]
fn assert_shows(frame: &bobine_render::preview::PreviewFrame) {
    let (found, wanted) = (f64::from(grey(frame)), wanted(frame.frame.count()));
    assert!((found - wanted).abs() <= 1.9, "frame {} shows {found}, not {wanted}", frame.frame);
}

#[test]
fn every_frame_that_is_sought_is_the_one_that_is_seen() {
    let viewer = { Viewer::new(&three_clips()) };
    let studio = three_clips();
    viewer.preview().show(plan_of(&studio), Frames::new(10));
    assert_shows(&viewer.frame(10));
    for number in [0, 33, 34, 35, 39, 40, 73, 74, 113, 50, 7, 36, 112, 1, 38, 75, 37] {
        viewer.preview().seek(Frames::new(number));
        assert_shows(&viewer.frame(number));
    }
    for (steps, number) in [(1, 38), (1, 39), (1, 40), (-2, 38), (-5, 33), (80, 113), (1, 113), (-200, 0)] {
        viewer.preview().step(steps);
        if number != 113 || steps == 80 {
            assert_shows(&viewer.frame(number));
        }
    }
    viewer.close();
}

#[test]
fn playing_shows_the_frames_in_order_to_the_last_and_stops_there() {
    let studio = three_clips();
    let viewer = Viewer::new(&studio);
    viewer.preview().show(plan_of(&studio), Frames::ZERO);
    viewer.preview().play(Speed::Normal);
    let (state, frames) = viewer.until(|state| state.has_ended);
    let numbers: Vec<u32> = frames.iter().map(|frame| frame.frame.count()).collect();
    frames.iter().for_each(|frame| assert_shows(frame));
    assert!(numbers.is_sorted(), "{numbers:?}");
    assert_eq!(numbers.last(), Some(&113));
    assert!(numbers.len() > 90, "{} of 114 frames: {numbers:?}", numbers.len());
    assert_eq!((state.is_playing, state.frame.count()), (false, 113));
    viewer.close();
}

#[test]
fn a_loop_shows_its_frames_again_and_again() {
    let studio = three_clips();
    let viewer = Viewer::new(&studio);
    let range = FrameRange::new(Frames::new(30), Frames::new(45)).expect("a range");
    viewer.preview().set_loop(Some(range));
    viewer.preview().show(plan_of(&studio), Frames::new(30));
    viewer.preview().play(Speed::Normal);
    for _ in 0..3 {
        assert_shows(&viewer.frame(44));
        assert_shows(&viewer.frame(30));
    }
    viewer.close();
}
