//! Whole scripts: every pillar, language, theme and length keeps the promises of the writer.

use std::collections::{BTreeSet, HashSet};
use std::error::Error as _;

use bobine_provider::Theme;

use super::language::{Tongue, fold};
use super::theme::{Shape, read};
use super::*;

const THEMES: [(&str, [&str; 20]); 2] = [
    (
        "en",
        [
            "Three Python tips nobody told you",
            "Coffee",
            "Why do cats purr?",
            "How to make cold brew at home",
            "5 mistakes beginners make with sourdough",
            "10 ways to save money",
            "My trip to Lisbon",
            "AI will take your job",
            "STOP SCROLLING BEFORE BED",
            "🔥🔥 Origami!! {now} #art",
            "咖啡",
            "🚀",
            "Coffee: 3 mistakes you make",
            "The unbearable lightness of extraordinarily complicated municipal parking regulations downtown",
            "Morning Routine Ideas For Busy Parents",
            "What nobody tells you about moving to Lisbon",
            "Taylor Swift",
            "2026",
            "Trois astuces pour mieux dormir",
            LONG,
        ],
    ),
    (
        "fr",
        [
            "Trois astuces Python que personne ne vous a dites",
            "Le café",
            "Pourquoi les chats ronronnent ?",
            "Comment s'endormir plus vite",
            "5 erreurs de débutant en photographie",
            "10 façons d'économiser de l'argent",
            "Mon voyage à Lisbonne",
            "L'IA va prendre votre travail",
            "TOP 5 DES PLANTES D'INTÉRIEUR",
            "🔥 Origami !! {ici} #papier",
            "Les secrets du chocolat",
            "Économie circulaire",
            "Café : 3 erreurs que vous faites",
            "10 idées reçues sur le climat",
            "Pourquoi j’ai arrêté le sucre",
            "Hygiène numérique",
            "Le hasard et la nécessité dans les très grandes organisations municipales contemporaines",
            "咖啡",
            "How to sleep better without your phone",
            LONG,
        ],
    ),
];

const LONG: &str = "I have been thinking a lot lately about how we spend our evenings with our phones in our hands, and I \
                    would like to make a short video that explains why this is a problem for us and what a family with \
                    small children could try to do about it this very week";

fn writer() -> TemplateWriter {
    TemplateWriter::new().unwrap_or_else(|error| panic!("{error}: {:?}", error.source()))
}

fn request(theme: &str, pillar: &str, language: &str, segments: usize, seed: u64) -> ScriptRequest {
    ScriptRequest {
        theme: Theme::new(theme).expect("a theme of the tests"),
        pillar: PillarId::new(pillar).expect("a pillar of the tests"),
        language: Language::new(language).expect("a language of the tests"),
        segments,
        seed,
    }
}

fn lines(
    writer: &TemplateWriter,
    theme: &str,
    pillar: &str,
    language: &str,
    segments: usize,
    seed: u64,
) -> Vec<String> {
    let script = writer.write(&request(theme, pillar, language, segments, seed)).expect("a script");
    script.segments.into_iter().map(|segment| segment.narration).collect()
}

/// What is wrong with a line, if anything.
fn fault(text: &str, language: &str) -> Option<&'static str> {
    const DOUBLED: [&str; 14] = ["..", "?.", ".?", "!.", ".!", ",,", ",.", ".,", "??", "!!", "  ", " ,", " .", " ?"];
    let folded = format!(" {}", fold(text));
    let hiatus = ["de", "que", "ne", "je", "se", "me", "te"]
        .iter()
        .any(|little| ['a', 'e', 'i', 'o', 'u'].iter().any(|vowel| folded.contains(&format!(" {little} {vowel}"))));
    let uncontracted = [" de le ", " de les ", " à le ", " à les "].iter().any(|pair| text.contains(pair));
    match () {
        () if !(10..=14).contains(&text.split_whitespace().count()) => Some("it has not 10 to 14 words"),
        () if text.contains(['{', '}']) => Some("a place is not filled"),
        () if DOUBLED.iter().any(|pair| text.contains(pair)) => Some("its marks or spaces are doubled"),
        () if !text.ends_with(['.', '?', '!']) => Some("it does not end"),
        () if !text.starts_with(char::is_uppercase) => Some("it does not begin with a capital"),
        () if language == "fr" && (hiatus || uncontracted) => Some("French wants elision or contraction"),
        () if language == "fr" && text.contains([':', ';', '!']) => Some("the mark would need a space in French"),
        () => None,
    }
}

#[test]
fn every_script_keeps_its_promises() {
    let writer = writer();
    for (language, themes) in THEMES {
        for theme in themes {
            for pillar in writer.pillars() {
                for segments in [1, 2, 3, 6, 12, 60] {
                    for seed in [1, 77] {
                        let request = request(theme, pillar.id.as_str(), language, segments, seed);
                        let script = writer.write(&request).expect("a script");
                        let told = format!("{theme:?} {} {language} {segments} {seed}", pillar.id);
                        assert_eq!(script.segments.len(), segments, "{told}");
                        assert!(!script.title.trim().is_empty(), "{told}");
                        let mut seen = HashSet::new();
                        for segment in &script.segments {
                            let text = &segment.narration;
                            assert_eq!(fault(text, language), None, "{told}: {text}");
                            let core = text.split_once(". ").filter(|(head, _)| head.split(' ').count() < 3);
                            let core = fold(core.map_or(text.as_str(), |(_, core)| core));
                            assert!(seen.insert(core), "{told}: said twice: {text}");
                            assert!(segment.prompt.split_whitespace().count() >= 8, "{told}: {}", segment.prompt);
                            assert!(!segment.prompt.contains(['{', '}']), "{told}: {}", segment.prompt);
                        }
                        let prompts: HashSet<_> = script.segments.iter().map(|segment| &segment.prompt).collect();
                        assert_eq!(prompts.len(), segments, "{told}: every picture is another");
                    }
                }
            }
        }
    }
}

#[test]
fn a_seed_decides_everything() {
    let writer = writer();
    for (language, themes) in THEMES {
        for theme in themes {
            let script = |seed| writer.write(&request(theme, "tips", language, 6, seed)).expect("a script");
            assert_eq!(script(5), script(5), "{theme}");
            let different: HashSet<String> = (0..8).map(|seed| format!("{:?}", script(seed).segments)).collect();
            assert_eq!(different.len(), 8, "{theme}: other seeds, other wording");
        }
    }
}

#[test]
fn a_counted_theme_is_counted() {
    let writer = writer();
    let script = lines(&writer, "Three Python tips nobody told you", "tips", "en", 6, 1);
    assert_eq!(
        script,
        [
            "Nobody sat you down for these three Python tips. Let's fix that now.",
            "Number one. Read the last line of a traceback first: it names the problem.",
            "Number two. Use pathlib for file paths: one slash joins folders on every system.",
            "Number three. Calling breakpoint, alone on a line, stops your program right there.",
            "Start with the one you would have refused a minute ago.",
            "Got a better one? Write it below, I read every single comment.",
        ]
    );
}

#[test]
fn a_french_script_reads_as_french() {
    let writer = writer();
    let script = lines(&writer, "7 erreurs qui ruinent votre sommeil", "tips", "fr", 6, 1);
    assert_eq!(
        script,
        [
            "Quatre erreurs qui ruinent votre sommeil, et quoi faire à la place.",
            "Numéro un. Laissez le téléphone hors de la chambre, un réveil simple suffit.",
            "Numéro deux. Gardez la chambre sombre, calme et un peu plus fraîche qu'ailleurs.",
            "Numéro trois. Levez-vous chaque jour à la même heure, même le week-end.",
            "Numéro quatre. Arrêtez le café après midi, la caféine agit pendant des heures.",
            "Vous avez mieux? Écrivez-le en commentaire, je les lis tous.",
        ],
        "seven do not fit into four lines, so four are promised"
    );
}

/// Each theme with how it is understood: shape and what is spliced, subject, topic.
#[test]
fn themes_are_understood() {
    let writer = writer();
    let check = |tongue: Tongue, theme: &str, expected: &str| {
        let reading = read(theme, tongue, &writer.shelf);
        let shape = match &reading.shape {
            Shape::Listing(list) => format!("list {:?} {} | {}", list.count, list.items, list.tail),
            Shape::Question(text) | Shape::Statement(text) => text.clone(),
            Shape::Action(action) => format!("to {} / {}", action.yours, action.mine),
            Shape::Topic => "topic".to_owned(),
        };
        let subject = reading.subject.and_then(|noun| noun.phrase.or(noun.bare)).unwrap_or_default();
        let topic = reading.topic.map_or("", |topic| topic.id.as_str());
        assert_eq!(format!("{shape}; {subject}; {topic}"), expected, "{theme}");
    };
    let en = Tongue::English;
    check(en, "Three Python tips nobody told you", "list Some(3) Python tips | nobody told you; Python; python");
    check(en, "The top 5 morning habits", "list Some(5) morning habits | ; morning; morning");
    check(
        en,
        "5 mistakes beginners make with sourdough",
        "list Some(5) mistakes | beginners make with sourdough; sourdough; bread",
    );
    check(en, "10 ways to save money", "list Some(10) ways | to save money; money; money");
    check(en, "How to train my dog", "to train your dog / train my dog; pets; pets");
    check(en, "Learn Spanish fast", "to learn Spanish fast / learn Spanish fast; learning a language; languages");
    check(en, "why do cats purr", "Why do cats purr?; pets; pets");
    check(en, "How I quit sugar", "How I quit sugar.; health; water");
    check(en, "COFFEE IS LIFE", "Coffee is life.; coffee; coffee");
    check(en, "A guide to balcony gardening in 2026", "topic; balcony gardening; plants");
    check(en, "The history of the Eiffel Tower", "topic; the Eiffel Tower; ");
    check(en, "Top 5 apps for students", "topic; apps; study");
    check(en, "咖啡", "topic; ; ");
    let fr = Tongue::French;
    check(
        fr,
        "Trois astuces Python que personne ne dit",
        "list Some(3) astuces Python | que personne ne dit; Python; python",
    );
    check(fr, "Comment s'endormir plus vite", "to vous endormir plus vite / m'endormir plus vite; le sommeil; sleep");
    check(fr, "Pourquoi les chats ronronnent ?", "Pourquoi les chats ronronnent?; les animaux; pets");
    check(fr, "Pourquoi j’ai arrêté le sucre", "Pourquoi j'ai arrêté le sucre.; la santé; water");
    check(fr, "Les secrets du chocolat", "topic; le chocolat; ");
    check(fr, "Économie circulaire", "topic; l'économie circulaire; money");
    check(fr, "TOP 5 DES PLANTES D'INTÉRIEUR", "topic; les plantes d'intérieur; plants");
    check(fr, "Notre nouvelle boulangerie", "topic; notre nouvelle boulangerie; bread");
    check(fr, "How to sleep better without your phone", "topic; le sommeil; sleep");
}

#[test]
fn titles_keep_the_creators_words() {
    let writer = writer();
    let title = |theme| writer.write(&request(theme, "tips", "fr", 3, 1)).expect("a script").title;
    assert_eq!(title("pourquoi les chats ronronnent ?"), "Pourquoi les chats ronronnent ?");
    assert_eq!(title("咖啡"), "咖啡");
    assert!(title(LONG).chars().count() <= 80);
}

#[test]
fn what_cannot_be_written_is_refused_with_what_there_is() {
    let writer = writer();
    let reason = |pillar, language, segments| match writer.write(&request("Coffee", pillar, language, segments, 1)) {
        Err(Error::Refused { reason, .. }) => reason,
        other => panic!("{other:?}"),
    };
    assert!(reason("tips", "de", 6).starts_with("the built-in writer writes English and French; for \"de\""));
    assert_eq!(
        reason("rant", "en", 6),
        "there is no pillar \"rant\"; the pillars are tips, tutorial, story, list, myth, news, promo, quote, \
         behind-the-scenes"
    );
    assert_eq!(reason("tips", "en", 0), "a script has 1 to 60 segments, not 0");
    assert_eq!(reason("tips", "en", 61), "a script has 1 to 60 segments, not 61");
}

#[tokio::test]
async fn the_trait_writes_the_same() {
    let writer = writer();
    let request = request("Coffee", "story", "en", 6, 9);
    let model: &dyn TextModel = &writer;
    assert_eq!(model.provider(), &ProviderId::embedded());
    let script = model.write_script(&request).await.expect("a script");
    assert_eq!(script, writer.write(&request).expect("a script"));
}

#[test]
fn pillars_are_described_in_both_languages() {
    for pillar in writer().pillars() {
        assert_eq!(pillar.texts.len(), 2, "{}", pillar.id);
        assert!(pillar.texts.iter().all(|text| !text.name.is_empty() && text.description.ends_with('.')));
    }
}

#[test]
fn every_data_file_is_built_in() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/pillars");
    let mut found = BTreeSet::new();
    for folder in ["", "topics/", "shared/"] {
        for entry in std::fs::read_dir(root.join(folder)).expect("the folder") {
            let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
            if name.ends_with(".toml") {
                found.insert(format!("{folder}{name}"));
            }
        }
    }
    let shared = [sources::HOOKS, sources::LINES, sources::ABOUT, sources::SHOTS, sources::ENGLISH, sources::FRENCH];
    let built: BTreeSet<String> =
        sources::PILLARS.iter().chain(sources::TOPICS).chain(&shared).map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(found, built);
}
