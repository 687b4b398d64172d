//! Settings of the library: plain values by name. Never keys or other secrets; those stay outside it.

use rusqlite::{OptionalExtension, named_params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};
use crate::library::{Snapshot, Tx};
use crate::sql::Json;

pub(crate) const CREATE: &str = "
create table setting (
  key    text not null primary key,
  value  text not null check (json_valid(value))
) strict;
";

/// What a setting's name may not hold: the library is copied, backed up and sent to others.
const SECRET_WORDS: [&str; 5] = ["api_key", "apikey", "secret", "token", "password"];

impl Snapshot {
    /// A setting; nothing where it was never set.
    pub fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        let mut statement = self.conn.prepare_cached("select value from setting where key = ?1")?;
        let value = statement.query_row([key], |row| row.get::<_, Json<T>>(0)).optional()?;
        Ok(value.map(|Json(value)| value))
    }
}

impl Tx {
    /// Change a setting. Refuses names that speak of secrets.
    pub fn set_setting<T: Serialize>(&self, key: &str, value: &T) -> Result<()> {
        let lower = key.to_lowercase();
        if SECRET_WORDS.iter().any(|word| lower.contains(word)) {
            return Err(Error::SecretSetting(key.to_owned()));
        }
        self.conn.execute(
            "insert into setting (key, value) values (:key, :value)
             on conflict (key) do update set value = excluded.value",
            named_params! { ":key": key, ":value": Json(value) },
        )?;
        Ok(())
    }

    /// Forget a setting, so that its default holds again.
    pub fn clear_setting(&self, key: &str) -> Result<()> {
        self.conn.execute("delete from setting where key = ?1", [key])?;
        Ok(())
    }
}
