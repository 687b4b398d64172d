//! Edits of what is said and shown.

use crate::document::{Document, ReadingUse, Segment};
use crate::edit::{EditError, WordTime, find_mut};
use crate::ids::SegmentId;
use crate::text::{join, tidy, words};

pub(super) fn set_narration(document: &mut Document, id: SegmentId, text: &str) -> Result<(), EditError> {
    let segment = find_mut(document, id)?;
    show(segment, tidy(text));
    if segment.spoken.as_ref() == Some(&segment.narration) {
        segment.spoken = None;
    }
    Ok(())
}

pub(super) fn set_spoken(document: &mut Document, id: SegmentId, text: Option<&str>) -> Result<(), EditError> {
    let segment = find_mut(document, id)?;
    say(segment, text.map(tidy));
    Ok(())
}

pub(super) fn set_word(document: &mut Document, id: SegmentId, word: usize, text: &str) -> Result<(), EditError> {
    let segment = find_mut(document, id)?;
    let mut shown = words(&segment.narration);
    let count = shown.len();
    let Some(place) = shown.get_mut(word) else {
        return Err(EditError::NoSuchWord { word, count });
    };
    let space = if place.ends_with(' ') { " " } else { "" };
    *place = tidy(text) + space;
    if place.trim().is_empty() {
        shown.remove(word);
    }
    let said = segment.spoken_text().to_owned();
    show(segment, tidy(&join(&shown)));
    say(segment, Some(said));
    Ok(())
}

pub(super) fn set_prompt(document: &mut Document, id: SegmentId, text: &str) -> Result<(), EditError> {
    find_mut(document, id)?.prompt = tidy(text);
    Ok(())
}

pub(super) fn set_cue_starts(
    document: &mut Document,
    id: SegmentId,
    starts: Option<&[usize]>,
) -> Result<(), EditError> {
    find_mut(document, id)?.cue_starts = starts.map(<[usize]>::to_vec);
    Ok(())
}

pub(super) fn set_word_times(document: &mut Document, id: SegmentId, times: &[WordTime]) -> Result<(), EditError> {
    let Some(voicing) = &mut find_mut(document, id)?.voicing else {
        return Err(EditError::NoReading(id));
    };
    let (expected, given) = (voicing.words.len(), times.len());
    if expected != given {
        return Err(EditError::WordCount { expected, given });
    }
    for (word, time) in voicing.words.iter_mut().zip(times) {
        word.start = time.start;
        word.end = time.end;
    }
    Ok(())
}

pub(super) fn set_reading(
    document: &mut Document,
    id: SegmentId,
    voicing: Option<&ReadingUse>,
) -> Result<(), EditError> {
    let voicing = voicing.map(|voicing| ReadingUse { said: tidy(&voicing.said), ..voicing.clone() });
    find_mut(document, id)?.voicing = voicing;
    Ok(())
}

/// Change the shown text. Cue breaks count words, so they hold as long as the number of words does.
fn show(segment: &mut Segment, text: String) {
    if words(&text).len() != words(&segment.narration).len() {
        segment.cue_starts = None;
    }
    segment.narration = text;
}

/// Change the spoken text; it is kept apart only where it differs.
fn say(segment: &mut Segment, text: Option<String>) {
    segment.spoken = text.filter(|text| *text != segment.narration);
}
