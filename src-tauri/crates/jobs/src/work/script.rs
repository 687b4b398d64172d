//! Writing a script into a project.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bobine_model::edit::{Edit, NewSegment};
use bobine_model::job::JobResult;
use bobine_model::{Language, Micros, PillarId, ProviderId, RequestKey, SegmentId};
use bobine_provider::{Cancelled, Error, Script, ScriptRequest, StartError, TextModel, Theme};
use bobine_store::table::ledger::Source;
use bobine_store::{Job, Tx};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::incoming::Incoming;
use super::{Cost, Lookup, Made, Standing, Work};

/// What is asked for, as it is kept with the job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptOrder {
    /// What the video is about.
    pub theme: String,
    /// What shapes the script.
    pub pillar: PillarId,
    /// In which language.
    pub language: Language,
    /// How many segments.
    pub segments: usize,
    /// Seconds each is meant to last.
    pub seconds: u32,
    /// Which of the possible scripts.
    pub seed: u64,
}

/// Writes scripts.
pub struct ScriptWork {
    models: HashMap<ProviderId, Arc<dyn TextModel>>,
    incoming: Incoming,
}

impl ScriptWork {
    /// Work by these models; answers are noted in the folder `incoming`.
    pub fn new(models: impl IntoIterator<Item = Arc<dyn TextModel>>, incoming: std::path::PathBuf) -> Self {
        let models = models.into_iter().map(|model| (model.provider().clone(), model)).collect();
        Self { models, incoming: Incoming::new(incoming) }
    }
}

#[async_trait]
impl Work for ScriptWork {
    fn concurrency(&self, provider: &ProviderId) -> usize {
        if self.models.contains_key(provider) { 2 } else { 0 }
    }

    fn deadline(&self, _provider: &ProviderId) -> Duration {
        Duration::from_secs(300)
    }

    async fn start(&self, job: &Job, key: &RequestKey) -> Result<Value, StartError> {
        let refuse = |error| StartError::NotAccepted(error);
        let order: ScriptOrder = super::read_order(job).map_err(refuse)?;
        let model = super::model_of(&self.models, job).map_err(refuse)?;
        let theme = Theme::new(&order.theme)
            .map_err(|fault| refuse(Error::Refused { provider: job.provider.clone(), reason: fault.to_string() }))?;
        let request = ScriptRequest {
            theme,
            pillar: order.pillar,
            language: order.language,
            segments: order.segments,
            seed: order.seed,
        };
        let script = model.write_script(&request).await.map_err(refuse)?;
        self.incoming.note(key, &script).map_err(|fault| StartError::Unknown(super::local("noting the script", fault)))
    }

    async fn standing(&self, _job: &Job, operation: &Value) -> Result<Standing, Error> {
        Ok(Standing::Ready(operation.clone()))
    }

    async fn fetch(&self, job: &Job, _operation: &Value, artifact: &Value) -> Result<Box<dyn Made>, Error> {
        let order: ScriptOrder = super::read_order(job)?;
        let script = serde_json::from_value(artifact.clone()).map_err(|fault| super::unreadable(job, &fault))?;
        Ok(Box::new(Written { script, seconds: order.seconds }))
    }

    fn settled(&self, _artifact: &Value) {}

    async fn cancel(&self, _job: &Job, _operation: &Value) -> Result<Cancelled, Error> {
        Ok(Cancelled::Stopped)
    }

    async fn find(&self, _job: &Job, key: &RequestKey) -> Result<Lookup, Error> {
        Ok(self.incoming.find(key).map_or(Lookup::NeverAccepted, Lookup::Found))
    }
}

struct Written {
    script: Script,
    seconds: u32,
}

impl Made for Written {
    fn cost(&self, _job: &Job) -> Cost {
        Cost { amount: Micros::ZERO, source: Source::Estimate }
    }

    fn keep(self: Box<Self>, tx: &Tx, job: &Job, now_ms: i64) -> Result<JobResult, bobine_store::Error> {
        let project = job.project.ok_or(bobine_store::Error::NoJob(job.id))?;
        let (head, document) = tx.document(project)?;
        let target = document.format.rate().seconds(self.seconds);
        let segments = self.script.segments.into_iter().map(|one| NewSegment {
            id: SegmentId::from_uuid(Uuid::now_v7()),
            narration: one.narration,
            prompt: one.prompt,
            target,
        });
        let edit = Edit::ReplaceScript { title: Some(self.script.title), segments: segments.collect() };
        let seq = super::record(tx, project, (head, &document), &edit, None, now_ms)?;
        Ok(JobResult::Revision { seq })
    }
}
