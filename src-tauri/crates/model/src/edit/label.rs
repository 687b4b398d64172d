//! What an edit is called, and which edits are one gesture.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::edit::Edit;
use crate::ids::SegmentId;

/// What an edit did, to be shown in any language. In English by its `Display`: `Move segment 3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct EditLabel {
    /// What was done.
    pub key: LabelKey,
    /// To which segment: its number before the edit, counted from 1; none where it was several or none at all.
    pub number: Option<usize>,
    /// How many segments it was; 0 where it is about the whole video.
    pub count: usize,
}

macro_rules! label_keys {
    ($($(#[$doc:meta])* $name:ident = $whole:literal, $one:literal, $many:literal;)*) => {
        /// The kinds of edits, as a user would name them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        #[serde(rename_all = "snake_case")]
        pub enum LabelKey { $($(#[$doc])* $name,)* }

        impl LabelKey {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// English for the whole video, for segment `#`, and for `#` segments.
            const fn english(self) -> (&'static str, &'static str, &'static str) {
                match self { $(Self::$name => ($whole, $one, $many),)* }
            }
        }
    };
}

label_keys! {
    /// New segments.
    Insert = "Insert segments", "Insert segment #", "Insert # segments";
    /// Copies.
    Duplicate = "Duplicate segments", "Duplicate segment #", "Duplicate # segments";
    /// Copies from earlier.
    Paste = "Paste segments", "Paste segment #", "Paste # segments";
    /// Segments taken out.
    Remove = "Remove segments", "Remove segment #", "Remove # segments";
    /// Another order.
    Move = "Move segments", "Move segment #", "Move # segments";
    /// A cut.
    Split = "Split segments", "Split segment #", "Split # segments";
    /// Two made one.
    Join = "Join segments", "Join segment # with the one before", "Join # segments";
    /// Another script.
    ReplaceScript = "New script", "New script", "New script of # segments";
    /// Shown text.
    Narration = "Edit text", "Edit text of segment #", "Edit text of # segments";
    /// Spoken text.
    Spoken = "Edit spoken text", "Edit spoken text of segment #", "Edit spoken text of # segments";
    /// One shown word.
    Word = "Correct words", "Correct a word of segment #", "Correct # words";
    /// What the picture shows.
    Prompt = "Edit prompt", "Edit prompt of segment #", "Edit prompt of # segments";
    /// Caption breaks.
    CueStarts = "Break captions", "Break captions of segment #", "Break captions of # segments";
    /// Word times.
    WordTimes = "Time words", "Time words of segment #", "Time words of # segments";
    /// A reading.
    Reading = "Choose readings", "Choose reading of segment #", "Choose reading of # segments";
    /// Target length.
    Target = "Change length", "Change length of segment #", "Change length of # segments";
    /// Length rule.
    Length = "Change length", "Change length of segment #", "Change length of # segments";
    /// Fit.
    Fit = "Change fit", "Change fit of segment #", "Change fit of # segments";
    /// Framing.
    Framing = "Change framing", "Change framing of segment #", "Change framing of # segments";
    /// Put into the video.
    Include = "Include segments", "Include segment #", "Include # segments";
    /// Left out of the video.
    Exclude = "Leave segments out", "Leave segment # out", "Leave # segments out";
    /// Transition.
    Transition = "Change transitions", "Change transition into segment #", "Change # transitions";
    /// A take.
    Take = "Choose takes", "Choose take of segment #", "Choose take of # segments";
    /// No take.
    NoTake = "Clear takes", "Clear take of segment #", "Clear take of # segments";
    /// Trim.
    Trim = "Trim clips", "Trim segment #", "Trim # segments";
    /// Slip.
    Slip = "Slip clips", "Slip segment #", "Slip # segments";
    /// Title.
    Title = "Rename video", "Rename video", "Rename video";
    /// Language.
    Language = "Change language", "Change language", "Change language";
    /// Format.
    Format = "Change format", "Change format", "Change format";
    /// Voice.
    Voice = "Change voice", "Change voice", "Change voice";
    /// Pronunciations.
    Pronunciations = "Edit pronunciations", "Edit pronunciations", "Edit pronunciations";
    /// Caption style.
    CaptionStyle = "Change caption style", "Change caption style", "Change caption style";
    /// Caption box.
    CaptionArea = "Move captions", "Move captions", "Move captions";
    /// Captions on.
    ShowCaptions = "Show captions", "Show captions", "Show captions";
    /// Captions off.
    HideCaptions = "Hide captions", "Hide captions", "Hide captions";
    /// Music.
    Music = "Change music", "Change music", "Change music";
    /// Levels.
    Mix = "Change levels", "Change levels", "Change levels";
    /// Several kinds at once.
    Several = "Make changes", "Change segment #", "Change # segments";
}

impl fmt::Display for EditLabel {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, one, many) = self.key.english();
        let text = match (self.number, self.count) {
            (Some(number), _) => one.replace('#', &number.to_string()),
            (None, 0) => whole.to_owned(),
            (None, count) => many.replace('#', &count.to_string()),
        };
        out.write_str(&text)
    }
}

impl Edit {
    /// What the edit is called, in the document it is made on.
    pub fn label(&self, document: &Document) -> EditLabel {
        let key = self.label_key();
        let label = |number, count| EditLabel { key, number, count };
        if let Self::Several { edits } = self {
            return several(edits, document);
        }
        if let Some(at) = self.place_of_new() {
            let count = self.count_of_new();
            return if count == 1 { label(Some(at + 1), 1) } else { label(None, count) };
        }
        match self.segments().as_slice() {
            [] => label(None, self.count_of_new()),
            [one] => label(document.find(*one).map(|(index, _)| index + 1), 1),
            many => label(None, many.len()),
        }
    }

    /// What this edit changes, where more of the same (typing, dragging) is one step for undo; none where every edit
    /// is a step of its own.
    pub fn merge_key(&self) -> Option<String> {
        let field = match self {
            Self::SetNarration { .. } => "narration",
            Self::SetSpoken { .. } => "spoken",
            Self::SetWord { word, segment, .. } => return Some(format!("word {word} {segment}")),
            Self::SetPrompt { .. } => "prompt",
            Self::SetCueStarts { .. } => "cue_starts",
            Self::SetWordTimes { .. } => "word_times",
            Self::SetTarget { .. } => "target",
            Self::SetLengthRule { .. } => "length",
            Self::SetFraming { .. } => "framing",
            Self::SetTransition { .. } => "transition",
            Self::Trim { .. } => "trim",
            Self::Slip { .. } => "slip",
            Self::SetTitle { .. } => "title",
            Self::SetVoice { .. } => "voice",
            Self::SetPronunciations { .. } => "pronunciations",
            Self::SetCaptionArea { .. } => "caption_area",
            Self::SetMix { .. } => "mix",
            Self::Insert { .. }
            | Self::Duplicate { .. }
            | Self::Paste { .. }
            | Self::Remove { .. }
            | Self::Move { .. }
            | Self::Split { .. }
            | Self::Join { .. }
            | Self::ReplaceScript { .. }
            | Self::SetReading { .. }
            | Self::SetFit { .. }
            | Self::SetIncluded { .. }
            | Self::SetTake { .. }
            | Self::SetLanguage { .. }
            | Self::SetFormat { .. }
            | Self::SetCaptionPreset { .. }
            | Self::SetCaptionsShown { .. }
            | Self::SetMusic { .. }
            | Self::Several { .. } => return None,
        };
        let segments = self.segments();
        // The same choice of segments has the same sum, however it is ordered; a short name for up to 500 ids.
        let sum = segments.iter().fold(0_u128, |sum, id| sum.wrapping_add(id.uuid().as_u128()));
        Some(match segments.as_slice() {
            [] => field.to_owned(),
            [one] => format!("{field} {one}"),
            many => format!("{field} {} {sum:032x}", many.len()),
        })
    }

    fn label_key(&self) -> LabelKey {
        match self {
            Self::Insert { .. } => LabelKey::Insert,
            Self::Duplicate { .. } => LabelKey::Duplicate,
            Self::Paste { .. } => LabelKey::Paste,
            Self::Remove { .. } => LabelKey::Remove,
            Self::Move { .. } => LabelKey::Move,
            Self::Split { .. } => LabelKey::Split,
            Self::Join { .. } => LabelKey::Join,
            Self::ReplaceScript { .. } => LabelKey::ReplaceScript,
            Self::SetNarration { .. } => LabelKey::Narration,
            Self::SetSpoken { .. } => LabelKey::Spoken,
            Self::SetWord { .. } => LabelKey::Word,
            Self::SetPrompt { .. } => LabelKey::Prompt,
            Self::SetCueStarts { .. } => LabelKey::CueStarts,
            Self::SetWordTimes { .. } => LabelKey::WordTimes,
            Self::SetReading { .. } => LabelKey::Reading,
            Self::SetTarget { .. } => LabelKey::Target,
            Self::SetLengthRule { .. } => LabelKey::Length,
            Self::SetFit { .. } => LabelKey::Fit,
            Self::SetFraming { .. } => LabelKey::Framing,
            Self::SetIncluded { is_included: true, .. } => LabelKey::Include,
            Self::SetIncluded { is_included: false, .. } => LabelKey::Exclude,
            Self::SetTransition { .. } => LabelKey::Transition,
            Self::SetTake { picture: Some(_), .. } => LabelKey::Take,
            Self::SetTake { picture: None, .. } => LabelKey::NoTake,
            Self::Trim { .. } => LabelKey::Trim,
            Self::Slip { .. } => LabelKey::Slip,
            Self::SetTitle { .. } => LabelKey::Title,
            Self::SetLanguage { .. } => LabelKey::Language,
            Self::SetFormat { .. } => LabelKey::Format,
            Self::SetVoice { .. } => LabelKey::Voice,
            Self::SetPronunciations { .. } => LabelKey::Pronunciations,
            Self::SetCaptionPreset { .. } => LabelKey::CaptionStyle,
            Self::SetCaptionArea { .. } => LabelKey::CaptionArea,
            Self::SetCaptionsShown { is_shown: true } => LabelKey::ShowCaptions,
            Self::SetCaptionsShown { is_shown: false } => LabelKey::HideCaptions,
            Self::SetMusic { .. } => LabelKey::Music,
            Self::SetMix { .. } => LabelKey::Mix,
            Self::Several { .. } => LabelKey::Several,
        }
    }

    /// The segments of the document that it names.
    fn segments(&self) -> Vec<SegmentId> {
        match self {
            Self::Remove { segments }
            | Self::Move { segments, .. }
            | Self::SetTarget { segments, .. }
            | Self::SetLengthRule { segments, .. }
            | Self::SetFit { segments, .. }
            | Self::SetFraming { segments, .. }
            | Self::SetIncluded { segments, .. }
            | Self::SetTransition { segments, .. } => segments.clone(),
            Self::Duplicate { copies } => copies.iter().map(|copy| copy.of).collect(),
            Self::Split { segment, .. }
            | Self::Join { segment }
            | Self::SetNarration { segment, .. }
            | Self::SetSpoken { segment, .. }
            | Self::SetWord { segment, .. }
            | Self::SetPrompt { segment, .. }
            | Self::SetCueStarts { segment, .. }
            | Self::SetWordTimes { segment, .. }
            | Self::SetReading { segment, .. }
            | Self::SetTake { segment, .. }
            | Self::Trim { segment, .. }
            | Self::Slip { segment, .. } => vec![*segment],
            Self::Insert { .. }
            | Self::Paste { .. }
            | Self::ReplaceScript { .. }
            | Self::SetTitle { .. }
            | Self::SetLanguage { .. }
            | Self::SetFormat { .. }
            | Self::SetVoice { .. }
            | Self::SetPronunciations { .. }
            | Self::SetCaptionPreset { .. }
            | Self::SetCaptionArea { .. }
            | Self::SetCaptionsShown { .. }
            | Self::SetMusic { .. }
            | Self::SetMix { .. }
            | Self::Several { .. } => Vec::new(),
        }
    }

    /// The segments it is about, new ones too; none where it is about the whole video.
    fn touched(&self) -> Option<Vec<SegmentId>> {
        match self {
            Self::Several { edits } => {
                edits.iter().map(Self::touched).collect::<Option<Vec<_>>>().map(|ids| ids.concat())
            }
            Self::Insert { segments, .. } => Some(segments.iter().map(|new| new.id).collect()),
            Self::Paste { segments, .. } => Some(segments.iter().map(|pasted| pasted.id).collect()),
            one => Some(one.segments()).filter(|ids| !ids.is_empty()),
        }
    }

    fn place_of_new(&self) -> Option<usize> {
        if let Self::Insert { at, .. } | Self::Paste { at, .. } = self { Some(*at) } else { None }
    }

    fn count_of_new(&self) -> usize {
        if let Self::Insert { segments, .. } | Self::ReplaceScript { segments, .. } = self {
            segments.len()
        } else if let Self::Paste { segments, .. } = self {
            segments.len()
        } else {
            0
        }
    }
}

/// Several edits are called what they have in common; where that is nothing, by the segments they change.
fn several(edits: &[Edit], document: &Document) -> EditLabel {
    let labels: Vec<EditLabel> = edits.iter().map(|edit| edit.label(document)).collect();
    let are_all = |keys: &[LabelKey]| labels.iter().all(|label| keys.contains(&label.key));
    let Some(first) = labels.first() else { return EditLabel { key: LabelKey::Several, number: None, count: 0 } };
    if are_all(&[first.key]) {
        let number = first.number.filter(|_| labels.iter().all(|label| label.number == first.number));
        return EditLabel { key: first.key, number, count: labels.iter().map(|label| label.count).sum() };
    }
    // An edge that is dragged says both how long the segment is and which part of its clip it shows.
    let key = if are_all(&[LabelKey::Length, LabelKey::Trim]) { LabelKey::Trim } else { LabelKey::Several };
    let touched: Option<Vec<Vec<SegmentId>>> = edits.iter().map(Edit::touched).collect();
    let mut touched = touched.unwrap_or_default().concat();
    touched.sort_unstable();
    touched.dedup();
    let number = first.number.filter(|_| touched.len() == 1);
    EditLabel { key, number, count: touched.len() }
}
