//! Opening: look before touching, refuse what is not ours to change, bring the rest up to date.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::error::{DatabaseTrouble, OpenError, trouble};
use crate::migration::{self, STEPS};

/// How long one waits for another process's transaction.
const PATIENCE: Duration = Duration::from_secs(10);

/// `Bobn`: how our databases are told from other programs'.
const APPLICATION_ID: u32 = 0x426f_626e;

/// Open or make the library in `folder`: the writing connection and the reading one.
pub(crate) fn open(folder: &Path) -> Result<(Connection, Connection), OpenError> {
    let place = Place { folder, database: folder.join("library.db") };
    fs::create_dir_all(folder).map_err(OpenError::folder(folder))?;
    // One process at a time opens: making, switching to WAL and migrating tolerate no company.
    let turn = place.take_turn()?;
    let found = place.inspect()?;
    for name in ["media", "cache", "tmp", "backups"] {
        let inner = folder.join(name);
        fs::create_dir_all(&inner).map_err(OpenError::folder(&inner))?;
    }
    let mut writer = place.connect()?;
    place.bring_up_to_date(&mut writer, found)?;
    let reader = place.connect()?;
    place.judge(reader.pragma_update(None, "query_only", true))?;
    drop(turn);
    Ok((writer, reader))
}

/// What lies in the folder.
#[derive(Clone, Copy)]
enum Found {
    /// Nothing, or an empty file.
    Nothing,
    /// A library of ours, of this version; at most the newest.
    Ours { version: u32 },
}

struct Place<'a> {
    folder: &'a Path,
    database: PathBuf,
}

impl Place<'_> {
    fn take_turn(&self) -> Result<File, OpenError> {
        let path = self.folder.join("library.lock");
        let file =
            File::options().create(true).truncate(false).write(true).open(&path).map_err(OpenError::folder(&path))?;
        let since = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                // A migration with its backup may take longer than a transaction.
                Err(TryLockError::WouldBlock) if since.elapsed() < 6 * PATIENCE => {
                    std::thread::sleep(Duration::from_millis(5));
                }
                Err(TryLockError::WouldBlock) => return Err(OpenError::Busy { path: self.folder.to_owned() }),
                Err(TryLockError::Error(source)) => return Err(OpenError::folder(&path)(source)),
            }
        }
    }

    /// Look without changing anything.
    fn inspect(&self) -> Result<Found, OpenError> {
        match fs::metadata(&self.database) {
            Ok(facts) if facts.len() > 0 => (),
            Ok(_) => return Ok(Found::Nothing),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
            Err(error) => return Err(OpenError::folder(&self.database)(error)),
        }
        let look = |access: OpenFlags| {
            let conn = Connection::open_with_flags(&self.database, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
            conn.busy_timeout(PATIENCE)?;
            let number = |sql| conn.query_row(sql, [], |row| row.get::<_, u32>(0));
            let application = number("pragma application_id")?;
            let version = number("pragma user_version")?;
            Ok::<_, rusqlite::Error>((application, version, number("select count(*) from sqlite_schema")?))
        };
        let seen = match look(OpenFlags::SQLITE_OPEN_READ_ONLY) {
            // Whoever was making it was killed before the switch to WAL, and left a journal that has to be rolled back
            // before anything can be read. That is all this does: nothing that was ever committed changes.
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ReadOnly) => {
                look(OpenFlags::SQLITE_OPEN_READ_WRITE)
            }
            seen => seen,
        };
        let (application, version, tables) = self.judge(seen)?;
        if application == 0 && version == 0 && tables == 0 {
            return Ok(Found::Nothing);
        }
        if application != APPLICATION_ID || version == 0 {
            return Err(OpenError::NotALibrary { path: self.database.clone() });
        }
        if version > migration::NEWEST {
            let path = self.folder.to_owned();
            return Err(OpenError::Newer { path, found: version, known: migration::NEWEST });
        }
        Ok(Found::Ours { version })
    }

    fn connect(&self) -> Result<Connection, OpenError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut conn = self.judge(Connection::open_with_flags(&self.database, flags))?;
        let prepare = |conn: &mut Connection| {
            conn.busy_handler(Some(wait_a_little))?;
            let mode: String = conn.query_row("pragma journal_mode = wal", [], |row| row.get(0))?;
            if mode != "wal" {
                tracing::warn!(mode, "the library's disk allows no write-ahead log");
            }
            // Full: the log is synced at every commit, so what was acknowledged survives a power cut too. With a
            // write-ahead log that is one sync for each edit, a few milliseconds.
            conn.pragma_update(None, "synchronous", "full")?;
            conn.pragma_update(None, "foreign_keys", true)?;
            conn.pragma_update(None, "temp_store", "memory")?;
            conn.set_prepared_statement_cache_capacity(128);
            Ok(())
        };
        self.judge(prepare(&mut conn))?;
        Ok(conn)
    }

    fn bring_up_to_date(&self, conn: &mut Connection, found: Found) -> Result<(), OpenError> {
        let from = match found {
            Found::Nothing => 0,
            Found::Ours { version } => version,
        };
        if from < migration::NEWEST {
            if from > 0 {
                self.back_up(from)?;
            }
            self.judge(migration::run(conn, STEPS, APPLICATION_ID))?;
            tracing::info!(from, to = migration::NEWEST, "brought the library up to date");
        }
        self.judge(migration::probe(conn))
    }

    /// Keep a copy of the database as it is. Its name says which step came next.
    fn back_up(&self, version: u32) -> Result<(), OpenError> {
        let folder = self.folder.join("backups");
        let next = STEPS.get(usize::try_from(version).unwrap_or(usize::MAX)).map_or("newest", |step| step.name);
        let name = format!("library-v{version}-before-{next}");
        let free = (1..).map(|copy| match copy {
            1 => folder.join(format!("{name}.db")),
            _ => folder.join(format!("{name}-{copy}.db")),
        });
        let target = free.into_iter().find(|path| !path.exists()).unwrap_or_else(|| folder.join(format!("{name}.db")));
        let part = target.with_extension("part");
        match fs::remove_file(&part) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(OpenError::folder(&part)(error)),
            Ok(()) | Err(_) => (),
        }
        let source = self.connect()?;
        let copy = || {
            // One step copies all pages: SQLite starts again from the first page whenever another process writes.
            let mut copy = Connection::open(&part)?;
            let backup = rusqlite::backup::Backup::new(&source, &mut copy)?;
            backup.run_to_completion(i32::MAX, Duration::from_millis(20), None)
        };
        self.judge(copy())?;
        let settle = || {
            File::open(&part)?.sync_all()?;
            fs::rename(&part, &target)?;
            crate::media_file::sync_folder(&folder)
        };
        settle().map_err(OpenError::folder(&target))
    }

    /// Turn a database error into one that says what to do.
    fn judge<T>(&self, result: rusqlite::Result<T>) -> Result<T, OpenError> {
        result.map_err(|source| match trouble(&source) {
            DatabaseTrouble::Full => OpenError::DiskFull { path: self.folder.to_owned() },
            DatabaseTrouble::Busy => OpenError::Busy { path: self.folder.to_owned() },
            DatabaseTrouble::Damaged => OpenError::Damaged {
                path: self.database.clone(),
                newest_backup: newest_backup(&self.folder.join("backups")),
                source: Some(source),
            },
            DatabaseTrouble::Other => OpenError::Database { path: self.database.clone(), source },
        })
    }
}

/// Called each time the database is found locked; false gives up. SQLite's own waiting sleeps up to a tenth of a second
/// at a time, and then comes too late again and again when the other process writes much. Transactions take a few
/// milliseconds, so that is how long we sleep.
fn wait_a_little(times: i32) -> bool {
    const STEP: Duration = Duration::from_millis(2);
    std::thread::sleep(STEP);
    STEP.saturating_mul(times.unsigned_abs()) < PATIENCE
}

fn newest_backup(folder: &Path) -> Option<PathBuf> {
    let copies = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    let databases = copies.filter(|path| path.extension().is_some_and(|ending| ending == "db"));
    databases.max_by_key(|path| fs::metadata(path).and_then(|facts| facts.modified()).ok())
}
