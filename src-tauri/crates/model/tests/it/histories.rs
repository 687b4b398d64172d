//! Undo, redo, merging and forgetting.

use bobine_model::edit::{EditLabel, LabelKey};
use bobine_model::history::{History, KEPT, Placement, Stroke, place, redo, undo};
use bobine_model::{Document, Edit, apply};

use crate::notation::{id, video};

const LABEL: EditLabel = EditLabel { key: LabelKey::Title, number: None, count: 0 };

fn stroke<'a>(merge_key: Option<&'a str>, gesture: Option<&'a str>, at_ms: u64) -> Stroke<'a> {
    Stroke { merge_key, gesture, at_ms }
}

fn titled(title: &str) -> Document {
    apply(&video("a"), &Edit::SetTitle { title: title.to_owned() }).expect("a title")
}

fn titles(history: &History) -> String {
    let head = history.head().seq;
    let title = |revision: &bobine_model::history::Revision| {
        let mark = if revision.seq == head { "*" } else { "" };
        format!("{}{}{mark}", revision.seq, revision.document.title)
    };
    history.revisions().iter().map(title).collect::<Vec<_>>().join(" ")
}

#[test]
fn edits_of_one_gesture_merge() {
    let merges = |last: Option<Stroke<'_>>, now: Stroke<'_>| place(5, 5, last, now) == Placement::MergeInto(5);
    let (typed, later) = (stroke(Some("title"), None, 1000), |ms| stroke(Some("title"), None, ms));
    assert!(merges(Some(typed), later(2999)));
    assert!(!merges(Some(typed), later(3000)), "two seconds are a pause");
    assert!(!merges(Some(typed), later(999)), "the clock was set back");
    assert!(!merges(Some(typed), stroke(Some("mix"), None, 1001)));
    assert!(!merges(Some(typed), stroke(None, None, 1001)));
    assert!(!merges(Some(stroke(None, None, 1000)), stroke(None, None, 1001)));
    assert!(!merges(None, later(1001)), "the first revision stays as it is");
    let drag = stroke(Some("mix"), Some("d1"), 1000);
    assert!(merges(Some(drag), stroke(Some("mix"), Some("d1"), 90_000)), "a slow drag");
    assert!(!merges(Some(drag), stroke(Some("mix"), Some("d2"), 1001)));
    assert!(!merges(Some(drag), stroke(Some("mix"), None, 1001)));
}

#[test]
fn after_an_undo_nothing_merges_and_what_was_undone_goes() {
    let typed = stroke(Some("title"), None, 1000);
    let placement = place(5, 7, Some(typed), stroke(Some("title"), None, 1001));
    assert_eq!(placement, Placement::Append { drop_after: 5, seq: 6, oldest: 0 });
}

#[test]
fn the_oldest_are_forgotten() {
    let placement = place(KEPT, KEPT, None, stroke(None, None, 0));
    assert_eq!(placement, Placement::Append { drop_after: KEPT, seq: KEPT + 1, oldest: 2 });
    assert_eq!((undo(2, 2), undo(3, 2), redo(3, 3), redo(2, 3)), (None, Some(2), None, Some(3)));
    let mut history = History::new(titled("0"), 0);
    for count in 1..=KEPT + 5 {
        history.record(titled(&count.to_string()), LABEL, stroke(None, None, 0));
    }
    let kept: Vec<u64> = history.revisions().iter().map(|revision| revision.seq).collect();
    assert_eq!((kept.len(), kept[0], history.head().seq), (1000, 7, KEPT + 6));
    assert_eq!(history.head().document.title, (KEPT + 5).to_string());
}

#[test]
fn undo_redo_and_jump_move_the_head() {
    let mut history = History::new(titled("A"), 0);
    assert!(history.undo().is_none() && history.redo().is_none());
    history.record(titled("B"), LABEL, stroke(None, None, 0));
    history.record(titled("C"), LABEL, stroke(None, None, 0));
    assert_eq!(titles(&history), "1A 2B 3C*");
    history.undo();
    assert_eq!(titles(&history), "1A 2B* 3C");
    history.redo();
    history.jump(1);
    assert_eq!(titles(&history), "1A* 2B 3C");
    assert!(history.jump(9).is_none());
    history.record(titled("D"), LABEL, stroke(None, None, 0));
    assert_eq!(titles(&history), "1A 2D*");
}

#[test]
fn typing_is_one_step_however_long_it_takes() {
    let mut history = History::new(titled("A"), 0);
    let key = Edit::SetNarration { segment: id("a"), text: String::new() }.merge_key();
    for count in 1..=10_u64 {
        history.record(
            titled(&"x".repeat(usize::try_from(count).unwrap_or(1))),
            LABEL,
            stroke(key.as_deref(), None, count * 1500),
        );
    }
    assert_eq!(titles(&history), "1A 2xxxxxxxxxx*");
    history.undo();
    assert_eq!(history.head().document.title, "A");
}
