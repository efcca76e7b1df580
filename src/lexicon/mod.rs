//! Dictionaries and gazetteers, embedded.
pub mod forms;
