//! Changing a document: one edit, one revision; and walking through the revisions.

use bobine_model::edit::{Edit, apply};
use bobine_model::history::Stroke;
use bobine_model::{Document, ProjectId, SegmentId, VoiceChoice, VoiceId};
use bobine_store::{Head, NewRevision};
use uuid::Uuid;

use crate::error::Error;
use crate::open::Studio;
use crate::view::{HistoryView, ProjectView};

/// How often an edit is tried again that another process got ahead of.
const TRIES: usize = 8;

/// The names of the caption styles there are.
pub fn caption_presets() -> Vec<String> {
    bobine_render::captions::presets().iter().map(|preset| preset.name.clone()).collect()
}

/// Check the name of a caption style.
///
/// # Errors
/// When there is no such style; the message names those there are.
pub fn caption_preset_named(name: &str) -> Result<(), Error> {
    let names = caption_presets();
    if names.iter().any(|known| known == name) {
        Ok(())
    } else {
        Err(Error::Usage(format!("there is no caption style {name:?}; there are {}", names.join(", "))))
    }
}

impl Studio {
    /// Change a project. `make` is given the present document and a maker of ids, and says which edit is meant; when
    /// another process changes the project at the same moment, it is asked again.
    pub fn edit(
        &self,
        project: ProjectId,
        make: impl Fn(&Document, &dyn Fn() -> SegmentId) -> Result<Edit, Error>,
    ) -> Result<ProjectView, Error> {
        // Two commands typed one after the other are two steps, however quickly.
        self.edit_in(project, None, make)?;
        self.project(project)
    }

    /// Change a project as part of a gesture: edits of one gesture that change the same thing are one step for undo.
    pub(crate) fn edit_in(
        &self,
        project: ProjectId,
        gesture: Option<&str>,
        make: impl Fn(&Document, &dyn Fn() -> SegmentId) -> Result<Edit, Error>,
    ) -> Result<Head, Error> {
        let new_id = || SegmentId::from_uuid(Uuid::now_v7());
        for _ in 0..TRIES {
            let (head, document) = self.library.read(|snapshot| snapshot.document(project))?;
            let edit = make(&document, &new_id)?;
            match self.record(project, head, (&document, &edit), gesture) {
                Err(Error::Store(bobine_store::Error::StaleRevision { .. })) => {}
                other => return other,
            }
        }
        Err(Error::Store(bobine_store::Error::Busy))
    }

    fn record(
        &self,
        project: ProjectId,
        head: Head,
        (document, edit): (&Document, &Edit),
        gesture: Option<&str>,
    ) -> Result<Head, Error> {
        let after = apply(document, edit)?;
        if after == *document {
            return Ok(head);
        }
        let label = edit.label(document);
        let at_ms = u64::try_from(self.now_ms()).unwrap_or_default();
        let merge_key = gesture.and_then(|_| edit.merge_key());
        let stroke = Stroke { merge_key: merge_key.as_deref(), gesture, at_ms };
        let new = NewRevision { document: &after, label: &label, stroke };
        Ok(self.library.write(|tx| tx.record_edit(project, head.version, new))?)
    }

    /// Take the last changes back.
    pub fn undo(&self, project: ProjectId, steps: u32) -> Result<ProjectView, Error> {
        self.walk(project, steps, "undo")
    }

    /// Do changes again that were taken back.
    pub fn redo(&self, project: ProjectId, steps: u32) -> Result<ProjectView, Error> {
        self.walk(project, steps, "redo")
    }

    fn walk(&self, project: ProjectId, steps: u32, way: &'static str) -> Result<ProjectView, Error> {
        let now_ms = self.now_ms();
        let walked = self.library.write(|tx| {
            let mut walked = 0;
            for _ in 0..steps {
                let (head, _) = tx.document(project)?;
                let moved = match way {
                    "undo" => tx.undo(project, head.version, now_ms)?,
                    _ => tx.redo(project, head.version, now_ms)?,
                };
                if moved.is_none() {
                    break;
                }
                walked += 1;
            }
            Ok::<_, bobine_store::Error>(walked)
        })?;
        if walked == 0 { Err(Error::NoStep(way)) } else { self.project(project) }
    }

    /// The changes that undo and redo walk through, oldest first.
    pub fn history(&self, project: ProjectId) -> Result<Vec<HistoryView>, Error> {
        let (head, lines) = self.library.read(|snapshot| {
            Ok::<_, bobine_store::Error>((snapshot.project(project)?.head, snapshot.history(project)?))
        })?;
        let views = lines.into_iter().map(|line| HistoryView {
            revision: revision_number(line.seq),
            label: line.label.map_or_else(|| "Begin".to_owned(), |label| label.to_string()),
            is_current: line.seq == head.seq,
            created_ms: i64::try_from(line.at_ms).unwrap_or(i64::MAX),
        });
        Ok(views.collect())
    }

    /// The voice of a name, with the settings the project has; none where none is named.
    pub fn voice_named(&self, project: ProjectId, name: Option<&str>) -> Result<Option<VoiceChoice>, Error> {
        let Some(name) = name else { return Ok(None) };
        let (_, document) = self.library.read(|snapshot| snapshot.document(project))?;
        self.find_voice(name, &document.language)
            .map(|found| Some(VoiceChoice { speed: document.voice.speed, pitch: document.voice.pitch, ..found }))
    }

    /// A voice that speaks a language, by name.
    pub(crate) fn find_voice(&self, name: &str, language: &bobine_model::Language) -> Result<VoiceChoice, Error> {
        let voice = VoiceId::new(name).map_err(|fault| Error::Usage(fault.to_string()))?;
        for model in self.providers.speech() {
            if model.voices(language).iter().any(|known| known.voice == voice) {
                return Ok(VoiceChoice { provider: model.provider().clone(), voice, speed: 100, pitch: 100 });
            }
        }
        Err(Error::Usage(format!("no voice {name:?} speaks {language}; see: bobine voices --language {language}")))
    }
}

/// The number of a revision, for showing.
pub(crate) fn revision_number(seq: u64) -> u32 {
    u32::try_from(seq).unwrap_or(u32::MAX)
}
