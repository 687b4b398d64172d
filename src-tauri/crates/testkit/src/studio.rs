//! The `bobine` command in a library and a home folder of its own.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A place to run the command in. Everything in it goes when it is dropped.
pub struct Place {
    bobine: PathBuf,
    folder: TempDir,
    work: PathBuf,
}

/// What a run of the command gave.
#[derive(Debug)]
pub struct Ran {
    /// Its exit code; none when it was killed.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it said.
    pub stderr: String,
}

impl Place {
    /// A place for the command at `bobine`, in a working folder of the given name.
    pub fn new(bobine: &Path, name: &str) -> Self {
        let folder = TempDir::new().expect("there is room for a test");
        let work = folder.path().join(name);
        std::fs::create_dir(&work).expect("a test may make folders");
        Self { bobine: bobine.to_owned(), folder, work }
    }

    /// The working folder.
    pub fn work(&self) -> &Path {
        &self.work
    }

    /// The library folder.
    pub fn library(&self) -> PathBuf {
        self.work.join("library")
    }

    /// The command, ready to run here, without any setting of the machine's.
    pub fn command<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, arguments: I) -> Command {
        let mut command = Command::new(&self.bobine);
        command.args(arguments).current_dir(&self.work).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            let is_key = ["_KEY", "_API_TOKEN", "_API_SECRET"].iter().any(|end| text.ends_with(end));
            if text.starts_with("BOBINE_") || text.starts_with("VIDEO_PROVIDER") || is_key {
                command.env_remove(&name);
            }
        }
        command.env("HOME", self.folder.path()).env("BOBINE_LIBRARY", self.library());
        for name in ["XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"] {
            command.env_remove(name);
        }
        command
    }

    /// Run the command and wait.
    pub fn run<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, arguments: I) -> Ran {
        let output = self.command(arguments).output().expect("the command can be started");
        Ran::from(output)
    }

    /// Run the command with `--json`, expect success, and read its document.
    pub fn json<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, arguments: I) -> Value {
        let arguments: Vec<std::ffi::OsString> =
            arguments.into_iter().map(|argument| argument.as_ref().to_owned()).chain(["--json".into()]).collect();
        let ran = self.run(&arguments);
        assert_eq!(ran.code, Some(0), "{arguments:?} failed:\n{}{}", ran.stdout, ran.stderr);
        serde_json::from_str(&ran.stdout).unwrap_or_else(|fault| panic!("{arguments:?}: {fault}:\n{}", ran.stdout))
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}
