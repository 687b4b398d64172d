//! Projects: beginning one, and what a host sees of it.

use std::collections::HashMap;

use bobine_jobs::ScriptOrder;
use bobine_model::job::{JobKind, JobPhase};
use bobine_model::layout::{Layout, segment_length};
use bobine_model::stale::{Stale, stale};
use bobine_model::{
    Document, Frames, JobId, Language, MusicChoice, ProjectId, ProviderId, Segment, SegmentId, TakeExtent, VoiceChoice,
    VoiceId, fit, make_same_video,
};
use bobine_store::{Caps, Export, Job, NewJob, NewProject, Project, Snapshot, Take};
use rand::RngExt;
use uuid::Uuid;

use crate::brief::{Brief, SEGMENT_SECONDS};
use crate::editing::revision_number;
use crate::error::Error;
use crate::music;
use crate::open::Studio;
use crate::progress::{Progress, Stage, Watch};
use crate::view::{LastExport, ProjectState, ProjectSummary, ProjectView, SegmentState, SegmentView, VoiceState};

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
    let export = snapshot.last_export(project.id)?;
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
        state: project_state(project, document, export.as_ref()),
        exported: export.map(|export| LastExport { path: export.path.into(), at_ms: export.created_ms }),
        poster: document.included().find_map(|segment| segment.picture).map(|picture| picture.take.to_string()),
    })
}

fn project_state(project: &Project, document: &Document, export: Option<&Export>) -> ProjectState {
    let is_whole = |segment: &Segment| {
        segment.picture.is_some() && matches!(voice(document, segment), VoiceState::Ready | VoiceState::Silent)
    };
    let shows_it = |export: &Export| match &export.document {
        Some(exported) => make_same_video(exported, document),
        // Of a file that was made before documents were kept only its time is known.
        None => project.changed_ms <= export.created_ms,
    };
    match export {
        Some(export) if shows_it(export) => ProjectState::Exported,
        Some(_) => ProjectState::Changed,
        None if document.included().next().is_some() && document.included().all(is_whole) => ProjectState::Ready,
        None => ProjectState::Draft,
    }
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

#[cfg(test)]
mod tests {
    use bobine_model::edit::Edit;
    use bobine_model::{ExportId, TakeUse};
    use bobine_store::NewExport;
    use serde_json::json;

    use super::*;
    use crate::{Config, OwnScript};

    fn studio() -> (tempfile::TempDir, Studio) {
        let folder = tempfile::tempdir().expect("there is room for a test");
        let config = Config { library: Some(folder.path().join("library")), ..Config::default() };
        let studio = Studio::open(&config).expect("a new library opens");
        (folder, studio)
    }

    fn begun(studio: &Studio) -> ProjectId {
        let script = OwnScript {
            title: "Tea".to_owned(),
            language: "en".to_owned(),
            text: "Tea is good for you.".to_owned(),
            voice: None,
        };
        studio.begin_from_text(&script).expect("a text makes a project")
    }

    fn exported(studio: &Studio, project: ProjectId, path: &str) {
        let (head, document) = studio.library.read(|snapshot| snapshot.document(project)).expect("it is there");
        let new = NewExport {
            id: ExportId::from_uuid(Uuid::now_v7()),
            project,
            seq: head.seq,
            document: &document,
            path: path.to_owned(),
            facts: json!({}),
            created_ms: studio.now_ms(),
        };
        studio.library.write(|tx| tx.insert_export(&new)).expect("it is written down");
    }

    fn change(studio: &Studio, project: ProjectId, edit: &Edit) {
        studio.make_edit(project, edit, None).expect("it can be changed");
    }

    #[test]
    fn a_project_knows_whether_its_newest_file_shows_it() {
        let (_folder, studio) = studio();
        let project = begun(&studio);
        let standing = || {
            let summary = studio.project(project).expect("it is there").summary;
            (summary.state, summary.exported.map(|export| export.path))
        };
        assert_eq!(standing(), (ProjectState::Draft, None));

        exported(&studio, project, "/videos/tea.mp4");
        let file = || Some("/videos/tea.mp4".into());
        assert_eq!(standing(), (ProjectState::Exported, file()), "slates are exported too");
        change(&studio, project, &Edit::SetTitle { title: "Green tea".to_owned() });
        assert_eq!(standing(), (ProjectState::Exported, file()), "a title is not in the video");
        let segment = studio.document(project).expect("it is there").segments[0].id;
        change(&studio, project, &Edit::SetNarration { segment, text: "Tea is fine.".to_owned() });
        assert_eq!(standing(), (ProjectState::Changed, file()));
        studio.undo(project, 1).expect("there is something to undo");
        assert_eq!(standing(), (ProjectState::Exported, file()), "what was undone is as it was");

        studio.redo(project, 1).expect("there is something to redo");
        exported(&studio, project, "/videos/tea 2.mp4");
        assert_eq!(standing(), (ProjectState::Exported, Some("/videos/tea 2.mp4".into())));
    }

    #[test]
    fn a_project_is_ready_when_nothing_is_missing() {
        let (_folder, studio) = studio();
        let project = begun(&studio);
        let state = || studio.project(project).expect("it is there").summary.state;
        let mut document = studio.document(project).expect("it is there");
        let segment = document.segments[0].id;
        change(&studio, project, &Edit::SetNarration { segment, text: String::new() });
        assert_eq!(state(), ProjectState::Draft, "silent, and without a clip");
        document.segments[0].narration.clear();
        document.segments[0].picture =
            Some(TakeUse { take: bobine_model::TakeId::from_uuid(Uuid::now_v7()), extent: TakeExtent::Still });
        let row = studio.library.read(|snapshot| snapshot.project(project)).expect("it is there");
        assert_eq!(project_state(&row, &document, None), ProjectState::Ready);
        document.segments[0].narration = "Tea.".to_owned();
        assert_eq!(project_state(&row, &document, None), ProjectState::Draft, "nobody has read it");
    }

    #[test]
    fn of_a_file_from_before_only_its_time_tells() {
        let (_folder, studio) = studio();
        let project = begun(&studio);
        exported(&studio, project, "/videos/tea.mp4");
        let (row, document, export) = studio
            .library
            .read(|snapshot| {
                let (_, document) = snapshot.document(project)?;
                Ok::<_, Error>((snapshot.project(project)?, document, snapshot.last_export(project)?))
            })
            .expect("it is there");
        let old = Export { document: None, ..export.expect("it was written down") };
        assert_eq!(project_state(&row, &document, Some(&old)), ProjectState::Exported);
        let older = Export { created_ms: row.changed_ms - 1, ..old };
        assert_eq!(project_state(&row, &document, Some(&older)), ProjectState::Changed);
    }
}
