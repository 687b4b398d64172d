//! A display, a driver and the program, each for one test alone.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// How long the program may take for anything a test waits for: drawing six clips on a slow machine is the longest.
const PATIENCE: Duration = Duration::from_secs(240);

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
            // A driver that is stopped may leave the program behind; it must not hold the test's output.
            .stdout(Stdio::null())
            .stderr(fs::File::create(self.path().join("program.log")).expect("the home is writable"))
            .spawn()
            .expect("WebKitWebDriver is installed by ./dev test");
        let mut guard = Driver(driver);
        let wanted = json!({
            "webkitgtk:browserOptions": { "binary": env!("CARGO_BIN_EXE_bobine-studio"), "args": [] },
        });
        let Value::Object(wanted) = wanted else { unreachable!("it is written as an object") };
        let began = Instant::now();
        let client = loop {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            match builder.capabilities(wanted.clone()).connect(&format!("http://127.0.0.1:{port}")).await {
                Ok(client) => break client,
                // The driver has not yet begun to listen.
                Err(error) => assert!(began.elapsed() < PATIENCE && guard.lives(), "no session: {error}"),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        Window { client, _driver: guard }
    }
}

struct Driver(Child);

impl Driver {
    fn lives(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(None))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The open window.
pub struct Window {
    client: Client,
    _driver: Driver,
}

impl Window {
    /// The element a locator names, as soon as there is one.
    pub async fn find(&self, xpath: &str) -> Element {
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::XPath(xpath)).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("{xpath}: {error}\n{}", self.seen().await),
        }
    }

    /// The button (or what acts as one) that a screen reader would call so.
    pub async fn click(&self, name: &str) {
        let xpath = format!(
            "//*[self::button or @role='button' or @role='menuitem' or @role='radio' or @role='option' or @role='tab']\
             [normalize-space(@aria-label)=\"{name}\" or normalize-space(.)=\"{name}\"]"
        );
        let element = self.find(&xpath).await;
        element.click().await.unwrap_or_else(|error| panic!("{name} cannot be clicked: {error}"));
    }

    /// Wait until a script says yes.
    pub async fn until(&self, what: &str, script: &str) {
        let began = Instant::now();
        loop {
            let answer = self.client.execute(&format!("return Boolean({script})"), Vec::new()).await;
            if matches!(answer, Ok(Value::Bool(true))) {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "{what} did not come about\n{}", self.seen().await);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Press a key with nothing in particular in focus.
    pub async fn press_in_page(&self, key: &str) {
        self.press(key, false).await;
    }

    /// Press a key together with Control.
    pub async fn press_with_control(&self, key: &str) {
        self.press(key, true).await;
    }

    async fn press(&self, key: &str, with_control: bool) {
        let script = "document.activeElement?.blur();
            const init = { key: arguments[0], ctrlKey: arguments[1], bubbles: true, cancelable: true };
            document.body.dispatchEvent(new KeyboardEvent('keydown', init));
            document.body.dispatchEvent(new KeyboardEvent('keyup', init));";
        let pressed = self.client.execute(script, vec![json!(key), json!(with_control)]).await;
        pressed.unwrap_or_else(|error| panic!("{key} cannot be pressed: {error}"));
    }

    /// The words on the page, for a message about what is not there.
    pub async fn seen(&self) -> String {
        self.client
            .execute("return document.body.innerText", Vec::new())
            .await
            .ok()
            .and_then(|text| text.as_str().map(str::to_owned))
            .unwrap_or_default()
    }

    /// Close the window as a user does.
    pub async fn close(self) {
        self.client.clone().close().await.expect("the window closes");
    }
}
