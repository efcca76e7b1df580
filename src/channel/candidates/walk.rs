//! A walk over the trie of rimes, from the last letter to the first, for one end of a word.

use super::bounds::Before;
use super::rows::{Lanes, Matrix, promise, step_back};
use super::tails::Read;
use super::{Index, NONE};
use crate::channel::emission::{Channel, ROW, pair_key};

/// How much more a letter may promise than what was read before it: its ways to be read come together.
const MORE: f32 = 1.5;

/// A node of the trie, what it promises at the most, and what its letters read.
type Prefix<const W: usize> = (u32, f32, Lanes<W>);

/// Working space for ends of fewer than `W` characters.
#[derive(Default)]
pub(super) struct Space<const W: usize> {
    pub matrix: Matrix<W>,
    pub fringe: Fringe<W>,
}

/// The prefixes of one length, and of one letter more.
pub(super) struct Fringe<const W: usize> {
    here: Vec<Prefix<W>>,
    next: Vec<Prefix<W>>,
    ranks: Vec<(f32, u32)>,
}

impl<const W: usize> Default for Fringe<W> {
    fn default() -> Self {
        Self { here: Vec::new(), next: Vec::new(), ranks: Vec::new() }
    }
}

/// A walk for one end.
pub(super) struct Walk<'w, const W: usize> {
    pub index: &'w Index,
    pub channel: &'w Channel,
    pub matrix: &'w Matrix<W>,
    /// The key of the end.
    pub key: u64,
    /// What the letters before each place come to at the most.
    pub before: &'w Before<W>,
    /// Prefixes worth less are dropped.
    pub floor: f32,
    /// The floor is at least this share of the best rime.
    pub share: f32,
}

impl<const W: usize> Fringe<W> {
    /// Follows the trie letter by letter from the end, which has `len` characters, keeping the likeliest.
    pub fn walk(&mut self, walk: &mut Walk<W>, len: usize, beam: usize, rimes: &mut Vec<Read>) {
        let Self { here, next, ranks } = self;
        let mut start = [0.0; W];
        start[len] = 1.0;
        if walk.index.empty != NONE {
            rimes.extend(walk.rime(walk.index.empty, &start));
        }
        here.clear();
        here.push((0, 1.0, start));
        ranks.clear();
        ranks.push((1.0, 0));
        while !ranks.is_empty() {
            next.clear();
            for &(_, at) in ranks.iter() {
                let (node, top, row) = &here[at as usize];
                if *top < walk.floor {
                    continue;
                }
                walk.follow(*node, row, rimes, next);
            }
            ranks.clear();
            ranks.extend(next.iter().enumerate().map(|(at, &(_, top, _))| (top, at as u32)));
            if ranks.len() > beam {
                ranks.select_nth_unstable_by(beam, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
                ranks.truncate(beam);
            }
            std::mem::swap(here, next);
        }
    }
}

impl<const W: usize> Walk<'_, W> {
    /// Adds the children of a prefix to `next`, and the rimes that end there to `rimes`.
    fn follow(&mut self, node: u32, row: &Lanes<W>, rimes: &mut Vec<Read>, next: &mut Vec<Prefix<W>>) {
        // What was read where nothing was printed comes between two letters.
        let mut after = [0.0; ROW];
        after[..W].copy_from_slice(row);
        for at in 0..W - 1 {
            after[at] += row[at + 1] * self.matrix.insert[at];
        }
        let most = promise(&std::array::from_fn(|at| after[at]), self.before.all()) * MORE;
        let least = promise(&step_back(&after, &self.matrix.least), self.before.all());
        for child in self.index.children(node) {
            if most * child.weight < self.floor {
                break;
            }
            if least * child.weight < self.floor && !self.matrix.is_likely(child.letter) {
                continue;
            }
            let made = step_back(&after, self.matrix.of(child.letter));
            let top = promise(&made, self.before.of(child.rest)) * child.weight;
            if top < self.floor || top < 1e-35 {
                continue;
            }
            if child.rime != NONE {
                rimes.extend(self.rime(child.rime, &made));
            }
            if child.node != NONE {
                next.push((child.node, top, made));
            }
        }
    }

    /// How likely a rime is read as the end, with what was counted; `row` is by its letters.
    fn rime(&mut self, number: u32, row: &Lanes<W>) -> Option<Read> {
        let rime = &self.index.rimes[number as usize];
        let letters = row[0];
        if letters * rime.weight < self.floor || letters <= 0.0 {
            return None;
        }
        let known = rime.weights.is_counted();
        let count = if known { self.index.count(self.channel, pair_key(rime.key, self.key)) } else { 0.0 };
        let p = rime.weights.mix(count, letters);
        let worth = p * rime.weight;
        self.floor = self.floor.max(worth * self.share);
        Some(Read { rime: number, p, worth })
    }
}
