//! Jobs: seeing them, stopping one, deciding about one whose answer was lost.

use bobine_model::job::{JobEvent, JobPhase, JobState};
use bobine_model::{Document, ProjectId};
use bobine_store::Job;

use crate::error::Error;
use crate::open::Studio;
use crate::view::JobView;

impl Studio {
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
