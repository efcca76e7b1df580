//! Why an engine's output can't be read.

use thiserror::Error;

/// Why an input is not what it looks like.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("damaged {format}: {reason}")]
pub struct FormatError {
    /// What it looks like: `hOCR`, `ALTO`, `PAGE XML`, `Tesseract TSV`.
    pub format: &'static str,
    /// What is wrong, in English.
    pub reason: String,
}
