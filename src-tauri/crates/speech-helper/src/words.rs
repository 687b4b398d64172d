//! When every word of a text is spoken, from the events of eSpeak NG and the sound itself.
//!
//! eSpeak tells where in the text it is when it starts a word, but its words are not those of a reader: a number
//! is several, `l'été` is one of part of the length, `from the` is one for both, a dash is none. The rule:
//!
//! 1. The text is cut at white space.
//! 2. A piece starts with the first event that falls inside it. Pieces without an event share the time of the piece
//!    before them by their letters and digits, of which a dash has none: it takes no time.
//! 3. A piece lasts until the next starts.
//! 4. Where the sound is silent for [`PAUSE_MS`] or longer around that moment, the piece ends where the silence
//!    begins and the next starts where it ends: a pause belongs to no word. The first piece starts with the first
//!    sound that is heard, the last ends with the last.
//! 5. Times never decrease.

use crate::protocol::Word;
use crate::sound::Envelope;

/// The shortest silence that is a pause. Within words it is silent too, before a `p` or a `t`, for up to 80 ms.
const PAUSE_MS: u32 = 90;

/// How far a pause may be from the moment at which eSpeak starts the next word. After a pause it is some
/// milliseconds late: the first sound of `water` is heard before.
const AROUND_MS: u32 = 60;

/// eSpeak starts a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordEvent {
    /// At which character of the text, counted from 0.
    pub character: usize,
    /// When in the sound.
    pub at_ms: u32,
}

/// A piece of the text between white space.
struct Piece<'a> {
    text: &'a str,
    /// In characters.
    from: usize,
    to: usize,
}

/// Some pieces that share a stretch of time: one that has an event, and those after it that have none.
struct Run {
    /// Index of the first piece.
    first: usize,
    /// Index after the last.
    after: usize,
    start_ms: u32,
    end_ms: u32,
}

/// The pieces of the text, each with its time.
pub fn place(text: &str, events: &[WordEvent], envelope: &Envelope) -> Vec<Word> {
    let pieces = pieces(text);
    let runs = with_pauses_cut(runs(&pieces, events, envelope.length_ms()), envelope);
    let mut words = Vec::with_capacity(pieces.len());
    for run in &runs {
        share(&pieces[run.first..run.after], run, &mut words);
    }
    words
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for run in text.split_inclusive(char::is_whitespace) {
        let length = run.chars().count();
        let word = run.trim_end_matches(char::is_whitespace);
        if !word.is_empty() {
            pieces.push(Piece { text: word, from, to: from + word.chars().count() });
        }
        from += length;
    }
    pieces
}

/// Group the pieces so that each group but perhaps the first begins with one that has an event.
fn runs(pieces: &[Piece<'_>], events: &[WordEvent], length_ms: u32) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let event = events.iter().find(|event| (piece.from..piece.to).contains(&event.character));
        match (event, runs.last_mut()) {
            (None, Some(run)) => run.after = index + 1,
            (None, None) => runs.push(Run { first: 0, after: 1, start_ms: 0, end_ms: length_ms }),
            (Some(event), before) => {
                let mut start_ms = event.at_ms.min(length_ms);
                if let Some(before) = before {
                    start_ms = start_ms.max(before.start_ms);
                    before.end_ms = start_ms;
                }
                runs.push(Run { first: index, after: index + 1, start_ms, end_ms: length_ms });
            }
        }
    }
    runs
}

/// Cut the pauses off the ends of the stretches.
fn with_pauses_cut(mut runs: Vec<Run>, envelope: &Envelope) -> Vec<Run> {
    let pauses = envelope.pauses(PAUSE_MS);
    for index in 1..runs.len() {
        let (before, after) = runs.split_at_mut(index);
        let (Some(run), Some(next)) = (before.last_mut(), after.first_mut()) else { continue };
        let moment = next.start_ms;
        let is_around = |&&(from, to): &&(u32, u32)| from <= moment + AROUND_MS && moment <= to + AROUND_MS;
        // One that reaches out of the two words belongs to another moment.
        let is_between = |&&(from, to): &&(u32, u32)| run.start_ms < from && to < next.end_ms;
        if let Some(&(from, to)) = pauses.iter().filter(is_around).find(is_between) {
            run.end_ms = from;
            next.start_ms = to;
        }
    }
    if let Some((from, to)) = envelope.heard() {
        if let Some(first) = runs.first_mut() {
            first.start_ms = first.start_ms.max(from).min(first.end_ms);
        }
        if let Some(last) = runs.last_mut() {
            last.end_ms = last.end_ms.min(to).max(last.start_ms);
        }
    }
    runs
}

/// Share the time of a run among its pieces, by their letters and digits.
fn share(pieces: &[Piece<'_>], run: &Run, words: &mut Vec<Word>) {
    let weight =
        |piece: &Piece<'_>| u64::try_from(piece.text.chars().filter(|c| c.is_alphanumeric()).count()).unwrap_or(0);
    let total: u64 = pieces.iter().map(weight).sum();
    let length = u64::from(run.end_ms - run.start_ms);
    let mut said = 0;
    let mut start_ms = run.start_ms;
    for (index, piece) in pieces.iter().enumerate() {
        said += weight(piece);
        let end_ms = match (length * said).checked_div(total) {
            Some(past) => run.start_ms + u32::try_from(past).unwrap_or(u32::MAX),
            // Nothing but signs: `&` is said, and what follows it is not.
            None if index == 0 => run.end_ms,
            None => start_ms,
        };
        words.push(Word { text: piece.text.to_owned(), start_ms, end_ms });
        start_ms = end_ms;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sound at 1000 samples a second, heard in the given stretches.
    fn sound(length: usize, heard: &[(usize, usize)]) -> Envelope {
        let mut samples = vec![0_i16; length];
        for &(from, to) in heard {
            for sample in &mut samples[from..to] {
                *sample = 9000;
            }
        }
        Envelope::of(&samples, 1000)
    }

    fn check(text: &str, events: &[(usize, u32)], envelope: &Envelope, expected: &str) {
        let events: Vec<WordEvent> = events.iter().map(|&(character, at_ms)| WordEvent { character, at_ms }).collect();
        let placed: Vec<String> = place(text, &events, envelope)
            .iter()
            .map(|word| format!("{} {}-{}", word.text, word.start_ms, word.end_ms))
            .collect();
        assert_eq!(placed.join(", "), expected);
    }

    #[test]
    fn a_word_lasts_until_the_next() {
        check("one two", &[(0, 0), (4, 300)], &sound(600, &[(0, 600)]), "one 0-300, two 300-600");
    }

    #[test]
    fn the_first_event_inside_a_piece_counts_and_later_ones_do_not() {
        let whole = sound(900, &[(0, 900)]);
        check(
            "25 or $3.50",
            &[(0, 0), (1, 100), (3, 300), (7, 500), (6, 600)],
            &whole,
            "25 0-300, or 300-500, $3.50 500-900",
        );
    }

    #[test]
    fn pieces_without_an_event_share_the_time_by_their_letters() {
        check("from the sea", &[(0, 0), (9, 700)], &sound(1000, &[(0, 1000)]), "from 0-400, the 400-700, sea 700-1000");
    }

    #[test]
    fn a_dash_takes_no_time() {
        let pause = sound(1000, &[(0, 300), (600, 1000)]);
        check("yes \u{2014} no", &[(0, 0), (6, 600)], &pause, "yes 0-300, \u{2014} 300-300, no 600-1000");
    }

    #[test]
    fn a_pause_belongs_to_no_word_but_a_closed_mouth_does() {
        check("a. b", &[(0, 0), (3, 500)], &sound(800, &[(20, 300), (520, 700)]), "a. 20-300, b 520-700");
        let late = sound(800, &[(20, 300), (480, 700)]);
        check("a. water", &[(0, 0), (3, 500)], &late, "a. 20-300, water 480-700");
        check("at two", &[(0, 0), (3, 280)], &sound(500, &[(0, 200), (280, 500)]), "at 0-280, two 280-500");
    }

    #[test]
    fn characters_are_counted_and_not_bytes() {
        check(
            "l'\u{e9}t\u{e9}\u{a0}fini",
            &[(0, 0), (6, 400)],
            &sound(800, &[(0, 800)]),
            "l'\u{e9}t\u{e9} 0-400, fini 400-800",
        );
    }

    #[test]
    fn events_that_run_backwards_or_beyond_the_end_do_not_make_times_decrease() {
        check("a b c", &[(0, 300), (2, 100), (4, 9000)], &sound(600, &[(0, 600)]), "a 300-300, b 300-600, c 600-600");
    }

    #[test]
    fn signs_before_the_first_event_take_no_time() {
        check("\u{2014} go", &[(2, 0)], &sound(300, &[(0, 300)]), "\u{2014} 0-0, go 0-300");
    }
}
