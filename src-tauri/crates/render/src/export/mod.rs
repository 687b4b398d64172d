//! Export: a plan's chunks are rendered or found in the cache, its sound is mixed and levelled, both are joined into a
//! file beside the target, verified, and only then given the target's name. An edit renders what it touched.

mod cache;
mod captions;
mod chunk;
mod encoder;
mod join;
mod joinable;
mod packets;
mod room;
mod settings;
mod verify;
mod work;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use chunk::encoded_caps;
pub(crate) use chunk::error_on_bus;
pub use encoder::{Encoder, EncoderError, EncoderFound, ProvenEncoder, encoders};
pub use joinable::Unjoinable;
pub use packets::{Packet, Packets};
pub(crate) use room::cores;
pub use settings::{Effort, ExportSettings};
pub use verify::Verified;

use bobine_model::Frames;
use cache::{Cache, CacheKey};

use crate::audio::AudioError;
use crate::captions::Fonts;
use crate::element::MissingElement;
use crate::error::EngineError;
use crate::ges::GesThread;
use crate::ges::feed::FeedError;
use crate::plan::{Chunk, Picture, Plan, chunks};

/// Where the renderer keeps what it may need again, and how much.
#[derive(Debug, Clone)]
pub struct RendererConfig {
    /// Rendered chunks and sounds. Made where it is missing; may be deleted at any time.
    pub cache_folder: PathBuf,
    /// How many bytes of them, at most.
    pub cache_limit: u64,
    /// What captions and slates are written with.
    pub fonts: Fonts,
}

/// Renders plans. Cheap to share: one GES thread serves the whole process.
#[derive(Debug)]
pub struct Renderer {
    ges: &'static GesThread,
    cache: Cache,
    fonts: Fonts,
}

/// How far an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportProgress {
    /// What is being done.
    pub stage: ExportStage,
    /// Frames that are rendered or were found.
    pub done: Frames,
    /// Frames of the video.
    pub total: Frames,
}

/// What an export is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportStage {
    /// Picture and sound are being made.
    Rendering,
    /// They are being put together.
    Joining,
    /// The file is being looked over.
    Verifying,
}

/// A finished file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exported {
    /// What was found in it.
    pub verified: Verified,
    /// Chunks that had to be rendered.
    pub chunks_rendered: usize,
    /// Chunks that were found in the cache.
    pub chunks_reused: usize,
    /// Whether the sound was found in the cache.
    pub is_sound_reused: bool,
}

/// An export that did not come to be. Nothing is left at the target or beside it.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The engine itself does not work.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A part of GStreamer is not on this machine.
    #[error(transparent)]
    MissingElement(#[from] MissingElement),
    /// The chosen encoder did not do what its proof promised, or is gone.
    #[error("{encoder} cannot export this: {source}{}", otherwise(*encoder))]
    Encoder {
        /// Which one.
        encoder: Encoder,
        /// Why.
        #[source]
        source: EncoderError,
    },
    /// The folder to export into is not there.
    #[error("there is no folder {}; choose another place for the file", .0.display())]
    NoFolder(PathBuf),
    /// Nothing can be written there.
    #[error("nothing can be written to {}; choose another folder", path.display())]
    Unwritable {
        /// Where.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The disk has too little room. Found out before any work, or when it ran full after all.
    #[error("the disk is full: {} needs about {needs_mb} MB, {has_mb} MB are free", path.display())]
    DiskFull {
        /// On the disk of which path.
        path: PathBuf,
        /// What is needed, in millions of bytes.
        needs_mb: u64,
        /// What is free.
        has_mb: u64,
    },
    /// A file the plan needs is gone.
    #[error("{segments}: the file {} is gone; choose another take or bring it back", path.display())]
    FileGone {
        /// Which segments show or speak it.
        segments: String,
        /// The file.
        path: PathBuf,
    },
    /// A take cannot be read to the end.
    #[error("{segments}: {source}")]
    Source {
        /// Which segments show it.
        segments: String,
        /// What is wrong with it.
        #[source]
        source: FeedError,
    },
    /// The captions' preset is not among ours.
    #[error("there is no caption style {0:?}; choose another")]
    NoSuchPreset(String),
    /// The sound could not be made.
    #[error(transparent)]
    Sound(AudioError),
    /// The finished file is not what was planned; it was removed.
    #[error("the finished file did not stand up to inspection: {0}")]
    Unsound(String),
    /// The engine failed in a way nobody can mend but us.
    #[error("rendering failed: {0}")]
    Internal(String),
    /// Asked to stop.
    #[error("stopped")]
    Stopped,
}

/// What else there is to do about an encoder.
const fn otherwise(encoder: Encoder) -> &'static str {
    if matches!(encoder, Encoder::X264) { "" } else { "; choose x264 for this export" }
}

impl From<AudioError> for ExportError {
    fn from(error: AudioError) -> Self {
        match error {
            AudioError::Stopped => Self::Stopped,
            AudioError::MissingElement(missing) => Self::MissingElement(missing),
            AudioError::Unreadable { .. } | AudioError::Encoding(_) => Self::Sound(error),
        }
    }
}

impl Renderer {
    /// Bring up the engine and open the cache.
    ///
    /// # Errors
    /// When GStreamer cannot be started or the cache folder cannot be made.
    pub fn new(config: &RendererConfig) -> Result<Self, ExportError> {
        let ges = GesThread::shared()?;
        let cache = Cache::open(&config.cache_folder, config.cache_limit)
            .map_err(|source| ExportError::Unwritable { path: config.cache_folder.clone(), source })?;
        Ok(Self { ges, cache, fonts: config.fonts.clone() })
    }

    /// Export a plan to an MP4 file; a file of that name is replaced once the new one is verified. `progress` is called
    /// on this thread, several times a second, and answers whether to go on. Blocks until done.
    ///
    /// # Errors
    /// As [`ExportError`] lists. Chunks finished before an error stay in the cache; nothing else is left.
    pub fn export(
        &self,
        plan: &Plan,
        target: &Path,
        settings: ExportSettings,
        progress: &dyn Fn(ExportProgress) -> bool,
    ) -> Result<Exported, ExportError> {
        let total = plan.length();
        let at = |stage, done| {
            if progress(ExportProgress { stage, done, total }) { Ok(()) } else { Err(ExportError::Stopped) }
        };
        let partial = join::Partial::beside(target)?;
        missing_files(plan)?;
        captions::check(plan)?;
        room::check(plan, target, settings)?;
        let chunks = keyed(plan, settings);
        let sound_key = sound_key(plan, settings);
        let made = work::make(self, plan, &chunks, sound_key, settings, &|done| at(ExportStage::Rendering, done))?;
        at(ExportStage::Joining, total)?;
        let keys: Vec<CacheKey> = chunks.iter().map(|(_, key)| *key).collect();
        let stop = AtomicBool::new(false);
        let encoder = settings.encoder.encoder();
        let ready = join::Ready { cache: &self.cache, plan, keys: &keys, sound: &made.sound, encoder };
        join::join(&ready, &partial, &|| at(ExportStage::Joining, total), &stop)
            .map_err(|error| room::explain(error, plan, target, settings))?;
        at(ExportStage::Verifying, total)?;
        let verified = verify::verify(partial.path(), plan, &stop)?;
        at(ExportStage::Verifying, total)?;
        partial.finish()?;
        let in_use: Vec<CacheKey> = keys.into_iter().chain([sound_key]).collect();
        self.cache.trim(&in_use);
        Ok(Exported {
            verified,
            chunks_rendered: made.rendered,
            chunks_reused: chunks.len() - made.rendered,
            is_sound_reused: made.is_sound_reused,
        })
    }

    /// Render what an export of this plan would still have to, one chunk at a time, while there is nothing better to
    /// do. `go_on` is asked on this thread, several times a second.
    ///
    /// # Errors
    /// As for [`Self::export`].
    pub fn prepare(
        &self,
        plan: &Plan,
        settings: ExportSettings,
        go_on: &dyn Fn(ExportProgress) -> bool,
    ) -> Result<(), ExportError> {
        missing_files(plan)?;
        captions::check(plan)?;
        let total = plan.length();
        let chunks = keyed(plan, settings);
        work::prepare(self, &chunks, settings, &|done| {
            let progress = ExportProgress { stage: ExportStage::Rendering, done, total };
            if go_on(progress) { Ok(()) } else { Err(ExportError::Stopped) }
        })?;
        let in_use: Vec<CacheKey> = chunks.iter().map(|(_, key)| *key).collect();
        self.cache.trim(&in_use);
        Ok(())
    }

    /// How many frames of a plan an export would have to render, and how many it has. For an honest guess at the wait.
    pub fn missing(&self, plan: &Plan, settings: ExportSettings) -> (Frames, Frames) {
        let (mut missing, mut had) = (Frames::ZERO, Frames::ZERO);
        for (chunk, key) in keyed(plan, settings) {
            let count = if self.cache.has(key) { &mut had } else { &mut missing };
            *count += chunk.length();
        }
        (missing, had)
    }
}

fn keyed(plan: &Plan, settings: ExportSettings) -> Vec<(Chunk, CacheKey)> {
    let encoder = settings.describe_picture();
    chunks(plan)
        .into_iter()
        .map(|chunk| {
            let key = CacheKey::of(&format!("{encoder}{}{chunk}", captions::describe(&chunk)));
            (chunk, key)
        })
        .collect()
}

fn sound_key(plan: &Plan, settings: ExportSettings) -> CacheKey {
    let rate = plan.format().rate();
    let described = settings.describe_sound();
    CacheKey::of(&format!("{described}{} samples at {}/{}\n{}", plan.samples(), rate.num(), rate.den(), plan.sound()))
}

/// The first file of a plan that is not there any more.
fn missing_files(plan: &Plan) -> Result<(), ExportError> {
    let pictures = plan.shots().iter().filter_map(|shot| match &shot.picture {
        Picture::Clip { file, .. } | Picture::Still { file, .. } => Some((Some(shot.number), file)),
        Picture::Slate(_) => None,
    });
    let voices = plan.sound().voices.iter().map(|voice| (Some(voice.number), &voice.file));
    let music = plan.sound().music.iter().map(|music| (None, &music.file));
    for (number, file) in pictures.chain(voices).chain(music) {
        if !file.path.is_file() {
            let segments = number.map_or_else(|| "music".to_owned(), |number| numbers(&[number]));
            return Err(ExportError::FileGone { segments, path: file.path.clone() });
        }
    }
    Ok(())
}

/// Segments by their numbers, as a sentence begins.
fn numbers(numbers: &[u32]) -> String {
    match numbers {
        [] => "the video".to_owned(),
        [one] => format!("segment {one}"),
        many => {
            let all: Vec<String> = many.iter().map(u32::to_string).collect();
            format!("segments {}", all.join(" and "))
        }
    }
}

/// Make a folder's entries last: a rename is only safe once its folder is synced.
fn sync_folder(folder: &Path) {
    // Where folders cannot be synced there is nothing to be done about it.
    if let Ok(folder) = fs::File::open(folder) {
        let _ = folder.sync_all();
    }
}
