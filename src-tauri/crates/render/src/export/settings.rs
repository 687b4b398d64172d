//! How an export is encoded.

use gstreamer as gst;
use gstreamer::prelude::*;

use crate::element::{self, MissingElement};

/// Raised with every change that makes the same plan look or sound different; what was rendered before is rendered anew.
pub const ENGINE_VERSION: u32 = 1;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ExportSettings {
    /// How hard to think.
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
    pub const ALL_PLATFORMS: Self =
        Self { effort: Effort::Veryfast, quality: 19, most_kbits: 10_000, buffer_ms: 1500, sound_kbits: 192 };
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
    pub fn describe_picture(&self) -> String {
        let Self { effort, quality, most_kbits, buffer_ms, sound_kbits: _ } = self;
        let preset = effort.preset();
        format!(
            "engine {ENGINE_VERSION} x264 {preset} crf {quality} cap {most_kbits}/{buffer_ms} gop {GROUP_OF_PICTURES}\n"
        )
    }

    /// What a rendered sound depends on besides what is heard.
    pub fn describe_sound(&self) -> String {
        format!("engine {ENGINE_VERSION} aac {}\n", self.sound_kbits)
    }

    /// The encoder. No B-frames: every packet is shown when it is decoded, so the file needs no edit list, and chunks
    /// can be put end to end.
    ///
    /// # Errors
    /// When x264 is missing.
    pub fn encoder(&self, threads: u32) -> Result<gst::Element, MissingElement> {
        let encoder = element::make("x264enc")?;
        encoder.set_property_from_str("speed-preset", self.effort.preset());
        encoder.set_property_from_str("pass", "qual");
        encoder.set_property("quantizer", self.quality);
        encoder.set_property("bitrate", self.most_kbits);
        encoder.set_property("vbv-buf-capacity", self.buffer_ms);
        encoder.set_property("key-int-max", GROUP_OF_PICTURES);
        encoder.set_property("bframes", 0_u32);
        encoder.set_property("threads", threads);
        // Each chunk starts with a keyframe; a buffer taken to be full at each start would let chunks burst past the cap.
        encoder.set_property("option-string", "open-gop=0:vbv-init=0.3");
        Ok(encoder)
    }
}
