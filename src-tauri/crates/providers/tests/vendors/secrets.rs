//! No key lies anywhere but where it is meant to: not in the library, not in a log, not in a message.

use std::path::Path;

use bobine_model::job::JobState;
use bobine_testkit::fake::{Fake, Play, Step, Trouble, Wrong};

use crate::bench::{Bench, Settings};
use crate::conformance::ALL;

/// All files below a folder whose bytes hold some text.
fn holding(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder is there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(holding(&path, text));
        } else {
            let bytes = std::fs::read(&path).unwrap_or_default();
            if bytes.windows(text.len()).any(|window| window == text.as_bytes()) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_found_nowhere_after_a_success_and_after_failures() {
    let plays = [
        Play::default(),
        Play::with(Step::Start, 1, Wrong::Cut),
        Play::with(Step::Start, 9, Wrong::Refused(Trouble::BadKey)),
        Play::with(Step::Download, 1, Wrong::Expired),
    ];
    for subject in ALL.iter().filter(|subject| subject.provider != "comfyui") {
        for play in &plays {
            let bench = Bench::new(*subject, play.clone(), Settings::default()).await;
            let job = bench.run().await;
            assert!(
                bench.fake.seen().iter().any(|seen| format!("{:?}", seen.headers).contains(Fake::KEY)),
                "it was sent"
            );
            assert_eq!(holding(bench.folder.path(), Fake::KEY), Vec::<String>::new(), "{}", subject.provider);
            if let JobState::Failed { failure } = &job.state {
                assert!(!failure.message.contains(Fake::KEY), "{}", failure.message);
            }
            assert!(!format!("{job:?}").contains(Fake::KEY));
        }
    }
}
