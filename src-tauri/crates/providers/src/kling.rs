//! Kling's own API, by its newer routes: `POST /text-to-video/{model}`, then `GET /tasks?task_ids=`.
//!
//! A status of 200 is no success: the code in the body is. It takes a name of ours with a start and
//! finds it again by it, so that no start is ever lost; and that says what a clip cost.

use std::path::Path;

use async_trait::async_trait;
use bobine_model::{Micros, RequestKey};
use bobine_provider::http::{Answer, Call};
use bobine_provider::{
    Artifact, Cancelled, Error, Operation, StartError, Status, ValidatedRequest, VideoCapabilities, VideoModel,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::account::{Account, Complained, Complaint};
use crate::catalogue::{Abilities, VideoData};
use crate::registry::Making;

const OPERATION_VERSION: u32 = 1;

/// How often a lost start is looked for: it may arrive a little after we gave it up.
const LOOKS: u32 = 3;

/// A Kling model.
pub(crate) struct Kling {
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
struct One {
    data: Started,
}

#[derive(Debug, Deserialize)]
struct Several {
    data: Vec<Task>,
}

#[derive(Debug, Deserialize)]
struct Task {
    id: String,
    #[serde(default)]
    status: String,
    message: Option<String>,
    #[serde(default)]
    outputs: Vec<Output>,
    #[serde(default)]
    billing: Vec<Billing>,
}

#[derive(Debug, Deserialize)]
struct Output {
    #[serde(rename = "type", default)]
    kind: String,
    url: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Billing {
    #[serde(default)]
    charge_type: String,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    currency: String,
}

pub(crate) fn model(making: &Making<'_>) -> Kling {
    let abilities = Abilities { finds_by_key: true, cancels: false };
    Kling {
        account: making.account("Bearer", complain).with_success(is_success),
        capabilities: making.model.capabilities(making.vendor, abilities),
        data: making.model.clone(),
    }
}

fn code_of(answer: &Answer) -> Option<u64> {
    answer.value().get("code").and_then(Value::as_u64)
}

fn is_success(answer: &Answer) -> bool {
    answer.is_success() && code_of(answer).is_none_or(|code| code == 0)
}

fn complain(answer: &Answer) -> Complained {
    let words = answer.value().get("message").and_then(Value::as_str).map_or_else(|| answer.excerpt(), str::to_owned);
    let complaint = match code_of(answer) {
        Some(1000..=1004 | 1103) => Complaint::BadKey,
        Some(1101 | 1102) => Complaint::NoCredit,
        Some(1203) => Complaint::NoModel,
        Some(1200..=1202) => Complaint::BadRequest,
        Some(1300 | 1301) => Complaint::Refused,
        // Too fast, and more at once than was bought.
        Some(1302 | 1303) => Complaint::Busy,
        Some(5000..=5999) => Complaint::Faulty,
        Some(_) if answer.is_success() => Complaint::Faulty,
        Some(_) | None => Complaint::of_status(answer.status),
    };
    Complained { complaint, words }
}

/// What was charged, where it is money and not a pack's units.
fn cost_of(billing: &[Billing]) -> Option<Micros> {
    let is_money = |line: &&Billing| line.charge_type == "cash" && line.currency.eq_ignore_ascii_case("usd");
    let mut lines = billing.iter().filter(is_money).peekable();
    lines.peek()?;
    lines.map(|line| line.amount.parse().ok()).sum()
}

impl Kling {
    async fn tasks(&self, name: &str, value: &str) -> Result<Vec<Task>, Error> {
        let call = Call::get(self.account.endpoint.at(["tasks"])).query(name, value);
        let answer = self.account.read(call).await?;
        Ok(self.account.body::<Several>(&answer)?.data)
    }

    fn failed(&self, task: &Task) -> Error {
        let provider = self.account.provider.clone();
        let reason = bobine_provider::http::bounded(task.message.as_deref().unwrap_or("it did not say why"));
        let lower = reason.to_ascii_lowercase();
        if ["risk control", "sensitive", "policy", "moderation"].iter().any(|word| lower.contains(word)) {
            Error::Refused { provider, reason }
        } else {
            Error::VendorFailed { provider, reason: format!("{reason}; generate it again") }
        }
    }
}

#[async_trait]
impl VideoModel for Kling {
    fn capabilities(&self) -> &VideoCapabilities {
        &self.capabilities
    }

    async fn start(&self, request: &ValidatedRequest, key: &RequestKey) -> Result<Operation, StartError> {
        let request = request.request();
        let ratio = self.capabilities.ratio_for(request.format);
        let mut settings = self.data.parameters.clone();
        settings.insert("aspect_ratio".to_owned(), json!(self.data.ratio_name(ratio)));
        settings.insert("duration".to_owned(), json!(request.seconds));
        let body = json!({
            "prompt": request.prompt,
            "settings": settings,
            "options": { "external_task_id": key.as_str(), "watermark_info": { "enabled": false } },
        });
        let url = self.account.endpoint.at(["text-to-video", self.data.vendor_name()]);
        let answer = self.account.start(Call::post(url, body)).await?;
        let started: One = self.account.started(&answer)?;
        self.account.operation(OPERATION_VERSION, &started.data)
    }

    async fn status(&self, operation: &Operation) -> Result<Status, Error> {
        let started: Started = self.account.kept(OPERATION_VERSION, operation)?;
        let found = self.tasks("task_ids", &started.id).await?.into_iter().find(|task| task.id == started.id);
        let task = found.ok_or_else(|| Error::Gone { provider: self.account.provider.clone() })?;
        match task.status.as_str() {
            "succeeded" => {
                let cost = cost_of(&task.billing);
                let video =
                    task.outputs.into_iter().find(|output| output.kind == "video").and_then(|output| output.url);
                let url = video.ok_or_else(|| Error::Unreadable {
                    provider: self.account.provider.clone(),
                    what: "it says that the clip is done and names no address".to_owned(),
                })?;
                Ok(Status::Done { artifacts: vec![Account::clip(url)], cost })
            }
            "failed" => Ok(Status::Failed { reason: self.failed(&task), cost: cost_of(&task.billing) }),
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

    async fn find(&self, key: &RequestKey) -> Result<Option<Operation>, Error> {
        for look in 0..LOOKS {
            if look > 0 {
                tokio::time::sleep(self.account.poll()).await;
            }
            let found = self.tasks("external_task_ids", key.as_str()).await?.into_iter().next();
            if let Some(task) = found {
                let data = json!({ "id": task.id });
                let provider = self.account.provider.clone();
                return Ok(Some(Operation { provider, version: OPERATION_VERSION, data }));
            }
        }
        Ok(None)
    }
}
