//! From a project to a finished file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use bobine_model::caption::{cues, subtitle};
use bobine_model::layout::Layout;
use bobine_model::{Document, ExportId, Format, Frames, MusicChoice, ProjectId};
use bobine_render::export::{Effort, ExportProgress, ExportSettings, ExportStage, Exported};
use bobine_render::plan::{MediaFile, MusicMedia, Plan, ResolvedMedia, Size, TakeKind, TakeMedia, plan};
use bobine_store::{Media, MediaKind, NewExport, Snapshot};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::error::Error;
use crate::open::Studio;
use crate::progress::{Progress, Stage, Watch};
use crate::view::{ExportView, VideoView};

/// What file is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportRequest {
    /// Where to write it. A file of that name is replaced once the new one is verified.
    pub target: PathBuf,
    /// Whether captions are drawn into the picture, where the project shows them.
    pub burns_captions: bool,
    /// Captions as a file beside it.
    pub subtitles: Option<Subtitles>,
    /// For whom it is.
    pub purpose: Purpose,
    /// By which encoder, as [`Studio::encoders`] names it; x264 where absent.
    pub encoder: Option<String>,
    /// The frame to save as a picture beside it, for platforms that ask for a cover.
    pub cover: Option<Frames>,
}

/// What a file is for, which decides how it is encoded. The platforms all take the same and encode it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// TikTok, Reels and Shorts.
    #[default]
    Everywhere,
    /// `TikTok`.
    Tiktok,
    /// Instagram Reels.
    Reels,
    /// `YouTube` Shorts.
    Shorts,
    /// To be kept, or worked on further.
    HighQuality,
    /// To be looked at quickly.
    Draft,
}

impl Purpose {
    fn settings(self) -> ExportSettings {
        let platforms = ExportSettings::ALL_PLATFORMS;
        match self {
            Self::Everywhere | Self::Tiktok | Self::Reels | Self::Shorts => platforms,
            Self::HighQuality => ExportSettings {
                effort: Effort::Medium,
                quality: 16,
                most_kbits: 24_000,
                sound_kbits: 256,
                ..platforms
            },
            Self::Draft => ExportSettings {
                effort: Effort::Superfast,
                quality: 28,
                most_kbits: 4_000,
                sound_kbits: 128,
                ..platforms
            },
        }
    }
}

/// Captions as a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Subtitles {
    /// `SubRip`, `.srt`
    Srt,
    /// `WebVTT`, `.vtt`
    Vtt,
}

impl Studio {
    /// Whether a file could be written there: before hours of work, not after.
    pub fn check_target(&self, target: &Path) -> Result<(), Error> {
        let problem = |problem: &str| Error::Target { path: target.to_owned(), problem: problem.to_owned() };
        if target.is_dir() {
            return Err(problem("this is a folder; name a file in it"));
        }
        let folder = match target.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        if !folder.is_dir() {
            return Err(problem("the folder does not exist; make it first, or choose another"));
        }
        // Only trying tells: permissions, read-only disks and odd file systems all answer here.
        match tempfile::Builder::new().prefix(".bobine-").tempfile_in(folder) {
            Ok(_) => Ok(()),
            Err(fault) => Err(problem(&format!("nothing can be written there ({fault}); choose another folder"))),
        }
    }

    /// Export a project. Segments without a take show their slates.
    pub async fn export(
        &self,
        project: ProjectId,
        request: &ExportRequest,
        watch: Watch<'_>,
    ) -> Result<VideoView, Error> {
        self.check_target(&request.target)?;
        self.export_stop.store(false, Ordering::Release);
        let (seq, mut document, media) = self.library.read(|snapshot| {
            let (head, document) = snapshot.document(project)?;
            let media = self.resolve(snapshot, &document)?;
            Ok::<_, Error>((head.seq, document, media))
        })?;
        let exported = document.clone();
        let subtitles = request.subtitles.map(|format| subtitle_text(&document, format));
        document.captions.is_shown &= request.burns_captions;
        let plan = plan(&document, &media)?;
        let target = std::path::absolute(&request.target)
            .map_err(|source| Error::Write { path: request.target.clone(), source })?;
        let done = self.render(plan, request, target.clone(), watch).await?;
        let beside = match subtitles.zip(request.subtitles) {
            Some((text, format)) => Some(write_beside(&target, format, &text)?),
            None => None,
        };
        let cover = match request.cover {
            Some(frame) => Some(cover_beside(&target, document.format, frame).await?),
            None => None,
        };
        let view = ExportView { cover, ..view_of(&target, &done, beside) };
        let facts = json!({
            "frames": view.frames, "duration_ms": view.duration_ms, "lufs": view.lufs,
            "true_peak_dbtp": view.true_peak_dbtp, "bytes": view.bytes,
        });
        let (title, cost) = self.library.write(|tx| {
            tx.insert_export(&NewExport {
                id: ExportId::from_uuid(Uuid::now_v7()),
                project,
                seq,
                document: &exported,
                path: target.to_string_lossy().into_owned(),
                facts,
                created_ms: self.now_ms(),
            })?;
            Ok::<_, bobine_store::Error>((tx.project(project)?.title, tx.project_spending(project)?.spent))
        })?;
        Ok(VideoView { project: project.to_string(), title, export: view, cost_micros: cost.count() })
    }

    /// Render on a thread of its own, telling how far it is.
    async fn render(
        &self,
        plan: Plan,
        request: &ExportRequest,
        target: PathBuf,
        watch: Watch<'_>,
    ) -> Result<Exported, Error> {
        let (engine, stop, cancelled) = (Arc::clone(&self.engine), self.stop.clone(), Arc::clone(&self.export_stop));
        let (settings, encoder) = (request.purpose.settings(), request.encoder.clone());
        let (sender, mut steps) = tokio::sync::mpsc::unbounded_channel();
        let working = tokio::task::spawn_blocking(move || {
            let settings = engine.encoded_by(settings, encoder.as_deref())?;
            let progress = |step: ExportProgress| {
                // Nobody listens any more only when the caller is gone, and then the work is to end as well.
                sender.send(step).is_ok() && !stop.is_requested() && !cancelled.load(Ordering::Acquire)
            };
            Ok::<_, Error>(engine.renderer()?.export(&plan, &target, settings, &progress)?)
        });
        while let Some(step) = steps.recv().await {
            tell(&step, watch);
        }
        let exported = match working.await {
            Ok(exported) => exported?,
            Err(fault) => return Err(Error::Internal(fault.to_string())),
        };
        for stage in [Stage::Picture, Stage::Check] {
            watch(Progress { stage, done: 1, total: 1, under_way: 0 });
        }
        Ok(exported)
    }

    /// The files behind a document, for the planner.
    pub(crate) fn resolve(&self, snapshot: &Snapshot, document: &Document) -> Result<ResolvedMedia, Error> {
        let mut resolved =
            ResolvedMedia { takes: BTreeMap::new(), readings: BTreeMap::new(), music: self.music(snapshot, document)? };
        for (index, segment) in document.segments.iter().enumerate().filter(|(_, segment)| segment.is_included) {
            if let Some(picture) = segment.picture {
                let media = snapshot.media(snapshot.take(picture.take)?.media)?;
                self.check_file(&media, "clip", index + 1)?;
                resolved.takes.insert(picture.take, self.take_media(&media));
            }
            if let Some(voicing) = &segment.voicing {
                let media = snapshot.media(snapshot.reading(voicing.reading)?.media)?;
                self.check_file(&media, "voice", index + 1)?;
                resolved.readings.insert(voicing.reading, self.media_file(&media));
            }
        }
        Ok(resolved)
    }

    /// Whether a file is still as it was brought in, as far as its size tells. `bobine library check` reads it whole.
    fn check_file(&self, media: &Media, what: &'static str, number: usize) -> Result<(), Error> {
        let path = self.library.full_path(&media.path());
        let state = match std::fs::metadata(&path) {
            Ok(found) if found.len() == media.bytes => return Ok(()),
            Ok(_) => "damaged",
            Err(_) => "missing",
        };
        let remedy = match what {
            "clip" => "choose another take, or bring the file back",
            _ => "have it read again with: bobine generate, or bring the file back",
        };
        Err(Error::Media { what, number, state, path, remedy })
    }

    pub(crate) fn take_media(&self, media: &Media) -> TakeMedia {
        let kind = match media.kind {
            MediaKind::Image => TakeKind::Still,
            MediaKind::Video | MediaKind::Audio => TakeKind::Clip { has_sound: media.facts.has_sound },
        };
        let size = Size { width: media.facts.width.unwrap_or(1), height: media.facts.height.unwrap_or(1) };
        TakeMedia { file: self.media_file(media), kind, size }
    }

    pub(crate) fn media_file(&self, media: &Media) -> MediaFile {
        let hash = media.hash.to_string().parse().expect("the library and the renderer both write BLAKE3 as 64 digits");
        MediaFile { path: self.library.full_path(&media.path()), hash }
    }

    pub(crate) fn music(&self, snapshot: &Snapshot, document: &Document) -> Result<Option<MusicMedia>, Error> {
        Ok(match &document.music {
            None => None,
            Some(MusicChoice::Loop { name }) => Some(self.music_media(name)?),
            Some(MusicChoice::Imported { media }) => {
                let media = snapshot.media(*media)?;
                Some(MusicMedia { file: self.media_file(&media), loop_samples: None })
            }
        })
    }
}

/// A frame of a finished video, as a JPEG of its size beside it.
async fn cover_beside(target: &Path, format: Format, frame: Frames) -> Result<PathBuf, Error> {
    let (video, path) = (target.to_owned(), target.with_extension("jpg"));
    let at_ms = format.rate().millis(frame).count();
    let drawing = tokio::task::spawn_blocking(move || bobine_render::poster(&video, at_ms, format.height()));
    let jpeg = drawing.await.map_err(|fault| Error::Internal(fault.to_string()))??;
    std::fs::write(&path, jpeg).map_err(|source| Error::Write { path: path.clone(), source })?;
    Ok(path)
}

fn tell(step: &ExportProgress, watch: Watch<'_>) {
    let frames = |count: Frames| usize::try_from(count.count()).unwrap_or(usize::MAX);
    match step.stage {
        ExportStage::Rendering => {
            let under_way = frames(step.done) * 1000 / frames(step.total).max(1);
            // The stage ends when the next begins: the last frame is not yet a finished file.
            watch(Progress { stage: Stage::Picture, done: 0, total: 1, under_way: under_way.min(999) });
        }
        ExportStage::Joining | ExportStage::Verifying => {
            watch(Progress { stage: Stage::Picture, done: 1, total: 1, under_way: 0 });
            let under_way = if step.stage == ExportStage::Joining { 200 } else { 600 };
            watch(Progress { stage: Stage::Check, done: 0, total: 1, under_way });
        }
    }
}

fn subtitle_text(document: &Document, format: Subtitles) -> String {
    let cues = cues(document, &Layout::of(document));
    let rate = document.format.rate();
    match format {
        Subtitles::Srt => subtitle::srt(&cues, rate),
        Subtitles::Vtt => subtitle::vtt(&cues, rate),
    }
}

fn write_beside(target: &Path, format: Subtitles, text: &str) -> Result<PathBuf, Error> {
    let extension = match format {
        Subtitles::Srt => "srt",
        Subtitles::Vtt => "vtt",
    };
    let path = target.with_extension(extension);
    std::fs::write(&path, text).map_err(|source| Error::Write { path: path.clone(), source })?;
    Ok(path)
}

fn view_of(target: &Path, done: &Exported, subtitles: Option<PathBuf>) -> ExportView {
    let found = &done.verified;
    ExportView {
        path: target.to_owned(),
        frames: found.frames.count(),
        duration_ms: found.duration_ms,
        lufs: found.lufs,
        true_peak_dbtp: found.true_peak_dbtp,
        bytes: found.bytes,
        chunks_rendered: done.chunks_rendered,
        chunks_reused: done.chunks_reused,
        subtitles,
        cover: None,
    }
}
