//! The two halves of everything a segment holds. [`super::split`] parts with these; [`super::join`] asks them whether
//! two neighbours are halves of one.

use crate::document::{Fit, FocusPoint, Framing, ReadingUse, Segment, SpokenWord, StillMove, TakeExtent, TakeUse};
use crate::fit::slowest;
use crate::shown::{ShownWord, timed};
use crate::text::{cut_before_word, words};
use crate::time::{FrameRange, FrameRate, Frames, Millis};

/// A segment's take and how it is stretched.
pub(super) type Picture = (Option<TakeUse>, Fit);

/// Where a segment is cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut {
    /// Frames before the cut; at least one.
    pub at: Frames,
    /// Frames of the whole segment; more than `at`.
    pub length: Frames,
    /// What they are counted at.
    pub rate: FrameRate,
}

/// The halves of a picture, so that what is seen stays as it was (see [`super::Edit::Split`]).
pub(super) fn of_picture((picture, fit): Picture, cut: Cut) -> (Picture, Picture) {
    let Some(TakeUse { take, extent: TakeExtent::Clip { length, trim } }) = picture else {
        return ((picture, fit), (picture, fit));
    };
    let part = |trim| Some(TakeUse { take, extent: TakeExtent::Clip { length, trim } });
    let frames = trim.length();
    let is_slowed = fit == Fit::SlowThenHold && frames < cut.length;
    let played = if is_slowed { slowest(frames).min(cut.length) } else { frames };
    if cut.at < played && !(fit == Fit::Loop && frames < cut.length) {
        let passed = scaled(cut.at, frames, played);
        return match divided(trim, passed) {
            Some((left, right)) => ((part(left), fit), (part(right), fit)),
            None => ((part(trim), fit), (part(trim), fit)),
        };
    }
    match fit {
        Fit::SlowThenHold | Fit::Hold => {
            let last = FrameRange::new(trim.end() - Frames::new(1), trim.end()).unwrap_or(trim);
            ((part(trim), fit), (part(last), Fit::Hold))
        }
        Fit::Loop => {
            let phase = Frames::new(cut.at.count() % frames.count());
            let left = if cut.at < frames { divided(trim, cut.at).map_or(trim, |(left, _)| left) } else { trim };
            let rest = divided(trim, phase).map(|(_, rest)| rest);
            let right = rest.filter(|rest| rest.length() >= cut.length - cut.at).unwrap_or(trim);
            ((part(left), fit), (part(right), fit))
        }
    }
}

/// The halves of a framing: a movement stops half way and goes on from there.
pub(super) fn of_framing(framing: Framing, cut: Cut) -> (Framing, Framing) {
    let Framing::PanZoom { movement } = framing else { return (framing, framing) };
    let between = |from: u16, to: u16| {
        let (from, to) = (i64::from(from), i64::from(to));
        let (at, length) = (i64::from(cut.at.count()), i64::from(cut.length.count()).max(1));
        u16::try_from((2 * (from * length + (to - from) * at) + length) / (2 * length)).unwrap_or(u16::MAX)
    };
    let point = FocusPoint { x: between(movement.from.x, movement.to.x), y: between(movement.from.y, movement.to.y) };
    let size = between(movement.from_size, movement.to_size);
    let left = StillMove { to: point, to_size: size, ..movement };
    let right = StillMove { from: point, from_size: size, ..movement };
    (Framing::PanZoom { movement: left }, Framing::PanZoom { movement: right })
}

/// What a segment says and shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Script {
    pub narration: String,
    pub spoken: Option<String>,
    pub voicing: Option<ReadingUse>,
    pub cue_starts: Option<Vec<usize>>,
}

/// The halves of the reading, cut at the very instant, and of the texts: a word goes where its middle lies.
pub(super) fn of_script(segment: &Segment, cut: Cut) -> (Script, Script) {
    let (voicings, instant) = of_voicing(segment.voicing.as_ref(), cut);
    let told = segment.voicing.as_ref().map(|voicing| voicing.words.as_slice());
    // Without a reading the spoken words, spread over the segment, stand in for one.
    let guessed: Vec<SpokenWord> = match told {
        Some(_) => Vec::new(),
        None => timed(&words(segment.spoken_text()), &[], instant.bounds)
            .into_iter()
            .map(|word| SpokenWord { text: word.text, start: word.start, end: word.end })
            .collect(),
    };
    let times = told.unwrap_or(&guessed);
    let (narrations, count) = of_text(&segment.narration, times, instant);
    let spoken = match segment.spoken.as_deref().map(|text| of_text(text, times, instant).0) {
        Some((left, right)) => {
            (Some(left).filter(|text| *text != narrations.0), Some(right).filter(|text| *text != narrations.1))
        }
        None => (None, None),
    };
    let cue_starts = segment.cue_starts.as_ref().map(|starts| {
        let left = starts.iter().copied().filter(|start| *start < count).collect();
        let right = std::iter::once(0).chain(starts.iter().filter(|start| **start > count).map(|start| start - count));
        (left, right.collect())
    });
    let (left_starts, right_starts) = cue_starts.unzip();
    let starts = |starts: Option<Vec<usize>>, text: &str| starts.filter(|_| !text.is_empty());
    (
        Script {
            cue_starts: starts(left_starts, &narrations.0),
            narration: narrations.0,
            spoken: spoken.0,
            voicing: voicings.0,
        },
        Script {
            cue_starts: starts(right_starts, &narrations.1),
            narration: narrations.1,
            spoken: spoken.1,
            voicing: voicings.1,
        },
    )
}

/// An instant of a sound (or of a segment without one), and between what it lies.
#[derive(Debug, Clone, Copy)]
struct Instant {
    time: Millis,
    bounds: (Millis, Millis),
}

impl Instant {
    fn is_before(self, start: Millis, end: Millis) -> bool {
        // The middle of a word, doubled to stay whole.
        2 * u64::from(self.time.count()) <= u64::from(start.count()) + u64::from(end.count())
    }
}

type Voicings = (Option<ReadingUse>, Option<ReadingUse>);

fn of_voicing(voicing: Option<&ReadingUse>, cut: Cut) -> (Voicings, Instant) {
    let Some(voicing) = voicing else {
        let instant = Instant { time: cut.rate.millis(cut.at), bounds: (Millis::ZERO, cut.rate.millis(cut.length)) };
        return ((None, None), instant);
    };
    let bounds = (voicing.from, voicing.to);
    if cut.at <= voicing.lead {
        let right = ReadingUse { lead: voicing.lead - cut.at, ..voicing.clone() };
        // Before the first word, even one whose middle a split left before the sound.
        return ((None, Some(right)), Instant { time: Millis::ZERO, bounds });
    }
    let time = voicing.from.saturating_add(cut.rate.millis(cut.at - voicing.lead));
    if time >= voicing.to {
        return ((Some(voicing.clone()), None), Instant { time: Millis::new(u32::MAX), bounds });
    }
    let instant = Instant { time, bounds };
    let (said, _) = of_text(&voicing.said, &voicing.words, instant);
    let cut = voicing.words.iter().position(|word| instant.is_before(word.start, word.end));
    let (before, after) = voicing.words.split_at(cut.unwrap_or(voicing.words.len()));
    let left = ReadingUse { to: time, said: said.0, words: before.to_vec(), ..voicing.clone() };
    let right = ReadingUse { from: time, lead: Frames::ZERO, said: said.1, words: after.to_vec(), ..voicing.clone() };
    ((Some(left), Some(right)), instant)
}

/// A text cut before the first word that the instant is before, and how many words are left of it.
fn of_text(text: &str, times: &[SpokenWord], instant: Instant) -> ((String, String), usize) {
    let words: Vec<ShownWord> = timed(&words(text), times, instant.bounds);
    let count = words.iter().position(|word| instant.is_before(word.start, word.end)).unwrap_or(words.len());
    let (left, right) = cut_before_word(text, count);
    ((left.to_owned(), right.to_owned()), count)
}

/// A range cut so many frames after its start; none where a half would be empty.
fn divided(range: FrameRange, passed: Frames) -> Option<(FrameRange, FrameRange)> {
    let cut = range.start() + passed;
    Some((FrameRange::new(range.start(), cut).ok()?, FrameRange::new(cut, range.end()).ok()?))
}

/// How many of `frames` have passed after `at` of the `played` frames they are shown over: rounded up, so that the
/// left half is never slowed more than the whole, but never all of them.
fn scaled(at: Frames, frames: Frames, played: Frames) -> Frames {
    let passed = (u64::from(at.count()) * u64::from(frames.count())).div_ceil(u64::from(played.count()).max(1));
    Frames::new(u32::try_from(passed).unwrap_or(u32::MAX)).min(frames - Frames::new(1)).max(Frames::new(1))
}
