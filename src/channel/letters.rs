//! One string as it was read, held against many that may have been printed, by the letters alone.

use super::align::LONGEST;
use super::damage::soften;
use super::emission::Channel;

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
    /// The printed letters met so far.
    known: Vec<(char, Option<Box<Printed>>)>,
    /// The rows after each letter of the string that was held against it last, until one is too unlikely.
    rows: Vec<Row>,
    /// Whether the word is damaged: then letters tell less.
    damaged: bool,
}

/// How likely a printed letter is read as none to three characters from each place on.
pub(super) type Printed = [[f32; PLACES]; LONGEST + 1];

impl<'c> Letters<'c> {
    /// Takes what was read, in a channel.
    pub fn new(channel: &'c Channel, read: &str) -> Self {
        let mut start = [0.0; PLACES + LONGEST];
        start[0] = 1.0;
        let read = read.chars().take(LONGEST_READ + 1).collect();
        Self { channel, read, known: Vec::new(), rows: vec![start], damaged: false }
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
        self.rows.truncate(same + 1);
        if self.rows.len() <= same {
            // It broke off within these letters.
            return None;
        }
        for c in written.chars().skip(same) {
            // What the letters up to here have lost can't be won back.
            if self.rows.last()?[..=len].iter().sum::<f32>() < least {
                self.rows.pop();
                return None;
            }
            let at = self.index(c);
            let (row, printed) = (self.rows.last()?, self.known[at].1.as_deref()?);
            // Rows of eight places are two vectors.
            let made = if len < 8 { step::<8>(row, printed) } else { step::<PLACES>(row, printed) };
            self.rows.push(made);
        }
        let p = self.rows.last()?[len];
        (p >= least).then(|| -p.ln())
    }

    /// Where a printed letter stands in `known`; it has no emissions there if the channel doesn't know it.
    fn index(&mut self, c: char) -> usize {
        self.known.iter().position(|&(known, _)| known == c).unwrap_or_else(|| {
            let printed = self.channel.index(c).map(|index| Box::new(self.emissions(index, c)));
            self.known.push((c, printed));
            self.known.len() - 1
        })
    }

    fn emissions(&self, index: u16, c: char) -> Printed {
        let len = self.read.len();
        let mut printed = [[0.0; PLACES]; LONGEST + 1];
        printed[0][..=len].fill(self.channel.empty()[usize::from(index)]);
        for (size, row) in (1..=LONGEST).zip(&mut printed[1..]) {
            for (p, read) in row.iter_mut().zip(self.read.windows(size)) {
                *p = self.channel.emission(index, c, read);
            }
        }
        if self.damaged {
            soften(&mut printed, len);
        }
        printed
    }
}

/// One printed letter: from what was read before it to what was read up to its end.
fn step<const W: usize>(row: &Row, printed: &Printed) -> Row {
    let mut made = [0.0; PLACES + LONGEST];
    for (size, printed) in printed.iter().enumerate() {
        for at in 0..W {
            made[at + size] += row[at] * printed[at];
        }
    }
    made
}
