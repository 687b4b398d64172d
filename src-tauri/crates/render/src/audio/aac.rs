//! AAC-LC: encoding samples to packets and back.
//!
//! An AAC encoder needs a packet's length of silence to begin with, and players that know no edit list play it: sound
//! then comes 21 ms late. So the first packet is left out. What it would have blended into the second is the silence
//! before the video, so nothing is lost but a fade of that length, and every sample is heard exactly where it was mixed.

use std::sync::atomic::{AtomicBool, Ordering};

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use gstreamer_audio as gst_audio;

use super::decode::{Pull, pull, sample_sink};
use super::{AudioError, Stereo};
use crate::element;
use crate::export::{Packet, Packets};
use crate::plan::SAMPLE_RATE;

/// Samples of each channel in one packet.
pub const PACKET_SAMPLES: u64 = 1024;
/// Packets the encoder makes before its first sample is heard.
const PRIMING_PACKETS: usize = 1;

/// Encode interleaved stereo at 48 kHz. The packets last at least as long as the samples, by less than one packet.
///
/// # Errors
/// When the encoder is missing or fails, or on a stop.
pub fn encode(samples: &[f32], kbits: u32, stop: &AtomicBool) -> Result<Packets, AudioError> {
    let wanted = samples.len().div_ceil(2).div_ceil(usize::try_from(PACKET_SAMPLES).unwrap_or(1024));
    let caps = gst_audio::AudioCapsBuilder::new_interleaved()
        .format(gst_audio::AUDIO_FORMAT_F32)
        .rate(i32::try_from(SAMPLE_RATE).unwrap_or(i32::MAX))
        .channels(2)
        .build();
    let source = gst_app::AppSrc::builder().caps(&caps).format(gst::Format::Time).max_bytes(0).build();
    let convert = element::make("audioconvert")?;
    let encoder = element::make("avenc_aac")?;
    encoder.set_property("bitrate", i32::try_from(kbits.saturating_mul(1000)).unwrap_or(i32::MAX));
    let parse = element::make("aacparse")?;
    let sink = gst_app::AppSink::builder()
        .sync(false)
        .enable_last_sample(false)
        .caps(&gst::Caps::builder("audio/mpeg").field("mpegversion", 4).field("stream-format", "raw").build())
        .build();
    let pipeline = gst::Pipeline::new();
    let chain = [source.upcast_ref(), &convert, &encoder, &parse, sink.upcast_ref()];
    let failed = |error: &dyn std::fmt::Display| AudioError::Encoding(error.to_string());
    pipeline.add_many(chain).and_then(|()| gst::Element::link_many(chain)).map_err(|error| failed(&error))?;
    let encoded = run(&pipeline, &source, &sink, samples, wanted, stop);
    let _ = pipeline.set_state(gst::State::Null);
    encoded
}

fn run(
    pipeline: &gst::Pipeline,
    source: &gst_app::AppSrc,
    sink: &gst_app::AppSink,
    samples: &[f32],
    wanted: usize,
    stop: &AtomicBool,
) -> Result<Packets, AudioError> {
    let failed = |error: &dyn std::fmt::Display| AudioError::Encoding(error.to_string());
    pipeline.set_state(gst::State::Playing).map_err(|error| failed(&error))?;
    // One packet of silence more, so that the last samples are complete.
    let tail = vec![0.0_f32; usize::try_from(PACKET_SAMPLES).unwrap_or(1024) * 4];
    let mut at = 0_u64;
    for part in samples.chunks(96_000).chain([tail.as_slice()]) {
        let bytes: Vec<u8> = part.iter().flat_map(|sample| sample.to_ne_bytes()).collect();
        let mut buffer = gst::Buffer::from_mut_slice(bytes);
        if let Some(buffer) = buffer.get_mut() {
            let time = |at: u64| gst::ClockTime::from_nseconds(at * 1_000_000_000 / u64::from(SAMPLE_RATE));
            let end = at + u64::try_from(part.len() / 2).unwrap_or_default();
            buffer.set_pts(time(at));
            buffer.set_duration(time(end) - time(at));
            at = end;
        }
        source.push_buffer(buffer).map_err(|error| failed(&error))?;
    }
    source.end_of_stream().map_err(|error| failed(&error))?;
    let mut packets = Packets { caps: String::new(), packets: Vec::new() };
    loop {
        if stop.load(Ordering::Acquire) {
            return Err(AudioError::Stopped);
        }
        if let Some(sample) = sink.try_pull_sample(gst::ClockTime::from_mseconds(50)) {
            if packets.caps.is_empty()
                && let Some(caps) = sample.caps()
            {
                packets.caps = caps.to_string();
            }
            if let Some(map) = sample.buffer().and_then(|buffer| buffer.map_readable().ok()) {
                packets.packets.push(Packet { bytes: map.to_vec(), is_key: true });
            }
            continue;
        }
        if let Some(reason) = crate::export::error_on_bus(pipeline) {
            return Err(AudioError::Encoding(reason));
        }
        if sink.is_eos() {
            break;
        }
    }
    packets.packets.drain(..PRIMING_PACKETS.min(packets.packets.len()));
    if packets.packets.len() < wanted {
        let got = packets.packets.len();
        return Err(AudioError::Encoding(format!("{got} of {wanted} packets came out")));
    }
    packets.packets.truncate(wanted);
    Ok(packets)
}

/// What a player hears of packets.
///
/// # Errors
/// When they cannot be decoded, or on a stop.
pub fn decode_packets(packets: &Packets, stop: &AtomicBool) -> Result<Stereo, AudioError> {
    let failed = |error: &dyn std::fmt::Display| AudioError::Encoding(error.to_string());
    let caps: gst::Caps = packets.caps.parse().map_err(|error: gst::glib::BoolError| failed(&error))?;
    let source = gst_app::AppSrc::builder().caps(&caps).format(gst::Format::Time).max_bytes(0).build();
    let decoder = element::make("avdec_aac")?;
    let convert = element::make("audioconvert")?;
    let sink = sample_sink();
    let pipeline = gst::Pipeline::new();
    let chain = [source.upcast_ref(), &decoder, &convert, sink.upcast_ref()];
    pipeline.add_many(chain).and_then(|()| gst::Element::link_many(chain)).map_err(|error| failed(&error))?;
    for (index, packet) in packets.packets.iter().enumerate() {
        let mut buffer = gst::Buffer::from_mut_slice(packet.bytes.clone());
        if let Some(buffer) = buffer.get_mut() {
            buffer.set_pts(packet_time(index));
            buffer.set_duration(packet_time(index + 1) - packet_time(index));
        }
        source.push_buffer(buffer).map_err(|error| failed(&error))?;
    }
    source.end_of_stream().map_err(|error| failed(&error))?;
    let samples = pull(&pipeline, &sink, 0, None, stop);
    let _ = pipeline.set_state(gst::State::Null);
    samples.map_err(|why| match why {
        Pull::Stopped => AudioError::Stopped,
        Pull::Failed(reason) => AudioError::Encoding(reason),
    })
}

/// When a packet starts.
pub fn packet_time(index: usize) -> gst::ClockTime {
    let index = u64::try_from(index).unwrap_or(u64::MAX);
    gst::ClockTime::from_nseconds(index * PACKET_SAMPLES * 1_000_000_000 / u64::from(SAMPLE_RATE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_is_heard_at_its_own_sample_and_nothing_is_longer() {
        gst::init().expect("GStreamer");
        let mut samples = vec![0.0_f32; 48_000 * 2];
        for (offset, value) in [0.2, 0.6, 0.9, 0.6, 0.2].into_iter().enumerate() {
            samples[(30_000 + offset) * 2] = value;
            samples[(30_000 + offset) * 2 + 1] = value;
        }
        let stop = AtomicBool::new(false);
        let packets = encode(&samples, 192, &stop).expect("encoded");
        assert_eq!(packets.packets.len(), 47, "48000 samples are 46.9 packets");
        let heard = decode_packets(&packets, &stop).expect("decoded");
        let loudest = heard.iter().step_by(2).enumerate().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
        assert_eq!(loudest.map(|(index, _)| index), Some(30_002));
    }
}
