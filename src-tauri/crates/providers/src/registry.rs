//! Who makes clips here: every vendor there is a module for, ready or with what it lacks, and those that are retired.
//! Nobody is missing in silence.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bobine_model::{ModelId, ProviderId};
use bobine_provider::http::{Endpoint, Http};
use bobine_provider::{Secret, VideoModel};
use http::HeaderName;
use http::header::AUTHORIZATION;

use crate::account::{Account, Complain, Opening};
use crate::catalogue::{BadCatalogue, Catalogue, Protocol, Retired, VendorData, VideoData};
use crate::environment::Environment;
use crate::{comfyui, fal, google, kling, luma, minimax, replicate, runway};

/// A vendor, and how it stands with it here.
pub struct Entry {
    /// Its name in settings.
    pub provider: ProviderId,
    /// How it is shown.
    pub title: String,
    /// Whether it can be used, else why not.
    pub standing: Standing,
}

/// How it stands with a vendor.
pub enum Standing {
    /// It can be asked.
    Ready {
        /// With what.
        model: Arc<dyn VideoModel>,
        /// What its key is recognised by; none where none is needed.
        key: Option<String>,
        /// The day its prices were read.
        prices_read: String,
    },
    /// It has no key.
    NoKey(NoKey),
    /// It is a server of the user's, and nobody said where it is.
    NoAddress(NoAddress),
    /// What is set for it makes no sense.
    Misset(Misset),
    /// It makes nothing any more.
    Retired(Retired),
}

/// A vendor without a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{title} has no key yet; set {variable} to a key from {page}")]
pub struct NoKey {
    title: String,
    /// What to set.
    pub variable: String,
    /// Where to get one.
    pub page: String,
}

/// A server of the user's that nobody said the address of.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{title} is not set up; start its server and set {variable} to its address, which is {usual} as a rule")]
pub struct NoAddress {
    title: String,
    /// What to set.
    pub variable: String,
    usual: String,
}

/// A variable that makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{variable}: {problem}")]
pub struct Misset {
    /// Which.
    pub variable: String,
    /// What is wrong with it. Never its value, where that is a key.
    pub problem: String,
}

/// Everyone there is.
pub struct Registry {
    entries: Vec<Entry>,
}

/// What a vendor's module makes a model of.
pub(crate) struct Making<'a> {
    pub(crate) vendor: &'a VendorData,
    pub(crate) model: &'a VideoData,
    pub(crate) endpoint: Endpoint,
    http: Http,
    key: Option<Secret>,
    poll: Duration,
}

impl Making<'_> {
    /// The account, with the key in the usual header after a word.
    pub(crate) fn account(&self, scheme: &'static str, complain: Complain) -> Account {
        self.account_with(AUTHORIZATION, scheme, complain)
    }

    /// The account, with the key in a header of the vendor's own.
    pub(crate) fn account_with(&self, header: HeaderName, scheme: &'static str, complain: Complain) -> Account {
        Account::open(Opening {
            vendor: self.vendor,
            model: self.model.id.clone(),
            endpoint: self.endpoint.clone(),
            http: self.http.clone(),
            key: self.key.as_ref().map(|key| (header, scheme, key)),
            poll: self.poll,
            complain,
        })
    }
}

impl Registry {
    /// Everyone, by the data files (and the user's own in the folder `own`) and by what is set.
    pub fn new(own: Option<&Path>, environment: &Environment, http: &Http) -> Result<Self, BadCatalogue> {
        let catalogue = Catalogue::load(own)?;
        let alive = catalogue.vendors().iter().map(|vendor| Entry {
            provider: vendor.provider.clone(),
            title: vendor.title.clone(),
            standing: standing(vendor, environment, http),
        });
        let retired = catalogue.retired.iter().map(|retired| Entry {
            provider: retired.provider.clone(),
            title: retired.title.clone(),
            standing: Standing::Retired(retired.clone()),
        });
        Ok(Self { entries: alive.chain(retired).collect() })
    }

    /// Everyone, the recommended one first, the retired last.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Those that can be asked.
    pub fn models(&self) -> Vec<Arc<dyn VideoModel>> {
        let ready = self.entries.iter().filter_map(|entry| match &entry.standing {
            Standing::Ready { model, .. } => Some(Arc::clone(model)),
            Standing::NoKey(_) | Standing::NoAddress(_) | Standing::Misset(_) | Standing::Retired(_) => None,
        });
        ready.collect()
    }
}

impl Entry {
    /// Why it cannot be used and what to do about it; nothing where it can.
    pub fn obstacle(&self) -> Option<String> {
        match &self.standing {
            Standing::Ready { .. } => None,
            Standing::NoKey(lack) => Some(lack.to_string()),
            Standing::NoAddress(lack) => Some(lack.to_string()),
            Standing::Misset(misset) => Some(misset.to_string()),
            Standing::Retired(retired) => Some(format!(
                "{} makes no clips since {}: {}; {}",
                retired.title, retired.since, retired.reason, retired.instead
            )),
        }
    }
}

fn standing(vendor: &VendorData, environment: &Environment, http: &Http) -> Standing {
    match made(vendor, environment, http) {
        Ok(standing) => standing,
        Err(misset) => Standing::Misset(misset),
    }
}

fn made(vendor: &VendorData, environment: &Environment, http: &Http) -> Result<Standing, Misset> {
    let set = environment.get(&vendor.base_variable);
    if vendor.is_own_server && set.is_none() {
        let (title, variable) = (vendor.title.clone(), vendor.base_variable.clone());
        return Ok(Standing::NoAddress(NoAddress { title, variable, usual: vendor.base.clone() }));
    }
    let endpoint = Endpoint::new(set.unwrap_or(&vendor.base))
        .map_err(|fault| Misset { variable: vendor.base_variable.clone(), problem: fault.to_string() })?;
    let variables = vendor.key_variables.iter().map(String::as_str);
    let key = match environment.first_of(variables) {
        Some((variable, text)) => {
            let key = Secret::new(text);
            Some(key.map_err(|fault| Misset { variable: variable.to_owned(), problem: fault.to_string() })?)
        }
        None => None,
    };
    if let (None, Some(variable)) = (&key, vendor.key_variable()) {
        let (title, page) = (vendor.title.clone(), vendor.key_page.clone());
        return Ok(Standing::NoKey(NoKey { title, variable: variable.to_owned(), page }));
    }
    let making = Making {
        vendor,
        model: chosen(vendor, environment)?,
        endpoint,
        http: http.clone(),
        poll: environment.poll().unwrap_or(vendor.poll()),
        key,
    };
    let model: Arc<dyn VideoModel> = match vendor.protocol {
        Protocol::Luma => Arc::new(luma::model(&making)),
        Protocol::Runway => Arc::new(runway::model(&making)),
        Protocol::Fal => Arc::new(fal::model(&making)),
        Protocol::Replicate => Arc::new(replicate::model(&making)),
        Protocol::MiniMax => Arc::new(minimax::model(&making)),
        Protocol::Kling => Arc::new(kling::model(&making)),
        Protocol::Google => Arc::new(google::model(&making)),
        Protocol::ComfyUi => Arc::new(comfyui::model(&making)),
    };
    let key = making.key.as_ref().map(Secret::hint);
    Ok(Standing::Ready { model, key, prices_read: vendor.read.clone() })
}

/// The model that is set (`BOBINE_LUMA_MODEL`), else the vendor's first.
fn chosen<'a>(vendor: &'a VendorData, environment: &Environment) -> Result<&'a VideoData, Misset> {
    let variable = format!("BOBINE_{}_MODEL", vendor.provider.as_str().to_ascii_uppercase());
    let first = || vendor.video.first();
    let found = match environment.get(&variable) {
        Some(name) => vendor.video.iter().find(|video| video.id.as_str() == name),
        None => first(),
    };
    found.ok_or_else(|| {
        let known: Vec<&str> = vendor.video.iter().map(|video: &VideoData| ModelId::as_str(&video.id)).collect();
        Misset { variable, problem: format!("there is no such model; there are {}", known.join(", ")) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use bobine_provider::http::HttpSettings;

    fn registry(variables: &[(&str, &str)]) -> Registry {
        let environment = Environment::of(variables.iter().map(|(name, value)| (*name, *value)));
        let http = Http::new(HttpSettings::default()).expect("nothing is set that could be wrong");
        Registry::new(None, &environment, &http).expect("our own files are in order")
    }

    fn obstacle(registry: &Registry, provider: &str) -> Option<String> {
        let entry = registry.entries().iter().find(|entry| entry.provider.as_str() == provider);
        entry.expect("nobody is missing").obstacle()
    }

    #[test]
    fn a_key_makes_a_vendor_ready_under_either_of_its_names() {
        for name in ["LUMA_API_KEY", "LUMA_AGENTS_API_KEY"] {
            let registry = registry(&[(name, "luma-api-0123456789abcd")]);
            assert_eq!(obstacle(&registry, "luma"), None, "{name}");
            assert_eq!(registry.models().len(), 1);
        }
    }

    #[test]
    fn who_cannot_be_used_says_why_and_what_to_do() {
        let registry =
            registry(&[("RUNWAY_API_KEY", "two words"), ("BOBINE_LUMA_URL", "nonsense"), ("LUMA_API_KEY", "k")]);
        let luma = obstacle(&registry, "luma").expect("its address is nonsense");
        assert!(luma.starts_with("BOBINE_LUMA_URL: \"nonsense\" is no address"), "{luma}");
        let runway = obstacle(&registry, "runway").expect("its key is none");
        assert!(runway.starts_with("RUNWAY_API_KEY: ") && !runway.contains("two words"), "{runway}");
        let stability = obstacle(&registry, "stability").expect("it is retired");
        assert!(stability.contains("2025-07-24") && stability.contains("comfyui"), "{stability}");
        let sora = obstacle(&registry, "sora").expect("it is retired");
        assert!(sora.contains("2026-09-24"), "{sora}");
        assert_eq!(registry.models().len(), 0);
    }

    #[test]
    fn a_vendor_without_a_key_names_the_variable_and_the_page() {
        let luma = obstacle(&registry(&[]), "luma").expect("no key is set");
        assert_eq!(luma, "Luma has no key yet; set LUMA_API_KEY to a key from https://platform.lumalabs.ai");
    }

    #[test]
    fn the_model_is_a_setting_and_an_unknown_one_is_refused_with_the_known_named() {
        let with = |model| registry(&[("LUMA_API_KEY", "k"), ("BOBINE_LUMA_MODEL", model)]);
        let draft = with("ray-3.2-draft").models();
        assert_eq!(draft.first().map(|model| model.capabilities().model.to_string()).as_deref(), Some("ray-3.2-draft"));
        let unknown = obstacle(&with("ray-2"), "luma").expect("there is no such model");
        assert!(unknown.contains("ray-3.2-draft"), "{unknown}");
    }
}
