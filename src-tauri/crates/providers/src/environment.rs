//! What is set from outside: variables of the process, over those of `.env` files. Read once; a blank value is none.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::time::Duration;

/// Names and values. Holds keys, so it is never printed.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

/// A `.env` file that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{file} cannot be read at the line that begins with {start:?}; a line is NAME=value")]
pub struct BadFile {
    file: String,
    start: String,
}

impl Environment {
    /// These variables and no others.
    pub fn of<N: Into<String>, V: Into<String>>(variables: impl IntoIterator<Item = (N, V)>) -> Self {
        let set = variables.into_iter().map(|(name, value)| (name.into(), value.into()));
        Self(set.filter(|(_, value): &(String, String)| !value.trim().is_empty()).collect())
    }

    /// The variables of this process.
    pub fn of_process() -> Self {
        let texts =
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Self::of(texts)
    }

    /// With what a `.env` file sets and nothing before it has set. A file that is not there sets nothing.
    pub fn with_file(mut self, file: &Path) -> Result<Self, BadFile> {
        let name = || file.display().to_string();
        let lines = match dotenvy::from_path_iter(file) {
            Ok(lines) => lines,
            Err(dotenvy::Error::Io(fault)) if fault.kind() == io::ErrorKind::NotFound => return Ok(self),
            Err(_) => return Err(BadFile { file: name(), start: String::new() }),
        };
        for line in lines {
            // The fault quotes the line, which may hold a key: only the name before the sign is shown.
            let (variable, value) = line.map_err(|fault| BadFile { file: name(), start: start_of(&fault) })?;
            if !value.trim().is_empty() {
                self.0.entry(variable).or_insert(value);
            }
        }
        Ok(self)
    }

    /// A variable's value, without white space around it.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim())
    }

    /// The first of several variables that is set, and its value.
    pub fn first_of<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Option<(&'a str, &str)> {
        names.into_iter().find_map(|name| Some((name, self.get(name)?)))
    }

    /// How often to ask a vendor, where it is set (`BOBINE_POLL_MS`): for tests and for servers of one's own.
    pub(crate) fn poll(&self) -> Option<Duration> {
        self.get("BOBINE_POLL_MS")?.parse().ok().map(Duration::from_millis)
    }
}

fn start_of(fault: &dotenvy::Error) -> String {
    match fault {
        dotenvy::Error::LineParse(line, _) => {
            let name = line.split_once('=').map_or("", |(name, _)| name);
            name.chars().take(40).collect()
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_sets_only_what_is_not_set_and_a_blank_is_nothing() {
        let folder = tempfile::tempdir().expect("there is room for a test");
        let file = folder.path().join(".env");
        std::fs::write(&file, "# keys\nLUMA_API_KEY=from-file\nRUNWAY_API_KEY = \"quoted key\"\nFAL_KEY=\n")
            .expect("written");
        let environment = Environment::of([("LUMA_API_KEY", "from-process"), ("VIDEO_PROVIDER", " ")]);
        let environment = environment.with_file(&file).expect("a good file");
        assert_eq!(environment.get("LUMA_API_KEY"), Some("from-process"));
        assert_eq!(environment.get("RUNWAY_API_KEY"), Some("quoted key"));
        assert_eq!(environment.get("FAL_KEY"), None);
        assert_eq!(environment.get("VIDEO_PROVIDER"), None);
        let nowhere = Environment::default().with_file(&folder.path().join("none"));
        assert!(nowhere.is_ok(), "a file that is not there sets nothing");
    }

    #[test]
    fn a_bad_line_is_named_without_its_value() {
        let folder = tempfile::tempdir().expect("there is room for a test");
        let file = folder.path().join(".env");
        std::fs::write(&file, "LUMA_API_KEY='luma-api-secret\n").expect("written");
        let fault = Environment::default().with_file(&file).err().expect("the quote is not closed").to_string();
        assert!(!fault.contains("luma-api-secret"), "{fault}");
        assert!(fault.contains("LUMA_API_KEY"), "{fault}");
    }
}
