//! What the window's commands share.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bobine_model::ProjectId;
use bobine_studio::{Config, Studio};
use tauri::AppHandle;

use crate::fault::{ApiError, ErrorCode};
use crate::media_server::MediaServer;
use crate::preview::PreviewRoom;

/// The program behind the page.
pub struct App {
    /// The studio, or why there is none: the page says so and offers a way out.
    studio: Result<Arc<Studio>, ApiError>,
    server: Result<MediaServer, ApiError>,
    room: Result<Arc<PreviewRoom>, ApiError>,
    open: Mutex<Option<ProjectId>>,
    export: Mutex<Option<Export>>,
    is_french: AtomicBool,
}

/// An export under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Export {
    /// Of which project.
    pub project: ProjectId,
}

impl App {
    /// Open the library the environment names, and the way to its media.
    pub fn open(handle: &AppHandle) -> Self {
        let studio = Studio::open(&Config::from_environment(None)).map(Arc::new).map_err(ApiError::from);
        let room = studio.as_ref().map(|studio| PreviewRoom::open(Arc::clone(studio), handle.clone()));
        let room = room.map_err(Clone::clone);
        let server = match (&studio, &room) {
            (Ok(studio), Ok(room)) => MediaServer::start(Arc::clone(studio), Arc::clone(room))
                .map_err(|error| ApiError::new(ErrorCode::Internal, format!("no loopback address is free: {error}"))),
            (Err(error), _) | (_, Err(error)) => Err(error.clone()),
        };
        Self {
            studio,
            server,
            room,
            open: Mutex::default(),
            export: Mutex::default(),
            is_french: AtomicBool::new(false),
        }
    }

    /// The studio.
    pub fn studio(&self) -> Result<&Arc<Studio>, ApiError> {
        self.studio.as_ref().map_err(Clone::clone)
    }

    /// The way media take to the page.
    pub fn server(&self) -> Result<&MediaServer, ApiError> {
        self.server.as_ref().map_err(Clone::clone)
    }

    /// The preview.
    pub fn room(&self) -> Result<&Arc<PreviewRoom>, ApiError> {
        self.room.as_ref().map_err(Clone::clone)
    }

    /// The project that is open.
    pub fn open_project(&self) -> Option<ProjectId> {
        *self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Which project is open from now on.
    pub fn set_open_project(&self, project: Option<ProjectId>) {
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = project;
    }

    /// The export under way.
    pub fn export(&self) -> Option<Export> {
        *self.export.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begin an export, unless one is under way.
    pub fn begin_export(&self, export: Export) -> Result<(), ApiError> {
        let mut under_way = self.export.lock().unwrap_or_else(PoisonError::into_inner);
        if under_way.is_some() {
            return Err(ApiError::new(ErrorCode::Usage, "an export is under way; wait for it, or cancel it"));
        }
        *under_way = Some(export);
        Ok(())
    }

    /// The export has ended.
    pub fn end_export(&self) {
        *self.export.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Whether the window speaks French: for the few words that are said outside of the page.
    pub fn is_french(&self) -> bool {
        self.is_french.load(Ordering::Relaxed)
    }

    /// What the window speaks.
    pub fn set_language(&self, language: Option<&str>) {
        self.is_french.store(language == Some("fr"), Ordering::Relaxed);
    }

    /// Bring all that is under way to an end: jobs are given back as they stand.
    pub fn close(&self) {
        if let Ok(room) = &self.room {
            room.close();
        }
        if let Ok(studio) = &self.studio {
            studio.request_stop();
        }
    }
}
