//! The one place where providers are named and put together.

use std::path::PathBuf;
use std::sync::Arc;

use bobine_model::{Language, ProviderId};
use bobine_provider::{ClipEncoder, SpeechModel, TextModel, VideoModel, VoiceGender};
use bobine_providers::embedded::SketchModel;
use bobine_providers::embedded::script::TemplateWriter;
use bobine_providers::embedded::voice::EspeakVoice;

use crate::config::Config;
use crate::error::Error;
use crate::open::Studio;
use crate::vendors::Vendors;
use crate::view::{PillarView, ProviderView, VoiceView};
use crate::words::provider_words;

/// Everyone who generates.
pub(crate) struct Providers {
    writer: Arc<TemplateWriter>,
    text: Vec<Arc<dyn TextModel>>,
    speech: Vec<Arc<dyn SpeechModel>>,
    video: Vec<Arc<dyn VideoModel>>,
    vendors: Vendors,
}

impl Providers {
    /// All providers there are. Clips of the embedded one are left in `scratch` until they are fetched.
    pub(crate) fn new(config: &Config, encoder: Arc<dyn ClipEncoder>, scratch: PathBuf) -> Result<Self, Error> {
        let writer = Arc::new(TemplateWriter::new().map_err(|fault| Error::Internal(fault.to_string()))?);
        let vendors = Vendors::new()?;
        let embedded: Arc<dyn VideoModel> = Arc::new(SketchModel::new(encoder, scratch));
        Ok(Self {
            text: vec![Arc::clone(&writer) as Arc<dyn TextModel>],
            writer,
            speech: vec![Arc::new(EspeakVoice::new(config.speech_helper.clone()))],
            video: [embedded].into_iter().chain(vendors.registry().models()).collect(),
            vendors,
        })
    }

    pub(crate) fn text(&self) -> Vec<Arc<dyn TextModel>> {
        self.text.clone()
    }

    pub(crate) fn speech(&self) -> Vec<Arc<dyn SpeechModel>> {
        self.speech.clone()
    }

    pub(crate) fn video(&self) -> Vec<Arc<dyn VideoModel>> {
        self.video.clone()
    }

    /// Every provider once.
    pub(crate) fn names(&self) -> Vec<ProviderId> {
        let text = self.text.iter().map(|model| model.provider().clone());
        let speech = self.speech.iter().map(|model| model.provider().clone());
        let video = self.video.iter().map(|model| model.capabilities().provider.clone());
        let mut names: Vec<ProviderId> = text.chain(speech).chain(video).collect();
        names.sort();
        names.dedup();
        names
    }

    /// The video model of a provider.
    pub(crate) fn video_model(&self, provider: &ProviderId) -> Result<&Arc<dyn VideoModel>, Error> {
        let found = self.video.iter().find(|model| model.capabilities().provider == *provider);
        found.ok_or_else(|| {
            if let Some(obstacle) = self.vendors.obstacle(provider) {
                return Error::Usage(obstacle);
            }
            let known: Vec<&str> = self.video.iter().map(|model| model.capabilities().provider.as_str()).collect();
            Error::UnknownProvider { provider: provider.clone(), known: known.join(", ") }
        })
    }
}

/// The languages scripts can be written in.
pub fn script_languages() -> Vec<String> {
    TemplateWriter::languages().iter().map(ToString::to_string).collect()
}

impl Studio {
    /// Who is to make clips: whom the caller names, else whom the environment or the settings name, else embedded.
    ///
    /// # Errors
    /// When there is no such provider.
    pub fn video_provider(&self, named: Option<&str>) -> Result<ProviderId, Error> {
        let set = self.setting_text("video.provider")?;
        let outside = self.config.video_provider.as_deref().or(self.providers.vendors.variable("VIDEO_PROVIDER"));
        let name = named.or(outside).map(str::to_owned).or(set);
        let provider = match name {
            Some(name) => ProviderId::new(name).map_err(|fault| Error::Usage(fault.to_string()))?,
            None => ProviderId::embedded(),
        };
        self.providers.video_model(&provider)?;
        Ok(provider)
    }

    /// Who generates what, and for how much, in a language of the window.
    pub fn providers(&self, language: &str) -> Vec<ProviderView> {
        let text = self.providers.text.iter().map(|model| ProviderView {
            provider: model.provider().to_string(),
            makes: "script",
            model: "templates".to_owned(),
            name: TemplateWriter::NAME.to_owned(),
            note: String::new(),
            price_micros: 0,
            state: "ready".to_owned(),
        });
        let speech = self.providers.speech.iter().map(|model| ProviderView {
            provider: model.provider().to_string(),
            makes: "voice",
            model: "espeak-ng".to_owned(),
            name: bobine_providers::embedded::voice::description().to_owned(),
            note: String::new(),
            price_micros: 0,
            state: "ready".to_owned(),
        });
        let video = self.providers.video.iter().map(|model| {
            let capabilities = model.capabilities();
            ProviderView {
                provider: capabilities.provider.to_string(),
                makes: "video",
                model: capabilities.model.to_string(),
                name: capabilities.name.clone(),
                note: String::new(),
                price_micros: capabilities.price_per_second().count(),
                state: "ready".to_owned(),
            }
        });
        let own = text.chain(speech).chain(video).map(|view| in_words(view, language));
        own.chain(self.providers.vendors.unready()).collect()
    }

    /// The voices of a language, the recommended one first.
    pub fn voices(&self, language: &str) -> Result<Vec<VoiceView>, Error> {
        let language = Language::new(language).map_err(|fault| Error::Usage(fault.to_string()))?;
        let views = self.providers.speech.iter().flat_map(|model| {
            let provider = model.provider().to_string();
            model.voices(&language).into_iter().map(move |voice| VoiceView {
                voice: voice.voice.to_string(),
                name: voice.name,
                provider: provider.clone(),
                gender: match voice.gender {
                    VoiceGender::Female => "female",
                    VoiceGender::Male => "male",
                },
            })
        });
        Ok(views.collect())
    }

    /// The content pillars, in the order to show them, in English.
    pub fn pillars(&self) -> Vec<PillarView> {
        self.pillars_in(&Language::english())
    }

    /// The content pillars, in the order to show them, in a language they are described in.
    pub fn pillars_in(&self, language: &Language) -> Vec<PillarView> {
        let views = self.providers.writer.pillars().into_iter().filter_map(|pillar| {
            let text = pillar.texts.into_iter().find(|text| text.language == *language)?;
            Some(PillarView { pillar: pillar.id.to_string(), name: text.name, description: text.description })
        });
        views.collect()
    }
}

/// A provider as it is shown in a language of the window, where there are words for it.
fn in_words(view: ProviderView, language: &str) -> ProviderView {
    match provider_words(&view.provider, view.makes) {
        Some(words) => {
            ProviderView { name: words.name.of(language).to_owned(), note: words.note.of(language).to_owned(), ..view }
        }
        None => view,
    }
}

impl Providers {
    /// Whether a script can be written in a language; else what to say.
    pub(crate) fn check_language(&self, language: &Language) -> Result<(), Error> {
        let written = TemplateWriter::languages();
        if written.contains(language) {
            return Ok(());
        }
        let codes: Vec<&str> = written.iter().map(Language::code).collect();
        Err(Error::Usage(format!(
            "no script can be written in {:?} here; there are {}",
            language.code(),
            codes.join(", ")
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_providers_are_shown_in_both_languages_and_called_by_one_name_in_english() {
        let own = [
            ("script", TemplateWriter::NAME.to_owned(), "Rédacteur intégré"),
            (
                "voice",
                bobine_providers::embedded::voice::description().to_owned(),
                "Voix intégrée (eSpeak NG, robotique)",
            ),
            ("video", "Embedded sketch".to_owned(), "Croquis intégré"),
        ];
        for (makes, name, french) in own {
            let view = ProviderView {
                provider: "embedded".to_owned(),
                makes,
                model: String::new(),
                name: name.clone(),
                note: String::new(),
                price_micros: 0,
                state: "ready".to_owned(),
            };
            let (en, fr) = (in_words(view.clone(), "en"), in_words(view, "fr"));
            assert_eq!((en.name, fr.name.as_str()), (name, french));
            assert!(!en.note.is_empty() && !fr.note.is_empty() && en.note != fr.note, "{makes}");
        }
    }

    #[test]
    fn a_provider_without_words_keeps_its_own_name() {
        let luma = ProviderView {
            provider: "luma".to_owned(),
            makes: "video",
            model: "ray".to_owned(),
            name: "Luma Ray".to_owned(),
            note: String::new(),
            price_micros: 60_000,
            state: "ready".to_owned(),
        };
        assert_eq!(in_words(luma.clone(), "fr"), luma);
    }
}
