//! Words in the languages of the window, as they stand in the data under assets.

use std::sync::LazyLock;

use serde::Deserialize;

/// A word or a line in each language of the window.
#[derive(Deserialize)]
pub(crate) struct Words {
    en: String,
    fr: String,
}

impl Words {
    /// In a language; English for those the window does not speak.
    pub(crate) fn of(&self, language: &str) -> &str {
        if language == "fr" { &self.fr } else { &self.en }
    }
}

#[derive(Deserialize)]
struct Catalogue {
    provider: Vec<ProviderWords>,
}

/// How a provider is shown.
#[derive(Deserialize)]
pub(crate) struct ProviderWords {
    provider: String,
    makes: String,
    pub(crate) name: Words,
    pub(crate) note: Words,
}

static PROVIDERS: LazyLock<Vec<ProviderWords>> = LazyLock::new(|| {
    let catalogue: Catalogue = toml::from_str(include_str!("../../../../assets/providers/words.toml"))
        .expect("the words for providers are tested to be readable");
    catalogue.provider
});

/// The words for what a provider makes, where there are any.
pub(crate) fn provider_words(provider: &str, makes: &str) -> Option<&'static ProviderWords> {
    PROVIDERS.iter().find(|one| one.provider == provider && one.makes == makes)
}
