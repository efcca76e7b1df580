//! Vanban turns degraded OCR text of Vietnamese official documents into correct Vietnamese and structured data.
//!
//! The pipeline, in the order in which a document passes through it:
//!
//! 1. [`page`] and [`text`]: bytes become a [`text::Source`], decoded text with its lines and spans, and the places of its words on paper
//!    where they are known;
//! 2. [`restore`]: each OCR word becomes the Vietnamese word that was printed, by the [`model`];
//! 3. [`layout`]: lines become pages and flows;
//! 4. [`structure`]: flows become a tree of sections with header, conclusion and tasks, with the tables of [`table`],
//!    the citations and deadlines of [`refs`] and the gazetteers of [`lexicon`];
//! 5. [`document`]: the model of the result, whose serialisation is the published JSON.
//!
//! [`pipeline`] puts 2 to 5 together: tables are restored once more when their cells are known. [`batch`] runs it over many documents. [`eval`] measures the result against gold.
//!
//! The library never prints, reads the environment or ends the process; every failure is a value.

pub mod batch;
pub mod channel;
pub mod document;
pub mod eval;
pub mod export;
pub mod layout;
pub mod lexicon;
pub mod lm;
pub mod model;
pub mod ocr;
pub mod page;
pub mod pipeline;
pub mod refs;
pub mod restore;
pub mod structure;
pub mod table;
pub mod text;
pub mod train;
