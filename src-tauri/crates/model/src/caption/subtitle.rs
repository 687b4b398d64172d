//! Captions as subtitle files: SubRip and WebVTT.

use std::fmt::Write;

use crate::caption::Cue;
use crate::time::{FrameRate, Frames};

/// The cues as a SubRip file (`.srt`), UTF-8, lines ended by a line feed.
///
/// SubRip has no escapes; where a player could take text for a tag (`<i>`, `{\an8}`) or an arrow for a time line,
/// an invisible word joiner is put in, so that the text is seen as it was written.
pub fn srt(cues: &[Cue], rate: FrameRate) -> String {
    let mut file = String::new();
    for (number, cue) in (1_usize..).zip(cues) {
        let (start, end) = (clock(cue.frames.start(), rate, ','), clock(cue.frames.end(), rate, ','));
        let text =
            one_line(&cue.text()).replace("-->", "-\u{2060}->").replace('<', "<\u{2060}").replace("{\\", "{\u{2060}\\");
        writeln!(file, "{number}\n{start} --> {end}\n{text}\n").expect("writing to a string cannot fail");
    }
    file
}

/// The cues as a WebVTT file (`.vtt`), UTF-8, lines ended by a line feed.
pub fn vtt(cues: &[Cue], rate: FrameRate) -> String {
    let mut file = "WEBVTT\n\n".to_owned();
    for cue in cues {
        let (start, end) = (clock(cue.frames.start(), rate, '.'), clock(cue.frames.end(), rate, '.'));
        let text = one_line(&cue.text()).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        writeln!(file, "{start} --> {end}\n{text}\n").expect("writing to a string cannot fail");
    }
    file
}

/// A blank line would end the cue, so a cue is one line whatever its words hold.
fn one_line(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ")
}

fn clock(frame: Frames, rate: FrameRate, point: char) -> String {
    let millis = rate.millis(frame).count();
    let (seconds, millis) = (millis / 1000, millis % 1000);
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    format!("{:02}:{:02}:{seconds:02}{point}{millis:03}", minutes / 60, minutes % 60)
}
