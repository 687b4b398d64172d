//! What ffprobe and ffmpeg say of a file. Every function panics with what the tool printed: in a test, that is the report.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn run(command: &mut Command) -> Output {
    let output = command.stdin(Stdio::null()).output().expect("ffmpeg is installed by ./dev test");
    assert!(output.status.success(), "{command:?} failed:\n{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Streams, format and counted packets, as ffprobe's JSON. Fails when ffprobe has anything to complain of.
pub fn probe(file: &Path) -> Value {
    let output = run(Command::new("ffprobe")
        .args(["-v", "warning", "-of", "json", "-show_streams", "-show_format", "-count_packets"])
        .arg(file));
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(complaints.trim().is_empty(), "ffprobe complains of {}: {complaints}", file.display());
    serde_json::from_slice(&output.stdout).expect("ffprobe prints JSON")
}

/// The first stream of a kind, `video` or `audio`, in what [`probe`] gave.
pub fn stream<'a>(probed: &'a Value, kind: &str) -> &'a Value {
    let streams = probed["streams"].as_array().expect("ffprobe lists streams");
    streams.iter().find(|stream| stream["codec_type"] == kind).unwrap_or_else(|| panic!("no {kind} in {probed:#}"))
}

/// Decode all of a file and fail on the least complaint.
pub fn decodes_clean(file: &Path) {
    let output =
        run(Command::new("ffmpeg").args(["-v", "warning", "-xerror", "-i"]).arg(file).args(["-f", "null", "-"]));
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(complaints.trim().is_empty(), "ffmpeg complains of {}: {complaints}", file.display());
}

/// Integrated loudness in LUFS and true peak in dBTP.
pub fn loudness(file: &Path) -> (f64, f64) {
    let output = run(Command::new("ffmpeg").args(["-nostats", "-hide_banner", "-i"]).arg(file).args([
        "-vn",
        "-af",
        "ebur128=peak=true",
        "-f",
        "null",
        "-",
    ]));
    let text = String::from_utf8_lossy(&output.stderr);
    let summary = text.rsplit("Summary:").next().unwrap_or_default();
    let figure = |label: &str| -> f64 {
        let after = summary.split(label).nth(1).unwrap_or_else(|| panic!("no {label} in {summary}"));
        after.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or_else(|| panic!("{summary}"))
    };
    (figure("I:"), figure("Peak:"))
}

/// Every frame in grey at a small size, in order.
pub fn frames(file: &Path, width: usize, height: usize) -> Vec<Vec<u8>> {
    let output = run(Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(file)
        .args(["-vf", &format!("scale={width}:{height}:flags=area"), "-fps_mode", "passthrough"])
        .args(["-pix_fmt", "gray", "-f", "rawvideo", "-"]));
    output.stdout.chunks_exact(width * height).map(<[u8]>::to_vec).collect()
}

/// Mean absolute difference of two pictures of one size, 0 to 255.
pub fn difference(one: &[u8], other: &[u8]) -> f64 {
    assert_eq!(one.len(), other.len(), "pictures of one size are compared");
    let sum: u64 = one.iter().zip(other).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    #[expect(clippy::cast_precision_loss, reason = "sums of a small picture are far below 2^52")]
    let mean = sum as f64 / one.len() as f64;
    mean
}
