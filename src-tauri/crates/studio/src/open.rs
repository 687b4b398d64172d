//! The composition root: what is opened and joined when a studio starts. Engines start when they are first needed,
//! so that listing projects costs no GStreamer.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use bobine_jobs::{Clock, Queue, ReadingWork, ScriptWork, Stop, SystemClock, TakeWork, Unusable, Work};
use bobine_model::job::JobKind;
use bobine_model::{Frames, Millis};
use bobine_provider::{ClipEncoder, ClipSpec, EncodeError, FrameSource};
use bobine_render::captions::Fonts;
use bobine_render::export::{EncoderFound, Renderer, RendererConfig};
use bobine_render::{GstClipEncoder, MediaFacts as Probed, ProbeError, probe};
use bobine_store::{Library, MediaFacts, MediaKind};
use uuid::Uuid;

use crate::config::Config;
use crate::error::Error;
use crate::providers::Providers;

/// How many bytes of rendered chunks are kept: some twenty minutes of video.
const CACHE_LIMIT: u64 = 2_000_000_000;

/// The studio: a library, and all that can be done with it.
pub struct Studio {
    pub(crate) library: Arc<Library>,
    pub(crate) config: Config,
    pub(crate) providers: Providers,
    pub(crate) queue: Arc<Queue>,
    pub(crate) engine: Arc<Engine>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) stop: Stop,
    pub(crate) export_stop: Arc<AtomicBool>,
}

impl Studio {
    /// Open the studio on a library, made where there is none.
    pub fn open(config: &Config) -> Result<Self, Error> {
        let library = Arc::new(Library::open(config.library_folder()?)?);
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let engine = Arc::new(Engine {
            library: Arc::clone(&library),
            renderer: OnceLock::new(),
            fonts: OnceLock::new(),
            encoders: OnceLock::new(),
        });
        let incoming = library.cache_folder().join("incoming");
        let encoder: Arc<dyn ClipEncoder> = Arc::clone(&engine) as Arc<dyn ClipEncoder>;
        let providers = Providers::new(config, encoder, incoming.clone())?;
        let probing = Arc::clone(&engine);
        let probe = move |file: &Path| probing.facts(file).map(|(_, facts)| facts).map_err(unusable);
        let works: [(JobKind, Arc<dyn Work>); 3] = [
            (JobKind::Script, Arc::new(ScriptWork::new(providers.text(), incoming.clone()))),
            (JobKind::Reading, Arc::new(ReadingWork::new(providers.speech(), Arc::clone(&library), incoming))),
            (JobKind::Take, Arc::new(TakeWork::new(providers.video(), Arc::clone(&library), Arc::new(probe)))),
        ];
        let queue = Queue::new(
            Arc::clone(&library),
            HashMap::from(works),
            providers.names(),
            Arc::clone(&clock),
            format!("{}-{}", std::process::id(), Uuid::now_v7()),
        );
        Ok(Self {
            library,
            config: config.clone(),
            providers,
            queue: Arc::new(queue),
            engine,
            clock,
            stop: Stop::default(),
            export_stop: Arc::default(),
        })
    }

    /// Ask everything that is under way to come to an end. Jobs are given back as they stand.
    pub fn request_stop(&self) {
        self.stop.request();
    }

    /// Cancel the export under way. Nothing is left where it was to be written; what was rendered serves the next one.
    pub fn cancel_export(&self) {
        self.export_stop.store(true, Ordering::Release);
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }
}

/// What is wrong with a clip that was fetched, without the name it has for a moment.
fn unusable(fault: ProbeError) -> Unusable {
    let seconds = |ms: u32| f64::from(ms) / 1000.0;
    match fault {
        ProbeError::Engine(_) => Unusable::Machine(Box::new(fault)),
        ProbeError::Missing(_) | ProbeError::Empty(_) => Unusable::File("there is nothing in it".to_owned()),
        ProbeError::NotMedia { reason, .. } => Unusable::File(format!("it is no clip that can be read: {reason}")),
        ProbeError::CutShort { has_ms, says_ms, .. } => {
            Unusable::File(format!("it ends after {:.1} s of {:.1} s", seconds(has_ms), seconds(says_ms)))
        }
        ProbeError::Damaged { at_ms, .. } => Unusable::File(format!("it is damaged after {:.1} s", seconds(at_ms))),
    }
}

/// The renderer, started when it is first needed.
pub(crate) struct Engine {
    library: Arc<Library>,
    renderer: OnceLock<Renderer>,
    fonts: OnceLock<Fonts>,
    pub(crate) encoders: OnceLock<Vec<EncoderFound>>,
}

impl Engine {
    /// The renderer.
    pub(crate) fn renderer(&self) -> Result<&Renderer, Error> {
        if let Some(renderer) = self.renderer.get() {
            return Ok(renderer);
        }
        let cache = self.library.cache_folder();
        let renderer = Renderer::new(&RendererConfig {
            cache_folder: cache.join("render"),
            cache_limit: CACHE_LIMIT,
            fonts: self.fonts()?.clone(),
        })?;
        Ok(self.renderer.get_or_init(|| renderer))
    }

    /// The fonts of captions.
    pub(crate) fn fonts(&self) -> Result<&Fonts, Error> {
        if let Some(fonts) = self.fonts.get() {
            return Ok(fonts);
        }
        let fonts = Fonts::unpack(&self.library.cache_folder().join("fonts"))?;
        Ok(self.fonts.get_or_init(|| fonts))
    }

    /// What is in a file, in the words of the library.
    pub(crate) fn facts(&self, file: &Path) -> Result<(MediaKind, MediaFacts), ProbeError> {
        let nothing =
            MediaFacts { width: None, height: None, frames: None, rate: None, length: None, has_sound: false };
        Ok(match probe(file)? {
            Probed::Clip { size, rate, pictures, duration_ms, has_sound, .. } => {
                let facts = MediaFacts {
                    width: Some(size.width),
                    height: Some(size.height),
                    frames: Some(Frames::new(pictures)),
                    rate: Some(rate),
                    length: Some(Millis::new(duration_ms)),
                    has_sound,
                };
                (MediaKind::Video, facts)
            }
            Probed::Still { size } => {
                (MediaKind::Image, MediaFacts { width: Some(size.width), height: Some(size.height), ..nothing })
            }
            Probed::Sound { duration_ms } => {
                let length = Some(Millis::new(duration_ms));
                (MediaKind::Audio, MediaFacts { length, has_sound: true, ..nothing })
            }
        })
    }
}

impl ClipEncoder for Engine {
    fn encode(
        &self,
        spec: &ClipSpec,
        frames: &dyn FrameSource,
        out: &Path,
        progress: &(dyn Fn(Frames) -> bool + Sync),
    ) -> Result<(), EncodeError> {
        let encoder = GstClipEncoder::new().map_err(|fault| EncodeError::Failed(fault.to_string()))?;
        encoder.encode(spec, frames, out, progress)
    }
}
