//! Values of the model as SQL columns: ids and names as text, structures as JSON.

use std::fmt::Display;
use std::str::FromStr;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, Value, ValueRef};
use rusqlite::{Row, ToSql};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value kept as its text.
pub(crate) struct Text<T>(pub T);

impl<T> FromSql for Text<T>
where
    T: FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Self).map_err(|error: T::Err| FromSqlError::Other(Box::new(error)))
    }
}

impl<T: Display> ToSql for Text<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Owned(Value::Text(self.0.to_string())))
    }
}

/// A value kept as JSON.
pub(crate) struct Json<T>(pub T);

impl<T: DeserializeOwned> FromSql for Json<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?).map(Self).map_err(|error| FromSqlError::Other(Box::new(error)))
    }
}

impl<T: Serialize> ToSql for Json<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let text = serde_json::to_string(&self.0).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
        Ok(ToSqlOutput::Owned(Value::Text(text)))
    }
}

/// Columns of a row by name.
pub(crate) trait Columns {
    fn text<T>(&self, name: &str) -> rusqlite::Result<T>
    where
        T: FromStr,
        T::Err: std::error::Error + Send + Sync + 'static;

    fn maybe_text<T>(&self, name: &str) -> rusqlite::Result<Option<T>>
    where
        T: FromStr,
        T::Err: std::error::Error + Send + Sync + 'static;

    fn json<T: DeserializeOwned>(&self, name: &str) -> rusqlite::Result<T>;

    fn maybe_json<T: DeserializeOwned>(&self, name: &str) -> rusqlite::Result<Option<T>>;
}

impl Columns for Row<'_> {
    fn text<T>(&self, name: &str) -> rusqlite::Result<T>
    where
        T: FromStr,
        T::Err: std::error::Error + Send + Sync + 'static,
    {
        Ok(self.get::<_, Text<T>>(name)?.0)
    }

    fn maybe_text<T>(&self, name: &str) -> rusqlite::Result<Option<T>>
    where
        T: FromStr,
        T::Err: std::error::Error + Send + Sync + 'static,
    {
        Ok(self.get::<_, Option<Text<T>>>(name)?.map(|Text(value)| value))
    }

    fn json<T: DeserializeOwned>(&self, name: &str) -> rusqlite::Result<T> {
        Ok(self.get::<_, Json<T>>(name)?.0)
    }

    fn maybe_json<T: DeserializeOwned>(&self, name: &str) -> rusqlite::Result<Option<T>> {
        Ok(self.get::<_, Option<Json<T>>>(name)?.map(|Json(value)| value))
    }
}
