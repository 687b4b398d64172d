//! The steps that bring a library's tables up to date. Dated, additive, never edited after a release.
//!
//! The number of steps that were run is the library's version (`user_version`). A process that finds a library with
//! more steps than it knows leaves it alone.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::{Error, Result};
use crate::table::{export, job, ledger, media, project, reading, revision, setting, take};

/// One step: its date and name, and the SQL of each table it concerns.
#[derive(Debug)]
pub(crate) struct Step {
    pub name: &'static str,
    pub sql: &'static [&'static str],
}

/// All of them, oldest first. Add at the end, with a stored library of the version before in tests/fixtures.
pub(crate) const STEPS: &[Step] = &[
    Step {
        name: "2026-11-22-library",
        sql: &[
            project::CREATE,
            revision::CREATE,
            media::CREATE,
            take::CREATE,
            reading::CREATE,
            job::CREATE,
            ledger::CREATE,
            setting::CREATE,
        ],
    },
    Step { name: "2026-11-22-exports", sql: &[export::CREATE, job::INDEX_BY_PROJECT] },
    Step { name: "2026-11-22-exported-documents", sql: &[export::KEEP_DOCUMENT] },
];

/// The version this program makes and reads.
#[expect(clippy::cast_possible_truncation, reason = "there are a handful of steps, and TryFrom is not const")]
pub(crate) const NEWEST: u32 = STEPS.len() as u32;

/// Run what has not been run, all in one transaction.
pub(crate) fn run(conn: &mut Connection, steps: &[Step], application_id: u32) -> rusqlite::Result<()> {
    let transaction = Transaction::new(conn, TransactionBehavior::Immediate)?;
    // Read again under the lock: nothing that was seen before it counts.
    let done = version(&transaction)?;
    let todo = steps.iter().enumerate().skip(usize::try_from(done).unwrap_or(usize::MAX));
    for (index, step) in todo {
        for sql in step.sql {
            transaction.execute_batch(sql)?;
        }
        transaction.pragma_update(None, "user_version", index + 1)?;
    }
    transaction.pragma_update(None, "application_id", application_id)?;
    transaction.commit()
}

/// Read a little of every table, so that a library whose tables are not what its version says is found out early.
pub(crate) fn probe(conn: &Connection) -> rusqlite::Result<()> {
    for table in ["project", "revision", "media", "take", "reading", "job", "ledger", "setting", "export"] {
        conn.prepare(&format!("select 1 from {table} limit 1"))?.exists([])?;
    }
    Ok(())
}

/// Refuses once a newer program has brought the library up to date while this one had it open.
pub(crate) fn still_ours(conn: &Connection) -> Result<()> {
    let found = version(conn)?;
    if found > NEWEST { Err(Error::Newer { found, known: NEWEST }) } else { Ok(()) }
}

fn version(conn: &Connection) -> rusqlite::Result<u32> {
    conn.query_row("pragma user_version", [], |row| row.get(0))
}
