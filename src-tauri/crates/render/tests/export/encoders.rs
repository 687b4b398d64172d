//! Exports by another encoder than x264, and chunks that do not go together.

use std::fs;

use bobine_render::export::{Encoder, EncoderError, ExportError, ExportSettings, Packets, Unjoinable, encoders};
use bobine_render::plan::plan;

use crate::studio::{Studio, Watched, crossfade, luma_of, near};

#[test]
fn every_encoder_is_listed_with_the_right_to_use_it_or_the_reason_against() {
    let studio = Studio::new();
    let found = encoders(studio.document.format, ExportSettings::default()).expect("GStreamer");
    assert_eq!(found.iter().map(|found| found.encoder).collect::<Vec<_>>(), Encoder::ALL);
    let software = found.iter().find(|found| found.encoder == Encoder::X264).expect("listed");
    assert_eq!(software.proof.as_ref().map(|proven| proven.encoder()), Ok(Encoder::X264));
    for other in &found {
        let is_missing = matches!(other.proof, Err(EncoderError::Missing(_)));
        assert_eq!(is_missing, !other.encoder.is_here(), "{}: {:?}", other.encoder, other.proof);
        assert_eq!(Encoder::of_element(other.encoder.element()), Some(other.encoder));
    }
}

#[test]
fn an_export_by_another_encoder_shows_every_planned_frame() {
    let mut studio = Studio::new();
    let (dark, bright) = (studio.greys(1, 20, 40, 4), studio.greys(2, 20, 200, 0));
    studio.segment(1, 15, Some((dark, 20)));
    studio.segment(2, 15, Some((bright, 20))).transition = crossfade(5);
    studio.export();
    let proven = Encoder::OpenH264.prove(studio.document.format, ExportSettings::default()).expect("it is here");
    let settings = ExportSettings { encoder: proven, ..ExportSettings::default() };
    let plan = plan(&studio.document, &studio.media).expect("a plan");
    let exported = studio.renderer.export(&plan, &studio.target(), settings, &|_| true);
    let exported = exported.unwrap_or_else(|error| panic!("{error} ({error:?})"));
    assert_eq!((exported.chunks_rendered, exported.chunks_reused), (3, 0), "x264's chunks are not mixed in");
    let found = Watched::of(&studio.target()).middles();
    let before = (0..10).map(|frame| luma_of(40 + 4 * frame));
    assert!(before.zip(&found).all(|(wanted, found)| near(wanted, *found)), "{found:?}");
    assert!(found[15..].iter().all(|found| near(luma_of(200), *found)), "{found:?}");
    assert_eq!(found.len(), 25);
}

#[test]
fn chunks_of_different_parameters_are_refused_and_rendered_again_next_time() {
    let mut studio = Studio::new();
    let take = studio.greys(1, 20, 40, 4);
    studio.segment(1, 8, Some((take, 20)));
    studio.segment(2, 9, Some((take, 20)));
    studio.export();
    let cache = studio.folder.path().join("cache");
    let entries = fs::read_dir(&cache).expect("the cache").flatten().map(|entry| entry.path());
    let second = entries.filter_map(|path| Some((Packets::read(&path)?, path)));
    let (mut packets, path) =
        second.into_iter().find(|(packets, _)| packets.packets.len() == 9).expect("the second chunk");
    packets.caps = packets.caps.replace("level=(string)", "level=(string)9");
    packets.write(&path).expect("written");
    let refused = studio.try_export().expect_err("two makers");
    let differing = EncoderError::Unjoinable(Unjoinable::Differing);
    assert!(
        matches!(&refused, ExportError::Encoder { encoder: Encoder::X264, source } if *source == differing),
        "{refused:?}"
    );
    assert!(refused.to_string().ends_with("export once more"), "{refused}");
    assert_eq!(studio.leftovers(), ["out.mp4"], "the earlier file stays");
    assert_eq!(studio.export().chunks_rendered, 2);
}
