//! Measures the preview: how many frames it plays, how long a seek and an edit take until the right frame is seen, and
//! whether memory stays flat. Prints JSON lines. `cargo bench -p bobine-render --bench preview [-- soak SECONDS]`.
#![allow(clippy::print_stdout, reason = "a program whose output is its result")]

mod job;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use bobine_model::{Document, FrameRange, Frames, LengthRule, TakeId};
use bobine_render::captions::Fonts;
use bobine_render::make_proxy;
use bobine_render::plan::{MediaFile, Plan, ResolvedMedia, plan};
use bobine_render::preview::{PREVIEW_SIZE, Preview, PreviewConfig, PreviewState, Speed};
use job::{file_at, job};
use serde_json::json;

type Failure = Box<dyn std::error::Error>;

/// Nothing takes longer.
const LIMIT: Duration = Duration::from_secs(30);
const SEEKS: u32 = 500;
const SHOWS: u32 = 200;

fn main() -> Result<(), Failure> {
    let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
    let soak = match words.next().as_deref() {
        Some("soak") => Some(words.next().map_or(Ok(600), |seconds| seconds.parse::<u64>())?),
        _ => None,
    };
    let media = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-media");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../bench/clips.sh");
    if !Command::new("sh").arg(script).arg(&media).status()?.success() {
        return Err("the clips cannot be made".into());
    }
    let bench = Bench::new(&media)?;
    match soak {
        Some(seconds) => bench.soak(Duration::from_secs(seconds)),
        None => bench.measure(),
    }
}

enum Told {
    Frame(u32, Instant),
    State(Box<PreviewState>),
}

struct Bench {
    document: Document,
    media: ResolvedMedia,
    proxies: BTreeMap<TakeId, MediaFile>,
    preview: Preview,
    told: Receiver<Told>,
    _fonts: tempfile::TempDir,
}

impl Bench {
    fn new(folder: &Path) -> Result<Self, Failure> {
        let (document, media) = job(folder)?;
        let began = Instant::now();
        let mut proxies = BTreeMap::new();
        for (take, found) in &media.takes {
            let target = found.file.path.with_extension("proxy.mp4");
            make_proxy(&found.file.path, &target, &Arc::new(AtomicBool::new(false)))?;
            proxies.insert(*take, file_at(&target)?);
        }
        report("six_proxies", began.elapsed().as_secs_f64(), "s");
        let fonts = tempfile::tempdir()?;
        let config = PreviewConfig { fonts: Fonts::unpack(fonts.path())?, size: PREVIEW_SIZE };
        let (frames, told) = channel();
        let states = frames.clone();
        let preview = Preview::new(
            &config,
            move |frame| drop(frames.send(Told::Frame(frame.frame.count(), Instant::now()))),
            move |state| drop(states.send(Told::State(Box::new(state)))),
        )?;
        Ok(Self { document, media, proxies, preview, told, _fonts: fonts })
    }

    fn plan(&self) -> Result<Arc<Plan>, Failure> {
        Ok(Arc::new(plan(&self.document, &self.media)?.with_pictures_from(&self.proxies)))
    }

    fn measure(mut self) -> Result<(), Failure> {
        let began = Instant::now();
        self.preview.show(self.plan()?, Frames::ZERO);
        report("first_frame", millis(self.frame(0, began)?), "ms");
        let began = Instant::now();
        let length = self.state(|state| state.sound != bobine_render::preview::SoundState::Mixing)?.length.count();
        report("sound_mixed", began.elapsed().as_secs_f64() * 1000.0, "ms");
        self.play(length)?;
        self.seek(length)?;
        self.edit(length)?;
        Ok(())
    }

    fn play(&self, length: u32) -> Result<(), Failure> {
        let cpu = cpu_seconds();
        self.preview.play(Speed::Normal);
        let mut seen = Vec::new();
        loop {
            match self.told.recv_timeout(LIMIT)? {
                Told::Frame(number, at) => seen.push((number, at)),
                Told::State(state) if state.has_ended => break,
                Told::State(_) => {}
            }
        }
        let (Some(first), Some(last)) = (seen.first(), seen.last()) else { return Err("nothing was played".into()) };
        let seconds = (last.1 - first.1).as_secs_f64();
        report("play_fps", (seen.len() - 1) as f64 / seconds, "fps");
        report("play_seconds_of_30", seconds, "s");
        report("play_frames_missing", f64::from(length) - seen.len() as f64, "frames");
        let gaps = seen.windows(2).map(|pair| (pair[1].1 - pair[0].1).as_secs_f64() * 1000.0);
        report("play_longest_gap", gaps.fold(0.0, f64::max), "ms");
        report("play_cpu", (cpu_seconds() - cpu) / seconds * 100.0, "% of a core");
        Ok(())
    }

    fn seek(&self, length: u32) -> Result<(), Failure> {
        report("memory_before_seeks", memory_mb(), "MB");
        let mut random = Random(7);
        let mut times = Vec::new();
        for _ in 0..SEEKS {
            let frame = random.below(length);
            let began = Instant::now();
            self.preview.seek(Frames::new(frame));
            times.push(millis(self.frame(frame, began)?));
        }
        report_times("paused_seek", &mut times);
        report("memory_after_500_seeks", memory_mb(), "MB");
        Ok(())
    }

    fn edit(&mut self, length: u32) -> Result<(), Failure> {
        let mut random = Random(11);
        let mut times = Vec::new();
        for round in 0..SHOWS {
            // As a creator trims one segment.
            let index = usize::try_from(round % 6)?;
            let frames = Frames::new(150 + (round * 7) % 13);
            if let Some(segment) = self.document.segments.get_mut(index) {
                segment.length = LengthRule::Fixed(frames);
            }
            let frame = random.below(length - 100);
            let plan = self.plan()?;
            let began = Instant::now();
            self.preview.show(plan, Frames::new(frame));
            times.push(millis(self.frame(frame, began)?));
        }
        report_times("edit_to_frame", &mut times);
        report("memory_after_200_shows", memory_mb(), "MB");
        Ok(())
    }

    /// Whatever a creator might do, in no order, for a while.
    fn soak(mut self, long: Duration) -> Result<(), Failure> {
        let length = 800;
        let mut random = Random(3);
        self.preview.show(self.plan()?, Frames::ZERO);
        self.frame(0, Instant::now())?;
        report("memory_at_start", memory_mb(), "MB");
        report("threads_at_start", threads(), "threads");
        let (began, mut turns) = (Instant::now(), 0_u32);
        let speeds = [Speed::Normal, Speed::Two, Speed::Four, Speed::Back, Speed::BackTwo, Speed::BackFour];
        while began.elapsed() < long {
            turns += 1;
            match random.below(8) {
                0 | 1 => self.preview.play(speeds[usize::try_from(random.below(6))?]),
                2 => self.preview.pause(),
                3 => self.preview.step(i32::try_from(random.below(9))? - 4),
                4 => {
                    let start = Frames::new(random.below(length));
                    self.preview
                        .set_loop(FrameRange::new(start, start + Frames::new(40)).ok().filter(|_| turns % 2 == 0));
                }
                5 => {
                    if let Some(segment) = self.document.segments.get_mut(usize::try_from(random.below(6))?) {
                        segment.length = LengthRule::Fixed(Frames::new(150 + random.below(13)));
                    }
                    self.preview.show(self.plan()?, Frames::new(random.below(length)));
                }
                _ => {
                    for _ in 0..random.below(6) {
                        self.preview.seek(Frames::new(random.below(length)));
                    }
                }
            }
            // A creator looks at what came of it, for a moment or a little longer.
            let until = Instant::now() + Duration::from_millis(u64::from(random.below(600)));
            while let Some(left) = until.checked_duration_since(Instant::now()) {
                match self.told.recv_timeout(left) {
                    Ok(Told::State(state)) if !state.problems.is_empty() => {
                        return Err(format!("after {turns} turns: {:?}", state.problems).into());
                    }
                    Ok(_) => {}
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(error) => return Err(error.into()),
                }
            }
            if turns % 20 == 0 {
                // It still does what it is told.
                self.preview.pause();
                let frame = random.below(length);
                let asked = Instant::now();
                self.preview.seek(Frames::new(frame));
                self.frame(frame, asked)?;
            }
        }
        report("soak_turns", f64::from(turns), "turns");
        report("memory_at_end", memory_mb(), "MB");
        report("threads_at_end", threads(), "threads");
        Ok(())
    }

    /// How long a frame took to come.
    fn frame(&self, wanted: u32, since: Instant) -> Result<Duration, Failure> {
        loop {
            match self.told.recv_timeout(LIMIT) {
                Ok(Told::Frame(number, at)) if number == wanted => return Ok(at.saturating_duration_since(since)),
                Ok(Told::State(state)) if !state.problems.is_empty() => {
                    return Err(format!("frame {wanted}: {:?}", state.problems).into());
                }
                Ok(_) => {}
                Err(error) => return Err(format!("frame {wanted}: {error}").into()),
            }
        }
    }

    fn state(&self, is_it: impl Fn(&PreviewState) -> bool) -> Result<PreviewState, Failure> {
        loop {
            if let Told::State(state) = self.told.recv_timeout(LIMIT)?
                && is_it(&state)
            {
                return Ok(*state);
            }
        }
    }
}

fn report(name: &str, value: f64, unit: &str) {
    println!("{}", json!({ "name": name, "value": (value * 100.0).round() / 100.0, "unit": unit }));
}

fn report_times(name: &str, times: &mut [f64]) {
    times.sort_by(f64::total_cmp);
    for (part, percent) in [("p50", 50), ("p95", 95), ("most", 100)] {
        let place = (times.len() * percent / 100).min(times.len() - 1);
        report(&format!("{name}_{part}"), times[place], "ms");
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Memory this process holds.
fn memory_mb() -> f64 {
    status("VmRSS:") / 1024.0
}

fn threads() -> f64 {
    status("Threads:")
}

fn status(name: &str) -> f64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(f64::NAN)
}

/// Processor time this process has used, in seconds: fields 14 and 15, in hundredths.
fn cpu_seconds() -> f64 {
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = text.rsplit(')').next().unwrap_or_default();
    after_name.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Numbers in no order, the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(limit.max(1))).unwrap_or_default()
    }
}
