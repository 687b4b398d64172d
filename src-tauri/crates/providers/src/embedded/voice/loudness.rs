//! Bringing a voice to the loudness of all readings.

use ebur128::{Channel, EbuR128, Mode};

/// How loud every reading is, in LUFS, heard as it will be: from both loudspeakers ("dual mono", EBU R128).
pub const READING_LUFS: f64 = -18.0;

/// The highest true peak of a reading, in dBTP.
pub const READING_PEAK_DBTP: f64 = -1.5;

/// Sounds are measured over at least so many seconds, repeated as often as that takes: the measure looks at 0.4 s at
/// a time and has nothing to say about a shorter "Yes".
const SHORTEST_MEASURED: usize = 3;

/// How often level and limiter are adjusted to each other. Two rounds are enough for speech.
const ROUNDS: usize = 4;

/// How far ahead the limiter looks, in samples at 48 kHz: 2 ms.
const LOOK_AHEAD: usize = 96;

/// How loud and how high a mono sound is.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// Integrated loudness as dual mono; minus infinity for silence.
    pub lufs: f64,
    /// True peak.
    pub peak_dbtp: f64,
}

/// Measure a mono sound.
pub fn measure(samples: &[f64], sample_rate: u32) -> Result<Measured, ebur128::Error> {
    let mut meter = EbuR128::new(1, sample_rate, Mode::I | Mode::TRUE_PEAK)?;
    meter.set_channel(0, Channel::DualMono)?;
    let wanted = SHORTEST_MEASURED * usize::try_from(sample_rate).unwrap_or(usize::MAX);
    let mut measured = 0;
    while measured < wanted.max(samples.len()) && !samples.is_empty() {
        meter.add_frames_f64(samples)?;
        measured += samples.len();
    }
    Ok(Measured { lufs: meter.loudness_global()?, peak_dbtp: 20.0 * meter.true_peak(0)?.max(1e-9).log10() })
}

/// Bring a mono sound to [`READING_LUFS`], its peaks under [`READING_PEAK_DBTP`]. Silence stays silence.
pub fn level(samples: &mut [f64], sample_rate: u32) -> Result<(), ebur128::Error> {
    // The limiter sees samples, the true peak lies between them: the difference is taken off in the next round.
    let mut ceiling_db = READING_PEAK_DBTP;
    for _ in 0..ROUNDS {
        let before = measure(samples, sample_rate)?;
        if !before.lufs.is_finite() {
            return Ok(());
        }
        scale(samples, READING_LUFS - before.lufs);
        let peak = before.peak_dbtp + READING_LUFS - before.lufs;
        if peak <= READING_PEAK_DBTP {
            return Ok(());
        }
        limit(samples, 10_f64.powf(ceiling_db / 20.0));
        let after = measure(samples, sample_rate)?;
        ceiling_db -= (after.peak_dbtp - READING_PEAK_DBTP).max(0.0);
    }
    // Where the two cannot both be had, peaks decide.
    let peak = measure(samples, sample_rate)?.peak_dbtp;
    scale(samples, (READING_PEAK_DBTP - peak).min(0.0));
    Ok(())
}

fn scale(samples: &mut [f64], db: f64) {
    let gain = 10_f64.powf(db / 20.0);
    for sample in samples {
        *sample *= gain;
    }
}

/// Keep samples under a ceiling by turning down around each peak, softly: the gain that a peak needs is held for
/// [`LOOK_AHEAD`] on both sides, then averaged over as much, so that it is reached without a jump and in time.
fn limit(samples: &mut [f64], ceiling: f64) {
    let needed: Vec<f64> = samples.iter().map(|sample| (ceiling / sample.abs().max(1e-12)).min(1.0)).collect();
    let held: Vec<f64> = (0..needed.len())
        .map(|at| {
            let from = at.saturating_sub(LOOK_AHEAD);
            let to = (at + LOOK_AHEAD + 1).min(needed.len());
            needed[from..to].iter().copied().fold(1.0, f64::min)
        })
        .collect();
    let half = LOOK_AHEAD / 2;
    for (at, sample) in samples.iter_mut().enumerate() {
        let window = &held[at.saturating_sub(half)..(at + half + 1).min(held.len())];
        let count = u32::try_from(window.len()).unwrap_or(1);
        *sample *= window.iter().sum::<f64>() / f64::from(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(seconds: f64, peak: f64) -> Vec<f64> {
        let count = (0_u32..).take_while(|&n| f64::from(n) < seconds * 48_000.0);
        count.map(|n| peak * (std::f64::consts::TAU * 1000.0 * f64::from(n) / 48_000.0).sin()).collect()
    }

    #[test]
    fn a_tone_is_measured_as_both_loudspeakers_give_it() {
        // EBU Tech 3341: a tone of 1 kHz in both channels with peaks of -23 dBFS has -23 LUFS.
        let measured = measure(&tone(5.0, 10_f64.powf(-23.0 / 20.0)), 48_000).expect("a tone can be measured");
        assert!((measured.lufs - -23.0).abs() < 0.1, "{measured:?}");
        assert!((measured.peak_dbtp - -23.0).abs() < 0.2, "{measured:?}");
    }

    #[test]
    fn soft_loud_and_very_short_sounds_all_end_at_the_same_loudness() {
        for (seconds, peak) in [(4.0, 0.01), (4.0, 0.9), (0.2, 0.3)] {
            let mut sound = tone(seconds, peak);
            level(&mut sound, 48_000).expect("a tone can be levelled");
            let measured = measure(&sound, 48_000).expect("a tone can be measured");
            assert!((measured.lufs - READING_LUFS).abs() < 0.1, "{seconds} s at {peak}: {measured:?}");
        }
    }

    #[test]
    fn peaks_are_held_down_and_the_loudness_kept() {
        let mut sound = tone(4.0, 0.1);
        for at in (0..sound.len()).step_by(24_000) {
            for sample in &mut sound[at..at + 40] {
                *sample *= 12.0;
            }
        }
        level(&mut sound, 48_000).expect("it can be levelled");
        let measured = measure(&sound, 48_000).expect("it can be measured");
        assert!(measured.peak_dbtp <= READING_PEAK_DBTP + 0.05, "{measured:?}");
        assert!((measured.lufs - READING_LUFS).abs() < 0.7, "{measured:?}");
    }

    #[test]
    fn silence_stays_silence() {
        let mut sound = vec![0.0; 48_000];
        level(&mut sound, 48_000).expect("silence is no error");
        assert!(sound.iter().all(|&sample| sample == 0.0));
    }
}
