//! From what eSpeak NG gives to what is kept: softer, without silence at the ends, as loud as every reading.
//!
//! eSpeak's voice is thin below and most of its variants are piercing from 3 kHz up, with clicks where it is cut. In
//! order: 48 kHz, rumble off, less edge, warmth, a little compression, ends trimmed and faded, level.

use std::path::Path;

use bobine_model::Millis;
use rubato::audioadapter_buffers::owned::InterleavedOwned;
use rubato::{Fft, FixedSync, Resampler};

use super::filters::{Biquad, Compression};
use super::loudness;

/// Samples a second of every reading.
const SAMPLE_RATE: u32 = 48_000;

/// Silence before the first sound and after the last, whether eSpeak left more there or less.
const PAD: Millis = Millis::new(30);

/// How long the fades at both ends are. Shorter than [`PAD`], so that no sound is faded, only what rings before it.
const FADE: Millis = Millis::new(12);

/// How far below the loudest 5 ms the sound at the ends is silence: 45 dB.
const SILENCE: f64 = 0.005_6;

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Polished {
    /// How much was cut off the beginning after [`PAD`] had been put before it.
    cut: Millis,
    /// How long the sound is now, in whole milliseconds.
    pub length: Millis,
}

impl Polished {
    /// Where a time of the raw sound is now.
    pub fn moved(&self, raw: Millis) -> Millis {
        raw.saturating_add(PAD).saturating_sub(self.cut).min(self.length)
    }
}

/// A sound that could not be polished.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read or written.
    #[error("the sound file cannot be read or written")]
    File(#[from] hound::Error),
    /// It is not what eSpeak NG makes.
    #[error("the sound of bobine-speech is not mono with 16 bits")]
    Shape,
    /// Its rate cannot be changed.
    #[error("the sound cannot be brought to 48 kHz")]
    Rate(#[from] rubato::ResamplerConstructionError),
    /// The same, on the way.
    #[error("the sound cannot be brought to 48 kHz")]
    Resampling(#[from] rubato::ResampleError),
    /// Its loudness cannot be measured.
    #[error("the loudness of the sound cannot be measured")]
    Loudness(#[from] ebur128::Error),
}

/// Polish the sound at `raw` into a new file.
pub fn polish(raw: &Path, finished: &Path) -> Result<Polished, Error> {
    let (samples, rate) = read(raw)?;
    let mut samples = padded(&at_48_khz(samples, rate)?);
    soften(&mut samples);
    // The compressor's threshold means the same for every voice only when it is heard at the same level.
    loudness::level(&mut samples, SAMPLE_RATE)?;
    COMPRESSION.apply(&mut samples, f64::from(SAMPLE_RATE));
    let (mut samples, cut) = trimmed(&samples);
    fade_ends(&mut samples);
    loudness::level(&mut samples, SAMPLE_RATE)?;
    write(finished, &samples)?;
    let length = u64::try_from(samples.len()).unwrap_or(u64::MAX) * 1000 / u64::from(SAMPLE_RATE);
    Ok(Polished { cut, length: Millis::new(u32::try_from(length).unwrap_or(u32::MAX)) })
}

/// Gentle: 2 to 4 dB on the loudest syllables.
const COMPRESSION: Compression =
    Compression { threshold_db: -22.0, ratio: 2.0, knee_db: 8.0, attack: 0.008, release: 0.12 };

fn read(path: &Path) -> Result<(Vec<f64>, u32), Error> {
    let mut reader = hound::WavReader::open(path)?;
    let spec = reader.spec();
    if spec.channels != 1 || spec.bits_per_sample != 16 || spec.sample_format != hound::SampleFormat::Int {
        return Err(Error::Shape);
    }
    let samples: Result<Vec<f64>, hound::Error> =
        reader.samples::<i16>().map(|sample| sample.map(|sample| f64::from(sample) / 32_768.0)).collect();
    Ok((samples?, spec.sample_rate))
}

fn at_48_khz(samples: Vec<f64>, rate: u32) -> Result<Vec<f64>, Error> {
    let size = |rate: u32| usize::try_from(rate).unwrap_or(usize::MAX);
    let length = samples.len();
    let mut resampler = Fft::<f64>::new(size(rate), size(SAMPLE_RATE), 1024, 1, FixedSync::Both)?;
    let input = InterleavedOwned::new_from(samples, 1, length).map_err(|_| Error::Shape)?;
    Ok(resampler.process_all(&input, length, None)?.take_data())
}

/// eSpeak's voices are from piercing to muffled. Each is brought towards the same brightness, as far as a shelf of
/// [`SHELF_DB`] can; a piercing one gets some warmth below as well.
fn soften(samples: &mut [f64]) {
    let rate = f64::from(SAMPLE_RATE);
    // Nothing of a voice is below; eSpeak leaves a constant and thumps there.
    Biquad::high_pass(70.0, rate).apply(samples);
    let shelf_db = (BRIGHTNESS_DB - brightness_db(samples)).clamp(-SHELF_DB, SHELF_DB);
    for filter in [
        Biquad::low_shelf(220.0, (-shelf_db / 2.0).max(0.0), rate),
        // The edge of its buzz.
        Biquad::bell(3_200.0, 0.9, -2.0, rate),
        Biquad::high_shelf(4_500.0, shelf_db, rate),
        // Its hiss: consonants stay clear up to here.
        Biquad::low_pass(9_500.0, rate),
    ] {
        filter.apply(samples);
    }
}

/// What is above 4 kHz against the whole, in decibels, for a voice that is neither piercing nor muffled.
const BRIGHTNESS_DB: f64 = -20.0;

/// The most that is taken from or given to what is above 4.5 kHz, in decibels.
const SHELF_DB: f64 = 5.0;

fn brightness_db(samples: &[f64]) -> f64 {
    let power = |samples: &[f64]| samples.iter().map(|sample| sample * sample).sum::<f64>() + 1e-9;
    let mut above = samples.to_vec();
    Biquad::high_pass(4_000.0, f64::from(SAMPLE_RATE)).apply(&mut above);
    10.0 * (power(&above) / power(samples)).log10()
}

/// The sound with [`PAD`] of silence on both sides, into which the filters may ring.
fn padded(samples: &[f64]) -> Vec<f64> {
    let pad = vec![0.0; count(PAD)];
    [pad.as_slice(), samples, pad.as_slice()].concat()
}

/// The sound without the silence at its ends but for [`PAD`], and how much was cut off the beginning. A sound of
/// silence stays as it is.
fn trimmed(samples: &[f64]) -> (Vec<f64>, Millis) {
    let frame = count(Millis::new(5));
    let loudness = |frame: &[f64]| frame.iter().map(|sample| sample * sample).sum::<f64>().sqrt();
    let levels: Vec<f64> = samples.chunks(frame).map(loudness).collect();
    let threshold = levels.iter().copied().fold(0.0, f64::max) * SILENCE;
    let first = levels.iter().position(|&level| level > threshold);
    let last = levels.iter().rposition(|&level| level > threshold);
    let (Some(first), Some(last)) = (first, last) else { return (samples.to_vec(), Millis::ZERO) };
    // Frames are whole milliseconds, so that word times move by exactly what was cut.
    let from = (first * frame).saturating_sub(count(PAD));
    let to = ((last + 1) * frame + count(PAD)).min(samples.len());
    let cut = from * 1000 / count(Millis::new(1000));
    (samples[from..to].to_vec(), Millis::new(u32::try_from(cut).unwrap_or(u32::MAX)))
}

/// Fade both ends along half a cosine.
fn fade_ends(samples: &mut [f64]) {
    let length = count(FADE).min(samples.len() / 2);
    let steps = f64::from(u32::try_from(length.max(1)).unwrap_or(u32::MAX));
    let last = samples.len().saturating_sub(1);
    let mut step = 0.0;
    for at in 0..length {
        let gain = (1.0 - (std::f64::consts::PI * step / steps).cos()) / 2.0;
        samples[at] *= gain;
        samples[last - at] *= gain;
        step += 1.0;
    }
}

/// How many samples a time is.
fn count(time: Millis) -> usize {
    usize::try_from(u64::from(time.count()) * u64::from(SAMPLE_RATE) / 1000).unwrap_or(usize::MAX)
}

fn write(path: &Path, samples: &[f64]) -> Result<(), Error> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: SAMPLE_RATE,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec)?;
    for sample in samples {
        writer.write_sample(to_16_bits(*sample))?;
    }
    writer.finalize()?;
    Ok(())
}

fn to_16_bits(sample: f64) -> i16 {
    let scaled = (sample * 32_767.0).round().clamp(f64::from(i16::MIN), f64::from(i16::MAX));
    #[expect(clippy::cast_possible_truncation, reason = "whole, and clamped to what 16 bits hold")]
    let whole = scaled as i16;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(length: Millis) -> Vec<f64> {
        (0_u32..).take(count(length)).map(|n| 0.3 * (f64::from(n) * 0.06).sin()).collect()
    }

    #[test]
    fn silence_at_the_ends_is_cut_but_for_a_pad() {
        let mut sound = vec![0.0; count(Millis::new(200))];
        sound.extend(tone(Millis::new(500)));
        sound.extend(vec![0.000_1; count(Millis::new(400))]);
        let (trimmed, cut) = trimmed(&sound);
        assert_eq!(cut, Millis::new(170));
        assert_eq!(trimmed.len(), count(Millis::new(560)));
    }

    #[test]
    fn a_sound_that_starts_at_once_gets_a_pad() {
        let (trimmed, cut) = trimmed(&padded(&tone(Millis::new(300))));
        assert_eq!((trimmed.len(), cut), (count(Millis::new(360)), Millis::ZERO));
    }

    #[test]
    fn times_move_with_the_sound_and_stay_within_it() {
        let polished = Polished { cut: Millis::new(80), length: Millis::new(900) };
        let moved = [20, 90, 400, 999].map(|raw| polished.moved(Millis::new(raw)).count());
        assert_eq!(moved, [0, 40, 350, 900]);
    }

    #[test]
    fn a_change_of_rate_moves_nothing_in_time() {
        let mut sound = vec![0.0; 22_050];
        sound[11_025] = 1.0;
        let resampled = at_48_khz(sound, 22_050).expect("the rate can be changed");
        assert!(resampled.len().abs_diff(48_000) <= 1, "{}", resampled.len());
        let peak = (0..resampled.len()).max_by(|&a, &b| resampled[a].abs().total_cmp(&resampled[b].abs()));
        assert!(peak.is_some_and(|peak| peak.abs_diff(24_000) <= 1), "the click is at {peak:?}");
    }

    #[test]
    fn fades_start_and_end_in_silence() {
        let mut sound = vec![1.0; count(Millis::new(100))];
        fade_ends(&mut sound);
        assert_eq!((sound.first(), sound.last()), (Some(&0.0), Some(&0.0)));
        assert!((sound[count(FADE) + 1] - 1.0).abs() < 1e-9);
    }
}
