//! The data files that are built in, by name.

/// A file: its name and its text.
pub(super) type Source = (&'static str, &'static str);

macro_rules! asset {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../../../../assets/pillars/", $name)))
    };
}

/// The pillars, in the order they are shown.
pub(super) const PILLARS: &[Source] = &[
    asset!("tips.toml"),
    asset!("tutorial.toml"),
    asset!("story.toml"),
    asset!("list.toml"),
    asset!("myth.toml"),
    asset!("news.toml"),
    asset!("promo.toml"),
    asset!("quote.toml"),
    asset!("behind-the-scenes.toml"),
];

/// What the writer knows about.
pub(super) const TOPICS: &[Source] = &[
    asset!("topics/ai.toml"),
    asset!("topics/bread.toml"),
    asset!("topics/climate.toml"),
    asset!("topics/coffee.toml"),
    asset!("topics/cooking.toml"),
    asset!("topics/fitness.toml"),
    asset!("topics/focus.toml"),
    asset!("topics/home.toml"),
    asset!("topics/languages.toml"),
    asset!("topics/money.toml"),
    asset!("topics/morning.toml"),
    asset!("topics/music.toml"),
    asset!("topics/pets.toml"),
    asset!("topics/photography.toml"),
    asset!("topics/plants.toml"),
    asset!("topics/programming.toml"),
    asset!("topics/python.toml"),
    asset!("topics/reading.toml"),
    asset!("topics/relationships.toml"),
    asset!("topics/sleep.toml"),
    asset!("topics/social.toml"),
    asset!("topics/study.toml"),
    asset!("topics/travel.toml"),
    asset!("topics/water.toml"),
    asset!("topics/writing.toml"),
];

/// Opening lines of all pillars.
pub(super) const HOOKS: Source = asset!("shared/hooks.toml");
/// Body lines for any subject.
pub(super) const LINES: Source = asset!("shared/lines.toml");
/// Advice on getting to know a subject.
pub(super) const ABOUT: Source = asset!("shared/about.toml");
/// Light, movement and lenses.
pub(super) const SHOTS: Source = asset!("shared/shots.toml");
/// English words.
pub(super) const ENGLISH: Source = asset!("shared/en.toml");
/// French words.
pub(super) const FRENCH: Source = asset!("shared/fr.toml");
