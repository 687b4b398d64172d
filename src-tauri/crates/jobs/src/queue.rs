//! The worker loop: claims jobs that are due, drives each on its own, looks again when something may have changed.
//!
//! Several processes may run queues on one library; leases keep them apart, and each also sees what the others do.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bobine_model::job::{JobKind, JobPhase};
use bobine_model::{JobId, ProviderId, SegmentId};
use bobine_store::{Caps, Claim, Due, Enqueued, Error, Job, Lane, Library, NewJob};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::clock::Clock;
use crate::drive::Driver;
use crate::work::Work;

/// How long a claim is believed without a heartbeat.
pub(crate) const LEASE: Duration = Duration::from_secs(30);

/// How often the table is looked at for what other processes did, when nothing else wakes the loop.
const LOOK_AGAIN: Duration = Duration::from_millis(300);

/// How long a step under way may take to end when all is to stop.
const GRACE: Duration = Duration::from_secs(5);

/// Several jobs at once, or one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// As many as each provider allows.
    Parallel,
    /// One.
    OneByOne,
}

/// How long to wait before something is tried again: the first time, doubling from there, and at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pauses {
    /// The first time.
    pub first: Duration,
    /// At most.
    pub longest: Duration,
}

impl Default for Pauses {
    fn default() -> Self {
        Self { first: Duration::from_secs(1), longest: Duration::from_secs(60) }
    }
}

/// Something that happened to a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct News {
    /// Which job.
    pub job: JobId,
    /// What it makes.
    pub kind: JobKind,
    /// For which segment.
    pub segment: Option<SegmentId>,
    /// Where it stands now.
    pub phase: JobPhase,
    /// Percent done, where known.
    pub progress: Option<u8>,
}

/// A wish to stop, shared by all who should hear it.
#[derive(Debug, Clone)]
pub struct Stop(watch::Sender<bool>);

impl Default for Stop {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Stop {
    /// Wish it.
    pub fn request(&self) {
        self.0.send_replace(true);
    }

    /// Whether it is wished.
    pub fn is_requested(&self) -> bool {
        *self.0.borrow()
    }

    /// Wait until it is wished.
    pub async fn requested(&self) {
        let mut receiver = self.0.subscribe();
        // The sender lives in self, so waiting ends only with the wish.
        let _ = receiver.wait_for(|is_requested| *is_requested).await;
    }
}

/// What can wake the loop.
enum Wake {
    /// A job of ours has come to rest.
    Rested(Box<Result<Job, Error>>),
    /// Time has passed: something may be due, or changed elsewhere.
    Look,
    /// It is to stop.
    Stop,
}

/// One call of [`Queue::run_until_rest`].
struct Round {
    /// Whose its claims are: two calls at once must not give each other's jobs back.
    owner: String,
    pace: Pace,
    tell: Arc<dyn Fn(News) + Send + Sync>,
    /// Drivers are to leave their jobs between two steps.
    leave: Stop,
    under_way: JoinSet<Result<Job, Error>>,
}

/// The queue of a library.
pub struct Queue {
    pub(crate) library: Arc<Library>,
    pub(crate) works: HashMap<JobKind, Arc<dyn Work>>,
    pub(crate) providers: Vec<ProviderId>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) pauses: Pauses,
    owner: String,
    rounds: AtomicU64,
}

impl Queue {
    /// A queue that does the given kinds of work at the given providers. `owner` is unique over all processes.
    pub fn new(
        library: Arc<Library>,
        works: HashMap<JobKind, Arc<dyn Work>>,
        providers: Vec<ProviderId>,
        clock: Arc<dyn Clock>,
        owner: String,
    ) -> Self {
        Self { library, works, providers, clock, pauses: Pauses::default(), owner, rounds: AtomicU64::new(1) }
    }

    /// With other pauses than the usual.
    #[must_use]
    pub fn with_pauses(self, pauses: Pauses) -> Self {
        Self { pauses, ..self }
    }

    /// Put jobs into the queue, all or none: their estimates are reserved in the same transaction. A job that is
    /// there already (same identity) is returned in the place of a second one.
    pub fn enqueue(&self, jobs: &[NewJob], caps: &Caps) -> Result<Vec<Job>, Error> {
        let now_ms = self.clock.now_ms();
        self.library.write(|tx| {
            let enqueued = jobs.iter().map(|new| {
                tx.enqueue(new, caps, now_ms).map(|enqueued| match enqueued {
                    Enqueued::New(job) | Enqueued::Existing(job) => *job,
                })
            });
            enqueued.collect()
        })
    }

    /// Work until each of these jobs has ended or needs a decision. What else is due in the library is done
    /// along the way. What was left under way because its vendor could not be asked is asked about again. Told to stop, it gives its jobs back: whoever works on the library next goes on with them.
    ///
    /// # Errors
    /// When the library cannot be read or written. Failures of jobs are no errors: they stand in the jobs returned.
    pub async fn run_until_rest(
        self: &Arc<Self>,
        jobs: &[JobId],
        pace: Pace,
        tell: Arc<dyn Fn(News) + Send + Sync>,
        stop: &Stop,
    ) -> Result<Vec<Job>, Error> {
        let number = self.rounds.fetch_add(1, Ordering::Relaxed);
        let owner = format!("{}-{number}", self.owner);
        let (wanted, now_ms) = (jobs.to_vec(), self.clock.now_ms());
        self.with_library(move |library| library.write(|tx| wanted.iter().try_for_each(|id| tx.wake_job(*id, now_ms))))
            .await?;
        let mut round = Round { owner, pace, tell, leave: Stop::default(), under_way: JoinSet::new() };
        let ended = self.work_until_rest(jobs, &mut round, stop).await;
        // Drivers leave between two steps, so that no start is cut off unless it takes too long.
        round.leave.request();
        let leaving = async { while round.under_way.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, leaving).await.is_err() {
            round.under_way.shutdown().await;
        }
        let (owner, now_ms) = (round.owner, self.clock.now_ms());
        self.with_library(move |library| library.write(|tx| tx.release_owned(&owner, now_ms))).await?;
        ended?;
        self.read_all(jobs).await
    }

    async fn work_until_rest(self: &Arc<Self>, jobs: &[JobId], round: &mut Round, stop: &Stop) -> Result<(), Error> {
        loop {
            self.claim_due(round).await?;
            if self.are_at_rest(jobs).await? {
                return Ok(());
            }
            match round.wake(stop).await {
                Wake::Rested(job) => (round.tell)(news(&(*job)?)),
                Wake::Look => {}
                Wake::Stop => return Ok(()),
            }
        }
    }

    async fn claim_due(self: &Arc<Self>, round: &mut Round) -> Result<(), Error> {
        while round.pace == Pace::Parallel || round.under_way.is_empty() {
            let (queue, owner, now_ms) = (Arc::clone(self), round.owner.clone(), self.clock.now_ms());
            let claim = move |library: &Library| {
                let lanes = queue.lanes();
                let lease_ms = i64::try_from(LEASE.as_millis()).unwrap_or(i64::MAX);
                library.write(|tx| {
                    tx.release_expired(now_ms)?;
                    tx.claim_job(Claim { owner: &owner, now_ms, lease_ms, lanes: &lanes })
                })
            };
            let Some(job) = self.with_library(claim).await? else { return Ok(()) };
            let driver = Driver {
                queue: Arc::clone(self),
                owner: round.owner.clone(),
                tell: Arc::clone(&round.tell),
                leave: round.leave.clone(),
                beat: Mutex::new(Instant::now()),
            };
            round.under_way.spawn(driver.drive(job));
        }
        Ok(())
    }

    fn lanes(&self) -> Vec<Lane> {
        let kinds = self.works.iter();
        kinds
            .flat_map(|(kind, work)| {
                self.providers.iter().map(|provider| Lane {
                    kind: *kind,
                    provider: provider.clone(),
                    limit: u32::try_from(work.concurrency(provider)).unwrap_or(u32::MAX),
                })
            })
            .filter(|lane| lane.limit > 0)
            .collect()
    }

    /// Whether each of the jobs has ended, waits for a person, or for a provider that nobody here can ask.
    async fn are_at_rest(&self, jobs: &[JobId]) -> Result<bool, Error> {
        let lanes = self.lanes();
        let has_lane = |job: &Job| lanes.iter().any(|lane| lane.kind == job.kind && lane.provider == job.provider);
        let waits = |job: &Job| job.due == Due::OnDecision || !has_lane(job);
        let is_rest = |job: &Job| job.phase().is_final() || (job.lease.is_none() && waits(job));
        Ok(self.read_all(jobs).await?.iter().all(is_rest))
    }

    async fn read_all(&self, jobs: &[JobId]) -> Result<Vec<Job>, Error> {
        let jobs = jobs.to_vec();
        self.with_library(move |library| library.read(|snapshot| jobs.iter().map(|id| snapshot.job(*id)).collect()))
            .await
    }

    /// Use the library off the async threads.
    pub(crate) async fn with_library<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Library) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let library = Arc::clone(&self.library);
        match tokio::task::spawn_blocking(move || work(&library)).await {
            Ok(result) => result,
            Err(fault) => std::panic::resume_unwind(fault.into_panic()),
        }
    }
}

impl Round {
    async fn wake(&mut self, stop: &Stop) -> Wake {
        tokio::select! {
            () = stop.requested() => Wake::Stop,
            Some(rested) = self.under_way.join_next() => match rested {
                Ok(rested) => Wake::Rested(Box::new(rested)),
                // A driver that panicked leaves its job to be taken back when the lease runs out.
                Err(fault) => {
                    tracing::error!(%fault, "a job's driver ended abnormally");
                    Wake::Look
                }
            },
            () = tokio::time::sleep(LOOK_AGAIN) => Wake::Look,
        }
    }
}

pub(crate) fn news(job: &Job) -> News {
    News { job: job.id, kind: job.kind, segment: job.segment, phase: job.phase(), progress: job.progress }
}
