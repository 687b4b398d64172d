//! Paths inside the library, and the content address of a media file.

use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

use crate::error::Error;

/// A path relative to the library folder that never leaves it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LibraryPath(PathBuf);

impl LibraryPath {
    /// A relative path of plain names. Refuses absolute paths, `..`, `.` and nothing at all.
    pub fn new(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let path = path.into();
        let is_plain = path.components().all(|part| matches!(part, Component::Normal(_)));
        // `a/./b` and `a//b` have plain components only once they are normalised; they name nothing else.
        if is_plain && path.components().next().is_some() { Ok(Self(path)) } else { Err(Error::OutsideLibrary(path)) }
    }

    /// The path, relative to the library folder.
    pub fn as_path(&self) -> &Path {
        &self.0
    }
}

impl fmt::Display for LibraryPath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.display().fmt(out)
    }
}

/// What a media file is found by: the BLAKE3 hash of its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContentHash(blake3::Hash);

/// Text that is no content hash.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no content hash")]
pub struct BadHash(String);

impl From<blake3::Hash> for ContentHash {
    fn from(hash: blake3::Hash) -> Self {
        Self(hash)
    }
}

impl fmt::Display for ContentHash {
    /// 64 hexadecimal digits, lower case.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0.to_hex())
    }
}

impl FromStr for ContentHash {
    type Err = BadHash;
    fn from_str(text: &str) -> Result<Self, BadHash> {
        let is_lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
        match blake3::Hash::from_hex(text) {
            Ok(hash) if is_lower => Ok(Self(hash)),
            Ok(_) | Err(_) => Err(BadHash(text.to_owned())),
        }
    }
}

/// The ending of a media file's name: one to eight lower-case letters or digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Extension(String);

impl Extension {
    /// The ending of a text such as `mp4`, `.MP4`; case does not matter.
    pub fn new(text: &str) -> Result<Self, Error> {
        let plain = text.strip_prefix('.').unwrap_or(text).to_ascii_lowercase();
        let fits = (1..=8).contains(&plain.len()) && plain.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if fits { Ok(Self(plain)) } else { Err(Error::BadExtension(text.to_owned())) }
    }

    /// The ending of a file's name; refused where it has none.
    pub fn of(path: &Path) -> Result<Self, Error> {
        Self::new(&path.extension().unwrap_or_default().to_string_lossy())
    }

    /// Without the dot.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Extension {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl FromStr for Extension {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::new(text)
    }
}

/// Where a media file lies: `media/ab/ab12….mp4`.
pub fn media_path(hash: ContentHash, extension: &Extension) -> LibraryPath {
    let name = hash.to_string();
    let shelf = name.get(..2).unwrap_or_default();
    LibraryPath(Path::new("media").join(shelf).join(format!("{name}.{extension}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside() {
        for fine in ["media/ab/x.mp4", "a b", "été/日本語.wav", "..."] {
            assert!(LibraryPath::new(fine).is_ok(), "{fine} lies inside");
        }
        for bad in ["", "/etc/passwd", "../x", "media/../../x", ".", "./x"] {
            assert!(matches!(LibraryPath::new(bad), Err(Error::OutsideLibrary(_))), "{bad:?} must be refused");
        }
    }

    #[test]
    fn endings_are_plain() {
        assert_eq!(Extension::new(".MP4").map(|e| e.as_str().to_owned()).ok().as_deref(), Some("mp4"));
        assert_eq!(Extension::of(Path::new("Été à la mer.MOV")).map(|e| e.to_string()).ok().as_deref(), Some("mov"));
        for bad in ["", "a/b", "..", "mp4 ", "é", "toolongend"] {
            assert!(Extension::new(bad).is_err(), "{bad:?} must be refused");
        }
    }

    #[test]
    fn a_file_is_found_by_its_content() {
        let hash = ContentHash::from(blake3::hash(b"tea"));
        let path = media_path(hash, &Extension::new("mp4").expect("plain"));
        let text = hash.to_string();
        assert_eq!(path.to_string(), format!("media/{}/{text}.mp4", &text[..2]));
        assert_eq!(text.parse(), Ok(hash));
        assert!(text.to_uppercase().parse::<ContentHash>().is_err(), "one spelling, or one file would have two names");
    }
}
