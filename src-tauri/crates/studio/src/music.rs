//! Bobine's own music: which loops there are, and where their files lie for the renderer.

use std::io::Write;
use std::path::Path;
use std::sync::LazyLock;

use bobine_render::plan::{ContentHash, MediaFile, MusicMedia};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::open::Studio;
use crate::words::Words;

/// The sounds, compiled in so that the program runs from anywhere.
const SOUNDS: &[(&str, &[u8])] = &[
    ("bright", include_bytes!("../../../../assets/music/bright.ogg")),
    ("calm", include_bytes!("../../../../assets/music/calm.ogg")),
    ("drive", include_bytes!("../../../../assets/music/drive.ogg")),
    ("wonder", include_bytes!("../../../../assets/music/wonder.ogg")),
    ("playful", include_bytes!("../../../../assets/music/playful.ogg")),
];

/// What is written down of each loop in assets/music/loops.toml.
#[derive(Deserialize)]
struct Catalogue {
    #[serde(rename = "loop")]
    loops: Vec<Loop>,
}

/// A loop of ours.
#[derive(Deserialize)]
struct Loop {
    name: String,
    title: Words,
    mood: Words,
    /// In samples at 48 kHz: where it starts again.
    length: u64,
}

/// One of Bobine's own loops.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MusicView {
    /// Its name in documents and commands.
    pub name: String,
    /// How it is shown.
    pub title: String,
    /// What it sounds like and what it suits.
    pub mood: String,
}

/// The loops there are, in a language of the window.
pub fn music_loops(language: &str) -> Vec<MusicView> {
    let views = LOOPS.iter().map(|one| MusicView {
        name: one.name.clone(),
        title: one.title.of(language).to_owned(),
        mood: one.mood.of(language).to_owned(),
    });
    views.collect()
}

static LOOPS: LazyLock<Vec<Loop>> = LazyLock::new(|| {
    let catalogue: Catalogue = toml::from_str(include_str!("../../../../assets/music/loops.toml"))
        .expect("the catalogue of loops is tested to be readable");
    catalogue.loops
});

/// Check the name of a loop.
///
/// # Errors
/// When there is no such loop; the message names those there are.
pub fn music_named(name: &str) -> Result<(), Error> {
    find(name).map(drop)
}

fn find(name: &str) -> Result<(&'static Loop, &'static [u8]), Error> {
    let listed = LOOPS.iter().find(|one| one.name == name);
    let sound = SOUNDS.iter().find(|(known, _)| *known == name);
    listed.zip(sound).map(|(listed, (_, sound))| (listed, *sound)).ok_or_else(|| {
        let names: Vec<&str> = LOOPS.iter().map(|one| one.name.as_str()).collect();
        Error::Usage(format!("there is no music {name:?}; there are {}", names.join(", ")))
    })
}

/// The loop that suits a pillar.
pub(crate) fn suiting(pillar: &str) -> &'static str {
    match pillar {
        "story" | "behind-the-scenes" => "calm",
        "quote" => "wonder",
        "news" | "promo" => "drive",
        "list" | "myth" => "playful",
        _ => "bright",
    }
}

impl Studio {
    /// A loop's file, laid out of the program into the cache when it is first needed.
    pub(crate) fn music_media(&self, name: &str) -> Result<MusicMedia, Error> {
        let (listed, sound) = find(name)?;
        let hash = ContentHash::of(sound);
        let folder = self.library.cache_folder().join("music");
        let path = folder.join(format!("{hash}.ogg"));
        let is_there = std::fs::metadata(&path).is_ok_and(|file| usize::try_from(file.len()) == Ok(sound.len()));
        if !is_there {
            lay_out(sound, &folder, &path).map_err(|source| Error::Write { path: path.clone(), source })?;
        }
        Ok(MusicMedia { file: MediaFile { path, hash }, loop_samples: Some(listed.length) })
    }
}

fn lay_out(sound: &[u8], folder: &Path, path: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(sound)?;
    file.persist(path).map_err(|fault| fault.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_loop_is_compiled_in_and_every_sound_is_listed() {
        let listed: Vec<&str> = LOOPS.iter().map(|one| one.name.as_str()).collect();
        let sounds: Vec<&str> = SOUNDS.iter().map(|(name, _)| *name).collect();
        assert_eq!(listed, sounds);
        for pillar in ["tips", "story", "quote", "news", "list", "behind-the-scenes", "anything else"] {
            assert!(music_named(suiting(pillar)).is_ok());
        }
    }
}
