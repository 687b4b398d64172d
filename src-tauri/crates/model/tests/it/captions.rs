//! Captions: which words, when, in which groups; and subtitle files.

use bobine_model::caption::{Cue, subtitle};
use bobine_model::{Document, Edit, FrameRate, Layout, Millis, ReadingUse, SpokenWord, apply, cues, shown_words};

use crate::notation::{frames, id, read, video};

/// Cues one a line: `0..30 Tea@0..9 is@9..18`.
fn seen(cues: &[Cue]) -> String {
    let line = |cue: &Cue| {
        let words = cue.words.iter().map(|word| format!(" {}@{}", word.text, word.said)).collect::<String>();
        format!("{}{words}", cue.frames)
    };
    cues.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn cues_of(document: &Document) -> Vec<Cue> {
    cues(document, &Layout::of(document))
}

#[track_caller]
fn check(video_text: &str, expected: &str) {
    assert_eq!(seen(&cues_of(&video(video_text))), expected);
}

/// Only the texts of the cues.
#[track_caller]
fn groups(narration: &str, expected: &[&str]) {
    let mut document = video("a:3000");
    document.segments[0].narration = narration.to_owned();
    document.segments[0].voicing = Some(read("r", narration)).filter(|voicing| !voicing.said.is_empty());
    let texts: Vec<String> = cues_of(&document).iter().map(Cue::text).collect();
    assert_eq!(texts, expected, "the cues of {narration:?}");
}

#[test]
fn words_stand_at_the_frames_in_which_they_are_said() {
    check(
        "a:90'Tea is good.'{r+6} + b:60'So is milk.'{s}",
        "6..42 Tea@6..15 is@15..24 good.@24..33\n90..126 So@90..99 is@99..108 milk.@108..117",
    );
}

#[test]
fn a_short_gap_is_closed_and_a_long_one_is_not() {
    // The last word ends at 27, held to 36; 47 leaves 11 frames of gap, 48 leaves 12, which are 400 ms.
    check("a:47'Tea is good.'{r}", "0..47 Tea@0..9 is@9..18 good.@18..27");
    check("a:48'Tea is good.'{r}", "0..36 Tea@0..9 is@9..18 good.@18..27");
}

#[test]
fn a_segment_without_a_reading_spreads_its_words() {
    check("a:60'one two three four'", "0..60 one@0..12 two@12..24 three@24..44 four@44..60");
    check("a:60 + b:30'one'", "60..90 one@60..90");
    check("-a'hidden' + b:30'one'", "0..30 one@0..30");
}

#[test]
fn captions_of_overlapping_segments_do_not() {
    check(
        "a:60'one two three'{r+30} + b:60~20'four'{s+5}",
        "30..45 one@30..39 two@39..44 three@44..45\n45..63 four@45..54",
    );
    // The later begins with the earlier: nothing is left for the earlier one's captions.
    check("a:10'one'{r} + b:60~10'two'{s}", "0..18 two@0..9");
}

#[test]
fn more_words_than_frames_are_put_together() {
    check("a:2'one two three'{r}", "0..2 one@0..1 two three@1..2");
    check("a:1'one two three'{r}", "0..1 one two three@0..1");
}

#[test]
fn chosen_breaks_win_over_computed_ones() {
    let before = video("a:90'one two three four'{r}");
    let edit = Edit::SetCueStarts { segment: id("a"), starts: Some(vec![0, 1]) };
    let after = apply(&before, &edit).expect("breaks that fit");
    assert_eq!(seen(&cues_of(&after)), "0..9 one@0..9\n9..45 two@9..18 three@18..27 four@27..36");
}

#[test]
fn cues_are_three_to_five_words_cut_after_sentences() {
    groups("", &[]);
    groups("Wait.", &["Wait."]);
    groups(
        "Your tea is cold. Warm it up again now, and drink it.",
        &["Your tea is cold.", "Warm it up again now,", "and drink it."],
    );
    groups("one two three four five six", &["one two three", "four five six"]);
    groups("one two three four five six seven", &["one two three four", "five six seven"]);
    groups("Stop! Do you know why? It is late…", &["Stop!", "Do you know why?", "It is late…"]);
    groups("Meet Dr. Brown at 3.50 p.m. today", &["Meet Dr. Brown at", "3.50 p.m. today"]);
    groups(
        "extraordinarily incomprehensible responsibilities",
        &["extraordinarily", "incomprehensible", "responsibilities"],
    );
    groups("« Bonjour ! » Il est tard, non ?", &["«\u{a0}Bonjour\u{a0}!\u{a0}»", "Il est tard, non\u{a0}?"]);
}

#[test]
fn scripts_without_spaces_are_grouped_by_width() {
    groups(
        "今日はとても良い天気ですね。散歩に行きましょう。",
        &["今日はとても良い", "天気ですね。", "散歩に行きましょう。"],
    );
    groups("สวัสดี", &["สวัสดี"]);
}

#[test]
fn a_pause_is_a_place_to_cut() {
    let mut document = video("a:300'one two three four five six seven'{r}");
    let voicing = document.segments[0].voicing.as_mut().expect("it is read");
    for word in voicing.words.iter_mut().skip(4) {
        word.start = word.start.saturating_add(Millis::new(500));
        word.end = word.end.saturating_add(Millis::new(500));
    }
    voicing.to = voicing.to.saturating_add(Millis::new(500));
    let texts: Vec<String> = cues_of(&document).iter().map(Cue::text).collect();
    assert_eq!(texts, ["one two three four", "five six seven"]);
}

/// Shown words with their times: `Tea 0-300`, and `*` where they share time with others.
#[track_caller]
fn times(narration: &str, said: &str, expected: &str) {
    let mut document = video("a:90");
    document.segments[0].narration = narration.to_owned();
    document.segments[0].voicing = Some(read("r", said));
    let words = shown_words(&document.segments[0], FrameRate::THIRTY);
    let word = |word: &bobine_model::ShownWord| {
        let mark = if word.spoken.is_some() { "" } else { "*" };
        format!("{}{mark} {}-{}", word.text, word.start.count(), word.end.count())
    };
    assert_eq!(words.iter().map(word).collect::<Vec<_>>().join(", "), expected);
}

#[test]
fn shown_words_are_laid_over_the_reading() {
    times("Tea is good", "Tea is good", "Tea 0-300, is 300-600, good 600-900");
    times("I love SQL!", "I love sequel", "I 0-300, love 300-600, SQL! 600-900");
    times("In 25 years", "in twenty five years", "In 0-300, 25* 300-900, years 900-1200");
    times("Bonjour ! Oui", "Bonjour ! Oui", "Bonjour\u{a0}! 0-300, Oui 600-900");
    times("你好世界", "你好世界", "你* 0-75, 好* 75-150, 世* 150-225, 界* 225-300");
}

#[test]
fn text_that_was_edited_since_still_has_times() {
    times("Tea is very good", "Tea is good", "Tea 0-300, is* 300-400, very* 400-600, good 600-900");
    times("Tea good", "Tea is good", "Tea 0-300, good 600-900");
    times("Oh tea", "tea", "Oh* 0-120, tea* 120-300");
    times("tea yes please", "tea", "tea* 0-75, yes* 75-150, please* 150-300");
    times("quite other words", "what was said before", "quite* 0-400, other* 400-800, words* 800-1200");
    times("", "Tea", "");
}

#[test]
fn a_stretch_of_a_reading_counts_from_its_own_start() {
    let mut document = video("a:90'two'");
    let words = vec![SpokenWord { text: "two".into(), start: Millis::new(250), end: Millis::new(600) }];
    let stretch = ReadingUse { from: Millis::new(300), lead: frames(3), words, ..read("r", "two x") };
    document.segments[0].voicing = Some(stretch);
    assert_eq!(seen(&cues_of(&document)), "3..21 two@3..12");
    let shown = shown_words(&document.segments[0], FrameRate::THIRTY);
    let times = shown.iter().map(|word| (word.start.count(), word.end.count())).collect::<Vec<_>>();
    assert_eq!(times, [(300, 600)], "what a cut took of a word is not shown");
}

#[test]
fn subtitles_are_escaped() {
    let document = video("a:90'a <b> --> {\\an8} & c'{r} + b:9000'Bye'");
    let cues = cues_of(&document);
    let rate = FrameRate::THIRTY;
    assert_eq!(
        subtitle::srt(&cues, rate),
        "1\n00:00:00,000 --> 00:00:00,900\na <\u{2060}b> -\u{2060}->\n\n\
         2\n00:00:00,900 --> 00:00:02,100\n{\u{2060}\\an8} & c\n\n\
         3\n00:00:03,000 --> 00:05:03,000\nBye\n\n"
    );
    assert_eq!(
        subtitle::vtt(&cues, rate),
        "WEBVTT\n\n00:00:00.000 --> 00:00:00.900\na &lt;b&gt; --&gt;\n\n\
         00:00:00.900 --> 00:00:02.100\n{\\an8} &amp; c\n\n\
         00:00:03.000 --> 00:05:03.000\nBye\n\n"
    );
}
