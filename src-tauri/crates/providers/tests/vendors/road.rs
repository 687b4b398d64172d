//! The way to the network: what is repeated and what is not, how much is read, and what is left behind.

use std::path::Path;
use std::time::Duration;

use bobine_provider::http::{
    Call, CallError, Download, DownloadError, Endpoint, Http, HttpSettings, SetupError, UntrustedUrl,
};
use bobine_testkit::fake::{self, Fake, Play, Step, Trouble, Wrong};
use http::HeaderName;
use http::header::AUTHORIZATION;
use serde_json::json;

fn road() -> Http {
    let settings = HttpSettings { pause: Duration::from_millis(1), ..HttpSettings::default() };
    Http::new(settings).expect("nothing is set that could be wrong")
}

fn key() -> http::HeaderValue {
    http::HeaderValue::from_str(&format!("Bearer {}", Fake::KEY)).expect("a header")
}

async fn luma(play: Play) -> (Fake, Endpoint) {
    let fake = Fake::start(Box::new(fake::Luma), play).await;
    let endpoint = Endpoint::new(&fake.base()).expect("a base");
    (fake, endpoint)
}

#[tokio::test]
async fn a_question_is_asked_again_and_a_start_is_sent_once() {
    let (fake, endpoint) = luma(Play {
        faults: [Step::Start, Step::Status]
            .map(|step| fake::Fault { step, times: 100, wrong: Wrong::Refused(Trouble::Server(500)) })
            .to_vec(),
        ..Play::default()
    })
    .await;
    let question = Call::get(endpoint.at(["generations", "1"])).header(AUTHORIZATION, key());
    assert_eq!(road().read(&endpoint, &question).await.expect("an answer").status, 500);
    assert_eq!(fake.count(Step::Status), 3, "once, and twice again");
    let start = Call::post(endpoint.at(["generations"]), json!({})).header(AUTHORIZATION, key());
    assert_eq!(road().start(&endpoint, &start).await.expect("an answer").status, 500);
    assert_eq!(fake.count(Step::Start), 1);
}

#[tokio::test]
async fn a_long_wait_is_left_to_the_queue() {
    let play = Play::with(Step::Status, 100, Wrong::Refused(Trouble::TooMany(Some(60))));
    let (fake, endpoint) = luma(play).await;
    let question = Call::get(endpoint.at(["generations", "1"])).header(AUTHORIZATION, key());
    let answer = road().read(&endpoint, &question).await.expect("an answer");
    assert_eq!(answer.retry_after(), Some(Duration::from_secs(60)));
    assert_eq!(fake.count(Step::Status), 1, "nobody sits through a minute here");
}

#[tokio::test]
async fn what_cannot_have_left_is_told_from_what_may_have_arrived() {
    let (fake, endpoint) = luma(Play::with(Step::Start, 1, Wrong::Cut)).await;
    let start = Call::post(endpoint.at(["generations"]), json!({})).header(AUTHORIZATION, key());
    let lost = road().start(&endpoint, &start).await;
    assert!(matches!(lost, Err(CallError::NoAnswer { .. })), "{lost:?}");
    drop(fake);
    let nobody = Endpoint::new("http://127.0.0.1:9").expect("a base");
    let unsent = road().start(&nobody, &Call::post(nobody.at(["generations"]), json!({}))).await;
    assert!(matches!(unsent, Err(CallError::NotSent { .. })), "{unsent:?}");
}

#[tokio::test]
async fn an_answer_is_read_only_up_to_its_limit() {
    let (_fake, endpoint) = luma(Play::default()).await;
    let question = Call::get(endpoint.at(["generations", "1"])).header(AUTHORIZATION, key()).limit(10);
    let answer = road().read(&endpoint, &question).await;
    assert!(matches!(answer, Err(CallError::TooLarge { limit: 10, .. })), "{answer:?}");
}

#[tokio::test]
async fn a_download_that_is_too_large_leaves_nothing_behind() {
    let (fake, endpoint) = luma(Play::default()).await;
    let folder = tempfile::tempdir().expect("there is room for a test");
    let url = UntrustedUrl::new(format!("{}/files/clip-1.mp4", fake.base()));
    let download = Download { url: &url, endpoint: &endpoint, key: None, limit: 1_000 };
    let outcome = road().download(download, &folder.path().join("clip.mp4")).await;
    assert!(matches!(outcome, Err(DownloadError::TooLarge { .. })), "{outcome:?}");
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("the folder is there").flatten().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn the_key_goes_with_a_download_only_to_the_server_it_belongs_to() {
    let (home, endpoint) = luma(Play::default()).await;
    let (abroad, _) = luma(Play::default()).await;
    let folder = tempfile::tempdir().expect("there is room for a test");
    for fake in [&home, &abroad] {
        let url = UntrustedUrl::new(format!("{}/files/clip-1.mp4", fake.base()));
        let (name, value): (HeaderName, _) = (AUTHORIZATION, key());
        let download = Download { url: &url, endpoint: &endpoint, key: Some((&name, &value)), limit: 1_000_000 };
        road().download(download, &folder.path().join("clip.mp4")).await.expect("it is served");
    }
    let has_key = |fake: &Fake| fake.seen().iter().any(|seen| seen.header("authorization").is_some());
    assert!(has_key(&home) && !has_key(&abroad));
}

#[test]
fn settings_that_are_of_no_use_are_named() {
    let certificates = Some(Path::new("/nonexistent/ca.pem").to_owned());
    let fault =
        Http::new(HttpSettings { certificates, ..HttpSettings::default() }).err().expect("there is no such file");
    assert!(
        matches!(&fault, SetupError::Certificates { .. }) && fault.to_string().contains("BOBINE_CA_FILE"),
        "{fault}"
    );
    let log = Some(Path::new("/nonexistent/http.log").to_owned());
    let fault = Http::new(HttpSettings { log, ..HttpSettings::default() }).err().expect("there is no such folder");
    assert!(fault.to_string().contains("BOBINE_HTTP_LOG"), "{fault}");
}
