//! Talking to `bobine-speech`: one process for each request, JSON to it and JSON back. Its README has the protocol.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use bobine_model::ProviderId;
use bobine_provider::Error;
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::{excerpt, local};

/// After how long an answer is given up. A minute of speech takes a fifth of a second.
const DEADLINE: Duration = Duration::from_secs(30);

/// The program, wherever it is.
#[derive(Debug, Clone)]
pub struct Program {
    path: PathBuf,
    library: Option<PathBuf>,
}

/// What is to be spoken.
#[derive(Debug, Serialize)]
pub struct Sentence<'a> {
    /// What is said.
    pub text: &'a str,
    /// By which of eSpeak's voices.
    pub voice: &'a str,
    /// Nominal words a minute.
    pub rate_wpm: u16,
    /// 0 to 100.
    pub pitch: u8,
    /// Where the sound goes.
    pub sound: &'a Path,
}

/// When a piece of the text is said.
#[derive(Debug, Deserialize)]
pub struct PlacedPiece {
    /// When it starts.
    pub start_ms: u32,
    /// When it ends.
    pub end_ms: u32,
}

#[derive(Serialize)]
#[serde(tag = "do", rename_all = "snake_case")]
enum Request<'a> {
    Speak {
        #[serde(flatten)]
        sentence: &'a Sentence<'a>,
        #[serde(skip_serializing_if = "Option::is_none")]
        library: Option<&'a Path>,
    },
    ListVoices {
        #[serde(skip_serializing_if = "Option::is_none")]
        library: Option<&'a Path>,
    },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Answer<T> {
    Error { error: CodedMessage },
    Done(T),
}

#[derive(Debug, Deserialize)]
struct CodedMessage {
    code: String,
    message: String,
}

#[derive(Deserialize)]
struct Spoken {
    words: Vec<PlacedPiece>,
}

/// The voices eSpeak NG has on this machine.
#[derive(Debug, Deserialize)]
pub struct Voices {
    /// The voices.
    pub voices: Vec<KnownVoice>,
    /// What may stand after a `+`.
    #[cfg_attr(not(test), expect(dead_code, reason = "only tests compare them with the catalogue"))]
    pub variants: Vec<String>,
}

/// A voice eSpeak NG has on this machine.
#[derive(Debug, Deserialize)]
pub struct KnownVoice {
    /// Its name.
    #[cfg_attr(not(test), expect(dead_code, reason = "only tests compare them with the catalogue"))]
    pub voice: String,
}

/// eSpeak NG failed, in its own words.
#[derive(Debug, thiserror::Error)]
#[error("{code}: {message}")]
struct ToldFailure {
    code: String,
    message: String,
}

/// The program ended without an answer.
#[derive(Debug, thiserror::Error)]
#[error("bobine-speech ended with {status} and said {said:?}")]
struct NoAnswer {
    status: std::process::ExitStatus,
    said: String,
}

/// The program took too long.
#[derive(Debug, thiserror::Error)]
#[error("bobine-speech gave no answer within {} s", DEADLINE.as_secs())]
struct TooSlow;

impl Program {
    /// The program at a path, else beside the running one.
    pub fn new(path: Option<PathBuf>) -> Self {
        let name = format!("bobine-speech{}", std::env::consts::EXE_SUFFIX);
        let beside = || std::env::current_exe().map(|running| running.with_file_name(&name));
        Self { path: path.unwrap_or_else(|| beside().unwrap_or_else(|_| PathBuf::from(&name))), library: None }
    }

    /// The same with this library of eSpeak NG and no other.
    pub fn with_library(self, library: PathBuf) -> Self {
        Self { library: Some(library), ..self }
    }

    /// Speak into a file; the times of the pieces of the text between white space.
    pub async fn speak(&self, provider: &ProviderId, sentence: &Sentence<'_>) -> Result<Vec<PlacedPiece>, Error> {
        let request = Request::Speak { sentence, library: self.library.as_deref() };
        let spoken: Spoken = self.ask(provider, &request, sentence.voice).await?;
        Ok(spoken.words)
    }

    /// Ask which voices there are.
    pub async fn list_voices(&self, provider: &ProviderId) -> Result<Voices, Error> {
        self.ask(provider, &Request::ListVoices { library: self.library.as_deref() }, "").await
    }

    async fn ask<T: for<'a> Deserialize<'a>>(
        &self,
        provider: &ProviderId,
        request: &Request<'_>,
        voice: &str,
    ) -> Result<T, Error> {
        let request = serde_json::to_vec(request).map_err(|source| local("asking bobine-speech", source))?;
        let output = tokio::time::timeout(DEADLINE, self.run(&request))
            .await
            .map_err(|_| local("waiting for bobine-speech", TooSlow))??;
        match serde_json::from_slice(&output.stdout) {
            Ok(Answer::Done(done)) => Ok(done),
            Ok(Answer::Error { error }) => Err(told(error, provider, voice)),
            Err(_) if !output.status.success() => {
                let said = excerpt(String::from_utf8_lossy(&output.stderr).trim());
                Err(local("speaking the text", NoAnswer { status: output.status, said }))
            }
            Err(cause) => Err(Error::Unreadable {
                provider: provider.clone(),
                what: format!("{cause} in {:?}", excerpt(&String::from_utf8_lossy(&output.stdout))),
            }),
        }
    }

    async fn run(&self, request: &[u8]) -> Result<std::process::Output, Error> {
        let running = |source: std::io::Error| local("running bobine-speech", source);
        let mut child = Command::new(&self.path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // Whoever stops waiting stops the program too.
            .kill_on_drop(true)
            .spawn()
            .map_err(|source| match source.kind() {
                std::io::ErrorKind::NotFound => self.missing(),
                _ => running(source),
            })?;
        if let Some(mut input) = child.stdin.take() {
            // A program that ends without reading tells why on its way out; that counts, not the broken pipe.
            let _ = input.write_all(request).await;
        }
        child.wait_with_output().await.map_err(running)
    }

    fn missing(&self) -> Error {
        let place = self.path.parent().unwrap_or(Path::new(".")).display();
        Error::NotInstalled {
            what: "the Bobine speech helper (bobine-speech)".to_owned(),
            remedy: format!("put it into {place}, or set BOBINE_SPEECH_HELPER to where it is"),
        }
    }
}

/// What the program told, by what can be done about it.
fn told(error: CodedMessage, provider: &ProviderId, voice: &str) -> Error {
    match error.code.as_str() {
        "library_missing" | "data_missing" => {
            tracing::debug!(code = error.code, message = error.message, "eSpeak NG is not to be had");
            Error::NotInstalled { what: "eSpeak NG".to_owned(), remedy: format!("install it with: {INSTALL}") }
        }
        "voice_missing" => Error::NotInstalled {
            what: format!("eSpeak NG's voice {voice}"),
            remedy: format!("choose another voice, or install all of eSpeak NG with: {INSTALL}"),
        },
        "nothing_to_say" => {
            Error::Refused { provider: provider.clone(), reason: "there is nothing to read in the text".to_owned() }
        }
        "bad_request" => Error::Refused { provider: provider.clone(), reason: error.message },
        _ => local("speaking the text", ToldFailure { code: error.code, message: error.message }),
    }
}

/// How to get eSpeak NG.
const INSTALL: &str = if cfg!(target_os = "macos") {
    "brew install espeak-ng"
} else if cfg!(windows) {
    "winget install eSpeak-NG.eSpeak-NG"
} else {
    "sudo apt install espeak-ng"
};
