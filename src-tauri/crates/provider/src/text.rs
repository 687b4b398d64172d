//! Writing a script from a theme.

use async_trait::async_trait;
use bobine_model::{Language, PillarId, ProviderId};

use crate::error::Error;

/// What a video is about, in the creator's words: 1 to 300 characters on one line, white space trimmed and folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme(String);

/// Text that cannot be a theme.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadTheme {
    /// Nothing but white space.
    #[error("the theme is empty; say in a few words what the video is about")]
    Empty,
    /// Longer than a theme.
    #[error("the theme has {length} characters; keep it under {}", Theme::MAX_CHARACTERS + 1)]
    TooLong {
        /// How long it is.
        length: usize,
    },
}

impl Theme {
    /// The longest theme.
    pub const MAX_CHARACTERS: usize = 300;

    /// Check and tidy what the creator typed.
    pub fn new(text: &str) -> Result<Self, BadTheme> {
        let tidy = text
            .split(|c: char| c.is_whitespace() || c.is_control())
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        match tidy.chars().count() {
            0 => Err(BadTheme::Empty),
            length if length > Self::MAX_CHARACTERS => Err(BadTheme::TooLong { length }),
            _ => Ok(Self(tidy)),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What script is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptRequest {
    /// What it is about.
    pub theme: Theme,
    /// Which pillar shapes it.
    pub pillar: PillarId,
    /// In which language.
    pub language: Language,
    /// How many segments: 1 to 60. The first is the hook, the last the call to action.
    pub segments: usize,
    /// Same request and same seed, same script, where the writer can promise that.
    pub seed: u64,
}

/// A script, cut into segments.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Script {
    /// A title for the project: the theme as a headline.
    pub title: String,
    /// The beats, in order: as many as asked.
    pub segments: Vec<ScriptSegment>,
}

/// One beat of a script.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ScriptSegment {
    /// What is said and shown.
    pub narration: String,
    /// What is seen: one concrete vertical shot.
    pub prompt: String,
}

/// Someone who writes scripts.
#[async_trait]
pub trait TextModel: Send + Sync {
    /// Who this is.
    fn provider(&self) -> &ProviderId;

    /// Write a script. An unknown pillar is [`Error::Refused`] with the known ones named.
    async fn write_script(&self, request: &ScriptRequest) -> Result<Script, Error>;
}
