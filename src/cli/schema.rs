//! `vanban schema`.

use std::io::{self, Write};
use std::process::ExitCode;

use super::error::CliError;

/// Print the JSON Schema of the documents that `convert` writes.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Prints the schema.
pub fn run(_: &Args) -> Result<ExitCode, CliError> {
    let mut out = io::stdout().lock();
    out.write_all(vanban::document::json_schema().as_bytes())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
