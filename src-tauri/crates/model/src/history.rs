//! History: revisions with labels, which of them merge, and where undo and redo lead. Pure rules.
//!
//! ```text
//! 1 - 2 - 3 - 4        4 is newest and head
//! 1 - 2 -(3)- 4        undo: the head moves back, nothing is dropped
//! 1 - 2 - 3 - 5'       an edit now drops what was undone and takes the place behind the head
//! ```
//!
//! The library keeps one row for each revision and knows the head; [`place`], [`undo`] and [`redo`] tell it what to
//! do with them from a few facts about the rows. [`History`] is the same rules over documents held in memory.

use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::edit::EditLabel;

/// How many revisions of a project are kept; the oldest are forgotten.
pub const KEPT: u64 = 1000;

/// Within how many milliseconds an edit of the same merge key still belongs to the revision before, where no
/// gesture says so more exactly.
pub const MERGE_WITHIN_MS: u64 = 2000;

/// What decides whether an edit merges into the revision before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stroke<'a> {
    /// What is being changed, from [`crate::edit::Edit::merge_key`]; none never merges.
    pub merge_key: Option<&'a str>,
    /// The gesture it belongs to (one drag, one focus of a text field), where the window names one.
    pub gesture: Option<&'a str>,
    /// When, in milliseconds of any clock that only this project is measured by.
    pub at_ms: u64,
}

/// Where a new state goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Placement {
    /// A revision of its own: drop every revision after `drop_after` (they were undone), add `seq`, then forget
    /// every revision before `oldest`.
    Append {
        /// The head until now: the revisions after it go.
        drop_after: u64,
        /// The number of the new one, which becomes the head.
        seq: u64,
        /// The first number that is kept.
        oldest: u64,
    },
    /// The head's document is replaced; its label, merge key and gesture stay, its time becomes the edit's.
    MergeInto(u64),
}

/// Where the state after an edit goes. `head` is the number of the current revision and `newest` that of the last
/// one kept; `last` is what made the head, none for the revision a project began with.
///
/// It merges when nothing was undone, the keys are the same, and it is one gesture: the same gesture where both
/// name one, less than [`MERGE_WITHIN_MS`] apart where neither does. Each merge counts from the one before, so
/// steady typing is one step however long it takes. A clock that was set back never merges.
pub fn place(head: u64, newest: u64, last: Option<Stroke<'_>>, now: Stroke<'_>) -> Placement {
    let merges = head == newest && last.is_some_and(|last| is_one_gesture(last, now));
    if merges {
        return Placement::MergeInto(head);
    }
    let seq = head.saturating_add(1);
    Placement::Append { drop_after: head, seq, oldest: seq.saturating_sub(KEPT - 1) }
}

fn is_one_gesture(last: Stroke<'_>, now: Stroke<'_>) -> bool {
    if now.merge_key.is_none() || last.merge_key != now.merge_key {
        return false;
    }
    match (last.gesture, now.gesture) {
        (Some(one), Some(other)) => one == other,
        (None, None) => now.at_ms.checked_sub(last.at_ms).is_some_and(|apart| apart < MERGE_WITHIN_MS),
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// The revision undo leads to; none at the oldest. `oldest` is the first number kept. Numbers have no gaps.
pub fn undo(head: u64, oldest: u64) -> Option<u64> {
    (head > oldest).then(|| head - 1)
}

/// The revision redo leads to; none at the newest.
pub fn redo(head: u64, newest: u64) -> Option<u64> {
    (head < newest).then(|| head + 1)
}

/// One saved state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// Its number: one more than the one before.
    pub seq: u64,
    /// What was done; none for the state a project began with.
    pub label: Option<EditLabel>,
    /// What was being changed, if more of the same may merge into it.
    pub merge_key: Option<String>,
    /// The gesture it was made by, where one was named.
    pub gesture: Option<String>,
    /// When it was last added to.
    pub at_ms: u64,
    /// The state.
    pub document: Document,
}

impl Revision {
    fn stroke(&self) -> Option<Stroke<'_>> {
        self.label.as_ref()?;
        Some(Stroke { merge_key: self.merge_key.as_deref(), gesture: self.gesture.as_deref(), at_ms: self.at_ms })
    }
}

/// The revisions of one project, and which of them is current. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    revisions: Vec<Revision>,
    head: usize,
}

impl History {
    /// The history of a project that begins with this state, as revision 1.
    pub fn new(document: Document, at_ms: u64) -> Self {
        let first = Revision { seq: 1, label: None, merge_key: None, gesture: None, at_ms, document };
        Self { revisions: vec![first], head: 0 }
    }

    /// The current revision.
    pub fn head(&self) -> &Revision {
        &self.revisions[self.head]
    }

    /// All that are kept, oldest first; those after the head were undone.
    pub fn revisions(&self) -> &[Revision] {
        &self.revisions
    }

    /// Save the state after an edit, as [`place`] says.
    pub fn record(&mut self, document: Document, label: EditLabel, stroke: Stroke<'_>) -> Placement {
        let newest = self.revisions.last().map_or(0, |last| last.seq);
        let placement = place(self.head().seq, newest, self.head().stroke(), stroke);
        match placement {
            Placement::MergeInto(_) => {
                let head = &mut self.revisions[self.head];
                head.document = document;
                head.at_ms = stroke.at_ms;
            }
            Placement::Append { seq, oldest, .. } => {
                self.revisions.truncate(self.head + 1);
                self.revisions.push(Revision {
                    seq,
                    label: Some(label),
                    merge_key: stroke.merge_key.map(str::to_owned),
                    gesture: stroke.gesture.map(str::to_owned),
                    at_ms: stroke.at_ms,
                    document,
                });
                self.revisions.retain(|revision| revision.seq >= oldest);
                self.head = self.revisions.len() - 1;
            }
        }
        placement
    }

    /// Go one back. None, and nothing changed, at the oldest.
    pub fn undo(&mut self) -> Option<&Revision> {
        let oldest = self.revisions.first()?.seq;
        self.jump(undo(self.head().seq, oldest)?)
    }

    /// Go one forward. None, and nothing changed, at the newest.
    pub fn redo(&mut self) -> Option<&Revision> {
        let newest = self.revisions.last()?.seq;
        self.jump(redo(self.head().seq, newest)?)
    }

    /// Go to a revision by its number. None, and nothing changed, when it is not kept.
    pub fn jump(&mut self, seq: u64) -> Option<&Revision> {
        let index = self.revisions.iter().position(|revision| revision.seq == seq)?;
        self.head = index;
        self.revisions.get(index)
    }
}
