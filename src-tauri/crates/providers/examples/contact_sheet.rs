//! Draws contact sheets of the embedded clips for people to look at, single frames, raw frames for an encoder, and
//! measures how long a frame takes.
//!
//! ```text
//! contact_sheet DIR sheet                 DIR/sheet.png: every look, four seeds
//! contact_sheet DIR look NAME             DIR/NAME.png: six seeds, each at the start and two fifths in
//! contact_sheet DIR video PROMPT...       DIR/video.png: what each prompt looks like
//! contact_sheet DIR still NAME SEED TIME  DIR/still.png: one frame of 1080x1920; TIME from 0 to 1
//! contact_sheet DIR raw NAME SEED         DIR/clip.rgba: five seconds of 1080x1920 at 30, for an encoder
//! contact_sheet DIR time [NAME...]        milliseconds a frame of 1080x1920 takes on one thread, by look
//! ```

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use bobine_model::{Format, Frames};
use bobine_provider::FrameSource;
use bobine_providers::embedded::clips::{Look, Sketch};
use tiny_skia::{FilterQuality, IntSize, Pixmap, PixmapPaint, Transform};

const FRAMES: u32 = 150;
const DRAWN: u32 = 10;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [folder, "sheet"] => sheet(Path::new(folder)),
        [folder, "look", name] => look(Path::new(folder), named(name)?),
        [folder, "video", prompts @ ..] => video(Path::new(folder), prompts),
        [folder, "still", name, seed, time] => still(Path::new(folder), named(name)?, seed.parse()?, time.parse()?),
        [folder, "raw", name, seed] => raw(Path::new(folder), named(name)?, seed.parse()?),
        [_, "time", names @ ..] => time(names),
        _ => Err("usage: contact_sheet DIR sheet | look NAME | video PROMPT... | still NAME SEED TIME | \
                  raw NAME SEED | time [NAME...]"
            .into()),
    }
}

fn named(name: &str) -> Result<Look, Failure> {
    Look::ALL.into_iter().find(|look| look.name() == name).ok_or_else(|| format!("there is no look {name}").into())
}

fn sheet(folder: &Path) -> Result<(), Failure> {
    let mut tiles = Vec::new();
    for seed in 0..4 {
        for look in Look::ALL {
            tiles.push(frame(&Sketch::in_look(look, seed, Format::VERTICAL, Frames::new(FRAMES)), 30)?);
        }
    }
    paste(&tiles, Look::ALL.len())?.save_png(folder.join("sheet.png"))?;
    Ok(())
}

fn look(folder: &Path, look: Look) -> Result<(), Failure> {
    let mut tiles = Vec::new();
    for seed in 10..16 {
        let sketch = Sketch::in_look(look, seed, Format::VERTICAL, Frames::new(FRAMES));
        tiles.push(frame(&sketch, 0)?);
        tiles.push(frame(&sketch, 60)?);
    }
    paste(&tiles, 6)?.save_png(folder.join(format!("{look}.png")))?;
    Ok(())
}

fn video(folder: &Path, prompts: &[&str]) -> Result<(), Failure> {
    let mut tiles = Vec::new();
    let mut out = io::stdout().lock();
    for (seed, prompt) in (1..).zip(prompts) {
        let sketch = Sketch::new(prompt, seed, Format::VERTICAL, Frames::new(FRAMES));
        writeln!(out, "{}: {prompt}", sketch.look())?;
        tiles.push(frame(&sketch, 40)?);
    }
    paste(&tiles, 6)?.save_png(folder.join("video.png"))?;
    Ok(())
}

fn still(folder: &Path, look: Look, seed: u64, time: f32) -> Result<(), Failure> {
    let sketch = Sketch::in_look(look, seed, Format::VERTICAL, Frames::new(FRAMES));
    let nearest = (0..FRAMES).min_by(|a, b| {
        let far = |index: &u32| (*index as f32 / FRAMES as f32 - time).abs();
        far(a).total_cmp(&far(b))
    });
    frame(&sketch, nearest.unwrap_or(0))?.save_png(folder.join("still.png"))?;
    Ok(())
}

fn raw(folder: &Path, look: Look, seed: u64) -> Result<(), Failure> {
    let sketch = Sketch::in_look(look, seed, Format::VERTICAL, Frames::new(FRAMES));
    let mut out = BufWriter::new(fs::File::create(folder.join("clip.rgba"))?);
    let mut pixels = blank(Format::VERTICAL)?;
    for index in 0..FRAMES {
        sketch.draw(index, &mut pixels);
        out.write_all(&pixels)?;
    }
    out.flush()?;
    Ok(())
}

fn time(names: &[&str]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let mut pixels = blank(Format::VERTICAL)?;
    for look in Look::ALL.into_iter().filter(|look| names.is_empty() || names.contains(&look.name())) {
        let start = Instant::now();
        let sketch = Sketch::in_look(look, 7, Format::VERTICAL, Frames::new(FRAMES));
        let composed = start.elapsed();
        // The best of three for each frame: other work on the machine only ever adds.
        let mut whole = Duration::ZERO;
        for index in 0..DRAWN {
            let best = (0..3).map(|_| {
                let start = Instant::now();
                sketch.draw(index * FRAMES / DRAWN, &mut pixels);
                start.elapsed()
            });
            whole += best.min().unwrap_or_default();
        }
        let each = whole.as_secs_f64() * 1e3 / f64::from(DRAWN);
        writeln!(out, "{:8} {each:6.2} ms a frame, {:4} ms to compose", look.name(), composed.as_millis())?;
    }
    Ok(())
}

fn blank(format: Format) -> Result<Vec<u8>, Failure> {
    Ok(vec![0; usize::try_from(format.width())? * usize::try_from(format.height())? * 4])
}

fn frame(sketch: &Sketch, index: u32) -> Result<Pixmap, Failure> {
    let mut pixels = blank(Format::VERTICAL)?;
    sketch.draw(index, &mut pixels);
    let size = IntSize::from_wh(Format::VERTICAL.width(), Format::VERTICAL.height()).ok_or("no size")?;
    Pixmap::from_vec(pixels, size).ok_or_else(|| "no picture".into())
}

/// Lay frames side by side, `columns` in a row, each halved twice.
fn paste(tiles: &[Pixmap], columns: usize) -> Result<Pixmap, Failure> {
    const GAP: u32 = 6;
    let rows = tiles.len().div_ceil(columns);
    let (columns_wide, rows_high) = (u32::try_from(columns)?, u32::try_from(rows)?);
    let (width, height) = (Format::VERTICAL.width() / 4 + GAP, Format::VERTICAL.height() / 4 + GAP);
    let mut page = Pixmap::new(columns_wide * width, rows_high * height).ok_or("nothing to show")?;
    for (number, tile) in tiles.iter().enumerate() {
        let (x, y) = (u32::try_from(number % columns)? * width, u32::try_from(number / columns)? * height);
        let small = halved(&halved(tile)?)?;
        let place = Transform::from_translate(x as f32, y as f32);
        page.draw_pixmap(0, 0, small.as_ref(), &PixmapPaint::default(), place, None);
    }
    Ok(page)
}

fn halved(picture: &Pixmap) -> Result<Pixmap, Failure> {
    let mut half = Pixmap::new(picture.width() / 2, picture.height() / 2).ok_or("too small to halve")?;
    let paint = PixmapPaint { quality: FilterQuality::Bilinear, ..PixmapPaint::default() };
    half.draw_pixmap(0, 0, picture.as_ref(), &paint, Transform::from_scale(0.5, 0.5), None);
    Ok(half)
}
