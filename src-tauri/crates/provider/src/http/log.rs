//! `BOBINE_HTTP_LOG`: what was asked and answered, for a bug report, without keys, prompts or signatures.
//!
//! Nothing is written as it is. Addresses lose their query, headers are kept by a short list, and of a body's texts
//! only those stay that look like words of a protocol: ids, states, numbers, and what a vendor says went wrong.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::HeaderMap;
use serde_json::{Map, Value, json};

use super::address::shown;
use super::call::{Answer, Body, Call, Content, bounded};

/// Headers that may be shown.
const SHOWN_HEADERS: &[&str] = &[
    "content-type",
    "content-length",
    "retry-after",
    "x-request-id",
    "request-id",
    "x-fal-request-id",
    "x-fal-error-type",
    "x-api-version",
    "x-runway-version",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "anthropic-version",
    "date",
    "location",
];

/// Fields that hold what the creator wrote, whatever it looks like.
const WRITTEN: &[&str] =
    &["prompt", "prompttext", "prompt_text", "negative_prompt", "text", "query", "system", "revised_prompt"];

/// Fields in which vendors say what went wrong.
const SAID: &[&str] =
    &["detail", "error", "message", "msg", "failure", "failure_reason", "status_msg", "docurl", "title", "errors"];

/// A file of exchanges, one a line.
pub(crate) struct ExchangeLog(Mutex<File>);

impl ExchangeLog {
    /// Add to a file, made where there is none, for its owner's eyes.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        options.open(path).map(|file| Self(Mutex::new(file)))
    }

    pub(crate) fn write(&self, call: &Call, outcome: Result<&Answer, &dyn std::error::Error>, took: Duration) {
        let answer = match outcome {
            Ok(answer) => json!({
                "status": answer.status,
                "headers": headers(&answer.headers),
                "body": body(&answer.body),
            }),
            Err(fault) => json!({ "fault": bounded(&chain(fault)) }),
        };
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let entry = json!({
            "at_ms": u64::try_from(since.as_millis()).unwrap_or(u64::MAX),
            "took_ms": u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "method": call.method.as_str(),
            "url": shown(call.url.as_str()),
            "headers": headers(&call.headers),
            "request": request(&call.body),
            "answer": answer,
        });
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A log that cannot be written must not stop the work.
        let _ = writeln!(file, "{entry}");
    }
}

fn chain(fault: &dyn std::error::Error) -> String {
    let mut text = fault.to_string();
    let mut cause = fault.source();
    while let Some(source) = cause {
        text = format!("{text}: {source}");
        cause = source.source();
    }
    text
}

fn headers(all: &HeaderMap) -> Value {
    let kept = all.iter().filter(|(name, _)| SHOWN_HEADERS.contains(&name.as_str())).map(|(name, value)| {
        let text = value.to_str().unwrap_or("(not text)");
        (name.as_str().to_owned(), Value::String(if name == "location" { shown(text) } else { text.to_owned() }))
    });
    Value::Object(kept.collect())
}

fn request(body: &Body) -> Value {
    match body {
        Body::Empty => Value::Null,
        Body::Json(value) => redacted("", value),
        Body::Form(parts) => {
            let parts = parts.iter().map(|part| {
                let content = match &part.content {
                    Content::Text(text) => redacted(part.name, &Value::String(text.clone())),
                    Content::File { media_type, bytes, .. } => json!(format!("({media_type}, {} bytes)", bytes.len())),
                };
                (part.name.to_owned(), content)
            });
            Value::Object(parts.collect())
        }
    }
}

fn body(bytes: &[u8]) -> Value {
    match serde_json::from_slice(bytes) {
        Ok(value) => redacted("", &value),
        Err(_) if bytes.is_empty() => Value::Null,
        Err(_) => Value::String(format!("({} bytes, no JSON)", bytes.len())),
    }
}

/// A value with everything secret or written by the creator taken out of it; its shape stays.
fn redacted(name: &str, value: &Value) -> Value {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        Value::Array(items) => Value::Array(items.iter().map(|item| redacted(name, item)).collect()),
        Value::Object(fields) => {
            let fields: Map<String, Value> =
                fields.iter().map(|(name, value)| (name.clone(), redacted(name, value))).collect();
            Value::Object(fields)
        }
        Value::String(text) => Value::String(redacted_text(&name.to_ascii_lowercase(), text)),
    }
}

fn redacted_text(name: &str, text: &str) -> String {
    let counted = || format!("({} characters)", text.chars().count());
    if WRITTEN.contains(&name) {
        counted()
    } else if text.contains("://") {
        if text.contains(char::is_whitespace) { counted() } else { shown(text) }
    } else if SAID.contains(&name) {
        bounded(text)
    } else if text.len() <= 80 && !text.contains(char::is_whitespace) && text.is_ascii() {
        text.to_owned()
    } else {
        counted()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;
    use http::header::AUTHORIZATION;
    use url::Url;

    #[test]
    fn a_written_exchange_holds_no_key_no_prompt_and_no_signature() {
        let folder = std::env::temp_dir().join(format!("bobine-http-log-{}", std::process::id()));
        let log = ExchangeLog::open(&folder).expect("a test may write");
        let key = Secret::new("luma-api-secretsecret").expect("a key");
        let url = Url::parse("https://api.example.com/v1/generations?key=hidden-in-query").expect("an address");
        let sent = json!({
            "model": "ray-3.2", "prompt": "Lighthouse", "video": {
                "duration": "5s", "start_frame": { "data": "iVBORw0KGgo".repeat(40), "media_type": "image/png" },
            },
        });
        let call = Call::post(url, sent).header(AUTHORIZATION, key.header("Bearer"));
        let got = json!({
            "id": "d290f1ee", "state": "completed", "input": { "prompt": "a quiet harbour" },
            "output": [{ "url": "https://cdn.example.com/a.mp4?X-Amz-Signature=feed" }],
            "failure_reason": "Prompt violates the content policy",
        });
        let answer = Answer { status: 200, headers: HeaderMap::new(), body: got.to_string().into_bytes() };
        log.write(&call, Ok(&answer), Duration::from_millis(12));
        let text = std::fs::read_to_string(&folder).expect("it was written");
        std::fs::remove_file(&folder).expect("a test may clean up");
        for secret in ["secretsecret", "hidden-in-query", "Lighthouse", "iVBOR", "harbour", "feed"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
        for kept in ["ray-3.2", "\"5s\"", "d290f1ee", "completed", "cdn.example.com/a.mp4", "content policy"] {
            assert!(text.contains(kept), "{kept} is not in {text}");
        }
    }
}
