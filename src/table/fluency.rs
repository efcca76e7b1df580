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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Channel;
    use crate::lm::count::{count_keys, count_words, merge};
    use crate::lm::estimate::{Settings, estimate};
    use crate::lm::ngram::Ngrams;
    use crate::table::words::Names;
    use crate::text::Source;

    /// What each word of `text` gains from the one before it.
    fn gains(language: Language<'_>, text: &str) -> Vec<f32> {
        let restored = Restored::from_lines(&Source::new(text), Channel::Clean, &[text]);
        let mut lines = [TextLine::new(&restored, 0, &mut Names::default(), false)];
        hear(&mut lines, &restored, language);
        lines[0].words.windows(2).map(|two| gain(language, &two[0], &two[1])).collect()
    }

    #[test]
    fn what_goes_on_gains() {
        let lines = ["chuyển đổi số", "chuyển đổi số", "đổi mới sáng tạo", "đổi mới sáng tạo", "đổi mới", "tổ chức"];
        let vocabulary = count_words(&lines).finish(1.0, 1.0);
        let counts = merge(vec![(1.0, count_keys(&lines, &vocabulary))]);
        let ngrams = Ngrams::pack(&estimate(&counts, vocabulary.len(), Settings::default()));
        let language = Language { vocabulary: &vocabulary, ngrams: &ngrams };

        let known = gains(language, "Chuyển đổi số");
        assert!(known.iter().all(|&gain| gain > 0.5), "{known:?}");
        let strange = gains(language, "sáng tổ số");
        assert!(strange.iter().all(|&gain| gain <= 0.0), "{strange:?}");
        // Two words foretell more than one, unless a bar parts them; a word that the model does not know says nothing.
        assert!(known[1] > gains(language, "chuyển | đổi số")[1]);
        assert_eq!(gains(language, "đổi xyzzy đổi")[0], 0.0);
    }
}
