//! Embedded script.
