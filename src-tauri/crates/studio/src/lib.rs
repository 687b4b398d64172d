//! Every use case of Bobine, once. A host (the command line, the window) asks here and shows the answer; here
//! providers, library, queue and renderer meet. Knows no terminal and no window.

mod begin;
mod brief;
mod changes;
mod config;
pub mod desk;
mod editing;
mod encoders;
mod error;
mod estimate;
mod export;
mod generate;
mod jobs;
mod library;
mod media;
mod music;
mod naming;
mod open;
mod platforms;
mod preview;
pub mod progress;
mod projects;
mod providers;
mod settings;
mod takes;
mod tally;
pub mod view;
mod words;

pub use begin::{OwnScript, cut_script};
pub use bobine_render::plan::Plan;
pub use bobine_render::preview::{Preview, PreviewFrame, PreviewState, Speed};
pub use brief::{Brief, SEGMENT_SECONDS};
pub use changes::Looked;
pub use config::Config;
pub use editing::{caption_preset_named, caption_presets};
pub use error::{Error, ErrorKind};
pub use estimate::Beginning;
pub use export::{ExportRequest, Purpose, Subtitles};
pub use generate::{Generate, Parallelism, Wanted};
pub use jobs::Again;
pub use media::{TakeFile, voice_choice};
pub use music::{MusicView, music_loops, music_named};
pub use naming::{file_stem, free_video_path, segment_named};
pub use open::Studio;
pub use platforms::{PlatformView, platforms};
pub use providers::script_languages;
