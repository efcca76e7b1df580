//! What units and letters that differ in marks alone share: what `ôi` was read as, `ổi` may be as well, though no pair shows it.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::align::NOTHING;
use crate::text::syllable::{strip, strip_char};

/// The share of a unit's counts that the readings of its family have.
const FAMILY: f32 = 0.15;
/// A unit's say in its family grows up to so many counts.
const SAY: f32 = 10.0;

/// A unit, what it was read as, and how often.
pub type Unit<'c> = (&'c str, &'c str, f32);

/// Counts of units and their readings, with the family's share.
pub fn of_units(units: &FxHashMap<(String, String), u32>) -> Vec<Unit<'_>> {
    let mut sorted: Vec<_> =
        units.iter().map(|((unit, read), &count)| (unit.as_str(), read.as_str(), count as f32)).collect();
    sorted.sort_by_key(|&(unit, read, _)| (unit, read));
    let mut families: BTreeMap<String, Vec<&[Unit]>> = BTreeMap::new();
    for unit in sorted.chunk_by(|a, b| a.0 == b.0) {
        families.entry(strip(unit[0].0)).or_default().push(unit);
    }
    let mut out = Vec::new();
    for family in families.into_values() {
        let total = |unit: &[Unit]| unit.iter().map(|&(.., count)| count).sum::<f32>();
        let mut common: BTreeMap<&str, f32> = BTreeMap::new();
        let mut all = 0.0;
        for unit in family.iter().filter(|_| family.len() > 1) {
            let say = 1.0 / (total(unit) + SAY);
            for &(_, read, count) in *unit {
                *common.entry(read).or_default() += say * count;
                all += say * count;
            }
        }
        for unit in family {
            let whole = total(unit);
            let mut counts: BTreeMap<&str, f32> =
                common.iter().map(|(&read, p)| (read, FAMILY * whole * p / all)).collect();
            let own = if common.is_empty() { 1.0 } else { 1.0 - FAMILY };
            for &(_, read, count) in unit {
                *counts.entry(read).or_default() += own * count;
            }
            out.extend(counts.into_iter().map(|(read, count)| (unit[0].0, read, count)));
        }
    }
    out
}

/// The share of a letter's readings that those of its family have.
const LETTERS: f32 = 0.2;

/// A printed letter, what it was read as, packed, and how likely.
pub type Letter = (char, u64, f32);

/// The sorted letters of a channel with their family's share.
pub fn of_letters(letters: &[Letter]) -> Vec<Letter> {
    let mut families: BTreeMap<char, Vec<&[Letter]>> = BTreeMap::new();
    for letter in letters.chunk_by(|a, b| a.0 == b.0) {
        families.entry(strip_char(letter[0].0)).or_default().push(letter);
    }
    let mut out = Vec::with_capacity(letters.len());
    for family in families.into_values() {
        if family.len() == 1 || family[0][0].0 == NOTHING {
            out.extend(family.concat());
            continue;
        }
        let mut common: BTreeMap<u64, f32> = BTreeMap::new();
        for &(_, read, p) in family.iter().copied().flatten() {
            *common.entry(read).or_default() += LETTERS * p / family.len() as f32;
        }
        for letter in family {
            let mut readings = common.clone();
            for &(_, read, p) in letter {
                *readings.entry(read).or_default() += (1.0 - LETTERS) * p;
            }
            out.extend(readings.into_iter().map(|(read, p)| (letter[0].0, read, p)));
        }
    }
    out.sort_by_key(|&(letter, read, _)| (letter, read));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_shares_its_readings() {
        let counts = [(("ôi", "01"), 1), (("ôi", "6i"), 9), (("ổi", "di"), 80), (("ổi", "éi"), 20), (("an", "an"), 50)];
        let counts = counts.into_iter().map(|((unit, read), n)| ((unit.to_owned(), read.to_owned()), n)).collect();
        let shared = of_units(&counts);
        let count =
            |unit: &str, read: &str| shared.iter().find(|&&(u, r, _)| (u, r) == (unit, read)).map_or(0.0, |u| u.2);
        assert!(count("ổi", "01") > 0.0 && count("ổi", "01") < 0.05 * count("ổi", "di"));
        // A unit's counts stay as many as they were, and one without a family is as it was.
        for (unit, all) in [("ôi", 10.0), ("ổi", 100.0), ("an", 50.0)] {
            let sum: f32 = shared.iter().filter(|other| other.0 == unit).map(|other| other.2).sum();
            assert!((sum - all).abs() < 1e-3, "{unit}: {sum}");
        }
        assert_eq!(count("an", "an"), 50.0);
    }

    #[test]
    fn letters_learn_from_their_family() {
        let read = |c: char| u64::from(u32::from(c));
        let learned = [('b', read('b'), 0.9), ('o', read('0'), 0.1), ('o', read('o'), 0.9), ('ổ', read('6'), 1.0)];
        let shared = of_letters(&learned);
        let p =
            |printed, c| shared.iter().find(|&&(l, r, _)| (l, r) == (printed, read(c))).map_or(0.0, |entry| entry.2);
        assert!(p('ổ', '0') > 0.0 && p('o', '6') > 0.0 && p('ổ', '6') > 0.8);
        // What a letter is read as still sums to what it did, and one without a family is as it was.
        for (printed, all) in [('b', 0.9), ('o', 1.0), ('ổ', 1.0)] {
            let sum: f32 = shared.iter().filter(|entry| entry.0 == printed).map(|entry| entry.2).sum();
            assert!((sum - all).abs() < 1e-5, "{printed}: {sum}");
        }
        assert!(shared.is_sorted_by_key(|&(l, r, _)| (l, r)));
    }
}
