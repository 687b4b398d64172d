//! Generating clips: start, ask, fetch, cancel, and finding a start that was lost.

use std::path::PathBuf;
use std::time::Duration;

use async_trait::async_trait;
use bobine_model::{Format, Frames, Micros, ModelId, ProviderId, RequestKey};
use serde::{Deserialize, Serialize};

use crate::error::{Error, StartError};

/// What a video model can do, and what it costs. From dated data, not from guesses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoCapabilities {
    /// Who.
    pub provider: ProviderId,
    /// Which model.
    pub model: ModelId,
    /// How it is shown: `Embedded sketch`.
    pub name: String,
    /// The lengths it makes, in seconds, rising.
    pub seconds: Vec<u32>,
    /// Whether a seed is honoured.
    pub takes_seed: bool,
    /// Whether a lost start can be looked up by its key.
    pub finds_by_key: bool,
    /// Whether a running operation can be cancelled.
    pub cancels: bool,
    /// The longest prompt, in characters.
    pub prompt_limit: usize,
    /// What a second costs.
    pub price_per_second: Micros,
    /// How many operations may run at once.
    pub concurrency: usize,
    /// After how long an operation is given up.
    pub deadline: Duration,
}

/// One clip to generate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VideoRequest {
    /// What it shows.
    pub prompt: String,
    /// For generators that honour it.
    pub seed: u64,
    /// Length in seconds.
    pub seconds: u32,
    /// Size and rate of the project: the shape to ask for.
    pub format: Format,
}

/// A request the model can certainly take: made only by checking it against the capabilities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidatedRequest(VideoRequest);

/// A request the model cannot take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadRequest {
    /// Nothing to show.
    #[error("the prompt is empty; describe what the clip shows")]
    EmptyPrompt,
    /// A prompt longer than the model reads.
    #[error("the prompt has {length} characters, {limit} are taken; shorten it")]
    PromptTooLong {
        /// How long it is.
        length: usize,
        /// How long it may be.
        limit: usize,
    },
    /// A length the model does not make.
    #[error("clips of {seconds} s are not made, only of {offered:?} s")]
    Length {
        /// What was asked.
        seconds: u32,
        /// What there is.
        offered: Vec<u32>,
    },
}

impl VideoCapabilities {
    /// Check a request. Only what passes here can be enqueued.
    pub fn validate(&self, request: VideoRequest) -> Result<ValidatedRequest, BadRequest> {
        let length = request.prompt.chars().count();
        if request.prompt.trim().is_empty() {
            Err(BadRequest::EmptyPrompt)
        } else if length > self.prompt_limit {
            Err(BadRequest::PromptTooLong { length, limit: self.prompt_limit })
        } else if !self.seconds.contains(&request.seconds) {
            Err(BadRequest::Length { seconds: request.seconds, offered: self.seconds.clone() })
        } else {
            Ok(ValidatedRequest(request))
        }
    }

    /// The shortest length on offer that covers so many frames, else the longest.
    pub fn seconds_for(&self, frames: Frames, format: Format) -> u32 {
        let covering = self.seconds.iter().copied().find(|&seconds| format.rate().seconds(seconds) >= frames);
        covering.or(self.seconds.last().copied()).unwrap_or(5)
    }

    /// What a clip of so many seconds costs.
    pub fn price(&self, seconds: u32) -> Micros {
        self.price_per_second.times(seconds)
    }
}

impl ValidatedRequest {
    /// What was checked.
    pub fn request(&self) -> &VideoRequest {
        &self.0
    }
}

/// What a vendor gave us to ask with: opaque to everyone but the vendor that made it, and kept in the library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// Whose it is.
    pub provider: ProviderId,
    /// Which shape `data` has; the vendor's module raises it when the shape changes.
    pub version: u32,
    /// The vendor's own.
    pub data: serde_json::Value,
}

/// How an operation stands. A word we do not know means still running.
#[derive(Debug)]
pub enum Status {
    /// Not done.
    Pending {
        /// Percent done, where the vendor says.
        progress: Option<u8>,
        /// When to ask again.
        after: Duration,
    },
    /// Done: what was made, and what the vendor says it cost, where it says so.
    Done {
        /// At least one.
        artifacts: Vec<Artifact>,
        /// The vendor's own figure.
        cost: Option<Micros>,
    },
    /// It will not be done.
    Failed {
        /// Why, in the vendor's words or ours.
        reason: Error,
    },
}

/// One thing that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Artifact {
    /// Where to get it.
    pub source: ArtifactSource,
    /// What it is: `video/mp4`.
    pub media_type: String,
}

/// Where something that was made is to be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ArtifactSource {
    /// A file on this machine, made by a provider of ours; moved into the library.
    File {
        /// Where.
        path: PathBuf,
    },
}

/// What came of cancelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancelled {
    /// It will not be done and not be paid.
    Stopped,
    /// The vendor cannot stop it, or it was too late: it may still be paid, and its result is kept.
    TooLate,
}

/// Someone who generates clips.
#[async_trait]
pub trait VideoModel: Send + Sync {
    /// What it can do.
    fn capabilities(&self) -> &VideoCapabilities;

    /// Start one clip. Billable: called once for a key.
    async fn start(&self, request: &ValidatedRequest, key: &RequestKey) -> Result<Operation, StartError>;

    /// Ask how an operation stands. Costs nothing and may be repeated.
    async fn status(&self, operation: &Operation) -> Result<Status, Error>;

    /// Ask for an operation to be stopped.
    async fn cancel(&self, operation: &Operation) -> Result<Cancelled, Error>;

    /// Look up the operation of a start whose answer was lost. `None`: certainly never accepted.
    async fn find(&self, key: &RequestKey) -> Result<Option<Operation>, Error>;
}
