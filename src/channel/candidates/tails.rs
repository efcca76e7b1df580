//! Which rimes may have been read as an end: a walk over the trie of rimes from the last letter to the first.

use rustc_hash::FxHashMap;

use super::bounds::Before;
use super::rows::{Matrix, promise, step_back};
use super::{Index, NONE};
use crate::channel::emission::{Channel, PLACES, ROW, Row, pair_key};

/// Prefixes that a walk follows at each length.
const BEAM: usize = 300;
/// Prefixes that are followed at first, to learn how good the best is.
const SCOUTS: usize = 2;
/// How much worse than the best rime others may be where no more is known.
const SHARE: f32 = 1e-2;
/// How much more a letter may promise than what was read before it: its ways to be read come together.
const MORE: f32 = 1.5;
/// Ends, and rimes of all of them, that are remembered.
const ENDS: usize = 16_384;
const RIMES: usize = 1 << 19;

/// A node of the trie, what it promises at the most, and what its letters read.
type Prefix = (u32, f32, Row);

/// The ends met.
#[derive(Default)]
pub(super) struct Tails {
    /// By what was read and how far was asked for, so that what a search finds depends on no search before it.
    known: FxHashMap<(u64, Floor), Tail>,
    rimes: Vec<Read>,
    /// Prefixes of one length: node, what they promise, row.
    frontier: Vec<Prefix>,
    next: Vec<Prefix>,
    ranks: Vec<(f32, u32)>,
}

/// An end.
#[derive(Clone, Copy)]
pub(super) struct Tail {
    start: u32,
    end: u32,
    /// Rimes whose letters are worth less are left out.
    pub floor: f32,
    /// The floor that the first, narrow walk found, where there was one.
    scouted: f32,
}

/// What the letters of a rime must be worth, in steps of a factor of four.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Floor(u32);

impl Floor {
    /// As much as is near the best.
    pub const OPEN: Self = Self(u32::MAX);
    /// Two powers of two are one step of a float's exponent.
    const STEP: u32 = 24;

    /// The highest step that is not above `worth`.
    pub fn new(worth: f32) -> Self {
        Self(worth.to_bits() >> Self::STEP)
    }

    fn worth(self) -> f32 {
        if self == Self::OPEN { 0.0 } else { f32::from_bits(self.0 << Self::STEP) }
    }
}

/// A rime that may have been read as an end.
#[derive(Clone, Copy)]
pub(super) struct Read {
    pub rime: u32,
    /// P(end | rime).
    pub p: f32,
    /// That with the weight of the rime's weightiest form.
    pub worth: f32,
}

impl Read {
    /// The highest worth first, rimes of the same worth by their numbers. Worths are positive, so their bits are in their order.
    fn rank(&self) -> u64 {
        u64::from(!self.worth.to_bits()) << 32 | u64::from(self.rime)
    }
}

/// A walk for one end.
struct Walk<'w> {
    channel: &'w Channel,
    matrix: &'w Matrix,
    /// The key of the end.
    key: u64,
    /// What the letters before each place come to at the most.
    before: &'w Before,
    /// Prefixes worth less are dropped.
    floor: f32,
    /// The floor is at least this share of the best rime.
    share: f32,
}

impl Tails {
    /// What is known of an end; where all that is near the best was asked for, only if that promises at least so much.
    pub fn find(&self, key: u64, floor: Floor, least: Floor) -> Option<Tail> {
        self.known.get(&(key, floor)).filter(|tail| floor != Floor::OPEN || tail.scouted >= least.worth()).copied()
    }

    /// The rimes of an end, best first.
    pub fn rimes(&self, tail: Tail) -> &[Read] {
        &self.rimes[tail.start as usize..tail.end as usize]
    }

    /// Finds the rimes for an end by its key and length whose letters are worth `floor`; those worth `least` where nothing near the best
    /// promises more.
    pub fn add<const W: usize>(
        &mut self,
        index: &Index,
        channel: &Channel,
        (key, len): (u64, usize),
        (matrix, before): (&Matrix, &Before),
        (mut floor, least): (Floor, Floor),
    ) -> Tail {
        if self.known.len() >= ENDS || self.rimes.len() >= RIMES {
            self.known.clear();
            self.rimes.clear();
        }
        let first = self.rimes.len();
        let mut walk = Walk { channel, matrix, key, before, floor: floor.worth(), share: 0.0 };
        let mut scouted = 0.0;
        if floor == Floor::OPEN {
            walk.share = SHARE;
            self.walk::<W>(index, &mut walk, len, SCOUTS);
            self.rimes.truncate(first);
            scouted = walk.floor;
            if scouted < least.worth() {
                if let Some(known) = self.find(key, least, least) {
                    return known;
                }
                floor = least;
                (walk.floor, walk.share) = (floor.worth(), 0.0);
            }
        }
        self.walk::<W>(index, &mut walk, len, BEAM);
        self.rimes[first..].sort_unstable_by_key(Read::rank);
        let tail = Tail { start: first as u32, end: self.rimes.len() as u32, floor: walk.floor, scouted };
        self.known.insert((key, floor), tail);
        tail
    }

    /// Follows the trie letter by letter from the end, keeping the likeliest.
    fn walk<const W: usize>(&mut self, index: &Index, walk: &mut Walk, len: usize, beam: usize) {
        let Self { rimes, frontier, next, ranks, .. } = self;
        let mut start = [0.0; ROW];
        start[len] = 1.0;
        if index.empty != NONE {
            rimes.extend(walk.rime(index, index.empty, &start));
        }
        frontier.clear();
        frontier.push((0, 1.0, start));
        ranks.clear();
        ranks.push((1.0, 0));
        while !ranks.is_empty() {
            next.clear();
            for &(_, at) in ranks.iter() {
                let (node, top, row) = &frontier[at as usize];
                if *top < walk.floor {
                    continue;
                }
                walk.follow::<W>(index, *node, row, rimes, next);
            }
            ranks.clear();
            ranks.extend(next.iter().enumerate().map(|(at, &(_, top, _))| (top, at as u32)));
            if ranks.len() > beam {
                ranks.select_nth_unstable_by(beam, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
                ranks.truncate(beam);
            }
            std::mem::swap(frontier, next);
        }
    }
}

impl Walk<'_> {
    /// Adds the children of a prefix to `next`, and the rimes that end there to `rimes`.
    fn follow<const W: usize>(
        &mut self,
        index: &Index,
        node: u32,
        row: &Row,
        rimes: &mut Vec<Read>,
        next: &mut Vec<Prefix>,
    ) {
        let mut after = *row;
        for at in 0..W {
            after[at] += row[at + 1] * self.matrix.insert[at.min(PLACES - 1)];
        }
        let most = promise::<W>(&after, self.before.all()) * MORE;
        let least = promise::<W>(&step_back::<W>(&after, &self.matrix.least), self.before.all());
        for child in index.children(node) {
            if most * child.weight < self.floor {
                break;
            }
            if least * child.weight < self.floor && !self.matrix.is_likely(child.letter) {
                continue;
            }
            let made = step_back::<W>(&after, self.matrix.of(child.letter));
            let top = promise::<W>(&made, self.before.of(child.rest)) * child.weight;
            if top < self.floor || top < 1e-35 {
                continue;
            }
            if child.rime != NONE {
                rimes.extend(self.rime(index, child.rime, &made));
            }
            if child.node != NONE {
                next.push((child.node, top, made));
            }
        }
    }

    /// How likely a rime is read as the end, with what was counted; `row` is by its letters.
    fn rime(&mut self, index: &Index, number: u32, row: &Row) -> Option<Read> {
        let rime = &index.rimes[number as usize];
        let letters = row[0];
        if letters * rime.weight < self.floor || letters <= 0.0 {
            return None;
        }
        let known = rime.weights.is_counted();
        let count = if known { index.count(self.channel, pair_key(rime.key, self.key)) } else { 0.0 };
        let p = rime.weights.mix(count, letters);
        let worth = p * rime.weight;
        self.floor = self.floor.max(worth * self.share);
        Some(Read { rime: number, p, worth })
    }
}
