//! What is heard: decoded, mixed to the sample, levelled, encoded. Interleaved stereo at 48 kHz throughout.

mod aac;
mod decode;
mod level;
mod limit;
mod mix;

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

pub use aac::{PACKET_SAMPLES, decode_packets, encode, packet_time};
pub use decode::decode;
pub use level::measure;

use crate::element::MissingElement;
use crate::export::Packets;
use crate::plan::Plan;

/// What every platform plays at.
pub const TARGET_LUFS: f64 = -14.0;
/// No peak between samples may pass this after encoding.
pub const MOST_TRUE_PEAK: f64 = -1.0;
/// Encoding overshoots; what goes in stays a little lower.
const CEILING: f64 = -1.5;
/// Encodings tried with an ever lower ceiling.
const MOST_TRIES: usize = 5;

/// Interleaved left and right samples.
pub type Stereo = Vec<f32>;

/// A sound that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum AudioError {
    /// The file is damaged or has no sound.
    #[error("the sound of {} cannot be read: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What GStreamer says.
        reason: String,
    },
    /// GStreamer lacks a part.
    #[error(transparent)]
    MissingElement(#[from] MissingElement),
    /// The encoder failed.
    #[error("the sound cannot be encoded: {0}")]
    Encoding(String),
    /// Somebody asked to stop.
    #[error("stopped")]
    Stopped,
}

/// What is heard of a plan before it is encoded: mixed and levelled as an export begins with, as long as the picture.
///
/// # Errors
/// When a file cannot be read, GStreamer lacks a part, or on a stop.
pub fn heard(plan: &Plan, stop: &AtomicBool) -> Result<Stereo, AudioError> {
    Ok(level::level(&mix::mix(plan, stop)?, TARGET_LUFS, CEILING))
}

/// The finished sound of a plan: mixed, at -14 LUFS, no true peak above -1 dBTP after decoding, as AAC.
///
/// # Errors
/// When a file cannot be read, GStreamer lacks a part, or on a stop.
pub fn render(plan: &Plan, kbits: u32, stop: &AtomicBool) -> Result<Packets, AudioError> {
    let mixed = mix::mix(plan, stop)?;
    let mut ceiling = CEILING;
    let mut packets = encode(&level::level(&mixed, TARGET_LUFS, ceiling), kbits, stop)?;
    for _ in 1..MOST_TRIES {
        let heard = measure(&decode_packets(&packets, stop)?);
        let Some(over) = heard.true_peak.map(|peak| peak - MOST_TRUE_PEAK).filter(|over| *over > 0.0) else { break };
        ceiling -= over + 0.1;
        packets = encode(&level::level(&mixed, TARGET_LUFS, ceiling), kbits, stop)?;
    }
    Ok(packets)
}
