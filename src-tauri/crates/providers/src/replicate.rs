//! Replicate's predictions: `POST /models/{owner}/{name}/predictions`, then `GET /predictions/{id}`.
//!
//! Inputs carry the names the model gave them: data. The list of recent predictions echoes nothing of ours to tell two
//! alike apart, so a lost start is left to a person. An hour after its end, everything about a prediction is deleted.

use std::path::Path;

use async_trait::async_trait;
use bobine_model::RequestKey;
use bobine_provider::http::{Answer, Call};
use bobine_provider::{
    Artifact, Cancelled, Error, Operation, StartError, Status, ValidatedRequest, VideoCapabilities, VideoModel,
};
use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::account::{Account, Complained, Complaint};
use crate::catalogue::{Abilities, VideoData};
use crate::inputs;
use crate::registry::Making;

const OPERATION_VERSION: u32 = 1;

/// A model at Replicate.
pub(crate) struct Replicate {
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
struct Prediction {
    #[serde(default)]
    status: String,
    output: Option<Value>,
    error: Option<Value>,
}

pub(crate) fn model(making: &Making<'_>) -> Replicate {
    let abilities = Abilities { finds_by_key: false, cancels: true };
    Replicate {
        account: making.account("Bearer", complain),
        capabilities: making.model.capabilities(making.vendor, abilities),
        data: making.model.clone(),
    }
}

fn complain(answer: &Answer) -> Complained {
    let body = answer.value();
    let words = ["detail", "title"].iter().find_map(|name| body.get(name).and_then(Value::as_str));
    let words = words.map_or_else(|| answer.excerpt(), str::to_owned);
    Complained { complaint: Complaint::of_status(answer.status), words }
}

impl Replicate {
    async fn prediction(&self, id: &str) -> Result<Prediction, Error> {
        let answer = self.account.read(Call::get(self.account.endpoint.at(["predictions", id]))).await?;
        self.account.body(&answer)
    }

    fn failed(&self, prediction: &Prediction) -> Error {
        let provider = self.account.provider.clone();
        let said = prediction.error.as_ref().and_then(Value::as_str).unwrap_or("it did not say why");
        let reason = bobine_provider::http::bounded(said);
        let lower = reason.to_ascii_lowercase();
        // Models have no common word for it: these are the ones they use.
        let is_refusal =
            ["sensitive", "moderat", "nsfw", "safety", "content policy"].iter().any(|word| lower.contains(word));
        if is_refusal {
            Error::Refused { provider, reason }
        } else {
            Error::VendorFailed { provider, reason: format!("{reason}; generate it again") }
        }
    }
}

/// The address of the clip: the output itself, or the first of a list.
fn address(output: Option<&Value>) -> Option<&str> {
    match output? {
        Value::String(url) => Some(url),
        Value::Array(items) => items.first().and_then(Value::as_str),
        Value::Object(fields) => ["video", "url"].iter().find_map(|name| fields.get(*name).and_then(Value::as_str)),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

#[async_trait]
impl VideoModel for Replicate {
    fn capabilities(&self) -> &VideoCapabilities {
        &self.capabilities
    }

    async fn start(&self, request: &ValidatedRequest, _key: &RequestKey) -> Result<Operation, StartError> {
        let request = request.request();
        let input = inputs::of(&self.data, &self.capabilities, request).await?;
        let steps = ["models"].into_iter().chain(self.data.name_for(request).split('/')).chain(["predictions"]);
        let call = Call::post(self.account.endpoint.at(steps), json!({ "input": input }));
        let answer = self.account.start(call).await?;
        let started: Started = self.account.started(&answer)?;
        self.account.operation(OPERATION_VERSION, &started)
    }

    async fn status(&self, operation: &Operation) -> Result<Status, Error> {
        let started: Started = self.account.kept(OPERATION_VERSION, operation)?;
        let prediction = self.prediction(&started.id).await?;
        match prediction.status.as_str() {
            "succeeded" => {
                let url = address(prediction.output.as_ref()).ok_or_else(|| Error::VendorFailed {
                    provider: self.account.provider.clone(),
                    // What they keep for an hour only.
                    reason: "the clip was made and has been deleted there since; generate it again".to_owned(),
                });
                match url {
                    Ok(url) => Ok(Status::Done { artifacts: vec![Account::clip(url)], cost: None }),
                    Err(reason) => Ok(Status::Failed { reason, cost: None }),
                }
            }
            "failed" => Ok(Status::Failed { reason: self.failed(&prediction), cost: None }),
            "canceled" | "cancelled" | "aborted" => Ok(Status::Failed {
                reason: Error::VendorFailed {
                    provider: self.account.provider.clone(),
                    reason: "it was cancelled there".to_owned(),
                },
                cost: None,
            }),
            _ => Ok(Status::Pending { progress: None, after: self.account.poll() }),
        }
    }

    async fn fetch(&self, artifact: &Artifact, file: &Path) -> Result<(), Error> {
        self.account.fetch(artifact, file).await
    }

    /// What was computed until then is charged; its end is looked at, and a clip that was made is kept.
    async fn cancel(&self, operation: &Operation) -> Result<Cancelled, Error> {
        let started: Started = self.account.kept(OPERATION_VERSION, operation)?;
        match self.prediction(&started.id).await?.status.as_str() {
            "succeeded" => return Ok(Cancelled::TooLate),
            "failed" | "canceled" | "cancelled" | "aborted" => return Ok(Cancelled::Stopped),
            _ => {}
        }
        let url = self.account.endpoint.at(["predictions", &started.id, "cancel"]);
        match self.account.send(Call::bare(Method::POST, url)).await {
            Ok(_) | Err(Error::Gone { .. }) => Ok(Cancelled::Stopped),
            Err(error) => Err(error),
        }
    }

    /// Its list tells predictions apart by nothing of ours; two alike could be mixed up, so nobody guesses.
    async fn find(&self, _key: &RequestKey) -> Result<Option<Operation>, Error> {
        Err(Error::Gone { provider: self.account.provider.clone() })
    }
}
