//! How likely each onset is read as a beginning.

use rustc_hash::FxHashMap;

use super::Index;
use super::bounds::Bounds;
use super::rows::{Matrix, spread, step};

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
#[derive(Clone, Copy)]
pub(super) struct Head {
    column: u32,
    /// The best of all onsets.
    pub best: f32,
}

impl Heads {
    pub fn find(&self, key: u64) -> Option<Head> {
        self.known.get(&key).copied()
    }

    /// How likely each onset is.
    pub fn column(&self, head: Head, index: &Index) -> &[f32] {
        let count = index.onsets.len();
        &self.columns[head.column as usize * count..][..count]
    }

    /// Works out the onsets for a beginning by its key and characters; fewer than `W` of them.
    pub fn add<const W: usize>(
        &mut self,
        index: &Index,
        channel: &Channel,
        (key, chars): (u64, &[char]),
        bounds: &Bounds,
        matrix: &mut Matrix<W>,
    ) -> Head {
        matrix.fill(channel, chars, bounds);
        let len = chars.len();
        if self.known.len() >= BEGINNINGS {
            self.known.clear();
            self.columns.clear();
        }
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
