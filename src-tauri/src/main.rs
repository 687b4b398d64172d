//! The studio window's program.
// A console window beside the studio would be a second, empty one.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    bobine_studio_app::run()
}
