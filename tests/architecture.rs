//! Holds the map of ARCHITECTURE.md: who may depend on whom.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Every package and the packages of ours it may name. What is not listed is not allowed.
const ALLOWED: &[(&str, &[&str])] = &[
    ("bobine-model", &[]),
    ("bobine-store", &["bobine-model"]),
    ("bobine-provider", &["bobine-model"]),
    ("bobine-providers", &["bobine-model", "bobine-provider"]),
    ("bobine-render", &["bobine-model", "bobine-provider"]),
    ("bobine-jobs", &["bobine-model", "bobine-store", "bobine-provider", "bobine-render"]),
    (
        "bobine-studio",
        &["bobine-model", "bobine-store", "bobine-provider", "bobine-providers", "bobine-render", "bobine-jobs"],
    ),
    ("bobine-cli", &["bobine-model", "bobine-studio"]),
    ("bobine-studio-app", &["bobine-model", "bobine-studio"]),
    ("bobine-speech-helper", &[]),
    ("bobine-testkit", &["bobine-model", "bobine-provider"]),
];

/// Libraries that only one package may know, by the start of their names.
const SOLE_KNOWERS: &[(&str, &str)] = &[
    ("gstreamer", "bobine-render"),
    ("pango", "bobine-render"),
    ("cairo-rs", "bobine-render"),
    ("rusqlite", "bobine-store"),
    ("tauri", "bobine-studio-app"),
    ("tiny-skia", "bobine-providers"),
    ("clap", "bobine-cli"),
];

fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo describes its own workspace");
    metadata
        .packages
        .iter()
        .map(|package| {
            let named = package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development);
            (package.name.to_string(), named.map(|dependency| dependency.name.clone()).collect())
        })
        .collect()
}

#[test]
fn crates_depend_on_each_other_only_as_the_map_says() {
    let allowed: BTreeMap<&str, BTreeSet<&str>> =
        ALLOWED.iter().map(|(name, on)| (*name, on.iter().copied().collect())).collect();
    for (package, named) in dependencies() {
        let may = allowed.get(package.as_str()).unwrap_or_else(|| panic!("{package} is not on the map: add it there"));
        for dependency in named.iter().filter(|name| name.starts_with("bobine-")) {
            assert!(may.contains(dependency.as_str()), "{package} must not know {dependency}");
        }
    }
}

#[test]
fn each_engine_is_known_to_one_crate() {
    for (package, named) in dependencies() {
        for dependency in named {
            for (library, knower) in SOLE_KNOWERS {
                let is_it = dependency == *library || dependency.starts_with(&format!("{library}-"));
                assert!(!is_it || package == *knower, "only {knower} knows {library}, not {package}");
            }
        }
    }
}
