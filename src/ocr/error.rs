//! Why a scan can't be read.

use std::io;
use std::time::Duration;

use thiserror::Error;

use crate::page::FormatError;
use crate::text::DecodeError;

/// What installs all that is run, on Debian and Ubuntu.
pub const INSTALL: &str = "apt-get install tesseract-ocr tesseract-ocr-vie tesseract-ocr-eng poppler-utils";

/// Why an input can't be read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// It is no text, and nothing else that is known.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// It is a damaged file of an OCR engine.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// A scan or a PDF could not be read.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// Why a scan or a PDF can't be read.
#[derive(Debug, Error)]
pub enum EngineError {
    /// A program is not there.
    #[error("needs {0}, which is not installed: {INSTALL}")]
    Missing(String),
    /// Tesseract does not know a language.
    #[error("Tesseract does not know the language {0}: {INSTALL}")]
    Language(&'static str),
    /// It needs OCR, which was turned off.
    #[error("holds images of pages only, and OCR is turned off")]
    Off,
    /// A page is too large.
    #[error("page {page} has {width} × {height} pixels; at most {} million are read", super::image::LARGEST / 1_000_000)]
    Large {
        /// Number of the page, from 1.
        page: usize,
        /// Width in pixels.
        width: usize,
        /// Height in pixels.
        height: usize,
    },
    /// There are too many pages.
    #[error("more than {0} pages")]
    Pages(usize),
    /// An image's head makes no sense.
    #[error("damaged image: {0}")]
    Image(String),
    /// A password is needed.
    #[error("the PDF is encrypted; save it without a password")]
    Encrypted,
    /// A program took too long.
    #[error("{program} took longer than {} s", .limit.as_secs_f64())]
    Time {
        /// Its name.
        program: String,
        /// How long it may take.
        limit: Duration,
    },
    /// A program wrote too much.
    #[error("{0} wrote more than a document can hold")]
    Output(String),
    /// A program failed.
    #[error("{program} failed: {reason}")]
    Failed {
        /// Its name.
        program: String,
        /// The last that it said.
        reason: String,
    },
    /// The user stopped the work.
    #[error("stopped")]
    Stopped,
    /// A program can't be run.
    #[error("can't run {program}: {error}")]
    Start {
        /// Its name.
        program: String,
        /// Why not.
        error: io::Error,
    },
}
