//! Many documents: which files, on which threads, and where the results go.
//!
//! One bad document never stops a batch: every failure is a value that stands for that document alone. Results come in
//! the order of the inputs, so the number of threads never shows. Nothing here prints; the command tells the user.

mod atomic;
mod blocks;
mod convert;
mod gather;
mod inputs;
mod limit;
mod manifest;
mod ordered;
mod report;

pub use atomic::AtomicFile;
pub use blocks::Blocks;
pub use convert::{Converted, Converter, Failure, LARGEST, Outputs, Reading};
pub use gather::gather;
pub use inputs::{Input, Inputs, Problem, Reason};
pub use manifest::{Before, Documents, Done, Manifest};
pub use ordered::{Draw, Panicked, ordered, ordered_by};
pub use report::{LineReport, WordReport};
