//! Rules of the two languages the writer knows: number words, elision and contraction where text is put into a
//! template, capitals, and counting what is said. Knows nothing of themes or pillars.

use bobine_model::Language;
use unicode_normalization::UnicodeNormalization;

/// A language the writer writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Tongue {
    /// English.
    English,
    /// French.
    French,
}

impl Tongue {
    /// All of them.
    pub(super) const ALL: [Self; 2] = [Self::English, Self::French];

    /// The one of a language code, if it is written here.
    pub(super) fn of(language: &Language) -> Option<Self> {
        match language.code() {
            "en" => Some(Self::English),
            "fr" => Some(Self::French),
            _ => None,
        }
    }

    /// The language code.
    pub(super) fn language(self) -> Language {
        match self {
            Self::English => Language::english(),
            Self::French => Language::french(),
        }
    }
}

/// How many words are said: captions and voices take white space as the border between words, and so does this.
pub(super) fn spoken_words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Lower case without accents or ligatures, for comparing words of either language.
pub(super) fn fold(text: &str) -> String {
    text.to_lowercase()
        .replace('œ', "oe")
        .replace('æ', "ae")
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .collect()
}

/// With a capital first letter.
pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A number from 0 to 99 in words, without spaces so that it is one caption word (French with the hyphens of the 1990
/// spelling); larger ones in figures.
pub(super) fn number_word(number: usize, tongue: Tongue) -> String {
    match tongue {
        Tongue::English => english_number(number),
        Tongue::French => french_number(number),
    }
    .unwrap_or_else(|| number.to_string())
}

/// The number of a word or of figures, from 2 to 99. One is left out: in French it is an article.
pub(super) fn read_number(word: &str, tongue: Tongue) -> Option<usize> {
    let folded = fold(word);
    let number =
        folded.parse().ok().or_else(|| (2..100).find(|number| fold(&number_word(*number, tongue)) == folded))?;
    (2..100).contains(&number).then_some(number)
}

fn english_number(number: usize) -> Option<String> {
    const SMALL: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    if let Some(word) = SMALL.get(number) {
        return Some((*word).to_owned());
    }
    let tens = TENS.get(number / 10)?;
    match number % 10 {
        0 => Some((*tens).to_owned()),
        unit => Some(format!("{tens}-{}", SMALL.get(unit)?)),
    }
}

fn french_number(number: usize) -> Option<String> {
    const SMALL: [&str; 20] = [
        "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze",
        "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
    ];
    const TENS: [&str; 7] = ["", "", "vingt", "trente", "quarante", "cinquante", "soixante"];
    if let Some(word) = SMALL.get(number) {
        return Some((*word).to_owned());
    }
    let (base, rest) = match number {
        20..=69 => (*TENS.get(number / 10)?, number % 10),
        70..=79 => ("soixante", number - 60),
        80 => return Some("quatre-vingts".to_owned()),
        81..=99 => return Some(format!("quatre-vingt-{}", SMALL.get(number - 80)?)),
        _ => return None,
    };
    match rest {
        0 => Some(base.to_owned()),
        1 | 11 => Some(format!("{base}-et-{}", SMALL.get(rest)?)),
        _ => Some(format!("{base}-{}", SMALL.get(rest)?)),
    }
}

/// Put `value` behind `text`, with what the language demands at the seam: "de" + "le café" is "du café",
/// "de" + "origami" is "d'origami". `aspirated` are the folded French words that refuse elision.
pub(super) fn put(text: &mut String, value: &str, tongue: Tongue, aspirated: &[String]) {
    if tongue == Tongue::French
        && let Some(seam) = french_seam(text, value, aspirated)
    {
        text.truncate(seam.keep);
        text.push_str(&seam.middle);
        text.push_str(value.get(seam.skip..).unwrap_or_default());
        return;
    }
    text.push_str(value);
}

struct Seam {
    /// Bytes of the text that stay.
    keep: usize,
    /// What stands between.
    middle: String,
    /// Bytes of the value that go.
    skip: usize,
}

fn french_seam(text: &str, value: &str, aspirated: &[String]) -> Option<Seam> {
    let before = text.strip_suffix(' ')?;
    let start = before.rfind([' ', '\'']).map_or(0, |at| at + 1);
    let word = before.get(start..)?;
    let contraction = [("de", "le ", "du "), ("de", "les ", "des "), ("à", "le ", "au "), ("à", "les ", "aux ")]
        .into_iter()
        .find(|(little, article, _)| word.to_lowercase() == *little && value.starts_with(article));
    if let Some((_, article, both)) = contraction {
        let upper = word.chars().next().is_some_and(char::is_uppercase);
        let middle = if upper { capitalised(both) } else { both.to_owned() };
        return Some(Seam { keep: start, middle, skip: article.len() });
    }
    const ELIDED: [&str; 12] =
        ["de", "que", "ne", "je", "me", "te", "se", "jusque", "lorsque", "puisque", "quoique", "presque"];
    let elides = ELIDED.contains(&word.to_lowercase().as_str()) && starts_with_vowel(value, aspirated);
    elides.then(|| Seam { keep: before.len() - 1, middle: "'".to_owned(), skip: 0 })
}

/// Whether a French word asks the word before it to elide.
pub(super) fn starts_with_vowel(text: &str, aspirated: &[String]) -> bool {
    let first = text.split([' ', '\'', ',', '.']).next().map(fold).unwrap_or_default();
    first.starts_with(['a', 'e', 'i', 'o', 'u', 'h']) && !aspirated.contains(&first)
}

/// "le", "la", "les" or "l'" in front of a French noun.
pub(super) fn with_article(article: &str, noun: &str, aspirated: &[String]) -> String {
    if article != "les" && starts_with_vowel(noun, aspirated) {
        format!("l'{noun}")
    } else {
        format!("{article} {noun}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_single_words() {
        let row = |tongue| [2, 16, 21, 71, 80, 81, 99].map(|number| number_word(number, tongue)).join(" ");
        assert_eq!(row(Tongue::English), "two sixteen twenty-one seventy-one eighty eighty-one ninety-nine");
        assert_eq!(
            row(Tongue::French),
            "deux seize vingt-et-un soixante-et-onze quatre-vingts quatre-vingt-un quatre-vingt-dix-neuf"
        );
    }

    #[test]
    fn numbers_are_read_back() {
        for tongue in Tongue::ALL {
            for number in 2..100 {
                assert_eq!(read_number(&number_word(number, tongue), tongue), Some(number));
            }
        }
        assert_eq!(read_number("7", Tongue::French), Some(7));
        assert_eq!(read_number("un", Tongue::French), None, "an article, not a count");
        assert_eq!(read_number("2026", Tongue::English), None, "a year, not a count");
    }

    #[test]
    fn french_seams() {
        let aspirated = ["hasard".to_owned()];
        let check = |before: &str, value: &str, expected: &str| {
            let mut text = before.to_owned();
            put(&mut text, value, Tongue::French, &aspirated);
            assert_eq!(text, expected);
        };
        check("Tout de ", "le café", "Tout du café");
        check("Tout de ", "les plantes", "Tout des plantes");
        check("Tout de ", "la lumière", "Tout de la lumière");
        check("Tout de ", "origami", "Tout d'origami");
        check("Tout de ", "hasard", "Tout de hasard");
        check("Tout de ", "habitudes", "Tout d'habitudes");
        check("De ", "le café", "Du café");
        check("je pense à ", "le café", "je pense au café");
        check("je pense à ", "les chats", "je pense aux chats");
        check("parce que ", "apprendre", "parce qu'apprendre");
        check("sur ", "le café", "sur le café");
        check("il code ", "le café", "il code le café");
    }

    #[test]
    fn english_has_no_seams() {
        let mut text = "talk de ".to_owned();
        put(&mut text, "le café", Tongue::English, &[]);
        assert_eq!(text, "talk de le café");
    }
}
