//! What can go wrong in a use case, by what the reader can do about it.

use std::path::PathBuf;

use bobine_model::ProviderId;
use bobine_model::edit::EditError;
use bobine_provider::EncodeError;
use bobine_render::ProbeError;
use bobine_render::export::ExportError;
use bobine_render::plan::PlanError;

/// A use case that could not be carried out. Nothing was changed, unless the message says what was kept.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something was asked that makes no sense: ask otherwise.
    #[error("{0}")]
    Usage(String),
    /// A name that names nothing.
    #[error("there is no {what} {name:?}; {known}")]
    NotFound {
        /// What was looked for.
        what: &'static str,
        /// What was asked.
        name: String,
        /// How to see what there is.
        known: &'static str,
    },
    /// A name that names several things.
    #[error("{name:?} names {count} {what}s; write more of it")]
    Ambiguous {
        /// What was looked for.
        what: &'static str,
        /// What was asked.
        name: String,
        /// How many there are.
        count: usize,
    },
    /// There is no project at all.
    #[error("there is no project yet; start one with: bobine video \"your theme\"")]
    NoProject,
    /// Nothing to undo or redo.
    #[error("there is nothing to {0}")]
    NoStep(&'static str),
    /// An edit that cannot be made.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The library cannot be opened.
    #[error(transparent)]
    Open(#[from] bobine_store::OpenError),
    /// The library cannot be read or written.
    #[error(transparent)]
    Store(#[from] bobine_store::Error),
    /// A stored document that cannot be read.
    #[error("the project cannot be read")]
    Document(#[from] bobine_model::persist::LoadError),
    /// The user has no home folder.
    #[error("this user has no home folder; name a library with --library")]
    NoHome,
    /// The target of an export cannot be written.
    #[error("{}: {problem}", path.display())]
    Target {
        /// The file.
        path: PathBuf,
        /// What is wrong with it and what to do.
        problem: String,
    },
    /// No plan can be made.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A media file of the library is damaged or gone.
    #[error("the {what} of segment {number} is {state}: {}; {remedy}", path.display())]
    Media {
        /// `clip` or `voice`.
        what: &'static str,
        /// The segment's number.
        number: usize,
        /// `missing` or `damaged`.
        state: &'static str,
        /// The file.
        path: PathBuf,
        /// What to do.
        remedy: &'static str,
    },
    /// The export failed.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The bundled fonts cannot be used.
    #[error(transparent)]
    Fonts(#[from] bobine_render::captions::FontError),
    /// A file is no picture or clip we can use.
    #[error(transparent)]
    Probe(#[from] ProbeError),
    /// A small picture of a take, or the outline of a sound, cannot be made.
    #[error(transparent)]
    Thumb(#[from] bobine_render::ThumbError),
    /// Encoding failed.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// A provider failed.
    #[error(transparent)]
    Provider(#[from] bobine_provider::Error),
    /// A provider there is not, or that does not make this.
    #[error("{provider} is not set up here; there is: {known}")]
    UnknownProvider {
        /// What was asked.
        provider: ProviderId,
        /// What there is.
        known: String,
    },
    /// A job failed that everything else depends on.
    #[error("{0}")]
    Job(String),
    /// The budget does not allow it.
    #[error("{0}")]
    OverBudget(String),
    /// A job waits for a decision.
    #[error("{0}")]
    NeedsDecision(String),
    /// The user stopped it.
    #[error("stopped; what was finished is kept, and the same command goes on from there")]
    Stopped,
    /// Standard output cannot be written.
    #[error("the answer cannot be printed")]
    Print(#[source] std::io::Error),
    /// A file beside the video cannot be written.
    #[error("{} cannot be written", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Bobine itself is broken: worth a report.
    #[error("Bobine failed in a way it never should: {0}")]
    Internal(String),
}

/// What an error is to whoever called: decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// It could not be done.
    Failed,
    /// It was asked wrongly.
    Usage,
    /// The budget does not allow it.
    OverBudget,
    /// A decision is needed first.
    NeedsDecision,
    /// The user stopped it.
    Stopped,
}

impl Error {
    /// What it is to whoever called.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Usage(_)
            | Self::NotFound { .. }
            | Self::Ambiguous { .. }
            | Self::NoProject
            | Self::Edit(_)
            | Self::UnknownProvider { .. } => ErrorKind::Usage,
            Self::OverBudget(_) => ErrorKind::OverBudget,
            Self::NeedsDecision(_) => ErrorKind::NeedsDecision,
            Self::Stopped => ErrorKind::Stopped,
            Self::Export(ExportError::Stopped) => ErrorKind::Stopped,
            Self::Provider(bobine_provider::Error::Refused { .. }) => ErrorKind::Usage,
            Self::NoStep(_)
            | Self::Open(_)
            | Self::Store(_)
            | Self::Document(_)
            | Self::NoHome
            | Self::Target { .. }
            | Self::Plan(_)
            | Self::Media { .. }
            | Self::Export(_)
            | Self::Fonts(_)
            | Self::Probe(_)
            | Self::Thumb(_)
            | Self::Encode(_)
            | Self::Provider(_)
            | Self::Job(_)
            | Self::Print(_)
            | Self::Write { .. }
            | Self::Internal(_) => ErrorKind::Failed,
        }
    }

    /// The error and its causes on one line, without saying anything twice.
    pub fn sentence(&self) -> String {
        bobine_jobs::sentence(self)
    }

    /// Whether a disk has no room.
    pub fn is_disk_full(&self) -> bool {
        matches!(
            self,
            Self::Store(bobine_store::Error::DiskFull)
                | Self::Export(ExportError::DiskFull { .. })
                | Self::Encode(EncodeError::DiskFull)
        )
    }

    /// Whether another program holds the library.
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Store(bobine_store::Error::Busy))
    }

    /// Whether the project has changed since it was looked at.
    pub fn is_stale(&self) -> bool {
        matches!(self, Self::Store(bobine_store::Error::StaleRevision { .. } | bobine_store::Error::StaleJob { .. }))
    }

    /// Whether a part of the machine that does the work is not installed.
    pub fn is_engine_missing(&self) -> bool {
        matches!(
            self,
            Self::Export(ExportError::MissingElement(_) | ExportError::Engine(_))
                | Self::Provider(bobine_provider::Error::NotInstalled { .. })
        )
    }

    /// Whether a file is not what it was when it came into the library.
    pub fn is_media_missing(&self) -> bool {
        matches!(self, Self::Media { state: "missing", .. } | Self::Export(ExportError::FileGone { .. }))
    }
}
