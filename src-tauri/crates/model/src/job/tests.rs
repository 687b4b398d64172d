//! The whole graph of job states, pair by pair.

use super::*;
use serde_json::json;
use uuid::Uuid;

fn key() -> RequestKey {
    RequestKey::new("key-1").expect("a key without spaces")
}

fn result() -> JobResult {
    JobResult::Take { take: TakeId::from_uuid(Uuid::from_u128(7)) }
}

fn failure() -> JobFailure {
    JobFailure {
        code: FailureCode::Refused,
        message: "refused".to_owned(),
        provider: Some(ProviderId::embedded()),
        suggestion: None,
    }
}

fn states() -> Vec<JobState> {
    let operation = json!({"id": "op-1"});
    vec![
        JobState::Queued { attempt: 2, not_before_ms: Some(5) },
        JobState::Submitting { attempt: 3, key: key() },
        JobState::Unknown { attempt: 3, key: key() },
        JobState::Running { operation: operation.clone() },
        JobState::Fetching { operation: operation.clone(), artifact: json!("old") },
        JobState::Cancelling { operation },
        JobState::Succeeded { result: result() },
        JobState::Failed { failure: failure() },
        JobState::Cancelled,
    ]
}

fn events() -> Vec<JobEvent> {
    vec![
        JobEvent::Submit { key: key() },
        JobEvent::NotAccepted { not_before_ms: Some(9) },
        JobEvent::AnswerLost,
        JobEvent::Accepted { operation: json!({"id": "op-2"}) },
        JobEvent::Found { operation: json!({"id": "op-3"}) },
        JobEvent::PayAgain,
        JobEvent::Ready { artifact: json!("new") },
        JobEvent::Finished { result: result() },
        JobEvent::Failed { failure: failure() },
        JobEvent::Cancel,
        JobEvent::Stopped,
    ]
}

/// Every pair of a state and an event: the whole graph on one page. `.` is refused.
#[test]
fn the_graph_is_exactly_the_one_drawn() {
    let table = events()
        .iter()
        .map(|event| {
            let cells = states().into_iter().map(|state| {
                step(&state, event).map_or_else(|_| ".".to_owned(), |next| next.phase().as_str().to_owned())
            });
            format!("{:<13}{}", event.name(), cells.map(|cell| format!("{cell:<11}")).collect::<String>())
                .trim_end()
                .to_owned()
        })
        .collect::<Vec<_>>()
        .join("\n");
    let heads: String = states().iter().map(|state| format!("{:<11}", state.phase().as_str())).collect();
    insta::assert_snapshot!(format!("{:<13}{}\n{table}", "", heads.trim_end()), @r"
                 queued     submitting unknown    running    fetching   cancelling succeeded  failed     cancelled
    submit       submitting .          .          .          .          .          .          .          .
    not accepted .          queued     queued     .          .          .          .          .          .
    answer lost  .          unknown    .          .          .          .          .          .          .
    accepted     .          running    .          .          .          .          .          .          .
    found        .          .          running    .          .          .          .          .          .
    pay again    .          .          queued     .          .          .          .          .          .
    ready        .          .          .          fetching   fetching   .          .          .          .
    finished     .          .          .          .          succeeded  succeeded  .          .          .
    failed       .          failed     .          failed     failed     .          .          .          .
    cancel       cancelled  .          cancelled  cancelling cancelling .          .          .          .
    stopped      .          .          .          .          .          cancelled  .          .          .
    ");
}

#[test]
fn what_a_state_holds_is_carried_along() {
    let rows = [
        (JobState::NEW, JobEvent::Submit { key: key() }, JobState::Submitting { attempt: 1, key: key() }),
        (
            JobState::Submitting { attempt: 1, key: key() },
            JobEvent::NotAccepted { not_before_ms: Some(9) },
            JobState::Queued { attempt: 1, not_before_ms: Some(9) },
        ),
        (
            JobState::Submitting { attempt: 1, key: key() },
            JobEvent::AnswerLost,
            JobState::Unknown { attempt: 1, key: key() },
        ),
        (
            JobState::Unknown { attempt: 4, key: key() },
            JobEvent::PayAgain,
            JobState::Queued { attempt: 4, not_before_ms: None },
        ),
        (
            JobState::Unknown { attempt: 4, key: key() },
            JobEvent::Found { operation: json!(3) },
            JobState::Running { operation: json!(3) },
        ),
        (
            JobState::Running { operation: json!(3) },
            JobEvent::Ready { artifact: json!("a") },
            JobState::Fetching { operation: json!(3), artifact: json!("a") },
        ),
        (
            JobState::Fetching { operation: json!(3), artifact: json!("expired") },
            JobEvent::Ready { artifact: json!("renewed") },
            JobState::Fetching { operation: json!(3), artifact: json!("renewed") },
        ),
        (
            JobState::Fetching { operation: json!(3), artifact: json!("a") },
            JobEvent::Cancel,
            JobState::Cancelling { operation: json!(3) },
        ),
        (
            JobState::Cancelling { operation: json!(3) },
            JobEvent::Finished { result: result() },
            JobState::Succeeded { result: result() },
        ),
    ];
    for (before, event, after) in rows {
        assert_eq!(step(&before, &event), Ok(after), "{} after {}", before.phase(), event.name());
    }
}

#[test]
fn final_states_take_no_event() {
    for state in states().iter().filter(|state| state.phase().is_final()) {
        for event in events() {
            assert_eq!(
                step(state, &event),
                Err(IllegalTransition { from: state.phase(), event: event.name() }),
                "a final state must stay"
            );
        }
    }
}

/// Never pay twice: once something may have been accepted, no event of the machine alone leads back to the queue.
#[test]
fn only_certainty_or_the_user_leads_back_to_the_queue() {
    for state in states() {
        for event in events() {
            if let Ok(JobState::Queued { .. }) = step(&state, &event) {
                assert!(
                    matches!(event, JobEvent::NotAccepted { .. } | JobEvent::PayAgain),
                    "{} led {} back to the queue",
                    event.name(),
                    state.phase()
                );
            }
        }
    }
}

#[test]
fn states_and_names_survive_json() {
    for state in states() {
        let json = serde_json::to_string(&state).expect("states are plain data");
        assert_eq!(serde_json::from_str::<JobState>(&json).expect("what was written is read"), state);
        assert!(json.contains(&format!("\"state\":\"{}\"", state.phase())), "one name everywhere: {json}");
        assert_eq!(state.phase().as_str().parse(), Ok(state.phase()));
    }
    assert_eq!(states().iter().map(JobState::phase).collect::<Vec<_>>(), JobPhase::ALL);
    assert_eq!("paused".parse::<JobPhase>().map_err(|e| e.to_string()), Err("\"paused\" is no job state".into()));
}

#[test]
fn fallback_never_follows_refused_words_or_a_start_that_may_still_run() {
    let allowed: Vec<&str> =
        FailureCode::ALL.iter().filter(|code| code.allows_fallback()).map(|code| code.as_str()).collect();
    assert_eq!(allowed, ["bad_key", "no_credit", "busy", "unreachable", "gone", "not_installed"]);
}
