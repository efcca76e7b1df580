//! The result of restoring: text line for line, and where each word came from.

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::Channel;
use crate::page::Place;
use crate::text::{Source, Span};

/// A document's restored text. Line `i` restores line `i` of the source.
#[derive(Clone, Debug)]
pub struct Restored {
    /// The channel that was restored from.
    pub channel: Channel,
    /// One entry for each source line.
    pub lines: Vec<RestoredLine>,
}

/// One restored line.
#[derive(Clone, Debug, Default)]
pub struct RestoredLine {
    /// The restored text, white space at both ends as in the source.
    pub text: String,
    /// The words of the line in order; between them stands white space only.
    pub words: Vec<Word>,
}

/// One restored word: a run without white space, punctuation included.
#[derive(Clone, Debug)]
pub struct Word {
    /// Byte range in [`RestoredLine::text`].
    pub out: Range<usize>,
    /// What was read; it may reach over a line's end, where OCR split a word.
    pub raw: Span,
    /// Posterior probability that the word is right, calibrated, 0 to 1.
    pub confidence: f32,
    /// Other readings, best first; at most three.
    pub alternatives: Vec<Alternative>,
}

/// Another reading of a word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Alternative {
    /// The reading.
    pub text: String,
    /// Its posterior probability, 0 to 1.
    pub confidence: f32,
}

/// One change that restoring made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Edit {
    /// Where, in code points of the source text.
    pub span: Span,
    /// What was read: the source text of `span`.
    pub from: String,
    /// What it became.
    pub to: String,
    /// Posterior probability that `to` is right, 0 to 1.
    pub confidence: f32,
    /// Other readings, best first; at most three.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Alternative>,
    /// Place on paper.
    #[serde(flatten)]
    pub place: Place,
}

impl Restored {
    /// A restoration that takes `lines` as the text of `source`, word for word where a line has as many words as its
    /// source line, else as one piece a line. Used for text that is already right, and in tests.
    pub fn from_lines<S: AsRef<str>>(source: &Source, channel: Channel, lines: &[S]) -> Self {
        let lines = (0..source.line_count())
            .map(|i| {
                let text = lines.get(i).map_or_else(|| source.line(i).to_owned(), |line| line.as_ref().to_owned());
                let raw = runs(source.line(i));
                let out = runs(&text);
                let words = if raw.len() == out.len() {
                    raw.into_iter().zip(out).map(|(raw, out)| word(source.span_in_line(i, raw), out)).collect()
                } else {
                    let whole = |runs: &[Range<usize>]| match (runs.first(), runs.last()) {
                        (Some(first), Some(last)) => first.start..last.end,
                        _ => 0..0,
                    };
                    let (raw, out) = (whole(&raw), whole(&out));
                    if out.is_empty() { Vec::new() } else { vec![word(source.span_in_line(i, raw), out)] }
                };
                RestoredLine { text, words }
            })
            .collect();
        Self { channel, lines }
    }

    /// The whole restored text.
    pub fn text(&self) -> String {
        self.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// The source span of bytes `range` of line `line` (from 0): that of the words it touches. White space alone, or a
    /// line without words, gives an empty span at the line's start.
    pub fn locate(&self, source: &Source, line: usize, range: Range<usize>) -> Span {
        let start = source.line_start(line);
        let touched = self.lines[line].touched(&range).iter();
        touched.map(|word| word.raw).reduce(Span::cover).unwrap_or(Span::new(start, start))
    }

    /// The changes of line `line` (from 0), in order.
    pub fn edits(&self, source: &Source, line: usize) -> Vec<Edit> {
        let restored = &self.lines[line];
        restored
            .words
            .iter()
            .filter_map(|word| {
                let (from, to) = (source.slice(word.raw), &restored.text[word.out.clone()]);
                (from != to).then(|| Edit {
                    span: word.raw,
                    from: from.to_owned(),
                    to: to.to_owned(),
                    confidence: word.confidence,
                    alternatives: word.alternatives.clone(),
                    place: Place::of(source.places(), word.raw),
                })
            })
            .collect()
    }
}

impl RestoredLine {
    /// The words that bytes `range` of the text touch.
    pub fn touched(&self, range: &Range<usize>) -> &[Word] {
        let from = self.words.partition_point(|word| word.out.end <= range.start);
        let to = self.words.partition_point(|word| word.out.start < range.end);
        self.words.get(from..to).unwrap_or_default()
    }
}

fn word(raw: Span, out: Range<usize>) -> Word {
    Word { out, raw, confidence: 1.0, alternatives: Vec::new() }
}

/// Byte ranges of the runs without white space.
fn runs(line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for (byte, c) in line.char_indices() {
        match (c.is_whitespace(), start) {
            (false, None) => start = Some(byte),
            (true, Some(from)) => {
                found.push(from..byte);
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        found.push(from..line.len());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn located_words_are_the_source_text() {
        let source = Source::new("Nghi quyét s6 03\n\nTh ong");
        let restored = Restored::from_lines(&source, Channel::Eng, &["Nghị quyết số 03", "", "Thông"]);
        let line = &restored.lines[0].text;
        let at = line.find("quyết").expect("word");
        let span = restored.locate(&source, 0, at..line.len());
        assert_eq!(source.slice(span), "quyét s6 03");
        assert_eq!(source.slice(restored.locate(&source, 2, 0..2)), "Th ong");
        assert!(restored.locate(&source, 1, 0..0).is_empty());
        let edits = restored.edits(&source, 0);
        assert_eq!(
            edits.iter().map(|e| (e.from.as_str(), e.to.as_str())).collect::<Vec<_>>(),
            [("Nghi", "Nghị"), ("quyét", "quyết"), ("s6", "số")]
        );
    }
}
