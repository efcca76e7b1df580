//! Restoring: from OCR words to the words that were printed.

mod restored;

pub use restored::{Alternative, Edit, Restored, RestoredLine, Word};
