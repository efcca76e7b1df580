//! P(read | printed) at run time.

use rustc_hash::FxHashMap;

use super::align::{Emission, LONGEST, NOTHING};
use super::families;
use super::packed::Packed;
use crate::text::syllable::{base_letter, strip_char};

/// Words longer than this are not searched for.
pub const LONGEST_WORD: usize = 15;
/// Places of a word: before each character and at its end.
pub(super) const PLACES: usize = LONGEST_WORD + 1;
/// A row has a value for each place, and room for emissions that would reach past the end, whose probability is 0.
pub(super) const ROW: usize = PLACES + LONGEST;

/// The probability of what was read up to each place, or from it on.
pub(super) type Row = [f32; ROW];
/// Weight of the letters against the counts of onsets and rimes, and of these against the counts of words.
const PART_PRIOR: f32 = 4.0;
const WORD_PRIOR: f32 = 5.0;
/// The least probability that one character is read as another.
const FLOOR: f32 = 3e-4;
/// The least share of each lower model, however many counts the higher one has: other scanners make other errors.
const PART_SHARE: f32 = 0.2;
const WORD_SHARE: f32 = 0.2;

/// A written form that may have been printed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// Index into the forms.
    pub form: u32,
    /// −ln P(read | form).
    pub cost: f32,
}

const NOWHERE: u16 = u16::MAX;

/// A learned channel, ready for use.
#[derive(Clone, Debug, Default)]
pub struct Channel {
    /// Printed characters, sorted.
    alphabet: Vec<char>,
    /// For each [`code`] where its character stands in the alphabet, or [`NOWHERE`].
    indices: Vec<u16>,
    /// The alphabet without marks.
    bases: Vec<char>,
    /// The same, a bit each.
    base_letters: Vec<u32>,
    /// For each emission: which characters of the alphabet emit it and how likely.
    by_read: FxHashMap<u64, Vec<(u16, f32)>>,
    /// For each character of the alphabet: how likely it is read as nothing.
    empty: Vec<f32>,
    /// How likely a character is read where none was printed.
    inserted: FxHashMap<char, f32>,
    /// Counts of onsets and rimes by key of unit and reading; totals under the key of the unit alone.
    parts: FxHashMap<u64, f32>,
    /// For each read word: the forms that it was printed as and how often; sorted by key.
    readings: Vec<(u64, u32, f32)>,
    /// How often each form was counted.
    form_totals: FxHashMap<u32, f32>,
    /// Cost of a space read inside a word, and of a space lost between words.
    pub broken: f32,
    /// See `broken`.
    pub joined: f32,
    /// −ln of the number of specks that were read for each word.
    pub specks: f32,
    /// The learned letters, for sampling.
    letters: Vec<(char, u64, f32)>,
}

/// A part of a syllable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The consonants before the vowel.
    Onset = 1,
    /// The vowel and what follows.
    Rime = 2,
}

/// FNV-1a: stored in models, so it must never change with a dependency.
fn key_of(parts: &[&[u8]]) -> u64 {
    let mut key = 0xcbf2_9ce4_8422_2325_u64;
    for byte in parts.iter().flat_map(|part| part.iter().copied().chain([0xff])) {
        key = (key ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    key
}

/// The key of an onset or rime, for the forms of the lexicon to remember.
pub fn unit_key(part: Part, unit: &str) -> u64 {
    key_of(&[&[part as u8], unit.as_bytes()])
}

/// The key of a unit read as the string whose [`word_key`] is given.
pub(crate) fn pair_key(unit: u64, read: u64) -> u64 {
    (unit ^ read.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

pub(crate) fn word_key(read: &str) -> u64 {
    key_of(&[read.as_bytes()])
}

/// How counts are mixed with the model below them: what each count is worth, and the share of the model below.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weights {
    each: f32,
    share: f32,
}

impl Weights {
    fn new(total: f32, prior: f32, share: f32) -> Self {
        let share = (prior / (total + prior)).max(share);
        Self { each: (1.0 - share) / total.max(1.0), share }
    }

    /// The mixed probability.
    pub fn mix(self, count: f32, below: f32) -> f32 {
        self.each * count + self.share * below
    }

    /// Whether there are counts at all.
    pub fn is_counted(self) -> bool {
        self.share < 1.0
    }
}

/// P(read | printed) of a letter that was never seen to be read so: as so many characters, one of them the same or the same but for marks.
#[inline]
pub(super) fn unlearned(size: usize, is_same: bool, is_alike: impl FnOnce() -> bool) -> f32 {
    match size {
        1 if is_same => 0.3,
        1 if is_alike() => 0.02,
        1 => 2e-5,
        _ => 1e-7,
    }
}

/// Where a character stands among those of the Latin blocks that Vietnamese and its neighbours use.
#[inline]
fn code(c: char) -> Option<usize> {
    match u32::from(c) {
        c @ ..0x300 => Some(c as usize),
        c @ 0x1e00..0x1f00 => Some((c - 0x1e00 + 0x300) as usize),
        _ => None,
    }
}

impl Channel {
    /// A channel from its packed numbers.
    pub fn new(packed: Packed) -> Self {
        let mut channel =
            Channel { broken: packed.broken, joined: packed.joined, specks: packed.specks, ..Channel::default() };
        channel.alphabet = packed.letters.iter().map(|&(c, ..)| c).filter(|&c| c != NOTHING).collect();
        channel.alphabet.dedup();
        channel.indices = vec![NOWHERE; 0x400];
        for (index, &c) in channel.alphabet.iter().enumerate() {
            if let Some(code) = code(c) {
                channel.indices[code] = index as u16;
            }
        }
        channel.bases = channel.alphabet.iter().map(|&c| strip_char(c)).collect();
        channel.base_letters = channel.alphabet.iter().map(|&c| base_letter(c)).collect();
        channel.empty = vec![1e-4; channel.alphabet.len()];
        for (c, emission, p) in families::of_letters(&packed.letters) {
            if c == NOTHING {
                channel.inserted.extend(Emission::from_packed(emission).chars().next().map(|c| (c, p)));
                continue;
            }
            let Ok(index) = channel.alphabet.binary_search(&c) else { continue };
            if emission == 0 {
                channel.empty[index] = p;
            } else {
                channel.by_read.entry(emission).or_default().push((index as u16, p));
            }
        }
        channel.parts = packed.parts.into_iter().collect();
        for &(_, form, count) in &packed.readings {
            *channel.form_totals.entry(form).or_default() += count;
        }
        channel.readings = packed.readings;
        channel.letters = packed.letters;
        channel
    }

    /// The letter model: printed character ([`NOTHING`] for insertions), packed emission, probability; sorted.
    pub fn letters(&self) -> &[(char, u64, f32)] {
        &self.letters
    }

    /// The index of a printed character in the alphabet of this channel.
    #[inline]
    pub fn index(&self, c: char) -> Option<u16> {
        match code(c) {
            Some(code) => self.indices.get(code).copied().filter(|&index| index != NOWHERE),
            None => self.alphabet.binary_search(&c).ok().map(|index| index as u16),
        }
    }

    /// The likeliest digits that `read` was printed as, and −ln P(read | digits); `None` where it looks like no digits.
    pub fn digits(&self, read: &str) -> Option<(String, f32)> {
        /// What a character may cost to count as a digit.
        const WORST: f32 = 8.0;
        let chars: Vec<char> = read.chars().collect();
        // Cheapest digits for each beginning of what was read.
        let mut best: Vec<Option<(String, f32)>> = vec![None; chars.len() + 1];
        best[0] = Some((String::new(), 0.0));
        for at in 0..chars.len() {
            let Some((text, before)) = best[at].clone() else { continue };
            for size in 1..=LONGEST.min(chars.len() - at) {
                for digit in '0'..='9' {
                    let Some(index) = self.index(digit) else { continue };
                    let cost = -self.emission(index, digit, &chars[at..at + size]).ln();
                    let total = before + cost;
                    if cost < WORST && best[at + size].as_ref().is_none_or(|(_, known)| total < *known) {
                        best[at + size] = Some((format!("{text}{digit}"), total));
                    }
                }
            }
        }
        best.pop().flatten()
    }

    /// −ln P(read | the same was printed), by the letters alone.
    pub fn copy_cost(&self, read: &str) -> f32 {
        read.chars().map(|c| self.index(c).map_or(0.7, |index| -self.emission(index, c, &[c]).ln())).sum()
    }

    /// P(read | printed) of one letter, which stands at `index` of the alphabet.
    pub(super) fn emission(&self, index: u16, printed: char, read: &[char]) -> f32 {
        let learned = self
            .by_read
            .get(&Emission::new(read).packed())
            .and_then(|list| list.iter().find(|&&(letter, _)| letter == index));
        let alike = || strip_char(read[0]) == strip_char(printed);
        learned.map_or_else(|| unlearned(read.len(), read == [printed], alike), |&(_, p)| p)
    }

    /// Whether `read` was counted as a reading of some word.
    pub fn is_known(&self, read: &str) -> bool {
        !self.readings(read).is_empty()
    }

    /// The forms that were read as `read` with their counts.
    pub(super) fn readings(&self, read: &str) -> &[(u64, u32, f32)] {
        let key = word_key(read);
        // Keys are spread evenly, so the place is nearly known.
        let guess = ((u128::from(key) * self.readings.len() as u128) >> 64) as usize;
        let mut low = guess;
        let mut step = 16;
        while low > 0 && self.readings[low.min(self.readings.len() - 1)].0 >= key {
            low = low.saturating_sub(step);
            step *= 2;
        }
        let (mut high, mut step) = (guess, 16);
        while high < self.readings.len() && self.readings[high].0 < key {
            high += step;
            step *= 2;
        }
        let near = &self.readings[low..high.min(self.readings.len())];
        let start = low + near.partition_point(|&(k, ..)| k < key);
        let len = self.readings[start..].iter().take_while(|&&(k, ..)| k == key).count();
        &self.readings[start..start + len]
    }

    /// The bit of the printed character at an index of the alphabet, as `base_letters` has it.
    pub(super) fn base_letter(&self, index: u16) -> u32 {
        self.base_letters[usize::from(index)]
    }

    /// The printed character at an index of the alphabet, without marks.
    pub(super) fn base(&self, index: u16) -> char {
        self.bases[usize::from(index)]
    }

    /// Number of printed characters.
    pub(super) fn size(&self) -> usize {
        self.alphabet.len()
    }

    /// How likely each printed character is read as nothing.
    pub(super) fn empty(&self) -> &[f32] {
        &self.empty
    }

    /// The least probability that a character is read as so many, from none on.
    pub(super) fn floors(&self) -> [f32; LONGEST + 1] {
        [1e-3, FLOOR, 1e-6, 1e-9]
    }

    /// How likely `c` is read where nothing was printed.
    pub(super) fn insertion(&self, c: char) -> f32 {
        0.004 * self.inserted.get(&c).copied().unwrap_or(0.005).max(1e-4)
    }

    /// The printed characters that are likelier than the least to be read as `c`.
    pub(super) fn letters_of(&self, c: char) -> Box<[(u16, f32)]> {
        let base = strip_char(c);
        let alike = |(&printed, &alike): (&char, &char)| match () {
            () if printed == c => Some(0.3),
            () if alike == base => Some(0.02),
            () if alike.eq_ignore_ascii_case(&base) => Some(3e-3),
            () => None,
        };
        let mut letters: Vec<Option<f32>> = self.alphabet.iter().zip(&self.bases).map(alike).collect();
        for &(index, p) in self.emitting(&[c]) {
            letters[usize::from(index)] = Some(p.max(FLOOR));
        }
        letters.iter().enumerate().filter_map(|(index, p)| Some((index as u16, (*p)?))).collect()
    }

    /// The printed characters that were learned to be read as `read`.
    pub(super) fn emitting(&self, read: &[char]) -> &[(u16, f32)] {
        self.by_read.get(&Emission::new(read).packed()).map_or(&[], |list| list)
    }

    /// The keys of all counts of onsets and rimes.
    pub(super) fn counted(&self) -> impl Iterator<Item = u64> {
        self.parts.keys().copied()
    }

    /// A count of onsets and rimes.
    pub(crate) fn count(&self, key: u64) -> f32 {
        self.parts.get(&key).copied().unwrap_or(0.0)
    }

    /// P(reading | onset or rime) by the keys of both, with a small share for what was never counted.
    pub(crate) fn part(&self, unit: u64, pair: u64) -> f32 {
        const UNSEEN: f32 = 2e-3;
        self.part_weights(unit).mix(self.count(pair), UNSEEN)
    }

    /// How the counts of an onset or rime are mixed with its letters.
    pub(super) fn part_weights(&self, key: u64) -> Weights {
        Weights::new(self.count(key), PART_PRIOR, PART_SHARE)
    }

    /// How the counts of a form are mixed with its parts.
    pub(super) fn form_weights(&self, form: u32) -> Weights {
        Weights::new(self.form_totals.get(&form).copied().unwrap_or(0.0), WORD_PRIOR, WORD_SHARE)
    }

    /// What a form that was counted as a reading is worth at the least.
    pub(super) fn at_least(&self, form: u32, count: f32) -> f32 {
        0.1 * count / self.form_totals.get(&form).copied().unwrap_or(1.0)
    }
}
