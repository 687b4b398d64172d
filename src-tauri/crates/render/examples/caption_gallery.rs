//! Draws every caption preset over a busy and a dark picture, in several scripts, as PNG files to look at.
//!
//! `cargo run -p bobine-render --example caption_gallery -- FOLDER`

use std::error::Error;
use std::fs::File;
use std::path::PathBuf;

use bobine_model::PixelRect;
use bobine_model::caption::{Cue, CueWord};
use bobine_model::time::{FrameRange, FrameRate, Frames};
use bobine_render::captions::{CaptionPainter, Fonts, Moment, Preset, pages, presets};
use cairo::{Context, Format, ImageSurface, LinearGradient, RadialGradient};

const TEXTS: &[(&str, &str)] = &[
    ("english", "Three habits that doubled my focus"),
    ("french", "L’été, où ça mène ? Déjà vu !"),
    ("arabic", "مرحبا بكم في قناتي الجديدة"),
    ("chinese", "今天 我们 来 学习 三个 小技巧"),
    ("emoji", "Ship it 🚀 today 👩‍👩‍👧 🇫🇷 ❤️"),
];
const FRAME_EACH: u32 = 10;
const THUMB: f64 = 0.5;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "caption-gallery".to_owned()));
    std::fs::create_dir_all(&folder)?;
    let fonts = Fonts::unpack(&folder.join("fonts"))?;
    for preset in presets() {
        sheet(&fonts, preset)?.write_to_png(&mut File::create(folder.join(format!("{}.png", preset.name)))?)?;
    }
    Ok(())
}

/// Five texts beside each other, above on a busy picture, below on a dark one, each at a moment of its own.
fn sheet(fonts: &Fonts, preset: &Preset) -> Result<ImageSurface, Box<dyn Error>> {
    // The lower part of the frame is what there is to see.
    let (width, top, bottom) = (1080.0, 800.0, 1320.0);
    let columns = f64::from(u32::try_from(TEXTS.len())?);
    let size = |length: f64| -> Result<i32, Box<dyn Error>> { Ok(format!("{:.0}", length * THUMB).parse()?) };
    let sheet = ImageSurface::create(Format::Rgb24, size(width * columns)?, size((bottom - top) * 2.0)?)?;
    let cr = Context::new(&sheet)?;
    cr.scale(THUMB, THUMB);
    let painter = CaptionPainter::new(fonts, preset, PixelRect::SAFE_EVERYWHERE, None, (1080, 1920))?;
    for (column, (_, text)) in TEXTS.iter().enumerate() {
        let column = u32::try_from(column)?;
        for row in 0..2_u32 {
            let (x, y) = (f64::from(column) * width, f64::from(row) * (bottom - top));
            cr.save()?;
            cr.rectangle(x, y, width, bottom - top);
            cr.clip();
            cr.translate(x, y - top);
            if row == 0 {
                busy(&cr)?;
            } else {
                dark(&cr)?;
            }
            // In the second row, a word later and in the middle of its movement.
            let frame = Frames::new(FRAME_EACH * (1 + row) + if row == 0 { 8 } else { 2 });
            let cue = pages(&cue(text)?, preset.words_at_once)
                .into_iter()
                .find(|page| page.frames.contains(frame))
                .ok_or("every frame has a page")?;
            let moment = Moment::at(&cue, frame, FrameRate::THIRTY, &preset.motion);
            let bitmap = painter.bitmap(&painter.caption(&cue)?, &moment)?;
            if !bitmap.is_empty() {
                let stride = Format::ARgb32.stride_for_width(bitmap.width)?;
                let (width, height) = (i32::try_from(bitmap.width)?, i32::try_from(bitmap.height)?);
                let drawn = ImageSurface::create_for_data(bitmap.data, Format::ARgb32, width, height, stride)?;
                cr.set_source_surface(&drawn, f64::from(bitmap.x), f64::from(bitmap.y))?;
                cr.paint()?;
            }
            cr.restore()?;
        }
    }
    drop(cr);
    Ok(sheet)
}

fn cue(text: &str) -> Result<Cue, Box<dyn Error>> {
    let mut words = Vec::new();
    for (index, word) in text.split(' ').enumerate() {
        let start = u32::try_from(index)? * FRAME_EACH;
        let said = FrameRange::new(Frames::new(start), Frames::new(start + FRAME_EACH))?;
        words.push(CueWord { text: word.to_owned(), said });
    }
    let end = u32::try_from(words.len())? * FRAME_EACH;
    Ok(Cue { frames: FrameRange::new(Frames::ZERO, Frames::new(end))?, words })
}

/// A picture with light and dark, large and small, like a street in the sun.
fn busy(cr: &Context) -> Result<(), cairo::Error> {
    let sky = LinearGradient::new(0.0, 700.0, 0.0, 1400.0);
    sky.add_color_stop_rgb(0.0, 0.98, 0.86, 0.62);
    sky.add_color_stop_rgb(0.5, 0.84, 0.56, 0.42);
    sky.add_color_stop_rgb(1.0, 0.32, 0.44, 0.52);
    cr.set_source(&sky)?;
    cr.paint()?;
    let mut seed = 12_345_u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(seed >> 8) / f64::from(1_u32 << 24)
    };
    for _ in 0..260 {
        let (x, y, radius) = (next() * 1080.0, 760.0 + next() * 600.0, 6.0 + next() * next() * 110.0);
        let light = RadialGradient::new(x, y, 0.0, x, y, radius);
        let (red, green, blue) = (next(), next() * 0.9, next() * 0.8);
        light.add_color_stop_rgba(0.0, red, green, blue, 0.75);
        light.add_color_stop_rgba(0.8, red, green, blue, 0.6);
        light.add_color_stop_rgba(1.0, red, green, blue, 0.0);
        cr.set_source(&light)?;
        cr.paint()?;
    }
    Ok(())
}

fn dark(cr: &Context) -> Result<(), cairo::Error> {
    let night = LinearGradient::new(0.0, 700.0, 1080.0, 1400.0);
    night.add_color_stop_rgb(0.0, 0.05, 0.06, 0.10);
    night.add_color_stop_rgb(1.0, 0.10, 0.08, 0.16);
    cr.set_source(&night)?;
    cr.paint()
}
