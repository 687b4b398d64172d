//! Embedded voice.
