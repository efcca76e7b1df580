//! The command line. Every subcommand is a module with `Args`, the arguments as typed, and `run`, which validates them
//! into what the library needs and calls it. What is said to the user stands in `messages`.
//!
//! Exit codes: 0 all well, 1 some documents failed, 2 wrong usage or nothing could start, 130 interrupted twice. A reader that closes
//! the pipe early is no failure.

mod convert;
mod degrade;
mod engine;
mod error;
mod eval;
mod help;
mod manual;
mod messages;
mod output;
mod restore;
mod schema;
mod summary;
mod train;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use messages::Lang;

/// Restores degraded OCR text of Vietnamese official documents and turns it into structured data.
#[derive(Parser)]
#[command(name = "vanban", version, arg_required_else_help = true, max_term_width = 100, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Language of messages; that of the locale where not given.
    #[arg(long, value_name = "LANG", global = true)]
    lang: Option<Lang>,
}

const EXAMPLES: &str = "\
Examples:
  vanban restore scan.txt                 print the text with its marks restored
  vanban convert scans -o out             one JSON file for each document under scans/
  tesseract page.png - | vanban restore   work in a pipe

Exit codes: 0 all well, 1 some documents failed, 2 wrong usage.";

#[derive(Subcommand)]
enum Command {
    Restore(restore::Args),
    Convert(convert::Args),
    Schema(schema::Args),
    Eval(eval::Args),
    Degrade(degrade::Args),
    Train(train::Args),
    Completions(manual::Completions),
    Man(manual::Manual),
}

/// Parses the arguments, runs the subcommand and turns its outcome into an exit code.
pub fn main() -> ExitCode {
    messages::choose(typed_lang());
    let parsed = command().try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches));
    let outcome = match parsed.map(|cli| cli.command) {
        Err(error) => return refused(&error),
        Ok(Command::Restore(args)) => restore::run(&args),
        Ok(Command::Convert(args)) => convert::run(&args),
        Ok(Command::Schema(args)) => schema::run(&args),
        Ok(Command::Eval(args)) => eval::run(&args),
        Ok(Command::Degrade(args)) => degrade::run(&args),
        Ok(Command::Train(args)) => train::run(&args),
        Ok(Command::Completions(args)) => manual::completions(&args, command()),
        Ok(Command::Man(args)) => manual::manual(&args, command()),
    };
    outcome.unwrap_or_else(|error| error.report())
}

/// The command in the language of the user.
fn command() -> clap::Command {
    match messages::lang() {
        Lang::En => Cli::command(),
        Lang::Vi => help::vietnamese(Cli::command()),
    }
}

/// The language that is asked for, before the arguments are understood: their errors are told in it too.
fn typed_lang() -> Option<Lang> {
    let arguments: Vec<String> = std::env::args_os().map(|one| one.to_string_lossy().into_owned()).collect();
    let after = arguments.iter().position(|one| one == "--lang").and_then(|at| arguments.get(at + 1));
    let value = after.map(String::as_str).or_else(|| arguments.iter().find_map(|one| one.strip_prefix("--lang=")));
    value.and_then(|value| Lang::from_str(value, true).ok())
}

/// Tells what the parser has to say: what is wrong, or the help that was asked for.
fn refused(error: &clap::Error) -> ExitCode {
    match messages::usage(error) {
        Some(text) => output::note(text),
        // Nothing is left to do when the stream itself is closed.
        None => drop(error.print()),
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_consistent() {
        Cli::command().debug_assert();
    }
}
