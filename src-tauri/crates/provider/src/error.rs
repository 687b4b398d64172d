//! What can go wrong at a provider, by what can be done about it.

use std::time::Duration;

use bobine_model::{ModelId, ProviderId};

/// A provider could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The key is missing, wrong or without rights: enter another.
    #[error("{provider} rejected the key ({said}); {remedy}")]
    BadKey {
        /// Who.
        provider: ProviderId,
        /// The provider's words.
        said: String,
        /// Where to enter the right one: `set LUMA_API_KEY to a key from https://...`.
        remedy: String,
    },
    /// Nothing is left to pay with: top up there, or choose another provider.
    #[error("there is no credit left at {provider} ({said}); {remedy}")]
    NoCredit {
        /// Who.
        provider: ProviderId,
        /// The provider's words.
        said: String,
        /// Where to top up.
        remedy: String,
    },
    /// The prompt or text was refused: change it.
    #[error("{provider} refused the request: {reason}")]
    Refused {
        /// Who.
        provider: ProviderId,
        /// The provider's reason, in words.
        reason: String,
    },
    /// The model cannot take the request as it is: change its settings.
    #[error("{provider} cannot take this request: {reason}")]
    BadRequest {
        /// Who.
        provider: ProviderId,
        /// What is wrong with it.
        reason: String,
    },
    /// The model is not offered, or not to this account: choose another.
    #[error("{provider} does not offer {model} to this account ({said}); choose another model or provider")]
    NoModel {
        /// Who.
        provider: ProviderId,
        /// Which.
        model: ModelId,
        /// The provider's words.
        said: String,
    },
    /// It was tried and failed there: generating again may help.
    #[error("{provider} tried and could not make it: {reason}")]
    VendorFailed {
        /// Who.
        provider: ProviderId,
        /// The provider's words, and what to do about it.
        reason: String,
    },
    /// What was delivered is no whole file: fetching it again may help and costs nothing.
    #[error("what {provider} delivered is of no use: {what}")]
    Damaged {
        /// Who.
        provider: ProviderId,
        /// What is wrong with it.
        what: String,
    },
    /// Asking again later may help.
    #[error("{provider} asked us to wait {} s", wait.as_secs())]
    Busy {
        /// Who.
        provider: ProviderId,
        /// How long to wait.
        wait: Duration,
    },
    /// No answer: the network, or the provider, is away.
    #[error("no answer from {provider}")]
    Unreachable {
        /// Who.
        provider: ProviderId,
        /// The cause.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The provider has a fault of its own.
    #[error("{provider} has a fault of its own ({status}: {said}); it should pass by itself")]
    Faulty {
        /// Who.
        provider: ProviderId,
        /// The status: 500, 503.
        status: u16,
        /// The provider's words.
        said: String,
    },
    /// The answer makes no sense to us.
    #[error("{provider} answered with something we cannot read: {what}")]
    Unreadable {
        /// Who.
        provider: ProviderId,
        /// What is wrong with it, with a bounded excerpt.
        what: String,
    },
    /// A program or file that the provider needs is not on this machine.
    #[error("{what} is missing; {remedy}")]
    NotInstalled {
        /// What is missing, named as the user knows it.
        what: String,
        /// How to get it, as an imperative sentence part: `install it with: apt install espeak-ng`.
        remedy: String,
    },
    /// The operation is unknown to the provider: it was lost or has expired.
    #[error("{provider} does not know this operation any more")]
    Gone {
        /// Who.
        provider: ProviderId,
    },
    /// The work failed on this machine.
    #[error("{doing} failed")]
    Local {
        /// What was being done: `drawing the clip`.
        doing: &'static str,
        /// The cause.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Error {
    /// Whether asking the same again may help without any change by the user.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Busy { .. } | Self::Unreachable { .. } | Self::Faulty { .. } | Self::Damaged { .. } => true,
            Self::BadKey { .. }
            | Self::NoCredit { .. }
            | Self::Refused { .. }
            | Self::BadRequest { .. }
            | Self::NoModel { .. }
            | Self::VendorFailed { .. }
            | Self::Unreadable { .. }
            | Self::NotInstalled { .. }
            | Self::Gone { .. }
            | Self::Local { .. } => false,
        }
    }
}

/// A start that did not return an operation. Which of the two it is decides whether it may be sent again.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Certainly not accepted: nothing runs, nothing is paid.
    #[error(transparent)]
    NotAccepted(Error),
    /// It may have been accepted, and may be paid: never send it again without being told to.
    #[error("it is not known whether the start was accepted")]
    Unknown(#[source] Error),
}
