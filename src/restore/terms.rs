//! Words beside the vocabulary: a user's own, and the abbreviations of the document's phrases.

use super::search::WEIGHT;
use crate::channel::emission::Channel;
use crate::channel::letters::{Hints, Letters};
use crate::lm::token::class;
use crate::model::Model;
use crate::text::syllable;

/// One word.
#[derive(Clone, Debug)]
struct Term {
    text: String,
    length: usize,
    capitals: usize,
    /// Its base letters.
    letters: u32,
    token: u16,
    /// Cost beside that of the letters, the language model's taken off.
    cost: f32,
    /// How many letters it begins with that the term before it begins with too.
    same: usize,
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
        let letters = syllable::base_letters(text);
        self.terms.push(Term { text: text.to_owned(), length, capitals, letters, token, cost, same: 0 });
    }

    /// Puts the terms in the order in which [`find`](Self::find) looks through them; to be called when all are there.
    pub fn settle(&mut self) {
        self.terms.sort_by(|a, b| a.text.cmp(&b.text));
        for at in 1..self.terms.len() {
            let (before, term) = (&self.terms[at - 1].text, &self.terms[at].text);
            self.terms[at].same = before.chars().zip(term.chars()).take_while(|(a, b)| a == b).count();
        }
    }

    /// The terms that `read` may stand for.
    pub fn find(&self, read: &str, channel: &Channel) -> Vec<Found<'_>> {
        let length = read.chars().count();
        let upper = capitals(read);
        let (hints, mut letters) = (Hints::new(channel, read), Letters::new(channel, read));
        let mut found = Vec::new();
        // Letters that the next term has from the last one that was looked at.
        let mut same = 0;
        for term in &self.terms {
            same = term.same.min(same);
            if term.length.abs_diff(length) > 1 || term.capitals.abs_diff(upper) > 1 {
                continue;
            }
            // More than that costs more than the worst.
            if hints.foreign(term.letters) > 1 {
                continue;
            }
            if let Some(cost) = letters.cost_after(&term.text, same, WORST) {
                // Capitals seldom vanish or split.
                let cost = cost + 4.0 * term.length.abs_diff(length) as f32;
                if cost <= WORST {
                    found.push(Found { text: &term.text, token: term.token, cost: cost + term.cost });
                }
            }
            same = usize::MAX;
        }
        found
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
