//! One function for each command: ask the studio, print what it answers.

use bobine_model::ProjectId;
use bobine_studio::view::{GenerateView, ProjectView, VideoView};
use bobine_studio::{
    Brief, Config, Error, ExportRequest, Generate, Parallelism, Purpose, Studio, Subtitles, Wanted, file_stem,
};

use crate::args::{
    BriefArgs, Cli, Command, EditArgs, EstimateArgs, ExportArgs, GenerateArgs, JobsAction, JobsArgs, LibraryAction,
    ProviderArgs, RegenerateArgs, ScriptArgs, SettingsAction, SubtitleArg, VideoArgs,
};
use crate::changes;
use crate::print::{self, Out};
use crate::progress::Reporter;

/// Run a command; the number is the exit code.
pub async fn run(cli: &Cli) -> Result<u8, Error> {
    let studio = Studio::open(&Config::from_environment(cli.common.library.clone()))?;
    let host = Host {
        studio: &studio,
        out: Out::new(cli.common.json),
        reporter: Reporter::new(cli.common.json),
        project: cli.common.project.as_deref(),
    };
    let mut obeying = std::pin::pin!(host.obey(&cli.command));
    let ended = tokio::select! {
        // Listening begins before any work does.
        biased;
        () = asked_to_stop() => {
            // What is under way comes to an end in good order; whoever is in a hurry says so again.
            studio.request_stop();
            tokio::select! {
                biased;
                () = asked_to_stop() => Err(Error::Stopped),
                ended = &mut obeying => ended,
            }
        }
        ended = &mut obeying => ended,
    };
    host.reporter.end();
    ended
}

/// Waits until the user or the system asks the command to stop. Where that cannot be heard, it is not waited for.
async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (Ok(mut interrupt), Ok(mut terminate)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
        else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}

struct Host<'a> {
    studio: &'a Studio,
    out: Out,
    reporter: Reporter,
    project: Option<&'a str>,
}

impl Host<'_> {
    fn id(&self) -> Result<ProjectId, Error> {
        self.studio.find_project(self.project)
    }

    async fn obey(&self, command: &Command) -> Result<u8, Error> {
        match command {
            Command::Video(args) => self.video(args).await,
            Command::New(args) => {
                let view = self.studio.create(brief(args)?, &|step| self.reporter.tell(&step)).await?;
                self.show(&view)
            }
            Command::List => self.out.tell(&self.studio.projects()?, print::projects),
            Command::Show => self.show(&self.studio.project(self.id()?)?),
            Command::Script(args) => self.script(args).await,
            Command::Segments => {
                let view = self.studio.project(self.id()?)?;
                self.out.tell(&view.segments, print::segments)
            }
            Command::Generate(args) => self.generate(args).await,
            Command::Takes { segment } => {
                self.out.tell(&self.studio.takes(self.id()?, segment.as_deref())?, print::takes)
            }
            Command::Regenerate(args) => self.regenerate(args).await,
            Command::Choose { segment, take } => self.show(&self.studio.choose(self.id()?, segment, take)?),
            Command::Import { segment, file } => {
                let view = self.studio.import(self.id()?, segment, file).await?;
                self.show(&view)
            }
            Command::Move { segments, to } => self.change(&changes::Change::Move { segments, to: *to }),
            Command::Off { segments } => self.change(&changes::Change::Include { segments, is_included: false }),
            Command::On { segments } => self.change(&changes::Change::Include { segments, is_included: true }),
            Command::Edit(args) => self.edit(args),
            Command::Insert { at, narration, prompt } => {
                self.change(&changes::Change::Insert { at: *at, narration, prompt })
            }
            Command::Duplicate { segments } => self.change(&changes::Change::Duplicate { segments }),
            Command::Remove { segments } => self.change(&changes::Change::Remove { segments }),
            Command::Split { segment, at } => self.change(&changes::Change::Split { segment, seconds: *at }),
            Command::Join { segment } => self.change(&changes::Change::Join { segment }),
            Command::Undo(args) => self.show(&self.studio.undo(self.id()?, args.steps)?),
            Command::Redo(args) => self.show(&self.studio.redo(self.id()?, args.steps)?),
            Command::History => self.out.tell(&self.studio.history(self.id()?)?, print::history),
            Command::Export(args) => {
                let id = self.id()?;
                let title = self.studio.project(id)?.summary.title;
                let view = self.export(id, &title, args).await?;
                self.out.tell(&view, print::video)
            }
            Command::Estimate(args) => self.estimate(args),
            Command::Jobs(args) => self.jobs(args),
            Command::Library { action } => self.library(action.unwrap_or(LibraryAction::Info)),
            Command::Providers => self.out.tell(&self.studio.providers("en"), print::providers),
            Command::Voices { language } => self.out.tell(&self.studio.voices(language)?, print::voices),
            Command::Pillars => self.out.tell(&self.studio.pillars(), print::pillars),
            Command::Settings { action } => self.settings(action.as_ref()),
            Command::Completions { .. } | Command::Man => Ok(0),
        }
    }

    fn show(&self, view: &ProjectView) -> Result<u8, Error> {
        self.out.tell(view, print::project)
    }

    async fn video(&self, args: &VideoArgs) -> Result<u8, Error> {
        let brief = brief(&args.brief)?;
        let provider = args.provider.provider.as_deref();
        if args.dry_run {
            let estimate = self.studio.estimate_brief(&brief, provider)?;
            self.out.tell(&estimate, print::estimate)?;
            return Ok(if estimate.is_within_budget { 0 } else { 3 });
        }
        let target = args.export.out.clone().unwrap_or_else(|| format!("{}.mp4", file_stem(brief.theme())).into());
        // An evening of generating must not end at a folder that is not there.
        self.studio.check_target(&target)?;
        let watch = |step| self.reporter.tell(&step);
        let view = self.studio.create(brief, &watch).await?;
        let id = view.id();
        let made = self.studio.generate(id, &self.wanted(&args.provider, Wanted::Missing)?, &watch).await?;
        if let Some(code) = self.unfinished(&made) {
            return Ok(code);
        }
        let export = ExportArgs { out: Some(target), ..args.export.clone() };
        let view = self.export(id, &view.summary.title, &export).await?;
        self.out.tell(&view, print::video)
    }

    /// What keeps a video from being exported, told; none when nothing does.
    fn unfinished(&self, made: &GenerateView) -> Option<u8> {
        self.reporter.end();
        if made.unknown > 0 {
            eprintln!(
                "error: {} job{} may have been paid without an answer; see `bobine jobs`, then decide",
                made.unknown,
                if made.unknown == 1 { "" } else { "s" }
            );
            return Some(4);
        }
        let failure = made.failures.first()?;
        let more = made.failures.len() - 1;
        let rest = if more == 0 { String::new() } else { format!(" (and {more} more; see `bobine jobs --all`)") };
        let place = failure.segment.map_or_else(String::new, |number| format!("segment {number}: "));
        eprintln!("error: {place}{}{rest}", failure.reason);
        Some(1)
    }

    async fn script(&self, args: &ScriptArgs) -> Result<u8, Error> {
        let id = self.id()?;
        let view = if args.rewrite {
            self.studio.rewrite(id, args.seed, &|step| self.reporter.tell(&step)).await?
        } else {
            self.studio.project(id)?
        };
        self.out.tell(&view, print::script)
    }

    async fn generate(&self, args: &GenerateArgs) -> Result<u8, Error> {
        let id = self.id()?;
        if args.dry_run {
            let estimate = self.studio.estimate(id, args.provider.provider.as_deref())?;
            self.out.tell(&estimate, print::estimate)?;
            return Ok(if estimate.is_within_budget { 0 } else { 3 });
        }
        let wanted = if args.voices_only {
            Wanted::Voices(args.segments.clone())
        } else if args.segments.is_empty() {
            Wanted::Missing
        } else {
            Wanted::MissingIn(args.segments.clone())
        };
        let made =
            self.studio.generate(id, &self.wanted(&args.provider, wanted)?, &|step| self.reporter.tell(&step)).await?;
        self.finish_generating(&made)
    }

    async fn regenerate(&self, args: &RegenerateArgs) -> Result<u8, Error> {
        let wanted = Wanted::NewTake { segment: args.segment.clone(), prompt: args.prompt.clone(), seed: args.seed };
        let request = self.wanted(&args.provider, wanted)?;
        let made = self.studio.generate(self.id()?, &request, &|step| self.reporter.tell(&step)).await?;
        self.finish_generating(&made)
    }

    fn finish_generating(&self, made: &GenerateView) -> Result<u8, Error> {
        let code = self.unfinished(made);
        self.out.tell(made, print::generated)?;
        Ok(code.unwrap_or(0))
    }

    fn wanted(&self, args: &ProviderArgs, wanted: Wanted) -> Result<Generate, Error> {
        let parallelism = if args.one_by_one { Parallelism::OneByOne } else { Parallelism::Parallel };
        Ok(Generate { wanted, provider: self.studio.video_provider(args.provider.as_deref())?, parallelism })
    }

    async fn export(&self, id: ProjectId, title: &str, args: &ExportArgs) -> Result<VideoView, Error> {
        let request = ExportRequest {
            target: args.out.clone().unwrap_or_else(|| format!("{}.mp4", file_stem(title)).into()),
            burns_captions: !args.no_captions,
            subtitles: args.subtitles.map(|format| match format {
                SubtitleArg::Srt => Subtitles::Srt,
                SubtitleArg::Vtt => Subtitles::Vtt,
            }),
            purpose: Purpose::default(),
            encoder: args.encoder.clone(),
            cover: None,
        };
        let view = self.studio.export(id, &request, &|step| self.reporter.tell(&step)).await?;
        self.reporter.end();
        Ok(view)
    }

    fn change(&self, change: &changes::Change<'_>) -> Result<u8, Error> {
        let id = self.id()?;
        let view = self.studio.edit(id, |document, new_id| change.edits(document, new_id))?;
        self.show(&view)
    }

    fn edit(&self, args: &EditArgs) -> Result<u8, Error> {
        let id = self.id()?;
        let voices = self.studio.voice_named(id, args.voice.as_deref())?;
        let view = self.studio.edit(id, |document, _| changes::from_options(document, args, voices.as_ref()))?;
        self.show(&view)
    }

    fn estimate(&self, args: &EstimateArgs) -> Result<u8, Error> {
        self.out.tell(&self.studio.estimate(self.id()?, args.provider.as_deref())?, print::estimate)
    }

    fn jobs(&self, args: &JobsArgs) -> Result<u8, Error> {
        match &args.action {
            None => self.out.tell(&self.studio.jobs(self.id()?, args.all)?, print::jobs),
            Some(JobsAction::Cancel { job }) => self.out.tell(&self.studio.cancel_job(job)?, print::job),
            Some(JobsAction::Retry { job }) => self.out.tell(&self.studio.retry_job(job)?, print::job),
        }
    }

    fn library(&self, action: LibraryAction) -> Result<u8, Error> {
        match action {
            LibraryAction::Info => self.out.tell(&self.studio.library()?, print::library),
            LibraryAction::Check => {
                let problems = self.studio.check_library()?;
                self.out.tell(&problems, print::problems)?;
                Ok(u8::from(!problems.is_empty()))
            }
            LibraryAction::Gc => self.out.tell(&self.studio.collect_garbage()?, print::collected),
        }
    }

    fn settings(&self, action: Option<&SettingsAction>) -> Result<u8, Error> {
        match action {
            None => {}
            Some(SettingsAction::Set { name, value }) => self.studio.set(name, value)?,
            Some(SettingsAction::Unset { name }) => self.studio.unset(name)?,
        }
        self.out.tell(&self.studio.settings()?, print::settings)
    }
}

fn brief(args: &BriefArgs) -> Result<Brief, Error> {
    Brief::new(&args.theme, &args.pillar, &args.language)?
        .with_length(args.length)
        .with_seed(args.seed)
        .with_voice(args.voice.as_deref())?
        .with_size(&args.size)
}
