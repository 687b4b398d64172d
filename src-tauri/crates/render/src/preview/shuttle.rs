//! Playing at another speed than the normal one: which frame is due when.

use std::time::{Duration, Instant};

use bobine_model::{FrameRate, Frames};

use super::state::Speed;

/// A way through the video that began at a frame at a time.
#[derive(Debug)]
pub struct Shuttle {
    from: Frames,
    since: Instant,
    speed: Speed,
    rate: FrameRate,
}

impl Shuttle {
    /// Begin at a frame now.
    pub fn new(from: Frames, speed: Speed, rate: FrameRate) -> Self {
        Self { from, since: Instant::now(), speed, rate }
    }

    /// The frame that is due now; it may lie outside of the video.
    pub fn frame(&self) -> i64 {
        self.after(self.since.elapsed())
    }

    fn after(&self, elapsed: Duration) -> i64 {
        let unit = 1_000_000_000 * u128::from(self.rate.den());
        let gone = elapsed.as_nanos() * u128::from(self.rate.num()) * u128::from(self.speed.times().unsigned_abs());
        let gone = i64::try_from(gone / unit).unwrap_or(i64::MAX);
        let from = i64::from(self.from.count());
        if self.speed.is_backward() { from.saturating_sub(gone) } else { from.saturating_add(gone) }
    }

    /// How long a frame of it lasts.
    pub fn patience(&self) -> Duration {
        let nanos = self.rate.nanos(Frames::new(1)) / u64::from(self.speed.times().unsigned_abs());
        Duration::from_nanos(nanos.max(1_000_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_go_by_as_fast_as_the_speed_says() {
        let after = |speed, millis| {
            Shuttle::new(Frames::new(100), speed, FrameRate::THIRTY).after(Duration::from_millis(millis))
        };
        assert_eq!([Speed::Two, Speed::Four, Speed::Back].map(|speed| after(speed, 1000)), [160, 220, 70]);
        assert_eq!(after(Speed::BackFour, 1000), -20, "where it ends is for others to say");
    }
}
