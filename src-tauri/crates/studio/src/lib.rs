//! Every use case of Bobine, once. A host (the command line, the window) asks here and shows the answer; here
//! providers, library, queue and renderer meet. Knows no terminal and no window.

mod brief;
mod config;
mod editing;
mod error;
mod export;
mod generate;
mod jobs;
mod library;
mod music;
mod naming;
mod open;
pub mod progress;
mod projects;
mod providers;
mod settings;
mod takes;
pub mod view;

pub use brief::{Brief, SEGMENT_SECONDS};
pub use config::Config;
pub use editing::caption_preset_named;
pub use error::{Error, ErrorKind};
pub use export::{ExportRequest, Subtitles};
pub use generate::{Generate, Parallelism, Wanted};
pub use music::music_named;
pub use naming::segment_named;
pub use open::Studio;
