//! What the studio tells a host: plain values for a window or a terminal. The only types of this crate that are
//! serialised for others; times are milliseconds, money micro-dollars, positions numbers from 1 as creators count.

use std::path::PathBuf;

use serde::Serialize;

/// A project in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ProjectSummary {
    /// Its id.
    pub project: String,
    /// Its title.
    pub title: String,
    /// What it was begun with.
    pub theme: String,
    /// The pillar that shaped the script.
    pub pillar: String,
    /// Two letters.
    pub language: String,
    /// How long the video is.
    pub duration_ms: u32,
    /// How many segments are in the video.
    pub included: usize,
    /// How many of them show a take.
    pub ready: usize,
    /// What has been paid for it.
    pub spent_micros: u64,
    /// When it was last changed, milliseconds since 1970.
    pub changed_ms: i64,
    /// How far it is.
    pub state: ProjectState,
    /// The newest file that was made of it.
    pub exported: Option<LastExport>,
    /// The take whose picture stands for it.
    pub poster: Option<String>,
}

/// How far a project is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ProjectState {
    /// Clips or voices are missing.
    Draft,
    /// Nothing is missing.
    Ready,
    /// The newest file shows it as it is.
    Exported,
    /// It was exported, and its video changed since.
    Changed,
}

/// The newest file that was made of a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LastExport {
    /// Where it was written; it may have been moved since.
    pub path: PathBuf,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
}

/// A project, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ProjectView {
    /// What a list shows.
    #[serde(flatten)]
    pub summary: ProjectSummary,
    /// The saved state this shows; an edit names it.
    pub revision: u32,
    /// What undo would take back.
    pub undo: Option<String>,
    /// What redo would do again.
    pub redo: Option<String>,
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Who reads.
    pub voice: String,
    /// The caption style, where captions are shown.
    pub captions: Option<String>,
    /// The music, if any.
    pub music: Option<String>,
    /// The segments in order, off ones too.
    pub segments: Vec<SegmentView>,
}

/// A segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SegmentView {
    /// Its number, from 1.
    pub number: usize,
    /// Its id.
    pub segment: String,
    /// What is said and shown.
    pub narration: String,
    /// What is said, where it differs.
    pub spoken: Option<String>,
    /// What is seen.
    pub prompt: String,
    /// Whether it is in the video.
    pub is_included: bool,
    /// When it starts, where it is in the video.
    pub start_ms: Option<u32>,
    /// How long it lasts.
    pub duration_ms: u32,
    /// How it stands.
    pub state: SegmentState,
    /// How much shorter than the segment the clip is.
    pub short_ms: u32,
    /// How its voice stands.
    pub voice: VoiceState,
    /// The chosen take.
    pub take: Option<String>,
    /// How many takes it has.
    pub takes: usize,
}

/// How a segment's voice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum VoiceState {
    /// Nothing is said.
    Silent,
    /// It was not read yet.
    Missing,
    /// The text or the voice was changed since it was read.
    Stale,
    /// What is heard is what is written.
    Ready,
}

/// How a segment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum SegmentState {
    /// Left out of the video.
    Off,
    /// No clip yet: a moving card stands in.
    Slate,
    /// Waiting to be made.
    Queued,
    /// Being made.
    Running,
    /// The last attempt failed.
    Failed,
    /// Shows its take.
    Ready,
}

/// A take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TakeView {
    /// Its number among the takes of its segment, from 1, the oldest first.
    pub number: usize,
    /// Its id.
    pub take: String,
    /// The number of the segment that lists it.
    pub segment: usize,
    /// Whether that segment shows it.
    pub is_chosen: bool,
    /// Who made it.
    pub provider: String,
    /// With which model.
    pub model: String,
    /// From which prompt.
    pub prompt: String,
    /// With which seed, where the generator honours one.
    pub seed: Option<u64>,
    /// What it cost.
    pub cost_micros: u64,
    /// How long it is.
    pub duration_ms: u32,
    /// When it was made, milliseconds since 1970.
    pub created_ms: i64,
    /// The file.
    pub path: PathBuf,
    /// Whether it is a still picture.
    pub is_still: bool,
}

/// A job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct JobView {
    /// Its id.
    pub job: String,
    /// What is made: `take`, `reading`.
    pub kind: String,
    /// For which segment, by number, where it still exists.
    pub segment: Option<usize>,
    /// The id of that segment.
    pub segment_id: Option<String>,
    /// Who makes it.
    pub provider: String,
    /// How it stands: `running`.
    #[cfg_attr(feature = "specta", specta(type = bobine_model::job::JobPhase))]
    pub state: String,
    /// Percent done, where known.
    pub progress: Option<u8>,
    /// Why it failed.
    pub reason: Option<String>,
    /// What it is expected to cost.
    pub estimate_micros: u64,
    /// When it was asked for, milliseconds since 1970.
    pub created_ms: i64,
}

/// How a text of the creator's would be cut into segments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ScriptCut {
    /// What the video would be called; empty where there is no text.
    pub title: String,
    /// What each segment would say, in order.
    pub beats: Vec<Beat>,
    /// About how long a voice takes for all of them.
    pub spoken_ms: u32,
}

/// What a segment would say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Beat {
    /// The text.
    pub text: String,
    /// About how long a voice takes for it.
    pub spoken_ms: u32,
}

/// What making what is missing would cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct EstimateView {
    /// Who would make the clips.
    pub provider: String,
    /// With which model.
    pub model: String,
    /// Clips to make.
    pub clips: usize,
    /// Seconds of clips to make.
    pub clip_seconds: u32,
    /// Voices to make.
    pub readings: usize,
    /// What all of it costs.
    pub cost_micros: u64,
    /// What the project has cost so far.
    pub spent_micros: u64,
    /// The project's cap, if one is set.
    pub cap_micros: Option<u64>,
    /// Whether it fits under the caps.
    pub is_within_budget: bool,
}

/// An encoder of this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct EncoderView {
    /// Its name in settings.
    pub encoder: String,
    /// How it is shown.
    pub name: String,
    /// Whether it is hardware.
    pub is_hardware: bool,
    /// Why it is not to be used, where its proof failed.
    pub problem: Option<String>,
}

/// A finished file.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ExportView {
    /// The file.
    pub path: PathBuf,
    /// Exactly so many frames.
    pub frames: u32,
    /// How long it lasts.
    pub duration_ms: u32,
    /// Integrated loudness in LUFS, as measured in the file; absent where nothing is heard.
    pub lufs: Option<f64>,
    /// True peak in dBTP, as measured in the file; absent where nothing is heard.
    pub true_peak_dbtp: Option<f64>,
    /// Its size.
    pub bytes: u64,
    /// How many pieces were encoded for it.
    pub chunks_rendered: usize,
    /// How many were there from before.
    pub chunks_reused: usize,
    /// The captions beside it, where asked for.
    pub subtitles: Option<PathBuf>,
    /// The cover beside it, where asked for.
    pub cover: Option<PathBuf>,
}

/// What `video` and `export` answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct VideoView {
    /// The project's id.
    pub project: String,
    /// Its title.
    pub title: String,
    /// The file.
    pub export: ExportView,
    /// What the project has cost so far.
    pub cost_micros: u64,
}

/// What generating did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct GenerateView {
    /// Voices made.
    pub readings: usize,
    /// Clips made.
    pub takes: usize,
    /// What went wrong, a line a segment.
    pub failures: Vec<FailureView>,
    /// Jobs that need a decision.
    pub unknown: usize,
    /// What this cost.
    pub cost_micros: u64,
}

/// One thing that could not be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FailureView {
    /// The segment's number.
    pub segment: Option<usize>,
    /// What was to be made: `take`, `reading`.
    pub kind: String,
    /// Why not, and what to do.
    pub reason: String,
}

/// A provider and what it offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ProviderView {
    /// Its name in settings.
    pub provider: String,
    /// What it makes: `script`, `voice`, `video`.
    pub makes: &'static str,
    /// The model.
    pub model: String,
    /// How it is shown.
    pub name: String,
    /// What to expect of it, in a line; empty where there is nothing to say.
    pub note: String,
    /// What a second of clip, or a use, costs.
    pub price_micros: u64,
    /// `ready`, or what is missing.
    pub state: String,
}

/// A voice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct VoiceView {
    /// Its name in settings and commands.
    pub voice: String,
    /// How it is shown.
    pub name: String,
    /// Who has it.
    pub provider: String,
    /// `female` or `male`.
    pub gender: &'static str,
}

/// A content pillar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PillarView {
    /// Its name in commands.
    pub pillar: String,
    /// How it is shown.
    pub name: String,
    /// What it is for.
    pub description: String,
}

/// One step of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HistoryView {
    /// The saved state.
    pub revision: u32,
    /// What was done.
    pub label: String,
    /// Whether the project stands here.
    pub is_current: bool,
    /// When, milliseconds since 1970.
    pub created_ms: i64,
}

/// The library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LibraryView {
    /// Its folder.
    pub folder: PathBuf,
    /// How many projects.
    pub projects: usize,
    /// How many media files.
    pub files: usize,
    /// How large they are together.
    pub bytes: u64,
}

/// What a check of the library found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LibraryProblem {
    /// The file, relative to the library.
    pub path: String,
    /// What is wrong with it.
    pub problem: String,
    /// The take or reading that uses it, and where.
    pub used_by: Vec<String>,
}

/// What was removed from the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct GcView {
    /// How many files.
    pub files: usize,
    /// How large they were together.
    pub bytes: u64,
}

/// A setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SettingView {
    /// Its name.
    pub name: String,
    /// What it is set to, where it is.
    pub value: Option<String>,
    /// What holds when it is not set.
    pub default: String,
    /// What it does.
    pub description: String,
}
