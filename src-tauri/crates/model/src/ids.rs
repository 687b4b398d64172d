//! Names of things. Ids made by us are distinct types over UUIDv7, so that a take can never be passed where a
//! segment is meant; names given by data files or vendors (providers, models, voices, pillars) are checked text.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Text that is no id of the asked kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no {kind}")]
pub struct BadId {
    kind: &'static str,
    text: String,
}

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident, $kind:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The id over a UUID that the caller made (version 7, so that ids sort by age).
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID beneath.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(out)
            }
        }

        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                Uuid::parse_str(text).map(Self).map_err(|_| BadId { kind: $kind, text: text.to_owned() })
            }
        }
    )*};
}

uuid_ids! {
    /// A video in the making.
    ProjectId, "project id";
    /// One beat of a video.
    SegmentId, "segment id";
    /// One clip made or imported.
    TakeId, "take id";
    /// One voicing of text.
    ReadingId, "reading id";
    /// One piece of slow or paid work.
    JobId, "job id";
    /// One file in the library.
    MediaId, "media id";
    /// One finished file.
    ExportId, "export id";
    /// One saved state of a document.
    RevisionId, "revision id";
}

macro_rules! named_ids {
    ($($(#[$doc:meta])* $name:ident, $kind:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The name, if it is one: 1 to 128 printable characters without spaces.
            pub fn new(text: impl Into<String>) -> Result<Self, BadId> {
                let text = text.into();
                let fits = !text.is_empty()
                    && text.chars().count() <= 128
                    && !text.chars().any(|c| c.is_whitespace() || c.is_control());
                if fits { Ok(Self(text)) } else { Err(BadId { kind: $kind, text }) }
            }

            /// The plain text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(out)
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadId;
            fn try_from(text: String) -> Result<Self, BadId> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                Self::new(text)
            }
        }
    )*};
}

named_ids! {
    /// Who generates: `embedded`, `luma`.
    ProviderId, "provider";
    /// One of a provider's models: `sketch`, `ray-3.2`.
    ModelId, "model";
    /// One of a provider's voices: `en-us+f3`.
    VoiceId, "voice";
    /// A content pillar, by the name of its file in assets/pillars: `tips`.
    PillarId, "pillar";
    /// What makes one paid start one: made by the queue when a job is enqueued, sent to the vendor, never reused.
    RequestKey, "request key";
}

impl ProviderId {
    /// The built-in provider that needs nothing.
    pub fn embedded() -> Self {
        Self("embedded".to_owned())
    }

    /// Not a generator: recordings the creator brings.
    pub fn recorded() -> Self {
        Self("recorded".to_owned())
    }
}
