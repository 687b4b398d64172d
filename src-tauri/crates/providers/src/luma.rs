//! Luma's Agents API: `POST /generations`, then `GET /generations/{id}` until it is completed or failed.
//!
//! There is no cancelling, no list and no key to find a start by: a lost start stays lost. An operation is visible only
//! to the key that started it, and a clip's address holds for an hour; asking again gives another.

use std::path::Path;

use async_trait::async_trait;
use bobine_model::RequestKey;
use bobine_provider::http::{Answer, Call};
use bobine_provider::{
    Artifact, Cancelled, Error, Operation, StartError, Status, ValidatedRequest, VideoCapabilities, VideoModel,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::account::{Account, Complained, Complaint};
use crate::catalogue::{Abilities, VideoData};
use crate::picture::Picture;
use crate::registry::Making;

const OPERATION_VERSION: u32 = 1;

/// The largest picture Luma takes.
const PICTURE_LIMIT: usize = 50_000_000;

/// With a first frame, only this length is made.
const SECONDS_WITH_FRAME: u32 = 5;

/// A Luma model.
pub(crate) struct Luma {
    account: Account,
    capabilities: VideoCapabilities,
    data: VideoData,
}

/// What is kept of a start.
#[derive(Debug, Serialize, Deserialize)]
struct Started {
    id: String,
    /// Which key may ask about it.
    key: String,
}

#[derive(Debug, Deserialize)]
struct Generation {
    id: String,
    #[serde(default)]
    state: String,
    output: Option<Vec<Output>>,
    failure_code: Option<String>,
    failure_reason: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Output {
    #[serde(rename = "type", default)]
    kind: String,
    url: Option<String>,
}

pub(crate) fn model(making: &Making<'_>) -> Luma {
    let abilities = Abilities { finds_by_key: false, cancels: false };
    Luma {
        account: making.account("Bearer", complain),
        capabilities: making.model.capabilities(making.vendor, abilities),
        data: making.model.clone(),
    }
}

fn complain(answer: &Answer) -> Complained {
    let detail = answer.value().get("detail").and_then(Value::as_str).map(str::to_owned);
    let is_its_own = detail.is_some();
    let words = detail.unwrap_or_else(|| answer.excerpt());
    let complaint = match answer.status {
        // Documented: a model that is unknown, or not granted, is a 400 and never a 403.
        400 if words.starts_with("Unknown model") => Complaint::NoModel,
        // Documented as safe to send again, but only where Luma itself says it and not a server before it.
        502 | 503 if is_its_own => Complaint::Declined,
        status => Complaint::of_status(status),
    };
    Complained { complaint, words }
}

impl Luma {
    fn failure(&self, generation: Generation) -> Error {
        let provider = self.account.provider.clone();
        let code = generation.failure_code.unwrap_or_default();
        let said = generation.failure_reason.filter(|reason| !reason.is_empty()).unwrap_or_else(|| code.clone());
        match code.as_str() {
            "content_moderated" => Error::Refused { provider, reason: said },
            "image_too_large" | "unsupported_format" | "corrupt_input" | "invalid_request" => {
                Error::BadRequest { provider, reason: said }
            }
            "budget_exhausted" => Error::NoCredit {
                provider,
                said: format!("{said}; the clip may have been paid in part"),
                remedy: "top up there, then generate it again".to_owned(),
            },
            _ => Error::VendorFailed { provider, reason: format!("{said}; it was not charged, generate it again") },
        }
    }
}

#[async_trait]
impl VideoModel for Luma {
    fn capabilities(&self) -> &VideoCapabilities {
        &self.capabilities
    }

    async fn start(&self, request: &ValidatedRequest, key: &RequestKey) -> Result<Operation, StartError> {
        let request = request.request();
        let mut video = self.data.parameters.clone();
        video.insert("duration".to_owned(), json!(format!("{}s", request.seconds)));
        if let Some(path) = &request.first_frame {
            if request.seconds != SECONDS_WITH_FRAME {
                return Err(StartError::NotAccepted(Error::BadRequest {
                    provider: self.account.provider.clone(),
                    reason: format!("with a first frame it makes clips of {SECONDS_WITH_FRAME} s only"),
                }));
            }
            let picture = Picture::read(&self.account.provider, path, PICTURE_LIMIT).await?;
            let frame = json!({ "data": picture.base64(), "media_type": picture.media_type });
            video.insert("start_frame".to_owned(), frame);
        }
        let ratio = self.capabilities.ratio_for(request.format);
        let body = json!({
            "model": self.data.vendor_name(),
            "type": "video",
            "prompt": request.prompt,
            "aspect_ratio": self.data.ratio_name(ratio),
            "video": video,
            // Shows up in the account's own books, where a person can look a lost start up.
            "user_id": key.as_str(),
        });
        let answer = self.account.start(Call::post(self.account.endpoint.at(["generations"]), body)).await?;
        let generation: Generation = self.account.started(&answer)?;
        let started = Started { id: generation.id, key: self.account.fingerprint().to_owned() };
        self.account.operation(OPERATION_VERSION, &started)
    }

    async fn status(&self, operation: &Operation) -> Result<Status, Error> {
        let started: Started = self.account.kept(OPERATION_VERSION, operation)?;
        let url = self.account.endpoint.at(["generations", &started.id]);
        let answer = match self.account.read(Call::get(url)).await {
            // Not lost: only this key cannot see it.
            Err(Error::Gone { provider }) if started.key != self.account.fingerprint() => {
                return Err(Error::BadKey {
                    provider,
                    said: "the clip was started with another key, and only that key sees it".to_owned(),
                    remedy: "set the key it was started with, and go on".to_owned(),
                });
            }
            answer => answer?,
        };
        let mut generation: Generation = self.account.body(&answer)?;
        match generation.state.as_str() {
            "failed" => Ok(Status::Failed { reason: self.failure(generation), cost: None }),
            "completed" => {
                let outputs = generation.output.take().unwrap_or_default();
                let video = outputs.into_iter().find(|output| output.kind == "video").and_then(|output| output.url);
                let url = video.ok_or_else(|| Error::Unreadable {
                    provider: self.account.provider.clone(),
                    what: "it says that the clip is done and names no address".to_owned(),
                })?;
                Ok(Status::Done { artifacts: vec![Account::clip(url)], cost: None })
            }
            _ => Ok(Status::Pending { progress: None, after: self.account.poll() }),
        }
    }

    async fn fetch(&self, artifact: &Artifact, file: &Path) -> Result<(), Error> {
        self.account.fetch(artifact, file).await
    }

    /// There is no way to stop it.
    async fn cancel(&self, _operation: &Operation) -> Result<Cancelled, Error> {
        Ok(Cancelled::TooLate)
    }

    /// Nothing can be looked up by our key.
    async fn find(&self, _key: &RequestKey) -> Result<Option<Operation>, Error> {
        Err(Error::Gone { provider: self.account.provider.clone() })
    }
}
