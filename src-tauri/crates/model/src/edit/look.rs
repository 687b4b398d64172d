//! Edits of what is seen, and for how long.

use crate::document::{Document, Segment, TakeExtent, TakeUse, Transition, TransitionKind};
use crate::edit::structure::chosen;
use crate::edit::{EditError, find_mut};
use crate::ids::SegmentId;
use crate::layout::{Layout, segment_length};
use crate::time::{FrameRange, Frames};

/// Change one field of every chosen segment.
pub(super) fn each(
    document: &mut Document,
    ids: &[SegmentId],
    mut change: impl FnMut(&mut Segment),
) -> Result<(), EditError> {
    for place in chosen(document, ids)? {
        document.segments.get_mut(place).into_iter().for_each(&mut change);
    }
    Ok(())
}

pub(super) fn set_transition(
    document: &mut Document,
    ids: &[SegmentId],
    transition: Transition,
) -> Result<(), EditError> {
    if (transition.kind == TransitionKind::Cut) != transition.frames.is_zero() {
        return Err(EditError::BadTransition);
    }
    each(document, ids, |segment| segment.transition = transition)?;
    let layout = Layout::of(document);
    let rate = document.format.rate();
    let longest = chosen(document, ids)?
        .into_iter()
        .filter_map(|place| document.segments.get(place))
        .map(|segment| match layout.find(segment.id) {
            Some(placed) if layout.placed().first() != Some(placed) => placed.transition.frames,
            // Nothing comes before it now: only its own half bounds what it may keep.
            Some(_) | None => transition.frames.min(half(segment_length(segment, rate))),
        })
        .min();
    match longest {
        Some(longest) if longest < transition.frames => Err(EditError::TransitionTooLong { longest }),
        Some(_) | None => Ok(()),
    }
}

pub(super) fn set_take(document: &mut Document, id: SegmentId, picture: Option<TakeUse>) -> Result<(), EditError> {
    find_mut(document, id)?.picture = picture;
    Ok(())
}

pub(super) fn trim(document: &mut Document, id: SegmentId, part: FrameRange) -> Result<(), EditError> {
    retrim(document, id, |_| Some(part))
}

pub(super) fn slip(document: &mut Document, id: SegmentId, start: Frames) -> Result<(), EditError> {
    retrim(document, id, |trim| FrameRange::new(start, start + trim.length()).ok())
}

fn retrim(
    document: &mut Document,
    id: SegmentId,
    part: impl FnOnce(FrameRange) -> Option<FrameRange>,
) -> Result<(), EditError> {
    match &mut find_mut(document, id)?.picture {
        Some(TakeUse { extent: TakeExtent::Clip { length, trim }, .. }) => match part(*trim) {
            Some(part) if part.end() <= *length => {
                *trim = part;
                Ok(())
            }
            asked => Err(EditError::BadTrim { trim: asked.unwrap_or(*trim), length: *length }),
        },
        Some(TakeUse { extent: TakeExtent::Still, .. }) | None => Err(EditError::NoClip(id)),
    }
}

fn half(length: Frames) -> Frames {
    Frames::new(length.count() / 2)
}
