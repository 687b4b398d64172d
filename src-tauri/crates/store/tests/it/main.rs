//! The library, from outside: real SQLite, real files, several handles and several processes.

mod common;
mod edits;
mod gc;
mod jobs;
mod media;
mod migrations;
mod money;
mod opening;
mod processes;
