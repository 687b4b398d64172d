//! The library: its projects, and beginning new ones.

use std::path::PathBuf;

use bobine_model::{Language, ProjectId};
use bobine_studio::desk::Desk;
use bobine_studio::view::{EstimateView, PillarView, ProjectSummary, ProviderView, ScriptCut, VoiceView};
use bobine_studio::{Beginning, Brief, Error, MusicView, OwnScript, Studio, music_loops};
use serde::Deserialize;
use specta::Type;
use tauri::State;

use super::ask;
use crate::fault::{ApiError, ErrorCode};
use crate::state::App;

/// A video to be begun from a theme.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct NewVideo {
    /// What it is about.
    theme: String,
    /// What shapes its script.
    pillar: String,
    /// Two letters.
    language: String,
    /// About how long it is to be.
    seconds: u32,
    /// Who reads; the language's recommended voice where absent.
    voice: Option<String>,
}

impl NewVideo {
    fn brief(&self) -> Result<Brief, Error> {
        Brief::new(&self.theme, &self.pillar, &self.language)?
            .with_length(self.seconds)
            .with_voice(self.voice.as_deref())
    }
}

/// A video to be begun from a text.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct NewFromText {
    /// What to call it; the first words where empty.
    title: String,
    /// Two letters.
    language: String,
    /// The text.
    text: String,
    /// Who reads.
    voice: Option<String>,
}

/// All projects, the one changed last first.
#[tauri::command]
#[specta::specta]
pub async fn projects(app: State<'_, App>) -> Result<Vec<ProjectSummary>, ApiError> {
    ask(&app, Studio::projects).await
}

/// The content pillars, described in a language.
#[tauri::command]
#[specta::specta]
pub async fn pillars(app: State<'_, App>, language: String) -> Result<Vec<PillarView>, ApiError> {
    ask(&app, move |studio| {
        let language = Language::new(&language).map_err(|fault| Error::Usage(fault.to_string()))?;
        Ok(studio.pillars_in(&language))
    })
    .await
}

/// The voices of a language, the recommended one first.
#[tauri::command]
#[specta::specta]
pub async fn voices(app: State<'_, App>, language: String) -> Result<Vec<VoiceView>, ApiError> {
    ask(&app, move |studio| studio.voices(&language)).await
}

/// Who generates what, and for how much, described in a language of the window.
#[tauri::command]
#[specta::specta]
pub async fn providers(app: State<'_, App>, language: String) -> Result<Vec<ProviderView>, ApiError> {
    ask(&app, move |studio| Ok(studio.providers(&language))).await
}

/// Bobine's own loops, described in a language of the window.
#[tauri::command]
#[specta::specta]
pub fn music(language: String) -> Vec<MusicView> {
    music_loops(&language)
}

/// How a text would be cut into segments.
#[tauri::command]
#[specta::specta]
pub async fn cut_script(text: String) -> ScriptCut {
    bobine_studio::cut_script(&text)
}

/// What a video would cost, before anything of it is there; by the provider of the settings where none is named.
#[tauri::command]
#[specta::specta]
pub async fn estimate_new(
    app: State<'_, App>,
    beginning: Beginning,
    provider: Option<String>,
) -> Result<EstimateView, ApiError> {
    ask(&app, move |studio| studio.estimate_beginning(&beginning, provider.as_deref())).await
}

/// Begin a project and write its script.
#[tauri::command]
#[specta::specta]
pub async fn new_video(app: State<'_, App>, video: NewVideo) -> Result<Desk, ApiError> {
    let made = app.studio()?.create(video.brief()?, &|_| {}).await?;
    ask(&app, move |studio| studio.desk(made.id())).await
}

/// Begin a project from a text of the creator's.
#[tauri::command]
#[specta::specta]
pub async fn new_from_text(app: State<'_, App>, text: NewFromText) -> Result<Desk, ApiError> {
    let NewFromText { title, language, text, voice } = text;
    ask(&app, move |studio| {
        let project = studio.begin_from_text(&OwnScript { title, language, text, voice })?;
        studio.desk(project)
    })
    .await
}

/// Begin a project from clips and pictures.
#[tauri::command]
#[specta::specta]
pub async fn new_from_files(app: State<'_, App>, paths: Vec<PathBuf>, language: String) -> Result<Desk, ApiError> {
    let project = app.studio()?.begin_from_files(&paths, &language).await?;
    ask(&app, move |studio| studio.desk(project)).await
}

/// Another project with the same script, takes and readings.
#[tauri::command]
#[specta::specta]
pub async fn duplicate_project(app: State<'_, App>, project: ProjectId) -> Result<ProjectSummary, ApiError> {
    ask(&app, move |studio| {
        let copy = studio.duplicate(project)?;
        Ok(studio.project(copy)?.summary)
    })
    .await
}

/// Put a project out of sight.
#[tauri::command]
#[specta::specta]
pub async fn delete_project(app: State<'_, App>, project: ProjectId) -> Result<(), ApiError> {
    if app.export().is_some_and(|export| export.project == project) {
        return Err(ApiError::new(
            ErrorCode::Usage,
            "this project is being exported; wait for it, or cancel the export",
        ));
    }
    ask(&app, move |studio| studio.delete(project)).await
}

/// Bring a deleted project back.
#[tauri::command]
#[specta::specta]
pub async fn restore_project(app: State<'_, App>, project: ProjectId) -> Result<(), ApiError> {
    ask(&app, move |studio| studio.restore(project)).await
}
