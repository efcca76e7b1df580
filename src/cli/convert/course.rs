//! The course of a batch: files in, files out, and what is told of it.

use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use vanban::batch::{AtomicFile, Converted, Converter, Input, Inputs, Manifest, Outputs, gather, ordered};
use vanban::document::Quality;

use super::{Args, Shard};
use crate::cli::error::CliError;
use crate::cli::messages;
use crate::cli::output::{Progress, error, note, shown};
use crate::cli::summary::Summary;

/// Converts every document.
pub fn run(args: &Args, folder: &Path) -> Result<ExitCode, CliError> {
    let typed = typed(args)?;
    open_folder(folder)?;
    let (converter, settings) = args.converter()?;
    let outputs = Outputs { folder: folder.to_owned(), formats: args.formats(), settings };

    let mut inputs = Inputs::gather(&typed, &args.patterns, Some(folder));
    if let Some(Shard { index, count }) = args.shard {
        inputs.files = inputs.files.into_iter().skip(index - 1).step_by(count).collect();
    }
    let mut summary = Summary::new(inputs.files.len() + inputs.problems.len(), args.summary.is_some());
    for problem in &inputs.problems {
        let reason = messages::reason(&problem.reason);
        error(format_args!("{}: {reason}", shown(&problem.path)));
        summary.failed(&problem.path, reason);
    }
    let stopped = args.fail_fast && summary.any_failed();
    let outcome = if stopped { Ok(()) } else { batch(args, &inputs.files, &outputs, &converter, &mut summary) };

    if !args.shared.verbosity.quiet {
        note(&summary);
    }
    if let Some(path) = &args.summary {
        summary.write(path).map_err(|error| CliError::Failed(messages::cant_write(&shown(path), &error)))?;
    }
    // What was done is told also where the batch could not be finished.
    outcome?;
    Ok(if summary.any_failed() || summary.left() > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn batch(
    args: &Args,
    files: &[Input],
    outputs: &Outputs,
    converter: &Converter,
    summary: &mut Summary,
) -> Result<(), CliError> {
    let part = part(args.shard);
    let manifest_path = outputs.folder.join(format!(".vanban-manifest{part}.jsonl"));
    let unwritable = |error| CliError::Failed(messages::cant_write(&shown(&manifest_path), &error));
    let opened = Manifest::open(&manifest_path, args.resume, &outputs.settings, &outputs.formats);
    let (before, mut manifest) = opened.map_err(unwritable)?;
    let interrupted = interruption(converter);
    let verbosity = args.shared.verbosity;
    let mut progress = Progress::new(files.len(), verbosity);

    let mut finished = files.iter();
    let mut broken = None;
    let mut places = Vec::new();
    let work = |input: &Input| converter.convert(input, outputs, &before);
    let outcome = ordered(args.shared.engine.jobs(), files, work, |result| {
        let Some(input) = finished.next() else { return ControlFlow::Break(()) };
        let result = result.map_err(|panic| panic.to_string());
        match result.and_then(|done| done.map_err(|why| messages::failure(&why))) {
            Ok(converted) => {
                let place = match &converted {
                    Converted::Written { done, .. } => manifest.add(done),
                    Converted::Unchanged { at } => Ok(*at),
                };
                match place {
                    Ok(at) => places.push(at),
                    Err(error) => broken = Some(error),
                }
                if verbosity.verbose {
                    progress.say(|| note(format_args!("{}: {}", shown(&input.path), told(&converted))));
                }
                summary.converted(input, &converted);
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
    outcome.map_err(|error| CliError::Failed(messages::cant_start_threads(error)))?;
    if let Some(error) = broken {
        return Err(unwritable(error));
    }

    if outputs.formats.iter().all(|format| format.extension().is_some()) {
        return Ok(());
    }
    // Half a batch must not pass for a whole one.
    if summary.left() > 0 {
        if !verbosity.quiet {
            note(messages::not_gathered());
        }
        return Ok(());
    }
    if verbosity.verbose {
        note(messages::gathering());
    }
    let mut progress = Progress::new(places.len(), verbosity);
    let step = || {
        progress.step();
        if interrupted.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let gathered = manifest
        .documents()
        .and_then(|mut documents| gather(&outputs.formats, &outputs.folder, &part, &mut documents, &places, step));
    progress.finish();
    gathered.map_err(|error| CliError::Failed(messages::cant_write_to(&shown(&outputs.folder), &error)))?;
    if interrupted.load(Ordering::Relaxed) {
        return Err(CliError::Failed(messages::not_gathered()));
    }
    Ok(())
}

/// The inputs as typed and as listed in the file of `--files-from`.
fn typed(args: &Args) -> Result<Vec<PathBuf>, CliError> {
    let mut typed = args.inputs.clone();
    if let Some(list) = &args.files_from {
        let failed = |error| CliError::Usage(format!("{}: {}", shown(list), messages::system(&error)));
        let text = if list == Path::new("-") { io::read_to_string(io::stdin()) } else { std::fs::read_to_string(list) };
        typed.extend(text.map_err(failed)?.lines().filter(|line| !line.trim().is_empty()).map(PathBuf::from));
    }
    Ok(typed)
}

/// Makes the folder for the results and makes sure that files can be written there.
fn open_folder(folder: &Path) -> Result<(), CliError> {
    std::fs::create_dir_all(folder)
        .and_then(|()| AtomicFile::create(&folder.join(".vanban-probe")).map(drop))
        .map_err(|error| CliError::Usage(messages::cant_write_to(&shown(folder), &error)))
}

/// The parts of a batch may run at once, so each has a manifest and files of its own.
fn part(shard: Option<Shard>) -> String {
    shard.map_or_else(String::new, |Shard { index, count }| format!("-{index}-of-{count}"))
}

fn told(converted: &Converted) -> String {
    match converted {
        Converted::Unchanged { .. } => messages::unchanged(),
        Converted::Written { quality: Quality { syllables, needs_review, .. }, diagnostics, .. } => {
            messages::told(*syllables, *needs_review, *diagnostics)
        }
    }
}

/// Set once the user presses Ctrl-C, or the system asks the process to end: what is in flight is finished, the rest is left for
/// `--resume`.
fn interruption(converter: &Converter) -> Arc<AtomicBool> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let (set, reader) = (Arc::clone(&interrupted), converter.reader());
    // Without a handler Ctrl-C ends the process at once, which the atomic writes survive too.
    let _ = ctrlc::set_handler(move || {
        if set.swap(true, Ordering::Relaxed) {
            reader.engine().stop();
            std::process::exit(130);
        }
    });
    interrupted
}
