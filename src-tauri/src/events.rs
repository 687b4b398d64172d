//! What the program tells the page unasked.

use bobine_model::{FrameRange, Frames, ProjectId};
use bobine_studio::view::{ExportView, FailureView, JobView};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri_specta::Event;

use crate::fault::ApiError;

/// A project was changed, by whomever.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct DeskChanged {
    /// Which.
    pub project: ProjectId,
    /// Its version now.
    pub version: u64,
}

/// What the library's list shows has changed, by whomever. Told while no project is open.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct LibraryChanged {
    /// The projects that changed, are new, or are gone.
    pub projects: Vec<ProjectId>,
}

/// A project's jobs have moved on.
#[derive(Debug, Clone, Serialize, Type, Event)]
pub struct JobsChanged {
    /// Which project.
    pub project: ProjectId,
    /// The jobs worth showing.
    pub jobs: Vec<JobView>,
}

/// What was asked to be generated has come to rest.
#[derive(Debug, Clone, Serialize, Type, Event)]
pub struct GenerateEnded {
    /// Which project.
    pub project: ProjectId,
    /// Voices made.
    pub readings: usize,
    /// Clips made.
    pub takes: usize,
    /// What went wrong.
    pub failures: Vec<FailureView>,
    /// Jobs that need a decision.
    pub unknown: usize,
    /// Why nothing could be made at all.
    pub error: Option<ApiError>,
}

/// How far an export is.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct ExportProgress {
    /// Which project.
    pub project: ProjectId,
    /// What is being done.
    pub stage: ExportStage,
    /// Thousandths of that.
    pub permille: u16,
    /// How long the picture will still take, once that can be told.
    pub left_ms: Option<u64>,
}

/// What an export does, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ExportStage {
    /// The picture is being encoded.
    Picture,
    /// The file is being put together and checked.
    Check,
}

/// An export has ended, one way or the other.
#[derive(Debug, Clone, Serialize, Type, Event)]
pub struct ExportEnded {
    /// Which project.
    pub project: ProjectId,
    /// The file.
    pub export: Option<ExportView>,
    /// Where the page can play it, below the address of media.
    pub address: Option<String>,
    /// Why there is none.
    pub error: Option<ApiError>,
}

/// How the preview stands.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct PreviewState {
    /// Whether it plays.
    pub is_playing: bool,
    /// The frame that is seen.
    pub frame: Frames,
    /// How fast: 1, 2 and 4, or less than 0 for backwards.
    pub speed: i8,
    /// The stretch that is repeated.
    pub r#loop: Option<FrameRange>,
    /// What is wrong, in words.
    pub problem: Option<String>,
}

/// Files over the window.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct FilesDropped {
    /// What is being done with them.
    pub phase: DropPhase,
    /// Which; known when they come and when they are dropped.
    pub paths: Vec<String>,
    /// Where, in pixels of the page.
    #[specta(type = i32)]
    pub x: f64,
    /// Where, in pixels of the page.
    #[specta(type = i32)]
    pub y: f64,
}

/// What is being done with files over the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DropPhase {
    /// They come.
    Enter,
    /// They move.
    Over,
    /// They are let go.
    Drop,
    /// They leave.
    Leave,
}
