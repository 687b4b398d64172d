//! The one shape of errors on the way to the page.

use std::collections::BTreeMap;

use bobine_studio::{Error, ErrorKind};
use serde::Serialize;
use specta::Type;

/// A command that could not be carried out.
#[derive(Debug, Clone, Serialize, Type)]
pub struct ApiError {
    /// Stable: decides the words and the way out the page offers.
    pub code: ErrorCode,
    /// English, for where the page has no better words.
    pub message: String,
    /// What it is about.
    pub context: BTreeMap<String, String>,
}

/// What can be done about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// Ask otherwise: the message says how.
    Usage,
    /// What was named is not there any more.
    NotFound,
    /// Raise a cap, or make less.
    OverBudget,
    /// Decide about a job first.
    NeedsDecision,
    /// The creator stopped it.
    Stopped,
    /// A file of the library is gone: bring it back, or choose another take.
    MediaMissing,
    /// A file of the library is damaged.
    MediaDamaged,
    /// Make room.
    DiskFull,
    /// Choose another place.
    Unwritable,
    /// Another program holds the library: try again.
    LibraryBusy,
    /// The project was changed elsewhere: look again.
    Stale,
    /// A part of GStreamer, or the voice, is not installed.
    EngineMissing,
    /// It failed; the message says why.
    Failed,
    /// Bobine itself is broken.
    Internal,
}

impl ApiError {
    /// An error without a cause in the studio.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), context: BTreeMap::new() }
    }

    /// With a fact about it.
    #[must_use]
    pub fn about(mut self, key: &str, value: &impl ToString) -> Self {
        self.context.insert(key.to_owned(), value.to_string());
        self
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        let plain = Self::new(code(&error), error.sentence());
        match &error {
            Error::Media { what, number, path, .. } => {
                plain.about("what", what).about("segment", number).about("path", &path.display())
            }
            Error::Target { path, .. } | Error::Write { path, .. } => plain.about("path", &path.display()),
            Error::NotFound { what, name, .. } => plain.about("what", what).about("name", name),
            _ => plain,
        }
    }
}

fn code(error: &Error) -> ErrorCode {
    match error {
        Error::NotFound { .. } | Error::NoProject => ErrorCode::NotFound,
        error if error.is_media_missing() => ErrorCode::MediaMissing,
        Error::Media { .. } => ErrorCode::MediaDamaged,
        Error::Target { .. } | Error::Write { .. } => ErrorCode::Unwritable,
        error if error.is_disk_full() => ErrorCode::DiskFull,
        error if error.is_busy() => ErrorCode::LibraryBusy,
        error if error.is_stale() => ErrorCode::Stale,
        error if error.is_engine_missing() => ErrorCode::EngineMissing,
        Error::Internal(_) => ErrorCode::Internal,
        error => match error.kind() {
            ErrorKind::Failed => ErrorCode::Failed,
            ErrorKind::Usage => ErrorCode::Usage,
            ErrorKind::OverBudget => ErrorCode::OverBudget,
            ErrorKind::NeedsDecision => ErrorCode::NeedsDecision,
            ErrorKind::Stopped => ErrorCode::Stopped,
        },
    }
}
