//! What a video is in: its language, and the size and rate of its picture.

use serde::{Deserialize, Serialize};

use crate::time::FrameRate;

/// A language as the two-letter code of ISO 639-1, lower case: `en`, `fr`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "String", into = "String")]
pub struct Language(String);

/// Text that is no language code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no language code; use two letters such as en or fr")]
pub struct BadLanguage(String);

impl Language {
    /// The language of a code; case does not matter, a region (`fr-CA`) is dropped.
    pub fn new(code: &str) -> Result<Self, BadLanguage> {
        let primary = code.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let fits = primary.len() == 2 && primary.bytes().all(|byte| byte.is_ascii_lowercase());
        if fits { Ok(Self(primary)) } else { Err(BadLanguage(code.to_owned())) }
    }

    /// English.
    pub fn english() -> Self {
        Self("en".to_owned())
    }

    /// French.
    pub fn french() -> Self {
        Self("fr".to_owned())
    }

    /// The code.
    pub fn code(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(out)
    }
}

impl std::str::FromStr for Language {
    type Err = BadLanguage;
    fn from_str(code: &str) -> Result<Self, BadLanguage> {
        Self::new(code)
    }
}

impl TryFrom<String> for Language {
    type Error = BadLanguage;
    fn try_from(code: String) -> Result<Self, BadLanguage> {
        Self::new(&code)
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.0
    }
}

/// Size in pixels and rate of the picture. Width and height are even, 64 to 4096.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "FormatFields", into = "FormatFields")]
pub struct Format {
    width: u32,
    height: u32,
    rate: FrameRate,
}

#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
struct FormatFields {
    width: u32,
    height: u32,
    rate: FrameRate,
}

/// A size no encoder of ours takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a picture of {width}x{height} cannot be made; width and height are even numbers from 64 to 4096")]
pub struct BadFormat {
    width: u32,
    height: u32,
}

impl Format {
    /// 1080x1920 at 30 frames a second.
    pub const VERTICAL: Self = Self { width: 1080, height: 1920, rate: FrameRate::THIRTY };

    /// A size and a rate.
    pub fn new(width: u32, height: u32, rate: FrameRate) -> Result<Self, BadFormat> {
        let fits = |side: u32| (64..=4096).contains(&side) && side.is_multiple_of(2);
        if fits(width) && fits(height) { Ok(Self { width, height, rate }) } else { Err(BadFormat { width, height }) }
    }

    /// Width in pixels.
    pub const fn width(self) -> u32 {
        self.width
    }

    /// Height in pixels.
    pub const fn height(self) -> u32 {
        self.height
    }

    /// Frames a second.
    pub const fn rate(self) -> FrameRate {
        self.rate
    }
}

impl TryFrom<FormatFields> for Format {
    type Error = BadFormat;
    fn try_from(fields: FormatFields) -> Result<Self, BadFormat> {
        Self::new(fields.width, fields.height, fields.rate)
    }
}

impl From<Format> for FormatFields {
    fn from(format: Format) -> Self {
        Self { width: format.width, height: format.height, rate: format.rate }
    }
}
