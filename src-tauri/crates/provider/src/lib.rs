//! What a provider is: capability traits, requests, errors. Knows no vendor, no database and no media engine.
//!
//! A vendor implements the traits for what it has. Starting, asking and fetching are separate calls, so that the
//! queue (crate `bobine-jobs`) can write down what was paid before anything else happens; polling and retrying are
//! the queue's business, never a vendor's. What vendors share on the way to the network is in [`http`].

pub mod encode;
pub mod error;
pub mod http;
pub mod secret;
pub mod speech;
pub mod text;
pub mod video;

pub use encode::{ClipEncoder, ClipSpec, EncodeError, FrameSource};
pub use error::{Error, StartError};
pub use secret::{BadSecret, Secret};
pub use speech::{Speech, SpeechModel, SpeechRequest, VoiceDescription, VoiceGender};
pub use text::{Script, ScriptRequest, ScriptSegment, TextModel, Theme};
pub use video::{
    Artifact, ArtifactSource, BadRequest, Cancelled, ClipLength, FirstFrame, Operation, Ratio, Shapes, Status,
    ValidatedRequest, VideoCapabilities, VideoModel, VideoRequest,
};
