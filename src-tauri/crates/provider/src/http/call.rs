//! One request and its answer.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

/// The largest answer that is read into memory, unless a call says otherwise.
const ANSWER_LIMIT: usize = 8 << 20;

/// Headers by which vendors name a request of ours in their own books.
const REQUEST_IDS: &[&str] = &["x-request-id", "request-id", "x-fal-request-id", "x-goog-request-id", "trace-id"];

/// A request, ready to be sent to an address that the user or a data file has set.
#[derive(Debug, Clone)]
pub struct Call {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    pub(crate) limit: usize,
    pub(crate) patience: Option<Duration>,
}

#[derive(Debug, Clone)]
pub(crate) enum Body {
    Empty,
    Json(Value),
    Form(Vec<Part>),
}

/// One part of a form, as browsers send them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub content: Content,
}

/// What a part of a form holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A value.
    Text(String),
    /// A file.
    File {
        /// Its name there.
        name: String,
        /// `image/png`.
        media_type: &'static str,
        /// All of it.
        bytes: Vec<u8>,
    },
}

impl Call {
    /// A question: changes nothing there.
    pub fn get(url: Url) -> Self {
        Self::new(Method::GET, url, Body::Empty)
    }

    /// Something is sent there as JSON.
    pub fn post(url: Url, body: Value) -> Self {
        Self::new(Method::POST, url, Body::Json(body))
    }

    /// Something is sent there as a form.
    pub fn post_form(url: Url, parts: Vec<Part>) -> Self {
        Self::new(Method::POST, url, Body::Form(parts))
    }

    /// A call without a body, by any method.
    pub fn bare(method: Method, url: Url) -> Self {
        Self::new(method, url, Body::Empty)
    }

    fn new(method: Method, url: Url, body: Body) -> Self {
        Self { method, url, headers: HeaderMap::new(), body, limit: ANSWER_LIMIT, patience: None }
    }

    /// With a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// With a pair in the query.
    #[must_use]
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.url.query_pairs_mut().append_pair(name, value);
        self
    }

    /// An answer of up to so many bytes is read.
    #[must_use]
    pub fn limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// The whole answer may take so long: for vendors that answer when the work is done.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = Some(patience);
        self
    }
}

/// A whole answer, whatever its status.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status: 200, 404.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
}

impl Answer {
    /// Whether the status is 200 to 299.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body as JSON of a shape; unknown fields are no fault.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_slice(&self.body)
    }

    /// The body as any JSON; null where it is none.
    pub fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// What the vendor calls this exchange in its own books: the first thing its support asks for.
    pub fn request_id(&self) -> Option<String> {
        let named = REQUEST_IDS.iter().find_map(|name| self.header(name));
        let in_body = || self.value().get("request_id").and_then(Value::as_str).map(str::to_owned);
        let id = named.map(str::to_owned).or_else(in_body)?;
        let is_plain = !id.is_empty() && id.len() <= 100 && id.bytes().all(|byte| byte.is_ascii_graphic());
        is_plain.then_some(id)
    }

    /// How long to wait before asking again, where the answer says: seconds, or a date.
    pub fn retry_after(&self) -> Option<Duration> {
        let text = self.header("retry-after")?.trim();
        if let Ok(seconds) = text.parse::<u64>() {
            return Some(Duration::from_secs(seconds));
        }
        let at = httpdate::parse_http_date(text).ok()?;
        // The answer's own clock, so that ours need not be right.
        let now = self.header("date").and_then(|date| httpdate::parse_http_date(date).ok());
        Some(at.duration_since(now.unwrap_or_else(std::time::SystemTime::now)).unwrap_or_default())
    }

    /// A bounded excerpt of the body on one line, for messages. A page made for people is named, not shown.
    pub fn excerpt(&self) -> String {
        let text = String::from_utf8_lossy(self.body.get(..4096).unwrap_or(&self.body));
        let start = text.trim_start().to_ascii_lowercase();
        if start.starts_with("<!doctype") || start.starts_with("<html") {
            return "a page made for people".to_owned();
        }
        bounded(&text)
    }
}

/// Text on one line, at most 300 characters of it.
pub fn bounded(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(300) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(headers: &[(&'static str, &str)], body: &str) -> Answer {
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).expect("a header")));
        Answer { status: 429, headers: headers.collect(), body: body.as_bytes().to_vec() }
    }

    #[test]
    fn waits_are_read_as_seconds_and_as_dates() {
        let wait = |headers: &[(&'static str, &str)]| answer(headers, "").retry_after().map(|wait| wait.as_secs());
        assert_eq!(wait(&[("retry-after", "60")]), Some(60));
        let date = ("date", "Sun, 22 Nov 2026 06:30:00 GMT");
        assert_eq!(wait(&[date, ("retry-after", "Sun, 22 Nov 2026 06:30:34 GMT")]), Some(34));
        assert_eq!(wait(&[date, ("retry-after", "Sun, 22 Nov 2026 06:29:00 GMT")]), Some(0));
        assert_eq!(wait(&[("retry-after", "soon")]), None);
        assert_eq!(wait(&[]), None);
    }

    #[test]
    fn the_request_id_is_found_in_headers_and_in_the_body() {
        assert_eq!(answer(&[("x-request-id", "r-1")], "{}").request_id().as_deref(), Some("r-1"));
        assert_eq!(answer(&[], r#"{"request_id":"r-2"}"#).request_id().as_deref(), Some("r-2"));
        assert_eq!(answer(&[("x-request-id", "two words")], "").request_id(), None);
    }

    #[test]
    fn an_excerpt_is_bounded_and_shows_no_page() {
        assert_eq!(answer(&[], "<!DOCTYPE html><h1>502</h1>").excerpt(), "a page made for people");
        assert_eq!(answer(&[], " {\n \"a\": 1 }").excerpt(), "{ \"a\": 1 }");
        assert_eq!(answer(&[], &"é".repeat(5000)).excerpt().chars().count(), 301);
    }
}
