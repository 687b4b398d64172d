//! Scripts without a key or a network: a template writer, and it says so. It reads the theme for its shape and subject,
//! lays it out along a pillar, and fills the pillar's stages with true and harmless lines from the topics it knows.
//! It invents no facts, figures or names. All text is data in assets/pillars.
//!
//! Same request, same script: choices are drawn from the request's seed alone (chance.rs says how stable that is).
//! A line has 10 to 14 words, about five seconds when read aloud. Words are what white space separates, because that
//! is what captions and voices count; French marks therefore stand without the space that typography asks for.

mod chance;
mod clean;
mod compose;
mod language;
mod lexicon;
mod shelf;
mod shot;
mod sources;
mod theme;

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use bobine_model::{Language, PillarId, ProviderId};
use bobine_provider::{Error, Script, ScriptRequest, TextModel};

use chance::Chance;
use compose::Desk;
use language::Tongue;
use shelf::Shelf;
pub use shelf::TemplateError;

/// The fewest and most segments of a script.
const SEGMENTS: std::ops::RangeInclusive<usize> = 1..=60;

/// A pillar as it is shown for choosing.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PillarDescription {
    /// Its name in requests.
    pub id: PillarId,
    /// How it is called and what it makes, in each language that is written.
    pub texts: Vec<PillarText>,
}

/// A pillar's name and description in one language.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PillarText {
    /// Which language.
    pub language: Language,
    /// A word or two: `Behind the scenes`.
    pub name: String,
    /// One line.
    pub description: String,
}

/// The built-in writer: scripts from templates, in English and French.
#[derive(Debug, Clone)]
pub struct TemplateWriter {
    provider: ProviderId,
    shelf: Shelf,
}

impl TemplateWriter {
    /// How the writer is called where people choose one.
    pub const NAME: &'static str = "Embedded template writer";

    /// A writer over the built-in templates. They are checked here; an error is a fault of the build.
    pub fn new() -> Result<Self, TemplateError> {
        Ok(Self { provider: ProviderId::embedded(), shelf: Shelf::load()? })
    }

    /// The pillars there are, in the order to show them.
    pub fn pillars(&self) -> Vec<PillarDescription> {
        let text = |pillar: &shelf::Pillar, tongue: Tongue| PillarText {
            language: tongue.language(),
            name: pillar.name.get(tongue).clone(),
            description: pillar.description.get(tongue).clone(),
        };
        self.shelf
            .pillars
            .iter()
            .map(|pillar| PillarDescription {
                id: pillar.id.clone(),
                texts: Tongue::ALL.map(|tongue| text(pillar, tongue)).into(),
            })
            .collect()
    }

    /// The languages that are written.
    pub fn languages() -> Vec<Language> {
        Tongue::ALL.map(Tongue::language).into()
    }

    /// Write a script; [`TextModel::write_script`] without the waiting. Refused where the language is not written,
    /// the pillar is unknown, or the number of segments is not 1 to 60; each refusal names what there is.
    pub fn write(&self, request: &ScriptRequest) -> Result<Script, Error> {
        let Some(tongue) = Tongue::of(&request.language) else {
            return Err(self.refused(format!(
                "the built-in writer writes English and French; for {:?}, write the script yourself or set up a \
                 writer with a key",
                request.language.code()
            )));
        };
        let Some(pillar) = self.shelf.pillar(&request.pillar) else {
            let known: Vec<&str> = self.shelf.pillars.iter().map(|pillar| pillar.id.as_str()).collect();
            return Err(self.refused(format!(
                "there is no pillar {:?}; the pillars are {}",
                request.pillar.as_str(),
                known.join(", ")
            )));
        };
        if !SEGMENTS.contains(&request.segments) {
            return Err(self.refused(format!("a script has 1 to 60 segments, not {}", request.segments)));
        }
        let reading = theme::read(request.theme.as_str(), tongue, &self.shelf);
        let desk = Desk { shelf: &self.shelf, pillar, tongue, reading: &reading };
        let segments = desk.write(request.segments, &mut Chance::new(request.seed, request.theme.as_str()));
        Ok(Script { title: clean::title(request.theme.as_str()), segments })
    }

    fn refused(&self, reason: String) -> Error {
        Error::Refused { provider: self.provider.clone(), reason }
    }
}

#[async_trait]
impl TextModel for TemplateWriter {
    fn provider(&self) -> &ProviderId {
        &self.provider
    }

    async fn write_script(&self, request: &ScriptRequest) -> Result<Script, Error> {
        self.write(request)
    }
}
