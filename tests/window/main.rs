//! The real window, end to end: under a virtual display, driven through WebKitWebDriver as a creator would use it.

mod drag_source;
#[expect(dead_code, reason = "benches and pictures use the rest of it")]
mod driver;
mod editing;
mod first_video;
mod home;
mod interruptions;
mod screens;
