//! Takes: listing them, choosing one, bringing in one's own.

use std::path::Path;
use std::sync::Arc;

use bobine_jobs::whole_take;
use bobine_model::edit::Edit;
use bobine_model::{Document, MediaId, Micros, ProjectId, Segment, TakeId};
use bobine_store::{MediaKind, NewTake, Snapshot, Take};
use serde_json::json;
use uuid::Uuid;

use crate::error::Error;
use crate::naming::segment_named;
use crate::open::Studio;
use crate::projects::takes_of;
use crate::view::{ProjectView, TakeView};

impl Studio {
    /// The takes of a segment, or of all, oldest first.
    pub fn takes(&self, project: ProjectId, segment: Option<&str>) -> Result<Vec<TakeView>, Error> {
        self.library.read(|snapshot| {
            let (_, document) = snapshot.document(project)?;
            let segments: Vec<(usize, &Segment)> = match segment {
                Some(name) => {
                    let id = segment_named(&document, name)?.id;
                    document.find(id).into_iter().collect()
                }
                None => document.segments.iter().enumerate().collect(),
            };
            let mut views = Vec::new();
            for (index, _) in segments {
                views.extend(self.take_views(snapshot, &document, index)?);
            }
            Ok(views)
        })
    }

    /// The takes of a segment, by its place in the document.
    pub(crate) fn take_views(
        &self,
        snapshot: &Snapshot,
        document: &Document,
        index: usize,
    ) -> Result<Vec<TakeView>, Error> {
        let Some(segment) = document.segments.get(index) else { return Ok(Vec::new()) };
        let takes = takes_of(snapshot, segment)?;
        let views = takes.iter().enumerate();
        views.map(|(place, take)| self.take_view(snapshot, (index + 1, segment), place + 1, take)).collect()
    }

    fn take_view(
        &self,
        snapshot: &Snapshot,
        (segment_number, segment): (usize, &Segment),
        number: usize,
        take: &Take,
    ) -> Result<TakeView, Error> {
        let media = snapshot.media(take.media)?;
        let (provider, model) = match &take.maker {
            Some((provider, model)) => (provider.to_string(), model.to_string()),
            None => ("imported".to_owned(), "file".to_owned()),
        };
        Ok(TakeView {
            number,
            take: take.id.to_string(),
            segment: segment_number,
            is_chosen: segment.picture.is_some_and(|picture| picture.take == take.id),
            provider,
            model,
            prompt: take.prompt.clone(),
            seed: take.seed,
            cost_micros: take.cost.count(),
            duration_ms: media.facts.length.unwrap_or_default().count(),
            created_ms: take.created_ms,
            path: self.library.full_path(&media.path()),
            is_still: media.kind == MediaKind::Image,
        })
    }

    /// Choose which take a segment shows: by its number among the segment's takes, by its id, or `none` for the slate.
    pub fn choose(&self, project: ProjectId, segment: &str, take: &str) -> Result<ProjectView, Error> {
        self.edit(project, |document, _| {
            let found = segment_named(document, segment)?;
            if take == "none" {
                return Ok(Edit::SetTake { segment: found.id, picture: None });
            }
            let picture = self.library.read(|snapshot| {
                let takes = takes_of(snapshot, found)?;
                let by_number = take.parse::<usize>().ok().and_then(|number| takes.get(number.checked_sub(1)?));
                let chosen = by_number.or_else(|| takes.iter().find(|one| one.id.to_string() == take));
                let chosen = chosen.ok_or_else(|| Error::NotFound {
                    what: "take",
                    name: take.to_owned(),
                    known: "see: bobine takes",
                })?;
                let facts = snapshot.media(chosen.media)?.facts;
                Ok::<_, Error>(whole_take(chosen.id, &facts, document.format.rate()))
            })?;
            Ok(Edit::SetTake { segment: found.id, picture: Some(picture) })
        })
    }

    /// Bring a clip or picture of the creator's into a segment, as a take. The file is copied into the library.
    pub async fn import(&self, project: ProjectId, segment: &str, file: &Path) -> Result<ProjectView, Error> {
        let document = self.document(project)?;
        let found = segment_named(&document, segment)?.id;
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let (library, engine, source) = (Arc::clone(&self.library), Arc::clone(&self.engine), file.to_owned());
        let bringing_in = tokio::task::spawn_blocking(move || {
            // Looked into where it lies first: a film that is no film is not copied.
            let (kind, facts) = engine.facts(&source)?;
            Ok::<_, Error>((kind, facts, library.stage_file(&source)?))
        });
        let (kind, facts, staged) = bringing_in.await.map_err(|fault| Error::Internal(fault.to_string()))??;
        if kind == MediaKind::Audio {
            return Err(Error::Usage(format!(
                "{} holds sound and no picture; choose a clip or a picture",
                file.display()
            )));
        }
        let (take, now_ms) = (TakeId::from_uuid(Uuid::now_v7()), self.now_ms());
        self.library.write(|tx| {
            let media = tx.keep_media(&staged, MediaId::from_uuid(Uuid::now_v7()), kind, facts, now_ms)?;
            tx.insert_take(&NewTake {
                id: take,
                media: media.id,
                project,
                segment: found,
                maker: None,
                prompt: name.clone(),
                seed: None,
                cost: Micros::ZERO,
                recipe: json!({ "imported": name }),
                created_ms: now_ms,
            })
        })?;
        self.edit(project, |document, _| {
            Ok(Edit::SetTake { segment: found, picture: Some(whole_take(take, &facts, document.format.rate())) })
        })
    }
}
