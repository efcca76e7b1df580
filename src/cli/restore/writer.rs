//! What `vanban restore` writes: text or JSON, to standard output or to files that are there whole or not at all.

use std::collections::BTreeSet;
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::{Value, json};
use vanban::batch::{AtomicFile, LineReport};
use vanban::pipeline;
use vanban::restore::Restorer;

use super::super::messages;
use super::super::output::{Verbosity, error, note, shown};
use super::{Block, Job, Unit};

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum Format {
    /// The restored text.
    Text,
    /// A JSON object for each text: its lines with their edits and words.
    Json,
}

impl Format {
    /// The file for the text called `name`.
    pub fn target(self, folder: &Path, name: &Path) -> PathBuf {
        let mut target = folder.join(name).into_os_string();
        target.push(if self == Self::Json { ".json" } else { ".txt" });
        target.into()
    }
}

/// Longer texts, in bytes, are no single documents.
const LONGEST_DOCUMENT: usize = 256 << 10;

/// A restored part of a text, ready to be written.
pub struct Rendered {
    bytes: Vec<u8>,
    channel: String,
}

impl Rendered {
    /// Restores and renders `block`.
    pub fn new(restorer: &Restorer, block: &Block, format: Format) -> Self {
        let Block { source, lines, chars } = block;
        // Only what is one document has a structure that helps.
        let document = *lines == 0 && source.text().len() <= LONGEST_DOCUMENT;
        let restored = if document { pipeline::restore(restorer, source) } else { restorer.restore(source) };
        let channel = json!(restored.channel).as_str().unwrap_or_default().to_owned();
        if format == Format::Text {
            return Self { bytes: restored.text().into_bytes(), channel };
        }
        // A final line feed opens no line of its own here.
        let count = source.line_count() - usize::from(source.line(source.line_count() - 1).is_empty());
        let mut bytes = Vec::new();
        for report in (0..count).filter_map(|line| LineReport::new(source, &restored, line)) {
            bytes.extend_from_slice(b",\n");
            bytes.extend_from_slice(json(&report.shifted(*lines, *chars)).as_bytes());
        }
        Self { bytes, channel }
    }
}

fn json(value: &impl serde::Serialize) -> String {
    // Strings and numbers alone: nothing that JSON can't hold.
    serde_json::to_string(value).unwrap_or_default()
}

/// Takes the steps of all texts in order and writes each text where it belongs.
pub struct Writer<'a> {
    jobs: std::slice::Iter<'a, Job>,
    format: Format,
    verbosity: Verbosity,
    stdout: BufWriter<StdoutLock<'static>>,
    current: Option<Current<'a>>,
    /// Whether any text failed.
    pub failed: bool,
}

struct Current<'a> {
    job: &'a Job,
    /// None for standard output.
    file: Option<BufWriter<AtomicFile>>,
    channels: BTreeSet<String>,
    any_line: bool,
}

impl<'a> Writer<'a> {
    /// A writer for `jobs`.
    pub fn new(jobs: &'a [Job], format: Format, verbosity: Verbosity) -> Self {
        let stdout = BufWriter::new(io::stdout().lock());
        Self { jobs: jobs.iter(), format, verbosity, stdout, current: None, failed: false }
    }

    /// Takes the next step. Only trouble with standard output is an error; all else is told and stays with its text.
    pub fn take(&mut self, unit: Unit) -> io::Result<()> {
        match unit {
            Unit::Start => self.start(),
            Unit::Failed(reason) => {
                self.fail(&reason);
                self.stdout.flush()
            }
            Unit::Rendered(part) => self.part(&part),
            Unit::End => self.end(),
            Unit::Block(_) => Ok(()),
        }
    }

    fn start(&mut self) -> io::Result<()> {
        let Some(job) = self.jobs.next() else { return Ok(()) };
        let file = match job.target.as_deref().map(AtomicFile::create).transpose() {
            Ok(file) => file.map(BufWriter::new),
            Err(reason) => {
                self.current = Some(Current::new(job, None));
                self.fail(&messages::cant_write_output(&reason));
                return Ok(());
            }
        };
        self.current = Some(Current::new(job, file));
        if self.format == Format::Json {
            let head: Value = json!({"name": "vanban", "version": env!("CARGO_PKG_VERSION")});
            let file = job.path.as_deref().map(|path| path.file_name().unwrap_or_default().to_string_lossy());
            let head = format!(
                "{{\"schema\":\"vanban/restored/1.0\",\"offset_unit\":\"unicode_code_point\",\"tool\":{head},\"file\":{},\"lines\":[",
                json(&file)
            );
            return self.write(head.as_bytes());
        }
        Ok(())
    }

    fn part(&mut self, part: &Rendered) -> io::Result<()> {
        let Some(current) = &mut self.current else { return Ok(()) };
        current.channels.insert(part.channel.clone());
        let skip = usize::from(self.format == Format::Json && !current.any_line && !part.bytes.is_empty());
        current.any_line |= !part.bytes.is_empty();
        self.write(&part.bytes[skip..])
    }

    fn end(&mut self) -> io::Result<()> {
        if let (Format::Json, Some(current)) = (self.format, &self.current) {
            let end = format!("\n],\"channels\":{}}}\n", json(&current.channels));
            self.write(end.as_bytes())?;
        }
        let Some(current) = self.current.take() else { return Ok(()) };
        let Some(file) = current.file else { return self.stdout.flush() };
        match file.into_inner().map_err(io::IntoInnerError::into_error).and_then(AtomicFile::finish) {
            Ok(()) if self.verbosity.verbose => {
                let told = messages::restored_to(&current.job.target_name());
                note(format_args!("{}: {told}", current.job.name()));
            }
            Ok(()) => {}
            Err(reason) => self.tell(current.job, &messages::cant_write_output(&reason)),
        }
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.current.as_mut().map(|current| &mut current.file) {
            None => Ok(()),
            Some(None) => self.stdout.write_all(bytes),
            Some(Some(file)) => {
                if let Err(reason) = file.write_all(bytes) {
                    self.fail(&messages::cant_write_output(&reason));
                }
                Ok(())
            }
        }
    }

    /// Gives the current text up; what is left of it is passed over.
    fn fail(&mut self, reason: &str) {
        if let Some(current) = self.current.take() {
            self.tell(current.job, reason);
        }
    }

    fn tell(&mut self, job: &Job, reason: &str) {
        self.failed = true;
        error(format_args!("{}: {reason}", job.name()));
    }
}

impl<'a> Current<'a> {
    fn new(job: &'a Job, file: Option<BufWriter<AtomicFile>>) -> Self {
        Self { job, file, channels: BTreeSet::new(), any_line: false }
    }
}

impl Job {
    fn target_name(&self) -> String {
        self.target.as_deref().map_or_else(messages::standard_output, shown)
    }
}
