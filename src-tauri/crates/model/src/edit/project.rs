//! Edits of the whole video: title, language, format, voice, captions, music, levels.

use crate::document::{Document, Format, LengthRule, Pronunciation, Segment, TakeExtent, Transition};
use crate::edit::{Edit, EditError, edit_in_place};
use crate::limits;
use crate::text::tidy;
use crate::time::{FrameRange, FrameRate, Frames};

pub(super) fn set<T: Clone>(field: &mut T, value: &T) -> Result<(), EditError> {
    *field = value.clone();
    Ok(())
}

pub(super) fn set_title(document: &mut Document, title: &str) -> Result<(), EditError> {
    document.title = tidy(title);
    Ok(())
}

pub(super) fn set_pronunciations(document: &mut Document, list: &[Pronunciation]) -> Result<(), EditError> {
    document.pronunciations =
        list.iter().map(|entry| Pronunciation { written: tidy(&entry.written), said: tidy(&entry.said) }).collect();
    Ok(())
}

pub(super) fn set_format(document: &mut Document, format: Format) -> Result<(), EditError> {
    let before = document.format.rate();
    document.format = format;
    for segment in &mut document.segments {
        convert(segment, before, format.rate());
    }
    Ok(())
}

pub(super) fn several(document: &mut Document, edits: &[Edit]) -> Result<(), EditError> {
    if edits.is_empty() {
        return Err(EditError::NothingChosen);
    }
    if edits.len() > limits::PARTS {
        return Err(EditError::TooManyParts { limit: limits::PARTS });
    }
    edits.iter().try_for_each(|edit| edit_in_place(document, edit))
}

/// Count the frames of a segment at another rate: the same times, to the nearest frame.
pub(super) fn convert(segment: &mut Segment, from: FrameRate, to: FrameRate) {
    if from == to {
        return;
    }
    let one = Frames::new(1);
    let count = |frames: Frames| {
        let upper = u128::from(frames.count()) * u128::from(to.num()) * u128::from(from.den());
        let lower = u128::from(to.den()) * u128::from(from.num());
        Frames::new(u32::try_from((upper + lower / 2) / lower).unwrap_or(u32::MAX))
    };
    segment.target = count(segment.target).max(one);
    if let LengthRule::Fixed(frames) = &mut segment.length {
        *frames = count(*frames).max(one);
    }
    if let Some(TakeExtent::Clip { length, trim }) = segment.picture.as_mut().map(|picture| &mut picture.extent) {
        *length = count(*length).max(one);
        let end = count(trim.end()).clamp(one, *length);
        let start = count(trim.start()).min(end - one);
        // Start lies before end, so the range is never empty.
        *trim = FrameRange::new(start, end).unwrap_or(*trim);
    }
    if let Some(voicing) = &mut segment.voicing {
        voicing.lead = count(voicing.lead);
    }
    let frames = count(segment.transition.frames);
    segment.transition = if frames.is_zero() { Transition::CUT } else { Transition { frames, ..segment.transition } };
}
