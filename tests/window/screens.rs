//! Every screen, for everybody: no violation axe-core knows of, in both themes, and in both languages.

use std::fs;
use std::path::Path;

use fantoccini::key::Key;
use serde_json::Value;

use crate::driver::Window;
use crate::editing::three_clips;
use crate::home::Home;

/// What axe-core objects to on the screen that is seen.
async fn violations(window: &Window) -> Vec<Value> {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/node_modules/axe-core/axe.min.js");
    let rules = fs::read_to_string(rules).expect("./dev test installs axe-core");
    window.run(&format!("{rules}; window.axe = axe;")).await;
    // Colours are judged when motion has come to rest.
    let found = window
        .ask_slowly(
            "Promise.allSettled(document.getAnimations().filter((one) => one.effect.getComputedTiming().iterations !== Infinity).map((one) => one.finished))
             .then(() => axe.run()).then((found) => found.violations.map(({ id, nodes }) => [id, nodes.map((node) => [node.target.join(' '), node.failureSummary])]))",
        )
        .await;
    found.as_array().unwrap_or_else(|| panic!("{found}")).clone()
}

/// Every screen is judged before the test fails, so that one run tells all.
#[derive(Default)]
struct Judge {
    objections: Vec<String>,
}

impl Judge {
    async fn judge(&mut self, window: &Window, screen: &str) {
        for theme in ["light", "dark"] {
            window.ask(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
            let found = violations(window).await;
            self.objections.extend(found.iter().map(|one| format!("{screen}, {theme}: {one:#}")));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_is_sound_and_speaks_both_languages() {
    let home = Home::new();
    let window = home.open().await;
    let mut judge = Judge::default();
    window.find("//textarea").await;
    judge.judge(&window, "the invitation").await;
    three_clips(&window).await;
    window.click("Select segment 2").await;
    judge.judge(&window, "the studio").await;
    window.press_with(&[Key::Control.into()], 'e').await;
    window.find("//*[@role='dialog']").await;
    judge.judge(&window, "the export").await;
    window.click_in_dialog("Cancel").await;
    window.leave_fields().await;
    window.press(&['?']).await;
    window.find("//*[@role='dialog']").await;
    judge.judge(&window, "the shortcuts").await;
    window.press(&[Key::Escape.into()]).await;
    window.click("Library").await;
    window.click("New video").await;
    window.find("//*[@role='dialog']").await;
    for start in ["A theme", "My script", "My clips"] {
        window.click_in_dialog(start).await;
        judge.judge(&window, start).await;
    }
    window.click_in_dialog("Cancel").await;
    window.until("the dialog is gone", "!document.querySelector('[role=dialog]')").await;
    judge.judge(&window, "the library").await;
    window.press_with(&[Key::Control.into()], ',').await;
    for page in ["Generation", "Voices", "Library", "Shortcuts", "About", "General"] {
        window.click_in_dialog(page).await;
        judge.judge(&window, page).await;
    }

    assert!(judge.objections.is_empty(), "{}", judge.objections.join("\n"));

    window.click_in_dialog("Français").await;
    window.until("the window speaks French", "document.documentElement.lang === 'fr'").await;
    window.until("in the dialog too", "document.querySelector('[role=dialog]').innerText.includes('Réglages')").await;
    window.close().await;
    let window = home.open().await;
    window.until("and still does the next day", "document.documentElement.lang === 'fr'").await;
    window.click("Nouvelle vidéo").await;
    window.find("//*[@role='dialog']//button[normalize-space(.)='Annuler']").await;
    window.close().await;
}
