//! Puts tauri.conf.json, the capabilities and the page into the program.

use std::error::Error;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    // With a pattern of our own, tauri-build no longer says so itself.
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=ui/dist");
    let attributes = tauri_build::Attributes::new().capabilities_path_pattern("./src-tauri/capabilities/**/*");
    tauri_build::try_build(attributes)?;
    // Schemas for editors are always written to gen/ beside Cargo.toml; they belong with the rest of Tauri's.
    let (from, to) = (Path::new("gen"), Path::new("src-tauri/gen"));
    if from.exists() {
        if to.exists() {
            fs::remove_dir_all(to)?;
        }
        fs::rename(from, to)?;
    }
    Ok(())
}
