//! The command line: every command, option and example. Pure description; `main` and `run` do the work.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

const EXIT_CODES: &str = "\
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused by the budget, 4 a job needs a decision, 130 stopped by Ctrl-C.

Examples:
  bobine video \"Three Python tips nobody told you\" --out tips.mp4
  bobine segments
  bobine edit 2 --narration \"Slicing a list copies it. Change the copy, keep the original.\"
  bobine move 3 --to 1
  bobine export --out tips-2.mp4";

/// Bobine: short vertical videos, segment by segment.
#[derive(Debug, Parser)]
#[command(name = "bobine", version, about, max_term_width = 100, after_help = EXIT_CODES, propagate_version = true)]
pub struct Cli {
    /// What applies to every command.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options every command takes.
#[derive(Debug, Args)]
pub struct Common {
    /// The library folder [default: the platform's data folder]
    #[arg(long, global = true, env = "BOBINE_LIBRARY", value_name = "FOLDER", help_heading = "Everywhere")]
    pub library: Option<PathBuf>,
    /// The project, by its id, the start of its id, or its title [default: the one changed last]
    #[arg(
        long,
        short = 'p',
        global = true,
        env = "BOBINE_PROJECT",
        value_name = "PROJECT",
        help_heading = "Everywhere"
    )]
    pub project: Option<String>,
    /// Print one JSON document instead of text
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub json: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a video from a theme, start to finish
    #[command(after_help = "Examples:
  bobine video \"Three Python tips nobody told you\" --out tips.mp4
  bobine video \"Pourquoi boire de l'eau le matin\" --language fr --pillar myth
  bobine video \"Slow mornings\" --length 20 --seed 7 --dry-run")]
    Video(VideoArgs),
    /// Start a project: write the script, generate nothing yet
    #[command(after_help = "Example:\n  bobine new \"Slow mornings\" --pillar story --language en --length 30")]
    New(BriefArgs),
    /// List the projects
    List,
    /// Show a project: its segments, state and cost
    Show,
    /// Print the script as text, or write it anew
    #[command(after_help = "Examples:\n  bobine script\n  bobine script --rewrite --seed 8")]
    Script(ScriptArgs),
    /// List the segments with their state, length and take
    Segments,
    /// Make what is missing or out of date: voices and clips
    #[command(after_help = "Examples:
  bobine generate
  bobine generate 2 5
  bobine generate --voices-only")]
    Generate(GenerateArgs),
    /// List the takes of a segment, or of all
    Takes {
        /// The segment, by number or id
        segment: Option<String>,
    },
    /// Make another take of one segment; the others stay
    #[command(after_help = "Examples:
  bobine regenerate 3
  bobine regenerate 3 --prompt \"Macro of coffee pouring, warm backlight\" --seed 12")]
    Regenerate(RegenerateArgs),
    /// Choose which take a segment shows
    #[command(after_help = "Example:\n  bobine choose 3 2")]
    Choose {
        /// The segment, by number or id
        segment: String,
        /// The take, by its number in `bobine takes` or its id; `none` shows the slate
        take: String,
    },
    /// Bring a clip or picture of your own into a segment, as a take
    #[command(after_help = "Example:\n  bobine import 2 ~/Videos/harbour.mp4")]
    Import {
        /// The segment, by number or id
        segment: String,
        /// The file
        file: PathBuf,
    },
    /// Move one or several segments
    #[command(name = "move", after_help = "Example:\n  bobine move 5 6 --to 2")]
    Move {
        /// The segments, by number or id
        #[arg(required = true)]
        segments: Vec<String>,
        /// The number the first of them has afterwards
        #[arg(long, value_name = "NUMBER")]
        to: usize,
    },
    /// Leave segments out of the video; they stay in the script
    Off {
        /// The segments, by number or id
        #[arg(required = true)]
        segments: Vec<String>,
    },
    /// Take segments into the video again
    On {
        /// The segments, by number or id
        #[arg(required = true)]
        segments: Vec<String>,
    },
    /// Change a segment, or without one, the whole project
    #[command(after_help = "Examples:
  bobine edit 2 --narration \"SQL is simpler than it looks.\" --spoken \"Sequel is simpler than it looks.\"
  bobine edit 4 --transition crossfade:15 --fit loop
  bobine edit --title \"Slow mornings\" --captions pill --music calm")]
    Edit(Box<EditArgs>),
    /// Add a segment
    #[command(
        after_help = "Example:\n  bobine insert --at 2 --narration \"One more thing.\" --prompt \"A door opening to light\""
    )]
    Insert {
        /// The number it gets [default: after the last]
        #[arg(long, value_name = "NUMBER")]
        at: Option<usize>,
        /// What is said and shown
        #[arg(long)]
        narration: String,
        /// What is seen
        #[arg(long)]
        prompt: String,
    },
    /// Copy segments; each copy stands behind its original and names the same take
    Duplicate {
        /// The segments, by number or id
        #[arg(required = true)]
        segments: Vec<String>,
    },
    /// Remove segments
    Remove {
        /// The segments, by number or id
        #[arg(required = true)]
        segments: Vec<String>,
    },
    /// Cut a segment in two
    #[command(after_help = "Example:\n  bobine split 2 --at 2.5")]
    Split {
        /// The segment, by number or id
        segment: String,
        /// Where, in seconds from its start
        #[arg(long, value_name = "SECONDS")]
        at: f64,
    },
    /// Join a segment with the one before
    Join {
        /// The segment, by number or id
        segment: String,
    },
    /// Take back the last change
    Undo(StepArgs),
    /// Do again what was taken back
    Redo(StepArgs),
    /// List the changes that undo and redo walk through
    History,
    /// Export the video
    #[command(after_help = "Examples:
  bobine export --out tips.mp4
  bobine export --no-captions --subtitles srt --out clean.mp4")]
    Export(ExportArgs),
    /// Say what generating what is missing would cost
    Estimate(EstimateArgs),
    /// List jobs, or act on one
    Jobs(JobsArgs),
    /// Look after the library
    Library {
        /// What to do
        #[command(subcommand)]
        action: Option<LibraryAction>,
    },
    /// List the providers, their models and prices
    Providers,
    /// List the voices of a language
    Voices {
        /// The language, as two letters
        #[arg(long, short = 'l', default_value = "en", value_name = "CODE")]
        language: String,
    },
    /// List the content pillars
    Pillars,
    /// Show or change settings
    #[command(
        after_help = "Examples:\n  bobine settings\n  bobine settings set cap.project 5.00\n  bobine settings unset cap.project"
    )]
    Settings {
        /// What to do
        #[command(subcommand)]
        action: Option<SettingsAction>,
    },
    /// Print a completion script for your shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// What the video is about.
#[derive(Debug, Args)]
pub struct BriefArgs {
    /// What the video is about, in a few words
    pub theme: String,
    /// The content pillar that shapes the script (see `bobine pillars`)
    #[arg(long, default_value = "tips")]
    pub pillar: String,
    /// The language, as two letters
    #[arg(long, short = 'l', default_value = "en", value_name = "CODE")]
    pub language: String,
    /// How long it is to be, in seconds; one segment for every five
    #[arg(long, default_value_t = 30, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(5..=300))]
    pub length: u32,
    /// Same seed, same script and clips [default: chosen anew]
    #[arg(long)]
    pub seed: Option<u64>,
    /// The voice (see `bobine voices`)
    #[arg(long)]
    pub voice: Option<String>,
    /// The size of the picture
    #[arg(long, default_value = "1080x1920", value_name = "WIDTHxHEIGHT")]
    pub size: String,
}

/// How clips are made.
#[derive(Debug, Args)]
pub struct ProviderArgs {
    /// Who makes the clips (see `bobine providers`)
    #[arg(long, env = "VIDEO_PROVIDER", value_name = "PROVIDER")]
    pub provider: Option<String>,
    /// Make several clips at once [default]
    #[arg(long, conflicts_with = "one_by_one")]
    pub parallel: bool,
    /// Make one clip after the other
    #[arg(long)]
    pub one_by_one: bool,
}

/// `bobine video`
#[derive(Debug, Args)]
pub struct VideoArgs {
    /// What it is about.
    #[command(flatten)]
    pub brief: BriefArgs,
    /// How clips are made.
    #[command(flatten)]
    pub provider: ProviderArgs,
    /// How it is written.
    #[command(flatten)]
    pub export: ExportArgs,
    /// Print the estimate and make nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// `bobine script`
#[derive(Debug, Args)]
pub struct ScriptArgs {
    /// Write it anew; the old one can be had back by undo
    #[arg(long)]
    pub rewrite: bool,
    /// The seed of the new script [default: chosen anew]
    #[arg(long, requires = "rewrite")]
    pub seed: Option<u64>,
}

/// `bobine generate`
#[derive(Debug, Args)]
pub struct GenerateArgs {
    /// The segments, by number or id [default: all that are in the video]
    pub segments: Vec<String>,
    /// How clips are made.
    #[command(flatten)]
    pub provider: ProviderArgs,
    /// Make only the voices
    #[arg(long)]
    pub voices_only: bool,
    /// Print the estimate and make nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// `bobine regenerate`
#[derive(Debug, Args)]
pub struct RegenerateArgs {
    /// The segment, by number or id
    pub segment: String,
    /// Another prompt
    #[arg(long)]
    pub prompt: Option<String>,
    /// Another seed [default: chosen anew]
    #[arg(long)]
    pub seed: Option<u64>,
    /// How clips are made.
    #[command(flatten)]
    pub provider: ProviderArgs,
}

/// `bobine edit`
#[derive(Debug, Args)]
pub struct EditArgs {
    /// The segment, by number or id; without it, the project is changed
    pub segment: Option<String>,
    /// What is said and shown
    #[arg(long, requires = "segment", help_heading = "Segment")]
    pub narration: Option<String>,
    /// What is said, where it differs from what is shown; empty to say what is shown
    #[arg(long, requires = "segment", help_heading = "Segment")]
    pub spoken: Option<String>,
    /// What is seen
    #[arg(long, requires = "segment", help_heading = "Segment")]
    pub prompt: Option<String>,
    /// How long: `voice` (at least the target), `voice-only`, or seconds
    #[arg(long, requires = "segment", help_heading = "Segment", value_name = "LENGTH")]
    pub length: Option<String>,
    /// How long it is meant to last, in seconds
    #[arg(long, requires = "segment", help_heading = "Segment", value_name = "SECONDS")]
    pub target: Option<f64>,
    /// What happens when the clip is too short
    #[arg(long, requires = "segment", help_heading = "Segment")]
    pub fit: Option<FitArg>,
    /// How a picture of another shape is laid into the frame
    #[arg(long, requires = "segment", help_heading = "Segment")]
    pub framing: Option<FramingArg>,
    /// Transition into it: cut, crossfade, fade, slide or wipe, with its length in frames: crossfade:15
    #[arg(long, requires = "segment", help_heading = "Segment", value_name = "KIND[:FRAMES]")]
    pub transition: Option<String>,
    /// The part of the clip that is used, in seconds: 0.5..4.0
    #[arg(long, requires = "segment", help_heading = "Segment", value_name = "FROM..TO")]
    pub trim: Option<String>,
    /// The title
    #[arg(long, conflicts_with = "segment", help_heading = "Project")]
    pub title: Option<String>,
    /// The voice (see `bobine voices`)
    #[arg(long, conflicts_with = "segment", help_heading = "Project")]
    pub voice: Option<String>,
    /// The voice's speed in percent
    #[arg(long, conflicts_with = "segment", help_heading = "Project", value_name = "PERCENT")]
    pub speed: Option<u16>,
    /// The caption style, or `off`
    #[arg(long, conflicts_with = "segment", help_heading = "Project", value_name = "STYLE")]
    pub captions: Option<String>,
    /// The music loop, or `off`
    #[arg(long, conflicts_with = "segment", help_heading = "Project", value_name = "NAME")]
    pub music: Option<String>,
    /// The music's level under the voice, in decibels (-40 to 12)
    #[arg(
        long,
        conflicts_with = "segment",
        help_heading = "Project",
        value_name = "DB",
        allow_negative_numbers = true
    )]
    pub music_level: Option<f64>,
    /// Say a word differently than it is written: SQL=sequel
    #[arg(long, conflicts_with = "segment", help_heading = "Project", value_name = "WRITTEN=SAID")]
    pub pronounce: Vec<String>,
}

/// What happens when a clip is too short.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum FitArg {
    /// Slow down a little, then hold the last frame
    Slow,
    /// Start again
    Loop,
    /// Hold the last frame
    Hold,
}

/// How a picture of another shape is laid into the frame.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum FramingArg {
    /// Fill the frame, cut what is over
    Cover,
    /// Show all, over a blurred copy
    Blur,
    /// Show all, over black
    Black,
}

/// `bobine undo`, `bobine redo`
#[derive(Debug, Args)]
pub struct StepArgs {
    /// How many changes
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub steps: u32,
}

/// How the video is written.
#[derive(Debug, Clone, Args)]
pub struct ExportArgs {
    /// The file to write [default: the title in this folder]
    #[arg(long, short = 'o', value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Do not draw captions into the picture
    #[arg(long)]
    pub no_captions: bool,
    /// Write the captions beside the video too
    #[arg(long, value_name = "FORMAT")]
    pub subtitles: Option<SubtitleArg>,
    /// Encode with another encoder of this machine, by its GStreamer name: vah264enc [default: x264enc]
    #[arg(long, value_name = "NAME")]
    pub encoder: Option<String>,
}

/// Captions as a file.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum SubtitleArg {
    /// SubRip
    Srt,
    /// WebVTT
    Vtt,
}

/// `bobine estimate`
#[derive(Debug, Args)]
pub struct EstimateArgs {
    /// Who would make the clips (see `bobine providers`)
    #[arg(long, env = "VIDEO_PROVIDER", value_name = "PROVIDER")]
    pub provider: Option<String>,
}

/// `bobine jobs`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct JobsArgs {
    /// What to do
    #[command(subcommand)]
    pub action: Option<JobsAction>,
    /// Finished ones too
    #[arg(long)]
    pub all: bool,
}

/// What can be done with a job.
#[derive(Debug, Subcommand)]
pub enum JobsAction {
    /// Stop a job
    Cancel {
        /// The job, by id or the start of it
        job: String,
    },
    /// Decide on an unknown job: start it again, which may be paid twice
    Retry {
        /// The job, by id or the start of it
        job: String,
    },
}

/// What can be done with the library.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum LibraryAction {
    /// Say where it is and how large
    Info,
    /// Find missing or damaged files
    Check,
    /// Remove files that nothing refers to
    Gc,
}

/// What can be done with settings.
#[derive(Debug, Subcommand)]
pub enum SettingsAction {
    /// Change one
    Set {
        /// Which
        name: String,
        /// To what
        value: String,
    },
    /// Back to the default
    Unset {
        /// Which
        name: String,
    },
}
