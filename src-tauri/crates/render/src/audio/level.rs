//! Loudness after EBU R 128: measuring it, and bringing a mix to a target.

use ebur128::{EbuR128, Mode};

use super::Stereo;
use super::limit::limit;
use crate::plan::SAMPLE_RATE;

/// How near to the target is near enough, in loudness units.
const NEAR: f64 = 0.1;
/// Rounds of gain and limiter; each makes up for what the limiter took.
const MOST_ROUNDS: usize = 8;
/// Nothing is raised by more than this: past it there is only noise.
const MOST_GAIN: f64 = 40.0;

/// What a sound measures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loudness {
    /// Integrated loudness in LUFS; absent in silence.
    pub integrated: Option<f64>,
    /// Highest peak between samples in dBTP; absent in silence.
    pub true_peak: Option<f64>,
}

/// Measure interleaved stereo at 48 kHz.
pub fn measure(samples: &[f32]) -> Loudness {
    let silent = Loudness { integrated: None, true_peak: None };
    let Ok(mut meter) = EbuR128::new(2, SAMPLE_RATE, Mode::I | Mode::TRUE_PEAK) else { return silent };
    if meter.add_frames_f32(samples).is_err() {
        return silent;
    }
    let peak = (0..2).filter_map(|channel| meter.true_peak(channel).ok()).fold(0.0, f64::max);
    Loudness {
        integrated: meter.loudness_global().ok().filter(|loudness| loudness.is_finite()),
        true_peak: (peak > 0.0).then(|| 20.0 * peak.log10()),
    }
}

/// Integrated loudness alone; of stretches too short to be gated, the plain mean.
pub fn loudness(samples: &[f32]) -> Option<f64> {
    let gated = EbuR128::new(2, SAMPLE_RATE, Mode::I).ok().and_then(|mut meter| {
        meter.add_frames_f32(samples).ok()?;
        meter.loudness_global().ok().filter(|loudness| loudness.is_finite())
    });
    gated.or_else(|| {
        let sum: f64 = samples.iter().map(|sample| f64::from(*sample).powi(2)).sum();
        let count = f64::from(u32::try_from(samples.len() / 2).unwrap_or(u32::MAX));
        let mean = -0.691 + 10.0 * (sum / count).log10();
        mean.is_finite().then_some(mean)
    })
}

/// A mix brought to a loudness, no true peak above the ceiling. Silence stays silence.
pub fn level(mixed: &[f32], target: f64, ceiling: f64) -> Stereo {
    let Some(own) = loudness(mixed) else { return mixed.to_vec() };
    let mut gain = (target - own).min(MOST_GAIN);
    let mut levelled = limit(mixed, gain, ceiling);
    for _ in 1..MOST_ROUNDS {
        let Some(reached) = loudness(&levelled) else { break };
        let short = target - reached;
        if short.abs() <= NEAR || gain + short > MOST_GAIN {
            break;
        }
        gain += short;
        levelled = limit(mixed, gain, ceiling);
    }
    levelled
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quiet tone with one loud click in each second.
    fn peaky() -> Stereo {
        (0..48_000 * 4_u32)
            .flat_map(|index| {
                let tone = (f64::from(index) * 0.05).sin() * 0.02;
                let click = if index % 48_000 < 24 { (f64::from(index % 48_000) * 1.1).sin() * 0.9 } else { 0.0 };
                #[expect(clippy::cast_possible_truncation, reason = "samples need no more")]
                let sample = (tone + click) as f32;
                [sample, sample]
            })
            .collect()
    }

    #[test]
    fn a_peaky_mix_reaches_the_target_below_the_ceiling() {
        let before = measure(&peaky());
        assert!(before.true_peak.expect("sound") > -2.0 && before.integrated.expect("sound") < -20.0);
        let after = measure(&level(&peaky(), -14.0, -1.5));
        assert!((after.integrated.expect("sound") + 14.0).abs() < 0.3, "{after:?}");
        assert!(after.true_peak.expect("sound") <= -1.4, "{after:?}");
    }

    #[test]
    fn silence_stays_silence() {
        let silence = vec![0.0; 9600];
        assert_eq!(level(&silence, -14.0, -1.5), silence);
        assert_eq!(measure(&silence), Loudness { integrated: None, true_peak: None });
    }
}
