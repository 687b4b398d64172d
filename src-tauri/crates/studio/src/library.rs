//! Looking after the library.

use bobine_model::MediaId;
use bobine_store::{Problem, Retention};

use crate::error::Error;
use crate::open::Studio;
use crate::view::{GcView, LibraryProblem, LibraryView};

/// How long a deleted project can be restored, and an unnamed reading may still be asked for again: 30 days.
const RETENTION_MS: i64 = 30 * 24 * 3600 * 1000;

impl Studio {
    /// Where the library is and how large.
    pub fn library(&self) -> Result<LibraryView, Error> {
        let (projects, media) = self
            .library
            .read(|snapshot| Ok::<_, bobine_store::Error>((snapshot.projects()?.len(), snapshot.all_media()?)))?;
        Ok(LibraryView {
            folder: self.library.folder().to_owned(),
            projects,
            files: media.len(),
            bytes: media.iter().map(|one| one.bytes).sum(),
        })
    }

    /// Find missing and damaged files. Reads all of them.
    pub fn check_library(&self) -> Result<Vec<LibraryProblem>, Error> {
        let problems = self.library.check()?;
        problems.iter().map(|problem| self.problem_view(problem)).collect()
    }

    fn problem_view(&self, problem: &Problem) -> Result<LibraryProblem, Error> {
        let (media, path) = match problem {
            Problem::Missing { media, path } | Problem::Changed { media, path, .. } => (Some(*media), path.to_string()),
            Problem::Document(_) | Problem::Database(_) => (None, "library.db".to_owned()),
        };
        let used_by = media.map(|media| self.users_of(media)).transpose()?.unwrap_or_default();
        Ok(LibraryProblem { path, problem: problem.to_string(), used_by })
    }

    /// Which segments of which projects show or speak a file: `Slow mornings, segment 2`.
    fn users_of(&self, media: MediaId) -> Result<Vec<String>, Error> {
        self.library.read(|snapshot| {
            let mut users = Vec::new();
            for project in snapshot.projects()? {
                let Ok((_, document)) = snapshot.document(project.id) else { continue };
                for (index, segment) in document.segments.iter().enumerate() {
                    let take = segment.picture.map(|picture| snapshot.take(picture.take)).transpose()?;
                    let reading =
                        segment.voicing.as_ref().map(|voicing| snapshot.reading(voicing.reading)).transpose()?;
                    let is_used = take.is_some_and(|take| take.media == media)
                        || reading.is_some_and(|reading| reading.media == media);
                    if is_used {
                        users.push(format!("{}, segment {}", document.title, index + 1));
                    }
                }
            }
            Ok::<_, Error>(users)
        })
    }

    /// Remove what nothing can reach any more.
    pub fn collect_garbage(&self) -> Result<GcView, Error> {
        let before = self.now_ms().saturating_sub(RETENTION_MS);
        let report =
            self.library.gc(Retention { projects_deleted_before_ms: before, readings_made_before_ms: before })?;
        Ok(GcView { files: report.files, bytes: report.bytes })
    }
}
