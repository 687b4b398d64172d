//! What goes wrong, and what is left then.

use std::fs;
use std::path::Path;

use bobine_render::export::{ExportError, ExportSettings};
use bobine_render::plan::plan;
use bobine_render::{MediaFacts, ProbeError, probe};

use crate::studio::{Studio, Watched, crossfade, renderer};

#[test]
fn a_change_renders_only_what_it_touched() {
    let mut studio = Studio::new();
    let take = studio.greys(1, 30, 40, 4);
    for number in 1..=3 {
        let segment = studio.segment(number, 20, Some((take, 30)));
        segment.transition = crossfade(4);
        segment.narration = format!("Words {number}");
    }
    studio.document.captions.is_shown = true;
    let cold = studio.export();
    assert_eq!((cold.chunks_rendered, cold.chunks_reused), (5, 0), "three bodies, two overlaps");
    // The first grows by two frames: it is rendered, all after it only moves.
    studio.document.segments[0].length = bobine_model::LengthRule::Fixed(bobine_model::Frames::new(22));
    let moved = studio.export();
    assert_eq!(moved.verified.frames.count(), cold.verified.frames.count() + 2);
    assert!(moved.chunks_rendered <= 2 && moved.chunks_reused >= 3, "{moved:?}");
    Watched::of(&studio.target());
    studio.document.segments[1].is_included = false;
    assert!(studio.export().chunks_reused >= 1);
}

#[test]
fn a_damaged_cache_entry_is_rendered_again() {
    let mut studio = Studio::new();
    studio.segment(1, 10, None);
    studio.export();
    let cache = studio.folder.path().join("cache");
    for entry in fs::read_dir(&cache).expect("the cache").flatten() {
        let bytes = fs::read(entry.path()).expect("read");
        fs::write(entry.path(), &bytes[..bytes.len() / 2]).expect("cut short");
    }
    let again = studio.export();
    assert_eq!((again.chunks_rendered, again.is_sound_reused), (1, false));
    assert_eq!(Watched::of(&studio.target()).count(), 10);
}

#[test]
fn a_stop_leaves_nothing_behind() {
    let mut studio = Studio::new();
    for number in 1..=4 {
        studio.segment(number, 60, None);
    }
    let plan = plan(&studio.document, &studio.media).expect("a plan");
    let stopped = studio.renderer.export(&plan, &studio.target(), ExportSettings::default(), &|_| false);
    assert!(matches!(stopped, Err(ExportError::Stopped)), "{stopped:?}");
    assert_eq!(studio.leftovers(), [""; 0]);
}

#[test]
fn a_file_cut_short_is_named_not_padded() {
    let mut studio = Studio::new();
    let take = studio.greys(1, 20, 40, 4);
    // The project believes it to be longer than it is.
    studio.segment(7, 60, Some((take, 60)));
    let error = studio.try_export().expect_err("too short").to_string();
    assert!(error.starts_with("segment 1: ") && error.contains("clip 1 é.mp4 is cut short"), "{error}");
    assert_eq!(studio.leftovers(), [""; 0]);
}

#[test]
fn a_file_that_is_gone_is_named_before_any_work() {
    let mut studio = Studio::new();
    let take = studio.greys(1, 20, 40, 4);
    studio.segment(1, 10, Some((take, 20)));
    fs::remove_file(studio.folder.path().join("clip 1 é.mp4")).expect("removed");
    let error = studio.try_export().expect_err("gone");
    assert!(matches!(&error, ExportError::FileGone { segments, .. } if segments == "segment 1"), "{error:?}");
}

#[test]
fn a_place_that_cannot_be_written_is_refused_before_any_work() {
    let mut studio = Studio::new();
    studio.segment(1, 10, None);
    let plan = plan(&studio.document, &studio.media).expect("a plan");
    let export = |target: &Path| studio.renderer.export(&plan, target, ExportSettings::default(), &|_| true);
    let nowhere = export(&studio.folder.path().join("nowhere/out.mp4"));
    assert!(matches!(nowhere, Err(ExportError::NoFolder(_))), "{nowhere:?}");
    let folder = export(studio.folder.path());
    assert!(matches!(folder, Err(ExportError::Unwritable { .. })), "{folder:?}");
}

#[test]
fn two_renderers_may_share_a_cache() {
    let mut studio = Studio::new();
    studio.segment(1, 10, None);
    studio.export();
    let plan = plan(&studio.document, &studio.media).expect("a plan");
    let other = renderer(studio.folder.path());
    let target = studio.folder.path().join("other.mp4");
    let exported = other.export(&plan, &target, ExportSettings::default(), &|_| true).expect("exported");
    assert_eq!(exported.chunks_rendered, 0);
}

#[test]
fn probing_tells_what_is_in_a_file_and_what_is_wrong_with_it() {
    let mut studio = Studio::new();
    let take = studio.greys(1, 40, 40, 4);
    let path = studio.media.takes[&take].file.path.clone();
    let facts = probe(&path).expect("a clip");
    let MediaFacts::Clip { size, rate, pictures, duration_ms, has_sound, is_uneven } = facts else {
        panic!("{facts:?}")
    };
    assert_eq!((size.width, size.height, rate.num(), rate.den()), (180, 320, 30, 1));
    assert_eq!((pictures, duration_ms, has_sound, is_uneven), (40, 1333, false, false));
    assert_eq!(facts.frames_at(bobine_model::FrameRate::THIRTY).map(bobine_model::Frames::count), Some(40));

    let folder = studio.folder.path().to_owned();
    let broken = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, bytes).expect("written");
        probe(&path).expect_err("broken")
    };
    assert!(matches!(broken("empty.mp4", b""), ProbeError::Empty(_)));
    assert!(matches!(broken("text.mp4", b"Dear diary, today I made a video."), ProbeError::NotMedia { .. }));
    assert!(matches!(probe(&folder.join("no.mp4")), Err(ProbeError::Missing(_))));
    // A file with its index in front, cut in the middle of its pictures.
    studio.segment(1, 40, Some((take, 40)));
    studio.export();
    let whole = fs::read(studio.target()).expect("read");
    let cut = broken("cut.mp4", &whole[..whole.len() - whole.len() / 3]);
    assert!(
        matches!(cut, ProbeError::CutShort { .. } | ProbeError::Damaged { .. } | ProbeError::NotMedia { .. }),
        "{cut:?}"
    );
}
