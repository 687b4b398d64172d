//! The open project as a window shows it: everything of it at once, in frames, so that no rule is computed twice.

use std::collections::HashMap;

use bobine_model::caption::{Cue, cues};
use bobine_model::edit::{Edit, EditLabel};
use bobine_model::job::{JobKind, JobPhase};
use bobine_model::layout::{Layout, segment_length, unheard};
use bobine_model::text::words;
use bobine_model::{
    Document, FrameRange, Frames, Piece, ProjectId, Segment, SegmentId, TakeExtent, TakeId, Transition, fit,
};
use bobine_render::plan::ducking_of;
use bobine_store::Job;
use serde::Serialize;

use crate::error::Error;
use crate::jobs::job_view;
use crate::open::Studio;
use crate::projects;
use crate::view::{JobView, ProjectSummary, SegmentState, TakeView, VoiceState};

/// The open project.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Desk {
    /// What a list shows of it.
    pub summary: ProjectSummary,
    /// Raised by every change. Of two answers the one with the greater number is the newer.
    pub version: u64,
    /// The place in the history.
    pub revision: u64,
    /// What undo would take back.
    pub undo: Option<EditLabel>,
    /// What redo would do again.
    pub redo: Option<EditLabel>,
    /// The document itself.
    pub document: Document,
    /// How long the video is.
    pub length: Frames,
    /// The segments that are in the video, in order.
    pub placed: Vec<PlacedSegment>,
    /// How each segment of the document stands, in the same order.
    pub segments: Vec<SegmentStanding>,
    /// The captions of the whole video.
    pub cues: Vec<PlacedCue>,
    /// How loud the music is, straight lines between points. Empty where there is none.
    pub music_line: Vec<MusicPoint>,
    /// What has been and would be spent.
    pub money: Money,
    /// Jobs that have not ended, and the last one of each segment that failed.
    pub jobs: Vec<JobView>,
}

/// A segment in its place in the video.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PlacedSegment {
    /// Which.
    pub segment: SegmentId,
    /// Its index among all segments of the document.
    pub index: usize,
    /// Where it is seen, overlaps included.
    pub range: FrameRange,
    /// The transition into it as it fits.
    pub transition: Transition,
}

/// How a segment stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SegmentStanding {
    /// Which.
    pub segment: SegmentId,
    /// Its state.
    pub state: SegmentState,
    /// How long it lasts.
    pub length: Frames,
    /// By how much its clip is too short; 0 where it fits.
    pub short: Frames,
    /// By how many percent its clip is slowed down to fit; 100 where it is not.
    pub speed: u16,
    /// How its voice stands.
    pub voice: VoiceState,
    /// By how much it is too short for its voice, whose end is not heard; 0 where it is.
    pub unheard: Frames,
    /// Its takes, the oldest first.
    pub takes: Vec<TakeView>,
    /// What a new take would cost, by the provider that is set.
    pub price_micros: u64,
}

/// A caption in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PlacedCue {
    /// Whose words they are.
    pub segment: SegmentId,
    /// The index of its first word among the shown words of the segment.
    pub first_word: usize,
    /// The caption.
    pub cue: Cue,
}

/// A point of the music's level.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MusicPoint {
    /// Frame of the video.
    pub at: Frames,
    /// Decibels relative to the music's own level: 0 where nobody speaks.
    // Always a number; of `f32` the page would have to expect none.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub db: f32,
}

/// What has been and would be spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Money {
    /// What the project has cost.
    pub spent_micros: u64,
    /// What making what is missing would cost.
    pub to_go_micros: u64,
    /// How many clips that would be.
    pub missing_clips: usize,
    /// How many voices.
    pub missing_voices: usize,
    /// The most a project may cost.
    pub cap_micros: Option<u64>,
    /// Whether what is missing fits under all caps.
    pub is_within_budget: bool,
}

/// One step of the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HistoryStep {
    /// The saved state.
    pub revision: u64,
    /// What was done; none for the state the project began with.
    pub label: Option<EditLabel>,
    /// Whether the project stands here.
    pub is_current: bool,
    /// When, milliseconds since 1970.
    pub created_ms: i64,
}

impl Studio {
    /// A project as a window shows it.
    pub fn desk(&self, project: ProjectId) -> Result<Desk, Error> {
        let estimate = self.estimate(project, None)?;
        let provider = self.video_provider(None)?;
        self.library.read(|snapshot| {
            let row = snapshot.project(project)?;
            let (head, document) = snapshot.document(project)?;
            let history = snapshot.history(project)?;
            let label = |seq: u64| history.iter().find(|line| line.seq == seq).and_then(|line| line.label);
            let layout = Layout::of(&document);
            let jobs = snapshot.jobs(project)?;
            let capabilities = self.providers.video_model(&provider)?.capabilities();
            let mut segments = Vec::with_capacity(document.segments.len());
            for (index, segment) in document.segments.iter().enumerate() {
                let takes = self.take_views(snapshot, &document, index)?;
                let length = segment_length(segment, document.format.rate());
                let price = capabilities.price(capabilities.seconds_for(length, document.format));
                segments.push(standing(&document, segment, takes, newest_take_job(&jobs, segment.id), price.count()));
            }
            Ok(Desk {
                summary: projects::summary(snapshot, &row, &document)?,
                version: head.version,
                revision: head.seq,
                undo: label(head.seq),
                redo: label(head.seq.saturating_add(1)),
                length: layout.length(),
                placed: layout
                    .placed()
                    .iter()
                    .map(|placed| PlacedSegment {
                        segment: placed.segment,
                        index: placed.index,
                        range: placed.range,
                        transition: placed.transition,
                    })
                    .collect(),
                segments,
                cues: placed_cues(&document, &layout),
                music_line: music_line(&document, &layout),
                money: Money {
                    spent_micros: estimate.spent_micros,
                    to_go_micros: estimate.cost_micros,
                    missing_clips: estimate.clips,
                    missing_voices: estimate.readings,
                    cap_micros: estimate.cap_micros,
                    is_within_budget: estimate.is_within_budget,
                },
                jobs: worth_showing(&document, &jobs),
                document,
            })
        })
    }

    /// The number that every change of a project raises.
    pub fn version(&self, project: ProjectId) -> Result<u64, Error> {
        Ok(self.library.read(|snapshot| snapshot.project(project))?.head.version)
    }

    /// A project's jobs that have not ended, and the last one of each segment that failed.
    pub fn jobs_worth_showing(&self, project: ProjectId) -> Result<Vec<JobView>, Error> {
        self.library.read(|snapshot| {
            let (_, document) = snapshot.document(project)?;
            Ok(worth_showing(&document, &snapshot.jobs(project)?))
        })
    }

    /// A number that changes whenever anything is written to the library, by whomever.
    pub fn library_version(&self) -> Result<u64, Error> {
        Ok(self.library.data_version()?)
    }

    /// Make an edit. Edits of one gesture (one drag, one stay in a text field) are undone together.
    pub fn make_edit(&self, project: ProjectId, edit: &Edit, gesture: Option<&str>) -> Result<Desk, Error> {
        self.edit_in(project, gesture, |_, _| Ok(edit.clone()))?;
        self.desk(project)
    }

    /// Choose which take a segment shows; none for its slate.
    pub fn choose_take(&self, project: ProjectId, segment: SegmentId, take: Option<TakeId>) -> Result<Desk, Error> {
        let take = take.map_or_else(|| "none".to_owned(), |take| take.to_string());
        self.choose(project, &segment.to_string(), &take)?;
        self.desk(project)
    }

    /// The steps that undo and redo walk through, oldest first.
    pub fn history_steps(&self, project: ProjectId) -> Result<Vec<HistoryStep>, Error> {
        let (head, lines) = self.library.read(|snapshot| {
            Ok::<_, bobine_store::Error>((snapshot.project(project)?.head, snapshot.history(project)?))
        })?;
        let steps = lines.into_iter().map(|line| HistoryStep {
            revision: line.seq,
            label: line.label,
            is_current: line.seq == head.seq,
            created_ms: i64::try_from(line.at_ms).unwrap_or(i64::MAX),
        });
        Ok(steps.collect())
    }

    /// Go to any step of the history.
    pub fn go_to(&self, project: ProjectId, revision: u64) -> Result<Desk, Error> {
        let now_ms = self.now_ms();
        self.library.write(|tx| {
            let (head, _) = tx.document(project)?;
            tx.jump(project, head.version, revision, now_ms)
        })?;
        self.desk(project)
    }
}

fn newest_take_job(jobs: &[Job], segment: SegmentId) -> Option<&Job> {
    jobs.iter().find(|job| job.kind == JobKind::Take && job.segment == Some(segment))
}

/// Jobs that have not ended, and the newest of a kind for a segment where that failed.
fn worth_showing(document: &Document, jobs: &[Job]) -> Vec<JobView> {
    let mut newest: HashMap<(JobKind, Option<SegmentId>), &Job> = HashMap::new();
    for job in jobs {
        newest.entry((job.kind, job.segment)).or_insert(job);
    }
    let is_newest = |job: &Job| newest.get(&(job.kind, job.segment)).is_some_and(|one| one.id == job.id);
    let shown = jobs.iter().filter(|job| {
        !job.phase().is_final()
            || (job.phase() == JobPhase::Failed
                && is_newest(job)
                && job.segment.is_none_or(|id| document.find(id).is_some()))
    });
    shown.map(|job| job_view(document, job)).collect()
}

fn standing(
    document: &Document,
    segment: &Segment,
    takes: Vec<TakeView>,
    job: Option<&Job>,
    price_micros: u64,
) -> SegmentStanding {
    let length = segment_length(segment, document.format.rate());
    let (short, speed) = match segment.picture.map(|picture| picture.extent) {
        Some(extent @ TakeExtent::Clip { .. }) => {
            let coverage = fit::cover(extent, segment.fit, length);
            (coverage.short_by, speed_of(&coverage.pieces))
        }
        Some(TakeExtent::Still) | None => (Frames::ZERO, 100),
    };
    SegmentStanding {
        segment: segment.id,
        state: projects::state(segment, job.map(Job::phase)),
        length,
        short,
        speed,
        voice: projects::voice(document, segment),
        unheard: unheard(segment, document.format.rate()),
        takes,
        price_micros,
    }
}

/// How fast the slowest moving piece plays, in percent.
fn speed_of(pieces: &[Piece]) -> u16 {
    let speeds = pieces.iter().filter_map(|piece| match piece {
        Piece::Play { source, over } => Some(source.length().count().saturating_mul(100) / over.count().max(1)),
        Piece::Hold { .. } => None,
    });
    speeds.min().and_then(|percent| u16::try_from(percent).ok()).unwrap_or(100)
}

/// Every caption with the segment it belongs to: captions come in the order of segments, and none lies in two.
fn placed_cues(document: &Document, layout: &Layout) -> Vec<PlacedCue> {
    let mut placed = Vec::new();
    let mut first_word: HashMap<SegmentId, usize> = HashMap::new();
    for cue in cues(document, layout) {
        let start = cue.frames.start();
        // In an overlap it is the later segment's: the earlier one's captions end where the later one's begin.
        let owner = layout.placed().iter().rev().find(|one| one.range.contains(start) && speaks(document, one.index));
        let Some(owner) = owner else { continue };
        let counted = first_word.entry(owner.segment).or_default();
        let in_it: usize = cue.words.iter().map(|word| words(&word.text).len()).sum();
        placed.push(PlacedCue { segment: owner.segment, first_word: *counted, cue });
        *counted += in_it;
    }
    placed
}

fn speaks(document: &Document, index: usize) -> bool {
    document.segments.get(index).is_some_and(|segment| !segment.narration.trim().is_empty())
}

fn music_line(document: &Document, layout: &Layout) -> Vec<MusicPoint> {
    if document.music.is_none() {
        return Vec::new();
    }
    let points = ducking_of(document, layout);
    points.into_iter().map(|(at, tenths)| MusicPoint { at, db: f32::from(tenths) / 10.0 }).collect()
}
