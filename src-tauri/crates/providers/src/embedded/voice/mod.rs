//! The embedded voice: eSpeak NG, spoken to through the program `bobine-speech`, then made pleasant and levelled.
//!
//! ```text
//! text -> spoken (what is said for every word) -> program (bobine-speech) -> polish (tone, silence, loudness) -> WAV
//! ```
//!
//! It needs no key and no network, speaks many languages and knows when every word is said. It sounds robotic, and
//! is shown as such.

mod catalogue;
mod filters;
mod loudness;
mod polish;
mod program;
mod spoken;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use bobine_model::{Language, Micros, ProviderId, SpokenWord, VoiceChoice};
use bobine_provider::{Error, Speech, SpeechModel, SpeechRequest, VoiceDescription};

pub use loudness::{READING_LUFS, READING_PEAK_DBTP};

use program::{Program, Sentence};
use spoken::SpokenText;

/// How the voice is shown.
pub fn description() -> &'static str {
    "Embedded voice (eSpeak NG, robotic)"
}

/// Reads aloud with eSpeak NG. The WAV files it makes are mono, 48 kHz, 16 bits, at [`READING_LUFS`]; the same
/// request gives the same bytes on the same machine.
#[derive(Debug, Clone)]
pub struct EspeakVoice {
    provider: ProviderId,
    program: Program,
}

impl EspeakVoice {
    /// Speak through the program `bobine-speech` at `helper`, else through the one beside the running program.
    /// Whether it is there is found out when it is used.
    pub fn new(helper: Option<PathBuf>) -> Self {
        Self { provider: ProviderId::embedded(), program: Program::new(helper) }
    }

    /// The same with this library of eSpeak NG and no other, for a machine that has it in an unusual place.
    #[must_use]
    pub fn with_library(self, library: PathBuf) -> Self {
        Self { program: self.program.with_library(library), ..self }
    }

    /// Whether it can speak on this machine: [`Error::NotInstalled`] says what is missing and how to get it.
    pub async fn check(&self) -> Result<(), Error> {
        let known = self.program.list_voices(&self.provider).await?;
        tracing::debug!(voices = known.voices.len(), "eSpeak NG is there");
        Ok(())
    }

    fn nothing_to_read(&self) -> Error {
        Error::Refused { provider: self.provider.clone(), reason: "there is nothing to read in the text".to_owned() }
    }
}

#[async_trait]
impl SpeechModel for EspeakVoice {
    fn provider(&self) -> &ProviderId {
        &self.provider
    }

    fn voices(&self, language: &Language) -> Vec<VoiceDescription> {
        catalogue::voices(language)
    }

    async fn speak(&self, request: &SpeechRequest, sound: &Path) -> Result<Speech, Error> {
        let said = SpokenText::of(&request.text, &request.language);
        if said.is_silent() {
            return Err(self.nothing_to_read());
        }
        let writing = |source: std::io::Error| local("writing the sound", source);
        // Everything is made in a folder beside the sound, which vanishes with this future, finished or not.
        let beside = sound.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = tempfile::Builder::new().prefix(".reading-").tempdir_in(beside).map_err(writing)?;
        let raw = folder.path().join("raw.wav");
        let sentence = sentence(said.text(), &request.voice, &raw);
        let placed = self.program.speak(&self.provider, &sentence).await?;
        let words = said.words(&placed).ok_or_else(|| Error::Unreadable {
            provider: self.provider.clone(),
            what: format!("{} word times for {:?}", placed.len(), excerpt(said.text())),
        })?;

        let finished = folder.path().join("finished.wav");
        let polished = finished.clone();
        let done = tokio::task::spawn_blocking(move || polish::polish(&raw, &polished))
            .await
            .map_err(|source| local("levelling the sound", source))?
            .map_err(|source| local("levelling the sound", source))?;
        tokio::fs::rename(&finished, sound).await.map_err(writing)?;
        let words = words
            .into_iter()
            .map(|word| SpokenWord { text: word.text, start: done.moved(word.start), end: done.moved(word.end) })
            .collect();
        Ok(Speech { length: done.length, words, cost: Micros::ZERO })
    }
}

/// What to ask of eSpeak NG for a choice of voice.
fn sentence<'a>(text: &'a str, choice: &'a VoiceChoice, sound: &'a Path) -> Sentence<'a> {
    Sentence {
        text,
        voice: choice.voice.as_str(),
        rate_wpm: catalogue::rate_wpm(choice.voice.as_str(), choice.speed),
        pitch: catalogue::pitch(choice.pitch),
        sound,
    }
}

fn local(doing: &'static str, source: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Local { doing, source: Box::new(source) }
}

fn excerpt(text: &str) -> String {
    text.chars().take(60).collect()
}
