//! P(read | printed) at run time, and the search for what may have been printed.

use rustc_hash::FxHashMap;

use super::align::{Emission, LONGEST, NOTHING};
use super::train::Counts;
use crate::lexicon::forms::{Form, Forms, Trie};
use crate::text::syllable::strip_char;

/// Words longer than this are not searched for.
pub const LONGEST_WORD: usize = 15;
/// Places of a word: before each character and at its end.
const PLACES: usize = LONGEST_WORD + 1;
/// A row has a value for each place, and room for emissions that would reach past the end, whose probability is 0.
const ROW: usize = PLACES + LONGEST;

/// The probability of what was read up to each place, or from it on.
type Row = [f32; ROW];
/// For each length of an emission and each place where it starts: its probability.
type Emissions = [[f32; PLACES]; LONGEST + 1];
/// Prefixes that a search follows at each length.
const BEAM: usize = 400;
/// How much worse than the best a candidate may be: e⁻¹⁴.
const REACH: f32 = 1e-6;
/// Candidates whose words, onsets and rimes are looked up after the letters chose them.
const RESCORED: usize = 200;
/// Weight of the letters against the counts of onsets and rimes, and of these against the counts of words.
const PART_PRIOR: f32 = 4.0;
const WORD_PRIOR: f32 = 6.0;
/// The least probability that one character is read as another.
/// The least share of each lower model, however many counts the higher one has: other scanners make other errors.
const FLOOR: f32 = 5e-4;
const PART_SHARE: f32 = 0.2;
const WORD_SHARE: f32 = 0.15;

/// Counts mixed with the model below them.
fn mix(count: f32, total: f32, below: f32, prior: f32, share: f32) -> f32 {
    let share = (prior / (total + prior)).max(share);
    (1.0 - share) * count / total.max(1.0) + share * below
}

/// A written form that may have been printed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// Index into the forms.
    pub form: u32,
    /// −ln P(read | form).
    pub cost: f32,
}

/// A learned channel, ready for use.
#[derive(Clone, Debug, Default)]
pub struct Channel {
    /// Printed characters, sorted.
    alphabet: Vec<char>,
    /// The alphabet without marks.
    bases: Vec<char>,
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

/// The key of an onset or rime, for [`Form`]s to remember.
pub fn unit_key(part: Part, unit: &str) -> u64 {
    key_of(&[&[part as u8], unit.as_bytes()])
}

/// The key of a unit read as the string whose [`word_key`] is given.
fn pair_key(unit: u64, read: u64) -> u64 {
    (unit ^ read.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn word_key(read: &str) -> u64 {
    key_of(&[read.as_bytes()])
}

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
}

impl Packed {
    /// Packs what training counted; words that are no known form are left out, as are readings seen less than `least` times.
    pub fn new(counts: &Counts, forms: &Forms, least: u32) -> Self {
        let mut letters: Vec<_> =
            counts.letters.learned.iter().map(|(&(c, emission), &p)| (c, emission.packed(), p)).collect();
        letters.sort_by_key(|&(c, emission, _)| (c, emission));
        let mut parts: std::collections::BTreeMap<u64, f32> = std::collections::BTreeMap::new();
        for (part, units) in [(Part::Onset, &counts.onsets), (Part::Rime, &counts.rimes)] {
            for ((unit, read), &count) in units {
                let unit = unit_key(part, unit);
                *parts.entry(unit).or_default() += count as f32;
                *parts.entry(pair_key(unit, word_key(read))).or_default() += count as f32;
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
        }
    }
}

/// Working space of a search, kept between searches.
#[derive(Default)]
pub struct Scratch {
    /// For each character of the alphabet.
    matrix: Vec<Emissions>,
    insert: [f32; PLACES],
    /// For each place: the best probability of all that was read from there on.
    ahead: Row,
    /// Node and row of the prefixes that are followed.
    frontier: Vec<(u32, Row)>,
    next: Vec<(u32, Row)>,
    /// Score and index of each of `next`.
    ranks: Vec<(f32, u32)>,
    found: Vec<(u32, f32)>,
}

impl Channel {
    /// A channel from its packed numbers.
    pub fn new(packed: Packed) -> Self {
        let mut channel = Channel { broken: packed.broken, joined: packed.joined, ..Channel::default() };
        channel.alphabet = packed.letters.iter().map(|&(c, ..)| c).filter(|&c| c != NOTHING).collect();
        channel.alphabet.dedup();
        channel.bases = channel.alphabet.iter().map(|&c| strip_char(c)).collect();
        channel.empty = vec![1e-4; channel.alphabet.len()];
        for &(c, emission, p) in &packed.letters {
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

    /// The index of a printed character, for [`Trie`]s over this channel's alphabet.
    pub fn index(&self, c: char) -> Option<u16> {
        self.alphabet.binary_search(&c).ok().map(|index| index as u16)
    }

    /// Fills `out` with the forms that `read` may stand for, cheapest first, at most `limit`. Frequent words stay in reach with
    /// worse letters.
    pub fn search(
        &self,
        read: &str,
        forms: &Forms,
        trie: &Trie,
        scratch: &mut Scratch,
        limit: usize,
        out: &mut Vec<Candidate>,
    ) {
        out.clear();
        let chars: Vec<char> = read.chars().collect();
        if chars.is_empty() || chars.len() > LONGEST_WORD {
            return;
        }
        self.prepare(&chars, scratch);
        let known = self.readings(read);
        scratch.found.clear();
        let start = known.iter().map(|&(_, form, count)| self.at_least(forms, form, count)).fold(0.0, f32::max);
        self.walk(chars.len(), start, forms, trie, scratch);
        scratch.found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        scratch.found.truncate(RESCORED);
        for &(_, form, _) in known {
            if !scratch.found.iter().any(|&(found, _)| found == form) {
                scratch.found.push((form, 0.0));
            }
        }
        let cuts = Cuts::new(read);
        out.extend(scratch.found.iter().filter_map(|&(form, _)| {
            let p = self.probability(&cuts, forms.get(form)?, form, known, &scratch.matrix, &scratch.insert);
            Some(Candidate { form, cost: -p.max(1e-37).ln() })
        }));
        out.sort_by(|a, b| a.cost.total_cmp(&b.cost).then(a.form.cmp(&b.form)));
        out.truncate(limit);
    }

    /// −ln P(read | written) by the letters alone.
    pub fn letters_cost(&self, written: &str, read: &str) -> f32 {
        let chars: Vec<char> = read.chars().collect();
        let len = chars.len();
        let mut row = vec![0.0_f32; len + 1];
        row[0] = 1.0;
        for c in written.chars() {
            let Some(index) = self.index(c) else { return 60.0 };
            let mut made = vec![0.0_f32; len + 1];
            for at in 0..=len {
                if row[at] < 1e-30 {
                    continue;
                }
                made[at] += row[at] * self.empty[usize::from(index)];
                for size in 1..=LONGEST.min(len - at) {
                    made[at + size] += row[at] * self.emission(index, c, &chars[at..at + size]);
                }
            }
            row = made;
        }
        -row[len].max(1e-26).ln()
    }

    /// −ln P(one character | one printed character).
    pub fn letter_cost(&self, printed: char, read: char) -> f32 {
        self.index(printed).map_or(12.0, |index| -self.emission(index, printed, &[read]).ln())
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

    fn emission(&self, index: u16, printed: char, read: &[char]) -> f32 {
        let learned = self
            .by_read
            .get(&Emission::new(read).packed())
            .and_then(|list| list.iter().find(|&&(letter, _)| letter == index));
        match (learned, read) {
            (Some(&(_, p)), _) => p,
            (None, [one]) if *one == printed => 0.3,
            (None, [one]) if strip_char(*one) == strip_char(printed) => 0.02,
            (None, [_]) => 2e-5,
            _ => 1e-7,
        }
    }

    /// Whether `read` was counted as a reading of some word.
    pub fn is_known(&self, read: &str) -> bool {
        !self.readings(read).is_empty()
    }

    fn readings(&self, read: &str) -> &[(u64, u32, f32)] {
        let key = word_key(read);
        let start = self.readings.partition_point(|&(k, ..)| k < key);
        let len = self.readings[start..].iter().take_while(|&&(k, ..)| k == key).count();
        &self.readings[start..start + len]
    }

    fn prepare(&self, chars: &[char], scratch: &mut Scratch) {
        let len = chars.len();
        let mut blank = [[0.0; PLACES]; LONGEST + 1];
        for (size, (cells, floor)) in blank.iter_mut().zip([1e-3, FLOOR, 1e-6, 1e-9]).enumerate() {
            cells[..(len + 1).saturating_sub(size)].fill(floor);
        }
        scratch.matrix.clear();
        scratch.matrix.extend(self.empty.iter().map(|&empty| {
            let mut rows = blank;
            rows[0][..=len].fill(empty.max(1e-3));
            rows
        }));
        scratch.insert = [0.0; PLACES];
        for at in 0..len {
            scratch.insert[at] = 0.004 * self.inserted.get(&chars[at]).copied().unwrap_or(0.005).max(1e-4);
            let base = strip_char(chars[at]);
            for (index, (&printed, &alike)) in self.alphabet.iter().zip(&self.bases).enumerate() {
                if printed == chars[at] {
                    scratch.matrix[index][1][at] = 0.3;
                } else if alike == base {
                    scratch.matrix[index][1][at] = 0.02;
                } else if alike.eq_ignore_ascii_case(&base) {
                    scratch.matrix[index][1][at] = 3e-3;
                }
            }
            for size in 1..=LONGEST.min(len - at) {
                let emission = Emission::new(&chars[at..at + size]).packed();
                for &(index, p) in self.by_read.get(&emission).into_iter().flatten() {
                    scratch.matrix[usize::from(index)][size][at] = if size == 1 { p.max(FLOOR) } else { p };
                }
            }
        }
    }

    /// Fills the best that any letters make of the rest, from each place.
    fn look_ahead(len: usize, scratch: &mut Scratch) {
        let Scratch { matrix, insert, ahead, .. } = scratch;
        let mut best = [[0.0_f32; PLACES]; LONGEST + 1];
        for rows in matrix.iter() {
            for (best, row) in best.iter_mut().zip(rows) {
                for (best, &p) in best.iter_mut().zip(row) {
                    *best = best.max(p);
                }
            }
        }
        *ahead = [0.0; ROW];
        ahead[len] = 1.0;
        for at in (0..len).rev() {
            let emitted = (1..=LONGEST).map(|size| best[size][at] * ahead[at + size]).fold(0.0, f32::max);
            ahead[at] = emitted.max(insert[at] * ahead[at + 1]).min(1.0);
        }
    }

    /// What a form that was counted as a reading is worth at the least, prior included.
    fn at_least(&self, forms: &Forms, form: u32, count: f32) -> f32 {
        let all = self.form_totals.get(&form).copied().unwrap_or(1.0);
        forms.get(form).map_or(0.0, |form| 0.1 * count / all * form.prior)
    }

    /// Follows the trie letter by letter, keeping the likeliest prefixes; `start` is the worth of the best form known before.
    fn walk(&self, len: usize, start: f32, forms: &Forms, trie: &Trie, scratch: &mut Scratch) {
        Self::look_ahead(len, scratch);
        let mut best = start;
        let Scratch { matrix, insert, ahead, frontier, next, ranks, found } = scratch;
        let mut row = [0.0; ROW];
        row[0] = 1.0;
        spread(&mut row, insert);
        frontier.clear();
        frontier.push((0, row));
        while !frontier.is_empty() {
            next.clear();
            ranks.clear();
            for (node, row) in frontier.iter() {
                for child in trie.children(*node) {
                    let Some(emit) = matrix.get(usize::from(child.letter)) else { continue };
                    let mut made = step(row, emit);
                    spread(&mut made, insert);
                    let top = promise(&made, ahead) * child.prior;
                    if top < best * REACH || top < 1e-35 {
                        continue;
                    }
                    if let Some(form) = child.form() {
                        let p = made[len] * forms.get(form).map_or(0.0, |form| form.prior);
                        if p > best * REACH && p > 1e-35 {
                            best = best.max(p);
                            found.push((form, p));
                        }
                    }
                    ranks.push((top, next.len() as u32));
                    next.push((child.node, made));
                }
            }
            if ranks.len() > BEAM {
                ranks.select_nth_unstable_by(BEAM, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
                ranks.truncate(BEAM);
            }
            frontier.clear();
            frontier.extend(ranks.iter().filter(|&&(top, _)| top >= best * REACH).map(|&(_, at)| next[at as usize]));
        }
        found.retain(|&(_, p)| p > best * REACH);
    }

    /// P(read | form) by the hierarchy of word, onset and rime, letters.
    fn probability(
        &self,
        cuts: &Cuts,
        form: &Form,
        index: u32,
        known: &[(u64, u32, f32)],
        matrix: &[Emissions],
        insert: &[f32; PLACES],
    ) -> f32 {
        let (onset, rime) = form.parts();
        let len = cuts.len();
        let mut ahead = [0.0; ROW];
        ahead[0] = 1.0;
        spread(&mut ahead, insert);
        for c in onset.chars() {
            ahead = match self.index(c) {
                Some(index) => step(&ahead, &matrix[usize::from(index)]),
                None => [0.0; ROW],
            };
            spread(&mut ahead, insert);
        }
        let mut behind = [0.0; ROW];
        behind[len] = 1.0;
        for c in rime.chars().rev() {
            behind = match self.index(c) {
                Some(index) => step_back(&behind, &matrix[usize::from(index)], insert),
                None => [0.0; ROW],
            };
        }
        let count = |key: u64| self.parts.get(&key).copied().unwrap_or(0.0);
        let (onsets, rimes) = (count(form.onset_key), count(form.rime_key));
        let mut sum = 0.0;
        for at in 0..=len {
            if ahead[at] <= 1e-12 {
                continue;
            }
            let first = if onset.is_empty() {
                if at > 0 {
                    break;
                }
                1.0
            } else {
                mix(count(pair_key(form.onset_key, cuts.before[at])), onsets, ahead[at], PART_PRIOR, PART_SHARE)
            };
            let second = count(pair_key(form.rime_key, cuts.after[at]));
            sum += first * mix(second, rimes, behind[at], PART_PRIOR, PART_SHARE);
        }
        let seen = known.iter().find(|&&(_, known, _)| known == index).map_or(0.0, |&(.., count)| count);
        let all = self.form_totals.get(&index).copied().unwrap_or(0.0);
        mix((seen - 0.5).max(0.0), all, sum, WORD_PRIOR, WORD_SHARE)
    }
}

/// The keys of all beginnings and ends of what was read.
struct Cuts {
    before: Vec<u64>,
    after: Vec<u64>,
}

impl Cuts {
    fn new(read: &str) -> Self {
        let ends = || read.char_indices().map(|(byte, _)| byte).chain([read.len()]);
        Self {
            before: ends().map(|byte| word_key(&read[..byte])).collect(),
            after: ends().map(|byte| word_key(&read[byte..])).collect(),
        }
    }

    fn len(&self) -> usize {
        self.before.len() - 1
    }
}

/// One printed letter: from what was read before it to what was read up to its end.
fn step(row: &Row, emit: &Emissions) -> Row {
    let mut made = [0.0; ROW];
    for (size, emit) in emit.iter().enumerate() {
        for at in 0..PLACES {
            made[at + size] += row[at] * emit[at];
        }
    }
    made
}

/// The same from the end.
fn step_back(row: &Row, emit: &Emissions, insert: &[f32; PLACES]) -> Row {
    let mut after = *row;
    for at in 0..PLACES {
        after[at] += row[at + 1] * insert[at];
    }
    let mut made = [0.0; ROW];
    for (size, emit) in emit.iter().enumerate() {
        for at in 0..PLACES {
            made[at] += after[at + size] * emit[at];
        }
    }
    made
}

/// Characters read where none was printed, one at each place.
fn spread(row: &mut Row, insert: &[f32; PLACES]) {
    let before = *row;
    for at in 0..PLACES {
        row[at + 1] += before[at] * insert[at];
    }
}

/// The best that a prefix may come to: the highest product of what it read and what the rest may read. Four lanes, so that the
/// compiler makes vectors of it.
fn promise(made: &Row, ahead: &Row) -> f32 {
    const LANES: usize = 4;
    let mut best = [0.0_f32; LANES];
    for at in (0..PLACES).step_by(LANES) {
        for lane in 0..LANES {
            let product = made[at + lane] * ahead[at + lane];
            best[lane] = if product > best[lane] { product } else { best[lane] };
        }
    }
    best.into_iter().fold(0.0, f32::max)
}
