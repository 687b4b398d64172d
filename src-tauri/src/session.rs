//! What the window was left with, to be found again at the next start.

use std::path::PathBuf;

use bobine_model::{Frames, ProjectId};
use bobine_studio::{ExportRequest, Purpose, Subtitles};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What the window was left with.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct Session {
    /// The project that was open.
    pub project: Option<ProjectId>,
    /// Where its playhead stood.
    pub playhead: Frames,
    /// Pixels a frame on the timeline; none to show all of it.
    pub zoom: Option<f64>,
    /// Light, dark, or as the system says.
    pub theme: Theme,
    /// The window's own language; the system's where absent.
    pub language: Option<String>,
    /// Where exports go.
    pub export_folder: Option<String>,
    /// How they are made.
    pub export: Option<ExportOptions>,
    /// Whether the timeline snaps.
    pub is_snapping: bool,
    /// Whose safe zone lies over the preview.
    pub safe_zone: Option<String>,
    /// Of the preview, in percent.
    pub volume: u8,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            project: None,
            playhead: Frames::ZERO,
            zoom: None,
            theme: Theme::System,
            language: None,
            export_folder: None,
            export: None,
            is_snapping: true,
            safe_zone: None,
            volume: 100,
        }
    }
}

/// The colours of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How an export is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ExportOptions {
    /// For whom it is.
    pub preset: Purpose,
    /// By which encoder; x264 where absent.
    pub encoder: Option<String>,
    /// Whether captions are drawn into the picture.
    pub burns_captions: bool,
    /// Captions as a file beside it.
    pub subtitles: Option<Subtitles>,
    /// The frame that is saved as a picture beside it.
    pub cover: Option<Frames>,
}

impl ExportOptions {
    /// What is asked of the studio: a file of this kind, there.
    pub fn into_request(self, target: PathBuf) -> ExportRequest {
        let Self { preset, encoder, burns_captions, subtitles, cover } = self;
        ExportRequest { target, burns_captions, subtitles, purpose: preset, encoder, cover }
    }
}
