//! Vendors that are not there: one HTTP server for each, true to the vendor's protocol, that does what its script says.
//!
//! A server keeps the generations it took as the vendor would, answers for each how it stands, and serves real clips.
//! What goes wrong, when and how often, is the script's ([`Play`]); in which words, the vendor's ([`Vendor`]).

mod clip;
mod comfyui;
mod fal;
mod google;
mod kling;
mod luma;
mod minimax;
mod play;
mod replicate;
mod runway;
mod server;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tokio::task::JoinHandle;

pub use clip::Clip;
pub use comfyui::ComfyUi;
pub use fal::Fal;
pub use google::Google;
pub use kling::Kling;
pub use luma::Luma;
pub use minimax::MiniMax;
pub use play::{Ends, Fault, Place, Play, Step, Trouble, Wrong};
pub use replicate::Replicate;
pub use runway::Runway;

/// What a vendor knows of one generation it took.
#[derive(Debug, Clone)]
pub struct Generation {
    /// Its name there.
    pub id: String,
    /// What was asked.
    pub request: Value,
    /// The path it was asked at.
    pub path: String,
    /// How often it was asked about.
    pub asked: usize,
    /// Whether it was cancelled.
    pub is_cancelled: bool,
}

/// How a generation stands, in nobody's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stands {
    /// Waiting for its turn.
    Waiting,
    /// Under way.
    Working,
    /// Under way, in a word that no documentation knows.
    Strangely,
    /// Done; the clip lies there.
    Done(String),
    /// Failed, in the vendor's way of this name.
    Failed(&'static str),
    /// Cancelled.
    Cancelled,
}

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Seen {
    /// What it was for.
    pub step: Step,
    /// `GET`.
    pub method: String,
    /// Without the query.
    pub path: String,
    /// The query.
    pub query: String,
    /// Names in small letters.
    pub headers: Vec<(String, String)>,
    /// All of it.
    pub body: Vec<u8>,
}

impl Seen {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON; null where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The steps of the path.
    pub fn steps(&self) -> Vec<&str> {
        self.path.split('/').filter(|step| !step.is_empty()).collect()
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// 200.
    pub status: u16,
    /// Besides the length.
    pub headers: Vec<(String, String)>,
    /// All of it.
    pub body: Vec<u8>,
}

impl Reply {
    /// JSON.
    pub fn json(status: u16, body: &Value) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Self { status, headers, body: body.to_string().into_bytes() }
    }

    /// Nothing.
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    /// With a header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// What is asked of a vendor about its generations, once the request is understood.
pub struct World<'a> {
    /// The server's own address: `http://127.0.0.1:4711`.
    pub base: &'a str,
    /// Those it took, the oldest first.
    pub generations: &'a mut Vec<Generation>,
    /// Decides how they stand.
    pub play: &'a Play,
}

impl World<'_> {
    /// Take a request: the new generation's number. Its id is made by `name`.
    pub fn take(&mut self, seen: &Seen, name: impl FnOnce(usize) -> String) -> Generation {
        let generation = Generation {
            id: name(self.generations.len() + 1),
            request: seen.json(),
            path: seen.path.clone(),
            asked: 0,
            is_cancelled: false,
        };
        self.generations.push(generation.clone());
        generation
    }

    /// How a generation stands now that it is asked about.
    pub fn ask(&mut self, id: &str) -> Option<Stands> {
        let (base, play) = (self.base, self.play);
        let found = self.generations.iter_mut().enumerate().find(|(_, generation)| generation.id == id);
        let (number, generation) = found?;
        generation.asked += 1;
        if generation.is_cancelled {
            return Some(Stands::Cancelled);
        }
        let asked = generation.asked;
        Some(if asked <= play.strange {
            Stands::Strangely
        } else if asked <= play.strange + play.pending {
            if asked == 1 { Stands::Waiting } else { Stands::Working }
        } else {
            match &play.ends {
                Ends::Failed(name) => Stands::Failed(name),
                Ends::Done => Stands::Done(play.place.address(base, number + 1, asked)),
            }
        })
    }
}

/// A vendor's protocol, seen from its side.
pub trait Vendor: Send + Sync + 'static {
    /// What a request is for; nothing where there is no such address.
    fn step(&self, method: &str, path: &str) -> Option<Step>;

    /// Whether the key is there, and right, and where it should be.
    fn knows_key(&self, seen: &Seen) -> bool;

    /// Answer a request that is in order.
    fn answer(&self, seen: &Seen, world: &mut World<'_>) -> Reply;

    /// Refuse a request, in this vendor's words.
    fn refuse(&self, trouble: Trouble) -> Reply;

    /// Whether clips are served from the vendor's own addresses, which want the key.
    fn keeps_clips_behind_key(&self) -> bool {
        false
    }
}

/// A server of a vendor. It ends when it is dropped.
pub struct Fake {
    address: SocketAddr,
    state: Arc<State>,
    serving: JoinHandle<()>,
}

pub(crate) struct State {
    vendor: Box<dyn Vendor>,
    inner: Mutex<Inner>,
}

struct Inner {
    base: String,
    play: Play,
    generations: Vec<Generation>,
    seen: Vec<Seen>,
    served: usize,
}

impl Fake {
    /// The key that is right everywhere.
    pub const KEY: &'static str = "key-of-the-tests-0123456789abcdef";

    /// A server of a vendor, with a script.
    pub async fn start(vendor: Box<dyn Vendor>, play: Play) -> Self {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a test may listen");
        let address = listener.local_addr().expect("a listener has an address");
        let inner =
            Inner { base: format!("http://{address}"), play, generations: Vec::new(), seen: Vec::new(), served: 0 };
        let state = Arc::new(State { vendor, inner: Mutex::new(inner) });
        let serving = tokio::spawn(server::serve(listener, Arc::clone(&state)));
        Self { address, state, serving }
    }

    /// Its address.
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Everything that was asked, in order.
    pub fn seen(&self) -> Vec<Seen> {
        self.state.inner().seen.clone()
    }

    /// How often something was asked.
    pub fn count(&self, step: Step) -> usize {
        self.state.inner().seen.iter().filter(|seen| seen.step == step).count()
    }

    /// The generations it took: what would have to be paid.
    pub fn taken(&self) -> Vec<Generation> {
        self.state.inner().generations.clone()
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl State {
    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Do what a request asks, as the script wants it: the answer, and how it is to go wrong on its way back.
    fn act(&self, mut seen: Seen) -> (Reply, Option<Wrong>) {
        let mut inner = self.inner();
        let inner = &mut *inner;
        if seen.step != Step::Download {
            seen.step = self.vendor.step(&seen.method, &seen.path).unwrap_or(Step::Elsewhere);
        }
        inner.seen.push(seen.clone());
        let wants_key = seen.step != Step::Download || self.vendor.keeps_clips_behind_key();
        if wants_key && !self.vendor.knows_key(&seen) {
            return (self.vendor.refuse(Trouble::BadKey), None);
        }
        let wrong = inner.play.fault(seen.step);
        if let Some(Wrong::Refused(trouble)) = &wrong {
            return (self.vendor.refuse(*trouble), None);
        }
        let reply = match seen.step {
            Step::Elsewhere => self.vendor.refuse(Trouble::Lost),
            Step::Download => {
                inner.served += 1;
                inner.play.clip_at(&seen.path, inner.served)
            }
            Step::Start | Step::Status | Step::Result | Step::Cancel | Step::Find | Step::Upload | Step::Key => {
                let (base, play) = (inner.base.clone(), inner.play.clone());
                let mut world = World { base: &base, generations: &mut inner.generations, play: &play };
                let mut reply = self.vendor.answer(&seen, &mut world);
                if play.has_extra_fields {
                    reply = with_extra_fields(reply);
                }
                reply
            }
        };
        (reply, wrong)
    }
}

/// What a vendor may add to its answers at any time.
fn with_extra_fields(reply: Reply) -> Reply {
    let Ok(mut body) = serde_json::from_slice::<Value>(&reply.body) else { return reply };
    add_fields(&mut body);
    Reply { body: body.to_string().into_bytes(), ..reply }
}

fn add_fields(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(add_fields);
            fields.insert("added_in_2027".to_owned(), serde_json::json!({ "nested": [1, null, "text"] }));
        }
        Value::Array(items) => items.iter_mut().for_each(add_fields),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
