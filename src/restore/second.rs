//! What engines tell of a chunk: how sure they are, and what another one read in the same place.

use std::ops::Range;

use super::finder::{Finder, Memory};
use super::known::{likeliest, search};
use super::runs::{self, Kind, Run};
use super::trust::Trust;
use crate::channel::emission::{Candidate, LONGEST_WORD};
use crate::document::Channel;
use crate::page::Placed;
use crate::text::syllable::strip;
use crate::text::{Source, Span};

/// Most that a reading may cost: what one engine can't have read from a word, the other may have.
const MOST: f32 = 14.0;

/// What engines tell of a chunk beside its text.
#[derive(Clone, Copy, Debug)]
pub enum Told<'s> {
    /// How sure the only one is, which knows no Vietnamese, as the number of a step.
    Once(usize),
    /// What another one read there.
    Twice(Second<'s>),
}

impl<'s> Told<'s> {
    /// What is told of the chunk at `span`, which `channel` and, where it was read twice, another one read.
    pub fn find(source: &'s Source, span: Span, trust: &Trust, channel: Channel, twice: bool) -> Option<Self> {
        let [Placed { span: whole, confidence, other, .. }] = source.places().within(span) else { return None };
        if *whole != span {
            return None;
        }
        if let Some(other) = other.as_ref().filter(|_| twice) {
            let [first, second] = &trust.readings;
            let kinds = [first.kind(*confidence), second.kind(other.confidence)];
            return Some(Self::Twice(Second { text: &other.text, kinds }));
        }
        confidence.filter(|_| channel == Channel::Eng).map(|sure| Self::Once(trust.eng.kind(Some(sure))))
    }

    /// What a chunk is remembered by.
    pub fn key(&self, text: &str) -> String {
        // No chunk holds control characters of white space, and numbers of steps are one digit.
        match self {
            Self::Once(kind) => format!("{text}\n{kind}"),
            Self::Twice(Second { text: other, kinds: [first, second] }) => format!("{text}\n{first}{second}{other}"),
        }
    }
}

/// A second reading.
#[derive(Clone, Copy, Debug)]
pub struct Second<'s> {
    /// Its text, without white space.
    pub text: &'s str,
    /// How sure the first and the second engine are, as numbers of steps.
    pub kinds: [usize; 2],
}

impl<'s> Second<'s> {
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
    fn weights(&self, trust: &Trust) -> [f32; 2] {
        let own = [0, 1].map(|engine| trust.readings[engine].factor(self.kinds[engine]));
        own.map(|factor| trust.both * factor / (own[0] + own[1]))
    }

    /// The candidates of both readings, of which the one cost or the other may be unknown.
    pub fn join(&self, first: &[Candidate], second: &[Candidate], trust: &Trust) -> Vec<Candidate> {
        let [one, two] = self.weights(trust);
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

impl Finder<'_> {
    /// What engines tell of the chunk at `span`.
    pub fn told<'s>(&self, source: &'s Source, span: Span) -> Option<Told<'s>> {
        Told::find(source, span, self.trust, self.channel, self.other.is_some())
    }

    /// The candidates of a chunk's word by what engines tell of it, cheapest first.
    pub fn candidates_by(&mut self, read: &str, told: Told) -> Vec<Candidate> {
        let mut found = self.candidates(read).to_vec();
        match told {
            Told::Once(kind) => {
                let factor = self.trust.eng.factor(kind);
                found.iter_mut().for_each(|candidate| candidate.cost *= factor);
            }
            Told::Twice(second) => {
                let (Some(other), word) = (self.other, second.word()) else { return found };
                if word.is_empty() || word.chars().count() > LONGEST_WORD {
                    return found;
                }
                let Memory { other_scratch, found: all, .. } = &mut self.memory;
                found = second.join(&found, &search(self.model, other, word, other_scratch, all), self.trust);
            }
        }
        likeliest(self.model, &mut found);
        found
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

    fn trust() -> Trust {
        let steps = ["first", "second"].map(|what| format!("{what}\t0\t1\n{what}\t0.7\t2\n{what}\t0.9\t4\n")).concat();
        Trust::parse(&format!("agreed\t0\t0.5\nboth\t0\t1.5\neng\t0\t0.5\neng\t0.9\t1\n{steps}")).expect("table")
    }

    #[test]
    fn a_chunk_has_what_its_engines_tell() {
        let source = read_twice(&[("“Pen,", Some("\"Pén,"), 0.5), ("08", None, 0.95)]);
        let found =
            |at: usize, channel, twice| Told::find(&source, source.places().words()[at].span, &trust(), channel, twice);
        let twice = found(0, Channel::Vie, true);
        assert!(matches!(twice, Some(Told::Twice(s)) if (s.word(), s.kinds) == ("Pén", [0, 2])), "{twice:?}");
        assert!(matches!(found(0, Channel::Eng, false), Some(Told::Once(0))));
        assert!(matches!(found(1, Channel::Eng, false), Some(Told::Once(1))));
        assert!(found(1, Channel::Vie, true).is_none() && found(1, Channel::Vie, false).is_none());
        let whole = Span::new(0, source.chars());
        assert!(Told::find(&source, whole, &trust(), Channel::Vie, true).is_none());
        assert_eq!(Second { text: "--", kinds: [2, 2] }.word(), "");
    }

    #[test]
    fn chunks_of_which_other_things_are_told_have_other_keys() {
        let told = [
            Told::Once(0),
            Told::Once(1),
            Told::Twice(Second { text: "a", kinds: [0, 1] }),
            Told::Twice(Second { text: "a", kinds: [1, 0] }),
            Told::Twice(Second { text: "b", kinds: [0, 1] }),
        ];
        let mut keys: Vec<String> = told.iter().map(|told| told.key("a")).collect();
        keys.push("a".to_owned());
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), told.len() + 1);
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
            let joined = Second { text: "", kinds }.join(&first, &second, &Trust::default());
            let cost = |form| joined.iter().find(|candidate| candidate.form == form).expect("candidate").cost;
            assert!(cost(2) < cost(1) && cost(2) < cost(3), "{joined:?}");
        }
    }

    #[test]
    fn the_surer_reading_weighs_more() {
        let weights = |kinds| Second { text: "", kinds }.weights(&trust());
        let [unsure, sure, even] = [weights([0, 2]), weights([2, 0]), weights([0, 0])];
        assert!(unsure[0] < unsure[1] && sure[0] > sure[1]);
        assert!(unsure[0] < even[0] && even[0] < sure[0]);
    }
}
