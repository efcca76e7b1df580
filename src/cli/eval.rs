//! `vanban eval`.

use std::process::ExitCode;

use super::error::CliError;

/// Measure restored text and structure against gold.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Not there yet.
pub fn run(_: &Args) -> Result<ExitCode, CliError> {
    Err(CliError::Failed("this command is not built yet".to_owned()))
}
