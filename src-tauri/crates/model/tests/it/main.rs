//! The model from outside: edits, captions, fits, history, stored documents, videos, and what always holds.

mod captions;
mod edits;
mod fits;
mod halves;
mod histories;
mod notation;
mod properties;
mod stored;
mod videos;
