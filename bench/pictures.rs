//! Pictures of the real window for people to look at: every screen and state, light and dark, English and French.
//! `./dev pictures [FOLDER]` writes PNG files there, `target/pictures` by default.
#![allow(clippy::print_stdout, reason = "a program whose output is its result")]

#[path = "../tests/window/driver.rs"]
#[allow(dead_code, reason = "the tests use the rest of it")]
mod driver;
#[path = "../tests/window/home.rs"]
#[allow(dead_code, reason = "the tests use the rest of it")]
mod home;

use std::fs;
use std::path::{Path, PathBuf};

use fantoccini::key::Key;
use serde_json::json;

use crate::driver::Window;
use crate::home::Home;

const CLIPS_READY: &str =
    "document.querySelectorAll('[data-clip] img').length >= 6 && !document.querySelector('[data-clip] .bar')";
const DIALOG: &str = "document.querySelector('[role=dialog]')";

/// How the window looks and speaks.
#[derive(Clone, Copy)]
struct Look {
    language: &'static str,
    theme: &'static str,
}

const LOOKS: [Look; 4] = [
    Look { language: "en", theme: "light" },
    Look { language: "en", theme: "dark" },
    Look { language: "fr", theme: "light" },
    Look { language: "fr", theme: "dark" },
];

/// A window being pictured.
struct Sitting {
    window: Window,
    folder: PathBuf,
    look: Look,
}

#[tokio::main]
async fn main() {
    let wanted = std::env::args().skip(1).find(|argument| argument != "--bench");
    let usual = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("pictures");
    let folder = wanted.map_or(usual, PathBuf::from);
    fs::create_dir_all(&folder).expect("the folder can be written");
    let home = Home::new();
    let mut sitting = Sitting { window: home.open().await, folder, look: LOOKS[0] };
    sitting.window.find("//textarea").await;
    for look in LOOKS {
        sitting.turn(look).await;
        sitting.take("invitation").await;
        sitting.new_video().await;
    }
    sitting.turn(LOOKS[0]).await;
    sitting.make("Three Python tips nobody told you").await;
    for look in LOOKS {
        sitting.turn(look).await;
        sitting.studio().await;
        sitting.settings().await;
    }
    sitting.export().await;
    sitting.window.ask("document.querySelector('header button').click()").await;
    sitting.window.until("the library", "document.querySelector('[role=grid], [data-card]')").await;
    for look in LOOKS {
        sitting.turn(look).await;
        sitting.take("library").await;
    }
    println!("{}", sitting.folder.display());
    sitting.window.close().await;
}

impl Sitting {
    /// Picture what is seen once it has come to rest.
    async fn take(&self, name: &str) {
        self.window
            .ask_slowly(
                "Promise.allSettled([document.fonts.ready,
                     ...document.getAnimations().filter((one) => one.effect.getComputedTiming().iterations !== Infinity).map((one) => one.finished),
                     ...[...document.images].map((image) => image.decode())])
                 .then(() => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(() => seen(true)))))",
            )
            .await;
        let Look { language, theme } = self.look;
        let path = self.folder.join(format!("{name}-{language}-{theme}.png"));
        fs::write(&path, self.window.picture().await).expect("the folder can be written");
    }

    /// Change language and theme where a creator does.
    async fn turn(&mut self, look: Look) {
        self.look = look;
        self.control(',').await;
        let language = if look.language == "en" { "English" } else { "Français" };
        self.window.click_in_dialog(language).await;
        let theme = match (look.language, look.theme) {
            ("en", "light") => "Light",
            ("en", _) => "Dark",
            (_, "light") => "Claire",
            _ => "Sombre",
        };
        self.window.click_in_dialog(theme).await;
        self.window.until("the theme", &format!("document.documentElement.dataset.theme === '{}'", look.theme)).await;
        self.close_dialog().await;
    }

    async fn control(&self, key: char) {
        self.window.leave_fields().await;
        self.window.press_with(&[Key::Control.into()], key).await;
        self.window.until("a dialog", DIALOG).await;
    }

    async fn close_dialog(&self) {
        self.window.press(&[Key::Escape.into()]).await;
        self.window.until("no dialog", &format!("!{DIALOG}")).await;
    }

    /// The nth thing of a kind in the dialog.
    async fn choose(&self, selector: &str, number: usize) {
        self.window.ask(&format!("{DIALOG}.querySelectorAll({})[{number}].click()", json!(selector))).await;
    }

    async fn new_video(&self) {
        self.control('n').await;
        for (number, start) in ["theme", "script", "clips"].into_iter().enumerate() {
            self.choose("label:has(input[type=radio])", number).await;
            self.take(&format!("new-{start}")).await;
        }
        self.close_dialog().await;
    }

    async fn make(&self, theme: &str) {
        self.window.find("//textarea").await.send_keys(theme).await.expect("the theme can be typed");
        self.window.press(&[Key::Enter.into()]).await;
        self.window.until("clips are being made", "document.querySelector('[data-clip] .bar')").await;
        self.take("studio-generating").await;
        self.window.until("every clip is made", CLIPS_READY).await;
        self.window.until("the preview shows the video", "document.querySelector('canvas').width === 360").await;
    }

    async fn studio(&self) {
        self.window.leave_fields().await;
        self.window.press(&[Key::Escape.into()]).await;
        self.take("studio").await;
        self.window.ask("document.querySelectorAll('[data-row] .number')[1].click()").await;
        self.take("studio-segment").await;
        self.window.press_with(&[Key::Control.into()], 'a').await;
        self.take("studio-all-selected").await;
        self.window.press(&[Key::Escape.into()]).await;
        self.control('e').await;
        self.take("export").await;
        self.close_dialog().await;
        self.window.press(&['?']).await;
        self.window.until("a dialog", DIALOG).await;
        self.take("shortcuts").await;
        self.close_dialog().await;
    }

    async fn settings(&self) {
        self.control(',').await;
        for (number, page) in
            ["general", "generation", "voices", "library", "shortcuts", "about"].into_iter().enumerate()
        {
            self.choose("[role=tab]", number).await;
            self.take(&format!("settings-{page}")).await;
        }
        self.close_dialog().await;
    }

    async fn export(&self) {
        self.control('e').await;
        self.window.ask(&format!("[...{DIALOG}.querySelectorAll('button')].at(-1).click()")).await;
        self.window.until("the export is at work", &format!("{DIALOG}.querySelector('[role=progressbar]')")).await;
        self.take("exporting").await;
        self.window.until("the file is verified", &format!("/LUFS/.test({DIALOG}.innerText)")).await;
        self.take("exported").await;
        self.close_dialog().await;
    }
}
