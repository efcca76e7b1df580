//! Which parts of a chunk may be words.

use std::ops::Range;

use super::runs::{Kind, Run};
use crate::channel::emission::LONGEST_WORD;

/// Runs that one part may cover.
pub const WIDEST: usize = 6;
/// A chunk of which more parts may be words is no text.
const WORDS: usize = 15;

/// Whether letters and digits are part of more of both: what is read so may be a word as a whole, and each run may be one, but
/// nothing between.
pub fn is_torn(runs: &[Run], part: Range<usize>) -> bool {
    let plain = |run: Option<&Run>| run.is_some_and(|run| matches!(run.kind, Kind::Letters | Kind::Digits));
    let own = &runs[part.clone()];
    let mixed = own.windows(2).any(|pair| pair[0].kind != pair[1].kind) && own.iter().all(|run| plain(Some(run)));
    mixed && (plain(part.start.checked_sub(1).map(|before| &runs[before])) || plain(runs.get(part.end)))
}

/// Whether so many parts of a chunk may be words that it is none of print.
pub fn is_junk(runs: &[Run], text: &str) -> bool {
    let parts = |from: usize| (from + 1..=runs.len().min(from + WIDEST)).map(move |to| from..to);
    let is_word = |part: &Range<usize>| {
        let runs = &runs[part.clone()];
        may_be_word(runs, &text[runs[0].start as usize..runs[runs.len() - 1].end as usize])
    };
    let words = (0..runs.len()).flat_map(parts).filter(|part| !is_torn(runs, part.clone()) && is_word(part));
    words.count() > WORDS
}

/// Whether runs of one chunk may be one word. Punctuation at a word's ends is its own edge; inside it takes a symbol to make
/// the whole one word.
pub fn may_be_word(runs: &[Run], read: &str) -> bool {
    let has = |kind| runs.iter().any(|run| run.kind == kind);
    let (letters, symbols, marks) = (has(Kind::Letters), has(Kind::Symbol), has(Kind::Mark));
    let at_end = |run: Option<&Run>| run.is_none_or(|run| run.kind == Kind::Mark);
    let length = read.chars().take(LONGEST_WORD + 1).count();
    !(at_end(runs.first()) || at_end(runs.last()) || marks && !symbols || length > LONGEST_WORD)
        && (letters || length <= 3 && (runs.len() == 1 || symbols))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::restore::runs;

    /// The parts of a chunk that may be words, and whether it is junk.
    fn parts(chunk: &str) -> (Vec<&str>, bool) {
        let mut cut = Vec::new();
        runs::cut(chunk, 0, &mut cut);
        let all = (0..cut.len()).flat_map(|from| (from + 1..=cut.len().min(from + WIDEST)).map(move |to| from..to));
        let text = |part: &Range<usize>| &chunk[cut[part.start].start as usize..cut[part.end - 1].end as usize];
        let words = all.filter(|part| !is_torn(&cut, part.clone()) && may_be_word(&cut[part.clone()], text(part)));
        (words.map(|part| text(&part)).collect(), is_junk(&cut, chunk))
    }

    #[test]
    fn letters_and_digits_are_one_word_or_single_runs() {
        let table: [(&str, &[&str]); 6] = [
            ("trong", &["trong"]),
            ("tr0ng,", &["tr", "tr0ng", "0", "ng"]),
            ("d6", &["d", "d6", "6"]),
            ("a1b2", &["a", "a1b2", "1", "b", "2"]),
            ("(2026)", &[]),
            ("thu/d6ng", &["thu", "d", "d6ng", "6", "ng"]),
        ];
        for (chunk, expected) in table {
            assert_eq!(parts(chunk), (expected.to_vec(), false), "{chunk}");
        }
    }

    #[test]
    fn what_offers_many_words_is_junk() {
        for chunk in ["a@b#c$d&e", "x1y2z3/x1y2z3/x1y2z3/x1y2z3"] {
            assert!(parts(chunk).1, "{chunk}");
        }
        for chunk in ["14/KH-UBND", "ph‘u’ng", "01/2021/UBTVQH15"] {
            assert!(!parts(chunk).1, "{chunk}");
        }
    }
}
