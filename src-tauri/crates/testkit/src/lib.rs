//! For tests: independent judges of finished files, the `bobine` command in a library of its own, and vendors that
//! are not there ([`fake`]).
//!
//! The judges are ffprobe and ffmpeg, never our own code: `./dev test` installs them, and a test without them fails.

pub mod fake;
pub mod judge;
pub mod studio;
