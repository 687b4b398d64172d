//! What can go wrong with the engine itself, whatever it is asked to render, and with a file it is to work on.

use crate::element::MissingElement;
use crate::probe::ProbeError;

/// The engine cannot work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// GStreamer or GES could not be brought up.
    #[error("GStreamer cannot be started: {0}")]
    NoGStreamer(String),
    /// The engine's thread has ended.
    #[error("the render engine has stopped; start Bobine again")]
    Stopped,
    /// A piece of work on the engine's thread panicked. The thread lives on; other work is not touched.
    #[error("the render engine stumbled and goes on: {0}")]
    Panicked(String),
    /// The engine's thread did not answer in time.
    #[error("the render engine does not answer; start Bobine again if this stays")]
    Busy,
    /// The engine's thread still has not answered what it was asked before. GES works on the one thread it was begun on,
    /// so there is nothing to put in its place. Should it come back, it is asked again.
    #[error("the render engine hangs and cannot be replaced while Bobine runs; restart Bobine, your project is saved")]
    Hung,
}

/// A take or a sound that cannot be worked on.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The engine does not work.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A part of GStreamer is not on this machine.
    #[error(transparent)]
    MissingElement(#[from] MissingElement),
    /// The file is missing or damaged.
    #[error(transparent)]
    Unusable(#[from] ProbeError),
}
