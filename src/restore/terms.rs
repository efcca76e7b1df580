//! Words beside the vocabulary: a user's own, and the abbreviations of the document's phrases.

use super::search::WEIGHT;
use crate::channel::emission::Channel;
use crate::channel::letters::Letters;
use crate::lm::token::class;
use crate::model::Model;
use crate::text::syllable;

/// One word.
#[derive(Clone, Debug)]
struct Term {
    text: String,
    length: usize,
    capitals: usize,
    token: u16,
    /// Cost beside that of the letters, the language model's taken off.
    cost: f32,
}

/// A list of words with what each costs.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    terms: Vec<Term>,
}

/// A term that may have been printed.
pub struct Found<'a> {
    /// As written.
    pub text: &'a str,
    /// What the language model sees.
    pub token: u16,
    /// Cost in nats.
    pub cost: f32,
}

/// Terms that cost more than this are no reading.
const WORST: f32 = 16.0;

impl Terms {
    /// Adds `text`, one word, at `prior` nats.
    pub fn add(&mut self, model: &Model, text: &str, prior: f32) {
        let token = model.vocabulary.id(&syllable::key(text)).unwrap_or(class::UNKNOWN);
        // The search will add the language model's cost of a rare word.
        let cost = prior - WEIGHT * model.ngrams.unigram(token);
        let (length, capitals) = (text.chars().count(), capitals(text));
        self.terms.push(Term { text: text.to_owned(), length, capitals, token, cost });
    }

    /// The terms that `read` may stand for.
    pub fn find(&self, read: &str, channel: &Channel) -> Vec<Found<'_>> {
        let length = read.chars().count();
        let upper = capitals(read);
        let mut letters = Letters::new(channel, read);
        self.terms
            .iter()
            .filter(|term| term.length.abs_diff(length) <= 1 && term.capitals.abs_diff(upper) <= 1)
            .filter_map(|term| {
                // Capitals seldom vanish or split.
                let length = 4.0 * term.length.abs_diff(length) as f32;
                let letters = length + letters.cost(&term.text, WORST - length)?;
                Some(Found { text: &term.text, token: term.token, cost: letters + term.cost })
            })
            .collect()
    }

    /// The fewest capitals that a term has.
    pub fn capitals(&self) -> usize {
        self.terms.iter().map(|term| term.capitals).min().unwrap_or(0)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

fn capitals(text: &str) -> usize {
    text.chars().filter(|c| c.is_uppercase()).count()
}
