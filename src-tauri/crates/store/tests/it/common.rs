//! What the tests share: a library in a temporary folder, ids, documents.

use std::path::{Path, PathBuf};

use bobine_model::edit::{EditLabel, LabelKey};
use bobine_model::history::Stroke;
use bobine_model::{Document, Format, Language, ProjectId, ProviderId, VoiceChoice, VoiceId};
use bobine_store::{Error, Head, Library, NewProject, NewRevision, Retention};
use tempfile::TempDir;
use uuid::Uuid;

/// What tests end with: any error is a failure that names itself.
pub type Outcome = Result<(), Box<dyn std::error::Error>>;

/// A library in a folder of its own.
pub struct Home {
    pub folder: PathBuf,
    pub library: Library,
    _tmp: TempDir,
}

impl Home {
    pub fn new() -> Self {
        Self::named("library")
    }

    pub fn named(name: &str) -> Self {
        let tmp = tempfile::tempdir().expect("tests may make temporary folders");
        let folder = tmp.path().join(name);
        let library = Library::open(&folder).expect("an empty folder becomes a library");
        Self { folder, library, _tmp: tmp }
    }

    /// The library with a project in it, at revision 1.
    pub fn with_project() -> (Self, ProjectId) {
        let home = Self::new();
        let project = new_project(&home.library, 1);
        (home, project)
    }

    /// Another handle on the same library.
    pub fn again(&self) -> Library {
        Library::open(&self.folder).expect("a library opens twice")
    }

    /// Assert that nothing is wrong with anything in it.
    pub fn assert_sound(&self) {
        assert_sound(&self.library);
    }
}

pub fn assert_sound(library: &Library) {
    let problems = library.check().expect("a check reads everything");
    assert!(problems.is_empty(), "the library must be sound: {problems:?}");
}

/// The id of a number, for any kind of id.
pub fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | number)
}

pub fn voice() -> VoiceChoice {
    let voice = VoiceId::new("en-us").expect("a name without spaces");
    VoiceChoice { provider: ProviderId::embedded(), voice, speed: 100, pitch: 100 }
}

pub fn document(title: &str) -> Document {
    Document::new(title, Language::english(), Format::VERTICAL, voice()).expect("a title makes a document")
}

pub fn new_project(library: &Library, number: u128) -> ProjectId {
    let id = ProjectId::from_uuid(uuid(number));
    let first = document("first");
    library
        .write(|tx| tx.create_project(NewProject { id, theme: "tea", pillar: None, document: &first, now_ms: 1 }))
        .expect("a fresh id makes a project");
    id
}

/// A label of a rename.
pub const RENAME: EditLabel = EditLabel { key: LabelKey::Title, number: None, count: 0 };

/// A stroke that never merges.
pub const fn apart(at_ms: u64) -> Stroke<'static> {
    Stroke { merge_key: None, gesture: None, at_ms }
}

/// Rename the project, as an edit made on version `base`.
pub fn rename(library: &Library, project: ProjectId, base: u64, title: &str) -> Result<Head, Error> {
    let document = document(title);
    library.write(|tx| {
        tx.record_edit(project, base, NewRevision { document: &document, label: &RENAME, stroke: apart(base) })
    })
}

/// Collect everything that can be collected.
pub const NOW: Retention = Retention { projects_deleted_before_ms: i64::MAX, readings_made_before_ms: i64::MAX };

/// All files below a folder, relative to it, sorted.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(relative) = path.strip_prefix(folder) {
                found.push(relative.to_owned());
            }
        }
    }
    found.sort();
    found
}
