//! The ledger and the budget.

use bobine_model::{Micros, ProviderId};
use bobine_store::{Cap, Caps, EntryKind, Error, NewEntry, Period, Source, Spending};
use rusqlite::Connection;

use crate::common::{Home, Outcome, new_project};
use crate::jobs::new_job;

fn charge(at_ms: i64, project: bobine_model::ProjectId, kind: EntryKind) -> NewEntry {
    NewEntry {
        at_ms,
        project: Some(project),
        job: None,
        provider: ProviderId::embedded(),
        model: None,
        kind,
        source: Source::Vendor,
        note: "take".to_owned(),
    }
}

#[test]
fn the_ledger_adds_up_and_is_never_rewritten() -> Outcome {
    let (home, project) = Home::with_project();
    let lines = [
        charge(10, project, EntryKind::Charge(Micros::new(500))),
        NewEntry { source: Source::Estimate, ..charge(20, project, EntryKind::Charge(Micros::new(300))) },
        charge(30, project, EntryKind::Correction(-100)),
    ];
    home.library.write(|tx| lines.iter().try_for_each(|line| tx.enter(line)))?;
    let read = home.again().read(|s| s.ledger(Some(project)))?;
    assert_eq!(read.into_iter().map(|line| line.entry).collect::<Vec<_>>(), lines);
    let spent = |since| home.library.read(|s| s.spending_since(since)).map(|spending| spending.spent.count());
    assert_eq!((spent(0)?, spent(15)?, spent(30)?), (700, 200, 0), "a refund alone is not less than nothing");

    let raw = Connection::open(home.folder.join("library.db"))?;
    for sql in ["update ledger set amount_micros = 0", "delete from ledger"] {
        assert!(raw.execute(sql, []).is_err(), "{sql} must be refused by the table itself");
    }
    Ok(())
}

#[test]
fn caps_hold_against_what_is_spent_and_what_is_reserved() -> Outcome {
    let (home, project) = Home::with_project();
    let other = new_project(&home.library, 2);
    let job = |number, project, estimate| bobine_store::NewJob {
        project: Some(project),
        estimate: Micros::new(estimate),
        ..new_job(number)
    };
    home.library.write(|tx| tx.enter(&charge(100, project, EntryKind::Charge(Micros::new(400)))))?;
    let period = |limit, since_ms| Some(Period { limit: Micros::new(limit), since_ms });
    let try_to = |job: &bobine_store::NewJob, caps: Caps| match home.library.write(|tx| tx.enqueue(job, &caps, 100)) {
        Ok(_) => Ok("enqueued".to_owned()),
        Err(error @ Error::OverBudget { .. }) => Ok(error.to_string()),
        Err(error) => Err(error),
    };

    let project_cap = Caps { project: Some(Micros::new(1000)), ..Caps::default() };
    assert_eq!(try_to(&job(1, project, 500), project_cap)?, "enqueued");
    assert_eq!(
        try_to(&job(2, project, 200), project_cap)?,
        "this costs $0.0002; $0.0009 of the project cap of $0.001 is spent or reserved"
    );
    assert_eq!(try_to(&job(2, project, 100), project_cap)?, "enqueued", "exactly the cap is allowed");
    assert_eq!(try_to(&job(3, project, 0), project_cap)?, "enqueued", "what costs nothing is always allowed");
    assert_eq!(try_to(&job(4, other, 1000), project_cap)?, "enqueued", "another project has its own cap");

    let day = Caps { day: period(2000, 50), ..Caps::default() };
    assert!(try_to(&job(5, other, 1), day)?.contains("daily cap"));
    let next_day = Caps { day: period(2000, 101), ..Caps::default() };
    assert_eq!(try_to(&job(5, other, 400), next_day)?, "enqueued", "yesterday's money is another day's");
    let month = Caps { month: period(2000, 0), ..next_day };
    assert!(try_to(&job(6, other, 1), month)?.contains("daily cap"), "the first cap that forbids is named");
    let month = Caps { day: None, ..month };
    assert!(try_to(&job(6, other, 1), month)?.contains("monthly cap"));

    let spending = home.library.read(|s| s.project_spending(project))?;
    assert_eq!(spending, Spending { spent: Micros::new(400), reserved: Micros::new(600) });
    home.library.write(|tx| tx.cancel_job(new_job(1).id, 200))?;
    let spending = home.library.read(|s| s.project_spending(project))?;
    assert_eq!(spending.reserved, Micros::new(100), "what is cancelled reserves nothing");
    assert_eq!(Cap::Month.to_string(), "monthly");
    Ok(())
}
