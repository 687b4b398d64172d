//! What a caption shows at a frame: the state of every word and how far its movements are. Pure.
//!
//! A drawn caption depends on its words and on a [`Moment`] alone, and moments are few: movements go in short steps
//! and then stand still, so that most frames reuse the bitmap before them.

use std::num::NonZeroU8;

use bobine_model::caption::{Cue, CueWord};
use bobine_model::time::{FrameRange, FrameRate, Frames};

use super::preset::Motion;
use super::text;

/// How long a word that ended stays lit when the next one is late, in milliseconds: no flicker between words.
const HOLD_MS: u64 = 300;
/// How long a step of a movement lasts, in milliseconds: a frame at 30 a second.
const STEP_MS: u64 = 33;
/// The step at which everything that springs or glides has come to rest.
pub(super) const REST: u8 = 5;
/// In how many parts a word is filled, at most.
pub(super) const SWEEP_PARTS: u8 = 12;

/// Whether a word was said, is being said, or is to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WordState {
    /// It was said.
    Said,
    /// It is being said.
    Saying,
    /// It is to come.
    ToCome,
}

/// What a caption shows at a frame. Equal moments of a cue look the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Moment {
    /// The state of each word.
    pub(super) words: Vec<WordState>,
    /// How far the word being said has sprung, up to [`REST`].
    pub(super) step: u8,
    /// How much of the word being said is filled, in [`SWEEP_PARTS`]. All of it where the preset does not sweep.
    pub(super) filled: u8,
    /// How far the caption has sprung in, up to [`REST`].
    pub(super) entrance: u8,
}

impl Moment {
    /// The moment of a frame of the video. Frames outside of the cue are taken for its nearest.
    pub fn at(cue: &Cue, frame: Frames, rate: FrameRate, motion: &Motion) -> Self {
        let mut words: Vec<WordState> = cue.words.iter().map(|word| state(word, frame)).collect();
        let lit = words.iter().position(|state| *state == WordState::Saying).or_else(|| held(cue, frame, rate));
        let mut moment = Self { words: Vec::new(), step: REST, filled: SWEEP_PARTS, entrance: REST };
        if let Some((index, word)) = lit.and_then(|index| Some((index, cue.words.get(index)?))) {
            words[index] = WordState::Saying;
            if moves_at_start(motion) {
                moment.step = steps(word.said.start(), frame, rate);
            }
            if motion.sweep {
                moment.filled = parts(word.said, frame);
            }
        }
        if motion.entrance {
            moment.entrance = steps(cue.frames.start(), frame, rate);
        }
        moment.words = words;
        moment
    }

    /// The word being said.
    pub(super) fn lit(&self) -> Option<usize> {
        self.words.iter().position(|state| *state == WordState::Saying)
    }
}

/// The pages of a cue: itself, or where a preset shows fewer words at once, several cues one after another.
///
/// Pages are about equally long. Each begins with its first word and stays until the next begins.
pub fn pages(cue: &Cue, words_at_once: Option<NonZeroU8>) -> Vec<Cue> {
    let most = words_at_once.map_or(usize::MAX, |most| usize::from(most.get()));
    let count = cue.words.len().div_ceil(most);
    if count <= 1 {
        return vec![cue.clone()];
    }
    let mut pages: Vec<Cue> = Vec::with_capacity(count);
    let mut from = 0;
    for page in 0..count {
        let mut to = cue.words.len() * (page + 1) / count;
        while to < cue.words.len() && to > 0 && text::is_glued(&cue.words[to - 1].text, &cue.words[to].text) {
            to += 1;
        }
        if to <= from {
            continue;
        }
        let words = cue.words.get(from..to).unwrap_or_default().to_vec();
        let starts = if page == 0 { cue.frames.start() } else { first_said(&words, cue) };
        let ends = cue.words.get(to).map_or(cue.frames.end(), |next| next.said.start());
        match FrameRange::new(starts, ends) {
            Ok(frames) => pages.push(Cue { frames, words }),
            // Words without time of their own between the borders: the page before shows them too.
            Err(_) => match pages.last_mut() {
                Some(before) => before.words.extend(words),
                None => pages.push(Cue { frames: cue.frames, words }),
            },
        }
        from = to;
    }
    pages
}

fn first_said(words: &[CueWord], cue: &Cue) -> Frames {
    words.first().map_or(cue.frames.start(), |word| word.said.start())
}

fn state(word: &CueWord, frame: Frames) -> WordState {
    if word.said.end() <= frame {
        WordState::Said
    } else if word.said.contains(frame) {
        WordState::Saying
    } else {
        WordState::ToCome
    }
}

/// The word that ended last, while the next one is not yet late.
fn held(cue: &Cue, frame: Frames, rate: FrameRate) -> Option<usize> {
    let (index, word) = cue
        .words
        .iter()
        .enumerate()
        .filter(|(_, word)| word.said.end() <= frame)
        .max_by_key(|(_, word)| word.said.end())?;
    (millis(frame - word.said.end(), rate) < HOLD_MS).then_some(index)
}

fn moves_at_start(motion: &Motion) -> bool {
    let is_still = (motion.scale - 1.0).abs() < f64::EPSILON && (motion.spring - 1.0).abs() < f64::EPSILON;
    motion.glide || !is_still
}

fn steps(since: Frames, frame: Frames, rate: FrameRate) -> u8 {
    // Half a step is added so that a frame of 33.3 ms is a step of 33 ms at every count.
    let elapsed = (millis(frame - since, rate) + STEP_MS / 2) / STEP_MS;
    u8::try_from(elapsed).unwrap_or(REST).min(REST)
}

fn parts(said: FrameRange, frame: Frames) -> u8 {
    let parts = u32::from(SWEEP_PARTS);
    let done = (frame - said.start()).count().saturating_add(1).saturating_mul(parts) / said.length().count();
    u8::try_from(done.min(parts)).unwrap_or(SWEEP_PARTS)
}

fn millis(frames: Frames, rate: FrameRate) -> u64 {
    u64::from(rate.millis(frames).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(start: u32, end: u32) -> FrameRange {
        FrameRange::new(Frames::new(start), Frames::new(end)).expect("a range")
    }

    /// Words said one after another, the numbers their first frames and the end of the last.
    fn cue(frames: (u32, u32), words: &[(&str, u32, u32)]) -> Cue {
        let words =
            words.iter().map(|(text, start, end)| CueWord { text: (*text).to_owned(), said: range(*start, *end) });
        Cue { frames: range(frames.0, frames.1), words: words.collect() }
    }

    fn states(cue: &Cue, frame: u32, motion: &Motion) -> String {
        let moment = Moment::at(cue, Frames::new(frame), FrameRate::THIRTY, motion);
        let letter = |state: &WordState| match state {
            WordState::Said => 's',
            WordState::Saying => 'S',
            WordState::ToCome => '.',
        };
        moment.words.iter().map(letter).collect()
    }

    #[test]
    fn each_word_is_to_come_then_being_said_then_said() {
        let cue = cue((10, 60), &[("one", 12, 20), ("two", 22, 30), ("three", 45, 50)]);
        let still = Motion::default();
        for (frame, expected) in [
            (10, "..."),
            (12, "S.."),
            (19, "S.."),
            (20, "S.."), // held: the next is not late yet
            (22, "sS."),
            (29, "sS."),
            (38, "sS."), // 267 ms after its end
            (39, "ss."), // 300 ms after its end
            (45, "ssS"),
            (59, "sss"),
        ] {
            assert_eq!(states(&cue, frame, &still), expected, "frame {frame}");
        }
    }

    #[test]
    fn a_still_preset_changes_only_when_a_word_does() {
        let cue = cue((0, 90), &[("one", 0, 30), ("two", 30, 60), ("three", 60, 90)]);
        let mut moments: Vec<Moment> =
            (0..90).map(|frame| Moment::at(&cue, Frames::new(frame), FrameRate::THIRTY, &Motion::default())).collect();
        moments.dedup();
        assert_eq!(moments.len(), 3);
    }

    #[test]
    fn springs_come_to_rest_and_sweeps_end_full() {
        let cue = cue((0, 90), &[("one", 0, 30), ("two", 30, 90)]);
        let motion = Motion { spring: 1.2, sweep: true, entrance: true, ..Motion::default() };
        let at = |frame| Moment::at(&cue, Frames::new(frame), FrameRate::THIRTY, &motion);
        let steps: Vec<u8> = (30..38).map(|frame| at(frame).step).collect();
        assert_eq!(steps, [0, 1, 2, 3, 4, 5, 5, 5]);
        assert_eq!((at(0).entrance, at(4).entrance, at(5).entrance), (0, 4, REST));
        assert_eq!(at(29).filled, SWEEP_PARTS, "the last frame of a word shows it filled");
        assert!((30..89).all(|frame| at(frame).filled <= at(frame + 1).filled), "filling never goes back");
    }

    #[test]
    fn pages_hold_every_word_and_every_frame_once() {
        let words: Vec<(&str, u32, u32)> = (0..7).map(|index| ("w", index * 10 + 3, index * 10 + 9)).collect();
        let cue = cue((0, 80), &words);
        let most = NonZeroU8::new(3);
        let split = pages(&cue, most);
        assert_eq!(split.iter().map(|page| page.words.len()).collect::<Vec<_>>(), [2, 2, 3]);
        assert_eq!(
            split.iter().map(|page| page.frames).collect::<Vec<_>>(),
            [range(0, 23), range(23, 43), range(43, 80)]
        );
        assert_eq!(split.iter().flat_map(|page| page.words.clone()).collect::<Vec<_>>(), cue.words);
        assert_eq!(pages(&cue, None), [cue]);
    }

    #[test]
    fn a_page_never_begins_with_closing_punctuation() {
        let cue = cue((0, 60), &[("Où", 0, 10), ("mène", 10, 20), ("?", 20, 21), ("!", 21, 22), ("Là", 30, 40)]);
        let split = pages(&cue, NonZeroU8::new(2));
        let texts: Vec<String> =
            split.iter().map(|page| page.words.iter().map(|word| word.text.as_str()).collect()).collect();
        assert_eq!(texts, ["Où", "mène?!", "Là"]);
    }
}
