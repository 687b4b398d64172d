//! Exporting the open project to a file.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use bobine_model::ProjectId;
use bobine_studio::free_video_path;
use bobine_studio::progress::{Progress, Stage};
use tauri::{AppHandle, Manager, State};
use tauri_specta::Event;

use super::ask;
use crate::events::{ExportEnded, ExportProgress, ExportStage};
use crate::fault::ApiError;
use crate::session::ExportOptions;
use crate::state::{App, Export};

/// Where a video of the project's title would go in a folder: the user's videos where none is named, with a number
/// where there is such a file already.
#[tauri::command]
#[specta::specta]
pub async fn export_path(
    app: State<'_, App>,
    handle: AppHandle,
    project: ProjectId,
    folder: Option<PathBuf>,
) -> Result<PathBuf, ApiError> {
    let title = ask(&app, move |studio| Ok(studio.project(project)?.summary.title)).await?;
    let paths = handle.path();
    let folder = folder
        .filter(|folder| folder.is_dir())
        .or_else(|| paths.video_dir().ok().filter(|folder| folder.is_dir()))
        .or_else(|| paths.home_dir().ok())
        .unwrap_or_else(|| PathBuf::from("."));
    Ok(free_video_path(&folder, &title))
}

/// Begin an export; events tell how it goes on.
#[tauri::command]
#[specta::specta]
pub async fn start_export(
    app: State<'_, App>,
    handle: AppHandle,
    project: ProjectId,
    options: ExportOptions,
    path: PathBuf,
) -> Result<(), ApiError> {
    let studio = Arc::clone(app.studio()?);
    studio.check_target(&path)?;
    app.begin_export(Export { project })?;
    let request = options.into_request(path);
    tauri::async_runtime::spawn(async move {
        let began = Instant::now();
        let telling = handle.clone();
        let tell = move |step: Progress| {
            if let Some(progress) = progress(project, step, began)
                && let Err(error) = progress.emit(&telling)
            {
                tracing::debug!(%error, "the page was not told how far the export is");
            }
        };
        let exported = studio.export(project, &request, &tell).await;
        let app = handle.state::<App>();
        app.end_export();
        let ended = match exported {
            Ok(view) => {
                let address = app.server().ok().map(|server| server.finished().offer(view.export.path.clone()));
                ExportEnded { project, export: Some(view.export), address, error: None }
            }
            Err(error) => ExportEnded { project, export: None, address: None, error: Some(error.into()) },
        };
        if let Err(error) = ended.emit(&handle) {
            tracing::warn!(%error, "the page was not told that the export has ended");
        }
    });
    Ok(())
}

fn progress(project: ProjectId, step: Progress, began: Instant) -> Option<ExportProgress> {
    let stage = match step.stage {
        Stage::Picture => ExportStage::Picture,
        Stage::Check => ExportStage::Check,
        Stage::Script | Stage::Voice | Stage::Clips | Stage::Sound => return None,
    };
    let permille = step.permille();
    // Early on, what is measured is how long it takes to begin.
    let is_telling = stage == ExportStage::Picture && (50..1000).contains(&permille);
    let left_ms = is_telling.then(|| {
        let spent = began.elapsed().as_millis();
        u64::try_from(spent * u128::from(1000 - permille) / u128::from(permille)).unwrap_or(u64::MAX)
    });
    Some(ExportProgress { project, stage, permille, left_ms })
}

/// Cancel the export under way. Nothing is left where it was to be written.
#[tauri::command]
#[specta::specta]
pub async fn cancel_export(app: State<'_, App>) -> Result<(), ApiError> {
    app.studio()?.cancel_export();
    Ok(())
}
