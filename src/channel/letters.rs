//! One string as it was read, held against many that may have been printed, by the letters alone.

use super::align::LONGEST;
use super::damage::soften;
use super::emission::{Channel, unlearned};
use crate::text::syllable::{base_letter, strip_char};

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
    /// For each printed letter of the channel: the last of `learned` that is of it, and where it stands in `known`; of both one more,
    /// and 0 where there is none. Empty until a letter is asked for.
    letters: Vec<(u32, u16)>,
    learned: Vec<Learned>,
    known: Vec<Printed>,
    /// The rows after each letter of the string that was held against it last, until one is too unlikely: as many as `depth`, and room.
    rows: Vec<Row>,
    depth: usize,
    /// What a string may cost that was asked for last, and its probability.
    worst: (f32, f32),
    /// Whether the word is damaged: then letters tell less.
    damaged: bool,
}

/// How likely a printed letter was learned to be read as some part of the string.
struct Learned {
    p: f32,
    size: u8,
    at: u8,
    /// The one before it of the same letter, as `letters` has it.
    before: u32,
}

/// How likely a printed letter is read as none to three characters from each place on.
pub(super) type Printed = [[f32; PLACES]; LONGEST + 1];

impl<'c> Letters<'c> {
    /// Takes what was read, in a channel.
    pub fn new(channel: &'c Channel, read: &str) -> Self {
        let mut start = [0.0; PLACES + LONGEST];
        start[0] = 1.0;
        let read = read.chars().take(LONGEST_READ + 1).collect();
        let (bare, letters, learned, known) = Default::default();
        let (rows, depth, worst) = (vec![start], 1, (0.0, 1.0));
        Self { channel, read, bare, letters, learned, known, rows, depth, worst, damaged: false }
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
    /// `worst` must not grow from one such string to the next.
    pub fn cost_after(&mut self, written: &str, same: usize, worst: f32) -> Option<f32> {
        let len = self.read.len();
        if len > LONGEST_READ || worst < 0.0 {
            return None;
        }
        if worst != self.worst.0 {
            self.worst = (worst, (-worst).exp());
        }
        let least = self.worst.1;
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
            // Rows of four places are one vector.
            match len {
                ..4 => step::<4>(row, &self.known[at], made),
                4..8 => step::<8>(row, &self.known[at], made),
                8..16 => step::<16>(row, &self.known[at], made),
                _ => step::<PLACES>(row, &self.known[at], made),
            }
            self.depth += 1;
        }
        let p = self.rows[self.depth - 1][len];
        (p >= least).then(|| -p.ln())
    }

    /// Where a printed letter stands in `known`; nowhere if the channel doesn't know it.
    fn place(&mut self, c: char) -> Option<usize> {
        let letter = self.channel.index(c)?;
        if self.letters.is_empty() {
            self.learn();
        }
        let (learned, place) = self.letters[usize::from(letter)];
        if place > 0 {
            return Some(usize::from(place) - 1);
        }
        self.ask(letter, c, learned);
        self.letters[usize::from(letter)].1 = self.known.len() as u16;
        Some(self.known.len() - 1)
    }

    /// Looks up once for all letters what the parts of the string were printed as.
    fn learn(&mut self) {
        self.bare.extend(self.read.iter().map(|&c| strip_char(c)));
        self.letters.resize(self.channel.size(), (0, 0));
        self.known.reserve(32);
        for size in 1..=LONGEST.min(self.read.len()) {
            for (at, window) in self.read.windows(size).enumerate() {
                for &(letter, p) in self.channel.emitting(window) {
                    let last = &mut self.letters[usize::from(letter)].0;
                    self.learned.push(Learned { p, size: size as u8, at: at as u8, before: *last });
                    *last = self.learned.len() as u32;
                }
            }
        }
    }

    /// Adds a printed letter to `known`, of which something was `learned`.
    fn ask(&mut self, letter: u16, c: char, mut learned: u32) {
        let (len, base) = (self.read.len(), self.channel.base(letter));
        self.known.push([[0.0; PLACES]; LONGEST + 1]);
        let Some(printed) = self.known.last_mut() else { return };
        printed[0][..=len].fill(self.channel.empty()[usize::from(letter)]);
        for ((p, &read), &bare) in printed[1].iter_mut().zip(&self.read).zip(&self.bare) {
            *p = unlearned(1, read == c, || bare == base);
        }
        for size in 2..=LONGEST.min(len) {
            printed[size][..=len - size].fill(unlearned(size, false, || false));
        }
        while let Some(part) = self.learned.get((learned as usize).wrapping_sub(1)) {
            printed[usize::from(part.size)][usize::from(part.at)] = part.p;
            learned = part.before;
        }
        if self.damaged {
            soften(printed, len);
        }
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

/// Which letters the characters of what was read may have been printed as: tells at a glance what it was not.
pub struct Hints {
    /// For each character the base letters that it may come from.
    characters: Vec<u32>,
}

/// What no letter is likelier to be read as alone says nothing of it: two such characters are dearer than 19 nats.
const LIKELY: f32 = 5e-5;

impl Hints {
    /// Those of what was read, in a channel.
    pub fn new(channel: &Channel, read: &str) -> Self {
        let read: Vec<char> = read.chars().collect();
        let mut characters: Vec<u32> = read.iter().map(|&c| base_letter(c)).collect();
        for size in 1..=LONGEST.min(read.len()) {
            for (at, window) in read.windows(size).enumerate() {
                for &(letter, p) in channel.emitting(window) {
                    if size > 1 || p >= LIKELY {
                        for character in &mut characters[at..at + size] {
                            *character |= channel.base_letter(letter);
                        }
                    }
                }
            }
        }
        Self { characters }
    }

    /// How many characters none of these base letters is likely to be read as.
    pub fn foreign(&self, letters: u32) -> usize {
        self.characters.iter().filter(|&&character| character & letters == 0).count()
    }
}
