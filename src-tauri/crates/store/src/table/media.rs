//! Media: one row for each file under media/, found by its content.

use bobine_model::{FrameRate, Frames, MediaId, Millis};
use rusqlite::{OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::library::{Snapshot, Tx};
use crate::media_file::{Staged, kept_path};
use crate::path::{ContentHash, Extension, LibraryPath, media_path};
use crate::sql::{Columns, Json, Text};

pub(crate) const CREATE: &str = "
create table media (
  id          text    not null primary key,
  hash        text    not null unique check (length(hash) = 64),
  extension   text    not null check (length(extension) between 1 and 8),
  bytes       integer not null check (bytes >= 0),
  kind        text    not null check (kind in ('video', 'audio', 'image')),
  facts       text    not null check (json_valid(facts)),
  created_ms  integer not null
) strict;
create trigger media_is_immutable before update on media
begin select raise(abort, 'media never change'); end;
";

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// A moving picture, with or without sound.
    Video,
    /// Sound.
    Audio,
    /// A still picture.
    Image,
}

impl MediaKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Image => "image",
        }
    }
}

impl std::fmt::Display for MediaKind {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.as_str())
    }
}

/// A word in the table that names no kind of media.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is no kind of media")]
pub struct UnknownMediaKind(String);

impl std::str::FromStr for MediaKind {
    type Err = UnknownMediaKind;
    fn from_str(text: &str) -> Result<Self, UnknownMediaKind> {
        match text {
            "video" => Ok(Self::Video),
            "audio" => Ok(Self::Audio),
            "image" => Ok(Self::Image),
            _ => Err(UnknownMediaKind(text.to_owned())),
        }
    }
}

/// What probing a file showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MediaFacts {
    /// Width in pixels, of pictures.
    pub width: Option<u32>,
    /// Height in pixels, of pictures.
    pub height: Option<u32>,
    /// How many frames, of moving pictures, at `rate`.
    pub frames: Option<Frames>,
    /// Frames a second, of moving pictures.
    pub rate: Option<FrameRate>,
    /// How long it lasts, where it does.
    pub length: Option<Millis>,
    /// Whether anything is to be heard.
    pub has_sound: bool,
}

/// A file of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// Its name for as long as it lives.
    pub id: MediaId,
    /// Its content.
    pub hash: ContentHash,
    /// The ending of its file's name.
    pub extension: Extension,
    /// Its size.
    pub bytes: u64,
    /// What it holds.
    pub kind: MediaKind,
    /// What probing it showed.
    pub facts: MediaFacts,
    /// When it came into the library, milliseconds since 1970.
    pub created_ms: i64,
}

impl Media {
    /// Where it lies in the library.
    pub fn path(&self) -> LibraryPath {
        media_path(self.hash, &self.extension)
    }
}

const COLUMNS: &str = "id, hash, extension, bytes, kind, facts, created_ms";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Media> {
    Ok(Media {
        id: row.text("id")?,
        hash: row.text("hash")?,
        extension: row.text("extension")?,
        bytes: row.get("bytes")?,
        kind: row.text("kind")?,
        facts: row.json("facts")?,
        created_ms: row.get("created_ms")?,
    })
}

impl Snapshot {
    /// A file of the library.
    pub fn media(&self, id: MediaId) -> Result<Media> {
        let sql = format!("select {COLUMNS} from media where id = ?1");
        self.conn.prepare_cached(&sql)?.query_row([Text(id)], from_row).optional()?.ok_or(Error::NoMedia(id))
    }

    /// The file of a content, if it is in the library.
    pub fn media_by_hash(&self, hash: ContentHash) -> Result<Option<Media>> {
        let sql = format!("select {COLUMNS} from media where hash = ?1");
        Ok(self.conn.prepare_cached(&sql)?.query_row([Text(hash)], from_row).optional()?)
    }

    /// All files of the library.
    pub fn all_media(&self) -> Result<Vec<Media>> {
        let mut statement = self.conn.prepare_cached(&format!("select {COLUMNS} from media order by id"))?;
        Ok(statement.query_map([], from_row)?.collect::<Result<_, _>>()?)
    }
}

impl Tx {
    /// Make a staged file the library's. The same content twice is one file: then the first one's row is returned,
    /// and `id` is not used. Whatever refers to it belongs into the same transaction, or it is garbage.
    pub fn keep_media(
        &self,
        staged: &Staged,
        id: MediaId,
        kind: MediaKind,
        facts: MediaFacts,
        now_ms: i64,
    ) -> Result<Media> {
        if let Some(known) = self.media_by_hash(staged.hash())? {
            // Should its file have gone missing, it is back now.
            self.place_file(staged, &known.path())?;
            return Ok(known);
        }
        self.place_file(staged, &kept_path(staged))?;
        self.conn.execute(
            "insert into media (id, hash, extension, bytes, kind, facts, created_ms)
             values (:id, :hash, :extension, :bytes, :kind, :facts, :now)",
            named_params! {
                ":id": Text(id),
                ":hash": Text(staged.hash()),
                ":extension": staged.extension().as_str(),
                ":bytes": staged.bytes(),
                ":kind": kind.as_str(),
                ":facts": Json(facts),
                ":now": now_ms,
            },
        )?;
        self.media(id)
    }
}
