//! Vendors through the real command: with a key and an address, one flag or one line of the environment decides who
//! makes the clips of a video.

use std::process::Command;

use bobine_testkit::fake::{self, Fake, Play, Step, Trouble, Vendor, Wrong};
use bobine_testkit::judge::{decodes_clean, probe, stream};
use bobine_testkit::studio::{Place, Ran};
use serde_json::Value;
use tokio::runtime::Runtime;

struct Seller {
    provider: &'static str,
    key_variable: &'static str,
    base_variable: &'static str,
    fake: Box<dyn Vendor>,
}

fn sellers() -> Vec<Seller> {
    let seller = |provider, key_variable, base_variable, fake| Seller { provider, key_variable, base_variable, fake };
    vec![
        seller("luma", "LUMA_API_KEY", "BOBINE_LUMA_URL", Box::new(fake::Luma)),
        seller("runway", "RUNWAYML_API_SECRET", "BOBINE_RUNWAY_URL", Box::new(fake::Runway)),
        seller("pika", "FAL_KEY", "BOBINE_FAL_URL", Box::new(fake::Fal)),
        seller("fal", "FAL_KEY", "BOBINE_FAL_URL", Box::new(fake::Fal)),
        seller("replicate", "REPLICATE_API_TOKEN", "BOBINE_REPLICATE_URL", Box::new(fake::Replicate)),
        seller("minimax", "MINIMAX_API_KEY", "BOBINE_MINIMAX_URL", Box::new(fake::MiniMax)),
        seller("kling", "KLING_API_KEY", "BOBINE_KLING_URL", Box::new(fake::Kling)),
        seller("google", "GEMINI_API_KEY", "BOBINE_GEMINI_URL", Box::new(fake::Google)),
        seller("comfyui", "NO_KEY_IS_WANTED", "BOBINE_COMFYUI_URL", Box::new(fake::ComfyUi)),
    ]
}

fn place(name: &str) -> Place {
    Place::new(env!("CARGO_BIN_EXE_bobine").as_ref(), name)
}

const VIDEO: &[&str] = &[
    "video",
    "Three Python tips",
    "--length",
    "10",
    "--size",
    "180x320",
    "--seed",
    "4",
    "--out",
    "tips.mp4",
    "--json",
];

fn ran(command: &mut Command) -> Ran {
    Ran::from(command.output().expect("the command can be started"))
}

fn document(ran: &Ran) -> Value {
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    serde_json::from_str(&ran.stdout).expect("--json prints JSON")
}

#[test]
fn a_key_and_an_address_are_all_that_a_vendor_needs() {
    let runtime = Runtime::new().expect("a test may have threads");
    for seller in sellers() {
        let fake = runtime.block_on(Fake::start(seller.fake, Play::default()));
        let place = place(seller.provider);
        let made = document(&ran(place
            .command(VIDEO.iter().chain(&["--provider", seller.provider, "--parallel"]))
            .env(seller.key_variable, Fake::KEY)
            .env(seller.base_variable, fake.base())
            .env("BOBINE_POLL_MS", "20")));
        let bought = fake.taken().len();
        assert!(bought >= 2, "{}: {bought} clips were bought", seller.provider);
        assert_eq!(fake.count(Step::Start), bought, "{}: nothing was asked for twice", seller.provider);
        let is_free = seller.provider == "comfyui";
        assert_eq!(made["cost_micros"] == 0, is_free, "{}: {made}", seller.provider);
        let file = place.work().join("tips.mp4");
        assert_eq!(stream(&probe(&file), "video")["height"], 320, "{}", seller.provider);
        decodes_clean(&file);
    }
}

#[test]
fn one_line_of_a_file_decides_and_a_flag_goes_before_it() {
    let runtime = Runtime::new().expect("a test may have threads");
    let fake = runtime.block_on(Fake::start(Box::new(fake::Luma), Play::default()));
    let place = place("dotenv");
    let set = format!(
        "VIDEO_PROVIDER=luma\nLUMA_API_KEY={}\nBOBINE_LUMA_URL={}\nBOBINE_POLL_MS=20\n",
        Fake::KEY,
        fake.base()
    );
    std::fs::write(place.work().join(".env"), set).expect("a test may write");
    document(&ran(&mut place.command(VIDEO)));
    let bought = fake.taken().len();
    assert!(bought >= 2, "{bought} clips were bought");
    document(&ran(&mut place.command(VIDEO.iter().chain(&["--provider", "embedded"]))));
    assert_eq!(fake.taken().len(), bought, "the embedded one buys nothing");
}

#[test]
fn who_cannot_be_asked_says_what_to_do_before_anything_is_made() {
    let place = place("unready");
    for (provider, says) in [("luma", "set LUMA_API_KEY"), ("stability", "since 2025-07-24"), ("sora", "2026-09-24")] {
        let ran = place.run(VIDEO.iter().chain(&["--provider", provider]));
        assert_eq!(ran.code, Some(2), "{}", ran.stderr);
        assert!(ran.stderr.contains(says), "{provider}: {}", ran.stderr);
    }
    let listed = place.json(["providers"]);
    let listed: Vec<&str> =
        listed.as_array().expect("a list").iter().filter_map(|one| one["provider"].as_str()).collect();
    for provider in
        ["luma", "runway", "pika", "fal", "replicate", "minimax", "kling", "google", "comfyui", "stability", "sora"]
    {
        assert!(listed.contains(&provider), "{provider} is not in {listed:?}");
    }
}

#[test]
fn a_vendor_that_refuses_is_told_in_a_sentence_and_what_was_paid_is_kept() {
    let runtime = Runtime::new().expect("a test may have threads");
    let play = Play::with(Step::Start, 1_000, Wrong::Refused(Trouble::NoCredit));
    let fake = runtime.block_on(Fake::start(Box::new(fake::Luma), play));
    let place = place("refused");
    let ran = ran(place
        .command(VIDEO.iter().chain(&["--provider", "luma"]))
        .env("LUMA_API_KEY", Fake::KEY)
        .env("BOBINE_LUMA_URL", fake.base()));
    let told = format!("{}{}", ran.stdout, ran.stderr);
    assert!(told.contains("top up at https://platform.lumalabs.ai"), "{told}");
    assert!(!told.contains(Fake::KEY), "{told}");
}
