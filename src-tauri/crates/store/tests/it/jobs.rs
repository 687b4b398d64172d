//! The queue: leases, states, cancelling, what a dead worker leaves behind.

use bobine_model::job::{FailureCode, JobEvent, JobFailure, JobKind, JobPhase, JobResult, JobState};
use bobine_model::{JobId, Micros, ProviderId, TakeId};
use bobine_store::{Advance, Caps, Claim, Due, Enqueued, Error, Hold, Job, Lane, Library, NewJob, Snapshot};
use serde_json::json;

use crate::common::{Home, Outcome, uuid};

pub fn new_job(number: u128) -> NewJob {
    NewJob {
        id: JobId::from_uuid(uuid(number)),
        kind: JobKind::Take,
        project: None,
        segment: None,
        provider: ProviderId::embedded(),
        model: None,
        request: json!({"prompt": "tea"}),
        identity: None,
        fallback_of: None,
        priority: 0,
        estimate: Micros::ZERO,
        adopted: None,
    }
}

fn enqueue(library: &Library, new: &NewJob, now_ms: i64) -> Result<Job, Error> {
    library.write(|tx| tx.enqueue(new, &Caps::default(), now_ms)).map(|enqueued| enqueued.job().clone())
}

fn lanes(limit: u32) -> Vec<Lane> {
    vec![Lane { kind: JobKind::Take, provider: ProviderId::embedded(), limit }]
}

fn claim_in(library: &Library, owner: &str, now_ms: i64, lanes: &[Lane]) -> Result<Option<Job>, Error> {
    library.write(|tx| tx.claim_job(Claim { owner, now_ms, lease_ms: 100, lanes }))
}

fn claim(library: &Library, owner: &str, now_ms: i64) -> Result<Option<Job>, Error> {
    claim_in(library, owner, now_ms, &lanes(99))
}

fn advance(library: &Library, job: &Job, owner: &str, events: &[JobEvent], now_ms: i64) -> Result<Job, Error> {
    let advance = Advance { events, due: Due::At(now_ms), lease: Hold::Keep, now_ms };
    library.write(|tx| tx.advance_job(job.id, owner, job.version, advance))
}

fn submit(job: &Job) -> JobEvent {
    JobEvent::Submit { key: job.next_key() }
}

fn accepted() -> JobEvent {
    JobEvent::Accepted { operation: json!({"id": "op"}) }
}

fn numbers(jobs: &[Option<Job>]) -> Vec<Option<JobId>> {
    jobs.iter().map(|job| job.as_ref().map(|job| job.id)).collect()
}

#[test]
fn a_job_goes_all_the_way_and_every_handle_sees_it() -> Outcome {
    let home = Home::new();
    let new = NewJob { identity: Some("clip of tea".to_owned()), ..new_job(1) };
    let job = enqueue(&home.library, &new, 5)?;
    assert_eq!((job.state.clone(), job.due, job.version), (JobState::NEW, Due::At(5), 1));
    let job = claim(&home.library, "app", 10)?.ok_or("it is due")?;
    let job = advance(&home.library, &job, "app", &[submit(&job)], 11)?;
    let key = format!("{}-1", job.id);
    assert!(matches!(&job.state, JobState::Submitting { attempt: 1, key: k } if k.as_str() == key), "{:?}", job.state);
    let job = advance(&home.library, &job, "app", &[accepted()], 12)?;
    home.library.write(|tx| tx.set_job_progress(job.id, "app", 40))?;
    let ready = JobEvent::Ready { artifact: json!({"url": "x"}) };
    let job = advance(&home.library, &job, "app", &[ready], 20)?;
    assert_eq!(job.running_since_ms, Some(12), "deadlines count from the acceptance");
    let result = JobResult::Take { take: TakeId::from_uuid(uuid(9)) };
    let finished = JobEvent::Finished { result: result.clone() };
    let job = advance(&home.library, &job, "app", &[finished], 30)?;

    let seen = home.again().read(|s| s.job(job.id))?;
    assert_eq!(seen, job);
    assert_eq!(seen.state, JobState::Succeeded { result });
    assert_eq!((seen.lease, seen.due, seen.progress), (None, Due::OnDecision, Some(40)));
    assert_eq!(seen.operation, Some(json!({"id": "op"})), "kept, should there be a dispute");
    assert_eq!(home.library.read(Snapshot::active_jobs)?, []);
    assert_eq!(home.library.read(Snapshot::next_due_ms)?, None);
    Ok(())
}

#[test]
fn a_failure_is_kept_with_its_reason() -> Outcome {
    let home = Home::new();
    enqueue(&home.library, &new_job(1), 5)?;
    let job = claim(&home.library, "app", 10)?.ok_or("it is due")?;
    let failure = JobFailure {
        code: FailureCode::Refused,
        message: "the prompt names a person".to_owned(),
        provider: Some(ProviderId::embedded()),
        suggestion: Some("a harbour".to_owned()),
    };
    let events = [submit(&job), JobEvent::Failed { failure: failure.clone() }];
    let job = advance(&home.library, &job, "app", &events, 11)?;
    assert_eq!(home.library.read(|s| s.job(job.id))?.state, JobState::Failed { failure });
    Ok(())
}

#[test]
fn the_same_request_is_one_job_while_it_is_active() -> Outcome {
    let home = Home::new();
    let same = |number| NewJob { identity: Some("clip of tea".to_owned()), ..new_job(number) };
    let first = enqueue(&home.library, &same(1), 5)?;
    let again = home.again().write(|tx| tx.enqueue(&same(2), &Caps::default(), 6))?;
    assert_eq!(again, Enqueued::Existing(Box::new(first.clone())));
    home.library.write(|tx| tx.cancel_job(first.id, 7))?;
    let anew = home.library.write(|tx| tx.enqueue(&same(2), &Caps::default(), 8))?;
    assert!(matches!(anew, Enqueued::New(_)), "what has ended may be wanted again");
    Ok(())
}

#[test]
fn claims_go_by_priority_then_age_and_to_one_worker_only() -> Outcome {
    let home = Home::new();
    enqueue(&home.library, &new_job(1), 5)?;
    enqueue(&home.library, &NewJob { priority: -1, ..new_job(2) }, 6)?;
    enqueue(&home.library, &new_job(3), 50)?;
    let other = home.again();
    let claimed = [claim(&home.library, "app", 10)?, claim(&other, "cli", 10)?, claim(&home.library, "app", 10)?];
    let id = |number| Some(JobId::from_uuid(uuid(number)));
    assert_eq!(numbers(&claimed), [id(2), id(1), None], "the third is not due before 50");
    assert_eq!(home.library.read(Snapshot::next_due_ms)?, Some(50));

    let mine = claimed[0].clone().ok_or("claimed")?;
    let theirs = advance(&other, &mine, "cli", &[submit(&mine)], 11);
    assert!(matches!(theirs, Err(Error::NotLeased(_))), "{theirs:?}");
    let wrong_lane = [Lane { kind: JobKind::Export, provider: ProviderId::embedded(), limit: 9 }];
    assert_eq!(claim_in(&home.library, "app", 60, &wrong_lane)?, None);
    assert_eq!(claim_in(&home.library, "app", 60, &[])?, None);
    Ok(())
}

#[test]
fn no_more_jobs_of_a_lane_are_started_than_its_limit() -> Outcome {
    let home = Home::new();
    for number in 1..=4 {
        enqueue(&home.library, &new_job(number), 5)?;
    }
    let first = claim_in(&home.library, "app", 10, &lanes(2))?.ok_or("the first of two")?;
    claim_in(&home.library, "app", 10, &lanes(2))?.ok_or("the second of two")?;
    assert_eq!(claim_in(&home.library, "cli", 10, &lanes(2))?, None, "the limit is over all workers");

    let running = advance(&home.library, &first, "app", &[submit(&first), accepted()], 11)?;
    home.library.write(|tx| tx.release_job(running.id, "app", running.version, Due::At(40)))?;
    assert_eq!(claim_in(&home.library, "cli", 12, &lanes(2))?, None, "it runs at the vendor though nobody holds it");
    let resumed = claim_in(&home.library, "cli", 45, &lanes(0))?.ok_or("what runs is always looked after")?;
    assert_eq!(resumed.id, running.id);
    let ready = JobEvent::Ready { artifact: json!(1) };
    advance(&home.library, &resumed, "cli", &[ready], 46)?;
    assert!(claim_in(&home.library, "cli", 47, &lanes(2))?.is_some(), "done at the vendor: its place is free");
    Ok(())
}

#[test]
fn the_jobs_of_a_dead_worker_are_taken_back_and_a_sent_one_is_never_sent_again() -> Outcome {
    let home = Home::new();
    for number in 1..=3 {
        enqueue(&home.library, &new_job(number), i64::try_from(number)?)?;
    }
    let sent = claim(&home.library, "dead", 10)?.ok_or("due")?;
    advance(&home.library, &sent, "dead", &[submit(&sent)], 11)?;
    let running = claim(&home.library, "dead", 10)?.ok_or("due")?;
    advance(&home.library, &running, "dead", &[submit(&running), accepted()], 11)?;
    claim(&home.library, "dead", 10)?.ok_or("due")?;

    assert_eq!(home.library.write(|tx| tx.release_expired(109))?, [], "not before the lease is over");
    assert_eq!(claim(&home.library, "alive", 109)?, None);
    home.library.write(|tx| tx.heartbeat(running.id, "dead", 500))?;
    let back = home.library.write(|tx| tx.release_expired(110))?;
    let phases: Vec<_> = back.iter().map(|job| (job.id, job.phase())).collect();
    let id = |number| JobId::from_uuid(uuid(number));
    assert_eq!(phases, [(id(1), JobPhase::Unknown), (id(3), JobPhase::Queued)], "the heartbeat kept the second");
    let back = home.library.write(|tx| tx.release_owned("dead", 120))?;
    assert_eq!(back.iter().map(|job| (job.id, job.phase())).collect::<Vec<_>>(), [(id(2), JobPhase::Running)]);

    // The dead one wakes up with the answer: too late for its lease, but the operation is not lost.
    let lost = home.library.read(|s| s.job(id(1)))?;
    let late = advance(&home.library, &sent, "dead", &[accepted()], 130);
    assert!(matches!(late, Err(Error::StaleJob { phase: JobPhase::Unknown, .. })), "{late:?}");
    let found = JobEvent::Found { operation: json!({"id": "late"}) };
    let mended = home.library.write(|tx| tx.decide_job(lost.id, lost.version, &found, 131))?;
    assert_eq!(mended.state, JobState::Running { operation: json!({"id": "late"}) });
    Ok(())
}

#[test]
fn an_expired_submission_is_not_claimed_before_it_is_taken_back() -> Outcome {
    let home = Home::new();
    enqueue(&home.library, &new_job(1), 5)?;
    let job = claim(&home.library, "dead", 10)?.ok_or("due")?;
    let job = advance(&home.library, &job, "dead", &[submit(&job)], 11)?;
    assert_eq!(claim(&home.library, "alive", 1000)?, None);
    let released = home.library.write(|tx| tx.release_job(job.id, "dead", job.version, Due::At(0)));
    assert!(matches!(released, Err(Error::NotLeased(_))), "what is being sent cannot just be dropped");
    Ok(())
}

#[test]
fn a_lost_start_waits_for_a_decision_and_is_paid_again_under_a_new_key() -> Outcome {
    let home = Home::new();
    enqueue(&home.library, &new_job(1), 5)?;
    let job = claim(&home.library, "app", 10)?.ok_or("due")?;
    let job = advance(&home.library, &job, "app", &[submit(&job), JobEvent::AnswerLost], 11)?;
    home.library.write(|tx| tx.release_job(job.id, "app", job.version, Due::OnDecision))?;
    assert_eq!(claim(&home.library, "app", i64::MAX - 200)?, None, "only a person can say how it goes on");

    let by_worker = home.library.write(|tx| tx.decide_job(job.id, job.version, &accepted(), 20));
    assert!(matches!(by_worker, Err(Error::NotADecision("accepted"))), "{by_worker:?}");
    let queued = home.library.write(|tx| tx.decide_job(job.id, job.version, &JobEvent::PayAgain, 20))?;
    assert_eq!(queued.state, JobState::Queued { attempt: 1, not_before_ms: None });
    let twice = home.library.write(|tx| tx.decide_job(job.id, job.version, &JobEvent::PayAgain, 21));
    assert!(matches!(twice, Err(Error::StaleJob { .. })), "two clicks are one decision: {twice:?}");
    let job = claim(&home.library, "app", 30)?.ok_or("due again")?;
    let job = advance(&home.library, &job, "app", &[submit(&job)], 31)?;
    let key = format!("{}-2", job.id);
    assert!(matches!(&job.state, JobState::Submitting { attempt: 2, key: k } if k.as_str() == key), "{:?}", job.state);
    Ok(())
}

#[test]
fn a_start_that_was_not_accepted_waits_as_long_as_the_vendor_asked() -> Outcome {
    let home = Home::new();
    enqueue(&home.library, &new_job(1), 5)?;
    let job = claim(&home.library, "app", 10)?.ok_or("due")?;
    let events = [submit(&job), JobEvent::NotAccepted { not_before_ms: Some(500) }];
    let release = Advance { events: &events, due: Due::At(12), lease: Hold::Release, now_ms: 12 };
    home.library.write(|tx| tx.advance_job(job.id, "app", job.version, release))?;
    assert_eq!(claim(&home.library, "app", 499)?, None);
    assert!(claim(&home.library, "app", 500)?.is_some());
    Ok(())
}

#[test]
fn cancelling_is_immediate_where_nothing_was_sent_and_never_loses_what_was() -> Outcome {
    let home = Home::new();
    let cancel = |job: &Job| home.library.write(|tx| tx.cancel_job(job.id, 50));
    let queued = enqueue(&home.library, &new_job(1), 5)?;
    let claimed = claim(&home.library, "app", 10)?.ok_or("due")?;
    assert_eq!(cancel(&queued)?.phase(), JobPhase::Cancelled);
    let late = advance(&home.library, &claimed, "app", &[submit(&claimed)], 51);
    assert!(matches!(late, Err(Error::StaleJob { .. })), "the worker must not send it any more: {late:?}");

    enqueue(&home.library, &new_job(4), 5)?;
    let job = claim(&home.library, "app", 10)?.ok_or("due")?;
    let polled = advance(&home.library, &job, "app", &[submit(&job), accepted()], 11)?;
    assert_eq!(cancel(&polled)?.phase(), JobPhase::Cancelling);
    let beat = home.library.write(|tx| tx.heartbeat(polled.id, "app", 500))?;
    assert_ne!(beat.version, polled.version, "the worker notices at its next heartbeat");
    home.library.write(|tx| tx.release_job(polled.id, "app", polled.version, Due::At(9999)))?;
    let job = claim(&home.library, "app", 51)?.ok_or("the wish to cancel is not put off by the next poll")?;
    let job = advance(&home.library, &job, "app", &[JobEvent::Stopped], 52)?;
    assert_eq!(job.state, JobState::Cancelled);

    enqueue(&home.library, &new_job(2), 5)?;
    let job = claim(&home.library, "app", 10)?.ok_or("due")?;
    let job = advance(&home.library, &job, "app", &[submit(&job)], 11)?;
    let wished = cancel(&job)?;
    assert_eq!((wished.phase(), wished.is_cancel_requested), (JobPhase::Submitting, true));
    let job = advance(&home.library, &job, "app", &[accepted()], 12)?;
    assert_eq!(job.state, JobState::Cancelling { operation: json!({"id": "op"}) }, "stopped once it has an operation");
    let result = JobResult::Take { take: TakeId::from_uuid(uuid(9)) };
    let job = advance(&home.library, &job, "app", &[JobEvent::Finished { result }], 60)?;
    assert_eq!(job.phase(), JobPhase::Succeeded, "paid after all: the take is kept");

    enqueue(&home.library, &new_job(3), 5)?;
    let job = claim(&home.library, "app", 10)?.ok_or("due")?;
    let job = advance(&home.library, &job, "app", &[submit(&job)], 11)?;
    cancel(&job)?;
    let job = advance(&home.library, &job, "app", &[JobEvent::AnswerLost], 12)?;
    assert_eq!(job.phase(), JobPhase::Unknown, "a wish to stop is not yet a decision to give money up");
    assert_eq!(cancel(&job)?.phase(), JobPhase::Cancelled, "asked again, it is");
    Ok(())
}

#[test]
fn nothing_is_enqueued_for_a_deleted_project() -> Outcome {
    let (home, project) = Home::with_project();
    home.library.write(|tx| tx.delete_project(project, 3))?;
    let refused = enqueue(&home.library, &NewJob { project: Some(project), ..new_job(1) }, 5);
    assert!(matches!(refused, Err(Error::NoProject(_))), "{refused:?}");
    Ok(())
}

#[test]
fn an_illegal_event_changes_nothing() -> Outcome {
    let home = Home::new();
    enqueue(&home.library, &new_job(1), 5)?;
    let job = claim(&home.library, "app", 10)?.ok_or("due")?;
    let refused = advance(&home.library, &job, "app", &[submit(&job), JobEvent::Stopped], 11);
    assert!(matches!(refused, Err(Error::Transition(_))), "{refused:?}");
    assert_eq!(home.library.read(|s| s.job(job.id))?, job, "not even the first of the two events has happened");
    Ok(())
}

#[test]
fn an_adopted_operation_runs_without_being_sent() -> Outcome {
    let home = Home::new();
    let failed = enqueue(&home.library, &new_job(1), 5)?;
    let adopted = NewJob { adopted: Some(json!({"id": "op"})), fallback_of: Some(failed.id), ..new_job(2) };
    let job = enqueue(&home.library, &adopted, 6)?;
    assert_eq!(job.state, JobState::Running { operation: json!({"id": "op"}) });
    assert_eq!((job.running_since_ms, job.attempt, job.fallback_of), (Some(6), 0, Some(failed.id)));
    Ok(())
}

#[test]
fn the_table_itself_refuses_states_that_cannot_be() -> Outcome {
    let home = Home::new();
    enqueue(&home.library, &new_job(1), 5)?;
    let raw = rusqlite::Connection::open(home.folder.join("library.db"))?;
    for sql in [
        "update job set state = 'paused'",
        "update job set state = 'running'",
        "update job set state = 'submitting'",
        "update job set state = 'succeeded'",
        "update job set lease_owner = 'app'",
        "update job set kind = 'dance'",
    ] {
        assert!(raw.execute(sql, []).is_err(), "{sql} must be refused");
    }
    Ok(())
}
