//! What holds after any edits: a sound document, a sound layout, captions that fit, undo that undoes.

use bobine_model::document::{FocusPoint, StillMove};
use bobine_model::edit::{Copied, NewSegment, Pasted, WordTime};
use bobine_model::history::{History, Stroke};
use bobine_model::{
    Document, Edit, Fit, Format, FrameRange, FrameRate, Frames, Framing, Layout, LengthRule, Millis, ReadingUse,
    SegmentId, SpokenWord, TakeExtent, TakeUse, Transition, TransitionKind, apply, cues, persist, shown_words,
};
use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};
use proptest::test_runner::TestCaseError;
use uuid::Uuid;

use crate::notation::{clip, frames, read, video};

/// Numbers to make an edit from.
type Seed = (u8, u16, u16, u16);

const TEXTS: &[&str] = &[
    "",
    "Tea is good.",
    "Wait! Do you know why? Because 3.50 is too much, they say.",
    "« Bonjour ! » Il est tard, non ?",
    "今日はとても良い天気ですね。散歩に行きましょう。",
    "สวัสดี ชาวโลก",
    "one two three four five six seven eight nine ten eleven twelve",
    "( - ) ... !",
];

fn text(number: u16) -> String {
    TEXTS[usize::from(number) % TEXTS.len()].to_owned()
}

fn upto(number: u16, limit: usize) -> usize {
    if limit == 0 { 0 } else { usize::from(number) % limit }
}

/// An edit of this document; most are valid. `fresh` is a number no segment was named by yet.
fn edit(document: &Document, (kind, a, b, c): Seed, fresh: u128) -> Edit {
    let new_id = |offset: u128| SegmentId::from_uuid(Uuid::from_u128(fresh * 4 + offset));
    let count = document.segments.len();
    let new = |offset| NewSegment {
        id: new_id(offset),
        narration: text(a),
        prompt: text(b),
        target: frames(1 + u32::from(c) % 200),
    };
    let Some(one) = document.segments.get(upto(a, count)) else {
        return Edit::Insert { at: 0, segments: vec![new(0), new(1), new(2)] };
    };
    let segment = one.id;
    let other = document.segments[upto(b, count)].id;
    let segments = if segment == other { vec![segment] } else { vec![segment, other] };
    let length = bobine_model::layout::segment_length(one, document.format.rate()).count();
    let start = u32::from(b) % 100;
    let trim = FrameRange::new(frames(start), frames(start + 1 + u32::from(c) % 90)).expect("one frame at least");
    match kind % 30 {
        0 | 1 => Edit::Insert { at: upto(b, count + 1), segments: vec![new(0), new(1)] },
        2 => Edit::Duplicate { copies: vec![Copied { of: segment, id: new_id(0) }] },
        3 => {
            let rate = FrameRate::new(if c % 2 == 0 { 30 } else { 24 }, 1).expect("a rate");
            Edit::Paste { at: upto(b, count + 1), rate, segments: vec![Pasted { id: new_id(0), segment: one.clone() }] }
        }
        4 => Edit::Remove { segments },
        5 => Edit::Move { to: upto(c, count + 1 - segments.len()), segments },
        6..=9 => Edit::Split { segment, at: frames(u32::from(c) % length.max(1)), new: new_id(0) },
        10 | 11 => Edit::Join { segment },
        12 => Edit::SetNarration { segment, text: text(c) },
        13 => Edit::SetSpoken { segment, text: Some(text(c)).filter(|_| b % 2 == 0) },
        14 => Edit::SetWord { segment, word: upto(b, 8), text: text(c) },
        15 => {
            let words = bobine_model::text::words(&one.narration).len();
            let starts: Vec<usize> = (0..words).step_by(1 + upto(b, 4)).collect();
            Edit::SetCueStarts { segment, starts: Some(starts).filter(|_| c % 4 != 0) }
        }
        16 => {
            let words = one.voicing.as_ref().map_or(0, |voicing| voicing.words.len());
            let time = |index: usize| Millis::new(u32::try_from(index).unwrap_or(0) * u32::from(b % 500));
            let times = (0..words).map(|index| WordTime { start: time(index), end: time(index + 1 + upto(c, 3)) });
            Edit::SetWordTimes { segment, times: times.collect() }
        }
        17..=19 => {
            let said = if c % 3 == 0 { text(c) } else { one.spoken_text().to_owned() };
            let words: Vec<SpokenWord> = read("r", &said).words;
            let voicing = ReadingUse { lead: frames(u32::from(b) % 20), words, ..read("r", &said) };
            Edit::SetReading { segment, voicing: Some(voicing).filter(|_| c % 7 != 0) }
        }
        20 => Edit::SetTarget { segments, frames: frames(1 + u32::from(c) % 300) },
        21 => {
            let rules =
                [LengthRule::FitVoice, LengthRule::VoiceOnly, LengthRule::Fixed(frames(1 + u32::from(b) % 120))];
            Edit::SetLengthRule { segments, length: rules[upto(c, 3)] }
        }
        22 => Edit::SetFit { segments, fit: [Fit::SlowThenHold, Fit::Loop, Fit::Hold][upto(c, 3)] },
        23 => {
            let to = FocusPoint { x: b % 1001, y: c % 1001 };
            let movement = StillMove { from: FocusPoint::CENTER, from_size: 1000, to, to_size: 100 + c % 901 };
            Edit::SetFraming { segments, framing: Framing::PanZoom { movement } }
        }
        24 => Edit::SetIncluded { segments, is_included: c % 3 != 0 },
        25 | 26 => {
            let kind = [TransitionKind::Crossfade, TransitionKind::Slide, TransitionKind::Wipe][upto(b, 3)];
            Edit::SetTransition { segments, transition: Transition { kind, frames: frames(1 + u32::from(c) % 40) } }
        }
        27 => {
            let still = TakeUse { extent: TakeExtent::Still, ..clip("t", trim, 200) };
            Edit::SetTake { segment, picture: Some(if c % 4 == 0 { still } else { clip("t", trim, 200) }) }
        }
        28 => Edit::Slip { segment, start: frames(start) },
        _ => {
            let rate = FrameRate::new([30, 25, 60, 30_000][upto(b, 4)], if b % 4 == 3 { 1001 } else { 1 });
            Edit::SetFormat { format: Format::new(1080, 1920, rate.expect("a rate")).expect("a format") }
        }
    }
}

fn is_sound(document: &Document) -> Result<(), TestCaseError> {
    prop_assert_eq!(document.check(), Ok(()));
    let layout = Layout::of(document);
    layout_is_sound(document, &layout)?;
    captions_are_sound(document, &layout)?;
    let stored =
        persist::from_json(&persist::to_json(document)).map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert_eq!(&stored, document);
    Ok(())
}

fn layout_is_sound(document: &Document, layout: &Layout) -> Result<(), TestCaseError> {
    let placed = layout.placed();
    prop_assert_eq!(placed.len(), document.included().count());
    prop_assert_eq!(placed.first().map_or(Frames::ZERO, |first| first.range.start()), Frames::ZERO);
    for (index, one) in placed.iter().enumerate() {
        if let Some(next) = placed.get(index + 1) {
            prop_assert_eq!(next.range.start() + next.transition.frames, one.range.end(), "no gap");
            prop_assert!(one.transition.frames + next.transition.frames <= one.range.length(), "sides fit");
            prop_assert!(one.range.end() <= next.range.end(), "in order");
        }
        if let Some(third) = placed.get(index + 2) {
            prop_assert!(third.range.start() >= one.range.end(), "at most two at once");
        }
    }
    Ok(())
}

fn captions_are_sound(document: &Document, layout: &Layout) -> Result<(), TestCaseError> {
    let all = cues(document, layout);
    let mut end = Frames::ZERO;
    for cue in &all {
        prop_assert!(cue.frames.start() >= end, "cues never overlap");
        end = cue.frames.end();
        prop_assert!(end <= layout.length(), "within the video");
        prop_assert!(!cue.words.is_empty());
        let mut said = cue.frames.start();
        for word in &cue.words {
            prop_assert!(word.said.start() >= said && word.said.end() <= cue.frames.end(), "words within their cue");
            said = word.said.end();
        }
    }
    for segment in &document.segments {
        let shown = shown_words(segment, document.format.rate());
        prop_assert!(shown.iter().all(|word| word.start <= word.end), "words end after they start");
        prop_assert!(shown.windows(2).all(|pair| pair[0].start <= pair[1].start), "words follow each other");
        let texts: Vec<&str> = shown.iter().map(|word| word.text.as_str()).collect();
        let plain = |text: &str| text.replace('\u{a0}', " ");
        prop_assert_eq!(plain(&bobine_model::text::join(&texts)), plain(&segment.narration), "no text is lost");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_edits_leave_a_sound_document_and_can_be_undone(
        seeds in proptest::collection::vec(any::<Seed>(), 1..40),
    ) {
        let mut history = History::new(video("a:60'Tea is good.'{r} + b:90[t 0..80/200]'Yes!' + c~10"), 0);
        let mut states = vec![history.head().document.clone()];
        for (fresh, seed) in (1 << 40..).zip(seeds) {
            let before = history.head().document.clone();
            let edit = edit(&before, seed, fresh);
            let Ok(after) = apply(&before, &edit) else { continue };
            is_sound(&after)?;
            if matches!(edit, Edit::Split { .. }) {
                prop_assert_eq!(Layout::of(&after).length(), Layout::of(&before).length(), "{:?}", edit);
            }
            let label = edit.label(&before);
            prop_assert!(!label.to_string().contains('#'));
            history.record(after.clone(), label, Stroke { merge_key: None, gesture: None, at_ms: 0 });
            states.push(after);
        }
        for state in states.iter().rev().skip(1) {
            prop_assert_eq!(history.undo().map(|revision| &revision.document), Some(state));
        }
        for state in states.iter().skip(1) {
            prop_assert_eq!(history.redo().map(|revision| &revision.document), Some(state));
        }
    }

    /// What a split parts, a join puts together: nothing but the length rule, the ancestors and cue breaks differ.
    #[test]
    fn a_join_undoes_a_split(
        length in 2_u32..200,
        at in any::<u16>(),
        take in (0_u32..50, 1_u32..150, 0_usize..4),
        words in (0_usize..8, 0_u32..40, any::<bool>()),
    ) {
        let mut before = video(&format!("a:{length}"));
        let (start, frames_of_take, kind) = take;
        let one = &mut before.segments[0];
        let trim = FrameRange::new(frames(start), frames(start + frames_of_take)).expect("not empty");
        one.picture = (kind < 3).then(|| clip("t", trim, 200));
        one.fit = [Fit::SlowThenHold, Fit::Loop, Fit::Hold][kind % 3];
        // A no-break space and one between words that need none are what a cut does not keep.
        one.narration = TEXTS[words.0].replace("ดี ช", "ดีช");
        let voicing = ReadingUse { lead: frames(words.1), ..read("r", &one.narration) };
        one.voicing = words.2.then_some(voicing);
        let at = frames(1 + u32::from(at) % (length - 1));
        let new = SegmentId::from_uuid(Uuid::from_u128(7));
        let parted = apply(&before, &Edit::Split { segment: before.segments[0].id, at, new }).expect("there is no transition");
        is_sound(&parted)?;
        let joined = apply(&parted, &Edit::Join { segment: new }).expect("there is one before");
        before.segments[0].ancestors = vec![new];
        prop_assert_eq!(joined, before);
    }
}
