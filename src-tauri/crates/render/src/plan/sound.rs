//! What is heard: readings in their places, music that steps back under them, the clips' own sound.
//!
//! ```text
//! voice      ______|~~~~~~|__|~~~~|________
//! music 0 dB ----\                   /-----     attack before the first word, release after the last;
//!      -9 dB      \_________________/           a pause too short to come up and go down again stays ducked
//! ```

use bobine_model::fit::Piece;
use bobine_model::layout::{Layout, Placed};
use bobine_model::{Document, FrameRange, FrameRate, Frames, Millis, Mix, ReadingUse, SegmentId};

use super::media::{MediaFile, MusicMedia};

/// Samples a second of everything that is heard.
pub const SAMPLE_RATE: u32 = 48_000;

/// How long music takes to come in.
const MUSIC_FADE_IN: Millis = Millis::new(200);
/// How long it takes to go out.
const MUSIC_FADE_OUT: Millis = Millis::new(1200);

/// A level in tenths of a decibel.
pub type TenthsOfDecibel = i16;

/// All that is heard. The whole is levelled after it is mixed; gains say how the parts stand to each other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sound {
    /// Readings, in order.
    pub voices: Vec<VoiceSound>,
    /// The clips' own sound, in order.
    pub clips: Vec<ClipSound>,
    /// The music.
    pub music: Option<MusicSound>,
}

/// A stretch of a reading in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceSound {
    /// Whose.
    pub segment: SegmentId,
    /// The segment's number.
    pub number: u32,
    /// The sound file.
    pub file: MediaFile,
    /// Start of the stretch in the file.
    pub from: Millis,
    /// Its end; after `from`, at most what the segment has room for.
    pub to: Millis,
    /// The frame of the video it starts at.
    pub at: Frames,
    /// Its level.
    pub gain: TenthsOfDecibel,
}

/// A stretch of a clip's own sound in its place. It follows the picture: slowed with it, silent while it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClipSound {
    /// Whose.
    pub segment: SegmentId,
    /// The segment's number.
    pub number: u32,
    /// The clip.
    pub file: MediaFile,
    /// The frames of the take it goes with.
    pub source: FrameRange,
    /// Over how many frames of the video.
    pub over: Frames,
    /// The frame of the video it starts at.
    pub at: Frames,
    /// Frames over which it comes in: the transition into the segment.
    pub fade_in: Frames,
    /// Frames over which it goes out: the transition out of the segment.
    pub fade_out: Frames,
    /// Its level.
    pub gain: TenthsOfDecibel,
}

/// Music, repeated under the whole video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MusicSound {
    /// The file.
    pub file: MediaFile,
    /// After how many samples it starts again; where the file ends when absent.
    pub loop_samples: Option<u64>,
    /// Its level where nobody speaks.
    pub gain: TenthsOfDecibel,
    /// How far it is stepped back and when: rising in time, straight lines (in decibels) between, level before the
    /// first and after the last. Never empty.
    pub ducking: Vec<DuckingPoint>,
    /// Samples over which it comes in at the start of the video.
    pub fade_in: u64,
    /// Samples over which it goes out at its end.
    pub fade_out: u64,
}

/// A point of the ducking curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DuckingPoint {
    /// Sample of the video.
    pub at: u64,
    /// Level relative to the music's own; zero or less.
    pub gain: TenthsOfDecibel,
}

/// The first sample of a frame.
pub fn sample_of(frame: Frames, rate: FrameRate) -> u64 {
    u64::from(frame.count()) * u64::from(SAMPLE_RATE) * u64::from(rate.den()) / u64::from(rate.num())
}

/// The sample at a time.
pub fn sample_at(time: Millis) -> u64 {
    u64::from(time.count()) * u64::from(SAMPLE_RATE) / 1000
}

/// A segment's reading in its place; nothing where the segment ends before it starts.
pub(super) fn voice(
    placed: &Placed,
    number: u32,
    reading: &ReadingUse,
    file: MediaFile,
    rate: FrameRate,
    mix: &Mix,
) -> Option<VoiceSound> {
    let (at, from, to) = stretch(placed, reading, rate)?;
    Some(VoiceSound { segment: placed.segment, number, file, from, to, at, gain: mix.voice })
}

/// The frame a reading starts at, and the stretch of its file that is heard; nothing where there is no room for it.
fn stretch(placed: &Placed, reading: &ReadingUse, rate: FrameRate) -> Option<(Frames, Millis, Millis)> {
    let room = rate.millis(placed.range.length() - reading.lead);
    let to = reading.to.min(reading.from.saturating_add(room));
    (to > reading.from).then_some((placed.range.start() + reading.lead, reading.from, to))
}

/// The sound of the moving pieces of a clip. `out` is the overlap with the segment that follows.
pub(super) fn clip(
    placed: &Placed,
    number: u32,
    pieces: &[Piece],
    out: Frames,
    file: &MediaFile,
    gain: TenthsOfDecibel,
) -> Vec<ClipSound> {
    let mut at = placed.range.start();
    let mut sounds = Vec::new();
    for piece in pieces {
        if let Piece::Play { source, over } = *piece {
            sounds.push(ClipSound {
                segment: placed.segment,
                number,
                file: file.clone(),
                source,
                over,
                at,
                fade_in: if at == placed.range.start() { placed.transition.frames } else { Frames::ZERO },
                fade_out: if at + over == placed.range.end() { out } else { Frames::ZERO },
                gain,
            });
        }
        at += piece.over();
    }
    sounds
}

/// Music under a video of `length` samples in which these stretches are spoken.
pub(super) fn music(media: MusicMedia, mix: &Mix, spoken: &[(u64, u64)], length: u64) -> MusicSound {
    MusicSound {
        file: media.file,
        loop_samples: media.loop_samples,
        gain: mix.music,
        ducking: ducking(spoken, mix),
        fade_in: sample_at(MUSIC_FADE_IN).min(length / 2),
        fade_out: sample_at(MUSIC_FADE_OUT).min(length / 2),
    }
}

/// The samples of the video in which a reading's words are said: from the first word to the last, the whole stretch
/// where its words are not known.
pub(super) fn spoken(voice: &VoiceSound, reading: &ReadingUse, rate: FrameRate) -> (u64, u64) {
    spoken_in(voice.at, (voice.from, voice.to), reading, rate)
}

fn spoken_in(at: Frames, (from, to): (Millis, Millis), reading: &ReadingUse, rate: FrameRate) -> (u64, u64) {
    let heard = |time: Millis| time.max(from).min(to);
    let inside = || reading.words.iter().filter(|word| word.end > from && word.start < to);
    let first = inside().map(|word| heard(word.start)).min().unwrap_or(from);
    let last = inside().map(|word| heard(word.end)).max().unwrap_or(to);
    let place = |time: Millis| sample_of(at, rate) + sample_at(time.saturating_sub(from));
    (place(first), place(last))
}

/// The ducking of a document's music, for showing: frames of the video, and tenths of a decibel below its level.
pub fn ducking_of(document: &Document, layout: &Layout) -> Vec<(Frames, TenthsOfDecibel)> {
    let rate = document.format.rate();
    let spoken: Vec<(u64, u64)> = layout
        .placed()
        .iter()
        .filter_map(|placed| {
            let reading = document.segments.get(placed.index)?.voicing.as_ref()?;
            let (at, from, to) = stretch(placed, reading, rate)?;
            Some(spoken_in(at, (from, to), reading, rate))
        })
        .collect();
    let frame = |sample: u64| {
        let scaled = u128::from(sample) * u128::from(rate.num());
        let frames = scaled / (u128::from(SAMPLE_RATE) * u128::from(rate.den()));
        Frames::new(u32::try_from(frames).unwrap_or(u32::MAX))
    };
    ducking(&spoken, &document.mix).into_iter().map(|point| (frame(point.at), point.gain)).collect()
}

fn ducking(spoken: &[(u64, u64)], mix: &Mix) -> Vec<DuckingPoint> {
    let (attack, release) = (sample_at(mix.duck_attack).max(1), sample_at(mix.duck_release).max(1));
    let down = mix.duck_depth.clamp(0, 400).saturating_neg();
    let mut joined: Vec<(u64, u64)> = Vec::new();
    for &(start, end) in spoken {
        match joined.last_mut() {
            Some(before) if start <= before.1 + attack + release => before.1 = before.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    let mut points = Vec::new();
    for (start, end) in joined {
        if start >= attack {
            points.push(DuckingPoint { at: start - attack, gain: 0 });
        }
        points.push(DuckingPoint { at: start, gain: down });
        points.push(DuckingPoint { at: end, gain: down });
        points.push(DuckingPoint { at: end + release, gain: 0 });
    }
    if points.is_empty() {
        points.push(DuckingPoint { at: 0, gain: 0 });
    }
    points
}
