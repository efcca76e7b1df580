//! The document's own evidence, gathered on a first pass and used on a second: which words it repeats, in which pairs, and which
//! abbreviations its phrases make.

use rustc_hash::{FxHashMap, FxHashSet};

use super::lattice::Lattice;
use super::search::Step;
use super::terms::Terms;
use crate::lm::ngram::Ngrams;
use crate::lm::token::class;
use crate::model::Model;
use crate::text::syllable;

/// Shares of the document's own words, alone and in pairs, against the language model.
const WORD_SHARE: f32 = 0.02;
const PAIR_SHARE: f32 = 0.1;
/// How far the language model follows the frequency of the document's words (unigram rescaling, Gildea and Hofmann 1999), and
/// how many words of its own opinion it keeps.
const RESCALING: f32 = 0.3;
const OPINION: f32 = 10.0;
/// The longest phrase whose first letters make an abbreviation.
const LONGEST: usize = 6;

/// How many abbreviations of a document's phrases are expected, the most frequent first.
const ABBREVIATIONS: usize = 500;

/// What a document says of one word.
#[derive(Clone, Copy, Default)]
struct Own {
    /// How often it stands there, by its probability.
    count: f32,
    /// What it costs less for being a word of the document, in nats.
    gain: f32,
}

/// What a document says of itself.
#[derive(Default)]
pub struct Evidence {
    words: FxHashMap<u16, Own>,
    pairs: FxHashMap<(u16, u16), f32>,
    total: f32,
    initials: FxHashMap<String, u32>,
}

impl Evidence {
    /// Adds the steps of one paragraph, each word by how likely it is.
    pub fn add(&mut self, model: &Model, lattice: &Lattice, steps: &[Step]) {
        let mut before: Option<(u16, f32)> = None;
        let mut letters: Vec<char> = Vec::new();
        for step in steps {
            let choice = &lattice.choices[step.choice];
            for (other, p) in step.others().chain([(step.choice, step.posterior)]) {
                let other = &lattice.choices[other];
                if other.count == 1 && other.tokens[0] >= class::COUNT {
                    self.words.entry(other.tokens[0]).or_default().count += p;
                    self.total += p;
                }
            }
            for &token in &choice.tokens[..usize::from(choice.count)] {
                if let Some((word, sure)) = before.filter(|_| token >= class::COUNT) {
                    *self.pairs.entry((word, token)).or_default() += sure * step.posterior;
                }
                before = (token >= class::COUNT).then_some((token, step.posterior));
                match model.vocabulary.entry(token).and_then(|entry| entry.word.chars().next()) {
                    Some(letter) if step.posterior > 0.6 => letters.push(letter),
                    _ => self.abbreviate(&mut letters),
                }
            }
        }
        self.abbreviate(&mut letters);
    }

    /// Counts the abbreviations of all phrases in a row of first letters.
    fn abbreviate(&mut self, letters: &mut Vec<char>) {
        for size in 3..=LONGEST {
            for window in letters.windows(size) {
                let initials: String = window.iter().flat_map(|c| c.to_uppercase()).collect();
                *self.initials.entry(initials).or_default() += 1;
            }
        }
        letters.clear();
    }

    /// Whether there is enough to go by.
    pub fn is_useful(&self) -> bool {
        self.total > 60.0
    }

    /// The cost of `word` after `before`, given the language model's.
    pub fn cost(&self, before: u16, word: u16, cost: f32) -> f32 {
        const REST: f32 = 1.0 - WORD_SHARE - PAIR_SHARE;
        let Some(&Own { count, gain }) = self.words.get(&word) else { return cost - REST.ln() };
        // One mention is the word itself.
        let own = (count - 1.0).max(0.0) / self.total;
        let cost = cost - gain;
        let pair = match (self.words.get(&before), self.pairs.get(&(before, word))) {
            (Some(all), Some(&both)) => (both - 1.0).max(0.0) / all.count.max(1.0),
            _ => 0.0,
        };
        -(REST * (-cost).exp() + WORD_SHARE * own + PAIR_SHARE * pair).ln()
    }

    /// Compares the document's words with the language as a whole; to be called when all are counted.
    pub fn settle(&mut self, ngrams: &Ngrams) {
        for (&word, own) in &mut self.words {
            let expected = self.total * (-ngrams.unigram(word)).exp();
            own.gain = RESCALING * (((own.count - 1.0).max(0.0) + OPINION) / (expected + OPINION)).ln();
        }
    }

    /// Adds a name or term that the user expects: as if the document held it several times, and its unknown words as terms.
    pub fn expect(&mut self, model: &Model, text: &str, weight: f32, terms: &mut Terms) {
        let count = 4.0 * weight;
        let mut before = None;
        for written in text.split_whitespace() {
            let Some(token) = model.vocabulary.id(&syllable::key(written)) else {
                terms.add(model, written, 4.0 - weight.max(0.1).ln());
                before = None;
                continue;
            };
            self.words.entry(token).or_default().count += count;
            self.total += count;
            if let Some(before) = before {
                *self.pairs.entry((before, token)).or_default() += count;
            }
            before = Some(token);
        }
    }

    /// The words known so far.
    pub fn words(&self) -> FxHashSet<u16> {
        self.words.keys().copied().collect()
    }

    /// The abbreviations that the document's phrases make more than once.
    pub fn abbreviations(&self, model: &Model, terms: &mut Terms) {
        let mut sorted: Vec<_> = self.initials.iter().filter(|&(_, &count)| count >= 2).collect();
        sorted.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        for (text, &count) in sorted.into_iter().take(ABBREVIATIONS) {
            terms.add(model, text, (7.5 - 0.8 * (count as f32).ln()).max(3.0));
        }
    }
}
