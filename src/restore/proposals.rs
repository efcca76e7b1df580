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

/// The most frequent words, which are tried though they were never seen after the one before.
const FREQUENT: u16 = 1_000;
/// What a word may cost the language model after the one before, in nats: rarer ones are not proposed.
const RAREST: f32 = 9.0;
/// How far a reading may come behind what the chunk costs without it: the rest of the context has yet to speak.
const SLACK: f32 = 8.0;
/// Words that are held against the word after, those of them that are held against the letters, and readings that are kept of these.
const PROMISING: usize = 300;
const EXPECTED: usize = 60;
const KEPT: usize = 6;

/// A chunk that may be damaged.
pub struct Damaged<'t> {
    /// What was read.
    pub read: &'t str,
    /// The word before it, and the one after it if there is one.
    pub before: u16,
    /// See `before`.
    pub after: Option<u16>,
    /// What its best reading so far and the word after it cost.
    pub cost: f32,
}

/// A word that is expected between two others.
#[derive(Clone, Copy)]
struct Expected {
    /// What it costs at the least, as it was read and where it stands.
    least: f32,
    /// What it costs the language model.
    price: f32,
    word: u16,
}

/// Working space.
#[derive(Default)]
pub struct Proposals {
    traces: Traces,
    expected: Vec<Expected>,
    found: Vec<(f32, Choice)>,
}

impl Proposals {
    /// Adds what a chunk may have been printed as.
    pub fn add(&mut self, model: &Model, channel: &Channel, damaged: &Damaged, out: &mut Vec<Choice>) {
        let Self { traces, expected, found } = self;
        let most = damaged.cost + SLACK - DAMAGE;
        traces.fill(channel, damaged.read);
        expect(model, damaged, traces, most, expected);
        let case = case_of(damaged.read);
        let mut letters = Letters::damaged(channel, damaged.read);
        found.clear();
        for &Expected { price, word, .. } in expected.iter() {
            let Some(form) = model.forms.of(word, case) else { continue };
            let Some(cost) = letters.cost(model.forms.written(form), most - price) else { continue };
            let choice = Choice { token: Some(word), case, cost: cost + DAMAGE, output: Output::Form(form) };
            found.push((cost + price, choice));
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.token.cmp(&b.1.token)));
        out.extend(found.iter().take(KEPT).map(|found| found.1));
    }
}

/// The words that may cost at most so much as they were read between two others, by what they cost at the least.
fn expect(model: &Model, damaged: &Damaged, traces: &Traces, most: f32, expected: &mut Vec<Expected>) {
    let (ngrams, vocabulary) = (&model.ngrams, &model.vocabulary);
    let &Damaged { before, after, .. } = damaged;
    let then = after.map_or(0.0, |after| ngrams.bounds(after).1);
    expected.clear();
    let mut add = |word: u16, price: f32| {
        if price > RAREST {
            return;
        }
        let price = WEIGHT * price;
        if price + WEIGHT * then <= most
            && let Some(letters) = vocabulary.letters(word)
        {
            let least = price + WEIGHT * then + traces.least(letters);
            if least <= most {
                expected.push(Expected { least, price, word });
            }
        }
    };
    ngrams.successors(before).for_each(|(word, price)| add(word, price));
    let (leave, row) = (ngrams.leave(before), ngrams.row(before));
    for word in class::COUNT..FREQUENT {
        if ngrams.pair(row, word).is_none() {
            add(word, leave + ngrams.unigram(word));
        }
    }
    cut(expected, PROMISING);
    for word in expected.iter_mut() {
        let price = WEIGHT * after.map_or(0.0, |after| ngrams.after(word.word, after));
        word.price += price;
        word.least += price - WEIGHT * then;
    }
    cut(expected, EXPECTED);
}

/// Leaves the `most` words that promise most.
fn cut(expected: &mut Vec<Expected>, most: usize) {
    if expected.len() > most {
        expected.select_nth_unstable_by(most, |a, b| a.least.total_cmp(&b.least).then(a.word.cmp(&b.word)));
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
