//! How much room there is: on the disk for a file, in memory and on cores for work side by side.

use std::fs;
use std::io;
use std::path::Path;

use bobine_model::Format;

use super::cache::Cache;
use super::{ExportError, ExportSettings};
use crate::plan::Plan;

/// What an export may take in memory, whatever there is.
const MOST_MEMORY: u64 = 850_000_000;
/// What is taken whatever is rendered: the sound, the joining, the program.
const BASE_MEMORY: u64 = 150_000_000;
/// Pictures a chunk being rendered holds: decoder, queues, x264's look-ahead and references.
const PICTURES_HELD: u64 = 80;
/// The file twice over, because fast start writes the media before it writes the file, and a little air.
const COPIES: u64 = 2;
const AIR: u64 = 20_000_000;

/// Whether the target's disk has room for a plan's file.
///
/// # Errors
/// When it has not.
pub fn check(plan: &Plan, target: &Path, settings: ExportSettings) -> Result<(), ExportError> {
    let needs = needed(plan, settings);
    match free(target) {
        Some(has) if has < needs => Err(full(target, needs, has)),
        _ => Ok(()),
    }
}

/// An error of joining, put as a full disk where that is what it was.
pub fn explain(error: ExportError, plan: &Plan, target: &Path, settings: ExportSettings) -> ExportError {
    match error {
        ExportError::Unwritable { source, .. } if is_full(&source) => {
            full(target, needed(plan, settings), free(target).unwrap_or_default())
        }
        other => other,
    }
}

/// An error of the cache, put as a full disk where that is what it was.
pub fn cache_error(cache: &Cache, error: io::Error) -> ExportError {
    let path = cache.folder().to_owned();
    if is_full(&error) {
        let has = free(&path.join("entry")).unwrap_or_default();
        return full(&path, has.saturating_add(AIR), has);
    }
    ExportError::Unwritable { path, source: error }
}

/// How many chunks to render side by side.
pub fn workers(format: Format) -> usize {
    let picture = u64::from(format.width()) * u64::from(format.height()) * 3 / 2;
    let each = picture * PICTURES_HELD;
    let free = free_memory().map_or(MOST_MEMORY, |free| (free / 2).min(MOST_MEMORY));
    let fit = free.saturating_sub(BASE_MEMORY) / each.max(1);
    usize::try_from(fit).unwrap_or(1).clamp(1, cores())
}

/// Cores this process may use.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge)
}

fn full(path: &Path, needs: u64, has: u64) -> ExportError {
    let megabytes = |bytes: u64| bytes / 1_000_000;
    ExportError::DiskFull { path: path.to_owned(), needs_mb: megabytes(needs).max(1), has_mb: megabytes(has) }
}

/// Bytes a file of this plan takes while it is made, at most.
fn needed(plan: &Plan, settings: ExportSettings) -> u64 {
    let rate = plan.format().rate();
    let millis = u64::from(rate.millis(plan.length()).count());
    let kbits = u64::from(settings.most_kbits) + u64::from(settings.sound_kbits);
    millis * kbits / 8 * COPIES + AIR
}

/// Bytes free for us on the disk of a path.
#[cfg(unix)]
fn free(path: &Path) -> Option<u64> {
    let folder = path.parent()?;
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let facts = rustix::fs::statvfs(folder).ok()?;
    Some(facts.f_bavail.saturating_mul(facts.f_frsize))
}

/// Where it cannot be asked, a full disk shows when it is full.
#[cfg(not(unix))]
fn free(_path: &Path) -> Option<u64> {
    None
}

/// Bytes of memory that are free, within what this process's group may take.
fn free_memory() -> Option<u64> {
    let facts = fs::read_to_string("/proc/meminfo").ok()?;
    let line = facts.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let available = line.split_whitespace().next()?.parse::<u64>().ok()?.saturating_mul(1024);
    let number = |path: &str| fs::read_to_string(path).ok()?.trim().parse::<u64>().ok();
    let limit = number("/sys/fs/cgroup/memory.max").zip(number("/sys/fs/cgroup/memory.current"));
    Some(limit.map_or(available, |(limit, used)| available.min(limit.saturating_sub(used))))
}
