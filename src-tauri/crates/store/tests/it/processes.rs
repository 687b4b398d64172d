//! Several processes at one library, and processes that are killed.
//!
//! The children are this very test program, started again to run one test, with its part in the environment.

use std::collections::BTreeSet;
use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use bobine_model::{ProjectId, Pronunciation, TakeId};
use bobine_store::{Error, Library, NewRevision, Snapshot};

use crate::common::{Home, NOW, Outcome, RENAME, apart, assert_sound, document, files_below, new_project, uuid};
use crate::media::{keep_take, mp4};

const PART: &str = "BOBINE_STORE_TEST_PART";
const FOLDER: &str = "BOBINE_STORE_TEST_FOLDER";

/// Not a test of its own: what a child does. Does nothing when no part is given.
#[test]
fn child() -> Outcome {
    let (Some(part), Some(folder)) = (env::var_os(PART), env::var_os(FOLDER)) else { return Ok(()) };
    let (part, folder) = (part.to_string_lossy().into_owned(), PathBuf::from(folder));
    // The test program has begun a line of its own.
    say("")?;
    match part.as_str() {
        "edit for ever" => edit_for_ever(&folder),
        "fill the disk" => fill_the_disk(&folder),
        name => add_forty(&folder, name),
    }
}

fn command(part: &str, folder: &Path) -> Result<Command, std::io::Error> {
    let mut command = Command::new(env::current_exe()?);
    command.args(["--exact", "processes::child", "--nocapture", "--test-threads=1"]);
    command.env(PART, part).env(FOLDER, folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    Ok(command)
}

fn say(line: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

// --- Two processes edit at once.

fn add_forty(folder: &Path, name: &str) -> Outcome {
    let library = Library::open(folder)?;
    let project = ProjectId::from_uuid(uuid(1));
    for number in 0..40 {
        let word = format!("{name}-{number}");
        while let Err(error) = add_word(&library, project, &word) {
            match error {
                // The other one was quicker: read again, try again.
                Error::StaleRevision { .. } => (),
                other => return Err(other.into()),
            }
        }
    }
    Ok(())
}

fn add_word(library: &Library, project: ProjectId, word: &str) -> Result<(), Error> {
    let (head, mut document) = library.read(|s| s.document(project))?;
    document.pronunciations.push(Pronunciation { written: word.to_owned(), said: word.to_owned() });
    let new = NewRevision { document: &document, label: &RENAME, stroke: apart(head.version) };
    library.write(|tx| tx.record_edit(project, head.version, new)).map(drop)
}

#[test]
fn two_processes_editing_at_once_lose_nothing() -> Outcome {
    let (home, project) = Home::with_project();
    let children: Vec<_> =
        ["ann", "bob"].iter().map(|name| command(name, &home.folder)?.spawn()).collect::<Result<_, _>>()?;
    for child in children {
        let output = child.wait_with_output()?;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let (head, document) = home.library.read(|s| s.document(project))?;
    let words: BTreeSet<_> = document.pronunciations.iter().map(|entry| entry.written.clone()).collect();
    let expected: BTreeSet<_> =
        (0..40).flat_map(|number| ["ann", "bob"].map(|name| format!("{name}-{number}"))).collect();
    assert_eq!(words, expected);
    assert_eq!((head.seq, head.version), (81, 81), "every edit is a revision of its own");
    home.assert_sound();
    Ok(())
}

// --- A process is killed at any moment.

/// Edit, bring media in, undo and redo, collect garbage; say what is done once it is done.
fn edit_for_ever(folder: &Path) -> Outcome {
    let library = Library::open(folder)?;
    let project = ProjectId::from_uuid(uuid(1));
    if matches!(library.read(|s| s.project(project)), Err(Error::NoProject(_))) {
        new_project(&library, 1);
    }
    say("open")?;
    loop {
        let (head, _) = library.read(|s| s.document(project))?;
        let next = head.version + 1;
        let document = document(&format!("version {next}"));
        if next.is_multiple_of(4) {
            let bytes = vec![u8::try_from(next % 251)?; 20_000 + usize::try_from(next)?];
            let staged = library.stage_bytes(&bytes, mp4())?;
            // The child before may have been killed between this take and the next version.
            let number = u128::from(next) << 32 | u128::from(std::process::id());
            keep_take(&library, &staged, number, project)?;
            say(&format!("take {number}"))?;
        }
        let new = NewRevision { document: &document, label: &RENAME, stroke: apart(next) };
        let made = library.write(|tx| tx.record_edit(project, head.version, new))?;
        say(&format!("edit {} {}", made.version, made.seq))?;
        if next.is_multiple_of(7) {
            let Some(undone) = library.write(|tx| tx.undo(project, made.version, 9))? else { continue };
            say(&format!("undo {} {}", undone.version, undone.seq))?;
        }
        if next.is_multiple_of(11) {
            library.gc(NOW)?;
        }
    }
}

/// What a child said before it was killed.
#[derive(Default)]
struct Said {
    /// The last version it was told is safe, and the revision that was its head.
    version: u64,
    seq: u64,
    takes: Vec<u128>,
}

/// Hear what the child says: so many lines about its edits, or all there is. Returns how many lines that were.
fn listen(out: &mut impl BufRead, said: &mut Said, lines: u64) -> Result<u64, Box<dyn std::error::Error>> {
    let mut heard = 0;
    let mut line = String::new();
    while heard < lines && out.read_line(&mut line)? > 0 {
        // A line cut short by the kill tells of nothing.
        if let Some(whole) = line.strip_suffix('\n') {
            let mut words = whole.split(' ');
            match (words.next(), words.next(), words.next()) {
                (Some("take"), Some(number), None) => said.takes.push(number.parse()?),
                (Some("edit" | "undo"), Some(version), Some(seq)) => {
                    (said.version, said.seq) = (version.parse()?, seq.parse()?);
                    heard += 1;
                }
                // What the test program itself has to say.
                _ => (),
            }
        }
        line.clear();
    }
    Ok(heard)
}

/// Numbers that look random, from a seed that a failure names.
struct Dice {
    seed: u64,
    throws: u64,
}

impl Dice {
    fn new() -> Self {
        let given = env::var("BOBINE_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self { seed: given.unwrap_or(u64::from(now.subsec_nanos())), throws: 0 }
    }

    fn below(&mut self, end: u64) -> u64 {
        self.throws += 1;
        let hash = blake3::hash(format!("{} {}", self.seed, self.throws).as_bytes());
        let (number, _) = hash.as_bytes().split_first_chunk().expect("a hash has 32 bytes");
        u64::from_le_bytes(*number) % end
    }
}

/// Let a child make so many edits, and a moment more; kill it, and return all it said.
fn run_and_kill(folder: &Path, edits: u64, moment: Duration) -> Result<Said, Box<dyn std::error::Error>> {
    let mut child = command("edit for ever", folder)?.spawn()?;
    let mut out = BufReader::new(child.stdout.take().ok_or("the child's words are piped")?);
    let mut said = Said::default();
    if listen(&mut out, &mut said, edits)? < edits {
        let status = child.wait()?;
        let mut complaint = String::new();
        child.stderr.take().ok_or("its complaints are piped")?.read_to_string(&mut complaint)?;
        return Err(format!("the child ended by itself ({status}): {complaint}").into());
    }
    // Not a wait for anything: the moment of death is what this test is about.
    std::thread::sleep(moment);
    child.kill()?;
    listen(&mut out, &mut said, u64::MAX)?;
    child.wait()?;
    Ok(said)
}

#[test]
fn a_killed_process_loses_nothing_it_was_told_is_safe() -> Outcome {
    let mut dice = Dice::new();
    let (home, project) = Home::with_project();
    for round in 1..=60 {
        let moment = Duration::from_micros(dice.below(12_000));
        let said = run_and_kill(&home.folder, 1 + dice.below(8), moment)?;
        let place = format!("round {round} of seed {}", dice.seed);
        let library = home.again();
        let (head, document) = library.read(|s| s.document(project))?;
        // At most one transaction can have been committed without its word having come through.
        let unsaid = head.version.checked_sub(said.version);
        assert!(unsaid.is_some_and(|unsaid| unsaid <= 1), "{place}: {head:?}, said was {}", said.version);
        if unsaid == Some(0) {
            assert_eq!(head.seq, said.seq, "{place}: another revision is the head");
        }
        assert!(document.title.starts_with("version ") || head.seq == 1, "{place}: {}", document.title);
        for take in &said.takes {
            let take = TakeId::from_uuid(uuid(*take));
            library.read(|s| s.take(take)).map_err(|error| format!("{place}: {error}"))?;
        }
        assert_sound(&library);
    }
    let before = home.library.read(|s| s.takes(project))?.len();
    home.library.gc(NOW)?;
    home.assert_sound();
    assert_eq!(home.library.read(|s| s.takes(project))?.len(), before, "every take is kept");
    let files = files_below(&home.folder.join("media")).len();
    assert_eq!(files, home.library.read(Snapshot::all_media)?.len(), "no file without a row, no row without a file");
    assert_eq!(files_below(&home.folder.join("tmp")), [Path::new(".gate")], "nothing half-made is left");
    Ok(())
}

#[test]
fn a_process_killed_while_making_or_migrating_a_library_leaves_one_that_opens() -> Outcome {
    let mut dice = Dice::new();
    let keep = tempfile::tempdir()?;
    for round in 1..=24 {
        let folder = keep.path().join(round.to_string());
        let is_older = round % 2 == 0;
        if is_older {
            crate::migrations::put_version_1(&folder)?;
        }
        run_and_kill(&folder, 0, Duration::from_millis(dice.below(40)))?;
        let library = Library::open(&folder).map_err(|e| format!("round {round} of seed {}: {e:?}", dice.seed))?;
        if is_older {
            let project = library.read(|s| s.project(ProjectId::from_uuid(uuid(1))))?;
            assert!(project.head.version >= 2, "what the older version held is still there");
        }
    }
    Ok(())
}

// --- The disk is full.

/// Bring in a file larger than the system lets this process write.
fn fill_the_disk(folder: &Path) -> Outcome {
    let library = Library::open(folder)?;
    match library.stage_bytes(&vec![7; 4 << 20], mp4()) {
        Err(Error::DiskFull) => say("no room")?,
        other => say(&format!("{other:?}"))?,
    }
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_file_the_disk_has_no_room_for_is_refused_and_leaves_nothing() -> Outcome {
    let (home, project) = Home::with_project();
    let child = command("fill the disk", &home.folder)?;
    // The shell's limit on the size of a file (1 MiB) stands in for a full disk.
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 2048; exec \"$@\"", "sh"]).arg(child.get_program());
    limited.args(child.get_args()).env(PART, "fill the disk").env(FOLDER, &home.folder);
    let output = limited.output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.lines().any(|line| line == "no room"), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(files_below(&home.folder.join("tmp")), [Path::new(".gate")]);
    crate::common::rename(&home.library, project, 1, "life goes on")?;
    Ok(())
}
