//! Having a segment's clip generated.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bobine_model::edit::Edit;
use bobine_model::job::JobResult;
use bobine_model::{
    FrameRange, FrameRate, Frames, MediaId, Micros, ModelId, ProviderId, RequestKey, TakeExtent, TakeId, TakeUse,
};
use bobine_provider::{
    Artifact, ArtifactSource, Cancelled, Error, Operation, StartError, Status, VideoModel, VideoRequest,
};
use bobine_store::table::ledger::Source;
use bobine_store::{Job, Library, MediaFacts, MediaKind, NewTake, Staged, Tx};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Cost, Lookup, Made, Standing, Work};

/// The name of a clip while it is looked at.
const FILE: &str = "take.mp4";

/// What is being done when a clip cannot be kept.
const BRINGING: &str = "bringing the clip into the library";

/// Looks into a file that came from outside: what is in it, or why it is of no use.
pub type Probe = Arc<dyn Fn(&Path) -> Result<MediaFacts, Unusable> + Send + Sync>;

/// Why a file cannot be looked into.
#[derive(Debug)]
pub enum Unusable {
    /// The file is no clip, or not a whole one; in words.
    File(String),
    /// This machine cannot look: something is not installed, say.
    Machine(Box<dyn std::error::Error + Send + Sync>),
}

/// What is asked for, as it is kept with the job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeOrder {
    /// The clip.
    pub request: VideoRequest,
    /// Orders given together are undone together.
    pub gesture: String,
}

/// Where a clip is to be had, and what it cost, as it is kept with the job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Offer {
    artifact: Artifact,
    cost: Option<Micros>,
}

/// Has clips generated.
pub struct TakeWork {
    models: HashMap<ProviderId, Arc<dyn VideoModel>>,
    library: Arc<Library>,
    probe: Probe,
}

impl TakeWork {
    /// Work by these models, one for each provider.
    pub fn new(models: impl IntoIterator<Item = Arc<dyn VideoModel>>, library: Arc<Library>, probe: Probe) -> Self {
        let models = models.into_iter().map(|model| (model.capabilities().provider.clone(), model)).collect();
        Self { models, library, probe }
    }
}

fn operation_of(job: &Job, operation: &Value) -> Result<Operation, Error> {
    serde_json::from_value(operation.clone()).map_err(|fault| super::unreadable(job, &fault))
}

fn value_of(job: &Job, operation: &Operation) -> Result<Value, Error> {
    serde_json::to_value(operation).map_err(|fault| super::unreadable(job, &fault))
}

#[async_trait]
impl Work for TakeWork {
    fn concurrency(&self, provider: &ProviderId) -> usize {
        self.models.get(provider).map_or(0, |model| model.capabilities().concurrency)
    }

    fn deadline(&self, provider: &ProviderId) -> Duration {
        self.models.get(provider).map_or(Duration::ZERO, |model| model.capabilities().deadline)
    }

    async fn start(&self, job: &Job, key: &RequestKey) -> Result<Value, StartError> {
        let refuse = |error| StartError::NotAccepted(error);
        let order: TakeOrder = super::read_order(job).map_err(refuse)?;
        let model = super::model_of(&self.models, job).map_err(refuse)?;
        let offered = &model.capabilities().model;
        if let Some(ordered) = job.model.as_ref().filter(|ordered| *ordered != offered) {
            // Its price was agreed to for that model and no other.
            let reason = format!("it was ordered from {ordered}, and {offered} is set now; generate it again");
            return Err(refuse(Error::BadRequest { provider: job.provider.clone(), reason }));
        }
        let request = model
            .capabilities()
            .validate(order.request)
            .map_err(|fault| refuse(Error::Refused { provider: job.provider.clone(), reason: fault.to_string() }))?;
        let operation = model.start(&request, key).await?;
        value_of(job, &operation).map_err(StartError::Unknown)
    }

    async fn standing(&self, job: &Job, operation: &Value) -> Result<Standing, Error> {
        let model = super::model_of(&self.models, job)?;
        Ok(match model.status(&operation_of(job, operation)?).await? {
            Status::Pending { progress, after } => Standing::Pending { progress, after },
            Status::Failed { reason, cost } => {
                Standing::Failed { failure: crate::failure::failure_of(&reason), charged: cost.unwrap_or_default() }
            }
            Status::Done { artifacts, cost } => {
                let artifact = artifacts.into_iter().next().ok_or_else(|| Error::Unreadable {
                    provider: job.provider.clone(),
                    what: "it says that the clip is done and gives none".to_owned(),
                })?;
                let offer = serde_json::to_value(Offer { artifact, cost });
                Standing::Ready(offer.map_err(|fault| super::unreadable(job, &fault))?)
            }
        })
    }

    async fn fetch(&self, job: &Job, _operation: &Value, artifact: &Value) -> Result<Box<dyn Made>, Error> {
        let order: TakeOrder = super::read_order(job)?;
        let offer: Offer = serde_json::from_value(artifact.clone()).map_err(|fault| super::unreadable(job, &fault))?;
        let model = super::model_of(&self.models, job)?;
        let scratch = self.library.scratch().map_err(|fault| super::local(BRINGING, fault))?;
        let here = scratch.file(FILE);
        model.fetch(&offer.artifact, &here).await?;
        let is_remote = matches!(offer.artifact.source, ArtifactSource::Remote { .. });
        let (library, probe, provider) = (Arc::clone(&self.library), Arc::clone(&self.probe), job.provider.clone());
        let (staged, facts) = super::blocking(move || {
            let facts = probe(&here).map_err(|fault| match fault {
                // Vendors have given empty, cut and mislabelled files: fetched again it may be whole.
                Unusable::File(what) if is_remote => Error::Damaged { provider: provider.clone(), what },
                Unusable::File(what) => super::local("looking into the clip", what),
                Unusable::Machine(source) => Error::Local { doing: "looking into the clip", source },
            })?;
            if facts.frames.is_none() {
                return Err(Error::Damaged { provider, what: "there is no moving picture in it".to_owned() });
            }
            let staged = library.stage_made(scratch, FILE).map_err(|fault| super::local(BRINGING, fault))?;
            Ok((staged, facts))
        })
        .await?;
        Ok(Box::new(Clip { order, cost: offer.cost, staged, facts }))
    }

    fn settled(&self, artifact: &Value) {
        let offer: Result<Offer, _> = serde_json::from_value(artifact.clone());
        if let Ok(Offer { artifact: Artifact { source: ArtifactSource::File { path }, .. }, .. }) = offer {
            // What stays behind lies in the cache.
            let _ = std::fs::remove_file(path);
        }
    }

    async fn cancel(&self, job: &Job, operation: &Value) -> Result<Cancelled, Error> {
        super::model_of(&self.models, job)?.cancel(&operation_of(job, operation)?).await
    }

    async fn find(&self, job: &Job, key: &RequestKey) -> Result<Lookup, Error> {
        let model = super::model_of(&self.models, job)?;
        if !model.capabilities().finds_by_key {
            return Ok(Lookup::CannotTell);
        }
        Ok(match model.find(key).await? {
            Some(operation) => Lookup::Found(value_of(job, &operation)?),
            None => Lookup::NeverAccepted,
        })
    }
}

struct Clip {
    order: TakeOrder,
    cost: Option<Micros>,
    staged: Staged,
    facts: MediaFacts,
}

impl Clip {
    fn price(&self, job: &Job) -> Cost {
        match self.cost {
            Some(amount) => Cost { amount, source: Source::Vendor },
            None => Cost { amount: job.estimate, source: Source::Estimate },
        }
    }
}

impl Made for Clip {
    fn cost(&self, job: &Job) -> Cost {
        self.price(job)
    }

    fn keep(self: Box<Self>, tx: &Tx, job: &Job, now_ms: i64) -> Result<JobResult, bobine_store::Error> {
        let (Some(project), Some(segment)) = (job.project, job.segment) else {
            return Err(bobine_store::Error::NoJob(job.id));
        };
        let cost = self.price(job).amount;
        let media = MediaId::from_uuid(Uuid::now_v7());
        let media = tx.keep_media(&self.staged, media, MediaKind::Video, self.facts, now_ms)?;
        let take = TakeId::from_uuid(Uuid::now_v7());
        let model = job.model.clone().unwrap_or_else(|| ModelId::new("default").expect("a plain word is a model id"));
        tx.insert_take(&NewTake {
            id: take,
            media: media.id,
            project,
            segment,
            maker: Some((job.provider.clone(), model)),
            prompt: self.order.request.prompt.clone(),
            seed: Some(self.order.request.seed),
            cost,
            recipe: json!({ "request": self.order.request, "job": job.id }),
            created_ms: now_ms,
        })?;
        let (head, document) = tx.document(project)?;
        let picture = whole(take, &self.facts, document.format.rate());
        let edit = Edit::SetTake { segment, picture: Some(picture) };
        super::record(tx, project, (head, &document), &edit, Some(&self.order.gesture), now_ms)?;
        Ok(JobResult::Take { take })
    }
}

/// All of a take, as a segment of a project of this rate uses it.
pub fn whole(take: TakeId, facts: &MediaFacts, rate: FrameRate) -> TakeUse {
    let moving = facts.length.filter(|_| facts.frames.is_some());
    let extent = moving
        .map(|length| rate.nearest(length).max(Frames::new(1)))
        .and_then(|length| Some(TakeExtent::Clip { length, trim: FrameRange::new(Frames::ZERO, length).ok()? }));
    TakeUse { take, extent: extent.unwrap_or(TakeExtent::Still) }
}
