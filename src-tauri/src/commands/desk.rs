//! The open project: seeing it, changing it, walking through its history.

use std::path::PathBuf;

use bobine_model::edit::Edit;
use bobine_model::{Frames, ProjectId, SegmentId, TakeId};
use bobine_studio::desk::{Desk, HistoryStep};
use bobine_studio::{Error, Studio};
use serde::Deserialize;
use specta::Type;
use tauri::State;

use super::ask;
use crate::fault::ApiError;
use crate::state::App;

/// Which gesture an edit belongs to: one drag, one stay in a text field. Edits of one gesture are undone together.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct Gesture {
    /// A name the page makes up.
    name: String,
}

/// Do something that changes the open project, and show it at once.
async fn changed(
    app: &App,
    work: impl FnOnce(&Studio) -> Result<Desk, Error> + Send + 'static,
) -> Result<Desk, ApiError> {
    let desk = ask(app, work).await?;
    app.room()?.refresh();
    Ok(desk)
}

/// Open a project, with its preview at a frame.
#[tauri::command]
#[specta::specta]
pub async fn open_project(app: State<'_, App>, project: ProjectId, at: Frames) -> Result<Desk, ApiError> {
    let desk = ask(&app, move |studio| studio.desk(project)).await?;
    app.set_open_project(Some(project));
    app.room()?.show(Some(project), at);
    Ok(desk)
}

/// Close the open project.
#[tauri::command]
#[specta::specta]
pub async fn close_project(app: State<'_, App>) -> Result<(), ApiError> {
    app.set_open_project(None);
    app.room()?.show(None, Frames::ZERO);
    Ok(())
}

/// The project as it stands.
#[tauri::command]
#[specta::specta]
pub async fn desk(app: State<'_, App>, project: ProjectId) -> Result<Desk, ApiError> {
    ask(&app, move |studio| studio.desk(project)).await
}

/// Change the project.
#[tauri::command]
#[specta::specta]
pub async fn edit(
    app: State<'_, App>,
    project: ProjectId,
    edit: Edit,
    gesture: Option<Gesture>,
) -> Result<Desk, ApiError> {
    let make = move |studio: &Studio| studio.make_edit(project, &edit, gesture.as_ref().map(|one| one.name.as_str()));
    changed(&app, make).await
}

/// Take the last change back.
#[tauri::command]
#[specta::specta]
pub async fn undo(app: State<'_, App>, project: ProjectId) -> Result<Desk, ApiError> {
    changed(&app, move |studio| {
        studio.undo(project, 1)?;
        studio.desk(project)
    })
    .await
}

/// Do the change again that was taken back.
#[tauri::command]
#[specta::specta]
pub async fn redo(app: State<'_, App>, project: ProjectId) -> Result<Desk, ApiError> {
    changed(&app, move |studio| {
        studio.redo(project, 1)?;
        studio.desk(project)
    })
    .await
}

/// The steps that undo and redo walk through.
#[tauri::command]
#[specta::specta]
pub async fn history(app: State<'_, App>, project: ProjectId) -> Result<Vec<HistoryStep>, ApiError> {
    ask(&app, move |studio| studio.history_steps(project)).await
}

/// Go to any step of the history.
#[tauri::command]
#[specta::specta]
pub async fn go_to_revision(app: State<'_, App>, project: ProjectId, revision: u64) -> Result<Desk, ApiError> {
    changed(&app, move |studio| studio.go_to(project, revision)).await
}

/// Choose which take a segment shows; none for its slate.
#[tauri::command]
#[specta::specta]
pub async fn choose_take(
    app: State<'_, App>,
    project: ProjectId,
    segment: SegmentId,
    take: Option<TakeId>,
) -> Result<Desk, ApiError> {
    changed(&app, move |studio| studio.choose_take(project, segment, take)).await
}

/// Bring files of the creator's in: the first as a take of a segment, or each as a new segment from a place on.
#[tauri::command]
#[specta::specta]
pub async fn import_files(
    app: State<'_, App>,
    project: ProjectId,
    segment: Option<SegmentId>,
    at: usize,
    paths: Vec<PathBuf>,
) -> Result<Desk, ApiError> {
    let studio = app.studio()?;
    match (segment, paths.split_first()) {
        (Some(segment), Some((first, rest))) => {
            studio.import(project, &segment.to_string(), first).await?;
            studio.import_at(project, at, rest).await?;
        }
        (None, _) => studio.import_at(project, at, &paths).await?,
        (Some(_), None) => {}
    }
    changed(&app, move |studio| studio.desk(project)).await
}

/// What is said, as plain text: for a post's description.
#[tauri::command]
#[specta::specta]
pub async fn caption_text(app: State<'_, App>, project: ProjectId) -> Result<String, ApiError> {
    let desk = ask(&app, move |studio| studio.desk(project)).await?;
    let said = desk.document.included().map(|segment| segment.narration.trim()).filter(|text| !text.is_empty());
    Ok(said.collect::<Vec<_>>().join("\n"))
}
