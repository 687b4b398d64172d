//! Which encoders an export may be made with on this machine.

use bobine_model::Format;
use bobine_render::export::{Encoder, EncoderError, EncoderFound, ExportError, ExportSettings, encoders};

use crate::error::Error;
use crate::open::{Engine, Studio};
use crate::view::EncoderView;

impl Studio {
    /// The encoders that are on this machine, software first. Those that failed their proof are there with the reason.
    /// Proving them takes some seconds at worst, once for as long as the studio is open.
    pub fn encoders(&self) -> Result<Vec<EncoderView>, Error> {
        Ok(self.engine.proven()?.iter().filter_map(view).collect())
    }
}

impl Engine {
    fn proven(&self) -> Result<&[EncoderFound], Error> {
        if let Some(found) = self.encoders.get() {
            return Ok(found);
        }
        let found = encoders(Format::VERTICAL, ExportSettings::ALL_PLATFORMS).map_err(ExportError::from)?;
        Ok(self.encoders.get_or_init(|| found))
    }

    /// Settings with the encoder of a name; x264 where none is named.
    ///
    /// # Errors
    /// When there is no such encoder, or it failed its proof. No other is taken in its place.
    pub(crate) fn encoded_by(&self, settings: ExportSettings, name: Option<&str>) -> Result<ExportSettings, Error> {
        let software = Encoder::X264.element();
        let Some(name) = name.filter(|name| *name != software) else { return Ok(settings) };
        let found = self.proven()?.iter().find(|found| found.encoder.element() == name).ok_or_else(|| {
            Error::Usage(format!("there is no encoder {name:?} here; export with {software} instead"))
        })?;
        let proof = found.proof.clone();
        let encoder = proof.map_err(|source| ExportError::Encoder { encoder: found.encoder, source })?;
        Ok(ExportSettings { encoder, ..settings })
    }
}

/// How an encoder is shown; nothing for those this machine does not have.
fn view(found: &EncoderFound) -> Option<EncoderView> {
    let problem = match &found.proof {
        Ok(_) => None,
        Err(EncoderError::Missing(_)) => return None,
        Err(fault) => Some(fault.to_string()),
    };
    Some(EncoderView {
        encoder: found.encoder.element().to_owned(),
        name: found.encoder.label().to_owned(),
        is_hardware: found.encoder.is_hardware(),
        problem,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Config;

    #[test]
    fn an_encoder_that_is_not_here_is_refused_and_no_other_taken() {
        let folder = tempfile::tempdir().expect("there is room for a test");
        let config = Config { library: Some(folder.path().join("library")), ..Config::default() };
        let studio = Studio::open(&config).expect("a new library opens");
        let settings = ExportSettings::ALL_PLATFORMS;
        let with = |name| studio.engine.encoded_by(settings, name);
        for name in [None, Some("x264enc")] {
            assert_eq!(with(name).ok(), Some(settings));
        }
        assert!(matches!(with(Some("magicenc")), Err(Error::Usage(_))));
    }

    #[test]
    fn encoders_are_listed_software_first_and_those_that_failed_with_the_reason() {
        let found = |encoder, proof| view(&EncoderFound { encoder, proof });
        let proven = found(Encoder::X264, Ok(bobine_render::export::ProvenEncoder::SOFTWARE));
        assert_eq!(proven.and_then(|view| view.problem), None);
        let failed = found(Encoder::Nvenc, Err(EncoderError::Failed("no device".to_owned())));
        let failed = failed.expect("it is there");
        assert_eq!((failed.encoder.as_str(), failed.is_hardware), ("nvh264enc", true));
        assert!(failed.problem.is_some_and(|why| why.contains("no device")));
    }
}
