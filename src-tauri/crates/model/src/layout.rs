//! Where every segment stands: computed from the document's order, never stored.
//!
//! ```text
//! segment 1 |-------------|
//! segment 2           |------------|      the overlap is the transition into segment 2
//! segment 3                        |---|  a cut
//! ```
//!
//! Overlaps shorten the video. What a transition asks for is cut down to what fits, so that the overlaps on the two
//! sides of a segment sum to at most its length and no more than two segments ever show at once.

use crate::document::{Document, LengthRule, Segment, Transition, TransitionKind};
use crate::ids::SegmentId;
use crate::time::{FrameRange, FrameRate, Frames, Millis};

/// Silence left after the last word of a reading when the length follows the voice.
pub const BREATH: Millis = Millis::new(300);

/// An included segment in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Which segment.
    pub segment: SegmentId,
    /// Its index among all segments of the document, the off ones counted.
    pub index: usize,
    /// The frames of the video it is seen in, overlaps included.
    pub range: FrameRange,
    /// The transition into it as it fits: never longer than either neighbour allows, a cut for the first.
    pub transition: Transition,
}

/// All included segments in their places, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    placed: Vec<Placed>,
}

impl Layout {
    /// Place the included segments of a document.
    pub fn of(document: &Document) -> Self {
        let rate = document.format.rate();
        let segments: Vec<(usize, &Segment)> =
            document.segments.iter().enumerate().filter(|(_, segment)| segment.is_included).collect();
        let mut placed: Vec<Placed> = Vec::with_capacity(segments.len());
        for (index, segment) in segments {
            let length = segment_length(segment, rate);
            let (start, transition) = match placed.last() {
                None => (Frames::ZERO, Transition::CUT),
                Some(before) => {
                    let transition = fitting(segment.transition, free_tail(before), length);
                    (before.range.end() - transition.frames, transition)
                }
            };
            // A length is never zero, so the range never is either.
            if let Ok(range) = FrameRange::new(start, start + length) {
                placed.push(Placed { segment: segment.id, index, range, transition });
            }
        }
        Self { placed }
    }

    /// The segments in order.
    pub fn placed(&self) -> &[Placed] {
        &self.placed
    }

    /// The place of a segment; none when it is off or unknown.
    pub fn find(&self, id: SegmentId) -> Option<&Placed> {
        self.placed.iter().find(|placed| placed.segment == id)
    }

    /// How long the video is.
    pub fn length(&self) -> Frames {
        self.placed.last().map_or(Frames::ZERO, |last| last.range.end())
    }
}

/// How long a segment lasts: at least one frame.
pub fn segment_length(segment: &Segment, rate: FrameRate) -> Frames {
    let spoken = segment
        .voicing
        .as_ref()
        .map(|voicing| voicing.lead + rate.covering(voicing.to.saturating_sub(voicing.from).saturating_add(BREATH)));
    let length = match (segment.length, spoken) {
        (LengthRule::Fixed(frames), _) => frames,
        (LengthRule::FitVoice, Some(spoken)) => spoken.max(segment.target),
        (LengthRule::VoiceOnly, Some(spoken)) => spoken,
        (LengthRule::FitVoice | LengthRule::VoiceOnly, None) => segment.target,
    };
    length.max(Frames::new(1))
}

/// By how much a segment is too short for what is said in it: so much of the end is not heard. Zero where all is heard;
/// silence after the last word is not missed.
pub fn unheard(segment: &Segment, rate: FrameRate) -> Frames {
    let Some(voicing) = &segment.voicing else { return Frames::ZERO };
    let last_word = voicing.words.iter().map(|word| word.end).max();
    let said = last_word.unwrap_or(voicing.to).min(voicing.to).saturating_sub(voicing.from);
    (voicing.lead + rate.covering(said)).saturating_sub(segment_length(segment, rate))
}

/// The longest overlap a segment can still give to the one that follows it. Half of a segment is always kept for
/// what comes after, so that a long transition into it never starves the one out of it.
fn free_tail(placed: &Placed) -> Frames {
    placed.range.length() - placed.transition.frames
}

fn fitting(asked: Transition, free_before: Frames, length: Frames) -> Transition {
    let half = Frames::new(length.count() / 2);
    let frames = asked.frames.min(free_before).min(half);
    if frames.is_zero() || asked.kind == TransitionKind::Cut {
        Transition::CUT
    } else {
        Transition { kind: asked.kind, frames }
    }
}
