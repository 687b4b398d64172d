//! Probing: what is in a file, and whether all of it is. A header that promises more than follows it, or a damaged
//! middle, shows only when the file is decoded, so it is decoded once, when it comes in.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use bobine_model::{FrameRate, Frames};
use gstreamer as gst;
use gstreamer::glib;
use gstreamer_pbutils as pbutils;

use crate::audio;
use crate::error::EngineError;
use crate::ges::GesThread;
use crate::ges::feed::{Decoder, FeedError};
use crate::plan::{SAMPLE_RATE, Size};

/// How long a look at a file's header may take.
const PATIENCE: gst::ClockTime = gst::ClockTime::from_seconds(20);
/// A header's length is rounded, and the last frame may be a little short: so much may be missing.
const GRACE_MS: u64 = 120;
/// Larger files are not read whole for their index.
const LARGEST_INDEXED: u64 = 500_000_000;
/// Pictures whose distance differs from the mean by more than this share make a file of variable rate.
const UNEVEN: f64 = 0.2;

/// What is in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaFacts {
    /// A moving picture.
    Clip {
        /// Its size, upright, with square pixels.
        size: Size,
        /// Pictures a second; the mean where they come unevenly.
        rate: FrameRate,
        /// Whether they come unevenly.
        is_uneven: bool,
        /// How many pictures.
        pictures: u32,
        /// How long it is, in milliseconds, to the end of its last picture.
        duration_ms: u32,
        /// Whether sound goes with it.
        has_sound: bool,
    },
    /// One picture.
    Still {
        /// Its size, upright, with square pixels.
        size: Size,
    },
    /// Sound without a picture.
    Sound {
        /// How long it is, in milliseconds.
        duration_ms: u32,
    },
}

/// A file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// The engine does not work.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// There is no such file.
    #[error("there is no file {}", .0.display())]
    Missing(PathBuf),
    /// It holds nothing.
    #[error("{} is empty; it was not saved or downloaded completely", .0.display())]
    Empty(PathBuf),
    /// It is no picture, clip or sound, whatever its name says.
    #[error("{} is no picture, clip or sound that can be read: {reason}", path.display())]
    NotMedia {
        /// The file.
        path: PathBuf,
        /// What GStreamer says.
        reason: String,
    },
    /// It ends before it should.
    #[error("{} is cut short: it ends after {:.1} s of {:.1} s; download or copy it again", path.display(),
        f64::from(*has_ms) / 1000.0, f64::from(*says_ms) / 1000.0)]
    CutShort {
        /// The file.
        path: PathBuf,
        /// How far it reaches, in milliseconds.
        has_ms: u32,
        /// How far it says it reaches.
        says_ms: u32,
    },
    /// A part of it is damaged.
    #[error("{} is damaged after {:.1} s; download or copy it again", path.display(), f64::from(*at_ms) / 1000.0)]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where the damage begins, in milliseconds.
        at_ms: u32,
    },
}

impl MediaFacts {
    /// The length of a clip in whole frames of a project's rate: as many as begin before it ends, at least one.
    /// Nothing for what does not move.
    pub fn frames_at(&self, rate: FrameRate) -> Option<Frames> {
        match self {
            Self::Clip { duration_ms, .. } => {
                let nearest = rate.nearest(bobine_model::Millis::new(*duration_ms));
                Some(nearest.max(Frames::new(1)))
            }
            Self::Still { .. } | Self::Sound { .. } => None,
        }
    }
}

/// Find out what is in a file, decoding all of its picture. Blocks for about a tenth of its length.
///
/// # Errors
/// When it cannot be used, with the reason in words.
pub fn probe(path: &Path) -> Result<MediaFacts, ProbeError> {
    GesThread::shared()?;
    let glance = glance(path)?;
    match glance.kind {
        Kind::Still => still(path),
        Kind::Clip => clip(path, &glance),
        Kind::Sound => sound(path, glance.says),
    }
}

/// What a file's header says of it.
pub struct Glance {
    pub kind: Kind,
    /// How long it is.
    pub says: gst::ClockTime,
    has_sound: bool,
}

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Clip,
    Still,
    Sound,
}

/// Read a file's header. GStreamer has to be up.
///
/// # Errors
/// When there is nothing, or nothing that can be read.
pub fn glance(path: &Path) -> Result<Glance, ProbeError> {
    let found = std::fs::metadata(path).map_err(|_| ProbeError::Missing(path.to_owned()))?;
    if !found.is_file() {
        return Err(ProbeError::Missing(path.to_owned()));
    }
    if found.len() == 0 {
        return Err(ProbeError::Empty(path.to_owned()));
    }
    let header = header(path)?;
    let has_sound = !header.audio_streams().is_empty();
    let kind = match header.video_streams().first() {
        Some(video) if video.is_image() => Kind::Still,
        Some(_) => Kind::Clip,
        None if has_sound => Kind::Sound,
        None => return Err(not_media(path, "it holds neither picture nor sound")),
    };
    Ok(Glance { kind, says: header.duration().unwrap_or_default(), has_sound })
}

impl Glance {
    /// Whether so many pictures up to such an end are all that the header promised.
    ///
    /// # Errors
    /// When there should be more.
    pub fn check_whole(&self, path: &Path, pictures: usize, end: gst::ClockTime) -> Result<(), ProbeError> {
        let is_short = end.mseconds() + GRACE_MS < self.says.mseconds();
        // Sound may go on after the picture; then the picture is as long as it is.
        let is_cut =
            is_short && (!self.has_sound || promised_pictures(path).is_some_and(|promised| promised > pictures + 1));
        if is_cut {
            return Err(ProbeError::CutShort {
                path: path.to_owned(),
                has_ms: millis(end),
                says_ms: millis(self.says),
            });
        }
        Ok(())
    }
}

fn header(path: &Path) -> Result<pbutils::DiscovererInfo, ProbeError> {
    let full = std::path::absolute(path).map_err(|error| not_media(path, &error))?;
    let uri = glib::filename_to_uri(&full, None).map_err(|error| not_media(path, &error))?;
    let discoverer = pbutils::Discoverer::new(PATIENCE).map_err(|error| not_media(path, &error))?;
    discoverer.discover_uri(&uri).map_err(|error| not_media(path, &error))
}

fn still(path: &Path) -> Result<MediaFacts, ProbeError> {
    let stop = Arc::new(AtomicBool::new(false));
    let mut decoder = Decoder::open_still(path, stop).map_err(|error| feed_error(path, error))?;
    match decoder.next_picture().map_err(|error| feed_error(path, error))? {
        Some(shown) => Ok(MediaFacts::Still { size: size_of(&shown.info) }),
        None => Err(not_media(path, "it holds no picture")),
    }
}

fn clip(path: &Path, glance: &Glance) -> Result<MediaFacts, ProbeError> {
    let mut decoder = open(path)?;
    let (mut starts, mut end, mut size) = (Vec::new(), gst::ClockTime::ZERO, None);
    while let Some(shown) = decoder.next_picture().map_err(|error| feed_error(path, error))? {
        if shown.buffer.flags().contains(gst::BufferFlags::CORRUPTED) {
            return Err(ProbeError::Damaged { path: path.to_owned(), at_ms: millis(shown.from) });
        }
        size.get_or_insert_with(|| size_of(&shown.info));
        starts.push(shown.from);
        end = end.max(shown.until);
    }
    let (Some(size), Some(first), Some(last)) = (size, starts.first(), starts.last()) else {
        return Err(not_media(path, "its picture cannot be decoded"));
    };
    let mean = (*last - *first).nseconds() / u64::try_from(starts.len() - 1).unwrap_or_default().max(1);
    // Some files do not say how long their last picture lasts.
    let end = end.max(*last + gst::ClockTime::from_nseconds(mean));
    glance.check_whole(path, starts.len(), end)?;
    Ok(MediaFacts::Clip {
        size,
        rate: rate_of(mean),
        is_uneven: is_uneven(&starts, mean),
        pictures: u32::try_from(starts.len()).unwrap_or(u32::MAX),
        duration_ms: millis(end),
        has_sound: glance.has_sound,
    })
}

fn sound(path: &Path, says: gst::ClockTime) -> Result<MediaFacts, ProbeError> {
    let samples = audio::decode(path, 0, None, &AtomicBool::new(false)).map_err(|error| not_media(path, &error))?;
    let count = u64::try_from(samples.len() / 2).unwrap_or_default();
    let has = gst::ClockTime::from_mseconds(count * 1000 / u64::from(SAMPLE_RATE));
    if has.mseconds() + GRACE_MS < says.mseconds() {
        return Err(ProbeError::CutShort { path: path.to_owned(), has_ms: millis(has), says_ms: millis(says) });
    }
    Ok(MediaFacts::Sound { duration_ms: millis(has) })
}

/// How many pictures an MP4's index promises, read from its sample size tables. Nothing for other files.
fn promised_pictures(path: &Path) -> Option<usize> {
    if std::fs::metadata(path).ok()?.len() > LARGEST_INDEXED {
        return None;
    }
    let bytes = std::fs::read(path).ok()?;
    // The index of the picture is the track whose handler is `vide`; each track's sizes follow its handler.
    let handler = find(&bytes, b"vide", 0)?;
    let table = find(&bytes, b"stsz", handler)?;
    let count = bytes.get(table + 12..table + 16)?;
    usize::try_from(u32::from_be_bytes(count.try_into().ok()?)).ok()
}

fn find(bytes: &[u8], name: &[u8; 4], from: usize) -> Option<usize> {
    bytes.get(from..)?.windows(4).position(|four| four == name).map(|place| from + place)
}

fn open(path: &Path) -> Result<Decoder, ProbeError> {
    Decoder::open(path, Arc::new(AtomicBool::new(false))).map_err(|error| feed_error(path, error))
}

fn feed_error(path: &Path, error: FeedError) -> ProbeError {
    match error {
        FeedError::Unreadable { reason, .. } => not_media(path, &reason),
        other => not_media(path, &other),
    }
}

fn not_media(path: &Path, reason: &(impl std::fmt::Display + ?Sized)) -> ProbeError {
    ProbeError::NotMedia { path: path.to_owned(), reason: reason.to_string() }
}

/// The size a picture is meant to be seen at.
pub fn size_of(info: &gstreamer_video::VideoInfo) -> Size {
    let par = info.par();
    let (across, down) = (u64::from(par.numer().unsigned_abs()), u64::from(par.denom().unsigned_abs().max(1)));
    let width = (u64::from(info.width()) * across + down / 2) / down;
    Size { width: u32::try_from(width).unwrap_or(u32::MAX).max(1), height: info.height() }
}

/// The rate whose pictures are so many nanoseconds apart: a common one where one is near, else thousandths.
fn rate_of(mean: u64) -> FrameRate {
    let mean = mean.max(1);
    let common = [(24, 1), (24_000, 1001), (25, 1), (30, 1), (30_000, 1001), (50, 1), (60, 1), (60_000, 1001)];
    let distance = |num: u64, den: u64| (1_000_000_000 * den / num).abs_diff(mean);
    let near = common.into_iter().min_by_key(|(num, den)| distance(u64::from(*num), u64::from(*den)));
    let chosen = near
        .filter(|(num, den)| distance(u64::from(*num), u64::from(*den)) * 10_000 < mean * 5)
        .and_then(|(num, den)| FrameRate::new(num, den));
    let thousandths = u32::try_from((1_000_000_000_000 + mean / 2) / mean).unwrap_or(u32::MAX).max(1);
    chosen.or_else(|| FrameRate::new(thousandths, 1000)).unwrap_or(FrameRate::THIRTY)
}

#[expect(clippy::cast_precision_loss, reason = "nanoseconds within a second")]
fn is_uneven(starts: &[gst::ClockTime], mean: u64) -> bool {
    let apart = starts.windows(2).map(|pair| match pair {
        [one, other] => other.saturating_sub(*one).nseconds(),
        _ => mean,
    });
    apart.map(|apart| apart.abs_diff(mean) as f64).any(|off| off > mean as f64 * UNEVEN)
}

fn millis(time: gst::ClockTime) -> u32 {
    u32::try_from((time.nseconds() + 500_000) / 1_000_000).unwrap_or(u32::MAX)
}
