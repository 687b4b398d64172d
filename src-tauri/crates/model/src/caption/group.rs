//! Grouping words into cues: three to five words that fit two short lines, cut after sentences, at commas and at
//! pauses, with no word left alone where that can be helped.

use crate::caption::CueWord;
use crate::text::{columns, is_spaceless_word, separator};
use crate::time::{FrameRate, Millis};

/// The widest cue, in columns: two lines of thirteen.
const WIDEST: usize = 26;

/// A pause this long inside a sentence is a good place to cut.
const PAUSE: Millis = Millis::new(350);

/// What a word counts: two halves. A character of a script without spaces counts one half.
const WORD: usize = 2;
const MOST: usize = 5 * WORD;
const FEWEST: usize = 3 * WORD;

/// What is disliked, in points; the grouping with the fewest points wins.
const CUE: i32 = 1;
const FEW: i32 = 3;
const ALONE: i32 = 12;
const AT_COMMA: i32 = -2;
const AT_PAUSE: i32 = -2;

/// Indices of the words that start a cue; rising, the first is 0. Empty where there are no words.
pub(super) fn starts(words: &[CueWord], rate: FrameRate) -> Vec<usize> {
    // best[i]: the fewest points for the first i words with a cut behind them, and where their last cue starts.
    let mut best: Vec<Option<(i32, usize)>> = vec![None; words.len() + 1];
    if let Some(first) = best.first_mut() {
        *first = Some((0, 0));
    }
    for end in 1..=words.len() {
        let at_end = points_of_cut(words, end, rate);
        for start in (0..end).rev() {
            if start + 1 < end && ends_sentence(words, start) {
                break;
            }
            let Some(points) = points_of_cue(&words[start..end]) else { break };
            let Some((before, _)) = best[start] else { continue };
            let total = before + points + at_end;
            if best[end].is_none_or(|(fewest, _)| total < fewest) {
                best[end] = Some((total, start));
            }
        }
    }
    let mut starts = Vec::new();
    let mut end = words.len();
    while let Some((_, start)) = best[end].filter(|_| end > 0) {
        starts.push(start);
        end = start;
    }
    starts.reverse();
    starts
}

/// The points of a cue of these words; none where they are too many. A single word always stands.
fn points_of_cue(words: &[CueWord]) -> Option<i32> {
    let size: usize = words.iter().map(|word| size(&word.text)).sum();
    if words.len() > 1 && (size > MOST || width(words) > WIDEST) {
        return None;
    }
    Some(if size <= WORD {
        CUE + ALONE
    } else if size < FEWEST {
        CUE + FEW
    } else {
        CUE
    })
}

fn points_of_cut(words: &[CueWord], end: usize, rate: FrameRate) -> i32 {
    let (Some(before), Some(after)) = (words.get(end - 1), words.get(end)) else { return 0 };
    let comma = if ends_with(&before.text, &[',', ';', ':', '–', '—', '，', '、', '；', '：', '،']) {
        AT_COMMA
    } else {
        0
    };
    let pause = if after.said.start() - before.said.end() >= rate.nearest(PAUSE) { AT_PAUSE } else { 0 };
    comma + pause
}

fn size(word: &str) -> usize {
    if is_spaceless_word(word) { (columns(word) / 2).max(1) } else { WORD }
}

fn width(words: &[CueWord]) -> usize {
    let spaces = words.windows(2).filter(|pair| separator(&pair[0].text, &pair[1].text) == " ").count();
    words.iter().map(|word| columns(&word.text)).sum::<usize>() + spaces
}

/// Whether a sentence ends with this word. A full stop is none where the next word goes on in lower case, or after
/// a title or a single letter.
fn ends_sentence(words: &[CueWord], index: usize) -> bool {
    let Some(word) = words.get(index) else { return false };
    if ends_with(&word.text, &['!', '?', '…', '。', '！', '？', '؟', '۔', '।']) {
        return true;
    }
    let letters = word.text.trim_matches(|c: char| !c.is_alphanumeric());
    let is_short = matches!(letters, "Mr" | "Mrs" | "Ms" | "Dr" | "Prof" | "St" | "Mme" | "Mlle" | "vs" | "No");
    let is_initial = letters.chars().count() == 1 && letters.chars().all(char::is_uppercase);
    let goes_on = words
        .get(index + 1)
        .and_then(|next| next.text.chars().find(|c| c.is_alphabetic()))
        .is_some_and(char::is_lowercase);
    ends_with(&word.text, &['.']) && !is_short && !is_initial && !goes_on
}

/// Whether a word ends with one of these, closing quotes and brackets aside.
fn ends_with(word: &str, marks: &[char]) -> bool {
    let closing =
        |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ')' | ']' | '»' | '”' | '’' | '」' | '』' | '）');
    word.trim_end_matches(closing).ends_with(marks)
}
