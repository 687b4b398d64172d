//! Media files: brought in beside the library's files, synced, and moved to the place their content names.
//!
//! A file is staged before the transaction, which may take long, and kept inside it, which is one rename. Nothing
//! is visible under media/ that was not whole and on the disk before.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::library::{Library, Snapshot};
use crate::path::{ContentHash, Extension, LibraryPath, media_path};
use crate::scratch::Scratch;

/// A file that lies whole and synced in the library's scratch, ready to be kept by `Tx::keep_media`. Dropped
/// without that, it is gone.
#[derive(Debug)]
pub struct Staged {
    file: PathBuf,
    hash: ContentHash,
    extension: Extension,
    bytes: u64,
    _scratch: Scratch,
}

impl Staged {
    /// What it will be found by.
    pub const fn hash(&self) -> ContentHash {
        self.hash
    }

    /// The ending its name will have.
    pub const fn extension(&self) -> &Extension {
        &self.extension
    }

    /// Its size.
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Where it lies for now: to be probed before it is kept.
    pub fn path(&self) -> &Path {
        &self.file
    }
}

impl Library {
    /// Bring in a copy of a file of the user's.
    pub fn stage_file(&self, path: &Path) -> Result<Staged> {
        let import = |source| Error::Import { path: path.to_owned(), source };
        let extension = Extension::of(path)?;
        let mut source = File::open(path).map_err(import)?;
        self.stage(&mut source, extension).map_err(|failure| match failure {
            CopyFailure::Read(source) => import(source),
            CopyFailure::Library(error) => error,
        })
    }

    /// Bring in bytes.
    pub fn stage_bytes(&self, mut bytes: &[u8], extension: Extension) -> Result<Staged> {
        self.stage(&mut bytes, extension).map_err(|failure| match failure {
            CopyFailure::Read(source) => Error::File { path: self.folder().to_owned(), source },
            CopyFailure::Library(error) => error,
        })
    }

    /// Take over a file that was made in a scratch folder, without copying it.
    pub fn stage_made(&self, scratch: Scratch, name: &str) -> Result<Staged> {
        let inside = LibraryPath::new(name)?;
        let file = scratch.folder().join(inside.as_path());
        let extension = Extension::of(&file)?;
        let settle = || {
            let made = File::options().read(true).write(true).open(&file)?;
            let hash = blake3::Hasher::new().update_reader(&made)?.finalize();
            made.sync_all()?;
            Ok((ContentHash::from(hash), made.metadata()?.len()))
        };
        let (hash, bytes) = settle().map_err(Error::file(&file))?;
        Ok(Staged { file, hash, extension, bytes, _scratch: scratch })
    }

    fn stage(&self, source: &mut dyn Read, extension: Extension) -> Result<Staged, CopyFailure> {
        let scratch = self.scratch().map_err(CopyFailure::Library)?;
        let file = scratch.file(&format!("staged.{extension}"));
        let broken = |error| CopyFailure::Library(Error::file(&file)(error));
        let mut target = File::create(&file).map_err(broken)?;
        let mut hasher = blake3::Hasher::new();
        let mut bytes = 0;
        let mut buffer = vec![0; 1 << 16];
        loop {
            let count = match source.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(CopyFailure::Read(error)),
            };
            let piece = buffer.get(..count).unwrap_or_default();
            hasher.update(piece);
            target.write_all(piece).map_err(broken)?;
            bytes += u64::try_from(count).unwrap_or(u64::MAX);
        }
        target.sync_all().map_err(broken)?;
        Ok(Staged { file, hash: hasher.finalize().into(), extension, bytes, _scratch: scratch })
    }
}

/// Which side of a copy failed.
enum CopyFailure {
    Read(io::Error),
    Library(Error),
}

impl Snapshot {
    /// Move a staged file to its place, or find that its content is there already. Only called while the library
    /// is locked for writing, so that no collection of garbage runs at the same time.
    pub(crate) fn place_file(&self, staged: &Staged, path: &LibraryPath) -> Result<()> {
        let target = self.folder.join(path.as_path());
        if size_of(&target)? == Some(staged.bytes) {
            return Ok(());
        }
        if size_of(&staged.file)? != Some(staged.bytes) {
            return Err(Error::StagedChanged(path.clone()));
        }
        let media = self.folder.join("media");
        let shelf = target.parent().unwrap_or(&media);
        let move_in = || {
            match fs::create_dir(shelf) {
                Ok(()) => sync_folder(&media)?,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => (),
                Err(error) => return Err(error),
            }
            fs::rename(&staged.file, &target)?;
            sync_folder(shelf)
        };
        move_in().map_err(Error::file(&target))
    }
}

/// The path of a staged file once it is kept.
pub(crate) fn kept_path(staged: &Staged) -> LibraryPath {
    media_path(staged.hash, &staged.extension)
}

/// A file's size, nothing where there is no file.
pub(crate) fn size_of(path: &Path) -> Result<Option<u64>> {
    match fs::metadata(path) {
        Ok(facts) => Ok(Some(facts.len())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::file(path)(error)),
    }
}

/// Make sure that names made or moved in a folder are on the disk.
#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Windows opens no folder for syncing; NTFS journals names by itself.
#[cfg(not(unix))]
pub(crate) fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}
