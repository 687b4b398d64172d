//! fal's queue: a model's own input is posted to the model's address, then the addresses in the reply are asked.
//!
//! Any model can be used: what its inputs are called is data. Pika sells its models here and speaks the same protocol.
//! "Completed" says nothing yet: the result is asked for apart, and may be the model's refusal.

use std::path::Path;

use async_trait::async_trait;
use bobine_model::RequestKey;
use bobine_provider::http::{Answer, Call, UntrustedUrl};
use bobine_provider::{
    Artifact, Cancelled, Error, Operation, StartError, Status, ValidatedRequest, VideoCapabilities, VideoModel,
};
use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::account::{Account, Complained, Complaint};
use crate::catalogue::{Abilities, VideoData};
use crate::inputs;
use crate::registry::Making;

const OPERATION_VERSION: u32 = 1;

/// A model at fal.
pub(crate) struct Fal {
    account: Account,
    capabilities: VideoCapabilities,
    data: VideoData,
}

/// What is kept of a start: the addresses as they were given, since they cannot all be told from the model's name.
#[derive(Debug, Serialize, Deserialize)]
struct Started {
    request_id: String,
    /// The model it was posted to.
    #[serde(default)]
    model: String,
    status_url: Option<UntrustedUrl>,
    response_url: Option<UntrustedUrl>,
    cancel_url: Option<UntrustedUrl>,
}

#[derive(Debug, Deserialize)]
struct Queued {
    #[serde(default)]
    status: String,
    error: Option<Value>,
    error_type: Option<String>,
}

pub(crate) fn model(making: &Making<'_>) -> Fal {
    let abilities = Abilities { finds_by_key: false, cancels: true };
    Fal {
        account: making.account("Key", complain),
        capabilities: making.model.capabilities(making.vendor, abilities),
        data: making.model.clone(),
    }
}

/// The models' own words for what went wrong, and the queue's.
fn complain(answer: &Answer) -> Complained {
    let body = answer.value();
    let detail = body.get("detail");
    let (kind, words) = match detail {
        Some(Value::Array(items)) => {
            let first = items.first();
            let of_first = |name: &str| first.and_then(|item| item.get(name)).and_then(Value::as_str);
            (of_first("type").unwrap_or_default().to_owned(), of_first("msg").map(str::to_owned))
        }
        Some(Value::String(words)) => {
            let kind = body.get("error_type").and_then(Value::as_str).unwrap_or_default();
            (kind.to_owned(), Some(words.clone()))
        }
        Some(_) | None => (String::new(), None),
    };
    let words = words.unwrap_or_else(|| answer.excerpt());
    let complaint = match (answer.status, kind.as_str()) {
        (_, "content_policy_violation") => Complaint::Refused,
        (_, "no_media_generated" | "generation_timeout" | "downstream_service_error") => Complaint::Failed,
        // An empty account is locked: that is no fault of the key.
        (403, _) if words.contains("balance") || words.contains("locked") => Complaint::NoCredit,
        (status, _) => Complaint::of_status(status),
    };
    Complained { complaint, words }
}

impl Fal {
    /// An address of an operation: as it was given, if it lies where the key belongs, else told from the model's name.
    fn address(&self, started: &Started, given: Option<&UntrustedUrl>, last: Option<&str>) -> Url {
        let own = given.and_then(|url| self.account.endpoint.own(url));
        own.unwrap_or_else(|| {
            // The queue knows requests by the owner and the application only.
            let application = started.model.split('/').take(2);
            self.account.endpoint.at(application.chain(["requests", started.request_id.as_str()]).chain(last))
        })
    }

    async fn queued(&self, started: &Started) -> Result<Queued, Error> {
        let url = self.address(started, started.status_url.as_ref(), Some("status"));
        let answer = self.account.read(Call::get(url)).await?;
        self.account.body(&answer)
    }

    fn failed(&self, queued: &Queued) -> Error {
        let provider = self.account.provider.clone();
        let said = queued.error.as_ref().map(|error| error.as_str().map_or_else(|| error.to_string(), str::to_owned));
        let said = said.or_else(|| queued.error_type.clone()).unwrap_or_default();
        let reason = bobine_provider::http::bounded(&said);
        match queued.error_type.as_deref() {
            Some("content_policy_violation") => Error::Refused { provider, reason },
            _ => Error::VendorFailed { provider, reason: format!("{reason}; generate it again") },
        }
    }

    async fn result(&self, started: &Started) -> Result<Status, Error> {
        let url = self.address(started, started.response_url.as_ref(), None);
        let answer = match self.account.read(Call::get(url)).await {
            Ok(answer) => answer,
            // The model's own failure comes as the answer to this question.
            Err(reason @ (Error::Refused { .. } | Error::BadRequest { .. } | Error::VendorFailed { .. })) => {
                return Ok(Status::Failed { reason, cost: None });
            }
            Err(error) => return Err(error),
        };
        let body: Value = self.account.body(&answer)?;
        let url = ["/video/url", "/videos/0/url", "/output/video/url"]
            .iter()
            .find_map(|path| body.pointer(path).and_then(Value::as_str))
            .ok_or_else(|| Error::Unreadable {
                provider: self.account.provider.clone(),
                what: "it says that the clip is done and names no address".to_owned(),
            })?;
        Ok(Status::Done { artifacts: vec![Account::clip(url)], cost: None })
    }
}

#[async_trait]
impl VideoModel for Fal {
    fn capabilities(&self) -> &VideoCapabilities {
        &self.capabilities
    }

    async fn start(&self, request: &ValidatedRequest, _key: &RequestKey) -> Result<Operation, StartError> {
        let request = request.request();
        let input = inputs::of(&self.data, &self.capabilities, request).await?;
        let model = self.data.name_for(request);
        let url = self.account.endpoint.at(model.split('/'));
        let answer = self.account.start(Call::post(url, Value::Object(input))).await?;
        let started: Started = self.account.started(&answer)?;
        self.account.operation(OPERATION_VERSION, &Started { model: model.to_owned(), ..started })
    }

    async fn status(&self, operation: &Operation) -> Result<Status, Error> {
        let started: Started = self.account.kept(OPERATION_VERSION, operation)?;
        let queued = self.queued(&started).await?;
        if queued.status != "COMPLETED" {
            return Ok(Status::Pending { progress: None, after: self.account.poll() });
        }
        if queued.error.is_some() || queued.error_type.is_some() {
            return Ok(Status::Failed { reason: self.failed(&queued), cost: None });
        }
        self.result(&started).await
    }

    async fn fetch(&self, artifact: &Artifact, file: &Path) -> Result<(), Error> {
        self.account.fetch(artifact, file).await
    }

    /// What waits is taken out of the queue. What runs is only asked to stop and may be charged all the same, so its
    /// end is waited for.
    async fn cancel(&self, operation: &Operation) -> Result<Cancelled, Error> {
        let started: Started = self.account.kept(OPERATION_VERSION, operation)?;
        let is_waiting = self.queued(&started).await?.status == "IN_QUEUE";
        let url = self.address(&started, started.cancel_url.as_ref(), Some("cancel"));
        match self.account.send(Call::bare(Method::PUT, url)).await {
            Ok(_) if is_waiting => Ok(Cancelled::Stopped),
            // 400: it has ended already.
            Ok(_) | Err(Error::BadRequest { .. }) => Ok(Cancelled::TooLate),
            Err(Error::Gone { .. }) => Ok(Cancelled::Stopped),
            Err(error) => Err(error),
        }
    }

    /// Nothing can be looked up by our key.
    async fn find(&self, _key: &RequestKey) -> Result<Option<Operation>, Error> {
        Err(Error::Gone { provider: self.account.provider.clone() })
    }
}
