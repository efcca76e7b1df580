//! One string as it was read, held against many that may have been printed, by the letters alone.

use super::align::LONGEST;
use super::damage::soften;
use super::emission::{Channel, unlearned};
use crate::text::syllable::strip_char;

/// What was read beyond this is not held against letters.
const LONGEST_READ: usize = 31;
/// Places of what was read: before each character and at its end.
pub(super) const PLACES: usize = LONGEST_READ + 1;

/// How likely what was read up to each place is as the letters so far, with room for what would reach past the end.
type Row = [f32; PLACES + LONGEST];

/// A string that was read.
pub struct Letters<'c> {
    channel: &'c Channel,
    read: Vec<char>,
    /// The same without marks.
    bare: Vec<char>,
    /// For each printed letter of the channel: how likely it was learned to be read as each part of the string, or [`UNLEARNED`]; the
    /// parts of one character first. Empty until a letter is asked for.
    learned: Vec<f32>,
    /// For each printed letter of the channel: where it stands in `known`, and one more; 0 before it was met.
    places: Vec<u16>,
    known: Vec<Printed>,
    /// The rows after each letter of the string that was held against it last, until one is too unlikely: as many as `depth`, and room.
    rows: Vec<Row>,
    depth: usize,
    /// Whether the word is damaged: then letters tell less.
    damaged: bool,
}

/// How likely a printed letter is read as none to three characters from each place on.
pub(super) type Printed = [[f32; PLACES]; LONGEST + 1];

/// Stands for a probability of which nothing was learned.
const UNLEARNED: f32 = -1.0;

impl<'c> Letters<'c> {
    /// Takes what was read, in a channel.
    pub fn new(channel: &'c Channel, read: &str) -> Self {
        let mut start = [0.0; PLACES + LONGEST];
        start[0] = 1.0;
        let read = read.chars().take(LONGEST_READ + 1).collect();
        let (bare, learned, places, known) = Default::default();
        Self { channel, read, bare, learned, places, known, rows: vec![start], depth: 1, damaged: false }
    }

    /// The same, of a word whose print or picture is damaged.
    pub fn damaged(channel: &'c Channel, read: &str) -> Self {
        Self { damaged: true, ..Self::new(channel, read) }
    }

    /// −ln P(read | written); `None` where it is more than `worst`.
    pub fn cost(&mut self, written: &str, worst: f32) -> Option<f32> {
        self.cost_after(written, 0, worst)
    }

    /// The same, where the first `same` letters are those of the string before: of sorted strings each is mostly worked out already.
    /// `worst` must not grow from one string to the next.
    pub fn cost_after(&mut self, written: &str, same: usize, worst: f32) -> Option<f32> {
        let len = self.read.len();
        if len > LONGEST_READ {
            return None;
        }
        let least = (-worst).exp();
        self.depth = self.depth.min(same.saturating_add(1));
        if self.depth <= same {
            // It broke off within these letters.
            return None;
        }
        for c in written.chars().skip(same) {
            // What the letters up to here have lost can't be won back.
            if self.rows[self.depth - 1][..=len].iter().sum::<f32>() < least {
                self.depth -= 1;
                return None;
            }
            let at = self.place(c)?;
            if self.rows.len() == self.depth {
                self.rows.push([0.0; PLACES + LONGEST]);
            }
            let [row, made] = &mut self.rows[self.depth - 1..=self.depth] else { return None };
            // Rows of eight places are two vectors.
            if len < 8 {
                step::<8>(row, &self.known[at], made);
            } else {
                step::<PLACES>(row, &self.known[at], made);
            }
            self.depth += 1;
        }
        let p = self.rows[self.depth - 1][len];
        (p >= least).then(|| -p.ln())
    }

    /// Where a printed letter stands in `known`; nowhere if the channel doesn't know it.
    fn place(&mut self, c: char) -> Option<usize> {
        let letter = self.channel.index(c)?;
        if self.learned.is_empty() {
            self.learn();
        }
        let place = &mut self.places[usize::from(letter)];
        if *place > 0 {
            return Some(usize::from(*place) - 1);
        }
        *place = self.known.len() as u16 + 1;
        self.known.push(self.emissions(letter, c));
        Some(self.known.len() - 1)
    }

    /// Looks up once for all letters what the parts of the string were printed as.
    fn learn(&mut self) {
        let (len, letters) = (self.read.len(), self.channel.size());
        self.bare.extend(self.read.iter().map(|&c| strip_char(c)));
        self.places.resize(letters, 0);
        self.learned.resize(letters * LONGEST * len.max(1), UNLEARNED);
        for size in 1..=LONGEST.min(len) {
            for (at, window) in self.read.windows(size).enumerate() {
                for &(letter, p) in self.channel.emitting(window) {
                    self.learned[(usize::from(letter) * LONGEST + size - 1) * len + at] = p;
                }
            }
        }
    }

    fn emissions(&self, letter: u16, c: char) -> Printed {
        let (len, base) = (self.read.len(), self.channel.base(letter));
        let mut printed = [[0.0; PLACES]; LONGEST + 1];
        printed[0][..=len].fill(self.channel.empty()[usize::from(letter)]);
        let mut learned = self.learned[usize::from(letter) * LONGEST * len..].chunks_exact(len.max(1));
        for (size, row) in (1..=LONGEST).zip(&mut printed[1..]) {
            let Some(learned) = learned.next() else { break };
            for (at, &learned) in learned.iter().enumerate().take((len + 1).saturating_sub(size)) {
                let others = || unlearned(size, self.read[at] == c, || self.bare[at] == base);
                row[at] = if learned == UNLEARNED { others() } else { learned };
            }
        }
        if self.damaged {
            soften(&mut printed, len);
        }
        printed
    }
}

/// One printed letter: from what was read before it to what was read up to its end.
fn step<const W: usize>(row: &Row, printed: &Printed, made: &mut Row) {
    made[..W + LONGEST].fill(0.0);
    for (size, printed) in printed.iter().enumerate() {
        for at in 0..W {
            made[at + size] += row[at] * printed[at];
        }
    }
}
