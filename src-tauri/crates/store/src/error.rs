//! What can go wrong with a library, by what can be done about it.

use std::io;
use std::path::{Path, PathBuf};

use bobine_model::job::{IllegalTransition, JobPhase};
use bobine_model::persist::LoadError;
use bobine_model::{ExportId, JobId, MediaId, Micros, ProjectId, ReadingId, TakeId};
use rusqlite::ErrorCode;

use crate::path::LibraryPath;
use crate::table::ledger::Cap;

/// A library that cannot be opened. Nothing in it has been changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A newer Bobine has been at work in it: get that one.
    #[error(
        "the library at {} was made by a newer Bobine (version {found}, this one reads up to {known}); update Bobine",
        path.display()
    )]
    Newer {
        /// Which library.
        path: PathBuf,
        /// The version of its tables.
        found: u32,
        /// The newest version this program knows.
        known: u32,
    },
    /// There is a `library.db`, but some other program made it: choose another folder.
    #[error("{} belongs to another program; choose another folder for the library", path.display())]
    NotALibrary {
        /// The file.
        path: PathBuf,
    },
    /// The database cannot be read: put a backup in its place.
    #[error("the library database {} is damaged; {}", path.display(), advice(newest_backup.as_deref()))]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The newest copy that was kept, if there is one.
        newest_backup: Option<PathBuf>,
        /// What SQLite said.
        #[source]
        source: Option<rusqlite::Error>,
    },
    /// No room: make some.
    #[error("no room left on the disk of the library at {}; free some space and try again", path.display())]
    DiskFull {
        /// Which library.
        path: PathBuf,
    },
    /// Another process has kept it locked for longer than any transaction takes: try again.
    #[error("the library at {} is busy in another program; try again", path.display())]
    Busy {
        /// Which library.
        path: PathBuf,
    },
    /// The folder cannot be made or written: choose another, or mend its permissions.
    #[error("the library at {} cannot be used; check that the folder can be written", path.display())]
    Folder {
        /// Which folder or file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// SQLite failed in a way that has no remedy of its own.
    #[error("the library database {} cannot be opened", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        #[source]
        source: rusqlite::Error,
    },
}

fn advice(backup: Option<&Path>) -> String {
    match backup {
        Some(backup) => format!("close Bobine, move it away and copy {} into its place", backup.display()),
        None => "no backup was kept; recover it from a backup of your own".to_owned(),
    }
}

/// Something that could not be read from or written to an open library. Nothing has been changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A newer Bobine has changed the library while it was open here: restart with that one.
    #[error("a newer Bobine has brought the library up to date (version {found}, this one knows {known}); restart it")]
    Newer {
        /// The version of its tables.
        found: u32,
        /// The newest version this program knows.
        known: u32,
    },
    /// No such project, or it has been deleted.
    #[error("project {0} not found in the library")]
    NoProject(ProjectId),
    /// No such take.
    #[error("take {0} not found in the library")]
    NoTake(TakeId),
    /// No such reading.
    #[error("reading {0} not found in the library")]
    NoReading(ReadingId),
    /// No such media.
    #[error("media {0} not found in the library")]
    NoMedia(MediaId),
    /// No such job.
    #[error("job {0} not found in the library")]
    NoJob(JobId),
    /// No such export.
    #[error("export {0} not found in the library")]
    NoExport(ExportId),
    /// The revision is not kept (any more).
    #[error("revision {seq} of project {project} is not kept")]
    NoRevision {
        /// Of which project.
        project: ProjectId,
        /// Its number.
        seq: u64,
    },
    /// The document has changed since the edit was prepared: read it again.
    #[error("the project was changed elsewhere (it is at {current}, the edit was made on {base}); reload it")]
    StaleRevision {
        /// The version the edit was made on.
        base: u64,
        /// The version the project is at.
        current: u64,
    },
    /// The job's state has changed since it was read: read it again.
    #[error("job {job} has moved on to {phase}")]
    StaleJob {
        /// Which job.
        job: JobId,
        /// Where it stands now.
        phase: JobPhase,
        /// Its present version.
        version: u64,
    },
    /// Somebody else works on the job: leave it to them.
    #[error("job {0} is being worked on by another process")]
    NotLeased(JobId),
    /// The job cannot take such an event.
    #[error(transparent)]
    Transition(#[from] IllegalTransition),
    /// Only a person's decision may be made without a lease.
    #[error("\"{0}\" is no decision of the user's; only the worker that holds the job may report it")]
    NotADecision(&'static str),
    /// The budget does not allow it: raise the cap.
    #[error("this costs {asked}; {committed} of the {cap} cap of {limit} is spent or reserved")]
    OverBudget {
        /// Which cap.
        cap: Cap,
        /// How much it allows.
        limit: Micros,
        /// What is spent and reserved already.
        committed: Micros,
        /// What the job would add.
        asked: Micros,
    },
    /// The library is no place for secrets: keep it in the keychain.
    #[error("{0:?} looks like a secret; keys are kept in the keychain, never in the library")]
    SecretSetting(String),
    /// A name for a file that could leave the library.
    #[error("{0:?} is no path inside the library")]
    OutsideLibrary(PathBuf),
    /// The file ending is none a media file can have.
    #[error("{0:?} is no file ending; use one to eight letters or digits, such as mp4")]
    BadExtension(String),
    /// No room: make some.
    #[error("no room left on the disk of the library; free some space and try again")]
    DiskFull,
    /// Another process is writing: try again.
    #[error("the library is busy in another program; try again")]
    Busy,
    /// The database is damaged: put a backup in its place.
    #[error("the library database is damaged; close Bobine and restore the newest copy in its backups folder")]
    Damaged(#[source] rusqlite::Error),
    /// A stored document cannot be opened.
    #[error("revision {seq} of project {project} cannot be opened")]
    Document {
        /// Of which project.
        project: ProjectId,
        /// Its number.
        seq: u64,
        /// Why.
        #[source]
        source: LoadError,
    },
    /// A file in the library cannot be read or written.
    #[error("the file {} in the library cannot be used", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A file of the user's cannot be read.
    #[error("{} cannot be read", path.display())]
    Import {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A staged file was damaged before it could be kept: bring it in again.
    #[error("{0} was changed while it was being brought in; try again")]
    StagedChanged(LibraryPath),
    /// SQLite failed in a way that has no remedy of its own.
    #[error("the library database could not do what was asked")]
    Database(#[source] rusqlite::Error),
}

/// What reading and writing a library give.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The kinds of database failure that have remedies.
pub(crate) enum DatabaseTrouble {
    Full,
    Busy,
    Damaged,
    Other,
}

pub(crate) fn trouble(error: &rusqlite::Error) -> DatabaseTrouble {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => DatabaseTrouble::Full,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => DatabaseTrouble::Busy,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => DatabaseTrouble::Damaged,
        // Everything else: a rule of the schema, a wrong type in a row, a failing device.
        Some(_) | None => DatabaseTrouble::Other,
    }
}

/// Whether the system says that there is no room. A quota and a limit on the size of one file count: the remedy is
/// the same.
pub(crate) fn is_disk_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge)
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match trouble(&error) {
            DatabaseTrouble::Full => Self::DiskFull,
            DatabaseTrouble::Busy => Self::Busy,
            DatabaseTrouble::Damaged => Self::Damaged(error),
            DatabaseTrouble::Other => Self::Database(error),
        }
    }
}

impl Error {
    /// The error of a file inside the library.
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| {
            if is_disk_full(&source) { Self::DiskFull } else { Self::File { path: path.to_owned(), source } }
        }
    }
}

impl OpenError {
    pub(crate) fn folder(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| {
            if is_disk_full(&source) {
                Self::DiskFull { path: path.to_owned() }
            } else {
                Self::Folder { path: path.to_owned(), source }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_room_is_told_apart_from_other_file_errors() {
        let at = Path::new("media/ab/x.mp4");
        assert!(matches!(Error::file(at)(io::ErrorKind::StorageFull.into()), Error::DiskFull));
        assert!(matches!(Error::file(at)(io::ErrorKind::QuotaExceeded.into()), Error::DiskFull));
        let denied = Error::file(at)(io::ErrorKind::PermissionDenied.into());
        assert_eq!(denied.to_string(), "the file media/ab/x.mp4 in the library cannot be used");
    }
}
