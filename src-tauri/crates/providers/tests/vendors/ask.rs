//! What vendors are asked, word for word where it matters, and what is booked.

use bobine_model::{Format, FrameRate, RequestKey};
use bobine_provider::{Cancelled, StartError, Status};
use bobine_testkit::fake::{Play, Step};
use serde_json::{Value, json};

use crate::bench::{Bench, PROMPT, Settings, Subject};
use crate::conformance::{ALL, GOOGLE, KLING, LUMA, MINIMAX, PIKA, REPLICATE, RUNWAY};

/// A PNG of one pixel.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde\x00\x00\x00\x0cIDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00\x00\x00IEND\xaeB`\x82";

pub async fn bench(subject: Subject) -> Bench {
    Bench::new(subject, Play::default(), Settings::default()).await
}

pub fn key() -> RequestKey {
    RequestKey::new("job-7f3a-1").expect("a plain word")
}

/// What arrives when a clip is started.
pub async fn asked(bench: &Bench, format: Format, with_frame: bool) -> (String, Value) {
    let frame = with_frame.then(|| {
        let file = bench.folder.path().join("first.png");
        std::fs::write(&file, PNG).expect("a test may write");
        file
    });
    bench.model().start(&bench.request(format, frame), &key()).await.expect("it is taken");
    let seen = bench.fake.seen().into_iter().find(|seen| seen.step == Step::Start).expect("it arrived");
    (seen.path.clone(), seen.json())
}

fn landscape() -> Format {
    Format::new(1920, 1080, FrameRate::THIRTY).expect("a format")
}

#[tokio::test]
async fn luma_is_asked_in_its_own_words() {
    let (path, body) = asked(&bench(LUMA).await, Format::VERTICAL, false).await;
    assert_eq!(path, "/generations");
    let expected = json!({
        "model": "ray-3.2", "type": "video", "prompt": PROMPT, "aspect_ratio": "9:16", "user_id": "job-7f3a-1",
        "video": { "resolution": "720p", "duration": "5s" },
    });
    assert_eq!(body, expected);
    let (_, body) = asked(&bench(LUMA).await, landscape(), true).await;
    assert_eq!(body["aspect_ratio"], "16:9");
    assert_eq!(body["video"]["start_frame"]["media_type"], "image/png");
}

#[tokio::test]
async fn runway_is_asked_in_its_own_words() {
    let (path, body) = asked(&bench(RUNWAY).await, Format::VERTICAL, false).await;
    assert_eq!(path, "/v1/text_to_video");
    let seed = 5_000_000_000_u64 & u64::from(u32::MAX);
    let expected = json!({ "model": "gen4.5", "promptText": PROMPT, "ratio": "720:1280", "duration": 5, "seed": seed });
    assert_eq!(body, expected);
    let (path, body) = asked(&bench(RUNWAY).await, Format::VERTICAL, true).await;
    assert_eq!(path, "/v1/image_to_video");
    assert!(body["promptImage"].as_str().is_some_and(|text| text.starts_with("data:image/png;base64,iVBOR")), "{body}");
}

#[tokio::test]
async fn pika_is_asked_through_fal() {
    let (path, body) = asked(&bench(PIKA).await, Format::VERTICAL, false).await;
    assert_eq!(path, "/fal-ai/pika/v2.2/text-to-video");
    let seed = 5_000_000_000_u64 & 0x7fff_ffff;
    let expected =
        json!({ "prompt": PROMPT, "aspect_ratio": "9:16", "duration": "5", "resolution": "720p", "seed": seed });
    assert_eq!(body, expected);
    let (path, body) = asked(&bench(PIKA).await, Format::VERTICAL, true).await;
    assert_eq!(path, "/fal-ai/pika/v2.2/image-to-video");
    assert!(body.get("aspect_ratio").is_none() && body["image_url"].is_string(), "{body}");
}

#[tokio::test]
async fn replicate_is_given_a_models_own_inputs() {
    let (path, body) = asked(&bench(REPLICATE).await, Format::VERTICAL, true).await;
    assert_eq!(path, "/models/luma/ray-3.2/predictions");
    assert_eq!(body["input"]["duration"], 5);
    assert!(body["input"]["start_image"].as_str().is_some_and(|text| text.starts_with("data:image/png")), "{body}");
}

#[tokio::test]
async fn minimax_takes_a_frame_instead_of_a_shape() {
    let (_, body) = asked(&bench(MINIMAX).await, Format::VERTICAL, false).await;
    assert_eq!((&body["ratio"], &body["duration"]), (&json!("9:16"), &json!(5)));
    let (_, body) = asked(&bench(MINIMAX).await, Format::VERTICAL, true).await;
    assert!(body.get("ratio").is_none(), "{body}");
    assert_eq!(body["content"][1]["role"], "first_frame");
}

#[tokio::test]
async fn kling_is_told_our_name_for_it_and_says_what_it_cost() {
    let bench = Bench::new(KLING, Play { pending: 0, ..Play::default() }, Settings::default()).await;
    let operation = bench.model().start(&bench.request(Format::VERTICAL, None), &key()).await.expect("it is taken");
    let taken = bench.fake.taken();
    assert_eq!(taken.first().expect("one").request["options"]["external_task_id"], "job-7f3a-1");
    let found = bench.model().find(&key()).await.expect("an answer");
    assert_eq!(found.as_ref(), Some(&operation), "it is found again by that name");
    let other = RequestKey::new("job-that-never-was").expect("a plain word");
    assert_eq!(bench.model().find(&other).await.expect("an answer"), None);
    let Status::Done { cost, .. } = bench.model().status(&operation).await.expect("an answer") else {
        panic!("it is done")
    };
    assert_eq!(cost.map(|cost| cost.to_string()).as_deref(), Some("$0.42"));
}

#[tokio::test]
async fn google_is_asked_in_the_background_and_its_clip_with_the_key() {
    let google = Bench::new(GOOGLE, Play { pending: 0, ..Play::default() }, Settings::default()).await;
    let (_, body) = asked(&google, Format::VERTICAL, true).await;
    assert_eq!(body["background"], true);
    assert_eq!(
        body["response_format"],
        json!({
            "type": "video", "delivery": "uri", "aspect_ratio": "9:16", "resolution": "720p", "duration": "5s",
        })
    );
    assert_eq!(body["input"][0]["mime_type"], "image/png");
}

#[tokio::test]
async fn a_clip_that_is_done_is_never_lost_by_cancelling_it() {
    for subject in ALL {
        let bench = Bench::new(*subject, Play { pending: 0, ..Play::default() }, Settings::default()).await;
        let operation = bench.model().start(&bench.request(Format::VERTICAL, None), &key()).await.expect("it is taken");
        let before = bench.model().status(&operation).await.expect("an answer");
        assert!(matches!(before, Status::Done { .. }), "{}: {before:?}", subject.provider);
        let cancelled = bench.model().cancel(&operation).await.expect("an answer");
        assert_eq!(cancelled, Cancelled::TooLate, "{}", subject.provider);
        let after = bench.model().status(&operation).await.expect("an answer");
        assert!(matches!(after, Status::Done { .. }), "{}: {after:?}", subject.provider);
    }
}

#[tokio::test]
async fn runways_own_figure_is_booked_and_its_progress_shown() {
    let bench = Bench::new(RUNWAY, Play { pending: 2, ..Play::default() }, Settings::default()).await;
    let operation = bench.model().start(&bench.request(Format::VERTICAL, None), &key()).await.expect("it is taken");
    let status = || async { bench.model().status(&operation).await.expect("an answer") };
    assert!(matches!(status().await, Status::Pending { progress: None, .. }));
    assert!(matches!(status().await, Status::Pending { progress: Some(42), .. }));
    let Status::Done { cost, .. } = status().await else { panic!("it is done") };
    assert_eq!(cost.map(|cost| cost.to_string()).as_deref(), Some("$0.60"));
}

#[tokio::test]
async fn runway_is_told_to_stop_only_what_costs_nothing_to_stop() {
    for (asked_before, expected, cancels) in
        [(0, Cancelled::Stopped, 1), (1, Cancelled::TooLate, 0), (2, Cancelled::TooLate, 0)]
    {
        let bench = Bench::new(RUNWAY, Play { pending: 2, ..Play::default() }, Settings::default()).await;
        let operation = bench.model().start(&bench.request(Format::VERTICAL, None), &key()).await.expect("it is taken");
        for _ in 0..asked_before {
            bench.model().status(&operation).await.expect("an answer");
        }
        let cancelled = bench.model().cancel(&operation).await.expect("an answer");
        assert_eq!(cancelled, expected, "asked about {asked_before} times before");
        assert_eq!(bench.fake.count(Step::Cancel), cancels, "a task that has ended would be deleted");
    }
}

#[tokio::test]
async fn a_first_frame_that_cannot_be_sent_stops_a_start_before_anything_is_sent() {
    let bench = bench(LUMA).await;
    let file = bench.folder.path().join("first.png");
    std::fs::write(&file, b"GIF89a").expect("a test may write");
    let started = bench.model().start(&bench.request(Format::VERTICAL, Some(file)), &key()).await;
    let Err(StartError::NotAccepted(error)) = started else { panic!("{started:?}") };
    assert!(error.to_string().contains("is no PNG, JPEG or WebP"), "{error}");
    assert_eq!(bench.fake.seen().len(), 0);
}

#[tokio::test]
async fn a_clip_started_with_another_key_is_not_given_up() {
    let bench = bench(LUMA).await;
    let mut operation = bench.model().start(&bench.request(Format::VERTICAL, None), &key()).await.expect("it is taken");
    operation.data = json!({ "id": "made-with-the-old-key", "key": "0123456789ab" });
    let error = bench.model().status(&operation).await.expect_err("this key does not see it");
    assert!(error.to_string().contains("started with another key"), "{error}");
}
