//! Readings that the context proposes.
//!
//! Where a word is damaged no search by its letters finds it: `udp` was printed `tiếp`. But what stands around it knows it well. So the
//! words that the language model expects between two others are held against what was read, as the letters of a damaged word.

use super::lattice::{Choice, Output};
use super::search::WEIGHT;
use crate::channel::damage::{DAMAGE, Traces};
use crate::channel::emission::Channel;
use crate::channel::letters::Letters;
use crate::lm::token::class;
use crate::lm::vocabulary::form;
use crate::model::Model;

/// What a word may cost the language model after the one before, in nats: rarer ones are not proposed.
const RAREST: f32 = 8.5;
/// How far a reading may come behind what the chunk costs without it: the rest of the context has yet to speak.
const SLACK: f32 = 8.0;
/// Words that are held against the word after, and readings that are kept.
const PROMISING: usize = 80;
const KEPT: usize = 4;

/// Words that are tried for the first of two damaged chunks side by side.
const FIRST: usize = 3;

/// What was read of a word that may be damaged, and what its letters may have been.
pub struct Worn<'c, 't> {
    read: &'t str,
    traces: Traces,
    letters: Letters<'c>,
}

/// Where a word stands that may be damaged.
#[derive(Clone, Copy)]
pub struct Damaged {
    /// The word before it, and the one after it if there is one.
    pub before: u16,
    /// See `before`.
    pub after: Option<u16>,
    /// What its best reading so far and the word after it cost.
    pub cost: f32,
    /// How far to look.
    pub extent: Extent,
}

/// How many words are tried.
#[derive(Clone, Copy)]
pub struct Extent {
    /// The most frequent ones that are tried though they were never seen after the one before.
    frequent: u16,
    /// Those that are held against the letters.
    held: usize,
}

impl Extent {
    /// For a damaged word between sound ones.
    pub const ALONE: Self = Self { frequent: 300, held: 60 };
    /// For each of two damaged words side by side, both of which have to be expected.
    pub const BESIDE: Self = Self { frequent: 0, held: 12 };
}

/// A word that is expected between two others.
#[derive(Clone, Copy)]
struct Expected {
    /// What it costs at the least, as it was read and where it stands, and the word: numbers that stand in their order.
    promise: u64,
    /// What it costs the language model.
    price: f32,
}

impl Expected {
    fn new(least: f32, price: f32, word: u16) -> Self {
        // As `f32::total_cmp` orders them.
        let bits = least.to_bits();
        let order = if bits >> 31 == 0 { bits | 1 << 31 } else { !bits };
        Self { promise: u64::from(order) << u16::BITS | u64::from(word), price }
    }

    fn word(&self) -> u16 {
        self.promise as u16
    }

    fn least(&self) -> f32 {
        let order = (self.promise >> u16::BITS) as u32;
        f32::from_bits(if order >> 31 == 1 { order & !(1 << 31) } else { !order })
    }
}

/// Working space.
#[derive(Default)]
pub struct Proposals {
    /// Of words that were put away.
    traces: Vec<Traces>,
    expected: Vec<Expected>,
    found: Vec<(f32, Choice)>,
    /// Both of two damaged chunks.
    pairs: Vec<(f32, [Choice; 2])>,
}

impl Proposals {
    /// Takes up what was read of a word, in a channel.
    pub fn take_up<'c, 't>(&mut self, channel: &'c Channel, read: &'t str) -> Worn<'c, 't> {
        let mut traces = self.traces.pop().unwrap_or_default();
        traces.fill(channel, read);
        Worn { read, traces, letters: Letters::damaged(channel, read) }
    }

    /// Puts a word away, for its room to be used again.
    pub fn put_away(&mut self, worn: Worn) {
        self.traces.push(worn.traces);
    }

    /// Adds what a chunk may have been printed as.
    pub fn add(&mut self, model: &Model, worn: &mut Worn, damaged: &Damaged, out: &mut Vec<Choice>) {
        self.find(model, worn, damaged, damaged.cost + SLACK - DAMAGE);
        out.extend(self.found.iter().take(KEPT).map(|found| found.1));
    }

    /// Adds what two chunks side by side may have been printed as, of which each misleads as the other's neighbour; `damaged` is where
    /// the first stands, with the word after the second and the cost of both.
    pub fn add_two(
        &mut self,
        model: &Model,
        [worn, next]: [&mut Worn; 2],
        damaged: &Damaged,
        [first, second]: [&mut Vec<Choice>; 2],
    ) {
        let most = damaged.cost + SLACK - 2.0 * DAMAGE;
        self.find(model, worn, &Damaged { after: None, ..*damaged }, most);
        let openings: Vec<(f32, Choice)> = self.found.iter().take(FIRST).copied().collect();
        self.pairs.clear();
        for (cost, opening) in openings {
            let Some(before) = opening.token else { continue };
            self.find(model, next, &Damaged { before, ..*damaged }, most - cost);
            self.pairs.extend(self.found.iter().map(|(then, choice)| (cost + then, [opening, *choice])));
        }
        let words = |pair: &[Choice; 2]| pair.map(|choice| choice.token);
        self.pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(words(&a.1).cmp(&words(&b.1))));
        for (_, pair) in self.pairs.iter().take(KEPT) {
            for (choice, out) in pair.iter().zip([&mut *first, &mut *second]) {
                if out.iter().all(|known| known.token != choice.token) {
                    out.push(*choice);
                }
            }
        }
    }

    /// Finds the words that a chunk may have been, by what they cost with the language model, the best few in order.
    fn find(&mut self, model: &Model, worn: &mut Worn, damaged: &Damaged, most: f32) {
        let Self { expected, found, .. } = self;
        let Worn { read, traces, letters } = worn;
        expect(model, damaged, traces, most, expected);
        let case = case_of(read);
        found.clear();
        // What comes after so many better ones is not kept.
        let mut worst = most;
        for next in expected.iter() {
            let (word, price) = (next.word(), next.price);
            if next.least() > worst {
                break;
            }
            if price > worst {
                continue;
            }
            let Some(form) = model.forms.of(word, case) else { continue };
            let Some(cost) = letters.cost(model.forms.written(form), worst - price) else { continue };
            let choice = Choice { token: Some(word), case, cost: cost + DAMAGE, output: Output::Form(form) };
            let total = cost + price;
            let before =
                |(cost, known): &(f32, Choice)| cost.total_cmp(&total).then(known.token.cmp(&Some(word))).is_lt();
            found.insert(found.partition_point(before), (total, choice));
            if let Some(&(last, _)) = found.get(KEPT - 1) {
                found.truncate(KEPT);
                worst = last;
            }
        }
    }
}

/// The words that may cost at most so much as they were read between two others, in the order of what they cost at the least.
fn expect(model: &Model, damaged: &Damaged, traces: &mut Traces, most: f32, expected: &mut Vec<Expected>) {
    let (ngrams, vocabulary) = (&model.ngrams, &model.vocabulary);
    let &Damaged { before, after, extent: Extent { frequent, held }, .. } = damaged;
    let then = after.map_or(0.0, |after| ngrams.bounds(after).1);
    expected.clear();
    let mut promise = |word: u16, price: f32| {
        let price = WEIGHT * price;
        let cost = price + WEIGHT * then;
        if cost <= most
            && let Some(letters) = vocabulary.letters(word)
        {
            let least = cost + traces.least(letters);
            if least <= most {
                expected.push(Expected::new(least, price, word));
            }
        }
    };
    for (word, price) in ngrams.successors(before) {
        if price <= RAREST {
            promise(word, price);
        }
    }
    let (leave, row) = (ngrams.leave(before), ngrams.row(before));
    for word in class::COUNT..frequent {
        let price = leave + ngrams.unigram(word);
        if price <= RAREST && ngrams.pair(row, word).is_none() {
            promise(word, price);
        }
    }
    cut(expected, PROMISING);
    for next in expected.iter_mut() {
        let word = next.word();
        let price = WEIGHT * after.map_or(0.0, |after| ngrams.after(word, after));
        *next = Expected::new(next.least() + (price - WEIGHT * then), next.price + price, word);
    }
    cut(expected, held);
    expected.sort_unstable_by_key(|next| next.promise);
}

/// Leaves the `most` words that promise most.
fn cut(expected: &mut Vec<Expected>, most: usize) {
    if expected.len() > most {
        expected.select_nth_unstable_by_key(most, |next| next.promise);
        expected.truncate(most);
    }
}

/// The case that what was read is likely in.
fn case_of(read: &str) -> u8 {
    let mut letters = read.chars().filter(|c| c.is_alphabetic());
    let first = letters.next().is_some_and(char::is_uppercase);
    match (first, letters.next().is_some_and(char::is_uppercase)) {
        (true, true) => form::UPPER,
        (true, false) => form::TITLE,
        _ => form::LOWER,
    }
}
