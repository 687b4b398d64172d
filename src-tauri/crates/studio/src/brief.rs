//! What a video is to be: checked once, here, so that nothing below meets nonsense.

use bobine_model::{Format, FrameRate, Language, PillarId, VoiceId};
use bobine_provider::Theme;

use crate::error::Error;

/// Seconds a segment is meant to last.
pub const SEGMENT_SECONDS: u32 = 5;

/// How many segments make about so many seconds.
pub(crate) fn segments_for(seconds: u32) -> usize {
    usize::try_from(seconds.div_ceil(SEGMENT_SECONDS).max(1)).unwrap_or(usize::MAX)
}

/// What a video is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    pub(crate) theme: Theme,
    pub(crate) pillar: PillarId,
    pub(crate) language: Language,
    pub(crate) segments: usize,
    pub(crate) seed: Option<u64>,
    pub(crate) voice: Option<VoiceId>,
    pub(crate) format: Format,
}

impl Brief {
    /// A 30-second vertical video on a theme.
    ///
    /// # Errors
    /// When the theme is empty or too long, or pillar or language are no names of such.
    pub fn new(theme: &str, pillar: &str, language: &str) -> Result<Self, Error> {
        let usage = |fault: &dyn std::fmt::Display| Error::Usage(fault.to_string());
        Ok(Self {
            theme: Theme::new(theme).map_err(|fault| usage(&fault))?,
            pillar: PillarId::new(pillar).map_err(|fault| usage(&fault))?,
            language: Language::new(language).map_err(|fault| usage(&fault))?,
            segments: 6,
            seed: None,
            voice: None,
            format: Format::VERTICAL,
        })
    }

    /// About so many seconds: one segment for every five.
    #[must_use]
    pub fn with_length(self, seconds: u32) -> Self {
        Self { segments: segments_for(seconds), ..self }
    }

    /// A seed of the creator's own; without one it is chosen anew.
    #[must_use]
    pub fn with_seed(self, seed: Option<u64>) -> Self {
        Self { seed, ..self }
    }

    /// A voice by name; without one it is the language's recommended one.
    ///
    /// # Errors
    /// When the name is no name of a voice. Whether there is such a voice is seen later.
    pub fn with_voice(self, voice: Option<&str>) -> Result<Self, Error> {
        let voice = voice.map(VoiceId::new).transpose().map_err(|fault| Error::Usage(fault.to_string()))?;
        Ok(Self { voice, ..self })
    }

    /// Another size of picture: `540x960`.
    ///
    /// # Errors
    /// When it is no size, or one no encoder takes.
    pub fn with_size(self, size: &str) -> Result<Self, Error> {
        let sides = size
            .split_once(['x', 'X', '×'])
            .and_then(|(width, height)| Some((width.trim().parse::<u32>().ok()?, height.trim().parse::<u32>().ok()?)));
        let (width, height) =
            sides.ok_or_else(|| Error::Usage(format!("{size:?} is no size; write it as 1080x1920")))?;
        let format = Format::new(width, height, FrameRate::THIRTY).map_err(|fault| Error::Usage(fault.to_string()))?;
        Ok(Self { format, ..self })
    }

    /// What it is about.
    pub fn theme(&self) -> &str {
        self.theme.as_str()
    }
}
