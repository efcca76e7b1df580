//! `vanban restore`: texts of any size, block by block, in parallel and in order.

mod writer;

use std::fs::File;
use std::io::{self, Read};
use std::iter;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use vanban::batch::{Blocks, Failure, Input, Inputs, LARGEST, ordered};
use vanban::ocr::Reader;
use vanban::page::Format as Kind;
use vanban::restore::Restorer;
use vanban::text::Source;

use super::engine::Shared;
use super::error::CliError;
use super::messages;
use super::output::shown;
use writer::{Format, Rendered, Writer};

/// Texts up to this size are restored as a whole, longer ones in parts.
const BLOCK: usize = 3 << 17;
/// Bytes that tell what a stream is.
const HEAD: u64 = 4096;

/// Restore the marks of OCR text, line for line.
///
/// Line 12 of the output restores line 12 of the input. A word that OCR split over two lines stays on the first.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Texts, scans and files of OCR engines to restore; standard input where none is named, or for `-`.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Where to write: a file for one text, a folder for several [default: standard output].
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// What to write.
    #[arg(long, default_value = "text")]
    format: Format,
    #[command(flatten)]
    shared: Shared,
}

const EXAMPLES: &str = "\
Examples:
  vanban restore scan.txt > restored.txt
  vanban restore scans/*.txt -o restored
  vanban restore scan.pdf -o scan.txt
  tesseract page.png - | vanban restore --format json";

/// Where one text comes from and goes to.
struct Job {
    /// None for standard input.
    path: Option<PathBuf>,
    /// None for standard output.
    target: Option<PathBuf>,
}

impl Job {
    pub fn name(&self) -> String {
        self.path.as_deref().map_or_else(messages::standard_input, shown)
    }
}

/// Restores each text.
pub fn run(args: &Args) -> Result<ExitCode, CliError> {
    let jobs = jobs(args)?;
    let model = args.shared.engine.model()?;
    let restorer = Restorer::new(&model, args.shared.engine.options()?);
    let work = |unit| match unit {
        Unit::Block(block) => Unit::Rendered(Rendered::new(&restorer, &block, args.format)),
        other => other,
    };
    let mut writer = Writer::new(&jobs, args.format, args.shared.verbosity);
    let mut broken = None;
    let reader = Arc::new(args.shared.engine.reader());
    stop_on_interruption(&reader);
    ordered(args.shared.engine.jobs(), units(&jobs, &reader), work, |result| {
        match writer.take(result.unwrap_or_else(|panic| Unit::Failed(panic.to_string()))) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                broken.get_or_insert(error);
                ControlFlow::Break(())
            }
        }
    })
    .map_err(|error| CliError::Failed(messages::cant_start_threads(error)))?;
    match broken {
        Some(error) => Err(CliError::Write(error)),
        None if writer.failed => Ok(ExitCode::FAILURE),
        None => Ok(ExitCode::SUCCESS),
    }
}

/// The texts to restore and where each goes.
fn jobs(args: &Args) -> Result<Vec<Job>, CliError> {
    let path = |path: &PathBuf| (path != Path::new("-")).then(|| path.clone());
    let Some(folder) = args.output.as_ref().filter(|out| args.files.len() > 1 || out.is_dir()) else {
        let job = |path| Job { path, target: args.output.clone() };
        let files = args.files.iter().map(path).map(job);
        return Ok(if args.files.is_empty() { vec![job(None)] } else { files.collect() });
    };
    let unwritable = |error| CliError::Usage(messages::cant_write_to(&shown(folder), &error));
    std::fs::create_dir_all(folder).map_err(unwritable)?;
    let files = if args.files.is_empty() { vec![PathBuf::from("-")] } else { args.files.clone() };
    let job = |input: Input| Job { path: path(&input.path), target: Some(args.format.target(folder, &input.name)) };
    Ok(Inputs::named(&files).files.into_iter().map(job).collect())
}

/// A step in the course of all texts, one after another.
enum Unit {
    /// The next text begins.
    Start,
    /// A part of it as read.
    Block(Block),
    /// The same part restored.
    Rendered(Rendered),
    /// The text can't be read further.
    Failed(String),
    /// The text ends well.
    End,
}

/// A part of a text, and how many lines and code points stand before it.
struct Block {
    source: Source,
    lines: usize,
    chars: usize,
}

/// All steps, read as they are drawn.
fn units<'a>(jobs: &'a [Job], reader: &'a Reader) -> impl Iterator<Item = Unit> + 'a {
    jobs.iter().flat_map(|job| {
        let blocks: Box<dyn Iterator<Item = Unit>> = match job.open().and_then(begin) {
            Ok((Kind::Text, stream)) => Box::new(blocks(stream)),
            Ok((_, stream)) => Box::new(whole(stream, reader)),
            Err(error) => Box::new(iter::once(Unit::Failed(messages::system(&error)))),
        };
        iter::once(Unit::Start).chain(blocks)
    })
}

/// What a stream is, by its beginning, and the stream from there.
fn begin(mut stream: Box<dyn Read>) -> io::Result<(Kind, Box<dyn Read>)> {
    let mut head = Vec::new();
    stream.by_ref().take(HEAD).read_to_end(&mut head)?;
    Ok((Kind::detect(&head), Box::new(io::Cursor::new(head).chain(stream))))
}

/// The steps of a document that is no plain text, in one part.
fn whole(stream: impl Read, reader: &Reader) -> impl Iterator<Item = Unit> {
    let mut bytes = Vec::new();
    let read = stream.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| messages::system(&error));
    let source = read.and_then(|_| {
        if bytes.len() as u64 > LARGEST {
            return Err(messages::failure(&Failure::Large));
        }
        reader.source(&bytes).map_err(|error| messages::input(&error))
    });
    let (unit, end) = match source {
        Ok(source) => (Unit::Block(Block { source, lines: 0, chars: 0 }), Some(Unit::End)),
        Err(reason) => (Unit::Failed(reason), None),
    };
    iter::once(unit).chain(end)
}

/// Ends the OCR processes when the user presses Ctrl-C, or the system asks the command to end; then the command ends too.
fn stop_on_interruption(reader: &Arc<Reader>) {
    let reader = Arc::clone(reader);
    // Without a handler the processes end by themselves, when they find nobody to read what they write.
    let _ = ctrlc::set_handler(move || {
        reader.engine().stop();
        std::process::exit(130);
    });
}

fn blocks(reader: impl Read) -> impl Iterator<Item = Unit> {
    let (mut blocks, mut lines, mut chars, mut ended) = (Blocks::new(reader, BLOCK), 0, 0, false);
    iter::from_fn(move || {
        if ended {
            return None;
        }
        let decoded = blocks.next().map(|read| {
            read.map_err(|error| messages::system(&error))
                .and_then(|bytes| Source::decode(&bytes).map_err(|error| messages::input(&error.into())))
        });
        Some(match decoded {
            Some(Ok(source)) => {
                let block = Block { lines, chars, source };
                lines += block.source.line_count() - 1;
                chars += block.source.chars();
                Unit::Block(block)
            }
            Some(Err(reason)) => {
                ended = true;
                Unit::Failed(reason)
            }
            None => {
                ended = true;
                Unit::End
            }
        })
    })
}

impl Job {
    fn open(&self) -> io::Result<Box<dyn Read>> {
        match &self.path {
            None => Ok(Box::new(io::stdin().lock())),
            Some(path) if path.is_dir() => Err(io::Error::other(messages::is_folder())),
            Some(path) => Ok(Box::new(File::open(path)?)),
        }
    }
}
