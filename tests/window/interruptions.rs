//! Power cuts at bad moments: nothing is lost, nothing is made twice, nothing stays half-done.

use fantoccini::key::Key;

use crate::editing::{three_clips, three_sentences};
use crate::home::Home;

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_while_clips_are_made_loses_none_of_them() {
    let home = Home::new();
    let window = home.open().await;
    three_sentences(&window).await;
    window.until("the first clip is there", "document.body.innerText.match(/Ready/g)?.length >= 1").await;
    window.kill();

    let window = home.open().await;
    window.until("the clip that was made is kept", "document.body.innerText.match(/Ready/g)?.length >= 1").await;
    window
        .until("the others are made without being asked", "document.body.innerText.match(/Ready/g)?.length >= 3")
        .await;
    let takes = window.ask("/[2-9] takes/.test(document.body.innerText)").await;
    assert_eq!(takes, false, "no clip was made twice");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_while_dragging_or_exporting_leaves_everything_as_it_was() {
    let home = Home::new();
    let window = home.open().await;
    three_clips(&window).await;
    let before = window.script().await;
    let before: Vec<&str> = before.iter().map(String::as_str).collect();
    let (third, first) = (window.middle_of("[data-clip]:nth-child(3)").await, window.middle_of("[data-clip]").await);
    window.hold(third, &[(third.0 - 40.0, third.1), first]).await;
    window.until("it is being dragged", "document.querySelector('.carried')").await;
    window.kill();

    let window = home.open().await;
    window.until_script("what was not dropped did not move", &before).await;
    window.leave_fields().await;
    window.press_with(&[Key::Control.into()], 'e').await;
    window.click_in_dialog("Export").await;
    window
        .until(
            "the export is at work",
            "document.querySelector('[role=dialog] [role=progressbar][aria-valuenow]:not([aria-valuenow=\"0\"])')",
        )
        .await;
    window.kill();
    assert_eq!(home.exported(), None, "a file that is not finished has not its name");

    let window = home.open().await;
    window.until_script("the video is open again", &before).await;
    window.leave_fields().await;
    window.press_with(&[Key::Control.into()], 'e').await;
    window.click_in_dialog("Export").await;
    window.until("the file is verified and shown", "/LUFS/.test(document.body.innerText)").await;
    assert!(home.exported().is_some());
    window.close().await;
}
