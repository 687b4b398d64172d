//! The picture a clip begins with, read for sending.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bobine_model::ProviderId;
use bobine_provider::{Error, StartError};

/// A picture in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) bytes: Vec<u8>,
    pub(crate) media_type: &'static str,
}

impl Picture {
    /// Read a picture of at most `limit` bytes. Nothing has been sent when this fails.
    pub(crate) async fn read(provider: &ProviderId, path: &Path, limit: usize) -> Result<Self, StartError> {
        let refuse = |reason: String| StartError::NotAccepted(Error::BadRequest { provider: provider.clone(), reason });
        let bytes = tokio::fs::read(path).await.map_err(|source| {
            StartError::NotAccepted(Error::Local { doing: "reading the first frame", source: Box::new(source) })
        })?;
        if bytes.len() > limit {
            let (size, most) = (bytes.len() / 1_000_000, limit / 1_000_000);
            return Err(refuse(format!("the first frame has {size} MB, {most} MB are taken; save it as a JPEG")));
        }
        let media_type =
            media_type(&bytes).ok_or_else(|| refuse("the first frame is no PNG, JPEG or WebP".to_owned()))?;
        Ok(Self { bytes, media_type })
    }

    /// As text, for JSON.
    pub(crate) fn base64(&self) -> String {
        STANDARD.encode(&self.bytes)
    }

    /// As an address that holds it.
    pub(crate) fn data_uri(&self) -> String {
        format!("data:{};base64,{}", self.media_type, self.base64())
    }
}

/// What a picture is, by its first bytes: names lie.
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}
