//! `bobine-speech`: speaks text with eSpeak NG and says when every word is spoken. One JSON request on standard
//! input, one JSON answer on standard output, then it ends. The README has the words of the protocol.
//!
//! A program of its own, and under the GPL, because eSpeak NG is: see the README.

mod espeak;
mod protocol;
mod sound;
mod words;

use std::io::{self, Read, Write};
use std::process::ExitCode;

use espeak::{Espeak, Manner};
use protocol::{Answer, Error, ErrorAnswer, Request, Speak, Spoken, Voices};

/// The longest request that is read, in bytes: room for the longest text, and for long paths.
const LONGEST_REQUEST: u64 = 1 << 20;

/// The longest text that is spoken, in characters: some twenty minutes.
const LONGEST_TEXT: usize = 20_000;

fn main() -> ExitCode {
    let answered = read_request().and_then(|request| answer(&request));
    let (line, code) = match answered {
        Ok(answer) => (serde_json::to_string(&answer), ExitCode::SUCCESS),
        Err(error) => (serde_json::to_string(&ErrorAnswer::from(&error)), ExitCode::FAILURE),
    };
    // Where nobody listens any more there is nobody to tell.
    let written = line.map_err(io::Error::from).and_then(|line| writeln!(io::stdout().lock(), "{line}"));
    if written.is_ok() { code } else { ExitCode::FAILURE }
}

fn read_request() -> Result<Request, Error> {
    let mut text = String::new();
    io::stdin()
        .lock()
        .take(LONGEST_REQUEST)
        .read_to_string(&mut text)
        .map_err(|cause| Error::BadRequest(cause.to_string()))?;
    serde_json::from_str(&text).map_err(|cause| Error::BadRequest(cause.to_string()))
}

fn answer(request: &Request) -> Result<Answer, Error> {
    match request {
        Request::Speak(request) => speak(request).map(Answer::Spoken),
        Request::ListVoices(place) => {
            let espeak = Espeak::open(place)?;
            Ok(Answer::Voices(Voices { voices: espeak.voices(), variants: espeak.variants() }))
        }
    }
}

fn speak(request: &Speak) -> Result<Spoken, Error> {
    if request.text.trim().is_empty() {
        return Err(Error::NothingToSay);
    }
    let length = request.text.chars().count();
    if length > LONGEST_TEXT {
        return Err(Error::BadRequest(format!("the text has {length} characters, {LONGEST_TEXT} are spoken at most")));
    }
    let espeak = Espeak::open(&request.place)?;
    let manner = Manner { rate_wpm: request.rate_wpm, pitch: request.pitch, range: request.range };
    let utterance = espeak.speak(&request.text, &request.voice, manner)?;
    let envelope = sound::Envelope::of(&utterance.samples, utterance.sample_rate);
    if envelope.is_silent() {
        return Err(Error::NothingToSay);
    }
    let words = words::place(&request.text, &utterance.words, &envelope);
    sound::write(&request.sound, &utterance.samples, utterance.sample_rate)?;
    Ok(Spoken { sample_rate: utterance.sample_rate, length_ms: envelope.length_ms(), words })
}
