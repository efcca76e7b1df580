//! Words that are damaged: worn print, a fold, a stroke across. There a letter may be read as any, vanish or fall apart.

use super::align::LONGEST;
use super::emission::Channel;
use super::letters::Printed;
use crate::text::syllable::base_letter;

/// Probability that a letter of a damaged word is read as letters are elsewhere, and that nothing is left of it.
const SOUND: f32 = 0.6;
const LOST: f32 = 0.2;
/// Probability that it is read as two characters, and as three.
const SPLIT: f32 = 0.02;
/// Share of one character among all that may be read.
const ANY: f32 = 0.025;
/// What it costs that a word is damaged, in nats.
pub const DAMAGE: f32 = 5.0;

/// Makes of how a letter of a sound word is read how one of a damaged word is, in what was read up to `len`.
pub(super) fn soften(printed: &mut Printed, len: usize) {
    let any = [LOST, (1.0 - SOUND - LOST - 2.0 * SPLIT) * ANY, SPLIT * ANY * ANY, SPLIT * ANY * ANY * ANY];
    for ((size, places), any) in printed.iter_mut().enumerate().zip(any) {
        for p in places.iter_mut().take((len + 1).saturating_sub(size)) {
            *p = SOUND * *p + any;
        }
    }
}

/// What a character costs at least, in nats, in a word none of whose letters is likelier than these to be read as one to three
/// characters with it among them: damage leaves any character for about as much.
const TRACELESS: [(f32, [f32; LONGEST]); 2] = [(3.0, [0.076, 4e-3, 2e-4]), (4.9, [5.7e-3, 7e-5, 1e-7])];
/// What a letter costs at least that was read as something, and one that left no trace.
const READ: f32 = 0.5;
const GONE: f32 = 1.2;

/// Which letters each character of a damaged word may be a trace of: tells at a glance what few words it can be.
#[derive(Clone, Debug, Default)]
pub struct Traces {
    /// For each character the base letters that it may come from, by both measures of [`TRACELESS`].
    characters: Vec<[u32; 2]>,
    /// All base letters that any may come from.
    all: u32,
    /// What words of some base letters cost, each at a place that follows from these: many words differ in marks and order alone.
    known: Vec<Known>,
    /// How often the traces were filled.
    turn: u32,
}

/// What words of some base letters cost as what was read at one turn.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    turn: u32,
    letters: u32,
    least: f32,
}

/// Places for what is known, as bits of their number.
const PLACES: u32 = 10;

impl Traces {
    /// Makes them those of what was read.
    pub fn fill(&mut self, channel: &Channel, read: &str) {
        let read: Vec<char> = read.chars().collect();
        self.characters.clear();
        // What is unlike any letter is at least itself.
        self.characters.extend(read.iter().map(|&c| [base_letter(c); 2]));
        for size in 1..=LONGEST.min(read.len()) {
            for (at, window) in read.windows(size).enumerate() {
                for (letter, p) in channel.emitting(window) {
                    for measure in (0..TRACELESS.len()).filter(|&measure| *p >= TRACELESS[measure].1[size - 1]) {
                        for character in &mut self.characters[at..at + size] {
                            character[measure] |= channel.base_letter(*letter);
                        }
                    }
                }
            }
        }
        self.all = self.characters.iter().fold(0, |all, character| all | character[1]);
        self.turn = self.turn.wrapping_add(1);
        if self.known.is_empty() || self.turn == 0 {
            (self.known, self.turn) = (vec![Known::default(); 1 << PLACES], 1);
        }
    }

    /// The least that a word of these base letters costs as it was read, in nats; a close estimate, not a bound.
    pub fn least(&mut self, letters: u32) -> f32 {
        let place = (letters.wrapping_mul(0x9e37_79b1) >> (u32::BITS - PLACES)) as usize;
        let known = self.known[place];
        if known.turn == self.turn && known.letters == letters {
            return known.least;
        }
        let least = self.work_out(letters);
        self.known[place] = Known { turn: self.turn, letters, least };
        least
    }

    fn work_out(&self, letters: u32) -> f32 {
        // What no measure takes for a trace, the first doesn't either.
        let none = |character: u32| usize::from(letters & character == 0);
        let costs = [0.0, TRACELESS[0].0, TRACELESS[1].0];
        let of = |character: &[u32; 2]| costs[none(character[0]) + none(character[1])];
        let (read, gone) = (count(letters & self.all), count(letters & !self.all));
        READ * f32::from(read) + GONE * f32::from(gone) + self.characters.iter().map(of).sum::<f32>()
    }
}

/// How many base letters these are. The processors that the program is built for need not have an instruction that counts bits.
fn count(letters: u32) -> u8 {
    const BITS: u32 = 9;
    const COUNTS: [u8; 1 << BITS] = {
        let mut counts = [0; 1 << BITS];
        let mut bits = 1;
        while bits < counts.len() {
            counts[bits] = counts[bits >> 1] + (bits & 1) as u8;
            bits += 1;
        }
        counts
    };
    let part = |at: u32| COUNTS[(letters >> (at * BITS)) as usize % COUNTS.len()];
    part(0) + part(1) + part(2)
}
