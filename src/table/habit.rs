//! What rows already read show of a column: a small language model of its own.
//!
//! Cells of a column repeat whole phrases, wrapped at the same places, since the column is as wide in every row. So a
//! column knows which word follows which on one line and over a line's end, and where its lines break off; what it has
//! not seen is left to the language at large. Occurrences are counted with the one at hand left out.

use rustc_hash::FxHashMap;

use super::cells::Scorer;
use super::words::Word;

/// Sightings that the language at large counts for where a word is followed, where a cell ends, and where its line ends.
const FOLLOW_PRIOR: f32 = 4.0;
const CLOSE_PRIOR: f32 = 2.0;
const END_PRIOR: f32 = 3.0;
/// A word counts as no rarer in the table than one in so many.
const RAREST: f32 = 60.0;

/// What rows already read show of a column.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// Rows read.
    pub rows: f32,
    /// Rows in which the column is filled.
    pub filled: f32,
    /// Words in it.
    pub words: f32,
    /// How often each word opens a cell.
    pub opens: FxHashMap<u32, f32>,
    /// How often each word stands in it.
    pub counts: FxHashMap<u32, f32>,
    /// How often each word ends a cell.
    pub ends: FxHashMap<u32, f32>,
    /// How often a word follows another on the same line, and over a line's end.
    pub within: FxHashMap<(u32, u32), f32>,
    pub over: FxHashMap<(u32, u32), f32>,
    /// How often each word ends a line of a cell that goes on.
    pub breaks: FxHashMap<u32, f32>,
    /// Letters of its widest line, leaving out the few widest.
    pub width: f32,
}

impl Seen {
    /// Lines of its cells that end with `word` or whose cell does.
    fn line_ends(&self, word: u32) -> f32 {
        others(self.breaks.get(&word)) + others(self.ends.get(&word))
    }

    /// A line of a cell ends with `word`.
    pub(crate) fn broken(&self, word: u32) -> f32 {
        let times = self.line_ends(word);
        let all = others(self.counts.get(&word)).max(times);
        ((times + END_PRIOR) / (all + END_PRIOR)).ln()
    }

    /// A cell, one of whose lines ends with `word`, ends there.
    pub(crate) fn closed(&self, word: u32) -> f32 {
        ((others(self.ends.get(&word)) + CLOSE_PRIOR) / (self.line_ends(word) + CLOSE_PRIOR)).ln()
    }
}

impl Scorer<'_> {
    /// How well `word` goes on after `last`, on its line or over its end: `joint`, as far as the column has not shown
    /// what follows `last`.
    pub(crate) fn habit(&self, last: &Word, word: &Word, column: usize, joint: f32, over: bool) -> f32 {
        let seen = &self.columns[column].seen;
        let (pairs, all) = match over {
            true => (&seen.over, seen.line_ends(last.key)),
            false => (&seen.within, others(seen.counts.get(&last.key))),
        };
        let times = others(pairs.get(&(last.key, word.key)));
        let rarity = (self.words.total / self.words.counts.get(&word.key).copied().unwrap_or(1.0)).min(RAREST);
        ((times * rarity + FOLLOW_PRIOR * joint.exp()) / (all + FOLLOW_PRIOR)).ln()
    }
}

/// A count, the occurrence at hand left out.
fn others(count: Option<&f32>) -> f32 {
    (count.copied().unwrap_or(0.0) - 1.0).max(0.0)
}
