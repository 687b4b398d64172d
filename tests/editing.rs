//! Changing a finished video and exporting it again: what was asked for is what is seen.

use std::path::Path;

use bobine_testkit::judge::{difference, frames, probe, stream};
use bobine_testkit::studio::Place;
use serde_json::Value;

const WIDTH: usize = 27;
const HEIGHT: usize = 48;

/// A small finished project: four segments, no captions in the way of comparing pictures.
fn small_project(name: &str) -> Place {
    let place = Place::new(env!("CARGO_BIN_EXE_bobine").as_ref(), name);
    place.json([
        "video",
        "Four ways to sleep better",
        "--length",
        "20",
        "--seed",
        "5",
        "--size",
        "270x480",
        "--no-captions",
        "--out",
        "first.mp4",
    ]);
    place
}

fn segments(place: &Place) -> Vec<Value> {
    place.json(["segments"]).as_array().expect("a list of segments").clone()
}

fn pictures(place: &Place, file: &str) -> Vec<Vec<u8>> {
    frames(&place.work().join(file), WIDTH, HEIGHT)
}

/// The frame in the middle of the nth segment, as the plan has it.
fn middle(place: &Place, number: usize) -> usize {
    let all = segments(place);
    let one = &all[number - 1];
    let milli =
        one["start_ms"].as_u64().expect("it is in the video") + one["duration_ms"].as_u64().expect("a length") / 2;
    usize::try_from(milli * 30 / 1000).expect("a short video")
}

fn packet_count(file: &Path) -> String {
    stream(&probe(file), "video")["nb_read_packets"].as_str().expect("ffprobe counts").to_owned()
}

fn is_same(one: &[u8], other: &[u8]) -> bool {
    difference(one, other) < 3.0
}

#[test]
fn a_moved_segment_is_seen_in_its_new_place_and_undo_brings_it_back() {
    let place = small_project("move");
    let before = pictures(&place, "first.mp4");
    let third = before[middle(&place, 3)].clone();

    place.json(["move", "3", "--to", "1"]);
    let moved = place.json(["export", "--no-captions", "--out", "moved.mp4"]);
    assert_eq!(moved["export"]["chunks_rendered"], 0, "moving encodes nothing anew");
    let after = pictures(&place, "moved.mp4");
    assert_eq!(after.len(), before.len());
    let first = &after[middle(&place, 1)];
    assert!(is_same(first, &third), "the third segment now comes first: {}", difference(first, &third));
    assert!(!is_same(first, &before[middle(&place, 1)]), "and what was first does not");

    let undone = place.json(["undo"]);
    assert!(undone["redo"].as_str().is_some_and(|label| label.starts_with("Move segment 3")), "{undone:#}");
    place.json(["export", "--no-captions", "--out", "undone.mp4"]);
    let back = pictures(&place, "undone.mp4");
    assert!(back.iter().zip(&before).all(|(one, other)| is_same(one, other)), "undo brings the first video back");
}

#[test]
fn a_segment_switched_off_is_gone_and_comes_back() {
    let place = small_project("off");
    let whole = packet_count(&place.work().join("first.mp4"));
    let second = pictures(&place, "first.mp4")[middle(&place, 2)].clone();

    let shown = place.json(["off", "2"]);
    assert_eq!(shown["segments"][1]["state"], "off");
    let exported = place.json(["export", "--no-captions", "--out", "shorter.mp4"]);
    let shorter = pictures(&place, "shorter.mp4");
    assert_eq!(exported["export"]["frames"], shorter.len());
    assert!(shorter.iter().all(|picture| !is_same(picture, &second)), "nothing of it is seen");

    place.json(["on", "2"]);
    place.json(["export", "--no-captions", "--out", "whole.mp4"]);
    assert_eq!(packet_count(&place.work().join("whole.mp4")), whole);
}

#[test]
fn changing_a_text_reads_it_anew_and_encodes_only_that_segment() {
    let place = small_project("text");
    let before = segments(&place);
    let stale = place.json(["edit", "2", "--narration", "A dark and quiet room is the whole secret, really."]);
    assert_eq!(stale["segments"][1]["voice"], "stale");

    let generated = place.json(["generate"]);
    assert_eq!((&generated["readings"], &generated["takes"]), (&1.into(), &0.into()), "the clip still fits");
    let after = segments(&place);
    assert_eq!(after[1]["voice"], "ready");
    assert_eq!(after[1]["take"], before[1]["take"]);

    let exported = place.json(["export", "--no-captions", "--out", "text.mp4"]);
    let rendered = exported["export"]["chunks_rendered"].as_u64().expect("chunks are counted");
    assert!(rendered <= 1, "only what changed is encoded, not {rendered} chunks");
    assert_eq!(packet_count(&place.work().join("text.mp4")), exported["export"]["frames"].to_string());
}

#[test]
fn another_take_is_another_picture_and_both_are_kept() {
    let place = small_project("takes");
    let first = pictures(&place, "first.mp4")[middle(&place, 1)].clone();
    place.json(["regenerate", "1", "--prompt", "A lighthouse over a stormy sea at night", "--seed", "99"]);
    let takes = place.json(["takes", "1"]);
    assert_eq!(takes.as_array().map(Vec::len), Some(2), "{takes:#}");
    assert_eq!((&takes[0]["is_chosen"], &takes[1]["is_chosen"]), (&false.into(), &true.into()));

    place.json(["export", "--no-captions", "--out", "second.mp4"]);
    assert!(!is_same(&pictures(&place, "second.mp4")[middle(&place, 1)], &first));
    place.json(["choose", "1", "1"]);
    place.json(["export", "--no-captions", "--out", "chosen.mp4"]);
    assert!(is_same(&pictures(&place, "chosen.mp4")[middle(&place, 1)], &first), "the first take is back");
}

#[test]
fn splitting_and_joining_keep_the_length() {
    let place = small_project("split");
    let whole = place.json(["show"])["duration_ms"].clone();
    let split = place.json(["split", "2", "--at", "2.0"]);
    assert_eq!(split["segments"].as_array().map(Vec::len), Some(5));
    assert_eq!(split["duration_ms"], whole);
    let joined = place.json(["join", "3"]);
    assert_eq!(joined["segments"].as_array().map(Vec::len), Some(4));
    assert_eq!(joined["duration_ms"], whole);
}

#[test]
fn a_crossfade_shortens_the_video_by_its_overlap() {
    let place = small_project("fade");
    let before = pictures(&place, "first.mp4").len();
    place.json(["edit", "3", "--transition", "crossfade:15"]);
    let exported = place.json(["export", "--no-captions", "--out", "fade.mp4"]);
    assert_eq!(exported["export"]["frames"], before - 15);
    assert_eq!(pictures(&place, "fade.mp4").len(), before - 15);
}

#[test]
fn history_survives_between_runs_and_redo_follows_undo() {
    let place = small_project("history");
    place.json(["edit", "--title", "Night school"]);
    place.json(["edit", "1", "--prompt", "A quiet harbour at dawn, slow push in"]);
    assert_eq!(place.json(["undo", "--steps", "2"])["title"], "Four ways to sleep better");
    let redone = place.json(["redo", "--steps", "2"]);
    assert_eq!(redone["title"], "Night school");
    assert_eq!(redone["segments"][0]["prompt"], "A quiet harbour at dawn, slow push in");
    let steps = place.json(["history"]);
    assert!(steps.as_array().is_some_and(|steps| steps.len() >= 3), "{steps:#}");
}
