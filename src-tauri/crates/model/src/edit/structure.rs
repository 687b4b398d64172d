//! Edits of which segments there are, and in what order.

use std::collections::HashSet;

use crate::document::{Document, Fit, Framing, LengthRule, Segment, Transition};
use crate::edit::{Copied, EditError, NewSegment, Pasted, project};
use crate::ids::SegmentId;
use crate::text::tidy;
use crate::time::FrameRate;

pub(super) fn insert(document: &mut Document, at: usize, segments: &[NewSegment]) -> Result<(), EditError> {
    put(document, at, segments.iter().map(fresh).collect())
}

pub(super) fn duplicate(document: &mut Document, copies: &[Copied]) -> Result<(), EditError> {
    let originals: Vec<SegmentId> = copies.iter().map(|copy| copy.of).collect();
    let places = chosen(document, &originals)?;
    let copied = places
        .iter()
        .filter_map(|&place| document.segments.get(place))
        .filter_map(|original| {
            let id = copies.iter().find(|copy| copy.of == original.id)?.id;
            Some(descendant(original, id))
        })
        .collect();
    let behind_last = places.last().map_or(0, |last| last + 1);
    put(document, behind_last, copied)
}

pub(super) fn paste(document: &mut Document, at: usize, rate: FrameRate, segments: &[Pasted]) -> Result<(), EditError> {
    let here = document.format.rate();
    let pasted = segments
        .iter()
        .map(|pasted| {
            let mut segment = descendant(&pasted.segment, pasted.id);
            project::convert(&mut segment, rate, here);
            segment
        })
        .collect();
    put(document, at, pasted)
}

pub(super) fn remove(document: &mut Document, segments: &[SegmentId]) -> Result<(), EditError> {
    chosen(document, segments)?;
    let gone: HashSet<SegmentId> = segments.iter().copied().collect();
    document.segments.retain(|segment| !gone.contains(&segment.id));
    Ok(())
}

pub(super) fn reorder(document: &mut Document, segments: &[SegmentId], to: usize) -> Result<(), EditError> {
    chosen(document, segments)?;
    let moved: HashSet<SegmentId> = segments.iter().copied().collect();
    let (moving, staying): (Vec<Segment>, Vec<Segment>) =
        document.segments.drain(..).partition(|segment| moved.contains(&segment.id));
    document.segments = staying;
    put(document, to, moving)
}

pub(super) fn replace_script(
    document: &mut Document,
    title: Option<&str>,
    segments: &[NewSegment],
) -> Result<(), EditError> {
    if let Some(title) = title {
        project::set_title(document, title)?;
    }
    document.segments = segments.iter().map(fresh).collect();
    Ok(())
}

/// The places of the segments an edit names, rising.
pub(super) fn chosen(document: &Document, ids: &[SegmentId]) -> Result<Vec<usize>, EditError> {
    if ids.is_empty() {
        return Err(EditError::NothingChosen);
    }
    let mut wanted = HashSet::new();
    if let Some(twice) = ids.iter().find(|id| !wanted.insert(**id)) {
        return Err(EditError::ChosenTwice(*twice));
    }
    let places: Vec<usize> =
        (0..).zip(&document.segments).filter(|(_, one)| wanted.remove(&one.id)).map(|(place, _)| place).collect();
    match ids.iter().find(|id| wanted.contains(id)) {
        Some(missing) => Err(EditError::NoSuchSegment(*missing)),
        None => Ok(places),
    }
}

fn put(document: &mut Document, at: usize, segments: Vec<Segment>) -> Result<(), EditError> {
    if segments.is_empty() {
        return Err(EditError::NothingChosen);
    }
    let last = document.segments.len();
    if at > last {
        return Err(EditError::IndexOut { index: at, last });
    }
    document.segments.splice(at..at, segments);
    Ok(())
}

fn fresh(new: &NewSegment) -> Segment {
    Segment {
        id: new.id,
        ancestors: Vec::new(),
        narration: tidy(&new.narration),
        spoken: None,
        prompt: tidy(&new.prompt),
        target: new.target,
        length: LengthRule::FitVoice,
        is_included: true,
        picture: None,
        voicing: None,
        fit: Fit::default(),
        framing: Framing::default(),
        transition: Transition::CUT,
        cue_starts: None,
    }
}

/// A copy under another id; what it was copied from is its youngest ancestor.
pub(super) fn descendant(original: &Segment, id: SegmentId) -> Segment {
    let ancestors = original.ancestors.iter().copied().chain([original.id]).collect();
    Segment { id, ancestors, ..original.clone() }
}
