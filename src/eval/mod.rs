//! Measuring: text and structure against gold.
//!
//! [`text`] counts what is wrong in restored text, [`structure`](mod@structure) what is wrong in converted documents.
//! Nothing here restores, converts or prints; the command line reads the files and shows the figures.

mod align;
mod bootstrap;
mod similarity;
pub mod structure;
pub mod text;
mod words;

pub use bootstrap::{Interval, intervals};
