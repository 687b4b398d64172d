//! Joining a segment with the one before it.

use crate::document::{Document, Framing, LengthRule, ReadingUse, Segment, StillMove, TakeExtent, TakeUse, Transition};
use crate::edit::halves::{Cut, Picture, of_framing, of_picture};
use crate::edit::{EditError, place_of};
use crate::ids::SegmentId;
use crate::layout::{Layout, segment_length};
use crate::text::{join, words};
use crate::time::{FrameRange, FrameRate, Frames};

pub(super) fn join_with_before(document: &mut Document, id: SegmentId) -> Result<(), EditError> {
    let index = place_of(document, id)?;
    let Some(before) = index.checked_sub(1) else { return Err(EditError::NothingBefore(id)) };
    let Some([left, right]) = document.segments.get(before..=index) else {
        return Err(EditError::NoSuchSegment(id));
    };
    let joined = joined(left, right, overlap(document, left, right), document.format.rate());
    document.segments.splice(before..=index, [joined]);
    Ok(())
}

/// How many frames the two show together.
fn overlap(document: &Document, left: &Segment, right: &Segment) -> Frames {
    if !left.is_included {
        return Frames::ZERO;
    }
    Layout::of(document).find(right.id).map_or(Frames::ZERO, |placed| placed.transition.frames)
}

fn joined(left: &Segment, right: &Segment, overlap: Frames, rate: FrameRate) -> Segment {
    let (first, second) = (segment_length(left, rate), segment_length(right, rate));
    let cut = Cut { at: first - overlap, length: first + second - overlap, rate };
    let whole = if right.transition == Transition::CUT { whole_picture(left, right, cut) } else { None };
    let framing = whole_framing(left.framing, right.framing, cut).unwrap_or(left.framing);
    let ((picture, fit), framing) = match (whole, left.picture) {
        (Some(whole), _) => (whole, framing),
        (None, None) => ((right.picture, right.fit), right.framing),
        (None, Some(_)) => ((left.picture, left.fit), left.framing),
    };
    let is_fixed = [left.length, right.length].iter().any(|rule| matches!(rule, LengthRule::Fixed(_)));
    let narration = join(&[&left.narration, &right.narration]);
    let said = join(&[left.spoken_text(), right.spoken_text()]);
    Segment {
        ancestors: ancestors(left, right),
        spoken: (said != narration).then_some(said),
        prompt: if left.prompt.is_empty() { right.prompt.clone() } else { left.prompt.clone() },
        target: left.target + right.target,
        length: if is_fixed { LengthRule::Fixed(cut.length) } else { left.length },
        picture,
        voicing: whole_voicing(left, right, cut),
        fit,
        framing,
        cue_starts: cue_starts(left, right, &narration),
        narration,
        ..left.clone()
    }
}

fn ancestors(left: &Segment, right: &Segment) -> Vec<SegmentId> {
    let mut ancestors = left.ancestors.clone();
    for &id in right.ancestors.iter().chain([&right.id]) {
        if id != left.id && !ancestors.contains(&id) {
            ancestors.push(id);
        }
    }
    ancestors
}

/// The picture that these two are the halves of, if they are.
fn whole_picture(left: &Segment, right: &Segment, cut: Cut) -> Option<Picture> {
    let whole = match (left.picture, right.picture) {
        (
            Some(TakeUse { take, extent: TakeExtent::Clip { length, trim } }),
            Some(TakeUse { extent: TakeExtent::Clip { trim: last, .. }, .. }),
        ) => {
            let trim = FrameRange::new(trim.start(), last.end()).ok()?;
            Some(TakeUse { take, extent: TakeExtent::Clip { length, trim } })
        }
        (one, _) => one,
    };
    let halves = of_picture((whole, left.fit), cut);
    (halves == ((left.picture, left.fit), (right.picture, right.fit))).then_some((whole, left.fit))
}

/// The framing that these two are the halves of, if they are.
fn whole_framing(left: Framing, right: Framing, cut: Cut) -> Option<Framing> {
    let whole = match (left, right) {
        (Framing::PanZoom { movement: first }, Framing::PanZoom { movement: last }) => {
            Framing::PanZoom { movement: StillMove { to: last.to, to_size: last.to_size, ..first } }
        }
        (one, _) => one,
    };
    (of_framing(whole, cut) == (left, right)).then_some(whole)
}

/// The reading of both: that of one where the other says nothing, or the stretch that these two are parts of.
fn whole_voicing(left: &Segment, right: &Segment, cut: Cut) -> Option<ReadingUse> {
    match (&left.voicing, &right.voicing) {
        (Some(first), Some(last)) => {
            // The left sound must fill its segment to the end, else a pause between the two would be lost.
            let end = first.lead + cut.rate.nearest(first.to.saturating_sub(first.from));
            let is_one = first.reading == last.reading
                && first.voice == last.voice
                && first.to == last.from
                && last.lead.is_zero()
                && end == cut.at;
            is_one.then(|| ReadingUse {
                said: join(&[&first.said, &last.said]),
                to: last.to,
                words: first.words.iter().chain(&last.words).cloned().collect(),
                ..first.clone()
            })
        }
        (Some(first), None) if right.spoken_text().is_empty() => Some(first.clone()),
        (None, Some(last)) if left.spoken_text().is_empty() => {
            Some(ReadingUse { lead: last.lead + cut.at, ..last.clone() })
        }
        (Some(_), None) | (None, Some(_) | None) => None,
    }
}

/// Cue breaks of both, with one between them; computed again where only one of two texts had its own.
fn cue_starts(left: &Segment, right: &Segment, narration: &str) -> Option<Vec<usize>> {
    let count = words(&left.narration).len();
    let starts: Vec<usize> = match (&left.cue_starts, &right.cue_starts) {
        (Some(first), Some(last)) => first.iter().copied().chain(last.iter().map(|start| start + count)).collect(),
        (Some(first), None) if right.narration.is_empty() => first.clone(),
        (None, Some(last)) if left.narration.is_empty() => last.clone(),
        (Some(_), None) | (None, Some(_) | None) => return None,
    };
    (words(narration).len() == count + words(&right.narration).len()).then_some(starts)
}
