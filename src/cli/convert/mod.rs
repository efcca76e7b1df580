//! `vanban convert`: arguments, and which of its two ways is gone.

mod course;
mod pipe;

use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use glob::Pattern;
use vanban::batch::Converter;
use vanban::export::Format;
use vanban::restore::Restorer;

use super::engine::Shared;
use super::error::CliError;

/// Turn documents into structured data: JSON, tables, pages.
///
/// A file gives OUTDIR/NAME.json, or what --format names. Folders are searched with all that is below them, and OUTDIR mirrors them. Where
/// two results would have one name, the later one gets NAME_2.json, and so on. A document that fails is reported, and the rest goes on.
///
/// json, txt, md, html, docling (NAME.docling.json) and akn (NAME.akn.xml) give one file a document. jsonl, csv, xlsx and parquet gather the
/// batch: documents.jsonl, vanban.xlsx, and for csv and parquet one file for tasks, targets, citations and documents each.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Files, folders and globs.
    #[arg(value_name = "INPUT", required_unless_present_any = ["files_from", "stdin"])]
    inputs: Vec<PathBuf>,
    /// Folder for the results; made where it is missing.
    #[arg(short, long, value_name = "OUTDIR", required_unless_present = "stdin")]
    output: Option<PathBuf>,
    /// What to write: one or several with commas between, or `all`.
    #[arg(short, long, value_name = "FORMAT", value_delimiter = ',', value_parser = formats(), default_value = "json")]
    format: Vec<Formats>,
    /// Read lines {"id": …, "text": "…"} from standard input and write one line of JSON for each, in order; one that fails gets
    /// {"id": …, "error": "…"}.
    #[arg(long, conflicts_with_all = ["inputs", "output", "files_from", "resume", "shard", "summary"])]
    stdin: bool,
    /// In folders, take files whose name matches one of these; what they hold is told from their content.
    #[arg(long = "pattern", value_name = "GLOB", value_delimiter = ',', default_values = PATTERNS)]
    patterns: Vec<Pattern>,
    /// Read further inputs from FILE, one a line; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    files_from: Option<PathBuf>,
    /// Pass over documents that an earlier run into OUTDIR converted with the same content, model and settings.
    #[arg(long)]
    resume: bool,
    /// Do only every Nth document, starting with the Ith: a part of a batch for each of N machines.
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    /// Stop at the first document that fails.
    #[arg(long)]
    fail_fast: bool,
    /// Give a document up that takes longer than this.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    time_limit: Option<Duration>,
    /// Write counts, times, failures and the quality of each document to FILE, as JSON.
    #[arg(long, value_name = "FILE")]
    summary: Option<PathBuf>,
    #[command(flatten)]
    shared: Shared,
}

/// Names that files of the formats have which are read.
const PATTERNS: [&str; 10] =
    ["*.txt", "*.pdf", "*.png", "*.jpg", "*.jpeg", "*.tif", "*.tiff", "*.hocr", "*.alto", "*.tsv"];

const EXAMPLES: &str = "\
Examples:
  vanban convert seeds -o out
  vanban convert scan.pdf -o out --ocr-cache readings
  vanban convert 'scans/2025-*/*.txt' letter.txt -o out --format json,html,xlsx
  find scans -newer last -name '*.txt' | vanban convert --files-from - -o out
  vanban convert archive -o out --resume --summary summary.json
  vanban convert --stdin --format jsonl < texts.jsonl > documents.jsonl";

/// What one word of `--format` stands for.
#[derive(Clone, Debug)]
struct Formats(Vec<Format>);

fn formats() -> impl TypedValueParser<Value = Formats> {
    let names = Format::ALL.iter().map(|format| format.name()).chain(["all"]);
    PossibleValuesParser::new(names).map(|typed| match typed.as_str() {
        "all" => Formats(Format::ALL.to_vec()),
        name => Formats(Format::ALL.iter().copied().filter(|format| format.name() == name).collect()),
    })
}

fn seconds(typed: &str) -> Result<Duration, String> {
    let value: f64 = typed.parse().map_err(|_| "not a number".to_owned())?;
    Duration::try_from_secs_f64(value).ok().filter(|limit| !limit.is_zero()).ok_or_else(|| "not above 0".to_owned())
}

/// A part of a batch: the `index`th of `count`, from 1.
#[derive(Clone, Copy, Debug)]
struct Shard {
    index: usize,
    count: usize,
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        let parsed = typed.split_once('/').and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
        match parsed {
            Some((index, count)) if (1..=count).contains(&index) => Ok(Self { index, count }),
            _ => Err("must be like 2/8, from 1/8 to 8/8".to_owned()),
        }
    }
}

impl Args {
    /// The formats, each once, in an order that does not depend on how they were typed.
    fn formats(&self) -> Vec<Format> {
        let mut formats: Vec<Format> = self.format.iter().flat_map(|some| some.0.iter().copied()).collect();
        formats.sort_unstable();
        formats.dedup();
        formats
    }

    /// The converter, and all that decides its results beside the text.
    fn converter(&self) -> Result<(Converter, String), CliError> {
        // One model for the life of the process: a document that was given up may still use it at the end.
        let model = Box::leak(Box::new(self.shared.engine.model()?));
        let settings = self.shared.engine.settings(model);
        let restorer = Restorer::new(model, self.shared.engine.options()?);
        let reader = Arc::new(self.shared.engine.reader());
        Ok((Converter::new(reader, restorer, self.time_limit), settings))
    }
}

/// Converts files, or what comes on standard input.
pub fn run(args: &Args) -> Result<ExitCode, CliError> {
    match &args.output {
        Some(folder) => course::run(args, folder),
        None => pipe::run(args),
    }
}
