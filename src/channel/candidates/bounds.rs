//! How likely what was read can be at the most, by letters alone: which cuts are worth a look.

use rustc_hash::FxHashMap;

use super::rows::Lanes;
use super::{Index, MANY, Roles};
use crate::channel::align::LONGEST;
use crate::channel::emission::{Channel, PLACES, ROW, Row};

/// Distinct characters whose letters are remembered.
const CHARACTERS: usize = 2_048;

/// For each role, each length of an emission and each place: the highest that any letter of that role has.
type Highest = [[[f32; PLACES]; LONGEST + 1]; 3];

/// What a read character may have been printed as.
pub(super) struct Printed {
    pub letters: Box<[(u16, f32)]>,
    /// The highest of the letters of each role.
    highest: [f32; 3],
    pub insertion: f32,
}

/// What the letters that are still to come are worth, at the most, before each place: for the fewest and the most that there may be.
pub(super) struct Before<const W: usize>([[Lanes<W>; MANY + 1]; MANY + 1]);

impl<const W: usize> Before<W> {
    /// `rows` has each number of letters alone.
    pub fn new(rows: &[Row; MANY + 1]) -> Self {
        let mut ranges = [[[0.0; W]; MANY + 1]; MANY + 1];
        for (least, ranges) in ranges.iter_mut().enumerate() {
            let mut row = [0.0_f32; W];
            for (range, more) in ranges.iter_mut().zip(rows).skip(least) {
                row.iter_mut().zip(more).for_each(|(top, &more)| *top = top.max(more));
                *range = row;
            }
        }
        Self(ranges)
    }

    /// For any number of letters.
    pub fn all(&self) -> &Lanes<W> {
        &self.0[0][MANY]
    }

    /// For the fewest and the most letters.
    pub fn of(&self, [least, most]: [u8; 2]) -> &Lanes<W> {
        &self.0[usize::from(least).min(MANY)][usize::from(most).min(MANY)]
    }
}

/// The bounds of one word.
#[derive(Default)]
pub(super) struct Bounds {
    highest: Highest,
    pub insert: [f32; PLACES],
    pub characters: FxHashMap<char, Printed>,
    /// What onsets come to, at the most, of what was read before each place; and rimes of what was read from it on. Each letter counts
    /// with the share that the forms have which hold it, so that letters of rare words promise little.
    pub head: Row,
    pub tail: Row,
}

impl Bounds {
    /// Takes what was read.
    pub fn read(&mut self, index: &Index, channel: &Channel, chars: &[char]) {
        let len = chars.len();
        let floors = channel.floors();
        if self.characters.len() > CHARACTERS {
            self.characters.clear();
        }
        self.insert = [0.0; PLACES];
        for (at, &c) in chars.iter().enumerate() {
            let printed = self.characters.entry(c).or_insert_with(|| {
                let letters = channel.letters_of(c);
                let mut highest = [floors[1]; 3];
                index.raise(&letters, &mut highest);
                Printed { letters, highest, insertion: channel.insertion(c) }
            });
            self.insert[at] = printed.insertion;
            for (cells, &p) in self.highest.iter_mut().zip(&printed.highest) {
                cells[1][at] = p;
            }
            for size in 2..=LONGEST.min(len - at) {
                let mut highest = [floors[size]; 3];
                index.raise(channel.emitting(&chars[at..at + size]), &mut highest);
                for (cells, p) in self.highest.iter_mut().zip(highest) {
                    cells[size][at] = p;
                }
            }
        }
        self.fill_heads(len);
        self.fill_tails(len, index.lost[0]);
    }

    fn fill_heads(&mut self, len: usize) {
        let highest = &self.highest[Roles::ONSET];
        self.head = [0.0; ROW];
        self.head[0] = 1.0;
        for at in 1..=len {
            let inserted = self.insert[at - 1] * self.head[at - 1];
            let emitted = (1..=LONGEST.min(at)).map(|size| highest[size][at - size] * self.head[at - size]);
            self.head[at] = emitted.fold(inserted, f32::max).min(1.0);
        }
    }

    fn fill_tails(&mut self, len: usize, lost: f32) {
        let [_, later, first] = &self.highest;
        let mut rest = [0.0; ROW];
        (rest[len], self.tail) = (1.0, [0.0; ROW]);
        self.tail[len] = 1.0;
        for at in (0..len).rev() {
            let best = |highest: &[[f32; PLACES]; LONGEST + 1], least: f32| {
                let emitted = (1..=LONGEST.min(len - at)).map(|size| highest[size][at] * rest[at + size]);
                emitted.fold(least, f32::max).min(1.0)
            };
            let inserted = self.insert[at];
            let begun = best(first, inserted * self.tail[at + 1]);
            let within = best(later, inserted * rest[at + 1]);
            (rest[at], self.tail[at]) = (within, begun.max(lost * within));
        }
    }

    /// What onsets and the letters of a rime after them come to, at the most, before each place, for each number of letters; `starts` has
    /// what onsets come to before each place.
    pub fn before(&self, starts: &Row, len: usize, lost: [f32; 2]) -> [Row; MANY + 1] {
        let [_, later, first] = &self.highest;
        let mut rows = [[0.0; ROW]; MANY + 1];
        rows[0] = *starts;
        for at in 1..=len {
            rows[0][at] = rows[0][at].max(self.insert[at - 1] * rows[0][at - 1]);
        }
        for count in 1..MANY {
            let highest = if count == 1 { first } else { later };
            rows[count] = self.one_more(&rows[count - 1], highest, len, lost[1]);
        }
        // Any number of letters, at least one.
        let mut any = [0.0_f32; ROW];
        for at in 1..=len {
            let mut top = self.insert[at - 1] * any[at - 1];
            for size in 1..=LONGEST.min(at) {
                let from = at - size;
                let begun = first[size][from].max(lost[0] * later[size][from]) * rows[0][from];
                top = top.max(begun).max(later[size][from] * any[from]);
            }
            any[at] = top.min(1.0);
        }
        any.iter_mut().zip(&rows[0]).for_each(|(any, &none)| *any = any.max(none));
        rows[MANY] = any;
        rows
    }

    /// What one letter more than those of `before` comes to before each place.
    fn one_more(&self, before: &Row, highest: &[[f32; PLACES]; LONGEST + 1], len: usize, lost: f32) -> Row {
        let mut row = [0.0_f32; ROW];
        for at in 0..=len {
            let mut top = lost * before[at];
            if at > 0 {
                top = top.max(self.insert[at - 1] * row[at - 1]);
            }
            for size in 1..=LONGEST.min(at) {
                top = top.max(highest[size][at - size] * before[at - size]);
            }
            row[at] = top.min(1.0);
        }
        row
    }
}

impl Index {
    fn raise(&self, letters: &[(u16, f32)], highest: &mut [f32; 3]) {
        for &(letter, p) in letters {
            let roles = self.roles[usize::from(letter)].0;
            for (highest, p) in highest.iter_mut().zip(roles.map(|weight| p * weight)) {
                *highest = if p > *highest { p } else { *highest };
            }
        }
    }
}
