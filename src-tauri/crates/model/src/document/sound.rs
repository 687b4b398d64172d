//! What is heard: who reads and how, how words are said, the music, the levels.

use serde::{Deserialize, Serialize};

use crate::ids::{MediaId, ProviderId, VoiceId};
use crate::time::Millis;

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
