//! What the command says: help, tables, JSON and exit codes.

use bobine_testkit::studio::Place;
use serde_json::Value;

fn place(name: &str) -> Place {
    Place::new(env!("CARGO_BIN_EXE_bobine").as_ref(), name)
}

#[test]
fn every_command_explains_itself() {
    let place = place("help");
    let help = place.run(["--help"]);
    assert_eq!(help.code, Some(0));
    for command in [
        "video",
        "new",
        "list",
        "show",
        "script",
        "segments",
        "generate",
        "takes",
        "regenerate",
        "choose",
        "move",
        "off",
        "on",
        "edit",
        "undo",
        "redo",
        "export",
        "estimate",
        "jobs",
        "library",
        "providers",
        "settings",
    ] {
        assert!(help.stdout.contains(&format!("\n  {command} ")), "{command} is not listed in:\n{}", help.stdout);
        let one = place.run([command, "--help"]);
        assert_eq!(one.code, Some(0), "{command}");
        assert!(one.stdout.contains("Usage: bobine"), "{}", one.stdout);
    }
    for needed in ["Exit codes:", "Examples:"] {
        assert!(help.stdout.contains(needed), "{}", help.stdout);
    }
}

#[test]
fn completions_and_the_manual_page_are_generated() {
    let place = place("generated");
    for shell in ["bash", "zsh", "fish"] {
        let ran = place.run(["completions", shell]);
        assert!(ran.code == Some(0) && ran.stdout.contains("regenerate"), "{shell}: {ran:?}");
    }
    let manual = place.run(["man"]);
    assert!(manual.stdout.starts_with(".ie") && manual.stdout.contains(".TH bobine"), "{}", manual.stdout);
}

#[test]
fn a_new_project_reads_like_a_table() {
    let place = place("table");
    assert_eq!(place.run(["list"]).stdout.lines().count(), 1, "an empty library invites to start");
    let made = place.run(["new", "Slow mornings", "--seed", "1", "--length", "10"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    assert!(!place.library().join("cache").join("render").exists(), "writing a script starts no engine");
    let mut filters = insta::Settings::clone_current();
    filters.add_filter(r"project [0-9a-f]{12}", "project [ID]");
    filters.bind(|| {
        insta::assert_snapshot!(made.stdout.lines().take(5).collect::<Vec<_>>().join("\n"));
        insta::assert_snapshot!(place.run(["settings"]).stdout);
        insta::assert_snapshot!(place.run(["providers"]).stdout);
    });
}

#[test]
fn every_answer_is_one_json_document() {
    let place = place("json");
    place.json(["new", "Slow mornings", "--seed", "1"]);
    for command in [
        vec!["list"],
        vec!["show"],
        vec!["script"],
        vec!["segments"],
        vec!["takes"],
        vec!["history"],
        vec!["estimate"],
        vec!["jobs"],
        vec!["jobs", "--all"],
        vec!["library"],
        vec!["library", "check"],
        vec!["library", "gc"],
        vec!["providers"],
        vec!["voices"],
        vec!["pillars"],
        vec!["settings"],
        vec!["off", "1"],
        vec!["on", "1"],
        vec!["undo"],
        vec!["redo"],
        vec!["insert", "--narration", "One more.", "--prompt", "A door"],
        vec!["duplicate", "1"],
        vec!["remove", "2"],
        vec!["edit", "--title", "Slower mornings"],
    ] {
        let answer: Value = place.json(&command);
        assert!(answer.is_object() || answer.is_array(), "{command:?}: {answer}");
    }
}

#[test]
fn wrong_names_are_usage_errors_that_say_where_to_look() {
    let place = place("names");
    place.json(["new", "Slow mornings", "--seed", "1"]);
    for (arguments, words) in [
        (vec!["off", "99"], vec!["segment", "99", "bobine segments"]),
        (vec!["show", "--project", "nothing"], vec!["project", "nothing", "bobine list"]),
        (vec!["choose", "1", "7"], vec!["take", "7", "bobine takes"]),
        (vec!["edit", "--captions", "wobbly"], vec!["wobbly", "clean"]),
        (vec!["edit", "--music", "polka"], vec!["polka", "calm"]),
        (vec!["edit", "--voice", "nobody"], vec!["nobody", "bobine voices"]),
        (vec!["edit", "1", "--transition", "explode:9"], vec!["explode", "crossfade"]),
        (vec!["edit", "1"], vec!["nothing to change"]),
        (vec!["generate", "--provider", "acme"], vec!["acme", "embedded"]),
        (vec!["settings", "set", "cap.project", "lots"], vec!["lots", "5.00"]),
        (vec!["new", "Slow mornings", "--language", "xx"], vec!["xx"]),
        (vec!["new", "Slow mornings", "--size", "big"], vec!["big", "1080x1920"]),
    ] {
        let ran = place.run(&arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {ran:?}");
        for word in words {
            assert!(ran.stderr.contains(word), "{arguments:?} does not say {word:?}: {}", ran.stderr);
        }
    }
    let nothing = place.run(["undo", "--steps", "100"]);
    assert_eq!(nothing.code, Some(0), "undo goes as far as it can");
    let at_the_start = place.run(["undo"]);
    assert!(at_the_start.code == Some(1) && at_the_start.stderr.contains("nothing to undo"), "{at_the_start:?}");
}
