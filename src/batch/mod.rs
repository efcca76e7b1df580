//! Many documents: which files, on which threads, and where the results go.
//!
//! One bad document never stops a batch: every failure is a value that stands for that document alone. Results come in
//! the order of the inputs, so the number of threads never shows. Nothing here prints; the command tells the user.

mod atomic;
mod blocks;
mod convert;
mod inputs;
mod manifest;
mod ordered;
mod report;

pub use atomic::AtomicFile;
pub use blocks::Blocks;
pub use convert::{Converted, Converter, Failure};
pub use inputs::{Input, Inputs, Problem};
pub use manifest::{Before, Done, Manifest};
pub use ordered::{Panicked, ordered};
pub use report::{LineReport, WordReport};
