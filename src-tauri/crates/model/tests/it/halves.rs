//! Splitting and joining.

use bobine_model::document::{FocusPoint, StillMove};
use bobine_model::{Edit, Framing, Layout, Millis, TransitionKind, apply, stale};

use crate::edits::edited;
use crate::notation::{frames, id, ids, seen, video};

fn cut(name: &str, at: u32) -> Edit {
    Edit::Split { segment: id(name), at: frames(at), new: id("n") }
}

fn join(name: &str) -> Edit {
    Edit::Join { segment: id(name) }
}

/// The cut gives these halves, the video stays as long, and joining them again gives the whole with a fixed length.
#[track_caller]
fn check(before: &str, at: u32, expected: &str) {
    let before = video(before);
    let parted = edited(&before, &cut("a", at));
    assert_eq!(seen(&parted), expected, "cut at {at}");
    assert_eq!(Layout::of(&parted).length(), Layout::of(&before).length(), "as long as before");
    for segment in &parted.segments {
        assert_eq!(stale(&parted, segment), stale(&before, &before.segments[0]), "as true as before");
    }
    let mut whole = before.clone();
    let length = bobine_model::layout::segment_length(&before.segments[0], before.format.rate());
    whole.segments[0].length = bobine_model::LengthRule::Fixed(length);
    whole.segments[0].ancestors = ids("n");
    assert_eq!(edited(&parted, &join("n")), whole, "joined again");
}

#[track_caller]
fn refused(before: &str, edit: &Edit, expected: &str) {
    let error = apply(&video(before), edit).map(|after| seen(&after)).expect_err("it is refused");
    assert_eq!(error.to_string(), expected);
}

#[track_caller]
fn joins(before: &str, expected: &str) {
    assert_eq!(seen(&edited(&video(before), &join("b"))), expected);
}

#[test]
fn a_cut_divides_length_and_target() {
    check("a:120", 48, "a:48 + n:72");
    check("a", 1, "a:1 + n:149");
    check("a + b:30~15", 135, "a:135 + n:15 + b:30~15");
    check("-a:10", 5, "-a:5 + -n:5");
    refused("a:120", &cut("a", 0), "one half would be empty; cut between frame 1 and frame 119 of the segment");
    refused("a:120", &cut("a", 120), "one half would be empty; cut between frame 1 and frame 119 of the segment");
    let parted = edited(&video("a"), &cut("a", 60));
    assert_eq!((parted.segments[0].ancestors.clone(), parted.segments[1].ancestors.clone()), (ids(""), ids("a")));
}

#[test]
fn a_cut_too_near_a_transition_is_refused() {
    let near = |first, last| {
        format!(
            "the cut is too near a transition; cut between frame {first} and frame {last}, or shorten the transition"
        )
    };
    refused("z + a:60~20 + b:30~15", &cut("a", 39), &near(40, 45));
    refused("z + a:60~20 + b:30~15", &cut("a", 46), &near(40, 45));
    refused("z + a:60~30 + b:60~30", &cut("a", 30), &near(60, 30));
    let parted = edited(&video("z + a:60~20 + b:30~15"), &cut("a", 45));
    assert_eq!(seen(&parted), "z + a:45~20 + n:15 + b:30~15");
    assert_eq!(Layout::of(&parted).length(), Layout::of(&video("z + a:60~20 + b:30~15")).length());
}

#[test]
fn a_clip_is_cut_where_it_is() {
    check("a:60[t 10..70/200]", 25, "a:25[t 10..35/200] + n:35[t 35..70/200]");
    check("a:60[t 10..90/200]", 25, "a:25[t 10..35/200] + n:35[t 35..90/200]");
    check("a:60[t]", 25, "a:25[t] + n:35[t]");
}

#[test]
fn a_slowed_clip_is_cut_at_the_frame_then_seen() {
    // 48 frames over 60: frame 20 of the take is seen at 25.
    check("a:60[t 0..48/48]", 25, "a:25[t 0..20/48] + n:35[t 20..48/48]");
    // Frame 20.8 is seen at 26: rounded up, so that the left half needs no more slowing than the whole.
    check("a:60[t 0..48/48]", 26, "a:26[t 0..21/48] + n:34[t 21..48/48]");
    // 40 frames are slowed to 50, then the last one stands.
    check("a:60[t 0..40/48]", 25, "a:25[t 0..20/48] + n:35[t 20..40/48]");
    check("a:60[t 0..40/48]", 55, "a:55[t 0..40/48] + n:5[t 39..40/48]hold");
    check("a:60[t 0..40/48]hold", 25, "a:25[t 0..25/48]hold + n:35[t 25..40/48]hold");
    check("a:60[t 0..40/48]hold", 45, "a:45[t 0..40/48]hold + n:15[t 39..40/48]hold");
}

#[test]
fn a_loop_goes_on_where_it_was_or_starts_again() {
    check("a:60[t 0..40/48]loop", 50, "a:50[t 0..40/48]loop + n:10[t 10..40/48]loop");
    check("a:60[t 0..40/48]loop", 40, "a:40[t 0..40/48]loop + n:20[t 0..40/48]loop");
    check("a:60[t 0..40/48]loop", 25, "a:25[t 0..25/48]loop + n:35[t 0..40/48]loop");
}

#[test]
fn a_movement_goes_on_where_it_was() {
    let mut before = video("a:90[t]");
    let corner = FocusPoint { x: 0, y: 900 };
    let movement = StillMove { from: FocusPoint::CENTER, from_size: 1000, to: corner, to_size: 400 };
    before.segments[0].framing = Framing::PanZoom { movement };
    let parted = edited(&before, &cut("a", 30));
    let point = FocusPoint { x: 333, y: 633 };
    let framings = parted.segments.iter().map(|segment| segment.framing).collect::<Vec<_>>();
    let left = Framing::PanZoom { movement: StillMove { to: point, to_size: 800, ..movement } };
    let right = Framing::PanZoom { movement: StillMove { from: point, from_size: 800, ..movement } };
    assert_eq!(framings, [left, right]);
    assert_eq!(edited(&parted, &join("n")).segments[0].framing, before.segments[0].framing);
}

#[test]
fn a_reading_is_cut_at_the_instant_and_words_go_where_their_middle_lies() {
    // 20 frames are 667 ms: `three` (600 to 900) has its middle after it.
    check(
        "a:60'one two three four'{r}",
        20,
        "a:20'one two'{r 0..667 one two} + n:40'three four'{r 667..1200 three four}",
    );
    check(
        "a:60'one two three four'{r}",
        24,
        "a:24'one two three'{r 0..800 one two three} + n:36'four'{r 800..1200 four}",
    );
    check("a:60'one two'{r+10}", 10, "a:10 + n:50'one two'{r}");
    check("a:60'one two'{r+10}", 4, "a:4 + n:56'one two'{r+6}");
    check("a:60'one two'{r+10}", 40, "a:40'one two'{r+10} + n:20");
    check("a:60'one two'{r+10}", 12, "a:12{r+10 0..67} + n:48'one two'{r 67..600 one two}");
}

#[test]
fn shown_and_spoken_text_are_cut_at_the_same_place() {
    check(
        "a:60'I love SQL a lot'\"I love sequel a lot\"{r}",
        20,
        "a:20'I love'{r 0..667 I love} + n:40'SQL a lot'\"sequel a lot\"{r 667..1500 sequel a lot}",
    );
    check("a:60'one two three four'", 29, "a:29'one two' + n:31'three four'");
    check("a:60'Bonjour ! Ça va ?'", 30, "a:30'Bonjour !' + n:30'Ça va ?'");
    check("a:60'Bonjour ! Ça va ?'{r}", 14, "a:14'Bonjour !'{r 0..467 Bonjour !} + n:46'Ça va ?'{r 467..1500 Ça va ?}");
    check("a:60'你好，世界。'", 30, "a:30'你好，' + n:30'世界。'");
    check("a:60'not said'\"\"", 30, "a:30'not'\"\" + n:30'said'\"\"");
}

#[test]
fn times_of_a_word_that_was_cut_through_come_back() {
    let parted = edited(&video("a:60'one two'{r}"), &cut("a", 12));
    let words: Vec<_> =
        parted.segments.iter().flat_map(|segment| segment.voicing.iter()).flat_map(|v| &v.words).collect();
    assert_eq!((words[1].start, words[1].end), (Millis::new(300), Millis::new(600)));
    assert_eq!(parted.segments[1].voicing.as_ref().map(|voicing| voicing.from), Some(Millis::new(400)));
}

#[test]
fn cue_breaks_are_divided() {
    let starts = |starts: &[usize]| Edit::SetCueStarts { segment: id("a"), starts: Some(starts.to_vec()) };
    let before = edited(&video("a:60'one two three four'"), &starts(&[0, 1, 3]));
    let parted = edited(&before, &cut("a", 29));
    let of = |document: &bobine_model::Document| {
        document.segments.iter().map(|segment| segment.cue_starts.clone()).collect::<Vec<_>>()
    };
    assert_eq!(of(&parted), [Some(vec![0, 1]), Some(vec![0, 1])]);
    assert_eq!(of(&edited(&parted, &join("n"))), [Some(vec![0, 1, 2, 3])], "the joint is a break now");
}

#[test]
fn strangers_are_joined_under_the_first() {
    joins("a:30[t 0..30/30]'One.' + b:40[u 0..40/40]'Two.'", "a:70[t 0..30/30]'One. Two.'");
    joins("a'One'{r} + b'two'{s}", "a'One two'");
    joins("a'One'{r} + b", "a'One'{r}");
    joins("a + b[t]hold'two'{s}", "a[t]hold'two'{s+150}");
    joins("a:60 + b:60~20", "a:100");
    joins("a'SQL'\"sequel\" + b'rocks'", "a'SQL rocks'\"sequel rocks\"");
    joins("-a:10 + b:20", "-a:30");
    refused("b + a", &join("b"), "there is no segment before this one to join it with");
    let both = edited(&video("a + b"), &join("b"));
    assert_eq!((both.segments[0].ancestors.clone(), both.segments[0].target), (ids("b"), frames(300)));
}

#[test]
fn halves_that_were_changed_are_strangers() {
    let parted = edited(&video("a:60[t 0..60/60]'one two'{r}"), &cut("a", 9));
    let longer = Edit::SetLengthRule { segments: ids("a"), length: bobine_model::LengthRule::Fixed(frames(12)) };
    let joined = edited(&edited(&parted, &longer), &join("n"));
    assert_eq!(seen(&joined), "a:63[t 0..9/60]'one two'", "neither the clip nor the voice runs through");
}

#[test]
fn a_transition_between_halves_parts_them() {
    let parted = edited(&video("a:60[t 0..60/60]"), &cut("a", 30));
    let kind = TransitionKind::Slide;
    let slide = bobine_model::Transition { kind, frames: frames(10) };
    let slid = edited(&parted, &Edit::SetTransition { segments: ids("n"), transition: slide });
    assert_eq!(seen(&edited(&slid, &join("n"))), "a:50[t 0..30/60]");
}
