//! `vanban restore`.

use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use vanban::restore::Restorer;
use vanban::text::Source;

use super::engine::EngineArgs;
use super::error::CliError;
use super::output::shown;

/// Restore the marks of OCR text, line for line.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Texts to restore; standard input where none is named.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    engine: EngineArgs,
}

/// Restores each text to standard output.
pub fn run(args: &Args) -> Result<ExitCode, CliError> {
    let model = args.engine.model()?;
    let restorer = Restorer::new(&model, args.engine.options());
    let mut out = io::stdout().lock();
    for (name, bytes) in read(args)? {
        let source = Source::decode(&bytes).map_err(|error| CliError::Failed(format!("{name}: {error}")))?;
        out.write_all(restorer.restore(&source).text().as_bytes())?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn read(args: &Args) -> Result<Vec<(String, Vec<u8>)>, CliError> {
    let failed = |name: &str, error: io::Error| CliError::Failed(format!("{name}: {error}"));
    if args.files.is_empty() {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map_err(|error| failed("standard input", error))?;
        return Ok(vec![("standard input".to_owned(), bytes)]);
    }
    let read = |path: &PathBuf| Ok((shown(path), std::fs::read(path).map_err(|error| failed(&shown(path), error))?));
    args.files.iter().map(read).collect()
}
