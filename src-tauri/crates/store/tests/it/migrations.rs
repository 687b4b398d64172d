//! Stored older libraries, brought up to date.

use std::fs;
use std::path::Path;

use bobine_model::{Document, ExportId, ProjectId, TakeId};
use bobine_store::{Library, NewExport, Snapshot};
use rusqlite::Connection;
use serde_json::json;

use crate::common::{Outcome, files_below, rename, uuid};

const VERSION_1: &str = include_str!("../fixtures/library-v1.sql");
const VERSION_2: &str = include_str!("../fixtures/library-v2.sql");

/// A folder with a stored library in it.
fn stored(sql: &str) -> Result<(tempfile::TempDir, std::path::PathBuf), Box<dyn std::error::Error>> {
    let keep = tempfile::tempdir()?;
    let folder = keep.path().join("library");
    put(sql, &folder)?;
    Ok((keep, folder))
}

fn version_1() -> Result<(tempfile::TempDir, std::path::PathBuf), Box<dyn std::error::Error>> {
    stored(VERSION_1)
}

/// Put the stored library of version 1 into a folder that is not there yet.
pub fn put_version_1(folder: &Path) -> Outcome {
    put(VERSION_1, folder)
}

fn put(sql: &str, folder: &Path) -> Outcome {
    fs::create_dir(folder)?;
    Connection::open(folder.join("library.db"))?.execute_batch(sql)?;
    Ok(())
}

fn schema(database: &Path) -> rusqlite::Result<Vec<String>> {
    let conn = Connection::open(database)?;
    let mut statement =
        conn.prepare("select sql from sqlite_schema where sql is not null and name not like 'sqlite_%' order by name")?;
    statement.query_map([], |row| row.get(0))?.collect()
}

#[test]
fn a_library_of_version_1_opens_with_all_that_is_in_it() -> Outcome {
    let (_keep, folder) = version_1()?;
    let library = Library::open(&folder)?;
    let project = ProjectId::from_uuid(uuid(1));
    let (head, document) = library.read(|s| s.document(project))?;
    assert_eq!((head.seq, head.version, document.title.as_str()), (2, 2, "Thé à la menthe"));
    let takes = library.read(|s| s.takes(project))?;
    assert_eq!(takes.iter().map(|take| take.id).collect::<Vec<_>>(), [TakeId::from_uuid(uuid(1))]);
    assert_eq!(library.read(|s| s.jobs(project))?.len(), 1);
    assert_eq!(library.read(|s| s.project_spending(project))?.spent.count(), 300_000);

    // And what version 1 did not have works.
    let export = export_of(1, project, &document);
    library.write(|tx| tx.insert_export(&export))?;
    assert_eq!(library.read(|s| s.export(export.id))?.document, Some(document));
    rename(&library, project, 2, "third")?;
    Ok(())
}

fn export_of(number: u128, project: ProjectId, document: &Document) -> NewExport<'_> {
    NewExport {
        id: ExportId::from_uuid(uuid(number)),
        project,
        seq: 2,
        document,
        path: "/home/zoé/Vidéos/thé.mp4".to_owned(),
        facts: json!({"frames": 900}),
        created_ms: 9,
    }
}

#[test]
fn an_export_of_version_2_is_kept_and_does_not_pretend_to_know_its_document() -> Outcome {
    let (_keep, folder) = stored(VERSION_2)?;
    let library = Library::open(&folder)?;
    let project = ProjectId::from_uuid(uuid(1));
    let (_, document) = library.read(|s| s.document(project))?;
    let old = library.read(|s| s.last_export(project))?.ok_or("it is there")?;
    assert_eq!((old.id, old.seq, old.document.as_ref()), (ExportId::from_uuid(uuid(1)), 2, None));
    assert_eq!(
        (old.path.as_str(), &old.facts, old.created_ms),
        ("/home/zoé/Vidéos/thé.mp4", &json!({"frames": 900}), 9)
    );

    // Of two of the same moment the one made later is the last.
    let new = export_of(2, project, &document);
    library.write(|tx| tx.insert_export(&new))?;
    let last = library.read(|s| s.last_export(project))?.ok_or("it is there")?;
    assert_eq!((last.id, last.document.as_ref()), (new.id, Some(&document)));
    assert_eq!(library.read(|s| s.exports(project))?, [last, old]);
    Ok(())
}

#[test]
fn a_backup_is_kept_before_a_migration_and_opens_as_a_library() -> Outcome {
    let (keep, folder) = version_1()?;
    let before = schema(&folder.join("library.db"))?;
    drop(Library::open(&folder)?);
    drop(Library::open(&folder)?);
    let backups = files_below(&folder.join("backups"));
    let name = Path::new("library-v1-before-2026-11-22-exports.db");
    assert_eq!(backups, [name], "one copy, for the one migration there was");
    assert_eq!(schema(&folder.join("backups").join(name))?, before, "the copy is of before");

    let restored = keep.path().join("restored");
    fs::create_dir(&restored)?;
    fs::copy(folder.join("backups").join(name), restored.join("library.db"))?;
    let library = Library::open(&restored)?;
    assert_eq!(library.read(Snapshot::projects)?.len(), 1);
    Ok(())
}

#[test]
fn a_migrated_library_is_like_a_new_one() -> Outcome {
    for version in [VERSION_1, VERSION_2] {
        let (keep, folder) = stored(version)?;
        drop(Library::open(&folder)?);
        let fresh = keep.path().join("fresh");
        drop(Library::open(&fresh)?);
        assert_eq!(
            schema(&folder.join("library.db"))?,
            schema(&fresh.join("library.db"))?,
            "a released migration was edited: add a new one instead"
        );
    }
    Ok(())
}

#[test]
fn opening_at_once_migrates_once() -> Outcome {
    let (_keep, folder) = version_1()?;
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let openers: Vec<_> = (0..6).map(|_| scope.spawn(|| Library::open(&folder).map(drop))).collect();
        openers.into_iter().map(|opener| opener.join().map_err(|_| "an opener panicked")).collect()
    });
    for outcome in outcomes {
        outcome??;
    }
    assert_eq!(files_below(&folder.join("backups")).len(), 1);
    Ok(())
}
