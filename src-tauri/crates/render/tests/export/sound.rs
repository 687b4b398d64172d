//! What is heard.

use std::process::Command;

use bobine_render::plan::{MusicMedia, plan};

use crate::studio::{Studio, file};

#[test]
fn the_whole_is_levelled_and_as_long_as_the_picture() {
    let mut studio = Studio::new();
    let (one, music) = (studio.reading(1, 2.0, 300.0), studio.reading(2, 1.0, 900.0));
    let voicing = studio.voicing(one, 2000);
    studio.segment(1, 75, None).voicing = Some(voicing);
    let path = studio.media.readings[&music].path.clone();
    studio.media.music = Some(MusicMedia { file: file(&path), loop_samples: Some(48_000) });
    studio.document.music = Some(bobine_model::MusicChoice::Loop { name: "test".to_owned() });
    let exported = studio.export().verified;
    let lufs = exported.lufs.expect("something is heard");
    assert!((lufs + 14.0).abs() < 0.5, "{lufs} LUFS");
    assert!(exported.true_peak_dbtp.expect("something is heard") <= -1.0);
    let streams = Command::new("ffprobe")
        .args(["-v", "error", "-count_packets", "-show_entries"])
        .args(["stream=codec_name,profile,start_time,nb_read_packets", "-of", "csv=p=0"])
        .arg(studio.target())
        .output()
        .expect("ffprobe");
    let streams = String::from_utf8_lossy(&streams.stdout).into_owned();
    // 2.5 s are 117.2 packets of sound.
    assert_eq!(streams.trim(), "h264,High,0.000000,75\naac,LC,0.000000,118");
}

#[test]
fn changing_only_the_levels_renders_no_picture() {
    let mut studio = Studio::new();
    let reading = studio.reading(1, 1.0, 300.0);
    let voicing = studio.voicing(reading, 1000);
    studio.segment(1, 40, None).voicing = Some(voicing);
    assert!(!studio.export().is_sound_reused);
    let again = studio.export();
    assert_eq!((again.chunks_rendered, again.is_sound_reused), (0, true));
    studio.document.mix.voice = -30;
    let changed = studio.export();
    assert_eq!((changed.chunks_rendered, changed.is_sound_reused), (0, false));
    assert!(plan(&studio.document, &studio.media).expect("a plan").to_string().contains("-3.0 dB"));
}
