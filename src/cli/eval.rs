//! `vanban eval`: files in, figures out. What the figures mean is the library's.

mod pairs;
mod show;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use vanban::eval::structure::{self, StructureScore};
use vanban::eval::{Hypothesis, Pair, Report};
use vanban::text::Source;

use super::error::CliError;
use super::output::{error, shown};
use pairs::Paired;

/// Measure restored text, or converted documents, against gold.
///
/// Text: line 12 of HYP restores line 12 of GOLD. Where HYP is what `restore --format json` writes, confidence is
/// measured too. Of folders, files are paired whose names begin alike: 000.txt with 000_2d79.txt.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Gold file, or folder of gold files.
    #[arg(value_name = "GOLD")]
    gold: PathBuf,
    /// Restored text (or converted document, with --structure), or folder of such.
    #[arg(value_name = "HYP")]
    hyp: PathBuf,
    /// The text as OCR read it, or folder of such: tells what restoring broke.
    #[arg(long, value_name = "OCR", conflicts_with = "structure")]
    ocr: Option<PathBuf>,
    /// Write a report with the texts side by side to FILE.
    #[arg(long, value_name = "FILE", conflicts_with = "structure")]
    html: Option<PathBuf>,
    /// Measure documents as `convert` writes them against gold structure.
    #[arg(long)]
    structure: bool,
    /// Print all figures as JSON.
    #[arg(long)]
    json: bool,
}

/// Measures every pair and prints the figures.
pub fn run(args: &Args) -> Result<ExitCode, CliError> {
    let wanted: &[&str] = if args.structure { &["json"] } else { &["txt", "json"] };
    let paired = pairs::find(&args.gold, &args.hyp, args.ocr.as_deref(), wanted)?;
    let mut failed = false;
    let mut note = |name: &str, reason: &dyn std::fmt::Display| {
        error(format_args!("{name}: {reason}"));
        failed = true;
    };
    paired.unpaired.iter().for_each(|name| note(name, &"nothing to measure it against"));
    let printed = if args.structure {
        let mut scores = Vec::new();
        for pair in &paired.pairs {
            match documents(pair) {
                Ok(score) => scores.push((pair.name.clone(), score)),
                Err(reason) => note(&pair.name, &reason),
            }
        }
        if scores.is_empty() {
            return Ok(ExitCode::FAILURE);
        }
        if args.json { show::structure_json(&scores) } else { show::structure(&scores) }
    } else {
        let mut pairs = Vec::new();
        for pair in &paired.pairs {
            match texts(pair) {
                Ok(pair) => pairs.push(pair),
                Err(reason) => note(&pair.name, &reason),
            }
        }
        if pairs.is_empty() {
            return Ok(ExitCode::FAILURE);
        }
        let report = Report::new(pairs);
        if let Some(file) = &args.html {
            std::fs::write(file, report.html())
                .map_err(|error| CliError::Failed(format!("{}: {error}", shown(file))))?;
        }
        if args.json { show::text_json(&report) } else { show::text(&report) }
    };
    let mut out = io::stdout().lock();
    out.write_all(printed.as_bytes())?;
    out.flush()?;
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn documents(pair: &Paired) -> Result<StructureScore, String> {
    structure::score(&read(&pair.gold)?, &read(&pair.hyp)?).map_err(|error| format!("not the JSON of a plan: {error}"))
}

fn texts(pair: &Paired) -> Result<Pair, String> {
    let hyp = read(&pair.hyp)?;
    let hyp = if pair.hyp.extension().is_some_and(|extension| extension == "json") {
        Hypothesis::from_json(&hyp)
            .map_err(|error| format!("{} is not what `restore --format json` writes: {error}", shown(&pair.hyp)))?
    } else {
        Hypothesis::plain(&hyp)
    };
    let ocr = pair.ocr.as_deref().map(read).transpose()?;
    Ok(Pair { name: pair.name.clone(), gold: read(&pair.gold)?, hyp, ocr })
}

fn read(path: &Path) -> Result<String, String> {
    let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", shown(path));
    let bytes = std::fs::read(path).map_err(|error| failed(&error))?;
    Source::decode(&bytes).map(|source| source.text().to_owned()).map_err(|error| failed(&error))
}
