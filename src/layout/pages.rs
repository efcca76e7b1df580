//! The lines that carry content, with what shows where pages and paragraphs end.
//!
//! Plain OCR text has no form feeds: a page break is a leading space, three or more blank lines, or a bare page
//! number. Page numbers, footnotes (`footnote`) and lines without any letter or digit are furniture. Where places are known, what stands apart at the upper or lower edge
//! of a page is its number, or a running head where other pages have it too.

use std::collections::{HashMap, HashSet};

use super::footnote::footnotes;
use super::paper::{Paper, outer};
use super::stand::{Stand, breaks, stands};
use crate::document::Furniture;
use crate::layout::fuzzy::{fold, is_capitals};
use crate::restore::Restored;
use crate::text::Source;

/// Blank lines that make a page break.
const PAGE_GAP: usize = 3;

/// A line with content.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Index of the source line, from 0.
    pub index: usize,
    /// Restored text, trimmed.
    pub text: &'a str,
    /// Text as read, trimmed.
    pub raw: &'a str,
    /// Number of blank lines before.
    pub blanks: usize,
    /// Whether a page starts here.
    pub page: bool,
}

impl Line<'_> {
    /// Whether white space sets the line apart from the one before.
    pub fn gap(&self) -> bool {
        self.blanks > 0 || self.page
    }

    /// The first letter or digit.
    fn first(&self) -> Option<char> {
        self.text.chars().find(|c| c.is_alphanumeric())
    }

    /// Whether the text starts in a capital.
    pub fn capital(&self) -> bool {
        self.first().is_some_and(char::is_uppercase)
    }
}

/// A document's lines with content, and its furniture.
pub struct Pages<'a> {
    /// Lines with content in order.
    pub lines: Vec<Line<'a>>,
    /// Lines without content.
    pub furniture: Vec<Furniture>,
    /// Length in characters of a full line.
    pub width: usize,
    /// Where pages have their text.
    pub paper: Paper,
    /// Where each line stands, and whether a paragraph begins there, as far as that tells it.
    stands: Vec<Option<Stand>>,
    breaks: Vec<Option<bool>>,
}

impl<'a> Pages<'a> {
    /// The lines of a document.
    pub fn new(source: &'a Source, restored: &'a Restored) -> Self {
        let mut lines = Vec::new();
        let mut blanks = 0;
        for index in 0..source.line_count() {
            let whole = source.line(index);
            let raw = whole.trim();
            if raw.is_empty() {
                blanks += 1;
                continue;
            }
            let text = restored.lines.get(index).map_or(raw, |line| line.text.trim());
            let page = whole.starts_with([' ', '\x0c']) || blanks >= PAGE_GAP;
            lines.push(Line { index, text, raw, blanks, page });
            blanks = 0;
        }
        let paper = Paper::new(source.places());
        let placed: Vec<_> = lines.iter().map(|line| paper.line(source, restored, line.index)).collect();
        let outer = outer(&placed);
        let running = running(&lines, &outer);
        let mut furniture: Vec<Furniture> = (0..lines.len())
            .filter_map(|at| {
                let kind = furniture(&lines, at).or_else(|| match outer[at] {
                    true if bare(&lines[at]).is_some() => Some("page_number"),
                    true if running.contains(&repeated(&lines[at])) => Some("running_head"),
                    _ => None,
                })?;
                let line = lines[at].index + 1;
                Some(Furniture { lines: [line, line], kind: kind.into() })
            })
            .collect();
        let mut page = false;
        lines.retain_mut(|line| {
            let kept = furniture.binary_search_by_key(&(line.index + 1), |f| f.lines[0]).is_err();
            line.page |= page;
            page = !kept;
            kept
        });
        let mut notes = footnotes(&lines).into_iter();
        lines.retain(|line| {
            let note = notes.next() == Some(true);
            if note {
                furniture.push(Furniture { lines: [line.index + 1; 2], kind: "footnote".into() });
            }
            !note
        });
        furniture.sort_by_key(|furniture| furniture.lines);
        let width = width(&lines);
        let stands = stands(source, restored, &lines);
        let breaks = breaks(&lines, &stands);
        Self { lines, furniture, width, paper, stands, breaks }
    }

    /// Where line `at` stands.
    pub fn stand(&self, at: usize) -> Option<&Stand> {
        self.stands.get(at)?.as_ref()
    }

    /// Whether where lines stand tells that a paragraph begins at line `at`.
    pub fn parted(&self, at: usize) -> bool {
        self.breaks.get(at).copied().flatten() == Some(true)
    }

    /// Whether line `at` goes on with the one before.
    pub fn runs_on(&self, at: usize) -> bool {
        match self.breaks.get(at).copied().flatten() {
            Some(breaks) => !breaks,
            None => {
                self.lines.get(at).is_some_and(|line| !line.gap())
                    && at.checked_sub(1).is_some_and(|before| self.open(before))
            }
        }
    }

    /// Whether line `at` is cut by the margin rather than by the end of its paragraph.
    pub fn open(&self, at: usize) -> bool {
        let Some(line) = self.lines.get(at) else { return false };
        if let Some(breaks) = self.breaks.get(at + 1).copied().flatten() {
            return !breaks;
        }
        let text = line.text.trim_end_matches(['"', '”', ' ']);
        if text.ends_with([',', '-', '–']) {
            return true;
        }
        !ended(text) && 10 * text.chars().count() >= 8 * self.width
    }

    /// Whether line `at` ends far from the margin.
    pub fn short(&self, at: usize) -> bool {
        if let (Some(line), Some(next)) = (self.stand(at), self.stand(at + 1)) {
            return line.closes(next);
        }
        self.lines.get(at).is_some_and(|line| 10 * line.text.chars().count() < 7 * self.width)
    }

    /// Whether a paragraph without label starts at line `at`, judged by the line before it.
    pub fn starts_paragraph(&self, at: usize) -> bool {
        let Some(line) = self.lines.get(at) else { return false };
        let Some(before) = at.checked_sub(1).and_then(|before| self.lines.get(before)) else { return true };
        if let Some(breaks) = self.breaks.get(at).copied().flatten() {
            return breaks;
        }
        if line.text.is_empty() || !line.capital() || (self.open(at - 1) && !turns(before, line)) {
            return false;
        }
        if is_capitals(before.text) && is_capitals(line.text) && !line.page {
            return false;
        }
        if line.gap() {
            return true;
        }
        turns(before, line) || self.short(at - 1)
    }
}

/// Whether capitals end and running text starts, or the other way round.
fn turns(before: &Line, line: &Line) -> bool {
    let long = |line: &Line| line.text.chars().filter(|c| c.is_alphabetic()).count() >= 6;
    long(before) && long(line) && is_capitals(before.text) && !is_capitals(line.text)
}

/// Whether `text` ends a sentence or a clause of a list.
pub fn ended(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '\'', ')', ']', ' ']).ends_with(['.', ';', ':', '!', '?', '…'])
}

/// What line `at` is, when it carries no content.
fn furniture(lines: &[Line], at: usize) -> Option<&'static str> {
    let line = &lines[at];
    let next = lines.get(at + 1);
    if !line.raw.chars().chain(line.text.chars()).any(char::is_alphanumeric) && !line.raw.contains("./.") {
        return Some("noise");
    }
    let apart = line.gap() && next.is_none_or(|next| next.gap());
    let at_break = line.page || next.is_some_and(|next| next.page);
    // A number that was read as letters.
    if apart && at_break && line.raw.len() <= 3 && line.raw.bytes().all(|b| b.is_ascii_lowercase()) {
        return Some("noise");
    }
    let number = bare(line)?;
    (apart && (at_break || line.raw.len() > number.len())).then_some("page_number")
}

/// The number that a line is, but for dashes around it, or for the word and the count of pages of "Trang 2/5".
fn bare<'a>(line: &Line<'a>) -> Option<&'a str> {
    let number = line.raw.trim_matches(|c: char| matches!(c, '-' | '–' | '—' | ' '));
    let named = number.split_once(' ').filter(|(word, _)| fold(word) == "trang");
    let number = named.map_or(number, |(_, number)| number.split(['/', '⁄']).next().unwrap_or(number).trim());
    ((1..=3).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())).then_some(number)
}

/// What running heads have in common: their letters.
fn repeated(line: &Line) -> String {
    fold(line.raw).chars().filter(|c| c.is_alphabetic()).collect()
}

/// Pages that have a running head, at least.
const RUNNING: usize = 3;

/// The letters of the lines that stand apart at the edge of several pages.
fn running(lines: &[Line], outer: &[bool]) -> HashSet<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for (line, _) in lines.iter().zip(outer).filter(|(_, outer)| **outer) {
        *counts.entry(repeated(line)).or_default() += 1;
    }
    counts.into_iter().filter(|(text, count)| *count >= RUNNING && text.len() > 2).map(|(text, _)| text).collect()
}

/// The length that nine lines in ten do not exceed, of the lines that are not tiny.
fn width(lines: &[Line]) -> usize {
    let mut lengths: Vec<usize> = lines.iter().map(|line| line.text.chars().count()).filter(|&n| n >= 20).collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() * 9 / 10).copied().unwrap_or(80).clamp(40, 120)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Channel;

    fn pages<'a>(source: &'a Source, restored: &'a Restored) -> Pages<'a> {
        Pages::new(source, restored)
    }

    #[test]
    fn page_numbers_and_noise_are_furniture() {
        for (number, kind) in [("- 2 -", "page_number"), ("Trang 1/2", "page_number"), ("us", "noise")] {
            let source = Source::new(&format!("Một đoạn văn.\n\n{number}\n\n II. NHIỆM VỤ"));
            let restored = Restored::from_lines::<&str>(&source, Channel::Clean, &[]);
            let pages = pages(&source, &restored);
            assert_eq!(pages.furniture.first().map(|found| found.kind.as_str()), Some(kind), "{number}");
        }
        let source = Source::new("Một đoạn văn.\n\n\n\n14\n\nII. NHIỆM VỤ\n_ ' .\n5.\n");
        let restored = Restored::from_lines::<&str>(&source, Channel::Clean, &[]);
        let pages = pages(&source, &restored);
        let found: Vec<_> = pages.furniture.iter().map(|f| (f.lines[0], f.kind.as_str())).collect();
        assert_eq!(found, [(5, "page_number"), (8, "noise")]);
        assert_eq!(
            pages.lines.iter().map(|line| line.text).collect::<Vec<_>>(),
            ["Một đoạn văn.", "II. NHIỆM VỤ", "5."]
        );
        assert!(pages.lines[1].page);
    }

    #[test]
    fn paragraphs_run_on_over_blank_lines() {
        let text = "- Phát huy trí tuệ tập thể, vận hành hiệu quả cơ chế phối hợp đồng bộ, chặt chẽ\n\n\n\ngiữa các cấp, \
                    các ngành trong quá trình triển khai thực hiện Nghị quyết và Kế hoạch này.\n\nGiao các đơn vị.";
        let source = Source::new(text);
        let restored = Restored::from_lines::<&str>(&source, Channel::Clean, &[]);
        let pages = pages(&source, &restored);
        assert!(!pages.starts_paragraph(1));
        assert!(pages.starts_paragraph(2));
    }
}
