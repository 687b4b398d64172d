//! Captions from words to pixels: what every preset holds to, whatever the text.

mod drawing;
mod pipeline;
mod room;

use std::path::Path;
use std::sync::{Arc, LazyLock};

use bobine_model::PixelRect;
use bobine_model::caption::{Cue, CueWord};
use bobine_model::time::{FrameRange, FrameRate, Frames};

use super::{CaptionBitmap, CaptionPainter, Fonts, Moment, Preset, pages, preset};

const AREA: PixelRect = PixelRect::SAFE_EVERYWHERE;
const FULL: (u32, u32) = (1080, 1920);
/// The frames every word of [`cue`] is said in.
const WORD: u32 = 10;

/// The bundled fonts and Debian's, whatever fonts this machine prefers.
static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder").keep();
    let config = folder.join("fonts.conf");
    std::fs::write(&config, fontconfig(&folder)).expect("it is writable");
    Fonts::unpack_with_config(&folder.join("bundled"), &config).expect("fontconfig reads it")
});

fn fontconfig(folder: &Path) -> String {
    let cache = folder.join("cache");
    format!(
        "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"urn:fontconfig:fonts.dtd\">
         <fontconfig><dir>/usr/share/fonts</dir><cachedir>{}</cachedir>
         <include ignore_missing=\"yes\">/etc/fonts/conf.d/10-scale-bitmap-fonts.conf</include></fontconfig>",
        cache.display()
    )
}

fn fonts() -> Fonts {
    FONTS.clone()
}

fn range(start: u32, end: u32) -> FrameRange {
    FrameRange::new(Frames::new(start), Frames::new(end)).expect("a range")
}

/// A cue from frame 0 on, its words said one after another.
fn cue(words: &[&str]) -> Cue {
    let said = |index: usize| {
        let start = u32::try_from(index).expect("few words") * WORD;
        range(start, start + WORD)
    };
    let words: Vec<CueWord> =
        words.iter().enumerate().map(|(index, text)| CueWord { text: (*text).to_owned(), said: said(index) }).collect();
    let end = u32::try_from(words.len()).expect("few words") * WORD;
    Cue { frames: range(0, end.max(1)), words }
}

fn named(name: &str) -> &'static Preset {
    preset(name).expect("a built-in preset")
}

fn painter(preset: &Preset, size: (u32, u32)) -> CaptionPainter {
    CaptionPainter::new(&fonts(), preset, AREA, None, size).expect("fonts are there")
}

/// What a preset shows of a cue at a frame.
fn drawn(preset: &Preset, cue: &Cue, frame: u32, size: (u32, u32)) -> CaptionBitmap {
    let frame = Frames::new(frame);
    let page = pages(cue, preset.words_at_once)
        .into_iter()
        .find(|page| page.frames.contains(frame))
        .expect("every frame of a cue has a page");
    let painter = painter(preset, size);
    let caption = painter.caption(&page).expect("it is drawn");
    painter.bitmap(&caption, &Moment::at(&page, frame, FrameRate::THIRTY, &preset.motion)).expect("it is painted")
}

/// A pixel of the frame: blue, green, red, opacity.
fn pixel(bitmap: &CaptionBitmap, x: u32, y: u32) -> [u8; 4] {
    let (Some(column), Some(row)) = (x.checked_sub(bitmap.x), y.checked_sub(bitmap.y)) else { return [0; 4] };
    if column >= bitmap.width || row >= bitmap.height {
        return [0; 4];
    }
    let at = usize::try_from((row * bitmap.width + column) * 4).expect("a small bitmap");
    bitmap.data[at..at + 4].try_into().expect("four bytes")
}

fn shared(track: super::CaptionTrack) -> Arc<super::CaptionTrack> {
    Arc::new(track)
}
