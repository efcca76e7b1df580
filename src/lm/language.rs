//! The vocabulary and the n-grams together, for those who ask how text goes on.

use super::ngram::{Ngrams, State};
use super::token::{Token, class, tokens};
use super::vocabulary::Vocabulary;
use crate::text::syllable;

/// A language model in use.
#[derive(Clone, Copy, Debug)]
pub struct Language<'m> {
    /// Its words.
    pub vocabulary: &'m Vocabulary,
    /// What follows them.
    pub ngrams: &'m Ngrams,
}

impl Language<'_> {
    /// The ids of the units of `text`, in order.
    pub fn ids(&self, text: &str) -> Vec<u16> {
        let mut ids = Vec::new();
        tokens(text, |token| {
            ids.push(match token {
                Token::Word(word) => self.vocabulary.id(&syllable::key(word)).unwrap_or(class::UNKNOWN),
                Token::Class(class) => class,
            });
        });
        ids
    }

    /// −ln P(word | state), and the state after `word`.
    pub fn follow(&self, state: &State, word: u16) -> (f32, State) {
        let pair = self.ngrams.pair(self.ngrams.row(state.last()), word);
        self.ngrams.follow(&self.ngrams.context(state), word, pair)
    }

    /// The state after `words`, which follow `state` or stand by themselves; `None` where there is neither.
    pub fn after(&self, state: Option<State>, words: &[u16]) -> Option<State> {
        words.iter().fold(state, |state, &word| {
            Some(match state {
                Some(state) => self.follow(&state, word).1,
                None => State::of(word),
            })
        })
    }
}
