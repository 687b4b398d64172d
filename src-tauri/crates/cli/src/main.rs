//! The `bobine` command: the studio on a terminal. Reads arguments, prints views, turns errors into one sentence and
//! an exit code. What is done is decided in `bobine-studio`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command talks on standard output and error")]

mod args;
mod changes;
mod print;
mod progress;
mod run;

use std::process::ExitCode;

use bobine_studio::{Error, ErrorKind};
use clap::{CommandFactory, Parser};
use tracing_subscriber::EnvFilter;

use crate::args::{Cli, Command};

/// Stopped by Ctrl-C: 128 and the number of the signal, as shells have it.
const STOPPED: u8 = 130;

fn main() -> ExitCode {
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_from_env("BOBINE_LOG").unwrap_or_else(|_| EnvFilter::new("off")))
        .with_writer(std::io::stderr)
        .init();
    match &cli.command {
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Cli::command(), "bobine", &mut std::io::stdout());
            return ExitCode::SUCCESS;
        }
        Command::Man => {
            let written = clap_mangen::Man::new(Cli::command()).render(&mut std::io::stdout());
            return if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
        }
        _ => {}
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(fault) => {
            eprintln!("error: the system does not let Bobine start threads: {fault}");
            return ExitCode::FAILURE;
        }
    };
    let code = runtime.block_on(run::run(&cli));
    // Nothing that is still under way may keep the command from ending; all of it is written down.
    runtime.shutdown_background();
    match code {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("error: {}", error.sentence());
            ExitCode::from(exit_code(&error))
        }
    }
}

fn exit_code(error: &Error) -> u8 {
    match error.kind() {
        ErrorKind::Failed => 1,
        ErrorKind::Usage => 2,
        ErrorKind::OverBudget => 3,
        ErrorKind::NeedsDecision => 4,
        ErrorKind::Stopped => STOPPED,
    }
}
