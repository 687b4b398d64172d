//! A plan as text: one line for each thing decided, the same for the same plan. For snapshot tests, for `--json`-less
//! eyes, and as what a chunk's key is computed from. Files appear by content, never by path.

use std::fmt;

use bobine_model::caption::Cue;
use bobine_model::fit::Piece;
use bobine_model::{Language, PixelRect, TransitionKind};

use super::chunk::{CaptionStretch, Chunk, ChunkPicture};
use super::media::{MediaFile, Size};
use super::picture::{Around, Picture, Placing, Rect, Shot, Slate, Strip, Window};
use super::sound::{ClipSound, MusicSound, Sound, VoiceSound};
use super::{CaptionPlan, Plan};

impl fmt::Display for Plan {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (format, rate) = (self.format, self.format.rate());
        writeln!(out, "video {}x{} at {}/{}", format.width(), format.height(), rate.num(), rate.den())?;
        writeln!(out, "length {} frames, {} samples", self.length, self.samples())?;
        for shot in &self.shots {
            write!(out, "{shot}")?;
        }
        if let Some(captions) = &self.captions {
            write!(out, "{captions}")?;
        }
        self.sound.fmt(out)
    }
}

impl fmt::Display for Sound {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for voice in &self.voices {
            writeln!(out, "{voice}")?;
        }
        for clip in &self.clips {
            writeln!(out, "{clip}")?;
        }
        if let Some(music) = &self.music {
            writeln!(out, "{music}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Shot {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "shot {} at {}", self.number, self.range)?;
        if self.transition.kind != TransitionKind::Cut {
            write!(out, " after {} of {}", transition_name(self.transition.kind), self.transition.frames)?;
        }
        writeln!(out)?;
        write!(out, "{}", self.picture)
    }
}

impl fmt::Display for Picture {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clip { file, size, pieces, placing, .. } => {
                writeln!(out, "  clip {file} {size} {placing}")?;
                for piece in pieces {
                    match piece {
                        Piece::Play { source, over } if source.length() == *over => writeln!(out, "    play {source}")?,
                        Piece::Play { source, over } => writeln!(out, "    play {source} over {over}")?,
                        Piece::Hold { source, over } => writeln!(out, "    hold {source} over {over}")?,
                    }
                }
                Ok(())
            }
            Self::Still { file, size, placing, .. } => writeln!(out, "  still {file} {size} {placing}"),
            Self::Slate(Slate { number, prompt }) => writeln!(out, "  slate {number} {prompt:?}"),
        }
    }
}

impl fmt::Display for Placing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fill { part } => write!(out, "fill with {part}"),
            Self::Inside { place, around: Around::Blur { part } } => write!(out, "inside {place} over blurred {part}"),
            Self::Inside { place, around: Around::Color(color) } => {
                write!(out, "inside {place} over #{:02x}{:02x}{:02x}", color.r, color.g, color.b)
            }
            Self::Move { from, to } => write!(out, "move from {from} to {to}"),
        }
    }
}

impl fmt::Display for Rect {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}x{}+{}+{}", self.width, self.height, self.left, self.top)
    }
}

impl fmt::Display for Window {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |length: u64| format!("{}.{:03}", length / 1000, length % 1000);
        write!(out, "{}x{}+{}+{}", shown(self.width), shown(self.height), shown(self.left), shown(self.top))
    }
}

impl fmt::Display for Size {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}x{}", self.width, self.height)
    }
}

impl fmt::Display for MediaFile {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.hash.fmt(out)
    }
}

impl fmt::Display for CaptionPlan {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_captions(out, (&self.preset, &self.language), &self.area, &self.cues)
    }
}

fn write_captions(
    out: &mut fmt::Formatter<'_>,
    (preset, language): (&str, &Language),
    area: &PixelRect,
    cues: &[Cue],
) -> fmt::Result {
    let PixelRect { left, top, right, bottom } = area;
    writeln!(out, "captions {preset} {language} in {left},{top} to {right},{bottom}")?;
    for cue in cues {
        write!(out, "  cue {}:", cue.frames)?;
        for word in &cue.words {
            write!(out, " {:?} {}", word.text, word.said)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

impl fmt::Display for VoiceSound {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.from.count(), self.to.count());
        write!(out, "voice {} {} from {from} to {to} ms at {} {} dB", self.number, self.file, self.at, Db(self.gain))
    }
}

impl fmt::Display for ClipSound {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "clip sound {} {} {} over {}", self.number, self.file, self.source, self.over)?;
        write!(out, " at {} fades {} {} {} dB", self.at, self.fade_in, self.fade_out, Db(self.gain))
    }
}

impl fmt::Display for MusicSound {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "music {}", self.file)?;
        if let Some(samples) = self.loop_samples {
            write!(out, " loop {samples}")?;
        }
        write!(out, " {} dB fades {} {} ducking", Db(self.gain), self.fade_in, self.fade_out)?;
        for point in &self.ducking {
            write!(out, " {}:{}", point.at, Db(point.gain))?;
        }
        Ok(())
    }
}

impl fmt::Display for Chunk {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (format, rate) = (self.format(), self.format().rate());
        writeln!(out, "chunk {} frames", self.length())?;
        writeln!(out, "{}x{} at {}/{}", format.width(), format.height(), rate.num(), rate.den())?;
        match self.picture() {
            ChunkPicture::One(strip) => write!(out, "{strip}")?,
            ChunkPicture::Two { below, above, kind, done, of } => {
                writeln!(out, "{} {done} of {of}", transition_name(*kind))?;
                write!(out, "{below}{above}")?;
            }
        }
        if let Some(CaptionStretch { preset, area, language, cues, first }) = self.captions() {
            writeln!(out, "from {first}")?;
            write_captions(out, (preset, language), area, cues)?;
        }
        Ok(())
    }
}

impl fmt::Display for Strip {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "skip {}", self.skip)?;
        if let Some(of) = self.of {
            write!(out, " of {of}")?;
        }
        writeln!(out)?;
        write!(out, "{}", self.picture)
    }
}

fn transition_name(kind: TransitionKind) -> &'static str {
    match kind {
        TransitionKind::Cut => "cut",
        TransitionKind::Crossfade => "crossfade",
        TransitionKind::FadeThroughBlack => "fade through black",
        TransitionKind::Slide => "slide",
        TransitionKind::Wipe => "wipe",
    }
}

/// Tenths of a decibel with their point.
struct Db(i16);

impl fmt::Display for Db {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let tenths = self.0.unsigned_abs();
        write!(out, "{sign}{}.{}", tenths / 10, tenths % 10)
    }
}
