//! One search: onsets for each beginning of what was read, and a walk over the rimes from its end.

use rustc_hash::FxHashMap;

use super::rows::{look_back, prepare, product, promise, spread, step, step_back};
use super::{CUTS, Cut, Form, Index, NONE, Rime};
use crate::channel::emission::{Candidate, Channel, Emissions, LONGEST_WORD, PLACES, ROW, Row, pair_key, word_key};

/// Prefixes that a walk follows at each length.
const BEAM: usize = 300;
/// Prefixes that are followed at first, to learn how good the best is.
const SCOUTS: usize = 2;
/// How much worse than the best, frequency included, a candidate may be.
const REACH: f32 = 1e-5;
/// How much worse than the best a prefix of letters may be: the counts of whole rimes may still lift it.
const LETTERS: f32 = 1e-4;
/// Beginnings whose onsets are remembered.
const BEGINNINGS: usize = 8_192;

/// Working space of a search, kept between searches over the same channel.
#[derive(Default)]
pub struct Scratch {
    /// For each character of the alphabet.
    pub(super) matrix: Vec<Emissions>,
    /// The highest of all letters.
    pub(super) highest: Emissions,
    pub(super) insert: [f32; PLACES],
    /// For each read character: the letters that it may be and how likely.
    pub(super) characters: FxHashMap<char, Box<[(u16, f32)]>>,
    /// Columns of onsets by the key of a beginning.
    beginnings: FxHashMap<u64, u32>,
    columns: Vec<f32>,
    /// For each onset; and the best of all.
    onsets: Vec<Cut>,
    pub(super) best_onset: Cut,
    /// The most of the best that each onset comes to at any cut.
    shares: Vec<f32>,
    /// The best that any letters make of what was read before each place.
    pub(super) before: Row,
    /// Keys of what was read from each cut on.
    ends: [u64; CUTS],
    frontier: Vec<(u32, Row)>,
    next: Vec<(u32, Row)>,
    ranks: Vec<(f32, u32)>,
    /// Index into the forms, P(read | form), and that with its frequency.
    found: Vec<(u32, f32, f32)>,
}

impl Index {
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
        out.extend(
            found.iter().map(|&(form, p, _)| Candidate { form: self.details[form as usize].form, cost: cost(p) }),
        );
        out.sort_by(|a, b| a.cost.total_cmp(&b.cost).then(a.form.cmp(&b.form)));
    }

    fn run<const W: usize>(&self, read: &str, chars: &[char], channel: &Channel, scratch: &mut Scratch) {
        let len = chars.len();
        prepare::<W>(channel, chars, scratch);
        self.begin::<W>(read, len, scratch, channel);
        look_back(len, scratch);
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
        self.walk::<W>(row, SCOUTS, channel, scratch, &mut best);
        scratch.found.clear();
        self.walk::<W>(row, BEAM, channel, scratch, &mut best);
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
        (rime.forms.0..rime.forms.1).find(|&at| self.details[at as usize].form == form)
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
        scratch.shares.clear();
        scratch.shares.resize(count, 0.0);
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
            let best = column.iter().copied().fold(0.0, f32::max);
            scratch.best_onset[at] = best;
            if best > 0.0 {
                for (share, &p) in scratch.shares.iter_mut().zip(column) {
                    *share = share.max(p / best);
                }
            }
        }
    }

    /// Follows the trie letter by letter from the end, keeping the likeliest.
    fn walk<const W: usize>(&self, start: Row, beam: usize, channel: &Channel, scratch: &mut Scratch, best: &mut f32) {
        let mut frontier = std::mem::take(&mut scratch.frontier);
        let mut next = std::mem::take(&mut scratch.next);
        if self.empty != NONE {
            self.rime(self.empty, &start, channel, scratch, best);
        }
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
            if ranks.len() > beam {
                ranks.select_nth_unstable_by(beam, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
                ranks.truncate(beam);
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
                let key = pair_key(rime.key, scratch.ends[at]);
                let known = rime.weights.is_counted() && self.counted.may_hold(key);
                ends[at] = rime.weights.mix(if known { channel.count(key) } else { 0.0 }, row[at]);
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
        let Scratch { shares, onsets, found, .. } = scratch;
        let (first, end) = rime.forms;
        for (at, form) in (first..).zip(&self.forms[first as usize..end as usize]) {
            if most * form.prior < worst {
                break;
            }
            let onset = usize::from(form.onset);
            if most * form.prior * shares[onset] < worst {
                continue;
            }
            let p = self.details[at as usize].weights.mix(0.0, product(&ends, &onsets[onset]));
            let worth = p * form.prior;
            if worth > *best * REACH {
                *best = best.max(worth);
                found.push((at, p, worth));
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
        let (Form { onset, prior }, detail) = (&self.forms[at as usize], &self.details[at as usize]);
        let extra = detail.weights.mix((count - 0.5).max(0.0), 0.0);
        if let Some((_, p, worth)) = scratch.found.iter_mut().find(|&&mut (found, ..)| found == at) {
            *p += extra;
            *worth = *p * prior;
            return;
        }
        let rime = &self.rimes[self.rime_of[form as usize] as usize];
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
        let p = extra + detail.weights.mix(0.0, product(&ends, &scratch.onsets[usize::from(*onset)]));
        // A reading that was counted is never out of reach.
        scratch.found.push((at, p, (p * prior).max(best * REACH * 1.01)));
    }
}
