//! One clip, ordered through the queue from a vendor that follows a script, and all that can be looked at afterwards.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bobine_jobs::{Pace, Pauses, Probe, Queue, Stop, SystemClock, TakeOrder, TakeWork, Unusable, Work};
use bobine_model::edit::{Edit, NewSegment, apply};
use bobine_model::job::{JobKind, JobState};
use bobine_model::{
    Document, Format, Frames, JobId, Language, Micros, Millis, ModelId, ProjectId, ProviderId, SegmentId, VoiceChoice,
    VoiceId,
};
use bobine_provider::http::{Http, HttpSettings};
use bobine_provider::{ValidatedRequest, VideoModel, VideoRequest};
use bobine_providers::{Environment, Registry};
use bobine_render::{MediaFacts as Probed, ProbeError};
use bobine_store::table::ledger::EntryKind;
use bobine_store::{Caps, Job, Library, MediaFacts, NewJob, NewProject, Take};
use bobine_testkit::fake::{Fake, Play, Vendor};
use tempfile::TempDir;
use uuid::Uuid;

/// What is asked for everywhere. No log may hold it.
pub const PROMPT: &str = "Slow push-in on a lighthouse at dusk";

/// A vendor under test.
#[derive(Clone, Copy)]
pub struct Subject {
    /// Its name in settings.
    pub provider: &'static str,
    /// What its key is set by.
    pub key_variable: &'static str,
    /// What its address is set by.
    pub base_variable: &'static str,
    /// Its server.
    pub fake: fn() -> Box<dyn Vendor>,
}

/// One library, one vendor, one order.
pub struct Bench {
    pub fake: Fake,
    pub library: Arc<Library>,
    pub queue: Arc<Queue>,
    pub folder: TempDir,
    model: Arc<dyn VideoModel>,
    job: JobId,
}

/// What is settled where a situation needs it otherwise.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// How long an answer may take.
    pub answer: Duration,
    /// Whether the vendor can be reached at all.
    pub is_reachable: bool,
    /// The key that is sent.
    pub key: &'static str,
    /// The model it was ordered from, where that is not the one that is set.
    pub ordered: Option<&'static str>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { answer: Duration::from_secs(30), is_reachable: true, key: Fake::KEY, ordered: None }
    }
}

impl Bench {
    /// Everything ready, and one clip ordered.
    pub async fn new(subject: Subject, play: Play, settings: Settings) -> Self {
        let folder = tempfile::tempdir().expect("there is room for a test");
        let fake = Fake::start((subject.fake)(), play).await;
        let base = if settings.is_reachable { fake.base() } else { format!("http://127.0.0.1:{}", closed_port()) };
        let library = Arc::new(Library::open(folder.path().join("library")).expect("a new library opens"));
        let model = model(subject, &base, settings, &log_file(folder.path()));
        let queue = queue(subject, &library, &model);
        let job = order(&library, &queue, &model, settings.ordered);
        Self { fake, library, queue, folder, model, job }
    }

    /// Work on the order until it rests.
    pub async fn run(&self) -> Job {
        let (tell, wanted, stop) = (Arc::new(|_| {}), [self.job], Stop::default());
        let jobs = self.queue.run_until_rest(&wanted, Pace::Parallel, tell, &stop);
        let jobs = tokio::time::timeout(Duration::from_secs(120), jobs).await.expect("an order comes to rest");
        jobs.expect("the library works").remove(0)
    }

    /// A request to the model under test, as it would come from a project in this format.
    pub fn request(&self, format: Format, first_frame: Option<PathBuf>) -> ValidatedRequest {
        let seconds = self.model.capabilities().seconds_for(format.rate().seconds(5), format);
        let request = VideoRequest { prompt: PROMPT.to_owned(), seed: 5_000_000_000, seconds, format, first_frame };
        self.model.capabilities().validate(request).expect("a request the model takes")
    }

    /// The model under test.
    pub fn model(&self) -> &dyn VideoModel {
        self.model.as_ref()
    }

    /// The clip that was kept.
    pub fn take(&self, job: &Job) -> Take {
        let JobState::Succeeded { result: bobine_model::job::JobResult::Take { take } } = &job.state else {
            panic!("no clip came of it: {:?}", job.state)
        };
        self.library.read(|snapshot| snapshot.take(*take)).expect("a take that was kept is there")
    }

    /// What was paid.
    pub fn paid(&self) -> Micros {
        let ledger = self.library.read(|snapshot| snapshot.ledger(None)).expect("the library works");
        let amounts = ledger.iter().map(|line| match line.entry.kind {
            EntryKind::Charge(amount) => amount,
            EntryKind::Correction(_) => panic!("nothing is corrected here"),
        });
        amounts.sum()
    }

    /// What was written about the exchanges.
    pub fn log(&self) -> String {
        std::fs::read_to_string(log_file(self.folder.path())).unwrap_or_default()
    }
}

fn log_file(folder: &Path) -> PathBuf {
    folder.join("http.log")
}

/// A port nobody listens at.
fn closed_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a test may listen");
    listener.local_addr().expect("a listener has an address").port()
}

fn model(subject: Subject, base: &str, settings: Settings, log: &Path) -> Arc<dyn VideoModel> {
    let variables = [(subject.key_variable, settings.key), (subject.base_variable, base), ("BOBINE_POLL_MS", "5")];
    let http = Http::new(HttpSettings {
        answer: settings.answer,
        pause: Duration::from_millis(2),
        longest_pause: Duration::from_millis(20),
        log: Some(log.to_owned()),
        ..HttpSettings::default()
    });
    let http = http.expect("a test may write a log");
    let registry = Registry::new(None, &Environment::of(variables), &http).expect("our own files are in order");
    let entry = registry.entries().iter().find(|entry| entry.provider.as_str() == subject.provider);
    assert_eq!(entry.expect("nobody is missing").obstacle(), None, "{} is ready", subject.provider);
    let models = registry.models();
    let found = models.into_iter().find(|model| model.capabilities().provider.as_str() == subject.provider);
    found.expect("what is ready has a model")
}

fn queue(subject: Subject, library: &Arc<Library>, model: &Arc<dyn VideoModel>) -> Arc<Queue> {
    let probe: Probe = Arc::new(|file: &Path| facts(file));
    let work: Arc<dyn Work> = Arc::new(TakeWork::new([Arc::clone(model)], Arc::clone(library), probe));
    let provider = ProviderId::new(subject.provider).expect("a plain word");
    let works = HashMap::from([(JobKind::Take, work)]);
    let queue =
        Queue::new(Arc::clone(library), works, vec![provider], Arc::new(SystemClock), Uuid::now_v7().to_string());
    Arc::new(queue.with_pauses(Pauses { first: Duration::from_millis(2), longest: Duration::from_millis(20) }))
}

/// As the studio looks into files.
fn facts(file: &Path) -> Result<MediaFacts, Unusable> {
    match bobine_render::probe(file) {
        Ok(Probed::Clip { size, rate, pictures, duration_ms, has_sound, .. }) => Ok(MediaFacts {
            width: Some(size.width),
            height: Some(size.height),
            frames: Some(Frames::new(pictures)),
            rate: Some(rate),
            length: Some(Millis::new(duration_ms)),
            has_sound,
        }),
        Ok(Probed::Still { .. } | Probed::Sound { .. }) => Err(Unusable::File("it does not move".to_owned())),
        Err(fault @ ProbeError::Engine(_)) => Err(Unusable::Machine(Box::new(fault))),
        Err(fault) => Err(Unusable::File(fault.to_string())),
    }
}

fn order(library: &Library, queue: &Queue, model: &Arc<dyn VideoModel>, ordered: Option<&str>) -> JobId {
    let (project, segment) = (ProjectId::from_uuid(Uuid::now_v7()), SegmentId::from_uuid(Uuid::now_v7()));
    let voice = VoiceId::new("en-us").expect("a plain word");
    let voice = VoiceChoice { provider: ProviderId::embedded(), voice, speed: 100, pitch: 100 };
    let format = Format::VERTICAL;
    let document = Document::new("Lighthouses", Language::english(), format, voice).expect("a title");
    let target = format.rate().seconds(5);
    let segments = vec![NewSegment { id: segment, narration: "Look.".to_owned(), prompt: PROMPT.to_owned(), target }];
    let document = apply(&document, &Edit::Insert { at: 0, segments }).expect("a segment fits");
    library
        .write(|tx| {
            tx.create_project(NewProject {
                id: project,
                theme: "lighthouses",
                pillar: None,
                document: &document,
                now_ms: 1,
            })
        })
        .expect("a fresh id makes a project");
    let capabilities = model.capabilities();
    let ordered = ordered.map_or(capabilities.model.clone(), |name| ModelId::new(name).expect("a plain word"));
    let seconds = capabilities.seconds_for(target, format);
    let request = VideoRequest { prompt: PROMPT.to_owned(), seed: 7, seconds, format, first_frame: None };
    let request = serde_json::to_value(TakeOrder { request, gesture: "one".to_owned() }).expect("an order is JSON");
    let job = NewJob {
        id: JobId::from_uuid(Uuid::now_v7()),
        kind: JobKind::Take,
        project: Some(project),
        segment: Some(segment),
        provider: capabilities.provider.clone(),
        model: Some(ordered),
        request,
        identity: None,
        fallback_of: None,
        priority: 0,
        estimate: capabilities.price(seconds),
        adopted: None,
    };
    let enqueued = queue.enqueue(&[job], &Caps::default()).expect("nothing caps it");
    enqueued.first().expect("one was ordered").id
}
