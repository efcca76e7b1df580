//! Vanban turns degraded OCR text of Vietnamese official documents into correct Vietnamese and structured data.
//!
//! The pipeline, in the order in which a document passes through it:
//!
//! 1. [`text`]: bytes become a [`text::Source`], decoded text with its lines and spans;
//! 2. [`restore`]: each OCR word becomes the Vietnamese word that was printed;
//! 3. [`document`]: the model of the result, whose serialisation is the published JSON.
//!
//! The library never prints, reads the environment or ends the process; every failure is a value.

pub mod document;
pub mod restore;
pub mod text;
