//! One document from bytes to result, with every failure as a value.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use thiserror::Error;

use super::AtomicFile;
use crate::document::{Document, Quality};
use crate::restore::Restorer;
use crate::structure::{self, Info};
use crate::text::{DecodeError, Source, digest};

/// The largest document that is converted; a text of more than a hundred thousand pages is no document.
const LARGEST: u64 = 256 << 20;

/// Why a document failed.
#[derive(Debug, Error)]
pub enum Failure {
    /// It can't be read.
    #[error("can't read: {0}")]
    Read(io::Error),
    /// It is larger than a document can be.
    #[error("larger than {} MiB", LARGEST >> 20)]
    Large,
    /// It is no text.
    #[error(transparent)]
    Decode(#[from] DecodeError),
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
#[derive(Clone, Debug, PartialEq)]
pub enum Converted {
    /// It was converted and its result written.
    Written {
        /// Digest of the bytes that were read.
        sha256: String,
        /// How sure the result is.
        quality: Quality,
        /// How much was found wrong.
        diagnostics: usize,
    },
    /// Its result is there already.
    Unchanged {
        /// Digest of the bytes that were read.
        sha256: String,
    },
}

/// Converts documents. Shared by threads; each document stands alone.
pub struct Converter<'m> {
    restorer: Restorer<'m>,
    model: String,
}

impl<'m> Converter<'m> {
    /// A converter that restores with `restorer`.
    pub fn new(restorer: Restorer<'m>) -> Self {
        let model = format!("sha256:{}", restorer.model().digest());
        Self { restorer, model }
    }

    /// The document in `bytes`, which came from a file called `file`.
    pub fn document(&self, bytes: &[u8], file: &str) -> Result<Document, Failure> {
        let source = Source::decode(bytes)?;
        let restored = self.restorer.restore(&source);
        let info = Info { file: file.to_owned(), model: self.model.clone() };
        Ok(structure::analyse(&source, &restored, &info))
    }

    /// Reads the document at `path`, converts it and writes its JSON to `target`. Where `unchanged` says so of the bytes'
    /// SHA-256, and the target is there, nothing is done.
    pub fn convert(
        &self,
        path: &Path,
        target: &Path,
        unchanged: impl FnOnce(&str) -> bool,
    ) -> Result<Converted, Failure> {
        let mut bytes = Vec::new();
        let file = File::open(path).map_err(Failure::Read)?;
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(Failure::Read)?;
        if bytes.len() as u64 > LARGEST {
            return Err(Failure::Large);
        }
        let sha256 = digest(&bytes);
        if unchanged(&sha256) && target.is_file() {
            return Ok(Converted::Unchanged { sha256 });
        }
        let document = self.document(&bytes, &path.file_name().unwrap_or_default().to_string_lossy())?;
        write(&document, target).map_err(|error| Failure::Write { path: target.display().to_string(), error })?;
        Ok(Converted::Written { sha256, quality: document.quality, diagnostics: document.diagnostics.len() })
    }
}

fn write(document: &Document, target: &Path) -> io::Result<()> {
    if let Some(folder) = target.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut json = serde_json::to_vec_pretty(document)?;
    json.push(b'\n');
    let mut file = AtomicFile::create(target)?;
    file.write_all(&json)?;
    file.finish()
}
