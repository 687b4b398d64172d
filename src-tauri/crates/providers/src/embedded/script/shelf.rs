//! The templates: pillars, topics, opening lines, shots and word lists, read from the data files built in and checked
//! once. Whatever passes here can be written from without further doubt.

use std::collections::BTreeMap;

use bobine_model::PillarId;
use serde::Deserialize;

use super::language::{Tongue, fold, spoken_words};
use super::lexicon::Lexicon;
use super::shot::Shots;
use super::sources;

/// Fewest and most words of one line of narration.
pub(super) const LINE: std::ops::RangeInclusive<usize> = 10..=14;
/// Most words of a line that may get "Number seven." in front.
pub(super) const NUMBERED_MOST: usize = 12;
/// The longest script has this many lines between its hook and its call to action.
pub(super) const MOST_BODY: usize = 58;
/// The placeholders a template may use.
const PLACEHOLDERS: [&str; 12] =
    ["subject", "Subject", "np", "Np", "headline", "Headline", "items", "action", "mine", "sentence", "count", "Count"];

/// A built-in template that is not as it should be: a fault of this build, not of the user.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// The file cannot be parsed.
    #[error("the built-in template {file} cannot be read")]
    Unreadable {
        /// Which file.
        file: &'static str,
        /// What the parser says.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// A rule is broken.
    #[error("the built-in template {file} breaks a rule: {rule}: {text:?}")]
    Broken {
        /// Which file.
        file: &'static str,
        /// Which rule.
        rule: &'static str,
        /// Where.
        text: String,
    },
}

/// A text in each language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Both<T> {
    en: T,
    fr: T,
}

impl<T> Both<T> {
    pub(super) fn get(&self, tongue: Tongue) -> &T {
        match tongue {
            Tongue::English => &self.en,
            Tongue::French => &self.fr,
        }
    }
}

/// A line of narration with its picture.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    en: String,
    fr: String,
    pub(super) show: String,
}

impl Line {
    pub(super) fn text(&self, tongue: Tongue) -> &str {
        match tongue {
            Tongue::English => &self.en,
            Tongue::French => &self.fr,
        }
    }
}

/// What a stage takes from the topic, where the theme has a known one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Draw {
    /// Things to do.
    Tips,
    /// Beliefs taken apart.
    Myths,
}

/// One stage of a pillar's body, in the order of the video.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stage {
    /// Its share of the body, relative to the other stages.
    pub(super) share: usize,
    /// Whether its lines are what "three tips" counts.
    #[serde(default)]
    pub(super) counted: bool,
    /// Whether it takes what the other stages have no lines for. Exactly one does.
    #[serde(default)]
    pub(super) grows: bool,
    /// Whether lines keep the order of their file.
    #[serde(default)]
    pub(super) ordered: bool,
    pub(super) take: Option<Draw>,
    #[serde(rename = "line")]
    pub(super) lines: Vec<Line>,
}

/// What opens and closes where no topic has pictures of its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pictures {
    pub(super) opening: Vec<String>,
    pub(super) closing: Vec<String>,
}

/// Which opening lines fit the shape of a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum HookKind {
    /// A noun phrase.
    Topic,
    /// "Three Python tips".
    Counted,
    /// "Three Python tips nobody told you".
    Nobody,
    /// "Five mistakes with sourdough".
    Mistakes,
    /// "Why do cats purr?"
    Question,
    /// "Cats are liquid."
    Statement,
    /// "Make cold brew at home".
    Action,
    /// For any theme: uses nothing of it but the count.
    Plain,
}

/// Opening lines by shape.
pub(super) type Hooks = BTreeMap<HookKind, Both<Vec<String>>>;

/// A content pillar.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pillar {
    pub(super) id: PillarId,
    pub(super) name: Both<String>,
    pub(super) description: Both<String>,
    /// The kinds ("tips") whose counted themes open as lists here.
    #[serde(default)]
    pub(super) lists: Vec<String>,
    /// What stands in front of counted lines: "Number {n}."
    pub(super) number: Option<Both<Vec<String>>>,
    pub(super) pictures: Pictures,
    pub(super) hook: Hooks,
    #[serde(rename = "stage")]
    pub(super) stages: Vec<Stage>,
    #[serde(rename = "call")]
    pub(super) calls: Vec<Both<String>>,
}

/// A subject of which the writer knows something.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Topic {
    pub(super) id: String,
    /// Words that name it, in either language.
    pub(super) keywords: Vec<String>,
    /// Words that hint at it.
    #[serde(default)]
    pub(super) weak: Vec<String>,
    /// A noun phrase, in French with its article.
    pub(super) name: Both<String>,
    /// Pictures for the beginning and the end.
    pub(super) scenes: Vec<String>,
    #[serde(rename = "tip")]
    pub(super) tips: Vec<Line>,
    #[serde(rename = "myth")]
    pub(super) myths: Vec<Line>,
}

impl Topic {
    pub(super) fn lines(&self, draw: Draw) -> &[Line] {
        match draw {
            Draw::Tips => &self.tips,
            Draw::Myths => &self.myths,
        }
    }
}

/// All templates.
#[derive(Debug, Clone)]
pub(super) struct Shelf {
    pub(super) pillars: Vec<Pillar>,
    pub(super) topics: Vec<Topic>,
    pub(super) hooks: Hooks,
    pub(super) lines: Vec<Line>,
    /// Lines with the subject in them, for a theme of no known topic.
    pub(super) about: Vec<Line>,
    /// Lines on getting to the bottom of something, for a question of no known topic.
    pub(super) inquiry: Vec<Line>,
    pub(super) shots: Shots,
    english: Lexicon,
    french: Lexicon,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inquiry {
    line: Vec<Line>,
    question: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SharedLines {
    line: Vec<Line>,
}

impl Shelf {
    /// Read and check what is built in.
    pub(super) fn load() -> Result<Self, TemplateError> {
        let lines: SharedLines = parse(sources::LINES)?;
        let inquiry: Inquiry = parse(sources::ABOUT)?;
        let shelf = Self {
            pillars: sources::PILLARS.iter().copied().map(parse).collect::<Result<_, _>>()?,
            topics: sources::TOPICS.iter().copied().map(parse).collect::<Result<_, _>>()?,
            hooks: parse(sources::HOOKS)?,
            lines: lines.line,
            about: inquiry.line,
            inquiry: inquiry.question,
            shots: parse(sources::SHOTS)?,
            english: parse::<Lexicon>(sources::ENGLISH)?.folded(),
            french: parse::<Lexicon>(sources::FRENCH)?.folded(),
        };
        shelf.check()?;
        Ok(shelf)
    }

    pub(super) fn lexicon(&self, tongue: Tongue) -> &Lexicon {
        match tongue {
            Tongue::English => &self.english,
            Tongue::French => &self.french,
        }
    }

    pub(super) fn pillar(&self, id: &PillarId) -> Option<&Pillar> {
        self.pillars.iter().find(|pillar| pillar.id == *id)
    }

    fn check(&self) -> Result<(), TemplateError> {
        for ((file, _), pillar) in sources::PILLARS.iter().zip(&self.pillars) {
            check_pillar(file, pillar, self.lines.len())?;
        }
        for ((file, _), topic) in sources::TOPICS.iter().zip(&self.topics) {
            check_topic(file, topic)?;
        }
        check_hooks(sources::HOOKS.0, &self.hooks)?;
        let about = self.about.iter().flat_map(|line| Tongue::ALL.map(|tongue| line.text(tongue)));
        check_templates(sources::ABOUT.0, about)?;
        check_lines(sources::ABOUT.0, &self.inquiry, NUMBERED_MOST)?;
        check_lines(sources::LINES.0, &self.lines, NUMBERED_MOST)
    }
}

fn parse<T: serde::de::DeserializeOwned>((file, text): (&'static str, &'static str)) -> Result<T, TemplateError> {
    toml::from_str(text).map_err(|source| TemplateError::Unreadable { file, source: Box::new(source) })
}

fn check_pillar(file: &'static str, pillar: &Pillar, shared: usize) -> Result<(), TemplateError> {
    let named = file.strip_suffix(".toml") == Some(pillar.id.as_str());
    rule(named, file, "the file is named after the pillar", pillar.id.as_str())?;
    check_hooks(file, &pillar.hook)?;
    for tongue in Tongue::ALL {
        let plain = pillar.hook.get(&HookKind::Plain).map_or(&[] as &[String], |hooks| hooks.get(tongue));
        let safe = plain.iter().filter(|hook| !hook.contains('{')).count();
        rule(safe >= 2, file, "two opening lines need no theme and no count", pillar.id.as_str())?;
        for hook in plain {
            check_line(file, hook, *LINE.end())?;
        }
        for call in &pillar.calls {
            check_line(file, call.get(tongue), *LINE.end())?;
        }
    }
    for stage in &pillar.stages {
        let numbered = stage.counted && pillar.number.is_some();
        check_lines(file, &stage.lines, if numbered { NUMBERED_MOST } else { *LINE.end() })?;
    }
    let growing = pillar.stages.iter().filter(|stage| stage.grows).count();
    rule(growing == 1, file, "exactly one stage grows", pillar.id.as_str())?;
    let own: usize = pillar.stages.iter().map(|stage| stage.lines.len()).sum();
    rule(own + shared >= MOST_BODY, file, "there are lines for the longest script", pillar.id.as_str())?;
    let pictured = pillar.pictures.opening.len() >= 2 && pillar.pictures.closing.len() >= 2;
    rule(pictured && !pillar.calls.is_empty(), file, "there are pictures and calls to action", pillar.id.as_str())
}

fn check_topic(file: &'static str, topic: &Topic) -> Result<(), TemplateError> {
    rule(topic.scenes.len() >= 2, file, "there is a picture for each end", &topic.id)?;
    rule(!topic.keywords.is_empty(), file, "there are keywords", &topic.id)?;
    check_lines(file, &topic.tips, NUMBERED_MOST)?;
    check_lines(file, &topic.myths, *LINE.end())
}

fn check_hooks(file: &'static str, hooks: &Hooks) -> Result<(), TemplateError> {
    let texts = hooks.values().flat_map(|both| Tongue::ALL.map(|tongue| both.get(tongue))).flatten();
    check_templates(file, texts.map(String::as_str))
}

fn check_templates<'a>(file: &'static str, texts: impl Iterator<Item = &'a str>) -> Result<(), TemplateError> {
    for text in texts {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once('{') {
            let (name, behind) = after.split_once('}').unwrap_or((after, ""));
            rule(PLACEHOLDERS.contains(&name), file, "every placeholder is known", text)?;
            rest = behind;
        }
        rule(ends_well(text), file, "a line ends as a sentence", text)?;
    }
    Ok(())
}

fn check_lines(file: &'static str, lines: &[Line], most: usize) -> Result<(), TemplateError> {
    for line in lines {
        for tongue in Tongue::ALL {
            check_line(file, line.text(tongue), most)?;
            rule(!line.text(tongue).contains('{'), file, "body lines are whole", line.text(tongue))?;
        }
        rule(spoken_words(&line.show) >= 6, file, "a picture takes six words", &line.show)?;
    }
    Ok(())
}

fn check_line(file: &'static str, text: &str, most: usize) -> Result<(), TemplateError> {
    rule((*LINE.start()..=most).contains(&spoken_words(text)), file, "a line has ten words or a few more", text)?;
    let begins = text.starts_with('{') || text.starts_with(|c: char| c.is_uppercase());
    rule(begins && ends_well(text) && !text.contains("  "), file, "a line is a sentence", text)
}

fn ends_well(text: &str) -> bool {
    text.ends_with(['.', '?', '!'])
}

fn rule(holds: bool, file: &'static str, rule: &'static str, text: &str) -> Result<(), TemplateError> {
    if holds { Ok(()) } else { Err(TemplateError::Broken { file, rule, text: text.to_owned() }) }
}

/// The words of a keyword or theme, folded and without the mark of the plural.
pub(super) fn stems(text: &str) -> Vec<String> {
    fold(&text.replace('’', "'"))
        // French "j'ai" is no artificial intelligence.
        .replace("j'ai", "")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| match word.strip_suffix(['s', 'x']) {
            Some(single) if single.len() > 2 => single.to_owned(),
            _ => word.to_owned(),
        })
        .collect()
}
