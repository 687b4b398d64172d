//! What a reading is: its words, its times, its sound.

use bobine_model::{Language, Micros, Millis};
use bobine_provider::{SpeechModel, VoiceGender};

use super::super::{READING_LUFS, READING_PEAK_DBTP, catalogue, loudness};
use super::{read, request, rms, voice};

const ENGLISH: &str = "Most people water their plants far too often. Check the soil first, every single time.";
const FRENCH: &str = "Le port était calme ce matin. Les bateaux n'avaient pas bougé, ou si peu, depuis trois jours !";

/// Texts that are easily counted wrong.
const TRICKY: &[(&str, &str)] = &[
    ("en", "Only 25 of us paid $3.50, from the 1,000 we had."),
    ("en", "Dr. Smith — e.g. the one from the U.S. — didn't say, etc."),
    ("en", "🎉 Big news 🎉🎉 today… ✅ wow! 👩‍👩‍👧"),
    ("en", "# Title\n- one **bold** word\n- [a link](https://example.com/x?y=1)\n\nDone -- almost."),
    ("en", "word—word, rock & roll, and/or #love @me 50% 9:30 3-5 24/7 $10K"),
    ("en", "OK"),
    ("fr", "L'été, c'était bien, n'est-ce pas ?"),
    ("fr", "« Bonjour\u{a0}! » dit M. Dupont à 20h30\u{202f}: 3,50 € — p. ex. pour 25 %."),
    ("fr", "Aujourd'hui, 1\u{202f}000 personnes… qu'en penses-tu\u{202f}?"),
    ("fr", "- Et toi ?\n— Moi ? Jamais ! 🙂"),
    ("es", "¿Cuánto cuesta? ¡Solo 3 €!"),
    ("zh", "你好 世界"),
];

fn recommended(language: &str) -> String {
    let voices = voice().voices(&Language::new(language).expect("a language"));
    voices.first().expect("the language is spoken").voice.to_string()
}

#[tokio::test]
async fn every_word_of_the_text_is_there_as_written_with_times_that_never_decrease() {
    for (language, text) in TRICKY {
        let reading = read(&request(text, language, &recommended(language))).await;
        let words = &reading.speech.words;
        let written: Vec<&str> = text.split_whitespace().collect();
        assert_eq!(words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>(), written);
        let mut now = Millis::ZERO;
        for word in words {
            assert!(now <= word.start && word.start <= word.end, "{word:?} after {now:?} in {text}");
            now = word.end;
        }
        assert!(now <= reading.speech.length, "{now:?} of {:?} in {text}", reading.speech.length);
        assert_eq!(reading.speech.cost, Micros::ZERO);
    }
}

#[tokio::test]
async fn what_is_not_said_takes_no_time_and_what_is_said_does() {
    let reading = read(&request("🎉 Dr. Smith — paid $3.50 🎉 **now**", "en", "en-us+m1")).await;
    for word in &reading.speech.words {
        let length = word.end.saturating_sub(word.start);
        if matches!(word.text.as_str(), "🎉" | "—") {
            assert_eq!(length, Millis::ZERO, "{word:?}");
        } else {
            assert!(length > Millis::new(100), "{word:?}");
        }
    }
}

#[tokio::test]
async fn words_are_where_the_sound_is_and_the_pause_after_a_sentence_is_in_none() {
    for (language, text) in [("en", ENGLISH), ("fr", FRENCH)] {
        for description in voice().voices(&Language::new(language).expect("a language")) {
            let reading = read(&request(text, language, description.voice.as_str())).await;
            let samples = reading.samples();
            let whole = rms(&samples, 0, reading.speech.length.count());
            for word in reading.speech.words.iter().filter(|word| word.text != "!") {
                let (start, end) = (word.start.count(), word.end.count());
                assert!(end - start >= 40, "{word:?} by {}", description.voice);
                assert!(rms(&samples, start, end) > whole * 0.15, "{word:?} by {} is silent", description.voice);
            }
            for pair in reading.speech.words.windows(2) {
                let [word, next] = pair else { continue };
                if word.text.ends_with('.') {
                    let (from, to) = (word.end.count(), next.start.count());
                    assert!(to - from > 150, "{word:?} {next:?} by {}", description.voice);
                    assert!(rms(&samples, from + 30, to - 30) < whole * 0.03, "{word:?} by {}", description.voice);
                }
            }
        }
    }
}

#[tokio::test]
async fn every_reading_is_equally_loud_without_clipping_or_silence_at_its_ends() {
    let texts = [("en", ENGLISH), ("fr", FRENCH), ("en", "Yes."), ("fr", "Non !"), ("en", "Stop. Now. Look at this!")];
    for (language, text) in texts {
        for description in voice().voices(&Language::new(language).expect("a language")) {
            let reading = read(&request(text, language, description.voice.as_str())).await;
            let samples = reading.samples();
            let who = format!("{text} by {}", description.voice);
            let measured = loudness::measure(&samples, 48_000).expect("it can be measured");
            assert!((measured.lufs - READING_LUFS).abs() < 0.7, "{who}: {measured:?}");
            assert!(measured.peak_dbtp <= READING_PEAK_DBTP + 0.05, "{who}: {measured:?}");
            assert_eq!(samples.len() / 48, usize::try_from(reading.speech.length.count()).expect("it fits"));

            let length = reading.speech.length.count();
            let whole = rms(&samples, 0, length);
            assert!(rms(&samples, 0, 60) > whole * 0.005, "{who} starts in silence");
            assert!(rms(&samples, length - 60, length) > whole * 0.005, "{who} ends in silence");
            assert!(samples.first().is_some_and(|sample| sample.abs() < 0.001), "{who} starts with a click");
            assert!(samples.last().is_some_and(|sample| sample.abs() < 0.001), "{who} ends with a click");
        }
    }
}

#[tokio::test]
async fn twelve_words_fit_a_segment_of_five_seconds_without_hurry() {
    let english =
        read(&request("Most people water their plants far too often, and the roots rot.", "en", &recommended("en")))
            .await;
    let french = read(&request(
        "La plupart des gens arrosent leurs plantes beaucoup trop souvent, hélas.",
        "fr",
        &recommended("fr"),
    ))
    .await;
    for reading in [english, french] {
        let length = reading.speech.length.count();
        // A segment also holds the silence before the first word and the breath after the last, 430 ms together.
        assert!((3_500..4_570).contains(&length), "{length} ms");
    }
}

#[tokio::test]
async fn the_same_request_gives_the_same_bytes() {
    let bytes = |path: &std::path::Path| std::fs::read(path).expect("the sound is there");
    let (one, two) = (read(&request(ENGLISH, "en", "en-us+m1")).await, read(&request(ENGLISH, "en", "en-us+m1")).await);
    assert_eq!(one.speech, two.speech);
    assert_eq!(bytes(&one.sound), bytes(&two.sound));
}

#[tokio::test]
async fn speed_and_pitch_are_those_asked_for() {
    let plain = request(ENGLISH, "en", "en-us+m1");
    let mut fast = plain.clone();
    fast.voice.speed = 200;
    let mut high = plain.clone();
    high.voice.pitch = 140;
    let (plain, fast, high) = (read(&plain).await, read(&fast).await, read(&high).await);
    let length = |reading: &super::Reading| f64::from(reading.speech.length.count());
    let quicker = length(&plain) / length(&fast);
    assert!((1.6..2.3).contains(&quicker), "twice as fast is {quicker} times as fast");
    assert!((length(&plain) / length(&high) - 1.0).abs() < 0.05, "pitch leaves the length alone");
    let higher = pitch(&high.samples()) / pitch(&plain.samples());
    assert!((1.2..1.6).contains(&higher), "40 % higher is {higher} times as high");
}

/// The pitch of a voice: the median over its loud stretches of the lag at which they look most like themselves.
fn pitch(samples: &[f64]) -> f64 {
    let low: Vec<f64> = samples.chunks(8).map(|chunk| chunk.iter().sum::<f64>() / 8.0).collect();
    let likeness = |stretch: &[f64], lag: usize| stretch.iter().zip(&stretch[lag..]).map(|(a, b)| a * b).sum::<f64>();
    let mut lags: Vec<usize> = low
        .chunks_exact(300)
        .filter(|stretch| likeness(stretch, 0) > 1.0)
        .filter_map(|stretch| (17..86).max_by(|&a, &b| likeness(stretch, a).total_cmp(&likeness(stretch, b))))
        .collect();
    lags.sort_unstable();
    let lag = lags.get(lags.len() / 2).copied().expect("some of it is loud");
    6_000.0 / f64::from(u32::try_from(lag).expect("it fits"))
}

#[tokio::test]
async fn espeak_knows_every_voice_on_offer() {
    let voice = voice();
    let known = voice.program.list_voices(&voice.provider).await.expect("they are listed");
    for offered in catalogue::all_voices() {
        let (base, variant) = offered.split_once('+').expect("all are variants");
        assert!(known.voices.iter().any(|voice| voice.voice == base), "{offered}");
        assert!(known.variants.iter().any(|known| known == variant), "{offered}");
    }
}

#[test]
fn english_and_french_have_two_women_and_two_men_and_unknown_languages_nobody() {
    for language in ["en", "fr"] {
        let voices = voice().voices(&Language::new(language).expect("a language"));
        let of = |gender: VoiceGender| voices.iter().filter(|voice| voice.gender == gender).count();
        assert_eq!((of(VoiceGender::Female), of(VoiceGender::Male)), (2, 2));
        assert!(voices.iter().all(|voice| voice.name.contains("robotic")), "what it is is said");
    }
    assert_eq!(voice().voices(&Language::new("de").expect("a language")).len(), 2);
    assert_eq!(voice().voices(&Language::new("xx").expect("a language")), []);
}
