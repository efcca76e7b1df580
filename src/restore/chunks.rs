//! Chunks met before, compiled: what depends on a chunk's text alone is made once.

use std::hash::BuildHasher;
use std::ops::Range;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use super::lattice::Lattice;
use super::runs::Run;

/// Readings kept at most; then those are forgotten that were not met again.
const READINGS: usize = 200_000;
/// Texts of readings kept at most.
const TEXTS: usize = 20_000;
/// Chunks longer than this are compiled anew each time: they hardly repeat.
const LONGEST: usize = 48;

/// What is known of a chunk.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Its edges in [`Chunks::lattice`], in the order of their places, which count from 0.
    pub edges: Range<u32>,
    /// Its runs in [`Chunks::runs`].
    runs: Range<u32>,
    text: Range<u32>,
    /// Bytes of the first run, if that is letters or digits, else 0.
    pub head: u8,
    /// Bytes of the last run, if that is letters, else 0.
    pub tail: u8,
    /// Whether the first run is no good word.
    pub poor_head: bool,
    /// Whether the last run is no good word.
    pub poor_tail: bool,
    /// Whether it may be a speck.
    pub speck: bool,
    /// Whether it may be a section's number.
    pub label: bool,
    /// Whether it begins with a separator of codes.
    pub opens_with_separator: bool,
    /// Whether it ends in one.
    pub ends_in_separator: bool,
    /// Whether it may be the beginning of a code that a space cut: digits alone, or a code that ends in letters.
    pub cut: bool,
    /// The least that a reading which is not near may cost.
    pub rest: f32,
    /// Capital letters, at most 255.
    pub capitals: u8,
    /// Letters, at most 255.
    pub letters: u8,
    /// Whether it was met again since it was made, or since others were forgotten.
    again: bool,
}

/// All chunks that are remembered.
#[derive(Default)]
pub struct Chunks {
    table: HashTable<u32>,
    records: Vec<Record>,
    texts: String,
    runs: Vec<Run>,
    /// Edges and readings of all chunks.
    pub lattice: Lattice,
}

fn hash(text: &str) -> u64 {
    FxBuildHasher.hash_one(text)
}

impl Chunks {
    /// The number of a chunk's record.
    pub fn find(&mut self, text: &str) -> Option<u32> {
        let same = |&id: &u32| self.text(&self.records[id as usize]) == text;
        let id = self.table.find(hash(text), same).copied()?;
        self.records[id as usize].again = true;
        Some(id)
    }

    /// Adds a record; its number.
    pub fn insert(&mut self, text: &str, runs: &[Run], record: Record) -> u32 {
        let id = self.records.len() as u32;
        let start = self.texts.len() as u32;
        let first = self.runs.len() as u32;
        self.runs.extend_from_slice(runs);
        if text.len() <= LONGEST {
            self.texts.push_str(text);
        }
        let text_range = start..self.texts.len() as u32;
        self.records.push(Record { runs: first..self.runs.len() as u32, text: text_range, ..record });
        if text.len() <= LONGEST {
            let Self { table, records, texts, .. } = self;
            let of = |&id: &u32| hash(&texts[range(&records[id as usize].text)]);
            table.insert_unique(hash(text), id, of);
        }
        id
    }

    /// A record by its number.
    pub fn record(&self, id: u32) -> &Record {
        &self.records[id as usize]
    }

    /// The runs of a record's chunk.
    pub fn runs(&self, record: &Record) -> &[Run] {
        &self.runs[range(&record.runs)]
    }

    fn text(&self, record: &Record) -> &str {
        &self.texts[range(&record.text)]
    }

    /// Whether so much is remembered that some should be forgotten.
    pub fn is_full(&self) -> bool {
        self.holds(READINGS, TEXTS)
    }

    fn holds(&self, readings: usize, held: usize) -> bool {
        let Lattice { edges, choices, texts } = &self.lattice;
        choices.len().max(edges.len()).max(self.runs.len()) > readings || texts.texts.len() > held
    }

    /// Forgets the chunks that were not met again, and all of them where most were: no number of a record is good any more.
    pub fn forget(&mut self) {
        let old = std::mem::take(self);
        for record in old.records.iter().filter(|record| record.again) {
            let first = self.lattice.edges.len() as u32;
            self.lattice.take_over(&old.lattice, range(&record.edges));
            let edges = first..self.lattice.edges.len() as u32;
            self.insert(old.text(record), old.runs(record), Record { edges, again: false, ..record.clone() });
        }
        if self.holds(READINGS / 4 * 3, TEXTS / 4 * 3) {
            *self = Self::default();
        }
    }
}

fn range(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_kept_for_ever() {
        let mut chunks = Chunks::default();
        let id = chunks.insert("Nghj", &[], Record::default());
        assert_eq!(chunks.find("Nghj"), Some(id));
        for number in 0..=TEXTS {
            assert!(!chunks.is_full(), "after {number} texts");
            chunks.lattice.text(format!("{number}/KH-UBND"));
        }
        assert!(chunks.is_full());
        chunks.forget();
        assert!(!chunks.is_full());
        let id = chunks.find("Nghj").expect("it was met again");
        assert_eq!(chunks.text(chunks.record(id)), "Nghj");
        chunks.forget();
        chunks.forget();
        assert_eq!(chunks.find("Nghj"), None);
    }
}
