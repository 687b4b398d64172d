//! Which encoders an export may be made with on this machine.

use bobine_render::export::ExportSettings;

use crate::error::Error;
use crate::open::{Engine, Studio};
use crate::view::EncoderView;

/// x264, by the name of its element: what everything is measured against, and what is used where none is chosen.
const SOFTWARE: &str = "x264enc";

impl Studio {
    /// The encoders that are on this machine, software first. Those that failed their proof are there with the reason.
    pub fn encoders(&self) -> Result<Vec<EncoderView>, Error> {
        self.engine.encoders()
    }
}

impl Engine {
    fn encoders(&self) -> Result<Vec<EncoderView>, Error> {
        Ok(vec![EncoderView {
            encoder: SOFTWARE.to_owned(),
            name: "x264".to_owned(),
            is_hardware: false,
            problem: None,
        }])
    }

    /// Settings with the encoder of a name; x264 where none is named.
    ///
    /// # Errors
    /// When there is no such encoder here. No other is taken in its place.
    pub(crate) fn encoded_by(&self, settings: ExportSettings, name: Option<&str>) -> Result<ExportSettings, Error> {
        match name {
            None | Some(SOFTWARE) => Ok(settings),
            Some(other) => {
                Err(Error::Usage(format!("there is no encoder {other:?} here; export with {SOFTWARE} instead")))
            }
        }
    }
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
        for name in [None, Some(SOFTWARE)] {
            assert_eq!(with(name).ok(), Some(settings));
        }
        assert!(matches!(with(Some("magicenc")), Err(Error::Usage(_))));
        assert!(studio.encoders().expect("x264 is always listed").iter().any(|one| one.encoder == SOFTWARE));
    }
}
