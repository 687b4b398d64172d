//! What a job of each kind does: starting it, asking how it stands, keeping what was made, stopping it.
//!
//! The queue writes every step down around these calls and decides which comes next; a [`Work`] only performs.

mod incoming;
mod reading;
mod script;
mod take;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bobine_model::edit::{Edit, apply};
use bobine_model::history::Stroke;
use bobine_model::job::{JobFailure, JobResult};
use bobine_model::{Document, Micros, ProjectId, ProviderId, RequestKey};
use bobine_provider::{Cancelled, Error, StartError};
use bobine_store::table::ledger::Source;
use bobine_store::{Head, Job, Library, NewRevision, Staged, Tx};
use serde_json::Value;

pub use reading::{LEAD, ReadingOrder, ReadingWork, whole as whole_reading};
pub use script::{ScriptOrder, ScriptWork};
pub use take::{Probe, TakeOrder, TakeWork, Unusable, whole as whole_take};

/// How started work stands.
#[derive(Debug)]
pub enum Standing {
    /// Not done.
    Pending {
        /// Percent done, where known.
        progress: Option<u8>,
        /// When to ask again.
        after: Duration,
    },
    /// Done: where what was made is to be had.
    Ready(Value),
    /// It will not be done.
    Failed {
        /// Why.
        failure: JobFailure,
        /// What the vendor charges all the same.
        charged: Micros,
    },
}

/// What looking a lost start up by its key showed.
#[derive(Debug)]
pub enum Lookup {
    /// It was accepted: ask with this.
    Found(Value),
    /// It certainly never was.
    NeverAccepted,
    /// The provider cannot say: a person has to decide.
    CannotTell,
}

/// What something cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// How much.
    pub amount: Micros,
    /// Whose figure that is.
    pub source: Source,
}

/// Something that was made and lies ready to be kept. What it does happens in the transaction that ends its job, so
/// that a job is never done without its result nor a result kept without its job.
pub trait Made: Send {
    /// What it cost.
    fn cost(&self, job: &Job) -> Cost;

    /// Keep it.
    fn keep(self: Box<Self>, tx: &Tx, job: &Job, now_ms: i64) -> Result<JobResult, bobine_store::Error>;
}

/// What a job of one kind does.
#[async_trait]
pub trait Work: Send + Sync {
    /// How many of a provider's jobs may run at once.
    fn concurrency(&self, provider: &ProviderId) -> usize;

    /// How long a provider may take.
    fn deadline(&self, provider: &ProviderId) -> Duration;

    /// Start it. Billable: called once for a key.
    async fn start(&self, job: &Job, key: &RequestKey) -> Result<Value, StartError>;

    /// Ask how it stands.
    async fn standing(&self, job: &Job, operation: &Value) -> Result<Standing, Error>;

    /// Bring what was made to this machine.
    async fn fetch(&self, job: &Job, operation: &Value, artifact: &Value) -> Result<Box<dyn Made>, Error>;

    /// What lay ready is kept in the library: what it was kept from may go.
    fn settled(&self, artifact: &Value);

    /// Ask for it to be stopped.
    async fn cancel(&self, job: &Job, operation: &Value) -> Result<Cancelled, Error>;

    /// Look up a start whose answer was lost.
    async fn find(&self, job: &Job, key: &RequestKey) -> Result<Lookup, Error>;
}

/// What was asked for, out of the job. It was written by this crate, so it reads unless a newer one wrote it.
fn read_order<T: serde::de::DeserializeOwned>(job: &Job) -> Result<T, Error> {
    serde_json::from_value(job.request.clone()).map_err(|fault| unreadable(job, &fault))
}

/// The model a job names.
fn model_of<'a, M: ?Sized>(models: &'a HashMap<ProviderId, Arc<M>>, job: &Job) -> Result<&'a Arc<M>, Error> {
    models.get(&job.provider).ok_or_else(|| Error::Gone { provider: job.provider.clone() })
}

fn unreadable(job: &Job, fault: &serde_json::Error) -> Error {
    Error::Unreadable { provider: job.provider.clone(), what: fault.to_string() }
}

fn local(doing: &'static str, fault: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::Local { doing, source: fault.into() }
}

/// Change a project's document as part of keeping something. An edit the document does not allow any more (its
/// segment was removed meanwhile, say) is no failure: what was made is kept, and nothing shows it.
fn record(
    tx: &Tx,
    project: ProjectId,
    (head, document): (Head, &Document),
    edit: &Edit,
    gesture: Option<&str>,
    now_ms: i64,
) -> Result<u64, bobine_store::Error> {
    let after = match apply(document, edit) {
        Ok(after) => after,
        Err(refusal) => {
            tracing::info!(%project, %refusal, "the document has no place for what was made");
            return Ok(head.seq);
        }
    };
    let label = edit.label(document);
    let at_ms = u64::try_from(now_ms).unwrap_or_default();
    let stroke = Stroke { merge_key: gesture.map(|_| "generate"), gesture, at_ms };
    let new = NewRevision { document: &after, label: &label, stroke };
    Ok(tx.record_edit(project, head.version, new)?.seq)
}

/// Do something slow off the async threads.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(fault) => std::panic::resume_unwind(fault.into_panic()),
    }
}

/// Stage a file that a provider of ours made. It stays where it is until the job has ended, so that whoever comes
/// after a crash finds it.
fn take_over(library: &Library, made: &Path, name: &str) -> Result<Staged, Error> {
    let doing = "bringing the file into the library";
    let scratch = library.scratch().map_err(|fault| local(doing, fault))?;
    let here = scratch.file(name);
    // A second name costs nothing; a copy is what is left where the disk cannot do that.
    std::fs::hard_link(made, &here)
        .or_else(|_| std::fs::copy(made, &here).map(drop))
        .map_err(|fault| local(doing, fault))?;
    library.stage_made(scratch, name).map_err(|fault| local(doing, fault))
}
