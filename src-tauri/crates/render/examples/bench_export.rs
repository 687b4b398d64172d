//! The export benchmark's own side: exports the job of `bench/clips.sh` cold, again after one segment has changed, and
//! once more with nothing changed, and prints the seconds each took.
//!
//! `cargo run -p bobine-render --example bench_export -- MEDIA OUT.mp4 [cold]`; `cold` stops after the first export.

#[path = "../../../../bench/job.rs"]
mod job;

use std::path::{Path, PathBuf};
use std::time::Instant;

use bobine_render::captions::Fonts;
use bobine_render::export::{ExportSettings, Renderer, RendererConfig};
use bobine_render::plan::plan;
use job::{WORDS, job};

type Failure = Box<dyn std::error::Error>;

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
