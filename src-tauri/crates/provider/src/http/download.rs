//! Fetching a file from an address that a vendor's answer named. The address is not believed: it is checked, where it
//! sends us on to is checked again, no key goes along, and no more is written than was allowed.

use std::path::{Path, PathBuf};

use http::header::LOCATION;
use http::{HeaderName, HeaderValue};
use tokio::io::AsyncWriteExt;
use url::Url;

use super::address::{self, Endpoint, Refusal, UntrustedUrl};
use super::{Answer, Http, host};

/// How often an address may send us on to another.
const REDIRECTS: usize = 5;

/// A file to fetch.
#[derive(Debug, Clone, Copy)]
pub struct Download<'a> {
    /// Where it is said to be.
    pub url: &'a UntrustedUrl,
    /// Whose answer said so.
    pub endpoint: &'a Endpoint,
    /// The key, for a vendor that asks for it. It is sent to the endpoint's own server and nowhere else.
    pub key: Option<(&'a HeaderName, &'a HeaderValue)>,
    /// The most bytes that are read.
    pub limit: u64,
}

/// A download that left no file.
#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    /// The address is none we fetch from.
    #[error("the vendor named a place that nothing is fetched from: {0}")]
    Refused(#[from] Refusal),
    /// The address holds no longer: ask the vendor for another.
    #[error("{host} does not give the file any more ({status})")]
    Expired {
        /// Where it was to be.
        host: String,
        /// 401, 403, 404 or 410.
        status: u16,
    },
    /// It may go better later.
    #[error("{host} cannot give the file now ({status})")]
    Unavailable {
        /// Where it was to be.
        host: String,
        /// The status.
        status: u16,
        /// How long to wait, where the answer says.
        wait: Option<std::time::Duration>,
    },
    /// The connection failed or broke: try again.
    #[error("the download from {host} broke off")]
    Broken {
        /// Where from.
        host: String,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// An answer that is no file.
    #[error("{host} answered {status} instead of giving the file")]
    NoFile {
        /// Where from.
        host: String,
        /// The status.
        status: u16,
    },
    /// There is nothing in it.
    #[error("{host} gave a file with nothing in it")]
    Empty {
        /// Where from.
        host: String,
    },
    /// More than was to be read.
    #[error("{host} gave more than {limit} bytes")]
    TooLarge {
        /// Where from.
        host: String,
        /// How much would have been read.
        limit: u64,
    },
    /// It cannot be written here.
    #[error("{} cannot be written", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

impl Http {
    /// Fetch a file into a new file at `path`. All of it or nothing: on error nothing is left there.
    pub async fn download(&self, download: Download<'_>, path: &Path) -> Result<u64, DownloadError> {
        let url = download.url.checked(download.endpoint)?;
        let part = path.with_extension("part");
        let written = match self.reach(&download, url).await {
            Ok(response) => write(response, &part, download.limit).await,
            Err(error) => return Err(error),
        };
        let named = match written {
            Ok(bytes) => {
                tokio::fs::rename(&part, path).await.map(|()| bytes).map_err(|fault| cannot_write(path, fault))
            }
            Err(error) => Err(error),
        };
        if named.is_err() {
            // Whatever is left of it is of no use to anybody.
            let _ = tokio::fs::remove_file(&part).await;
        }
        named
    }

    /// Follow an address to an answer with a file.
    async fn reach(&self, download: &Download<'_>, mut url: Url) -> Result<reqwest::Response, DownloadError> {
        for _ in 0..=REDIRECTS {
            let response = self.ask_for_file(download, url.clone()).await?;
            let status = response.status();
            if status.is_redirection() {
                let to = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
                let next = to.and_then(|to| url.join(to).ok()).ok_or(Refusal::Unreadable)?;
                address::check(&next, download.endpoint)?;
                url = next;
                continue;
            }
            if status.is_success() {
                return Ok(response);
            }
            let (host, status) = (host(&url), status.as_u16());
            return Err(match status {
                401 | 403 | 404 | 410 => DownloadError::Expired { host, status },
                408 | 425 | 429 | 500.. => {
                    let answer = Answer { status, headers: response.headers().clone(), body: Vec::new() };
                    DownloadError::Unavailable { host, status, wait: answer.retry_after() }
                }
                _ => DownloadError::NoFile { host, status },
            });
        }
        Err(Refusal::TooManyRedirects.into())
    }

    async fn ask_for_file(&self, download: &Download<'_>, url: Url) -> Result<reqwest::Response, DownloadError> {
        let broken =
            |source: Box<dyn std::error::Error + Send + Sync>| DownloadError::Broken { host: host(&url), source };
        let clients = self.clients(download.endpoint).map_err(|fault| broken(fault.into()))?;
        // A server of the user's own may name addresses of its own network; others only public ones.
        let client = if download.endpoint.is_private() { &clients.reads } else { &clients.strangers };
        let is_own = url.origin() == download.endpoint.url().origin();
        let request = client.get(url.clone());
        let request = match download.key {
            Some((name, value)) if is_own => request.header(name, value),
            _ => request,
        };
        let answer = tokio::time::timeout(self.settings().answer, request.send()).await;
        let answer = answer.map_err(|late| broken(late.into()))?;
        answer.map_err(|fault| match refusal_within(&fault) {
            Some(refusal) => DownloadError::Refused(refusal),
            None => broken(fault.without_url().into()),
        })
    }
}

/// A name that turned out to lead into a private network when it was resolved.
fn refusal_within(fault: &reqwest::Error) -> Option<Refusal> {
    let mut cause = std::error::Error::source(fault);
    while let Some(source) = cause {
        if let Some(refusal) = source.downcast_ref::<Refusal>() {
            return Some(refusal.clone());
        }
        cause = source.source();
    }
    None
}

async fn write(mut response: reqwest::Response, part: &Path, limit: u64) -> Result<u64, DownloadError> {
    let host = host(response.url());
    if response.content_length().is_some_and(|length| length > limit) {
        return Err(DownloadError::TooLarge { host, limit });
    }
    let cannot = |fault| cannot_write(part, fault);
    let file = tokio::fs::File::create(part).await.map_err(cannot)?;
    let mut file = tokio::io::BufWriter::with_capacity(1 << 18, file);
    let mut written: u64 = 0;
    loop {
        let piece = response.chunk().await;
        let piece =
            piece.map_err(|fault| DownloadError::Broken { host: host.clone(), source: fault.without_url().into() })?;
        let Some(piece) = piece else { break };
        written = written.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        if written > limit {
            return Err(DownloadError::TooLarge { host, limit });
        }
        file.write_all(&piece).await.map_err(cannot)?;
    }
    file.flush().await.map_err(cannot)?;
    if written == 0 { Err(DownloadError::Empty { host }) } else { Ok(written) }
}

fn cannot_write(path: &Path, source: std::io::Error) -> DownloadError {
    DownloadError::Write { path: path.to_owned(), source }
}
