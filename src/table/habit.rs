//! What rows already read show of a column: a small language model of its own.
//!
//! Cells of a column repeat whole phrases, wrapped at the same places, since the column is as wide in every row. So a
//! column knows which word follows which on one line and over a line's end, and where its lines break off; what it has
//! not seen is left to the language at large.

use std::hash::Hash;

use rustc_hash::FxHashMap;

use super::cells::Scorer;
use super::words::Word;

/// Sightings that the language at large counts for where a word is followed, where a cell ends, and where its line ends.
const FOLLOW_PRIOR: f32 = 4.0;
const CLOSE_PRIOR: f32 = 2.0;
const END_PRIOR: f32 = 3.0;
/// A word counts as no rarer in the table than one in so many.
const RAREST: f32 = 60.0;

/// What rows show of a column.
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
    /// Adds what other rows show.
    pub(crate) fn add(&mut self, other: &Self) {
        self.add_share(other, 1.0);
    }

    /// Adds what other rows show, which counts for so much.
    pub(crate) fn add_share(&mut self, other: &Self, share: f32) {
        self.rows += share * other.rows;
        self.filled += share * other.filled;
        self.words += share * other.words;
        for (to, from) in [
            (&mut self.opens, &other.opens),
            (&mut self.counts, &other.counts),
            (&mut self.ends, &other.ends),
            (&mut self.breaks, &other.breaks),
        ] {
            add(to, from, share);
        }
        add(&mut self.within, &other.within, share);
        add(&mut self.over, &other.over, share);
    }
}

/// Adds counts.
pub(crate) fn add<K: Copy + Eq + Hash>(to: &mut FxHashMap<K, f32>, from: &FxHashMap<K, f32>, weight: f32) {
    for (&key, count) in from {
        *to.entry(key).or_default() += weight * count;
    }
}

/// What the rows show of a column but for one of them.
#[derive(Clone, Copy)]
pub(crate) struct Others<'a> {
    /// What all show, and what that one does.
    pub all: &'a Seen,
    pub own: Option<&'a Seen>,
}

impl Others<'_> {
    fn number(self, of: impl Fn(&Seen) -> f32) -> f32 {
        (of(self.all) - self.own.map_or(0.0, of)).max(0.0)
    }

    fn count<K: Eq + Hash>(self, of: impl Fn(&Seen) -> &FxHashMap<K, f32>, key: &K) -> f32 {
        // What no row shows, one of them does not.
        let Some(&all) = of(self.all).get(key) else { return 0.0 };
        (all - self.own.and_then(|own| of(own).get(key)).copied().unwrap_or(0.0)).max(0.0)
    }

    pub(crate) fn rows(self) -> f32 {
        self.number(|seen| seen.rows)
    }

    pub(crate) fn filled(self) -> f32 {
        self.number(|seen| seen.filled)
    }

    pub(crate) fn words(self) -> f32 {
        self.number(|seen| seen.words)
    }

    pub(crate) fn opens(self, word: u32) -> f32 {
        self.count(|seen| &seen.opens, &word)
    }

    pub(crate) fn counts(self, word: u32) -> f32 {
        self.count(|seen| &seen.counts, &word)
    }

    pub(crate) fn ends(self, word: u32) -> f32 {
        self.count(|seen| &seen.ends, &word)
    }

    /// Lines of its cells that end with `word` or whose cell does.
    pub(crate) fn line_ends(self, word: u32) -> f32 {
        self.count(|seen| &seen.breaks, &word) + self.ends(word)
    }

    /// A line of a cell ends with `word`.
    pub(crate) fn broken(self, word: u32) -> f32 {
        let times = self.line_ends(word);
        let all = self.counts(word).max(times);
        ((times + END_PRIOR) / (all + END_PRIOR)).ln()
    }

    /// A cell, one of whose lines ends with `word`, ends there.
    pub(crate) fn closed(self, word: u32) -> f32 {
        ((self.ends(word) + CLOSE_PRIOR) / (self.line_ends(word) + CLOSE_PRIOR)).ln()
    }
}

/// How a word goes on after another.
#[derive(Clone, Copy)]
pub(crate) struct Joint {
    /// How well it does, whatever the column, and what that is the logarithm of.
    pub nats: f32,
    pub likely: f32,
    /// How rare it is in the table.
    pub rarity: f32,
    /// Whether a bar on the same line parts them, or a line's end.
    pub bar: bool,
    pub over: bool,
}

impl Scorer<'_> {
    /// How rare a word is in the table.
    pub(crate) fn rarity(&self, word: &Word) -> f32 {
        (self.words.total / self.words.counts.get(&word.key).copied().unwrap_or(1.0)).min(RAREST)
    }

    /// How well `word` goes on after `last`, which stands `before` times in the column or at the ends of its lines: as they join, as far as the column has
    /// not shown what follows `last`.
    pub(crate) fn habit(&self, last: &Word, word: &Word, column: usize, joint: Joint, before: f32) -> f32 {
        let (others, pair) = (self.others(column), (last.key, word.key));
        let times = others.count(|seen| if joint.over { &seen.over } else { &seen.within }, &pair);
        ((times * joint.rarity + FOLLOW_PRIOR * joint.likely) / (before + FOLLOW_PRIOR)).ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_does_not_speak_for_itself() {
        let row = |word: u32| {
            let counts: FxHashMap<u32, f32> = [(word, 1.0)].into_iter().collect();
            Seen {
                rows: 1.0,
                filled: 1.0,
                words: 1.0,
                opens: counts.clone(),
                ends: counts.clone(),
                counts,
                ..Seen::default()
            }
        };
        let mut all = Seen::default();
        for word in [7, 7, 9] {
            all.add(&row(word));
        }
        let (seven, nine) = (row(7), row(9));
        let told = |own| Others { all: &all, own: Some(own) };
        let others = told(&seven);
        assert_eq!((others.rows(), others.filled(), others.words()), (2.0, 2.0, 2.0));
        assert_eq!([others.opens(7), others.counts(7), others.ends(7)], [1.0; 3]);
        // A word of this row alone says nothing; one of another row counts whole.
        let others = told(&nine);
        assert_eq!((others.counts(9), others.counts(7)), (0.0, 2.0));
        assert_eq!(Others { all: &all, own: None }.counts(9), 1.0);
    }
}
