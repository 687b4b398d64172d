//! An open library: its folder, and the two ways into it, reading and writing.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::{Error, OpenError, Result};
use crate::migration;
use crate::open;
use crate::path::LibraryPath;

/// One folder: the database and the media files. Shared freely between threads; calls block, so async code calls
/// from a blocking task.
///
/// There are two connections: one that writes, one that reads. Readers never wait for a writer, not even for one in
/// another process.
#[derive(Debug)]
pub struct Library {
    folder: PathBuf,
    writer: Mutex<Tx>,
    reader: Mutex<Snapshot>,
}

/// One state of the library, unchanging while it is read.
#[derive(Debug)]
pub struct Snapshot {
    pub(crate) conn: Connection,
    pub(crate) folder: PathBuf,
}

/// A transaction that writes. Everything a [`Snapshot`] reads can be read here too. It is committed when the work
/// that was given to [`Library::write`] succeeds, and leaves no trace when it does not.
#[derive(Debug)]
pub struct Tx(Snapshot);

impl Deref for Tx {
    type Target = Snapshot;
    fn deref(&self) -> &Snapshot {
        &self.0
    }
}

impl Library {
    /// Open the library in a folder, made where there is none, brought up to date where it is older. A backup copy
    /// is kept before it is changed. Safe while other processes open it too.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, OpenError> {
        let folder = folder.as_ref();
        let folder = std::path::absolute(folder).map_err(OpenError::folder(folder))?;
        let (writer, reader) = open::open(&folder)?;
        let writer = Mutex::new(Tx(Snapshot { conn: writer, folder: folder.clone() }));
        let reader = Mutex::new(Snapshot { conn: reader, folder: folder.clone() });
        Ok(Self { folder, writer, reader })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where proxies, thumbnails and chunks may be kept: everything in there can be made again, and is not the
    /// library's to look after.
    pub fn cache_folder(&self) -> PathBuf {
        self.folder.join("cache")
    }

    /// The full path of a file of the library.
    pub fn full_path(&self, path: &LibraryPath) -> PathBuf {
        self.folder.join(path.as_path())
    }

    /// Read. All that is read in one call is of one state.
    pub fn read<T, E: From<Error>>(&self, work: impl FnOnce(&Snapshot) -> Result<T, E>) -> Result<T, E> {
        let snapshot = lock(&self.reader);
        let transaction = snapshot.conn.unchecked_transaction().map_err(Error::from)?;
        let value = work(&snapshot)?;
        transaction.finish().map_err(Error::from)?;
        Ok(value)
    }

    /// Write. On success everything is on the disk when this returns; on error nothing has happened. Only one
    /// writes at a time, over all processes: do nothing slow in here, and never call this from within itself.
    pub fn write<T, E: From<Error>>(&self, work: impl FnOnce(&Tx) -> Result<T, E>) -> Result<T, E> {
        let tx = lock(&self.writer);
        // Immediate: the lock is taken before anything is read, so that what was read cannot be stale. Unchecked: the
        // mutex sees to it that transactions do not nest.
        let transaction = Transaction::new_unchecked(&tx.conn, TransactionBehavior::Immediate).map_err(Error::from)?;
        migration::still_ours(&tx.conn)?;
        let value = work(&tx)?;
        transaction.commit().map_err(Error::from)?;
        Ok(value)
    }

    /// A number that differs from the one before when anything was written since, by this process or another.
    pub fn data_version(&self) -> Result<u64> {
        // The reading connection never writes, so every commit is another connection's and counts.
        Ok(lock(&self.reader).conn.query_row("pragma data_version", [], |row| row.get(0))?)
    }

    /// Copy what the log holds into the database file and empty it, as far as readers allow.
    pub(crate) fn checkpoint(&self) -> Result<()> {
        Ok(lock(&self.writer).conn.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?)
    }
}

/// A panic while holding a connection rolled its transaction back, so the connection is good.
fn lock<T>(connection: &Mutex<T>) -> MutexGuard<'_, T> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_without_room_says_so_and_loses_nothing() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let library = Library::open(folder.path().join("library"))?;
        let long = "x".repeat(1 << 20);
        library.write(|tx| tx.set_setting("small", &1))?;
        // SQLite's own limit on the size of the file stands in for a full disk: it fails in the same place.
        let limit = |pages: u32| lock(&library.writer).conn.pragma_update(None, "max_page_count", pages);
        limit(64)?;
        let failed = library.write(|tx| {
            tx.set_setting("small", &2)?;
            tx.set_setting("long", &long)
        });
        assert!(matches!(failed, Err(Error::DiskFull)), "{failed:?}");
        assert_eq!(library.read(|s| s.setting::<u32>("small"))?, Some(1), "all of it or nothing");
        assert!(library.check()?.is_empty());
        limit(1_000_000)?;
        library.write(|tx| tx.set_setting("long", &long))?;
        assert_eq!(library.read(|s| s.setting::<String>("long"))?, Some(long));
        Ok(())
    }

    #[test]
    fn a_panic_in_a_transaction_undoes_it_and_the_library_goes_on() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let library = Library::open(folder.path())?;
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            library.write(|tx| -> Result<(), Error> {
                tx.set_setting("half", &1)?;
                panic!("a bug in a use case")
            })
        }));
        assert!(panicked.is_err());
        assert_eq!(library.read(|s| s.setting::<u32>("half"))?, None);
        library.write(|tx| tx.set_setting("whole", &1))?;
        Ok(())
    }

    #[test]
    fn a_library_is_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Library>();
    }
}
