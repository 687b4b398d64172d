//! Captions are visible where and when the words are spoken, and nowhere else.

use bobine_testkit::judge::{difference, frames};
use bobine_testkit::studio::Place;

#[test]
fn captions_stand_in_the_safe_box_while_words_are_spoken() {
    let place = Place::new(env!("CARGO_BIN_EXE_bobine").as_ref(), "captions");
    place.json([
        "video",
        "Why cats purr",
        "--pillar",
        "story",
        "--length",
        "10",
        "--seed",
        "2",
        "--size",
        "540x960",
        "--out",
        "with.mp4",
        "--subtitles",
        "srt",
    ]);
    place.json(["export", "--no-captions", "--out", "without.mp4"]);
    // One picture row for every 20 pixels of a 1920-line frame.
    let (width, height) = (54, 96);
    let with = frames(&place.work().join("with.mp4"), width, height);
    let without = frames(&place.work().join("without.mp4"), width, height);
    assert_eq!(with.len(), without.len());

    let cues = cues(&std::fs::read_to_string(place.work().join("with.srt")).expect("captions are written beside"));
    assert!(cues.len() >= 4, "{cues:?}");
    let is_spoken = |frame: usize| cues.iter().any(|(start, end)| (*start..*end).contains(&(frame * 1000 / 30)));
    let rows = |picture: &'_ [u8], from: usize, to: usize| picture[from * width..to * width].to_vec();

    // The safe box of 1080x1920 is y 288 to 1248: rows 14 to 62 of 96.
    let (mut shown, mut hidden) = (0, 0);
    for (index, (one, other)) in with.iter().zip(&without).enumerate() {
        let inside = difference(&rows(one, 14, 63), &rows(other, 14, 63));
        let outside = difference(&rows(one, 66, 96), &rows(other, 66, 96));
        assert!(outside < 2.0, "nothing is drawn below the safe box (frame {index}: {outside})");
        // The two frames at the edge of a cue may round either way.
        let is_edge = is_spoken(index.saturating_sub(1)) != is_spoken(index + 1);
        if is_edge {
            continue;
        }
        if is_spoken(index) {
            shown += 1;
            assert!(inside > 2.0, "frame {index} is spoken over and shows a caption ({inside})");
        } else {
            hidden += 1;
            assert!(inside < 2.0, "frame {index} is silent and shows none ({inside})");
        }
    }
    assert!(shown > 150 && hidden > 3, "{shown} frames with captions, {hidden} without");
}

/// Start and end of every cue of a SubRip file, in milliseconds.
fn cues(subrip: &str) -> Vec<(usize, usize)> {
    let millis = |text: &str| -> usize {
        let parts: Vec<usize> =
            text.trim().split([':', ',']).map(|part| part.parse().expect("a time of SubRip")).collect();
        ((parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1000 + parts[3]
    };
    let lines = subrip.lines().filter_map(|line| line.split_once(" --> "));
    lines.map(|(start, end)| (millis(start), millis(end))).collect()
}
