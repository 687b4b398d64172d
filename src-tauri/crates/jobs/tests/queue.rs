//! The queue over a real library, with work that does as it is told. Time stands still but for what is waited for.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bobine_jobs::{Clock, Cost, Lookup, Made, News, Pace, Queue, Standing, Stop, Work};
use bobine_model::job::{FailureCode, JobEvent, JobKind, JobPhase, JobResult, JobState};
use bobine_model::{JobId, Micros, ProviderId, RequestKey};
use bobine_provider::{Cancelled, Error, StartError};
use bobine_store::table::job::Hold;
use bobine_store::table::ledger::Source;
use bobine_store::{Advance, Caps, Claim, Due, Job, Lane, Library, NewJob, Tx};
use serde_json::{Value, json};
use uuid::Uuid;

/// Goes on by a second whenever it is read, so that whatever is waited for comes.
struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now_ms(&self) -> i64 {
        self.0.fetch_add(1000, Ordering::Relaxed)
    }
}

/// Goes with the runtime's own time, which stands still but for what is waited for.
struct Steady(tokio::time::Instant);

impl Clock for Steady {
    fn now_ms(&self) -> i64 {
        i64::try_from(self.0.elapsed().as_millis()).expect("a test is short")
    }
}

/// Answers from prepared lists; when one is empty, all is well.
#[derive(Default)]
struct Told {
    starts: Mutex<VecDeque<StartError>>,
    standings: Mutex<VecDeque<Result<Standing, Error>>>,
    fetches: Mutex<VecDeque<Error>>,
    lookup: Mutex<Option<Lookup>>,
    cancelled: Mutex<Option<Cancelled>>,
    keys: Mutex<Vec<RequestKey>>,
    busy: AtomicUsize,
    most_busy: AtomicUsize,
    settled: AtomicUsize,
    cost: u64,
}

struct Thing {
    cost: u64,
}

impl Made for Thing {
    fn cost(&self, _job: &Job) -> Cost {
        Cost { amount: Micros::new(self.cost), source: Source::Vendor }
    }

    fn keep(self: Box<Self>, _tx: &Tx, _job: &Job, _now_ms: i64) -> Result<JobResult, bobine_store::Error> {
        Ok(JobResult::Address { address: "kept".to_owned() })
    }
}

#[async_trait]
impl Work for Told {
    fn concurrency(&self, _provider: &ProviderId) -> usize {
        3
    }

    fn deadline(&self, _provider: &ProviderId) -> Duration {
        Duration::from_secs(10_000)
    }

    async fn start(&self, _job: &Job, key: &RequestKey) -> Result<Value, StartError> {
        self.keys.lock().expect("no panic").push(key.clone());
        let busy = self.busy.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_busy.fetch_max(busy, Ordering::SeqCst);
        match self.starts.lock().expect("no panic").pop_front() {
            Some(error) => {
                self.busy.fetch_sub(1, Ordering::SeqCst);
                Err(error)
            }
            None => Ok(json!({ "key": key.as_str() })),
        }
    }

    async fn standing(&self, _job: &Job, _operation: &Value) -> Result<Standing, Error> {
        let next = self.standings.lock().expect("no panic").pop_front();
        next.unwrap_or_else(|| Ok(Standing::Ready(json!("artifact"))))
    }

    async fn fetch(&self, _job: &Job, _operation: &Value, _artifact: &Value) -> Result<Box<dyn Made>, Error> {
        if let Some(error) = self.fetches.lock().expect("no panic").pop_front() {
            return Err(error);
        }
        self.busy.fetch_sub(1, Ordering::SeqCst);
        Ok(Box::new(Thing { cost: self.cost }))
    }

    fn settled(&self, _artifact: &Value) {
        self.settled.fetch_add(1, Ordering::SeqCst);
    }

    async fn cancel(&self, _job: &Job, _operation: &Value) -> Result<Cancelled, Error> {
        Ok(self.cancelled.lock().expect("no panic").unwrap_or(Cancelled::Stopped))
    }

    async fn find(&self, _job: &Job, _key: &RequestKey) -> Result<Lookup, Error> {
        Ok(self.lookup.lock().expect("no panic").take().unwrap_or(Lookup::NeverAccepted))
    }
}

struct World {
    _folder: tempfile::TempDir,
    library: Arc<Library>,
    work: Arc<Told>,
    queue: Arc<Queue>,
    clock: Arc<Ticking>,
    news: Arc<Mutex<Vec<News>>>,
}

fn world(work: Told) -> World {
    let folder = tempfile::tempdir().expect("there is room for a test");
    let library = Arc::new(Library::open(folder.path()).expect("a new library opens"));
    let work = Arc::new(work);
    let works = HashMap::from([(JobKind::Take, Arc::clone(&work) as Arc<dyn Work>)]);
    let clock = Arc::new(Ticking(AtomicI64::new(1_000_000)));
    let providers = vec![ProviderId::embedded()];
    let clock_of_queue = Arc::clone(&clock) as Arc<dyn Clock>;
    let queue = Queue::new(Arc::clone(&library), works, providers, clock_of_queue, "worker one".to_owned());
    World { _folder: folder, library, work, queue: Arc::new(queue), clock, news: Arc::default() }
}

fn order(estimate: u64) -> NewJob {
    NewJob {
        id: JobId::from_uuid(Uuid::now_v7()),
        kind: JobKind::Take,
        project: None,
        segment: None,
        provider: ProviderId::embedded(),
        model: None,
        request: json!({}),
        identity: None,
        fallback_of: None,
        priority: 0,
        estimate: Micros::new(estimate),
        adopted: None,
    }
}

impl World {
    fn enqueue(&self, count: usize) -> Vec<JobId> {
        let jobs: Vec<NewJob> = (0..count).map(|_| order(0)).collect();
        self.queue.enqueue(&jobs, &Caps::default()).expect("free jobs fit").iter().map(|job| job.id).collect()
    }

    async fn run(&self, jobs: &[JobId], pace: Pace) -> Vec<Job> {
        let heard = Arc::clone(&self.news);
        let tell = Arc::new(move |news| heard.lock().expect("no panic").push(news));
        self.queue.run_until_rest(jobs, pace, tell, &Stop::default()).await.expect("the library works")
    }

    /// A queue whose clock goes with the runtime's time.
    fn steady_queue(&self) -> Arc<Queue> {
        let works = HashMap::from([(JobKind::Take, Arc::clone(&self.work) as Arc<dyn Work>)]);
        let clock = Arc::new(Steady(tokio::time::Instant::now()));
        let (library, owner) = (Arc::clone(&self.library), "steady worker".to_owned());
        Arc::new(Queue::new(library, works, vec![ProviderId::embedded()], clock, owner))
    }

    async fn run_one(&self) -> Job {
        let jobs = self.enqueue(1);
        self.run(&jobs, Pace::Parallel).await.remove(0)
    }

    fn starts(&self) -> usize {
        self.work.keys.lock().expect("no panic").len()
    }

    /// Leave a job as a worker does that dies: claimed, moved on by these events, its lease soon to run out.
    fn die_after(&self, job: JobId, events: &[JobEvent]) {
        let lanes = [Lane { kind: JobKind::Take, provider: ProviderId::embedded(), limit: 9 }];
        let now_ms = self.clock.now_ms();
        let claim = Claim { owner: "dead worker", now_ms, lease_ms: 1, lanes: &lanes };
        self.library
            .write(|tx| {
                let claimed = tx.claim_job(claim)?.expect("the job is due");
                assert_eq!(claimed.id, job);
                let advance = Advance { events, due: Due::At(0), lease: Hold::Keep, now_ms };
                tx.advance_job(job, "dead worker", claimed.version, advance)
            })
            .expect("the library works");
    }
}

fn busy() -> Error {
    Error::Busy { provider: ProviderId::embedded(), wait: Duration::from_secs(2) }
}

fn unreachable() -> Error {
    Error::Unreachable { provider: ProviderId::embedded(), source: "no network".into() }
}

#[tokio::test(start_paused = true)]
async fn a_job_is_told_from_start_to_end_and_paid_once() {
    let world = world(Told { cost: 300_000, ..Told::default() });
    let pending = Standing::Pending { progress: Some(40), after: Duration::from_secs(3) };
    world.work.standings.lock().expect("no panic").push_back(Ok(pending));
    let job = world.run_one().await;
    assert_eq!(job.state, JobState::Succeeded { result: JobResult::Address { address: "kept".to_owned() } });
    let mut phases: Vec<JobPhase> = world.news.lock().expect("no panic").iter().map(|news| news.phase).collect();
    phases.dedup();
    let expected = [JobPhase::Queued, JobPhase::Submitting, JobPhase::Running, JobPhase::Fetching, JobPhase::Succeeded];
    assert_eq!(phases, expected);
    assert!(world.news.lock().expect("no panic").iter().any(|news| news.progress == Some(40)));
    let ledger = world.library.read(|snapshot| snapshot.ledger(None)).expect("the library works");
    assert_eq!(ledger.len(), 1, "one charge for one result");
    assert_eq!(world.work.settled.load(Ordering::SeqCst), 1, "what it was kept from may go");
}

#[tokio::test(start_paused = true)]
async fn what_was_certainly_not_accepted_is_sent_again_under_another_key() {
    let world = world(Told::default());
    world
        .work
        .starts
        .lock()
        .expect("no panic")
        .extend([StartError::NotAccepted(busy()), StartError::NotAccepted(busy())]);
    let job = world.run_one().await;
    assert_eq!(job.phase(), JobPhase::Succeeded);
    let mut keys = world.work.keys.lock().expect("no panic").clone();
    keys.dedup();
    assert_eq!(keys.len(), 3, "a key is never used twice");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_final() {
    let world = world(Told::default());
    let refused = Error::Refused { provider: ProviderId::embedded(), reason: "no lighthouses".to_owned() };
    world.work.starts.lock().expect("no panic").push_back(StartError::NotAccepted(refused));
    let job = world.run_one().await;
    let JobState::Failed { failure } = job.state else { panic!("{job:?}") };
    assert_eq!(failure.code, FailureCode::Refused);
    assert!(failure.message.contains("no lighthouses"));
    assert_eq!(world.starts(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_nobody_can_look_up_waits_for_a_person() {
    let world = world(Told::default());
    world.work.starts.lock().expect("no panic").push_back(StartError::Unknown(unreachable()));
    *world.work.lookup.lock().expect("no panic") = Some(Lookup::CannotTell);
    let job = world.run_one().await;
    assert_eq!((job.phase(), job.due), (JobPhase::Unknown, Due::OnDecision));
    world.run(&[job.id], Pace::Parallel).await;
    assert_eq!(world.starts(), 1, "it is never sent again without being told to");

    world
        .library
        .write(|tx| tx.decide_job(job.id, job.version, &JobEvent::PayAgain, 0))
        .expect("a person may decide so");
    let again = world.run(&[job.id], Pace::Parallel).await.remove(0);
    assert_eq!((again.phase(), world.starts()), (JobPhase::Succeeded, 2));
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_that_is_found_goes_on_without_a_second_start() {
    let world = world(Told::default());
    world.work.starts.lock().expect("no panic").push_back(StartError::Unknown(unreachable()));
    *world.work.lookup.lock().expect("no panic") = Some(Lookup::Found(json!("found")));
    let job = world.run_one().await;
    assert_eq!((job.phase(), world.starts()), (JobPhase::Succeeded, 1));
}

#[tokio::test(start_paused = true)]
async fn failing_questions_and_downloads_never_start_anything() {
    let world = world(Told::default());
    world.work.standings.lock().expect("no panic").extend([Err(unreachable()), Err(busy()), Err(unreachable())]);
    world.work.fetches.lock().expect("no panic").extend([unreachable(), unreachable()]);
    let job = world.run_one().await;
    assert_eq!((job.phase(), world.starts()), (JobPhase::Succeeded, 1));
}

#[tokio::test(start_paused = true)]
async fn an_expired_artifact_is_asked_for_again_and_not_made_again() {
    let world = world(Told::default());
    world.work.fetches.lock().expect("no panic").push_back(Error::Gone { provider: ProviderId::embedded() });
    let job = world.run_one().await;
    assert_eq!((job.phase(), world.starts()), (JobPhase::Succeeded, 1));
}

#[tokio::test(start_paused = true)]
async fn what_a_dead_worker_had_running_goes_on_and_what_it_was_sending_is_looked_up() {
    let world = world(Told::default());
    let running = world.enqueue(1).remove(0);
    let key = |text: &str| RequestKey::new(text).expect("a plain word is a key");
    let accepted = [JobEvent::Submit { key: key("one") }, JobEvent::Accepted { operation: json!("op") }];
    world.die_after(running, &accepted);
    let job = world.run(&[running], Pace::Parallel).await.remove(0);
    assert_eq!((job.phase(), world.starts()), (JobPhase::Succeeded, 0), "nothing is sent for what runs");

    let sending = world.enqueue(1).remove(0);
    world.die_after(sending, &[JobEvent::Submit { key: key("two") }]);
    *world.work.lookup.lock().expect("no panic") = Some(Lookup::Found(json!("op")));
    let job = world.run(&[sending], Pace::Parallel).await.remove(0);
    assert_eq!((job.phase(), world.starts()), (JobPhase::Succeeded, 0), "nor for what was being sent and is found");
}

#[tokio::test(start_paused = true)]
async fn one_by_one_is_one_and_parallel_is_as_many_as_the_provider_takes() {
    for (pace, most) in [(Pace::OneByOne, 1), (Pace::Parallel, 3)] {
        let world = world(Told::default());
        let jobs = world.enqueue(7);
        let slow = || Ok(Standing::Pending { progress: None, after: Duration::from_secs(1) });
        world.work.standings.lock().expect("no panic").extend((0..40).map(|_| slow()));
        let ended = world.run(&jobs, pace).await;
        assert!(ended.iter().all(|job| job.phase() == JobPhase::Succeeded));
        assert_eq!(world.work.most_busy.load(Ordering::SeqCst), most, "{pace:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_job_stops_and_what_is_paid_after_all_is_kept() {
    for (answer, expected) in [(Cancelled::Stopped, JobPhase::Cancelled), (Cancelled::TooLate, JobPhase::Succeeded)] {
        let world = world(Told::default());
        let job = world.enqueue(1).remove(0);
        let key = RequestKey::new("one").expect("a plain word is a key");
        world.die_after(job, &[JobEvent::Submit { key }, JobEvent::Accepted { operation: json!("op") }]);
        *world.work.cancelled.lock().expect("no panic") = Some(answer);
        world.library.write(|tx| tx.cancel_job(job, 2_000_000)).expect("anyone may cancel");
        let ended = world.run(&[job], Pace::Parallel).await.remove(0);
        assert_eq!(ended.phase(), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn jobs_that_pass_the_cap_are_refused_together() {
    let world = world(Told::default());
    let caps = Caps { day: Some(bobine_store::Period { limit: Micros::new(500_000), since_ms: 0 }), ..Caps::default() };
    let refused = world.queue.enqueue(&[order(300_000), order(300_000)], &caps);
    assert!(matches!(refused, Err(bobine_store::Error::OverBudget { .. })), "{refused:?}");
    let active = world.library.read(bobine_store::Snapshot::active_jobs).expect("the library works");
    assert_eq!(active, [], "all or none");
}

#[tokio::test(start_paused = true)]
async fn told_to_stop_it_gives_its_jobs_back() {
    let world = world(Told::default());
    let jobs = world.enqueue(2);
    let forever = || Ok(Standing::Pending { progress: None, after: Duration::from_secs(60) });
    world.work.standings.lock().expect("no panic").extend((0..200).map(|_| forever()));
    let stop = Stop::default();
    let wish = stop.clone();
    let running = Arc::new(AtomicUsize::new(0));
    let tell = Arc::new(move |news: News| {
        if news.phase == JobPhase::Running && running.fetch_add(1, Ordering::SeqCst) > 3 {
            wish.request();
        }
    });
    let left = world.queue.run_until_rest(&jobs, Pace::Parallel, tell, &stop).await.expect("the library works");
    assert!(left.iter().all(|job| job.phase() == JobPhase::Running && job.lease.is_none()), "{left:?}");
}

#[tokio::test(start_paused = true)]
async fn a_job_that_is_asked_often_and_takes_long_stays_with_its_worker() {
    let world = world(Told::default());
    let began = tokio::time::Instant::now();
    let queue = world.steady_queue();
    let soon = || Ok(Standing::Pending { progress: None, after: Duration::from_secs(2) });
    world.work.standings.lock().expect("no panic").extend((0..50).map(|_| soon()));
    let jobs = queue.enqueue(&[order(0)], &Caps::default()).expect("a free job fits");
    let ended = queue.run_until_rest(&[jobs[0].id], Pace::Parallel, Arc::new(|_| {}), &Stop::default()).await;
    assert_eq!(ended.expect("the library works")[0].phase(), JobPhase::Succeeded);
    // A second worker on the same job would use up the answers in half the time.
    assert!(began.elapsed() >= Duration::from_secs(100), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn two_calls_at_once_leave_each_other_their_jobs() {
    let world = world(Told::default());
    let began = tokio::time::Instant::now();
    let queue = world.steady_queue();
    let enqueue = || [queue.enqueue(&[order(0)], &Caps::default()).expect("a free job fits")[0].id];
    let soon = || Ok(Standing::Pending { progress: None, after: Duration::from_secs(2) });
    world.work.standings.lock().expect("no panic").extend((0..50).map(|_| soon()));
    let (runs, stop, long) = (Arc::new(tokio::sync::Notify::new()), Stop::default(), enqueue());
    let running = Arc::clone(&runs);
    let tell = Arc::new(move |news: News| {
        if news.phase == JobPhase::Running {
            running.notify_one();
        }
    });
    let takes_long = queue.run_until_rest(&long, Pace::Parallel, tell, &stop);
    let ends_soon = async {
        runs.notified().await;
        let refused = Error::Refused { provider: ProviderId::embedded(), reason: "no lighthouses".to_owned() };
        world.work.starts.lock().expect("no panic").push_back(StartError::NotAccepted(refused));
        queue.run_until_rest(&enqueue(), Pace::Parallel, Arc::new(|_| {}), &stop).await
    };
    let (long, short) = tokio::join!(takes_long, ends_soon);
    assert_eq!(short.expect("the library works")[0].phase(), JobPhase::Failed);
    assert_eq!(long.expect("the library works")[0].phase(), JobPhase::Succeeded);
    // Given back by the call that ended first it would be driven twice, and the answers be used up in half the time.
    assert!(began.elapsed() >= Duration::from_secs(100), "{:?}", began.elapsed());
}
