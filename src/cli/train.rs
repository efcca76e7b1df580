//! `vanban train`.

use std::process::ExitCode;

use super::error::CliError;

/// Build a model from corpora and OCR pairs.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Not there yet.
pub fn run(_: &Args) -> Result<ExitCode, CliError> {
    Err(CliError::Failed("this command is not built yet".to_owned()))
}
