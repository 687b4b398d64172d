//! From a picture to the prompt of one vertical shot: what is seen, light, movement, lens.

use serde::Deserialize;

use super::chance::Chance;
use super::language::fold;

/// How shots are taken.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shots {
    /// Words that say how a picture is lit.
    lit_words: Vec<String>,
    light: Vec<String>,
    movement: Vec<String>,
    lens: Lenses,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lenses {
    near: Lens,
    wide: Lens,
    normal: Lens,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lens {
    /// Words that ask for it.
    words: Vec<String>,
    choices: Vec<String>,
}

impl Shots {
    /// The prompt for a picture; `about` names the subject where the picture does not show it by itself.
    pub(super) fn prompt(&self, show: &str, about: Option<&str>, chance: &mut Chance) -> String {
        let folded = fold(show);
        let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric() && c != '-').collect();
        let says = |list: &[String]| list.iter().any(|word| words.contains(&word.as_str()));
        let lens = if says(&self.lens.near.words) {
            &self.lens.near
        } else if says(&self.lens.wide.words) {
            &self.lens.wide
        } else {
            &self.lens.normal
        };
        let mut parts = vec![super::language::capitalised(show)];
        if !says(&self.lit_words) {
            parts.extend(chance.pick(&self.light).cloned());
        }
        parts.extend(chance.pick(&self.movement).cloned());
        parts.extend(chance.pick(&lens.choices).cloned());
        parts.push("vertical frame".to_owned());
        parts.extend(about.map(|about| format!("evoking {about}")));
        parts.join(", ")
    }
}
