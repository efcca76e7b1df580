//! `vanban convert`: arguments and the course of a batch.

use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use glob::Pattern;
use vanban::batch::{AtomicFile, Converted, Converter, Done, Input, Inputs, Manifest, ordered};
use vanban::document::Quality;
use vanban::restore::Restorer;

use super::engine::EngineArgs;
use super::error::CliError;
use super::output::{Progress, Verbosity, error, note, shown};
use super::summary::Summary;

/// Turn documents into structured JSON, one file a document.
///
/// A file gives OUTDIR/NAME.json. Folders are searched with all that is below them, and OUTDIR mirrors them. Where two
/// results would have one name, the later one gets NAME_2.json, and so on. A document that fails is reported, and the
/// rest goes on.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Files, folders and globs.
    #[arg(value_name = "INPUT", required_unless_present = "files_from")]
    inputs: Vec<PathBuf>,
    /// Folder for the results; made where it is missing.
    #[arg(short, long, value_name = "OUTDIR")]
    output: PathBuf,
    /// In folders, take files whose name matches this.
    #[arg(long, value_name = "GLOB", default_value = "*.txt")]
    pattern: Pattern,
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
    /// Write counts, times, failures and the quality of each document to FILE, as JSON.
    #[arg(long, value_name = "FILE")]
    summary: Option<PathBuf>,
    #[command(flatten)]
    engine: EngineArgs,
    #[command(flatten)]
    verbosity: Verbosity,
}

const EXAMPLES: &str = "\
Examples:
  vanban convert seeds -o out
  vanban convert 'scans/2025-*/*.txt' letter.txt -o out --jobs 4
  find scans -newer last -name '*.txt' | vanban convert --files-from - -o out
  vanban convert archive -o out --resume --summary summary.json";

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

/// Converts every document.
pub fn run(args: &Args) -> Result<ExitCode, CliError> {
    let typed = typed(args)?;
    open_folder(&args.output)?;
    let model = args.engine.model()?;
    let settings = args.engine.settings(&model);
    let converter = Converter::new(Restorer::new(&model, args.engine.options()?));

    let mut inputs = Inputs::gather(&typed, &args.pattern, Some(&args.output));
    if let Some(Shard { index, count }) = args.shard {
        inputs.files = inputs.files.into_iter().skip(index - 1).step_by(count).collect();
    }
    let mut summary = Summary::new(inputs.files.len() + inputs.problems.len());
    for problem in &inputs.problems {
        error(format_args!("{}: {}", shown(&problem.path), problem.reason));
        summary.failed(&problem.path, problem.reason.clone());
    }
    if !(args.fail_fast && summary.any_failed()) {
        batch(args, &inputs.files, &settings, &converter, &mut summary)?;
    }

    if !args.verbosity.quiet {
        note(&summary);
    }
    if let Some(path) = &args.summary {
        summary.write(path).map_err(|error| CliError::Failed(format!("can't write {}: {error}", shown(path))))?;
    }
    Ok(if summary.any_failed() || summary.left() > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn batch(
    args: &Args,
    files: &[Input],
    settings: &str,
    converter: &Converter,
    summary: &mut Summary,
) -> Result<(), CliError> {
    let manifest_path = args.output.join(manifest_name(args.shard));
    let unwritable = |error| CliError::Failed(format!("can't write {}: {error}", shown(&manifest_path)));
    let (before, mut manifest) = Manifest::open(&manifest_path, args.resume).map_err(unwritable)?;
    let interrupted = interruption();
    let mut progress = Progress::new(files.len(), args.verbosity);

    let work = |input: &Input| {
        let unchanged = |sha256: &str| before.holds(&done(input, sha256, settings));
        converter.convert(&input.path, &target(&args.output, input), unchanged)
    };
    let mut finished = files.iter();
    let mut broken = None;
    let outcome = ordered(args.engine.jobs(), files, work, |result| {
        let Some(input) = finished.next() else { return ControlFlow::Break(()) };
        let result = result.map_err(|panic| panic.to_string()).and_then(|done| done.map_err(|why| why.to_string()));
        match result {
            Ok(converted) => {
                if let Converted::Written { sha256, .. } = &converted {
                    broken = manifest.add(&done(input, sha256, settings)).err();
                }
                if args.verbosity.verbose {
                    progress.say(|| note(format_args!("{}: {}", shown(&input.path), told(&converted))));
                }
                summary.converted(input, converted);
            }
            Err(reason) => {
                progress.say(|| error(format_args!("{}: {reason}", shown(&input.path))));
                summary.failed(&input.path, reason);
            }
        }
        progress.step();
        let stop = broken.is_some() || interrupted.load(Ordering::Relaxed) || args.fail_fast && summary.any_failed();
        if stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    progress.finish();
    outcome.map_err(|error| CliError::Failed(format!("can't start threads: {error}")))?;
    broken.map_or(Ok(()), |error| Err(unwritable(error)))
}

/// The inputs as typed and as listed in the file of `--files-from`.
fn typed(args: &Args) -> Result<Vec<PathBuf>, CliError> {
    let mut typed = args.inputs.clone();
    if let Some(list) = &args.files_from {
        let failed = |error| CliError::Usage(format!("{}: {error}", shown(list)));
        let text = if list == Path::new("-") { io::read_to_string(io::stdin()) } else { std::fs::read_to_string(list) };
        typed.extend(text.map_err(failed)?.lines().filter(|line| !line.trim().is_empty()).map(PathBuf::from));
    }
    Ok(typed)
}

/// Makes the folder for the results and makes sure that files can be written there.
fn open_folder(folder: &Path) -> Result<(), CliError> {
    std::fs::create_dir_all(folder)
        .and_then(|()| AtomicFile::create(&folder.join(".vanban-probe")).map(drop))
        .map_err(|error| CliError::Usage(format!("can't write to {}: {error}", shown(folder))))
}

fn target(output: &Path, input: &Input) -> PathBuf {
    let mut path = output.join(&input.name).into_os_string();
    path.push(".json");
    path.into()
}

fn done(input: &Input, sha256: &str, settings: &str) -> Done {
    Done { name: input.name.to_string_lossy().into_owned(), sha256: sha256.to_owned(), settings: settings.to_owned() }
}

/// The parts of a batch may run at once, so each keeps its own.
fn manifest_name(shard: Option<Shard>) -> String {
    match shard {
        None => ".vanban-manifest.jsonl".to_owned(),
        Some(Shard { index, count }) => format!(".vanban-manifest-{index}-of-{count}.jsonl"),
    }
}

fn told(converted: &Converted) -> String {
    match converted {
        Converted::Unchanged { .. } => "unchanged".to_owned(),
        Converted::Written { quality, diagnostics, .. } => {
            let Quality { syllables, needs_review, .. } = quality;
            format!("{syllables} words, {needs_review} to review, {diagnostics} diagnostics")
        }
    }
}

/// Set once the user presses Ctrl-C: what is in flight is finished, the rest is left for `--resume`.
fn interruption() -> Arc<AtomicBool> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&interrupted);
    // Without a handler Ctrl-C ends the process at once, which the atomic writes survive too.
    let _ = ctrlc::set_handler(move || {
        if set.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    interrupted
}
