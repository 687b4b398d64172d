//! Signs: which are said, which only shape the voice, and which are left out.

use super::{Place, Tongue};

/// Whether anything of a word has a sound.
pub(super) fn is_said(word: &str) -> bool {
    word.chars().any(|c| c.is_alphanumeric() || matches!(c, '&' | '+' | '=' | '%' | '€' | '$' | '£' | '°' | '@'))
}

/// Whether a sign makes the voice pause.
pub(super) fn is_pause(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '…')
}

/// The pause that a word without a sound stands for.
pub(super) fn pause_in(word: &str) -> Option<char> {
    word.chars().find(|&c| is_pause(c)).or_else(|| word.contains(['—', '–']).then_some(','))
}

/// A word without emoji, Markdown and the parts of a web address that nobody says.
pub(super) fn plain(word: &str, place: Place<'_>) -> String {
    let word: String = word.chars().filter(|&c| !is_picture(c)).collect();
    if matches!(word.as_str(), "-" | "--" | "–" | "—") {
        // In the middle of a line a dash is a pause, at its start it is a bullet or opens a dialogue.
        return if place.starts_line { String::new() } else { "—".to_owned() };
    }
    if place.starts_line && !word.chars().any(char::is_alphanumeric) && word.contains(['+', '=', '>', '|']) {
        return String::new();
    }
    let word = without_address(&without_link(&word));
    let word = word.replace("--", "—").replace('—', ", ").replace("~~", "");
    without_marks(&word, place)
}

/// `[text](address)` is `text`.
fn without_link(word: &str) -> String {
    let mut text = word.replace("![", "[");
    while let Some((before, after)) = text.split_once("](") {
        let rest = after.split_once(')').map_or("", |(_, rest)| rest);
        text = format!("{before}{rest}");
    }
    text.replace(['[', ']'], "")
}

/// Of a web address the name of the site is said.
fn without_address(word: &str) -> String {
    let Some(start) = word.find("https://").or_else(|| word.find("http://")).or_else(|| word.find("www.")) else {
        return word.to_owned();
    };
    let (before, address) = word.split_at(start);
    let address = address.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
    let closing = &address[address.trim_end_matches(|c: char| is_pause(c) || matches!(c, ')' | '"' | '»')).len()..];
    let site: String = address.chars().take_while(|&c| c.is_alphanumeric() || matches!(c, '.' | '-')).collect();
    format!("{before}{}{closing}", site.trim_end_matches('.'))
}

/// Without the marks of Markdown and social media that surround words.
fn without_marks(word: &str, place: Place<'_>) -> String {
    let letters: Vec<char> = word.chars().collect();
    let near =
        |index: Option<usize>, of: fn(char) -> bool| index.and_then(|index| letters.get(index)).is_some_and(|&c| of(c));
    let between = |index: usize, of: fn(char) -> bool| near(index.checked_sub(1), of) && near(Some(index + 1), of);
    let mut said = String::with_capacity(word.len());
    for (index, &letter) in letters.iter().enumerate() {
        match letter {
            '*' if !between(index, |c| c.is_ascii_digit()) => {}
            '`' | '|' | '\\' | '^' | '«' | '»' | '“' | '”' | '„' | '<' | '>' | '{' | '}' | '•' | '·' | '~' =>
                {}
            '_' | '/' if between(index, char::is_alphabetic) => said.push(' '),
            '_' => {}
            '#' if near(Some(index + 1), |c| c.is_ascii_digit()) => match place.tongue {
                Tongue::English => said.push_str("number "),
                Tongue::French => said.push_str("numéro "),
                Tongue::Other => {}
            },
            '#' => {}
            // eSpeak knows the straight one as part of a word.
            '’' | 'ʼ' => said.push('\''),
            other => said.push(other),
        }
    }
    said
}

/// A word as what opens it, what is in it, and what closes it; a final full stop stays with what is in it.
pub(super) fn wrapped(word: &str) -> (&str, &str, &str) {
    let inner = word.trim_start_matches(['(', '"', '\'', '‘', '¿', '¡']);
    let opening = &word[..word.len() - inner.len()];
    let core = inner.trim_end_matches([')', '"', '\'', ',', ';', ':', '!', '?', '…']);
    (opening, core, &inner[core.len()..])
}

/// Emoji, arrows, dingbats and the invisible characters that join them.
fn is_picture(c: char) -> bool {
    matches!(u32::from(c),
        0x00A9 | 0x00AE | 0x2122
        | 0x00AD | 0x200B..=0x200F | 0x2060 | 0xFEFF
        | 0x20E3
        | 0x2190..=0x21FF
        | 0x2300..=0x23FF
        | 0x2500..=0x27BF
        | 0x2900..=0x297F
        | 0x2B00..=0x2BFF
        | 0x3030 | 0x303D | 0x3297 | 0x3299
        | 0xE000..=0xF8FF
        | 0xFE00..=0xFE0F
        | 0x1F000..=0x1FAFF
        | 0xE0000..=0xE007F
    )
}
