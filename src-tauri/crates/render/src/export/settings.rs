//! How an export is encoded.

use super::encoder::{Encoder, ProvenEncoder, Recipe};

/// Raised with every change that makes the same plan look or sound different; what was rendered before is rendered anew.
pub const ENGINE_VERSION: u32 = 2;

/// How hard x264 thinks about each frame: smaller files for more time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Effort {
    /// For small machines.
    Superfast,
    /// The default: the platforms encode again anyway.
    #[default]
    Veryfast,
    /// For files that are kept.
    Medium,
}

impl Effort {
    /// The name of x264's preset.
    pub const fn preset(self) -> &'static str {
        match self {
            Self::Superfast => "superfast",
            Self::Veryfast => "veryfast",
            Self::Medium => "medium",
        }
    }
}

/// Quality of an export. Constant quality under a cap: simple pictures take what they need, no moment more than the cap.
/// Of encoders other than x264 some know no constant quality; they are given two thirds of the cap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ExportSettings {
    /// What encodes.
    pub encoder: ProvenEncoder,
    /// How hard to think; for x264 alone.
    pub effort: Effort,
    /// x264's constant rate factor, 0 to 51; lower is better, 18 is hard to tell from the original.
    pub quality: u32,
    /// The cap in kilobits a second, held over [`Self::buffer_ms`].
    pub most_kbits: u32,
    /// Over how many milliseconds the cap is held.
    pub buffer_ms: u32,
    /// Kilobits a second of the sound.
    pub sound_kbits: u32,
}

impl ExportSettings {
    /// What TikTok, Reels and Shorts all take and none of them improves on: at most 10 Mbit/s at 1080x1920.
    pub const ALL_PLATFORMS: Self = Self {
        encoder: ProvenEncoder::SOFTWARE,
        effort: Effort::Veryfast,
        quality: 19,
        most_kbits: 10_000,
        buffer_ms: 1500,
        sound_kbits: 192,
    };
}

impl Default for ExportSettings {
    fn default() -> Self {
        Self::ALL_PLATFORMS
    }
}

/// Frames from one keyframe to the next, at most.
pub const GROUP_OF_PICTURES: u32 = 60;

impl ExportSettings {
    /// What a rendered chunk depends on besides what it shows.
    pub(super) fn describe_picture(&self) -> String {
        let Self { encoder, effort, quality, most_kbits, buffer_ms, sound_kbits: _ } = self;
        if encoder.encoder() == Encoder::X264 {
            let preset = effort.preset();
            return format!(
                "engine {ENGINE_VERSION} x264 {preset} crf {quality} cap {most_kbits}/{buffer_ms} gop \
                 {GROUP_OF_PICTURES}\n"
            );
        }
        format!("engine {ENGINE_VERSION} {}\n", Recipe::of(encoder.encoder(), *self, 1).describe())
    }

    /// What a rendered sound depends on besides what is heard.
    pub fn describe_sound(&self) -> String {
        format!("engine {ENGINE_VERSION} aac {}\n", self.sound_kbits)
    }
}
