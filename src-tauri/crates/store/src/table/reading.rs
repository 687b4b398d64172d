//! Readings: voicings of text with the time of every word. A synthetic one is found again by text and voice.

use bobine_model::{Language, MediaId, Micros, Millis, ReadingId, SpokenWord, VoiceChoice};
use rusqlite::{OptionalExtension, Row, named_params};

use crate::error::{Error, Result};
use crate::library::{Snapshot, Tx};
use crate::path::ContentHash;
use crate::sql::{Columns, Json, Text};

pub(crate) const CREATE: &str = "
create table reading (
  id           text    not null primary key,
  media_id     text    not null references media (id),
  -- What a synthetic one is found again by; none for a recorded one.
  key          text    unique check (key is null or length(key) = 64),
  text         text    not null,
  language     text    not null,
  voice        text    check (voice is null or json_valid(voice)),
  words        text    not null check (json_valid(words)),
  length_ms    integer not null check (length_ms > 0),
  cost_micros  integer not null check (cost_micros >= 0),
  created_ms   integer not null,
  check ((key is null) = (voice is null))
) strict;
create index reading_by_media on reading (media_id);
create trigger reading_is_immutable before update on reading
begin select raise(abort, 'readings never change'); end;
";

/// What a synthetic reading is found again by: the text as it is said, its language, and the voice with its settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReadingKey(ContentHash);

impl ReadingKey {
    /// The key of what a voice would read.
    pub fn of(text: &str, language: &Language, voice: &VoiceChoice) -> Self {
        // JSON keeps the parts apart, whatever is in them.
        let parts = serde_json::json!([text, language.code(), voice]).to_string();
        Self(ContentHash::from(blake3::hash(parts.as_bytes())))
    }
}

/// One voicing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Its name for as long as it lives.
    pub id: ReadingId,
    /// Its sound.
    pub media: MediaId,
    /// Exactly what was read, pronunciations applied.
    pub text: String,
    /// In which language.
    pub language: Language,
    /// Who read it, with which settings; none for a recorded one.
    pub voice: Option<VoiceChoice>,
    /// The words with their times in the sound.
    pub words: Vec<SpokenWord>,
    /// How long the sound is.
    pub length: Millis,
    /// What it cost.
    pub cost: Micros,
    /// When it was made, milliseconds since 1970.
    pub created_ms: i64,
}

impl Reading {
    /// What it is found again by; none for a recorded one.
    pub fn key(&self) -> Option<ReadingKey> {
        self.voice.as_ref().map(|voice| ReadingKey::of(&self.text, &self.language, voice))
    }
}

/// A reading to be kept; the fields are those of [`Reading`].
pub type NewReading = Reading;

const COLUMNS: &str = "id, media_id, text, language, voice, words, length_ms, cost_micros, created_ms";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Reading> {
    Ok(Reading {
        id: row.text("id")?,
        media: row.text("media_id")?,
        text: row.get("text")?,
        language: row.text("language")?,
        voice: row.maybe_json("voice")?,
        words: row.json("words")?,
        length: Millis::new(row.get("length_ms")?),
        cost: Micros::new(row.get("cost_micros")?),
        created_ms: row.get("created_ms")?,
    })
}

impl Snapshot {
    /// A reading.
    pub fn reading(&self, id: ReadingId) -> Result<Reading> {
        let sql = format!("select {COLUMNS} from reading where id = ?1");
        self.conn.prepare_cached(&sql)?.query_row([Text(id)], from_row).optional()?.ok_or(Error::NoReading(id))
    }

    /// The synthetic reading of a key, if it was ever made.
    pub fn reading_by_key(&self, key: ReadingKey) -> Result<Option<Reading>> {
        let sql = format!("select {COLUMNS} from reading where key = ?1");
        Ok(self.conn.prepare_cached(&sql)?.query_row([Text(key.0)], from_row).optional()?)
    }

    /// The readings of a sound file: a recorded one is found by what was recorded.
    pub fn readings_of(&self, media: MediaId) -> Result<Vec<Reading>> {
        let sql = format!("select {COLUMNS} from reading where media_id = ?1 order by created_ms, id");
        let mut statement = self.conn.prepare_cached(&sql)?;
        Ok(statement.query_map([Text(media)], from_row)?.collect::<Result<_, _>>()?)
    }
}

impl Tx {
    /// Keep a reading. When another process has just made the same synthetic one, that one is returned and this one
    /// is not kept.
    pub fn insert_reading(&self, new: &NewReading) -> Result<Reading> {
        if let Some(key) = new.key()
            && let Some(known) = self.reading_by_key(key)?
        {
            return Ok(known);
        }
        self.conn.execute(
            "insert into reading (id, media_id, key, text, language, voice, words, length_ms, cost_micros, created_ms)
             values (:id, :media, :key, :text, :language, :voice, :words, :length, :cost, :created)",
            named_params! {
                ":id": Text(new.id),
                ":media": Text(new.media),
                ":key": new.key().map(|ReadingKey(hash)| Text(hash)),
                ":text": new.text,
                ":language": new.language.code(),
                ":voice": new.voice.as_ref().map(Json),
                ":words": Json(&new.words),
                ":length": new.length.count(),
                ":cost": new.cost.count(),
                ":created": new.created_ms,
            },
        )?;
        self.reading(new.id)
    }
}
