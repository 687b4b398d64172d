//! Media files, takes and readings.

use std::fs;

use bobine_model::{Language, MediaId, Micros, Millis, ModelId, ProjectId, ProviderId, ReadingId, SegmentId, TakeId};
use bobine_store::{
    Error, Extension, Library, Media, MediaFacts, MediaKind, NewReading, NewTake, Problem, ReadingKey, Snapshot, Staged,
};
use serde_json::json;

use crate::common::{Home, NOW, Outcome, files_below, uuid, voice};

pub fn mp4() -> Extension {
    Extension::new("mp4").expect("a plain ending")
}

pub fn new_take(number: u128, media: MediaId, project: ProjectId) -> NewTake {
    NewTake {
        id: TakeId::from_uuid(uuid(number)),
        media,
        project,
        segment: SegmentId::from_uuid(uuid(500)),
        maker: Some((ProviderId::embedded(), ModelId::new("sketch").expect("a plain name"))),
        prompt: "a harbour at dawn".to_owned(),
        seed: Some(u64::MAX),
        cost: Micros::new(300_000),
        recipe: json!({"fallback_from": null}),
        created_ms: 7,
    }
}

/// Keep a staged file as the take of a number.
pub fn keep_take(library: &Library, staged: &Staged, number: u128, project: ProjectId) -> Result<Media, Error> {
    library.write(|tx| {
        let id = MediaId::from_uuid(uuid(1000 + number));
        let media = tx.keep_media(staged, id, MediaKind::Video, MediaFacts::default(), 7)?;
        tx.insert_take(&new_take(number, media.id, project))?;
        Ok(media)
    })
}

#[test]
fn a_take_comes_back_as_it_was_kept() -> Outcome {
    let (home, project) = Home::with_project();
    let staged = home.library.stage_bytes(b"clip", mp4())?;
    let media = keep_take(&home.library, &staged, 1, project)?;
    assert_eq!(fs::read(home.library.full_path(&media.path()))?, b"clip");
    let other = home.again();
    let expected = new_take(1, media.id, project);
    assert_eq!(other.read(|s| s.take(expected.id))?, expected);
    assert_eq!(other.read(|s| s.takes(project))?, std::slice::from_ref(&expected));
    assert_eq!(other.read(|s| s.takes_for(&[expected.segment]))?, [expected]);
    assert_eq!(other.read(|s| s.takes_for(&[SegmentId::from_uuid(uuid(9))]))?, []);
    drop(staged);
    assert_eq!(files_below(&home.folder.join("tmp")), [std::path::Path::new(".gate")], "nothing is left in scratch");
    home.assert_sound();
    Ok(())
}

#[test]
fn the_same_content_twice_is_one_file() -> Outcome {
    let (home, project) = Home::with_project();
    let source = home.folder.join("Été à la mer — 海.MP4");
    fs::write(&source, b"clip")?;
    let first = keep_take(&home.library, &home.library.stage_file(&source)?, 1, project)?;
    let again = home.again();
    let second = keep_take(&again, &again.stage_bytes(b"clip", mp4())?, 2, project)?;
    assert_eq!(first, second);
    assert_eq!(files_below(&home.folder.join("media")).len(), 1);
    assert!(source.exists(), "the creator's own file stays where it is");
    Ok(())
}

#[test]
fn a_file_made_in_scratch_is_taken_over_without_a_copy() -> Outcome {
    let (home, project) = Home::with_project();
    let scratch = home.library.scratch()?;
    fs::write(scratch.file("clip.mp4"), b"rendered")?;
    let staged = home.library.stage_made(scratch, "clip.mp4")?;
    assert_eq!(fs::read(staged.path())?, b"rendered");
    let media = keep_take(&home.library, &staged, 1, project)?;
    assert!(!staged.path().exists(), "it was moved");
    assert_eq!((media.bytes, media.hash), (8, blake3::hash(b"rendered").into()));
    let outside = home.library.stage_made(home.library.scratch()?, "../../library.db");
    assert!(matches!(outside, Err(Error::OutsideLibrary(_))), "{outside:?}");
    Ok(())
}

#[test]
fn what_is_staged_and_not_kept_is_gone() -> Outcome {
    let (home, project) = Home::with_project();
    drop(home.library.stage_bytes(b"never kept", mp4())?);
    let staged = home.library.stage_bytes(b"rolled back", mp4())?;
    let failed: Result<(), Error> = home.library.write(|tx| {
        tx.keep_media(&staged, MediaId::from_uuid(uuid(1)), MediaKind::Video, MediaFacts::default(), 7)?;
        Err(Error::NoProject(project))
    });
    assert!(failed.is_err());
    assert_eq!(home.library.read(Snapshot::all_media)?, []);
    let report = home.library.gc(NOW)?;
    assert_eq!((report.files, report.bytes), (1, 11), "the file of the failed transaction is garbage");
    assert_eq!(files_below(&home.folder.join("media")), Vec::<std::path::PathBuf>::new());
    Ok(())
}

#[test]
fn an_import_that_cannot_be_read_says_so() {
    let home = Home::new();
    let missing = home.library.stage_file(&home.folder.join("no such clip.mp4"));
    let message = missing.map_err(|error| error.to_string()).err().unwrap_or_default();
    assert!(message.ends_with("no such clip.mp4 cannot be read"), "{message}");
    let endless = home.library.stage_file(&home.folder.join("no ending"));
    assert!(matches!(endless, Err(Error::BadExtension(_))));
}

#[test]
fn takes_never_change() -> Outcome {
    let (home, project) = Home::with_project();
    keep_take(&home.library, &home.library.stage_bytes(b"clip", mp4())?, 1, project)?;
    let raw = rusqlite::Connection::open(home.folder.join("library.db"))?;
    for sql in ["update take set prompt = 'x'", "update media set bytes = 1", "delete from media"] {
        assert!(raw.execute(sql, []).is_err(), "{sql} must be refused by the tables themselves");
    }
    Ok(())
}

fn new_reading(number: u128, media: MediaId, is_recorded: bool) -> NewReading {
    NewReading {
        id: ReadingId::from_uuid(uuid(number)),
        media,
        text: "Tea, said the cat.".to_owned(),
        language: Language::english(),
        voice: (!is_recorded).then(voice),
        words: Vec::new(),
        length: Millis::new(1200),
        cost: Micros::ZERO,
        created_ms: 10,
    }
}

#[test]
fn a_synthetic_reading_is_found_again_by_text_and_voice() -> Outcome {
    let home = Home::new();
    let staged = home.library.stage_bytes(b"sound", Extension::new("wav")?)?;
    let keep = |number, is_recorded| {
        home.library.write(|tx| {
            let id = MediaId::from_uuid(uuid(1000));
            let media = tx.keep_media(&staged, id, MediaKind::Audio, MediaFacts::default(), 7)?;
            tx.insert_reading(&new_reading(number, media.id, is_recorded))
        })
    };
    let first = keep(1, false)?;
    assert_eq!(keep(2, false)?.id, first.id, "the same words by the same voice are one reading");
    let recorded = keep(3, true)?;
    assert_eq!(recorded.id, ReadingId::from_uuid(uuid(3)), "a recorded one is never taken for a synthetic one");

    let find = |text: &str, voice| {
        let key = ReadingKey::of(text, &Language::english(), &voice);
        home.library.read(|s| s.reading_by_key(key))
    };
    assert_eq!(find("Tea, said the cat.", voice())?, Some(first.clone()));
    assert_eq!(find("Tea, said the dog.", voice())?, None);
    assert_eq!(find("Tea, said the cat.", bobine_model::VoiceChoice { speed: 110, ..voice() })?, None);
    assert_eq!(home.library.read(|s| s.readings_of(first.media))?, [first, recorded]);
    Ok(())
}

#[test]
fn missing_and_damaged_files_are_found_and_bringing_one_in_again_mends_it() -> Outcome {
    let (home, project) = Home::with_project();
    let paths: Vec<_> = [b"one", b"two", b"six", b"ten"]
        .into_iter()
        .zip(1..)
        .map(|(bytes, number)| {
            let media = keep_take(&home.library, &home.library.stage_bytes(bytes, mp4())?, number, project)?;
            Ok(home.library.full_path(&media.path()))
        })
        .collect::<Result<_, Error>>()?;
    fs::remove_file(&paths[0])?;
    fs::write(&paths[1], b"tw")?;
    fs::write(&paths[2], b"sIx")?;
    let problems = home.library.check()?;
    let kinds: Vec<_> = problems
        .iter()
        .map(|problem| match problem {
            Problem::Missing { .. } => "missing".to_owned(),
            Problem::Changed { expected, found, .. } => format!("{found} of {expected}"),
            Problem::Document(_) | Problem::Database(_) => problem.to_string(),
        })
        .collect();
    assert_eq!(kinds, ["missing", "2 of 3", "3 of 3"]);

    keep_take(&home.library, &home.library.stage_bytes(b"one", mp4())?, 11, project)?;
    keep_take(&home.library, &home.library.stage_bytes(b"two", mp4())?, 12, project)?;
    assert_eq!(home.library.check()?.len(), 1, "the missing and the cut one are whole again");
    Ok(())
}
