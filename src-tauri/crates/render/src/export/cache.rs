//! The cache of rendered chunks and sounds: a folder of packet files, each named by the key of what it depends on.
//! Bounded: what was used longest ago goes first. Safe to share between processes and to delete at any time.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use super::packets::Packets;

/// What a rendered thing depends on, as a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CacheKey(blake3::Hash);

impl CacheKey {
    /// The key of what is described by a text.
    pub fn of(description: &str) -> Self {
        Self(blake3::hash(description.as_bytes()))
    }
}

impl fmt::Display for CacheKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0.to_hex())
    }
}

/// The folder.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    limit: u64,
}

const ENDING: &str = "packets";
const UNFINISHED: &str = "part";
/// A file still unfinished after this long was left by a process that is gone.
const ABANDONED: Duration = Duration::from_secs(3600);

impl Cache {
    /// The cache in a folder, made where it is missing, of at most `limit` bytes after each [`Self::trim`].
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(folder: &Path, limit: u64) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_owned(), limit })
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether an entry seems to be there. [`Self::get`] may still find it damaged.
    pub fn has(&self, key: CacheKey) -> bool {
        self.path(key).is_file()
    }

    /// An entry, if it is there and whole. A damaged one is removed.
    pub fn get(&self, key: CacheKey) -> Option<Packets> {
        let path = self.path(key);
        if !path.is_file() {
            return None;
        }
        let Some(packets) = Packets::read(&path) else {
            tracing::warn!(%key, "a damaged cache entry is rendered again");
            self.remove(key);
            return None;
        };
        // Used now. Where the time cannot be set, the entry merely goes earlier.
        if let Ok(file) = fs::File::open(&path) {
            let _ = file.set_modified(SystemTime::now());
        }
        Some(packets)
    }

    /// Keep an entry.
    ///
    /// # Errors
    /// When it cannot be written; nothing of it stays.
    pub fn put(&self, key: CacheKey, packets: &Packets) -> io::Result<()> {
        static UNIQUE: AtomicU64 = AtomicU64::new(0);
        let unique = UNIQUE.fetch_add(1, Ordering::Relaxed);
        let part = self.folder.join(format!("{key}.{}-{unique}.{UNFINISHED}", std::process::id()));
        let kept = packets.write(&part).and_then(|()| fs::rename(&part, self.path(key)));
        if kept.is_err() {
            let _ = fs::remove_file(&part);
        }
        kept
    }

    /// Forget an entry.
    pub fn remove(&self, key: CacheKey) {
        let _ = fs::remove_file(self.path(key));
    }

    /// Bring the cache down to its limit, oldest use first, sparing entries in use. Clears what dead processes left.
    pub fn trim(&self, in_use: &[CacheKey]) {
        let spared: Vec<PathBuf> = in_use.iter().map(|key| self.path(*key)).collect();
        let Ok(folder) = fs::read_dir(&self.folder) else { return };
        let mut entries = Vec::new();
        let mut total = 0_u64;
        for entry in folder.flatten() {
            let (path, Ok(facts)) = (entry.path(), entry.metadata()) else { continue };
            let used = facts.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            match path.extension().and_then(|ending| ending.to_str()) {
                Some(ENDING) => {
                    total += facts.len();
                    entries.push((used, facts.len(), path));
                }
                Some(UNFINISHED) if used.elapsed().is_ok_and(|age| age > ABANDONED) => {
                    let _ = fs::remove_file(&path);
                }
                _ => {}
            }
        }
        entries.sort();
        for (_, size, path) in entries {
            if total <= self.limit {
                break;
            }
            if !spared.contains(&path) && fs::remove_file(&path).is_ok() {
                total -= size;
            }
        }
    }

    fn path(&self, key: CacheKey) -> PathBuf {
        self.folder.join(format!("{key}.{ENDING}"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::packets::Packet;
    use super::*;

    #[test]
    fn what_was_used_longest_ago_goes_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let packets = Packets { caps: String::new(), packets: vec![Packet { bytes: vec![0; 1000], is_key: true }] };
        let cache = Cache::open(folder.path(), 2500).expect("a cache");
        let keys = ["a", "b", "c"].map(CacheKey::of);
        for (age, key) in (1..=3).rev().zip(keys) {
            cache.put(key, &packets).expect("kept");
            let file = fs::File::open(cache.path(key)).expect("there");
            file.set_modified(SystemTime::now() - Duration::from_secs(age * 60)).expect("aged");
        }
        assert!(cache.get(keys[0]).is_some(), "using it makes it the newest");
        cache.trim(&[]);
        assert_eq!(keys.map(|key| cache.has(key)), [true, false, true]);
        cache.trim(&keys);
        assert_eq!(keys.map(|key| cache.has(key)), [true, false, true], "within the limit nothing goes");
    }
}
