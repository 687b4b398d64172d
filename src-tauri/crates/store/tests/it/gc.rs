//! What is collected, and above all what is not.

use std::fs;

use bobine_model::{Document, Language, MediaId, Micros, Millis, MusicChoice, ProjectId, ReadingId};
use bobine_store::{
    Caps, Error, Extension, GcReport, Library, MediaFacts, MediaKind, NewJob, NewReading, NewRevision, Retention,
};

use crate::common::{Home, NOW, Outcome, RENAME, apart, document, files_below, new_project, uuid, voice};
use crate::jobs::new_job;
use crate::media::{keep_take, mp4};

/// Record a document whose music is a file that comes in by the same transaction.
fn choose_music(library: &Library, project: ProjectId, base: u64, sound: &[u8]) -> Result<MediaId, Error> {
    let staged = library.stage_bytes(sound, Extension::new("ogg")?)?;
    library.write(|tx| {
        let fresh = MediaId::from_uuid(uuid(2000 + u128::from(base)));
        let media = tx.keep_media(&staged, fresh, MediaKind::Audio, MediaFacts::default(), 7)?.id;
        let document = Document { music: Some(MusicChoice::Imported { media }), ..document("with music") };
        let new = NewRevision { document: &document, label: &RENAME, stroke: apart(base) };
        tx.record_edit(project, base, new)?;
        Ok(media)
    })
}

#[test]
fn what_history_can_reach_is_kept_and_what_it_drops_goes() -> Outcome {
    let (home, project) = Home::with_project();
    let first = choose_music(&home.library, project, 1, b"first song")?;
    let second = choose_music(&home.library, project, 2, b"second song")?;
    home.library.write(|tx| tx.undo(project, 3, 9))?;
    assert_eq!(home.library.gc(NOW)?, GcReport::default(), "the undone song can still be redone");
    crate::common::rename(&home.library, project, 4, "another way")?;
    let report = home.library.gc(NOW)?;
    assert_eq!((report.files, report.bytes), (1, 11), "the redo is gone, and its song with it");
    home.library.read(|s| s.media(first))?;
    let gone = home.library.read(|s| s.media(second));
    assert!(matches!(gone, Err(Error::NoMedia(_))), "{gone:?}");
    home.assert_sound();
    Ok(())
}

#[test]
fn every_take_is_kept_while_its_project_can_come_back() -> Outcome {
    let (home, project) = Home::with_project();
    keep_take(&home.library, &home.library.stage_bytes(b"unused take", mp4())?, 1, project)?;
    assert_eq!(home.library.gc(NOW)?, GcReport::default(), "no document names it, and it is kept");
    let active = NewJob { project: Some(project), ..new_job(1) };
    home.library.write(|tx| tx.enqueue(&active, &Caps::default(), 99))?;
    home.library.write(|tx| tx.delete_project(project, 100))?;
    let early = Retention { projects_deleted_before_ms: 100, ..NOW };
    assert_eq!(home.library.gc(early)?, GcReport::default(), "its time is not over");

    assert_eq!(home.library.gc(NOW)?.projects, 0, "a job is still at work for it");
    home.library.write(|tx| tx.cancel_job(active.id, 102))?;
    let report = home.library.gc(NOW)?;
    assert_eq!((report.projects, report.takes, report.files, report.bytes), (1, 1, 1, 11));
    assert_eq!(files_below(&home.folder.join("media")), Vec::<std::path::PathBuf>::new());
    home.assert_sound();
    Ok(())
}

#[test]
fn a_take_that_another_project_shows_outlives_its_own() -> Outcome {
    let (home, original) = Home::with_project();
    let media = keep_take(&home.library, &home.library.stage_bytes(b"shared", mp4())?, 1, original)?;
    let translated = new_project(&home.library, 2);
    // Any mention counts, wherever the document has it: here it stands in as the music.
    let take = crate::media::new_take(1, media.id, original).id;
    let named = MusicChoice::Imported { media: MediaId::from_uuid(take.uuid()) };
    let document = Document { music: Some(named), ..document("en français") };
    home.library.write(|tx| {
        tx.record_edit(translated, 1, NewRevision { document: &document, label: &RENAME, stroke: apart(1) })
    })?;
    home.library.write(|tx| tx.delete_project(original, 100))?;
    let report = home.library.gc(NOW)?;
    assert_eq!((report.projects, report.takes, report.files), (1, 0, 0));
    home.library.read(|s| s.take(take))?;
    home.assert_sound();
    Ok(())
}

#[test]
fn young_readings_wait_for_the_edit_that_names_them() -> Outcome {
    let home = Home::new();
    let staged = home.library.stage_bytes(b"sound", Extension::new("wav")?)?;
    home.library.write(|tx| {
        let id = MediaId::from_uuid(uuid(1000));
        let media = tx.keep_media(&staged, id, MediaKind::Audio, MediaFacts::default(), 7)?.id;
        tx.insert_reading(&NewReading {
            id: ReadingId::from_uuid(uuid(1)),
            media,
            text: "tea".to_owned(),
            language: Language::english(),
            voice: Some(voice()),
            words: Vec::new(),
            length: Millis::new(400),
            cost: Micros::ZERO,
            created_ms: 50,
        })
    })?;
    let kept = home.library.gc(Retention { readings_made_before_ms: 50, ..NOW })?;
    assert_eq!(kept, GcReport::default());
    let report = home.library.gc(Retention { readings_made_before_ms: 51, ..NOW })?;
    assert_eq!((report.readings, report.files, report.bytes), (1, 1, 5));
    Ok(())
}

#[test]
fn scratch_in_use_is_never_swept_and_leftovers_are() -> Outcome {
    let (home, project) = Home::with_project();
    let other = home.again();
    let scratch = home.library.scratch()?;
    fs::write(scratch.file("half.mp4"), b"half")?;
    let staged = home.library.stage_bytes(b"about to be kept", mp4())?;
    let tmp = home.folder.join("tmp");
    fs::create_dir(tmp.join("scratch-of-the-dead"))?;
    fs::write(tmp.join("scratch-of-the-dead/.lock"), b"")?;
    fs::write(tmp.join("scratch-of-the-dead/clip.mp4"), b"half a clip")?;
    fs::write(tmp.join("stray"), b"")?;

    assert_eq!(other.gc(NOW)?.leftovers, 2);
    assert!(scratch.file("half.mp4").exists() && staged.path().exists(), "their owner is alive");
    keep_take(&home.library, &staged, 1, project)?;
    drop((scratch, staged));
    assert_eq!(files_below(&tmp), [std::path::Path::new(".gate")]);
    Ok(())
}

#[test]
fn collecting_while_others_bring_files_in_takes_nothing_away() -> Outcome {
    let (home, project) = Home::with_project();
    let other = home.again();
    let keep = |number: u64| {
        // The same few contents again and again: kept, dropped with a failed transaction, staged anew.
        let content = format!("content {}", number % 5);
        let staged = home.library.stage_bytes(content.as_bytes(), mp4())?;
        if number.is_multiple_of(3) {
            let failed: Result<(), Error> = home.library.write(|tx| {
                let id = MediaId::from_uuid(uuid(5000 + u128::from(number)));
                tx.keep_media(&staged, id, MediaKind::Video, MediaFacts::default(), 7)?;
                Err(Error::NoProject(project))
            });
            assert!(failed.is_err(), "it was made to fail");
            Ok(())
        } else {
            keep_take(&home.library, &staged, u128::from(number), project).map(drop)
        }
    };
    // A collection begins with each file that is begun on, and runs while the files after it come in.
    let (begin, begun) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        let collector = scope.spawn(move || begun.into_iter().try_for_each(|()| other.gc(NOW).map(drop)));
        for number in 0..60 {
            begin.send(())?;
            keep(number)?;
        }
        drop(begin);
        collector.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        Ok::<_, Box<dyn std::error::Error>>(())
    })?;
    home.assert_sound();
    assert_eq!(home.library.read(|s| s.takes(project))?.len(), 40);
    Ok(())
}
