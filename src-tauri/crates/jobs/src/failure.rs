//! From what went wrong at a provider to what is kept with the job and shown.

use std::io::ErrorKind;

use bobine_model::ProviderId;
use bobine_model::job::{FailureCode, JobFailure};
use bobine_provider::{EncodeError, Error};

/// What is kept of a provider's error.
pub fn failure_of(error: &Error) -> JobFailure {
    let (code, provider, suggestion) = match error {
        Error::BadKey { provider, remedy, .. } => (FailureCode::BadKey, Some(provider), Some(remedy.clone())),
        Error::NoCredit { provider, remedy, .. } => (FailureCode::NoCredit, Some(provider), Some(remedy.clone())),
        Error::Refused { provider, .. } => (FailureCode::Refused, Some(provider), None),
        Error::BadRequest { provider, .. } => (FailureCode::BadRequest, Some(provider), None),
        Error::NoModel { provider, .. } => (FailureCode::Gone, Some(provider), None),
        Error::VendorFailed { provider, .. } | Error::Damaged { provider, .. } => {
            (FailureCode::VendorFailed, Some(provider), None)
        }
        Error::Busy { provider, .. } | Error::Faulty { provider, .. } => (FailureCode::Busy, Some(provider), None),
        Error::Unreachable { provider, .. } => (FailureCode::Unreachable, Some(provider), None),
        Error::Unreadable { provider, .. } => (FailureCode::Unreadable, Some(provider), None),
        Error::Gone { provider } => (FailureCode::Gone, Some(provider), None),
        Error::NotInstalled { remedy, .. } => (FailureCode::NotInstalled, None, Some(remedy.clone())),
        Error::Local { source, .. } => (local(source.as_ref()), None, None),
    };
    JobFailure { code, message: sentence(error), provider: provider.cloned(), suggestion }
}

/// A failure on this machine.
pub fn local_failure(error: &(dyn std::error::Error + 'static)) -> JobFailure {
    JobFailure { code: local(error), message: sentence(error), provider: None, suggestion: None }
}

/// A vendor that took longer than it ever should.
pub fn deadline(provider: &ProviderId) -> JobFailure {
    JobFailure {
        code: FailureCode::Deadline,
        message: format!(
            "{provider} did not finish in time; it may still be at work, so look there before paying again"
        ),
        provider: Some(provider.clone()),
        suggestion: None,
    }
}

fn local(error: &(dyn std::error::Error + 'static)) -> FailureCode {
    let mut cause = Some(error);
    while let Some(one) = cause {
        if matches!(one.downcast_ref::<EncodeError>(), Some(EncodeError::DiskFull))
            || matches!(one.downcast_ref::<bobine_store::Error>(), Some(bobine_store::Error::DiskFull))
            || one.downcast_ref::<std::io::Error>().is_some_and(|fault| fault.kind() == ErrorKind::StorageFull)
        {
            return FailureCode::DiskFull;
        }
        if matches!(one.downcast_ref::<EncodeError>(), Some(EncodeError::MissingElement { .. })) {
            return FailureCode::NotInstalled;
        }
        if matches!(one.downcast_ref::<EncodeError>(), Some(EncodeError::Stopped)) {
            return FailureCode::Stopped;
        }
        cause = one.source();
    }
    FailureCode::Local
}

/// An error and its causes in one line, without saying anything twice.
pub fn sentence(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        let more = source.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = source.source();
    }
    text
}
