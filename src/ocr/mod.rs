//! From scans to [`Source`](crate::text::Source)s, by Tesseract and poppler, which are run as child processes.
//!
//! [`Reader`] takes any input, tells its format and reads it. The programs get their input and give their output through pipes: no shell, no
//! name of a file, and no temporary file that anything could leave behind. [`Engine`] bounds how many run at once, how long, with how much
//! memory, and how much they may write.

mod cache;
mod child;
mod error;
mod gray;
mod image;
mod layer;
mod pdf;
mod reader;
mod rulings;
mod sheets;
mod strokes;
mod tesseract;
mod unruled;

pub use child::Engine;
pub use error::{EngineError, INSTALL, ReadError};
pub use reader::{Languages, Options, Reader};
