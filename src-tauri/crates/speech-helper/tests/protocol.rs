//! The program as its callers see it: JSON in, JSON and a WAV out. These tests need eSpeak NG on the machine.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// Ask the program; its answer, and whether it ended well.
fn ask(request: &Value) -> (Value, bool) {
    ask_with_text(&request.to_string())
}

fn ask_with_text(request: &str) -> (Value, bool) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_bobine-speech"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = child.stdin.take().expect("it has an input");
    input.write_all(request.as_bytes()).expect("it reads the request");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    (serde_json::from_slice(&output.stdout).expect("it answers with JSON"), output.status.success())
}

struct Spoken {
    words: Vec<(String, u64, u64)>,
    length_ms: u64,
    samples: Vec<i16>,
    sample_rate: u64,
}

fn speak(text: &str, voice: &str) -> Spoken {
    let folder = TempDir::new().expect("there is room");
    let sound = folder.path().join("spoken.wav");
    let (answer, is_well) = ask(&json!({"do": "speak", "text": text, "voice": voice, "rate_wpm": 150, "sound": sound}));
    assert!(is_well, "{answer}");
    let words = answer["words"].as_array().expect("words");
    let time = |word: &Value, key: &str| word[key].as_u64().expect("a time");
    let mut reader = hound::WavReader::open(&sound).expect("a WAV");
    assert_eq!((reader.spec().channels, reader.spec().bits_per_sample), (1, 16));
    Spoken {
        words: words
            .iter()
            .map(|word| {
                let text = word["text"].as_str().expect("a text").to_owned();
                (text, time(word, "start_ms"), time(word, "end_ms"))
            })
            .collect(),
        length_ms: answer["length_ms"].as_u64().expect("a length"),
        sample_rate: u64::from(reader.spec().sample_rate),
        samples: reader.samples::<i16>().map(|sample| sample.expect("a sample")).collect(),
    }
}

impl Spoken {
    /// The loudness of a stretch: root mean square.
    fn rms(&self, from_ms: u64, to_ms: u64) -> f64 {
        let at = |ms: u64| usize::try_from(ms * self.sample_rate / 1000).expect("it fits").min(self.samples.len());
        let stretch = &self.samples[at(from_ms)..at(to_ms)];
        let count = u32::try_from(stretch.len().max(1)).expect("it fits");
        (stretch.iter().map(|&sample| f64::from(sample).powi(2)).sum::<f64>() / f64::from(count)).sqrt()
    }
}

#[test]
fn every_piece_of_the_text_has_one_word_in_order_and_within_the_sound() {
    let texts = [
        ("en-us+f3", "Only 25 of us paid $3.50, didn't we?"),
        ("en-us", "It came from the sea, in the dark \u{2014} and at the end of it all."),
        ("en-us", "Dr. Smith left.\nThen\u{a0}he returned!\n\nRock & roll, 50% off: 1,000 times."),
        ("en-gb-x-rp", "A word\u{2014}another word... (with brackets) and \"quotes\"."),
        ("fr", "L'\u{e9}t\u{e9}, c'\u{e9}tait bien. N'est-ce pas\u{202f}?"),
        (
            "fr+f2",
            "\u{ab}\u{a0}Aujourd'hui\u{a0}\u{bb}, dit-elle, il y a 1\u{202f}000 personnes \u{e0} 20h30 \u{2014} qu'en penses-tu ?",
        ),
        ("de", "Gr\u{fc}\u{df} Gott, wie geht's?"),
        ("cmn", "\u{4f60}\u{597d} \u{4e16}\u{754c}"),
    ];
    for (voice, text) in texts {
        let spoken = speak(text, voice);
        let said: Vec<&str> = spoken.words.iter().map(|(word, ..)| word.as_str()).collect();
        let pieces: Vec<&str> = text.split_whitespace().collect();
        assert_eq!(said, pieces);
        let mut now = 0;
        for (word, start, end) in &spoken.words {
            assert!(now <= *start && start <= end, "{word} at {start} to {end} after {now} in {text}");
            now = *end;
        }
        assert!(now <= spoken.length_ms, "{now} of {} in {text}", spoken.length_ms);
    }
}

#[test]
fn words_are_where_the_sound_is_and_pauses_are_in_none() {
    for (voice, text) in [
        ("en-us+f3", "Check the soil first. Water it later, never twice. Done!"),
        ("fr", "Touchez la terre. Arrosez ensuite, jamais deux fois. Voil\u{e0} !"),
    ] {
        let spoken = speak(text, voice);
        let whole = spoken.rms(0, spoken.length_ms);
        let mut covered = vec![false; usize::try_from(spoken.length_ms / 10 + 1).expect("it fits")];
        for (word, start, end) in &spoken.words {
            if word.chars().any(char::is_alphanumeric) {
                assert!(end - start >= 60, "{word} lasts {start} to {end}");
                assert!(spoken.rms(*start, *end) > whole * 0.2, "{word} at {start} to {end} is silent");
            }
            for step in start.div_ceil(10)..end / 10 {
                covered[usize::try_from(step).expect("it fits")] = true;
            }
        }
        for (index, pair) in spoken.words.windows(2).enumerate() {
            let [(word, _, end), (_, next, _)] = pair else { continue };
            if word.ends_with('.') {
                assert!(next - end > 150, "the pause after word {index}, {word}, is {} ms", next - end);
                assert!(spoken.rms(end + 20, next - 20) < whole * 0.01, "the pause after {word} is heard");
            }
        }
        // The other way round: what is heard is in some word.
        for (step, is_covered) in covered.iter().enumerate() {
            let at = u64::try_from(step).expect("it fits") * 10;
            assert!(*is_covered || spoken.rms(at, at + 10) < whole, "at {at} ms there is sound and no word in {text}");
        }
    }
}

#[test]
fn the_same_request_gives_the_same_sound_and_another_pitch_another() {
    let one = speak("The same again.", "en-us+f3");
    let two = speak("The same again.", "en-us+f3");
    let other = speak("The same again.", "en-us+m3");
    assert_eq!(one.samples, two.samples);
    assert_ne!(one.samples, other.samples);
}

#[test]
fn a_faster_rate_makes_a_shorter_sound() {
    let folder = TempDir::new().expect("there is room");
    let length = |rate: u16| {
        let sound = folder.path().join(format!("{rate}.wav"));
        let (answer, _) = ask(
            &json!({"do": "speak", "text": "One two three four.", "voice": "en-us", "rate_wpm": rate, "sound": sound}),
        );
        answer["length_ms"].as_u64().expect("a length")
    };
    assert!(length(300) * 3 < length(100) * 2);
}

#[test]
fn a_language_is_as_good_as_the_name_of_its_voice() {
    assert_eq!(speak("Good morning.", "en-GB+f3").samples, speak("Good morning.", "en+f3").samples);
    assert_eq!(speak("Bonjour.", "fr-fr").samples, speak("Bonjour.", "fr").samples);
}

fn check_refused(request: &Value, code: &str, sound: Option<&Path>) {
    let (answer, is_well) = ask(request);
    assert_eq!(answer["error"]["code"], code, "{answer}");
    assert!(!answer["error"]["message"].as_str().unwrap_or_default().is_empty(), "{answer}");
    assert!(!is_well, "an error ends with a code");
    if let Some(folder) = sound.and_then(Path::parent).filter(|folder| folder.exists()) {
        let left: Vec<_> = fs::read_dir(folder).expect("the folder is there").collect();
        assert!(left.is_empty(), "nothing is left behind: {left:?}");
    }
}

#[test]
fn what_cannot_be_done_is_told_by_a_code_and_leaves_nothing() {
    let folder = TempDir::new().expect("there is room");
    let sound = folder.path().join("spoken.wav");
    let speak =
        |text: &str, voice: &str| json!({"do": "speak", "text": text, "voice": voice, "rate_wpm": 150, "sound": sound});
    let with = |key: &str, value: &Path| {
        let mut request = speak("Hello.", "en-us");
        request[key] = json!(value);
        request
    };
    check_refused(&speak(" \n ", "en-us"), "nothing_to_say", Some(&sound));
    check_refused(&speak("\u{2014} !!", "fr"), "nothing_to_say", Some(&sound));
    check_refused(&speak("Hello.", "xx-none"), "voice_missing", Some(&sound));
    check_refused(&speak("Hello.", "en-us+nobody"), "voice_missing", Some(&sound));
    check_refused(&speak("Hello.", "../../etc/passwd"), "voice_missing", Some(&sound));
    check_refused(&speak("", "en-us"), "nothing_to_say", Some(&sound));
    check_refused(&speak(&"a ".repeat(20_000), "en-us"), "bad_request", Some(&sound));
    check_refused(&with("library", &folder.path().join("libespeak-ng.so.1")), "library_missing", Some(&sound));
    check_refused(&with("data", folder.path()), "data_missing", Some(&sound));
    check_refused(&with("sound", &folder.path().join("no").join("such.wav")), "sound_unwritable", Some(&sound));
    check_refused(&json!({"do": "sing"}), "bad_request", None);
    let (answer, is_well) = ask_with_text("not JSON");
    assert_eq!((&answer["error"]["code"], is_well), (&json!("bad_request"), false));
}

#[test]
fn data_without_its_files_is_told_and_is_no_crash() {
    let folder = TempDir::new().expect("there is room");
    fs::create_dir(folder.path().join("espeak-ng-data")).expect("there is room");
    let sound = folder.path().join("spoken.wav");
    check_refused(
        &json!({"do": "speak", "text": "Hello.", "voice": "en-us", "rate_wpm": 150, "sound": sound, "data": folder.path()}),
        "data_missing",
        None,
    );
}

#[test]
fn voices_and_variants_are_listed_by_the_names_one_asks_for() {
    let (answer, is_well) = ask(&json!({"do": "list_voices"}));
    assert!(is_well, "{answer}");
    let has = |list: &str, name: &str| {
        let list = answer[list].as_array().expect("a list");
        list.iter().any(|entry| entry == name || entry["voice"] == name)
    };
    assert!(has("voices", "fr") && has("voices", "en-us") && has("variants", "f3"), "{answer}");
}
