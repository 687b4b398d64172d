//! The main job, through the real command: a theme becomes a finished file, with no key and no network.

use bobine_testkit::judge::{decodes_clean, difference, frames, loudness, probe, stream};
use bobine_testkit::studio::Place;

fn place(name: &str) -> Place {
    Place::new(env!("CARGO_BIN_EXE_bobine").as_ref(), name)
}

#[test]
fn a_theme_becomes_a_video_that_every_platform_takes() {
    let place = place("A folder with spaces, é à ü and 日本語");
    let file = place.work().join("trois idées 三.mp4");
    let made =
        place.json(["video", "Three Python tips nobody told you", "--seed", "11", "--out", "trois idées 三.mp4"]);

    let frames = made["export"]["frames"].as_u64().expect("frames are counted");
    let seconds = made["export"]["duration_ms"].as_u64().expect("the length is known") / 1000;
    assert!((28..=36).contains(&seconds), "six segments of some five seconds last {seconds} s");
    assert_eq!(made["cost_micros"], 0, "the embedded providers are free");
    assert!(made["project"].is_string());

    let probed = probe(&file);
    let video = stream(&probed, "video");
    assert_eq!((&video["width"], &video["height"]), (&1080.into(), &1920.into()));
    assert_eq!((&video["codec_name"], &video["profile"]), (&"h264".into(), &"High".into()));
    assert_eq!(video["pix_fmt"], "yuv420p");
    for key in ["color_space", "color_transfer", "color_primaries"] {
        assert_eq!(video[key], "bt709", "{key}");
    }
    assert_eq!((&video["r_frame_rate"], &video["avg_frame_rate"]), (&"30/1".into(), &"30/1".into()));
    assert_eq!(video["nb_read_packets"], frames.to_string(), "the file has exactly the planned frames");
    assert_eq!(video["start_pts"], 0, "no edit list shifts the picture");

    let audio = stream(&probed, "audio");
    assert_eq!((&audio["codec_name"], &audio["profile"]), (&"aac".into(), &"LC".into()));
    assert_eq!((&audio["sample_rate"], &audio["channels"]), (&"48000".into(), &2.into()));
    assert_eq!(audio["start_pts"], 0, "no edit list shifts the sound");

    decodes_clean(&file);
    let (lufs, peak) = loudness(&file);
    assert!((lufs + 14.0).abs() <= 0.5, "{lufs} LUFS");
    assert!(peak <= -1.0, "{peak} dBTP");
    let told = made["export"]["lufs"].as_f64().expect("the loudness is told");
    assert!((told - lufs).abs() <= 0.3, "told {told}, measured {lufs}");

    let head = std::fs::read(&file).expect("the file is there");
    let at = |name: &[u8]| head.windows(4).position(|four| four == name).expect("an MP4 has this box");
    assert!(at(b"moov") < at(b"mdat"), "fast start: the index comes first");
    let left: Vec<_> = std::fs::read_dir(place.work()).expect("the folder is there").flatten().collect();
    assert_eq!(left.len(), 2, "nothing but the library and the file: {left:?}");
}

#[test]
fn french_is_written_spoken_and_shown() {
    let place = place("fr");
    let made = place.json([
        "video",
        "Boire de l'eau le matin",
        "--language",
        "fr",
        "--pillar",
        "myth",
        "--length",
        "15",
        "--seed",
        "3",
        "--size",
        "270x480",
        "--out",
        "eau.mp4",
    ]);
    assert!(made["export"]["frames"].as_u64().is_some_and(|frames| frames > 300));
    let shown = place.json(["show"]);
    assert_eq!(shown["language"], "fr");
    let narrations: Vec<&str> =
        shown["segments"].as_array().expect("segments").iter().filter_map(|one| one["narration"].as_str()).collect();
    assert_eq!(narrations.len(), 3);
    let text = narrations.join(" ").to_lowercase();
    assert!([" le ", " la ", " les ", " de ", " un "].iter().any(|word| text.contains(word)), "{text}");
}

#[test]
fn a_second_run_makes_a_second_project() {
    let place = place("twice");
    let arguments =
        ["video", "Slow mornings", "--length", "5", "--seed", "1", "--size", "270x480", "--out", "again.mp4"];
    let first = place.json(arguments);
    let pictures = || frames(&place.work().join("again.mp4"), 27, 48);
    let before = pictures();
    let second = place.json(arguments);
    assert_ne!(first["project"], second["project"]);
    let listed = place.json(["list"]);
    assert_eq!(listed.as_array().map(Vec::len), Some(2));
    assert_eq!(first["export"]["frames"], second["export"]["frames"], "same seed, same script");
    let is_same = pictures().iter().zip(&before).all(|(one, other)| difference(one, other) < 1.0);
    assert!(is_same, "and the same clips");
}

#[test]
fn a_dry_run_prints_the_estimate_and_makes_nothing() {
    let place = place("dry");
    let estimate = place.json(["video", "Slow mornings", "--dry-run"]);
    assert_eq!((&estimate["clips"], &estimate["cost_micros"]), (&6.into(), &0.into()));
    assert_eq!(estimate["is_within_budget"], true);
    assert_eq!(place.json(["list"]).as_array().map(Vec::len), Some(0), "nothing was made");
}
