//! One document from bytes to results, with every failure as a value.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::value::to_raw_value;
use thiserror::Error;

use super::limit::within;
use super::{Before, Done, Input};
use crate::document::{Document, Quality};
use crate::export::{Format, Item};
use crate::ocr::{ReadError, Reader};
use crate::pipeline;
use crate::restore::{Restored, Restorer};
use crate::structure::Info;
use crate::text::{Source, digest};

/// The largest document that is converted; a text of more than a hundred thousand pages is no document.
pub const LARGEST: u64 = 256 << 20;

/// Why a document failed.
#[derive(Debug, Error)]
pub enum Failure {
    /// It can't be read.
    #[error("can't read: {0}")]
    Read(io::Error),
    /// It is larger than a document can be.
    #[error("larger than {} MiB", LARGEST >> 20)]
    Large,
    /// It is nothing that can be read as a document.
    #[error(transparent)]
    Input(#[from] ReadError),
    /// It took too long.
    #[error("took longer than {} s", .0.as_secs_f64())]
    Time(Duration),
    /// The result can't be written.
    #[error("can't write {path}: {error}")]
    Write {
        /// Where to.
        path: String,
        /// Why not.
        error: io::Error,
    },
}

/// What became of a document.
#[derive(Debug)]
pub enum Converted {
    /// It was converted and its results written.
    Written {
        /// What the manifest is to say of it.
        done: Done,
        /// How sure the result is.
        quality: Quality,
        /// How much was found wrong.
        diagnostics: usize,
        /// How long it took.
        time: Duration,
    },
    /// Its results are there already.
    Unchanged {
        /// Where the manifest says so.
        at: u64,
    },
}

/// Where the results of a batch go.
#[derive(Clone, Debug)]
pub struct Outputs {
    /// The folder.
    pub folder: PathBuf,
    /// In which formats.
    pub formats: Vec<Format>,
    /// All that decides the results beside the texts, for the manifest.
    pub settings: String,
}

/// A document with what it was made from.
pub struct Reading {
    /// The text as read.
    pub source: Source,
    /// The restored text.
    pub restored: Restored,
    /// What was understood.
    pub document: Document,
}

/// Converts documents. Shared by threads; each document stands alone.
pub struct Converter {
    restorer: Arc<Restorer<'static>>,
    reader: Arc<Reader>,
    model: String,
    limit: Option<Duration>,
}

impl Converter {
    /// A converter that reads with `reader`, restores with `restorer` and gives a document up after `limit`. A document that was given up
    /// may outlive the converter on its thread, so the model has to as well.
    pub fn new(reader: Arc<Reader>, restorer: Restorer<'static>, limit: Option<Duration>) -> Self {
        let model = format!("sha256:{}", restorer.model().digest());
        Self { restorer: Arc::new(restorer), reader, model, limit }
    }

    /// What reads the inputs.
    pub fn reader(&self) -> Arc<Reader> {
        Arc::clone(&self.reader)
    }

    /// The document in `bytes`, which came from a file called `file`.
    pub fn read(&self, bytes: Vec<u8>, file: &str) -> Result<Reading, Failure> {
        let (restorer, reader) = (Arc::clone(&self.restorer), Arc::clone(&self.reader));
        let info = Info { file: file.to_owned(), model: self.model.clone() };
        let work = move || {
            let source = reader.source(&bytes)?;
            let (restored, document) = pipeline::read(&restorer, &source, &info);
            Ok(Reading { source, restored, document })
        };
        within(self.limit, work).unwrap_or_else(|| Err(Failure::Time(self.limit.unwrap_or_default())))
    }

    /// Reads `input`, converts it and writes its results, unless `before` knows that they are there.
    pub fn convert(&self, input: &Input, outputs: &Outputs, before: &Before) -> Result<Converted, Failure> {
        let started = Instant::now();
        let bytes = read(&input.path)?;
        let (name, sha256) = (input.name.to_string_lossy().into_owned(), digest(&bytes));
        let pages = || outputs.formats.iter().filter(|format| format.extension().is_some());
        let target = |format: &Format| format.target(&outputs.folder, &input.name);
        if let Some(at) = before.find(&name, &sha256).filter(|_| pages().all(|format| target(format).is_file())) {
            return Ok(Converted::Unchanged { at });
        }
        let Reading { source, restored, document } =
            self.read(bytes, &input.path.file_name().unwrap_or_default().to_string_lossy())?;
        let item = Item { id: &name, document: &document, reading: Some((&source, &restored)) };
        for format in pages() {
            let failed = |error| Failure::Write { path: target(format).display().to_string(), error };
            write(*format, outputs, input, &item).map_err(failed)?;
        }
        let gathers = outputs.formats.len() > pages().count();
        let held = gathers.then(|| to_raw_value(&document)).transpose();
        let held = held.map_err(|error| Failure::Write { path: name.clone(), error: error.into() })?;
        let (formats, settings) = (outputs.formats.clone(), outputs.settings.clone());
        Ok(Converted::Written {
            done: Done { name, sha256, settings, formats, document: held },
            quality: document.quality,
            diagnostics: document.diagnostics.len(),
            time: started.elapsed(),
        })
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(Failure::Read)?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(Failure::Read)?;
    if bytes.len() as u64 > LARGEST { Err(Failure::Large) } else { Ok(bytes) }
}

fn write(format: Format, outputs: &Outputs, input: &Input, item: &Item) -> io::Result<()> {
    let mut export = format.open(&outputs.folder, &input.name)?;
    export.add(item)?;
    export.finish()
}
