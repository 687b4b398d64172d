//! How far a long use case is, told to whoever asked for it.

/// A stage of making a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// The script is being written.
    Script,
    /// The voice is reading.
    Voice,
    /// Clips are being made.
    Clips,
    /// The picture is being encoded.
    Picture,
    /// The sound is being mixed and levelled.
    Sound,
    /// The file is being put together and checked.
    Check,
}

impl Stage {
    /// One word for a progress bar.
    pub fn title(self) -> &'static str {
        match self {
            Self::Script => "Script",
            Self::Voice => "Voice",
            Self::Clips => "Clips",
            Self::Picture => "Picture",
            Self::Sound => "Sound",
            Self::Check => "Check",
        }
    }
}

/// How far a stage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Which stage.
    pub stage: Stage,
    /// Things finished.
    pub done: usize,
    /// Things to do; at least one.
    pub total: usize,
    /// Thousandths done of the things under way, summed.
    pub under_way: usize,
}

impl Progress {
    /// Thousandths of the whole stage, at most 1000.
    pub fn permille(&self) -> u16 {
        let permille = (self.done * 1000 + self.under_way) / self.total.max(1);
        u16::try_from(permille.min(1000)).unwrap_or(1000)
    }

    /// Whether the stage is over.
    pub fn is_done(&self) -> bool {
        self.done >= self.total
    }
}

/// Whoever wants to know. Called often and from any thread: answer quickly.
pub type Watch<'a> = &'a (dyn Fn(Progress) + Send + Sync);
