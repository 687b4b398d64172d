//! Bad input and bad days: one clear sentence, the right exit code, nothing lost and nothing half-written.

use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Stdio;

use bobine_testkit::studio::{Place, Ran};

const FAILED: Option<i32> = Some(1);
const USAGE: Option<i32> = Some(2);

fn place(name: &str) -> Place {
    Place::new(env!("CARGO_BIN_EXE_bobine").as_ref(), name)
}

/// A small finished project to do damage to.
fn finished(name: &str) -> Place {
    let place = place(name);
    place.json(["video", "Slow mornings", "--length", "10", "--seed", "4", "--size", "270x480", "--out", "fine.mp4"]);
    place
}

/// It ended with this code and said so in a sentence that holds these words.
#[track_caller]
fn says(ran: &Ran, code: Option<i32>, words: &[&str]) {
    assert_eq!(ran.code, code, "{ran:#?}");
    let told = ran.stderr.to_lowercase();
    for word in words {
        assert!(told.contains(&word.to_lowercase()), "{word:?} is not in: {}", ran.stderr);
    }
    assert!(!told.contains("panicked"), "{}", ran.stderr);
    let lines = ran.stderr.lines().filter(|line| line.starts_with("error")).count();
    assert_eq!(lines, 1, "one sentence, not: {}", ran.stderr);
}

fn projects(place: &Place) -> usize {
    place.json(["list"]).as_array().map_or(0, Vec::len)
}

fn parts(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the folder is there").flatten();
    entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains(".part"))
        .collect()
}

#[test]
fn an_unknown_pillar_is_named_with_the_known_ones() {
    let place = place("pillar");
    says(&place.run(["video", "Slow mornings", "--pillar", "gossip"]), USAGE, &["gossip", "tips", "story"]);
    assert_eq!(projects(&place), 0);
}

#[test]
fn an_empty_and_an_endless_theme_are_refused() {
    let place = place("theme");
    says(&place.run(["video", "   "]), USAGE, &["theme is empty"]);
    says(&place.run(["video", &"word ".repeat(1000)]), USAGE, &["characters"]);
    assert_eq!(projects(&place), 0);
}

#[test]
fn an_output_that_cannot_be_written_is_refused_before_any_work() {
    let place = place("output");
    says(&place.run(["video", "Slow mornings", "--out", "nowhere/tips.mp4"]), FAILED, &["nowhere", "does not exist"]);
    std::fs::create_dir(place.work().join("folder.mp4")).expect("a test may make folders");
    says(&place.run(["video", "Slow mornings", "--out", "folder.mp4"]), FAILED, &["folder.mp4", "folder"]);
    says(&place.run(["video", "Slow mornings", "--out", "/proc/tips.mp4"]), FAILED, &["/proc", "written"]);
    assert_eq!(projects(&place), 0, "nothing was begun");
}

#[test]
fn a_missing_and_a_truncated_take_are_named() {
    let place = finished("takes");
    let takes = place.json(["takes"]);
    let path = takes[0]["path"].as_str().expect("a take has a file").to_owned();
    let whole = std::fs::read(&path).expect("the take is there");
    // What is cached is not asked for again; another caption style is.
    place.json(["edit", "--captions", "pill"]);

    std::fs::write(&path, &whole[..whole.len() / 2]).expect("a test may damage files");
    says(&place.run(["export", "--out", "damaged.mp4"]), FAILED, &["segment 1", "damaged"]);
    assert!(!place.work().join("damaged.mp4").exists());
    let found = place.run(["library", "check"]);
    assert_eq!(found.code, FAILED, "{found:#?}");

    std::fs::remove_file(&path).expect("a test may remove files");
    says(&place.run(["export", "--out", "damaged.mp4"]), FAILED, &["segment 1", "missing"]);
    assert_eq!(parts(place.work()), Vec::<String>::new());

    std::fs::write(&path, &whole).expect("a test may mend files");
    place.json(["export", "--out", "mended.mp4"]);
}

#[test]
fn what_is_no_video_is_not_imported() {
    let place = finished("import");
    std::fs::write(place.work().join("empty.mp4"), b"").expect("a test may write");
    std::fs::write(place.work().join("letter.mp4"), b"Dear reader,\n".repeat(400)).expect("a test may write");
    says(&place.run(["import", "1", "empty.mp4"]), FAILED, &["empty.mp4", "empty"]);
    says(&place.run(["import", "1", "letter.mp4"]), FAILED, &["letter.mp4", "no picture"]);
    says(&place.run(["import", "1", "absent.mp4"]), FAILED, &["absent.mp4"]);
    assert_eq!(place.json(["takes", "1"]).as_array().map(Vec::len), Some(1));
}

#[test]
fn a_library_from_a_newer_version_is_left_alone() {
    let place = finished("newer");
    let database = place.library().join("library.db");
    place.json(["library", "info"]);
    raise_version(&database);
    let before = std::fs::read(&database).expect("the database is there");
    says(&place.run(["list"]), FAILED, &["newer Bobine", "update"]);
    assert!(std::fs::read(&database).expect("the database is there") == before, "not a byte was touched");
}

/// Writes a schema version far ahead of ours into the header of an SQLite file (offset 60, big-endian).
fn raise_version(database: &Path) {
    let mut bytes = std::fs::read(database).expect("the database is there");
    bytes[60..64].copy_from_slice(&999_999_999_u32.to_be_bytes());
    std::fs::write(database, bytes).expect("a test may write");
}

#[test]
fn a_corrupt_database_is_said_to_be_one() {
    let place = finished("corrupt");
    let database = place.library().join("library.db");
    std::fs::write(&database, b"this is no database at all, but it is long enough to look at ".repeat(40))
        .expect("write");
    says(&place.run(["list"]), FAILED, &["damaged"]);
}

#[test]
fn a_missing_voice_says_how_to_install_it() {
    let place = place("voice");
    let mut command =
        place.command(["video", "Slow mornings", "--length", "5", "--size", "270x480", "--out", "voiceless.mp4"]);
    command.env("BOBINE_SPEECH_HELPER", place.work().join("not-there"));
    let ran = Ran::from(command.output().expect("the command starts"));
    says(&ran, FAILED, &["speech", "missing"]);
    assert!(!place.work().join("voiceless.mp4").exists());
    assert_eq!(projects(&place), 1, "the script is kept");
}

#[test]
fn a_missing_gstreamer_element_is_named() {
    let place = finished("element");
    place.json(["edit", "--captions", "pill"]);
    let mut command = place.command(["export", "--out", "missing.mp4"]);
    // The machine's plugins but the one that holds x264, seen by a registry of its own.
    let plugins = place.work().join("plugins");
    std::fs::create_dir(&plugins).expect("a test may make folders");
    for plugin in std::fs::read_dir(plugin_folder()).expect("GStreamer has plugins").flatten() {
        if !plugin.file_name().to_string_lossy().contains("x264") {
            std::os::unix::fs::symlink(plugin.path(), plugins.join(plugin.file_name())).expect("a test may link");
        }
    }
    command.env("GST_PLUGIN_SYSTEM_PATH_1_0", &plugins).env("GST_PLUGIN_PATH_1_0", "");
    command.env("GST_REGISTRY_1_0", place.work().join("registry.bin"));
    let ran = Ran::from(command.output().expect("the command starts"));
    says(&ran, FAILED, &["x264enc", "missing", "install"]);
    assert!(!place.work().join("missing.mp4").exists());
}

/// Where GStreamer's plugins lie, as its own development files say.
fn plugin_folder() -> String {
    let asked = std::process::Command::new("pkg-config")
        .args(["--variable=pluginsdir", "gstreamer-1.0"])
        .output()
        .expect("pkg-config is installed by ./dev test");
    String::from_utf8_lossy(&asked.stdout).trim().to_owned()
}

#[test]
fn a_full_disk_is_said_and_leaves_nothing_half_written() {
    let place = finished("disk");
    place.json(["edit", "--captions", "pill"]);
    let mut command = place.command(["export", "--out", "full.mp4"]);
    // Stands for a full disk where no file system can be mounted: no file may grow past 64 KiB.
    limit_file_size(&mut command, 64 * 1024);
    let ran = Ran::from(command.output().expect("the command starts"));
    says(&ran, FAILED, &["full"]);
    assert!(!place.work().join("full.mp4").exists());
    assert_eq!(parts(place.work()), Vec::<String>::new());
    place.json(["export", "--out", "room.mp4"]);
}

#[expect(unsafe_code, reason = "limits can only be set in the child, between fork and exec")]
fn limit_file_size(command: &mut std::process::Command, bytes: u64) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    // SAFETY: setrlimit is async-signal-safe; nothing else happens between fork and exec.
    unsafe {
        command.pre_exec(move || {
            let limit = Rlimit { current: Some(bytes), maximum: Some(bytes) };
            setrlimit(Resource::Fsize, limit).map_err(std::io::Error::from)
        });
    }
}

#[test]
fn ctrl_c_at_any_moment_loses_nothing() {
    use rustix::process::{Pid, Signal, kill_process};
    // Each round is stopped when another stage has begun to report.
    for (round, stage) in ["Script", "Voice", "Clips", "Picture"].into_iter().enumerate() {
        let place = place(&format!("stop {round}"));
        let mut command =
            place.command(["video", "Slow mornings", "--length", "10", "--size", "270x480", "--out", "stopped.mp4"]);
        let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().expect("the command starts");
        let mut told = String::new();
        let mut pipe = child.stderr.take().expect("standard error is piped");
        let mut bytes = [0; 256];
        while !told.contains(stage) {
            let read = pipe.read(&mut bytes).expect("the pipe can be read");
            assert!(read > 0, "it ended before {stage}: {told}");
            told.push_str(&String::from_utf8_lossy(&bytes[..read]));
        }
        kill_process(Pid::from_child(&child), Signal::INT).expect("it still runs");
        pipe.read_to_string(&mut told).expect("the pipe can be read");
        let ended = child.wait().expect("it ends");
        assert_eq!(ended.code(), Some(130), "{told}");
        assert!(told.contains("stopped"), "{told}");
        assert!(!place.work().join("stopped.mp4").exists());
        assert_eq!(parts(place.work()), Vec::<String>::new());
        // The same library goes on from there.
        if projects(&place) == 1 {
            place.json(["generate"]);
            place.json(["export", "--out", "after.mp4"]);
        }
    }
}
