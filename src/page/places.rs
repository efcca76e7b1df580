//! The text of pages, and where each word of it stands.

use super::{Page, Rect, Ruling, Word};
use crate::document::Channel;
use crate::text::{Source, Span};

/// A word of a source where it stands on paper.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// The word in the source's text.
    pub span: Span,
    /// Number of the page, from 1.
    pub page: usize,
    /// Where on the page.
    pub bbox: Rect,
    /// How sure the engine is, 0 to 1, where it says so.
    pub confidence: Option<f32>,
    /// What another engine read there.
    pub other: Option<Other>,
    /// How thick its strokes are, in points, where the page was seen.
    pub stroke: Option<f32>,
}

/// What a second engine read where a word stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Other {
    /// Its text, without white space.
    pub text: String,
    /// How sure that engine is, 0 to 1, where it says so.
    pub confidence: Option<f32>,
}

/// Where the words of a source stand; empty for plain text.
#[derive(Clone, Debug, Default)]
pub struct Places {
    words: Vec<Placed>,
    /// For each page.
    rulings: Vec<Vec<Ruling>>,
    other: Option<Channel>,
    unread: bool,
}

impl Places {
    /// All words in the order of the text.
    pub fn words(&self) -> &[Placed] {
        &self.words
    }

    /// The lines printed on page `page` (from 1), where they are known.
    pub fn rulings(&self, page: usize) -> &[Ruling] {
        page.checked_sub(1).and_then(|at| self.rulings.get(at)).map_or(&[], Vec::as_slice)
    }

    /// What the second readings went through, where there are any.
    pub fn other(&self) -> Option<Channel> {
        self.other
    }

    /// Whether the pages are scans that an engine would have read better than the text which they brought, had it been there.
    pub fn is_unread(&self) -> bool {
        self.unread
    }

    /// Notes that they are.
    pub(crate) fn leave_unread(&mut self) {
        self.unread = true;
    }

    /// The words that `span` touches.
    pub fn within(&self, span: Span) -> &[Placed] {
        let from = self.words.partition_point(|word| word.span.end <= span.start);
        let to = self.words.partition_point(|word| word.span.start < span.end);
        self.words.get(from..to).unwrap_or_default()
    }

    /// The page on which `span` starts and the rectangle of its words there.
    pub fn locate(&self, span: Span) -> Option<(usize, Rect)> {
        let words = self.within(span);
        let page = words.first()?.page;
        let boxes = words.iter().take_while(|word| word.page == page).map(|word| word.bbox);
        Some((page, boxes.reduce(Rect::cover)?))
    }
}

/// The text of `pages` with its places, as a source of bytes whose digest is `sha256`; `other` is what the words' second readings went
/// through.
///
/// It is written as Tesseract writes plain text: words with one space between, a line for each line, a blank one before a line that stands
/// apart; a page after the first opens with a form feed.
pub fn source(pages: Vec<Page>, sha256: String, other: Option<Channel>) -> Source {
    let mut text = String::new();
    let (mut places, mut chars) = (Places { other, ..Places::default() }, 0);
    for (index, page) in pages.into_iter().enumerate() {
        let mut opens = index > 0;
        places.rulings.push(page.rulings);
        let (width, height) = (page.width, page.height);
        for line in page.lines {
            let mut words = line.words.into_iter().filter(|word| !word.text.trim().is_empty()).peekable();
            if words.peek().is_none() {
                continue;
            }
            let before = text.len();
            if before > 0 && (line.apart || opens) {
                text.push('\n');
            }
            if std::mem::take(&mut opens) {
                text.push('\x0c');
            }
            // Both are ASCII.
            chars += text.len() - before;
            while let Some(Word { text: read, bbox, confidence, other, stroke }) = words.next() {
                let (start, byte) = (chars, text.len());
                for (at, part) in read.split_whitespace().enumerate() {
                    text.extend((at > 0).then_some(' '));
                    text.push_str(part);
                }
                chars += text[byte..].chars().count();
                let (span, bbox) = (Span::new(start, chars), bbox.within(width, height));
                places.words.push(Placed { span, page: index + 1, bbox, confidence, other, stroke });
                text.push(if words.peek().is_some() { ' ' } else { '\n' });
                chars += 1;
            }
        }
    }
    Source::placed(&text, sha256, places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Line;

    fn line(apart: bool, words: &[&str]) -> Line {
        let word = |(at, text): (usize, &&str)| {
            let left = 50.0 * at as f32;
            Word { text: (*text).to_owned(), bbox: Rect::new(left, 10.0, left + 40.0, 20.0), ..Word::default() }
        };
        Line { words: words.iter().enumerate().map(word).collect(), apart }
    }

    fn page(lines: Vec<Line>) -> Page {
        Page { width: 595.0, height: 842.0, lines, ..Page::default() }
    }

    #[test]
    fn text_is_written_as_the_engine_does() {
        let table: [(Vec<Page>, &str); 5] = [
            (vec![], ""),
            (vec![page(vec![line(true, &["Số:", "08"]), line(false, &["Liễu"])])], "Số: 08\nLiễu\n"),
            (vec![page(vec![line(false, &["a"]), line(true, &["b"])])], "a\n\nb\n"),
            (vec![page(vec![line(false, &["a"])]), page(vec![line(true, &["b"])])], "a\n\n\x0cb\n"),
            // What would tear a line is no part of a word.
            (vec![page(vec![]), page(vec![line(false, &[" ", "b\r\n\x0cc ", ""]), line(true, &["\t"])])], "\x0cb c\n"),
        ];
        for (pages, expected) in table {
            assert_eq!(source(pages, String::new(), None).text(), expected);
        }
    }

    #[test]
    fn words_are_found_by_their_span() {
        let pages = vec![page(vec![line(false, &["Số:", "08"])]), page(vec![line(false, &["Trần", "Liễu"])])];
        let source = source(pages, String::new(), None);
        let places = source.places();
        for (word, text) in places.words().iter().zip(["Số:", "08", "Trần", "Liễu"]) {
            assert_eq!(source.slice(word.span), text);
        }
        let all = Span::new(0, source.chars());
        assert_eq!(places.locate(all), Some((1, Rect::new(0.0, 10.0, 90.0, 20.0))));
        let last = places.words()[3].span;
        assert_eq!(places.locate(last), Some((2, Rect::new(50.0, 10.0, 90.0, 20.0))));
        assert_eq!(places.locate(Span::new(last.start - 1, last.start)), None);
        assert!(Source::new("plain").places().words().is_empty());
    }
}
