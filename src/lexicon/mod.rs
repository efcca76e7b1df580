//! Dictionaries and gazetteers, embedded.
