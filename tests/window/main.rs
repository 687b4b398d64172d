//! The real window, end to end: under a virtual display, driven through WebKitWebDriver as a creator would use it.

mod driver;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use driver::{Home, Window};

/// From an empty library to the studio of a first video.
async fn first_video(window: &Window) {
    let theme = window.find("//textarea").await;
    theme.send_keys("Three Python tips nobody told you").await.expect("the theme can be typed");
    window.click("Make it").await;
    window.until("the studio opens", "document.querySelector('canvas')").await;
}

/// A finished video in the user's own folders: among the videos where the desktop names such a folder, else at home.
fn exported(home: &Home) -> Option<PathBuf> {
    let folders = [home.path().join("Videos"), home.path().to_owned()];
    let mut found = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    found.find_map(|entry| Some(entry.path()).filter(|path| path.extension().is_some_and(|end| end == "mp4")))
}

#[tokio::test(flavor = "multi_thread")]
async fn from_a_theme_to_an_exported_file() {
    let home = Home::new();
    let window = home.open().await;
    first_video(&window).await;

    window.until("every clip is made", "document.body.innerText.match(/Ready/g)?.length >= 6").await;
    window.until("the preview shows the video", "document.querySelector('canvas').width === 360").await;
    let colors = "(() => { const canvas = document.querySelector('canvas');
        const { data } = canvas.getContext('2d', { willReadFrequently: true }).getImageData(0, 0, 360, 640);
        const seen = new Set(); for (let i = 0; i < data.length; i += 4 * 97) seen.add(data[i] >> 4 | data[i + 1]);
        return seen.size; })()";
    window.until("a picture is seen, not one colour", &format!("{colors} > 8")).await;

    window.press_in_page("ArrowRight").await;
    window.until("the playhead steps a frame", "/0:00\\.0?1/.test(document.body.innerText)").await;

    window.press_with_control("e").await;
    let start = window.find("//*[@role='dialog']//button[normalize-space(.)='Export']").await;
    start.click().await.expect("the export begins");
    window.until("the file is verified and shown", "/LUFS/.test(document.body.innerText)").await;
    let file = exported(&home).expect("the video lies in the user's own folders");
    let probe = Command::new("ffprobe")
        .args(["-v", "error", "-count_packets", "-select_streams", "v", "-show_entries"])
        .args(["stream=width,height,nb_read_packets", "-of", "csv=p=0"])
        .arg(&file)
        .output()
        .expect("ffprobe is installed by ./dev test");
    let facts = String::from_utf8_lossy(&probe.stdout).trim().to_owned();
    assert!(facts.starts_with("1080,1920,"), "{facts}");
    window.close().await;
}
