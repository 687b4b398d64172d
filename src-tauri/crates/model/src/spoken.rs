//! What the voice is given to read: the spoken text of a segment with the document's pronunciations in it.
//!
//! [`crate::document::ReadingUse::said`] is compared with this to know whether a reading is still true, so whoever
//! orders a reading sends exactly this and keeps it as `said`.

use crate::document::{Document, Pronunciation, Segment};
use crate::text::{is_mark, is_spaceless, words};
use crate::time::Millis;

/// What a narrator takes for a word: twelve and a breath make five seconds.
const WORD: u32 = 385;
/// What a narrator takes for a character of a script that writes no spaces between words.
const SIGN: u32 = 167;

/// The text to read for a segment of this document. Empty where nothing is to be said.
pub fn text_to_read(document: &Document, segment: &Segment) -> String {
    pronounced(segment.spoken_text(), &document.pronunciations)
}

/// About how long a voice takes to read a text: a guess, until it has been read.
pub fn reading_time(text: &str) -> Millis {
    let time = words(text).into_iter().map(|word| {
        let is_said = |c: &char| !is_mark(*c) && !c.is_whitespace();
        let signs = word.chars().filter(is_said).filter(|c| is_spaceless(*c)).count();
        match u32::try_from(signs).unwrap_or(u32::MAX) {
            0 if word.chars().any(|c| is_said(&c)) => Millis::new(WORD),
            signs => Millis::new(signs.saturating_mul(SIGN)),
        }
    });
    time.fold(Millis::ZERO, Millis::saturating_add)
}

/// A text with words replaced as the pronunciations say: whole words only, in whatever case they are written, the
/// longest first where several fit. What was put in is not looked at again.
pub fn pronounced(text: &str, pronunciations: &[Pronunciation]) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    let mut before: Option<char> = None;
    while let Some(next) = rest.chars().next() {
        let found = pronunciations
            .iter()
            .filter_map(|entry| Some((leading(rest, &entry.written, before)?, entry.said.as_str())))
            .max_by_key(|(length, _)| *length);
        let length = found.map_or(next.len_utf8(), |(length, _)| length);
        let (matched, after) = rest.split_at(length);
        said.push_str(found.map_or(matched, |(_, replacement)| replacement));
        before = matched.chars().next_back();
        rest = after;
    }
    said
}

/// How many bytes `text` begins with that are `written` as a whole word.
fn leading(text: &str, written: &str, before: Option<char>) -> Option<usize> {
    let mut chars = text.char_indices().peekable();
    for wanted in written.chars() {
        let (_, c) = chars.next()?;
        if c != wanted && !c.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
    }
    let after = chars.peek().map(|(_, c)| *c);
    let length = chars.peek().map_or(text.len(), |(index, _)| *index);
    let is_whole = !continues(before, written.chars().next()) && !continues(written.chars().next_back(), after);
    (length > 0 && is_whole).then_some(length)
}

/// Whether a word goes on from one character to the next.
fn continues(one: Option<char>, next: Option<char>) -> bool {
    let is_inner = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_spaceless(c));
    is_inner(one) && is_inner(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let entry = |(written, said): (&str, &str)| Pronunciation { written: written.into(), said: said.into() };
        let list: Vec<_> =
            [("SQL", "sequel"), ("New York", "noo york"), ("York", "yorque"), ("茶", "ちゃ")].map(entry).into();
        assert_eq!(pronounced(text, &list), expected);
    }

    #[test]
    fn whole_words_are_replaced_in_any_case() {
        check("SQL, sql! (Sql)", "sequel, sequel! (sequel)");
        check("NoSQL and SQLite stay", "NoSQL and SQLite stay");
        check("", "");
    }

    #[test]
    fn the_longest_wins_and_nothing_is_replaced_twice() {
        check("New York is not York", "noo york is not yorque");
    }

    #[test]
    fn a_text_takes_as_long_as_its_words() {
        let seconds = |text: &str| f64::from(reading_time(text).count()) / 1000.0;
        assert_eq!(seconds(""), 0.0);
        assert_eq!(seconds(" — … "), 0.0);
        assert_eq!(seconds("Tea, please !"), 0.77, "marks take no time");
        assert_eq!(seconds("one two three four five six seven eight nine ten eleven twelve"), 4.62);
        assert_eq!(seconds("你好，世界。"), 0.668, "by characters where there are no spaces");
    }

    #[test]
    fn scripts_without_spaces_have_no_word_edges() {
        check("お茶を", "おちゃを");
    }
}
