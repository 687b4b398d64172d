//! Finding damage: files missing or changed, documents that do not open, a database that is not sound.

use std::fs::File;

use bobine_model::MediaId;

use crate::error::{Error, Result};
use crate::library::{Library, Snapshot};
use crate::media_file::size_of;
use crate::path::{ContentHash, LibraryPath};
use crate::table::media::Media;

/// Something wrong with a library.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The file is not there.
    #[error("{path} is missing; bring the same file in again, or restore it from a backup")]
    Missing {
        /// Whose.
        media: MediaId,
        /// Where it should lie.
        path: LibraryPath,
    },
    /// The file is there and holds something else.
    #[error("{path} is damaged ({found} bytes, {expected} were written); restore it from a backup")]
    Changed {
        /// Whose.
        media: MediaId,
        /// Where it lies.
        path: LibraryPath,
        /// How many bytes were written once.
        expected: u64,
        /// How many there are. The same number: the content differs.
        found: u64,
    },
    /// The current document of a project does not open.
    #[error("a project cannot be opened")]
    Document(#[source] Error),
    /// The database is not sound.
    #[error("the library database is damaged: {0}; restore the newest copy in the backups folder")]
    Database(String),
}

impl Library {
    /// Read everything and say what is wrong. Nothing is changed; takes as long as reading all files does.
    pub fn check(&self) -> Result<Vec<Problem>> {
        let (mut problems, media) = self.read(|snapshot| {
            let mut problems = snapshot.database_problems()?;
            for project in snapshot.projects()? {
                if let Err(error) = snapshot.document(project.id) {
                    problems.push(Problem::Document(error));
                }
            }
            Ok::<_, Error>((problems, snapshot.all_media()?))
        })?;
        for media in media {
            problems.extend(self.file_problem(&media)?);
        }
        Ok(problems)
    }

    fn file_problem(&self, media: &Media) -> Result<Option<Problem>> {
        let path = media.path();
        let full = self.full_path(&path);
        let Some(found) = size_of(&full)? else {
            // Collected since the list was read: then nothing is wrong.
            let is_known = self.read(|snapshot| snapshot.media_by_hash(media.hash))?.is_some();
            return Ok(is_known.then_some(Problem::Missing { media: media.id, path }));
        };
        let hash = || {
            let file = File::open(&full)?;
            Ok(ContentHash::from(blake3::Hasher::new().update_reader(file)?.finalize()))
        };
        let is_sound = found == media.bytes && hash().map_err(Error::file(&full))? == media.hash;
        Ok((!is_sound).then_some(Problem::Changed { media: media.id, path, expected: media.bytes, found }))
    }
}

impl Snapshot {
    fn database_problems(&self) -> Result<Vec<Problem>> {
        let mut integrity = self.conn.prepare("pragma integrity_check")?;
        let lines = integrity.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        let mut problems: Vec<Problem> = lines.into_iter().filter(|line| line != "ok").map(Problem::Database).collect();
        let mut foreign = self.conn.prepare("pragma foreign_key_check")?;
        let dangling = foreign.query_map([], |row| {
            let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
            Ok(Problem::Database(format!("a {table} names a {parent} that is not there")))
        })?;
        problems.extend(dangling.collect::<Result<Vec<_>, _>>()?);
        Ok(problems)
    }
}
