//! What is asked and answered, as JSON.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What is asked.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Request {
    /// Speak a text.
    Speak(Speak),
    /// Say which voices there are.
    ListVoices(Place),
}

/// Where eSpeak NG is, when it is not to be looked for in the usual places.
#[derive(Debug, Default, Deserialize)]
pub struct Place {
    /// This library file and no other.
    pub library: Option<PathBuf>,
    /// The folder that holds `espeak-ng-data`.
    pub data: Option<PathBuf>,
}

/// A text to speak.
#[derive(Debug, Deserialize)]
pub struct Speak {
    /// The text.
    pub text: String,
    /// The voice, as eSpeak NG names it: `en-us+f3`.
    pub voice: String,
    /// Nominal words a minute, 80 to 450.
    pub rate_wpm: u16,
    /// Base pitch, 0 to 100.
    #[serde(default = "middle")]
    pub pitch: u8,
    /// How far the pitch moves, 0 to 100.
    #[serde(default = "middle")]
    pub range: u8,
    /// Where the sound file goes.
    pub sound: PathBuf,
    /// Where eSpeak NG is.
    #[serde(flatten)]
    pub place: Place,
}

fn middle() -> u8 {
    50
}

/// What is answered.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// To [`Request::Speak`].
    Spoken(Spoken),
    /// To [`Request::ListVoices`].
    Voices(Voices),
}

/// A text that was spoken.
#[derive(Debug, Serialize)]
pub struct Spoken {
    /// Samples a second.
    pub sample_rate: u32,
    /// How long the sound is.
    pub length_ms: u32,
    /// One for each piece of the text between white space.
    pub words: Vec<Word>,
}

/// A piece of the text with its place in time.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Word {
    /// As it stands in the text.
    pub text: String,
    /// When it starts.
    pub start_ms: u32,
    /// When it ends; not before it starts.
    pub end_ms: u32,
}

/// The voices there are.
#[derive(Debug, Serialize)]
pub struct Voices {
    /// The voices.
    pub voices: Vec<Voice>,
    /// What may stand after a `+`.
    pub variants: Vec<String>,
}

/// One voice.
#[derive(Debug, Serialize)]
pub struct Voice {
    /// What to ask for.
    pub voice: String,
    /// The language it speaks, which may be asked for as well: `en-gb`.
    pub language: String,
    /// What eSpeak NG calls it.
    pub name: String,
    /// `female`, `male`, or nothing where eSpeak NG does not say.
    pub gender: Option<&'static str>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request makes no sense.
    #[error("the request cannot be followed: {0}")]
    BadRequest(String),
    /// No library of eSpeak NG.
    #[error("the library of eSpeak NG could not be loaded: {0}")]
    LibraryMissing(String),
    /// A library, but not its data.
    #[error("eSpeak NG is there, but not its data{0}")]
    DataMissing(String),
    /// eSpeak NG does not know the voice.
    #[error("eSpeak NG has no voice {0:?}")]
    VoiceMissing(String),
    /// Blank text, or text without anything that has a sound.
    #[error("there is nothing to say in the text")]
    NothingToSay,
    /// The sound could not be written.
    #[error("the sound could not be written to {path}: {cause}")]
    SoundUnwritable {
        /// Where to.
        path: String,
        /// Why not.
        cause: String,
    },
    /// eSpeak NG failed.
    #[error("eSpeak NG failed: {0}")]
    SpeakingFailed(String),
}

impl Error {
    fn code(&self) -> &'static str {
        match self {
            Self::BadRequest(_) => "bad_request",
            Self::LibraryMissing(_) => "library_missing",
            Self::DataMissing(_) => "data_missing",
            Self::VoiceMissing(_) => "voice_missing",
            Self::NothingToSay => "nothing_to_say",
            Self::SoundUnwritable { .. } => "sound_unwritable",
            Self::SpeakingFailed(_) => "speaking_failed",
        }
    }
}

/// An error as it is answered.
#[derive(Debug, Serialize)]
pub struct ErrorAnswer {
    error: CodedMessage,
}

#[derive(Debug, Serialize)]
struct CodedMessage {
    code: &'static str,
    message: String,
}

impl From<&Error> for ErrorAnswer {
    fn from(error: &Error) -> Self {
        Self { error: CodedMessage { code: error.code(), message: error.to_string() } }
    }
}
