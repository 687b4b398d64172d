//! Which changes of a document reach its video.

use bobine_model::edit::WordTime;
use bobine_model::video::make_same_video;
use bobine_model::{Edit, Millis, MusicChoice, apply};

use crate::notation::{clip, frames, id, ids, range, video};

const VIDEO: &str = "a[t 0..120/200]'Tea is good'{r} + b[u 0..100/100]'So is coffee'{s} + -c'Not this' + d'No clip'";

/// Whether the video stays what it is.
#[track_caller]
fn stays(edit: &Edit) -> bool {
    let before = video(VIDEO);
    let after = apply(&before, edit).unwrap_or_else(|error| panic!("{edit:?} is refused: {error}"));
    assert_ne!(before, after, "{edit:?} changes something");
    assert!(make_same_video(&after, &after.clone()));
    make_same_video(&before, &after)
}

#[test]
fn what_is_neither_seen_nor_heard_leaves_the_video_as_it_is() {
    for edit in [
        Edit::SetTitle { title: "Coffee".into() },
        Edit::SetPrompt { segment: id("a"), text: "A cup".into() },
        Edit::SetNarration { segment: id("c"), text: "Nor this".into() },
    ] {
        assert!(stays(&edit), "{edit:?}");
    }
    let before = video("a:50[t 0..120/200] + b[u 0..150/150]");
    let trimmed = Edit::Trim { segment: id("a"), trim: range(0, 60) };
    let after = apply(&before, &trimmed).expect("it can be trimmed");
    assert!(make_same_video(&before, &after), "what comes after the part that is seen does not matter");
}

#[test]
fn what_is_seen_or_heard_makes_another_video() {
    for edit in [
        Edit::SetNarration { segment: id("a"), text: "Tea is fine".into() },
        Edit::SetPrompt { segment: id("d"), text: "A cup".into() },
        Edit::SetTake { segment: id("a"), picture: Some(clip("v", range(0, 120), 200)) },
        Edit::Slip { segment: id("a"), start: frames(20) },
        Edit::SetReading { segment: id("b"), voicing: None },
        Edit::SetIncluded { segments: ids("c"), is_included: true },
        Edit::Move { segments: ids("b"), to: 0 },
        // A slate bears its number.
        Edit::Move { segments: ids("c"), to: 3 },
        Edit::SetCaptionsShown { is_shown: false },
        Edit::SetMusic { music: Some(MusicChoice::Loop { name: "calm".into() }) },
    ] {
        assert!(!stays(&edit), "{edit:?}");
    }
}

#[test]
fn when_a_word_is_said_matters_where_captions_or_music_follow_it() {
    let time = |start, end| WordTime { start: Millis::new(start), end: Millis::new(end) };
    let later = Edit::SetWordTimes { segment: id("a"), times: vec![time(100, 300), time(300, 600), time(600, 900)] };
    assert!(!stays(&later), "captions follow it");
    let mut document = video(VIDEO);
    document.captions.is_shown = false;
    let after = apply(&document, &later).expect("words can be timed");
    assert!(make_same_video(&document, &after), "the sound is where it was");
    document.music = Some(MusicChoice::Loop { name: "calm".into() });
    let after = apply(&document, &later).expect("words can be timed");
    assert!(!make_same_video(&document, &after), "the music steps back later");
}
