//! Having voices and clips made.

use std::sync::Arc;

use bobine_model::{JobId, ProjectId, SegmentId};
use bobine_studio::view::EstimateView;
use bobine_studio::{Again, Error, Generate, Parallelism, Studio, Wanted as Asked};
use serde::Deserialize;
use specta::Type;
use tauri::{AppHandle, State};
use tauri_specta::Event;

use super::ask;
use crate::events::GenerateEnded;
use crate::fault::ApiError;
use crate::state::App;

/// What is to be made, by whom.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct GenerateRequest {
    /// What.
    wanted: Wanted,
    /// Who makes clips; whom the settings name where absent.
    provider: Option<String>,
    /// One clip after the other instead of as many as the provider takes.
    one_by_one: bool,
}

impl GenerateRequest {
    fn asked(self, studio: &Studio) -> Result<Generate, Error> {
        Ok(Generate {
            provider: studio.video_provider(self.provider.as_deref())?,
            parallelism: if self.one_by_one { Parallelism::OneByOne } else { Parallelism::Parallel },
            wanted: self.wanted.into(),
        })
    }
}

/// What is to be made.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Wanted {
    /// All voices that are missing or out of date, and all clips that are missing.
    Missing,
    /// The same, of these segments.
    MissingIn {
        /// Which.
        segments: Vec<SegmentId>,
    },
    /// The voices of these segments, or of all where none is named.
    Voices {
        /// Which.
        segments: Vec<SegmentId>,
    },
    /// Another take of one segment.
    NewTake {
        /// Which.
        segment: SegmentId,
        /// Another prompt; kept as the segment's.
        prompt: Option<String>,
        /// Another seed.
        seed: Option<u64>,
    },
}

impl From<Wanted> for Asked {
    fn from(wanted: Wanted) -> Self {
        let names = |segments: Vec<SegmentId>| segments.iter().map(ToString::to_string).collect();
        match wanted {
            Wanted::Missing => Self::Missing,
            Wanted::MissingIn { segments } => Self::MissingIn(names(segments)),
            Wanted::Voices { segments } => Self::Voices(names(segments)),
            Wanted::NewTake { segment, prompt, seed } => Self::NewTake { segment: segment.to_string(), prompt, seed },
        }
    }
}

/// What making what is wanted would cost.
#[tauri::command]
#[specta::specta]
pub async fn estimate(
    app: State<'_, App>,
    project: ProjectId,
    request: GenerateRequest,
) -> Result<EstimateView, ApiError> {
    ask(&app, move |studio| studio.estimate_generate(project, &request.asked(studio)?)).await
}

/// Begin to make what is wanted; events tell how it goes on.
#[tauri::command]
#[specta::specta]
pub async fn generate(
    app: State<'_, App>,
    handle: AppHandle,
    project: ProjectId,
    request: GenerateRequest,
) -> Result<(), ApiError> {
    let studio = Arc::clone(app.studio()?);
    let request = request.asked(&studio)?;
    begin(handle, studio, project, request);
    Ok(())
}

fn begin(handle: AppHandle, studio: Arc<Studio>, project: ProjectId, request: Generate) {
    tauri::async_runtime::spawn(async move {
        let made = studio.generate(project, &request, &|_| {}).await;
        let (made, error) = match made {
            Ok(made) => (made, None),
            Err(error) => (bobine_studio::view::GenerateView::default(), Some(ApiError::from(error))),
        };
        let ended = GenerateEnded {
            project,
            readings: made.readings,
            takes: made.takes,
            failures: made.failures,
            unknown: made.unknown,
            error,
        };
        if let Err(error) = ended.emit(&handle) {
            tracing::warn!(%error, "the page was not told that generating has ended");
        }
    });
}

/// Go on with jobs that wait or that the last run left under way. The watcher tells how.
pub fn go_on(app: &App) {
    let Ok(studio) = app.studio().map(Arc::clone) else { return };
    tauri::async_runtime::spawn(async move {
        match studio.go_on().await {
            Ok(()) | Err(Error::Stopped) => {}
            Err(error) => tracing::error!(error = error.sentence(), "jobs that were left could not be gone on with"),
        }
    });
}

/// Stop a job.
#[tauri::command]
#[specta::specta]
pub async fn cancel_job(app: State<'_, App>, job: JobId) -> Result<(), ApiError> {
    ask(&app, move |studio| studio.cancel_job(&job.to_string()).map(drop)).await
}

/// Try a job again: send it again where its answer was lost, knowing that it may be paid twice, or make anew what
/// failed.
#[tauri::command]
#[specta::specta]
pub async fn retry_job(app: State<'_, App>, handle: AppHandle, job: JobId) -> Result<(), ApiError> {
    match ask(&app, move |studio| studio.again(&job.to_string())).await? {
        Again::Queued => go_on(&app),
        Again::Make(project, request) => begin(handle, Arc::clone(app.studio()?), project, request),
    }
    Ok(())
}
