//! The sound as a file, and where it is loud enough to be heard.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use crate::protocol::Error;

/// How finely the sound is looked at.
const FRAME_MS: u32 = 5;
/// How far below its loudest frame a frame is still heard: 45 dB, as a ratio of squares.
const HEARD: f64 = 3.2e-5;
/// The mean square of the faintest frame that is heard at all, of 16 bit samples: a level of -66 dBFS.
const FAINTEST: f64 = 270.0;

/// Where a sound is heard, in steps of [`FRAME_MS`].
#[derive(Debug)]
pub struct Envelope {
    heard: Vec<bool>,
    length_ms: u32,
}

impl Envelope {
    /// Look at a sound.
    pub fn of(samples: &[i16], sample_rate: u32) -> Self {
        let at = |ms: u64| usize::try_from(ms * u64::from(sample_rate) / 1000).unwrap_or(usize::MAX).min(samples.len());
        let length = u64::try_from(samples.len()).unwrap_or(u64::MAX) * 1000 / u64::from(sample_rate.max(1));
        let frames = length.div_ceil(u64::from(FRAME_MS));
        let powers: Vec<f64> = (0..frames)
            .map(|frame| power(&samples[at(frame * u64::from(FRAME_MS))..at((frame + 1) * u64::from(FRAME_MS))]))
            .collect();
        let threshold = powers.iter().copied().fold(0.0, f64::max) * HEARD;
        let heard = powers.iter().map(|&power| power > threshold.max(FAINTEST)).collect();
        Self { heard, length_ms: u32::try_from(length).unwrap_or(u32::MAX) }
    }

    /// How long the sound is, in whole milliseconds.
    pub fn length_ms(&self) -> u32 {
        self.length_ms
    }

    /// Whether nothing is heard at all.
    pub fn is_silent(&self) -> bool {
        !self.heard.contains(&true)
    }

    /// From the first sound that is heard to the last; nothing where all is silent.
    pub fn heard(&self) -> Option<(u32, u32)> {
        let first = self.heard.iter().position(|&heard| heard)?;
        let last = self.heard.iter().rposition(|&heard| heard)?;
        Some((self.time(first), self.time(last + 1)))
    }

    /// The silences between sounds that last at least so long, in order. Those at both ends are none of them.
    pub fn pauses(&self, shortest_ms: u32) -> Vec<(u32, u32)> {
        let mut pauses = Vec::new();
        let mut last_heard = None;
        for (frame, _) in self.heard.iter().enumerate().filter(|&(_, &heard)| heard) {
            if let Some(before) = last_heard
                && self.time(frame) - self.time(before) >= shortest_ms
            {
                pauses.push((self.time(before), self.time(frame)));
            }
            last_heard = Some(frame + 1);
        }
        pauses
    }

    /// When a frame starts.
    fn time(&self, frame: usize) -> u32 {
        u32::try_from(frame).unwrap_or(u32::MAX).saturating_mul(FRAME_MS).min(self.length_ms)
    }
}

fn power(samples: &[i16]) -> f64 {
    let count = u32::try_from(samples.len().max(1)).unwrap_or(u32::MAX);
    samples.iter().map(|&sample| f64::from(sample).powi(2)).sum::<f64>() / f64::from(count)
}

/// Write a mono WAV of 16 bits, first under a name of its own, so that nothing half-written ever stands at `path`.
pub fn write(path: &Path, samples: &[i16], sample_rate: u32) -> Result<(), Error> {
    let mut name = path.file_name().map(OsString::from).unwrap_or_default();
    name.push(".part");
    let part = path.with_file_name(name);
    let written = write_whole(&part, samples, sample_rate)
        .and_then(|()| fs::rename(&part, path).map_err(hound::Error::IoError))
        .map_err(|cause| Error::SoundUnwritable { path: path.display().to_string(), cause: cause.to_string() });
    if written.is_err() {
        // It may never have come to be.
        let _ = fs::remove_file(&part);
    }
    written
}

fn write_whole(path: &Path, samples: &[i16], sample_rate: u32) -> Result<(), hound::Error> {
    let spec =
        hound::WavSpec { channels: 1, sample_rate, bits_per_sample: 16, sample_format: hound::SampleFormat::Int };
    let mut writer = hound::WavWriter::create(path, spec)?;
    for &sample in samples {
        writer.write_sample(sample)?;
    }
    writer.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone_between_silences() -> Vec<i16> {
        let mut samples = vec![0; 1000];
        samples.extend((0..1000).map(|n| if n % 2 == 0 { 8000 } else { -8000 }));
        samples.extend(vec![1; 1000]);
        samples
    }

    #[test]
    fn what_is_heard_and_the_pauses_between_are_found() {
        let envelope = Envelope::of(&tone_between_silences(), 1000);
        assert_eq!(envelope.length_ms(), 3000);
        assert_eq!(envelope.heard(), Some((1000, 2000)));
        assert_eq!(envelope.pauses(10), []);
        let twice: Vec<i16> = [tone_between_silences(), tone_between_silences()].concat();
        assert_eq!(Envelope::of(&twice, 1000).pauses(2000), [(2000, 4000)]);
        assert_eq!(Envelope::of(&twice, 1000).pauses(2001), []);
    }

    #[test]
    fn a_sound_of_nothing_but_noise_below_hearing_is_silent() {
        assert!(Envelope::of(&[1; 5000], 22_050).is_silent());
        assert!(Envelope::of(&[], 22_050).is_silent());
    }
}
