//! A decoded source text and its lines.

use std::ops::Range;

use sha2::{Digest, Sha256};

use super::Span;
use super::decode::{DecodeError, decode};
use crate::page::Places;

/// A document's text as it was read, decoded, with an index of its lines.
///
/// A byte-order mark is dropped and CRLF becomes LF, so spans refer to the text that [`Source::text`] returns.
#[derive(Clone, Debug)]
pub struct Source {
    text: String,
    sha256: String,
    /// Byte range of each line, without its line feed.
    lines: Vec<Range<usize>>,
    /// Code-point offset of each line's start.
    starts: Vec<usize>,
    /// Byte offset of every [`STEP`]th code point, so that offsets are found in time that no line's length adds to.
    steps: Vec<usize>,
    chars: usize,
    places: Places,
}

/// Code points between two known offsets.
const STEP: usize = 128;

impl Source {
    /// Decodes `bytes`.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self::with_hash(decode(bytes)?, digest(bytes)))
    }

    /// A source from text that is already decoded.
    pub fn new(text: &str) -> Self {
        Self::with_hash(text, digest(text.as_bytes()))
    }

    /// Text of pages, whose words stand at `places`; `sha256` is the digest of the bytes that they were read from.
    pub(crate) fn placed(text: &str, sha256: String, places: Places) -> Self {
        Self { places, ..Self::with_hash(text, sha256) }
    }

    fn with_hash(text: &str, sha256: String) -> Self {
        let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() };
        let (mut lines, mut starts, mut byte, mut chars) = (Vec::new(), Vec::new(), 0, 0);
        for line in text.split('\n') {
            lines.push(byte..byte + line.len());
            starts.push(chars);
            byte += line.len() + 1;
            chars += line.chars().count() + 1;
        }
        let steps = text.char_indices().step_by(STEP).map(|(byte, _)| byte).collect();
        Self { text, sha256, lines, starts, steps, chars: chars - 1, places: Places::default() }
    }

    /// The whole decoded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// SHA-256 of the bytes as read, in hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Where the words stand on paper; empty for plain text.
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// Notes that the text is that of scans which could not be read again.
    pub(crate) fn unread(mut self) -> Self {
        self.places.leave_unread();
        self
    }

    /// Number of code points.
    pub fn chars(&self) -> usize {
        self.chars
    }

    /// Number of lines; a final line feed opens a last, empty line.
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// Line `index` (from 0), without its line feed.
    pub fn line(&self, index: usize) -> &str {
        &self.text[self.lines[index].clone()]
    }

    /// All lines in order.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(|range| &self.text[range.clone()])
    }

    /// Code-point offset of the start of line `index` (from 0).
    pub fn line_start(&self, index: usize) -> usize {
        self.starts[index]
    }

    /// The line (from 0) that holds code point `offset`; the last line for offsets past the end.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset).saturating_sub(1)
    }

    /// The span of bytes `range` of line `index` (from 0).
    pub fn span_in_line(&self, index: usize, range: Range<usize>) -> Span {
        let line = self.lines[index].start;
        Span::new(self.offset_of(line + range.start), self.offset_of(line + range.end))
    }

    /// The text that `span` covers; parts outside the source are left out.
    pub fn slice(&self, span: Span) -> &str {
        &self.text[self.byte_of(span.start)..self.byte_of(span.end)]
    }

    /// The byte where code point `offset` starts; the end of the text for offsets past it.
    fn byte_of(&self, offset: usize) -> usize {
        let Some(&from) = self.steps.get(offset / STEP) else { return self.text.len() };
        self.text[from..].char_indices().nth(offset % STEP).map_or(self.text.len(), |(byte, _)| from + byte)
    }

    /// The code point that starts at `byte`.
    fn offset_of(&self, byte: usize) -> usize {
        let step = self.steps.partition_point(|&start| start <= byte).saturating_sub(1);
        step * STEP + self.steps.get(step).map_or(0, |&from| self.text[from..byte].chars().count())
    }
}

/// SHA-256 of `bytes`, hexadecimal.
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_count_code_points_over_lines() {
        let source = Source::new("Số: 08\nTrần Liễu\n");
        assert_eq!(source.line_count(), 3);
        let span = source.span_in_line(1, 7..source.line(1).len());
        assert_eq!(source.slice(span), "Liễu");
        assert_eq!(source.slice(Span::new(4, 11)), "08\nTrần");
        assert_eq!(source.line_of(span.start), 1);
        assert_eq!(source.slice(Span::new(0, 999)), source.text());
    }

    #[test]
    fn look_ups_agree_with_counting() {
        let text = format!("{}\n\n{}\n", "đ ".repeat(300), "Ủy ban ".repeat(100));
        let source = Source::new(&text);
        for (index, (byte, _)) in text.char_indices().enumerate() {
            let line = source.line_of(index);
            let within = byte - source.lines[line].start;
            assert_eq!(source.span_in_line(line, within..within), Span::new(index, index));
            assert_eq!(source.slice(Span::new(index, usize::MAX)), &text[byte..]);
        }
    }

    #[test]
    fn byte_order_mark_and_carriage_returns_are_dropped() {
        let source = Source::decode(b"\xef\xbb\xbfa\r\nb").expect("UTF-8");
        assert_eq!(source.text(), "a\nb");
        assert_eq!(Source::decode(b"").expect("empty").line_count(), 1);
    }
}
