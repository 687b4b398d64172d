//! From a plan to GES: shots become clips of a `ges::Timeline`, one clip and one layer each, overlaps become keyframes.
//! What a clip shows comes from our own source ([`shot_source`]), so that a frame's number decides what is seen.

pub mod feed;
pub mod frames;
mod lower;
mod shot;
mod shot_source;
mod showing;
mod thread;
mod transition;

pub use lower::{Change, LowerError, Lowered, TimelineStrip, lower, strips_of_chunk, strips_of_plan};
pub use shot::{TimelineShot, take_failure};
pub(crate) use thread::said_by;
pub use thread::{Ges, GesThread, RunningId};
