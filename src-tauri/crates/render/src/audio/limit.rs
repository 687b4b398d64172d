//! A limiter that sees ahead: gain falls before a peak arrives and comes back slowly, so that peaks pass without a click.
//! It looks between samples, at four times the rate, because that is where converters clip.

use super::Stereo;

/// How far it sees ahead, in samples: five milliseconds.
const AHEAD: usize = 240;
/// What is left of a reduction after one sample: gone in about a tenth of a second.
const RELEASE: f32 = 0.999_79;
/// Taps of the interpolator for each place between samples.
const TAPS: usize = 16;

/// A mix with `gain` dB, no true peak above `ceiling` dB.
pub fn limit(mixed: &[f32], gain: f64, ceiling: f64) -> Stereo {
    let (gain, ceiling) = (linear(gain), linear(ceiling));
    let frames = mixed.len() / 2;
    let peaks = peaks(mixed);
    let wanted: Vec<f32> = peaks.iter().map(|peak| (ceiling / (peak * gain).max(ceiling)).min(1.0)).collect();
    let reduced = smoothed(&held(&wanted));
    let mut limited = Stereo::with_capacity(frames * 2);
    for (frame, reduction) in mixed.chunks_exact(2).zip(&reduced) {
        limited.extend(frame.iter().map(|sample| sample * gain * reduction));
    }
    limited
}

/// The highest level of either channel at and around each sample.
fn peaks(mixed: &[f32]) -> Vec<f32> {
    let phases = interpolator();
    let frames = mixed.len() / 2;
    let mut peaks = vec![0.0_f32; frames];
    for channel in 0..2 {
        let mut padded = vec![0.0_f32; TAPS];
        padded.extend(mixed.iter().skip(channel).step_by(2));
        padded.extend([0.0; TAPS]);
        for (index, (peak, around)) in peaks.iter_mut().zip(padded.windows(TAPS).skip(TAPS / 2 + 1)).enumerate() {
            let own = padded.get(index + TAPS).copied().unwrap_or_default().abs();
            // Nothing near can add up to more than a few times the loudest neighbour; silence needs no looking.
            let loudest = around.iter().fold(own, |loudest, sample| loudest.max(sample.abs()));
            if loudest < 1e-4 {
                continue;
            }
            let between =
                phases.iter().map(|taps| around.iter().zip(taps).map(|(sample, tap)| sample * tap).sum::<f32>().abs());
            *peak = between.fold(peak.max(own), f32::max);
        }
    }
    // A place between two samples belongs to both.
    for index in (1..frames).rev() {
        let before = peaks.get(index - 1).copied().unwrap_or_default();
        if let Some(peak) = peaks.get_mut(index) {
            *peak = peak.max(before);
        }
    }
    peaks
}

/// Windowed sinc for the places a quarter, a half and three quarters of the way to the next sample. The window starts
/// `TAPS / 2 - 1` samples before the sample in question.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "sixteen filter taps")]
fn interpolator() -> [[f32; TAPS]; 3] {
    use std::f64::consts::PI;
    [0.25, 0.5, 0.75].map(|place| {
        let mut taps = [0.0; TAPS];
        for (index, tap) in taps.iter_mut().enumerate() {
            let x = index as f64 - (TAPS as f64 / 2.0 - 1.0) - place;
            let sinc = if x == 0.0 { 1.0 } else { (PI * x).sin() / (PI * x) };
            let window = 0.5 + 0.5 * (PI * x / (TAPS as f64 / 2.0)).cos();
            *tap = (sinc * window) as f32;
        }
        taps
    })
}

/// The gain that satisfies every peak within sight on both sides, coming back slowly after each.
fn held(wanted: &[f32]) -> Vec<f32> {
    // A sliding minimum over a window of AHEAD on each side, by a queue of rising values.
    let mut queue: std::collections::VecDeque<(usize, f32)> = std::collections::VecDeque::new();
    let mut held = Vec::with_capacity(wanted.len());
    let mut next = 0;
    let mut released = 1.0_f32;
    for index in 0..wanted.len() {
        while next < wanted.len() && next <= index + AHEAD {
            let value = wanted.get(next).copied().unwrap_or(1.0);
            while queue.back().is_some_and(|(_, last)| *last >= value) {
                queue.pop_back();
            }
            queue.push_back((next, value));
            next += 1;
        }
        while queue.front().is_some_and(|(at, _)| at + AHEAD < index) {
            queue.pop_front();
        }
        let lowest = queue.front().map_or(1.0, |(_, value)| *value);
        released = lowest.min(1.0 - (1.0 - released) * RELEASE);
        held.push(released);
    }
    held
}

/// The mean over `AHEAD` samples on each side: every value lies between its neighbours' minima, so no peak escapes.
#[expect(clippy::cast_precision_loss, reason = "a few hundred samples")]
#[expect(clippy::cast_possible_truncation, reason = "gains between 0 and 1")]
fn smoothed(gains: &[f32]) -> Vec<f32> {
    let at = |index: isize| {
        let last = gains.len().saturating_sub(1);
        gains.get(usize::try_from(index).unwrap_or(0).min(last)).copied().map_or(1.0, f64::from)
    };
    let half = AHEAD / 2;
    let reach = isize::try_from(half).unwrap_or_default();
    let count = (2 * half + 1) as f64;
    let mut sum: f64 = (-reach..=reach).map(at).sum();
    (0..gains.len())
        .map(|index| {
            let mean = sum / count;
            let index = isize::try_from(index).unwrap_or_default();
            sum += at(index + reach + 1) - at(index - reach);
            mean as f32
        })
        .collect()
}

#[expect(clippy::cast_possible_truncation, reason = "a gain")]
fn linear(decibels: f64) -> f32 {
    10_f64.powf(decibels / 20.0) as f32
}
