//! Rows: how likely what was read up to each place, or from it on, was printed as some letters.

use super::bounds::Bounds;
use crate::channel::align::LONGEST;
use crate::channel::emission::{Channel, ROW, Row};

/// A value for each of `W` places.
pub(super) type Lanes<const W: usize> = [f32; W];

/// For each length of an emission and each place where it starts: its probability. Words are mostly short, and rows that hold no more
/// places than theirs keep all letters in the cache.
pub(super) type Emissions<const W: usize> = [Lanes<W>; LONGEST + 1];

/// The emissions of all letters for a beginning or an end of a word of fewer than `W` characters.
pub(super) struct Matrix<const W: usize> {
    cells: Vec<Emissions<W>>,
    /// For each letter, whether it is likelier than the least to be read as some of it, or often read as nothing.
    likely: Vec<bool>,
    /// The letters that differ from the least, and for each letter whether it is one.
    touched: Vec<u16>,
    is_touched: Vec<bool>,
    /// What the other letters have at the most.
    pub least: Emissions<W>,
    pub insert: Lanes<W>,
}

impl<const W: usize> Default for Matrix<W> {
    fn default() -> Self {
        let nothing = [[0.0; W]; LONGEST + 1];
        let (cells, likely, touched, is_touched) = Default::default();
        Self { cells, likely, touched, is_touched, least: nothing, insert: [0.0; W] }
    }
}

/// Letters that are read as nothing more often than this are always likely.
const LOST: f32 = 2e-3;

impl<const W: usize> Matrix<W> {
    /// Fills the emissions for what was read.
    pub fn fill(&mut self, channel: &Channel, chars: &[char], bounds: &Bounds) {
        let len = chars.len();
        let Self { cells, likely, touched, is_touched, least, insert } = self;
        let floors = channel.floors();
        // Past the end there is nothing that could be emitted, so what stands there makes no difference.
        let blank = |empty: f32| [empty.max(floors[0]), floors[1], floors[2], floors[3]].map(|p| [p; W]);
        if cells.len() != channel.size() {
            *cells = channel.empty().iter().map(|&empty| blank(empty)).collect();
            *likely = channel.empty().iter().map(|&p| p > LOST).collect();
            *is_touched = vec![false; cells.len()];
            *least = blank(LOST);
            touched.clear();
        }
        for letter in touched.drain(..) {
            let (at, empty) = (usize::from(letter), channel.empty()[usize::from(letter)]);
            (cells[at], likely[at], is_touched[at]) = (blank(empty), empty > LOST, false);
        }
        let mut set = |letter: u16, size: usize, at: usize, p: f32| {
            let number = usize::from(letter);
            cells[number][size][at] = p;
            if !std::mem::replace(&mut is_touched[number], true) {
                likely[number] = true;
                touched.push(letter);
            }
        };
        for (at, c) in chars.iter().enumerate() {
            let printed = bounds.characters.get(c);
            insert[at] = printed.map_or(0.0, |printed| printed.insertion);
            for &(letter, p) in printed.map_or(&[][..], |printed| &printed.letters) {
                set(letter, 1, at, p);
            }
            for size in 2..=LONGEST.min(len - at) {
                for &(letter, p) in channel.emitting(&chars[at..at + size]) {
                    set(letter, size, at, p);
                }
            }
        }
        insert[len..].fill(0.0);
    }

    /// The emissions of a letter.
    pub fn of(&self, letter: u16) -> &Emissions<W> {
        &self.cells[usize::from(letter)]
    }

    /// Whether a letter has more than the least.
    pub fn is_likely(&self, letter: u16) -> bool {
        self.likely[usize::from(letter)]
    }
}

/// One printed letter: from what was read before it to what was read up to its end.
#[inline]
pub(super) fn step<const W: usize>(row: &Row, emit: &Emissions<W>) -> Row {
    let mut made = [0.0; ROW];
    for (size, emit) in emit.iter().enumerate() {
        for at in 0..W {
            made[at + size] += row[at] * emit[at];
        }
    }
    made
}

/// The same from the end; `after` has what was read without being printed.
#[inline]
pub(super) fn step_back<const W: usize>(after: &Row, emit: &Emissions<W>) -> Lanes<W> {
    let mut made = [0.0; W];
    for (size, emit) in emit.iter().enumerate() {
        for at in 0..W {
            made[at] += after[at + size] * emit[at];
        }
    }
    made
}

/// Characters read where none was printed, one at each place.
#[inline]
pub(super) fn spread<const W: usize>(row: &mut Row, insert: &Lanes<W>) {
    let before = *row;
    for at in 0..W {
        row[at + 1] += before[at] * insert[at];
    }
}

/// The best that a part may come to: the highest product of what it read and what the rest may read.
#[inline]
pub(super) fn promise<const W: usize>(made: &Lanes<W>, before: &Lanes<W>) -> f32 {
    let mut best = [0.0_f32; 4];
    for at in (0..W).step_by(4) {
        for lane in 0..4 {
            let product = made[at + lane] * before[at + lane];
            best[lane] = if product > best[lane] { product } else { best[lane] };
        }
    }
    best.into_iter().fold(0.0, f32::max)
}
