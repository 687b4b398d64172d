//! The studio window's program. The window itself is not here yet; until then this says where the studio is to be had.

use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    let told = writeln!(
        std::io::stderr(),
        "This build of Bobine has no window yet. The whole studio runs as the `bobine` command: ./dev bobine --help"
    );
    drop(told);
    ExitCode::FAILURE
}
