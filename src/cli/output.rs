//! Messages to the user. They go to standard error, coloured on a terminal only and never where `NO_COLOR` is set.

use std::fmt::Display;
use std::io::Write;
use std::path::Path;

use anstyle::{AnsiColor, Style};

/// Prints an error.
pub fn error(message: impl Display) {
    line("error", AnsiColor::Red.on_default().bold(), message);
}

/// Nothing is left to do when standard error itself is closed.
fn line(label: &str, style: Style, message: impl Display) {
    let _ = writeln!(anstream::stderr().lock(), "{style}{label}:{style:#} {message}");
}

/// A path as shown in messages: control characters can't reach the terminal.
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    if text.chars().any(char::is_control) { text.escape_debug().to_string() } else { text.into_owned() }
}
