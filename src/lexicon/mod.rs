//! Dictionaries and gazetteers, embedded as the readable tables of `dictionaries/`.
//!
//! Every table is parsed once, on first use, into rows that borrow from the program's own text. Look-ups are exact on
//! [folded](fold()) text, or [fuzzy](closest) within a bound that the caller sets; nothing here decides what a
//! document means.

pub mod abbreviations;
pub mod agencies;
pub mod doc_types;
mod fold;
pub mod forms;
mod fuzzy;
pub mod names;
pub mod places;
pub mod quarters;
pub mod shares;
pub(crate) mod table;

pub use fold::{Folded, fold};
pub use fuzzy::{Closest, closest, distance};
