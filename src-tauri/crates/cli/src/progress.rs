//! Progress: bars on a terminal, plain lines elsewhere, nothing with `--json`.

use std::collections::HashMap;
use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bobine_studio::progress::{Progress, Stage};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

/// Shows how far the work is. Made once for a command; safe to tell from several threads.
pub enum Reporter {
    /// For programs: nothing.
    Silent,
    /// For logs: a line when a stage begins and when it ends.
    Lines(Mutex<HashMap<Stage, bool>>),
    /// For people: a bar for each stage.
    Bars(MultiProgress, Mutex<HashMap<Stage, ProgressBar>>),
}

impl Reporter {
    /// The reporter that suits where standard error goes.
    pub fn new(is_json: bool) -> Self {
        if is_json {
            Self::Silent
        } else if std::io::stderr().is_terminal() {
            Self::Bars(MultiProgress::new(), Mutex::default())
        } else {
            Self::Lines(Mutex::default())
        }
    }

    /// Show a step.
    pub fn tell(&self, progress: &Progress) {
        match self {
            Self::Silent => {}
            Self::Lines(told) => {
                let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
                let is_done = progress.is_done();
                let is_news = told.insert(progress.stage, is_done) != Some(is_done);
                if is_news {
                    let end = if is_done { ": done" } else { "" };
                    eprintln!("{}{}{end}", progress.stage.title(), count(progress));
                }
            }
            Self::Bars(all, bars) => {
                let mut bars = bars.lock().unwrap_or_else(PoisonError::into_inner);
                let bar = bars.entry(progress.stage).or_insert_with(|| all.add(new_bar(progress.stage)));
                bar.set_position(u64::from(progress.permille()));
                bar.set_message(count(progress));
                if progress.is_done() && !bar.is_finished() {
                    bar.finish();
                }
            }
        }
    }

    /// Take unfinished bars away, so that a message stands alone.
    pub fn end(&self) {
        if let Self::Bars(_, bars) = self {
            for bar in bars.lock().unwrap_or_else(PoisonError::into_inner).values() {
                if !bar.is_finished() {
                    bar.abandon();
                }
            }
        }
    }
}

fn new_bar(stage: Stage) -> ProgressBar {
    let bar = ProgressBar::new(1000);
    let style = ProgressStyle::with_template("{prefix:<10} {bar:32.208/237} {percent:>3} %  {msg:<8} {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("━━╌");
    bar.set_style(style);
    bar.set_prefix(stage.title());
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn count(progress: &Progress) -> String {
    if progress.total > 1 { format!(" {}/{}", progress.done, progress.total) } else { String::new() }
}
