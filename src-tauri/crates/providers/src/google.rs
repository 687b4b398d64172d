//! Google's Gemini Omni through the Interactions API: `POST /v1beta/interactions` in the background, then
//! `GET /v1beta/interactions/{id}`.
//!
//! "Completed" without a clip is a refusal. The clip lies on the same server and wants the key, which goes nowhere else.

use std::path::Path;

use async_trait::async_trait;
use bobine_model::RequestKey;
use bobine_provider::http::{Answer, Call};
use bobine_provider::{
    Artifact, Cancelled, Error, Operation, StartError, Status, ValidatedRequest, VideoCapabilities, VideoModel,
};
use http::{HeaderName, Method};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::account::{Account, Complained, Complaint};
use crate::catalogue::{Abilities, VideoData};
use crate::picture::Picture;
use crate::registry::Making;

const OPERATION_VERSION: u32 = 1;

/// The largest picture that fits into a request.
const PICTURE_LIMIT: usize = 15_000_000;

/// Seeds there are signed 32-bit numbers.
const SEED_MASK: u64 = 0x7fff_ffff;

/// A Gemini model.
pub(crate) struct Google {
    account: Account,
    capabilities: VideoCapabilities,
    data: VideoData,
}

/// What is kept of a start.
#[derive(Debug, Serialize, Deserialize)]
struct Started {
    id: String,
}

#[derive(Debug, Deserialize)]
struct Interaction {
    #[serde(default)]
    status: String,
    #[serde(default)]
    steps: Vec<Part>,
    #[serde(default)]
    outputs: Vec<Part>,
}

/// A step, or a piece of one.
#[derive(Debug, Deserialize)]
struct Part {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    content: Vec<Part>,
    uri: Option<String>,
    text: Option<String>,
}

pub(crate) fn model(making: &Making<'_>) -> Google {
    let abilities = Abilities { finds_by_key: false, cancels: true };
    Google {
        account: making.account_with(HeaderName::from_static("x-goog-api-key"), "", complain),
        capabilities: making.model.capabilities(making.vendor, abilities),
        data: making.model.clone(),
    }
}

/// What a front end may wrap into a list of one.
fn error_of(answer: &Answer) -> Option<Value> {
    let body = answer.value();
    let body = body.get(0).cloned().unwrap_or(body);
    body.get("error").cloned()
}

fn complain(answer: &Answer) -> Complained {
    let error = error_of(answer).unwrap_or_default();
    let text = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default();
    let (status, message) = (text("status"), text("message"));
    let words = if message.is_empty() { answer.excerpt() } else { message.to_owned() };
    let is_refusal = ["SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII"].iter().any(|word| status.contains(word));
    let complaint = match answer.status {
        400 if words.contains("API key not valid") => Complaint::BadKey,
        400 if words.contains("Invalid interaction name") => Complaint::Lost,
        400 if is_refusal => Complaint::Refused,
        400 if status == "FAILED_PRECONDITION" => Complaint::NoCredit,
        429 if words.contains("quota") && words.contains("billing") => Complaint::NoCredit,
        other => Complaint::of_status(other),
    };
    Complained { complaint, words }
}

/// The address of the clip, wherever in the answer it stands.
fn clip(parts: &[Part]) -> Option<&str> {
    parts.iter().find_map(|part| match (&part.uri, part.kind.as_str()) {
        (Some(uri), "video") => Some(uri.as_str()),
        _ => clip(&part.content),
    })
}

/// What it wrote instead of making a clip.
fn words(parts: &[Part]) -> Option<&str> {
    parts.iter().find_map(|part| part.text.as_deref().or_else(|| words(&part.content)))
}

impl Google {
    fn failed(&self, reason: String) -> Result<Status, Error> {
        let provider = self.account.provider.clone();
        Ok(Status::Failed { reason: Error::VendorFailed { provider, reason }, cost: None })
    }
}

#[async_trait]
impl VideoModel for Google {
    fn capabilities(&self) -> &VideoCapabilities {
        &self.capabilities
    }

    async fn start(&self, request: &ValidatedRequest, _key: &RequestKey) -> Result<Operation, StartError> {
        let request = request.request();
        let ratio = self.capabilities.ratio_for(request.format);
        let mut format = self.data.parameters.clone();
        format.insert("type".to_owned(), json!("video"));
        // Inside the answer there is room for 4 MB only.
        format.insert("delivery".to_owned(), json!("uri"));
        format.insert("aspect_ratio".to_owned(), json!(self.data.ratio_name(ratio)));
        format.insert("duration".to_owned(), json!(format!("{}s", request.seconds)));
        let input = match &request.first_frame {
            Some(path) => {
                let picture = Picture::read(&self.account.provider, path, PICTURE_LIMIT).await?;
                let image = json!({ "type": "image", "data": picture.base64(), "mime_type": picture.media_type });
                json!([image, { "type": "text", "text": request.prompt }])
            }
            None => json!(request.prompt),
        };
        let body = json!({
            "model": self.data.vendor_name(),
            "input": input,
            // Otherwise the answer comes when the clip is done, and a broken connection loses it.
            "background": true,
            "response_format": format,
            "generation_config": { "seed": request.seed & SEED_MASK },
        });
        let call = Call::post(self.account.endpoint.at(["v1beta", "interactions"]), body);
        let answer = self.account.start(call).await?;
        let started: Started = self.account.started(&answer)?;
        self.account.operation(OPERATION_VERSION, &started)
    }

    async fn status(&self, operation: &Operation) -> Result<Status, Error> {
        let started: Started = self.account.kept(OPERATION_VERSION, operation)?;
        let url = self.account.endpoint.at(["v1beta", "interactions", &started.id]);
        let answer = self.account.read(Call::get(url)).await?;
        let interaction: Interaction = self.account.body(&answer)?;
        match interaction.status.as_str() {
            "completed" => match clip(&interaction.steps).or_else(|| clip(&interaction.outputs)) {
                Some(url) => Ok(Status::Done { artifacts: vec![Account::clip(url)], cost: None }),
                None => {
                    let said = words(&interaction.steps).or_else(|| words(&interaction.outputs));
                    let reason = bobine_provider::http::bounded(said.unwrap_or("it answered without a clip"));
                    Ok(Status::Failed {
                        reason: Error::Refused { provider: self.account.provider.clone(), reason },
                        cost: None,
                    })
                }
            },
            "failed" => self.failed("it did not say why; generate it again".to_owned()),
            "cancelled" => self.failed("it was cancelled there".to_owned()),
            "budget_exceeded" => Ok(Status::Failed {
                reason: Error::NoCredit {
                    provider: self.account.provider.clone(),
                    said: "the budget of the interaction was exceeded".to_owned(),
                    remedy: "raise it in the console, then generate it again".to_owned(),
                },
                cost: None,
            }),
            word @ ("incomplete" | "requires_action" | "requires_continuation") => {
                self.failed(format!("it stopped half-way ({word}); generate it again"))
            }
            _ => Ok(Status::Pending { progress: None, after: self.account.poll() }),
        }
    }

    async fn fetch(&self, artifact: &Artifact, file: &Path) -> Result<(), Error> {
        self.account.fetch_with_key(artifact, file).await
    }

    /// What was stopped is looked at once more: a clip that was done by then is kept.
    async fn cancel(&self, operation: &Operation) -> Result<Cancelled, Error> {
        let started: Started = self.account.kept(OPERATION_VERSION, operation)?;
        match self.status(operation).await? {
            Status::Done { .. } => return Ok(Cancelled::TooLate),
            Status::Failed { .. } => return Ok(Cancelled::Stopped),
            Status::Pending { .. } => {}
        }
        let url = self.account.endpoint.at(["v1beta", "interactions", &started.id, "cancel"]);
        match self.account.send(Call::bare(Method::POST, url)).await {
            Ok(_) | Err(Error::Gone { .. }) => Ok(Cancelled::Stopped),
            Err(Error::BadRequest { .. }) => Ok(Cancelled::TooLate),
            Err(error) => Err(error),
        }
    }

    /// Nothing can be looked up by our key.
    async fn find(&self, _key: &RequestKey) -> Result<Option<Operation>, Error> {
        Err(Error::Gone { provider: self.account.provider.clone() })
    }
}
