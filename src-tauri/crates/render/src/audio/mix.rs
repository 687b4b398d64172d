//! Mixing a plan's sound: every part in its place to the sample, with its level.

use std::sync::atomic::AtomicBool;

use bobine_model::{FrameRate, Frames};

use super::level::loudness;
use super::{AudioError, Stereo, decode};
use crate::plan::{ClipSound, DuckingPoint, MusicSound, Plan, SAMPLE_RATE, VoiceSound, sample_at, sample_of};

/// Every part is brought to this before its level counts, so that levels mean the same whatever was recorded how loud.
const REFERENCE_LUFS: f64 = -20.0;
/// How far a part is raised or lowered for that, at most.
const MOST_LEVELLING: f64 = 20.0;
/// What is quieter than this is not raised: it is meant to be silent.
const SILENCE_LUFS: f64 = -60.0;
/// Cuts in a sound are rounded over so many samples, two milliseconds, so that they do not click.
const ROUNDED: usize = 96;

/// Mix a plan's sound, as long as the picture to the sample.
///
/// # Errors
/// When a file cannot be read, or on a stop.
pub fn mix(plan: &Plan, stop: &AtomicBool) -> Result<Stereo, AudioError> {
    let length = count(plan.samples());
    let mut mixed = vec![0.0; length * 2];
    let rate = plan.format().rate();
    for voice in &plan.sound().voices {
        add(&mut mixed, sample_of(voice.at, rate), &voice_samples(voice, stop)?);
    }
    for clip in &plan.sound().clips {
        add(&mut mixed, sample_of(clip.at, rate), &clip_samples(clip, rate, stop)?);
    }
    if let Some(music) = &plan.sound().music {
        add_music(&mut mixed, music, stop)?;
    }
    Ok(mixed)
}

fn voice_samples(voice: &VoiceSound, stop: &AtomicBool) -> Result<Stereo, AudioError> {
    let mut samples = decode(&voice.file.path, sample_at(voice.from), Some(sample_at(voice.to)), stop)?;
    let gain = linear(levelling(&samples) + tenths(voice.gain));
    scale(&mut samples, gain);
    round_ends(&mut samples, ROUNDED, ROUNDED);
    Ok(samples)
}

/// A clip's sound follows its picture: slowed with it, and lower with it, as a tape would be.
fn clip_samples(clip: &ClipSound, rate: FrameRate, stop: &AtomicBool) -> Result<Stereo, AudioError> {
    let (from, to) = (sample_of(clip.source.start(), rate), sample_of(clip.source.end(), rate));
    let mut samples = decode(&clip.file.path, from, Some(to), stop)?;
    let wanted = count(sample_of(clip.at + clip.over, rate) - sample_of(clip.at, rate));
    if clip.over != clip.source.length() {
        samples = stretched(&samples, count(to - from), wanted);
    }
    samples.truncate(wanted * 2);
    let gain = linear(levelling(&samples) + tenths(clip.gain));
    scale(&mut samples, gain);
    let fade = |frames: Frames| count(sample_of(frames, rate)).max(ROUNDED);
    round_ends(&mut samples, fade(clip.fade_in), fade(clip.fade_out));
    Ok(samples)
}

/// Samples of a stretch `from` long laid over `to`, read between samples.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positions")]
fn stretched(samples: &[f32], from: usize, to: usize) -> Stereo {
    let step = from as f64 / to.max(1) as f64;
    let at = |frame: usize, channel: usize| samples.get(frame * 2 + channel).copied().unwrap_or_default();
    (0..to)
        .flat_map(|index| {
            let place = index as f64 * step;
            let (frame, part) = (place as usize, place.fract() as f32);
            [0, 1].map(|channel| at(frame, channel) * (1.0 - part) + at(frame + 1, channel) * part)
        })
        .collect()
}

fn add_music(mixed: &mut [f32], music: &MusicSound, stop: &AtomicBool) -> Result<(), AudioError> {
    let samples = decode(&music.file.path, 0, music.loop_samples, stop)?;
    if samples.len() < 2 {
        return Ok(());
    }
    let gain = levelling(&samples) + tenths(music.gain);
    let length = mixed.len() / 2;
    let (fade_in, fade_out) = (count(music.fade_in), count(music.fade_out));
    let mut ducking = Ducking { points: &music.ducking, next: 0 };
    let mut level = 1.0_f32;
    for (index, (frame, heard)) in mixed.chunks_exact_mut(2).zip(samples.chunks_exact(2).cycle()).enumerate() {
        // The ear does not hear steps of a third of a millisecond.
        if index % 16 == 0 {
            level = linear(gain + ducking.at(index));
        }
        let faded = level * ramp(index, fade_in) * ramp(length - 1 - index, fade_out);
        for (sample, heard) in frame.iter_mut().zip(heard) {
            *sample += heard * faded;
        }
    }
    Ok(())
}

/// The ducking curve, read from front to back.
struct Ducking<'a> {
    points: &'a [DuckingPoint],
    next: usize,
}

impl Ducking<'_> {
    #[expect(clippy::cast_precision_loss, reason = "sample positions")]
    fn at(&mut self, index: usize) -> f64 {
        let index = u64::try_from(index).unwrap_or(u64::MAX);
        while self.points.get(self.next).is_some_and(|point| point.at <= index) {
            self.next += 1;
        }
        let before = self.next.checked_sub(1).and_then(|before| self.points.get(before));
        match (before, self.points.get(self.next)) {
            (Some(before), Some(after)) => {
                let part = (index - before.at) as f64 / (after.at - before.at).max(1) as f64;
                tenths(before.gain) + (tenths(after.gain) - tenths(before.gain)) * part
            }
            (Some(only), None) | (None, Some(only)) => tenths(only.gain),
            (None, None) => 0.0,
        }
    }
}

/// How much a part is raised to the reference, in decibels.
fn levelling(samples: &[f32]) -> f64 {
    match loudness(samples) {
        Some(own) if own > SILENCE_LUFS => (REFERENCE_LUFS - own).clamp(-MOST_LEVELLING, MOST_LEVELLING),
        _ => 0.0,
    }
}

fn add(mixed: &mut [f32], at: u64, samples: &[f32]) {
    let start = count(at).saturating_mul(2);
    for (sample, added) in mixed.iter_mut().skip(start).zip(samples) {
        *sample += added;
    }
}

fn scale(samples: &mut [f32], gain: f32) {
    for sample in samples {
        *sample *= gain;
    }
}

fn round_ends(samples: &mut [f32], fade_in: usize, fade_out: usize) {
    let length = samples.len() / 2;
    for (index, frame) in samples.chunks_exact_mut(2).enumerate() {
        let gain = ramp(index, fade_in) * ramp(length - 1 - index, fade_out);
        scale(frame, gain);
    }
}

/// From 0 at the edge to 1 after `length` samples.
#[expect(clippy::cast_precision_loss, reason = "sample positions")]
fn ramp(from_edge: usize, length: usize) -> f32 {
    if from_edge >= length { 1.0 } else { (from_edge as f32 + 0.5) / length as f32 }
}

fn tenths(gain: i16) -> f64 {
    f64::from(gain) / 10.0
}

#[expect(clippy::cast_possible_truncation, reason = "a gain")]
fn linear(decibels: f64) -> f32 {
    10_f64.powf(decibels / 20.0) as f32
}

fn count(samples: u64) -> usize {
    // A day of sound has fewer samples than a 32-bit machine can count.
    debug_assert!(samples < u64::from(SAMPLE_RATE) * 86_400, "a video is shorter than a day");
    usize::try_from(samples).unwrap_or(usize::MAX)
}
