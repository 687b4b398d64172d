//! ComfyUI, on a graphics card of one's own: a workflow is posted under a name of ours, then its history is asked.
//!
//! Workflows are data: graphs in the server's API format in which `$prompt`, `$seed`, `$width`, `$height`, `$frames`
//! and `$first_frame` stand for what is asked. Since the name is ours, a lost start is always found again, or certainly
//! was never taken; and nothing costs anything.

use std::path::Path;

use async_trait::async_trait;
use bobine_model::{Micros, RequestKey};
use bobine_provider::http::{Answer, Call, Content, Part, bounded};
use bobine_provider::{
    Artifact, Cancelled, Error, Operation, StartError, Status, ValidatedRequest, VideoCapabilities, VideoModel,
    VideoRequest,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::account::{Account, Complained, Complaint};
use crate::catalogue::{Abilities, VideoData};
use crate::picture::Picture;
use crate::registry::Making;

const OPERATION_VERSION: u32 = 1;

/// The rate of the workflows there are. Their lengths are a multiple of four frames, and one.
const RATE: u32 = 24;

/// The largest picture that is uploaded.
const PICTURE_LIMIT: usize = 50_000_000;

/// Workflows by the names the data gives them.
const WORKFLOWS: &[(&str, &str)] = &[
    ("wan2.2-ti2v-5b", include_str!("../../../../assets/workflows/wan2.2-ti2v-5b.json")),
    ("wan2.2-ti2v-5b-frame", include_str!("../../../../assets/workflows/wan2.2-ti2v-5b-frame.json")),
];

/// A workflow on a server.
pub(crate) struct ComfyUi {
    account: Account,
    capabilities: VideoCapabilities,
    data: VideoData,
}

/// What is kept of a start.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Started {
    prompt_id: Uuid,
}

/// What the server remembers of a workflow that has ended.
#[derive(Debug, Deserialize)]
struct Ended {
    #[serde(default)]
    outputs: Map<String, Value>,
    status: Option<EndedStatus>,
}

#[derive(Debug, Deserialize)]
struct EndedStatus {
    #[serde(default)]
    status_str: String,
    #[serde(default)]
    messages: Vec<(String, Value)>,
}

#[derive(Debug, Deserialize)]
struct Queue {
    queue_running: Vec<Vec<Value>>,
    queue_pending: Vec<Vec<Value>>,
}

/// Where a workflow stands on the server.
enum Place {
    Ended(Box<Ended>),
    Running,
    Waiting,
    Nowhere,
}

pub(crate) fn model(making: &Making<'_>) -> ComfyUi {
    let abilities = Abilities { finds_by_key: true, cancels: true };
    ComfyUi {
        account: making.account("Bearer", complain),
        capabilities: making.model.capabilities(making.vendor, abilities),
        data: making.model.clone(),
    }
}

/// A graph that does not fit names the node and what is wrong: a model file that is not there, mostly.
fn complain(answer: &Answer) -> Complained {
    let body = answer.value();
    let of_nodes = body.get("node_errors").and_then(Value::as_object).into_iter().flatten().find_map(|(_, node)| {
        let fault = node.get("errors")?.get(0)?;
        let text = |name: &str| fault.get(name).and_then(Value::as_str).unwrap_or_default();
        let class = node.get("class_type").and_then(Value::as_str).unwrap_or_default();
        Some(format!("{class}: {} ({})", text("message"), text("details")))
    });
    let general = || body.pointer("/error/message").and_then(Value::as_str).map(str::to_owned);
    let words = of_nodes.or_else(general).unwrap_or_else(|| answer.excerpt());
    let complaint = match answer.status {
        400 if words.contains("not in list") => Complaint::NoModel,
        status => Complaint::of_status(status),
    };
    Complained { complaint, words }
}

/// The name a start has there: made of our key alone, so that it can be made again.
fn name_of(key: &RequestKey) -> Uuid {
    let hash = blake3::hash(key.as_str().as_bytes());
    let (bytes, _) = hash.as_bytes().split_first_chunk().expect("a hash has 32 bytes");
    uuid::Builder::from_custom_bytes(*bytes).into_uuid()
}

/// A workflow with everything put in that was asked.
fn filled(node: &Value, values: &Map<String, Value>) -> Value {
    match node {
        Value::String(text) => match text.strip_prefix('$').and_then(|name| values.get(name)) {
            Some(value) => value.clone(),
            None => node.clone(),
        },
        Value::Array(items) => items.iter().map(|item| filled(item, values)).collect(),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, value)| (name.clone(), filled(value, values))).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => node.clone(),
    }
}

/// The first moving picture among a workflow's outputs; the node that saves it may list it under several names.
fn file_of(outputs: &Map<String, Value>) -> Option<(&str, &str, &str)> {
    let lists = outputs.values().filter_map(Value::as_object).flat_map(Map::values).filter_map(Value::as_array);
    lists.flatten().find_map(|file| {
        let text = |name: &str| file.get(name).and_then(Value::as_str);
        let name = text("filename")?;
        let is_clip = [".mp4", ".webm", ".mov", ".mkv"].iter().any(|end| name.to_ascii_lowercase().ends_with(end));
        is_clip.then(|| (name, text("subfolder").unwrap_or_default(), text("type").unwrap_or("output")))
    })
}

impl ComfyUi {
    fn not_accepted(&self, reason: String) -> StartError {
        StartError::NotAccepted(Error::BadRequest { provider: self.account.provider.clone(), reason })
    }

    /// What the workflow's signs stand for.
    async fn values(&self, request: &VideoRequest) -> Result<Map<String, Value>, StartError> {
        let size = self.data.ratio_name(self.capabilities.ratio_for(request.format));
        let parts = size.split_once('x').and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
        let (width, height): (u32, u32) = parts
            .ok_or_else(|| self.not_accepted(format!("its price list gives {size:?} as a size; write 704x1280")))?;
        let mut values = Map::new();
        values.insert("prompt".to_owned(), json!(request.prompt));
        values.insert("seed".to_owned(), json!(request.seed));
        values.insert("width".to_owned(), json!(width));
        values.insert("height".to_owned(), json!(height));
        values.insert("frames".to_owned(), json!(request.seconds * RATE + 1));
        if let Some(path) = &request.first_frame {
            values.insert("first_frame".to_owned(), json!(self.upload(path).await?));
        }
        Ok(values)
    }

    /// Bring the first frame there; its name on the server. Nothing is started when this fails.
    async fn upload(&self, path: &Path) -> Result<String, StartError> {
        let picture = Picture::read(&self.account.provider, path, PICTURE_LIMIT).await?;
        let name = format!("bobine-{}", blake3::hash(&picture.bytes).to_hex());
        let file = Content::File { name, media_type: picture.media_type, bytes: picture.bytes };
        let parts = vec![
            Part { name: "image", content: file },
            Part { name: "type", content: Content::Text("input".to_owned()) },
            Part { name: "overwrite", content: Content::Text("true".to_owned()) },
        ];
        let call = Call::post_form(self.account.endpoint.at(["upload", "image"]), parts);
        let answer = self.account.send(call).await.map_err(StartError::NotAccepted)?;
        let body: Value = self.account.body(&answer).map_err(StartError::NotAccepted)?;
        let name = body.get("name").and_then(Value::as_str).map(str::to_owned);
        name.ok_or_else(|| {
            self.not_accepted("the server took the first frame and did not say under what name".to_owned())
        })
    }

    async fn place(&self, id: Uuid) -> Result<Place, Error> {
        let name = id.to_string();
        let answer = self.account.read(Call::get(self.account.endpoint.at(["history", &name]))).await?;
        let mut history: Map<String, Value> = self.account.body(&answer)?;
        if let Some(ended) = history.remove(&name) {
            let ended = serde_json::from_value(ended).map_err(|fault| Error::Unreadable {
                provider: self.account.provider.clone(),
                what: fault.to_string(),
            })?;
            return Ok(Place::Ended(Box::new(ended)));
        }
        let answer = self.account.read(Call::get(self.account.endpoint.at(["queue"]))).await?;
        let queue: Queue = self.account.body(&answer)?;
        let holds = |list: &[Vec<Value>]| list.iter().any(|entry| entry.get(1).and_then(Value::as_str) == Some(&name));
        Ok(if holds(&queue.queue_running) {
            Place::Running
        } else if holds(&queue.queue_pending) {
            Place::Waiting
        } else {
            Place::Nowhere
        })
    }

    fn failed(&self, status: &EndedStatus) -> Error {
        let provider = self.account.provider.clone();
        let Some((word, told)) = status.messages.last() else {
            return Error::VendorFailed { provider, reason: "it did not say why; generate it again".to_owned() };
        };
        let text = |name: &str| told.get(name).and_then(Value::as_str).unwrap_or_default();
        let (kind, said) = (text("exception_type"), bounded(text("exception_message")));
        let reason = if word == "execution_interrupted" {
            "it was stopped there".to_owned()
        } else if kind.contains("OutOfMemory") {
            format!(
                "the graphics card has not enough memory ({said}); close what else uses it, or ask for a shorter clip"
            )
        } else {
            format!("{}: {said}; see the server's own log", text("node_type"))
        };
        Error::VendorFailed { provider, reason }
    }

    fn done(&self, ended: &Ended) -> Status {
        let provider = self.account.provider.clone();
        match &ended.status {
            Some(status) if status.status_str != "success" => {
                Status::Failed { reason: self.failed(status), cost: None }
            }
            Some(_) | None => match file_of(&ended.outputs) {
                Some((name, subfolder, kind)) => {
                    let mut url = self.account.endpoint.at(["view"]);
                    let query = [("filename", name), ("subfolder", subfolder), ("type", kind)];
                    url.query_pairs_mut().extend_pairs(query);
                    Status::Done { artifacts: vec![Account::clip(url)], cost: Some(Micros::ZERO) }
                }
                None => {
                    let reason = "the workflow ended and saved no clip; does it end in SaveVideo?".to_owned();
                    Status::Failed { reason: Error::VendorFailed { provider, reason }, cost: None }
                }
            },
        }
    }
}

#[async_trait]
impl VideoModel for ComfyUi {
    fn capabilities(&self) -> &VideoCapabilities {
        &self.capabilities
    }

    async fn start(&self, request: &ValidatedRequest, key: &RequestKey) -> Result<Operation, StartError> {
        let request = request.request();
        let wanted = self.data.workflow_for(request).unwrap_or_default();
        let text = WORKFLOWS.iter().find(|(name, _)| *name == wanted).map(|(_, text)| *text);
        let graph: Value = text
            .and_then(|text| serde_json::from_str(text).ok())
            .ok_or_else(|| self.not_accepted(format!("there is no workflow {wanted:?}")))?;
        let graph = filled(&graph, &self.values(request).await?);
        let started = Started { prompt_id: name_of(key) };
        let body = json!({ "prompt": graph, "prompt_id": started.prompt_id, "client_id": started.prompt_id });
        let answer = self.account.start(Call::post(self.account.endpoint.at(["prompt"]), body)).await?;
        // Older servers choose the name themselves.
        let started: Started = self.account.started(&answer)?;
        self.account.operation(OPERATION_VERSION, &started)
    }

    async fn status(&self, operation: &Operation) -> Result<Status, Error> {
        let started: Started = self.account.kept(OPERATION_VERSION, operation)?;
        match self.place(started.prompt_id).await? {
            Place::Ended(ended) => Ok(self.done(&ended)),
            Place::Running | Place::Waiting => Ok(Status::Pending { progress: None, after: self.account.poll() }),
            // Its queue is in memory: a server that was started anew has forgotten it.
            Place::Nowhere => Err(Error::Gone { provider: self.account.provider.clone() }),
        }
    }

    async fn fetch(&self, artifact: &Artifact, file: &Path) -> Result<(), Error> {
        self.account.fetch(artifact, file).await
    }

    /// Older servers stop whatever runs, so only what is seen to run is interrupted.
    async fn cancel(&self, operation: &Operation) -> Result<Cancelled, Error> {
        let started: Started = self.account.kept(OPERATION_VERSION, operation)?;
        let id = started.prompt_id;
        match self.place(id).await? {
            Place::Ended(ended) => Ok(match self.done(&ended) {
                Status::Done { .. } => Cancelled::TooLate,
                Status::Pending { .. } | Status::Failed { .. } => Cancelled::Stopped,
            }),
            Place::Waiting => {
                let call = Call::post(self.account.endpoint.at(["queue"]), json!({ "delete": [id] }));
                self.account.send(call).await.map(|_| Cancelled::Stopped)
            }
            Place::Running => {
                let call = Call::post(self.account.endpoint.at(["interrupt"]), json!({ "prompt_id": id }));
                self.account.send(call).await.map(|_| Cancelled::Stopped)
            }
            Place::Nowhere => Ok(Cancelled::Stopped),
        }
    }

    async fn find(&self, key: &RequestKey) -> Result<Option<Operation>, Error> {
        let started = Started { prompt_id: name_of(key) };
        Ok(match self.place(started.prompt_id).await? {
            Place::Nowhere => None,
            Place::Ended(_) | Place::Running | Place::Waiting => Some(Operation {
                provider: self.account.provider.clone(),
                version: OPERATION_VERSION,
                data: json!(started),
            }),
        })
    }
}
