//! How far a video goes and what of it is repeated.

use bobine_model::{FrameRange, Frames};

/// The frames there are, and those that are played again and again.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stretch {
    /// How many frames the video has; none before there is one.
    pub length: Frames,
    /// What is to be repeated, as it was asked for: it may reach beyond this video.
    pub wanted_loop: Option<FrameRange>,
}

impl Stretch {
    /// The last frame.
    pub fn last(self) -> Frames {
        self.length.saturating_sub(Frames::new(1))
    }

    /// What is repeated of this video.
    pub fn looped(self) -> Option<FrameRange> {
        let whole = FrameRange::new(Frames::ZERO, self.length).ok()?;
        self.wanted_loop?.intersection(whole)
    }

    /// The frames that are played: from the first up to, but not including, the second.
    pub fn range(self) -> (Frames, Frames) {
        self.looped().map_or((Frames::ZERO, self.length), |range| (range.start(), range.end()))
    }

    /// Where playing begins again.
    pub fn beginning(self) -> Frames {
        self.range().0
    }

    /// Where playing on from a frame ends: past a loop's end there is nothing more to repeat.
    pub fn end_from(self, at: Frames) -> Frames {
        let end = self.range().1;
        if at < end { end } else { self.length }
    }

    /// The nearest frame there is to a number.
    pub fn nearest(self, frame: i64) -> Frames {
        let last = i64::from(self.last().count());
        Frames::new(u32::try_from(frame.clamp(0, last)).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(length: u32, wanted: Option<(u32, u32)>) -> Stretch {
        let range = |(start, end)| FrameRange::new(Frames::new(start), Frames::new(end)).expect("rising");
        Stretch { length: Frames::new(length), wanted_loop: wanted.map(range) }
    }

    #[test]
    fn a_loop_is_cut_down_to_the_video_and_left_behind_past_its_end() {
        let cut = stretch(30, Some((20, 50)));
        assert_eq!(cut.range(), (Frames::new(20), Frames::new(30)));
        assert_eq!(stretch(10, Some((20, 50))).range(), (Frames::ZERO, Frames::new(10)), "all of it lies beyond");
        let inside = stretch(30, Some((5, 10)));
        let ends = [0, 9, 10, 25].map(|at| inside.end_from(Frames::new(at)).count());
        assert_eq!(ends, [10, 10, 30, 30]);
    }

    #[test]
    fn numbers_outside_name_the_first_or_the_last_frame() {
        let near = |length, frame| stretch(length, None).nearest(frame).count();
        assert_eq!([near(30, -4), near(30, 29), near(30, 30), near(0, 7)], [0, 29, 29, 0]);
    }
}
