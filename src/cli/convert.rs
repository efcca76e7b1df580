//! `vanban convert`.

use std::path::PathBuf;
use std::process::ExitCode;

use super::engine::EngineArgs;
use super::error::CliError;

/// Turn documents into structured JSON, one file a document.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, folders and globs.
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<PathBuf>,
    /// Folder for the results; made where it is missing.
    #[arg(short, long, value_name = "OUTDIR")]
    output: PathBuf,
    #[command(flatten)]
    engine: EngineArgs,
}

/// Converts every document.
pub fn run(args: &Args) -> Result<ExitCode, CliError> {
    args.engine.model()?;
    let (inputs, jobs) = (args.inputs.len(), args.engine.jobs());
    Err(CliError::Failed(format!("converting {inputs} inputs with {jobs} threads is not built yet")))
}
