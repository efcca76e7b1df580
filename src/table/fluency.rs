//! How well text goes on from word to word, by the language model.
//!
//! The words of a cell go on as sentences do, those of two cells don't. The word before is heard with the one before it, as far as both stand
//! side by side; that may be of another cell, so that of what one word and what two words foretell the better counts.

use super::words::{TextLine, Word};
use crate::lm::language::Language;
use crate::lm::ngram::State;
use crate::lm::token::class;
use crate::restore::Restored;

/// A word as the language model hears it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heard {
    /// Its first unit.
    first: u16,
    /// What the model remembers after it alone, and after it and the word before it.
    alone: State,
    joined: Option<State>,
}

/// Lets the language model hear the words of `lines`.
pub(crate) fn hear(lines: &mut [TextLine], restored: &Restored, language: Language<'_>) {
    for line in lines {
        let text = restored.lines.get(line.line).map_or("", |line| line.text.as_str());
        let mut before: Option<State> = None;
        for word in &mut line.words {
            let ids = language.ids(text.get(word.range.clone()).unwrap_or_default());
            let alone = language.after(None, &ids);
            let joined = before.filter(|_| !word.bar && alone.is_some());
            word.heard = ids.first().zip(alone).map(|(&first, alone)| Heard {
                first,
                alone,
                joined: joined.and_then(|before| language.after(Some(before), &ids)),
            });
            before = alone;
        }
    }
}

/// How much likelier `word` is after `last` than by itself, in nats; 0 where the model knows either not.
pub(crate) fn gain(language: Language<'_>, last: &Word, word: &Word) -> f32 {
    let (Some(last), Some(word)) = (last.heard, word.heard) else { return 0.0 };
    if word.first == class::UNKNOWN {
        return 0.0;
    }
    let costs =
        [Some(last.alone), last.joined].into_iter().flatten().map(|state| language.follow(&state, word.first).0);
    costs.reduce(f32::min).map_or(0.0, |cost| language.ngrams.unigram(word.first) - cost)
}
