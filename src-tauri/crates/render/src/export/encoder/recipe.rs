//! What each encoder is told, in the words of its own element. Every recipe asks for the same: High profile, a keyframe
//! at least every two seconds, nothing reordered, no more than the cap. Only x264 and Quick Sync's like know constant
//! quality; the others are given a rate below the cap.

use gstreamer as gst;
use gstreamer::prelude::*;

use super::{Encoder, EncoderError};
use crate::element;
use crate::export::ExportSettings;
use crate::export::settings::GROUP_OF_PICTURES;

/// An element and what to tell it.
#[derive(Debug, Clone)]
pub struct Recipe {
    element: &'static str,
    told: Vec<Told>,
}

/// One setting.
#[derive(Debug, Clone)]
struct Told {
    /// Its name, and names it has had in other versions.
    names: &'static [&'static str],
    value: String,
    need: Need,
}

/// What becomes of an encoder that does not know a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    /// It is not used.
    Must,
    /// Its own way has to do. Where that way reorders pictures, the proof finds out.
    May,
}

impl Recipe {
    /// How an encoder is set up for an export. `threads` is how many cores it may take, where it takes any.
    pub fn of(encoder: Encoder, settings: ExportSettings, threads: u32) -> Self {
        let ExportSettings { effort, quality, most_kbits: most, buffer_ms, .. } = settings;
        let bits = |kbits: u32| u64::from(kbits) * 1000;
        // What a moment takes on average, so that the cap is seldom felt.
        let usual = most / 3 * 2;
        let buffer_kbits = u64::from(most) * u64::from(buffer_ms) / 1000;
        let group = GROUP_OF_PICTURES;
        let told = match encoder {
            Encoder::X264 => vec![
                must(&["speed-preset"], effort.preset()),
                must(&["pass"], "qual"),
                must(&["quantizer"], quality),
                must(&["bitrate"], most),
                must(&["vbv-buf-capacity"], buffer_ms),
                must(&["key-int-max"], group),
                must(&["bframes"], 0),
                must(&["threads"], threads),
                // Each chunk starts with a keyframe; a buffer taken to be full at each start would let chunks burst
                // past the cap.
                must(&["option-string"], "open-gop=0:vbv-init=0.3"),
            ],
            Encoder::OpenH264 => vec![
                must(&["rate-control"], "bitrate"),
                must(&["bitrate"], bits(usual)),
                must(&["max-bitrate"], bits(most)),
                must(&["gop-size"], group),
                may(&["complexity"], "medium"),
                may(&["enable-frame-skip"], false),
                may(&["background-detection"], false),
                may(&["multi-thread"], threads),
            ],
            Encoder::VaApi => vec![
                must(&["rate-control"], "vbr"),
                must(&["bitrate"], most),
                must(&["key-int-max"], group),
                may(&["target-percentage"], 66),
                may(&["cpb-size"], buffer_kbits),
                may(&["b-frames"], 0),
                may(&["i-frames"], 0),
                may(&["cabac"], true),
                may(&["dct8x8"], true),
            ],
            Encoder::VaApiOld => vec![
                must(&["rate-control"], "vbr"),
                must(&["bitrate"], most),
                must(&["keyframe-period"], group),
                may(&["target-percentage"], 66),
                may(&["cpb-length"], buffer_ms),
                may(&["max-bframes"], 0),
                may(&["cabac"], true),
                may(&["dct8x8"], true),
            ],
            Encoder::Nvenc => vec![
                must(&["rc-mode"], "vbr"),
                must(&["max-bitrate"], most),
                must(&["gop-size"], group),
                may(&["const-quality"], quality),
                may(&["strict-gop"], true),
                may(&["vbv-buffer-size"], buffer_kbits),
                may(&["bframes", "b-frames"], 0),
            ],
            Encoder::QuickSync => vec![
                must(&["rate-control"], "vbr"),
                must(&["bitrate"], usual),
                must(&["max-bitrate"], most),
                must(&["gop-size"], group),
                may(&["idr-interval"], 0),
                may(&["b-frames"], 0),
            ],
            Encoder::Amf => vec![
                must(&["rate-control"], "vbr"),
                must(&["bitrate"], usual),
                must(&["max-bitrate"], most),
                must(&["gop-size"], group),
                may(&["usage"], "transcoding"),
                may(&["b-frames"], 0),
                may(&["cabac"], true),
            ],
            Encoder::MediaFoundation => vec![
                must(&["rc-mode"], "pcvbr"),
                must(&["bitrate"], usual),
                must(&["gop-size"], group),
                may(&["max-bitrate"], most),
                may(&["bframes"], 0),
                may(&["cabac"], true),
            ],
            Encoder::VideoToolbox => vec![
                must(&["bitrate"], usual),
                must(&["max-keyframe-interval"], group),
                must(&["allow-frame-reordering"], false),
                may(&["realtime"], false),
            ],
            Encoder::V4l2 => vec![must(
                &["extra-controls"],
                format!(
                    "controls,video_bitrate_mode=0,video_bitrate={},video_gop_size={group},h264_i_frame_period={group},\
                     video_b_frames=0,h264_profile=4",
                    bits(usual)
                ),
            )],
        };
        Self { element: encoder.element(), told }
    }

    /// The elements to link one after the other, the encoder last. Encoders in hardware take one layout of planes only,
    /// which is another than ours; where it is ours, nothing is converted.
    ///
    /// # Errors
    /// When an element is missing or does not take a setting.
    pub fn make(&self) -> Result<Vec<gst::Element>, EncoderError> {
        let encoder = element::make(self.element)?;
        for told in &self.told {
            told.tell(&encoder)?;
        }
        if takes_our_layout(&encoder) {
            return Ok(vec![encoder]);
        }
        Ok(vec![element::make("videoconvert")?, encoder])
    }

    /// What packets depend on besides the pictures. Drivers are not told apart: where two of them disagree, the joining
    /// finds out.
    pub fn describe(&self) -> String {
        let plugin = gst::ElementFactory::find(self.element).and_then(|factory| factory.plugin());
        let version = plugin.map(|plugin| plugin.version().to_string()).unwrap_or_default();
        let told = self.told.iter().map(|told| format!(" {}={}", told.names.join("|"), told.value));
        format!("{} {version}{}", self.element, told.collect::<String>())
    }
}

#[cfg(test)]
impl Recipe {
    /// An element told nothing.
    pub const fn bare(element: &'static str) -> Self {
        Self { element, told: Vec::new() }
    }

    /// The same, told something more.
    pub fn told(mut self, name: &'static str, value: &str) -> Self {
        self.told.push(Told { names: Box::leak(Box::new([name])), value: value.to_owned(), need: Need::Must });
        self
    }
}

impl Told {
    fn tell(&self, encoder: &gst::Element) -> Result<(), EncoderError> {
        let refused = || EncoderError::Setting { setting: format!("{}={}", self.names.join("|"), self.value) };
        let Some(known) = self.names.iter().find_map(|name| encoder.find_property(name)) else {
            return if self.need == Need::Must { Err(refused()) } else { Ok(()) };
        };
        match gst::glib::Value::deserialize_with_pspec(&self.value, &known) {
            Ok(value) => encoder.set_property_from_value(known.name(), &value),
            Err(_) if self.need == Need::May => {}
            Err(_) => return Err(refused()),
        }
        Ok(())
    }
}

#[expect(clippy::needless_pass_by_value, reason = "numbers and words, written where they are told")]
fn must(names: &'static [&'static str], value: impl ToString) -> Told {
    Told { names, value: value.to_string(), need: Need::Must }
}

fn may(names: &'static [&'static str], value: impl ToString) -> Told {
    Told { need: Need::May, ..must(names, value) }
}

fn takes_our_layout(encoder: &gst::Element) -> bool {
    let ours = gst::Caps::builder("video/x-raw").field("format", "I420").build();
    encoder.static_pad("sink").is_some_and(|pad| pad.pad_template_caps().can_intersect(&ours))
}
