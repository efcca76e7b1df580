//! How likely each onset is read as a beginning.

use rustc_hash::FxHashMap;

use super::rows::{Matrix, spread, step};
use super::search::Word;
use super::{CUTS, Index};

use crate::channel::emission::{Channel, ROW, pair_key};

/// Beginnings whose onsets are remembered.
const BEGINNINGS: usize = 8_192;

/// The beginnings met.
#[derive(Default)]
pub(super) struct Heads {
    known: FxHashMap<u64, Head>,
    columns: Vec<f32>,
}

/// A beginning.
#[derive(Clone, Copy, Default)]
pub(super) struct Head {
    column: u32,
    /// The best of all onsets.
    pub best: f32,
}

impl Heads {
    /// Makes room for those of one word: no beginning that was met so far must be needed any more.
    pub fn make_room(&mut self) {
        if self.known.len() + CUTS > BEGINNINGS {
            self.known.clear();
            self.columns.clear();
        }
    }

    /// The onsets of what was read before a cut; the matrix is of the whole word.
    pub fn of<const W: usize>(
        &mut self,
        index: &Index,
        channel: &Channel,
        word: &Word,
        cut: usize,
        matrix: &Matrix<W>,
    ) -> Head {
        let key = word.starts[cut];
        match self.known.get(&key) {
            Some(&head) => head,
            None => self.add(index, channel, (key, cut), matrix),
        }
    }

    /// How likely each onset is.
    pub fn column(&self, head: Head, index: &Index) -> &[f32] {
        let count = index.onsets.len();
        &self.columns[head.column as usize * count..][..count]
    }

    /// Works out the onsets for a beginning by its key and length.
    fn add<const W: usize>(
        &mut self,
        index: &Index,
        channel: &Channel,
        (key, len): (u64, usize),
        matrix: &Matrix<W>,
    ) -> Head {
        let first = self.columns.len();
        let column = (first / index.onsets.len().max(1)) as u32;
        for onset in &index.onsets {
            self.columns.push(match (onset.letters.is_empty(), len) {
                (true, 0) => 1.0,
                (true, _) => 0.0,
                _ => {
                    let mut row = [0.0; ROW];
                    row[0] = 1.0;
                    spread(&mut row, &matrix.insert);
                    for &letter in &onset.letters {
                        row = step(&row, matrix.of(letter));
                        spread(&mut row, &matrix.insert);
                    }
                    let p = row[len];
                    if p <= 1e-12 { 0.0 } else { onset.weights.mix(index.count(channel, pair_key(onset.key, key)), p) }
                }
            });
        }
        let best = self.columns[first..].iter().copied().fold(0.0, f32::max);
        let head = Head { column, best };
        self.known.insert(key, head);
        head
    }
}
