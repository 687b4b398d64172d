//! What a preview tells: frames, and how things stand.

use bobine_model::{FrameRange, Frames};

use crate::error::EngineError;
use crate::ges::feed::FeedError;
use crate::plan::Size;

/// A frame as it is to be seen.
#[derive(Clone, PartialEq, Eq)]
pub struct PreviewFrame {
    /// Its number in the video.
    pub frame: Frames,
    /// Its size.
    pub size: Size,
    /// Red, green, blue and an alpha of 255 for each pixel, row after row, nothing between rows.
    pub rgba: Vec<u8>,
}

impl std::fmt::Debug for PreviewFrame {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("PreviewFrame").field("frame", &self.frame).field("size", &self.size).finish_non_exhaustive()
    }
}

/// How fast and in which direction a preview plays. Only [`Speed::Normal`] is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Speed {
    /// Four times as fast, backwards.
    BackFour,
    /// Twice as fast, backwards.
    BackTwo,
    /// Backwards.
    Back,
    /// As it will be seen.
    Normal,
    /// Twice as fast.
    Two,
    /// Four times as fast.
    Four,
}

impl Speed {
    /// Frames for each frame of time; negative backwards.
    pub const fn times(self) -> i32 {
        match self {
            Self::BackFour => -4,
            Self::BackTwo => -2,
            Self::Back => -1,
            Self::Normal => 1,
            Self::Two => 2,
            Self::Four => 4,
        }
    }

    /// The speed of so many times; nothing where there is none.
    pub const fn from_times(times: i32) -> Option<Self> {
        match times {
            -4 => Some(Self::BackFour),
            -2 => Some(Self::BackTwo),
            -1 => Some(Self::Back),
            1 => Some(Self::Normal),
            2 => Some(Self::Two),
            4 => Some(Self::Four),
            _ => None,
        }
    }

    /// Whether it goes towards the beginning.
    pub const fn is_backward(self) -> bool {
        self.times() < 0
    }
}

/// How things stand. Told whenever something of it changes; while playing, `frame` alone is no change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewState {
    /// Whether it plays.
    pub is_playing: bool,
    /// The frame that is seen.
    pub frame: Frames,
    /// How many frames the video has; zero before one is shown.
    pub length: Frames,
    /// How fast it plays, or played last.
    pub speed: Speed,
    /// What is repeated.
    pub looped: Option<FrameRange>,
    /// Whether it stopped because there is nothing more in its direction.
    pub has_ended: bool,
    /// What is heard.
    pub sound: SoundState,
    /// What is not as planned, in the order it was found.
    pub problems: Vec<PreviewProblem>,
}

/// What is heard of a preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SoundState {
    /// Nothing: there is no plan yet.
    None,
    /// It is still being mixed; until then there is silence.
    Mixing,
    /// What the export will have.
    Ready,
    /// It is mixed, but there is no sound device, or it was lost. The clock runs all the same.
    NoDevice,
}

/// Something that cannot be shown or heard as planned. The rest goes on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PreviewProblem {
    /// A segment's picture cannot be made; a card with its number stands for it.
    #[error("segment {number}: {source}")]
    Picture {
        /// The segment's number.
        number: u32,
        /// Why.
        source: FeedError,
    },
    /// A voice, a clip's sound or the music is left out.
    #[error("{0}")]
    Sound(String),
    /// Captions are left out: their style is not among ours.
    #[error("there is no caption style {0:?}; choose another")]
    NoSuchPreset(String),
    /// The preview had to stop; the next thing asked of it starts it afresh.
    #[error("the preview stopped: {0}")]
    Stopped(String),
    /// The engine itself does not work.
    #[error(transparent)]
    Engine(#[from] EngineError),
}
