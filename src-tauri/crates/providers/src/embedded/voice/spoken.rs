//! What is said for every word of a text. Shown text holds signs that a voice reads as nonsense or not at all:
//! emoji, Markdown, web addresses, `$3.50`, `Dr.`. Every white-space separated word of the text is turned into none,
//! one or several spoken ones, and how many is remembered, so that spoken times can be given back to shown words.

use bobine_model::{Language, Millis, SpokenWord};

use super::program::PlacedPiece;

mod numbers;
mod shorthand;
mod signs;

/// A text as it is said.
#[derive(Debug)]
pub struct SpokenText {
    text: String,
    words: Vec<Shown>,
}

/// A word of the text as shown.
#[derive(Debug)]
struct Shown {
    text: String,
    /// How many spoken words stand for it.
    spoken: usize,
}

/// A language whose shorthand is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tongue {
    English,
    French,
    Other,
}

/// A shown word among its neighbours.
#[derive(Debug, Clone, Copy)]
struct Place<'a> {
    tongue: Tongue,
    starts_line: bool,
    before: Option<&'a str>,
    after: Option<&'a str>,
}

impl SpokenText {
    /// What is said for a text.
    pub fn of(text: &str, language: &Language) -> Self {
        let tongue = match language.code() {
            "en" => Tongue::English,
            "fr" => Tongue::French,
            _ => Tongue::Other,
        };
        let words: Vec<(&str, bool)> = text
            .lines()
            .flat_map(|line| line.split_whitespace().enumerate().map(|(index, word)| (word, index == 0)))
            .collect();
        let word_at = |index: usize| words.get(index).map(|(word, _)| *word);
        let mut spoken = Said::default();
        let mut shown = Vec::with_capacity(words.len());
        for (index, (word, starts_line)) in words.iter().enumerate() {
            let place = Place {
                tongue,
                starts_line: *starts_line,
                before: index.checked_sub(1).and_then(word_at),
                after: word_at(index + 1),
            };
            shown.push(Shown { text: (*word).to_owned(), spoken: spoken.say(&said_for(word, place)) });
        }
        Self { text: spoken.words.join(" "), words: shown }
    }

    /// What is said.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether nothing is said at all.
    pub fn is_silent(&self) -> bool {
        self.text.is_empty()
    }

    /// The shown words with the times of the spoken ones that stand for them; nothing where the times are not those
    /// of this text. A word that is not said takes no time, at the end of the one before.
    pub fn words(&self, pieces: &[PlacedPiece]) -> Option<Vec<SpokenWord>> {
        let mut pieces = pieces.iter();
        let mut words = Vec::with_capacity(self.words.len());
        let mut now = 0;
        for shown in &self.words {
            let (mut start, mut end) = (now, now);
            for index in 0..shown.spoken {
                let piece = pieces.next()?;
                if index == 0 {
                    start = piece.start_ms.max(now);
                }
                end = piece.end_ms.max(start);
            }
            words.push(SpokenWord {
                text: shown.text.clone(),
                start: Millis::new(start),
                end: Millis::new(end.max(start)),
            });
            now = end.max(start);
        }
        pieces.next().is_none().then_some(words)
    }
}

/// The spoken words so far.
#[derive(Debug, Default)]
struct Said {
    words: Vec<String>,
}

impl Said {
    /// Say some more; how many words it was. Signs that only shape the voice, such as a lone `!`, go to the word
    /// before and are none of their own.
    fn say(&mut self, text: &str) -> usize {
        let mut count = 0;
        for word in text.split_whitespace() {
            if signs::is_said(word) {
                self.words.push(word.to_owned());
                count += 1;
            } else if let (Some(mark), Some(last)) = (signs::pause_in(word), self.words.last_mut())
                && !last.ends_with(signs::is_pause)
            {
                last.push(mark);
            }
        }
        count
    }
}

/// What is said for one shown word: none, one or several words with white space between them.
fn said_for(word: &str, place: Place<'_>) -> String {
    let plain = signs::plain(word, place);
    let (opening, core, closing) = signs::wrapped(&plain);
    let (bare, dot) = core.strip_suffix('.').map_or((core, ""), |bare| (bare, "."));
    let said = shorthand::in_full(core, place)
        .or_else(|| numbers::in_full(core, place))
        .or_else(|| numbers::in_full(bare, place).map(|said| said + dot))
        .unwrap_or_else(|| core.to_owned());
    format!("{opening}{said}{closing}")
}
