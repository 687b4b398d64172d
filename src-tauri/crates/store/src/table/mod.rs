//! The tables, one file each: the SQL that makes it, its row, what reads it and what writes it.

pub mod export;
pub mod job;
pub mod job_queue;
pub mod ledger;
pub mod media;
pub mod project;
pub mod reading;
pub mod revision;
pub mod setting;
pub mod take;
