//! Edits, undo and redo, as rows.

use bobine_model::history::Stroke;
use bobine_store::{Error, Head, Library, NewRevision, Snapshot};

use crate::common::{Home, Outcome, RENAME, document, rename};

fn titles(library: &Library, project: bobine_model::ProjectId) -> Result<Vec<String>, Error> {
    library.read(|snapshot| {
        let lines = snapshot.history(project)?;
        lines.iter().map(|line| Ok(snapshot.revision(project, line.seq)?.title)).collect()
    })
}

#[test]
fn an_edit_becomes_the_head_and_is_read_by_every_handle() -> Outcome {
    let (home, project) = Home::with_project();
    let head = rename(&home.library, project, 1, "second")?;
    assert_eq!(head, Head { seq: 2, version: 2 });
    let (seen, document) = home.again().read(|snapshot| snapshot.document(project))?;
    assert_eq!((seen, document.title.as_str()), (head, "second"));
    let listed = home.library.read(Snapshot::projects)?;
    assert_eq!(listed.iter().map(|p| p.title.as_str()).collect::<Vec<_>>(), ["second"], "lists show the head's title");
    home.assert_sound();
    Ok(())
}

#[test]
fn a_stale_edit_is_refused_and_changes_nothing() -> Outcome {
    let (home, project) = Home::with_project();
    let other = home.again();
    rename(&home.library, project, 1, "mine")?;
    let refused = rename(&other, project, 1, "theirs");
    assert!(matches!(refused, Err(Error::StaleRevision { base: 1, current: 2 })), "{refused:?}");
    assert_eq!(titles(&other, project)?, ["first", "mine"]);
    rename(&other, project, 2, "theirs")?;
    assert_eq!(titles(&home.library, project)?, ["first", "mine", "theirs"]);
    Ok(())
}

#[test]
fn undo_and_redo_move_the_head_and_survive_a_restart() -> Outcome {
    let (home, project) = Home::with_project();
    rename(&home.library, project, 1, "second")?;
    rename(&home.library, project, 2, "third")?;
    let undone = home.library.write(|tx| tx.undo(project, 3, 9))?;
    assert_eq!(undone, Some(Head { seq: 2, version: 4 }));

    let folder = home.folder.clone();
    drop(home.library);
    let library = Library::open(folder)?;
    assert_eq!(library.read(|s| s.document(project))?.1.title, "second");
    assert_eq!(titles(&library, project)?, ["first", "second", "third"], "what was undone can be redone");
    let redone = library.write(|tx| tx.redo(project, 4, 9))?;
    assert_eq!(redone, Some(Head { seq: 3, version: 5 }));
    assert_eq!(library.write(|tx| tx.redo(project, 5, 9))?, None, "there is nothing newer");
    let jumped = library.write(|tx| tx.jump(project, 5, 1, 9))?;
    assert_eq!(jumped, Head { seq: 1, version: 6 });
    assert_eq!(library.write(|tx| tx.undo(project, 6, 9))?, None, "there is nothing older");
    let nowhere = library.write(|tx| tx.jump(project, 6, 12, 9));
    assert!(matches!(nowhere, Err(Error::NoRevision { seq: 12, .. })), "{nowhere:?}");
    Ok(())
}

#[test]
fn an_edit_after_undo_drops_what_was_undone_and_old_versions_stay_stale() -> Outcome {
    let (home, project) = Home::with_project();
    rename(&home.library, project, 1, "second")?;
    home.library.write(|tx| tx.undo(project, 2, 9))?;
    let head = rename(&home.library, project, 3, "other second")?;
    assert_eq!(head, Head { seq: 2, version: 4 }, "the number is given again, the version never is");
    assert_eq!(titles(&home.library, project)?, ["first", "other second"]);
    let refused = rename(&home.library, project, 2, "made on the dropped revision 2");
    assert!(matches!(refused, Err(Error::StaleRevision { base: 2, current: 4 })), "{refused:?}");
    Ok(())
}

#[test]
fn edits_of_one_gesture_are_one_revision_but_new_versions() -> Outcome {
    let (home, project) = Home::with_project();
    let typed = |base, title: &str, at_ms| {
        let document = document(title);
        let stroke = Stroke { merge_key: Some("title"), gesture: None, at_ms };
        home.library
            .write(|tx| tx.record_edit(project, base, NewRevision { document: &document, label: &RENAME, stroke }))
    };
    typed(1, "s", 1000)?;
    typed(2, "se", 1400)?;
    let head = typed(3, "sea", 1800)?;
    assert_eq!(head, Head { seq: 2, version: 4 });
    typed(4, "sea view", 60_000)?;
    assert_eq!(titles(&home.library, project)?, ["first", "sea", "sea view"]);
    let stale = typed(3, "made before the last letter", 60_100);
    assert!(matches!(stale, Err(Error::StaleRevision { base: 3, current: 5 })), "{stale:?}");
    Ok(())
}

#[test]
fn only_so_many_revisions_are_kept() -> Outcome {
    let (home, project) = Home::with_project();
    let kept = bobine_model::history::KEPT;
    let document = document("again");
    home.library.write(|tx| {
        (1..=kept + 5).try_for_each(|base| {
            let new = NewRevision { document: &document, label: &RENAME, stroke: crate::common::apart(base) };
            tx.record_edit(project, base, new).map(drop)
        })
    })?;
    let lines = home.library.read(|snapshot| snapshot.history(project))?;
    assert_eq!(lines.len(), usize::try_from(kept)?);
    assert_eq!(lines.first().map(|line| line.seq), Some(7), "the oldest are forgotten");
    home.assert_sound();
    Ok(())
}

#[test]
fn a_failed_transaction_leaves_no_trace() -> Outcome {
    let (home, project) = Home::with_project();
    let second = document("second");
    let failed: Result<(), Error> = home.library.write(|tx| {
        tx.record_edit(project, 1, NewRevision { document: &second, label: &RENAME, stroke: crate::common::apart(5) })?;
        Err(Error::NoProject(project))
    });
    assert!(failed.is_err());
    assert_eq!(titles(&home.library, project)?, ["first"]);
    Ok(())
}

#[test]
fn a_deleted_project_takes_no_edits_until_it_is_restored() -> Outcome {
    let (home, project) = Home::with_project();
    home.library.write(|tx| tx.delete_project(project, 50))?;
    assert_eq!(home.library.read(Snapshot::projects)?, []);
    assert_eq!(home.library.read(Snapshot::deleted_projects)?.len(), 1);
    assert!(matches!(rename(&home.library, project, 1, "x"), Err(Error::NoProject(_))));
    home.library.write(|tx| tx.restore_project(project))?;
    rename(&home.library, project, 1, "x")?;
    Ok(())
}

#[test]
fn everyone_notices_a_change_by_anyone() -> Outcome {
    let (home, project) = Home::with_project();
    let other = home.again();
    let (mine, theirs) = (home.library.data_version()?, other.data_version()?);
    assert_eq!(home.library.data_version()?, mine, "nothing was written");
    rename(&home.library, project, 1, "second")?;
    assert_ne!(home.library.data_version()?, mine, "one's own writing counts");
    assert_ne!(other.data_version()?, theirs, "and so does another's");
    Ok(())
}

#[test]
fn settings_hold_values_and_refuse_secrets() -> Outcome {
    let home = Home::new();
    home.library.write(|tx| tx.set_setting("budget.day", &5_000_000_u64))?;
    home.library.write(|tx| tx.set_setting("budget.day", &6_000_000_u64))?;
    assert_eq!(home.again().read(|s| s.setting::<u64>("budget.day"))?, Some(6_000_000));
    home.library.write(|tx| tx.clear_setting("budget.day"))?;
    assert_eq!(home.library.read(|s| s.setting::<u64>("budget.day"))?, None);
    let refused = home.library.write(|tx| tx.set_setting("LUMA_API_KEY", &"value"));
    assert!(matches!(refused, Err(Error::SecretSetting(_))), "{refused:?}");
    Ok(())
}
