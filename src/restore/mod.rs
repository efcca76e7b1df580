//! Restoring: from OCR words to the words that were printed.
//!
//! - `detect`: which channel a text went through;
//! - [`runs`]: a paragraph's text in runs of letters, digits and marks;
//! - [`lattice`]: for each place, what may have been printed;
//! - [`codes`], [`special`]: what is no word: document numbers, dates, labels, noise;
//! - [`search`]: the best path by channel and language model, and posteriors;
//! - [`evidence`], [`terms`]: the document's own words, and the user's;
//! - [`Restorer`]: documents in, [`Restored`] out.

pub mod codes;
mod detect;
pub mod evidence;
pub mod lattice;
mod restored;
mod restorer;
pub mod runs;
pub mod search;
pub mod special;
pub mod terms;
mod writer;

pub use restored::{Alternative, Edit, Restored, RestoredLine, Word};
pub use restorer::{Options, Restorer};
