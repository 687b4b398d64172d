//! The studio window: Tauri over `bobine-studio`. Commands and events, the loopback server for media and preview
//! frames, the window itself. Decides nothing about videos.

mod commands;
mod desktop;
mod events;
mod fault;
mod finished;
mod media_server;
mod preview;
mod session;
mod state;
mod watch;

use std::process::ExitCode;

use tauri::{Manager, RunEvent, WindowEvent};
use tracing_subscriber::EnvFilter;

use crate::state::App;

/// Open the window and stay until it is closed.
pub fn run() -> ExitCode {
    let told = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_from_env("BOBINE_LOG").unwrap_or_else(|_| EnvFilter::new("warn")))
        .with_writer(std::io::stderr)
        .try_init();
    if let Err(error) = told {
        tracing::debug!(%error, "somebody else writes the log");
    }
    let bindings = commands::bindings();
    let built = tauri::Builder::default()
        // First of all plugins: a second start must not open the library.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| desktop::come_forward(app)))
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::init())
        .invoke_handler(bindings.invoke_handler())
        .setup(move |app| {
            bindings.mount_events(app);
            let state = App::open(app.handle());
            app.manage(state);
            watch::begin(app.handle());
            commands::generate::go_on(&app.state::<App>());
            desktop::show(app.handle())?;
            Ok(())
        })
        .on_window_event(|window, event| match event {
            WindowEvent::DragDrop(files) => desktop::files(window, files),
            WindowEvent::CloseRequested { api, .. } if desktop::must_ask(window) => api.prevent_close(),
            _ => {}
        })
        .build(tauri::generate_context!());
    let app = match built {
        Ok(app) => app,
        Err(error) => {
            tracing::error!(%error, "the window cannot be opened");
            return ExitCode::FAILURE;
        }
    };
    app.run(|app, event| {
        if let RunEvent::Exit = event {
            app.state::<App>().close();
        }
    });
    ExitCode::SUCCESS
}
