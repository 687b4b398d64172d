//! From nothing to a file, and back to it the next day.

use std::process::Command;

use fantoccini::key::Key;

use crate::home::Home;

#[tokio::test(flavor = "multi_thread")]
async fn from_a_theme_to_an_exported_file() {
    let home = Home::new();
    let window = home.open().await;
    let theme = window.find("//textarea").await;
    theme.send_keys("Three Python tips nobody told you").await.expect("the theme can be typed");
    window.click("Make it").await;
    window.until("the studio opens", "document.querySelector('canvas')").await;

    window.until("every clip is made", "document.body.innerText.match(/Ready/g)?.length >= 6").await;
    window.until("the preview shows the video", "document.querySelector('canvas').width === 360").await;
    let colors = "(() => { const canvas = document.querySelector('canvas');
        const { data } = canvas.getContext('2d', { willReadFrequently: true }).getImageData(0, 0, 360, 640);
        const seen = new Set(); for (let i = 0; i < data.length; i += 4 * 97) seen.add(data[i] >> 4 | data[i + 1]);
        return seen.size; })()";
    window.until("a picture is seen, not one colour", &format!("{colors} > 8")).await;

    window.leave_fields().await;
    window.press(&[Key::Right.into()]).await;
    window.until("the playhead steps a frame", "/0:00\\.0?1/.test(document.body.innerText)").await;
    window.press_with(&[Key::Shift.into()], Key::Right.into()).await;
    window.until("and a second", "/0:01\\.0?1/.test(document.body.innerText)").await;

    window.press_with(&[Key::Control.into()], 'e').await;
    window.click_in_dialog("Export").await;
    window.until("the file is verified and shown", "/LUFS/.test(document.body.innerText)").await;
    let file = home.exported().expect("the video lies in the user's own folders");
    let probe = Command::new("ffprobe")
        .args(["-v", "error", "-count_packets", "-select_streams", "v", "-show_entries"])
        .args(["stream=width,height,nb_read_packets", "-of", "csv=p=0"])
        .arg(&file)
        .output()
        .expect("ffprobe is installed by ./dev test");
    let facts = String::from_utf8_lossy(&probe.stdout).trim().to_owned();
    assert!(facts.starts_with("1080,1920,"), "{facts}");
    window.close().await;

    let window = home.open().await;
    window.until("the video is open again", "document.querySelector('header input')?.value.includes('Python')").await;
    window.until("with its clips", "document.body.innerText.match(/Ready/g)?.length >= 6").await;
    window.until("at the frame it was left at", "/0:01\\.0?1/.test(document.body.innerText)").await;
    window.until("the preview shows it", &format!("{colors} > 8")).await;
    window.close().await;
}
