//! The embedded video model: clips drawn on this machine, free, the same for the same prompt and seed.
//!
//! Drawing is restartable at no cost, so the operation holds all that is needed to do it again: after a crash,
//! asking how it stands starts it anew.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bobine_model::{Frames, Micros, ModelId, ProviderId, RequestKey};
use bobine_provider::{
    Artifact, ArtifactSource, Cancelled, ClipEncoder, ClipLength, ClipSpec, EncodeError, Error, FirstFrame, Operation,
    Shapes, StartError, Status, ValidatedRequest, VideoCapabilities, VideoModel, VideoRequest,
};
use serde::{Deserialize, Serialize};

use super::clips::Sketch;

/// How soon to ask again: drawing takes a few seconds.
const POLL: Duration = Duration::from_millis(120);

/// Which shape [`Drawing`] has in the library.
const OPERATION_VERSION: u32 = 1;

/// Draws clips.
pub struct SketchModel {
    capabilities: VideoCapabilities,
    encoder: Arc<dyn ClipEncoder>,
    scratch: PathBuf,
    running: Mutex<HashMap<RequestKey, Arc<Progress>>>,
}

/// The operation as it is kept in the library.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Drawing {
    key: RequestKey,
    request: VideoRequest,
}

#[derive(Default)]
struct Progress {
    frames: AtomicU32,
    is_stopped: AtomicBool,
    outcome: Mutex<Option<Result<PathBuf, EncodeError>>>,
}

impl SketchModel {
    /// A model that encodes with `encoder` and leaves finished clips in the folder `scratch` until they are fetched.
    pub fn new(encoder: Arc<dyn ClipEncoder>, scratch: PathBuf) -> Self {
        let capabilities = VideoCapabilities {
            provider: ProviderId::embedded(),
            model: ModelId::new("sketch").expect("a plain word is a model id"),
            name: "Embedded sketch".to_owned(),
            lengths: (1..=30).map(|seconds| ClipLength { seconds, price: Micros::ZERO }).collect(),
            shapes: Shapes::Any,
            first_frame: FirstFrame::No,
            has_sound: false,
            takes_seed: true,
            finds_by_key: true,
            cancels: true,
            prompt_limit: 4_000,
            concurrency: 2,
            deadline: Duration::from_secs(600),
        };
        Self { capabilities, encoder, scratch, running: Mutex::default() }
    }

    /// The drawing of an operation, begun now if it is not under way.
    fn under_way(&self, drawing: &Drawing) -> Arc<Progress> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let progress = running.entry(drawing.key.clone()).or_insert_with(|| {
            let progress = Arc::new(Progress::default());
            let task = Task {
                encoder: Arc::clone(&self.encoder),
                out: self.scratch.join(format!("{}.mp4", drawing.key)),
                request: drawing.request.clone(),
                progress: Arc::clone(&progress),
            };
            tokio::task::spawn_blocking(move || task.run());
            progress
        });
        Arc::clone(progress)
    }

    fn forget(&self, key: &RequestKey) {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

struct Task {
    encoder: Arc<dyn ClipEncoder>,
    out: PathBuf,
    request: VideoRequest,
    progress: Arc<Progress>,
}

impl Task {
    fn run(self) {
        let format = self.request.format;
        let frames = frames_of(&self.request);
        let sketch = Sketch::new(&self.request.prompt, self.request.seed, format, frames);
        // Whatever has the final name is whole.
        let unfinished = self.out.with_extension("unfinished.mp4");
        // A file of that name can only be what an earlier, killed run left behind.
        let _ = std::fs::remove_file(&unfinished);
        let drawn = self.encoder.encode(&ClipSpec { format, frames }, &sketch, &unfinished, &|done| {
            self.progress.frames.store(done.count(), Ordering::Relaxed);
            !self.progress.is_stopped.load(Ordering::Relaxed)
        });
        let named = drawn.and_then(|()| {
            std::fs::rename(&unfinished, &self.out).map_err(|fault| EncodeError::Failed(fault.to_string()))
        });
        *self.progress.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(named.map(|()| self.out));
    }
}

fn frames_of(request: &VideoRequest) -> Frames {
    request.format.rate().seconds(request.seconds).max(Frames::new(1))
}

fn read(operation: &Operation) -> Result<Drawing, Error> {
    let provider = ProviderId::embedded();
    if operation.provider != provider || operation.version != OPERATION_VERSION {
        return Err(Error::Gone { provider });
    }
    serde_json::from_value(operation.data.clone())
        .map_err(|fault| Error::Unreadable { provider, what: fault.to_string() })
}

#[async_trait]
impl VideoModel for SketchModel {
    fn capabilities(&self) -> &VideoCapabilities {
        &self.capabilities
    }

    async fn start(&self, request: &ValidatedRequest, key: &RequestKey) -> Result<Operation, StartError> {
        let drawing = Drawing { key: key.clone(), request: request.request().clone() };
        let data = serde_json::to_value(drawing).map_err(|fault| {
            StartError::NotAccepted(Error::Local { doing: "writing down the drawing", source: Box::new(fault) })
        })?;
        Ok(Operation { provider: ProviderId::embedded(), version: OPERATION_VERSION, data })
    }

    async fn status(&self, operation: &Operation) -> Result<Status, Error> {
        let drawing = read(operation)?;
        let progress = self.under_way(&drawing);
        let mut outcome = progress.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Ok(path)) = outcome.as_ref()
            && path.exists()
        {
            // Asked again, it answers the same: a clip is drawn once for as long as it lies there.
            let artifacts = vec![Artifact {
                source: ArtifactSource::File { path: path.clone() },
                media_type: "video/mp4".to_owned(),
            }];
            return Ok(Status::Done { artifacts, cost: Some(Micros::ZERO) });
        }
        match outcome.take() {
            None => {
                let done = u64::from(progress.frames.load(Ordering::Relaxed)) * 100;
                let percent = done / u64::from(frames_of(&drawing.request).count());
                Ok(Status::Pending { progress: u8::try_from(percent).ok(), after: POLL })
            }
            // It was fetched and removed, or lost: it is drawn anew when it is asked for again.
            Some(Ok(_)) => {
                self.forget(&drawing.key);
                Ok(Status::Pending { progress: Some(0), after: POLL })
            }
            Some(Err(fault)) => {
                self.forget(&drawing.key);
                let reason = Error::Local { doing: "drawing the clip", source: Box::new(fault) };
                Ok(Status::Failed { reason, cost: None })
            }
        }
    }

    /// The clip stays where it is until it is kept, so that whoever comes after a crash finds it.
    async fn fetch(&self, artifact: &Artifact, file: &Path) -> Result<(), Error> {
        let provider = ProviderId::embedded();
        let ArtifactSource::File { path } = &artifact.source else { return Err(Error::Gone { provider }) };
        if !path.exists() {
            return Err(Error::Gone { provider });
        }
        // A second name costs nothing; a copy is what is left where the disk cannot do that.
        if tokio::fs::hard_link(path, file).await.is_ok() {
            return Ok(());
        }
        let copied = tokio::fs::copy(path, file).await;
        copied
            .map(drop)
            .map_err(|fault| Error::Local { doing: "bringing the clip into the library", source: fault.into() })
    }

    async fn cancel(&self, operation: &Operation) -> Result<Cancelled, Error> {
        let drawing = read(operation)?;
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).remove(&drawing.key);
        if let Some(progress) = running {
            progress.is_stopped.store(true, Ordering::Relaxed);
        }
        Ok(Cancelled::Stopped)
    }

    /// A start that returned nothing drew nothing.
    async fn find(&self, _key: &RequestKey) -> Result<Option<Operation>, Error> {
        Ok(None)
    }
}
