//! The captions of a video or of a stretch of it, and what draws them frame after frame.

use std::sync::Arc;

use bobine_model::caption::Cue;
use bobine_model::time::{FrameRate, Frames};
use bobine_model::{Language, PixelRect};

use super::CaptionError;
use super::bitmap::CaptionBitmap;
use super::fonts::Fonts;
use super::moment::{self, Moment};
use super::painter::{Caption, CaptionPainter};
use super::preset::Preset;

/// The captions of a video: what is said when, and how it looks. Plain data, shared between threads.
#[derive(Debug, Clone)]
pub struct CaptionTrack {
    cues: Vec<Cue>,
    preset: Preset,
    area: PixelRect,
    language: Option<Language>,
    rate: FrameRate,
    first_frame: Frames,
    fonts: Fonts,
}

impl CaptionTrack {
    /// Captions for frames that start at the first of the video.
    ///
    /// Cues with more words than the preset shows at once become several. The area is in units of a 1080x1920 frame.
    pub fn new(fonts: Fonts, preset: Preset, area: PixelRect, rate: FrameRate, cues: &[Cue]) -> Self {
        let mut cues: Vec<Cue> = cues.iter().flat_map(|cue| moment::pages(cue, preset.words_at_once)).collect();
        cues.sort_by_key(|cue| cue.frames.start());
        Self { cues, preset, area, language: None, rate, first_frame: Frames::ZERO, fonts }
    }

    /// The language of the text.
    #[must_use]
    pub fn in_language(mut self, language: Language) -> Self {
        self.language = Some(language);
        self
    }

    /// For a stretch of the video: the frame of the video that its time 0 is.
    #[must_use]
    pub fn starting_at(mut self, first_frame: Frames) -> Self {
        self.first_frame = first_frame;
        self
    }

    /// The frame of the video at a time of the stretch in nanoseconds: the nearest, halves go up.
    pub fn frame_at(&self, nanos: u64) -> Frames {
        let unit = 1_000_000_000 * u128::from(self.rate.den());
        let frames = (u128::from(nanos) * u128::from(self.rate.num()) + unit / 2) / unit;
        self.first_frame + Frames::new(u32::try_from(frames).unwrap_or(u32::MAX))
    }

    /// Which cue stands on the screen at a frame of the video.
    fn cue_at(&self, frame: Frames) -> Option<(usize, &Cue)> {
        let index = self.cues.partition_point(|cue| cue.frames.start() <= frame).checked_sub(1)?;
        let cue = self.cues.get(index)?;
        cue.frames.contains(frame).then_some((index, cue))
    }
}

/// What shows at a frame: which cue, and its moment. Equal shows have equal bitmaps.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Show {
    cue: usize,
    moment: Moment,
}

/// Draws a track for frames of one size, remembering the newest caption and the newest bitmap.
#[derive(Debug)]
pub struct CaptionReel {
    track: Arc<CaptionTrack>,
    painter: CaptionPainter,
    caption: Option<(usize, Caption)>,
    shown: Option<(Show, Arc<CaptionBitmap>)>,
}

#[expect(unsafe_code, reason = "the pango crate marks its objects as bound to a thread; these never leave the reel")]
// SAFETY: the font map, the context, the fonts and the surfaces inside are made by this reel, are reachable through
// it alone (no reference to them is handed out), and have no ties to the thread they were made on. Whoever owns the
// reel is the only one to use them; moving them to another thread is then a plain hand-over. What they share with
// other reels, the fontconfig configuration and the caches of cairo, counts atomically and is locked inside.
unsafe impl Send for CaptionReel {}

impl CaptionReel {
    /// A reel for frames of `size`, width and height in pixels.
    pub fn new(track: Arc<CaptionTrack>, size: (u32, u32)) -> Result<Self, CaptionError> {
        let language = track.language.as_ref().map(Language::code);
        let painter = CaptionPainter::new(&track.fonts, &track.preset, track.area, language, size)?;
        Ok(Self { track, painter, caption: None, shown: None })
    }

    /// What to lay over a frame of the video; nothing where no caption stands. The same `Arc` as for the frame before
    /// where nothing changed.
    pub fn bitmap(&mut self, frame: Frames) -> Result<Option<Arc<CaptionBitmap>>, CaptionError> {
        let Some((index, cue)) = self.track.cue_at(frame) else {
            self.shown = None;
            return Ok(None);
        };
        let moment = Moment::at(cue, frame, self.track.rate, &self.track.preset.motion);
        let show = Show { cue: index, moment };
        if let Some((_, bitmap)) = self.shown.as_ref().filter(|(shown, _)| *shown == show) {
            return Ok(Some(Arc::clone(bitmap)));
        }
        let caption = match self.caption.take().filter(|(drawn, _)| *drawn == index) {
            Some((_, caption)) => caption,
            None => self.painter.caption(cue)?,
        };
        let bitmap = Arc::new(self.painter.bitmap(&caption, &show.moment)?);
        self.caption = Some((index, caption));
        self.shown = Some((show, Arc::clone(&bitmap)));
        Ok(Some(bitmap))
    }
}
