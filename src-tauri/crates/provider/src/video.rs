//! Generating clips: start, ask, fetch, cancel, and finding a start that was lost.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use bobine_model::{Format, Frames, Micros, ModelId, ProviderId, RequestKey};
use serde::{Deserialize, Serialize};

use crate::error::{Error, StartError};
use crate::http::UntrustedUrl;

/// What a video model can do, and what it costs. From dated data, not from guesses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoCapabilities {
    /// Who.
    pub provider: ProviderId,
    /// Which model.
    pub model: ModelId,
    /// How it is shown: `Embedded sketch`.
    pub name: String,
    /// The lengths it makes, rising.
    pub lengths: Vec<ClipLength>,
    /// The shapes it makes.
    pub shapes: Shapes,
    /// Whether a picture can be given that the clip begins with.
    pub first_frame: FirstFrame,
    /// Whether its clips have sound.
    pub has_sound: bool,
    /// Whether a seed is honoured.
    pub takes_seed: bool,
    /// Whether a lost start can be looked up by its key.
    pub finds_by_key: bool,
    /// Whether a running operation can be cancelled.
    pub cancels: bool,
    /// The longest prompt, in characters.
    pub prompt_limit: usize,
    /// How many operations may run at once.
    pub concurrency: usize,
    /// After how long an operation is given up.
    pub deadline: Duration,
}

/// A length a model makes, and what a clip of it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClipLength {
    /// How long the clip is.
    pub seconds: u32,
    /// What one costs.
    pub price: Micros,
}

/// The shape of a picture: 9 to 16.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ratio {
    /// Parts across.
    pub width: u32,
    /// Parts down.
    pub height: u32,
}

/// The shapes a model makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shapes {
    /// Whatever is asked.
    Any,
    /// One of these; at least one.
    Of(Vec<Ratio>),
    /// That of the first frame, whatever is asked.
    OfFirstFrame,
}

/// Whether a model takes a picture to begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FirstFrame {
    /// It takes none.
    No,
    /// With or without.
    Optional,
    /// It makes nothing without.
    Needed,
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
    /// A picture on this machine that the clip begins with: PNG or JPEG, in the project's shape.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_frame: Option<PathBuf>,
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
    /// A first frame for a model that takes none.
    #[error("{name} begins with no picture of yours; leave the first frame out, or choose a model that takes one")]
    FirstFrameNotTaken {
        /// The model as it is shown.
        name: String,
    },
    /// No first frame for a model that needs one.
    #[error("{name} only sets a picture in motion; give the segment a still as its first frame")]
    FirstFrameNeeded {
        /// The model as it is shown.
        name: String,
    },
}

impl Ratio {
    /// The shape of a format, in its smallest parts.
    pub fn of(format: Format) -> Self {
        let (width, height) = (format.width(), format.height());
        let divisor = greatest_common_divisor(width, height).max(1);
        Self { width: width / divisor, height: height / divisor }
    }

    /// How far apart two shapes are, as the larger over the smaller; 1 when they are the same.
    fn apart(self, other: Self) -> f64 {
        let wide = |ratio: Self| f64::from(ratio.width.max(1)) / f64::from(ratio.height.max(1));
        let quotient = wide(self) / wide(other);
        quotient.max(1.0 / quotient)
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.width, self.height)
    }
}

fn greatest_common_divisor(one: u32, other: u32) -> u32 {
    if other == 0 { one } else { greatest_common_divisor(other, one % other) }
}

impl VideoCapabilities {
    /// Check a request. Only what passes here can be enqueued.
    pub fn validate(&self, request: VideoRequest) -> Result<ValidatedRequest, BadRequest> {
        let length = request.prompt.chars().count();
        if request.prompt.trim().is_empty() {
            Err(BadRequest::EmptyPrompt)
        } else if length > self.prompt_limit {
            Err(BadRequest::PromptTooLong { length, limit: self.prompt_limit })
        } else if !self.lengths.iter().any(|length| length.seconds == request.seconds) {
            let offered = self.lengths.iter().map(|length| length.seconds).collect();
            Err(BadRequest::Length { seconds: request.seconds, offered })
        } else {
            match (self.first_frame, &request.first_frame) {
                (FirstFrame::No, Some(_)) => Err(BadRequest::FirstFrameNotTaken { name: self.name.clone() }),
                (FirstFrame::Needed, None) => Err(BadRequest::FirstFrameNeeded { name: self.name.clone() }),
                (FirstFrame::No | FirstFrame::Optional, None)
                | (FirstFrame::Optional | FirstFrame::Needed, Some(_)) => Ok(ValidatedRequest(request)),
            }
        }
    }

    /// The shortest length on offer that covers so many frames, else the longest.
    pub fn seconds_for(&self, frames: Frames, format: Format) -> u32 {
        let covering = self.lengths.iter().find(|length| format.rate().seconds(length.seconds) >= frames);
        covering.or(self.lengths.last()).map_or(5, |length| length.seconds)
    }

    /// What a clip of so many seconds costs; of a length that is not made, as much as the next longer one.
    pub fn price(&self, seconds: u32) -> Micros {
        let covering = self.lengths.iter().find(|length| length.seconds >= seconds);
        covering.or(self.lengths.last()).map_or(Micros::ZERO, |length| length.price)
    }

    /// What a second of the shortest clip costs, to compare models by.
    pub fn price_per_second(&self) -> Micros {
        let shortest = self.lengths.first();
        shortest.map_or(Micros::ZERO, |length| Micros::new(length.price.count() / u64::from(length.seconds.max(1))))
    }

    /// The shape to ask for: the one of the model's that is nearest to the project's.
    pub fn ratio_for(&self, format: Format) -> Ratio {
        let wanted = Ratio::of(format);
        match &self.shapes {
            Shapes::Any | Shapes::OfFirstFrame => wanted,
            Shapes::Of(ratios) => {
                let nearest = ratios.iter().min_by(|one, other| one.apart(wanted).total_cmp(&other.apart(wanted)));
                nearest.copied().unwrap_or(wanted)
            }
        }
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
        /// What the vendor says it charges all the same, where it says so.
        cost: Option<Micros>,
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
    /// A file on this machine, made by a provider of ours.
    File {
        /// Where.
        path: PathBuf,
    },
    /// A file of the vendor's. The address may be signed and may expire.
    Remote {
        /// Where it is said to be.
        url: UntrustedUrl,
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

    /// Bring something that was made to this machine, as a new file. Costs nothing and may be repeated.
    /// [`Error::Gone`] when it is not there any more: ask for the status again, which renews it where it can be renewed.
    async fn fetch(&self, artifact: &Artifact, file: &Path) -> Result<(), Error>;

    /// Ask for an operation to be stopped.
    async fn cancel(&self, operation: &Operation) -> Result<Cancelled, Error>;

    /// Look up the operation of a start whose answer was lost. `None`: certainly never accepted.
    async fn find(&self, key: &RequestKey) -> Result<Option<Operation>, Error>;
}
