//! Reading text aloud, with the time of every word.

use std::path::Path;

use async_trait::async_trait;
use bobine_model::{Language, Micros, Millis, ProviderId, SpokenWord, VoiceChoice, VoiceId};

use crate::error::Error;

/// What is to be read, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeechRequest {
    /// The text, pronunciations already applied. Not blank.
    pub text: String,
    /// Its language.
    pub language: Language,
    /// Who reads, how fast and how high.
    pub voice: VoiceChoice,
}

/// What was read. The sound file is mono or stereo WAV, levelled, without silence at either end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speech {
    /// How long the sound is.
    pub length: Millis,
    /// One entry for each white-space separated word of the text, in order, times within `length`, never decreasing.
    pub words: Vec<SpokenWord>,
    /// What it cost.
    pub cost: Micros,
}

/// The gender a voice sounds like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VoiceGender {
    /// A woman's voice.
    Female,
    /// A man's voice.
    Male,
}

/// A voice one can choose.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct VoiceDescription {
    /// How the provider names it.
    pub voice: VoiceId,
    /// How it is shown: `Robin (robotic)`.
    pub name: String,
    /// What it speaks.
    pub language: Language,
    /// What it sounds like.
    pub gender: VoiceGender,
}

/// Someone who reads aloud.
#[async_trait]
pub trait SpeechModel: Send + Sync {
    /// Who this is.
    fn provider(&self) -> &ProviderId;

    /// The voices there are for a language, the recommended one first. Empty where the language is not spoken.
    fn voices(&self, language: &Language) -> Vec<VoiceDescription>;

    /// Read the text into a WAV file at `sound`, which does not exist yet. On error nothing is left there.
    async fn speak(&self, request: &SpeechRequest, sound: &Path) -> Result<Speech, Error>;
}
