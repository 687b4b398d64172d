//! Projects: one row for each video in the making, with the head of its history.

use bobine_model::{Document, Language, PillarId, ProjectId};
use rusqlite::{OptionalExtension, Row, named_params};

use crate::error::{Error, Result};
use crate::library::{Snapshot, Tx};
use crate::sql::{Columns, Text};
use crate::table::revision::Head;

pub(crate) const CREATE: &str = "
create table project (
  id          text    not null primary key,
  theme       text    not null,
  pillar      text,
  -- Of the head's document, for lists.
  title       text    not null check (title <> ''),
  language    text    not null,
  head_seq    integer not null,
  -- Raised whenever the current document changes: by an edit, an undo, a redo. Edits name the one they were made on.
  version     integer not null check (version >= 1),
  created_ms  integer not null,
  changed_ms  integer not null,
  deleted_ms  integer,
  foreign key (id, head_seq) references revision (project_id, seq) deferrable initially deferred
) strict;
";

/// A video in the making.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Its name for as long as it lives.
    pub id: ProjectId,
    /// What it was asked to be about.
    pub theme: String,
    /// The template that shaped its script.
    pub pillar: Option<PillarId>,
    /// What the creator calls it.
    pub title: String,
    /// The language that is spoken and shown.
    pub language: Language,
    /// Where its history stands.
    pub head: Head,
    /// When it was made, milliseconds since 1970.
    pub created_ms: i64,
    /// When its document last changed.
    pub changed_ms: i64,
    /// When it was deleted; it can be restored until garbage is collected.
    pub deleted_ms: Option<i64>,
}

/// A project to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewProject<'a> {
    /// A fresh id.
    pub id: ProjectId,
    /// What it is to be about.
    pub theme: &'a str,
    /// The template that shapes its script.
    pub pillar: Option<&'a PillarId>,
    /// The state it begins with, as revision 1.
    pub document: &'a Document,
    /// Now.
    pub now_ms: i64,
}

/// What has another value whenever anything that a list shows of a project has: cheap to read for all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProjectMark {
    /// Which.
    pub project: ProjectId,
    /// Of its document.
    pub version: u64,
    /// Lines of the ledger about it; lines are only ever added.
    pub charges: u64,
    /// Files that were made of it.
    pub exports: u64,
}

const COLUMNS: &str = "id, theme, pillar, title, language, head_seq, version, created_ms, changed_ms, deleted_ms";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Project> {
    Ok(Project {
        id: row.text("id")?,
        theme: row.get("theme")?,
        pillar: row.maybe_text("pillar")?,
        title: row.get("title")?,
        language: row.text("language")?,
        head: Head { seq: row.get("head_seq")?, version: row.get("version")? },
        created_ms: row.get("created_ms")?,
        changed_ms: row.get("changed_ms")?,
        deleted_ms: row.get("deleted_ms")?,
    })
}

impl Snapshot {
    /// A project, deleted or not.
    pub fn project(&self, id: ProjectId) -> Result<Project> {
        let sql = format!("select {COLUMNS} from project where id = ?1");
        self.conn.prepare_cached(&sql)?.query_row([Text(id)], from_row).optional()?.ok_or(Error::NoProject(id))
    }

    /// All projects that are not deleted, the last changed first.
    pub fn projects(&self) -> Result<Vec<Project>> {
        let sql = format!("select {COLUMNS} from project where deleted_ms is null order by changed_ms desc, id desc");
        let mut statement = self.conn.prepare_cached(&sql)?;
        Ok(statement.query_map([], from_row)?.collect::<Result<_, _>>()?)
    }

    /// The marks of all projects that are not deleted, in no order.
    pub fn project_marks(&self) -> Result<Vec<ProjectMark>> {
        let mut statement = self.conn.prepare_cached(
            "select id, version,
               (select count(*) from ledger where project_id = project.id) as charges,
               (select count(*) from export where project_id = project.id) as exports
             from project where deleted_ms is null",
        )?;
        let marks = statement.query_map([], |row| {
            Ok(ProjectMark {
                project: row.text("id")?,
                version: row.get("version")?,
                charges: row.get("charges")?,
                exports: row.get("exports")?,
            })
        })?;
        Ok(marks.collect::<Result<_, _>>()?)
    }

    /// Deleted projects that can still be restored, the last deleted first.
    pub fn deleted_projects(&self) -> Result<Vec<Project>> {
        let sql =
            format!("select {COLUMNS} from project where deleted_ms is not null order by deleted_ms desc, id desc");
        let mut statement = self.conn.prepare_cached(&sql)?;
        Ok(statement.query_map([], from_row)?.collect::<Result<_, _>>()?)
    }
}

impl Tx {
    /// Make a project with its first revision.
    pub fn create_project(&self, new: NewProject<'_>) -> Result<Project> {
        self.conn.execute(
            "insert into project (id, theme, pillar, title, language, head_seq, version, created_ms, changed_ms)
             values (:id, :theme, :pillar, :title, :language, 1, 1, :now, :now)",
            named_params! {
                ":id": Text(new.id),
                ":theme": new.theme,
                ":pillar": new.pillar.map(Text),
                ":title": new.document.title,
                ":language": new.document.language.code(),
                ":now": new.now_ms,
            },
        )?;
        self.insert_first_revision(new.id, new.document, new.now_ms)?;
        self.project(new.id)
    }

    /// Put a project aside. Nothing of it is lost until garbage is collected.
    pub fn delete_project(&self, id: ProjectId, now_ms: i64) -> Result<()> {
        self.mark_deleted(id, Some(now_ms))
    }

    /// Bring a deleted project back.
    pub fn restore_project(&self, id: ProjectId) -> Result<()> {
        self.mark_deleted(id, None)
    }

    fn mark_deleted(&self, id: ProjectId, deleted_ms: Option<i64>) -> Result<()> {
        let changed = self.conn.execute(
            "update project set deleted_ms = :deleted where id = :id",
            named_params! { ":id": Text(id), ":deleted": deleted_ms },
        )?;
        if changed == 1 { Ok(()) } else { Err(Error::NoProject(id)) }
    }
}
