//! What can go wrong with the engine itself, whatever it is asked to render.

/// The engine cannot work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// GStreamer or GES could not be brought up.
    #[error("GStreamer cannot be started: {0}")]
    NoGStreamer(String),
    /// The engine's thread has ended.
    #[error("the render engine has stopped; start Bobine again")]
    Stopped,
}
