//! A caption style shown on a few words, as a picture with a transparent ground.

use bobine_model::caption::{Cue, CueWord};
use bobine_model::time::{FrameRange, FrameRate, Frames};
use bobine_model::{Language, PixelRect};
use cairo::{Format, ImageSurface};

use super::{CaptionError, CaptionPainter, Fonts, Moment, Preset, pages};

/// How long each word of a sample is said, in frames.
const WORD: u32 = 12;

/// A style on a few words, the second of them being said, as a PNG cropped to its ink. `width` is that of the whole
/// frame the caption would stand in, so that styles keep their sizes beside each other.
///
/// # Errors
/// When there is no memory.
pub fn sample(
    fonts: &Fonts,
    preset: &Preset,
    text: &str,
    language: &Language,
    width: u32,
) -> Result<Vec<u8>, CaptionError> {
    let width = width.clamp(120, 1080);
    let height = width * 16 / 9;
    let words: Vec<&str> = text.split_whitespace().take(12).collect();
    let range = |start: usize, end: usize| {
        let frame = |word: usize| Frames::new(u32::try_from(word).unwrap_or(0) * WORD);
        FrameRange::new(frame(start), frame(end.max(start + 1)))
    };
    let said = words.iter().enumerate();
    let said = said
        .filter_map(|(index, word)| Some(CueWord { text: (*word).to_owned(), said: range(index, index + 1).ok()? }));
    let Ok(frames) = range(0, words.len()) else { return Ok(Vec::new()) };
    let cue = Cue { frames, words: said.collect() };
    // The last frame of the second word: whatever moves has come to rest.
    let frame = Frames::new((2 * WORD - 1).min(frames.end().count() - 1));
    let Some(page) = pages(&cue, preset.words_at_once).into_iter().find(|page| page.frames.contains(frame)) else {
        return Ok(Vec::new());
    };
    let area = PixelRect { left: 40, top: 40, right: 1040, bottom: 1880 };
    let painter = CaptionPainter::new(fonts, preset, area, Some(language.code()), (width, height))?;
    let caption = painter.caption(&page)?;
    let bitmap = painter.bitmap(&caption, &Moment::at(&page, frame, FrameRate::THIRTY, &preset.motion))?;
    let side = |length: u32| i32::try_from(length.max(1)).unwrap_or(1);
    let mut surface = ImageSurface::create(Format::ARgb32, side(bitmap.width), side(bitmap.height))?;
    let stride = usize::try_from(surface.stride()).unwrap_or(0);
    let row = usize::try_from(bitmap.width).unwrap_or(0) * 4;
    {
        let mut data = surface.data()?;
        for (target, source) in data.chunks_mut(stride.max(1)).zip(bitmap.data.chunks(row.max(1))) {
            for (to, from) in target.chunks_exact_mut(4).zip(source.chunks_exact(4)) {
                let pixel = from.try_into().map_or(0, u32::from_le_bytes);
                to.copy_from_slice(&pixel.to_ne_bytes());
            }
        }
    }
    let mut png = Vec::new();
    surface.write_to_png(&mut png)?;
    Ok(png)
}
