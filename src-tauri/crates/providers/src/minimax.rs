//! MiniMax's second API (`MiniMax-H3`): `POST /v2/video_generation`, then `GET /v2/query/video_generation/{id}`.
//!
//! Keys of the global and of the Chinese server are different ones. The same call that cancels what waits deletes what
//! is done, so it is looked at first. Its list echoes nothing of ours: a lost start is left to a person.

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
use crate::picture::Picture;
use crate::registry::Making;

const OPERATION_VERSION: u32 = 1;

/// The largest picture that is sent inside a request.
const PICTURE_LIMIT: usize = 10_000_000;

/// A MiniMax model.
pub(crate) struct MiniMax {
    account: Account,
    capabilities: VideoCapabilities,
    data: VideoData,
}

/// What is kept of a start.
#[derive(Debug, Serialize, Deserialize)]
struct Started {
    task_id: String,
}

#[derive(Debug, Deserialize)]
struct Queried {
    task: Task,
}

#[derive(Debug, Deserialize)]
struct Task {
    #[serde(default)]
    status: String,
    content: Option<Content>,
    error: Option<Fault>,
}

#[derive(Debug, Deserialize)]
struct Content {
    url: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Fault {
    code: Option<Value>,
    message: Option<String>,
}

pub(crate) fn model(making: &Making<'_>) -> MiniMax {
    let abilities = Abilities { finds_by_key: false, cancels: true };
    MiniMax {
        account: making.account("Bearer", complain),
        capabilities: making.model.capabilities(making.vendor, abilities),
        data: making.model.clone(),
    }
}

/// Codes say more than statuses; they stand in brackets at the end of the message.
fn complain(answer: &Answer) -> Complained {
    let body = answer.value();
    let words = body.pointer("/error/message").and_then(Value::as_str).map_or_else(|| answer.excerpt(), str::to_owned);
    let code = words.rsplit_once('(').and_then(|(_, code)| code.trim_end_matches(')').parse::<u32>().ok());
    let complaint = match code {
        Some(1004 | 2049) => Complaint::BadKey,
        Some(1008) => Complaint::NoCredit,
        Some(1026 | 1027) => Complaint::Refused,
        Some(1002 | 2056) => Complaint::Busy,
        Some(2013) if words.contains("model") => Complaint::NoModel,
        Some(_) | None => Complaint::of_status(answer.status),
    };
    Complained { complaint, words }
}

impl MiniMax {
    async fn task(&self, id: &str) -> Result<Task, Error> {
        let url = self.account.endpoint.at(["v2", "query", "video_generation", id]);
        let answer = self.account.read(Call::get(url)).await?;
        Ok(self.account.body::<Queried>(&answer)?.task)
    }

    fn failed(&self, task: &Task) -> Error {
        let provider = self.account.provider.clone();
        let said = task.error.as_ref().and_then(|fault| fault.message.clone());
        let code = task.error.as_ref().and_then(|fault| fault.code.as_ref()).map(Value::to_string).unwrap_or_default();
        let reason = bobine_provider::http::bounded(&said.unwrap_or_else(|| "it did not say why".to_owned()));
        if code.contains("1026") || code.contains("1027") || reason.contains("sensitive") {
            Error::Refused { provider, reason }
        } else {
            Error::VendorFailed { provider, reason: format!("{reason}; generate it again") }
        }
    }
}

#[async_trait]
impl VideoModel for MiniMax {
    fn capabilities(&self) -> &VideoCapabilities {
        &self.capabilities
    }

    async fn start(&self, request: &ValidatedRequest, _key: &RequestKey) -> Result<Operation, StartError> {
        let request = request.request();
        let mut body = self.data.parameters.clone();
        let mut content = vec![json!({ "type": "text", "text": request.prompt })];
        match &request.first_frame {
            Some(path) => {
                let picture = Picture::read(&self.account.provider, path, PICTURE_LIMIT).await?;
                let image = json!({ "url": picture.data_uri() });
                content.push(json!({ "type": "image_url", "image_url": image, "role": "first_frame" }));
            }
            None => {
                let ratio = self.capabilities.ratio_for(request.format);
                body.insert("ratio".to_owned(), json!(self.data.ratio_name(ratio)));
            }
        }
        body.insert("model".to_owned(), json!(self.data.vendor_name()));
        body.insert("content".to_owned(), json!(content));
        body.insert("duration".to_owned(), json!(request.seconds));
        let call = Call::post(self.account.endpoint.at(["v2", "video_generation"]), Value::Object(body));
        let answer = self.account.start(call).await?;
        let started: Started = self.account.started(&answer)?;
        self.account.operation(OPERATION_VERSION, &started)
    }

    async fn status(&self, operation: &Operation) -> Result<Status, Error> {
        let started: Started = self.account.kept(OPERATION_VERSION, operation)?;
        let task = self.task(&started.task_id).await?;
        let ended = |reason: &str| {
            let (provider, reason) = (self.account.provider.clone(), reason.to_owned());
            Ok(Status::Failed { reason: Error::VendorFailed { provider, reason }, cost: None })
        };
        match task.status.as_str() {
            "succeeded" => {
                let url = task.content.and_then(|content| content.url).ok_or_else(|| Error::Unreadable {
                    provider: self.account.provider.clone(),
                    what: "it says that the clip is done and names no address".to_owned(),
                })?;
                Ok(Status::Done { artifacts: vec![Account::clip(url)], cost: None })
            }
            "failed" => Ok(Status::Failed { reason: self.failed(&task), cost: None }),
            "cancelled" => ended("it was cancelled there"),
            "expired" => ended("it waited there for too long and was dropped; generate it again"),
            _ => Ok(Status::Pending { progress: None, after: self.account.poll() }),
        }
    }

    async fn fetch(&self, artifact: &Artifact, file: &Path) -> Result<(), Error> {
        self.account.fetch(artifact, file).await
    }

    /// Only what waits can be stopped; of what is done the same call would delete the record.
    async fn cancel(&self, operation: &Operation) -> Result<Cancelled, Error> {
        let started: Started = self.account.kept(OPERATION_VERSION, operation)?;
        match self.task(&started.task_id).await?.status.as_str() {
            "queued" => {}
            "failed" | "cancelled" | "expired" => return Ok(Cancelled::Stopped),
            _ => return Ok(Cancelled::TooLate),
        }
        let url = self.account.endpoint.at(["v2", "video_generation", &started.task_id]);
        match self.account.send(Call::bare(Method::DELETE, url)).await {
            Ok(_) | Err(Error::Gone { .. }) => Ok(Cancelled::Stopped),
            // It has begun meanwhile.
            Err(Error::BadRequest { .. }) => Ok(Cancelled::TooLate),
            Err(error) => Err(error),
        }
    }

    /// Nothing can be looked up by our key.
    async fn find(&self, _key: &RequestKey) -> Result<Option<Operation>, Error> {
        Err(Error::Gone { provider: self.account.provider.clone() })
    }
}
