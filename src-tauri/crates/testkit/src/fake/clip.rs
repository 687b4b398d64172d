//! Small real clips, made by ffmpeg once for a run of the tests.

use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// A clip a vendor may serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clip {
    /// 5 s, upright, 24 frames a second, as most vendors make them.
    Portrait,
    /// The same at 30 frames a second.
    Portrait30,
    /// 5 s, lying.
    Landscape,
    /// 4 s, upright.
    FourSeconds,
    /// Nothing.
    Empty,
    /// The first three fifths of a good clip: its head says more than follows.
    Cut,
    /// A page made for people.
    Page,
}

impl Clip {
    /// The file.
    pub fn bytes(self) -> Vec<u8> {
        static PORTRAIT: OnceLock<Vec<u8>> = OnceLock::new();
        static PORTRAIT_30: OnceLock<Vec<u8>> = OnceLock::new();
        static LANDSCAPE: OnceLock<Vec<u8>> = OnceLock::new();
        static FOUR: OnceLock<Vec<u8>> = OnceLock::new();
        match self {
            Self::Portrait => PORTRAIT.get_or_init(|| made("180x320", 24, 5)).clone(),
            Self::Portrait30 => PORTRAIT_30.get_or_init(|| made("180x320", 30, 5)).clone(),
            Self::Landscape => LANDSCAPE.get_or_init(|| made("320x180", 24, 5)).clone(),
            Self::FourSeconds => FOUR.get_or_init(|| made("180x320", 24, 4)).clone(),
            Self::Empty => Vec::new(),
            Self::Cut => {
                let whole = Self::Portrait.bytes();
                whole.get(..whole.len() * 3 / 5).unwrap_or_default().to_vec()
            }
            Self::Page => b"<!DOCTYPE html><html><body><h1>Please sign in</h1></body></html>".to_vec(),
        }
    }
}

fn made(size: &str, rate: u32, seconds: u32) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("there is room for a test");
    let file = folder.path().join("clip.mp4");
    let picture = format!("testsrc2=size={size}:rate={rate}:duration={seconds}");
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i", &picture])
        .args(["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-movflags", "+faststart"])
        .arg(&file)
        .stdin(Stdio::null())
        .output()
        .expect("ffmpeg is installed by ./dev test");
    assert!(output.status.success(), "ffmpeg failed:\n{}", String::from_utf8_lossy(&output.stderr));
    std::fs::read(&file).expect("ffmpeg wrote the clip")
}
