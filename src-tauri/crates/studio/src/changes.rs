//! What changed in the list of projects, found out without reading any of them.

use std::collections::HashMap;

use bobine_model::ProjectId;
use bobine_store::{ProjectMark, Snapshot};

use crate::error::Error;
use crate::open::Studio;

/// How the projects stood when they were last looked at; fresh, when they never were.
#[derive(Debug, Default)]
pub struct Looked(Option<HashMap<ProjectId, ProjectMark>>);

impl Studio {
    /// The projects a list shows otherwise than at the last look: changed, new or gone, whoever did it. None at the
    /// first look.
    pub fn changed_projects(&self, looked: &mut Looked) -> Result<Vec<ProjectId>, Error> {
        let marks = self.library.read(Snapshot::project_marks)?;
        let now: HashMap<ProjectId, ProjectMark> = marks.into_iter().map(|mark| (mark.project, mark)).collect();
        let Some(before) = looked.0.take() else {
            looked.0 = Some(now);
            return Ok(Vec::new());
        };
        let is_other = |id: &&ProjectId| before.get(*id) != now.get(*id);
        let gone = before.keys().filter(|id| !now.contains_key(*id));
        let mut changed: Vec<ProjectId> = now.keys().filter(is_other).chain(gone).copied().collect();
        changed.sort_unstable();
        looked.0 = Some(now);
        Ok(changed)
    }
}

#[cfg(test)]
mod tests {
    use bobine_model::edit::Edit;
    use bobine_model::{Micros, ProviderId};
    use bobine_store::{EntryKind, NewEntry, Source};

    use super::*;
    use crate::{Config, OwnScript};

    fn begin(studio: &Studio, title: &str) -> ProjectId {
        let script = OwnScript {
            title: title.to_owned(),
            language: "en".to_owned(),
            text: "Tea is good for you.".to_owned(),
            voice: None,
        };
        studio.begin_from_text(&script).expect("a text makes a project")
    }

    #[test]
    fn a_list_is_told_of_what_anybody_changed_and_of_nothing_else() {
        let folder = tempfile::tempdir().expect("there is room for a test");
        let config = Config { library: Some(folder.path().join("library")), ..Config::default() };
        let window = Studio::open(&config).expect("a new library opens");
        let (tea, coffee) = (begin(&window, "Tea"), begin(&window, "Coffee"));
        let mut looked = Looked::default();
        let mut changed = || window.changed_projects(&mut looked).expect("the library can be read");
        assert_eq!(changed(), [], "the first look is the first");

        // As the command beside it does: another handle, another process.
        let command = Studio::open(&config).expect("a library opens twice");
        let rename = |title: &str| Edit::SetTitle { title: title.to_owned() };
        command.make_edit(tea, &rename("Green tea"), None).expect("it can be renamed");
        assert_eq!(changed(), [tea]);
        assert_eq!(changed(), [], "told once");

        command.set("cap.project", "5.00").expect("a cap can be set");
        assert_eq!(changed(), [], "a setting is in no list");
        let charge = NewEntry {
            at_ms: 1,
            project: Some(coffee),
            job: None,
            provider: ProviderId::embedded(),
            model: None,
            kind: EntryKind::Charge(Micros::new(300_000)),
            source: Source::Vendor,
            note: "take".to_owned(),
        };
        command.library.write(|tx| tx.enter(&charge)).expect("it is entered");
        assert_eq!(changed(), [coffee], "what was spent is");

        let third = begin(&command, "Milk");
        command.delete(tea).expect("it can be deleted");
        let mut expected = [tea, third];
        expected.sort_unstable();
        assert_eq!(changed(), expected);
        command.restore(tea).expect("it can be restored");
        assert_eq!(changed(), [tea]);
    }
}
