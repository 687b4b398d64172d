//! From the names people use (a number, the end of an id, a title) to the things they mean.

use std::path::{Path, PathBuf};

use bobine_model::{Document, JobId, ProjectId, Segment};
use bobine_store::{Job, Snapshot};

use crate::error::Error;
use crate::open::Studio;

/// The segment a creator means: by its number, counted from 1, or by its id or the end of it.
///
/// # Errors
/// When there is none, or the name fits several.
pub fn segment_named<'a>(document: &'a Document, name: &str) -> Result<&'a Segment, Error> {
    if let Ok(number) = name.parse::<usize>()
        && name.len() < 6
    {
        let found = number.checked_sub(1).and_then(|index| document.segments.get(index));
        return found.ok_or_else(|| Error::NotFound {
            what: "segment",
            name: name.to_owned(),
            known: "see: bobine segments",
        });
    }
    let named = document.segments.iter().filter(|segment| is_named(&segment.id.to_string(), name));
    only(named.collect(), "segment", name, "see: bobine segments")
}

/// Whether an id is meant: written out, or its end (the start of such ids is the time, which neighbours share).
fn is_named(id: &str, name: &str) -> bool {
    id == name || (name.len() >= 4 && (id.ends_with(name) || id.starts_with(name)))
}

fn only<T>(mut found: Vec<T>, what: &'static str, name: &str, known: &'static str) -> Result<T, Error> {
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(Error::NotFound { what, name: name.to_owned(), known }),
        count => Err(Error::Ambiguous { what, name: name.to_owned(), count }),
    }
}

/// A file name for a title, without an ending: what all systems and platforms take.
pub fn file_stem(title: &str) -> String {
    let plain: String =
        title.chars().map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { ' ' } else { c }).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let name: String = words.join(" ").trim_matches('.').chars().take(80).collect();
    let name = name.trim();
    if name.is_empty() { "video".to_owned() } else { name.to_owned() }
}

/// Where a video of a title would go in a folder, with a number where there is such a file already.
pub fn free_video_path(folder: &Path, title: &str) -> PathBuf {
    let stem = file_stem(title);
    let first = folder.join(format!("{stem}.mp4"));
    let numbered = (2..10_000_u32).map(|number| folder.join(format!("{stem} {number}.mp4")));
    std::iter::once(first.clone()).chain(numbered).find(|path| !path.exists()).unwrap_or(first)
}

impl Studio {
    /// The project a creator means: by its id or the end of it, or by its title; without a name the one changed last.
    pub fn find_project(&self, name: Option<&str>) -> Result<ProjectId, Error> {
        let projects = self.library.read(Snapshot::projects)?;
        let Some(name) = name else {
            return projects.first().map(|project| project.id).ok_or(Error::NoProject);
        };
        let by_id: Vec<ProjectId> =
            projects.iter().map(|one| one.id).filter(|id| is_named(&id.to_string(), name)).collect();
        if !by_id.is_empty() {
            return only(by_id, "project", name, "see: bobine list");
        }
        let wanted = name.to_lowercase();
        let by_title = projects.iter().filter(|one| one.title.to_lowercase() == wanted).map(|one| one.id);
        only(by_title.collect(), "project", name, "see: bobine list")
    }

    /// The job a creator means: by its id or the end of it.
    pub(crate) fn find_job(&self, name: &str) -> Result<Job, Error> {
        let jobs = self.library.read(|snapshot| {
            let mut jobs = snapshot.active_jobs()?;
            for project in snapshot.projects()? {
                jobs.extend(snapshot.jobs(project.id)?);
            }
            jobs.sort_by_key(|job| job.id);
            jobs.dedup_by_key(|job| job.id);
            Ok::<_, bobine_store::Error>(jobs)
        })?;
        let by_id = jobs.into_iter().filter(|job| is_named(&JobId::to_string(&job.id), name));
        only(by_id.collect(), "job", name, "see: bobine jobs --all")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_video_goes_where_no_file_is_yet() {
        let folder = tempfile::tempdir().expect("there is room for a test");
        let goes_to = |title: &str| {
            let path = free_video_path(folder.path(), title);
            std::fs::write(&path, "").expect("a test may write");
            path.file_name().map(|name| name.to_string_lossy().into_owned())
        };
        assert_eq!(goes_to("Thé: à la menthe?"), Some("Thé à la menthe.mp4".to_owned()));
        assert_eq!(goes_to("Thé: à la menthe?"), Some("Thé à la menthe 2.mp4".to_owned()));
        assert_eq!(goes_to("Thé: à la menthe?"), Some("Thé à la menthe 3.mp4".to_owned()));
        assert_eq!(goes_to("…"), Some("….mp4".to_owned()));
        assert_eq!(goes_to("/"), Some("video.mp4".to_owned()));
    }
}
