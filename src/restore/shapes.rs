//! How a document's own onsets and rimes were read: each scan damages letters in its own way, and its clear words show how.

use rustc_hash::FxHashMap;

use crate::channel::emission::{Channel, pair_key, word_key};
use crate::lexicon::forms::Form;

/// How many readings of a unit the channel's own estimate is worth.
const OPINION: f32 = 20.0;
/// Taken off each count: a single reading may be an error.
const DISCOUNT: f32 = 0.8;
/// The most that a document's shapes take off a cost, in nats.
const MOST: f32 = 4.0;

/// Readings of onsets and rimes by keys of unit and reading; of units alone, how often they were read.
#[derive(Default)]
pub struct Shapes {
    counts: FxHashMap<u64, f32>,
}

/// Keys of a form's two units with what each was read as.
fn units(form: &Form, read: &str, channel: &Channel) -> [(u64, u64); 2] {
    let letters = form.parts().0.chars().count();
    let pairs = |chars: usize| {
        let at = read.char_indices().nth(chars).map_or(read.len(), |(byte, _)| byte);
        let (before, after) = read.split_at(at);
        [
            (form.onset_key, pair_key(form.onset_key, word_key(before))),
            (form.rime_key, pair_key(form.rime_key, word_key(after))),
        ]
    };
    // The cut where both readings were seen in training, else after as many characters as the onset has.
    let seen = |pairs: &[(u64, u64); 2]| pairs.iter().filter(|&&(_, pair)| channel.count(pair) > 0.0).count();
    let even = pairs(letters);
    if letters == 0 || seen(&even) == 2 {
        return even;
    }
    [pairs(letters + 1), pairs(letters - 1)].into_iter().find(|cut| seen(cut) == 2).unwrap_or(even)
}

impl Shapes {
    /// Counts that `form` was read as `read`, with probability `p`.
    pub fn add(&mut self, form: &Form, read: &str, p: f32, channel: &Channel) {
        for (unit, pair) in units(form, read, channel) {
            *self.counts.entry(unit).or_default() += p;
            *self.counts.entry(pair).or_default() += p;
        }
    }

    /// Adds other counts.
    pub fn append(&mut self, other: Self) {
        for (key, count) in other.counts {
            *self.counts.entry(key).or_default() += count;
        }
    }

    /// What the document's shapes take off the cost of reading `form` as `read`, in nats.
    pub fn discount(&self, form: &Form, read: &str, channel: &Channel) -> f32 {
        let mut sum = 0.0;
        for (unit, pair) in units(form, read, channel) {
            let count = self.counts.get(&pair).map_or(0.0, |count| count - DISCOUNT);
            if count > 0.0 {
                let all = self.counts.get(&unit).copied().unwrap_or(0.0);
                let p = channel.part(unit, pair);
                sum += ((OPINION * p + count) / (OPINION + all) / p).ln().max(0.0);
            }
        }
        sum.min(MOST)
    }
}
