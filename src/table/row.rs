//! A row that is being read: how its cells end so far, and what its closing tells.

use super::fields::Field;
use super::label::{Label, digits_like, label};
use super::lessons::Scorers;
use super::line::Memory;
use super::words::{TextLine, Word};

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// A row of cells.
    Cells,
    /// A title over the rows below it.
    Group,
}

/// A cell so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Cell {
    /// Line and word of the last word that is sure enough to go on from.
    pub last: (u32, u32),
    /// First and last line.
    pub first_line: u32,
    pub last_line: u32,
    /// Letters of its last line, and of its widest.
    pub length: u32,
    pub widest: u32,
    /// Brackets that are open.
    pub open: i8,
}

/// A row whose end is not known yet.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OpenRow {
    pub kind: Kind,
    /// Its first line.
    pub start: usize,
    /// One for each column.
    pub cells: Vec<Option<Cell>>,
    /// The number that the next numbered row should have.
    pub next: u32,
}

/// Words less sure than this are passed over where a cell goes on, if others can be gone on from.
const FIRM: f32 = 0.4;
/// What a bracket costs that only opens or only closes in a cell, in nats: OCR loses some.
pub(crate) const BRACKET: f32 = 1.5;

/// The lines of a table, its scores, and the columns that play a part of their own.
#[derive(Clone)]
pub(crate) struct Shape<'a, 's> {
    pub lines: &'a [TextLine],
    pub scorers: Scorers<'s>,
    index: Option<usize>,
    subject: Option<usize>,
    note: Option<usize>,
    blank_tells: bool,
}

impl<'a, 's> Shape<'a, 's> {
    pub(crate) fn new(lines: &'a [TextLine], scorers: Scorers<'s>) -> Self {
        let scorer = scorers.all;
        let at = |fields: &[Field]| scorer.columns.iter().position(|column| fields.contains(&column.field));
        let blanks = lines.iter().filter(|line| line.after_blank).count();
        let last = scorer.columns.len().checked_sub(1);
        Self {
            lines,
            scorers,
            index: at(&[Field::Index]),
            subject: at(&[Field::Name, Field::Work]),
            note: last.filter(|&last| matches!(scorer.columns[last].field, Field::Note | Field::Basis)),
            blank_tells: blanks * 4 < lines.len(),
        }
    }

    /// A row that opens at line `start`.
    pub(crate) fn open(&self, kind: Kind, start: usize, next: u32) -> OpenRow {
        OpenRow { kind, start, cells: vec![None; self.scorers.all.columns.len()], next }
    }

    /// What a blank line before line `at` says for a new row.
    pub(crate) fn after_blank(&self, at: usize) -> f32 {
        if self.blank_tells && self.lines[at].after_blank { 1.35 } else { 0.0 }
    }

    pub(crate) fn word(&self, (line, word): (u32, u32)) -> &'a Word {
        &self.lines[line as usize].words[word as usize]
    }

    /// Whether a row of this kind has the column.
    pub(crate) fn allowed(&self, row: &OpenRow, column: usize) -> bool {
        row.kind == Kind::Cells || [self.index, self.subject, self.note].contains(&Some(column))
    }

    /// Whether a line of the column may be as wide as the page: in titles over rows.
    pub(crate) fn whole(&self, row: &OpenRow, column: usize) -> bool {
        row.kind == Kind::Group && Some(column) == self.subject
    }

    /// The row after line `at` was dealt.
    pub(crate) fn extend(&self, row: &OpenRow, at: usize, columns: &[u8]) -> OpenRow {
        let mut next = row.clone();
        let line = &self.lines[at];
        let mut from = 0;
        for (end, &column) in columns.iter().enumerate() {
            if columns.get(end + 1) == Some(&column) {
                continue;
            }
            let length = extent(line, from, end);
            let firm = (from..=end).rev().find(|&word| line.words[word].sure >= FIRM);
            let cell = &mut next.cells[column as usize];
            *cell = Some(match cell {
                Some(cell) => Cell {
                    last: firm.map_or(cell.last, |word| (at as u32, word as u32)),
                    last_line: at as u32,
                    length,
                    widest: cell.widest.max(length),
                    open: cell.open.saturating_add(brackets(line, from, end)).max(0),
                    ..*cell
                },
                None => Cell {
                    last: (at as u32, firm.unwrap_or(end) as u32),
                    first_line: at as u32,
                    last_line: at as u32,
                    length,
                    widest: length,
                    open: brackets(line, from, end).max(0),
                },
            });
            from = end + 1;
        }
        next
    }

    /// What closing a row before line `end` adds, and the number expected after it.
    pub(crate) fn close(&self, row: &OpenRow, end: usize, memory: &mut Memory) -> (f32, u32) {
        let mut score = 0.0;
        let mut next = row.next;
        let middle = (row.start + end - 1) as f32 / 2.0;
        for (column, cell) in row.cells.iter().enumerate() {
            let Some(cell) = cell else {
                if row.kind == Kind::Cells {
                    score += self.scorers.at(row.start).empty(column);
                    if Some(column) == self.index {
                        next += 1;
                    }
                }
                continue;
            };
            let word = self.word(cell.last);
            score += memory.end(self, column, *cell);
            if cell.open > 0 {
                score -= BRACKET;
            }
            if Some(column) == self.index {
                let (number_score, after) = number(word, row);
                score += number_score;
                next = after;
            }
            if row.kind == Kind::Cells {
                let own = (cell.first_line + cell.last_line) as f32 / 2.0;
                let apart = (own - middle).abs();
                score += if Some(column) == self.index {
                    -(0.95 * apart).min(3.0)
                } else {
                    let held = (cell.first_line as usize, cell.last_line as usize);
                    self.scorers.stands(&(row.start..end), held) - (0.35 * apart).min(0.97)
                };
            }
        }
        if row.kind == Kind::Group && self.subject.is_some_and(|subject| row.cells[subject].is_none()) {
            score -= 8.0;
        }
        (score, next)
    }
}

/// How well a row's label continues the numbering, and the number expected after it.
fn number(word: &Word, row: &OpenRow) -> (f32, u32) {
    let Some(label) = label(word) else { return (-2.0, row.next) };
    if row.kind == Kind::Group {
        return match label {
            Label::Roman => (2.5, row.next),
            Label::Letter => (2.0, row.next),
            Label::Decimal => (0.0, row.next),
            Label::Number(_) | Label::Damaged => (-2.5, row.next),
        };
    }
    match label {
        Label::Number(number) if number == row.next => (4.72, number + 1),
        Label::Number(1) => (0.5, 2),
        Label::Number(number) if number > row.next && number - row.next <= 3 => (0.5, number + 1),
        Label::Decimal => (1.5, row.next),
        Label::Number(_) | Label::Damaged => {
            let wanted = row.next.to_string();
            let read = digits_like(&word.folded).unwrap_or_default();
            let same = wanted.len() == read.len() && wanted.bytes().zip(read.bytes()).any(|(a, b)| a == b);
            let damaged = label == Label::Damaged && wanted.len() == read.len();
            let score = match (same, damaged) {
                (true, _) => 1.0,
                (false, true) => 0.5,
                (false, false) => -4.5,
            };
            (score, row.next + 1)
        }
        Label::Roman | Label::Letter => (-3.0, row.next + 1),
    }
}

/// Letters from one word's start to another's end.
fn extent(line: &TextLine, from: usize, to: usize) -> u32 {
    line.words[to].letters.1 - line.words[from].letters.0
}

/// Brackets that some words of a line open, less those that they close.
fn brackets(line: &TextLine, from: usize, to: usize) -> i8 {
    line.words[from..=to].iter().fold(0, |open, word| open.saturating_add(word.brackets))
}
