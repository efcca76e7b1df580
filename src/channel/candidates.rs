//! The search for the written forms that a string may have been printed as.
//!
//! A form is an onset and a rime, and P(read | form) is a sum over the places where what was read is cut between them. So the onsets
//! are worked out once for each beginning and the rimes by a walk over a trie from the last letter to the first; every
//! form of a rime then costs one product of short rows.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::emission::{
    Candidate, Channel, Emissions, LONGEST_WORD, PLACES, Part, ROW, Row, Weights, pair_key, unit_key, word_key,
};
use crate::lexicon::forms::Forms;

/// Places where what was read may be cut: an onset is read as at most 7 characters.
const CUTS: usize = 8;
/// Prefixes that a walk follows at each length.
const BEAM: usize = 300;
/// How much worse than the best, frequency included, a candidate may be.
const REACH: f32 = 1e-6;
/// How much worse than the best a prefix of letters may be: the counts of whole rimes may still lift it.
const LETTERS: f32 = 1e-6;
/// Beginnings whose onsets are remembered.
const BEGINNINGS: usize = 8_192;
/// Distinct characters whose letters are remembered.
const CHARACTERS: usize = 2_048;
const NONE: u32 = u32::MAX;

/// How likely each onset is read as one beginning, or a rime as the ends.
type Cut = [f32; CUTS];

struct Onset {
    letters: Vec<u16>,
    key: u64,
    weights: Weights,
}

struct Rime {
    /// From the last to the first.
    letters: Box<[u16]>,
    key: u64,
    weights: Weights,
    /// The highest prior of its forms.
    prior: f32,
    /// Range into the forms, likeliest first.
    forms: (u32, u32),
}

struct Form {
    onset: u16,
    form: u32,
    prior: f32,
    weights: Weights,
}

#[derive(Clone, Copy)]
struct Child {
    letter: u16,
    rime: u32,
    node: u32,
    /// The highest prior from here on.
    prior: f32,
}

/// All forms by onset and rime, with what a channel counted of them.
pub struct Index {
    onsets: Vec<Onset>,
    rimes: Vec<Rime>,
    forms: Vec<Form>,
    /// For each form of the lexicon, its rime.
    rime_of: Vec<u32>,
    /// A trie over the rimes from their last letter: start of each node's children.
    starts: Vec<u32>,
    children: Vec<Child>,
    /// The rime without letters.
    empty: u32,
}

/// Working space of a search, kept between searches over the same channel.
#[derive(Default)]
pub struct Scratch {
    /// For each character of the alphabet.
    matrix: Vec<Emissions>,
    insert: [f32; PLACES],
    /// For each read character: the letters that it may be and how likely.
    characters: FxHashMap<char, Box<[(u16, f32)]>>,
    /// Columns of onsets by the key of a beginning.
    beginnings: FxHashMap<u64, u32>,
    columns: Vec<f32>,
    /// For each onset; and the best of all.
    onsets: Vec<Cut>,
    best_onset: Cut,
    /// The best that any letters make of what was read before each place.
    before: Row,
    /// Keys of what was read from each cut on.
    ends: [u64; CUTS],
    frontier: Vec<(u32, Row)>,
    next: Vec<(u32, Row)>,
    ranks: Vec<(f32, u32)>,
    /// Index into the forms, P(read | form), and that with its frequency.
    found: Vec<(u32, f32, f32)>,
}

impl Index {
    /// The forms whose letters the channel knows.
    pub fn new(forms: &Forms, channel: &Channel) -> Self {
        let letters = |text: &str| text.chars().map(|c| channel.index(c)).collect::<Option<Vec<u16>>>();
        let mut onsets: BTreeMap<&str, u16> = BTreeMap::new();
        let mut rimes: BTreeMap<Vec<u16>, Vec<(u16, u32)>> = BTreeMap::new();
        for at in 0..forms.len() as u32 {
            let Some(form) = forms.get(at) else { continue };
            let (onset, rime) = form.parts();
            let (Some(_), Some(mut rime)) = (letters(onset), letters(rime)) else { continue };
            rime.reverse();
            let count = onsets.len() as u16;
            let onset = *onsets.entry(onset).or_insert(count);
            rimes.entry(rime).or_default().push((onset, at));
        }
        let mut index = Self {
            onsets: Vec::new(),
            rimes: Vec::new(),
            forms: Vec::new(),
            rime_of: vec![NONE; forms.len()],
            starts: Vec::new(),
            children: Vec::new(),
            empty: NONE,
        };
        let mut by_number: Vec<&str> = vec![""; onsets.len()];
        for (onset, number) in onsets {
            by_number[usize::from(number)] = onset;
        }
        let onset = |onset: &&str| {
            let key = unit_key(Part::Onset, onset);
            Onset { letters: letters(onset).unwrap_or_default(), key, weights: channel.part_weights(key) }
        };
        index.onsets = by_number.iter().map(onset).collect();
        for (letters, list) in &rimes {
            let first = index.forms.len() as u32;
            let mut prior = 0.0_f32;
            let mut key = 0;
            for &(onset, at) in list {
                let Some(form) = forms.get(at) else { continue };
                prior = prior.max(form.prior);
                key = form.rime_key;
                index.rime_of[at as usize] = index.rimes.len() as u32;
                index.forms.push(Form { onset, form: at, prior: form.prior, weights: channel.form_weights(at) });
            }
            index.forms[first as usize..].sort_by(|a, b| b.prior.total_cmp(&a.prior).then(a.form.cmp(&b.form)));
            let forms = (first, index.forms.len() as u32);
            index.rimes.push(Rime {
                letters: letters.as_slice().into(),
                key,
                weights: channel.part_weights(key),
                prior,
                forms,
            });
        }
        index.grow(&rimes.into_keys().collect::<Vec<_>>());
        index
    }

    /// Makes the trie of sorted words of letters.
    fn grow(&mut self, words: &[Vec<u16>]) {
        let mut ranges = std::collections::VecDeque::from([(0..words.len(), 0_usize)]);
        let mut nodes = 1;
        while let Some((range, depth)) = ranges.pop_front() {
            self.starts.push(self.children.len() as u32);
            let mut at = range.start;
            if depth == 0 && at < range.end && words[at].is_empty() {
                self.empty = at as u32;
            }
            while at < range.end && words[at].len() == depth {
                at += 1;
            }
            while at < range.end {
                let letter = words[at][depth];
                let end = at + words[at..range.end].partition_point(|word| word[depth] == letter);
                let rime = if words[at].len() == depth + 1 { at as u32 } else { NONE };
                let prior = self.rimes[at..end].iter().map(|rime| rime.prior).fold(0.0, f32::max);
                self.children.push(Child { letter, rime, node: nodes, prior });
                nodes += 1;
                ranges.push_back((at..end, depth + 1));
                at = end;
            }
        }
        self.starts.push(self.children.len() as u32);
    }

    fn children(&self, node: u32) -> &[Child] {
        &self.children[self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize]
    }

    /// Fills `out` with the forms that `read` may stand for, cheapest first, at most `limit`. Frequent words stay in reach with
    /// worse letters.
    pub fn search(&self, read: &str, channel: &Channel, scratch: &mut Scratch, limit: usize, out: &mut Vec<Candidate>) {
        out.clear();
        let mut chars = ['\0'; LONGEST_WORD];
        let mut len = 0;
        for c in read.chars() {
            if len == LONGEST_WORD {
                return;
            }
            chars[len] = c;
            len += 1;
        }
        if len == 0 {
            return;
        }
        // Rows of eight places are two vectors, rows of sixteen four.
        if len < 8 {
            self.run::<8>(read, &chars[..len], channel, scratch)
        } else {
            self.run::<PLACES>(read, &chars[..len], channel, scratch)
        }
        let found = &mut scratch.found;
        let order = |a: &(u32, f32, f32), b: &(u32, f32, f32)| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0));
        if found.len() > limit {
            found.select_nth_unstable_by(limit, order);
            found.truncate(limit);
        }
        let cost = |p: f32| -p.max(1e-37).ln();
        out.extend(found.iter().map(|&(form, p, _)| Candidate { form: self.forms[form as usize].form, cost: cost(p) }));
        out.sort_by(|a, b| a.cost.total_cmp(&b.cost).then(a.form.cmp(&b.form)));
    }

    fn run<const W: usize>(&self, read: &str, chars: &[char], channel: &Channel, scratch: &mut Scratch) {
        let len = chars.len();
        prepare::<W>(channel, chars, scratch);
        self.begin::<W>(read, len, scratch, channel);
        look_back::<W>(len, scratch);
        let mut ends = read.char_indices().map(|(byte, _)| byte).chain([read.len()]);
        for key in &mut scratch.ends {
            *key = ends.next().map_or(0, |byte| word_key(&read[byte..]));
        }
        scratch.found.clear();
        let known = channel.readings(read);
        let mut best = 0.0_f32;
        for &(_, form, count) in known {
            best = best.max(channel.at_least(form, count) * self.prior(form));
        }
        let mut row = [0.0; ROW];
        row[len] = 1.0;
        if self.empty != NONE {
            self.rime(self.empty, &row, channel, scratch, &mut best);
        }
        self.walk::<W>(row, channel, scratch, &mut best);
        for &(_, form, count) in known {
            self.known::<W>(form, count, len, channel, scratch, best);
        }
        scratch.found.retain(|&(.., worth)| worth > best * REACH);
    }

    fn prior(&self, form: u32) -> f32 {
        self.entry(form).map_or(0.0, |at| self.forms[at as usize].prior)
    }

    /// The index into `forms` of a form of the lexicon.
    fn entry(&self, form: u32) -> Option<u32> {
        let rime = self.rimes.get(*self.rime_of.get(form as usize)? as usize)?;
        (rime.forms.0..rime.forms.1).find(|&at| self.forms[at as usize].form == form)
    }

    /// Works out how likely each onset is read as each beginning, from memory where all are known.
    fn begin<const W: usize>(&self, read: &str, len: usize, scratch: &mut Scratch, channel: &Channel) {
        let count = self.onsets.len();
        let cuts = CUTS.min(len + 1);
        let mut keys = [0; CUTS];
        for (key, end) in keys.iter_mut().zip(read.char_indices().map(|(byte, _)| byte).chain([read.len()])) {
            *key = word_key(&read[..end]);
        }
        scratch.onsets.clear();
        scratch.onsets.resize(count, [0.0; CUTS]);
        scratch.best_onset = [0.0; CUTS];
        if keys[..cuts].iter().any(|key| !scratch.beginnings.contains_key(key)) {
            if scratch.beginnings.len() + CUTS > BEGINNINGS {
                scratch.beginnings.clear();
                scratch.columns.clear();
            }
            for (onset, made) in self.onsets.iter().zip(&mut scratch.onsets) {
                let mut row = [0.0; ROW];
                row[0] = 1.0;
                spread::<W>(&mut row, &scratch.insert);
                for &letter in &onset.letters {
                    row = step::<W>(&row, &scratch.matrix[usize::from(letter)]);
                    spread::<W>(&mut row, &scratch.insert);
                }
                for at in 0..cuts {
                    made[at] = match (onset.letters.is_empty(), at) {
                        (true, 0) => 1.0,
                        (true, _) => 0.0,
                        _ if row[at] <= 1e-12 => 0.0,
                        _ => onset.weights.mix(channel.count(pair_key(onset.key, keys[at])), row[at]),
                    };
                }
            }
            for (at, &key) in keys[..cuts].iter().enumerate() {
                let next = (scratch.columns.len() / count.max(1)) as u32;
                if let std::collections::hash_map::Entry::Vacant(entry) = scratch.beginnings.entry(key) {
                    entry.insert(next);
                    scratch.columns.extend(scratch.onsets.iter().map(|made| made[at]));
                }
            }
        }
        for (at, key) in keys[..cuts].iter().enumerate() {
            let Some(&column) = scratch.beginnings.get(key) else { continue };
            let column = &scratch.columns[column as usize * count..][..count];
            for (made, &p) in scratch.onsets.iter_mut().zip(column) {
                made[at] = p;
            }
            scratch.best_onset[at] = column.iter().copied().fold(0.0, f32::max);
        }
    }

    /// Follows the trie letter by letter from the end, keeping the likeliest.
    fn walk<const W: usize>(&self, start: Row, channel: &Channel, scratch: &mut Scratch, best: &mut f32) {
        let mut frontier = std::mem::take(&mut scratch.frontier);
        let mut next = std::mem::take(&mut scratch.next);
        frontier.clear();
        frontier.push((0, start));
        while !frontier.is_empty() {
            next.clear();
            scratch.ranks.clear();
            for (node, row) in &frontier {
                let mut after = *row;
                for at in 0..W {
                    after[at] += row[at + 1] * scratch.insert[at.min(PLACES - 1)];
                }
                for child in self.children(*node) {
                    let made = step_back::<W>(&after, &scratch.matrix[usize::from(child.letter)]);
                    let top = promise::<W>(&made, &scratch.before) * child.prior;
                    if top < *best * LETTERS || top < 1e-35 {
                        continue;
                    }
                    if child.rime != NONE {
                        self.rime(child.rime, &made, channel, scratch, best);
                    }
                    if self.starts[child.node as usize] < self.starts[child.node as usize + 1] {
                        scratch.ranks.push((top, next.len() as u32));
                        next.push((child.node, made));
                    }
                }
            }
            let ranks = &mut scratch.ranks;
            if ranks.len() > BEAM {
                ranks.select_nth_unstable_by(BEAM, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
                ranks.truncate(BEAM);
            }
            frontier.clear();
            frontier.extend(ranks.iter().filter(|&&(top, _)| top >= *best * LETTERS).map(|&(_, at)| next[at as usize]));
        }
        scratch.frontier = frontier;
        scratch.next = next;
    }

    /// How likely a rime is read as each end, with what was counted; `row` is by its letters.
    fn ends(&self, rime: &Rime, row: &Row, worst: f32, channel: &Channel, scratch: &Scratch) -> Cut {
        let mut ends = [0.0; CUTS];
        for at in 0..CUTS {
            if scratch.best_onset[at] * rime.prior > worst {
                let count =
                    if rime.weights.is_counted() { channel.count(pair_key(rime.key, scratch.ends[at])) } else { 0.0 };
                ends[at] = rime.weights.mix(count, row[at]);
            }
        }
        ends
    }

    /// Finds the forms of a rime.
    fn rime(&self, rime: u32, row: &Row, channel: &Channel, scratch: &mut Scratch, best: &mut f32) {
        let rime = &self.rimes[rime as usize];
        let worst = *best * REACH;
        let ends = self.ends(rime, row, worst, channel, scratch);
        let most = product(&ends, &scratch.best_onset);
        for at in rime.forms.0..rime.forms.1 {
            let form = &self.forms[at as usize];
            if most * form.prior < *best * REACH {
                break;
            }
            let p = form.weights.mix(0.0, product(&ends, &scratch.onsets[usize::from(form.onset)]));
            let worth = p * form.prior;
            if worth > *best * REACH {
                *best = best.max(worth);
                scratch.found.push((at, p, worth));
            }
        }
    }

    /// Adds what was counted of the whole word.
    fn known<const W: usize>(
        &self,
        form: u32,
        count: f32,
        len: usize,
        channel: &Channel,
        scratch: &mut Scratch,
        best: f32,
    ) {
        let Some(at) = self.entry(form) else { return };
        let form = &self.forms[at as usize];
        let extra = form.weights.mix((count - 0.5).max(0.0), 0.0);
        if let Some((_, p, worth)) = scratch.found.iter_mut().find(|&&mut (found, ..)| found == at) {
            *p += extra;
            *worth = *p * form.prior;
            return;
        }
        let rime = &self.rimes[self.rime_of[form.form as usize] as usize];
        let mut row = [0.0; ROW];
        row[len] = 1.0;
        for letter in rime.letters.iter().copied() {
            let mut after = row;
            for at in 0..W {
                after[at] += row[at + 1] * scratch.insert[at.min(PLACES - 1)];
            }
            row = step_back::<W>(&after, &scratch.matrix[usize::from(letter)]);
        }
        let ends = self.ends(rime, &row, 0.0, channel, scratch);
        let p = extra + form.weights.mix(0.0, product(&ends, &scratch.onsets[usize::from(form.onset)]));
        // A reading that was counted is never out of reach.
        scratch.found.push((at, p, (p * form.prior).max(best * REACH * 1.01)));
    }
}

/// Fills the emissions of all letters for what was read.
fn prepare<const W: usize>(channel: &Channel, chars: &[char], scratch: &mut Scratch) {
    let len = chars.len();
    let Scratch { matrix, insert, characters, .. } = scratch;
    let floors = channel.floors();
    matrix.resize(channel.size(), [[0.0; PLACES]; 4]);
    let mut blank = [[0.0; W]; 4];
    for (size, cells) in blank.iter_mut().enumerate() {
        cells[..(len + 1).saturating_sub(size)].fill(floors[size]);
    }
    for (rows, &empty) in matrix.iter_mut().zip(channel.empty()) {
        for (row, blank) in rows.iter_mut().zip(&blank) {
            row[..W].copy_from_slice(blank);
        }
        rows[0][..=len].fill(empty.max(floors[0]));
    }
    *insert = [0.0; PLACES];
    if characters.len() > CHARACTERS {
        characters.clear();
    }
    for (at, &c) in chars.iter().enumerate() {
        insert[at] = channel.insertion(c);
        for &(index, p) in characters.entry(c).or_insert_with(|| channel.letters_of(c)).iter() {
            matrix[usize::from(index)][1][at] = p;
        }
        for size in 2..=3.min(len - at) {
            for &(index, p) in channel.emitting(&chars[at..at + size]) {
                matrix[usize::from(index)][size][at] = p;
            }
        }
    }
}

/// Fills the best that any letters, the first an onset's, make of all that was read up to each place.
fn look_back<const W: usize>(len: usize, scratch: &mut Scratch) {
    let mut best = [[0.0_f32; W]; 4];
    for rows in &scratch.matrix {
        for (best, row) in best.iter_mut().zip(rows) {
            for (best, &p) in best.iter_mut().zip(row) {
                *best = if p > *best { p } else { *best };
            }
        }
    }
    scratch.before = [0.0; ROW];
    for at in 0..=len {
        let mut top = scratch.best_onset.get(at).copied().unwrap_or(0.0);
        for size in 1..=3.min(at) {
            top = top.max(best[size][at - size] * scratch.before[at - size]);
        }
        if at > 0 {
            top = top.max(scratch.insert[at - 1] * scratch.before[at - 1]);
        }
        scratch.before[at] = top.min(1.0);
    }
}

/// One printed letter: from what was read before it to what was read up to its end.
fn step<const W: usize>(row: &Row, emit: &Emissions) -> Row {
    let mut made = [0.0; ROW];
    for (size, emit) in emit.iter().enumerate() {
        for at in 0..W {
            made[at + size] += row[at] * emit[at];
        }
    }
    made
}

/// The same from the end; `after` has what was read without being printed.
fn step_back<const W: usize>(after: &Row, emit: &Emissions) -> Row {
    let mut made = [0.0; ROW];
    for (size, emit) in emit.iter().enumerate() {
        for at in 0..W {
            made[at] += after[at + size] * emit[at];
        }
    }
    made
}

/// Characters read where none was printed, one at each place.
fn spread<const W: usize>(row: &mut Row, insert: &[f32; PLACES]) {
    let before = *row;
    for at in 0..W {
        row[at + 1] += before[at] * insert[at];
    }
}

/// The best that a part may come to: the highest product of what it read and what the rest may read.
fn promise<const W: usize>(made: &Row, before: &Row) -> f32 {
    let mut best = [0.0_f32; 4];
    for at in (0..W).step_by(4) {
        for lane in 0..4 {
            let product = made[at + lane] * before[at + lane];
            best[lane] = if product > best[lane] { product } else { best[lane] };
        }
    }
    best.into_iter().fold(0.0, f32::max)
}

fn product(a: &Cut, b: &Cut) -> f32 {
    let mut sums = [0.0_f32; 4];
    for lane in 0..4 {
        sums[lane] = a[lane] * b[lane] + a[lane + 4] * b[lane + 4];
    }
    sums[0] + sums[1] + (sums[2] + sums[3])
}
