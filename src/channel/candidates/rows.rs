//! Rows: how likely what was read up to each place, or from it on, was printed as some letters.

use super::Cut;
use super::search::Scratch;
use crate::channel::emission::{Channel, Emissions, PLACES, ROW, Row};

/// Distinct characters whose letters are remembered.
const CHARACTERS: usize = 2_048;

/// Fills the emissions of all letters for what was read, and the highest of all letters.
pub(super) fn prepare<const W: usize>(channel: &Channel, chars: &[char], scratch: &mut Scratch) {
    let len = chars.len();
    let Scratch { matrix, highest, insert, characters, .. } = scratch;
    let floors = channel.floors();
    matrix.resize(channel.size(), [[0.0; PLACES]; 4]);
    let mut blank = [[0.0; W]; 4];
    for (size, cells) in blank.iter_mut().enumerate() {
        cells[..(len + 1).saturating_sub(size)].fill(floors[size]);
        highest[size][..W].copy_from_slice(cells);
    }
    for (rows, &empty) in matrix.iter_mut().zip(channel.empty()) {
        for (row, blank) in rows.iter_mut().zip(&blank) {
            row[..W].copy_from_slice(blank);
        }
        rows[0][..=len].fill(empty.max(floors[0]));
    }
    *insert = [0.0; PLACES];
    if characters.len() > CHARACTERS {
        characters.clear();
    }
    let mut set = |index: u16, size: usize, at: usize, p: f32| {
        matrix[usize::from(index)][size][at] = p;
        highest[size][at] = highest[size][at].max(p);
    };
    for (at, &c) in chars.iter().enumerate() {
        insert[at] = channel.insertion(c);
        for &(index, p) in characters.entry(c).or_insert_with(|| channel.letters_of(c)).iter() {
            set(index, 1, at, p);
        }
        for size in 2..=3.min(len - at) {
            for &(index, p) in channel.emitting(&chars[at..at + size]) {
                set(index, size, at, p);
            }
        }
    }
}

/// Fills the best that any letters, the first an onset's, make of all that was read up to each place.
pub(super) fn look_back(len: usize, scratch: &mut Scratch) {
    scratch.before = [0.0; ROW];
    for at in 0..=len {
        let mut top = scratch.best_onset.get(at).copied().unwrap_or(0.0);
        for size in 1..=3.min(at) {
            top = top.max(scratch.highest[size][at - size] * scratch.before[at - size]);
        }
        if at > 0 {
            top = top.max(scratch.insert[at - 1] * scratch.before[at - 1]);
        }
        scratch.before[at] = top.min(1.0);
    }
}

/// One printed letter: from what was read before it to what was read up to its end.
#[inline]
pub(super) fn step<const W: usize>(row: &Row, emit: &Emissions) -> Row {
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
pub(super) fn step_back<const W: usize>(after: &Row, emit: &Emissions) -> Row {
    let mut made = [0.0; ROW];
    for (size, emit) in emit.iter().enumerate() {
        for at in 0..W {
            made[at] += after[at + size] * emit[at];
        }
    }
    made
}

/// Characters read where none was printed, one at each place.
#[inline]
pub(super) fn spread<const W: usize>(row: &mut Row, insert: &[f32; PLACES]) {
    let before = *row;
    for at in 0..W {
        row[at + 1] += before[at] * insert[at];
    }
}

/// The best that a part may come to: the highest product of what it read and what the rest may read.
#[inline]
pub(super) fn promise<const W: usize>(made: &Row, before: &Row) -> f32 {
    let mut best = [0.0_f32; 4];
    for at in (0..W).step_by(4) {
        for lane in 0..4 {
            let product = made[at + lane] * before[at + lane];
            best[lane] = if product > best[lane] { product } else { best[lane] };
        }
    }
    best.into_iter().fold(0.0, f32::max)
}

#[inline]
pub(super) fn product(a: &Cut, b: &Cut) -> f32 {
    let mut sums = [0.0_f32; 4];
    for lane in 0..4 {
        sums[lane] = a[lane] * b[lane] + a[lane + 4] * b[lane + 4];
    }
    sums[0] + sums[1] + (sums[2] + sums[3])
}
