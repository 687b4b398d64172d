//! Edits: pure functions from a document to a document.
