//! The document: all of a project that undo covers. Plain values, changed only by [`crate::edit::apply`].
//!
//! The order of segments is their order in the list; no start time is stored (see [`crate::layout`]). A segment
//! carries the few facts about its take and its reading that decide lengths and captions, so that every rule of
//! this crate can be computed from a document alone.

use serde::{Deserialize, Serialize};

use crate::ids::{MediaId, ProviderId, ReadingId, SegmentId, TakeId, VoiceId};
use crate::time::{FrameRange, FrameRate, Frames, Millis};

/// One saved state of a video in the making.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Document {
    /// What the creator calls it. Never empty.
    pub title: String,
    /// The language that is spoken and shown.
    pub language: Language,
    /// Size and rate of the picture.
    pub format: Format,
    /// Who reads, and how.
    pub voice: VoiceChoice,
    /// How words are said that the voice gets wrong.
    pub pronunciations: Vec<Pronunciation>,
    /// How captions look and where they stand.
    pub captions: CaptionChoice,
    /// The music under it, if any.
    pub music: Option<MusicChoice>,
    /// Levels.
    pub mix: Mix,
    /// The beats, in order. Ids are distinct.
    pub segments: Vec<Segment>,
}

/// A language as the two-letter code of ISO 639-1, lower case: `en`, `fr`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "String", into = "String")]
pub struct Language(String);

/// Text that is no language code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no language code; use two letters such as en or fr")]
pub struct BadLanguage(String);

impl Language {
    /// The language of a code; case does not matter, a region (`fr-CA`) is dropped.
    pub fn new(code: &str) -> Result<Self, BadLanguage> {
        let primary = code.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let fits = primary.len() == 2 && primary.bytes().all(|byte| byte.is_ascii_lowercase());
        if fits { Ok(Self(primary)) } else { Err(BadLanguage(code.to_owned())) }
    }

    /// English.
    pub fn english() -> Self {
        Self("en".to_owned())
    }

    /// French.
    pub fn french() -> Self {
        Self("fr".to_owned())
    }

    /// The code.
    pub fn code(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(out)
    }
}

impl std::str::FromStr for Language {
    type Err = BadLanguage;
    fn from_str(code: &str) -> Result<Self, BadLanguage> {
        Self::new(code)
    }
}

impl TryFrom<String> for Language {
    type Error = BadLanguage;
    fn try_from(code: String) -> Result<Self, BadLanguage> {
        Self::new(&code)
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.0
    }
}

/// Size in pixels and rate of the picture. Width and height are even, 64 to 4096.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "FormatFields", into = "FormatFields")]
pub struct Format {
    width: u32,
    height: u32,
    rate: FrameRate,
}

#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
struct FormatFields {
    width: u32,
    height: u32,
    rate: FrameRate,
}

/// A size no encoder of ours takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a picture of {width}x{height} cannot be made; width and height are even numbers from 64 to 4096")]
pub struct BadFormat {
    width: u32,
    height: u32,
}

impl Format {
    /// 1080x1920 at 30 frames a second.
    pub const VERTICAL: Self = Self { width: 1080, height: 1920, rate: FrameRate::THIRTY };

    /// A size and a rate.
    pub fn new(width: u32, height: u32, rate: FrameRate) -> Result<Self, BadFormat> {
        let fits = |side: u32| (64..=4096).contains(&side) && side.is_multiple_of(2);
        if fits(width) && fits(height) { Ok(Self { width, height, rate }) } else { Err(BadFormat { width, height }) }
    }

    /// Width in pixels.
    pub const fn width(self) -> u32 {
        self.width
    }

    /// Height in pixels.
    pub const fn height(self) -> u32 {
        self.height
    }

    /// Frames a second.
    pub const fn rate(self) -> FrameRate {
        self.rate
    }
}

impl TryFrom<FormatFields> for Format {
    type Error = BadFormat;
    fn try_from(fields: FormatFields) -> Result<Self, BadFormat> {
        Self::new(fields.width, fields.height, fields.rate)
    }
}

impl From<Format> for FormatFields {
    fn from(format: Format) -> Self {
        Self { width: format.width, height: format.height, rate: format.rate }
    }
}

/// One beat: what is said, what is seen, how long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Segment {
    /// Its name for as long as it lives.
    pub id: SegmentId,
    /// The segments it was split or duplicated from, oldest first: their takes are offered here too.
    pub ancestors: Vec<SegmentId>,
    /// The text the viewer reads. May be empty: a beat without words.
    pub narration: String,
    /// The text the voice reads, where it differs from what is shown ("SQL" shown, "sequel" said). Empty where the
    /// text is shown and not said.
    pub spoken: Option<String>,
    /// What the picture shows, for the clip generator.
    pub prompt: String,
    /// How long it is meant to last. At least one frame.
    pub target: Frames,
    /// What decides its true length.
    pub length: LengthRule,
    /// Off segments stay in the script and out of the video.
    pub is_included: bool,
    /// The chosen take, and which part of it.
    pub picture: Option<TakeUse>,
    /// The reading, and which part of it.
    pub voicing: Option<ReadingUse>,
    /// What happens when the take is shorter than the segment.
    pub fit: Fit,
    /// How a picture of another shape is laid into the frame.
    pub framing: Framing,
    /// How it follows on the segment before.
    pub transition: Transition,
    /// Where captions break: indices of the shown words that start a cue, rising, the first is 0. Computed when absent.
    pub cue_starts: Option<Vec<usize>>,
}

/// What decides how long a segment lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", content = "frames", rename_all = "snake_case")]
pub enum LengthRule {
    /// The reading and a breath, at least the target.
    FitVoice,
    /// The reading and a breath, however short.
    VoiceOnly,
    /// Exactly so many frames, at least one.
    Fixed(Frames),
}

/// The take a segment shows, and the stretch of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TakeUse {
    /// Which take.
    pub take: TakeId,
    /// How much of it there is.
    pub extent: TakeExtent,
}

/// How much of a take there is, and how much of that is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TakeExtent {
    /// A moving picture.
    Clip {
        /// Its whole length at the project's rate.
        length: Frames,
        /// The part that is used; lies within `length`.
        trim: FrameRange,
    },
    /// A still picture: lasts as long as asked.
    Still,
}

/// The reading a segment speaks, and the stretch of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ReadingUse {
    /// Which reading.
    pub reading: ReadingId,
    /// Exactly the text that was read in this stretch ([`crate::spoken::text_to_read`] at that time); differs from
    /// the segment's when that has been edited since.
    pub said: String,
    /// The voice that read it; differs from the document's when that has been changed since.
    pub voice: VoiceChoice,
    /// Start of the stretch in the sound file.
    pub from: Millis,
    /// End of the stretch; after `from`.
    pub to: Millis,
    /// Frames of silence between the start of the segment and the start of the sound.
    pub lead: Frames,
    /// The words with their times in the sound file, in order, one for each word of `said` as the voice counts
    /// them. Editable. Of a word that a split cut through, the times reach beyond `from` or `to`.
    pub words: Vec<SpokenWord>,
}

/// A word of a reading with its place in time.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SpokenWord {
    /// The word as it stands in the text that was read, punctuation included.
    pub text: String,
    /// When it starts in the sound file.
    pub start: Millis,
    /// When it ends; not before `start`.
    pub end: Millis,
}

/// What to do when a take is shorter than its segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Fit {
    /// Slow down, to at most 1.25 times the length, then hold the last frame.
    #[default]
    SlowThenHold,
    /// Start again from the beginning.
    Loop,
    /// Hold the last frame.
    Hold,
}

/// How a picture of another shape is laid into the frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Framing {
    /// Fill the frame and cut what is over, keeping the focus point in sight.
    Cover {
        /// The point of the picture to keep in sight.
        focus: FocusPoint,
    },
    /// Show all of it over a blurred, enlarged copy of itself.
    ContainBlur,
    /// Show all of it over one colour.
    ContainColor {
        /// The colour.
        color: Rgb,
    },
    /// For stills: move from one part of the picture to another.
    PanZoom {
        /// From where to where.
        movement: StillMove,
    },
}

impl Default for Framing {
    fn default() -> Self {
        Self::Cover { focus: FocusPoint::CENTER }
    }
}

/// A point of a picture in thousandths of its width and height from the top left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FocusPoint {
    /// 0 left to 1000 right.
    pub x: u16,
    /// 0 top to 1000 bottom.
    pub y: u16,
}

impl FocusPoint {
    /// The middle.
    pub const CENTER: Self = Self { x: 500, y: 500 };
}

/// A colour, eight bits a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Rgb {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
}

/// Pan and zoom: the part of the still that fills the frame at the start and at the end. Each part is named by its
/// middle and by how many thousandths of the largest frame-shaped part it measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StillMove {
    /// Middle of the part at the start.
    pub from: FocusPoint,
    /// Its size, 100 to 1000; 1000 is the largest part that has the frame's shape.
    pub from_size: u16,
    /// Middle of the part at the end.
    pub to: FocusPoint,
    /// Its size, 100 to 1000.
    pub to_size: u16,
}

/// How a segment follows on the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Transition {
    /// In which manner.
    pub kind: TransitionKind,
    /// How many frames the two overlap; 0 exactly for a cut.
    pub frames: Frames,
}

impl Transition {
    /// One ends, the next begins.
    pub const CUT: Self = Self { kind: TransitionKind::Cut, frames: Frames::ZERO };
}

impl Default for Transition {
    fn default() -> Self {
        Self::CUT
    }
}

/// The manners of transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum TransitionKind {
    /// None.
    #[default]
    Cut,
    /// One melts into the other.
    Crossfade,
    /// Through black.
    FadeThroughBlack,
    /// The next slides in over the one before, from the right.
    Slide,
    /// The next is uncovered from left to right.
    Wipe,
}

/// Who reads, and how.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct VoiceChoice {
    /// Whose voice.
    pub provider: ProviderId,
    /// Which voice.
    pub voice: VoiceId,
    /// Percent of the voice's own speed, 50 to 200.
    pub speed: u16,
    /// Percent of the voice's own pitch, 50 to 150.
    pub pitch: u16,
}

/// A word the voice gets wrong, and how to say it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Pronunciation {
    /// As it is written.
    pub written: String,
    /// As it is to be read.
    pub said: String,
}

/// How captions look and where they stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CaptionChoice {
    /// Whether they are drawn.
    pub is_shown: bool,
    /// The preset, by the name of its file in assets/captions.
    pub preset: String,
    /// The box they are laid out in, in units of a 1080x1920 frame; the default is clear of all platforms' buttons.
    pub area: PixelRect,
}

/// A rectangle in units of a 1080x1920 frame: left and top included, right and bottom not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PixelRect {
    /// Left edge.
    pub left: u32,
    /// Top edge.
    pub top: u32,
    /// Right edge; greater than `left`.
    pub right: u32,
    /// Bottom edge; greater than `top`.
    pub bottom: u32,
}

impl PixelRect {
    /// Clear of the buttons and texts of TikTok, Reels and Shorts (Google and Meta ads figures, November 2026).
    pub const SAFE_EVERYWHERE: Self = Self { left: 120, top: 288, right: 888, bottom: 1248 };
}

/// The music under a video.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MusicChoice {
    /// One of Bobine's own loops, by the name of its file in assets/music.
    Loop {
        /// The name, without ending.
        name: String,
    },
    /// A file of the creator's, kept in the library.
    Imported {
        /// Which file.
        media: MediaId,
    },
}

/// Levels, in tenths of a decibel. The whole is always brought to -14 LUFS; these say how the parts stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Mix {
    /// The voice, relative to its levelled reading; -400 to 120.
    pub voice: i16,
    /// The music where nobody speaks, relative to the voice; -400 to 120.
    pub music: i16,
    /// How far the music steps back under the voice; 0 to 400.
    pub duck_depth: i16,
    /// How fast it steps back, milliseconds.
    pub duck_attack: Millis,
    /// How fast it returns, milliseconds.
    pub duck_release: Millis,
    /// The clips' own sound, relative to the voice; silent when absent.
    pub clip_sound: Option<i16>,
}

impl Default for Mix {
    fn default() -> Self {
        Self {
            voice: 0,
            music: -120,
            duck_depth: 90,
            duck_attack: Millis::new(180),
            duck_release: Millis::new(550),
            clip_sound: None,
        }
    }
}

impl Segment {
    /// The text the voice is to read: `spoken` where given, else what is shown.
    pub fn spoken_text(&self) -> &str {
        self.spoken.as_deref().unwrap_or(&self.narration)
    }
}

impl Document {
    /// The segment of an id, with its place.
    pub fn find(&self, id: SegmentId) -> Option<(usize, &Segment)> {
        self.segments.iter().enumerate().find(|(_, segment)| segment.id == id)
    }

    /// The segments that are in the video, in order.
    pub fn included(&self) -> impl Iterator<Item = &Segment> {
        self.segments.iter().filter(|segment| segment.is_included)
    }
}
