//! Durable generation: the queue's worker loop, and what a job of each kind does.
//!
//! The rule of the crate: write before you act. A start is committed before it is sent, an operation before anything
//! is done with it, a result together with the end of its job. Which state follows which is decided by
//! `bobine_model::job::step` alone. Knows no vendor: it is given models.

mod clock;
mod drive;
mod failure;
mod queue;
mod work;

pub use clock::{Clock, SystemClock};
pub use failure::{failure_of, local_failure, sentence};
pub use queue::{News, Pace, Pauses, Queue, Stop};
pub use work::{
    Cost, LEAD, Lookup, Made, Probe, ReadingOrder, ReadingWork, ScriptOrder, ScriptWork, Standing, TakeOrder, TakeWork,
    Unusable, Work, whole_reading, whole_take,
};
