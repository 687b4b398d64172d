//! Putting a script together: how many lines each stage gets, which lines, which opening, which pictures.

use std::collections::HashSet;

use bobine_provider::ScriptSegment;

use super::chance::Chance;
use super::language::{Tongue, capitalised, fold, number_word, put, spoken_words};
use super::shelf::{Draw, HookKind, LINE, Line, NUMBERED_MOST, Pillar, Shelf, Stage, stems};
use super::theme::{Flavour, Reading, Shape};

/// Everything one script is written from.
pub(super) struct Desk<'a> {
    pub(super) shelf: &'a Shelf,
    pub(super) pillar: &'a Pillar,
    pub(super) tongue: Tongue,
    pub(super) reading: &'a Reading<'a>,
}

/// Lines the counted stage leaves to the others where the creator's count allows it.
const AFTERWORD: usize = 3;
/// The largest count that is said aloud without the creator having asked for it.
const MOST_COUNTED: usize = 10;

struct Drawn<'a> {
    line: &'a Line,
    text: String,
    /// Whether the picture shows the subject by itself.
    is_own: bool,
}

impl Desk<'_> {
    /// As many segments as asked.
    pub(super) fn write(&self, segments: usize, chance: &mut Chance) -> Vec<ScriptSegment> {
        let body = segments.saturating_sub(2);
        let shares = self.shares(body);
        let points: usize =
            self.pillar.stages.iter().zip(&shares).filter(|(stage, _)| stage.counted).map(|(_, share)| share).sum();
        let count = self.spoken_count(points);
        let (opening, closing) = self.end_pictures(chance);
        let (hook, says_count) = self.hook(count, chance);
        let numbers = count.filter(|_| says_count || self.always_numbers(count));
        let mut used = HashSet::from([hook.clone()]);
        let mut script = vec![self.segment(hook, &opening, self.reading.topic.is_none(), chance)];
        for (stage, share) in self.pillar.stages.iter().zip(shares) {
            let numbered = if stage.counted { numbers } else { None };
            script.extend(self.stage(stage, share, numbered, &mut used, chance));
        }
        if segments > 1 {
            let call = chance.pick(&self.pillar.calls).map(|call| call.get(self.tongue).clone()).unwrap_or_default();
            script.push(self.segment(call, &closing, self.reading.topic.is_none(), chance));
        }
        script
    }

    fn listing_count(&self) -> Option<usize> {
        match &self.reading.shape {
            Shape::Listing(listing) => listing.count.filter(|_| self.opens_as_list()),
            Shape::Question(_) | Shape::Statement(_) | Shape::Action(_) | Shape::Topic => None,
        }
    }

    /// Whether what the theme counts is what this pillar's lines are.
    fn opens_as_list(&self) -> bool {
        let Shape::Listing(listing) = &self.reading.shape else { return false };
        self.pillar.lists.iter().any(|name| fold(name) == listing.kind)
    }

    fn always_numbers(&self, count: Option<usize>) -> bool {
        self.pillar.id.as_str() == "list" && count.is_some()
    }

    /// The count that may be said: the creator's where there is room for it, else that of the lines.
    fn spoken_count(&self, points: usize) -> Option<usize> {
        let asked = self.listing_count().filter(|asked| *asked <= points);
        asked.or((2..=MOST_COUNTED).contains(&points).then_some(points))
    }

    /// How many lines each stage gets: the creator's count first, then by largest quotient of share and lines so far.
    fn shares(&self, body: usize) -> Vec<usize> {
        let stages = &self.pillar.stages;
        let room: Vec<usize> = stages.iter().map(|stage| self.candidates(stage)).collect();
        let mut given = vec![0_usize; stages.len()];
        let asked = self.listing_count().filter(|asked| *asked <= body);
        let counted = stages.iter().position(|stage| stage.counted);
        if let (Some(asked), Some(counted)) = (asked, counted) {
            let first = asked.min(room.get(counted).copied().unwrap_or(0));
            if let Some(slot) = given.get_mut(counted) {
                *slot = first;
            }
            for _ in 0..AFTERWORD.min(body - first) {
                give_one(stages, &room, &mut given, Some(counted));
            }
        }
        while given.iter().sum::<usize>() < body {
            give_one(stages, &room, &mut given, None);
        }
        given
    }

    /// How many lines a stage can have at most.
    fn candidates(&self, stage: &Stage) -> usize {
        let known = self.known(stage).map_or(0, <[Line]>::len);
        let shared = if stage.grows { usize::MAX / 2 } else { 0 };
        known + stage.lines.len() + shared
    }

    fn known(&self, stage: &Stage) -> Option<&[Line]> {
        let draw: Draw = stage.take?;
        self.reading.topic.map(|topic| topic.lines(draw))
    }

    fn end_pictures(&self, chance: &mut Chance) -> (String, String) {
        let pictures = &self.pillar.pictures;
        match self.reading.topic {
            Some(topic) => {
                let mut scenes = chance.shuffled(topic.scenes.iter().cloned()).into_iter();
                (scenes.next().unwrap_or_default(), scenes.next().unwrap_or_default())
            }
            None => (
                chance.pick(&pictures.opening).cloned().unwrap_or_default(),
                chance.pick(&pictures.closing).cloned().unwrap_or_default(),
            ),
        }
    }

    fn segment(&self, narration: String, show: &str, names_subject: bool, chance: &mut Chance) -> ScriptSegment {
        let about = self.reading.about.as_deref().filter(|_| names_subject);
        ScriptSegment { narration, prompt: self.shelf.shots.prompt(show, about, chance) }
    }

    fn stage(
        &self,
        stage: &Stage,
        share: usize,
        numbered: Option<usize>,
        used: &mut HashSet<String>,
        chance: &mut Chance,
    ) -> Vec<ScriptSegment> {
        let mut ranked: Vec<&Line> = chance.shuffled(self.known(stage).unwrap_or_default());
        ranked.sort_by_key(|line| std::cmp::Reverse(self.closeness(line)));
        let ranked = if stage.take == Some(Draw::Tips) && self.asks_unknown() {
            chance.shuffled(&self.shelf.inquiry)
        } else {
            ranked
        };
        let about = if stage.take == Some(Draw::Tips) { chance.shuffled(self.about()) } else { Vec::new() };
        let own = chance.shuffled(stage.lines.iter().map(|line| (line, line.text(self.tongue).to_owned())));
        let shows_subject = self.reading.topic.is_some();
        let half = share.div_ceil(2);
        // At most half of them name the subject; named in every line it would sound like a form letter.
        let own = chance.shuffled(about.into_iter().take(half).chain(own.into_iter().take(share))).into_iter();
        let shared = if stage.grows { chance.shuffled(&self.shelf.lines) } else { Vec::new() };
        let whole = |line: &'_ Line| line.text(self.tongue).to_owned();
        let candidates = ranked
            .into_iter()
            .map(|line| Drawn { line, text: whole(line), is_own: shows_subject })
            .chain(own.map(|(line, text)| Drawn { line, text, is_own: false }))
            .chain(shared.into_iter().map(|line| Drawn { line, text: whole(line), is_own: false }));
        let mut chosen: Vec<Drawn<'_>> = Vec::new();
        for drawn in candidates {
            if chosen.len() == share {
                break;
            }
            if used.insert(drawn.text.clone()) {
                chosen.push(drawn);
            }
        }
        if stage.ordered {
            chosen.sort_by_key(|drawn| self.place(stage, drawn.line));
        }
        let prefixes = self.prefixes(numbered, chosen.len(), chance);
        chosen
            .into_iter()
            .zip(prefixes)
            .map(|(drawn, prefix)| {
                let narration = if prefix.is_empty() { drawn.text } else { format!("{prefix} {}", drawn.text) };
                self.segment(narration, &drawn.line.show, !drawn.is_own, chance)
            })
            .collect()
    }

    /// Whether the theme is a question or a claim of which nothing is known, not even its subject.
    fn asks_unknown(&self) -> bool {
        let asks = match self.reading.shape {
            Shape::Question(_) => true,
            Shape::Statement(_) => !self.reading.owns_subject,
            Shape::Listing(_) | Shape::Action(_) | Shape::Topic => false,
        };
        asks && self.reading.topic.is_none()
    }

    /// Lines on getting to know the theme's own subject, where nothing better is known.
    fn about(&self) -> Vec<(&Line, String)> {
        if self.reading.topic.is_some() || !self.reading.owns_subject {
            return Vec::new();
        }
        let fits = |line: &str| {
            let (text, _) = self.filled(line, None)?;
            (spoken_words(&text) <= NUMBERED_MOST).then_some(text)
        };
        self.shelf.about.iter().filter_map(|line| fits(line.text(self.tongue)).map(|text| (line, text))).collect()
    }

    /// Where a line stands: those of the topic first, then those on the subject, the stage's own and the shared ones.
    fn place(&self, stage: &Stage, line: &Line) -> (usize, usize) {
        let at = |lines: &[Line]| lines.iter().position(|other| other == line);
        if let Some(at) = self.known(stage).and_then(at) {
            return (0, at);
        }
        if let Some(at) = at(&self.shelf.about) {
            return (1, at);
        }
        at(&stage.lines).map_or((3, 0), |at| (2, at))
    }

    /// How many words of the theme a line takes up, in its text or its picture.
    fn closeness(&self, line: &Line) -> usize {
        let words: HashSet<String> =
            Tongue::ALL.iter().flat_map(|tongue| stems(line.text(*tongue))).chain(stems(&line.show)).collect();
        let alike =
            |stem: &String| words.iter().any(|word| word.get(..5).unwrap_or(word) == stem.get(..5).unwrap_or(stem));
        self.reading.stems.iter().filter(|stem| alike(stem)).count()
    }

    /// What stands in front of each line: numbers up to the count, then one "Bonus.".
    fn prefixes(&self, numbered: Option<usize>, lines: usize, chance: &mut Chance) -> Vec<String> {
        let patterns = self.pillar.number.as_ref().map_or(&[] as &[String], |number| number.get(self.tongue));
        let pattern = if numbered.is_some() { chance.pick(patterns) } else { None };
        (1..=lines)
            .map(|at| match (pattern, numbered) {
                (Some(pattern), Some(count)) if at <= count => pattern.replace("{n}", &number_word(at, self.tongue)),
                (Some(_), Some(count)) if at == count + 1 => "Bonus.".to_owned(),
                _ => String::new(),
            })
            .collect()
    }

    /// An opening line that fits the theme and the length, and whether it says the count.
    fn hook(&self, count: Option<usize>, chance: &mut Chance) -> (String, bool) {
        let kinds: &[HookKind] = match &self.reading.shape {
            Shape::Listing(_) if !self.opens_as_list() && self.reading.subject.is_some() => &[],
            Shape::Listing(listing) => match listing.flavour {
                Flavour::Unheard => &[HookKind::Nobody, HookKind::Counted],
                Flavour::Mistakes => &[HookKind::Mistakes, HookKind::Counted],
                Flavour::Useful => &[HookKind::Counted],
            },
            Shape::Question(_) => &[HookKind::Question],
            Shape::Statement(_) => &[HookKind::Statement],
            Shape::Action(_) => &[HookKind::Action],
            Shape::Topic => &[],
        };
        for kind in kinds.iter().copied().chain([HookKind::Topic, HookKind::Plain]) {
            for hooks in [self.pillar.hook.get(&kind), self.shelf.hooks.get(&kind)].into_iter().flatten() {
                let fitting: Vec<(String, bool)> =
                    hooks.get(self.tongue).iter().filter_map(|hook| self.filled(hook, count)).collect();
                if let Some(hook) = chance.pick(&fitting) {
                    return hook.clone();
                }
            }
        }
        (String::new(), false)
    }

    /// A template with its places filled, if all can be and the length fits; and whether the count is said.
    fn filled(&self, template: &str, count: Option<usize>) -> Option<(String, bool)> {
        let aspirated = &self.shelf.lexicon(self.tongue).aspirated;
        let mut text = String::new();
        let mut rest = template;
        let mut says_count = false;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, behind) = after.split_once('}')?;
            text.push_str(before);
            let value = self.value(&name.to_lowercase(), count)?;
            says_count |= matches!(name, "count" | "Count")
                || (matches!(name, "headline" | "Headline" | "items") && self.said_listing_count(count).is_some());
            let value = if name.starts_with(char::is_uppercase) { capitalised(&value) } else { value };
            put(&mut text, &value, self.tongue, aspirated);
            rest = behind;
        }
        text.push_str(rest);
        LINE.contains(&spoken_words(&text)).then_some((text, says_count))
    }

    fn value(&self, name: &str, count: Option<usize>) -> Option<String> {
        let subject = self.reading.subject.as_ref();
        match (name, &self.reading.shape) {
            ("count", _) => count.map(|count| number_word(count, self.tongue)),
            ("subject", _) => subject.and_then(|noun| noun.bare.clone()),
            ("np", _) => subject.and_then(|noun| noun.phrase.clone()),
            ("sentence", Shape::Question(sentence) | Shape::Statement(sentence)) => Some(sentence.clone()),
            ("action", Shape::Action(action)) => Some(action.yours.clone()),
            ("mine", Shape::Action(action)) => Some(action.mine.clone()),
            ("headline", Shape::Listing(listing)) => {
                let number = self.said_listing_count(count).map(|count| number_word(count, self.tongue));
                let parts = [number.as_deref().unwrap_or(""), &listing.items, &listing.tail];
                Some(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
            }
            ("items", Shape::Listing(listing)) => {
                let number = self.said_listing_count(count).map(|count| number_word(count, self.tongue));
                Some(number.map_or_else(|| listing.items.clone(), |number| format!("{number} {}", listing.items)))
            }
            _ => None,
        }
    }

    /// The count of a list as it is said: the creator's, or fewer where there is less room; none in a pillar whose
    /// lines cannot be counted.
    fn said_listing_count(&self, count: Option<usize>) -> Option<usize> {
        self.listing_count().and(count)
    }
}

/// Give one more line to the stage that is due, if any has room.
fn give_one(stages: &[Stage], room: &[usize], given: &mut [usize], except: Option<usize>) {
    let due = (0..stages.len())
        .filter(|at| Some(*at) != except)
        .filter(|at| given.get(*at) < room.get(*at))
        .min_by_key(|at| {
            // The largest quotient share / (given + 1), as whole numbers; the earlier stage where they are even.
            let share = stages.get(*at).map_or(1, |stage| stage.share.max(1));
            (given.get(*at).copied().unwrap_or(0) + 1) * 10_000 / share
        });
    if let Some(slot) = due.and_then(|at| given.get_mut(at)) {
        *slot += 1;
    }
}
