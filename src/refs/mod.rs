//! What a document refers to: numbers of documents, dates, deadlines, quantities, agencies and who does what.
//!
//! Every part works on folded text (case and marks off), so that text with errors, and even raw OCR, still gives
//! something. Nothing here changes the text; every find carries the byte range that it was found in.
//!
//! - [`number`]: numbers of documents of all families, `57-NQ/TW`; [`citations`] gathers them into cited documents;
//! - [`date`], [`deadline`], [`quantity`]: typed values from phrases and cells;
//! - [`agency`], [`assignment`]: agencies in text and cells, and the roles that a sentence gives them; [`leaders`], with
//!   their positions; [`labelled`], slots that are named before a colon; `outcome`, what is to come out.

use std::ops::Range;

use regex::Regex;

pub mod agency;
mod agency_list;
mod aside;
pub mod assignment;
mod before;
mod charge;
mod citations;
mod cited;
mod code;
pub mod date;
pub mod deadline;
mod due;
mod extent;
pub mod labelled;
pub mod leaders;
mod mention;
pub mod number;
mod outcome;
pub mod quantity;

pub use citations::citations;

/// A value and the bytes of the text that it was found in.
#[derive(Clone, Debug, PartialEq)]
pub struct Found<T> {
    /// Byte range in the text that was searched.
    pub range: Range<usize>,
    /// What stands there.
    pub value: T,
}

/// Compiles a pattern of this module.
fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("patterns are constants, and each is used by a test")
}
