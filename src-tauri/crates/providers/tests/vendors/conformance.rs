//! The suite: one table of situations, every vendor in each of them.

use bobine_model::Micros;
use bobine_model::job::{FailureCode, JobState};
use bobine_testkit::fake::{self, Fake, Step};
use futures::StreamExt;

use crate::bench::{Bench, PROMPT, Subject};
use crate::situations::{Expect, Situation, Ways, all};

pub const LUMA: Subject = Subject {
    provider: "luma",
    key_variable: "LUMA_API_KEY",
    base_variable: "BOBINE_LUMA_URL",
    fake: || Box::new(fake::Luma),
};

pub const RUNWAY: Subject = Subject {
    provider: "runway",
    key_variable: "RUNWAY_API_KEY",
    base_variable: "BOBINE_RUNWAY_URL",
    fake: || Box::new(fake::Runway),
};

pub const PIKA: Subject = Subject {
    provider: "pika",
    key_variable: "FAL_KEY",
    base_variable: "BOBINE_FAL_URL",
    fake: || Box::new(fake::Fal),
};

pub const FAL: Subject = Subject { provider: "fal", ..PIKA };

pub const REPLICATE: Subject = Subject {
    provider: "replicate",
    key_variable: "REPLICATE_API_TOKEN",
    base_variable: "BOBINE_REPLICATE_URL",
    fake: || Box::new(fake::Replicate),
};

pub const MINIMAX: Subject = Subject {
    provider: "minimax",
    key_variable: "MINIMAX_API_KEY",
    base_variable: "BOBINE_MINIMAX_URL",
    fake: || Box::new(fake::MiniMax),
};

pub const KLING: Subject = Subject {
    provider: "kling",
    key_variable: "KLING_API_KEY",
    base_variable: "BOBINE_KLING_URL",
    fake: || Box::new(fake::Kling),
};

pub const GOOGLE: Subject = Subject {
    provider: "google",
    key_variable: "GEMINI_API_KEY",
    base_variable: "BOBINE_GEMINI_URL",
    fake: || Box::new(fake::Google),
};

pub const COMFYUI: Subject = Subject {
    provider: "comfyui",
    key_variable: "NO_KEY_IS_WANTED",
    base_variable: "BOBINE_COMFYUI_URL",
    fake: || Box::new(fake::ComfyUi),
};

/// Every vendor there is a module for.
pub const ALL: &[Subject] = &[LUMA, RUNWAY, PIKA, FAL, REPLICATE, MINIMAX, KLING, GOOGLE, COMFYUI];

#[tokio::test(flavor = "multi_thread")]
async fn luma_in_every_situation() {
    let ways = Ways {
        failures: &[
            ("content_moderated", FailureCode::Refused),
            ("generation_failed", FailureCode::VendorFailed),
            ("output_not_found", FailureCode::VendorFailed),
            ("rate_limited", FailureCode::VendorFailed),
            ("budget_exhausted", FailureCode::NoCredit),
            ("image_too_large", FailureCode::BadRequest),
            ("unsupported_format", FailureCode::BadRequest),
            ("corrupt_input", FailureCode::BadRequest),
            ("invalid_request", FailureCode::BadRequest),
            ("a_code_of_2027", FailureCode::VendorFailed),
        ],
        charged: &[],
        finds: false,
        declined: &[502, 503],
        forbidden: FailureCode::BadKey,
        hints: Some(("LUMA_API_KEY", "top up at https://platform.lumalabs.ai")),
        asks_result_apart: false,
        names_places: true,
    };
    check(LUMA, &ways).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn runway_in_every_situation() {
    let ways = Ways {
        failures: &[
            ("SAFETY.INPUT.TEXT", FailureCode::Refused),
            ("SAFETY.OUTPUT.VIDEO", FailureCode::Refused),
            ("INPUT_PREPROCESSING.SAFETY.TEXT", FailureCode::Refused),
            ("INPUT_PREPROCESSING.INTERNAL", FailureCode::VendorFailed),
            ("INTERNAL.BAD_OUTPUT.01", FailureCode::VendorFailed),
            ("ASSET.INVALID", FailureCode::BadRequest),
            ("THIRD_PARTY.UNAVAILABLE", FailureCode::VendorFailed),
            ("INTERNAL", FailureCode::VendorFailed),
            ("CANCELLED", FailureCode::VendorFailed),
        ],
        charged: &["SAFETY.INPUT.TEXT"],
        finds: false,
        declined: &[],
        forbidden: FailureCode::Gone,
        hints: Some(("RUNWAY_API_KEY", "top up at https://dev.runwayml.com")),
        asks_result_apart: false,
        names_places: true,
    };
    check(RUNWAY, &ways).await;
}

fn ways_of_fal() -> Ways {
    Ways {
        failures: &[
            ("content_policy_violation", FailureCode::Refused),
            ("no_media_generated", FailureCode::VendorFailed),
            ("generation_timeout", FailureCode::VendorFailed),
            ("downstream_service_error", FailureCode::VendorFailed),
            ("request_timeout", FailureCode::VendorFailed),
            ("image_load_error", FailureCode::BadRequest),
            ("greater_than", FailureCode::BadRequest),
        ],
        charged: &[],
        finds: false,
        declined: &[],
        forbidden: FailureCode::BadKey,
        hints: Some(("FAL_KEY", "top up at https://fal.ai/dashboard/billing")),
        asks_result_apart: true,
        names_places: true,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pika_in_every_situation() {
    check(PIKA, &ways_of_fal()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fal_in_every_situation() {
    check(FAL, &ways_of_fal()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn replicate_in_every_situation() {
    let ways = Ways {
        failures: &[
            ("The output was flagged as sensitive", FailureCode::Refused),
            ("NSFW content detected", FailureCode::Refused),
            ("CUDA out of memory", FailureCode::VendorFailed),
            ("canceled", FailureCode::VendorFailed),
            ("aborted", FailureCode::VendorFailed),
        ],
        charged: &[],
        finds: false,
        declined: &[],
        forbidden: FailureCode::BadKey,
        hints: Some(("REPLICATE_API_TOKEN", "top up at https://replicate.com/account/billing")),
        asks_result_apart: false,
        names_places: true,
    };
    check(REPLICATE, &ways).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn minimax_in_every_situation() {
    let ways = Ways {
        failures: &[
            ("video description contains sensitive content (1026)", FailureCode::Refused),
            ("internal error (1000)", FailureCode::VendorFailed),
            ("cancelled", FailureCode::VendorFailed),
            ("expired", FailureCode::VendorFailed),
        ],
        charged: &[],
        finds: false,
        declined: &[],
        forbidden: FailureCode::BadKey,
        hints: Some(("MINIMAX_API_KEY", "top up at https://platform.minimax.io")),
        asks_result_apart: false,
        names_places: true,
    };
    check(MINIMAX, &ways).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kling_in_every_situation() {
    let ways = Ways {
        failures: &[
            ("Failure to pass the risk control system", FailureCode::Refused),
            ("Internal failure", FailureCode::VendorFailed),
        ],
        charged: &[],
        finds: true,
        declined: &[],
        forbidden: FailureCode::BadKey,
        hints: Some(("KLING_API_KEY", "top up at https://kling.ai/dev")),
        asks_result_apart: false,
        names_places: true,
    };
    check(KLING, &ways).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn google_in_every_situation() {
    let ways = Ways {
        failures: &[
            ("text instead of a clip", FailureCode::Refused),
            ("failed", FailureCode::VendorFailed),
            ("cancelled", FailureCode::VendorFailed),
            ("incomplete", FailureCode::VendorFailed),
            ("requires_action", FailureCode::VendorFailed),
            ("budget_exceeded", FailureCode::NoCredit),
        ],
        charged: &[],
        finds: false,
        declined: &[],
        forbidden: FailureCode::BadKey,
        hints: Some(("GEMINI_API_KEY", "top up at https://aistudio.google.com/billing")),
        asks_result_apart: false,
        names_places: true,
    };
    check(GOOGLE, &ways).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn comfyui_in_every_situation() {
    let ways = Ways {
        failures: &[
            ("torch.OutOfMemoryError", FailureCode::VendorFailed),
            ("RuntimeError", FailureCode::VendorFailed),
            ("execution_interrupted", FailureCode::VendorFailed),
        ],
        charged: &[],
        finds: true,
        declined: &[],
        forbidden: FailureCode::BadKey,
        hints: None,
        asks_result_apart: false,
        names_places: false,
    };
    check(COMFYUI, &ways).await;
}

/// Put a vendor through all situations, several at a time, and report all that went otherwise.
async fn check(subject: Subject, ways: &Ways) {
    let situations = all(ways);
    let count = situations.len();
    let running = situations.into_iter().map(|situation| tokio::spawn(one(subject, situation)));
    let wrong: Vec<String> = futures::stream::iter(running)
        .buffer_unordered(6)
        .filter_map(|outcome| async { outcome.expect("a situation does not panic") })
        .collect()
        .await;
    assert!(wrong.is_empty(), "{} of {count} situations of {}:\n{}", wrong.len(), subject.provider, wrong.join("\n"));
}

/// What went otherwise than expected, if anything did.
async fn one(subject: Subject, situation: Situation) -> Option<String> {
    let bench = Bench::new(subject, situation.play.clone(), situation.settings).await;
    let job = bench.run().await;
    let mut wrong = Vec::new();
    let mut expect = |is_so: bool, what: String| {
        if !is_so {
            wrong.push(what);
        }
    };
    match (&job.state, situation.expect) {
        (JobState::Succeeded { .. }, Expect::Made) => {
            expect(bench.paid() == job.estimate, format!("paid {} for {}", bench.paid(), job.estimate));
            let take = bench.take(&job);
            expect(take.prompt == PROMPT, format!("kept under the prompt {:?}", take.prompt));
        }
        (JobState::Failed { failure }, Expect::Failed(code)) => {
            expect(failure.code == code, format!("failed as {}: {}", failure.code, failure.message));
            for words in &situation.says {
                expect(failure.message.contains(words), format!("{words:?} is not in {:?}", failure.message));
            }
            expect(failure.message.len() < 600, format!("{} letters are no message", failure.message.len()));
            let due = if situation.is_charged { job.estimate } else { Micros::ZERO };
            expect(bench.paid() == due, format!("paid {} instead of {due}", bench.paid()));
        }
        (JobState::Unknown { .. }, Expect::Unknown) | (JobState::Running { .. }, Expect::LeftUnderWay) => {}
        (state, expected) => expect(false, format!("{expected:?} was expected, it is {state:?}")),
    }
    let starts = bench.fake.count(Step::Start);
    expect(starts == situation.starts, format!("started {starts} times instead of {}", situation.starts));
    let taken = bench.fake.taken().len();
    expect(taken <= 1, format!("{taken} clips were bought"));
    let log = bench.log();
    for secret in [Fake::KEY, PROMPT, "X-Amz-Signature=s", "signed-"] {
        expect(!log.contains(secret), format!("the log of exchanges holds {secret:?}"));
    }
    let was_asked_with_key =
        bench.fake.seen().iter().filter(|seen| seen.step == Step::Download).any(|seen| {
            seen.headers.iter().any(|(_, value)| value.contains(Fake::KEY)) || seen.query.contains(Fake::KEY)
        });
    expect(!was_asked_with_key || (subject.fake)().keeps_clips_behind_key(), "a download carried the key".to_owned());
    (!wrong.is_empty()).then(|| format!("  {}: {}", situation.name, wrong.join("; ")))
}
