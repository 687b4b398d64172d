//! Projects: beginning one, and what a host sees of it.

use std::collections::HashMap;

use bobine_jobs::ScriptOrder;
use bobine_model::job::{JobKind, JobPhase};
use bobine_model::layout::{Layout, segment_length};
use bobine_model::stale::{Stale, stale};
use bobine_model::{
    Document, Frames, JobId, Language, MusicChoice, ProjectId, ProviderId, Segment, SegmentId, TakeExtent, VoiceChoice,
    VoiceId, fit,
};
use bobine_store::{Caps, Job, NewJob, NewProject, Project, Snapshot, Take};
use rand::RngExt;
use uuid::Uuid;

use crate::brief::{Brief, SEGMENT_SECONDS};
use crate::editing::revision_number;
use crate::error::Error;
use crate::music;
use crate::open::Studio;
use crate::progress::{Progress, Stage, Watch};
use crate::view::{ProjectSummary, ProjectView, SegmentState, SegmentView, VoiceState};

/// The caption style a new project begins with: bold, and readable over anything.
pub(crate) const FIRST_CAPTIONS: &str = "outline";

impl Studio {
    /// Begin a project and write its script.
    ///
    /// # Errors
    /// What cannot be (an unknown pillar, a voice that does not speak the language) is refused before anything is made.
    pub async fn create(&self, brief: Brief, watch: Watch<'_>) -> Result<ProjectView, Error> {
        self.check_pillar(&brief)?;
        self.providers.check_language(&brief.language)?;
        let voice = self.voice_or_first(brief.voice.as_ref(), &brief.language)?;
        let title: String = brief.theme.as_str().chars().take(bobine_model::limits::TITLE).collect();
        let mut document = Document::new(&title, brief.language.clone(), brief.format, voice)?;
        document.captions.preset = FIRST_CAPTIONS.to_owned();
        document.music = Some(MusicChoice::Loop { name: music::suiting(brief.pillar.as_str()).to_owned() });
        let id = ProjectId::from_uuid(Uuid::now_v7());
        let new = NewProject {
            id,
            theme: brief.theme.as_str(),
            pillar: Some(&brief.pillar),
            document: &document,
            now_ms: self.now_ms(),
        };
        self.library.write(|tx| tx.create_project(new))?;
        let order = ScriptOrder {
            theme: brief.theme.as_str().to_owned(),
            pillar: brief.pillar.clone(),
            language: brief.language.clone(),
            segments: brief.segments,
            seconds: SEGMENT_SECONDS,
            seed: brief.seed.unwrap_or_else(fresh_seed),
        };
        self.write_script(id, order, watch).await
    }

    /// Write a project's script anew: as many segments as it has, another seed.
    pub async fn rewrite(&self, id: ProjectId, seed: Option<u64>, watch: Watch<'_>) -> Result<ProjectView, Error> {
        let (project, document) =
            self.library.read(|snapshot| Ok::<_, Error>((snapshot.project(id)?, snapshot.document(id)?.1)))?;
        let pillar = project.pillar.ok_or_else(|| {
            Error::Usage("this project was not begun from a pillar, so there is no script to write anew".to_owned())
        })?;
        let order = ScriptOrder {
            theme: project.theme,
            pillar,
            language: document.language,
            segments: document.segments.len().max(1),
            seconds: SEGMENT_SECONDS,
            seed: seed.unwrap_or_else(fresh_seed),
        };
        self.write_script(id, order, watch).await
    }

    async fn write_script(&self, id: ProjectId, order: ScriptOrder, watch: Watch<'_>) -> Result<ProjectView, Error> {
        watch(Progress { stage: Stage::Script, done: 0, total: 1, under_way: 0 });
        let request = serde_json::to_value(&order).map_err(|fault| Error::Internal(fault.to_string()))?;
        let job = NewJob {
            id: JobId::from_uuid(Uuid::now_v7()),
            kind: JobKind::Script,
            project: Some(id),
            segment: None,
            provider: ProviderId::embedded(),
            model: None,
            request,
            identity: None,
            fallback_of: None,
            priority: 0,
            estimate: bobine_model::Micros::ZERO,
            adopted: None,
        };
        let jobs = self.run_jobs(&[job], &Caps::default(), crate::Parallelism::Parallel, &|_| {}).await?;
        for job in &jobs {
            self.expect_done(job)?;
        }
        watch(Progress { stage: Stage::Script, done: 1, total: 1, under_way: 0 });
        self.project(id)
    }

    fn check_pillar(&self, brief: &Brief) -> Result<(), Error> {
        let known = self.pillars();
        if known.iter().any(|pillar| pillar.pillar == brief.pillar.as_str()) {
            return Ok(());
        }
        let names: Vec<&str> = known.iter().map(|pillar| pillar.pillar.as_str()).collect();
        Err(Error::Usage(format!("there is no pillar {:?}; there are {}", brief.pillar.as_str(), names.join(", "))))
    }

    /// The voice that is named, or the first that speaks a language.
    pub(crate) fn voice_or_first(&self, voice: Option<&VoiceId>, language: &Language) -> Result<VoiceChoice, Error> {
        if let Some(voice) = voice {
            return self.find_voice(voice.as_str(), language);
        }
        for model in self.providers.speech() {
            if let Some(first) = model.voices(language).into_iter().next() {
                let provider = model.provider().clone();
                return Ok(VoiceChoice { provider, voice: first.voice, speed: 100, pitch: 100 });
            }
        }
        Err(Error::Usage(format!("no voice speaks {language}; see: bobine voices --language en")))
    }

    /// All projects, the one changed last first.
    pub fn projects(&self) -> Result<Vec<ProjectSummary>, Error> {
        self.library.read(|snapshot| {
            let projects = snapshot.projects()?;
            projects.iter().map(|project| summary(snapshot, project, &snapshot.document(project.id)?.1)).collect()
        })
    }

    /// A project, whole.
    pub fn project(&self, id: ProjectId) -> Result<ProjectView, Error> {
        self.library.read(|snapshot| view(snapshot, &snapshot.project(id)?))
    }
}

impl ProjectView {
    /// Its id.
    pub fn id(&self) -> ProjectId {
        self.summary.project.parse().expect("a view is made with the id of its project")
    }
}

/// A seed nobody chose.
pub(crate) fn fresh_seed() -> u64 {
    // Small enough for people to write down and for every JSON reader to read exactly.
    rand::rng().random_range(1..1_000_000_000)
}

pub(crate) fn summary(snapshot: &Snapshot, project: &Project, document: &Document) -> Result<ProjectSummary, Error> {
    let rate = document.format.rate();
    Ok(ProjectSummary {
        project: project.id.to_string(),
        title: document.title.clone(),
        theme: project.theme.clone(),
        pillar: project.pillar.as_ref().map(ToString::to_string).unwrap_or_default(),
        language: document.language.to_string(),
        duration_ms: rate.millis(Layout::of(document).length()).count(),
        included: document.included().count(),
        ready: document.included().filter(|segment| segment.picture.is_some()).count(),
        spent_micros: snapshot.project_spending(project.id)?.spent.count(),
        changed_ms: project.changed_ms,
        poster: document.included().find_map(|segment| segment.picture).map(|picture| picture.take.to_string()),
    })
}

fn view(snapshot: &Snapshot, project: &Project) -> Result<ProjectView, Error> {
    let (head, document) = snapshot.document(project.id)?;
    let history = snapshot.history(project.id)?;
    let label = |seq: u64| {
        let line = history.iter().find(|line| line.seq == seq)?;
        line.label.as_ref().map(ToString::to_string)
    };
    let jobs = newest_jobs(snapshot, project.id)?;
    let layout = Layout::of(&document);
    let segments = document.segments.iter().enumerate();
    let segments = segments.map(|(index, segment)| {
        let takes = takes_of(snapshot, segment)?;
        Ok::<_, Error>(segment_view(&document, &layout, index, segment, takes.len(), jobs.get(&segment.id)))
    });
    Ok(ProjectView {
        summary: summary(snapshot, project, &document)?,
        revision: revision_number(head.seq),
        undo: label(head.seq),
        redo: label(head.seq.saturating_add(1)),
        size: (document.format.width(), document.format.height()),
        voice: document.voice.voice.to_string(),
        captions: document.captions.is_shown.then(|| document.captions.preset.clone()),
        music: document.music.as_ref().map(|choice| match choice {
            MusicChoice::Loop { name } => name.clone(),
            MusicChoice::Imported { media } => media.to_string(),
        }),
        segments: segments.collect::<Result<_, _>>()?,
    })
}

/// The takes a segment lists: those made for it and for what it came from.
pub(crate) fn takes_of(snapshot: &Snapshot, segment: &Segment) -> Result<Vec<Take>, Error> {
    let mut ids = segment.ancestors.clone();
    ids.push(segment.id);
    Ok(snapshot.takes_for(&ids)?)
}

/// The newest job that makes a clip for each segment.
fn newest_jobs(snapshot: &Snapshot, project: ProjectId) -> Result<HashMap<SegmentId, Job>, Error> {
    let mut newest = HashMap::new();
    for job in snapshot.jobs(project)? {
        if let (JobKind::Take, Some(segment)) = (job.kind, job.segment) {
            newest.entry(segment).or_insert(job);
        }
    }
    Ok(newest)
}

fn segment_view(
    document: &Document,
    layout: &Layout,
    index: usize,
    segment: &Segment,
    takes: usize,
    job: Option<&Job>,
) -> SegmentView {
    let rate = document.format.rate();
    let length = segment_length(segment, rate);
    let short = match segment.picture.map(|picture| picture.extent) {
        Some(extent @ TakeExtent::Clip { .. }) => fit::cover(extent, segment.fit, length).short_by,
        Some(TakeExtent::Still) | None => Frames::ZERO,
    };
    SegmentView {
        number: index + 1,
        segment: segment.id.to_string(),
        narration: segment.narration.clone(),
        spoken: segment.spoken.clone(),
        prompt: segment.prompt.clone(),
        is_included: segment.is_included,
        start_ms: layout.find(segment.id).map(|placed| rate.millis(placed.range.start()).count()),
        duration_ms: rate.millis(length).count(),
        state: state(segment, job.map(Job::phase)),
        short_ms: rate.millis(short).count(),
        voice: voice(document, segment),
        take: segment.picture.map(|picture| picture.take.to_string()),
        takes,
    }
}

pub(crate) fn voice(document: &Document, segment: &Segment) -> VoiceState {
    match stale(document, segment) {
        Some(Stale::Unread) => VoiceState::Missing,
        Some(Stale::Text | Stale::Voice | Stale::TextAndVoice | Stale::Unwanted) => VoiceState::Stale,
        None if segment.voicing.is_none() => VoiceState::Silent,
        None => VoiceState::Ready,
    }
}

pub(crate) fn state(segment: &Segment, job: Option<JobPhase>) -> SegmentState {
    if !segment.is_included {
        return SegmentState::Off;
    }
    match (job, segment.picture) {
        (Some(JobPhase::Queued), _) => SegmentState::Queued,
        (
            Some(
                JobPhase::Submitting
                | JobPhase::Unknown
                | JobPhase::Running
                | JobPhase::Fetching
                | JobPhase::Cancelling,
            ),
            _,
        ) => SegmentState::Running,
        (Some(JobPhase::Failed), None) => SegmentState::Failed,
        (Some(JobPhase::Succeeded | JobPhase::Cancelled | JobPhase::Failed) | None, Some(_)) => SegmentState::Ready,
        (Some(JobPhase::Succeeded | JobPhase::Cancelled) | None, None) => SegmentState::Slate,
    }
}
