//! An account at a vendor: its server, the key, and the way there. What all vendors share between their own words and
//! ours: which complaint is which error, which lost start is certainly not accepted, and how a clip is brought here.

use std::path::Path;
use std::time::Duration;

use bobine_model::{ModelId, ProviderId};
use bobine_provider::http::{Answer, Call, CallError, Download, DownloadError, Endpoint, Http, bounded};
use bobine_provider::{Artifact, ArtifactSource, Error, Operation, Secret, StartError};
use http::{HeaderName, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::catalogue::VendorData;

/// The largest clip that is fetched: far more than a minute of 4K.
const CLIP_LIMIT: u64 = 2_000_000_000;

/// What is wrong, when an answer is no success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Complaint {
    /// The key is missing, wrong or without rights.
    BadKey,
    /// Nothing to pay with.
    NoCredit,
    /// The prompt or the picture was refused.
    Refused,
    /// The request is not one this model takes.
    BadRequest,
    /// The model is not there, or not for this account.
    NoModel,
    /// What was asked about is not there.
    Lost,
    /// Too much at once: nothing was taken. Asking later helps.
    Busy,
    /// Not taken, by the vendor's documented word, though it sounds like a fault. Asking later helps.
    Declined,
    /// What was to be made could not be made.
    Failed,
    /// The vendor's own fault. A start may have been taken all the same.
    Faulty,
    /// None of what a vendor answers.
    Unreadable,
}

impl Complaint {
    /// What a status means where a vendor gives it no meaning of its own.
    pub(crate) fn of_status(status: u16) -> Self {
        match status {
            401 | 403 => Self::BadKey,
            402 => Self::NoCredit,
            404 | 410 => Self::Lost,
            429 => Self::Busy,
            // Neither says that nothing was done.
            408 | 409 | 500.. => Self::Faulty,
            400..500 => Self::BadRequest,
            _ => Self::Unreadable,
        }
    }
}

/// A complaint, and the vendor's words for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Complained {
    pub(crate) complaint: Complaint,
    pub(crate) words: String,
}

/// Reads a vendor's complaints.
pub(crate) type Complain = fn(&Answer) -> Complained;

/// An account at a vendor.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) provider: ProviderId,
    pub(crate) endpoint: Endpoint,
    pub(crate) model: ModelId,
    http: Http,
    key: Option<(HeaderName, HeaderValue)>,
    fingerprint: String,
    headers: Vec<(HeaderName, HeaderValue)>,
    poll: Duration,
    key_remedy: String,
    credit_remedy: String,
    complain: Complain,
    is_success: fn(&Answer) -> bool,
}

/// Who an account is with, and how to get there.
pub(crate) struct Opening<'a> {
    pub(crate) vendor: &'a VendorData,
    pub(crate) model: ModelId,
    pub(crate) endpoint: Endpoint,
    pub(crate) http: Http,
    /// The header the key goes in, the word before it, and the key; none for a server of one's own.
    pub(crate) key: Option<(HeaderName, &'static str, &'a Secret)>,
    pub(crate) poll: Duration,
    pub(crate) complain: Complain,
}

impl Account {
    pub(crate) fn open(opening: Opening<'_>) -> Self {
        let vendor = opening.vendor;
        let key_remedy = match vendor.key_variable() {
            Some(variable) => format!("set {variable} to a key from {}", vendor.key_page),
            None => format!("its server asks for none, so something before it does; see {}", vendor.base_variable),
        };
        Self {
            provider: vendor.provider.clone(),
            endpoint: opening.endpoint,
            model: opening.model,
            http: opening.http,
            fingerprint: opening.key.as_ref().map(|(_, _, key)| key.fingerprint()).unwrap_or_default(),
            key: opening.key.map(|(name, scheme, key)| (name, key.header(scheme))),
            headers: Vec::new(),
            poll: opening.poll,
            key_remedy,
            credit_remedy: format!("top up at {} or choose another provider", vendor.credit_page),
            complain: opening.complain,
            is_success: Answer::is_success,
        }
    }

    /// Where a good status alone is no success.
    pub(crate) fn with_success(mut self, is_success: fn(&Answer) -> bool) -> Self {
        self.is_success = is_success;
        self
    }

    /// With a header on every call.
    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// When to ask again, unless the vendor says.
    pub(crate) fn poll(&self) -> Duration {
        self.poll
    }

    /// How long to wait where the vendor asks for a wait and does not say how long.
    fn unnamed_wait(&self) -> Duration {
        self.poll * 2
    }

    /// Tells this account's key from another's.
    pub(crate) fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Ask something that may be asked twice. Only successes come back as answers.
    pub(crate) async fn read(&self, call: Call) -> Result<Answer, Error> {
        let answer = self.http.read(&self.endpoint, &self.signed(call)).await.map_err(|fault| self.unreached(fault))?;
        if (self.is_success)(&answer) { Ok(answer) } else { Err(self.error(&answer)) }
    }

    /// Send something that changes things there and may be repeated without harm, once.
    pub(crate) async fn send(&self, call: Call) -> Result<Answer, Error> {
        let answer =
            self.http.start(&self.endpoint, &self.signed(call)).await.map_err(|fault| self.unreached(fault))?;
        if (self.is_success)(&answer) { Ok(answer) } else { Err(self.error(&answer)) }
    }

    /// Send a start, once, and tell what is certain about it.
    pub(crate) async fn start(&self, call: Call) -> Result<Answer, StartError> {
        let answer = match self.http.start(&self.endpoint, &self.signed(call)).await {
            Ok(answer) => answer,
            Err(fault @ CallError::NotSent { .. }) => return Err(StartError::NotAccepted(self.unreached(fault))),
            Err(fault) => return Err(StartError::Unknown(self.unreached(fault))),
        };
        if (self.is_success)(&answer) {
            return Ok(answer);
        }
        let mut complained = (self.complain)(&answer);
        if complained.complaint == Complaint::Lost {
            // Nothing was asked about yet, so it can only be the model that is not there.
            complained.complaint = Complaint::NoModel;
        }
        let error = self.complaint(&complained, &answer);
        Err(match complained.complaint {
            Complaint::Faulty | Complaint::Failed => StartError::Unknown(error),
            Complaint::BadKey
            | Complaint::NoCredit
            | Complaint::Refused
            | Complaint::BadRequest
            | Complaint::NoModel
            | Complaint::Lost
            | Complaint::Busy
            | Complaint::Declined
            | Complaint::Unreadable => StartError::NotAccepted(error),
        })
    }

    /// The body of an answer that is a success.
    pub(crate) fn body<T: DeserializeOwned>(&self, answer: &Answer) -> Result<T, Error> {
        answer.json().map_err(|fault| {
            let what = format!("{fault} in {}", with_id(answer.excerpt(), answer));
            Error::Unreadable { provider: self.provider.clone(), what }
        })
    }

    /// The body of the answer to a start. When it cannot be read, the start was taken and its name is lost.
    pub(crate) fn started<T: DeserializeOwned>(&self, answer: &Answer) -> Result<T, StartError> {
        self.body(answer).map_err(StartError::Unknown)
    }

    /// What an answer that is no success says, as an error.
    fn error(&self, answer: &Answer) -> Error {
        self.complaint(&(self.complain)(answer), answer)
    }

    fn complaint(&self, complained: &Complained, answer: &Answer) -> Error {
        let provider = self.provider.clone();
        let said = with_id(bounded(&complained.words), answer);
        let wait = answer.retry_after().unwrap_or(self.unnamed_wait());
        match complained.complaint {
            Complaint::BadKey => Error::BadKey { provider, said, remedy: self.key_remedy.clone() },
            Complaint::NoCredit => Error::NoCredit { provider, said, remedy: self.credit_remedy.clone() },
            Complaint::Refused => Error::Refused { provider, reason: said },
            Complaint::BadRequest => Error::BadRequest { provider, reason: said },
            Complaint::NoModel => Error::NoModel { provider, model: self.model.clone(), said },
            Complaint::Lost => Error::Gone { provider },
            Complaint::Busy | Complaint::Declined => Error::Busy { provider, wait },
            Complaint::Failed => Error::VendorFailed { provider, reason: format!("{said}; generate it again") },
            Complaint::Faulty => Error::Faulty { provider, status: answer.status, said },
            Complaint::Unreadable => {
                let what = format!("status {} ({said}); is its address set rightly?", answer.status);
                Error::Unreadable { provider, what }
            }
        }
    }

    fn unreached(&self, fault: CallError) -> Error {
        let provider = self.provider.clone();
        match fault {
            CallError::TooLarge { .. } => Error::Unreadable { provider, what: fault.to_string() },
            CallError::NotSent { .. } | CallError::NoAnswer { .. } => {
                Error::Unreachable { provider, source: Box::new(fault) }
            }
        }
    }

    fn signed(&self, call: Call) -> Call {
        let call = self.headers.iter().fold(call, |call, (name, value)| call.header(name.clone(), value.clone()));
        match &self.key {
            Some((name, value)) => call.header(name.clone(), value.clone()),
            None => call,
        }
    }

    /// An operation to keep.
    pub(crate) fn operation(&self, version: u32, data: &impl Serialize) -> Result<Operation, StartError> {
        let data = serde_json::to_value(data).map_err(|fault| {
            StartError::Unknown(Error::Local { doing: "writing down the start", source: Box::new(fault) })
        })?;
        Ok(Operation { provider: self.provider.clone(), version, data })
    }

    /// An operation of this vendor's, as it was kept. One of another shape is none we can ask about.
    pub(crate) fn kept<T: DeserializeOwned>(&self, version: u32, operation: &Operation) -> Result<T, Error> {
        let provider = self.provider.clone();
        if operation.provider != provider || operation.version != version {
            return Err(Error::Gone { provider });
        }
        serde_json::from_value(operation.data.clone())
            .map_err(|fault| Error::Unreadable { provider, what: fault.to_string() })
    }

    /// Fetch a clip, without the key.
    pub(crate) async fn fetch(&self, artifact: &Artifact, file: &Path) -> Result<(), Error> {
        self.bring(artifact, file, None).await
    }

    /// Fetch a clip from the vendor's own server, which wants the key.
    pub(crate) async fn fetch_with_key(&self, artifact: &Artifact, file: &Path) -> Result<(), Error> {
        self.bring(artifact, file, self.key.as_ref().map(|(name, value)| (name, value))).await
    }

    async fn bring(
        &self,
        artifact: &Artifact,
        file: &Path,
        key: Option<(&HeaderName, &HeaderValue)>,
    ) -> Result<(), Error> {
        let provider = self.provider.clone();
        let ArtifactSource::Remote { url } = &artifact.source else { return Err(Error::Gone { provider }) };
        let download = Download { url, endpoint: &self.endpoint, key, limit: CLIP_LIMIT };
        let Err(fault) = self.http.download(download, file).await else { return Ok(()) };
        Err(match fault {
            DownloadError::Expired { .. } => Error::Gone { provider },
            DownloadError::Unavailable { wait, .. } => {
                Error::Busy { provider, wait: wait.unwrap_or(self.unnamed_wait()) }
            }
            DownloadError::Broken { .. } => Error::Unreachable { provider, source: Box::new(fault) },
            DownloadError::Empty { .. } => Error::Damaged { provider, what: fault.to_string() },
            DownloadError::Refused(_) | DownloadError::NoFile { .. } | DownloadError::TooLarge { .. } => {
                Error::Unreadable { provider, what: fault.to_string() }
            }
            DownloadError::Write { .. } => Error::Local { doing: "keeping the clip", source: Box::new(fault) },
        })
    }

    /// The clip at an address out of an answer.
    pub(crate) fn clip(url: impl Into<String>) -> Artifact {
        let url = bobine_provider::http::UntrustedUrl::new(url);
        Artifact { source: ArtifactSource::Remote { url }, media_type: "video/mp4".to_owned() }
    }
}

/// Words, and what the vendor's support finds the exchange by.
fn with_id(words: String, answer: &Answer) -> String {
    match answer.request_id() {
        Some(id) if words.is_empty() => format!("request {id}"),
        Some(id) => format!("{words}; request {id}"),
        None => words,
    }
}
