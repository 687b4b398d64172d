//! The ledger: what was paid, in lines that are only ever added. With it, the budget: what is spent, what the active
//! jobs have reserved, and the caps both are held against.

use std::fmt;

use bobine_model::{JobId, Micros, ModelId, ProjectId, ProviderId};
use rusqlite::{Row, named_params};

use crate::error::{Error, Result};
use crate::library::{Snapshot, Tx};
use crate::sql::{Columns, Text};

pub(crate) const CREATE: &str = "
create table ledger (
  id             integer primary key autoincrement,
  at_ms          integer not null,
  -- What was paid for may be gone; what was paid stays. So these refer to nothing.
  project_id     text,
  job_id         text,
  provider       text    not null,
  model          text,
  kind           text    not null check (kind in ('charge', 'correction')),
  amount_micros  integer not null check (kind = 'correction' or amount_micros >= 0),
  is_estimate    integer not null check (is_estimate in (0, 1)),
  note           text    not null
) strict;
create index ledger_by_time on ledger (at_ms);
create index ledger_by_project on ledger (project_id);
create trigger ledger_is_never_updated before update on ledger
begin select raise(abort, 'ledger lines never change'); end;
create trigger ledger_is_never_deleted before delete on ledger
begin select raise(abort, 'ledger lines are never removed'); end;
";

/// What a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// Something was paid, or must be taken to be paid.
    Charge(Micros),
    /// An earlier line was wrong by so many micro-dollars: less than zero where too much was written down.
    Correction(i64),
}

/// Where an amount comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The vendor's own figure.
    Vendor,
    /// Our price list.
    Estimate,
}

/// A line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number, rising with time.
    pub id: u64,
    /// What it says.
    pub entry: NewEntry,
}

/// A line to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// When, milliseconds since 1970.
    pub at_ms: i64,
    /// For which project.
    pub project: Option<ProjectId>,
    /// For which job.
    pub job: Option<JobId>,
    /// To whom.
    pub provider: ProviderId,
    /// For which model.
    pub model: Option<ModelId>,
    /// What, and how much.
    pub kind: EntryKind,
    /// Where the amount comes from.
    pub source: Source,
    /// In words: `lost start, may have been paid`.
    pub note: String,
}

/// The caps there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cap {
    /// For one project, over all time.
    Project,
    /// For all projects, since the day began.
    Day,
    /// For all projects, since the month began.
    Month,
}

impl fmt::Display for Cap {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Project => "project",
            Self::Day => "daily",
            Self::Month => "monthly",
        })
    }
}

/// A cap on what is spent since a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// How much.
    pub limit: Micros,
    /// When the day or month began where the user lives, milliseconds since 1970.
    pub since_ms: i64,
}

/// What may be spent. None: without a cap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Caps {
    /// For the job's project, over all time.
    pub project: Option<Micros>,
    /// For everything, today.
    pub day: Option<Period>,
    /// For everything, this month.
    pub month: Option<Period>,
}

/// Money spent, and money that active jobs may yet spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spending {
    /// The sum of the ledger.
    pub spent: Micros,
    /// The sum of the active jobs' estimates.
    pub reserved: Micros,
}

impl Spending {
    /// Both together: what caps are held against.
    pub fn committed(self) -> Micros {
        self.spent + self.reserved
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let amount: i64 = row.get("amount_micros")?;
    let kind = match u64::try_from(amount) {
        Ok(amount) if row.get::<_, String>("kind")? == "charge" => EntryKind::Charge(Micros::new(amount)),
        Ok(_) | Err(_) => EntryKind::Correction(amount),
    };
    let source = if row.get("is_estimate")? { Source::Estimate } else { Source::Vendor };
    let entry = NewEntry {
        at_ms: row.get("at_ms")?,
        project: row.maybe_text("project_id")?,
        job: row.maybe_text("job_id")?,
        provider: row.text("provider")?,
        model: row.maybe_text("model")?,
        kind,
        source,
        note: row.get("note")?,
    };
    Ok(Entry { id: row.get("id")?, entry })
}

impl Snapshot {
    /// All lines, oldest first; of one project where one is named.
    pub fn ledger(&self, project: Option<ProjectId>) -> Result<Vec<Entry>> {
        let mut statement = self.conn.prepare_cached(
            "select id, at_ms, project_id, job_id, provider, model, kind, amount_micros, is_estimate, note
             from ledger where :project is null or project_id = :project order by id",
        )?;
        let lines = statement.query_map(named_params! { ":project": project.map(Text) }, from_row)?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// What a project has cost and may yet cost.
    pub fn project_spending(&self, project: ProjectId) -> Result<Spending> {
        self.spending(Some(project), i64::MIN)
    }

    /// What everything has cost since a time, and what all active jobs may yet cost.
    pub fn spending_since(&self, since_ms: i64) -> Result<Spending> {
        self.spending(None, since_ms)
    }

    /// Whether so much more may be spent; the error names the cap that forbids it. What costs nothing always may.
    pub fn check_budget(&self, project: Option<ProjectId>, asked: Micros, caps: &Caps) -> Result<()> {
        if asked == Micros::ZERO {
            return Ok(());
        }
        let check = |cap, limit: Micros, spending: Spending| {
            let committed = spending.committed();
            if committed + asked <= limit { Ok(()) } else { Err(Error::OverBudget { cap, limit, committed, asked }) }
        };
        if let (Some(limit), Some(project)) = (caps.project, project) {
            check(Cap::Project, limit, self.project_spending(project)?)?;
        }
        if let Some(day) = caps.day {
            check(Cap::Day, day.limit, self.spending_since(day.since_ms)?)?;
        }
        if let Some(month) = caps.month {
            check(Cap::Month, month.limit, self.spending_since(month.since_ms)?)?;
        }
        Ok(())
    }

    fn spending(&self, project: Option<ProjectId>, since_ms: i64) -> Result<Spending> {
        let mut statement = self.conn.prepare_cached(
            "select
               (select coalesce(sum(amount_micros), 0) from ledger
                where at_ms >= :since and (:project is null or project_id = :project)) as spent,
               (select coalesce(sum(estimate_micros), 0) from job
                where state not in ('succeeded', 'failed', 'cancelled')
                  and (:project is null or project_id = :project)) as reserved",
        )?;
        let spending =
            statement.query_row(named_params! { ":project": project.map(Text), ":since": since_ms }, |row| {
                // Corrections of last month's lines may take this month's sum below zero.
                let spent: i64 = row.get("spent")?;
                let spent = Micros::new(u64::try_from(spent).unwrap_or(0));
                Ok(Spending { spent, reserved: Micros::new(row.get("reserved")?) })
            })?;
        Ok(spending)
    }
}

impl Tx {
    /// Add a line. A charge belongs into the transaction that ends its job, so that money is never counted both as
    /// reserved and as spent, nor as neither.
    pub fn enter(&self, new: &NewEntry) -> Result<()> {
        let (kind, amount) = match new.kind {
            EntryKind::Charge(amount) => ("charge", i64::try_from(amount.count()).unwrap_or(i64::MAX)),
            EntryKind::Correction(amount) => ("correction", amount),
        };
        self.conn.execute(
            "insert into ledger (at_ms, project_id, job_id, provider, model, kind, amount_micros, is_estimate, note)
             values (:at, :project, :job, :provider, :model, :kind, :amount, :is_estimate, :note)",
            named_params! {
                ":at": new.at_ms,
                ":project": new.project.map(Text),
                ":job": new.job.map(Text),
                ":provider": new.provider.as_str(),
                ":model": new.model.as_ref().map(ModelId::as_str),
                ":kind": kind,
                ":amount": amount,
                ":is_estimate": new.source == Source::Estimate,
                ":note": new.note,
            },
        )?;
        Ok(())
    }
}
