//! Where the studio keeps its library, and what the environment says. Read once, when the studio is opened.

use std::path::PathBuf;

use directories::ProjectDirs;

use crate::error::Error;

/// What the host knows before a studio is opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// The library folder; the platform's data folder when absent.
    pub library: Option<PathBuf>,
    /// The speech helper; looked for beside the program when absent.
    pub speech_helper: Option<PathBuf>,
    /// Where to make clips when a project and a call say nothing.
    pub video_provider: Option<String>,
}

impl Config {
    /// What the environment says, with the library as the host was told, if it was.
    pub fn from_environment(library: Option<PathBuf>) -> Self {
        let text = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        Self {
            library: library.or_else(|| text("BOBINE_LIBRARY").map(PathBuf::from)),
            speech_helper: text("BOBINE_SPEECH_HELPER").map(PathBuf::from),
            video_provider: text("VIDEO_PROVIDER"),
        }
    }

    /// The library folder.
    ///
    /// # Errors
    /// When none is named and the platform has no data folder, as for a user without a home.
    pub fn library_folder(&self) -> Result<PathBuf, Error> {
        match &self.library {
            Some(folder) => Ok(folder.clone()),
            None => ProjectDirs::from("", "", "bobine")
                .map(|folders| folders.data_dir().join("library"))
                .ok_or(Error::NoHome),
        }
    }
}
