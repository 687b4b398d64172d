//! The script of a fake vendor: how a generation goes, and what goes wrong on the way.

use super::Reply;
use super::clip::Clip;

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// Have something made.
    Start,
    /// Ask how it stands.
    Status,
    /// Ask for what was made, where that is a question of its own.
    Result,
    /// Fetch the clip.
    Download,
    /// Have it stopped.
    Cancel,
    /// Look generations up.
    Find,
    /// Bring a picture there.
    Upload,
    /// See whether the key is good.
    Key,
    /// An address that the vendor does not have.
    Elsewhere,
}

/// How a generation ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// With a clip.
    Done,
    /// Without, in the vendor's way of this name.
    Failed(&'static str),
}

/// Why a vendor refuses a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The key is wrong.
    BadKey,
    /// Nothing left to pay with.
    NoCredit,
    /// The key may not do this.
    Forbidden,
    /// The request makes no sense.
    BadRequest,
    /// There is no such model.
    NoModel,
    /// It does not know what it is asked about.
    Lost,
    /// 408.
    TimedOut,
    /// 409.
    Conflict,
    /// 429, with so many seconds to wait, where it says.
    TooMany(Option<u32>),
    /// A fault of its own: 500, 502, 503, 529.
    Server(u16),
}

/// How an exchange goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Refused; nothing is done.
    Refused(Trouble),
    /// Done, and the connection is cut before a word of the answer.
    Cut,
    /// Done, and never answered.
    Hung,
    /// Done, and the answer ends in its middle.
    Truncated,
    /// Done, and answered with other JSON than is documented.
    OtherJson,
    /// Done, and answered with JSON that is none.
    BrokenJson,
    /// A server before the vendor's answers with a page made for people.
    Page(u16),
    /// A download whose address holds no longer.
    Expired,
}

/// Something that goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// At what.
    pub step: Step,
    /// How often, from the first time on.
    pub times: usize,
    /// How.
    pub wrong: Wrong,
}

/// Where a clip is said to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// At this server.
    Here,
    /// At this server, which sends on to another address.
    Redirect(String),
    /// At any other address.
    Elsewhere(String),
}

impl Place {
    pub(crate) fn address(&self, base: &str, number: usize, asked: usize) -> String {
        match self {
            // A signature that is new whenever it is asked for, as those are.
            Self::Here => format!("{base}/files/clip-{number}.mp4?X-Amz-Signature=signed-{asked}"),
            Self::Redirect(_) => format!("{base}/files/redirect-{number}.mp4?X-Amz-Signature=signed-{asked}"),
            Self::Elsewhere(address) => address.clone(),
        }
    }
}

/// How it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Play {
    /// How many times the answer is a word nobody knows, first of all.
    pub strange: usize,
    /// How many times it is not done yet.
    pub pending: usize,
    /// How it ends.
    pub ends: Ends,
    /// What goes wrong.
    pub faults: Vec<Fault>,
    /// What is served, one after the other; the last from then on.
    pub clips: Vec<Clip>,
    /// What the file is said to be.
    pub content_type: String,
    /// Where it is.
    pub place: Place,
    /// Whether every answer holds fields that no documentation knows.
    pub has_extra_fields: bool,
}

impl Default for Play {
    fn default() -> Self {
        Self {
            strange: 0,
            pending: 1,
            ends: Ends::Done,
            faults: Vec::new(),
            clips: vec![Clip::Portrait],
            content_type: "video/mp4".to_owned(),
            place: Place::Here,
            has_extra_fields: false,
        }
    }
}

impl Play {
    /// All goes well but for this, so many times.
    pub fn with(step: Step, times: usize, wrong: Wrong) -> Self {
        Self { faults: vec![Fault { step, times, wrong }], ..Self::default() }
    }

    /// What goes wrong at a step now.
    pub(crate) fn fault(&mut self, step: Step) -> Option<Wrong> {
        let fault = self.faults.iter_mut().find(|fault| fault.step == step && fault.times > 0)?;
        fault.times -= 1;
        Some(fault.wrong.clone())
    }

    /// What a download gives; `served` counts them from 1.
    pub(crate) fn clip_at(&self, path: &str, served: usize) -> Reply {
        if let (Place::Redirect(to), true) = (&self.place, path.contains("redirect-")) {
            return Reply::empty(302).with("location", to);
        }
        let clip = self.clips.get(served - 1).or(self.clips.last()).copied().unwrap_or(Clip::Portrait);
        Reply { status: 200, headers: vec![("content-type".to_owned(), self.content_type.clone())], body: clip.bytes() }
    }
}
