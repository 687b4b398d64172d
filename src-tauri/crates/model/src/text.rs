//! Text as it is kept, and the words a viewer sees in it.
//!
//! A word is what stands between spaces, with its punctuation; punctuation that stands alone (`Bonjour !`) belongs
//! to the word beside it. Scripts that write no spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese)
//! are cut as Unicode's word rules cut them.

use unicode_segmentation::UnicodeSegmentation;

/// Text as it is kept: white space (line breaks too) folded into single spaces and taken off both ends, control
/// characters dropped. A single no-break space stays what it is; French puts one before `!` and `?`.
pub fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut gap: Option<char> = None;
    for c in text.chars() {
        if c.is_whitespace() {
            gap = Some(if gap.is_none() && is_no_break(c) { c } else { ' ' });
        } else if !c.is_control() && c != '\u{feff}' {
            let space = gap.take().filter(|_| !tidied.is_empty());
            tidied.extend(space);
            tidied.push(c);
        }
    }
    tidied
}

/// The words a viewer sees, in order; [`join`] makes the text of them again. Captions and their overrides
/// ([`crate::document::Segment::cue_starts`]) count these.
pub fn words(text: &str) -> Vec<String> {
    placed_words(text).into_iter().map(|(_, word)| word).collect()
}

/// A text cut before its word `index`, without the space between; after the last word where there are fewer.
pub(crate) fn cut_before_word(text: &str, index: usize) -> (&str, &str) {
    let at = placed_words(text).get(index).map_or(text.len(), |(start, _)| *start);
    let (left, right) = text.split_at(at);
    (left.trim_end(), right)
}

/// The words, each with the byte of the text at which it starts.
fn placed_words(text: &str) -> Vec<(usize, String)> {
    let mut words: Vec<(usize, String)> = Vec::new();
    let mut opening: Option<(usize, String)> = None;
    for chunk in text.split_whitespace() {
        let start = chunk.as_ptr().addr() - text.as_ptr().addr();
        if chunk.chars().all(is_opening) {
            let (_, marks) = opening.get_or_insert_with(|| (start, String::new()));
            marks.push_str(chunk);
            marks.push(NO_BREAK);
        } else if let Some((_, last)) = words.last_mut().filter(|_| opening.is_none() && chunk.chars().all(is_mark)) {
            last.push(NO_BREAK);
            last.push_str(chunk);
        } else {
            let mut at = start;
            for piece in pieces(chunk) {
                let length = piece.len();
                words.push(match opening.take() {
                    Some((before, marks)) => (before, marks + &piece),
                    None => (at, piece),
                });
                at += length;
            }
        }
    }
    words.extend(opening.map(|(start, marks)| (start, marks.trim_end().to_owned())));
    keep_spaces(text, &mut words);
    words
}

/// Beside a script without spaces a space means something: the word before it keeps it.
fn keep_spaces(text: &str, words: &mut [(usize, String)]) {
    for index in 1..words.len() {
        let (before, after) = words.split_at_mut(index);
        if let (Some((_, before)), Some((start, after))) = (before.last_mut(), after.first()) {
            let is_spaced = text.get(..*start).is_some_and(|text| text.ends_with(char::is_whitespace));
            if is_spaced && touches(before, after) {
                before.push(' ');
            }
        }
    }
}

/// What stands between two words, or two texts: nothing beside a script without spaces, else a space.
pub fn separator(before: &str, after: &str) -> &'static str {
    let is_spaced = before.is_empty() || after.is_empty() || before.ends_with(' ');
    if is_spaced || touches(before, after) { "" } else { " " }
}

/// Words, or texts, put together with what belongs between them. The space that a word may keep for the one after
/// it is dropped at the end.
pub fn join<T: AsRef<str>>(words: &[T]) -> String {
    let mut text = String::new();
    let mut before = "";
    for word in words.iter().map(AsRef::as_ref).filter(|word| !word.is_empty()) {
        text.push_str(separator(before, word));
        text.push_str(word);
        before = word;
    }
    text.truncate(text.trim_end().len());
    text
}

/// A word without what is not said: its letters and digits in lower case.
pub(crate) fn folded(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How wide a text is, in columns: two for a full-width character, none for one that joins the one before.
pub(crate) fn columns(text: &str) -> usize {
    text.graphemes(true).map(|cluster| if cluster.chars().any(is_wide) { 2 } else { 1 }).sum()
}

/// Whether a word is of a script that writes no spaces between words.
pub(crate) fn is_spaceless_word(word: &str) -> bool {
    starts_spaceless(word) && ends_spaceless(word)
}

const NO_BREAK: char = '\u{a0}';

fn is_no_break(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}')
}

/// Cut a part without spaces into words; most are one. Marks go with the word before, opening ones with the next.
fn pieces(chunk: &str) -> Vec<String> {
    if !chunk.chars().any(is_spaceless) {
        return vec![chunk.to_owned()];
    }
    let mut pieces: Vec<String> = Vec::new();
    let mut is_open = false;
    for piece in chunk.split_word_bounds() {
        let (is_mark, opens) = (piece.chars().all(is_mark), piece.chars().all(is_opening));
        match pieces.last_mut() {
            // Latin words and numbers inside such a chunk stay whole: `iPhone-15` is not three words.
            Some(last) if is_open || (is_mark && !opens) || (!ends_spaceless(last) && !starts_spaceless(piece)) => {
                last.push_str(piece);
            }
            _ => pieces.push(piece.to_owned()),
        }
        is_open = opens;
    }
    pieces
}

/// Whether two words stand together without a space, because one of them is of a script that writes none.
fn touches(before: &str, after: &str) -> bool {
    ends_spaceless(before) || starts_spaceless(after)
}

fn ends_spaceless(text: &str) -> bool {
    text.chars().rev().find(|c| !is_mark(*c) && !c.is_whitespace()).is_some_and(is_spaceless)
}

fn starts_spaceless(text: &str) -> bool {
    text.chars().find(|c| !is_mark(*c) && !c.is_whitespace()).is_some_and(is_spaceless)
}

/// Characters of scripts that write no spaces between words, the marks of those scripts included.
pub(crate) fn is_spaceless(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}'        // Thai, Lao
        | '\u{1000}'..='\u{109f}'      // Burmese
        | '\u{1780}'..='\u{17ff}'      // Khmer
        | '\u{2e80}'..='\u{2fdf}'      // radicals
        | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30ff}'      // kana
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'      // ideographs
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}'      // half-width kana
        | '\u{20000}'..='\u{3ffff}')
}

fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115f}'        // Hangul
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'    // pictures
        | '\u{20000}'..='\u{3ffff}')
}

/// Punctuation that is not read aloud. Signs that are (`&`, `%`, `+`, `$` …) are words.
pub(crate) fn is_mark(c: char) -> bool {
    let is_said = matches!(c, '&' | '%' | '+' | '=' | '$' | '#' | '@' | '<' | '>' | '^' | '|' | '~' | '`');
    (c.is_ascii_punctuation() && !is_said)
        || matches!(c,
            '«' | '»' | '¿' | '¡' | '·' | '§'
            | '\u{2010}'..='\u{2027}'
            | '\u{2032}'..='\u{205e}'
            | '\u{3001}'..='\u{3003}'
            | '\u{3008}'..='\u{3011}'
            | '\u{3014}'..='\u{301f}'
            | '\u{ff01}'
            | '\u{ff08}' | '\u{ff09}'
            | '\u{ff0c}'..='\u{ff0f}'
            | '\u{ff1a}' | '\u{ff1b}' | '\u{ff1f}'
            | '\u{ff5e}'
            | '\u{061f}' | '\u{060c}' | '\u{061b}' | '\u{06d4}' | '\u{0964}' | '\u{0965}')
}

/// Punctuation that opens, and so belongs to what follows.
fn is_opening(c: char) -> bool {
    matches!(
        c,
        '(' | '[' | '{' | '«' | '¿' | '¡' | '“' | '‘' | '„' | '‚' | '「' | '『' | '（' | '【' | '《' | '〈' | '〔'
    )
}

/// The beats of a text that somebody wrote as one piece: each a sentence, or a few short ones, long enough to be worth
/// a segment and short enough for one. A paragraph ends a beat.
pub fn beats(text: &str) -> Vec<String> {
    let mut beats: Vec<String> = Vec::new();
    for paragraph in text.lines() {
        let mut open: Option<String> = None;
        for sentence in paragraph.unicode_sentences().map(tidy).filter(|sentence| !sentence.is_empty()) {
            for part in parts(&sentence) {
                open = Some(match open.take() {
                    Some(before) if words(&before).len() < FEW_WORDS || words(&part).len() < FEW_WORDS => {
                        let joined = join(&[before.as_str(), part.as_str()]);
                        if words(&joined).len() <= MANY_WORDS {
                            joined
                        } else {
                            beats.push(before);
                            part
                        }
                    }
                    Some(before) => {
                        beats.push(before);
                        part
                    }
                    None => part,
                });
            }
        }
        beats.extend(open);
    }
    beats
}

/// Fewer words than this are joined with their neighbour.
const FEW_WORDS: usize = 4;
/// What is said in some eight seconds.
const MANY_WORDS: usize = 20;

/// A sentence, cut after a comma or the like near its middle where it is too long to be one beat.
fn parts(sentence: &str) -> Vec<String> {
    let all = words(sentence);
    if all.len() <= MANY_WORDS {
        return vec![sentence.to_owned()];
    }
    let is_pause = |word: &String| word.ends_with([',', ';', ':', '—', '–', '、', '，', '；']);
    let middle = all.len() / 2;
    let pauses = all.iter().enumerate().filter(|(_, word)| is_pause(word)).map(|(index, _)| index + 1);
    let cut = pauses.filter(|cut| *cut < all.len()).min_by_key(|cut| cut.abs_diff(middle)).unwrap_or(middle);
    let (left, right) = all.split_at(cut);
    [left, right].into_iter().flat_map(|half| parts(&join(half))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(words(text), expected, "the words of {text:?}");
        assert_eq!(join(&words(text)).replace('\u{a0}', " "), tidy(text).replace('\u{a0}', " "), "joined again");
    }

    #[test]
    fn words_stand_between_spaces_with_their_punctuation() {
        check("Tea, please. It's 3.50!", &["Tea,", "please.", "It's", "3.50!"]);
        check("", &[]);
        check("you & me", &["you", "&", "me"]);
    }

    #[test]
    fn punctuation_that_stands_alone_joins_the_word_beside_it() {
        check("Bonjour ! Ça va ?", &["Bonjour\u{a0}!", "Ça", "va\u{a0}?"]);
        check("Il dit « oui » et part", &["Il", "dit", "«\u{a0}oui\u{a0}»", "et", "part"]);
        check("first - then", &["first\u{a0}-", "then"]);
        check("...", &["..."]);
        check("(", &["("]);
        check("今( - ) ... !は", &["今", "(\u{a0}-\u{a0})\u{a0}...", "!", "は"]);
    }

    #[test]
    fn scripts_without_spaces_are_cut_by_unicode_rules() {
        check("你好，世界。", &["你", "好，", "世", "界。"]);
        check("「はい」", &["「は", "い」"]);
        check("新しいiPhone-15です", &["新", "し", "い", "iPhone-15", "で", "す"]);
        check("你好 世界", &["你", "好 ", "世", "界"]);
        check("新しい iPhone です", &["新", "し", "い ", "iPhone ", "で", "す"]);
        check("สวัสดี", &["ส", "วั", "ส", "ดี"]);
        check("안녕 세상", &["안녕", "세상"]);
    }

    #[test]
    fn tidy_folds_spaces_and_drops_controls() {
        assert_eq!(tidy("  a\r\n\tb \u{0007} c\u{feff} "), "a b c");
        assert_eq!(tidy("Oui\u{a0}! Non\u{202f}?"), "Oui\u{a0}! Non\u{202f}?");
        assert_eq!(tidy("a \u{a0}b"), "a b");
        assert_eq!(tidy("\u{0000}"), "");
    }

    #[test]
    fn columns_count_what_is_seen() {
        assert_eq!((columns("tea"), columns("茶"), columns("e\u{301}"), columns("👩‍🍳")), (3, 2, 1, 2));
    }

    #[test]
    fn a_text_is_cut_into_beats() {
        let cut = |text: &str| beats(text).join(" | ");
        assert_eq!(
            cut("Drink water first. It sounds silly. It works!"),
            "Drink water first. It sounds silly. It works!"
        );
        assert_eq!(
            cut("One thing is enough.\n\nAnother paragraph stands alone."),
            "One thing is enough. | Another paragraph stands alone."
        );
        assert_eq!(cut("  \n \n"), "");
        let long = "When you wake up in the morning and reach for the phone, the whole world is already waiting for you there with its noise.";
        assert_eq!(beats(long).len(), 2, "{}", cut(long));
        assert!(beats(long)[0].ends_with(','), "cut where one breathes");
        assert_eq!(beats(&"word ".repeat(100)).iter().map(|beat| words(beat).len()).sum::<usize>(), 100);
    }
}
