//! Exports: which files were made of a project, from which revision.

use bobine_model::{ExportId, ProjectId};
use rusqlite::{OptionalExtension, Row, named_params};
use serde_json::Value;

use crate::error::{Error, Result};
use crate::library::{Snapshot, Tx};
use crate::sql::{Columns, Json, Text};

pub(crate) const CREATE: &str = "
create table export (
  id          text    not null primary key,
  project_id  text    not null references project (id),
  -- The revision it was made of; it may be forgotten by now.
  seq         integer not null check (seq >= 1),
  -- The creator's own place, outside the library.
  path        text    not null,
  facts       text    not null check (json_valid(facts)),
  created_ms  integer not null
) strict;
create index export_by_project on export (project_id);
";

/// A finished file. It lies where the creator wanted it, and may have been moved since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// Its name for as long as it lives.
    pub id: ExportId,
    /// What it shows.
    pub project: ProjectId,
    /// The revision it was made of.
    pub seq: u64,
    /// Where it was written.
    pub path: String,
    /// What verifying it showed.
    pub facts: Value,
    /// When it was done, milliseconds since 1970.
    pub created_ms: i64,
}

/// An export to be written down; the fields are those of [`Export`].
pub type NewExport = Export;

const COLUMNS: &str = "id, project_id, seq, path, facts, created_ms";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Export> {
    Ok(Export {
        id: row.text("id")?,
        project: row.text("project_id")?,
        seq: row.get("seq")?,
        path: row.get("path")?,
        facts: row.json("facts")?,
        created_ms: row.get("created_ms")?,
    })
}

impl Snapshot {
    /// An export.
    pub fn export(&self, id: ExportId) -> Result<Export> {
        let sql = format!("select {COLUMNS} from export where id = ?1");
        self.conn.prepare_cached(&sql)?.query_row([Text(id)], from_row).optional()?.ok_or(Error::NoExport(id))
    }

    /// A project's exports, the newest first.
    pub fn exports(&self, project: ProjectId) -> Result<Vec<Export>> {
        let sql = format!("select {COLUMNS} from export where project_id = ?1 order by created_ms desc, id desc");
        let mut statement = self.conn.prepare_cached(&sql)?;
        Ok(statement.query_map([Text(project)], from_row)?.collect::<Result<_, _>>()?)
    }
}

impl Tx {
    /// Write an export down.
    pub fn insert_export(&self, new: &NewExport) -> Result<()> {
        self.conn.execute(
            "insert into export (id, project_id, seq, path, facts, created_ms)
             values (:id, :project, :seq, :path, :facts, :created)",
            named_params! {
                ":id": Text(new.id),
                ":project": Text(new.project),
                ":seq": new.seq,
                ":path": new.path,
                ":facts": Json(&new.facts),
                ":created": new.created_ms,
            },
        )?;
        Ok(())
    }
}
