//! One string as it was read, held against many that may have been printed, by the letters alone.

use super::align::LONGEST;
use super::emission::Channel;

/// What was read beyond this is not held against letters.
const LONGEST_READ: usize = 31;
/// Paths that can't come to more than this share of the least that counts are dropped.
const NEGLIGIBLE: f32 = 1e-3;

/// A string that was read.
pub struct Letters<'c> {
    channel: &'c Channel,
    read: Vec<char>,
    /// The printed letters met so far.
    known: Vec<(char, Option<Printed>)>,
}

/// How likely a printed letter is read as nothing, and as the next one to three characters from each place on.
struct Printed {
    nothing: f32,
    from: Vec<[f32; LONGEST]>,
}

impl<'c> Letters<'c> {
    /// Takes what was read, in a channel.
    pub fn new(channel: &'c Channel, read: &str) -> Self {
        Self { channel, read: read.chars().take(LONGEST_READ + 1).collect(), known: Vec::new() }
    }

    /// −ln P(read | written); `None` where it is more than `worst`.
    pub fn cost(&mut self, written: &str, worst: f32) -> Option<f32> {
        let len = self.read.len();
        if len > LONGEST_READ {
            return None;
        }
        let least = (-worst).exp();
        let mut row = [0.0_f32; LONGEST_READ + 1];
        row[0] = 1.0;
        for c in written.chars() {
            let printed = self.printed(c)?;
            let mut made = [0.0_f32; LONGEST_READ + 1];
            for at in (0..=len).filter(|&at| row[at] > least * NEGLIGIBLE) {
                made[at] += row[at] * printed.nothing;
                for (size, &p) in (1..=len - at).zip(&printed.from[at]) {
                    made[at + size] += row[at] * p;
                }
            }
            row = made;
            // What the letters up to here have lost can't be won back.
            if row[..=len].iter().sum::<f32>() < least {
                return None;
            }
        }
        (row[len] >= least).then(|| -row[len].ln())
    }

    /// What a printed letter may be read as; `None` where the channel doesn't know it.
    fn printed(&mut self, c: char) -> Option<&Printed> {
        let at = self.known.iter().position(|&(known, _)| known == c).unwrap_or_else(|| {
            let printed = self.channel.index(c).map(|index| self.emissions(index, c));
            self.known.push((c, printed));
            self.known.len() - 1
        });
        self.known[at].1.as_ref()
    }

    fn emissions(&self, index: u16, c: char) -> Printed {
        let from = (0..=self.read.len()).map(|at| {
            let mut emitted = [0.0; LONGEST];
            for (size, p) in (1..=self.read.len() - at).zip(&mut emitted) {
                *p = self.channel.emission(index, c, &self.read[at..at + size]);
            }
            emitted
        });
        Printed { nothing: self.channel.empty()[usize::from(index)], from: from.collect() }
    }
}
