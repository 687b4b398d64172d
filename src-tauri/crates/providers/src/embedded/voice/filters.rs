//! Filters and compression for a voice. Plain functions of samples; all of it the same on every run.

use std::f64::consts::{SQRT_2, TAU};

/// A filter of second order, after Robert Bristow-Johnson's cookbook of formulas.
#[derive(Debug, Clone, Copy)]
pub struct Biquad {
    b: [f64; 3],
    a: [f64; 2],
}

/// The slope of a filter without a bump.
const BUTTERWORTH: f64 = 1.0 / SQRT_2;

impl Biquad {
    /// Passes what is above a frequency, 12 dB an octave.
    pub fn high_pass(hz: f64, sample_rate: f64) -> Self {
        let (cos, alpha) = angle(hz, BUTTERWORTH, sample_rate);
        let side = f64::midpoint(1.0, cos);
        Self::normal([side, -2.0 * side, side], [1.0 + alpha, -2.0 * cos, 1.0 - alpha])
    }

    /// Passes what is below a frequency, 12 dB an octave.
    pub fn low_pass(hz: f64, sample_rate: f64) -> Self {
        let (cos, alpha) = angle(hz, BUTTERWORTH, sample_rate);
        let side = (1.0 - cos) / 2.0;
        Self::normal([side, 2.0 * side, side], [1.0 + alpha, -2.0 * cos, 1.0 - alpha])
    }

    /// Raises or lowers what is around a frequency, the wider the smaller `q`.
    pub fn bell(hz: f64, q: f64, db: f64, sample_rate: f64) -> Self {
        let (cos, alpha) = angle(hz, q, sample_rate);
        let gain = 10_f64.powf(db / 40.0);
        Self::normal(
            [1.0 + alpha * gain, -2.0 * cos, 1.0 - alpha * gain],
            [1.0 + alpha / gain, -2.0 * cos, 1.0 - alpha / gain],
        )
    }

    /// Raises or lowers what is below a frequency.
    pub fn low_shelf(hz: f64, db: f64, sample_rate: f64) -> Self {
        Self::shelf(hz, db, sample_rate, -1.0)
    }

    /// Raises or lowers what is above a frequency.
    pub fn high_shelf(hz: f64, db: f64, sample_rate: f64) -> Self {
        Self::shelf(hz, db, sample_rate, 1.0)
    }

    /// `side` is 1 for what is above and -1 for what is below.
    fn shelf(hz: f64, db: f64, sample_rate: f64, side: f64) -> Self {
        let (cos, alpha) = angle(hz, BUTTERWORTH, sample_rate);
        let cos = side * cos;
        let gain = 10_f64.powf(db / 40.0);
        let slope = 2.0 * gain.sqrt() * alpha;
        let (more, less) = (gain + 1.0, gain - 1.0);
        Self::normal(
            [
                gain * (more + less * cos + slope),
                -2.0 * side * gain * (less + more * cos),
                gain * (more + less * cos - slope),
            ],
            [more - less * cos + slope, 2.0 * side * (less - more * cos), more - less * cos - slope],
        )
    }

    fn normal(b: [f64; 3], a: [f64; 3]) -> Self {
        Self { b: b.map(|value| value / a[0]), a: [a[1] / a[0], a[2] / a[0]] }
    }

    /// Filter a whole sound that silence goes before.
    pub fn apply(&self, samples: &mut [f64]) {
        let (mut first, mut second) = (0.0, 0.0);
        for sample in samples {
            let input = *sample;
            let output = self.b[0] * input + first;
            first = self.b[1] * input - self.a[0] * output + second;
            second = self.b[2] * input - self.a[1] * output;
            *sample = output;
        }
    }
}

fn angle(hz: f64, q: f64, sample_rate: f64) -> (f64, f64) {
    let (sin, cos) = (TAU * hz / sample_rate).sin_cos();
    (cos, sin / (2.0 * q))
}

/// Makes loud syllables less loud.
#[derive(Debug, Clone, Copy)]
pub struct Compression {
    /// Above this level, dBFS of the running mean square.
    pub threshold_db: f64,
    /// So many decibels more come out as one decibel more.
    pub ratio: f64,
    /// How wide the bend around the threshold is, in decibels.
    pub knee_db: f64,
    /// How fast it takes hold, in seconds.
    pub attack: f64,
    /// How fast it lets go, in seconds.
    pub release: f64,
}

impl Compression {
    /// Compress a whole sound.
    pub fn apply(&self, samples: &mut [f64], sample_rate: f64) {
        let step = |seconds: f64| 1.0 - (-1.0 / (seconds * sample_rate)).exp();
        // The mean over 10 ms follows syllables and not the single waves of a low voice.
        let (mean, attack, release) = (step(0.010), step(self.attack), step(self.release));
        let mut power = 0.0;
        let mut reduction = 0.0;
        for sample in samples {
            power += mean * (*sample * *sample - power);
            let level = 10.0 * (power + 1e-12).log10();
            let wanted = self.reduction(level);
            let speed = if wanted > reduction { attack } else { release };
            reduction += speed * (wanted - reduction);
            *sample *= 10_f64.powf(-reduction / 20.0);
        }
    }

    /// By how many decibels a level is reduced.
    fn reduction(&self, level_db: f64) -> f64 {
        let over = level_db - self.threshold_db;
        let slope = 1.0 - 1.0 / self.ratio;
        if over <= -self.knee_db / 2.0 {
            0.0
        } else if over < self.knee_db / 2.0 {
            slope * (over + self.knee_db / 2.0).powi(2) / (2.0 * self.knee_db)
        } else {
            slope * over
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: f64 = 48_000.0;

    /// By how many decibels a filter changes a tone.
    fn gain_at(filter: Biquad, hz: f64) -> f64 {
        let mut tone: Vec<f64> = (0..24_000).map(|n| (TAU * hz * f64::from(n) / RATE).sin()).collect();
        filter.apply(&mut tone);
        let power = tone[12_000..].iter().map(|sample| sample * sample).sum::<f64>() / 12_000.0;
        10.0 * (2.0 * power).log10()
    }

    fn check(filter: Biquad, expected: &[(f64, f64)]) {
        for &(hz, db) in expected {
            let gain = gain_at(filter, hz);
            assert!((gain - db).abs() < 0.3, "at {hz} Hz: {gain} dB instead of {db}");
        }
    }

    #[test]
    fn filters_do_what_their_names_say() {
        check(Biquad::high_pass(80.0, RATE), &[(20.0, -24.0), (80.0, -3.0), (1000.0, 0.0)]);
        check(Biquad::low_pass(9000.0, RATE), &[(500.0, 0.0), (9000.0, -3.0)]);
        check(Biquad::bell(3000.0, 1.0, -3.0, RATE), &[(100.0, 0.0), (3000.0, -3.0), (18_000.0, 0.0)]);
        check(Biquad::low_shelf(200.0, 2.0, RATE), &[(20.0, 2.0), (200.0, 1.0), (4000.0, 0.0)]);
        check(Biquad::high_shelf(6000.0, -5.0, RATE), &[(200.0, 0.0), (6000.0, -2.5), (20_000.0, -5.0)]);
    }

    #[test]
    fn compression_brings_loud_and_soft_nearer_to_each_other() {
        let compression = Compression { threshold_db: -20.0, ratio: 2.0, knee_db: 6.0, attack: 0.01, release: 0.1 };
        let level_after = |level_db: f64| {
            let peak = 10_f64.powf(level_db / 20.0) * SQRT_2;
            let mut tone: Vec<f64> = (0..48_000).map(|n| peak * (TAU * 200.0 * f64::from(n) / RATE).sin()).collect();
            compression.apply(&mut tone, RATE);
            10.0 * (tone[24_000..].iter().map(|sample| sample * sample).sum::<f64>() / 24_000.0).log10()
        };
        assert!((level_after(-40.0) - -40.0).abs() < 0.1, "below the threshold nothing changes");
        assert!((level_after(-10.0) - -15.0).abs() < 0.3, "10 dB over become 5: {}", level_after(-10.0));
    }
}
