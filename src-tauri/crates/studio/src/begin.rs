//! Beginning a project other than from a theme: from a text of the creator's, from clips, from another project.

use std::path::{Path, PathBuf};

use bobine_model::edit::{Edit, NewSegment, apply};
use bobine_model::spoken::reading_time;
use bobine_model::text::{beats, tidy};
use bobine_model::{Document, Format, Language, MusicChoice, ProjectId, Segment, SegmentId, VoiceChoice, VoiceId};
use bobine_store::{NewProject, Project};
use uuid::Uuid;

use crate::brief::SEGMENT_SECONDS;
use crate::error::Error;
use crate::music;
use crate::open::Studio;
use crate::projects::FIRST_CAPTIONS;
use crate::view::{Beat, ScriptCut};

/// A project from the creator's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnScript {
    /// What to call it; the first words where empty.
    pub title: String,
    /// Two letters.
    pub language: String,
    /// The text. Each sentence or two becomes a segment.
    pub text: String,
    /// A voice by name; the language's recommended one where absent.
    pub voice: Option<String>,
}

/// How a text would be cut, without beginning anything.
pub fn cut_script(text: &str) -> ScriptCut {
    let beats: Vec<Beat> =
        beats(text).into_iter().map(|text| Beat { spoken_ms: reading_time(&text).count(), text }).collect();
    ScriptCut {
        title: beats.first().map(|beat| shortened(&beat.text)).unwrap_or_default(),
        spoken_ms: beats.iter().map(|beat| beat.spoken_ms).fold(0, u32::saturating_add),
        beats,
    }
}

impl Studio {
    /// Begin a project from a text: cut at its sentences, what is seen described by what is said.
    pub fn begin_from_text(&self, script: &OwnScript) -> Result<ProjectId, Error> {
        let cut = cut_script(&script.text);
        if cut.beats.is_empty() {
            return Err(Error::Usage("there is no text yet; write or paste what is to be said".to_owned()));
        }
        let title = match tidy(&script.title) {
            title if !title.is_empty() => title,
            _ => cut.title,
        };
        let mut document = self.fresh(&title, &script.language, script.voice.as_deref())?;
        let target = document.format.rate().seconds(SEGMENT_SECONDS);
        let segments = cut.beats.into_iter().map(|beat| NewSegment {
            id: SegmentId::from_uuid(Uuid::now_v7()),
            prompt: beat.text.clone(),
            narration: beat.text,
            target,
        });
        document = apply(&document, &Edit::ReplaceScript { title: None, segments: segments.collect() })?;
        self.keep_new(&title, &document)
    }

    /// Begin a project from clips and pictures, a segment each, in their order. A file that is neither is refused
    /// before anything is made.
    pub async fn begin_from_files(&self, files: &[PathBuf], language: &str) -> Result<ProjectId, Error> {
        let first = files.first().ok_or_else(|| Error::Usage("choose at least one clip or picture".to_owned()))?;
        for file in files {
            self.engine.facts(file)?;
        }
        let title = name_of(first);
        let document = self.fresh(&title, language, None)?;
        let project = self.keep_new(&title, &document)?;
        self.import_at(project, 0, files).await?;
        Ok(project)
    }

    /// Bring clips and pictures in as new segments from place `at` on, in their order.
    pub async fn import_at(&self, project: ProjectId, at: usize, files: &[PathBuf]) -> Result<(), Error> {
        for (offset, file) in files.iter().enumerate() {
            self.engine.facts(file)?;
            let id = SegmentId::from_uuid(Uuid::now_v7());
            self.edit(project, |document, _| {
                let target = document.format.rate().seconds(SEGMENT_SECONDS);
                let segment = NewSegment { id, narration: String::new(), prompt: name_of(file), target };
                Ok(Edit::Insert { at: (at + offset).min(document.segments.len()), segments: vec![segment] })
            })?;
            self.import(project, &id.to_string(), file).await?;
        }
        Ok(())
    }

    /// Another project with the same script, takes and readings. Nothing is copied on the disk.
    pub fn duplicate(&self, project: ProjectId) -> Result<ProjectId, Error> {
        let (original, mut document) = self
            .library
            .read(|snapshot| Ok::<_, Error>((snapshot.project(project)?, snapshot.document(project)?.1)))?;
        for segment in &mut document.segments {
            let id = SegmentId::from_uuid(Uuid::now_v7());
            let Segment { ancestors, .. } = segment;
            ancestors.push(segment.id);
            segment.id = id;
        }
        let title: String = document.title.chars().take(bobine_model::limits::TITLE - 4).collect();
        document = apply(&document, &Edit::SetTitle { title: format!("{title} (2)") })?;
        let Project { theme, pillar, .. } = original;
        let id = ProjectId::from_uuid(Uuid::now_v7());
        let new = NewProject { id, theme: &theme, pillar: pillar.as_ref(), document: &document, now_ms: self.now_ms() };
        self.library.write(|tx| tx.create_project(new))?;
        Ok(id)
    }

    /// Put a project out of sight. It can be restored until the library is cleaned up.
    pub fn delete(&self, project: ProjectId) -> Result<(), Error> {
        let now_ms = self.now_ms();
        Ok(self.library.write(|tx| tx.delete_project(project, now_ms))?)
    }

    /// Bring a deleted project back.
    pub fn restore(&self, project: ProjectId) -> Result<(), Error> {
        Ok(self.library.write(|tx| tx.restore_project(project))?)
    }

    fn fresh(&self, title: &str, language: &str, voice: Option<&str>) -> Result<Document, Error> {
        let language = Language::new(language).map_err(|fault| Error::Usage(fault.to_string()))?;
        let voice = voice.map(VoiceId::new).transpose().map_err(|fault| Error::Usage(fault.to_string()))?;
        let voice: VoiceChoice = self.voice_or_first(voice.as_ref(), &language)?;
        let mut document = Document::new(title, language, Format::VERTICAL, voice)?;
        document.captions.preset = FIRST_CAPTIONS.to_owned();
        document.music = Some(MusicChoice::Loop { name: music::suiting("").to_owned() });
        Ok(document)
    }

    fn keep_new(&self, theme: &str, document: &Document) -> Result<ProjectId, Error> {
        let id = ProjectId::from_uuid(Uuid::now_v7());
        let new = NewProject { id, theme, pillar: None, document, now_ms: self.now_ms() };
        self.library.write(|tx| tx.create_project(new))?;
        Ok(id)
    }
}

fn name_of(file: &Path) -> String {
    let stem = file.file_stem().map(|stem| tidy(&stem.to_string_lossy())).unwrap_or_default();
    if stem.is_empty() { "Video".to_owned() } else { shortened(&stem) }
}

/// The first words of a text, as many as a title has room for, without the stop a sentence ends with.
fn shortened(text: &str) -> String {
    const ROOM: usize = 60;
    let text = text.trim_end_matches(['.', ',', ';', ':', '。', '，', '、']);
    if text.chars().count() <= ROOM {
        return text.to_owned();
    }
    let cut: String = text.chars().take(ROOM).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{whole}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_cut_and_called_by_its_first_words() {
        let cut = cut_script("Your morning is decided early. Leave the phone in another room for once.");
        let beats: Vec<(&str, u32)> = cut.beats.iter().map(|beat| (beat.text.as_str(), beat.spoken_ms)).collect();
        let expected =
            [("Your morning is decided early.", 1_925), ("Leave the phone in another room for once.", 3_080)];
        assert_eq!(beats, expected);
        assert_eq!((cut.title.as_str(), cut.spoken_ms), ("Your morning is decided early", 5_005));
    }

    #[test]
    fn nothing_is_cut_of_nothing() {
        assert_eq!(cut_script(" \n\n "), ScriptCut { title: String::new(), beats: Vec::new(), spoken_ms: 0 });
    }

    #[test]
    fn a_long_first_sentence_is_cut_at_a_word_for_the_title() {
        let title = cut_script(&"slow mornings ".repeat(9)).title;
        assert_eq!(title, "slow mornings slow mornings slow mornings slow mornings…");
    }
}
