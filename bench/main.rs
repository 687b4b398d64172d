//! Measures the `bobine` command as its users run it, each time beside ffmpeg doing the same job in the same run.
//! `./dev bench` runs all, `./dev bench NAME` one. Prints JSON lines: name, value, unit, and our time over ffmpeg's.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program whose output is its result")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How often each is run; the median counts.
const ROUNDS: usize = 3;

/// What the six segments of the export job say: sixteen words each, as long as the job of bench/ffmpeg_export.sh.
const NARRATION: &str =
    "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen.";

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    // Cargo passes `--bench` to what it runs.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let wants = |name: &str| wanted.is_empty() || wanted.iter().any(|one| name.starts_with(one.as_str()));
    let folder = tempfile::tempdir()?;
    let bench = Bench { folder: folder.path().to_owned(), media: media_folder()? };
    if wants("clip") {
        bench.clip()?;
    }
    if wants("video") {
        bench.video()?;
    }
    if wants("export") {
        bench.export()?;
    }
    Ok(())
}

/// The clips take a while to make, so they are kept beside what cargo builds.
fn media_folder() -> Result<PathBuf, Failure> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-media");
    run(script("clips.sh").arg(&folder))?;
    Ok(folder)
}

struct Bench {
    folder: PathBuf,
    media: PathBuf,
}

impl Bench {
    /// One embedded clip of five seconds, drawn and encoded: real time is 5 s.
    fn clip(&self) -> Result<(), Failure> {
        let mut times = Vec::new();
        for round in 0..ROUNDS {
            let library = self.folder.join(format!("clip-{round}"));
            let seed = (round + 1).to_string();
            run(bobine(&library).args(["new", "Slow mornings", "--length", "5", "--seed", &seed]))?;
            run(bobine(&library).args(["generate", "--voices-only"]))?;
            run(bobine(&library).args(["edit", "1", "--length", "5"]))?;
            times.push(run(bobine(&library).args(["generate"]))?.time);
        }
        report("clip_of_5_seconds", median(&times), "s", None);
        Ok(())
    }

    /// The whole job from a theme, against ffmpeg putting together the same clips.
    fn video(&self) -> Result<(), Failure> {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let library = self.folder.join(format!("video-{round}"));
            let out = self.folder.join("video.mp4");
            let theme = ["video", "Three Python tips nobody told you", "--seed", "11", "--out"];
            ours.push(run(bobine(&library).args(theme).arg(&out))?.time);
            let takes: Value = serde_json::from_slice(&run(bobine(&library).args(["takes", "--json"]))?.stdout)?;
            let media = self.folder.join(format!("media-{round}"));
            fs::create_dir(&media)?;
            for entry in fs::read_dir(&self.media)?.flatten() {
                fs::copy(entry.path(), media.join(entry.file_name()))?;
            }
            for (index, name) in ["a.mp4", "b.mp4", "c.webm", "d.mp4", "e.mp4", "f.mp4"].iter().enumerate() {
                let take = takes[index]["path"].as_str().ok_or("the video has six takes")?;
                fs::copy(take, media.join(name))?;
            }
            theirs.push(run(script("ffmpeg_export.sh").arg(&media).arg(self.folder.join("ffmpeg.mp4")))?.time);
        }
        report("video", median(&ours), "s", Some(median(&theirs)));
        Ok(())
    }

    /// The 30-second project of six heavy clips: cold, with nothing changed, and after one narration was changed.
    fn export(&self) -> Result<(), Failure> {
        let library = self.folder.join("export");
        self.make_project(&library)?;
        let out = self.folder.join("export.mp4");
        let export = || {
            let mut command = bobine(&library);
            command.args(["export", "--out"]).arg(&out);
            command
        };
        let (mut cold, mut same, mut changed, mut theirs, mut memory) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new(), 0);
        for round in 0..ROUNDS {
            let _ = fs::remove_dir_all(library.join("cache/render"));
            theirs.push(run(script("ffmpeg_export.sh").arg(&self.media).arg(self.folder.join("ffmpeg.mp4")))?.time);
            let ran = run(&mut export())?;
            cold.push(ran.time);
            memory = memory.max(ran.peak_kib);
            same.push(run(&mut export())?.time);
            let text = format!("{NARRATION} {}", ["Really.", "Truly.", "Indeed."][round % 3]);
            run(bobine(&library).args(["edit", "3", "--narration", &text]))?;
            let began = Instant::now();
            run(bobine(&library).args(["generate"]))?;
            run(&mut export())?;
            changed.push(began.elapsed());
        }
        let theirs = median(&theirs);
        report("export_cold", median(&cold), "s", Some(theirs));
        report("export_nothing_changed", median(&same), "s", Some(theirs));
        report("export_one_narration_changed", median(&changed), "s", Some(theirs));
        let ratio = median(&changed) / median(&cold);
        println!(
            "{}",
            json!({ "name": "export_one_changed_over_cold", "value": ratio, "unit": "ratio", "vs_ffmpeg": null })
        );
        let megabytes = memory / 1024;
        println!("{}", json!({ "name": "export_peak_memory", "value": megabytes, "unit": "MiB", "vs_ffmpeg": null }));
        Ok(())
    }

    fn make_project(&self, library: &Path) -> Result<(), Failure> {
        run(bobine(library).args(["new", "Export bench", "--seed", "1"]))?;
        for (index, clip) in ["a.mp4", "b.mp4", "c.webm", "d.mp4", "e.mp4", "f.mp4"].iter().enumerate() {
            let number = (index + 1).to_string();
            // 165 and five times 162 frames, less five overlaps of 15, are 900.
            let length = if index == 0 { "5.5" } else { "5.4" };
            let transition = if index == 0 { "cut" } else { "crossfade:15" };
            run(bobine(library).args(["import", &number]).arg(self.media.join(clip)))?;
            run(bobine(library).args(["edit", &number, "--narration", NARRATION, "--length", length]))?;
            run(bobine(library).args(["edit", &number, "--transition", transition]))?;
        }
        run(bobine(library).args(["generate", "--voices-only"])).map(drop)
    }
}

struct Ran {
    time: Duration,
    stdout: Vec<u8>,
    /// The most memory it had at once; of the command's own process.
    peak_kib: u64,
}

fn bobine(library: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bobine"));
    command.env("BOBINE_LIBRARY", library);
    command
}

fn script(name: &str) -> Command {
    let mut command = Command::new("sh");
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../bench").join(name));
    command
}

fn run(command: &mut Command) -> Result<Ran, Failure> {
    let began = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak_kib = 0;
    // The kernel keeps the peak; it is read until the process is gone.
    while child.try_wait()?.is_none() {
        let found = fs::read_to_string(&status).unwrap_or_default();
        let line = found.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = line.and_then(|rest| rest.split_whitespace().next()).and_then(|number| number.parse().ok());
        peak_kib = peak.unwrap_or(peak_kib);
        std::thread::sleep(Duration::from_millis(10));
    }
    let time = began.elapsed();
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err(format!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(Ran { time, stdout: output.stdout, peak_kib })
}

fn median(times: &[Duration]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).map_or(0.0, Duration::as_secs_f64)
}

fn report(name: &str, value: f64, unit: &str, ffmpeg: Option<f64>) {
    let rounded = |number: f64| (number * 1000.0).round() / 1000.0;
    let ratio = ffmpeg.map(|theirs| rounded(value / theirs));
    println!("{}", json!({ "name": name, "value": rounded(value), "unit": unit, "vs_ffmpeg": ratio }));
}
