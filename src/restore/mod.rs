//! Restoring: from OCR words to the words that were printed.

mod restored;
mod restorer;

pub use restored::{Alternative, Edit, Restored, RestoredLine, Word};
pub use restorer::{Options, Restorer};
