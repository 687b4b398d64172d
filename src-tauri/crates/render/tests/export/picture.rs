//! What is seen.

use bobine_model::{Fit, TransitionKind};

use crate::studio::{Studio, Watched, crossfade, luma_of, near, transition};

fn assert_luma(found: &[i32], wanted: &[i32]) {
    let same = found.len() == wanted.len() && found.iter().zip(wanted).all(|(a, b)| near(*a, *b));
    assert!(same, "found  {found:?}\nwanted {wanted:?}");
}

#[test]
fn a_cut_shows_exactly_the_planned_frames() {
    let mut studio = Studio::new();
    let (one, two) = (studio.greys(1, 20, 40, 4), studio.greys(2, 20, 60, 8));
    studio.segment(1, 12, Some((one, 20)));
    studio.segment(2, 7, Some((two, 20)));
    let exported = studio.export();
    assert_eq!(exported.verified.frames.count(), 19);
    assert_eq!((exported.chunks_rendered, exported.chunks_reused), (2, 0));
    let wanted: Vec<i32> = (0..12).map(|i| luma_of(40 + 4 * i)).chain((0..7).map(|i| luma_of(60 + 8 * i))).collect();
    assert_luma(&Watched::of(&studio.target()).middles(), &wanted);
    assert_eq!(studio.leftovers(), ["out.mp4"]);
}

#[test]
fn every_fit_shows_the_frames_it_names() {
    let mut studio = Studio::new();
    let take = studio.greys(1, 8, 40, 10);
    for (number, fit) in (1..).zip([Fit::SlowThenHold, Fit::Hold, Fit::Loop]) {
        studio.segment(number, 14, Some((take, 8))).fit = fit;
    }
    studio.export();
    let grey = |index: i32| luma_of(40 + 10 * index);
    let slowed = [0, 0, 1, 2, 3, 4, 4, 5, 6, 7].map(|index: i32| index);
    // Eight frames over ten: frame j shows source frame 8 j / 10.
    let slowed: Vec<i32> = slowed.iter().enumerate().map(|(j, _)| i32::try_from(j * 8 / 10).expect("small")).collect();
    let slow_then_hold = slowed.into_iter().chain([7; 4]);
    let held = (0..8).chain([7; 6]);
    let repeated = (0..8).chain(0..6);
    let wanted: Vec<i32> = slow_then_hold.chain(held).chain(repeated).map(grey).collect();
    assert_luma(&Watched::of(&studio.target()).middles(), &wanted);
}

#[test]
fn a_crossfade_is_exact_in_every_frame_and_shortens_the_video() {
    let mut studio = Studio::new();
    let (dark, bright) = (studio.greys(1, 20, 40, 0), studio.greys(2, 20, 200, 0));
    studio.segment(1, 15, Some((dark, 20)));
    studio.segment(2, 15, Some((bright, 20))).transition = crossfade(5);
    let exported = studio.export();
    assert_eq!((exported.verified.frames.count(), exported.chunks_rendered), (25, 3));
    let (from, to) = (luma_of(40), luma_of(200));
    let fade = (1..=5).map(|step| from + (to - from) * step / 6);
    let wanted: Vec<i32> = std::iter::repeat_n(from, 10).chain(fade).chain(std::iter::repeat_n(to, 10)).collect();
    assert_luma(&Watched::of(&studio.target()).middles(), &wanted);
}

#[test]
fn the_other_transitions_look_as_their_names_say() {
    for kind in [TransitionKind::FadeThroughBlack, TransitionKind::Slide, TransitionKind::Wipe] {
        let mut studio = Studio::new();
        let dark = studio.greys(1, 20, 60, 0);
        let halves = crate::studio::Halves([240; 3], [140; 3], crate::studio::WIDTH);
        let halves = studio.clip(2, 20, (crate::studio::WIDTH, crate::studio::HEIGHT), &halves);
        studio.segment(1, 14, Some((dark, 20)));
        studio.segment(2, 14, Some((halves, 20))).transition = transition(kind, 7);
        studio.export();
        let seen = Watched::of(&studio.target());
        // The fourth frame of seven is the middle.
        let at_centre = seen.middles();
        let middle = [100, 400, 600, 900].map(|x| seen.luma(10, x, 500));
        let (left, right, old) = (luma_of(240), luma_of(140), luma_of(60));
        let wanted = match kind {
            TransitionKind::FadeThroughBlack => [16; 4],
            TransitionKind::Slide => [old, old, left, left],
            _ => [left, left, old, old],
        };
        let same = middle.iter().zip(&wanted).all(|(a, b)| near(*a, *b));
        assert!(same, "{kind:?}: {middle:?} instead of {wanted:?}; {at_centre:?}");
        assert!(near(seen.luma(6, 500, 500), old) && near(seen.luma(14, 900, 500), right), "{kind:?} ends");
    }
}
