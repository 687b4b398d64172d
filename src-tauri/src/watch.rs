//! Tells the page what changed in the library, whoever changed it: the window, a job, or the `bobine` command.

use std::time::Duration;

use tauri::{AppHandle, Manager};
use tauri_specta::Event;

use crate::events::{DeskChanged, JobsChanged};
use crate::state::App;

/// How often the library is asked whether anything changed: one number out of its first page.
const EVERY: Duration = Duration::from_millis(200);

/// Watch until the program ends.
pub fn begin(handle: &AppHandle) {
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        let mut told = Told::default();
        let mut ticks = tokio::time::interval(EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let looking = handle.clone();
            let looked = tauri::async_runtime::spawn_blocking(move || {
                told.look(&looking);
                told
            });
            match looked.await {
                Ok(after) => told = after,
                Err(error) => {
                    tracing::error!(%error, "watching the library failed");
                    told = Told::default();
                }
            }
        }
    });
}

#[derive(Default)]
struct Told {
    library: Option<u64>,
    desk: Option<(bobine_model::ProjectId, u64)>,
}

impl Told {
    fn look(&mut self, handle: &AppHandle) {
        let app = handle.state::<App>();
        let (Ok(studio), Some(project)) = (app.studio(), app.open_project()) else {
            self.library = None;
            return;
        };
        // A library that is busy is asked again at the next tick.
        let Ok(now) = studio.library_version() else { return };
        if self.library.replace(now) == Some(now) {
            return;
        }
        if let Ok(version) = studio.version(project)
            && self.desk.replace((project, version)) != Some((project, version))
        {
            if let Ok(room) = app.room() {
                room.refresh();
            }
            if let Err(error) = (DeskChanged { project, version }).emit(handle) {
                tracing::warn!(%error, "the page was not told");
            }
        }
        if let Ok(jobs) = studio.jobs_worth_showing(project)
            && let Err(error) = (JobsChanged { project, jobs }).emit(handle)
        {
            tracing::warn!(%error, "the page was not told");
        }
    }
}
