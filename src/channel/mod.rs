//! The channel: what OCR makes of the letters that were printed.
//!
//! A printed word is read by a hierarchy of three models, each of which backs off to the next by its counts:
//! the whole word (`của` was read `ciia` 412 times), its onset and rime (`-ương` was read `-uong`), and its letters
//! (each emits none to three characters, learned by expectation-maximisation from aligned lines).
//!
//! - [`align`]: the letter model and its training;
//! - [`train`]: the counts of words, onsets and rimes from aligned lines;
//! - `families`: what units and letters that differ in marks alone share;
//! - [`packed`]: a channel as a model stores it;
//! - [`emission`]: P(read | printed) at run time;
//! - [`letters`]: the same by letters alone, for words that no vocabulary holds;
//! - [`damage`]: the same of words that are damaged;
//! - [`sample`]: noise drawn from the letter model.

pub mod align;
pub mod candidates;
pub mod damage;
pub mod emission;
mod families;
pub mod letters;
pub mod packed;
pub mod sample;
pub mod train;
