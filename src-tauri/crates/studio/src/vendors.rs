//! Vendors as they are set up here: what is set in the environment and in `.env` files, and the way to the network.

use std::path::PathBuf;

use bobine_model::ProviderId;
use bobine_provider::http::{Http, HttpSettings};
use bobine_providers::{Environment, Registry, Standing};
use directories::ProjectDirs;

use crate::error::Error;
use crate::view::ProviderView;

/// Everyone who sells clips, and what is set about them.
pub(crate) struct Vendors {
    registry: Registry,
    environment: Environment,
}

impl Vendors {
    /// As the environment says, over `.env` in the working folder, over `.env` in the configuration folder. Price
    /// lists of the user's own lie beside the latter, in `prices`.
    ///
    /// # Errors
    /// When one of these files makes no sense. Nothing that is missing is an error: a vendor without a key says so.
    pub(crate) fn new() -> Result<Self, Error> {
        let own = ProjectDirs::from("", "", "bobine").map(|folders| folders.config_dir().to_owned());
        let files = [Some(PathBuf::from(".env")), own.as_ref().map(|folder| folder.join(".env"))];
        let environment = files.iter().flatten().try_fold(Environment::of_process(), |environment, file| {
            environment.with_file(file).map_err(|fault| Error::Usage(fault.to_string()))
        })?;
        let file = |name: &str| environment.get(name).map(PathBuf::from);
        let settings = HttpSettings {
            certificates: file("BOBINE_CA_FILE"),
            log: file("BOBINE_HTTP_LOG"),
            ..HttpSettings::default()
        };
        let http = Http::new(settings).map_err(|fault| Error::Usage(bobine_jobs::sentence(&fault)))?;
        let prices = own.map(|folder| folder.join("prices"));
        let registry = Registry::new(prices.as_deref(), &environment, &http)
            .map_err(|fault| Error::Usage(bobine_jobs::sentence(&fault)))?;
        Ok(Self { registry, environment })
    }

    /// Those that can be asked, and those that cannot.
    pub(crate) fn registry(&self) -> &Registry {
        &self.registry
    }

    /// A variable, wherever it is set.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        self.environment.get(name)
    }

    /// Why a vendor cannot be asked, and what to do about it; nothing where it can, or is unknown.
    pub(crate) fn obstacle(&self, provider: &ProviderId) -> Option<String> {
        self.registry.entries().iter().find(|entry| entry.provider == *provider)?.obstacle()
    }

    /// Those that cannot be asked, to be shown beside those that can.
    pub(crate) fn unready(&self) -> Vec<ProviderView> {
        let entries = self.registry.entries().iter().filter(|entry| !matches!(entry.standing, Standing::Ready { .. }));
        let views = entries.map(|entry| ProviderView {
            provider: entry.provider.to_string(),
            makes: "video",
            model: String::new(),
            name: entry.title.clone(),
            note: String::new(),
            price_micros: 0,
            state: entry.obstacle().unwrap_or_default(),
        });
        views.collect()
    }
}
