//! From a document to a picture and a sound: `plan` decides everything as plain data, `ges` lowers the plan to
//! GStreamer Editing Services, `captions` draws with Pango and Cairo. Knows no database and no provider.

mod audio;
pub mod captions;
mod clip_encoder;
mod element;
mod error;
pub mod export;
pub mod ges;
pub mod plan;
pub mod preview;
mod probe;
mod proxy;
mod rgba;
mod thumbs;

pub use clip_encoder::GstClipEncoder;
pub use element::MissingElement;
pub use error::{EngineError, SourceError};
pub use probe::{MediaFacts, ProbeError, probe};
pub use proxy::{Proxy, ProxyError, make_proxy, proxy_size};
pub use thumbs::{ThumbError, filmstrip, peaks, poster};
