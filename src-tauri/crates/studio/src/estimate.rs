//! What making would cost, before anything is made.

use bobine_model::layout::{BREATH, segment_length};
use bobine_model::{Format, Micros, Millis, ProjectId, ProviderId};
use serde::Deserialize;

use crate::begin::cut_script;
use crate::brief::{Brief, SEGMENT_SECONDS, segments_for};
use crate::error::Error;
use crate::generate::{Generate, Parallelism, Wanted, chosen, wants_reading};
use crate::open::Studio;
use crate::view::EstimateView;

/// What a video is to be begun from, as far as its price depends on it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Beginning {
    /// A theme.
    Theme {
        /// About how long the video is to be.
        seconds: u32,
    },
    /// A text of the creator's.
    Text {
        /// The text.
        text: String,
    },
}

impl Studio {
    /// What making what is missing in a project would cost.
    pub fn estimate(&self, project: ProjectId, provider: Option<&str>) -> Result<EstimateView, Error> {
        let provider = self.video_provider(provider)?;
        let missing = Generate { wanted: Wanted::Missing, provider, parallelism: Parallelism::Parallel };
        self.estimate_generate(project, &missing)
    }

    /// What making what is wanted would cost.
    pub fn estimate_generate(&self, project: ProjectId, request: &Generate) -> Result<EstimateView, Error> {
        let document = self.document(project)?;
        let capabilities = self.providers.video_model(&request.provider)?.capabilities();
        let segments = chosen(&document, &request.wanted)?;
        let (is_new, is_voices) =
            (matches!(request.wanted, Wanted::NewTake { .. }), matches!(request.wanted, Wanted::Voices(_)));
        let readings = segments.iter().filter(|segment| !is_new && wants_reading(&document, segment)).count();
        let clips = segments.iter().filter(|segment| !is_voices && (is_new || segment.picture.is_none()));
        let seconds: Vec<u32> = clips
            .map(|segment| capabilities.seconds_for(segment_length(segment, document.format.rate()), document.format))
            .collect();
        self.estimate_of(&request.provider, &seconds, readings, Some(project))
    }

    /// What a video would cost, before anything of it is there.
    pub fn estimate_brief(&self, brief: &Brief, provider: Option<&str>) -> Result<EstimateView, Error> {
        self.estimate_segments(brief.segments, brief.format, provider)
    }

    /// What a vertical video would cost, before anything of it is there. A script that is pasted is longer where more
    /// is said: clips are as long as a voice would take, at least the usual five seconds.
    pub fn estimate_beginning(&self, beginning: &Beginning, provider: Option<&str>) -> Result<EstimateView, Error> {
        match beginning {
            Beginning::Theme { seconds } => self.estimate_segments(segments_for(*seconds), Format::VERTICAL, provider),
            Beginning::Text { text } => {
                let provider = self.video_provider(provider)?;
                let capabilities = self.providers.video_model(&provider)?.capabilities();
                let (format, rate) = (Format::VERTICAL, Format::VERTICAL.rate());
                let seconds: Vec<u32> = cut_script(text)
                    .beats
                    .iter()
                    .map(|beat| {
                        let spoken = rate.covering(Millis::new(beat.spoken_ms).saturating_add(BREATH));
                        capabilities.seconds_for(spoken.max(rate.seconds(SEGMENT_SECONDS)), format)
                    })
                    .collect();
                self.estimate_of(&provider, &seconds, seconds.len(), None)
            }
        }
    }

    fn estimate_segments(
        &self,
        segments: usize,
        format: Format,
        provider: Option<&str>,
    ) -> Result<EstimateView, Error> {
        let provider = self.video_provider(provider)?;
        let capabilities = self.providers.video_model(&provider)?.capabilities();
        let length = format.rate().seconds(SEGMENT_SECONDS);
        let seconds = vec![capabilities.seconds_for(length, format); segments];
        self.estimate_of(&provider, &seconds, segments, None)
    }

    fn estimate_of(
        &self,
        provider: &ProviderId,
        seconds: &[u32],
        readings: usize,
        project: Option<ProjectId>,
    ) -> Result<EstimateView, Error> {
        let capabilities = self.providers.video_model(provider)?.capabilities();
        let cost: Micros = seconds.iter().map(|&seconds| capabilities.price(seconds)).sum();
        let caps = self.caps()?;
        let (spent, fits) = self.library.read(|snapshot| {
            let spent = project.map(|id| snapshot.project_spending(id)).transpose()?;
            let fits = match snapshot.check_budget(project, cost, &caps) {
                Err(bobine_store::Error::OverBudget { .. }) => false,
                other => other.is_ok(),
            };
            Ok::<_, bobine_store::Error>((spent.map_or(Micros::ZERO, |spending| spending.spent), fits))
        })?;
        // A project that is not there yet has nothing for its cap to be held against but this.
        let is_over_cap = project.is_none() && caps.project.is_some_and(|cap| cost > cap);
        Ok(EstimateView {
            provider: provider.to_string(),
            model: capabilities.model.to_string(),
            clips: seconds.len(),
            clip_seconds: seconds.iter().sum(),
            readings,
            cost_micros: cost.count(),
            spent_micros: spent.count(),
            cap_micros: caps.project.map(Micros::count),
            is_within_budget: fits && !is_over_cap,
        })
    }
}
