//! A display and a home folder for one test alone, and the program in them.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::driver::{PATIENCE, Window};

/// The program that is driven.
const PROGRAM: &str = env!("CARGO_BIN_EXE_bobine-studio");

/// A virtual display of the size the window is made for.
struct Display {
    server: Child,
    name: String,
}

impl Display {
    fn open() -> Self {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed by ./dev test");
        let out = server.stdout.take().expect("its output is ours");
        let mut number = String::new();
        BufReader::new(out).read_line(&mut number).expect("Xvfb says which display it is");
        Self { server, name: format!(":{}", number.trim()) }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Bobine in a home of its own.
pub struct Home {
    folder: tempfile::TempDir,
    display: Display,
}

impl Home {
    /// An empty one.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("there is room for a test");
        fs::create_dir(folder.path().join("Videos")).expect("it is empty");
        Self { folder, display: Display::open() }
    }

    /// Its folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Where its library lies.
    pub fn library(&self) -> PathBuf {
        self.path().join("library")
    }

    /// The display of its windows.
    pub fn display(&self) -> &str {
        &self.display.name
    }

    /// A finished video in the user's own folders: among the videos where the desktop names such a folder, else at home.
    pub fn exported(&self) -> Option<PathBuf> {
        let folders = [self.path().join("Videos"), self.path().to_owned()];
        let mut found = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
        found.find_map(|entry| Some(entry.path()).filter(|path| path.extension().is_some_and(|end| end == "mp4")))
    }

    /// Open the window.
    pub async fn open(&self) -> Window {
        let port = TcpListener::bind(("127.0.0.1", 0)).and_then(|free| free.local_addr()).expect("a free port").port();
        let driver = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("DISPLAY", &self.display.name)
            .env("HOME", self.path())
            .env("XDG_CONFIG_HOME", self.path().join("config"))
            .env("XDG_DATA_HOME", self.path().join("data"))
            .env("XDG_CACHE_HOME", self.path().join("cache"))
            .env("LANG", "C.UTF-8")
            .env("BOBINE_LIBRARY", self.library())
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(self.path().join("program.log")).expect("the home is writable"))
            .spawn()
            .expect("WebKitWebDriver is installed by ./dev test");
        let mut running = Running { driver, home: self.path().to_owned() };
        let client = session(&mut running, port).await;
        Window::new(client, running)
    }
}

/// A session with the driver that listens, or soon will, on a port.
async fn session(running: &mut Running, port: u16) -> Client {
    let wanted = json!({ "webkitgtk:browserOptions": { "binary": PROGRAM, "args": [] } });
    let Value::Object(wanted) = wanted else { unreachable!("it is written as an object") };
    let began = Instant::now();
    loop {
        let mut builder = ClientBuilder::new(HttpConnector::new());
        match builder.capabilities(wanted.clone()).connect(&format!("http://127.0.0.1:{port}")).await {
            Ok(client) => return client,
            // The driver has not yet begun to listen.
            Err(error) => assert!(began.elapsed() < PATIENCE && running.driver_lives(), "no session: {error}"),
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

/// The driver and the program it started. Neither outlives this.
pub struct Running {
    driver: Child,
    home: PathBuf,
}

impl Running {
    fn driver_lives(&mut self) -> bool {
        matches!(self.driver.try_wait(), Ok(None))
    }

    /// The program's process, which the driver started and does not name.
    fn program(&self) -> Option<Pid> {
        let home = format!("HOME={}", self.home.display());
        let processes = fs::read_dir("/proc").ok()?.flatten();
        processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).filter_map(Pid::from_raw).find(|pid| {
            let folder = PathBuf::from(format!("/proc/{}", pid.as_raw_nonzero()));
            let is_ours = fs::read_link(folder.join("exe")).is_ok_and(|program| program == Path::new(PROGRAM));
            let environment = fs::read(folder.join("environ")).unwrap_or_default();
            is_ours && environment.split(|byte| *byte == 0).any(|line| line == home.as_bytes())
        })
    }

    /// The program and the processes it started, itself first.
    pub fn processes(&self) -> Vec<i32> {
        let mut found: Vec<i32> = self.program().map(|pid| pid.as_raw_nonzero().get()).into_iter().collect();
        let mut next = 0;
        while let Some(parent) = found.get(next).copied() {
            // A child is listed with the thread that started it.
            let threads = fs::read_dir(format!("/proc/{parent}/task")).into_iter().flatten().flatten();
            let lists = threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
            found.extend(
                lists.flat_map(|list| list.split(' ').filter_map(|pid| pid.parse().ok()).collect::<Vec<i32>>()),
            );
            next += 1;
        }
        found
    }

    /// Whether the program is there.
    pub fn program_lives(&self) -> bool {
        self.program().is_some()
    }

    /// End the program at once, as a power cut would.
    pub fn kill(&self) {
        let program = self.program().expect("the program runs");
        kill_process(program, Signal::KILL).expect("it is ours");
    }

    /// What the program last said about itself.
    pub fn log(&self) -> String {
        let log = fs::read_to_string(self.home.join("program.log")).unwrap_or_default();
        // What sound libraries say where there is no sound is no news.
        let lines: Vec<&str> = log.lines().filter(|line| !line.starts_with("AL")).collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        if let Some(program) = self.program() {
            let _ = kill_process(program, Signal::KILL);
        }
    }
}
