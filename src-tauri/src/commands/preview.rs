//! Playing the open project.

use bobine_model::{FrameRange, Frames};
use bobine_studio::Speed;
use tauri::State;

use crate::fault::{ApiError, ErrorCode};
use crate::state::App;

/// Play: 1, 2 or 4 times as fast, backwards where less than 0.
#[tauri::command]
#[specta::specta]
pub fn play(app: State<'_, App>, speed: i8) -> Result<(), ApiError> {
    let speed = Speed::from_times(i32::from(speed))
        .ok_or_else(|| ApiError::new(ErrorCode::Usage, "the preview plays once, twice or four times as fast"))?;
    app.room()?.preview()?.play(speed);
    Ok(())
}

/// Stop at the frame that is seen.
#[tauri::command]
#[specta::specta]
pub fn pause(app: State<'_, App>) -> Result<(), ApiError> {
    app.room()?.preview()?.pause();
    Ok(())
}

/// Go to a frame.
#[tauri::command]
#[specta::specta]
pub fn seek(app: State<'_, App>, frame: Frames) -> Result<(), ApiError> {
    app.room()?.preview()?.seek(frame);
    Ok(())
}

/// Pause, and go some frames on or back.
#[tauri::command]
#[specta::specta]
pub fn step(app: State<'_, App>, frames: i32) -> Result<(), ApiError> {
    app.room()?.preview()?.step(frames);
    Ok(())
}

/// Play a range again and again, or everything once.
#[tauri::command]
#[specta::specta]
pub fn set_loop(app: State<'_, App>, range: Option<FrameRange>) -> Result<(), ApiError> {
    app.room()?.preview()?.set_loop(range);
    Ok(())
}

/// How loud the preview is, in percent.
#[tauri::command]
#[specta::specta]
pub fn set_volume(app: State<'_, App>, percent: u8) -> Result<(), ApiError> {
    app.room()?.preview()?.set_volume(percent);
    Ok(())
}
