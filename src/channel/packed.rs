//! A channel as it is stored: what training counted, made into numbers.

use std::collections::BTreeMap;

use super::emission::{Part, pair_key, unit_key, word_key};
use super::families;
use super::train::Counts;
use crate::lexicon::forms::Forms;

/// The numbers of a channel in the order in which they are stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Packed {
    /// Printed character, packed emission, probability; sorted.
    pub letters: Vec<(char, u64, f32)>,
    /// Key and count of onsets and rimes; sorted.
    pub parts: Vec<(u64, f32)>,
    /// Key of what was read, form, count; sorted.
    pub readings: Vec<(u64, u32, f32)>,
    /// Cost of a space inside a word.
    pub broken: f32,
    /// Cost of a lost space.
    pub joined: f32,
    /// −ln of the number of specks for each word.
    pub specks: f32,
}

impl Packed {
    /// Packs what training counted; words that are no known form are left out, as are readings seen less than `least` times.
    pub fn new(counts: &Counts, forms: &Forms, least: u32) -> Self {
        let mut letters: Vec<_> =
            counts.letters.learned.iter().map(|(&(c, emission), &p)| (c, emission.packed(), p)).collect();
        letters.sort_by_key(|&(c, emission, _)| (c, emission));
        let mut parts: BTreeMap<u64, f32> = BTreeMap::new();
        for (part, units) in [(Part::Onset, &counts.onsets), (Part::Rime, &counts.rimes)] {
            for (unit, read, count) in families::of_units(units) {
                let unit = unit_key(part, unit);
                *parts.entry(unit).or_default() += count;
                *parts.entry(pair_key(unit, word_key(read))).or_default() += count;
            }
        }
        let mut readings: Vec<(u64, u32, f32)> = counts
            .words
            .iter()
            .filter(|&(_, &count)| count >= least)
            .filter_map(|((written, read), &count)| Some((word_key(read), forms.find(written)?, count as f32)))
            .collect();
        readings.sort_by_key(|&(key, form, _)| (key, form));
        let rate = |n: u32| -((f64::from(n) + 0.5) / (f64::from(counts.total) + 1.0)).ln() as f32;
        Self {
            letters,
            parts: parts.into_iter().collect(),
            readings,
            broken: rate(counts.broken),
            joined: rate(counts.joined),
            specks: rate(counts.specks),
        }
    }
}
