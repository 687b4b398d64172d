//! How a take covers a segment, and whether its voice has room.

use bobine_model::layout::unheard;
use bobine_model::{Fit, FrameRate, Frames, Millis, Piece, TakeExtent, cover};
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

use crate::notation::{frames, range, video};

#[track_caller]
fn check(extent: TakeExtent, fit: Fit, needed: u32, expected: &str) {
    let coverage = cover(extent, fit, frames(needed));
    let pieces: Vec<String> = coverage
        .pieces
        .iter()
        .map(|piece| match piece {
            Piece::Play { source, over } => format!("{source} over {over}"),
            Piece::Hold { source, over } => format!("{source} held {over}"),
        })
        .collect();
    assert_eq!(format!("{}; short by {}", pieces.join(", "), coverage.short_by), expected);
}

fn clip(start: u32, end: u32) -> TakeExtent {
    TakeExtent::Clip { length: frames(1000), trim: range(start, end) }
}

#[test]
fn a_take_that_suffices_is_played_from_its_start() {
    check(clip(10, 100), Fit::SlowThenHold, 60, "10..70 over 60; short by 0");
    check(clip(10, 100), Fit::Loop, 90, "10..100 over 90; short by 0");
    check(TakeExtent::Still, Fit::Loop, 90, "0 held 90; short by 0");
    check(clip(10, 100), Fit::Hold, 0, "; short by 0");
}

#[test]
fn a_short_take_is_slowed_and_then_held() {
    check(clip(0, 48), Fit::SlowThenHold, 60, "0..48 over 60; short by 12");
    check(clip(5, 45), Fit::SlowThenHold, 60, "5..45 over 50, 44 held 10; short by 20");
    check(clip(0, 3), Fit::SlowThenHold, 4, "0..3 over 3, 2 held 1; short by 1");
}

#[test]
fn a_short_take_is_held_or_repeated() {
    check(clip(5, 45), Fit::Hold, 60, "5..45 over 40, 44 held 20; short by 20");
    check(clip(5, 45), Fit::Loop, 100, "5..45 over 40, 5..45 over 40, 5..25 over 20; short by 60");
    check(clip(5, 6), Fit::Loop, 100, "5 held 100; short by 99");
}

#[test]
fn a_segment_too_short_for_its_voice_tells_by_how_much() {
    // Three words are said in 27 frames.
    let rows = [
        ("a'one two three'{r}", 0),
        ("a:27'one two three'{r}", 0),
        ("a:20'one two three'{r}", 7),
        ("a:20'one two three'{r+6}", 13),
        ("a:20'one two three'", 0),
    ];
    for (text, expected) in rows {
        assert_eq!(unheard(&video(text).segments[0], FrameRate::THIRTY), frames(expected), "{text}");
    }
}

#[test]
fn silence_after_the_last_word_is_not_missed() {
    let mut document = video("a:27'one two three'{r}");
    document.segments[0].voicing.as_mut().expect("it is read").to = Millis::new(2_000);
    assert_eq!(unheard(&document.segments[0], FrameRate::THIRTY), Frames::ZERO);
}

proptest! {
    #[test]
    fn pieces_fill_exactly_what_is_needed(start in 0_u32..50, length in 1_u32..100, needed in 1_u32..400, fit in 0..3) {
        let fit = [Fit::SlowThenHold, Fit::Loop, Fit::Hold][usize::try_from(fit).unwrap_or(0)];
        let coverage = cover(clip(start, start + length), fit, frames(needed));
        let total: Frames = coverage.pieces.iter().map(|piece| piece.over()).sum();
        prop_assert_eq!(total, frames(needed));
        prop_assert_eq!(coverage.short_by, frames(needed.saturating_sub(length)));
        for piece in coverage.pieces {
            prop_assert!(!piece.over().is_zero());
            if let Piece::Play { source, over } = piece {
                prop_assert!(source.start() >= frames(start) && source.end() <= frames(start + length));
                prop_assert!(over >= source.length() && over.count() * 4 <= source.length().count() * 5);
            }
        }
    }
}
