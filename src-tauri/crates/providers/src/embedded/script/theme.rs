//! Reading a theme: its shape (a question, an action, a counted list ...), its subject as it can be put into a
//! sentence, and the topic the writer knows about it.

use super::clean::{Clause, clauses, is_latin, recased};
use super::language::{Tongue, capitalised, fold, read_number, spoken_words, starts_with_vowel, with_article};
use super::lexicon::{Lexicon, has};
use super::shelf::{Shelf, Topic, stems};

/// What a theme says.
#[derive(Debug, Clone)]
pub(super) struct Reading<'a> {
    pub(super) shape: Shape,
    /// What it is about, where that can be put into a sentence.
    pub(super) subject: Option<Noun>,
    /// Whether the subject is the theme's own and not merely the name of its topic.
    pub(super) owns_subject: bool,
    /// What the writer knows about it.
    pub(super) topic: Option<&'a Topic>,
    /// The stems of its words, for choosing lines that are close to it.
    pub(super) stems: Vec<String>,
    /// The subject for a picture, where there is any.
    pub(super) about: Option<String>,
}

/// The shape of a theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// "Three Python tips nobody told you".
    Listing(Listing),
    /// "Why do cats purr?"
    Question(String),
    /// "Cats are liquid."
    Statement(String),
    /// "make cold brew at home"
    Action(Action),
    /// A noun phrase, or nothing that can be spliced.
    Topic,
}

/// An action, to be put behind "how to".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Action {
    /// As said to the viewer: "train your dog".
    pub(super) yours: String,
    /// As the creator says it: "train my dog".
    pub(super) mine: String,
}

/// A counted list as a noun phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listing {
    pub(super) count: Option<usize>,
    /// "tips", folded.
    pub(super) kind: String,
    /// "Python tips"
    pub(super) items: String,
    /// "nobody told you"; may be empty.
    pub(super) tail: String,
    pub(super) flavour: Flavour,
}

/// What a list is a list of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flavour {
    Useful,
    /// "... nobody told you"
    Unheard,
    /// Mistakes and the like.
    Mistakes,
}

/// A subject. One of the two is there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Noun {
    /// As a label, without an article: "café".
    pub(super) bare: Option<String>,
    /// As a noun phrase in a sentence: "le café".
    pub(super) phrase: Option<String>,
}

/// Words of the longest subject, action and sentence that are spoken.
const SUBJECT_MOST: usize = 6;
const ACTION_MOST: usize = 8;
const SENTENCE_MOST: usize = 9;
const LISTING_MOST: usize = 8;

/// Read a theme.
pub(super) fn read<'a>(theme: &str, tongue: Tongue, shelf: &'a Shelf) -> Reading<'a> {
    let lexicon = shelf.lexicon(tongue);
    let topic = topic_of(theme, shelf);
    let is_common = |stem: &String| Tongue::ALL.iter().any(|tongue| shelf.lexicon(*tongue).common.contains(stem));
    let stems = stems(theme).into_iter().filter(|stem| stem.chars().count() > 2 && !is_common(stem)).collect();
    let clauses = clauses(theme);
    let spoken = is_latin(theme) && !is_foreign(theme, tongue, shelf);
    let (shape, own) = if spoken { shape_of(&clauses, tongue, lexicon, topic) } else { (Shape::Topic, None) };
    let known = topic.map(|topic| known_noun(topic, tongue, lexicon));
    let owns_subject = own.is_some();
    let subject = match (own, known) {
        (Some(own), Some(known)) if same(&own, &known) => Some(known),
        (Some(own), _) => Some(own),
        (None, known) => known,
    };
    let about = topic
        .map(|topic| topic.name.get(Tongue::English).clone())
        .or_else(|| subject.as_ref().and_then(|noun| noun.bare.clone().or_else(|| noun.phrase.clone())))
        .or_else(|| clauses.first().map(|clause| clause.words.iter().take(8).cloned().collect::<Vec<_>>().join(" ")));
    Reading { shape, subject, owns_subject, topic, stems, about }
}

fn same(one: &Noun, other: &Noun) -> bool {
    let label = |noun: &Noun| noun.bare.as_deref().or(noun.phrase.as_deref()).map(fold);
    label(one) == label(other)
}

fn known_noun(topic: &Topic, tongue: Tongue, lexicon: &Lexicon) -> Noun {
    let words: Vec<String> = topic.name.get(tongue).split(' ').map(str::to_owned).collect();
    noun_of(&words, tongue, lexicon).unwrap_or_default()
}

/// The topic whose keywords the theme names most; the one named first where they are even.
fn topic_of<'a>(theme: &str, shelf: &'a Shelf) -> Option<&'a Topic> {
    let words = stems(theme);
    let place = |keyword: &String| {
        let wanted = stems(keyword);
        words.windows(wanted.len().max(1)).position(|window| window == wanted).map(|at| (wanted.len(), at))
    };
    shelf
        .topics
        .iter()
        .filter_map(|topic| {
            let strong: Vec<_> = topic.keywords.iter().filter_map(place).collect();
            let weak: Vec<_> = topic.weak.iter().filter_map(place).collect();
            let score = strong.iter().map(|(length, _)| length * 3).sum::<usize>() + weak.len();
            let first = strong.iter().chain(&weak).map(|(_, at)| *at).min()?;
            Some((score, first, topic))
        })
        .max_by_key(|(score, first, _)| (*score, std::cmp::Reverse(*first)))
        .map(|(_, _, topic)| topic)
}

/// Whether the theme is plainly in the other language.
fn is_foreign(theme: &str, tongue: Tongue, shelf: &Shelf) -> bool {
    let words: Vec<String> = fold(theme).split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
    let hits = |tongue| {
        let common = &shelf.lexicon(tongue).common;
        words.iter().filter(|word| common.contains(word)).count()
    };
    Tongue::ALL.into_iter().any(|other| other != tongue && hits(other) > hits(tongue))
}

fn shape_of(clauses: &[Clause], tongue: Tongue, lexicon: &Lexicon, topic: Option<&Topic>) -> (Shape, Option<Noun>) {
    let Some(first) = clauses.first() else { return (Shape::Topic, None) };
    let cased = recased(&first.words, tongue, lexicon, topic.is_some());
    let words = without_lead_in(&cased, tongue, lexicon);
    if let Some(second) = clauses.get(1).filter(|_| words.len() <= 4 && !first.asks) {
        // "Coffee: three mistakes you make": what it is about, then the list.
        let label = noun_of(&words, tongue, lexicon);
        let second = recased(&second.words, tongue, lexicon, topic.is_some());
        if let Some((mut listing, _)) = listing_of(&second, tongue, lexicon).filter(|_| label.is_some()) {
            let bare = label.as_ref().and_then(|noun| noun.bare.clone());
            match (tongue, bare) {
                (Tongue::English, Some(bare)) => {
                    listing.items = format!("{bare} {}", listing.items);
                    return (Shape::Listing(listing), label);
                }
                (Tongue::English | Tongue::French, _) => return (Shape::Topic, label),
            }
        }
    }
    if let Some(action) = how_to(&words, tongue, lexicon) {
        return (action, None);
    }
    if let Some(sentence) = sentence_of(&words, first.asks, tongue, lexicon) {
        let link = words.iter().position(|word| lexicon.about.contains(word));
        let about = link.and_then(|at| noun_of(words.get(at + 1..)?, tongue, lexicon));
        return (sentence, about);
    }
    if let Some((listing, noun)) = listing_of(&words, tongue, lexicon) {
        return (Shape::Listing(listing), noun);
    }
    if begins_with_verb(&words, tongue, lexicon) {
        return (action_of(&words, tongue, lexicon).unwrap_or(Shape::Topic), None);
    }
    (Shape::Topic, noun_of(uncounted(&words, tongue, lexicon), tongue, lexicon))
}

/// Things the writer cannot list lose their count: "top 5 apps" is about apps.
fn uncounted<'w>(words: &'w [String], tongue: Tongue, lexicon: &Lexicon) -> &'w [String] {
    let count = words.iter().take(2).position(|word| read_number(word, tongue).is_some());
    let Some(count) =
        count.filter(|at| *at == 0 || words.first().is_some_and(|word| has(&lexicon.list_determiners, word)))
    else {
        return words;
    };
    let mut rest = words.get(count + 1..).unwrap_or_default();
    while let [first, behind @ ..] = rest {
        if !has(&lexicon.list_determiners, first) {
            break;
        }
        rest = behind;
    }
    if rest.is_empty() { words } else { rest }
}

/// The words without a beginning that only announces a video. French "les secrets du café" leaves "le café".
fn without_lead_in(words: &[String], tongue: Tongue, lexicon: &Lexicon) -> Vec<String> {
    let mut words = words.to_vec();
    loop {
        let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
        let dropped = lexicon
            .lead_ins
            .iter()
            .map(|lead| (lead, lead.split(' ').count()))
            .filter(|(_, length)| *length < words.len())
            .filter(|(lead, length)| folded.get(..*length).is_some_and(|head| head.join(" ") == **lead))
            .max_by_key(|(_, length)| *length);
        let Some((lead, length)) = dropped else { return words };
        words.drain(..length);
        let article = match lead.rsplit(' ').next() {
            Some("du" | "au") => "le",
            Some("des" | "aux") => "les",
            _ => continue,
        };
        if tongue == Tongue::French {
            words.insert(0, article.to_owned());
        }
    }
}

fn how_to(words: &[String], tongue: Tongue, lexicon: &Lexicon) -> Option<Shape> {
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    let length = lexicon
        .how_to
        .iter()
        .filter(|lead| folded.join(" ").starts_with(&format!("{lead} ")))
        .map(|lead| lead.split(' ').count())
        .max()?;
    let rest = words.get(length..)?;
    let acts = tongue == Tongue::English || rest.first().is_some_and(|word| is_infinitive(word, lexicon));
    if acts { action_of(rest, tongue, lexicon) } else { None }
}

fn is_infinitive(word: &str, lexicon: &Lexicon) -> bool {
    let stem = word.rsplit('\'').next().unwrap_or(word);
    has(&lexicon.verbs, word) || ["er", "ir", "re", "oir"].iter().any(|ending| stem.ends_with(ending))
}

fn begins_with_verb(words: &[String], tongue: Tongue, lexicon: &Lexicon) -> bool {
    let Some(first) = words.first() else { return false };
    let pair = words.iter().take(2).map(|word| fold(word)).collect::<Vec<_>>().join(" ");
    let known = words.len() > 1 && (has(&lexicon.verbs, first) || lexicon.verbs.contains(&pair));
    match tongue {
        Tongue::English => known,
        Tongue::French => {
            let alone = words.len() == 1 && has(&lexicon.verbs, first) && is_infinitive_ending(first);
            alone
                || (known
                    && (is_infinitive_ending(first) || words.get(1).is_some_and(|word| is_infinitive(word, lexicon))))
        }
    }
}

fn is_infinitive_ending(word: &str) -> bool {
    ["er", "ir", "re"].iter().any(|ending| word.ends_with(ending))
}

/// An action that can be put behind "how to"; addressed to the viewer.
fn action_of(words: &[String], tongue: Tongue, lexicon: &Lexicon) -> Option<Shape> {
    let kept = shortened(words, ACTION_MOST, lexicon)?;
    let said =
        |to_viewer: bool| kept.iter().map(|word| addressed(word, tongue, to_viewer)).collect::<Vec<_>>().join(" ");
    Some(Shape::Action(Action { yours: said(true), mine: said(false) }))
}

/// A word of an action as it is said to the viewer, or by the creator.
fn addressed(word: &str, tongue: Tongue, to_viewer: bool) -> String {
    let turned = match (tongue, word, to_viewer) {
        (Tongue::English, "my", true) => "your",
        (Tongue::English, "your", false) => "my",
        (Tongue::English, "myself", true) => "yourself",
        (Tongue::English, "yourself", false) => "myself",
        (Tongue::English, "I", true) => "you",
        (Tongue::French, "mon" | "ma" | "ton" | "ta" | "son" | "sa", true) => "votre",
        (Tongue::French, "mes" | "tes" | "ses", true) => "vos",
        (Tongue::French, "ton" | "son" | "votre", false) => "mon",
        (Tongue::French, "tes" | "ses" | "vos", false) => "mes",
        (Tongue::French, "ta" | "sa", false) => "ma",
        (Tongue::French, "se", true) => "vous",
        (Tongue::French, "se", false) => "me",
        (Tongue::French, word, _) => match word.strip_prefix("s'") {
            Some(verb) if to_viewer => return format!("vous {verb}"),
            Some(verb) => return format!("m'{verb}"),
            None => word,
        },
        (Tongue::English, word, _) => word,
    };
    turned.to_owned()
}

fn sentence_of(words: &[String], asks: bool, tongue: Tongue, lexicon: &Lexicon) -> Option<Shape> {
    let first = words.first()?;
    if words.len() < 2 || words.len() > SENTENCE_MOST {
        return None;
    }
    let second = words.get(1)?;
    let questions = has(&lexicon.question_words, first);
    let inverts = lexicon.question_helpers.is_empty() || has(&lexicon.question_helpers, second);
    let told = matches!(fold(second).as_str(), "je" | "j'ai" | "j'etais" | "j'apprends") || second.starts_with("j'");
    let narrates = matches!(fold(first).as_str(), "quand" | "qui" | "que" | "ce" | "y");
    let sentence = capitalised(&words.join(" "));
    // "Pourquoi j'ai arrêté" and "How I quit" tell; "Pourquoi les chats ronronnent" and "How do cats land" ask.
    if asks || (questions && inverts && !told && !(tongue == Tongue::French && narrates)) {
        return Some(Shape::Question(format!("{sentence}?")));
    }
    let starts = has(&lexicon.speakers, first) || questions && (told || tongue == Tongue::English && !inverts);
    let main = words.iter().position(|word| has(&lexicon.relatives, word)).unwrap_or(words.len());
    let holds_verb =
        words.iter().take(main).skip(1).any(|word| lexicon.finite.contains(&word.to_lowercase())) && words.len() > 2;
    let counted = listing_of(words, tongue, lexicon).is_some();
    ((starts || holds_verb) && !counted).then(|| Shape::Statement(format!("{sentence}.")))
}

fn listing_of(words: &[String], tongue: Tongue, lexicon: &Lexicon) -> Option<(Listing, Option<Noun>)> {
    let mut rest = words;
    while let [first, behind @ ..] = rest {
        if !has(&lexicon.list_determiners, first) || behind.is_empty() {
            break;
        }
        rest = behind;
    }
    let count = rest.first().and_then(|word| read_number(word, tongue));
    let rest = if count.is_some() { rest.get(1..)? } else { rest };
    let kind = rest.iter().take(4).position(|word| has(&lexicon.kinds, word.trim_end_matches(',')))?;
    if count.is_none() && kind > 2 {
        return None;
    }
    // "astuces Python": in French the name behind belongs to what is counted.
    let named = rest.get(kind + 1).filter(|word| tongue == Tongue::French && lexicon.proper(word).is_some());
    let front = rest.get(..kind)?;
    let items = rest.get(..=kind + usize::from(named.is_some()))?;
    let behind = rest.get(items.len()..)?;
    let tail = shortened(behind, LISTING_MOST.saturating_sub(items.len() + 1), lexicon).unwrap_or_default();
    let said = fold(&behind.join(" "));
    let flavour = if lexicon.unheard.iter().any(|start| said.starts_with(start.as_str())) {
        Flavour::Unheard
    } else if rest.get(kind).is_some_and(|word| has(&lexicon.mistakes, word)) {
        Flavour::Mistakes
    } else {
        Flavour::Useful
    };
    let noun = match named {
        Some(name) => noun_of(std::slice::from_ref(name), tongue, lexicon),
        None => listed_noun(front, behind, tongue, lexicon),
    };
    let listing = Listing {
        count,
        kind: fold(rest.get(kind)?.trim_end_matches(',')),
        items: items.join(" ").trim_end_matches(',').to_owned(),
        tail: tail.join(" "),
        flavour,
    };
    Some((listing, noun))
}

/// What a list is about: before its kind ("Python tips"), or behind it ("mistakes with sourdough").
fn listed_noun(front: &[String], behind: &[String], tongue: Tongue, lexicon: &Lexicon) -> Option<Noun> {
    let telling: Vec<String> = front.iter().filter(|word| !has(&lexicon.idle_adjectives, word)).cloned().collect();
    match tongue {
        Tongue::English if !telling.is_empty() => noun_of(&telling, tongue, lexicon),
        Tongue::English | Tongue::French => {
            let link = behind.iter().position(|word| lexicon.subject_links.contains(word))?;
            let after = behind.get(link + 1..)?;
            let verb = after.first().is_some_and(|word| tongue == Tongue::French && is_infinitive(word, lexicon));
            let article = match behind.get(link).map(String::as_str) {
                Some("du") => Some("le"),
                Some("des") => Some("les"),
                _ => None,
            };
            let phrase: Vec<String> = article.map(str::to_owned).into_iter().chain(after.iter().cloned()).collect();
            if verb { None } else { noun_of(&phrase, tongue, lexicon) }
        }
    }
}

/// At most so many words, ending where a phrase may end; `None` where no good end is found.
fn shortened(words: &[String], most: usize, lexicon: &Lexicon) -> Option<Vec<String>> {
    let comma = words.iter().position(|word| word.ends_with(',')).map_or(words.len(), |at| at + 1);
    let mut kept: Vec<String> = words.iter().take(comma).cloned().collect();
    while kept.len() > most {
        let end = (1..kept.len()).rev().find(|at| {
            kept.get(*at)
                .is_some_and(|word| has(&lexicon.cuts, word) || lexicon.soft_cuts.contains(&word.to_lowercase()))
        })?;
        kept.truncate(end);
    }
    while kept.last().is_some_and(|word| has(&lexicon.loose_ends, word.trim_end_matches(','))) {
        kept.pop();
    }
    if let Some(last) = kept.last_mut() {
        *last = last.trim_end_matches(',').to_owned();
    }
    (!kept.is_empty()).then_some(kept)
}

/// The subject of a noun phrase, without what qualifies it ("for beginners", "in 2026").
fn noun_of(words: &[String], tongue: Tongue, lexicon: &Lexicon) -> Option<Noun> {
    let dated = |at: usize| {
        let next = words.get(at + 1).map(String::as_str).unwrap_or_default();
        has(&["in".to_owned(), "en".to_owned(), "under".to_owned()], words.get(at).map_or("", String::as_str))
            && next.starts_with(|c: char| c.is_ascii_digit())
    };
    let end = (1..words.len())
        .find(|at| dated(*at) || words.get(*at).is_some_and(|word| has(&lexicon.cuts, word)))
        .unwrap_or(words.len());
    let kept = shortened(words.get(..end)?, SUBJECT_MOST, lexicon)?;
    let text = kept.join(" ");
    match tongue {
        Tongue::English => Some(Noun { bare: Some(text.clone()), phrase: Some(text) }),
        Tongue::French => Some(french_noun(&text, lexicon)),
    }
}

fn french_noun(text: &str, lexicon: &Lexicon) -> Noun {
    if let Some(bare) = ["le ", "la ", "les ", "l'"].iter().find_map(|article| text.strip_prefix(article)) {
        return Noun { bare: Some(bare.to_owned()), phrase: Some(text.to_owned()) };
    }
    let first = text.split(' ').next().unwrap_or(text);
    let is_one_word = spoken_words(text) == 1;
    const DETERMINERS: [&str; 15] =
        ["mon", "ma", "mes", "notre", "nos", "votre", "vos", "un", "une", "des", "ce", "cette", "ces", "ton", "son"];
    if DETERMINERS.contains(&first) {
        return Noun { bare: None, phrase: Some(text.to_owned()) };
    }
    let bare = Some(text.to_owned());
    if lexicon.is_country(first) && is_one_word {
        return Noun { bare, phrase: Some(with_article("la", text, &lexicon.aspirated)) };
    }
    let titled = first.starts_with(char::is_uppercase);
    let phrase = if titled && fold(first) == "ia" {
        Some(with_article("la", text, &lexicon.aspirated))
    } else if titled {
        Some(text.to_owned())
    } else {
        french_article(first, lexicon).map(|article| with_article(article, text, &lexicon.aspirated))
    };
    Noun { bare, phrase }
}

/// The article of a common noun, where it can be told.
fn french_article(noun: &str, lexicon: &Lexicon) -> Option<&'static str> {
    let known = lexicon.nouns.iter().filter_map(|entry| entry.split_once(' '));
    match known.into_iter().find(|(_, name)| fold(name) == fold(noun)) {
        Some(("la", _)) => return Some("la"),
        Some(_) => return Some("le"),
        None => {}
    }
    let ends = |endings: &[String]| endings.iter().any(|ending| noun.ends_with(ending.as_str()));
    if noun.chars().count() > 3 && noun.ends_with(['s', 'x']) && !has(&lexicon.lone_plurals, noun) {
        Some("les")
    } else if ends(&lexicon.feminine_endings) {
        Some("la")
    } else if ends(&lexicon.masculine_endings) || starts_with_vowel(noun, &lexicon.aspirated) {
        Some("le")
    } else {
        None
    }
}
