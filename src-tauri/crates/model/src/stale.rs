//! Staleness: what about a segment's reading is no longer true.

use serde::{Deserialize, Serialize};

use crate::document::{Document, Segment};
use crate::ids::ProviderId;
use crate::spoken::text_to_read;
use crate::text::tidy;

/// Why a segment should be read, or read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stale {
    /// There is text and no reading of it.
    Unread,
    /// The text, or a pronunciation in it, was changed since it was read.
    Text,
    /// Another voice, speed or pitch was chosen since.
    Voice,
    /// Both.
    TextAndVoice,
    /// There is a reading, but nothing is to be said any more.
    Unwanted,
}

/// What is stale about a segment's reading; none when it is up to date, or when there is nothing to read and none.
///
/// A recording of the creator's own ([`ProviderId::recorded`]) never asks for another voice.
pub fn stale(document: &Document, segment: &Segment) -> Option<Stale> {
    let wanted = tidy(&text_to_read(document, segment));
    let Some(voicing) = &segment.voicing else {
        return (!wanted.is_empty()).then_some(Stale::Unread);
    };
    let is_other_text = tidy(&voicing.said) != wanted;
    let is_other_voice = voicing.voice != document.voice && voicing.voice.provider != ProviderId::recorded();
    match (is_other_text, is_other_voice) {
        (true, _) if wanted.is_empty() => Some(Stale::Unwanted),
        (true, true) => Some(Stale::TextAndVoice),
        (true, false) => Some(Stale::Text),
        // A stretch without words (the pause a split left) sounds the same in every voice.
        (false, true) => (!wanted.is_empty()).then_some(Stale::Voice),
        (false, false) => None,
    }
}
