//! Restored lines as JSON, for those who want to see and weigh each change.

use serde::Serialize;

use crate::page::Place;
use crate::restore::{Edit, Restored};
use crate::text::{Source, Span};

/// One restored line with its changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LineReport {
    /// Number of the line, from 1.
    pub line: usize,
    /// The source line, in code points of the source text.
    pub span: Span,
    /// The restored text.
    pub text: String,
    /// What was changed.
    pub edits: Vec<Edit>,
    /// Every word.
    pub words: Vec<WordReport>,
    /// Place on paper.
    #[serde(flatten)]
    pub place: Place,
}

/// One restored word.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WordReport {
    /// Bytes of the line's text in UTF-8: `[start, end]`.
    pub out: [usize; 2],
    /// What was read, in code points of the source text.
    pub raw: Span,
    /// Probability that the word is right, 0 to 1.
    pub confidence: f32,
    /// Place on paper.
    #[serde(flatten)]
    pub place: Place,
}

impl LineReport {
    /// The report of line `line` (from 0), or none if there is no such line.
    pub fn new(source: &Source, restored: &Restored, line: usize) -> Option<Self> {
        let found = restored.lines.get(line)?;
        let word = |word: &crate::restore::Word| WordReport {
            out: [word.out.start, word.out.end],
            raw: word.raw,
            confidence: word.confidence,
            place: Place::of(source.places(), word.raw),
        };
        let span = source.span_in_line(line, 0..source.line(line).len());
        Some(Self {
            line: line + 1,
            span,
            place: Place::of(source.places(), span),
            text: found.text.clone(),
            edits: restored.edits(source, line),
            words: found.words.iter().map(word).collect(),
        })
    }

    /// The same report for a source that starts `lines` lines and `chars` code points into a longer one.
    pub fn shifted(mut self, lines: usize, chars: usize) -> Self {
        let shift = |span: &mut Span| *span = Span::new(span.start + chars, span.end + chars);
        self.line += lines;
        shift(&mut self.span);
        self.edits.iter_mut().for_each(|edit| shift(&mut edit.span));
        self.words.iter_mut().for_each(|word| shift(&mut word.raw));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Channel;

    #[test]
    fn a_report_counts_from_where_its_source_starts() {
        let source = Source::new("\nKé hoach");
        let restored = Restored::from_lines(&source, Channel::Eng, &["", "Kế hoạch"]);
        let report = LineReport::new(&source, &restored, 1).expect("line").shifted(10, 100);
        assert_eq!((report.line, report.span, report.text.as_str()), (12, Span::new(101, 109), "Kế hoạch"));
        assert_eq!(report.edits[1].span, Span::new(104, 109));
        assert_eq!((report.words[1].out, report.words[1].raw), ([5, 12], Span::new(104, 109)));
        assert_eq!(LineReport::new(&source, &restored, 2), None);
    }
}
