//! The queue over the job table: enqueueing within the budget, sharing jobs out by lease, and taking them back from
//! workers that died.

use bobine_model::job::{JobEvent, JobKind, JobPhase, step};
use bobine_model::{JobId, ProviderId};
use rusqlite::{OptionalExtension, named_params};
use serde::Serialize;

use crate::error::{Error, Result};
use crate::library::{Snapshot, Tx};
use crate::sql::{Columns, Json, Text};
use crate::table::job::{Due, Job, NewJob};
use crate::table::ledger::Caps;

/// What came of enqueueing.
#[derive(Debug, Clone, PartialEq)]
pub enum Enqueued {
    /// A new job.
    New(Box<Job>),
    /// A job that makes the same is active already: that one.
    Existing(Box<Job>),
}

impl Enqueued {
    /// The job, new or not.
    pub fn job(&self) -> &Job {
        match self {
            Self::New(job) | Self::Existing(job) => job,
        }
    }
}

/// A kind of work at one provider that a worker can do now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lane {
    /// What.
    pub kind: JobKind,
    /// Where.
    pub provider: ProviderId,
    /// How many jobs of the lane may be at work at once, over all processes. What runs already is always looked
    /// after, whatever the limit.
    pub limit: u32,
}

/// A worker asking for a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim<'a> {
    /// The worker, unique over all processes.
    pub owner: &'a str,
    /// Now.
    pub now_ms: i64,
    /// How long the claim is believed without a heartbeat.
    pub lease_ms: i64,
    /// What the worker can do now; nothing else is claimed.
    pub lanes: &'a [Lane],
}

impl Snapshot {
    /// The active job of an identity, if there is one.
    pub fn active_job_of(&self, identity: &str) -> Result<Option<Job>> {
        let rule = "identity = ?1 and state not in ('succeeded', 'failed', 'cancelled')";
        Ok(self.jobs_where(rule, identity)?.into_iter().next())
    }
}

impl Tx {
    /// Put a job into the queue. Its estimate is reserved from now on; refused where a cap would be passed. Where a
    /// job of the same identity is active, nothing is enqueued and that one is returned.
    pub fn enqueue(&self, new: &NewJob, caps: &Caps, now_ms: i64) -> Result<Enqueued> {
        let known = new.identity.as_deref().map(|identity| self.active_job_of(identity)).transpose()?.flatten();
        if let Some(known) = known {
            return Ok(Enqueued::Existing(Box::new(known)));
        }
        if let Some(id) = new.project
            && self.project(id)?.deleted_ms.is_some()
        {
            return Err(Error::NoProject(id));
        }
        self.check_budget(new.project, new.estimate, caps)?;
        self.insert_job(new, now_ms)?;
        Ok(Enqueued::New(Box::new(self.job(new.id)?)))
    }

    /// Claim the next job that is due and that nobody works on, if there is one. Jobs that were being sent by a worker
    /// that died are never claimed: see [`Tx::release_expired`].
    pub fn claim_job(&self, claim: Claim<'_>) -> Result<Option<Job>> {
        let mut statement = self.conn.prepare_cached(
            "update job set lease_owner = :owner, lease_until_ms = :until
             where id = (
               select waiting.id
               from job as waiting
               join json_each(:lanes) as lane
                 on lane.value ->> 'kind' = waiting.kind and lane.value ->> 'provider' = waiting.provider
               where waiting.state in ('queued', 'unknown', 'running', 'fetching', 'cancelling')
                 and waiting.due_ms <= :now
                 and (waiting.lease_until_ms is null or waiting.lease_until_ms <= :now)
                 and (waiting.state <> 'queued' or lane.value ->> 'limit' > (
                   select count(*)
                   from job as busy
                   where busy.kind = waiting.kind
                     and busy.provider = waiting.provider
                     and (busy.state in ('submitting', 'running', 'cancelling')
                          or (busy.state = 'queued' and busy.lease_until_ms > :now))))
               order by waiting.priority, waiting.due_ms, waiting.created_ms, waiting.id
               limit 1)
             returning id",
        )?;
        let id = statement
            .query_row(
                named_params! {
                    ":owner": claim.owner,
                    ":until": claim.now_ms.saturating_add(claim.lease_ms),
                    ":now": claim.now_ms,
                    ":lanes": Json(claim.lanes),
                },
                |row| row.text("id"),
            )
            .optional()?;
        id.map(|id| self.job(id)).transpose()
    }

    /// Say that the worker still works on a job: its claim is believed until then. Refused when it has lost it.
    /// Returns the job as it stands, so that a wish to cancel is noticed.
    pub fn heartbeat(&self, id: JobId, owner: &str, until_ms: i64) -> Result<Job> {
        let changed = self.conn.execute(
            "update job set lease_until_ms = :until where id = :id and lease_owner = :owner",
            named_params! { ":id": Text(id), ":owner": owner, ":until": until_ms },
        )?;
        if changed == 1 { self.job(id) } else { Err(Error::NotLeased(id)) }
    }

    /// Give a job back without a change of its state, to be looked at again when due. Where the job has moved on from
    /// the state the worker knew (`version`), because the user cancelled it, say, it stays due as it is. Refused when
    /// the worker has lost the job already, or is just sending it.
    pub fn release_job(&self, id: JobId, owner: &str, version: u64, due: Due) -> Result<()> {
        let job = self.job(id)?;
        if job.lease.is_none_or(|lease| lease.owner != owner) || job.state.phase() == JobPhase::Submitting {
            return Err(Error::NotLeased(id));
        }
        if job.version == version {
            self.set_due(id, due)?;
        }
        self.clear_lease(id)
    }

    /// Have a job looked at again that was left under way because its vendor could not be asked. Nothing happens to
    /// any other: what waits for a decision goes on waiting for it.
    pub fn wake_job(&self, id: JobId, now_ms: i64) -> Result<()> {
        let sql = "update job set due_ms = :now
             where id = :id and due_ms is null and lease_owner is null
               and state in ('running', 'fetching', 'cancelling')";
        self.conn.execute(sql, named_params! { ":id": Text(id), ":now": now_ms })?;
        Ok(())
    }

    /// Take back the jobs of workers that have not been heard of. What was being sent becomes unknown: nobody can say
    /// whether it arrived. Everything else can simply be claimed again. Returns the jobs that were taken back.
    pub fn release_expired(&self, now_ms: i64) -> Result<Vec<Job>> {
        let expired = self.jobs_where("lease_until_ms <= ?1 order by created_ms, id", now_ms)?;
        self.take_back(&expired, now_ms)
    }

    /// Take back all jobs of one worker: when it stops in good order, or is known to be dead.
    pub fn release_owned(&self, owner: &str, now_ms: i64) -> Result<Vec<Job>> {
        let owned = self.jobs_where("lease_owner = ?1 order by created_ms, id", owner)?;
        self.take_back(&owned, now_ms)
    }

    fn take_back(&self, jobs: &[Job], now_ms: i64) -> Result<Vec<Job>> {
        let back = jobs.iter().map(|job| {
            if job.phase() == JobPhase::Submitting {
                let state = step(&job.state, &JobEvent::AnswerLost)?;
                self.save_state(job, &state, Due::At(now_ms), now_ms)?;
            }
            self.clear_lease(job.id)?;
            self.job(job.id)
        });
        back.collect()
    }
}
