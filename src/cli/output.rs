//! Messages to the user. They go to standard error, coloured on a terminal only and never where `NO_COLOR` is set.

use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::messages;

/// How often a line tells of progress where there is no terminal to draw on.
const PLAIN_INTERVAL: Duration = Duration::from_secs(5);

/// How much is said.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct Verbosity {
    /// Say nothing but errors.
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say what is done with each document.
    #[arg(short, long)]
    pub verbose: bool,
}

/// Prints an error.
pub fn error(message: impl Display) {
    say(&messages::error_label(), AnsiColor::Red.on_default().bold(), message);
}

/// Prints a note.
pub fn note(message: impl Display) {
    // Nothing is left to do when standard error itself is closed.
    let _ = writeln!(anstream::stderr().lock(), "{message}");
}

fn say(label: &str, style: Style, message: impl Display) {
    note(format_args!("{style}{label}:{style:#} {message}"));
}

/// A path as shown in messages: control characters can't reach the terminal.
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    if text.chars().any(char::is_control) { text.escape_debug().to_string() } else { text.into_owned() }
}

/// How far a batch is: a bar on a terminal, now and then a plain line elsewhere.
pub struct Progress {
    bar: ProgressBar,
    plain: bool,
    told: Instant,
}

impl Progress {
    /// Progress over `total` documents.
    pub fn new(total: usize, verbosity: Verbosity) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let target = if verbosity.quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(Some(total as u64), target);
        if let Ok(style) = ProgressStyle::with_template(&messages::bar()) {
            bar.set_style(style);
        }
        Self { bar, plain: !terminal && !verbosity.quiet, told: Instant::now() }
    }

    /// Says something without disturbing the bar.
    pub fn say(&self, print: impl FnOnce()) {
        self.bar.suspend(print);
    }

    /// One document more is done.
    pub fn step(&mut self) {
        self.bar.inc(1);
        if self.plain && self.told.elapsed() >= PLAIN_INTERVAL {
            self.told = Instant::now();
            note(messages::progress(self.bar.position(), self.bar.length().unwrap_or_default()));
        }
    }

    /// Takes the bar away.
    pub fn finish(self) {
        self.bar.finish_and_clear();
    }
}
