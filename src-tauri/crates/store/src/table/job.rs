//! Jobs: slow or paid work, durable. A state changes only through `bobine_model::job::step`, and only for whoever read
//! the state it has. How jobs are enqueued and shared out stands in [`crate::table::job_queue`].

use bobine_model::job::{JobEvent, JobKind, JobPhase, JobState, step};
use bobine_model::{JobId, Micros, ModelId, ProjectId, ProviderId, RequestKey, SegmentId};
use rusqlite::{OptionalExtension, Row, named_params};
use serde_json::Value;

use crate::error::{Error, Result};
use crate::library::{Snapshot, Tx};
use crate::sql::{Columns, Json, Text};

pub(crate) const CREATE: &str = "
create table job (
  id                   text    not null primary key,
  kind                 text    not null check (kind in (
                         'script', 'reading', 'take', 'still', 'caption', 'export', 'upload', 'publish')),
  project_id           text    references project (id),
  segment_id           text,
  provider             text    not null,
  model                text,
  request              text    not null check (json_valid(request)),
  -- The same for requests that would make the same thing: only one of them is active at a time.
  identity             text,
  fallback_of          text    references job (id),
  priority             integer not null,
  estimate_micros      integer not null check (estimate_micros >= 0),
  state                text    not null check (state in (
                         'queued', 'submitting', 'unknown', 'running', 'fetching', 'cancelling',
                         'succeeded', 'failed', 'cancelled')),
  attempt              integer not null check (attempt >= 0),
  not_before_ms        integer,
  -- The key of the last start; kept for disputes, never reused.
  request_key          text    unique,
  -- The last operation and artifact; kept after the end.
  operation            text    check (operation is null or json_valid(operation)),
  artifact             text    check (artifact is null or json_valid(artifact)),
  result               text    check (result is null or json_valid(result)),
  failure              text    check (failure is null or json_valid(failure)),
  progress             integer check (progress between 0 and 100),
  is_cancel_requested  integer not null default 0 check (is_cancel_requested in (0, 1)),
  version              integer not null check (version >= 1),
  -- None: nothing to do until a person decides.
  due_ms               integer,
  lease_owner          text,
  lease_until_ms       integer,
  running_since_ms     integer,
  created_ms           integer not null,
  changed_ms           integer not null,
  check (state not in ('submitting', 'unknown') or request_key is not null),
  check (state not in ('running', 'fetching', 'cancelling') or operation is not null),
  check (state <> 'fetching' or artifact is not null),
  check ((state = 'succeeded') = (result is not null)),
  check ((state = 'failed') = (failure is not null)),
  check ((lease_owner is null) = (lease_until_ms is null)),
  check (state not in ('succeeded', 'failed', 'cancelled') or lease_owner is null)
) strict;
create unique index job_identity on job (identity) where state not in ('succeeded', 'failed', 'cancelled');
create index job_due on job (due_ms) where state not in ('succeeded', 'failed', 'cancelled');
";

pub(crate) const INDEX_BY_PROJECT: &str = "create index job_by_project on job (project_id, created_ms);";

/// When the worker should look at a job again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// At this time, milliseconds since 1970.
    At(i64),
    /// Not before a person has decided something about it.
    OnDecision,
}

impl Due {
    const fn column(self) -> Option<i64> {
        match self {
            Self::At(ms) => Some(ms),
            Self::OnDecision => None,
        }
    }
}

/// A claim on a job: who works on it, and until when that is believed without a heartbeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The worker, unique over all processes.
    pub owner: String,
    /// Milliseconds since 1970.
    pub until_ms: i64,
}

/// One piece of slow or paid work.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Its name for as long as it lives.
    pub id: JobId,
    /// What it makes.
    pub kind: JobKind,
    /// For which project.
    pub project: Option<ProjectId>,
    /// For which segment.
    pub segment: Option<SegmentId>,
    /// Who does it.
    pub provider: ProviderId,
    /// With which model.
    pub model: Option<ModelId>,
    /// What is asked for, as the `jobs` crate wrote it down.
    pub request: Value,
    /// The same for requests that would make the same thing.
    pub identity: Option<String>,
    /// The job whose failure led to this one.
    pub fallback_of: Option<JobId>,
    /// Lower goes first.
    pub priority: i32,
    /// What it is expected to cost; reserved while it is active.
    pub estimate: Micros,
    /// Where it stands.
    pub state: JobState,
    /// How often it has been sent.
    pub attempt: u32,
    /// The last operation there was, also after the end.
    pub operation: Option<Value>,
    /// Percent done, where the vendor says.
    pub progress: Option<u8>,
    /// The user wants it stopped, but it is being sent just now: done as soon as that is settled.
    pub is_cancel_requested: bool,
    /// Raised by every change of its state.
    pub version: u64,
    /// When to look at it again.
    pub due: Due,
    /// Who works on it.
    pub lease: Option<Lease>,
    /// When the vendor accepted it: deadlines count from here.
    pub running_since_ms: Option<i64>,
    /// When it was enqueued.
    pub created_ms: i64,
    /// When its state last changed.
    pub changed_ms: i64,
}

impl Job {
    /// The key for its next start: one that no start was ever sent under.
    pub fn next_key(&self) -> RequestKey {
        let key = format!("{}-{}", self.id, self.attempt.saturating_add(1));
        RequestKey::new(key).expect("ids and numbers hold no spaces and are short")
    }

    /// Where it stands, by name.
    pub const fn phase(&self) -> JobPhase {
        self.state.phase()
    }
}

/// A job to be enqueued.
#[derive(Debug, Clone, PartialEq)]
pub struct NewJob {
    /// A fresh id.
    pub id: JobId,
    /// What it makes.
    pub kind: JobKind,
    /// For which project.
    pub project: Option<ProjectId>,
    /// For which segment.
    pub segment: Option<SegmentId>,
    /// Who does it; `embedded` for work of our own.
    pub provider: ProviderId,
    /// With which model.
    pub model: Option<ModelId>,
    /// What is asked for. Never a key or another secret.
    pub request: Value,
    /// The same for requests that would make the same thing; none where a second one is always meant.
    pub identity: Option<String>,
    /// The job whose failure led to this one.
    pub fallback_of: Option<JobId>,
    /// Lower goes first.
    pub priority: i32,
    /// What it is expected to cost.
    pub estimate: Micros,
    /// An operation that runs already (of a lost start, of a failed download): the job then begins as running, and
    /// nothing is ever sent for it.
    pub adopted: Option<Value>,
}

/// What happened to a job, and what is next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Advance<'a> {
    /// In order; all of them or none.
    pub events: &'a [JobEvent],
    /// When to look at it again. A queued job waits at least as long as the vendor asked.
    pub due: Due,
    /// Whether the worker goes on with it now.
    pub lease: Hold,
    /// Now.
    pub now_ms: i64,
}

/// What becomes of a lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// The worker goes on.
    Keep,
    /// Anyone may claim the job once it is due.
    Release,
}

const COLUMNS: &str = "id, kind, project_id, segment_id, provider, model, request, identity, fallback_of, priority, \
     estimate_micros, state, attempt, not_before_ms, request_key, operation, artifact, result, failure, progress, \
     is_cancel_requested, version, due_ms, lease_owner, lease_until_ms, running_since_ms, created_ms, changed_ms";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Job> {
    let owner: Option<String> = row.get("lease_owner")?;
    let until: Option<i64> = row.get("lease_until_ms")?;
    Ok(Job {
        id: row.text("id")?,
        kind: row.text("kind")?,
        project: row.maybe_text("project_id")?,
        segment: row.maybe_text("segment_id")?,
        provider: row.text("provider")?,
        model: row.maybe_text("model")?,
        request: row.json("request")?,
        identity: row.get("identity")?,
        fallback_of: row.maybe_text("fallback_of")?,
        priority: row.get("priority")?,
        estimate: Micros::new(row.get("estimate_micros")?),
        state: state_from_row(row)?,
        attempt: row.get("attempt")?,
        operation: row.maybe_json("operation")?,
        progress: row.get("progress")?,
        is_cancel_requested: row.get("is_cancel_requested")?,
        version: row.get("version")?,
        due: row.get::<_, Option<i64>>("due_ms")?.map_or(Due::OnDecision, Due::At),
        lease: owner.zip(until).map(|(owner, until_ms)| Lease { owner, until_ms }),
        running_since_ms: row.get("running_since_ms")?,
        created_ms: row.get("created_ms")?,
        changed_ms: row.get("changed_ms")?,
    })
}

fn state_from_row(row: &Row<'_>) -> rusqlite::Result<JobState> {
    Ok(match row.text::<JobPhase>("state")? {
        JobPhase::Queued => JobState::Queued { attempt: row.get("attempt")?, not_before_ms: row.get("not_before_ms")? },
        JobPhase::Submitting => JobState::Submitting { attempt: row.get("attempt")?, key: row.text("request_key")? },
        JobPhase::Unknown => JobState::Unknown { attempt: row.get("attempt")?, key: row.text("request_key")? },
        JobPhase::Running => JobState::Running { operation: row.json("operation")? },
        JobPhase::Fetching => JobState::Fetching { operation: row.json("operation")?, artifact: row.json("artifact")? },
        JobPhase::Cancelling => JobState::Cancelling { operation: row.json("operation")? },
        JobPhase::Succeeded => JobState::Succeeded { result: row.json("result")? },
        JobPhase::Failed => JobState::Failed { failure: row.json("failure")? },
        JobPhase::Cancelled => JobState::Cancelled,
    })
}

impl Snapshot {
    /// A job.
    pub fn job(&self, id: JobId) -> Result<Job> {
        self.jobs_where("id = ?1", Text(id))?.into_iter().next().ok_or(Error::NoJob(id))
    }

    /// A project's jobs, the newest first.
    pub fn jobs(&self, project: ProjectId) -> Result<Vec<Job>> {
        self.jobs_where("project_id = ?1 order by created_ms desc, id desc", Text(project))
    }

    /// All jobs that have not ended, those that go first first.
    pub fn active_jobs(&self) -> Result<Vec<Job>> {
        let rule = "?1 is null and state not in ('succeeded', 'failed', 'cancelled') \
                    order by priority, due_ms, created_ms, id";
        self.jobs_where(rule, None::<i64>)
    }

    /// When the next job is due that nobody works on; none where there is nothing to wait for.
    pub fn next_due_ms(&self) -> Result<Option<i64>> {
        let sql = "select min(max(due_ms, coalesce(lease_until_ms, due_ms))) from job
                   where state not in ('succeeded', 'failed', 'cancelled') and due_ms is not null";
        Ok(self.conn.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?.flatten())
    }

    pub(crate) fn jobs_where(&self, rule: &str, value: impl rusqlite::ToSql) -> Result<Vec<Job>> {
        let mut statement = self.conn.prepare_cached(&format!("select {COLUMNS} from job where {rule}"))?;
        Ok(statement.query_map([value], from_row)?.collect::<Result<_, _>>()?)
    }
}

impl Tx {
    /// Write down what happened to a job. Only for the worker that holds its lease, and that has seen its present
    /// state (`version`). Where the user has asked meanwhile for it to be stopped, that is done too.
    pub fn advance_job(&self, id: JobId, owner: &str, version: u64, advance: Advance<'_>) -> Result<Job> {
        let job = self.job(id)?;
        fresh(&job, version)?;
        if job.lease.as_ref().is_none_or(|lease| lease.owner != owner) {
            return Err(Error::NotLeased(id));
        }
        let mut state = job.state.clone();
        for event in advance.events {
            state = step(&state, event)?;
        }
        if job.is_cancel_requested && stops_unasked(state.phase()) {
            state = step(&state, &JobEvent::Cancel)?;
        }
        self.save_state(&job, &state, advance.due, advance.now_ms)?;
        if advance.lease == Hold::Release {
            self.clear_lease(id)?;
        }
        self.job(id)
    }

    /// A decision about a job that needs no lease: a lost start was found ([`JobEvent::Found`], also when its answer
    /// came late), is to be sent again ([`JobEvent::PayAgain`]) or is given up ([`JobEvent::Cancel`]). The budget is
    /// the caller's to check, and what the lost start may have cost the caller's to enter, in the same transaction.
    pub fn decide_job(&self, id: JobId, version: u64, event: &JobEvent, now_ms: i64) -> Result<Job> {
        if !matches!(event, JobEvent::Found { .. } | JobEvent::PayAgain | JobEvent::Cancel) {
            return Err(Error::NotADecision(event.name()));
        }
        let job = self.job(id)?;
        fresh(&job, version)?;
        let state = step(&job.state, event)?;
        self.save_state(&job, &state, Due::At(now_ms), now_ms)?;
        self.job(id)
    }

    /// The user wants a job stopped. What waits is cancelled at once, what runs is to be stopped at the vendor, what
    /// is being sent is stopped as soon as that is settled. Nothing happens to what has ended.
    pub fn cancel_job(&self, id: JobId, now_ms: i64) -> Result<Job> {
        let job = self.job(id)?;
        match job.phase() {
            JobPhase::Queued | JobPhase::Unknown | JobPhase::Running | JobPhase::Fetching => {
                let state = step(&job.state, &JobEvent::Cancel)?;
                self.save_state(&job, &state, Due::At(now_ms), now_ms)?;
            }
            JobPhase::Submitting => {
                self.conn.execute("update job set is_cancel_requested = 1 where id = ?1", [Text(id)])?;
            }
            JobPhase::Cancelling | JobPhase::Succeeded | JobPhase::Failed | JobPhase::Cancelled => (),
        }
        self.job(id)
    }

    /// Say how far a job is. Refused to all but the worker that holds it.
    pub fn set_job_progress(&self, id: JobId, owner: &str, percent: u8) -> Result<()> {
        let changed = self.conn.execute(
            "update job set progress = :percent where id = :id and lease_owner = :owner",
            named_params! { ":id": Text(id), ":owner": owner, ":percent": percent.min(100) },
        )?;
        if changed == 1 { Ok(()) } else { Err(Error::NotLeased(id)) }
    }

    pub(crate) fn save_state(&self, job: &Job, state: &JobState, due: Due, now_ms: i64) -> Result<()> {
        let mut columns = StateColumns::default();
        let mut due = due;
        match state {
            JobState::Queued { attempt, not_before_ms } => {
                columns.attempt = Some(*attempt);
                columns.not_before_ms = *not_before_ms;
                if let (Due::At(ms), Some(earliest)) = (due, *not_before_ms) {
                    due = Due::At(ms.max(earliest));
                }
            }
            JobState::Submitting { attempt, key } | JobState::Unknown { attempt, key } => {
                columns.attempt = Some(*attempt);
                columns.request_key = Some(key);
            }
            JobState::Running { operation } => {
                columns.operation = Some(operation);
                columns.running_since_ms = Some(now_ms);
            }
            JobState::Fetching { operation, artifact } => {
                columns.operation = Some(operation);
                columns.artifact = Some(artifact);
                columns.running_since_ms = Some(now_ms);
            }
            JobState::Cancelling { operation } => {
                columns.operation = Some(operation);
                columns.running_since_ms = Some(now_ms);
            }
            JobState::Succeeded { .. } | JobState::Failed { .. } | JobState::Cancelled => due = Due::OnDecision,
        }
        let result = if let JobState::Succeeded { result } = state { Some(Json(result)) } else { None };
        let failure = if let JobState::Failed { failure } = state { Some(Json(failure)) } else { None };
        self.conn
            .prepare_cached(
                "update job set
               state = :state,
               attempt = coalesce(:attempt, attempt),
               not_before_ms = :not_before,
               request_key = coalesce(:request_key, request_key),
               operation = coalesce(:operation, operation),
               artifact = coalesce(:artifact, artifact),
               running_since_ms = coalesce(running_since_ms, :running_since),
               result = :result,
               failure = :failure,
               version = version + 1,
               due_ms = :due,
               lease_owner = iif(:is_final, null, lease_owner),
               lease_until_ms = iif(:is_final, null, lease_until_ms),
               changed_ms = :now
             where id = :id",
            )?
            .execute(named_params! {
                ":id": Text(job.id),
                ":state": state.phase().as_str(),
                ":attempt": columns.attempt,
                ":not_before": columns.not_before_ms,
                ":request_key": columns.request_key.map(Text),
                ":operation": columns.operation.map(Json),
                ":artifact": columns.artifact.map(Json),
                ":running_since": columns.running_since_ms,
                ":result": result,
                ":failure": failure,
                ":due": due.column(),
                ":is_final": state.phase().is_final(),
                ":now": now_ms,
            })?;
        Ok(())
    }

    pub(crate) fn set_due(&self, id: JobId, due: Due) -> Result<()> {
        let sql = "update job set due_ms = :due where id = :id";
        self.conn.execute(sql, named_params! { ":id": Text(id), ":due": due.column() })?;
        Ok(())
    }

    pub(crate) fn clear_lease(&self, id: JobId) -> Result<()> {
        self.conn.execute("update job set lease_owner = null, lease_until_ms = null where id = ?1", [Text(id)])?;
        Ok(())
    }

    pub(crate) fn insert_job(&self, new: &NewJob, now_ms: i64) -> Result<()> {
        let phase = if new.adopted.is_some() { JobPhase::Running } else { JobPhase::Queued };
        self.conn.execute(
            "insert into job (id, kind, project_id, segment_id, provider, model, request, identity, fallback_of,
                              priority, estimate_micros, state, attempt, operation, version, due_ms,
                              running_since_ms, created_ms, changed_ms)
             values (:id, :kind, :project, :segment, :provider, :model, :request, :identity, :fallback_of,
                     :priority, :estimate, :state, 0, :operation, 1, :now,
                     iif(:operation is null, null, :now), :now, :now)",
            named_params! {
                ":id": Text(new.id),
                ":kind": new.kind.as_str(),
                ":project": new.project.map(Text),
                ":segment": new.segment.map(Text),
                ":provider": new.provider.as_str(),
                ":model": new.model.as_ref().map(ModelId::as_str),
                ":request": Json(&new.request),
                ":identity": new.identity,
                ":fallback_of": new.fallback_of.map(Text),
                ":priority": new.priority,
                ":estimate": new.estimate.count(),
                ":state": phase.as_str(),
                ":operation": new.adopted.as_ref().map(Json),
                ":now": now_ms,
            },
        )?;
        Ok(())
    }
}

/// The columns only some states have something for.
#[derive(Default)]
struct StateColumns<'a> {
    attempt: Option<u32>,
    not_before_ms: Option<i64>,
    request_key: Option<&'a RequestKey>,
    operation: Option<&'a Value>,
    artifact: Option<&'a Value>,
    running_since_ms: Option<i64>,
}

fn fresh(job: &Job, version: u64) -> Result<()> {
    if job.version == version {
        Ok(())
    } else {
        Err(Error::StaleJob { job: job.id, phase: job.phase(), version: job.version })
    }
}

/// Where a wish to stop, uttered while the job was being sent, is carried out without asking again. Not for a lost
/// start: giving up something that may be paid is a decision of its own.
const fn stops_unasked(phase: JobPhase) -> bool {
    match phase {
        JobPhase::Queued | JobPhase::Running | JobPhase::Fetching => true,
        JobPhase::Submitting
        | JobPhase::Unknown
        | JobPhase::Cancelling
        | JobPhase::Succeeded
        | JobPhase::Failed
        | JobPhase::Cancelled => false,
    }
}
