//! Which element makes H.264 of the pictures. x264 is the default; hardware comes into question only where it was
//! proven on this machine: reaching a state proves nothing, two short chunks that join and show what went in do.

mod proof;
mod recipe;

use std::fmt;

use bobine_model::Format;
use gstreamer as gst;

use super::ExportSettings;
use super::joinable::Unjoinable;
use crate::element::MissingElement;
use crate::error::EngineError;
use crate::ges::GesThread;
pub(super) use recipe::Recipe;

/// An H.264 encoder the export knows how to set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoder {
    /// x264, on the processor. What everything is measured against.
    X264,
    /// Cisco's OpenH264, on the processor: for systems that come without x264.
    OpenH264,
    /// Graphics cards under Linux, by the newer of two plugins.
    VaApi,
    /// Graphics cards under Linux, by the older plugin.
    VaApiOld,
    /// Nvidia's cards.
    Nvenc,
    /// Intel's graphics.
    QuickSync,
    /// AMD's cards under Windows.
    Amf,
    /// What Windows offers by itself.
    MediaFoundation,
    /// What macOS offers.
    VideoToolbox,
    /// Small machines whose chip encodes, such as a Raspberry Pi.
    V4l2,
}

impl Encoder {
    /// All of them, software first.
    pub const ALL: [Self; 10] = [
        Self::X264,
        Self::OpenH264,
        Self::VaApi,
        Self::VaApiOld,
        Self::Nvenc,
        Self::QuickSync,
        Self::Amf,
        Self::MediaFoundation,
        Self::VideoToolbox,
        Self::V4l2,
    ];

    /// The name of its GStreamer element, which is also the name it is kept by.
    pub const fn element(self) -> &'static str {
        match self {
            Self::X264 => "x264enc",
            Self::OpenH264 => "openh264enc",
            Self::VaApi => "vah264enc",
            Self::VaApiOld => "vaapih264enc",
            Self::Nvenc => "nvh264enc",
            Self::QuickSync => "qsvh264enc",
            Self::Amf => "amfh264enc",
            Self::MediaFoundation => "mfh264enc",
            Self::VideoToolbox => "vtenc_h264",
            Self::V4l2 => "v4l2h264enc",
        }
    }

    /// The encoder of an element; nothing for elements the export does not know how to set up.
    pub fn of_element(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|encoder| encoder.element() == name)
    }

    /// The name its maker gave it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::X264 => "x264",
            Self::OpenH264 => "OpenH264",
            Self::VaApi => "VA-API",
            Self::VaApiOld => "VA-API (gstreamer-vaapi)",
            Self::Nvenc => "NVIDIA NVENC",
            Self::QuickSync => "Intel Quick Sync",
            Self::Amf => "AMD AMF",
            Self::MediaFoundation => "Media Foundation",
            Self::VideoToolbox => "VideoToolbox",
            Self::V4l2 => "Video4Linux",
        }
    }

    /// Whether it works on a chip of its own instead of the processor.
    pub const fn is_hardware(self) -> bool {
        !matches!(self, Self::X264 | Self::OpenH264)
    }

    /// Whether its element is on this machine. That it works is not said by that.
    pub fn is_here(self) -> bool {
        gst::ElementFactory::find(self.element()).is_some()
    }

    /// How many of it may work side by side: chips, and the drivers of cheap cards, allow only a few.
    pub(super) const fn most_at_once(self) -> usize {
        if self.is_hardware() { 2 } else { usize::MAX }
    }

    /// Try it: two short chunks of this format, encoded as the export would, put end to end and decoded. Blocks for a
    /// fraction of a second, a few seconds at most, also where a driver hangs.
    ///
    /// # Errors
    /// When its element is missing, does not take the export's settings, fails, gives nothing, or makes what cannot be
    /// joined or does not show what went in.
    pub fn prove(self, format: Format, settings: ExportSettings) -> Result<ProvenEncoder, EncoderError> {
        proof::prove(Recipe::of(self, settings, 1), format)?;
        Ok(ProvenEncoder(self))
    }
}

impl fmt::Display for Encoder {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.label())
    }
}

/// An encoder that was seen to work on this machine; got from [`Encoder::prove`]. At another size than the one it was
/// proven at it may still fail; the export then says so and leaves nothing behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProvenEncoder(Encoder);

impl ProvenEncoder {
    /// x264. Where it is missing, the export names the package that brings it.
    pub const SOFTWARE: Self = Self(Encoder::X264);

    /// Which one it is.
    pub const fn encoder(self) -> Encoder {
        self.0
    }
}

/// An encoder and what its proof came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncoderFound {
    /// The encoder.
    pub encoder: Encoder,
    /// The right to export with it, or why there is none.
    pub proof: Result<ProvenEncoder, EncoderError>,
}

/// Try every encoder there might be, software first. Those whose element is not on this machine are listed with
/// [`EncoderError::Missing`]. Blocks, for some seconds at worst; what comes of it holds until a driver changes.
///
/// # Errors
/// When GStreamer cannot be started.
pub fn encoders(format: Format, settings: ExportSettings) -> Result<Vec<EncoderFound>, EngineError> {
    GesThread::shared()?;
    Ok(Encoder::ALL
        .into_iter()
        .map(|encoder| EncoderFound { encoder, proof: encoder.prove(format, settings) })
        .collect())
}

/// Why an encoder is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncoderError {
    /// Its element is not on this machine.
    #[error(transparent)]
    Missing(#[from] MissingElement),
    /// It cannot be told what the export wants of it.
    #[error("it does not take the setting {setting}; a newer GStreamer or driver may")]
    Setting {
        /// Which setting, and to what.
        setting: String,
    },
    /// It stops with an error.
    #[error("it fails: {0}")]
    Failed(String),
    /// It neither fails nor gives anything.
    #[error("it gives no picture within {seconds} s; its driver may hang")]
    Silent {
        /// How long it was waited for.
        seconds: u64,
    },
    /// What it makes cannot be put end to end without encoding it again.
    #[error("the parts it makes cannot be joined: {0}")]
    Unjoinable(#[from] Unjoinable),
    /// What comes out is not what went in.
    #[error("its picture is wrong: {0}")]
    WrongPicture(String),
}
