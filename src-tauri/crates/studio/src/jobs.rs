//! Jobs: seeing them, stopping one, deciding about one whose answer was lost.

use bobine_model::job::{JobEvent, JobKind, JobPhase, JobState};
use bobine_model::{Document, JobId, ProjectId};
use bobine_store::{Job, Snapshot};

use crate::error::Error;
use crate::generate::{Generate, Parallelism, Wanted};
use crate::open::Studio;
use crate::view::JobView;

/// How a job that did not end well is tried again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Again {
    /// It waits to be sent again: have it done with [`Studio::go_on`].
    Queued,
    /// It has ended; this makes what it was to make.
    Make(ProjectId, Generate),
}

impl Studio {
    /// Go on with all jobs that wait or were cut off, of all projects, until each has ended or needs a decision.
    ///
    /// # Errors
    /// When the library cannot be used, or the user stops it. Failures of jobs stand in the jobs.
    pub async fn go_on(&self) -> Result<(), Error> {
        let jobs = self.library.read(Snapshot::active_jobs)?;
        let ids: Vec<JobId> = jobs.iter().map(|job| job.id).collect();
        if !ids.is_empty() {
            self.work_on(&ids, Parallelism::Parallel, &|_| {}).await?;
        }
        Ok(())
    }

    /// Try a job again: one whose answer was lost is sent again, knowing that it may be paid twice; of one that failed
    /// what it was to make is asked for anew.
    pub fn again(&self, name: &str) -> Result<Again, Error> {
        let job = self.find_job(name)?;
        match (job.phase(), job.project, job.segment) {
            (JobPhase::Failed | JobPhase::Cancelled, Some(project), Some(segment)) => {
                let document = self.document(project)?;
                let found = document.find(segment).ok_or_else(|| Error::NotFound {
                    what: "segment",
                    name: segment.to_string(),
                    known: "it was deleted since",
                })?;
                let segment = segment.to_string();
                let (wanted, provider) = match job.kind {
                    JobKind::Reading => (Wanted::Voices(vec![segment]), self.video_provider(None)?),
                    _ if found.1.picture.is_some() => {
                        (Wanted::NewTake { segment, prompt: None, seed: None }, job.provider)
                    }
                    _ => (Wanted::MissingIn(vec![segment]), job.provider),
                };
                Ok(Again::Make(project, Generate { wanted, provider, parallelism: Parallelism::Parallel }))
            }
            _ => self.retry_job(name).map(|_| Again::Queued),
        }
    }

    /// A project's jobs, the newest first; only those that have not ended unless all are asked for.
    pub fn jobs(&self, project: ProjectId, with_ended: bool) -> Result<Vec<JobView>, Error> {
        let (document, jobs) = self
            .library
            .read(|snapshot| Ok::<_, bobine_store::Error>((snapshot.document(project)?.1, snapshot.jobs(project)?)))?;
        let wanted = jobs.iter().filter(|job| with_ended || !job.phase().is_final());
        Ok(wanted.map(|job| job_view(&document, job)).collect())
    }

    /// Stop a job. What waits is stopped at once; what runs is stopped by whoever works on the library next.
    pub fn cancel_job(&self, name: &str) -> Result<JobView, Error> {
        let job = self.find_job(name)?;
        if job.phase().is_final() {
            return Err(Error::Usage(format!("this job has ended: {}", job.phase())));
        }
        let now_ms = self.now_ms();
        let job = self.library.write(|tx| tx.cancel_job(job.id, now_ms))?;
        self.view_of_job(&job)
    }

    /// Decide about a job whose answer was lost: send it again, knowing that it may be paid twice.
    pub fn retry_job(&self, name: &str) -> Result<JobView, Error> {
        let job = self.find_job(name)?;
        if job.phase() != JobPhase::Unknown {
            return Err(Error::Usage(format!(
                "this job is {}; only a job whose answer was lost can be sent again, others with: bobine generate",
                job.phase()
            )));
        }
        let (now_ms, caps) = (self.now_ms(), self.caps()?);
        let job = self.library.write(|tx| {
            // The lost start may have been paid: the second one has to fit into the budget beside it.
            tx.check_budget(job.project, job.estimate, &caps)?;
            tx.decide_job(job.id, job.version, &JobEvent::PayAgain, now_ms)
        });
        let job = job.map_err(|error| match error {
            over @ bobine_store::Error::OverBudget { .. } => Error::OverBudget(over.to_string()),
            other => Error::Store(other),
        })?;
        self.view_of_job(&job)
    }

    fn view_of_job(&self, job: &Job) -> Result<JobView, Error> {
        let project = job.project.ok_or_else(|| Error::Internal("a job without a project".to_owned()))?;
        Ok(job_view(&self.document(project)?, job))
    }
}

pub(crate) fn job_view(document: &Document, job: &Job) -> JobView {
    JobView {
        job: job.id.to_string(),
        kind: job.kind.to_string(),
        segment: job.segment.and_then(|id| document.find(id)).map(|(index, _)| index + 1),
        segment_id: job.segment.filter(|id| document.find(*id).is_some()).map(|id| id.to_string()),
        provider: job.provider.to_string(),
        state: job.phase().to_string(),
        progress: job.progress.filter(|_| !job.phase().is_final()),
        reason: match &job.state {
            JobState::Failed { failure } => Some(failure.message.clone()),
            JobState::Unknown { .. } => Some("the answer was lost; it may have been paid".to_owned()),
            JobState::Queued { .. }
            | JobState::Submitting { .. }
            | JobState::Running { .. }
            | JobState::Fetching { .. }
            | JobState::Cancelling { .. }
            | JobState::Succeeded { .. }
            | JobState::Cancelled => None,
        },
        estimate_micros: job.estimate.count(),
        created_ms: job.created_ms,
    }
}

#[cfg(test)]
mod tests {
    use bobine_jobs::ScriptOrder;
    use bobine_model::{Language, Micros, PillarId, ProviderId};
    use bobine_store::{Caps, NewJob};
    use uuid::Uuid;

    use super::*;
    use crate::{Config, OwnScript};

    fn begun(config: &Config) -> (Studio, ProjectId) {
        let studio = Studio::open(config).expect("the library opens");
        let script = OwnScript {
            title: "Tea".to_owned(),
            language: "en".to_owned(),
            text: "Tea is good for you.".to_owned(),
            voice: None,
        };
        let project = studio.begin_from_text(&script).expect("a text makes a project");
        (studio, project)
    }

    #[tokio::test]
    async fn what_was_left_waiting_is_done_by_the_next_who_opens_the_library() {
        let folder = tempfile::tempdir().expect("there is room for a test");
        let config = Config { library: Some(folder.path().join("library")), ..Config::default() };
        let (closed, project) = begun(&config);
        let order = ScriptOrder {
            theme: "slow mornings".to_owned(),
            pillar: PillarId::new("tips").expect("a name"),
            language: Language::english(),
            segments: 3,
            seconds: 5,
            seed: 7,
        };
        let job = NewJob {
            id: JobId::from_uuid(Uuid::now_v7()),
            kind: JobKind::Script,
            project: Some(project),
            segment: None,
            provider: ProviderId::embedded(),
            model: None,
            request: serde_json::to_value(&order).expect("an order is JSON"),
            identity: None,
            fallback_of: None,
            priority: 0,
            estimate: Micros::ZERO,
            adopted: None,
        };
        closed.queue.enqueue(&[job], &Caps::default()).expect("it is free");
        drop(closed);

        let opened = Studio::open(&config).expect("the library opens");
        assert_eq!(opened.document(project).expect("it is there").segments.len(), 1);
        opened.go_on().await.expect("the library works");
        assert_eq!(opened.document(project).expect("it is there").segments.len(), 3, "the script is written");
        assert_eq!(opened.jobs(project, false).expect("they can be read"), []);
        opened.go_on().await.expect("with nothing to do there is nothing to wait for");
    }

    #[tokio::test]
    async fn what_failed_is_asked_for_anew() {
        let folder = tempfile::tempdir().expect("there is room for a test");
        let config = Config {
            library: Some(folder.path().join("library")),
            speech_helper: Some(folder.path().join("no helper")),
            ..Config::default()
        };
        let (studio, project) = begun(&config);
        let voices = Generate {
            wanted: Wanted::Voices(Vec::new()),
            provider: ProviderId::embedded(),
            parallelism: Parallelism::Parallel,
        };
        let made = studio.generate(project, &voices, &|_| {}).await.expect("a failure is told, not thrown");
        assert_eq!((made.readings, made.failures.len()), (0, 1), "nobody can read here: {made:?}");
        let job = studio.jobs(project, true).expect("they can be read").remove(0);
        let segment = studio.document(project).expect("it is there").segments[0].id;
        let again = studio.again(&job.job).expect("what failed can be tried again");
        let request = Generate { wanted: Wanted::Voices(vec![segment.to_string()]), ..voices };
        assert_eq!(again, Again::Make(project, request));

        let gone = bobine_model::Edit::Remove { segments: vec![segment] };
        studio.make_edit(project, &gone, None).expect("it can be deleted");
        assert!(matches!(studio.again(&job.job), Err(Error::NotFound { what: "segment", .. })));
    }
}
