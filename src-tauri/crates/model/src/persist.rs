//! Documents as JSON, with a version and a chain of upgrades: what is in memory is always the newest.
//!
//! ```json
//! {"schema":"bobine.document","version":1,"document":{ … }}
//! ```
//!
//! To change the shape of a document: add a step to [`UPGRADES`] that turns the JSON of the version before into the
//! new one, and a stored document of the version before to the tests. Steps are never edited after a release.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::check::Broken;
use crate::document::Document;

/// The name in every stored document.
pub const SCHEMA: &str = "bobine.document";

/// Turns the JSON of a document of one version into that of the next; the sentence says what is missing.
pub type Upgrade = fn(Value) -> Result<Value, String>;

/// The steps: the first leads from version 1 to version 2, and so on.
pub const UPGRADES: &[Upgrade] = &[];

/// The version that is written.
pub const VERSION: usize = UPGRADES.len() + 1;

/// A stored document that cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Not a document of ours at all.
    #[error("this is no Bobine document")]
    Foreign(#[source] Option<serde_json::Error>),
    /// Written by a newer Bobine: get that one.
    #[error("this document was made by a newer Bobine (version {found}, this one reads up to {known}); update Bobine")]
    Newer {
        /// Its version.
        found: usize,
        /// The newest this program knows.
        known: usize,
    },
    /// An upgrade did not find what it needs.
    #[error("this document of version {from} cannot be brought up to date: {reason}")]
    Upgrade {
        /// The version the step starts from.
        from: usize,
        /// What is wrong.
        reason: String,
    },
    /// Ours, but its content has another shape than its version says.
    #[error("this document cannot be read")]
    Unreadable(#[source] serde_json::Error),
    /// Ours and readable, but breaks a rule that no edit can break.
    #[error(transparent)]
    Broken(#[from] Broken),
}

#[derive(Deserialize)]
struct Stored {
    schema: String,
    version: usize,
    document: Value,
}

#[derive(Serialize)]
struct Storing<'a> {
    schema: &'static str,
    version: usize,
    document: &'a Document,
}

/// A document as JSON of the newest version, on one line.
pub fn to_json(document: &Document) -> String {
    let storing = Storing { schema: SCHEMA, version: VERSION, document };
    serde_json::to_string(&storing).expect("a document holds no map whose keys are not text")
}

/// The document of a JSON text of any version up to ours; upgraded, and checked against every rule.
pub fn from_json(json: &str) -> Result<Document, LoadError> {
    let stored: Stored = serde_json::from_str(json).map_err(|error| LoadError::Foreign(Some(error)))?;
    if stored.schema != SCHEMA || stored.version == 0 {
        return Err(LoadError::Foreign(None));
    }
    let value = upgraded(stored.document, stored.version, UPGRADES)?;
    let document: Document = serde_json::from_value(value).map_err(LoadError::Unreadable)?;
    document.check()?;
    Ok(document)
}

/// Take a document's JSON through the steps from its version on.
fn upgraded(mut value: Value, version: usize, steps: &[Upgrade]) -> Result<Value, LoadError> {
    let known = steps.len() + 1;
    let Some(steps) = steps.get(version.saturating_sub(1)..) else {
        return Err(LoadError::Newer { found: version, known });
    };
    for (from, step) in (version..).zip(steps) {
        value = step(value).map_err(|reason| LoadError::Upgrade { from, reason })?;
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rename(mut value: Value) -> Result<Value, String> {
        let name = value.get("name").cloned().ok_or("it has no name")?;
        value["title"] = name;
        Ok(value)
    }

    fn count(mut value: Value) -> Result<Value, String> {
        value["count"] = json!(1);
        Ok(value)
    }

    #[test]
    fn steps_run_in_order_from_the_version_of_the_document() {
        let steps: &[Upgrade] = &[rename, count];
        let run = |version| upgraded(json!({"name": "Tea"}), version, steps).map_err(|error| error.to_string());
        assert_eq!(run(1), Ok(json!({"name": "Tea", "title": "Tea", "count": 1})));
        assert_eq!(run(2), Ok(json!({"name": "Tea", "count": 1})));
        assert_eq!(run(3), Ok(json!({"name": "Tea"})));
        let newer = "this document was made by a newer Bobine (version 4, this one reads up to 3); update Bobine";
        assert_eq!(run(4), Err(newer.to_owned()));
    }

    #[test]
    fn a_step_that_misses_something_says_so() {
        let error = upgraded(json!({}), 1, &[rename]).map_err(|error| error.to_string());
        assert_eq!(error, Err("this document of version 1 cannot be brought up to date: it has no name".to_owned()));
    }
}
