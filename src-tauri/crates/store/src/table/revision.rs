//! Revisions: the saved states of each project's document, and the head that undo and redo move.
//!
//! What merges, what is dropped and what is forgotten is decided by `bobine_model::history`; this file does it to rows.

use bobine_model::edit::EditLabel;
use bobine_model::history::{self, Placement, Stroke};
use bobine_model::{Document, ProjectId, persist};
use rusqlite::{OptionalExtension, named_params};

use crate::error::{Error, Result};
use crate::library::{Snapshot, Tx};
use crate::sql::{Columns, Json, Text};

pub(crate) const CREATE: &str = "
create table revision (
  project_id  text    not null references project (id),
  seq         integer not null check (seq >= 1),
  -- None for the state a project began with.
  label       text    check (label is null or json_valid(label)),
  merge_key   text,
  gesture     text,
  at_ms       integer not null,
  document    text    not null check (json_valid(document)),
  primary key (project_id, seq)
) strict;
";

/// Where a project's history stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The number of the current revision.
    pub seq: u64,
    /// Raised by every change of the current document, and never the same twice. An edit names the one it was made
    /// on: `seq` alone would not do, since edits of one gesture share a revision and undone numbers are given again.
    pub version: u64,
}

/// A state to be saved.
#[derive(Debug, Clone, Copy)]
pub struct NewRevision<'a> {
    /// The state after the edit.
    pub document: &'a Document,
    /// What was done.
    pub label: &'a EditLabel,
    /// What decides whether it merges into the revision before.
    pub stroke: Stroke<'a>,
}

/// A line of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionLine {
    /// Its number.
    pub seq: u64,
    /// What was done; none for the state the project began with.
    pub label: Option<EditLabel>,
    /// When it was last added to, milliseconds since 1970.
    pub at_ms: u64,
}

impl Snapshot {
    /// The current document, and the version an edit of it has to name.
    pub fn document(&self, project: ProjectId) -> Result<(Head, Document)> {
        let head = self.project(project)?.head;
        Ok((head, self.revision(project, head.seq)?))
    }

    /// The document of any kept revision.
    pub fn revision(&self, project: ProjectId, seq: u64) -> Result<Document> {
        let mut statement =
            self.conn.prepare_cached("select document from revision where project_id = ?1 and seq = ?2")?;
        let json: Option<String> = statement.query_row((Text(project), seq), |row| row.get(0)).optional()?;
        let json = json.ok_or(Error::NoRevision { project, seq })?;
        persist::from_json(&json).map_err(|source| Error::Document { project, seq, source })
    }

    /// All kept revisions, oldest first; those after the head have been undone.
    pub fn history(&self, project: ProjectId) -> Result<Vec<RevisionLine>> {
        let mut statement =
            self.conn.prepare_cached("select seq, label, at_ms from revision where project_id = ?1 order by seq")?;
        let lines = statement.query_map([Text(project)], |row| {
            Ok(RevisionLine { seq: row.get("seq")?, label: row.maybe_json("label")?, at_ms: row.get("at_ms")? })
        })?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    fn ends(&self, project: ProjectId) -> Result<(u64, u64)> {
        let mut statement =
            self.conn.prepare_cached("select min(seq), max(seq) from revision where project_id = ?1")?;
        Ok(statement.query_row([Text(project)], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    fn placement(&self, project: ProjectId, head: u64, stroke: Stroke<'_>) -> Result<Placement> {
        let (_, newest) = self.ends(project)?;
        let mut statement = self.conn.prepare_cached(
            "select label is not null as is_edit, merge_key, gesture, at_ms
             from revision where project_id = ?1 and seq = ?2",
        )?;
        let placement = statement.query_row((Text(project), head), |row| {
            let (merge_key, gesture): (Option<String>, Option<String>) = (row.get("merge_key")?, row.get("gesture")?);
            let last =
                Stroke { merge_key: merge_key.as_deref(), gesture: gesture.as_deref(), at_ms: row.get("at_ms")? };
            let last = row.get::<_, bool>("is_edit")?.then_some(last);
            Ok(history::place(head, newest, last, stroke))
        })?;
        Ok(placement)
    }
}

impl Tx {
    pub(crate) fn insert_first_revision(&self, project: ProjectId, document: &Document, now_ms: i64) -> Result<()> {
        self.conn.execute(
            "insert into revision (project_id, seq, at_ms, document) values (:project, 1, :now, :document)",
            named_params! { ":project": Text(project), ":now": now_ms, ":document": persist::to_json(document) },
        )?;
        Ok(())
    }

    /// Save the state after an edit that was made on version `base`: as a revision of its own, or merged into the
    /// one before. What had been undone is dropped.
    pub fn record_edit(&self, project: ProjectId, base: u64, new: NewRevision<'_>) -> Result<Head> {
        let head = self.fresh_head(project, base)?;
        let document = persist::to_json(new.document);
        let seq = match self.placement(project, head.seq, new.stroke)? {
            Placement::MergeInto(seq) => {
                self.conn.execute(
                    "update revision set document = :document, at_ms = :at
                     where project_id = :project and seq = :seq",
                    named_params! {
                        ":project": Text(project), ":seq": seq, ":document": document, ":at": new.stroke.at_ms
                    },
                )?;
                seq
            }
            Placement::Append { drop_after, seq, oldest } => {
                self.conn.execute(
                    "delete from revision where project_id = :project and (seq > :drop_after or seq < :oldest)",
                    named_params! { ":project": Text(project), ":drop_after": drop_after, ":oldest": oldest },
                )?;
                self.conn.execute(
                    "insert into revision (project_id, seq, label, merge_key, gesture, at_ms, document)
                     values (:project, :seq, :label, :merge_key, :gesture, :at, :document)",
                    named_params! {
                        ":project": Text(project),
                        ":seq": seq,
                        ":label": Json(new.label),
                        ":merge_key": new.stroke.merge_key,
                        ":gesture": new.stroke.gesture,
                        ":at": new.stroke.at_ms,
                        ":document": document,
                    },
                )?;
                seq
            }
        };
        self.move_head(project, head, seq, new.document, new.stroke.at_ms)
    }

    /// Go one revision back. None, and nothing changed, at the oldest.
    pub fn undo(&self, project: ProjectId, base: u64, now_ms: i64) -> Result<Option<Head>> {
        let head = self.fresh_head(project, base)?;
        let (oldest, _) = self.ends(project)?;
        history::undo(head.seq, oldest).map(|seq| self.go(project, head, seq, now_ms)).transpose()
    }

    /// Go one revision forward. None, and nothing changed, at the newest.
    pub fn redo(&self, project: ProjectId, base: u64, now_ms: i64) -> Result<Option<Head>> {
        let head = self.fresh_head(project, base)?;
        let (_, newest) = self.ends(project)?;
        history::redo(head.seq, newest).map(|seq| self.go(project, head, seq, now_ms)).transpose()
    }

    /// Go to any kept revision.
    pub fn jump(&self, project: ProjectId, base: u64, seq: u64, now_ms: i64) -> Result<Head> {
        let head = self.fresh_head(project, base)?;
        self.go(project, head, seq, now_ms)
    }

    fn go(&self, project: ProjectId, head: Head, seq: u64, now_ms: i64) -> Result<Head> {
        let document = self.revision(project, seq)?;
        self.move_head(project, head, seq, &document, now_ms)
    }

    fn fresh_head(&self, project: ProjectId, base: u64) -> Result<Head> {
        let project = self.project(project)?;
        if project.deleted_ms.is_some() {
            Err(Error::NoProject(project.id))
        } else if project.head.version != base {
            Err(Error::StaleRevision { base, current: project.head.version })
        } else {
            Ok(project.head)
        }
    }

    fn move_head<T: rusqlite::ToSql>(
        &self,
        project: ProjectId,
        from: Head,
        seq: u64,
        document: &Document,
        now_ms: T,
    ) -> Result<Head> {
        let head = Head { seq, version: from.version + 1 };
        self.conn.execute(
            "update project set head_seq = :seq, version = :version, title = :title, language = :language,
                                changed_ms = :now where id = :project",
            named_params! {
                ":project": Text(project),
                ":seq": head.seq,
                ":version": head.version,
                ":title": document.title,
                ":language": document.language.code(),
                ":now": now_ms,
            },
        )?;
        Ok(head)
    }
}
