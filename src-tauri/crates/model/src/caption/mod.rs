//! Captions: the words a viewer reads, grouped into cues, each with its frames.
//!
//! The text is always the creator's ([`crate::document::Segment::narration`]), the times come from the reading
//! ([`crate::shown`]). A segment without a reading shows its words spread over its length.

mod group;
pub mod subtitle;

use serde::{Deserialize, Serialize};

use crate::document::{Document, Segment};
use crate::layout::{Layout, Placed};
use crate::shown::{ShownWord, shown_words};
use crate::text::join;
use crate::time::{FrameRange, FrameRate, Frames, Millis};

pub use crate::text::separator;

/// How long a cue stays after its last word, where nothing else comes.
pub const HOLD: Millis = Millis::new(300);

/// A pause without captions shorter than this is closed: the cue before stays.
pub const SHORTEST_GAP: Millis = Millis::new(400);

/// A caption: what stands on the screen at once.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Cue {
    /// When it stands there, in frames of the video. Cues never overlap.
    pub frames: FrameRange,
    /// Its words, in order; at least one.
    pub words: Vec<CueWord>,
}

/// A shown word and the frames in which it is being said. Before them it is to come, after them it was said.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CueWord {
    /// As the creator wrote it, punctuation included.
    pub text: String,
    /// When it is being said, in frames of the video. Within its cue; the words of a cue do not overlap.
    pub said: FrameRange,
}

impl Cue {
    /// Its text on one line; between two words stands what [`separator`] says.
    pub fn text(&self) -> String {
        join(&self.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>())
    }
}

/// All cues of a video, in order, whether or not [`crate::document::CaptionChoice::is_shown`].
///
/// A cue appears with its first word and stays a moment ([`HOLD`]) after its last, or until the next one where the
/// gap would be short ([`SHORTEST_GAP`]); never beyond its segment. Where two segments overlap, the earlier one's
/// captions end where the later one's begin; a segment that has no frame left for them shows none. Where there are
/// more words than frames, neighbours are put together, so that no text is lost.
pub fn cues(document: &Document, layout: &Layout) -> Vec<Cue> {
    let rate = document.format.rate();
    let mut backwards: Vec<Cue> = Vec::new();
    let mut next_begins: Option<Frames> = None;
    // From the last to the first: what a segment has room for depends on where the next one's captions begin.
    for placed in layout.placed().iter().rev() {
        let end = next_begins.map_or(placed.range.end(), |next| next.min(placed.range.end()));
        let segment = document.segments.get(placed.index).filter(|segment| segment.id == placed.segment);
        let cues = match (segment, FrameRange::new(placed.range.start(), end)) {
            (Some(segment), Ok(room)) => segment_cues(segment, placed, room, rate),
            (None, _) | (_, Err(_)) => Vec::new(),
        };
        next_begins = cues.first().map(|first| first.frames.start());
        backwards.extend(cues.into_iter().rev());
    }
    backwards.reverse();
    backwards
}

fn segment_cues(segment: &Segment, placed: &Placed, room: FrameRange, rate: FrameRate) -> Vec<Cue> {
    let shown = shown_words(segment, rate);
    let count = shown.len();
    let words = match &segment.voicing {
        Some(voicing) => {
            let sound = placed.range.start() + voicing.lead;
            settled(&shown, room, |time| sound + rate.nearest(time.saturating_sub(voicing.from)))
        }
        None => {
            // Spread over the frames there are, not over those that belong to the next segment's captions.
            let length = rate.millis(placed.range.length()).count().max(1);
            let share = |time: Millis| {
                let scaled = u64::from(room.length().count()) * u64::from(time.count());
                (scaled + u64::from(length / 2)) / u64::from(length)
            };
            settled(&shown, room, |time| room.start() + Frames::new(u32::try_from(share(time)).unwrap_or(u32::MAX)))
        }
    };
    let chosen = segment.cue_starts.as_ref().filter(|_| words.len() == count);
    let starts = chosen.map_or_else(|| group::starts(&words, rate), Clone::clone);
    let ends = starts.iter().skip(1).copied().chain([words.len()]);
    let groups: Vec<&[CueWord]> = starts.iter().zip(ends).filter_map(|(&start, end)| words.get(start..end)).collect();
    groups
        .iter()
        .enumerate()
        .filter_map(|(index, group)| {
            let (first, last) = (group.first()?, group.last()?);
            let limit =
                groups.get(index + 1).and_then(|next| next.first()).map_or(room.end(), |next| next.said.start());
            let held = (last.said.end() + rate.nearest(HOLD)).min(limit);
            let end = if limit - held < rate.nearest(SHORTEST_GAP) { limit } else { held };
            let frames = FrameRange::new(first.said.start(), end).ok()?;
            Some(Cue { frames, words: group.to_vec() })
        })
        .collect()
}

/// Words in whole frames: within the room, one after the other, each at least a frame.
fn settled(shown: &[ShownWord], room: FrameRange, frame: impl Fn(Millis) -> Frames) -> Vec<CueWord> {
    let one = Frames::new(1);
    let frames = usize::try_from(room.length().count()).unwrap_or(usize::MAX);
    let shown = crowded(shown, frames);
    let mut starts: Vec<Frames> = Vec::with_capacity(shown.len());
    for word in &shown {
        let earliest = starts.last().map_or(room.start(), |&before| before + one);
        starts.push(frame(word.start).max(earliest));
    }
    let mut limit = room.end();
    for start in starts.iter_mut().rev() {
        *start = (*start).min(limit - one);
        limit = *start;
    }
    let limits = starts.iter().skip(1).copied().chain([room.end()]);
    shown
        .iter()
        .zip(&starts)
        .zip(limits)
        .filter_map(|((word, &start), limit)| {
            let end = frame(word.end).min(limit).max(start + one);
            let said = FrameRange::new(start, end).ok()?;
            Some(CueWord { text: word.text.clone(), said })
        })
        .collect()
}

/// At most so many words: where there are more, neighbours become one.
fn crowded(shown: &[ShownWord], most: usize) -> Vec<ShownWord> {
    if shown.len() <= most {
        return shown.to_vec();
    }
    let bound = |index: usize| index * shown.len() / most;
    (0..most)
        .filter_map(|index| {
            let together = shown.get(bound(index)..bound(index + 1))?;
            let texts: Vec<&str> = together.iter().map(|word| word.text.as_str()).collect();
            let (first, last) = (together.first()?, together.last()?);
            Some(ShownWord { text: join(&texts), start: first.start, end: last.end, spoken: None })
        })
        .collect()
}
