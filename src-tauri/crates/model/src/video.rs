//! What of a document reaches the finished video, and with it: whether a file that was made still shows a document.

use crate::caption::{Cue, cues};
use crate::document::{Document, Format, Framing, Language, Mix, MusicChoice, PixelRect, SpokenWord, Transition};
use crate::fit::{Piece, cover};
use crate::ids::{ReadingId, TakeId};
use crate::layout::{Layout, Placed};
use crate::time::{FrameRange, Frames, Millis};

/// Whether two documents make the same video: all that is seen and heard is the same. Titles, segments that are off,
/// prompts of clips that are there and the like may differ.
pub fn make_same_video(one: &Document, other: &Document) -> bool {
    Video::of(one) == Video::of(other)
}

#[derive(PartialEq)]
struct Video<'a> {
    format: Format,
    shots: Vec<Shot<'a>>,
    captions: Option<Captions<'a>>,
    music: Option<&'a MusicChoice>,
    mix: Mix,
}

#[derive(PartialEq)]
struct Shot<'a> {
    range: FrameRange,
    transition: Transition,
    picture: Picture<'a>,
    voice: Option<Voice<'a>>,
}

#[derive(PartialEq)]
enum Picture<'a> {
    Take {
        take: TakeId,
        pieces: Vec<Piece>,
        framing: Framing,
    },
    /// The number it bears, and what its picture is to show.
    Slate {
        index: usize,
        prompt: &'a str,
    },
}

#[derive(PartialEq)]
struct Voice<'a> {
    reading: ReadingId,
    stretch: (Millis, Millis),
    lead: Frames,
    /// When they are said decides when music steps back, where there is any.
    words: Option<&'a [SpokenWord]>,
}

#[derive(PartialEq)]
struct Captions<'a> {
    preset: &'a str,
    area: PixelRect,
    language: &'a Language,
    cues: Vec<Cue>,
}

impl<'a> Video<'a> {
    fn of(document: &'a Document) -> Self {
        let layout = Layout::of(document);
        let choice = &document.captions;
        Self {
            format: document.format,
            shots: layout.placed().iter().filter_map(|placed| Shot::of(document, placed)).collect(),
            captions: choice.is_shown.then(|| Captions {
                preset: &choice.preset,
                area: choice.area,
                language: &document.language,
                cues: cues(document, &layout),
            }),
            music: document.music.as_ref(),
            mix: document.mix,
        }
    }
}

impl<'a> Shot<'a> {
    fn of(document: &'a Document, placed: &Placed) -> Option<Self> {
        let segment = document.segments.get(placed.index)?;
        let picture = match segment.picture {
            Some(used) => Picture::Take {
                take: used.take,
                pieces: cover(used.extent, segment.fit, placed.range.length()).pieces,
                framing: segment.framing,
            },
            None => Picture::Slate { index: placed.index, prompt: &segment.prompt },
        };
        let voice = segment.voicing.as_ref().map(|voicing| Voice {
            reading: voicing.reading,
            stretch: (voicing.from, voicing.to),
            lead: voicing.lead,
            words: document.music.as_ref().map(|_| voicing.words.as_slice()),
        });
        Some(Self { range: placed.range, transition: placed.transition, picture, voice })
    }
}
