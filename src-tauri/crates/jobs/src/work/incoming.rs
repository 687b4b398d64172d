//! What one-shot providers (script, voice) gave, written down before anything else is done with it. Their answer is
//! the result itself, so a note under the start's key is what a lost start can be found by.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use bobine_model::RequestKey;
use serde::Serialize;
use serde_json::Value;

/// The folder of notes, and of the files they speak of.
#[derive(Debug, Clone)]
pub(crate) struct Incoming {
    folder: PathBuf,
}

impl Incoming {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Where the file of a start goes.
    pub(crate) fn file(&self, key: &RequestKey, extension: &str) -> io::Result<PathBuf> {
        fs::create_dir_all(&self.folder)?;
        Ok(self.folder.join(format!("{key}.{extension}")))
    }

    /// Write down what came: whole or not at all.
    pub(crate) fn note(&self, key: &RequestKey, answer: &impl Serialize) -> io::Result<Value> {
        fs::create_dir_all(&self.folder)?;
        let value = serde_json::to_value(answer)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(value.to_string().as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(self.path(key)).map_err(|fault| fault.error)?;
        Ok(value)
    }

    /// What came for a start, if anything did.
    pub(crate) fn find(&self, key: &RequestKey) -> Option<Value> {
        let text = fs::read(self.path(key)).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// The result is kept: a file and the note beside it are of no more use.
    pub(crate) fn forget(&self, file: &Path) {
        // What stays behind is small and lies in the cache.
        let _ = fs::remove_file(file);
        let _ = fs::remove_file(file.with_extension("json"));
    }

    fn path(&self, key: &RequestKey) -> PathBuf {
        self.folder.join(format!("{key}.json"))
    }
}
