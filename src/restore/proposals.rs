//! Readings that the context proposes.
//!
//! Where a word is damaged no search by its letters finds it: `udp` was printed `tiếp`. But what stands around it knows it well. So the
//! words that the language model expects between two others are held against what was read, as the letters of a damaged word.

use super::lattice::{Choice, Output};
use super::search::WEIGHT;
use crate::channel::damage::DAMAGE;
use crate::channel::emission::Channel;
use crate::channel::letters::Letters;
use crate::lexicon::forms::apply_case;
use crate::lm::ngram::Ngrams;
use crate::lm::token::class;
use crate::lm::vocabulary::form;
use crate::model::Model;

/// The most frequent words, which are tried though they were never seen after the one before.
const FREQUENT: u16 = 3_000;
/// How far a reading may come behind what the chunk costs without it: the rest of the context has yet to speak.
const SLACK: f32 = 12.0;
/// Words that are held against the letters, and readings that are kept of them.
const EXPECTED: usize = 200;
const KEPT: usize = 12;

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

/// Working space.
#[derive(Default)]
pub struct Proposals {
    expected: Vec<(f32, u16)>,
    found: Vec<(f32, Choice)>,
}

impl Proposals {
    /// Adds what a chunk may have been printed as.
    pub fn add(&mut self, model: &Model, channel: &Channel, damaged: &Damaged, out: &mut Vec<Choice>) {
        let Self { expected, found } = self;
        let most = damaged.cost + SLACK - DAMAGE;
        expect(&model.ngrams, damaged, most / WEIGHT, expected);
        if expected.is_empty() {
            return;
        }
        let case = case_of(damaged.read);
        let mut letters = Letters::damaged(channel, damaged.read);
        found.clear();
        for &(price, word) in expected.iter() {
            let Some(entry) = model.vocabulary.entry(word) else { continue };
            let Some(form) = model.forms.find(&apply_case(&entry.word, case)) else { continue };
            let Some(cost) = letters.cost(model.forms.written(form), most - WEIGHT * price) else { continue };
            let choice = Choice { token: Some(word), case, cost: cost + DAMAGE, output: Output::Form(form) };
            found.push((cost + WEIGHT * price, choice));
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.token.cmp(&b.1.token)));
        out.extend(found.iter().take(KEPT).map(|found| found.1));
    }
}

/// The words that cost at most so much between two others, with what they cost.
fn expect(ngrams: &Ngrams, damaged: &Damaged, most: f32, expected: &mut Vec<(f32, u16)>) {
    let &Damaged { before, after, .. } = damaged;
    expected.clear();
    let mut add = |word: u16, price: f32| {
        if price <= most && word >= class::COUNT {
            let price = price + after.map_or(0.0, |after| ngrams.after(word, after));
            if price <= most {
                expected.push((price, word));
            }
        }
    };
    ngrams.successors(before).for_each(|(word, price)| add(word, price));
    let leave = ngrams.leave(before);
    let row = ngrams.row(before);
    for word in (class::COUNT..FREQUENT).take_while(|&word| leave + ngrams.unigram(word) <= most) {
        if ngrams.pair(row, word).is_none() {
            add(word, leave + ngrams.unigram(word));
        }
    }
    if expected.len() > EXPECTED {
        expected.select_nth_unstable_by(EXPECTED, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        expected.truncate(EXPECTED);
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
