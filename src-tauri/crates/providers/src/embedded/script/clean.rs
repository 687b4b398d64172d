//! What a creator typed, made readable: marks and pictures dropped, cut into clauses, capitals put right. Also the
//! title, which keeps the creator's words.

use super::language::{Tongue, capitalised};
use super::lexicon::Lexicon;

/// One stretch of a theme between strong marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clause {
    /// Its words, without the marks at the ends.
    pub(super) words: Vec<String>,
    /// Whether a question mark ends it.
    pub(super) asks: bool,
}

/// Characters of a title before it is cut at a word.
const TITLE_MOST: usize = 80;

/// The theme as a headline: the creator's words, trimmed, with a capital, cut at a word where it is long.
pub(super) fn title(theme: &str) -> String {
    let trimmed = theme.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | '-' | '#'));
    let trimmed = if trimmed.is_empty() { theme } else { trimmed };
    let shouts = is_shouted(trimmed);
    let text = if shouts { trimmed.to_lowercase() } else { trimmed.to_owned() };
    if text.chars().count() <= TITLE_MOST {
        return capitalised(&text);
    }
    let mut short = String::new();
    for word in text.split_whitespace() {
        if short.chars().count() + word.chars().count() >= TITLE_MOST {
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    if short.is_empty() {
        short = text.chars().take(TITLE_MOST - 1).collect();
    }
    format!("{}…", capitalised(short.trim_end_matches([',', ';', ':', '-', '.'])))
}

/// Whether the letters are mostly of the Latin script: others cannot be spliced into English or French.
pub(super) fn is_latin(text: &str) -> bool {
    let (mut latin, mut other) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        if matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}') { latin += 1 } else { other += 1 }
    }
    latin > 0 && other * 3 <= latin
}

/// The clauses of a theme: words and the marks inside words are kept, all else is a border or goes.
pub(super) fn clauses(theme: &str) -> Vec<Clause> {
    let mut clauses = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut close = |words: &mut Vec<String>, asks: bool| {
        if words.iter().any(|word| word.chars().any(char::is_alphanumeric)) {
            clauses.push(Clause { words: std::mem::take(words), asks });
        }
        words.clear();
    };
    let even: String = theme.chars().map(even).collect();
    for raw in even.split_whitespace() {
        let opens = raw.starts_with('(');
        if opens || !raw.chars().any(char::is_alphanumeric) {
            // A mark that stands alone: a dash, or the spaced question mark of French. A comma or an emoji borders nothing.
            if opens || raw.contains(['?', ':', ';', '!', '-', '|', '.']) {
                close(&mut words, raw.contains('?'));
            }
            if !opens {
                continue;
            }
        }
        let front = raw.trim_start_matches(|c: char| !c.is_alphanumeric());
        let word = front.trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '%' | '+' | '#' | '€' | '$'));
        let tail = front.get(word.len()..).unwrap_or_default();
        let comma = tail.contains(',');
        words.push(if comma { format!("{word},") } else { word.to_owned() });
        if tail.contains(['.', '?', '!', ':', ';', ')', '|']) {
            close(&mut words, tail.contains('?'));
        }
    }
    close(&mut words, false);
    clauses
}

fn even(c: char) -> char {
    match c {
        '’' | '‘' | 'ʼ' | '`' => '\'',
        '–' | '—' => '-',
        '？' => '?',
        '…' => '.',
        '{' | '}' => ' ',
        c if c.is_alphanumeric() || c.is_whitespace() || c.is_ascii() => c,
        c if matches!(c, '\u{300}'..='\u{36f}' | '€' | '£' | '°') => c,
        _ => ' ',
    }
}

/// The words with capitals only where the language wants them inside a sentence. `plain` says that the words are
/// known to be ordinary ones, so that "Morning Routine" is no name.
pub(super) fn recased(words: &[String], tongue: Tongue, lexicon: &Lexicon, plain: bool) -> Vec<String> {
    let shouted = is_shouted(&words.join(" "));
    let long: Vec<&String> = words.iter().filter(|word| word.chars().count() > 3).collect();
    let capitals = long.iter().filter(|word| word.starts_with(char::is_uppercase)).count();
    let all = long.len() > 1 && capitals == long.len();
    let titled = all && (plain || words.len() > 3);
    // "Taylor Swift": two or three capitals that are no known words are a name.
    let named = all && !titled;
    words
        .iter()
        .enumerate()
        .map(|(index, word)| {
            let bare = word.trim_end_matches(',');
            let comma = word.get(bare.len()..).unwrap_or_default();
            if let Some(name) = lexicon.proper(bare) {
                return format!("{name}{comma}");
            }
            let inner = bare.chars().skip(1).any(char::is_uppercase);
            if shouted || (((index == 0 && !named) || titled) && !inner) { word.to_lowercase() } else { word.clone() }
        })
        .map(|word| {
            let speaker = tongue == Tongue::English && (word.trim_end_matches(',') == "i" || word.starts_with("i'"));
            if speaker { capitalised(&word) } else { word }
        })
        .collect()
}

/// Whether the text is written in capitals only, beyond a mere abbreviation.
fn is_shouted(text: &str) -> bool {
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
    letters.len() > 5 && letters.iter().any(|c| c.is_uppercase()) && !letters.iter().any(|c| c.is_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(theme: &str) -> Vec<String> {
        clauses(theme).into_iter().map(|clause| clause.words.join(" ") + if clause.asks { "?" } else { "" }).collect()
    }

    #[test]
    fn clauses_end_at_strong_marks_only() {
        assert_eq!(words("Coffee: 3 mistakes — really!!"), ["Coffee", "3 mistakes", "really"]);
        assert_eq!(words("Pourquoi les chats ronronnent ?"), ["Pourquoi les chats ronronnent?"]);
        assert_eq!(words("🔥 Learn C++, fast 🚀 #coding"), ["Learn C++, fast coding"]);
        assert_eq!(words("save 20% (or more) {x}"), ["save 20%", "or more", "x"]);
        assert_eq!(words("🚀🔥"), Vec::<String>::new());
    }

    #[test]
    fn titles_keep_the_words() {
        assert_eq!(title("three Python tips nobody told you."), "Three Python tips nobody told you");
        assert_eq!(title("WHY DO CATS PURR?"), "Why do cats purr?");
        assert_eq!(title("咖啡"), "咖啡");
        let long = title(&"word ".repeat(60));
        assert!(long.chars().count() <= TITLE_MOST && long.ends_with("word…"), "{long}");
    }
}
