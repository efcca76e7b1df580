//! Restoring: from OCR words to the words that were printed.
//!
//! - `detect`: which channel a text went through;
//! - [`runs`]: text in runs of letters, digits and marks;
//! - [`finder`]: what a chunk without white space may have been printed as; `chunks` remembers it; `parts`: which of it may be words;
//!   `known`: which words of the language;
//! - [`codes`], [`special`]: what is no word: document numbers, dates, labels, noise;
//! - [`paragraph`], [`lattice`]: the chunks of a paragraph, and for each place what may have been printed;
//! - `near`: which readings are looked at first, and where that was too few; `coarse`: what pairs of words leave of them;
//! - `proposals`: what the words around a damaged one propose;
//! - [`second`]: what engines tell of a chunk; [`Trust`]: how far to believe it;
//! - [`search`]: the best path by channel and language model, and posteriors;
//! - [`draft`]: what the first pass leaves for the second;
//! - [`evidence`], [`terms`]: the document's own words, and the user's;
//! - [`traits`], [`forest`] with its `leaves`, [`confidence`]: how sure each word is;
//! - [`Restorer`]: documents in, [`Restored`] out.

pub mod address;
mod chunks;
mod coarse;
pub mod codes;
pub mod confidence;
mod detect;
pub mod draft;
pub mod evidence;
pub mod finder;
pub mod forest;
mod joined;
mod known;
mod labels;
pub mod lattice;
mod leaves;
mod near;
pub mod noise;
mod numbers;
pub mod order;
pub mod paragraph;
mod parts;
mod proposals;
mod readings;
mod restored;
mod restorer;
pub mod runs;
pub mod search;
pub mod second;
mod sections;
mod shapes;
mod shares;
pub mod special;
pub mod terms;
pub mod traits;
mod trust;
mod writer;

pub(crate) use detect::detect;
pub use restored::{Alternative, Edit, Restored, RestoredLine, Word};
pub use restorer::{Options, Restorer};
pub use trust::{Trust, TrustError};
