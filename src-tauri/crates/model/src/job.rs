//! Job states, and the pure function that moves between them.
//!
//! ```text
//! queued -> submitting -> running -> fetching -> succeeded
//! queued -> cancelled
//! submitting -> queued (certainly not accepted) | unknown (no answer) | failed
//! unknown -> running (found) | queued (never accepted, or paid again by choice) | cancelled (given up)
//! running, fetching -> failed | cancelling
//! cancelling -> cancelled | succeeded (done after all: what was paid for is kept)
//! ```
//!
//! Whoever performs the work writes a state down before acting on it, and moves on only by feeding an event to
//! [`step`]. What a state needs lies inside its variant, so a running job without an operation cannot be written.
//! Operations and artifacts are opaque here: only the vendor's module that made them reads them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::{ExportId, ProviderId, ReadingId, RequestKey, TakeId};

/// Defines a fieldless enum that has one name everywhere: in Rust, JSON, SQL and on the command line.
macro_rules! named_enum {
    ($(#[$doc:meta])* $name:ident, $kind:literal { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $text)] $variant,)*
        }

        impl $name {
            /// All of them, in the order of their declaration.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name: lower case, words joined by `_`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownName;
            fn from_str(text: &str) -> Result<Self, UnknownName> {
                match text {
                    $($text => Ok(Self::$variant),)*
                    _ => Err(UnknownName { kind: $kind, text: text.to_owned() }),
                }
            }
        }
    };
}

/// Text that names none of the values there are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no {kind}")]
pub struct UnknownName {
    kind: &'static str,
    text: String,
}

named_enum! {
    /// What a job makes.
    JobKind, "kind of job" {
        /// The segments of a video, from its theme.
        Script = "script",
        /// A voicing of text.
        Reading = "reading",
        /// A clip.
        Take = "take",
        /// A still picture, kept as a take.
        Still = "still",
        /// Word times of a recorded reading.
        Caption = "caption",
        /// A finished file.
        Export = "export",
        /// A file brought to where a vendor or platform can fetch it.
        Upload = "upload",
        /// A post on a platform.
        Publish = "publish",
    }
}

named_enum! {
    /// The name of a [`JobState`], without what it holds.
    JobPhase, "job state" {
        /// Waiting for its turn.
        Queued = "queued",
        /// About to be, or being, sent. Written down before the request leaves.
        Submitting = "submitting",
        /// Sent, and no answer came: it may be running, and may be paid.
        Unknown = "unknown",
        /// Accepted: the vendor works on it.
        Running = "running",
        /// Done at the vendor: being brought here.
        Fetching = "fetching",
        /// The user wants it stopped; the vendor has not said that it is.
        Cancelling = "cancelling",
        /// Done.
        Succeeded = "succeeded",
        /// Not done, for a reason.
        Failed = "failed",
        /// Stopped or given up by the user.
        Cancelled = "cancelled",
    }
}

impl JobPhase {
    /// Whether nothing happens to such a job any more.
    pub const fn is_final(self) -> bool {
        match self {
            Self::Succeeded | Self::Failed | Self::Cancelled => true,
            Self::Queued | Self::Submitting | Self::Unknown | Self::Running | Self::Fetching | Self::Cancelling => {
                false
            }
        }
    }
}

named_enum! {
    /// Why a job failed, by what the user can do about it.
    FailureCode, "reason of failure" {
        /// Enter another key.
        BadKey = "bad_key",
        /// Top up at the vendor, or choose another.
        NoCredit = "no_credit",
        /// The prompt or text was refused: change it.
        Refused = "refused",
        /// The model cannot take this request: change its settings.
        BadRequest = "bad_request",
        /// The vendor stayed busy: try later.
        Busy = "busy",
        /// No connection: look at the network, try later.
        Unreachable = "unreachable",
        /// The vendor's answer makes no sense to us: update Bobine.
        Unreadable = "unreadable",
        /// The vendor, the model or the operation exists no more: choose another.
        Gone = "gone",
        /// The vendor took longer than it ever should: ask there before paying again.
        Deadline = "deadline",
        /// The vendor tried and failed: generate again.
        VendorFailed = "vendor_failed",
        /// Something is missing on this machine: install it.
        NotInstalled = "not_installed",
        /// No room on this machine: make some.
        DiskFull = "disk_full",
        /// The work on this machine failed: see the message.
        Local = "local",
        /// The budget does not allow it: raise the cap.
        OverBudget = "over_budget",
        /// It was stopped before it was done: start it again.
        Stopped = "stopped",
    }
}

impl FailureCode {
    /// Whether the next provider of the chain may be tried without asking. Never where the words were refused, and
    /// never where the first provider may still be at work.
    pub const fn allows_fallback(self) -> bool {
        match self {
            Self::BadKey | Self::NoCredit | Self::Busy | Self::Unreachable | Self::Gone | Self::NotInstalled => true,
            Self::Refused
            | Self::BadRequest
            | Self::Unreadable
            | Self::Deadline
            | Self::VendorFailed
            | Self::DiskFull
            | Self::Local
            | Self::OverBudget
            | Self::Stopped => false,
        }
    }
}

/// Why a job failed: kept with the job and shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct JobFailure {
    /// What can be done about it.
    pub code: FailureCode,
    /// What happened, in words for the user.
    pub message: String,
    /// Whose failure it is, where it is a provider's.
    pub provider: Option<ProviderId>,
    /// What to use instead, where something is known: a prompt that may be accepted, a command to run.
    pub suggestion: Option<String>,
}

/// What a job made.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum JobResult {
    /// A clip or a still.
    Take {
        /// Which.
        take: TakeId,
    },
    /// A voicing, or the word times of one.
    Reading {
        /// Which.
        reading: ReadingId,
    },
    /// A new state of the document.
    Revision {
        /// Its number in the project's history.
        seq: u64,
    },
    /// A finished file.
    Export {
        /// Which.
        export: ExportId,
    },
    /// Something that now lies elsewhere: an upload or a post.
    Address {
        /// Where it is to be seen or fetched.
        address: String,
    },
}

/// Where a job stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum JobState {
    /// Waiting for its turn.
    Queued {
        /// How many times it has been sent before.
        attempt: u32,
        /// Not to be sent before this time (milliseconds since 1970), where a vendor asked us to wait.
        not_before_ms: Option<i64>,
    },
    /// About to be, or being, sent.
    Submitting {
        /// The attempt this is; the first is 1.
        attempt: u32,
        /// What the vendor can recognise this one start by.
        key: RequestKey,
    },
    /// Sent, and no answer came.
    Unknown {
        /// The attempt that was lost.
        attempt: u32,
        /// What to look it up by.
        key: RequestKey,
    },
    /// Accepted.
    Running {
        /// What to ask the vendor with.
        operation: Value,
    },
    /// Done at the vendor.
    Fetching {
        /// What to ask the vendor with, should the artifact have expired.
        operation: Value,
        /// Where what was made is to be had.
        artifact: Value,
    },
    /// To be stopped.
    Cancelling {
        /// What to ask the vendor with.
        operation: Value,
    },
    /// Done.
    Succeeded {
        /// What was made.
        result: JobResult,
    },
    /// Not done.
    Failed {
        /// Why.
        failure: JobFailure,
    },
    /// Stopped or given up.
    Cancelled,
}

impl JobState {
    /// Where every new job begins.
    pub const NEW: Self = Self::Queued { attempt: 0, not_before_ms: None };

    /// The name of the state.
    pub const fn phase(&self) -> JobPhase {
        match self {
            Self::Queued { .. } => JobPhase::Queued,
            Self::Submitting { .. } => JobPhase::Submitting,
            Self::Unknown { .. } => JobPhase::Unknown,
            Self::Running { .. } => JobPhase::Running,
            Self::Fetching { .. } => JobPhase::Fetching,
            Self::Cancelling { .. } => JobPhase::Cancelling,
            Self::Succeeded { .. } => JobPhase::Succeeded,
            Self::Failed { .. } => JobPhase::Failed,
            Self::Cancelled => JobPhase::Cancelled,
        }
    }
}

/// What happened to a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum JobEvent {
    /// It is its turn: it is about to be sent under this key.
    Submit {
        /// A key no start was ever sent under.
        key: RequestKey,
    },
    /// The vendor certainly has not taken it: it may be sent again.
    NotAccepted {
        /// Not before this time, milliseconds since 1970.
        not_before_ms: Option<i64>,
    },
    /// No answer came, or whoever was sending it died.
    AnswerLost,
    /// The vendor has taken it.
    Accepted {
        /// What to ask with.
        operation: Value,
    },
    /// A lost start was found: by its key, or the user named it.
    Found {
        /// What to ask with.
        operation: Value,
    },
    /// The user decided to send a lost start again, knowing that it may be paid twice.
    PayAgain,
    /// The vendor is done; said again with a fresh artifact when the first has expired.
    Ready {
        /// Where what was made is to be had.
        artifact: Value,
    },
    /// What was made is in the library.
    Finished {
        /// What was made.
        result: JobResult,
    },
    /// It will not be done.
    Failed {
        /// Why.
        failure: JobFailure,
    },
    /// The user wants no more of it.
    Cancel,
    /// The vendor has stopped it, or it ended without a result while it was to be stopped.
    Stopped,
}

impl JobEvent {
    /// Its name, for messages and logs.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Submit { .. } => "submit",
            Self::NotAccepted { .. } => "not accepted",
            Self::AnswerLost => "answer lost",
            Self::Accepted { .. } => "accepted",
            Self::Found { .. } => "found",
            Self::PayAgain => "pay again",
            Self::Ready { .. } => "ready",
            Self::Finished { .. } => "finished",
            Self::Failed { .. } => "failed",
            Self::Cancel => "cancel",
            Self::Stopped => "stopped",
        }
    }
}

/// An event that cannot happen to a job in its state. Nothing has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a {from} job cannot take the event \"{event}\"")]
pub struct IllegalTransition {
    /// Where the job stands.
    pub from: JobPhase,
    /// What was said to have happened.
    pub event: &'static str,
}

/// The state after an event. Refuses what the graph at the top of this module does not hold.
pub fn step(state: &JobState, event: &JobEvent) -> Result<JobState, IllegalTransition> {
    let illegal = || IllegalTransition { from: state.phase(), event: event.name() };
    let next = match (state, event) {
        (JobState::Queued { attempt, .. }, JobEvent::Submit { key }) => {
            JobState::Submitting { attempt: attempt.saturating_add(1), key: key.clone() }
        }
        (JobState::Queued { .. } | JobState::Unknown { .. }, JobEvent::Cancel) => JobState::Cancelled,

        (
            JobState::Submitting { attempt, .. } | JobState::Unknown { attempt, .. },
            JobEvent::NotAccepted { not_before_ms },
        ) => JobState::Queued { attempt: *attempt, not_before_ms: *not_before_ms },
        (JobState::Submitting { attempt, key }, JobEvent::AnswerLost) => {
            JobState::Unknown { attempt: *attempt, key: key.clone() }
        }
        (JobState::Submitting { .. }, JobEvent::Accepted { operation })
        | (JobState::Unknown { .. }, JobEvent::Found { operation }) => {
            JobState::Running { operation: operation.clone() }
        }
        (JobState::Unknown { attempt, .. }, JobEvent::PayAgain) => {
            JobState::Queued { attempt: *attempt, not_before_ms: None }
        }

        (JobState::Running { operation } | JobState::Fetching { operation, .. }, JobEvent::Ready { artifact }) => {
            JobState::Fetching { operation: operation.clone(), artifact: artifact.clone() }
        }
        (JobState::Running { operation } | JobState::Fetching { operation, .. }, JobEvent::Cancel) => {
            JobState::Cancelling { operation: operation.clone() }
        }
        (
            JobState::Submitting { .. } | JobState::Running { .. } | JobState::Fetching { .. },
            JobEvent::Failed { failure },
        ) => JobState::Failed { failure: failure.clone() },
        (JobState::Fetching { .. } | JobState::Cancelling { .. }, JobEvent::Finished { result }) => {
            JobState::Succeeded { result: result.clone() }
        }
        (JobState::Cancelling { .. }, JobEvent::Stopped) => JobState::Cancelled,

        (
            JobState::Queued { .. }
            | JobState::Submitting { .. }
            | JobState::Unknown { .. }
            | JobState::Running { .. }
            | JobState::Fetching { .. }
            | JobState::Cancelling { .. }
            | JobState::Succeeded { .. }
            | JobState::Failed { .. }
            | JobState::Cancelled,
            _,
        ) => return Err(illegal()),
    };
    Ok(next)
}

#[cfg(test)]
mod tests;
