//! The command line. Every subcommand is a module with `Args`, the arguments as typed, and `run`, which validates them
//! into what the library needs and calls it.
//!
//! Exit codes: 0 all well, 1 some documents failed, 2 wrong usage or nothing could start. A reader that closes the pipe
//! early is no failure.

mod convert;
mod degrade;
mod engine;
mod error;
mod eval;
mod output;
mod restore;
mod schema;
mod summary;
mod train;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Restores degraded OCR text of Vietnamese official documents and turns it into structured JSON.
#[derive(Parser)]
#[command(name = "vanban", version, arg_required_else_help = true, max_term_width = 100, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
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
}

/// Parses the arguments, runs the subcommand and turns its outcome into an exit code.
pub fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Restore(args) => restore::run(&args),
        Command::Convert(args) => convert::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Eval(args) => eval::run(&args),
        Command::Degrade(args) => degrade::run(&args),
        Command::Train(args) => train::run(&args),
    };
    outcome.unwrap_or_else(|error| error.report())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn arguments_are_consistent() {
        super::Cli::command().debug_assert();
    }
}
