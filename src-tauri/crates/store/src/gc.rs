//! Collecting garbage: what nobody can reach any more.
//!
//! Kept is: every take while its project is there, whatever any kept revision of any project names, and what is too
//! young to be judged. An id is named by a document when its text stands anywhere in it, in any version of the
//! format: garbage is only what is certainly unreachable.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use rusqlite::{named_params, params};

use crate::error::{Error, Result};
use crate::library::{Library, Tx};

/// How long things are kept that nothing names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Projects deleted before this time (milliseconds since 1970) go for good, with their history.
    pub projects_deleted_before_ms: i64,
    /// Readings nothing names go when they were made before this time. Younger ones may be about to be used.
    pub readings_made_before_ms: i64,
}

/// What was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GcReport {
    /// Deleted projects.
    pub projects: usize,
    /// Takes of projects that are gone.
    pub takes: usize,
    /// Readings nothing names.
    pub readings: usize,
    /// Files under media/.
    pub files: usize,
    /// Bytes of those files.
    pub bytes: u64,
    /// Things dead processes left in tmp/.
    pub leftovers: usize,
}

impl Library {
    /// Remove what nobody can reach. Safe while others work in the library.
    pub fn gc(&self, retention: Retention) -> Result<GcReport> {
        let mut report = self.write(|tx| tx.forget_unreachable(retention))?;
        // In a transaction of its own: a file goes only once its row is certainly gone. And in a transaction at all:
        // no other process brings a file in meanwhile.
        let folder = self.folder().join("media");
        (report.files, report.bytes) = self.write(|tx| tx.remove_orphans(&folder))?;
        report.leftovers = self.sweep_scratch()?;
        // Give the space back; readers that are still at it make this incomplete, which does no harm.
        self.checkpoint()?;
        Ok(report)
    }
}

impl Tx {
    fn forget_unreachable(&self, retention: Retention) -> Result<GcReport> {
        let projects = self.forget_projects(retention.projects_deleted_before_ms)?;
        self.conn
            .execute_batch("create temp table if not exists named (id text primary key); delete from temp.named")?;
        let mut insert = self.conn.prepare("insert into temp.named (id) values (?1)")?;
        for id in self.named_ids()? {
            insert.execute([id])?;
        }
        let takes = self.conn.execute(
            "delete from take where project_id not in (select id from project)
                                and id not in (select id from temp.named)",
            [],
        )?;
        let readings = self.conn.execute(
            "delete from reading where created_ms < ?1 and id not in (select id from temp.named)",
            params![retention.readings_made_before_ms],
        )?;
        self.conn.execute(
            "delete from media where id not in (select media_id from take)
                                 and id not in (select media_id from reading)
                                 and id not in (select id from temp.named)",
            [],
        )?;
        self.conn.execute("delete from temp.named", [])?;
        Ok(GcReport { projects, takes, readings, ..GcReport::default() })
    }

    /// Projects whose time is over, unless a job is still at work for them.
    fn forget_projects(&self, deleted_before_ms: i64) -> Result<usize> {
        let doomed = "(select id from project where deleted_ms < :before and id not in (
                         select project_id from job
                         where project_id is not null and state not in ('succeeded', 'failed', 'cancelled')))";
        for table in ["export", "revision", "job"] {
            // A fallback may name a job of the same project only; all of them go in one statement.
            let sql = format!("delete from {table} where project_id in {doomed}");
            self.conn.execute(&sql, named_params! { ":before": deleted_before_ms })?;
        }
        let sql = format!("delete from project where id in {doomed}");
        Ok(self.conn.execute(&sql, named_params! { ":before": deleted_before_ms })?)
    }

    /// Everything in any kept document that has the length of an id.
    fn named_ids(&self) -> Result<HashSet<String>> {
        let mut named = HashSet::new();
        let mut statement = self.conn.prepare("select document from revision")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let document = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
            named.extend(document.split('"').filter(|piece| piece.len() == 36).map(str::to_owned));
        }
        Ok(named)
    }

    /// Files under media/ that no row names: left by transactions that did not come to their end, or whose row has
    /// just been removed.
    fn remove_orphans(&self, folder: &Path) -> Result<(usize, u64)> {
        let known: HashSet<_> =
            self.all_media()?.into_iter().map(|media| self.folder.join(media.path().as_path())).collect();
        let (mut files, mut bytes) = (0, 0);
        for shelf in list(folder)? {
            if !shelf.is_dir() {
                continue;
            }
            for file in list(&shelf)? {
                if known.contains(&file) {
                    continue;
                }
                bytes += fs::metadata(&file).map_err(Error::file(&file))?.len();
                fs::remove_file(&file).map_err(Error::file(&file))?;
                files += 1;
            }
        }
        Ok((files, bytes))
    }
}

fn list(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let entries = fs::read_dir(folder).map_err(Error::file(folder))?;
    entries.map(|entry| Ok(entry.map_err(Error::file(folder))?.path())).collect()
}
