//! What captions need to know of scripts: capitals, spaces between words, writing direction, emoji. Pure.

use unicode_segmentation::UnicodeSegmentation as _;

/// The text without line breaks and other controls that would start a line of their own.
pub(super) fn in_one_line(word: &str) -> String {
    let is_break = |character: char| character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
    word.chars()
        .map(|character| if is_break(character) { ' ' } else { character })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// The text in capitals, as the language writes them.
pub(super) fn upper(word: &str, language: Option<&str>) -> String {
    match language {
        Some("tr" | "az") => word.replace('i', "İ").to_uppercase(),
        _ => word.to_uppercase(),
    }
}

/// The characters as a reader sees them, each with the index of its first byte.
pub(super) fn characters(word: &str) -> impl Iterator<Item = (usize, &str)> {
    word.grapheme_indices(true)
}

/// Whether a space stands between two words: not where both belong to a script that writes without.
pub(super) fn is_spaced(before: &str, after: &str) -> bool {
    let unspaced_end = before.chars().next_back().is_some_and(is_unspaced);
    let unspaced_start = after.chars().next().is_some_and(is_unspaced);
    !(unspaced_end && unspaced_start)
}

/// Whether no line may break between two words: before closing punctuation, after opening punctuation.
pub(super) fn is_glued(before: &str, after: &str) -> bool {
    let closes = |character: char| {
        matches!(
            character,
            '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '}' | '»' | '›' | '”' | '’' | '%' | '…' | '؟' | '،' | '؛'
        ) || matches!(character, '、'..='。' | '」' | '』' | '）' | '！' | '？' | '，' | '：' | '；')
    };
    let opens =
        |character: char| matches!(character, '(' | '[' | '{' | '«' | '‹' | '“' | '¿' | '¡' | '「' | '『' | '（');
    let ends_open = before.chars().next_back().is_some_and(opens);
    ends_open || (!after.is_empty() && after.chars().all(closes))
}

/// Chinese and Japanese with their punctuation, Thai, Lao, Khmer and Burmese.
fn is_unspaced(character: char) -> bool {
    matches!(u32::from(character),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF
        | 0x2E80..=0x30FF | 0x3100..=0x312F | 0x31A0..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF
        | 0xFF00..=0xFFEF | 0x20000..=0x3FFFF)
}

/// The direction of a caption: that of its first strong character, left to right where it has none.
pub(super) fn direction(words: &[String]) -> pango::Direction {
    let directions = words.iter().map(|word| pango::find_base_dir(word));
    directions.into_iter().find(|direction| *direction != pango::Direction::Neutral).unwrap_or(pango::Direction::Ltr)
}

/// Whether a text may be drawn with colours of its font's own. Letters and plain punctuation never are.
pub(super) fn may_be_colored(text: &str) -> bool {
    let is_plain = |character: char| {
        character.is_alphabetic()
            || matches!(character, ' '..='~' | '\u{A0}'..='\u{2FF}' | '\u{300}'..='\u{36F}' | '\u{2010}'..='\u{2027}')
    };
    text.contains(['\u{FE0F}', '\u{20E3}']) || !text.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_stand_between_words_of_scripts_that_have_them() {
        for (before, after, expected) in [
            ("one", "two", true),
            ("你好", "世界", false),
            ("你好，", "世界", false),
            ("こん", "にちは", false),
            ("สวัสดี", "ชาว", false),
            ("안녕", "하세요", true),
            ("iPhone", "很好", true),
            ("مرحبا", "بك", true),
        ] {
            assert_eq!(is_spaced(before, after), expected, "{before} {after}");
        }
    }

    #[test]
    fn punctuation_stays_with_its_word() {
        for (before, after, expected) in [
            ("mène", "?", true),
            ("«", "Bonjour", true),
            ("Bonjour", "»", true),
            ("简单", "。", true),
            ("one", "two", false),
            ("one.", "Two", false),
            ("one", "…two", false),
            ("one", "", false),
        ] {
            assert_eq!(is_glued(before, after), expected, "{before} {after}");
        }
    }

    #[test]
    fn capitals_follow_the_language() {
        assert_eq!(upper("straße", None), "STRASSE");
        assert_eq!(upper("l'été", Some("fr")), "L'ÉTÉ");
        assert_eq!(upper("iyi", Some("tr")), "İYİ");
        assert_eq!(upper("iyi", Some("en")), "IYI");
    }

    #[test]
    fn words_hold_no_line_breaks() {
        assert_eq!(in_one_line(" a\nb\u{2028}c\t"), "a b c");
    }

    #[test]
    fn only_symbols_may_bring_colours() {
        for plain in ["Hello!", "l’été…", "مرحبا", "你好", "e\u{301}", "7 %"] {
            assert!(!may_be_colored(plain), "{plain}");
        }
        for colored in ["👩‍👩‍👧", "🇫🇷", "❤️", "7️⃣", "⬜"] {
            assert!(may_be_colored(colored), "{colored}");
        }
    }
}
