//! One job, from where it stands to where it rests. Performs the effect of each state, writes down what came of it,
//! and looks at the state again; decides nothing that `bobine_model::job::step` does not allow.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use bobine_model::job::{JobEvent, JobState};
use bobine_model::{JobId, Micros, RequestKey};
use bobine_provider::{Cancelled, Error as ProviderError, StartError};
use bobine_store::table::job::Hold;
use bobine_store::table::ledger::{EntryKind, NewEntry, Source};
use bobine_store::{Advance, Due, Error, Job, Library};
use serde_json::Value;
use tokio::time::Instant;

use crate::failure::{deadline, failure_of, local_failure};
use crate::queue::{LEASE, News, Pauses, Queue, Stop, news};
use crate::work::{Lookup, Made, Standing, Work};

/// How often a start that was certainly not accepted is sent again by itself.
const ATTEMPTS: u32 = 6;

/// How many times in a row a question or a download may fail before a person is asked.
const FAULTS: usize = 8;

/// How many times in a row a vendor may say that it does not know an operation. Some know a new one only after a while.
const UNKNOWN_THERE: usize = 4;

/// Drives one job.
pub(crate) struct Driver {
    pub(crate) queue: Arc<Queue>,
    /// In whose name the job is claimed.
    pub(crate) owner: String,
    pub(crate) tell: Arc<dyn Fn(News) + Send + Sync>,
    pub(crate) leave: Stop,
    /// When the claim was last renewed.
    pub(crate) beat: Mutex<Instant>,
}

/// What is next after a step.
enum Next {
    /// Look at the job again now.
    Again(Job),
    /// Look at it again after a while, still holding it.
    After(Job, Duration),
    /// It rests: it ended, waits for its time or for a person.
    Rest(Job),
}

impl Driver {
    /// Drive a job that was claimed until it rests or everything is to stop.
    pub(crate) async fn drive(self, job: Job) -> Result<Job, Error> {
        let Some(work) = self.queue.works.get(&job.kind).cloned() else { return Ok(job) };
        let mut job = job;
        let mut faults = 0;
        while !self.leave.is_requested() {
            (self.tell)(news(&job));
            let next = match self.step(work.as_ref(), job.clone(), &mut faults).await {
                // Somebody decided about it meanwhile (a cancel, say): go on from where it stands now.
                Err(Error::StaleJob { job: id, .. }) => Next::Again(self.reload(id).await?),
                // Another worker has it: it believed us dead. Leave it alone.
                Err(Error::NotLeased(_)) => return Ok(job),
                other => other?,
            };
            job = match next {
                Next::Rest(job) => return Ok(job),
                Next::Again(job) => job,
                Next::After(job, wait) => {
                    tokio::select! {
                        () = self.leave.requested() => {}
                        () = self.holding(&job, tokio::time::sleep(wait)) => {}
                    }
                    self.reload(job.id).await?
                }
            };
            if job.phase().is_final() {
                return Ok(job);
            }
        }
        Ok(job)
    }

    async fn step(&self, work: &dyn Work, job: Job, faults: &mut usize) -> Result<Next, Error> {
        match job.state.clone() {
            JobState::Queued { .. } => {
                let key = job.next_key();
                let submitting = self.advance(&job, &[JobEvent::Submit { key: key.clone() }], Hold::Keep).await?;
                self.start(work, submitting, &key).await
            }
            // Only a dead worker leaves a job like this, and then it is taken back as unknown first.
            JobState::Submitting { .. } => Ok(Next::Rest(job)),
            JobState::Unknown { key, .. } => self.look_up(work, job, &key, faults).await,
            JobState::Running { operation } => self.ask(work, job, &operation, faults).await,
            JobState::Fetching { operation, artifact } => self.fetch(work, job, &operation, &artifact, faults).await,
            JobState::Cancelling { operation } => self.cancel(work, job, &operation, faults).await,
            JobState::Succeeded { .. } | JobState::Failed { .. } | JobState::Cancelled => Ok(Next::Rest(job)),
        }
    }

    async fn start(&self, work: &dyn Work, job: Job, key: &RequestKey) -> Result<Next, Error> {
        let events = match self.holding(&job, work.start(&job, key)).await {
            Ok(operation) => vec![JobEvent::Accepted { operation }],
            Err(StartError::NotAccepted(error)) if error.is_transient() && job.attempt < ATTEMPTS => {
                let wait = wait_asked(&error).unwrap_or_else(|| self.delay(job.attempt));
                let until = self.queue.clock.now_ms().saturating_add(millis(wait));
                let event = JobEvent::NotAccepted { not_before_ms: Some(until) };
                return Ok(Next::Rest(self.advance_due(&job, &[event], Due::At(until), Hold::Release).await?));
            }
            Err(StartError::NotAccepted(error)) => vec![JobEvent::Failed { failure: failure_of(&error) }],
            Err(StartError::Unknown(error)) => {
                tracing::warn!(job = %job.id, %error, "the answer to a start was lost");
                vec![JobEvent::AnswerLost]
            }
        };
        Ok(Next::Again(self.advance(&job, &events, Hold::Keep).await?))
    }

    async fn look_up(&self, work: &dyn Work, job: Job, key: &RequestKey, faults: &mut usize) -> Result<Next, Error> {
        let event = match self.holding(&job, work.find(&job, key)).await {
            Ok(Lookup::Found(operation)) => JobEvent::Found { operation },
            Ok(Lookup::NeverAccepted) => JobEvent::NotAccepted { not_before_ms: None },
            Ok(Lookup::CannotTell) => return self.leave_to_a_person(job).await,
            Err(error) if error.is_transient() && *faults < FAULTS => return Ok(self.again_later(job, &error, faults)),
            Err(_) => return self.leave_to_a_person(job).await,
        };
        *faults = 0;
        Ok(Next::Again(self.advance(&job, &[event], Hold::Keep).await?))
    }

    async fn leave_to_a_person(&self, job: Job) -> Result<Next, Error> {
        let (owner, id, version) = (self.owner.clone(), job.id, job.version);
        let release = move |library: &Library| {
            library.write(|tx| {
                tx.release_job(id, &owner, version, Due::OnDecision)?;
                tx.job(id)
            })
        };
        self.queue.with_library(release).await.map(Next::Rest)
    }

    async fn ask(&self, work: &dyn Work, job: Job, operation: &Value, faults: &mut usize) -> Result<Next, Error> {
        let event = match self.holding(&job, work.standing(&job, operation)).await {
            Ok(Standing::Pending { progress, after }) => {
                *faults = 0;
                if self.is_overdue(work, &job) {
                    JobEvent::Failed { failure: deadline(&job.provider) }
                } else {
                    self.note_progress(&job, progress).await?;
                    return Ok(Next::After(job, after));
                }
            }
            Ok(Standing::Ready(artifact)) => JobEvent::Ready { artifact },
            Ok(Standing::Failed { failure, charged }) => {
                return self.end_charged(job, JobEvent::Failed { failure }, charged).await;
            }
            Err(error) if error.is_transient() && !self.is_overdue(work, &job) => {
                return Ok(self.again_later(job, &error, faults));
            }
            Err(error) if error.is_transient() => JobEvent::Failed { failure: deadline(&job.provider) },
            Err(error @ ProviderError::Gone { .. }) if *faults < UNKNOWN_THERE => {
                return Ok(self.again_later(job, &error, faults));
            }
            Err(error @ ProviderError::Gone { .. }) => JobEvent::Failed { failure: failure_of(&error) },
            // A key that was changed, an answer nobody can read: that says nothing about what is being made there and
            // may be paid. It is asked again, and then left as it stands until somebody wants it looked at again.
            Err(error) if *faults < FAULTS => return Ok(self.again_later(job, &error, faults)),
            Err(error) => {
                tracing::warn!(job = %job.id, %error, "it cannot be asked how a job stands; it is left as it is");
                return self.leave_to_a_person(job).await;
            }
        };
        *faults = 0;
        Ok(Next::Again(self.advance(&job, &[event], Hold::Keep).await?))
    }

    async fn fetch(
        &self,
        work: &dyn Work,
        job: Job,
        operation: &Value,
        artifact: &Value,
        faults: &mut usize,
    ) -> Result<Next, Error> {
        match self.holding(&job, work.fetch(&job, operation, artifact)).await {
            Ok(made) => self.keep(work, job, made, artifact).await,
            // It has expired, or its file is gone: ask for it again, which costs nothing.
            Err(ProviderError::Gone { .. }) if *faults < FAULTS => {
                *faults += 1;
                match self.holding(&job, work.standing(&job, operation)).await {
                    Ok(Standing::Ready(artifact)) => {
                        Ok(Next::Again(self.advance(&job, &[JobEvent::Ready { artifact }], Hold::Keep).await?))
                    }
                    Ok(Standing::Pending { after, .. }) => Ok(Next::After(job, after)),
                    Ok(Standing::Failed { failure, charged }) => {
                        self.end_charged(job, JobEvent::Failed { failure }, charged).await
                    }
                    Err(error) => Ok(self.again_later(job, &error, faults)),
                }
            }
            Err(error) if error.is_transient() && *faults < FAULTS => Ok(self.again_later(job, &error, faults)),
            Err(error) => {
                let event = JobEvent::Failed { failure: failure_of(&error) };
                Ok(Next::Again(self.advance(&job, &[event], Hold::Keep).await?))
            }
        }
    }

    async fn cancel(&self, work: &dyn Work, job: Job, operation: &Value, faults: &mut usize) -> Result<Next, Error> {
        match self.holding(&job, work.cancel(&job, operation)).await {
            Ok(Cancelled::Stopped) => Ok(Next::Again(self.advance(&job, &[JobEvent::Stopped], Hold::Keep).await?)),
            // Too late: what is paid for is kept, so wait for it.
            Ok(Cancelled::TooLate) => match self.holding(&job, work.standing(&job, operation)).await {
                Ok(Standing::Ready(artifact)) => match self.holding(&job, work.fetch(&job, operation, &artifact)).await
                {
                    Ok(made) => self.keep(work, job, made, &artifact).await,
                    Err(error) => Ok(self.again_later(job, &error, faults)),
                },
                Ok(Standing::Pending { after, .. }) => Ok(Next::After(job, after)),
                Ok(Standing::Failed { charged, .. }) => self.end_charged(job, JobEvent::Stopped, charged).await,
                Err(error) => Ok(self.again_later(job, &error, faults)),
            },
            Err(error) if error.is_transient() && *faults < FAULTS => Ok(self.again_later(job, &error, faults)),
            Err(_) => Ok(Next::Again(self.advance(&job, &[JobEvent::Stopped], Hold::Keep).await?)),
        }
    }

    /// Keep what was made, pay for it and end the job: one transaction.
    async fn keep(&self, work: &dyn Work, job: Job, made: Box<dyn Made>, artifact: &Value) -> Result<Next, Error> {
        let (owner, now_ms) = (self.owner.clone(), self.queue.clock.now_ms());
        let kept = job.clone();
        let write = move |library: &Library| {
            library.write(|tx| {
                let cost = made.cost(&kept);
                let result = made.keep(tx, &kept, now_ms)?;
                let advance = Advance {
                    events: &[JobEvent::Finished { result }],
                    due: Due::OnDecision,
                    lease: Hold::Keep,
                    now_ms,
                };
                let ended = tx.advance_job(kept.id, &owner, kept.version, advance)?;
                if cost.amount > Micros::ZERO {
                    tx.enter(&charge(&kept, cost.amount, cost.source, now_ms))?;
                }
                Ok(ended)
            })
        };
        match self.queue.with_library(write).await {
            Ok(ended) => {
                work.settled(artifact);
                Ok(Next::Rest(ended))
            }
            Err(error @ (Error::StaleJob { .. } | Error::NotLeased(_))) => Err(error),
            // It cannot be kept (a full disk, say): say so, and leave it where it can be fetched again.
            Err(error) => {
                let event = JobEvent::Failed { failure: local_failure(&error) };
                Ok(Next::Again(self.advance(&job, &[event], Hold::Keep).await?))
            }
        }
    }

    /// End a job without a result, and pay for it where the vendor charges all the same: one transaction.
    async fn end_charged(&self, job: Job, event: JobEvent, charged: Micros) -> Result<Next, Error> {
        let (owner, now_ms) = (self.owner.clone(), self.queue.clock.now_ms());
        let ended = self.queue.with_library(move |library: &Library| {
            library.write(|tx| {
                let advance = Advance { events: &[event], due: Due::OnDecision, lease: Hold::Keep, now_ms };
                let ended = tx.advance_job(job.id, &owner, job.version, advance)?;
                if charged > Micros::ZERO {
                    tx.enter(&charge(&job, charged, Source::Vendor, now_ms))?;
                }
                Ok(ended)
            })
        });
        Ok(Next::Rest(ended.await?))
    }

    async fn advance(&self, job: &Job, events: &[JobEvent], lease: Hold) -> Result<Job, Error> {
        self.advance_due(job, events, Due::At(self.queue.clock.now_ms()), lease).await
    }

    async fn advance_due(&self, job: &Job, events: &[JobEvent], due: Due, lease: Hold) -> Result<Job, Error> {
        let (owner, now_ms) = (self.owner.clone(), self.queue.clock.now_ms());
        let (id, version, events) = (job.id, job.version, events.to_vec());
        let write = move |library: &Library| {
            library.write(|tx| tx.advance_job(id, &owner, version, Advance { events: &events, due, lease, now_ms }))
        };
        let job = self.queue.with_library(write).await?;
        (self.tell)(news(&job));
        Ok(job)
    }

    async fn note_progress(&self, job: &Job, progress: Option<u8>) -> Result<(), Error> {
        let Some(percent) = progress.filter(|percent| job.progress != Some(*percent)) else { return Ok(()) };
        let (id, owner) = (job.id, self.owner.clone());
        let write = move |library: &Library| library.write(|tx| tx.set_job_progress(id, &owner, percent));
        self.queue.with_library(write).await
    }

    async fn reload(&self, id: JobId) -> Result<Job, Error> {
        self.queue.with_library(move |library| library.read(|snapshot| snapshot.job(id))).await
    }

    /// Await something while the job stays ours. However many short waits follow each other, the claim is renewed in time.
    async fn holding<T>(&self, job: &Job, work: impl Future<Output = T>) -> T {
        let mut work = std::pin::pin!(work);
        loop {
            let next = *self.beat.lock().unwrap_or_else(PoisonError::into_inner) + LEASE / 3;
            tokio::select! {
                biased;
                () = tokio::time::sleep_until(next) => self.renew(job).await,
                done = &mut work => return done,
            }
        }
    }

    /// Whether a provider has had a job for longer than it ever should.
    fn is_overdue(&self, work: &dyn Work, job: &Job) -> bool {
        let since = job.running_since_ms.unwrap_or(job.changed_ms);
        self.queue.clock.now_ms().saturating_sub(since) > millis(work.deadline(&job.provider))
    }

    fn again_later(&self, job: Job, error: &ProviderError, faults: &mut usize) -> Next {
        *faults += 1;
        let nth = u32::try_from(*faults).unwrap_or(u32::MAX);
        Next::After(job, wait_asked(error).unwrap_or_else(|| self.delay(nth)))
    }

    /// How long to wait before the nth try: doubling, with jitter.
    fn delay(&self, attempt: u32) -> Duration {
        let Pauses { first, longest } = self.queue.pauses;
        let steps = ExponentialBuilder::default()
            .with_min_delay(first)
            .with_max_delay(longest)
            .with_jitter()
            .without_max_times();
        let mut steps = steps.build();
        let nth = usize::try_from(attempt.saturating_sub(1).min(16)).unwrap_or(16);
        steps.nth(nth).unwrap_or(longest)
    }

    async fn renew(&self, job: &Job) {
        *self.beat.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        let until = self.queue.clock.now_ms().saturating_add(millis(LEASE));
        let (id, owner) = (job.id, self.owner.clone());
        let beat = move |library: &Library| library.write(|tx| tx.heartbeat(id, &owner, until));
        // A lost claim is noticed at the next write; until then the work itself goes on.
        if let Err(error) = self.queue.with_library(beat).await {
            tracing::warn!(job = %job.id, %error, "no heartbeat");
        }
    }
}

fn charge(job: &Job, amount: Micros, source: Source, now_ms: i64) -> NewEntry {
    NewEntry {
        at_ms: now_ms,
        project: job.project,
        job: Some(job.id),
        provider: job.provider.clone(),
        model: job.model.clone(),
        kind: EntryKind::Charge(amount),
        source,
        note: String::new(),
    }
}

fn wait_asked(error: &ProviderError) -> Option<Duration> {
    if let ProviderError::Busy { wait, .. } = error { Some(*wait) } else { None }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
