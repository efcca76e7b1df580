//! What a document's words were restored as, by what was read: one reading tends to mean one word throughout a document, so
//! that clear mentions decide the doubtful ones ("one sense per discourse", Gale, Church and Yarowsky 1992).

use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::lattice::Choice;
use super::search::WEIGHT;
use crate::lm::ngram::Ngrams;

/// How many mentions the model's own opinion of a reading is worth.
const OPINION: f32 = 6.0;
/// The most that other mentions move a cost, in nats.
const MOST: f32 = 1.0;
/// Mentions of less probability than this are none.
const LEAST: f32 = 0.05;

/// The mentions of one reading: their probability in all, and that of each word.
#[derive(Default)]
struct Mentions {
    all: f32,
    words: Vec<(u16, f32)>,
}

impl Mentions {
    fn add(&mut self, all: f32, words: impl Iterator<Item = (u16, f32)>) {
        self.all += all;
        for (word, p) in words {
            match self.words.iter_mut().find(|(known, _)| *known == word) {
                Some((_, count)) => *count += p,
                None => self.words.push((word, p)),
            }
        }
    }
}

/// All readings of a document.
#[derive(Default)]
pub struct Readings {
    /// By the hash of what was read.
    mentions: FxHashMap<u64, Mentions>,
}

impl Readings {
    /// Counts a mention of `read`: its words with their posterior probabilities.
    pub fn add(&mut self, read: &str, words: impl Iterator<Item = (u16, f32)> + Clone) {
        let sum: f32 = words.clone().map(|(_, p)| p).sum();
        if sum < LEAST {
            return;
        }
        self.mentions.entry(FxBuildHasher.hash_one(read)).or_default().add(sum, words.filter(|&(_, p)| p > 0.0));
    }

    /// Adds the mentions of the text that follows.
    pub fn append(&mut self, next: Self) {
        for (read, Mentions { all, words }) in next.mentions {
            self.mentions.entry(read).or_default().add(all, words.into_iter());
        }
    }

    /// Moves the costs of `choices`, words that `read` may stand for, towards what its other mentions say.
    pub fn adjust(&self, read: &str, choices: &mut [Choice], ngrams: &Ngrams) {
        let Some(mentions) = self.mentions.get(&FxBuildHasher.hash_one(read)) else { return };
        // This mention must not vouch for itself.
        let others = ((mentions.all - 1.0) / mentions.all).max(0.0);
        if others == 0.0 {
            return;
        }
        let likely =
            |choice: &Choice| (-choice.cost - WEIGHT * choice.token.map_or(0.0, |word| ngrams.unigram(word))).exp();
        let total: f32 = choices.iter().map(likely).sum();
        for choice in choices {
            let opinion = (likely(choice) / total).max(1e-9);
            let count =
                mentions.words.iter().find(|(word, _)| Some(*word) == choice.token).map_or(0.0, |(_, count)| *count);
            let told = (count * others + OPINION * opinion) / (mentions.all * others + OPINION);
            choice.cost -= (told / opinion).ln().clamp(-MOST, MOST);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lattice::Output;
    use super::*;

    #[test]
    fn clear_mentions_decide_doubtful_ones() {
        let choice = |word, cost| Choice { token: Some(word), case: 0, cost, output: Output::Form(0) };
        let mut readings = Readings::default();
        for _ in 0..9 {
            readings.add("phuong", [(10, 0.9), (11, 0.1)].into_iter());
        }
        let ngrams = Ngrams::default();
        let mut choices = [choice(10, 1.0), choice(11, 0.5)];
        readings.adjust("phuong", &mut choices, &ngrams);
        assert!(choices[0].cost < choices[1].cost, "{choices:?}");
        let mut unknown = [choice(10, 1.0), choice(11, 0.5)];
        readings.adjust("phudng", &mut unknown, &ngrams);
        assert_eq!([unknown[0].cost, unknown[1].cost], [1.0, 0.5]);
    }

    #[test]
    fn a_mention_does_not_vouch_for_itself() {
        let mut readings = Readings::default();
        readings.add("so", [(10, 0.9), (11, 0.1)].into_iter());
        let mut choices = [Choice { token: Some(10), case: 0, cost: 1.0, output: Output::Form(0) }];
        readings.adjust("so", &mut choices, &Ngrams::default());
        assert_eq!(choices[0].cost, 1.0);
    }
}
