//! Which rimes may have been read as an end.

use rustc_hash::FxHashMap;

use super::bounds::{Before, Bounds};
use super::walk::{Space, Walk};
use super::{Index, MANY};
use crate::channel::emission::{Channel, Row};

/// Prefixes that a walk follows at each length.
const BEAM: usize = 300;
/// Prefixes that are followed at first, to learn how good the best is.
const SCOUTS: usize = 2;
/// How much worse than the best rime others may be where no more is known.
const SHARE: f32 = 1e-2;
/// Ends, and rimes of all of them, that are remembered.
const ENDS: usize = 16_384;
const RIMES: usize = 1 << 19;

/// The ends met.
#[derive(Default)]
pub(super) struct Tails {
    /// By what was read and how far was asked for, so that what a search finds depends on no search before it.
    known: FxHashMap<(u64, Floor), Tail>,
    rimes: Vec<Read>,
}

/// The end of a word as it was read.
pub(super) struct End<'w> {
    pub key: u64,
    pub chars: &'w [char],
    /// What each number of letters comes to, at the most, before each place.
    pub before: [Row; MANY + 1],
}

/// What is known of an end.
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

impl Tails {
    /// What is known of an end; where all that is near the best was asked for, only if that promises at least so much.
    pub fn find(&self, key: u64, floor: Floor, least: Floor) -> Option<Tail> {
        self.known.get(&(key, floor)).filter(|tail| floor != Floor::OPEN || tail.scouted >= least.worth()).copied()
    }

    /// The rimes of an end, best first.
    pub fn rimes(&self, tail: Tail) -> &[Read] {
        &self.rimes[tail.start as usize..tail.end as usize]
    }

    /// Finds the rimes for an end of fewer than `W` characters whose letters are worth `floor`; those worth `least` where nothing near
    /// the best promises more.
    pub fn add<const W: usize>(
        &mut self,
        index: &Index,
        channel: &Channel,
        &End { key, chars, before }: &End,
        (bounds, space): (&Bounds, &mut Space<W>),
        (mut floor, least): (Floor, Floor),
    ) -> Tail {
        if self.known.len() >= ENDS || self.rimes.len() >= RIMES {
            self.known.clear();
            self.rimes.clear();
        }
        let first = self.rimes.len();
        let Space { matrix, fringe } = space;
        matrix.fill(channel, chars, bounds);
        let (len, before) = (chars.len(), &Before::new(&before));
        let mut walk = Walk { index, channel, matrix, key, before, floor: floor.worth(), share: 0.0 };
        let mut scouted = 0.0;
        if floor == Floor::OPEN {
            walk.share = SHARE;
            fringe.walk(&mut walk, len, SCOUTS, &mut self.rimes);
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
        fringe.walk(&mut walk, len, BEAM, &mut self.rimes);
        self.rimes[first..].sort_unstable_by_key(Read::rank);
        let tail = Tail { start: first as u32, end: self.rimes.len() as u32, floor: walk.floor, scouted };
        self.known.insert((key, floor), tail);
        tail
    }
}
