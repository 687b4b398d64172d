//! The export benchmark's own side: exports the job of `bench/clips.sh` cold, again after one segment has changed, and
//! once more with nothing changed, and prints the seconds each took.
//!
//! `cargo run -p bobine-render --example bench_export -- MEDIA OUT.mp4 [cold]`; `cold` stops after the first export.

use std::path::{Path, PathBuf};
use std::time::Instant;

use bobine_model::{
    CaptionChoice, Document, Fit, Format, FrameRange, Frames, Framing, Language, LengthRule, Millis, Mix, MusicChoice,
    PixelRect, ProviderId, ReadingId, ReadingUse, Segment, SegmentId, SpokenWord, TakeExtent, TakeId, TakeUse,
    Transition, TransitionKind, VoiceChoice, VoiceId,
};
use bobine_render::captions::Fonts;
use bobine_render::export::{ExportSettings, Renderer, RendererConfig};
use bobine_render::plan::{ContentHash, MediaFile, MusicMedia, ResolvedMedia, Size, TakeKind, TakeMedia, plan};

type Failure = Box<dyn std::error::Error>;

/// The clips with their sizes.
const CLIPS: [(&str, u32, u32); 6] = [
    ("a.mp4", 1080, 1920),
    ("b.mp4", 1280, 720),
    ("c.webm", 720, 1280),
    ("d.mp4", 1080, 1920),
    ("e.mp4", 1920, 1080),
    ("f.mp4", 1080, 1920),
];
/// What the six segments say: sixteen words each, 96 caption states.
const WORDS: &str = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen";

#[expect(clippy::print_stdout, reason = "a program whose output is its result")]
fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(folder), Some(target)) = (arguments.next(), arguments.next()) else {
        return Err("usage: bench_export MEDIA OUT.mp4".into());
    };
    let cache = tempfile::tempdir_in(target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")))?;
    let renderer = Renderer::new(&RendererConfig {
        cache_folder: cache.path().join("chunks"),
        cache_limit: 2_000_000_000,
        fonts: Fonts::unpack(&cache.path().join("fonts"))?,
    })?;
    let (mut document, media) = job(&folder)?;
    let is_cold_only = arguments.next().is_some_and(|word| word.as_os_str() == "cold");
    for name in ["cold", "one changed", "unchanged"].into_iter().take(if is_cold_only { 1 } else { 3 }) {
        if name == "one changed" {
            document.segments[2].narration = WORDS.to_uppercase();
        }
        let began = Instant::now();
        let done = renderer.export(&plan(&document, &media)?, &target, ExportSettings::default(), &|_| true)?;
        let found = done.verified;
        println!(
            "{name}: {:.2} s, {} frames, {} chunks rendered, {} reused, {:.1} MB, {:.2} LUFS, {:.2} dBTP",
            began.elapsed().as_secs_f64(),
            found.frames,
            done.chunks_rendered,
            done.chunks_reused,
            found.bytes as f64 / 1e6,
            found.lufs.unwrap_or(f64::NEG_INFINITY),
            found.true_peak_dbtp.unwrap_or(f64::NEG_INFINITY),
        );
    }
    Ok(())
}

fn job(folder: &Path) -> Result<(Document, ResolvedMedia), Failure> {
    let voice = VoiceChoice { provider: ProviderId::embedded(), voice: VoiceId::new("bench")?, speed: 100, pitch: 100 };
    let mut media = ResolvedMedia {
        music: Some(MusicMedia { file: file(folder, "music.wav")?, loop_samples: None }),
        ..ResolvedMedia::default()
    };
    let mut segments = Vec::new();
    for (index, (name, width, height)) in CLIPS.into_iter().enumerate() {
        let number = u128::try_from(index)? + 1;
        let id = uuid::Uuid::from_u128(number);
        let (take, reading) = (TakeId::from_uuid(id), ReadingId::from_uuid(id));
        let size = Size { width, height };
        let kind = TakeKind::Clip { has_sound: false };
        media.takes.insert(take, TakeMedia { file: file(folder, name)?, kind, size });
        media.readings.insert(reading, file(folder, &format!("voice{number}.wav"))?);
        let words = WORDS.split(' ').zip(0_u32..).map(|(text, at)| SpokenWord {
            text: text.to_owned(),
            start: Millis::new(at * 240),
            end: Millis::new(at * 240 + 220),
        });
        let whole = FrameRange::new(Frames::ZERO, Frames::new(180))?;
        segments.push(Segment {
            id: SegmentId::from_uuid(id),
            ancestors: Vec::new(),
            narration: WORDS.to_owned(),
            spoken: None,
            prompt: String::new(),
            target: Frames::new(150),
            length: LengthRule::Fixed(Frames::new(if index == 0 { 165 } else { 162 })),
            is_included: true,
            picture: Some(TakeUse { take, extent: TakeExtent::Clip { length: Frames::new(180), trim: whole } }),
            voicing: Some(ReadingUse {
                reading,
                said: WORDS.to_owned(),
                voice: voice.clone(),
                from: Millis::ZERO,
                to: Millis::new(4000),
                lead: Frames::new(15),
                words: words.collect(),
            }),
            fit: Fit::default(),
            framing: Framing::default(),
            transition: Transition { kind: TransitionKind::Crossfade, frames: Frames::new(15) },
            cue_starts: None,
        });
    }
    let document = Document {
        title: "Bench".to_owned(),
        language: Language::english(),
        format: Format::VERTICAL,
        voice,
        pronunciations: Vec::new(),
        captions: CaptionChoice { is_shown: true, preset: "clean".to_owned(), area: PixelRect::SAFE_EVERYWHERE },
        music: Some(MusicChoice::Loop { name: "bench".to_owned() }),
        mix: Mix::default(),
        segments,
    };
    Ok((document, media))
}

fn file(folder: &Path, name: &str) -> Result<MediaFile, Failure> {
    let path = folder.join(name);
    let hash = ContentHash::of(&std::fs::read(&path)?);
    Ok(MediaFile { path, hash })
}
