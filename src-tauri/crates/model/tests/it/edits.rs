//! Each edit: a document before, the edit, the document after.

use bobine_model::document::{FocusPoint, Rgb};
use bobine_model::edit::{Copied, NewSegment, Pasted, WordTime};
use bobine_model::history::{History, Stroke};
use bobine_model::{
    Document, Edit, Fit, Format, FrameRate, Framing, Language, LengthRule, Millis, Mix, MusicChoice, PixelRect,
    Pronunciation, Segment, Stale, Transition, TransitionKind, apply, persist, stale,
};

use crate::notation::{clip, crossfade, frames, id, ids, range, read, seen, video, voice};

/// The edit turns one video into the other; it can be stored, undone and redone.
#[track_caller]
fn check(before: &str, edit: &Edit, expected: &str) {
    let before = video(before);
    let after = edited(&before, edit);
    assert_eq!(seen(&after), expected, "after {edit:?}");
}

#[track_caller]
pub fn edited(before: &Document, edit: &Edit) -> Document {
    let after = apply(before, edit).unwrap_or_else(|error| panic!("{edit:?} is refused: {error}"));
    after.check().expect("an edit leaves a sound document");
    let read_back = persist::from_json(&persist::to_json(&after)).expect("what is stored can be read");
    assert_eq!(read_back, after, "stored and read again");
    let wire: Edit = serde_json::from_value(serde_json::to_value(edit).expect("an edit is JSON")).expect("and back");
    assert_eq!(wire, *edit);

    let mut history = History::new(before.clone(), 0);
    let stroke = Stroke { merge_key: None, gesture: None, at_ms: 0 };
    history.record(after.clone(), edit.label(before), stroke);
    assert_eq!(history.undo().map(|revision| &revision.document), Some(before), "undone");
    assert_eq!(history.redo().map(|revision| &revision.document), Some(&after), "redone");
    after
}

#[track_caller]
fn refused(before: &str, edit: &Edit, expected: &str) {
    let error = apply(&video(before), edit).map(|after| seen(&after)).expect_err("it is refused");
    assert_eq!(error.to_string(), expected, "{edit:?}");
}

fn new(name: &str, narration: &str) -> NewSegment {
    NewSegment { id: id(name), narration: narration.to_owned(), prompt: String::new(), target: frames(150) }
}

fn insert(at: usize, segments: &[NewSegment]) -> Edit {
    Edit::Insert { at, segments: segments.to_vec() }
}

fn reorder(names: &str, to: usize) -> Edit {
    Edit::Move { segments: ids(names), to }
}

fn duplicate(pairs: &[(&str, &str)]) -> Edit {
    Edit::Duplicate { copies: pairs.iter().map(|(of, copy)| Copied { of: id(of), id: id(copy) }).collect() }
}

fn fixed(name: &str, length: u32) -> Edit {
    Edit::SetLengthRule { segments: ids(name), length: LengthRule::Fixed(frames(length)) }
}

fn narrate(name: &str, text: &str) -> Edit {
    Edit::SetNarration { segment: id(name), text: text.to_owned() }
}

fn transition(names: &str, transition: Transition) -> Edit {
    Edit::SetTransition { segments: ids(names), transition }
}

#[test]
fn new_segments_stand_where_they_are_put() {
    check("a + b + c", &insert(1, &[new("x", "Hi"), new("y", "")]), "a + x'Hi' + y + b + c");
    check("", &insert(0, &[new("x", " two\n lines\u{7} ")]), "x'two lines'");
    check("a", &insert(1, &[new("x", "")]), "a + x");
    refused("a", &insert(2, &[new("x", "")]), "place 2 is out of range; the last is 1");
    refused("a", &insert(0, &[]), "no segment is chosen");
    let uuid = id("a");
    let there = format!("segment {uuid} is there already; a new segment needs a new id");
    refused("a", &insert(0, &[new("a", "")]), &there);
    let long = "the narration has 2001 characters; shorten it to 2000";
    refused("a", &insert(0, &[new("x", &"n".repeat(2001))]), long);
    let none = NewSegment { target: frames(0), ..new("x", "") };
    refused("a", &insert(0, &[none]), "a segment lasts at least 1 frame and at most 36000");
}

#[test]
fn more_segments_than_a_video_takes_are_refused() {
    let many: Vec<NewSegment> = (0..501).map(|count| new(&format!("s{count}"), "")).collect();
    refused("", &insert(0, &many), "a video has at most 500 segments; this would make 501");
}

#[test]
fn copies_stand_behind_the_last_original() {
    check("a + b[t] + c + d", &duplicate(&[("c", "y"), ("a", "x")]), "a + b[t] + c + x + y + d");
    check("a~10[t 0..9/20]'Hi'{r}", &duplicate(&[("a", "x")]), "a~10[t 0..9/20]'Hi'{r} + x~10[t 0..9/20]'Hi'{r}");
    refused("a", &duplicate(&[("a", "x"), ("a", "y")]), &format!("segment {} is chosen twice", id("a")));
    refused("a", &duplicate(&[("b", "x")]), &format!("there is no segment {}", id("b")));
    let twice = edited(&edited(&video("a"), &duplicate(&[("a", "b")])), &duplicate(&[("b", "c")]));
    assert_eq!(twice.segments[2].ancestors, ids("a b"), "all takes are offered");
}

#[test]
fn pasted_segments_keep_their_ancestors_and_their_length_in_seconds() {
    let copied = edited(&video("a:90~12[t 30..60/90]"), &duplicate(&[("a", "b")])).segments[1].clone();
    let paste = |rate| Edit::Paste { at: 0, rate, segments: vec![Pasted { id: id("x"), segment: copied.clone() }] };
    let sixty = FrameRate::new(60, 1).expect("a rate");
    check("z", &paste(FrameRate::THIRTY), "x:90~12[t 30..60/90] + z");
    check("z", &paste(sixty), "x:45~6[t 15..30/45] + z");
    assert_eq!(edited(&video("z"), &paste(sixty)).segments[0].ancestors, ids("a b"));
}

#[test]
fn removed_segments_are_gone() {
    check("a + b + c", &Edit::Remove { segments: ids("c a") }, "b");
    check("a", &Edit::Remove { segments: ids("a") }, "");
    refused("a", &Edit::Remove { segments: Vec::new() }, "no segment is chosen");
    refused("a", &Edit::Remove { segments: ids("a b") }, &format!("there is no segment {}", id("b")));
}

#[test]
fn moved_segments_keep_their_order_and_get_the_place_asked_for() {
    check("a + b + c + d", &reorder("a c", 2), "b + d + a + c");
    check("a + b + c + d", &reorder("c a", 0), "a + c + b + d");
    check("a + b + c", &reorder("a", 2), "b + c + a");
    check("a + b + c", &reorder("c", 1), "a + c + b");
    check("a + b + c", &reorder("b", 1), "a + b + c");
    refused("a + b + c", &reorder("b", 3), "place 3 is out of range; the last is 2");
}

#[test]
fn a_new_script_replaces_every_segment() {
    let script = |title: Option<&str>| Edit::ReplaceScript {
        title: title.map(str::to_owned),
        segments: vec![new("x", "One"), new("y", "Two")],
    };
    check("a + b", &script(None), "x'One' + y'Two'");
    assert_eq!(edited(&video("a"), &script(Some(" Coffee\n"))).title, "Coffee");
    refused("a", &script(Some("\t")), "the title is empty; give the video a name");
}

#[test]
fn new_text_leaves_the_reading_and_makes_it_stale() {
    check("a'Tea is good'{r}", &narrate("a", "Tea was good"), "a'Tea was good'{r 0..900 Tea is good}");
    let before = video("a'Tea is good'{r}");
    let state = |edit: &Edit| stale(&edited(&before, edit), &edited(&before, edit).segments[0]);
    assert_eq!(stale(&before, &before.segments[0]), None);
    assert_eq!(state(&narrate("a", "Tea was good")), Some(Stale::Text));
    assert_eq!(state(&narrate("a", " Tea  is\ngood ")), None);
    assert_eq!(state(&narrate("a", "")), Some(Stale::Unwanted));
    assert_eq!(state(&Edit::SetVoice { voice: voice("anna") }), Some(Stale::Voice));
    let both = vec![Edit::SetVoice { voice: voice("anna") }, narrate("a", "Milk")];
    assert_eq!(state(&Edit::Several { edits: both }), Some(Stale::TextAndVoice));
    assert_eq!(state(&Edit::SetReading { segment: id("a"), voicing: None }), Some(Stale::Unread));
    let said = Pronunciation { written: "tea".into(), said: "tee".into() };
    assert_eq!(state(&Edit::SetPronunciations { pronunciations: vec![said] }), Some(Stale::Text));
    assert_eq!(stale(&video("a"), &video("a").segments[0]), None, "nothing to say");
}

#[test]
fn cue_breaks_go_when_the_number_of_words_changes() {
    let cut = Edit::SetCueStarts { segment: id("a"), starts: Some(vec![0, 2]) };
    let before = edited(&video("a'one two three'"), &cut);
    let starts = |edit: &Edit| edited(&before, edit).segments[0].cue_starts.clone();
    assert_eq!(starts(&narrate("a", "one two, four")), Some(vec![0, 2]));
    assert_eq!(starts(&narrate("a", "one two")), None);
    assert_eq!(starts(&Edit::SetCueStarts { segment: id("a"), starts: None }), None);
    for wrong in [vec![], vec![1], vec![0, 0], vec![0, 3]] {
        let edit = Edit::SetCueStarts { segment: id("a"), starts: Some(wrong) };
        refused("a'one two three'", &edit, "captions cannot break there; breaks rise from the first of the 3 words");
    }
}

#[test]
fn spoken_text_is_kept_apart_only_where_it_differs() {
    let say = |text: Option<&str>| Edit::SetSpoken { segment: id("a"), text: text.map(str::to_owned) };
    check("a'SQL'", &say(Some(" sequel ")), "a'SQL'\"sequel\"");
    check("a'SQL'\"sequel\"", &say(Some("SQL")), "a'SQL'");
    check("a'SQL'\"sequel\"", &say(None), "a'SQL'");
    check("a'SQL'", &say(Some("")), "a'SQL'\"\"");
    check("a'SQL'\"sequel\"", &narrate("a", "sequel"), "a'sequel'");
}

#[test]
fn a_corrected_word_changes_what_is_shown_and_not_what_is_said() {
    let word = |word, text: &str| Edit::SetWord { segment: id("a"), word, text: text.to_owned() };
    check("a'sequel is good'{r}", &word(0, "SQL"), "a'SQL is good'\"sequel is good\"{r}");
    check("a'tea is is good'", &word(2, ""), "a'tea is good'\"tea is is good\"");
    check("a'SQL'\"sequel\"", &word(0, "sequel"), "a'sequel'");
    refused("a'tea'", &word(1, "x"), "there is no word 2; the text has 1");
}

#[test]
fn word_times_are_corrected_all_together() {
    let times = |times: &[(u32, u32)]| Edit::SetWordTimes {
        segment: id("a"),
        times: times.iter().map(|&(a, b)| WordTime { start: Millis::new(a), end: Millis::new(b) }).collect(),
    };
    let after = edited(&video("a'one two'{r}"), &times(&[(10, 200), (250, 590)]));
    let words = &after.segments[0].voicing.as_ref().expect("it is read").words;
    assert_eq!(words.iter().map(|word| word.start.count()).collect::<Vec<_>>(), [10, 250]);
    refused("a'one two'{r}", &times(&[(0, 1)]), "there are 2 words in the reading, not 1");
    let order = "word 2 is out of order; words follow each other and end after they start";
    refused("a'one two'{r}", &times(&[(300, 400), (200, 500)]), order);
    refused("a'one'", &times(&[]), "this segment has no reading; have it read first");
}

#[test]
fn readings_and_takes_are_chosen_and_let_go() {
    let voicing = |voicing| Edit::SetReading { segment: id("a"), voicing };
    check("a'Hi you'", &voicing(Some(read("r", "Hi you"))), "a'Hi you'{r}");
    check("a'Hi'{r}", &voicing(None), "a'Hi'");
    let empty = bobine_model::ReadingUse { to: Millis::ZERO, ..read("r", "Hi") };
    refused("a", &voicing(Some(empty)), "a reading of 0 to 0 milliseconds cannot be used");
    let many = read("r", &"a ".repeat(4001));
    refused("a", &voicing(Some(many)), "a reading has at most 4000 words; read less at once");

    let take = |picture| Edit::SetTake { segment: id("a"), picture };
    check("a", &take(Some(clip("t", range(0, 150), 150))), "a[t 0..150/150]");
    check("a[t]", &take(None), "a");
    let beyond = "frames 0..151 are not inside the clip, which has 150";
    refused("a", &take(Some(clip("t", range(0, 151), 150))), beyond);
}

#[test]
fn trim_and_slip_stay_inside_the_take() {
    let trim = |start, end| Edit::Trim { segment: id("a"), trim: range(start, end) };
    let slip = |start| Edit::Slip { segment: id("a"), start: frames(start) };
    check("a[t 0..100/200]", &trim(50, 200), "a[t 50..200/200]");
    check("a[t 20..100/200]", &slip(0), "a[t 0..80/200]");
    check("a[t 20..100/200]", &slip(120), "a[t 120..200/200]");
    refused("a[t 0..100/200]", &trim(50, 201), "frames 50..201 are not inside the clip, which has 200");
    refused("a[t 20..100/200]", &slip(121), "frames 121..201 are not inside the clip, which has 200");
    let none = "this segment shows no clip that could be trimmed; choose a clip first";
    refused("a[t]", &slip(0), none);
    refused("a", &trim(0, 1), none);
}

#[test]
fn many_segments_are_changed_at_once() {
    let all = || ids("c a");
    let fixed = LengthRule::Fixed(frames(60));
    check("a + b + c", &Edit::SetLengthRule { segments: all(), length: fixed }, "a:60 + b + c:60");
    check("a + b + c", &Edit::SetFit { segments: all(), fit: Fit::Loop }, "aloop + b + cloop");
    check("a + b + c", &Edit::SetIncluded { segments: all(), is_included: false }, "-a + b + -c");
    let target = edited(&video("a + b + c"), &Edit::SetTarget { segments: all(), frames: frames(7) });
    assert_eq!(target.segments.iter().map(|segment| segment.target.count()).collect::<Vec<_>>(), [7, 150, 7]);
    let framing = Framing::ContainColor { color: Rgb { r: 1, g: 2, b: 3 } };
    let framed = edited(&video("a + b + c"), &Edit::SetFraming { segments: all(), framing });
    assert_eq!(framed.segments.iter().filter(|segment| segment.framing == framing).count(), 2);
    let beside = Framing::Cover { focus: FocusPoint { x: 1001, y: 0 } };
    let out = "the focus point is out of range; it goes from 0 to 1000";
    refused("a + c", &Edit::SetFraming { segments: all(), framing: beside }, out);
    refused("a", &Edit::SetFit { segments: all(), fit: Fit::Loop }, &format!("there is no segment {}", id("c")));
}

#[test]
fn a_transition_that_does_not_fit_is_refused_with_the_longest_that_does() {
    check("a:100 + b:60", &transition("b", crossfade(30)), "a:100 + b:60~30");
    refused("a:100 + b:60", &transition("b", crossfade(31)), "the transition is too long; at most 30 frames fit here");
    refused("a:20 + b:60", &transition("b", crossfade(21)), "the transition is too long; at most 20 frames fit here");
    check("a:20 + b:60 + c:90", &transition("a b c", crossfade(10)), "a:20~10 + b:60~10 + c:90~10");
    let shortest = "the transition is too long; at most 10 frames fit here";
    refused("a:20 + b:60 + c:90", &transition("a b c", crossfade(11)), shortest);
    check("a:20 + b:60~9", &transition("b", Transition::CUT), "a:20 + b:60");
    let mismatch = "a cut lasts no frame, and every other transition at least one";
    refused("a + b", &transition("b", crossfade(0)), mismatch);
    refused("a + b", &transition("b", Transition { kind: TransitionKind::Cut, frames: frames(3) }), mismatch);
}

#[test]
fn the_video_as_a_whole_is_changed() {
    let before = video("a");
    let change = |edit: Edit| edited(&before, &edit);
    assert_eq!(change(Edit::SetTitle { title: " New  name".into() }).title, "New name");
    refused("a", &Edit::SetTitle { title: " ".into() }, "the title is empty; give the video a name");
    assert_eq!(change(Edit::SetLanguage { language: Language::french() }).language, Language::french());
    assert_eq!(change(Edit::SetVoice { voice: voice("anna") }).voice, voice("anna"));
    let fast = bobine_model::VoiceChoice { speed: 201, ..voice("anna") };
    refused("a", &Edit::SetVoice { voice: fast }, "the voice speed is out of range; it goes from 50 to 200");
    assert_eq!(change(Edit::SetCaptionPreset { preset: "pop".into() }).captions.preset, "pop");
    let outside = "\"../x\" is no name; use small letters, digits and dashes";
    refused("a", &Edit::SetCaptionPreset { preset: "../x".into() }, outside);
    refused("a", &Edit::SetMusic { music: Some(MusicChoice::Loop { name: "../x".into() }) }, outside);
    let area = PixelRect { left: 0, top: 0, right: 1080, bottom: 1920 };
    assert_eq!(change(Edit::SetCaptionArea { area }).captions.area, area);
    let wide = PixelRect { right: 1081, ..area };
    refused("a", &Edit::SetCaptionArea { area: wide }, "the caption box lies outside the picture or is empty");
    assert!(!change(Edit::SetCaptionsShown { is_shown: false }).captions.is_shown);
    let music = Some(MusicChoice::Loop { name: "rain".into() });
    assert_eq!(change(Edit::SetMusic { music: music.clone() }).music, music);
    let mix = Mix { music: -200, clip_sound: Some(-60), ..Mix::default() };
    assert_eq!(change(Edit::SetMix { mix }).mix, mix);
    let loud = Mix { voice: 121, ..mix };
    refused("a", &Edit::SetMix { mix: loud }, "the voice level is out of range; it goes from -400 to 120");
    let twice = ["a", "A"].map(|written| Pronunciation { written: written.into(), said: "x".into() }).to_vec();
    let pronunciations = Edit::SetPronunciations { pronunciations: twice };
    refused("a", &pronunciations, "the pronunciation of \"A\" is empty or is there twice");
}

#[test]
fn another_frame_rate_keeps_every_length_in_seconds() {
    let format = |num, den| {
        let rate = FrameRate::new(num, den).expect("a rate");
        Edit::SetFormat { format: Format::new(1080, 1920, rate).expect("a format") }
    };
    check("a:90~12[t 30..60/90]'Hi'{r+3}", &format(60, 1), "a:180~24[t 60..120/180]'Hi'{r+6}");
    check("a:1~1[t 89..90/90]", &format(1, 1), "a:1[t 2..3/3]");
    let slow = "the frame rate must lie between 1 and 240 frames a second";
    refused("a", &format(1, 2), slow);
    refused("a", &format(241, 1), slow);
}

#[test]
fn several_edits_are_made_all_or_none() {
    let several = |edits: &[Edit]| Edit::Several { edits: edits.to_vec() };
    check("a + b", &several(&[narrate("a", "x"), reorder("b", 0), insert(0, &[new("c", "")])]), "c + b + a'x'");
    refused("a", &several(&[narrate("a", "x"), narrate("b", "x")]), &format!("there is no segment {}", id("b")));
    refused("a", &several(&[]), "no segment is chosen");
}

#[test]
fn labels_say_what_was_done_to_which_segment() {
    let document = video("a + b + c");
    let rows: Vec<(Edit, &str)> = vec![
        (reorder("c", 0), "Move segment 3"),
        (reorder("a c", 0), "Move 2 segments"),
        (insert(3, &[new("x", "")]), "Insert segment 4"),
        (insert(0, &[new("x", ""), new("y", "")]), "Insert 2 segments"),
        (narrate("b", ""), "Edit text of segment 2"),
        (Edit::SetTitle { title: "x".into() }, "Rename video"),
        (Edit::SetIncluded { segments: ids("a"), is_included: false }, "Leave segment 1 out"),
        (Edit::SetTake { segment: id("b"), picture: None }, "Clear take of segment 2"),
        (Edit::ReplaceScript { title: None, segments: vec![new("x", ""), new("y", "")] }, "New script of 2 segments"),
        (Edit::Several { edits: vec![narrate("a", ""), narrate("b", "")] }, "Edit text of 2 segments"),
        (Edit::Several { edits: vec![narrate("a", ""), reorder("a", 1)] }, "Change segment 1"),
        (Edit::Several { edits: vec![narrate("a", ""), reorder("b", 0), narrate("b", "")] }, "Change 2 segments"),
        (Edit::Several { edits: vec![narrate("a", ""), insert(1, &[new("x", "")])] }, "Change 2 segments"),
        (Edit::Several { edits: vec![narrate("a", ""), Edit::SetTitle { title: "x".into() }] }, "Make changes"),
        (
            Edit::Several { edits: vec![fixed("b", 40), Edit::Trim { segment: id("b"), trim: range(0, 40) }] },
            "Trim segment 2",
        ),
    ];
    for (edit, expected) in rows {
        assert_eq!(edit.label(&document).to_string(), expected);
    }
}

#[test]
fn typing_in_one_field_of_one_segment_is_one_gesture() {
    let merges = |one: &Edit, other: &Edit| one.merge_key().is_some() && one.merge_key() == other.merge_key();
    assert!(merges(&narrate("a", "x"), &narrate("a", "xy")));
    assert!(!merges(&narrate("a", "x"), &narrate("b", "x")));
    assert!(!merges(&narrate("a", "x"), &Edit::SetPrompt { segment: id("a"), text: "x".into() }));
    assert!(merges(&transition("a b", crossfade(1)), &transition("b a", crossfade(2))));
    assert!(!merges(&transition("a b", crossfade(1)), &transition("a c", crossfade(1))));
    assert!(!merges(&reorder("a", 1), &reorder("a", 1)));
}

#[test]
fn a_damaged_document_says_what_is_wrong() {
    let broken = |damage: fn(&mut Segment)| {
        let mut document = video("a'one'{r} + b");
        damage(&mut document.segments[0]);
        document.check().map_err(|broken| broken.to_string())
    };
    assert_eq!(broken(|_| {}), Ok(()));
    let is_damaged = |damage: fn(&mut Segment), what: &str| {
        assert_eq!(broken(damage), Err(format!("this document is damaged: {what}")));
    };
    is_damaged(|one| one.id = id("b"), &format!("segment {} is there already; a new segment needs a new id", id("b")));
    is_damaged(|one| one.ancestors = ids("a"), &format!("segment {} descends from itself", id("a")));
    is_damaged(|one| one.narration = "a\nb".into(), "the narration holds characters that cannot be shown");
    is_damaged(|one| one.target = frames(0), "a segment lasts at least 1 frame and at most 36000");
}
