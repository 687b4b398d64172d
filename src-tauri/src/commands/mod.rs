//! Every command of the page, typed from end to end: `ui/src/api/bindings.ts` is generated from what stands here.
#![allow(clippy::needless_pass_by_value, reason = "Tauri hands commands their arguments by value")]

mod desk;
mod export;
pub mod generate;
mod library;
mod preview;
mod system;

use std::sync::Arc;

use bobine_studio::{Error, Studio};
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands, collect_events};

use crate::events;
use crate::fault::{ApiError, ErrorCode};
use crate::state::App;

/// All commands and events.
pub fn bindings() -> Builder<tauri::Wry> {
    Builder::<tauri::Wry>::new()
        .commands(collect_commands![
            system::startup,
            system::save_session,
            system::settings,
            system::set_setting,
            system::encoders,
            system::pick_folder,
            system::pick_files,
            system::pick_save,
            system::reveal,
            system::open_file,
            system::copy_text,
            system::set_title,
            system::set_progress,
            system::notify,
            library::projects,
            library::pillars,
            library::voices,
            library::providers,
            library::music,
            library::cut_script,
            library::estimate_new,
            library::new_video,
            library::new_from_text,
            library::new_from_files,
            library::duplicate_project,
            library::delete_project,
            library::restore_project,
            desk::open_project,
            desk::close_project,
            desk::desk,
            desk::edit,
            desk::undo,
            desk::redo,
            desk::history,
            desk::go_to_revision,
            desk::choose_take,
            desk::import_files,
            desk::caption_text,
            generate::estimate,
            generate::generate,
            generate::cancel_job,
            generate::retry_job,
            export::export_path,
            export::start_export,
            export::cancel_export,
            preview::play,
            preview::pause,
            preview::seek,
            preview::step,
            preview::set_loop,
            preview::set_volume,
        ])
        .events(collect_events![
            events::LibraryChanged,
            events::DeskChanged,
            events::JobsChanged,
            events::GenerateEnded,
            events::ExportProgress,
            events::ExportEnded,
            events::PreviewState,
            events::FilesDropped,
        ])
        .error_handling(ErrorHandlingMode::Throw)
        .disable_serde_phases()
        .dangerously_cast_bigints_to_number()
}

/// Ask the studio something that may wait for the disk, off the threads that answer the page.
async fn ask<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&Studio) -> Result<T, Error> + Send + 'static,
) -> Result<T, ApiError> {
    let studio = Arc::clone(app.studio()?);
    let asked = tauri::async_runtime::spawn_blocking(move || work(&studio));
    match asked.await {
        Ok(answer) => Ok(answer?),
        Err(error) => Err(ApiError::new(ErrorCode::Internal, error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use specta_typescript::Typescript;

    /// Run with `BOBINE_WRITE_BINDINGS=1` to write them anew.
    #[test]
    fn the_bindings_of_the_page_are_those_of_this_program() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/api/bindings.ts");
        let header = "// Generated from src-tauri/src/commands and events.rs; not to be edited.\n";
        let folder = tempfile::tempdir().expect("there is room for a test");
        let fresh = folder.path().join("bindings.ts");
        super::bindings().export(Typescript::default().header(header), &fresh).expect("all types have a name there");
        let made = fs::read_to_string(&fresh).expect("it was written");
        if std::env::var_os("BOBINE_WRITE_BINDINGS").is_some() {
            fs::write(&file, &made).expect("the page's folder is writable");
        }
        let found = fs::read_to_string(&file).expect("the bindings are committed");
        assert!(found == made, "bindings.ts is stale: BOBINE_WRITE_BINDINGS=1 cargo test -p bobine-studio-app --lib");
    }
}
