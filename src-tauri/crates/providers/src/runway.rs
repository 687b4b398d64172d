//! Runway's developer API: `POST /v1/text_to_video` or `/v1/image_to_video`, then `GET /v1/tasks/{id}`.
//!
//! An empty account is a 400 like any bad request, told apart by its words. A clip's cost is in the task. There is no
//! list of tasks: a lost start stays lost.

use std::path::Path;

use async_trait::async_trait;
use bobine_model::{Micros, RequestKey};
use bobine_provider::http::{Answer, Call};
use bobine_provider::{
    Artifact, Cancelled, Error, Operation, StartError, Status, ValidatedRequest, VideoCapabilities, VideoModel,
};
use http::{HeaderName, HeaderValue, Method};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::account::{Account, Complained, Complaint};
use crate::catalogue::{Abilities, VideoData};
use crate::picture::Picture;
use crate::registry::Making;

const OPERATION_VERSION: u32 = 1;

/// A credit is a cent.
const CREDIT: Micros = Micros::new(10_000);

/// The largest picture that fits into the request: 5 MB as text.
const PICTURE_LIMIT: usize = 3_300_000;

/// A Runway model.
pub(crate) struct Runway {
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
#[serde(rename_all = "camelCase")]
struct Task {
    #[serde(default)]
    status: String,
    progress: Option<f64>,
    output: Option<Vec<String>>,
    failure: Option<String>,
    failure_code: Option<String>,
    cost: Option<Cost>,
}

#[derive(Debug, Deserialize)]
struct Cost {
    credits: Option<f64>,
}

pub(crate) fn model(making: &Making<'_>) -> Runway {
    let abilities = Abilities { finds_by_key: false, cancels: true };
    let version = HeaderValue::from_str(&making.vendor.version).unwrap_or(HeaderValue::from_static("2024-11-06"));
    Runway {
        account: making.account("Bearer", complain).with_header(HeaderName::from_static("x-runway-version"), version),
        capabilities: making.model.capabilities(making.vendor, abilities),
        data: making.model.clone(),
    }
}

fn complain(answer: &Answer) -> Complained {
    let body = answer.value();
    let mut words = body.get("error").and_then(Value::as_str).map_or_else(|| answer.excerpt(), str::to_owned);
    let issues = body.get("issues").and_then(Value::as_array);
    for issue in issues.into_iter().flatten().take(3) {
        if let Some(message) = issue.get("message").and_then(Value::as_str) {
            words = format!("{words}; {message}");
        }
    }
    let is_about_credit = words.to_ascii_lowercase().contains("enough credits");
    let complaint = match answer.status {
        400 if issues.is_none() && is_about_credit => Complaint::NoCredit,
        // One account's report: the model is not enabled there. The key itself is good.
        403 => Complaint::NoModel,
        status => Complaint::of_status(status),
    };
    Complained { complaint, words }
}

impl Runway {
    async fn task(&self, id: &str) -> Result<Task, Error> {
        let url = self.account.endpoint.at(["v1", "tasks", id]);
        let answer = self.account.read(Call::get(url)).await?;
        self.account.body(&answer)
    }

    /// The third part of a code is Runway's own business; the first two say what happened.
    fn failure(&self, task: &Task) -> Error {
        let provider = self.account.provider.clone();
        let code = task.failure_code.as_deref().unwrap_or_default();
        let said = task.failure.clone().unwrap_or_else(|| "it did not say why".to_owned());
        if code.starts_with("SAFETY.INPUT") {
            Error::Refused {
                provider,
                reason: format!("{said}; this is charged, so change the prompt before the next try"),
            }
        } else if code.contains("SAFETY") {
            Error::Refused { provider, reason: said }
        } else if code.starts_with("ASSET") {
            Error::BadRequest { provider, reason: format!("{said}; use another first frame") }
        } else if code.starts_with("INTERNAL.BAD_OUTPUT") {
            let hint = "change the prompt or the picture a little; text and logos are the usual causes";
            Error::VendorFailed { provider, reason: format!("{said}; it was not charged; {hint}") }
        } else {
            Error::VendorFailed { provider, reason: format!("{said}; it was not charged, generate it again") }
        }
    }
}

/// What Runway says a task cost; credits come as a number that may have a fraction.
fn cost_of(task: &Task) -> Option<Micros> {
    let credits = task.cost.as_ref()?.credits.filter(|credits| (0.0..1e6).contains(credits))?;
    let thousandths: u64 = format!("{:.0}", credits * 1000.0).parse().ok()?;
    Some(Micros::new(thousandths.saturating_mul(CREDIT.count()) / 1000))
}

#[async_trait]
impl VideoModel for Runway {
    fn capabilities(&self) -> &VideoCapabilities {
        &self.capabilities
    }

    async fn start(&self, request: &ValidatedRequest, _key: &RequestKey) -> Result<Operation, StartError> {
        let request = request.request();
        let ratio = self.capabilities.ratio_for(request.format);
        let mut body = json!({
            "model": self.data.vendor_name(),
            "promptText": request.prompt,
            "ratio": self.data.ratio_name(ratio),
            "duration": request.seconds,
            // Seeds are 32 bits there.
            "seed": request.seed & u64::from(u32::MAX),
        });
        let path = match &request.first_frame {
            Some(path) => {
                let picture = Picture::read(&self.account.provider, path, PICTURE_LIMIT).await?;
                body["promptImage"] = json!(picture.data_uri());
                "image_to_video"
            }
            None => "text_to_video",
        };
        let answer = self.account.start(Call::post(self.account.endpoint.at(["v1", path]), body)).await?;
        let started: Started = self.account.started(&answer)?;
        self.account.operation(OPERATION_VERSION, &started)
    }

    async fn status(&self, operation: &Operation) -> Result<Status, Error> {
        let started: Started = self.account.kept(OPERATION_VERSION, operation)?;
        let task = self.task(&started.id).await?;
        match task.status.as_str() {
            "SUCCEEDED" => {
                let cost = cost_of(&task);
                let url = task.output.unwrap_or_default().into_iter().next().ok_or_else(|| Error::Unreadable {
                    provider: self.account.provider.clone(),
                    what: "it says that the clip is done and names no address".to_owned(),
                })?;
                Ok(Status::Done { artifacts: vec![Account::clip(url)], cost })
            }
            // A prompt that was refused is charged like a clip.
            "FAILED" => Ok(Status::Failed { reason: self.failure(&task), cost: cost_of(&task) }),
            // One page of its documentation writes it with one L.
            "CANCELLED" | "CANCELED" => Ok(Status::Failed {
                reason: Error::VendorFailed {
                    provider: self.account.provider.clone(),
                    reason: "it was cancelled there".to_owned(),
                },
                cost: None,
            }),
            _ => Ok(Status::Pending { progress: task.progress.and_then(percent), after: self.account.poll() }),
        }
    }

    async fn fetch(&self, artifact: &Artifact, file: &Path) -> Result<(), Error> {
        self.account.fetch(artifact, file).await
    }

    /// Only what waits is stopped without a charge. What runs is charged in any case, so it is left to finish and its
    /// clip is kept; and on a task that has ended the same call would delete the clip.
    async fn cancel(&self, operation: &Operation) -> Result<Cancelled, Error> {
        let started: Started = self.account.kept(OPERATION_VERSION, operation)?;
        match self.task(&started.id).await?.status.as_str() {
            "PENDING" | "THROTTLED" => {}
            "FAILED" | "CANCELLED" | "CANCELED" => return Ok(Cancelled::Stopped),
            _ => return Ok(Cancelled::TooLate),
        }
        let url = self.account.endpoint.at(["v1", "tasks", &started.id]);
        match self.account.send(Call::bare(Method::DELETE, url)).await {
            Ok(_) | Err(Error::Gone { .. }) => Ok(Cancelled::Stopped),
            Err(error) => Err(error),
        }
    }

    /// Nothing can be looked up by our key.
    async fn find(&self, _key: &RequestKey) -> Result<Option<Operation>, Error> {
        Err(Error::Gone { provider: self.account.provider.clone() })
    }
}

/// 0 to 1 as percent.
pub(crate) fn percent(progress: f64) -> Option<u8> {
    format!("{:.0}", (progress * 100.0).clamp(0.0, 100.0)).parse().ok()
}
