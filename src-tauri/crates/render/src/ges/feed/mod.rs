//! The frames of a strip, one by one, by number: what a plan says about a shot, drawn. Exact by construction: which
//! source picture a frame shows is computed, never left to clocks, rates or rounding in a pipeline.

mod decode;
mod place;
mod resample;
mod shelf;
mod slate;
mod still;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use bobine_model::fit::Piece;
use bobine_model::{FrameRate, Frames};
use gstreamer as gst;
use gstreamer_video as gst_video;

pub use decode::{Decoder, Shown};
pub use shelf::Shelf;

use super::shot::TimelineShot;
use crate::plan::{Picture, Placing, Slate, Strip};
use place::Placer;
use slate::SlateCard;
use still::MovingStill;

/// A frame that could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeedError {
    /// The file cannot be opened or understood.
    #[error("{} cannot be read: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What GStreamer says.
        reason: String,
    },
    /// The file ends before the part of it that is needed.
    #[error("{} is cut short: its picture ends after {:.2} s, {:.2} s are needed", path.display(),
        f64::from(*has_ms) / 1000.0, f64::from(*needs_ms) / 1000.0)]
    CutShort {
        /// The file.
        path: PathBuf,
        /// How far its picture reaches, in milliseconds.
        has_ms: u32,
        /// How far it has to, in milliseconds.
        needs_ms: u32,
    },
    /// GStreamer lacks a part.
    #[error("the GStreamer element {element} is missing")]
    MissingElement {
        /// Its name.
        element: String,
    },
    /// A picture could not be converted or drawn.
    #[error("the picture could not be drawn: {0}")]
    Drawing(String),
    /// Somebody asked to stop.
    #[error("stopped")]
    Stopped,
}

/// Makes the frames of a strip.
pub struct Feed {
    out: gst_video::VideoInfo,
    source: Source,
}

enum Source {
    Clip(Box<ClipFrames>),
    Fixed(gst::Buffer),
    Moving(Box<MovingStill>),
    Slate(Box<SlateCard>),
}

struct ClipFrames {
    path: PathBuf,
    shelf: Arc<Shelf>,
    /// Opened with the first frame, which says where to begin.
    decoder: Option<Decoder>,
    stop: Arc<AtomicBool>,
    placer: Placer,
    pieces: Vec<Piece>,
    skip: Frames,
    rate: FrameRate,
    /// The last picture that was placed, by its number, and what came of it: at 24 pictures a second every fourth
    /// frame shows the same one again.
    placed: Option<(u64, gst::Buffer)>,
}

impl Feed {
    /// Open what a shot needs. `stop` ends every wait.
    ///
    /// # Errors
    /// When its file cannot be read.
    pub fn open(shot: &TimelineShot, out: &gst_video::VideoInfo, stop: &Arc<AtomicBool>) -> Result<Self, FeedError> {
        let Strip { picture, skip, of } = &shot.strip;
        let source = match picture {
            Picture::Clip { file, size, pieces, placing, .. } => Source::Clip(Box::new(ClipFrames {
                path: file.path.clone(),
                shelf: Arc::clone(&shot.shelf),
                decoder: None,
                stop: Arc::clone(stop),
                placer: Placer::new(*placing, *size, shot.format, out),
                pieces: pieces.clone(),
                skip: *skip,
                rate: shot.format.rate(),
                placed: None,
            })),
            Picture::Still { file, size, placing, .. } => {
                let image = still::load(&file.path, stop, still::behind(*placing))?;
                match *placing {
                    Placing::Move { from, to } => {
                        let frames = of.unwrap_or(shot.length);
                        Source::Moving(Box::new(MovingStill::new(&image, *size, (from, to), *skip, frames, out)?))
                    }
                    Placing::Fill { .. } | Placing::Inside { .. } => {
                        Source::Fixed(Placer::new(*placing, *size, shot.format, out).place(&image)?)
                    }
                }
            }
            Picture::Slate(slate) => Source::Slate(Box::new(SlateCard::new(slate, *skip, out)?)),
        };
        Ok(Self { out: out.clone(), source })
    }

    /// Nothing but a card.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub fn card(card: &Slate, out: &gst_video::VideoInfo) -> Result<Self, FeedError> {
        Ok(Self { out: out.clone(), source: Source::Slate(Box::new(SlateCard::new(card, Frames::ZERO, out)?)) })
    }

    /// Frame `index` of the strip, without a time. May share its memory with frames given before.
    ///
    /// # Errors
    /// When the source is damaged or too short, or on a stop.
    pub fn frame(&mut self, index: u32) -> Result<gst::Buffer, FeedError> {
        match &mut self.source {
            Source::Clip(clip) => clip.frame(index),
            Source::Fixed(buffer) => Ok(buffer.copy()),
            Source::Moving(still) => still.frame(index, &self.out),
            Source::Slate(card) => card.frame(index, &self.out),
        }
    }
}

impl ClipFrames {
    fn frame(&mut self, index: u32) -> Result<gst::Buffer, FeedError> {
        let source = source_frame(&self.pieces, self.skip + Frames::new(index));
        let time = gst::ClockTime::from_nseconds(self.rate.nanos(source));
        let decoder = match &mut self.decoder {
            Some(decoder) => decoder,
            none => none.insert(self.shelf.take(&self.path, time, &self.stop)?),
        };
        let shown = match decoder.at(time, self.rate) {
            Ok(shown) => shown,
            // Its place in the file is as good as before.
            Err(FeedError::Stopped) => return Err(FeedError::Stopped),
            Err(error) => {
                // Whatever state it is in, nobody should go on with it.
                self.decoder = None;
                return Err(error);
            }
        };
        let serial = shown.serial;
        let buffer = match &self.placed {
            Some((placed, buffer)) if *placed == serial => self.placer.again(buffer)?,
            _ => self.placer.place(shown)?,
        };
        // Kept only where it is needed again: memory that is kept cannot be drawn on without a copy.
        let next = source_frame(&self.pieces, self.skip + Frames::new(index + 1));
        let next = gst::ClockTime::from_nseconds(self.rate.nanos(next));
        self.placed = None;
        if decoder.stays(next) {
            self.placed = Some((serial, self.placer.again(&buffer)?));
        }
        Ok(buffer)
    }
}

impl Drop for ClipFrames {
    fn drop(&mut self) {
        if let Some(decoder) = self.decoder.take() {
            self.shelf.put(decoder);
        }
    }
}

/// The frame of the take that a frame of the shot shows. Past the last piece its last frame stands.
fn source_frame(pieces: &[Piece], at: Frames) -> Frames {
    let mut start = Frames::ZERO;
    let mut last = Frames::ZERO;
    for piece in pieces {
        let end = start + piece.over();
        last = match *piece {
            Piece::Hold { source, .. } => source,
            Piece::Play { source, over } => {
                let inside = u64::from((at - start).count()) * u64::from(source.length().count());
                let moved = inside / u64::from(over.count().max(1));
                let moved = Frames::new(u32::try_from(moved).unwrap_or(u32::MAX));
                (source.start() + moved).min(source.end() - Frames::new(1))
            }
        };
        if at < end {
            return last;
        }
        start = end;
    }
    last
}

#[cfg(test)]
mod tests {
    use bobine_model::FrameRange;

    use super::*;

    #[test]
    fn every_frame_of_a_fit_names_its_source_frame() {
        let range = |start, end| FrameRange::new(Frames::new(start), Frames::new(end)).expect("rising");
        let slow = [
            Piece::Play { source: range(10, 14), over: Frames::new(5) },
            Piece::Hold { source: Frames::new(13), over: Frames::new(2) },
        ];
        let shown = |pieces: &[Piece], count| -> Vec<u32> {
            (0..count).map(|index| source_frame(pieces, Frames::new(index)).count()).collect()
        };
        assert_eq!(shown(&slow, 8), [10, 10, 11, 12, 13, 13, 13, 13], "slowed, held, and held past the end");
        let again = [
            Piece::Play { source: range(0, 3), over: Frames::new(3) },
            Piece::Play { source: range(0, 2), over: Frames::new(2) },
        ];
        assert_eq!(shown(&again, 5), [0, 1, 2, 0, 1], "from the beginning again");
    }
}
