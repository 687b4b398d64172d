//! How captions look, as data: the presets of assets/captions, and what a preset may say.
//!
//! All lengths are in units of a 1080x1920 frame.

use std::num::NonZeroU8;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// Every preset file: its name and what is in it, in the order they are offered.
const FILES: &[(&str, &str)] = &[
    ("clean", include_str!("../../../../../assets/captions/clean.toml")),
    ("outline", include_str!("../../../../../assets/captions/outline.toml")),
    ("box", include_str!("../../../../../assets/captions/box.toml")),
    ("karaoke", include_str!("../../../../../assets/captions/karaoke.toml")),
    ("pill", include_str!("../../../../../assets/captions/pill.toml")),
    ("pop", include_str!("../../../../../assets/captions/pop.toml")),
    ("impact", include_str!("../../../../../assets/captions/impact.toml")),
    ("gradient", include_str!("../../../../../assets/captions/gradient.toml")),
    ("neon", include_str!("../../../../../assets/captions/neon.toml")),
    ("minimal", include_str!("../../../../../assets/captions/minimal.toml")),
];

static PRESETS: LazyLock<Vec<Preset>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|(name, text)| Preset::parse(name, text).expect("bundled presets are read by a test of ours"))
        .collect()
});

/// The built-in presets, in the order they are offered.
pub fn presets() -> &'static [Preset] {
    &PRESETS
}

/// A built-in preset by its name, the one kept in documents.
pub fn preset(name: &str) -> Option<&'static Preset> {
    presets().iter().find(|preset| preset.name == name)
}

/// Why a preset file was refused.
#[derive(Debug, thiserror::Error)]
pub enum PresetError {
    /// It is not TOML, or says what no preset says.
    #[error("caption preset {name} cannot be read: {source}")]
    Unreadable {
        /// Which preset.
        name: String,
        /// Where, and what was expected.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// A number outside of what can be drawn.
    #[error("caption preset {name}: {what} must be between {least} and {most}")]
    OutOfRange {
        /// Which preset.
        name: String,
        /// Which number.
        what: &'static str,
        /// The least it may be.
        least: f64,
        /// The most it may be.
        most: f64,
    },
}

/// One caption style.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// The name of its file, kept in documents.
    #[serde(default, skip_deserializing)]
    pub name: String,
    /// What it is called.
    pub title: Bilingual,
    /// What it looks like, in a line.
    pub about: Bilingual,
    /// The most words on the screen at once; cues with more are shown in several pages. No limit when absent.
    pub words_at_once: Option<NonZeroU8>,
    /// The letters.
    pub letters: Letters,
    /// The lines.
    pub lines: Lines,
    /// The look of words already said.
    pub said: Look,
    /// The look of the word being said.
    pub saying: Look,
    /// The look of words to come.
    pub to_come: Look,
    /// A line drawn around the letters.
    pub outline: Option<Outline>,
    /// A shadow under the letters.
    pub shadow: Option<Shadow>,
    /// The light around letters whose look has a glow.
    pub glow: Option<Glow>,
    /// A ground behind all words.
    pub panel: Option<Panel>,
    /// A box behind the word being said.
    pub word_box: Option<WordBox>,
    /// What moves.
    #[serde(default)]
    pub motion: Motion,
}

/// A text in both languages of the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// English.
    pub en: String,
    /// French.
    pub fr: String,
}

/// The letters of a preset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letters {
    /// The family: a bundled one, or one the system has.
    pub family: String,
    /// 100 (thin) to 900 (black).
    pub weight: u16,
    /// The weight for scripts the family has not; `weight` when absent. For families of a single, heavy cut.
    pub other_weight: Option<u16>,
    /// Size of the em.
    pub size: f64,
    /// How the case of the text is treated.
    #[serde(default)]
    pub case: LetterCase,
    /// Added between letters; negative draws them together.
    #[serde(default)]
    pub spacing: f64,
    /// Added between words.
    #[serde(default)]
    pub word_spacing: f64,
}

/// How the case of the text is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterCase {
    /// As the creator wrote it.
    #[default]
    AsWritten,
    /// All capitals.
    Upper,
}

/// The lines of a preset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lines {
    /// The most lines; text that needs more is set smaller, and only when it would be too small gets more lines.
    pub most: NonZeroU8,
    /// The most words on a line. No limit when absent.
    pub words: Option<NonZeroU8>,
    /// From baseline to baseline, as a multiple of the size.
    pub spacing: f64,
    /// Where lines shorter than the longest stand.
    #[serde(default)]
    pub align: Align,
    /// Where the lines stand in the area: 0 at its top, 1 at its bottom.
    pub place: f64,
}

/// Where lines shorter than the longest stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// At the left edge of the area.
    Left,
    /// In the middle of the area.
    #[default]
    Center,
    /// At the right edge of the area.
    Right,
}

/// How a word looks in one of its three states.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// What the letters are filled with. Its opacity also applies to emoji.
    pub fill: Paint,
    /// The colour of the line around them, where it differs from [`Outline::color`].
    pub outline: Option<Color>,
    /// The colour of the light around them; none where absent.
    pub glow: Option<Color>,
}

/// One colour, or two from top to bottom.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected a colour written #RRGGBB or #RRGGBBAA, or two of them")]
pub enum Paint {
    /// One colour.
    Plain(Color),
    /// From the first at the top of the letters to the second at their foot.
    Gradient([Color; 2]),
}

impl Paint {
    /// How opaque it is on the whole.
    pub(super) fn opacity(self) -> f64 {
        match self {
            Self::Plain(color) => color.alpha,
            Self::Gradient([top, bottom]) => f64::midpoint(top.alpha, bottom.alpha),
        }
    }
}

/// A line around the letters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outline {
    /// How far it reaches outside the letters.
    pub width: f64,
    /// Its colour.
    pub color: Color,
}

/// A shadow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shadow {
    /// Its colour.
    pub color: Color,
    /// How far it is softened; 0 is a hard edge.
    pub blur: f64,
    /// How far it is moved to the right.
    #[serde(default)]
    pub x: f64,
    /// How far it is moved down.
    #[serde(default)]
    pub y: f64,
}

/// The light around glowing letters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Glow {
    /// How far it reaches.
    pub blur: f64,
    /// How often it is laid on: 1 is faint, 3 is strong.
    pub layers: NonZeroU8,
}

/// A ground behind all words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Panel {
    /// Its colour.
    pub color: Color,
    /// The radius of its corners.
    pub radius: f64,
    /// Room at the left and right of the text.
    pub pad_x: f64,
    /// Room above and below the text.
    pub pad_y: f64,
    /// What one ground holds.
    #[serde(default)]
    pub around: PanelAround,
}

/// What one ground of a [`Panel`] holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PanelAround {
    /// Each line has its own.
    #[default]
    Line,
    /// One for all lines.
    Block,
}

/// A box behind the word being said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordBox {
    /// Its colour.
    pub color: Color,
    /// The radius of its corners.
    pub radius: f64,
    /// Room at the left and right of the word.
    pub pad_x: f64,
    /// Room above and below the word.
    pub pad_y: f64,
}

/// What moves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Motion {
    /// The size of the word being said, as a multiple of the others'.
    pub scale: f64,
    /// The size it springs to when it begins, before it settles at `scale`.
    pub spring: f64,
    /// Whether the word being said fills from its first letter to its last as it is said.
    pub sweep: bool,
    /// Whether the word box glides from word to word.
    pub glide: bool,
    /// Whether the whole caption springs in when it appears.
    pub entrance: bool,
}

impl Default for Motion {
    fn default() -> Self {
        Self { scale: 1.0, spring: 1.0, sweep: false, glide: false, entrance: false }
    }
}

impl Preset {
    /// Read a preset from the text of its file.
    pub fn parse(name: &str, text: &str) -> Result<Self, PresetError> {
        let mut preset: Self = toml::from_str(text)
            .map_err(|source| PresetError::Unreadable { name: name.to_owned(), source: Box::new(source) })?;
        name.clone_into(&mut preset.name);
        preset.check()?;
        Ok(preset)
    }

    fn check(&self) -> Result<(), PresetError> {
        let other_weight = self.letters.other_weight.unwrap_or(self.letters.weight);
        let rows = [
            ("letters.weight", f64::from(self.letters.weight), 100.0, 1000.0),
            ("letters.other_weight", f64::from(other_weight), 100.0, 1000.0),
            ("letters.size", self.letters.size, 16.0, 400.0),
            ("letters.spacing", self.letters.spacing, -20.0, 60.0),
            ("letters.word_spacing", self.letters.word_spacing, -20.0, 100.0),
            ("lines.spacing", self.lines.spacing, 0.7, 3.0),
            ("lines.place", self.lines.place, 0.0, 1.0),
            ("outline.width", self.outline.as_ref().map_or(0.0, |outline| outline.width), 0.0, 40.0),
            ("shadow.blur", self.shadow.as_ref().map_or(0.0, |shadow| shadow.blur), 0.0, 60.0),
            ("shadow.x", self.shadow.as_ref().map_or(0.0, |shadow| shadow.x), -40.0, 40.0),
            ("shadow.y", self.shadow.as_ref().map_or(0.0, |shadow| shadow.y), -40.0, 40.0),
            ("glow.blur", self.glow.as_ref().map_or(0.0, |glow| glow.blur), 0.0, 60.0),
            ("panel.pad_x", self.panel.as_ref().map_or(0.0, |panel| panel.pad_x), 0.0, 100.0),
            ("panel.pad_y", self.panel.as_ref().map_or(0.0, |panel| panel.pad_y), 0.0, 100.0),
            ("panel.radius", self.panel.as_ref().map_or(0.0, |panel| panel.radius), 0.0, 200.0),
            ("word_box.pad_x", self.word_box.as_ref().map_or(0.0, |word| word.pad_x), 0.0, 100.0),
            ("word_box.pad_y", self.word_box.as_ref().map_or(0.0, |word| word.pad_y), 0.0, 100.0),
            ("word_box.radius", self.word_box.as_ref().map_or(0.0, |word| word.radius), 0.0, 200.0),
            ("motion.scale", self.motion.scale, 0.5, 2.0),
            ("motion.spring", self.motion.spring, 0.5, 2.0),
        ];
        for (what, value, least, most) in rows {
            if !(least..=most).contains(&value) {
                return Err(PresetError::OutOfRange { name: self.name.clone(), what, least, most });
            }
        }
        Ok(())
    }
}

/// A colour: red, green, blue and opacity, each from 0 to 1. Written `#RRGGBB` or `#RRGGBBAA`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Color {
    pub(super) red: f64,
    pub(super) green: f64,
    pub(super) blue: f64,
    pub(super) alpha: f64,
}

/// A text that is no colour.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no colour; write it as #RRGGBB or #RRGGBBAA")]
pub struct BadColor(String);

impl TryFrom<String> for Color {
    type Error = BadColor;
    fn try_from(text: String) -> Result<Self, BadColor> {
        let digits = text.strip_prefix('#').filter(|digits| matches!(digits.len(), 6 | 8));
        let Some(digits) = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit())) else {
            return Err(BadColor(text));
        };
        let part = |index: usize| {
            let two = digits.get(index * 2..index * 2 + 2).unwrap_or("ff");
            u8::from_str_radix(two, 16).map_or(1.0, |value| f64::from(value) / 255.0)
        };
        Ok(Self { red: part(0), green: part(1), blue: part(2), alpha: part(3) })
    }
}

impl From<Color> for String {
    fn from(color: Color) -> Self {
        let byte = |part: f64| super::pixels::whole((part * 255.0).round());
        let Color { red, green, blue, alpha } = color;
        format!("#{:02x}{:02x}{:02x}{:02x}", byte(red), byte(green), byte(blue), byte(alpha))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bundled_preset_is_readable_and_found_by_its_name() {
        for (name, text) in FILES {
            Preset::parse(name, text).unwrap_or_else(|error| panic!("{error}"));
            let found = preset(name).expect("it is listed");
            assert!(!found.title.en.is_empty() && !found.title.fr.is_empty(), "{name} has a title in both languages");
            assert!(!found.about.en.is_empty() && !found.about.fr.is_empty(), "{name} is described in both languages");
        }
        assert!(presets().len() >= 8);
        assert_eq!(preset("no such preset"), None);
    }

    #[test]
    fn a_preset_outside_of_what_can_be_drawn_is_refused() {
        let clean = FILES[0].1;
        let check = |text: &str, expected: &str| {
            let error = Preset::parse("mine", text).expect_err("it is wrong").to_string();
            assert!(error.contains(expected), "{error:?} names {expected:?}");
        };
        let size = clean.lines().find(|line| line.starts_with("size = ")).expect("clean has a size");
        check(&clean.replace(size, "size = 4000"), "letters.size must be between 16 and 400");
        check(&clean.replace(size, "size = \"big\""), "mine");
        check(&format!("wrong = 1\n{clean}"), "wrong");
        check(&clean.replace("#FFFFFF", "white"), "#RRGGBB");
    }

    #[test]
    fn colours_survive_writing_and_reading() {
        for text in ["#00000000", "#ff8001ff", "#12345678"] {
            let color = Color::try_from(text.to_owned()).expect("a colour");
            assert_eq!(String::from(color), text);
        }
        assert_eq!(Color::try_from("#FFFFFF".to_owned()).map(String::from), Ok("#ffffffff".to_owned()));
        for text in ["", "#", "#12345", "#1234567", "123456", "#12345é", "#1234+6"] {
            Color::try_from(text.to_owned()).expect_err(text);
        }
    }
}
