//! For tests: independent judges of finished files, and the `bobine` command in a library of its own.
//!
//! The judges are ffprobe and ffmpeg, never our own code: `./dev test` installs them, and a test without them fails.

pub mod judge;
pub mod studio;
