//! The library: SQLite tables, migrations, transactions, content-addressed media files.
//!
//! [`Library::open`] opens or makes one; [`Library::read`] gives a [`Snapshot`], [`Library::write`] a [`Tx`]. What is
//! read and written per table stands in [`table`]. Everything is synchronous, and only this crate knows SQL. Clock
//! and ids are arguments. Several handles and several processes may use one library at the same time.

mod check;
mod error;
mod gc;
mod library;
mod media_file;
mod migration;
mod open;
mod path;
mod scratch;
mod sql;
pub mod table;

pub use check::Problem;
pub use error::{Error, OpenError, Result};
pub use gc::{GcReport, Retention};
pub use library::{Library, Snapshot, Tx};
pub use media_file::Staged;
pub use path::{BadHash, ContentHash, Extension, LibraryPath, media_path};
pub use scratch::Scratch;
pub use table::export::{Export, NewExport};
pub use table::job::{Advance, Due, Hold, Job, Lease, NewJob};
pub use table::job_queue::{Claim, Enqueued, Lane};
pub use table::ledger::{Cap, Caps, Entry, EntryKind, NewEntry, Period, Source, Spending};
pub use table::media::{Media, MediaFacts, MediaKind};
pub use table::project::{NewProject, Project, ProjectMark};
pub use table::reading::{NewReading, Reading, ReadingKey};
pub use table::revision::{Head, NewRevision, RevisionLine};
pub use table::take::{NewTake, Take};
