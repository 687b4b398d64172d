//! What the preview shows: the plan of the present document over small copies of its takes.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use bobine_model::ProjectId;
use bobine_render::plan::{MediaFile, Plan, ResolvedMedia, TakeKind, plan};
use bobine_render::preview::{PREVIEW_SIZE, Preview, PreviewConfig, PreviewFrame, PreviewState};
use bobine_render::{ProxyError, SourceError};
use bobine_store::{Media, MediaKind};

use crate::error::Error;
use crate::open::Studio;

impl Studio {
    /// A preview that shows nothing yet. The callbacks are told of frames and of how it stands.
    pub fn preview(
        &self,
        on_frame: impl Fn(PreviewFrame) + Send + 'static,
        on_state: impl Fn(PreviewState) + Send + 'static,
    ) -> Result<Preview, Error> {
        let config = PreviewConfig { fonts: self.engine.fonts()?.clone(), size: PREVIEW_SIZE };
        Preview::new(&config, on_frame, on_state).map_err(|fault| Error::Export(fault.into()))
    }

    /// The plan of a project as it stands, over proxies where there are any. A file that is gone is no error here: the
    /// preview shows a card in its place.
    pub fn preview_plan(&self, project: ProjectId) -> Result<Arc<Plan>, Error> {
        let mut proxies = BTreeMap::new();
        let (document, media) = self.library.read(|snapshot| {
            let (_, document) = snapshot.document(project)?;
            let mut media = ResolvedMedia { music: self.music(snapshot, &document)?, ..ResolvedMedia::default() };
            for segment in document.included() {
                if let Some(picture) = segment.picture {
                    let row = snapshot.media(snapshot.take(picture.take)?.media)?;
                    let take = self.take_media(&row);
                    if let Some(path) = self.proxy(&row) {
                        proxies.insert(picture.take, MediaFile { path, hash: take.file.hash });
                    }
                    media.takes.insert(picture.take, take);
                }
                if let Some(voicing) = &segment.voicing {
                    let row = snapshot.media(snapshot.reading(voicing.reading)?.media)?;
                    media.readings.insert(voicing.reading, self.media_file(&row));
                }
            }
            Ok::<_, Error>((document, media))
        })?;
        Ok(Arc::new(plan(&document, &media)?.with_pictures_from(&proxies)))
    }

    /// Make the small copy of one take of a project that has none yet. Whether there was one to make: call again until
    /// there is none. A take that cannot be copied is played as it is.
    pub fn make_next_proxy(&self, project: ProjectId, stop: &Arc<AtomicBool>) -> Result<bool, Error> {
        let rows: Vec<Media> = self.library.read(|snapshot| {
            let (_, document) = snapshot.document(project)?;
            let takes = document.included().filter_map(|segment| segment.picture);
            takes.map(|picture| Ok::<_, Error>(snapshot.media(snapshot.take(picture.take)?.media)?)).collect()
        })?;
        for row in rows {
            let kind = self.take_media(&row).kind;
            let target = self.proxy_path(&row);
            let refused = target.with_extension("refused");
            if row.kind != MediaKind::Video || matches!(kind, TakeKind::Still) || target.exists() || refused.exists() {
                continue;
            }
            let folder = self.library.cache_folder().join("proxies");
            std::fs::create_dir_all(&folder).map_err(|source| Error::Write { path: folder.clone(), source })?;
            match bobine_render::make_proxy(&self.library.full_path(&row.path()), &target, stop) {
                Ok(_) => {}
                Err(ProxyError::Stopped) => return Ok(false),
                Err(fault @ ProxyError::Source(SourceError::Unusable(_))) => {
                    tracing::info!(%fault, "a take has no small copy");
                    // Not to be tried again at every look; the cache may be emptied.
                    std::fs::write(&refused, fault.to_string())
                        .map_err(|source| Error::Write { path: refused, source })?;
                }
                Err(fault) => return Err(Error::Internal(fault.to_string())),
            }
            return Ok(true);
        }
        Ok(false)
    }

    fn proxy_path(&self, media: &Media) -> PathBuf {
        self.library.cache_folder().join("proxies").join(format!("{}.mp4", media.hash))
    }

    fn proxy(&self, media: &Media) -> Option<PathBuf> {
        Some(self.proxy_path(media)).filter(|path| path.is_file())
    }
}
