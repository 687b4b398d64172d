//! Scratch folders: where files are made before they are the library's. They vanish with whoever made them.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::error::{Error, Result};
use crate::library::Library;

/// The file in a scratch folder that is locked for as long as the folder is in use. The system drops the lock of a
/// process that dies, so a folder in use and one left behind are told apart without guessing from its age.
const LOCK: &str = ".lock";

/// Held while a scratch folder is made (shared) or left-behind ones are removed (exclusive).
const GATE: &str = ".gate";

/// A folder inside the library for files in the making. Removed with all that is in it when dropped.
#[derive(Debug)]
pub struct Scratch {
    // Declared, and so released, before the folder goes: Windows removes no folder with an open file in it.
    _lock: File,
    folder: TempDir,
}

impl Scratch {
    /// The folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where a file of this name would lie.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }
}

impl Library {
    /// A new, empty scratch folder.
    pub fn scratch(&self) -> Result<Scratch> {
        let tmp = self.folder().join("tmp");
        let gate = open_lock(&tmp.join(GATE))?;
        gate.lock_shared().map_err(Error::file(&tmp))?;
        let folder = tempfile::Builder::new().prefix("scratch-").tempdir_in(&tmp).map_err(Error::file(&tmp))?;
        let lock = open_lock(&folder.path().join(LOCK))?;
        lock.lock().map_err(Error::file(folder.path()))?;
        Ok(Scratch { _lock: lock, folder })
    }

    /// Remove what dead processes left in tmp/; how many things that were.
    pub(crate) fn sweep_scratch(&self) -> Result<usize> {
        let tmp = self.folder().join("tmp");
        let gate = open_lock(&tmp.join(GATE))?;
        gate.lock().map_err(Error::file(&tmp))?;
        let mut removed = 0;
        for entry in fs::read_dir(&tmp).map_err(Error::file(&tmp))? {
            let entry = entry.map_err(Error::file(&tmp))?;
            let path = entry.path();
            if entry.file_name() == GATE || is_in_use(&path)? {
                continue;
            }
            match if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) } {
                Ok(()) => removed += 1,
                // Its owner was just removing it too.
                Err(error) if error.kind() == io::ErrorKind::NotFound => (),
                Err(error) => return Err(Error::file(&path)(error)),
            }
        }
        Ok(removed)
    }
}

fn is_in_use(folder: &Path) -> Result<bool> {
    let path = folder.join(LOCK);
    let Ok(lock) = File::options().write(true).open(&path) else { return Ok(false) };
    match lock.try_lock() {
        Ok(()) => Ok(false),
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(source)) => Err(Error::file(&path)(source)),
    }
}

fn open_lock(path: &Path) -> Result<File> {
    File::options().create(true).truncate(false).write(true).open(path).map_err(Error::file(path))
}
