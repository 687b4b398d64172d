//! Having a segment's text read aloud.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bobine_model::edit::Edit;
use bobine_model::job::JobResult;
use bobine_model::spoken::text_to_read;
use bobine_model::{
    Frames, Language, MediaId, Micros, Millis, ProviderId, ReadingId, ReadingUse, RequestKey, SpokenWord, VoiceChoice,
};
use bobine_provider::{Cancelled, Error, SpeechModel, SpeechRequest, StartError};
use bobine_store::table::ledger::Source;
use bobine_store::{Job, Library, MediaFacts, MediaKind, NewReading, Staged, Tx};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::incoming::Incoming;
use super::{Cost, Lookup, Made, Standing, Work};

/// Silence before the first word, so that a cut is not spoken over.
pub const LEAD: Millis = Millis::new(130);

/// What is asked for, as it is kept with the job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingOrder {
    /// The text to read, pronunciations applied.
    pub text: String,
    /// Its language.
    pub language: Language,
    /// Who reads, and how.
    pub voice: VoiceChoice,
    /// Orders given together are undone together.
    pub gesture: String,
}

/// What a provider gave, as it is noted.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Spoken {
    sound: PathBuf,
    length: Millis,
    words: Vec<SpokenWord>,
    cost: Micros,
}

/// Has texts read.
pub struct ReadingWork {
    models: HashMap<ProviderId, Arc<dyn SpeechModel>>,
    library: Arc<Library>,
    incoming: Incoming,
}

impl ReadingWork {
    /// Work by these models; sounds lie in the folder `incoming` until they are kept.
    pub fn new(
        models: impl IntoIterator<Item = Arc<dyn SpeechModel>>,
        library: Arc<Library>,
        incoming: PathBuf,
    ) -> Self {
        let models = models.into_iter().map(|model| (model.provider().clone(), model)).collect();
        Self { models, library, incoming: Incoming::new(incoming) }
    }
}

#[async_trait]
impl Work for ReadingWork {
    fn concurrency(&self, provider: &ProviderId) -> usize {
        if self.models.contains_key(provider) { 3 } else { 0 }
    }

    fn deadline(&self, _provider: &ProviderId) -> Duration {
        Duration::from_secs(300)
    }

    async fn start(&self, job: &Job, key: &RequestKey) -> Result<Value, StartError> {
        let refuse = |error| StartError::NotAccepted(error);
        let order: ReadingOrder = super::read_order(job).map_err(refuse)?;
        let model = super::model_of(&self.models, job).map_err(refuse)?;
        let sound = self.incoming.file(key, "wav").map_err(|fault| refuse(super::local("making room", fault)))?;
        // A file of this key can only be what a killed run left half-made.
        let _ = std::fs::remove_file(&sound);
        let request = SpeechRequest { text: order.text, language: order.language, voice: order.voice };
        let speech = model.speak(&request, &sound).await.map_err(refuse)?;
        let spoken = Spoken { sound, length: speech.length, words: speech.words, cost: speech.cost };
        self.incoming.note(key, &spoken).map_err(|fault| StartError::Unknown(super::local("noting the voice", fault)))
    }

    async fn standing(&self, _job: &Job, operation: &Value) -> Result<Standing, Error> {
        Ok(Standing::Ready(operation.clone()))
    }

    async fn fetch(&self, job: &Job, _operation: &Value, artifact: &Value) -> Result<Box<dyn Made>, Error> {
        let order = super::read_order(job)?;
        let spoken: Spoken =
            serde_json::from_value(artifact.clone()).map_err(|fault| super::unreadable(job, &fault))?;
        let library = Arc::clone(&self.library);
        let sound = spoken.sound.clone();
        let staged = super::blocking(move || super::take_over(&library, &sound, "reading.wav")).await?;
        Ok(Box::new(Read { order, spoken, staged }))
    }

    fn settled(&self, artifact: &Value) {
        let spoken: Result<Spoken, _> = serde_json::from_value(artifact.clone());
        if let Ok(spoken) = spoken {
            self.incoming.forget(&spoken.sound);
        }
    }

    async fn cancel(&self, _job: &Job, _operation: &Value) -> Result<Cancelled, Error> {
        Ok(Cancelled::Stopped)
    }

    async fn find(&self, _job: &Job, key: &RequestKey) -> Result<Lookup, Error> {
        Ok(self.incoming.find(key).map_or(Lookup::NeverAccepted, Lookup::Found))
    }
}

struct Read {
    order: ReadingOrder,
    spoken: Spoken,
    staged: Staged,
}

impl Made for Read {
    fn cost(&self, _job: &Job) -> Cost {
        Cost { amount: self.spoken.cost, source: Source::Estimate }
    }

    fn keep(self: Box<Self>, tx: &Tx, job: &Job, now_ms: i64) -> Result<JobResult, bobine_store::Error> {
        let facts = MediaFacts {
            width: None,
            height: None,
            frames: None,
            rate: None,
            length: Some(self.spoken.length),
            has_sound: true,
        };
        let media = MediaId::from_uuid(Uuid::now_v7());
        let media = tx.keep_media(&self.staged, media, MediaKind::Audio, facts, now_ms)?;
        let reading = tx.insert_reading(&NewReading {
            id: ReadingId::from_uuid(Uuid::now_v7()),
            media: media.id,
            text: self.order.text.clone(),
            language: self.order.language.clone(),
            voice: Some(self.order.voice.clone()),
            words: self.spoken.words,
            length: self.spoken.length,
            cost: self.spoken.cost,
            created_ms: now_ms,
        })?;
        if let (Some(project), Some(segment)) = (job.project, job.segment) {
            let (head, document) = tx.document(project)?;
            // Text that was changed while it was being read keeps the old reading until it is read again.
            let is_wanted =
                document.find(segment).is_some_and(|(_, found)| text_to_read(&document, found) == self.order.text);
            if is_wanted {
                let lead = document.format.rate().nearest(LEAD);
                let voicing = whole(&reading, &self.order.voice, lead);
                let edit = Edit::SetReading { segment, voicing: Some(voicing) };
                super::record(tx, project, (head, &document), &edit, Some(&self.order.gesture), now_ms)?;
            }
        }
        Ok(JobResult::Reading { reading: reading.id })
    }
}

/// All of a reading, as a segment uses it.
pub fn whole(reading: &bobine_store::Reading, voice: &VoiceChoice, lead: Frames) -> ReadingUse {
    ReadingUse {
        reading: reading.id,
        said: reading.text.clone(),
        voice: voice.clone(),
        from: Millis::ZERO,
        to: reading.length,
        lead,
        words: reading.words.clone(),
    }
}
