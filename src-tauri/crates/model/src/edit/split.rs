//! Cutting a segment in two.

use crate::document::{Document, LengthRule, Segment, Transition};
use crate::edit::halves::{Cut, of_framing, of_picture, of_script};
use crate::edit::structure::descendant;
use crate::edit::{EditError, place_of};
use crate::ids::SegmentId;
use crate::layout::{Layout, segment_length};
use crate::time::Frames;

pub(super) fn split(document: &mut Document, id: SegmentId, at: Frames, new: SegmentId) -> Result<(), EditError> {
    let index = place_of(document, id)?;
    let Some(whole) = document.segments.get(index) else { return Err(EditError::NoSuchSegment(id)) };
    let rate = document.format.rate();
    let length = segment_length(whole, rate);
    let last = length - Frames::new(1);
    if at.is_zero() || at > last {
        return Err(EditError::EmptyHalf { last });
    }
    // A transition takes at most half of what it leads into, and needs all of what leads out to be there.
    let (before, after) = overlaps(&Layout::of(document), id);
    let (first, last) = ((before + before).max(Frames::new(1)), last.min(length - after));
    if at < first || at > last {
        return Err(EditError::CutInTransition { first, last });
    }
    let (left, right) = halves(whole, new, Cut { at, length, rate });
    document.segments.splice(index..=index, [left, right]);
    Ok(())
}

/// How many frames of a segment lie in the transitions into it and out of it.
fn overlaps(layout: &Layout, id: SegmentId) -> (Frames, Frames) {
    let mut following = layout.placed().iter().skip_while(|placed| placed.segment != id);
    let before = following.next().map_or(Frames::ZERO, |placed| placed.transition.frames);
    let after = following.next().map_or(Frames::ZERO, |placed| placed.transition.frames);
    (before, after)
}

fn halves(whole: &Segment, new: SegmentId, cut: Cut) -> (Segment, Segment) {
    let pictures = of_picture((whole.picture, whole.fit), cut);
    let framings = of_framing(whole.framing, cut);
    let scripts = of_script(whole, cut);
    let targets = of_target(whole.target, cut);
    let half = |segment: Segment, script, (picture, fit), framing, target, length| {
        let super::halves::Script { narration, spoken, voicing, cue_starts } = script;
        let length = LengthRule::Fixed(length);
        Segment { narration, spoken, voicing, cue_starts, picture, fit, framing, target, length, ..segment }
    };
    let left = half(whole.clone(), scripts.0, pictures.0, framings.0, targets.0, cut.at);
    let right = half(descendant(whole, new), scripts.1, pictures.1, framings.1, targets.1, cut.length - cut.at);
    (left, Segment { transition: Transition::CUT, ..right })
}

/// The target in the same proportion. The halves make the whole again, unless that is a single frame.
fn of_target(target: Frames, cut: Cut) -> (Frames, Frames) {
    let one = Frames::new(1);
    let share = u64::from(target.count()) * u64::from(cut.at.count()) / u64::from(cut.length.count()).max(1);
    let left = Frames::new(u32::try_from(share).unwrap_or(u32::MAX)).min(target - one).max(one);
    (left, (target - left).max(one))
}
