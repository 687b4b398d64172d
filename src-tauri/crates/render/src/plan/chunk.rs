//! A plan cut into chunks that are rendered alone, kept, and joined without encoding them again.
//!
//! ```text
//! shot 1 |--------------|
//! shot 2             |--------------|
//! chunks |----------||--||----------|      a body, an overlap, a body
//! ```
//!
//! A chunk says everything its picture depends on, in frames from its own start, and files by content. So a change
//! elsewhere in the video leaves it equal, and with it its key.

use bobine_model::caption::{Cue, CueWord};
use bobine_model::{Format, FrameRange, Frames, Language, PixelRect, TransitionKind};

use super::Plan;
use super::picture::{Shot, Strip};

/// Bodies longer than this are cut further, so that a long shot uses all cores and a stopped export keeps what it has.
const LONGEST: Frames = Frames::new(300);
/// The length they are cut to: a whole number of groups of pictures.
const CUT_TO: Frames = Frames::new(240);

/// A stretch of the video that is rendered and kept as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    range: FrameRange,
    numbers: Vec<u32>,
    format: Format,
    picture: ChunkPicture,
    captions: Option<CaptionStretch>,
}

/// What a chunk shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChunkPicture {
    /// One shot.
    One(Box<Strip>),
    /// One shot going over into the next.
    Two {
        /// The one that ends.
        below: Box<Strip>,
        /// The one that begins.
        above: Box<Strip>,
        /// In which manner.
        kind: TransitionKind,
        /// How many frames of the transition lie before this chunk.
        done: Frames,
        /// How many frames the transition takes.
        of: Frames,
    },
}

/// The captions of a chunk, counted so that its first frame is frame `first`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptionStretch {
    /// The preset they are drawn in.
    pub preset: String,
    /// The box they are laid out in, in units of a 1080x1920 frame.
    pub area: PixelRect,
    /// The language of the text.
    pub language: Language,
    /// The cues seen in the chunk, whole, even where they begin before it.
    pub cues: Vec<Cue>,
    /// The frame, in the cues' count, that the chunk starts at.
    pub first: Frames,
}

impl Chunk {
    /// Where it lies in the video. Not part of its key.
    pub const fn range(&self) -> FrameRange {
        self.range
    }

    /// The numbers of the segments it shows. Not part of its key, except where a slate shows it.
    pub fn numbers(&self) -> &[u32] {
        &self.numbers
    }

    /// How many frames.
    pub fn length(&self) -> Frames {
        self.range.length()
    }

    /// Size and rate.
    pub const fn format(&self) -> Format {
        self.format
    }

    /// What it shows.
    pub const fn picture(&self) -> &ChunkPicture {
        &self.picture
    }

    /// Its captions.
    pub const fn captions(&self) -> Option<&CaptionStretch> {
        self.captions.as_ref()
    }
}

/// The chunks of a plan, in order, end to end.
pub fn chunks(plan: &Plan) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    for (index, shot) in plan.shots.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| plan.shots.get(index));
        let after = plan.shots.get(index + 1);
        if let Some(before) = before {
            chunks.extend(overlap(plan, before, shot));
        }
        let start = before.map_or(shot.range.start(), |before| before.range.end());
        let end = after.map_or(shot.range.end(), |after| after.range.start());
        chunks.extend(body(plan, shot, start, end));
    }
    chunks
}

fn overlap(plan: &Plan, below: &Shot, above: &Shot) -> Option<Chunk> {
    let range = below.range.intersection(above.range)?;
    Some(Chunk {
        range,
        numbers: vec![below.number, above.number],
        format: plan.format,
        picture: ChunkPicture::Two {
            below: Box::new(strip(below, range)),
            above: Box::new(strip(above, range)),
            kind: above.transition.kind,
            done: Frames::ZERO,
            of: range.length(),
        },
        captions: captions(plan, range),
    })
}

fn body(plan: &Plan, shot: &Shot, start: Frames, end: Frames) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    let mut from = start;
    while let Ok(rest) = FrameRange::new(from, end) {
        let length = if rest.length() > LONGEST { CUT_TO } else { rest.length() };
        let Ok(range) = FrameRange::new(from, from + length) else { break };
        chunks.push(Chunk {
            range,
            numbers: vec![shot.number],
            format: plan.format,
            picture: ChunkPicture::One(Box::new(strip(shot, range))),
            captions: captions(plan, range),
        });
        from += length;
    }
    chunks
}

fn strip(shot: &Shot, range: FrameRange) -> Strip {
    shot.picture.stretch(range.start() - shot.range.start(), range.length(), shot.range.length())
}

fn captions(plan: &Plan, range: FrameRange) -> Option<CaptionStretch> {
    let captions = plan.captions.as_ref()?;
    let seen: Vec<&Cue> = captions.cues.iter().filter(|cue| cue.frames.intersection(range).is_some()).collect();
    let base = seen.first()?.frames.start().min(range.start());
    let shifted = |frames: FrameRange| FrameRange::new(frames.start() - base, frames.end() - base).unwrap_or(frames);
    let cues = seen
        .into_iter()
        .map(|cue| Cue {
            frames: shifted(cue.frames),
            words: cue.words.iter().map(|word| CueWord { text: word.text.clone(), said: shifted(word.said) }).collect(),
        })
        .collect();
    Some(CaptionStretch {
        preset: captions.preset.clone(),
        area: captions.area,
        language: captions.language.clone(),
        cues,
        first: range.start() - base,
    })
}
