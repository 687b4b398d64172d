//! Tells the page what changed in the library, whoever changed it: the window, a job, or the `bobine` command.

use std::time::Duration;

use bobine_model::ProjectId;
use bobine_studio::{Looked, Studio};
use serde::Serialize;
use tauri::{AppHandle, Manager};
use tauri_specta::Event;

use crate::events::{DeskChanged, JobsChanged, LibraryChanged};
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

/// What the page was last told.
#[derive(Default)]
struct Told {
    /// The library as it stood, and the project that was open.
    looked_at: Option<(u64, Option<ProjectId>)>,
    list: Looked,
    is_list_known: bool,
    desk: Option<(ProjectId, u64)>,
}

impl Told {
    fn look(&mut self, handle: &AppHandle) {
        let app = handle.state::<App>();
        let Ok(studio) = app.studio() else { return };
        let open = app.open_project();
        // A library that is busy is asked again at the next tick.
        let Ok(now) = studio.library_version() else { return };
        if self.looked_at.replace((now, open)) == Some((now, open)) {
            return;
        }
        // How the list stands is known from the start on, so that no change falls between its being drawn and watched.
        if open.is_none() || !self.is_list_known {
            self.tell_of_list(studio, handle);
        }
        if let Some(project) = open {
            self.tell_of_desk(&app, studio, project, handle);
        }
    }

    fn tell_of_list(&mut self, studio: &Studio, handle: &AppHandle) {
        match studio.changed_projects(&mut self.list) {
            Ok(projects) => {
                self.is_list_known = true;
                if !projects.is_empty() {
                    tell(&LibraryChanged { projects }, handle);
                }
            }
            Err(_) => self.looked_at = None,
        }
    }

    fn tell_of_desk(&mut self, app: &App, studio: &Studio, project: ProjectId, handle: &AppHandle) {
        if let Ok(version) = studio.version(project)
            && self.desk.replace((project, version)) != Some((project, version))
        {
            if let Ok(room) = app.room() {
                room.refresh();
            }
            tell(&DeskChanged { project, version }, handle);
        }
        if let Ok(jobs) = studio.jobs_worth_showing(project) {
            tell(&JobsChanged { project, jobs }, handle);
        }
    }
}

fn tell<E: Event + Serialize + Clone>(event: &E, handle: &AppHandle) {
    if let Err(error) = event.emit(handle) {
        tracing::warn!(%error, "the page was not told");
    }
}
