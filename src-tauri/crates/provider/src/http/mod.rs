//! Requests to providers, all made here: how long each phase may take, what may be repeated, where an address may
//! lead, how much is read, and what is written down. Knows no vendor.
//!
//! Three ways to send, by what a repetition would do. [`Http::read`] asks and asks again. [`Http::start`] sends once,
//! over a connection of its own, and its error tells whether anything can have arrived. [`Http::download`] fetches
//! from an address that a vendor's answer named, and sends no key along.

mod address;
mod call;
mod download;
mod log;
mod resolve;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use backon::{ExponentialBuilder, Retryable};
use url::Url;

pub use address::{BadEndpoint, Endpoint, Refusal, UntrustedUrl};
pub use call::{Answer, Call, Content, Part, bounded};
pub use download::{Download, DownloadError};

use call::Body;
use log::ExchangeLog;
use resolve::PublicOnly;

/// How requests are made. There is one for a studio.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpSettings {
    /// How long to wait for a connection.
    pub connect: Duration,
    /// How long a whole answer may take, unless a call says otherwise.
    pub answer: Duration,
    /// How long a download may stand still.
    pub idle: Duration,
    /// How long to wait before a question is asked again, the first time; doubled from there, with jitter.
    pub pause: Duration,
    /// Where a vendor asks for a longer wait than this, waiting is left to the queue.
    pub longest_pause: Duration,
    /// How often a question is asked again.
    pub repeats: usize,
    /// A file of certificates (PEM) to believe besides those of the system: that of a company's proxy, say.
    pub certificates: Option<PathBuf>,
    /// Where to write what is asked and answered, redacted.
    pub log: Option<PathBuf>,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(60),
            idle: Duration::from_secs(30),
            pause: Duration::from_millis(400),
            longest_pause: Duration::from_secs(5),
            repeats: 2,
            certificates: None,
            log: None,
        }
    }
}

/// HTTP that cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The file of certificates is of no use.
    #[error("{} holds no certificates that can be read; it is named by BOBINE_CA_FILE", path.display())]
    Certificates {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The file of exchanges cannot be written.
    #[error("{} cannot be written; it is named by BOBINE_HTTP_LOG", path.display())]
    Log {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The system's certificates or its proxy settings are of no use.
    #[error("encrypted connections cannot be set up on this machine")]
    Client(#[source] reqwest::Error),
}

/// A call that brought no whole answer. Says whether it can have arrived, which is what paying twice hangs on.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// Nothing was sent: the name is unknown, the connection was refused, or its encryption failed.
    #[error("no connection to {host}")]
    NotSent {
        /// Where it was meant to go.
        host: String,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// It was sent, or part of it, and no whole answer came back.
    #[error("{host} took the request and did not answer it")]
    NoAnswer {
        /// Where it went.
        host: String,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The answer is larger than any answer of this kind is.
    #[error("{host} answered with more than {limit} bytes")]
    TooLarge {
        /// Where it came from.
        host: String,
        /// How much would have been read.
        limit: usize,
    },
}

/// The way to all providers. Cheap to clone.
#[derive(Clone)]
pub struct Http(Arc<Inner>);

struct Inner {
    settings: HttpSettings,
    certificates: Vec<reqwest::Certificate>,
    log: Option<ExchangeLog>,
    /// Through the proxy of the environment, if it names one. Built when first needed: it reads the system's certificates.
    outside: OnceLock<Clients>,
    /// For servers on this machine, which no proxy stands before.
    local: OnceLock<Clients>,
}

/// Connections by what they are for.
struct Clients {
    /// Kept open and used again.
    reads: reqwest::Client,
    /// Never used again: when a connection that lay idle breaks, nobody can tell whether the request had left.
    starts: reqwest::Client,
    /// To addresses out of answers: names are resolved to public addresses only.
    strangers: reqwest::Client,
}

impl Http {
    /// The way to all providers, by these settings.
    pub fn new(settings: HttpSettings) -> Result<Self, SetupError> {
        let certificates = match &settings.certificates {
            Some(path) => certificates(path)?,
            None => Vec::new(),
        };
        let log = match &settings.log {
            Some(path) => {
                Some(ExchangeLog::open(path).map_err(|source| SetupError::Log { path: path.clone(), source })?)
            }
            None => None,
        };
        Ok(Self(Arc::new(Inner { settings, certificates, log, outside: OnceLock::new(), local: OnceLock::new() })))
    }

    /// The settings it was made by.
    pub fn settings(&self) -> &HttpSettings {
        &self.0.settings
    }

    /// Ask something that may be asked twice. Timeouts, broken connections, 408, 429 and 5xx are tried again a few
    /// times, as the answer's `Retry-After` says or with growing pauses; then the last answer is returned as it is.
    pub async fn read(&self, endpoint: &Endpoint, call: &Call) -> Result<Answer, CallError> {
        let settings = &self.0.settings;
        let client = &self.clients(endpoint).map_err(|fault| not_set_up(call, fault))?.reads;
        let attempt = || async {
            let answer = self.once(client, call).await.map_err(Unlucky::Error)?;
            if is_worth_repeating(&answer) { Err(Unlucky::Answer(Box::new(answer))) } else { Ok(answer) }
        };
        let pauses = ExponentialBuilder::default()
            .with_min_delay(settings.pause)
            .with_max_delay(settings.longest_pause)
            .with_max_times(settings.repeats)
            .with_jitter();
        let outcome =
            attempt.retry(pauses).when(|unlucky| !matches!(unlucky, Unlucky::Error(CallError::TooLarge { .. })));
        let outcome = outcome.adjust(|unlucky, pause| match (unlucky.wait(), pause) {
            (Some(wait), Some(_)) if wait > settings.longest_pause => None,
            (Some(wait), Some(pause)) => Some(wait.max(pause)),
            (_, pause) => pause,
        });
        match outcome.await {
            Ok(answer) => Ok(answer),
            Err(Unlucky::Answer(answer)) => Ok(*answer),
            Err(Unlucky::Error(error)) => Err(error),
        }
    }

    /// Send something that must not be sent twice. It is sent once, and not even the connection is shared.
    pub async fn start(&self, endpoint: &Endpoint, call: &Call) -> Result<Answer, CallError> {
        let client = &self.clients(endpoint).map_err(|fault| not_set_up(call, fault))?.starts;
        self.once(client, call).await
    }

    async fn once(&self, client: &reqwest::Client, call: &Call) -> Result<Answer, CallError> {
        let began = Instant::now();
        let outcome = self.exchange(client, call).await;
        if let Some(log) = &self.0.log {
            log.write(call, outcome.as_ref().map_err(|fault| fault as &dyn std::error::Error), began.elapsed());
        }
        outcome
    }

    async fn exchange(&self, client: &reqwest::Client, call: &Call) -> Result<Answer, CallError> {
        let patience = call.patience.unwrap_or(self.0.settings.answer);
        let request =
            client.request(call.method.clone(), call.url.clone()).headers(call.headers.clone()).timeout(patience);
        let request = match &call.body {
            Body::Empty => request,
            Body::Json(value) => request.header(http::header::CONTENT_TYPE, "application/json").body(value.to_string()),
            Body::Form(parts) => request.multipart(form(parts).map_err(|fault| not_sent(call, fault))?),
        };
        let mut response = request.send().await.map_err(|fault| unanswered(call, fault))?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|fault| no_answer(call, fault))? {
            if body.len() + piece.len() > call.limit {
                return Err(CallError::TooLarge { host: host(&call.url), limit: call.limit });
            }
            body.extend_from_slice(&piece);
        }
        Ok(Answer { status, headers, body })
    }

    fn clients(&self, endpoint: &Endpoint) -> Result<&Clients, SetupError> {
        let inner = &self.0;
        let (cell, is_local) = if endpoint.is_loopback() { (&inner.local, true) } else { (&inner.outside, false) };
        if let Some(clients) = cell.get() {
            return Ok(clients);
        }
        let build = |builder: reqwest::ClientBuilder| {
            let builder = builder
                .tls_certs_merge(inner.certificates.iter().cloned())
                .connect_timeout(inner.settings.connect)
                // Where an answer leads is looked at before it is followed.
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .user_agent(concat!("Bobine/", env!("CARGO_PKG_VERSION")))
                .referer(false);
            let builder = if is_local { builder.no_proxy() } else { builder };
            builder.build().map_err(SetupError::Client)
        };
        install_encryption();
        let clients = Clients {
            reads: build(reqwest::Client::builder().read_timeout(inner.settings.idle))?,
            starts: build(reqwest::Client::builder().pool_max_idle_per_host(0))?,
            strangers: build(
                reqwest::Client::builder().dns_resolver(Arc::new(PublicOnly::new())).read_timeout(inner.settings.idle),
            )?,
        };
        Ok(cell.get_or_init(|| clients))
    }
}

/// rustls takes its ciphers from ring. Whoever was first in the process has set them; that is as well.
fn install_encryption() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

fn certificates(path: &PathBuf) -> Result<Vec<reqwest::Certificate>, SetupError> {
    let unusable =
        |source: Box<dyn std::error::Error + Send + Sync>| SetupError::Certificates { path: path.clone(), source };
    let text = std::fs::read(path).map_err(|fault| unusable(fault.into()))?;
    let found = reqwest::Certificate::from_pem_bundle(&text).map_err(|fault| unusable(fault.into()))?;
    if found.is_empty() { Err(unusable("there is no certificate in it".into())) } else { Ok(found) }
}

enum Unlucky {
    Answer(Box<Answer>),
    Error(CallError),
}

impl Unlucky {
    fn wait(&self) -> Option<Duration> {
        match self {
            Self::Answer(answer) => answer.retry_after(),
            Self::Error(_) => None,
        }
    }
}

fn is_worth_repeating(answer: &Answer) -> bool {
    matches!(answer.status, 408 | 429 | 500..)
}

fn form(parts: &[Part]) -> Result<reqwest::multipart::Form, reqwest::Error> {
    parts.iter().try_fold(reqwest::multipart::Form::new(), |form, part| {
        Ok(match &part.content {
            Content::Text(text) => form.text(part.name, text.clone()),
            Content::File { name, media_type, bytes } => {
                let file = reqwest::multipart::Part::bytes(bytes.clone()).file_name(name.clone());
                form.part(part.name, file.mime_str(media_type)?)
            }
        })
    })
}

/// Whether anything can have left this machine.
fn unanswered(call: &Call, fault: reqwest::Error) -> CallError {
    if fault.is_connect() || fault.is_builder() { not_sent(call, fault) } else { no_answer(call, fault) }
}

fn not_sent(call: &Call, fault: reqwest::Error) -> CallError {
    // The address may be signed; the host is named already.
    CallError::NotSent { host: host(&call.url), source: Box::new(fault.without_url()) }
}

fn no_answer(call: &Call, fault: reqwest::Error) -> CallError {
    CallError::NoAnswer { host: host(&call.url), source: Box::new(fault.without_url()) }
}

fn not_set_up(call: &Call, fault: SetupError) -> CallError {
    CallError::NotSent { host: host(&call.url), source: Box::new(fault) }
}

fn host(url: &Url) -> String {
    url.host_str().unwrap_or("?").to_owned()
}
