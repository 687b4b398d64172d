//! The word lists a theme is read by.

use serde::Deserialize;

use super::language::fold;

/// Words of one language, folded but for `proper`, `countries` and `nouns`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lexicon {
    /// Beginnings that only announce a video.
    pub(super) lead_ins: Vec<String>,
    /// "how to".
    pub(super) how_to: Vec<String>,
    /// Words a question begins with.
    pub(super) question_words: Vec<String>,
    /// What has to follow them where the language inverts; empty where it need not.
    pub(super) question_helpers: Vec<String>,
    /// Words a statement begins with.
    pub(super) speakers: Vec<String>,
    /// Verbs that make a statement of a phrase.
    pub(super) finite: Vec<String>,
    /// Words behind which a verb makes no statement.
    pub(super) relatives: Vec<String>,
    /// Words an action begins with.
    pub(super) verbs: Vec<String>,
    /// "tips".
    pub(super) kinds: Vec<String>,
    /// Those of them that one avoids.
    pub(super) mistakes: Vec<String>,
    /// "nobody told you".
    pub(super) unheard: Vec<String>,
    /// What may stand before a count.
    pub(super) list_determiners: Vec<String>,
    /// Adjectives that say nothing about the subject.
    pub(super) idle_adjectives: Vec<String>,
    /// What leads from a kind to the subject: "tips about".
    pub(super) subject_links: Vec<String>,
    /// What leads from a sentence to its subject.
    pub(super) about: Vec<String>,
    /// Words before which a subject ends.
    pub(super) cuts: Vec<String>,
    /// Words before which a long one may end.
    pub(super) soft_cuts: Vec<String>,
    /// Words no phrase ends with.
    pub(super) loose_ends: Vec<String>,
    /// Words by which the language is told.
    pub(super) common: Vec<String>,
    /// French words that refuse elision.
    pub(super) aspirated: Vec<String>,
    /// Names and initials as they are written.
    pub(super) proper: Vec<String>,
    /// Names that take the feminine article.
    pub(super) countries: Vec<String>,
    /// Words that look plural and are not.
    pub(super) lone_plurals: Vec<String>,
    /// Endings of feminine nouns.
    pub(super) feminine_endings: Vec<String>,
    /// Endings of masculine nouns.
    pub(super) masculine_endings: Vec<String>,
    /// Nouns with their article.
    pub(super) nouns: Vec<String>,
}

impl Lexicon {
    /// With every list folded that is compared folded.
    pub(super) fn folded(mut self) -> Self {
        for list in [
            &mut self.lead_ins,
            &mut self.how_to,
            &mut self.question_words,
            &mut self.question_helpers,
            &mut self.speakers,
            &mut self.relatives,
            &mut self.verbs,
            &mut self.kinds,
            &mut self.mistakes,
            &mut self.unheard,
            &mut self.list_determiners,
            &mut self.idle_adjectives,
            &mut self.cuts,
            &mut self.loose_ends,
            &mut self.common,
            &mut self.aspirated,
            &mut self.lone_plurals,
        ] {
            for word in list.iter_mut() {
                *word = fold(word);
            }
        }
        self
    }

    /// A name as it is written, if the word is one. A possessive keeps its ending.
    pub(super) fn proper(&self, word: &str) -> Option<String> {
        let (stem, ending) = match word.strip_suffix("'s") {
            Some(stem) => (stem, "'s"),
            None => (word, ""),
        };
        let folded = fold(stem);
        self.proper
            .iter()
            .chain(&self.countries)
            .find(|name| fold(name) == folded)
            .map(|name| format!("{name}{ending}"))
    }

    /// Whether the word is a name that takes an article in French.
    pub(super) fn is_country(&self, word: &str) -> bool {
        self.countries.iter().any(|name| name == word)
    }
}

/// Whether a folded list holds a word.
pub(super) fn has(list: &[String], word: &str) -> bool {
    let folded = fold(word);
    list.contains(&folded)
}
