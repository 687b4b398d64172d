//! The window among other windows: coming forward, closing with care, files from the desktop.

use std::path::PathBuf;

use tauri::{AppHandle, DragDropEvent, Manager, Window};
use tauri_plugin_dialog::{DialogExt, MessageDialogButtons, MessageDialogKind};
use tauri_specta::Event;

use crate::events::{DropPhase, FilesDropped};
use crate::state::App;

/// The one window.
const MAIN: &str = "main";

/// Show the window, now that it stands where it stood before.
pub fn show(handle: &AppHandle) -> tauri::Result<()> {
    match handle.get_webview_window(MAIN) {
        Some(window) => window.show(),
        None => Ok(()),
    }
}

/// Somebody started Bobine again: the window that is there comes forward.
pub fn come_forward(handle: &AppHandle) {
    let Some(window) = handle.get_webview_window(MAIN) else { return };
    let came = window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus());
    if let Err(error) = came {
        tracing::debug!(%error, "the window did not come forward");
    }
}

/// Whether closing has to wait for an answer: an export under way would be lost. Jobs are not: they go on at the next
/// start.
pub fn must_ask(window: &Window) -> bool {
    let handle = window.app_handle().clone();
    if handle.state::<App>().export().is_none() {
        return false;
    }
    let asking = handle.clone();
    let is_french = handle.state::<App>().is_french();
    let words = if is_french { FRENCH } else { ENGLISH };
    handle
        .dialog()
        .message(words.question)
        .title("Bobine")
        .kind(MessageDialogKind::Warning)
        .buttons(MessageDialogButtons::OkCancelCustom(words.close.to_owned(), words.stay.to_owned()))
        .show(move |is_sure| {
            if is_sure {
                asking.state::<App>().close();
                asking.exit(0);
            }
        });
    true
}

struct Words {
    question: &'static str,
    close: &'static str,
    stay: &'static str,
}

const ENGLISH: Words = Words {
    question: "An export is under way. Close and cancel it? What was rendered is kept for the next one.",
    close: "Cancel the export and close",
    stay: "Keep exporting",
};

const FRENCH: Words = Words {
    question: "Un export est en cours. Fermer et l’annuler ? Ce qui est déjà rendu servira au prochain.",
    close: "Annuler l’export et fermer",
    stay: "Continuer l’export",
};

/// Files from the desktop over the window.
pub fn files(window: &Window, event: &DragDropEvent) {
    let scale = window.scale_factor().unwrap_or(1.0);
    let named = |paths: &[PathBuf]| paths.iter().map(|path| path.display().to_string()).collect();
    let told = match event {
        DragDropEvent::Enter { paths, position } => {
            FilesDropped { phase: DropPhase::Enter, paths: named(paths), x: position.x / scale, y: position.y / scale }
        }
        DragDropEvent::Over { position } => {
            FilesDropped { phase: DropPhase::Over, paths: Vec::new(), x: position.x / scale, y: position.y / scale }
        }
        DragDropEvent::Drop { paths, position } => {
            FilesDropped { phase: DropPhase::Drop, paths: named(paths), x: position.x / scale, y: position.y / scale }
        }
        _ => FilesDropped { phase: DropPhase::Leave, paths: Vec::new(), x: 0.0, y: 0.0 },
    };
    if let Err(error) = told.emit(window) {
        tracing::warn!(%error, "the page was not told of files");
    }
}
