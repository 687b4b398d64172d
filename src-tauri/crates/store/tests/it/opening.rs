//! Opening what is strange: other folders, newer, foreign and damaged files, a full disk.

use std::fs;
use std::path::Path;

use bobine_store::{Error, Library, OpenError};
use rusqlite::Connection;

use crate::common::{Home, Outcome, new_project, rename};

#[test]
fn folders_may_have_any_name() -> Outcome {
    for name in ["with a space", "été à Noël", "図書館 動画", "it's \"quoted\" 100%#?", "a/b/c/deep"] {
        let home = Home::named(name);
        let project = new_project(&home.library, 1);
        rename(&home.library, project, 1, "映画 — l’été")?;
        drop(home.library);
        let library = Library::open(&home.folder)?;
        assert_eq!(library.read(|s| s.document(project))?.1.title, "映画 — l’été", "in {name}");
    }
    Ok(())
}

/// A closed library whose database was changed behind its back: its folder, for as long as the first value lives.
fn tampered(sql: &str) -> Result<(tempfile::TempDir, std::path::PathBuf), Box<dyn std::error::Error>> {
    let keep = tempfile::tempdir()?;
    let folder = keep.path().join("library");
    fs::create_dir(&folder)?;
    let (home, _) = Home::with_project();
    // Also empties the log, so that the database file is all there is.
    home.library.gc(crate::common::NOW)?;
    fs::copy(home.folder.join("library.db"), folder.join("library.db"))?;
    Connection::open(folder.join("library.db"))?.execute_batch(sql)?;
    Ok((keep, folder))
}

#[test]
fn a_newer_library_is_refused_and_not_touched() -> Outcome {
    let (_keep, folder) = tampered("pragma user_version = 99; create table future (id text)")?;
    let before = fs::read(folder.join("library.db"))?;
    let error = Library::open(&folder).map(drop);
    assert!(matches!(error, Err(OpenError::Newer { found: 99, known: 3, .. })), "{error:?}");
    let message = error.map_err(|e| e.to_string()).err().unwrap_or_default();
    assert!(message.ends_with("was made by a newer Bobine (version 99, this one reads up to 3); update Bobine"));
    assert_eq!(fs::read(folder.join("library.db"))?, before, "not a byte may change");
    assert!(!folder.join("media").exists(), "and nothing may be made beside it");
    Ok(())
}

#[test]
fn a_program_left_open_stops_writing_once_a_newer_one_was_there() -> Outcome {
    let (home, project) = Home::with_project();
    Connection::open(home.folder.join("library.db"))?.execute_batch("pragma user_version = 4")?;
    let refused = rename(&home.library, project, 1, "x");
    assert!(matches!(refused, Err(Error::Newer { found: 4, known: 3 })), "{refused:?}");
    Ok(())
}

#[test]
fn another_programs_database_is_left_alone() -> Outcome {
    let keep = tempfile::tempdir()?;
    let file = keep.path().join("library.db");
    Connection::open(&file)?.execute_batch("create table photo (id text)")?;
    let before = fs::read(&file)?;
    let error = Library::open(keep.path()).map(drop);
    assert!(matches!(error, Err(OpenError::NotALibrary { .. })), "{error:?}");
    assert_eq!(fs::read(&file)?, before);
    Ok(())
}

fn damaged_message(folder: &Path) -> String {
    match Library::open(folder) {
        Err(error @ OpenError::Damaged { .. }) => error.to_string(),
        other => format!("opened, or failed otherwise: {other:?}"),
    }
}

#[test]
fn a_damaged_database_says_what_to_do() -> Outcome {
    let (_keep, folder) = tampered("select 1")?;
    let database = folder.join("library.db");
    let whole = fs::read(&database)?;

    fs::write(&database, b"this is no database, however long this line of text may be, and it goes on and on")?;
    let message = damaged_message(&folder);
    assert!(message.ends_with("is damaged; no backup was kept; recover it from a backup of your own"), "{message}");

    fs::create_dir_all(folder.join("backups"))?;
    fs::write(folder.join("backups/library-v1-before-x.db"), b"")?;
    let mut cut = whole.clone();
    cut.truncate(whole.len() / 3);
    fs::write(&database, &cut)?;
    let message = damaged_message(&folder);
    assert!(
        message.contains("close Bobine, move it away and copy") && message.contains("library-v1-before-x.db"),
        "{message}"
    );

    let mut scrambled = whole;
    scrambled.iter_mut().skip(100).take(3000).for_each(|byte| *byte ^= 0x5a);
    fs::write(&database, &scrambled)?;
    damaged_message(&folder).contains("is damaged").then_some(()).ok_or("a scrambled schema must be noticed")?;
    Ok(())
}

#[test]
fn a_folder_that_cannot_be_made_is_named() -> Outcome {
    let keep = tempfile::tempdir()?;
    let file = keep.path().join("a file");
    fs::write(&file, b"")?;
    let error = Library::open(file.join("library")).map(drop);
    assert!(matches!(error, Err(OpenError::Folder { .. })), "{error:?}");
    Ok(())
}
