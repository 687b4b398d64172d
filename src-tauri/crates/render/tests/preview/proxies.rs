//! Proxies, small pictures and outlines.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use bobine_render::{MediaFacts, ProbeError, ProxyError, SourceError, filmstrip, make_proxy, peaks, poster, probe};

use crate::studio::{HEIGHT, Halves, Studio, WIDTH};

/// A clip made by another program.
fn clip(folder: &Path, name: &str, size: (u32, u32), rate: &str, frames: u32) -> PathBuf {
    let path = folder.join(name);
    let source = format!("testsrc2=size={}x{}:rate={rate}", size.0, size.1);
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-f", "lavfi", "-i", &source, "-frames:v", &frames.to_string()])
        .args(["-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast", "-g", "50"])
        .arg(&path)
        .status();
    assert!(made.expect("ffmpeg").success());
    path
}

fn proxy_of(source: &Path) -> Result<PathBuf, ProxyError> {
    let target = source.with_extension("proxy.mp4");
    make_proxy(source, &target, &Arc::new(AtomicBool::new(false))).map(|_| target)
}

/// When each picture of a file is seen and whether it is a keyframe, as another program reads it.
fn pictures(path: &Path) -> Vec<(f64, bool)> {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-select_streams", "v", "-show_entries", "frame=key_frame,pts_time", "-of", "csv=p=0"])
        .arg(path)
        .output()
        .expect("ffprobe");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = |line: &str| {
        let (key, time) = line.split_once(',').expect("two fields");
        (time.trim_end_matches(',').parse().expect("a time"), key == "1")
    };
    text.lines().filter(|line| !line.is_empty()).map(line).collect()
}

#[test]
fn a_proxy_has_every_picture_at_its_time_and_each_is_a_keyframe() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases = [
        ("24", (320, 568), 37, (320, 568)),
        ("25", (1920, 1080), 20, (1138, 640)),
        ("30", (1080, 1920), 31, (360, 640)),
        ("60", (722, 1282), 61, (360, 640)),
        ("30000/1001", (640, 640), 29, (640, 640)),
    ];
    for (rate, size, frames, small) in cases {
        let source = clip(folder.path(), &format!("{} é.mp4", size.0), size, rate, frames);
        let target = folder.path().join("proxy.mp4");
        let proxy = make_proxy(&source, &target, &Arc::new(AtomicBool::new(false))).expect("a proxy");
        assert_eq!((proxy.pictures, (proxy.size.width, proxy.size.height)), (frames, small), "{rate}");
        let (own, of_take) = (pictures(&target), pictures(&source));
        assert!(own.iter().all(|(_, is_key)| *is_key), "{rate}: all are keyframes");
        assert_eq!(own.len(), of_take.len(), "{rate}");
        let late = own.iter().zip(&of_take).map(|(one, other)| (one.0 - other.0).abs()).fold(0.0, f64::max);
        assert!(late < 0.000_5, "{rate}: a picture is {late} s off");
        assert!(!folder.path().join("proxy.mp4.part").exists());
    }
}

#[test]
fn what_is_damaged_or_stopped_makes_no_proxy_and_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = clip(folder.path(), "whole.mp4", (360, 640), "30", 90);
    let names = || fs::read_dir(folder.path()).expect("read").count();
    assert!(matches!(
        proxy_of(&folder.path().join("no.mp4")),
        Err(ProxyError::Source(SourceError::Unusable(ProbeError::Missing(_))))
    ));
    let empty = folder.path().join("empty.mp4");
    fs::write(&empty, b"").expect("written");
    assert!(matches!(proxy_of(&empty), Err(ProxyError::Source(SourceError::Unusable(ProbeError::Empty(_))))));
    // With its index in front a file that is cut short opens without complaint.
    let fast = folder.path().join("fast.mp4");
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(&source)
        .args(["-c", "copy", "-movflags", "+faststart"])
        .arg(&fast)
        .status();
    assert!(made.expect("ffmpeg").success());
    let bytes = fs::read(&fast).expect("read");
    fs::write(&fast, &bytes[..bytes.len() / 2]).expect("cut");
    let before = names();
    let cut = proxy_of(&fast).expect_err("cut short");
    assert!(matches!(cut, ProxyError::Source(SourceError::Unusable(_))), "{cut:?}");
    let stopped = make_proxy(&source, &folder.path().join("x.mp4"), &Arc::new(AtomicBool::new(true)));
    assert!(matches!(stopped, Err(ProxyError::Stopped)), "{stopped:?}");
    let nowhere = make_proxy(&source, &folder.path().join("no/x.mp4"), &Arc::new(AtomicBool::new(false)));
    assert!(matches!(nowhere, Err(ProxyError::Unwritable { .. })), "{nowhere:?}");
    assert_eq!(names(), before);
}

fn size_of_jpeg(folder: &Path, bytes: &[u8]) -> (u32, u32) {
    let path = folder.join("picture.jpg");
    fs::write(&path, bytes).expect("written");
    match probe(&path).expect("a picture") {
        MediaFacts::Still { size } => (size.width, size.height),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_filmstrip_shows_the_take_from_its_beginning_to_its_end() {
    let mut studio = Studio::new();
    let take = studio.greys(1, 44, 40, 4);
    let path = studio.media.takes[&take].file.path.clone();
    let folder = studio.folder.path().to_owned();
    assert_eq!(size_of_jpeg(&folder, &poster(&path, 500, 96).expect("a poster")), (54, 96));
    let strip = filmstrip(&path, 4, 64).expect("a strip");
    assert_eq!(size_of_jpeg(&folder, &strip), (36 * 4, 64));
    let decoded = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(folder.join("picture.jpg"))
        .args(["-f", "rawvideo", "-pix_fmt", "gray", "-"])
        .output()
        .expect("ffmpeg");
    let middle = |index: usize| i32::from(decoded.stdout[144 * 32 + 36 * index + 18]);
    // The middles of four stretches of eleven frames.
    for (index, frame) in [5, 16, 27, 38].into_iter().enumerate() {
        assert!((middle(index) - (40 + 4 * frame)).abs() <= 2, "picture {index} shows {}", middle(index));
    }
    // Of a still, the same picture everywhere; past the end of a clip, its last.
    let still = folder.join("still.jpg");
    fs::write(&still, poster(&path, 999_999, 320).expect("the last")).expect("written");
    assert_eq!(size_of_jpeg(&folder, &filmstrip(&still, 3, 64).expect("of a still")), (36 * 3, 64));
    assert!(filmstrip(&folder.join("none.mp4"), 3, 64).is_err());
}

#[test]
fn peaks_follow_the_sound() {
    let mut studio = Studio::new();
    let reading = studio.reading(1, 2.0, 300.0);
    let outline = peaks(&studio.media.readings[&reading].path, 50).expect("an outline");
    // A sine of 8000 of 32768.
    assert_eq!(outline.len(), 100);
    assert!(outline.iter().all(|peak| (60..=64).contains(peak)), "{outline:?}");
    assert!(peaks(&studio.folder.path().join("no.wav"), 50).is_err());
}

/// Pixels of a picture at its size as ffmpeg decodes and converts it: red, green and blue.
fn seen_by_ffmpeg(path: &Path, size: &str) -> Vec<u8> {
    let decoded = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(path)
        .args(["-frames:v", "1", "-vf"])
        .arg(format!("scale={size}:flags=accurate_rnd+full_chroma_int,format=rgb24"))
        .args(["-f", "rawvideo", "-"])
        .output()
        .expect("ffmpeg");
    assert!(decoded.status.success(), "{}", String::from_utf8_lossy(&decoded.stderr));
    decoded.stdout
}

#[test]
fn a_poster_has_the_colours_of_the_take() {
    let mut studio = Studio::new();
    let folder = studio.folder.path().to_owned();
    for (number, colours) in (1..).zip([
        [[250, 250, 250], [16, 16, 16]],
        [[200, 40, 30], [30, 180, 60]],
        [[40, 60, 200], [128, 128, 128]],
        [[240, 200, 20], [90, 20, 120]],
    ]) {
        let halves = Halves(colours[0], colours[1], WIDTH);
        let take = studio.clip(number, 3, (WIDTH, HEIGHT), &halves);
        let path = studio.media.takes[&take].file.path.clone();
        let made = folder.join("poster.jpg");
        // As large as the take, and as small as in a list.
        for height in [HEIGHT, 96] {
            fs::write(&made, poster(&path, 0, height).expect("a poster")).expect("written");
            let (ours, theirs) = (seen_by_ffmpeg(&made, "180:320"), seen_by_ffmpeg(&path, "180:320"));
            for (x, colour) in [(45, colours[0]), (135, colours[1])] {
                let at = (160 * 180 + x) * 3;
                let (ours, theirs) = (&ours[at..at + 3], &theirs[at..at + 3]);
                for channel in 0..3 {
                    let off = i32::from(ours[channel]) - i32::from(theirs[channel]);
                    assert!(
                        off.abs() <= 2,
                        "{colour:?} shows {ours:?} in a poster of {height}, {theirs:?} in the take"
                    );
                }
            }
        }
    }
}

#[test]
fn a_proxy_is_as_bright_as_its_take() {
    let mut studio = Studio::new();
    let folder = studio.folder.path().to_owned();
    let halves = Halves([200; 3], [60; 3], 1080);
    let take = studio.clip(1, 3, (1080, 1920), &halves);
    let path = studio.media.takes[&take].file.path.clone();
    let small = folder.join("small.mp4");
    make_proxy(&path, &small, &Arc::new(AtomicBool::new(false))).expect("a proxy");
    let (ours, theirs) = (seen_by_ffmpeg(&small, "90:160"), seen_by_ffmpeg(&path, "90:160"));
    for x in [22, 67] {
        let at = (80 * 90 + x) * 3;
        let off = i32::from(ours[at]) - i32::from(theirs[at]);
        assert!(off.abs() <= 1, "{} in the proxy, {} in the take", ours[at], theirs[at]);
    }
}
