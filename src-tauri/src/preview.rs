//! The preview on its way to the page: one preview for the window, its newest frame, and the loop that shows it what
//! was edited.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use bobine_model::{Frames, ProjectId};
use bobine_studio::{Plan, Preview, PreviewFrame, PreviewState as Standing, Studio};
use tauri::AppHandle;
use tauri_specta::Event;
use tokio::sync::{Notify, watch};

use crate::events::PreviewState;
use crate::fault::ApiError;

/// A frame as it goes to the page: frame number, width, height and flags as little-endian words, then RGBA rows.
pub type FrameMessage = Arc<Vec<u8>>;

/// Set in the flags while the preview plays.
const PLAYING: u32 = 1;

/// The window's preview.
pub struct PreviewRoom {
    studio: Arc<Studio>,
    handle: AppHandle,
    preview: OnceLock<Preview>,
    newest: watch::Sender<Option<FrameMessage>>,
    is_playing: Arc<AtomicBool>,
    at: Arc<Mutex<Frames>>,
    shown: Mutex<Shown>,
    edited: Notify,
    shown_anew: Notify,
    closing: Arc<AtomicBool>,
}

#[derive(Default)]
struct Shown {
    project: Option<ProjectId>,
    /// Where to begin, for a project that was just opened.
    begin: Option<Frames>,
    plan: Option<Arc<Plan>>,
}

impl PreviewRoom {
    /// A room whose preview begins with the first project.
    pub fn open(studio: Arc<Studio>, handle: AppHandle) -> Arc<Self> {
        let room = Arc::new(Self {
            studio,
            handle,
            preview: OnceLock::new(),
            newest: watch::Sender::new(None),
            is_playing: Arc::default(),
            at: Arc::default(),
            shown: Mutex::default(),
            edited: Notify::new(),
            shown_anew: Notify::new(),
            closing: Arc::default(),
        });
        tauri::async_runtime::spawn(Arc::clone(&room).keep_up());
        tauri::async_runtime::spawn(Arc::clone(&room).copy_takes());
        room
    }

    /// The preview, begun when it is first needed.
    pub fn preview(&self) -> Result<&Preview, ApiError> {
        if let Some(preview) = self.preview.get() {
            return Ok(preview);
        }
        let (newest, is_playing) = (self.newest.clone(), Arc::clone(&self.is_playing));
        let on_frame = move |frame: PreviewFrame| {
            newest.send_replace(Some(message(&frame, is_playing.load(Ordering::Relaxed))));
        };
        let (handle, is_playing, at) = (self.handle.clone(), Arc::clone(&self.is_playing), Arc::clone(&self.at));
        let on_state = move |standing: Standing| {
            is_playing.store(standing.is_playing, Ordering::Relaxed);
            *at.lock().unwrap_or_else(PoisonError::into_inner) = standing.frame;
            if let Err(error) = told(&standing).emit(&handle) {
                tracing::warn!(%error, "the page was not told how the preview stands");
            }
        };
        let preview = self.studio.preview(on_frame, on_state)?;
        Ok(self.preview.get_or_init(|| preview))
    }

    /// Frames as they come, the newest only.
    pub fn frames(&self) -> watch::Receiver<Option<FrameMessage>> {
        self.newest.subscribe()
    }

    /// Show a project from a frame on; none to show nothing more.
    pub fn show(&self, project: Option<ProjectId>, at: Frames) {
        {
            let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
            *shown = Shown { project, begin: Some(at), plan: None };
        }
        if project.is_none() {
            if let Some(preview) = self.preview.get() {
                preview.pause();
            }
            self.newest.send_replace(None);
        }
        self.edited.notify_one();
    }

    /// The project may have changed.
    pub fn refresh(&self) {
        self.edited.notify_one();
    }

    /// End what is under way.
    pub fn close(&self) {
        self.closing.store(true, Ordering::Release);
        if let Some(preview) = self.preview.get() {
            preview.close();
        }
    }

    /// Show what was edited as soon as it was.
    async fn keep_up(self: Arc<Self>) {
        while !self.closing.load(Ordering::Acquire) {
            self.edited.notified().await;
            let room = Arc::clone(&self);
            let shown = tauri::async_runtime::spawn_blocking(move || room.project().map(|one| room.show_newest(one)));
            match shown.await {
                Ok(Some(Err(error))) => tracing::warn!(message = %error.message, "the preview keeps what it shows"),
                Ok(_) => self.shown_anew.notify_one(),
                Err(error) => tracing::error!(%error, "showing an edit failed"),
            }
        }
    }

    /// Make small copies of takes, one after the other, whenever something new is shown.
    async fn copy_takes(self: Arc<Self>) {
        while !self.closing.load(Ordering::Acquire) {
            self.shown_anew.notified().await;
            loop {
                let room = Arc::clone(&self);
                let copying = move || room.project().map(|one| room.studio.make_next_proxy(one, &room.closing));
                match tauri::async_runtime::spawn_blocking(copying).await {
                    Ok(Some(Ok(true))) => self.edited.notify_one(),
                    Ok(Some(Err(error))) => {
                        tracing::warn!(%error, "no small copy could be made");
                        break;
                    }
                    Ok(Some(Ok(false)) | None) => break,
                    Err(error) => {
                        tracing::error!(%error, "copying takes failed");
                        break;
                    }
                }
            }
        }
    }

    fn project(&self) -> Option<ProjectId> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).project
    }

    fn show_newest(&self, project: ProjectId) -> Result<(), ApiError> {
        let plan = self.studio.preview_plan(project)?;
        let preview = self.preview()?;
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if shown.project != Some(project) || shown.plan.as_ref() == Some(&plan) {
            return Ok(());
        }
        let at = shown.begin.take().unwrap_or_else(|| *self.at.lock().unwrap_or_else(PoisonError::into_inner));
        shown.plan = Some(Arc::clone(&plan));
        preview.show(plan, at);
        Ok(())
    }
}

fn message(frame: &PreviewFrame, is_playing: bool) -> FrameMessage {
    let flags = if is_playing { PLAYING } else { 0 };
    let mut bytes = Vec::with_capacity(16 + frame.rgba.len());
    for word in [frame.frame.count(), frame.size.width, frame.size.height, flags] {
        bytes.extend(word.to_le_bytes());
    }
    bytes.extend_from_slice(&frame.rgba);
    Arc::new(bytes)
}

fn told(standing: &Standing) -> PreviewState {
    PreviewState {
        is_playing: standing.is_playing,
        frame: standing.frame,
        speed: i8::try_from(standing.speed.times()).unwrap_or(1),
        r#loop: standing.looped,
        problem: standing.problems.first().map(ToString::to_string),
    }
}
