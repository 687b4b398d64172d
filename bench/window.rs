//! Measures the real window under a virtual display, with a project of six segments: how soon it takes input, what memory
//! and how much of a core it needs while nobody does anything. `./dev bench window`. Prints JSON lines: name, value, unit.
//! Times end when the first screen is drawn; memory is the proportional set of the program and WebKit's processes.
#![allow(clippy::print_stdout, reason = "a program whose output is its result")]

#[path = "../tests/window/driver.rs"]
#[allow(dead_code, reason = "the tests use the rest of it")]
mod driver;
#[path = "../tests/window/home.rs"]
#[allow(dead_code, reason = "the tests use the rest of it")]
mod home;

use std::fs;
use std::time::Duration;

use serde_json::json;

use crate::driver::Window;
use crate::home::Home;

/// How often it is started; the median counts, the first start is told apart.
const STARTS: usize = 7;

/// How long it is left alone.
const REST: Duration = Duration::from_secs(60);

#[tokio::main]
async fn main() {
    let home = Home::new();
    let window = home.open().await;
    let theme = window.find("//textarea").await;
    theme.send_keys("Three Python tips nobody told you").await.expect("the theme can be typed");
    window.click("Make it").await;
    window.until("every clip is made", "document.body.innerText.match(/Ready/g)?.length >= 6").await;
    window.close().await;

    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let window = home.open().await;
        window.until("it takes input", "performance.getEntriesByName('interactive').length").await;
        starts.push(started_in_ms(&window).await);
        window.close().await;
    }
    tell("window_first_start", starts[0], "ms");
    starts.sort_by(f64::total_cmp);
    tell("window_start", starts[STARTS / 2], "ms");

    let window = home.open().await;
    window.until("the preview shows the video", "document.querySelector('canvas').width === 360").await;
    tokio::time::sleep(Duration::from_secs(10)).await;
    let processes = window.processes();
    let before: f64 = processes.iter().map(|pid| processor_seconds(*pid)).sum();
    tokio::time::sleep(REST).await;
    let after: f64 = processes.iter().map(|pid| processor_seconds(*pid)).sum();
    tell("window_idle", (after - before) / REST.as_secs_f64() * 100.0, "% of a core");
    tell("window_memory", processes.iter().map(|pid| proportional_mib(*pid)).sum(), "MiB");
    window.close().await;
}

fn tell(name: &str, value: f64, unit: &str) {
    println!("{}", json!({ "name": name, "value": (value * 100.0).round() / 100.0, "unit": unit }));
}

/// From the program's first moment to the mark the page sets when it takes input.
async fn started_in_ms(window: &Window) -> f64 {
    let marked = window.ask("performance.timeOrigin + performance.getEntriesByName('interactive')[0].startTime").await;
    let program = window.processes()[0];
    marked.as_f64().expect("a time") - (boot_ms() + field(program, 22) * 1000.0 / ticks_a_second())
}

/// When the machine was started, in Unix milliseconds.
fn boot_ms() -> f64 {
    let up = fs::read_to_string("/proc/uptime").expect("Linux");
    let up: f64 = up.split(' ').next().and_then(|seconds| seconds.parse().ok()).expect("seconds");
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    now.as_secs_f64() * 1000.0 - up * 1000.0
}

fn ticks_a_second() -> f64 {
    let ticks = rustix::param::clock_ticks_per_second();
    u32::try_from(ticks).map(f64::from).expect("a small number")
}

fn processor_seconds(pid: i32) -> f64 {
    (field(pid, 14) + field(pid, 15)) / ticks_a_second()
}

/// A field of /proc/PID/stat, counted as proc(5) counts.
fn field(pid: i32, number: usize) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("the process runs");
    let after_name = stat.rsplit_once(") ").expect("a name in brackets").1;
    after_name.split(' ').nth(number - 3).and_then(|value| value.parse().ok()).expect("a number")
}

fn proportional_mib(pid: i32) -> f64 {
    let maps = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).expect("the process runs");
    let line = maps.lines().find_map(|line| line.strip_prefix("Pss:")).expect("a sum");
    line.trim().trim_end_matches(" kB").parse::<f64>().expect("kibibytes") / 1024.0
}
