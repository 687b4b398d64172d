//! Captions drawing.
