//! The window itself: starting, settings, what the desktop offers.

use std::path::PathBuf;

use bobine_studio::view::{EncoderView, LibraryView, SettingView};
use bobine_studio::{MusicView, PlatformView, music_loops, platforms};
use serde::Serialize;
use specta::Type;
use tauri::window::{ProgressBarState, ProgressBarStatus};
use tauri::{AppHandle, State, WebviewWindow};
use tauri_plugin_clipboard_manager::ClipboardExt;
use tauri_plugin_dialog::{DialogExt, FilePath};
use tauri_plugin_notification::NotificationExt;
use tauri_plugin_opener::OpenerExt;

use super::ask;
use crate::fault::{ApiError, ErrorCode};
use crate::session::Session;
use crate::state::App;

/// Under what name the session is kept.
const SESSION: &str = "session";

/// What the page needs to begin.
#[derive(Debug, Clone, Serialize, Type)]
pub struct Startup {
    /// Of the program.
    version: String,
    /// The library.
    library: LibraryView,
    /// What the window was left with.
    session: Session,
    /// Where media are to be had.
    media_url: String,
    /// The caption styles, by name.
    caption_presets: Vec<String>,
    /// Bobine's own music.
    music: Vec<MusicView>,
    /// Where platforms lay their buttons.
    platforms: Vec<PlatformView>,
    /// What scripts can be written in.
    languages: Vec<String>,
}

/// What the page needs to begin.
#[tauri::command]
#[specta::specta]
pub async fn startup(app: State<'_, App>) -> Result<Startup, ApiError> {
    let media_url = app.server()?.url().to_owned();
    ask(&app, move |studio| {
        let session: Session = studio.window_state(SESSION)?.unwrap_or_default();
        Ok(Startup {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            library: studio.library()?,
            music: music_loops(session.language.as_deref().unwrap_or("en")),
            session,
            media_url,
            caption_presets: bobine_studio::caption_presets(),
            platforms: platforms(),
            languages: bobine_studio::script_languages(),
        })
    })
    .await
}

/// Keep what the window is left with.
#[tauri::command]
#[specta::specta]
pub async fn save_session(app: State<'_, App>, session: Session) -> Result<(), ApiError> {
    app.set_language(session.language.as_deref());
    ask(&app, move |studio| studio.keep_window_state(SESSION, &session)).await
}

/// All settings.
#[tauri::command]
#[specta::specta]
pub async fn settings(app: State<'_, App>) -> Result<Vec<SettingView>, ApiError> {
    ask(&app, bobine_studio::Studio::settings).await
}

/// Change a setting, or put it back to its default.
#[tauri::command]
#[specta::specta]
pub async fn set_setting(app: State<'_, App>, name: String, value: Option<String>) -> Result<(), ApiError> {
    ask(&app, move |studio| match value {
        Some(value) => studio.set(&name, &value),
        None => studio.unset(&name),
    })
    .await
}

/// The encoders of this machine, software first. Trying them takes a moment, once.
#[tauri::command]
#[specta::specta]
pub async fn encoders(app: State<'_, App>) -> Result<Vec<EncoderView>, ApiError> {
    ask(&app, bobine_studio::Studio::encoders).await
}

/// Ask for a folder.
#[tauri::command]
#[specta::specta]
pub async fn pick_folder(handle: AppHandle, start: Option<PathBuf>) -> Option<PathBuf> {
    let mut dialog = handle.dialog().file();
    if let Some(start) = start {
        dialog = dialog.set_directory(start);
    }
    let (answer, answered) = tokio::sync::oneshot::channel();
    dialog.pick_folder(move |picked| drop(answer.send(picked)));
    answered.await.ok().flatten().and_then(on_disk)
}

/// Ask for clips and pictures.
#[tauri::command]
#[specta::specta]
pub async fn pick_files(handle: AppHandle) -> Vec<PathBuf> {
    let (answer, answered) = tokio::sync::oneshot::channel();
    let media = ["mp4", "mov", "mkv", "webm", "avi", "m4v", "jpg", "jpeg", "png", "webp", "gif"];
    handle.dialog().file().add_filter("Media", &media).pick_files(move |picked| drop(answer.send(picked)));
    answered.await.ok().flatten().unwrap_or_default().into_iter().filter_map(on_disk).collect()
}

/// Ask where to write a video.
#[tauri::command]
#[specta::specta]
pub async fn pick_save(handle: AppHandle, start: PathBuf) -> Option<PathBuf> {
    let mut dialog = handle.dialog().file().add_filter("MP4", &["mp4"]);
    if let Some(folder) = start.parent() {
        dialog = dialog.set_directory(folder);
    }
    if let Some(name) = start.file_name() {
        dialog = dialog.set_file_name(name.to_string_lossy());
    }
    let (answer, answered) = tokio::sync::oneshot::channel();
    dialog.save_file(move |picked| drop(answer.send(picked)));
    answered.await.ok().flatten().and_then(on_disk)
}

fn on_disk(picked: FilePath) -> Option<PathBuf> {
    picked.into_path().ok()
}

/// Show a file in its folder.
#[tauri::command]
#[specta::specta]
pub fn reveal(handle: AppHandle, path: PathBuf) -> Result<(), ApiError> {
    handle.opener().reveal_item_in_dir(&path).map_err(|error| not_opened(&path, &error))
}

/// Open a video or a folder as the desktop opens it. Nothing else: a page must not start programs.
#[tauri::command]
#[specta::specta]
pub fn open_file(handle: AppHandle, path: PathBuf) -> Result<(), ApiError> {
    let is_video = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("mp4"));
    if !(path.is_dir() || path.is_file() && is_video) {
        return Err(ApiError::new(ErrorCode::NotFound, "the file is not there any more").about("path", &path.display()));
    }
    let opened = handle.opener().open_path(path.to_string_lossy(), None::<&str>);
    opened.map_err(|error| not_opened(&path, &error))
}

fn not_opened(path: &std::path::Path, error: &tauri_plugin_opener::Error) -> ApiError {
    ApiError::new(ErrorCode::Failed, format!("{} cannot be opened: {error}", path.display()))
        .about("path", &path.display())
}

/// Put text on the clipboard.
#[tauri::command]
#[specta::specta]
pub fn copy_text(handle: AppHandle, text: String) -> Result<(), ApiError> {
    let copied = handle.clipboard().write_text(text);
    copied.map_err(|error| ApiError::new(ErrorCode::Failed, format!("the clipboard cannot be written: {error}")))
}

/// What the window is called.
#[tauri::command]
#[specta::specta]
pub fn set_title(window: WebviewWindow, title: String) {
    if let Err(error) = window.set_title(&title) {
        tracing::debug!(%error, "the window kept its title");
    }
}

/// Progress on the dock, where the platform has it; none when nothing is under way.
#[tauri::command]
#[specta::specta]
pub fn set_progress(window: WebviewWindow, percent: Option<u8>) {
    let status = if percent.is_some() { ProgressBarStatus::Normal } else { ProgressBarStatus::None };
    let state = ProgressBarState { status: Some(status), progress: percent.map(u64::from) };
    if let Err(error) = window.set_progress_bar(state) {
        tracing::debug!(%error, "this desktop shows no progress");
    }
}

/// Tell the creator something while the window is in the background.
#[tauri::command]
#[specta::specta]
pub fn notify(handle: AppHandle, window: WebviewWindow, title: String, body: String) {
    if window.is_focused().unwrap_or(false) {
        return;
    }
    if let Err(error) = handle.notification().builder().title(title).body(body).show() {
        tracing::debug!(%error, "this desktop shows no notifications");
    }
}
