//! How far a set of jobs is, gathered from what the queue tells of each.

use std::sync::{Mutex, PoisonError};

use bobine_jobs::News;
use bobine_model::JobId;
use bobine_model::job::JobPhase;

/// How far a set of jobs is.
pub(crate) struct Tally {
    jobs: Mutex<Vec<(JobId, Standing)>>,
    /// Told at each news.
    pub(crate) changed: tokio::sync::Notify,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    UnderWay(u8),
    Ended,
}

impl Tally {
    /// None of these has begun.
    pub(crate) fn new(ids: &[JobId]) -> Self {
        let jobs = ids.iter().map(|id| (*id, Standing::UnderWay(0))).collect();
        Self { jobs: Mutex::new(jobs), changed: tokio::sync::Notify::new() }
    }

    /// Take note of what happened to a job; of others than these nothing is kept.
    pub(crate) fn hear(&self, news: &News) {
        let standing = match news.phase {
            JobPhase::Succeeded | JobPhase::Failed | JobPhase::Cancelled | JobPhase::Unknown => Standing::Ended,
            JobPhase::Fetching => Standing::UnderWay(100),
            JobPhase::Queued | JobPhase::Submitting | JobPhase::Running | JobPhase::Cancelling => {
                Standing::UnderWay(news.progress.unwrap_or(0))
            }
        };
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = jobs.iter_mut().find(|(id, _)| *id == news.job) {
            *known = standing;
        }
        self.changed.notify_one();
    }

    /// How many have ended, and the thousandths of the others summed.
    pub(crate) fn state(&self) -> (usize, usize) {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let under_way = jobs.iter().map(|(_, standing)| match standing {
            Standing::UnderWay(percent) => usize::from(*percent) * 10,
            Standing::Ended => 0,
        });
        let ended = jobs.iter().filter(|(_, standing)| *standing == Standing::Ended).count();
        (ended, under_way.sum())
    }
}
