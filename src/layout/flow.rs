//! Lines joined into running text that knows where each part was read.

use std::ops::Range;

use crate::page::Place;
use crate::restore::Restored;
use crate::text::{Source, Span};

/// Restored lines joined into one text: by one space, or by nothing where a line ends in a hyphen that closes on a
/// letter or digit (`57-⏎NQ/TW`). White space at the ends of lines is dropped, blank lines are passed over.
#[derive(Clone, Debug)]
pub struct Flow<'a> {
    source: &'a Source,
    restored: &'a Restored,
    text: String,
    /// For each joined piece: its start in `text`, its line, and the byte in that line where it starts.
    pieces: Vec<(usize, usize, usize)>,
}

impl<'a> Flow<'a> {
    /// Joins lines `first..=last` (from 0); the first line starts at byte `from` of its restored text.
    pub fn new(source: &'a Source, restored: &'a Restored, first: usize, last: usize, from: usize) -> Self {
        let mut flow = Self { source, restored, text: String::new(), pieces: Vec::new() };
        for line in first..=last {
            let start = if line == first { from } else { 0 };
            flow.push(line, start..restored.lines[line].text.len());
        }
        flow
    }

    /// A flow without lines, to [`push`](Self::push) parts of lines on.
    pub fn empty(source: &'a Source, restored: &'a Restored) -> Self {
        Self { source, restored, text: String::new(), pieces: Vec::new() }
    }

    /// Adds bytes `range` of restored line `line` (from 0).
    pub fn push(&mut self, line: usize, range: Range<usize>) {
        let part = &self.restored.lines[line].text[range.clone()];
        let body = part.trim();
        if body.is_empty() {
            return;
        }
        let lead = part.len() - part.trim_start().len();
        if !self.text.is_empty() && !hyphenated(&self.text) {
            self.text.push(' ');
        }
        self.pieces.push((self.text.len(), line, range.start + lead));
        self.text.push_str(body);
    }

    /// The joined text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether nothing was joined.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The line (from 0) and the byte of its restored text at byte `at` of the joined text.
    pub fn place(&self, at: usize) -> Option<(usize, usize)> {
        let index = self.pieces.partition_point(|&(start, ..)| start <= at).checked_sub(1)?;
        let (start, line, byte) = self.pieces[index];
        Some((line, (byte + at - start).min(self.restored.lines[line].text.len())))
    }

    /// The source span of bytes `range` of the joined text: that of all words it touches.
    pub fn span(&self, range: Range<usize>) -> Span {
        self.parts(range)
            .map(|(line, part)| self.restored.locate(self.source, line, part))
            .filter(|span| !span.is_empty())
            .reduce(Span::cover)
            .unwrap_or_default()
    }

    /// The place on paper of bytes `range` of the joined text. Unlike that of its [`span`](Self::span) it leaves out what stands between its parts
    /// in the source and beside them on the page.
    pub fn on_paper(&self, range: Range<usize>) -> Place {
        let places = self.source.places();
        Place::cover(
            self.parts(range).map(|(line, part)| Place::of(places, self.restored.locate(self.source, line, part))),
        )
    }

    /// Mean confidence of the words that stand in bytes `range` of the joined text; 1 where there is none.
    pub fn confidence(&self, range: Range<usize>) -> f32 {
        let (mut sum, mut count) = (0.0, 0.0);
        for (line, part) in self.parts(range) {
            for word in self.restored.lines[line].touched(&part) {
                sum += f64::from(word.confidence);
                count += 1.0;
            }
        }
        if count > 0.0 { (sum / count) as f32 } else { 1.0 }
    }

    /// The lines, and the bytes of each, that bytes `range` of the joined text were taken from.
    pub fn parts(&self, range: Range<usize>) -> impl Iterator<Item = (usize, Range<usize>)> {
        let first = self.pieces.partition_point(|&(start, ..)| start <= range.start).saturating_sub(1);
        let pieces = self.pieces.iter().enumerate().skip(first);
        pieces.take_while(move |(_, (start, ..))| *start < range.end).filter_map(
            move |(index, &(start, line, byte))| {
                let stop = self.pieces.get(index + 1).map_or(self.text.len(), |next| next.0);
                let (from, to) = (range.start.max(start), range.end.min(stop));
                let end = (byte + to.max(from) - start).min(self.restored.lines[line].text.len());
                (from < to).then(|| (line, byte + from - start..end))
            },
        )
    }

    /// The source lines (from 0) that text was taken from, in order.
    pub fn lines(&self) -> impl Iterator<Item = usize> {
        self.pieces.iter().map(|piece| piece.1)
    }

    /// The source span of the whole.
    pub fn whole(&self) -> Span {
        self.span(0..self.text.len())
    }
}

/// Whether `text` ends in a hyphen that belongs to the word before it.
fn hyphenated(text: &str) -> bool {
    let mut end = text.chars().rev();
    end.next() == Some('-') && end.next().is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Channel;

    #[test]
    fn lines_join_and_keep_their_places() {
        let source = Source::new(" sé 57-\nNQ/TW cta\n\nBO");
        let restored = Restored::from_lines(&source, Channel::Eng, &[" số 57-", "NQ/TW của", "", "Bộ"]);
        let flow = Flow::new(&source, &restored, 0, 3, 0);
        assert_eq!(flow.text(), "số 57-NQ/TW của Bộ");
        let at = flow.text().find("57").expect("number");
        let span = flow.span(at..at + 8);
        assert_eq!(source.slice(span), "57-\nNQ/TW");
        let at = flow.text().find("Bộ").expect("word");
        assert_eq!(flow.place(at), Some((3, 0)));
        assert_eq!(source.slice(flow.span(at..flow.text().len())), "BO");
    }
}
