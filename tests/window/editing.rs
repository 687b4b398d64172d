//! Changing a video by pointer and by key, and finding all of it again.

use fantoccini::key::Key;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::drag_source::drop_file;
use crate::driver::{PATIENCE, Window};
use crate::home::Home;

const SKY: &str = "First we look at the sky.";
const SEA: &str = "Then we walk down to the sea.";
const HOME: &str = "At last we all go home.";

/// The studio of a video of three sentences, before its clips are made.
pub async fn three_sentences(window: &Window) {
    window.click("Your own script").await;
    window.write("Script", &format!("{SKY} {SEA} {HOME}")).await;
    window.click_in_dialog("Make it").await;
    window.until_script("the script is cut", &[SKY, SEA, HOME]).await;
}

/// As [`three_sentences`], when every clip is there.
pub async fn three_clips(window: &Window) {
    three_sentences(window).await;
    window.until("every clip is made", "document.querySelectorAll('[data-clip] img').length >= 3").await;
}

fn clip(number: u32) -> String {
    format!("[data-clip]:nth-child({number})")
}

/// What screen readers were told last.
const SAID: &str = "[...document.querySelectorAll('footer [role=status]')].map((live) => live.textContent).join()";

#[tokio::test(flavor = "multi_thread")]
async fn segments_are_moved_split_retaken_and_all_of_it_can_be_undone_after_a_restart() {
    let home = Home::new();
    let window = home.open().await;
    three_clips(&window).await;

    let (third, first) = (window.middle_of(&clip(3)).await, window.middle_of(&clip(1)).await);
    window.drag(third, &[(third.0 - 40.0, third.1), (first.0 - 40.0, first.1), (first.0 - 50.0, first.1)]).await;
    window.until_script("the pointer moved the third to the front", &[HOME, SKY, SEA]).await;

    window.ask("document.querySelector('[aria-label=\"Select segment 3\"]').focus()").await;
    for _ in 0..80 {
        window.press(&[Key::Tab.into()]).await;
        if window.ask("Boolean(document.activeElement.dataset.clip)").await == true {
            break;
        }
    }
    window.press(&[Key::Home.into(), ' ']).await;
    window.until("lifting is said", &format!("{SAID}.includes('Segment 1 lifted')")).await;
    window.press(&[Key::Right.into(), Key::Enter.into()]).await;
    window.until_script("the keys moved the first back", &[SKY, HOME, SEA]).await;
    window.until("dropping is said", &format!("{SAID}.includes('Moved to place 2')")).await;

    window.leave_fields().await;
    window.press(&[Key::Home.into()]).await;
    window.press_with(&[Key::Shift.into()], Key::Right.into()).await;
    window.press(&['s']).await;
    window.until("the first is split in two", "document.querySelectorAll('[data-row]').length === 4").await;

    window.click("Select segment 4").await;
    window.press_with(&[Key::Control.into(), Key::Shift.into()], Key::Enter.into()).await;
    window
        .until(
            "the last has a second take",
            "/2 takes/.test(document.querySelector('[data-clip]:nth-child(4)').textContent)",
        )
        .await;
    window.until("and is chosen from", "document.querySelectorAll('[data-takes] img').length >= 2").await;
    let before = window.script().await;
    window.kill();

    let window = home.open().await;
    let kept: Vec<&str> = before.iter().map(String::as_str).collect();
    window.until_script("every edit is there after the power cut", &kept).await;
    window.leave_fields().await;
    let undo = "document.querySelector('header .undo')";
    for what in ["the take", "the split"] {
        let label = window.ask(&format!("{undo}.ariaLabel")).await;
        window.press_with(&[Key::Control.into()], 'z').await;
        window.until(what, &format!("{undo}.ariaLabel !== {label}")).await;
    }
    window.until_script("the split is undone", &[SKY, HOME, SEA]).await;
    window.until("the next step back is named", &format!("/^Undo .*move/i.test({undo}.ariaLabel)")).await;
    window.press_with(&[Key::Control.into()], 'z').await;
    window.until_script("the keys' move is undone", &[HOME, SKY, SEA]).await;
    window.press_with(&[Key::Control.into()], 'z').await;
    window.until_script("the pointer's move is undone", &[SKY, SEA, HOME]).await;
    window.press_with(&[Key::Control.into(), Key::Shift.into()], 'z').await;
    window.until_script("and done again", &[HOME, SKY, SEA]).await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_dropped_from_the_desktop_becomes_a_take_of_what_it_fell_on() {
    let home = Home::new();
    let window = home.open().await;
    three_clips(&window).await;
    let clips = walk(&home.library().join("media"));
    let taken = clips.iter().find(|path| path.extension().is_some_and(|end| end == "mp4")).expect("a clip was made");
    let dropped = home.path().join("été au bord.mp4");
    std::fs::copy(taken, &dropped).expect("the home is writable");

    let (x, y) = window.middle_of(&clip(2)).await;
    let (display, path) = (home.display().to_owned(), dropped.clone());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a point of a screen of 1280x800")]
    let at = (x as u16, y as u16);
    timeout(PATIENCE, spawn_blocking(move || drop_file(&display, &path, at))).await.expect("in time").expect("dropped");
    window
        .until(
            "it is a second take of the second",
            "/2 takes/.test(document.querySelector('[data-clip]:nth-child(2)').textContent)",
        )
        .await;
    window.close().await;
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.flat_map(|entry| if entry.path().is_dir() { walk(&entry.path()) } else { vec![entry.path()] }).collect()
}
