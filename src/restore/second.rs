//! The second reading of a chunk: what another engine read in the same place.

use std::ops::Range;

use super::runs::{self, Kind, Run};
use crate::channel::emission::Candidate;
use crate::page::Placed;
use crate::text::syllable::strip;
use crate::text::{Source, Span};

/// Confidences that part readings into three kinds.
const CONFIDENT: [f32; 2] = [0.7, 0.9];
/// How far each kind is to be trusted, of the first engine and of the second; learned on made scans (docs/inputs.md).
const TRUST: [[f32; 3]; 2] = [[0.8, 1.2, 6.0], [0.8, 1.2, 1.2]];
/// How much the costs of both readings count together. Each has its share by the trust in it.
const BOTH: f32 = 1.3;
/// Most that a reading may cost: what one engine can't have read from a word, the other may have.
const MOST: f32 = 14.0;

/// Share of what a word costs as it was read that is left where both engines read the same letters: names are in no vocabulary.
pub const AGREED: f32 = 0.6;

/// A second reading.
#[derive(Clone, Copy, Debug)]
pub struct Second<'s> {
    /// Its text, without white space.
    pub text: &'s str,
    /// How sure the first and the second engine are, as numbers of kinds.
    pub kinds: [usize; 2],
}

impl<'s> Second<'s> {
    /// The second reading of the chunk at `span`.
    pub fn find(source: &'s Source, span: Span) -> Option<Self> {
        let [Placed { span: whole, confidence, other: Some(other), .. }] = source.places().within(span) else {
            return None;
        };
        let kind = |sure: Option<f32>| CONFIDENT.iter().filter(|&&least| sure.is_none_or(|sure| sure >= least)).count();
        (*whole == span).then(|| Self { text: &other.text, kinds: [*confidence, other.confidence].map(kind) })
    }

    /// What a chunk is remembered by.
    pub fn key(&self, text: &str) -> String {
        // No chunk holds control characters of white space.
        let [first, second] = self.kinds;
        format!("{text}\n{first}{second}{}", self.text)
    }

    /// The part of the reading that is no punctuation.
    pub fn word(&self) -> &'s str {
        let mut own = Vec::new();
        runs::cut(self.text, 0, &mut own);
        let bytes = word(&own).map_or(0..0, |range| own[range.start].bytes().start..own[range.end - 1].bytes().end);
        &self.text[bytes]
    }

    /// Whether it is `read` but for marks, of which only the first engine knows.
    pub fn agrees(&self, read: &str) -> bool {
        self.kinds[0] > 0 && strip(self.word()) == strip(read)
    }

    /// How much the costs of the first and of the second reading count.
    fn weights(&self) -> [f32; 2] {
        let trust = [0, 1].map(|engine| TRUST[engine][self.kinds[engine]]);
        trust.map(|own| BOTH * own / (trust[0] + trust[1]))
    }

    /// The candidates of both readings, of which the one cost or the other may be unknown.
    pub fn join(&self, first: &[Candidate], second: &[Candidate]) -> Vec<Candidate> {
        let [one, two] = self.weights();
        let cost = |found: &[Candidate], form: u32| {
            found.iter().find(|candidate| candidate.form == form).map_or(MOST, |candidate| candidate.cost.min(MOST))
        };
        let only_second = second.iter().filter(|candidate| first.iter().all(|known| known.form != candidate.form));
        let all = first.iter().chain(only_second);
        all.map(|candidate| {
            let form = candidate.form;
            Candidate { cost: one * cost(first, form) + two * cost(second, form), ..*candidate }
        })
        .collect()
    }
}

/// The runs of a chunk without the punctuation at its ends.
pub fn word(runs: &[Run]) -> Option<Range<usize>> {
    let from = runs.iter().position(|run| run.kind != Kind::Mark)?;
    let to = runs.iter().rposition(|run| run.kind != Kind::Mark)? + 1;
    Some(from..to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Channel;
    use crate::page::{Line, Other, Page, Rect, Word, source};

    fn read_twice(words: &[(&str, Option<&str>, f32)]) -> Source {
        let word = |&(text, other, confidence): &(&str, Option<&str>, f32)| Word {
            text: text.to_owned(),
            bbox: Rect::new(0.0, 0.0, 9.0, 9.0),
            confidence: Some(confidence),
            other: other.map(|text| Other { text: text.to_owned(), confidence: None }),
            ..Word::default()
        };
        let line = Line { words: words.iter().map(word).collect(), apart: false };
        source(vec![Page { lines: vec![line], ..Page::default() }], String::new(), Some(Channel::Eng))
    }

    #[test]
    fn a_chunk_has_the_second_reading_of_its_word() {
        let source = read_twice(&[("“Pen,", Some("\"Pén,"), 0.5), ("08", None, 0.9)]);
        let found = |at: usize| Second::find(&source, source.places().words()[at].span);
        let second = found(0).expect("reading");
        assert_eq!((second.word(), second.kinds), ("Pén", [0, 2]));
        assert!(found(1).is_none());
        assert!(Second::find(&source, Span::new(0, source.chars())).is_none());
        assert_eq!(Second { text: "--", kinds: [2, 2] }.word(), "");
    }

    #[test]
    fn readings_agree_but_for_marks() {
        for (text, sure, agrees) in [("Pen,", 2, true), ("Pen,", 0, false), ("Peh,", 2, false)] {
            assert_eq!(Second { text, kinds: [sure, 2] }.agrees("Pẻn"), agrees, "{text}");
        }
    }

    #[test]
    fn what_both_engines_may_have_read_is_cheapest() {
        let list = |costs: &[(u32, f32)]| -> Vec<Candidate> {
            costs.iter().map(|&(form, cost)| Candidate { form, cost }).collect()
        };
        let (first, second) = (list(&[(1, 1.0), (2, 1.5)]), list(&[(2, 1.0), (3, 1.0)]));
        for kinds in [[0, 0], [0, 2], [2, 0], [2, 2]] {
            let joined = Second { text: "", kinds }.join(&first, &second);
            let cost = |form| joined.iter().find(|candidate| candidate.form == form).expect("candidate").cost;
            assert!(cost(2) < cost(1) && cost(2) < cost(3), "{joined:?}");
        }
    }

    #[test]
    fn the_surer_reading_weighs_more() {
        let weights = |kinds| Second { text: "", kinds }.weights();
        let [unsure, sure, even] = [weights([0, 2]), weights([2, 0]), weights([0, 0])];
        assert!(unsure[0] < unsure[1] && sure[0] > sure[1]);
        assert!(unsure[0] < even[0] && even[0] < sure[0]);
    }
}
