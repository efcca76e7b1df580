//! `vanban degrade`.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use vanban::batch::AtomicFile;
use vanban::channel::sample::Sampler;
use vanban::text::Source;

use super::engine::{self, ChannelArg};
use super::error::CliError;
use super::messages;
use super::output::shown;

/// Make correct text look as OCR reads it, line for line.
///
/// The errors are drawn from what the model learned of an engine's letters, so accuracy can be measured on any correct text. The same
/// seed gives the same errors.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The text to degrade; standard input where none is named, or for `-`.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Where to write [default: standard output].
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Whose errors to make.
    #[arg(long, value_name = "CHANNEL", default_value = "eng")]
    channel: ChannelArg,
    /// Draws other errors for each number.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// How many times as likely as learned a letter is misread: 0 changes nothing.
    #[arg(long, value_name = "X", value_parser = severity, default_value = "1")]
    severity: f32,
    /// Use this model file instead of the built-in one.
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  vanban degrade letter.txt -o noisy.txt
  vanban degrade letter.txt --seed 7 | vanban restore > restored.txt && vanban eval letter.txt restored.txt";

fn severity(typed: &str) -> Result<f32, String> {
    let value: f32 = typed.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=100.0).contains(&value) { Ok(value) } else { Err("not between 0 and 100".to_owned()) }
}

/// Degrades one text.
pub fn run(args: &Args) -> Result<ExitCode, CliError> {
    let file = args.file.as_deref().filter(|path| *path != Path::new("-"));
    let name = file.map_or_else(messages::standard_input, shown);
    let failed = |why: String| CliError::Failed(format!("{name}: {why}"));
    let bytes = file.map_or_else(stdin, fs::read).map_err(|error| failed(messages::system(&error)))?;
    let source = Source::decode(&bytes).map_err(|error| failed(messages::decoding(&error)))?;
    let model = engine::model(args.model.as_deref())?;
    // A clean channel makes no errors.
    let severity = if matches!(args.channel, ChannelArg::Clean) { 0.0 } else { args.severity };
    let mut sampler = Sampler::new(model.reading(args.channel.into()).emissions.letters(), severity, args.seed);
    let lines: Vec<String> = source.lines().map(|line| sampler.degrade(line)).collect();
    let text = lines.join("\n");
    match &args.output {
        None => io::stdout().lock().write_all(text.as_bytes())?,
        Some(path) => {
            let mut file = AtomicFile::create(path)?;
            file.write_all(text.as_bytes())?;
            file.finish()?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn stdin() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}
