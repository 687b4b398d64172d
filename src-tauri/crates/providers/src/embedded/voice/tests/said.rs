//! What is said for what is written.

use bobine_model::Language;

use super::super::program::PlacedPiece;
use super::super::spoken::SpokenText;

#[track_caller]
fn check(language: &str, text: &str, said: &str) {
    let spoken = SpokenText::of(text, &Language::new(language).expect("a language"));
    assert_eq!(spoken.text(), said, "for {text:?}");
    // Whatever is said, every word of the text gets a time back.
    let pieces: Vec<PlacedPiece> =
        (0_u32..).zip(said.split_whitespace()).map(|(at, _)| PlacedPiece { start_ms: at, end_ms: at + 1 }).collect();
    let words = spoken.words(&pieces).unwrap_or_else(|| panic!("the count is right for {text:?}"));
    let shown: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    assert_eq!(shown, text.split_whitespace().collect::<Vec<_>>());
}

#[test]
fn plain_text_is_said_as_it_is() {
    check("en", "It didn't rain, \"they\" said (twice).", "It didn't rain, \"they\" said (twice).");
    check("fr", "L'été, c'était bien, n'est-ce pas\u{202f}?", "L'été, c'était bien, n'est-ce pas?");
    check("de", "Grüß Gott, Hr. Müller, 5 € & 3 %!", "Grüß Gott, Hr. Müller, 5 € & 3 %!");
}

#[test]
fn pictures_and_marks_are_not_said() {
    check("en", "Wow🎉! 🎉 ✅ done 👩‍👩‍👧 ❤️ ➡️ it™", "Wow! done it");
    check("en", "**bold** _soft_ `code` ~~gone~~ snake_case 2*3", "bold soft code gone snake case 2*3");
    check("en", "# Title\n- one\n* two\n+ three\n> four", "Title one two three four");
    check("en", "[read this](https://example.com/a?b=c), now", "read this, now");
    check("en", "See https://www.example.com/a/b. Then", "See example.com. Then");
    check("en", "#love #1 and/or 1/2", "love number 1 and or 1/2");
    check("fr", "« Bonjour ! » dit-elle\u{a0}: « oui »", "Bonjour! dit-elle: oui");
}

#[test]
fn dashes_are_pauses_in_a_line_and_nothing_at_its_start() {
    check("en", "one — two – three - four -- five", "one, two, three, four, five");
    check("en", "one—two", "one, two");
    check("fr", "— Oui.\n— Non.", "Oui. Non.");
}

#[test]
fn english_shorthand_is_said_in_full() {
    check("en", "Dr. Smith vs. Mr. Jones, Jr.", "Doctor Smith versus Mister Jones, Junior.");
    check("en", "Fruit, e.g. pears (i.e. these), etc.", "Fruit, for example pears (that is these), et cetera.");
    check(
        "en",
        "Pears, etc. and St. Paul on Main St. at 9 p.m.",
        "Pears, et cetera and Saint Paul on Main Street at 9 P M.",
    );
    check("en", "No. 5, rock & roll. No. Never.", "number 5, rock and roll. No. Never.");
}

#[test]
fn french_shorthand_is_said_in_full() {
    check("fr", "M. Dupont et Mme Roy, p. ex., etc.", "monsieur Dupont et madame Roy, par exemple, et cetera.");
    check("fr", "Le n° 5 à 20h30, env. 8h05 & 1h", "Le numéro 5 à 20 heures 30, environ 8 heures 5 et 1 heure");
}

#[test]
fn money_ranges_and_large_numbers_are_said_in_the_right_order() {
    check("en", "$3.50, $1, €5, £2.05 and $1,000.00.", "3 dollars 50, 1 dollar, 5 euros, 2 pounds 5 and 1000 dollars.");
    check("en", "$10K or 2M views, $5 million", "10 thousand dollars or 2 million views, $5 million");
    check("en", "3-5 days, 10–20%, 2024-11-22, 555-1234", "3 to 5 days, 10 to 20%, 2024-11-22, 555-1234");
    check(
        "fr",
        "3,50€ ou 2M€, 10 %, 3-5 jours, 12 €",
        "3 euros 50 ou 2 millions d'euros, 10 pour cent, 3 à 5 jours, 12 euros",
    );
}

#[test]
fn a_text_without_a_sound_is_silent() {
    for text in ["", "  ", "🎉", "# -", "« … »", "!!!"] {
        assert!(SpokenText::of(text, &Language::french()).is_silent(), "{text:?}");
    }
}

#[test]
fn several_spoken_words_give_one_time_and_none_gives_none() {
    let spoken = SpokenText::of("🎉 e.g. this — now", &Language::english());
    assert_eq!(spoken.text(), "for example this, now");
    let piece = |start_ms, end_ms| PlacedPiece { start_ms, end_ms };
    let times = [piece(10, 100), piece(100, 300), piece(300, 450), piece(700, 900)];
    let words = spoken.words(&times).expect("as many times as words");
    let placed: Vec<String> =
        words.iter().map(|word| format!("{} {}-{}", word.text, word.start.count(), word.end.count())).collect();
    assert_eq!(placed, ["🎉 0-0", "e.g. 10-300", "this 300-450", "— 450-450", "now 700-900"]);
    assert!(spoken.words(&times[1..]).is_none(), "a time too few");
}
