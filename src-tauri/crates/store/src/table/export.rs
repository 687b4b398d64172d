//! Exports: which files were made of a project, and what the project was then.

use bobine_model::{Document, ExportId, ProjectId, persist};
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

/// A revision may be added to, and its number be given again: only the document itself tells what a file shows. None
/// for files of before.
pub(crate) const KEEP_DOCUMENT: &str = "
alter table export add column document text check (document is null or json_valid(document));
";

/// A finished file. It lies where the creator wanted it, and may have been moved since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// Its name for as long as it lives.
    pub id: ExportId,
    /// Of which project.
    pub project: ProjectId,
    /// The revision it was made of.
    pub seq: u64,
    /// The document it was made of; none for a file that was made before documents were kept.
    pub document: Option<Document>,
    /// Where it was written.
    pub path: String,
    /// What verifying it showed.
    pub facts: Value,
    /// When it was done, milliseconds since 1970.
    pub created_ms: i64,
}

/// An export to be written down; the fields are those of [`Export`].
#[derive(Debug, Clone)]
pub struct NewExport<'a> {
    /// A fresh id.
    pub id: ExportId,
    /// Of which project.
    pub project: ProjectId,
    /// The revision it was made of.
    pub seq: u64,
    /// The document it was made of.
    pub document: &'a Document,
    /// Where it was written.
    pub path: String,
    /// What verifying it showed.
    pub facts: Value,
    /// Now.
    pub created_ms: i64,
}

const COLUMNS: &str = "id, project_id, seq, document, path, facts, created_ms";

/// An export whose document is still to be read, which may fail otherwise than SQL does.
fn from_row(row: &Row<'_>) -> rusqlite::Result<(Export, Option<String>)> {
    let export = Export {
        id: row.text("id")?,
        project: row.text("project_id")?,
        seq: row.get("seq")?,
        document: None,
        path: row.get("path")?,
        facts: row.json("facts")?,
        created_ms: row.get("created_ms")?,
    };
    Ok((export, row.get("document")?))
}

fn with_document((export, json): (Export, Option<String>)) -> Result<Export> {
    let document = json.as_deref().map(persist::from_json).transpose();
    let document = document.map_err(|source| Error::Document { project: export.project, seq: export.seq, source })?;
    Ok(Export { document, ..export })
}

impl Snapshot {
    /// An export.
    pub fn export(&self, id: ExportId) -> Result<Export> {
        let sql = format!("select {COLUMNS} from export where id = ?1");
        let row = self.conn.prepare_cached(&sql)?.query_row([Text(id)], from_row).optional()?;
        with_document(row.ok_or(Error::NoExport(id))?)
    }

    /// A project's exports, the newest first.
    pub fn exports(&self, project: ProjectId) -> Result<Vec<Export>> {
        let sql = format!("select {COLUMNS} from export where project_id = ?1 order by created_ms desc, id desc");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map([Text(project)], from_row)?;
        rows.map(|row| with_document(row?)).collect()
    }

    /// A project's newest export.
    pub fn last_export(&self, project: ProjectId) -> Result<Option<Export>> {
        let sql =
            format!("select {COLUMNS} from export where project_id = ?1 order by created_ms desc, id desc limit 1");
        let row = self.conn.prepare_cached(&sql)?.query_row([Text(project)], from_row).optional()?;
        row.map(with_document).transpose()
    }
}

impl Tx {
    /// Write an export down.
    pub fn insert_export(&self, new: &NewExport<'_>) -> Result<()> {
        self.conn.execute(
            "insert into export (id, project_id, seq, document, path, facts, created_ms)
             values (:id, :project, :seq, :document, :path, :facts, :created)",
            named_params! {
                ":id": Text(new.id),
                ":project": Text(new.project),
                ":seq": new.seq,
                ":document": persist::to_json(new.document),
                ":path": new.path,
                ":facts": Json(&new.facts),
                ":created": new.created_ms,
            },
        )?;
        Ok(())
    }
}
