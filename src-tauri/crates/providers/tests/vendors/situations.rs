//! The situations, and where each is to end. What differs from vendor to vendor is told by the vendor's [`Ways`].

use std::time::Duration;

use bobine_model::job::FailureCode;
use bobine_testkit::fake::{Clip, Ends, Fault, Place, Play, Step, Trouble, Wrong};

use crate::bench::Settings;

/// Where an order is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// With a clip, paid once.
    Made,
    /// With this failure; nothing is running there that we would not know of.
    Failed(FailureCode),
    /// Nobody can say whether it was taken: a person decides. It was sent once.
    Unknown,
    /// Left under way: nothing says that it failed there.
    LeftUnderWay,
}

/// A situation.
#[derive(Debug, Clone)]
pub struct Situation {
    /// For messages.
    pub name: String,
    /// What the vendor does.
    pub play: Play,
    /// What is settled otherwise.
    pub settings: Settings,
    /// Where it ends.
    pub expect: Expect,
    /// How often the start is to arrive there.
    pub starts: usize,
    /// What the message to the creator is to hold.
    pub says: Vec<&'static str>,
    /// Whether a failure costs what a clip costs.
    pub is_charged: bool,
}

/// What is a vendor's own way.
pub struct Ways {
    /// Its documented failures, and what each is to us.
    pub failures: &'static [(&'static str, FailureCode)],
    /// Those of them that cost what a clip costs, as it says itself.
    pub charged: &'static [&'static str],
    /// Whether a lost start can be looked up there.
    pub finds: bool,
    /// Statuses it documents as not taken, though they sound like a fault.
    pub declined: &'static [u16],
    /// What it answers for 403.
    pub forbidden: FailureCode,
    /// Words that tell where to get a key, and where to top up; none for a server of one's own.
    pub hints: Option<(&'static str, &'static str)>,
    /// Whether the result is asked for apart from the state.
    pub asks_result_apart: bool,
    /// Whether where the clip lies is the vendor's to say.
    pub names_places: bool,
}

fn situation(name: impl Into<String>, play: Play, expect: Expect) -> Situation {
    Situation {
        name: name.into(),
        play,
        settings: Settings::default(),
        expect,
        starts: 1,
        says: Vec::new(),
        is_charged: false,
    }
}

fn refused(step: Step, times: usize, trouble: Trouble) -> Play {
    Play::with(step, times, Wrong::Refused(trouble))
}

const ALWAYS: usize = 1_000;

/// All situations, for a vendor of these ways.
pub fn all(ways: &Ways) -> Vec<Situation> {
    let mut all = vec![
        situation("success", Play::default(), Expect::Made),
        situation("slow success", Play { pending: 12, ..Play::default() }, Expect::Made),
        situation("a state nobody knows", Play { strange: 5, ..Play::default() }, Expect::Made),
        situation("fields nobody knows", Play { has_extra_fields: true, ..Play::default() }, Expect::Made),
    ];
    for (name, code) in ways.failures {
        let play = Play { ends: Ends::Failed(name), ..Play::default() };
        let is_charged = ways.charged.contains(name);
        all.push(Situation { is_charged, ..situation(format!("ends as {name}"), play, Expect::Failed(*code)) });
    }
    all.extend(refusals(ways));
    all.extend(lost_starts(ways));
    all.extend(rough_roads(ways));
    all.extend(clips());
    if ways.names_places {
        all.extend(strange_places());
    }
    all
}

/// Starts that certainly were not taken.
fn refusals(ways: &Ways) -> Vec<Situation> {
    let failing = |name: &str, trouble, code, says| Situation {
        says,
        ..situation(name, refused(Step::Start, ALWAYS, trouble), Expect::Failed(code))
    };
    let resent = |name: String, trouble| Situation {
        starts: 3,
        ..situation(name, refused(Step::Start, 2, trouble), Expect::Made)
    };
    let mut all = vec![
        failing("forbidden", Trouble::Forbidden, ways.forbidden, vec![]),
        failing("a bad request", Trouble::BadRequest, FailureCode::BadRequest, vec![]),
        failing("no such model", Trouble::NoModel, FailureCode::Gone, vec!["choose another model"]),
        resent("too many, with a wait".to_owned(), Trouble::TooMany(Some(0))),
        resent("too many, without a wait".to_owned(), Trouble::TooMany(None)),
        Situation {
            starts: 6,
            ..situation(
                "too many for good",
                refused(Step::Start, ALWAYS, Trouble::TooMany(Some(0))),
                Expect::Failed(FailureCode::Busy),
            )
        },
        Situation {
            settings: Settings { ordered: Some("a-model-of-last-year"), ..Settings::default() },
            starts: 0,
            says: vec!["generate it again"],
            ..situation(
                "ordered from a model that is set no more",
                Play::default(),
                Expect::Failed(FailureCode::BadRequest),
            )
        },
        Situation {
            settings: Settings { is_reachable: false, ..Settings::default() },
            starts: 0,
            says: vec!["no connection"],
            ..situation("nobody listens", Play::default(), Expect::Failed(FailureCode::Unreachable))
        },
    ];
    if let Some((key_hint, credit_hint)) = ways.hints {
        all.push(failing("a wrong key", Trouble::BadKey, FailureCode::BadKey, vec![key_hint]));
        all.push(failing("no credit", Trouble::NoCredit, FailureCode::NoCredit, vec![credit_hint]));
        all.push(Situation {
            settings: Settings { key: "another-key-0123456789", ..Settings::default() },
            says: vec![key_hint],
            ..situation("the key of another account", Play::default(), Expect::Failed(FailureCode::BadKey))
        });
    }
    all.extend(ways.declined.iter().map(|&status| resent(format!("declined with {status}"), Trouble::Server(status))));
    all
}

/// Starts of which nobody can say whether they were taken. They are never sent again.
fn lost_starts(ways: &Ways) -> Vec<Situation> {
    let found = if ways.finds { Expect::Made } else { Expect::Unknown };
    // Refused by the fake before it does anything: what looks it up finds nothing, and it is sent again.
    let untaken = |name: String, trouble| Situation {
        starts: if ways.finds { 2 } else { 1 },
        ..situation(name, refused(Step::Start, 1, trouble), found)
    };
    let taken = |name: &str, wrong| situation(name, Play::with(Step::Start, 1, wrong), found);
    let mut all = vec![
        untaken("408 to a start".to_owned(), Trouble::TimedOut),
        untaken("409 to a start".to_owned(), Trouble::Conflict),
        taken("a start cut off", Wrong::Cut),
        taken("a start answered by half", Wrong::Truncated),
        taken("a start answered with other JSON", Wrong::OtherJson),
        taken("a start answered with broken JSON", Wrong::BrokenJson),
        taken("a start answered with a page, 502", Wrong::Page(502)),
        taken("a start answered with a page, 200", Wrong::Page(200)),
        Situation { settings: hasty(), ..taken("a start never answered", Wrong::Hung) },
    ];
    let faults = [500, 502, 503, 504, 529].into_iter().filter(|status| !ways.declined.contains(status));
    all.extend(faults.map(|status| untaken(format!("{status} to a start"), Trouble::Server(status))));
    all
}

/// Trouble while it is being made: nothing of it may lose the clip or buy another.
fn rough_roads(ways: &Ways) -> Vec<Situation> {
    let survived = |name: &str, times, wrong| situation(name, Play::with(Step::Status, times, wrong), Expect::Made);
    // Asked by its name or looked for among all: it is not there.
    let unknown_there = |times| Play {
        faults: [Step::Status, Step::Find]
            .map(|step| Fault { step, times, wrong: Wrong::Refused(Trouble::Lost) })
            .to_vec(),
        ..Play::default()
    };
    let mut all = vec![
        situation("not known right after the start", unknown_there(2), Expect::Made),
        situation("not known there any more", unknown_there(ALWAYS), Expect::Failed(FailureCode::Gone)),
        survived("the key refused while it is made", 3, Wrong::Refused(Trouble::BadKey)),
        situation(
            "the key refused for good while it is made",
            refused(Step::Status, ALWAYS, Trouble::BadKey),
            Expect::LeftUnderWay,
        ),
        survived("too many questions", 4, Wrong::Refused(Trouble::TooMany(Some(0)))),
        survived("questions cut off", 4, Wrong::Cut),
        survived("answers cut in their middle", 4, Wrong::Truncated),
        survived("answers in broken JSON", 4, Wrong::BrokenJson),
        survived("pages instead of answers", 4, Wrong::Page(502)),
        survived("pages instead of answers, said to be good", 4, Wrong::Page(200)),
        Situation { settings: hasty(), ..survived("a question never answered", 1, Wrong::Hung) },
    ];
    for status in [500, 502, 503, 529] {
        all.push(survived(&format!("{status} to questions"), 4, Wrong::Refused(Trouble::Server(status))));
    }
    if ways.asks_result_apart {
        all.push(situation(
            "the result is not to be had at first",
            refused(Step::Result, 4, Trouble::Server(503)),
            Expect::Made,
        ));
    }
    all
}

/// What is delivered.
fn clips() -> Vec<Situation> {
    let fetched = |name: &str, wrong| situation(name, Play::with(Step::Download, 1, wrong), Expect::Made);
    let served =
        |name: &str, clips: &[Clip]| situation(name, Play { clips: clips.to_vec(), ..Play::default() }, Expect::Made);
    let useless = |name: &str, clip| Situation {
        expect: Expect::Failed(FailureCode::VendorFailed),
        says: vec!["of no use"],
        ..served(name, &[clip])
    };
    let typed = |name: &str, content_type: &str| {
        situation(name, Play { content_type: content_type.to_owned(), ..Play::default() }, Expect::Made)
    };
    vec![
        fetched("an address that has expired is renewed", Wrong::Expired),
        fetched("a download cut in its middle", Wrong::Truncated),
        fetched("a download cut off", Wrong::Cut),
        fetched("a download that cannot be had now", Wrong::Refused(Trouble::Server(503))),
        typed("said to be anything", "application/octet-stream"),
        typed("said to be a page", "text/html"),
        typed("said to be something strange", "video/x-m4v; q=?"),
        served("nothing at first", &[Clip::Empty, Clip::Portrait]),
        served("a cut clip at first", &[Clip::Cut, Clip::Portrait]),
        served("a page at first", &[Clip::Page, Clip::Portrait]),
        useless("nothing, ever", Clip::Empty),
        useless("a cut clip, ever", Clip::Cut),
        useless("a page, ever", Clip::Page),
        served("lying instead of upright", &[Clip::Landscape]),
        served("thirty frames a second", &[Clip::Portrait30]),
        served("four seconds instead of five", &[Clip::FourSeconds]),
    ]
}

/// Addresses that nothing is fetched from.
fn strange_places() -> Vec<Situation> {
    let refused = |name: &str, place| Situation {
        says: vec!["nothing is fetched from"],
        ..situation(name, Play { place, ..Play::default() }, Expect::Failed(FailureCode::Unreadable))
    };
    vec![
        refused("a file of this machine", Place::Elsewhere("file:///etc/passwd".to_owned())),
        refused("a plain address elsewhere", Place::Elsewhere("http://169.254.169.254/latest/meta-data".to_owned())),
        refused("no address", Place::Elsewhere("clip.mp4".to_owned())),
        refused("sent on to a file", Place::Redirect("file:///etc/passwd".to_owned())),
        refused("sent on to a private network", Place::Redirect("http://10.0.0.1/clip.mp4".to_owned())),
        refused("sent on and on", Place::Redirect("redirect-again.mp4".to_owned())),
    ]
}

/// Little patience, for what never comes.
fn hasty() -> Settings {
    Settings { answer: Duration::from_millis(400), ..Settings::default() }
}
