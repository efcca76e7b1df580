//! The language model: which word follows which, over the last three words.
//!
//! - [`token`]: text to words and classes (numbers, dates, codes), the same way in training and in use;
//! - [`vocabulary`]: words and their 16-bit ids;
//! - [`count`]: weighted n-gram counts from corpora;
//! - [`estimate`]: probabilities with back-off, pruned to a size;
//! - [`ngram`]: the packed model and its look-up;
//! - [`language`]: vocabulary and n-grams together.

pub mod count;
pub mod estimate;
pub mod language;
pub mod ngram;
pub mod token;
pub mod vocabulary;
