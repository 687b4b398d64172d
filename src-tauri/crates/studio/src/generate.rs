//! Making what is missing: voices first, because they are cheap and decide each segment's length, then clips.

use std::sync::Arc;

use bobine_jobs::{Pace, ReadingOrder, TakeOrder};
use bobine_model::edit::Edit;
use bobine_model::job::{FailureCode, JobKind, JobState};
use bobine_model::layout::segment_length;
use bobine_model::spoken::text_to_read;
use bobine_model::stale::{Stale, stale};
use bobine_model::{Document, JobId, Micros, ProjectId, ProviderId, Segment, SegmentId};
use bobine_provider::VideoRequest;
use bobine_store::{Caps, Job, NewJob, ReadingKey};
use serde::Serialize;
use uuid::Uuid;

use crate::error::Error;
use crate::naming::segment_named;
use crate::open::Studio;
use crate::progress::{Progress, Stage, Watch};
use crate::projects::fresh_seed;
use crate::tally::Tally;
use crate::view::{FailureView, GenerateView};

/// What is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Voices that are missing or out of date, and clips that are missing, of all segments in the video.
    Missing,
    /// The same, of these segments only.
    MissingIn(Vec<String>),
    /// Only the voices, of these segments, or of all where none is named.
    Voices(Vec<String>),
    /// Another take of one segment.
    NewTake {
        /// Which.
        segment: String,
        /// Another prompt; kept as the segment's.
        prompt: Option<String>,
        /// Another seed; chosen anew where absent.
        seed: Option<u64>,
    },
}

/// Several clips at once, or one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parallelism {
    /// As many as the provider allows.
    Parallel,
    /// One.
    OneByOne,
}

/// What is to be made, by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generate {
    /// What.
    pub wanted: Wanted,
    /// Who makes clips.
    pub provider: ProviderId,
    /// How many at once.
    pub parallelism: Parallelism,
}

impl Studio {
    /// Make what is wanted and wait for it. Failures stand in the answer: one failure never stops the others.
    ///
    /// # Errors
    /// When the budget does not allow it, or the user stops it; what was finished by then is kept.
    pub async fn generate(
        &self,
        project: ProjectId,
        request: &Generate,
        watch: Watch<'_>,
    ) -> Result<GenerateView, Error> {
        if let Wanted::NewTake { segment, prompt: Some(prompt), .. } = &request.wanted {
            self.edit(project, |document, _| {
                let id = segment_named(document, segment)?.id;
                Ok(Edit::SetPrompt { segment: id, text: prompt.clone() })
            })?;
        }
        self.finish_script(project).await?;
        let mut made = GenerateView::default();
        // Orders given together share a gesture, so that one undo takes all of them back.
        let gesture = Uuid::now_v7().to_string();
        if !matches!(request.wanted, Wanted::NewTake { .. }) {
            self.reuse_readings(project, &request.wanted)?;
            let document = self.document(project)?;
            let jobs = reading_jobs(project, &document, &chosen(&document, &request.wanted)?, &gesture)?;
            self.run_stage(project, Stage::Voice, &jobs, request.parallelism, watch, &mut made).await?;
        }
        if !matches!(request.wanted, Wanted::Voices(_)) {
            let document = self.document(project)?;
            let jobs = self.take_jobs(project, &document, request, &gesture)?;
            self.run_stage(project, Stage::Clips, &jobs, request.parallelism, watch, &mut made).await?;
        }
        Ok(made)
    }

    /// A script that was being written when everything stopped is written first.
    async fn finish_script(&self, project: ProjectId) -> Result<(), Error> {
        let jobs = self.library.read(|snapshot| snapshot.jobs(project))?;
        let waiting: Vec<JobId> = jobs
            .iter()
            .filter(|job| job.kind == JobKind::Script && !job.phase().is_final())
            .map(|job| job.id)
            .collect();
        if waiting.is_empty() {
            return Ok(());
        }
        let ended = self.work_on(&waiting, Parallelism::Parallel, &|_| {}).await?;
        ended.iter().try_for_each(|job| self.expect_done(job))
    }

    async fn run_stage(
        &self,
        project: ProjectId,
        stage: Stage,
        jobs: &[NewJob],
        parallelism: Parallelism,
        watch: Watch<'_>,
        made: &mut GenerateView,
    ) -> Result<(), Error> {
        if jobs.is_empty() {
            return Ok(());
        }
        let total = jobs.len();
        watch(Progress { stage, done: 0, total, under_way: 0 });
        let ended = self
            .run_jobs(jobs, &self.caps()?, parallelism, &|(done, under_way)| {
                watch(Progress { stage, done, total, under_way });
            })
            .await?;
        let document = self.document(project)?;
        for job in &ended {
            tell(&document, job, made);
        }
        watch(Progress { stage, done: total, total, under_way: 0 });
        Ok(())
    }

    /// Enqueue jobs, work until they rest, and tell how many are done and how far the others are (thousandths).
    pub(crate) async fn run_jobs(
        &self,
        jobs: &[NewJob],
        caps: &Caps,
        parallelism: Parallelism,
        watch: &(dyn Fn((usize, usize)) + Send + Sync),
    ) -> Result<Vec<Job>, Error> {
        let enqueued = self.queue.enqueue(jobs, caps).map_err(budget)?;
        let ids: Vec<JobId> = enqueued.iter().map(|job| job.id).collect();
        self.work_on(&ids, parallelism, watch).await
    }

    /// Work until these jobs rest.
    pub(crate) async fn work_on(
        &self,
        ids: &[JobId],
        parallelism: Parallelism,
        watch: &(dyn Fn((usize, usize)) + Send + Sync),
    ) -> Result<Vec<Job>, Error> {
        let progress = Arc::new(Tally::new(ids));
        let pace = match parallelism {
            Parallelism::Parallel => Pace::Parallel,
            Parallelism::OneByOne => Pace::OneByOne,
        };
        let hearing = Arc::clone(&progress);
        let working = self.queue.run_until_rest(ids, pace, Arc::new(move |news| hearing.hear(&news)), &self.stop);
        let mut working = std::pin::pin!(working);
        let ended = loop {
            tokio::select! {
                ended = &mut working => break ended?,
                () = progress.changed.notified() => watch(progress.state()),
            }
        };
        if self.stop.is_requested() { Err(Error::Stopped) } else { Ok(ended) }
    }

    /// Segments whose text was read in this voice before need no job: the reading is in the library.
    fn reuse_readings(&self, project: ProjectId, wanted: &Wanted) -> Result<(), Error> {
        let document = self.document(project)?;
        let mut edits = Vec::new();
        for segment in chosen(&document, wanted)? {
            if !wants_reading(&document, segment) {
                continue;
            }
            let key = ReadingKey::of(&text_to_read(&document, segment), &document.language, &document.voice);
            let found = self.library.read(|snapshot| {
                let found = snapshot.reading_by_key(key)?;
                // A reading whose sound is gone is made again.
                let is_whole = |media| {
                    snapshot.media(media).is_ok_and(|media| {
                        std::fs::metadata(self.library.full_path(&media.path()))
                            .is_ok_and(|file| file.len() == media.bytes)
                    })
                };
                Ok::<_, Error>(found.filter(|reading| is_whole(reading.media)))
            })?;
            if let Some(reading) = found {
                let lead = document.format.rate().nearest(bobine_jobs::LEAD);
                let voicing = bobine_jobs::whole_reading(&reading, &document.voice, lead);
                edits.push(Edit::SetReading { segment: segment.id, voicing: Some(voicing) });
            }
        }
        if !edits.is_empty() {
            self.edit(project, |_, _| Ok(Edit::Several { edits: edits.clone() }))?;
        }
        Ok(())
    }

    fn take_jobs(
        &self,
        project: ProjectId,
        document: &Document,
        request: &Generate,
        gesture: &str,
    ) -> Result<Vec<NewJob>, Error> {
        let capabilities = self.providers.video_model(&request.provider)?.capabilities();
        let (segments, seed, is_new) = match &request.wanted {
            Wanted::NewTake { segment, seed, .. } => (vec![segment_named(document, segment)?], *seed, true),
            wanted => (chosen(document, wanted)?, None, false),
        };
        let wanted = segments.into_iter().filter(|segment| is_new || segment.picture.is_none());
        let jobs = wanted.map(|segment| {
            let length = segment_length(segment, document.format.rate());
            let seconds = capabilities.seconds_for(length, document.format);
            let order = TakeOrder {
                request: VideoRequest {
                    prompt: segment.prompt.clone(),
                    seed: seed.unwrap_or_else(|| if is_new { fresh_seed() } else { first_seed(document, segment) }),
                    seconds,
                    format: document.format,
                    first_frame: None,
                },
                gesture: gesture.to_owned(),
            };
            let valid = capabilities.validate(order.request.clone());
            valid.map_err(|fault| Error::Usage(format!("segment {}: {fault}", number_of(document, segment.id))))?;
            // What is missing is made once, however often it is asked for; another take is another by intent.
            let identity = (!is_new).then(|| format!("take {} {}", segment.id, segment.prompt));
            new_job(JobKind::Take, project, segment.id, &request.provider, identity, &order).map(|job| NewJob {
                model: Some(capabilities.model.clone()),
                estimate: capabilities.price(seconds),
                priority: i32::try_from(number_of(document, segment.id)).unwrap_or(i32::MAX),
                ..job
            })
        });
        jobs.collect()
    }

    pub(crate) fn document(&self, project: ProjectId) -> Result<Document, Error> {
        Ok(self.library.read(|snapshot| snapshot.document(project))?.1)
    }

    /// A job that had to succeed for anything else to make sense.
    pub(crate) fn expect_done(&self, job: &Job) -> Result<(), Error> {
        match &job.state {
            JobState::Succeeded { .. } => Ok(()),
            JobState::Failed { failure } if failure.code == FailureCode::Refused => {
                Err(Error::Usage(failure.message.clone()))
            }
            JobState::Failed { failure } => Err(Error::Job(failure.message.clone())),
            JobState::Unknown { .. } => Err(Error::NeedsDecision(format!(
                "the answer of {} was lost and it may have been paid; decide with: bobine jobs",
                job.provider
            ))),
            JobState::Cancelled => Err(Error::Stopped),
            JobState::Queued { .. }
            | JobState::Submitting { .. }
            | JobState::Running { .. }
            | JobState::Fetching { .. }
            | JobState::Cancelling { .. } => Err(Error::Stopped),
        }
    }
}

fn budget(error: bobine_store::Error) -> Error {
    match error {
        over @ bobine_store::Error::OverBudget { .. } => Error::OverBudget(over.to_string()),
        other => Error::Store(other),
    }
}

/// The segments that are meant, in order.
pub(crate) fn chosen<'a>(document: &'a Document, wanted: &Wanted) -> Result<Vec<&'a Segment>, Error> {
    match wanted {
        Wanted::MissingIn(names) | Wanted::Voices(names) if !names.is_empty() => {
            names.iter().map(|name| segment_named(document, name)).collect()
        }
        Wanted::NewTake { segment, .. } => Ok(vec![segment_named(document, segment)?]),
        Wanted::Missing | Wanted::MissingIn(_) | Wanted::Voices(_) => Ok(document.included().collect()),
    }
}

/// Whether a segment's voice is missing or out of date.
pub(crate) fn wants_reading(document: &Document, segment: &Segment) -> bool {
    match stale(document, segment) {
        Some(Stale::Unread | Stale::Text | Stale::Voice | Stale::TextAndVoice) => true,
        Some(Stale::Unwanted) | None => false,
    }
}

fn reading_jobs(
    project: ProjectId,
    document: &Document,
    segments: &[&Segment],
    gesture: &str,
) -> Result<Vec<NewJob>, Error> {
    let wanted = segments.iter().filter(|segment| wants_reading(document, segment));
    let jobs = wanted.map(|segment| {
        let order = ReadingOrder {
            text: text_to_read(document, segment),
            language: document.language.clone(),
            voice: document.voice.clone(),
            gesture: gesture.to_owned(),
        };
        let provider = &document.voice.provider;
        let identity = format!("reading {} {}", segment.id, order.text);
        let job = new_job(JobKind::Reading, project, segment.id, provider, Some(identity), &order)?;
        Ok(NewJob { priority: i32::try_from(number_of(document, segment.id)).unwrap_or(i32::MAX), ..job })
    });
    jobs.collect()
}

fn new_job(
    kind: JobKind,
    project: ProjectId,
    segment: SegmentId,
    provider: &ProviderId,
    identity: Option<String>,
    order: &impl Serialize,
) -> Result<NewJob, Error> {
    Ok(NewJob {
        id: JobId::from_uuid(Uuid::now_v7()),
        kind,
        project: Some(project),
        segment: Some(segment),
        provider: provider.clone(),
        model: None,
        request: serde_json::to_value(order).map_err(|fault| Error::Internal(fault.to_string()))?,
        identity,
        fallback_of: None,
        priority: 0,
        estimate: Micros::ZERO,
        adopted: None,
    })
}

/// The seed of a segment's first clip: the same script in the same place gives the same clip.
fn first_seed(document: &Document, segment: &Segment) -> u64 {
    let place = format!("{}\n{}", number_of(document, segment.id), segment.prompt);
    let hash = blake3::hash(place.as_bytes());
    let (first, _) = hash.as_bytes().split_first_chunk().expect("a hash has 32 bytes");
    u64::from(u32::from_le_bytes(*first))
}

fn number_of(document: &Document, id: SegmentId) -> usize {
    document.find(id).map_or(0, |(index, _)| index + 1)
}

/// Add what came of a job to the answer.
fn tell(document: &Document, job: &Job, made: &mut GenerateView) {
    let segment = job.segment.and_then(|id| document.find(id)).map(|(index, _)| index + 1);
    match &job.state {
        JobState::Succeeded { .. } => {
            match job.kind {
                JobKind::Reading => made.readings += 1,
                JobKind::Take => made.takes += 1,
                JobKind::Script
                | JobKind::Still
                | JobKind::Caption
                | JobKind::Export
                | JobKind::Upload
                | JobKind::Publish => {}
            }
            made.cost_micros += job.estimate.count();
        }
        JobState::Failed { failure } => {
            let kind = job.kind.to_string();
            made.failures.push(FailureView { segment, kind, reason: failure.message.clone() });
        }
        JobState::Unknown { .. } => made.unknown += 1,
        JobState::Cancelled => {
            let reason = "it was cancelled".to_owned();
            made.failures.push(FailureView { segment, kind: job.kind.to_string(), reason });
        }
        // It rests only because the provider cannot be asked: it does not answer, or is not set up here any more.
        JobState::Queued { .. } => {
            let reason = format!("it waits for {}, which cannot be asked just now", job.provider);
            made.failures.push(FailureView { segment, kind: job.kind.to_string(), reason });
        }
        JobState::Running { .. } | JobState::Fetching { .. } => {
            let reason = format!(
                "it is still being made at {}, which cannot be asked just now; run the same again to go on, nothing is paid twice",
                job.provider
            );
            made.failures.push(FailureView { segment, kind: job.kind.to_string(), reason });
        }
        JobState::Submitting { .. } | JobState::Cancelling { .. } => {}
    }
}
