//! The words a viewer reads, and when each is said: the creator's text laid over the times of the reading.
//!
//! ```text
//! shown:   SQL      rocks,  in   25            years
//! read:    sequel   rocks   in   twenty five   years
//!          [one for one]         [share]
//! ```
//!
//! Words that are the same anchor the rest; what stands between two anchors is matched one for one where there are
//! as many on both sides, and otherwise shares its time by letters. So text that was edited since still has times.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::document::{Segment, SpokenWord};
use crate::layout::segment_length;
use crate::text::{folded, words};
use crate::time::{FrameRate, Millis};

/// A word a viewer reads, with its time.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ShownWord {
    /// As the creator wrote it, punctuation included.
    pub text: String,
    /// When it starts: in the reading's sound file, or from the start of the segment where there is no reading.
    pub start: Millis,
    /// When it ends; not before `start`.
    pub end: Millis,
    /// The word of the reading that it is, by its index in [`crate::document::ReadingUse::words`]; none where it
    /// shares its time with others. Its time is changed by changing that word's.
    pub spoken: Option<usize>,
}

/// The words of a segment's narration, in order, with their times; times never go back. Without a reading they
/// are spread over the whole segment by their letters, so that the animatic can be read before it has a voice.
pub fn shown_words(segment: &Segment, rate: FrameRate) -> Vec<ShownWord> {
    let shown = words(&segment.narration);
    match &segment.voicing {
        Some(voicing) => timed(&shown, &voicing.words, (voicing.from, voicing.to)),
        None => timed(&shown, &[], (Millis::ZERO, rate.millis(segment_length(segment, rate)))),
    }
}

/// Words, in order, timed by the words of a reading; all within `bounds`.
pub(crate) fn timed<T: AsRef<str>>(shown: &[T], spoken: &[SpokenWord], (from, to): (Millis, Millis)) -> Vec<ShownWord> {
    let mut timed: Vec<ShownWord> = Vec::with_capacity(shown.len());
    let blocks = blocks(shown, spoken);
    for (index, block) in blocks.iter().enumerate() {
        let texts = &shown[block.shown.clone()];
        let reading = &spoken[block.spoken.clone()];
        if texts.len() == reading.len() {
            timed.extend(texts.iter().zip(reading).zip(block.spoken.clone()).map(|((text, word), spoken)| ShownWord {
                text: text.as_ref().to_owned(),
                start: word.start,
                end: word.end,
                spoken: Some(spoken),
            }));
        } else {
            let start = reading.first().map_or(from, |word| word.start);
            let end = reading.last().map_or(to, |word| word.end);
            // Words the reading does not know take the silence that follows, if there is some.
            let next = blocks.get(index + 1).and_then(|next| spoken.get(next.spoken.start));
            let free = if texts.len() > reading.len() { next.map_or(to, |word| word.start) } else { end };
            timed.extend(shared(texts, start, end.max(free)));
        }
    }
    let mut earliest = from;
    for word in &mut timed {
        word.start = word.start.clamp(earliest, to.max(earliest));
        word.end = word.end.clamp(word.start, to.max(word.start));
        earliest = word.start;
    }
    timed
}

/// Words that share a stretch of time by their letters.
fn shared<T: AsRef<str>>(texts: &[T], start: Millis, end: Millis) -> impl Iterator<Item = ShownWord> {
    let letters = |text: &T| u64::try_from(folded(text.as_ref()).chars().count().max(1)).unwrap_or(1);
    let total: u64 = texts.iter().map(letters).sum::<u64>().max(1);
    let length = u64::from(end.saturating_sub(start).count());
    let mut passed = 0;
    texts.iter().map(move |text| {
        let at =
            |passed: u64| start.saturating_add(Millis::new(u32::try_from(length * passed / total).unwrap_or(u32::MAX)));
        let begins = at(passed);
        passed += letters(text);
        ShownWord { text: text.as_ref().to_owned(), start: begins, end: at(passed), spoken: None }
    })
}

/// Shown words and the words of the reading that time them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Block {
    shown: Range<usize>,
    spoken: Range<usize>,
}

/// Cut both lists into blocks. Every shown word is in one, and a block holds words of the reading unless there are
/// none at all.
fn blocks<T: AsRef<str>>(shown: &[T], spoken: &[SpokenWord]) -> Vec<Block> {
    let shown_keys: Vec<String> = shown.iter().map(|word| folded(word.as_ref())).collect();
    let spoken_keys: Vec<String> = spoken.iter().map(|word| folded(&word.text)).collect();
    let end = (shown.len(), spoken.len());
    let mut blocks: Vec<Block> = Vec::new();
    let mut at = (0, 0);
    let mut unread: Option<usize> = None;
    for (i, j) in anchors(&shown_keys, &spoken_keys).into_iter().chain([end]) {
        match (at.0 < i, at.1 < j) {
            (true, true) => blocks.push(Block { shown: at.0..i, spoken: at.1..j }),
            // The reading does not know these words: they go with the block before, or wait for the first.
            (true, false) => match blocks.last_mut() {
                Some(before) => before.shown.end = i,
                None => unread = Some(at.0),
            },
            (false, true | false) => {}
        }
        if (i, j) != end {
            let start = unread.take().unwrap_or(i);
            blocks.push(Block { shown: start..i + 1, spoken: j..j + 1 });
        }
        at = (i + 1, j + 1);
    }
    if let Some(start) = unread {
        blocks.push(Block { shown: start..shown.len(), spoken: 0..0 });
    }
    blocks
}

/// The longest common subsequence of two lists, as pairs of indices, both rising.
fn anchors(shown: &[String], spoken: &[String]) -> Vec<(usize, usize)> {
    let pairs = || shown.iter().zip(spoken);
    let head = pairs().take_while(|(one, other)| one == other).count();
    let (one, other) = (&shown[head..], &spoken[head..]);
    let tail = one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count();
    let (one, other) = (&one[..one.len() - tail], &other[..other.len() - tail]);

    // common[i][j]: the length of the longest common subsequence of one[i..] and other[j..].
    let width = other.len() + 1;
    let mut common = vec![0_u32; (one.len() + 1) * width];
    for i in (0..one.len()).rev() {
        for j in (0..other.len()).rev() {
            common[i * width + j] = if one[i] == other[j] {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let mut anchors: Vec<(usize, usize)> = (0..head).map(|index| (index, index)).collect();
    let (mut i, mut j) = (0, 0);
    while i < one.len() && j < other.len() {
        if one[i] == other[j] {
            anchors.push((head + i, head + j));
            i += 1;
            j += 1;
        } else if common[(i + 1) * width + j] >= common[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    let (last_one, last_other) = (head + one.len(), head + other.len());
    anchors.extend((0..tail).map(|index| (last_one + index, last_other + index)));
    anchors
}
