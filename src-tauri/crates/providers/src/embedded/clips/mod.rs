//! Embedded clips.
