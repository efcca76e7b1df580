//! What the extent of a piece of line says, and its brackets: for each chunk of a line worked out once, whatever the row.

use std::ops::Range;

use super::cells::Scorer;
use super::row::{Cell, OpenRow, Shape};
use super::words::TextLine;

/// What a bracket costs that only opens or only closes in a cell, in nats: OCR loses some.
pub(crate) const BRACKET: f32 = 1.5;

/// What pieces of one line cost.
pub(crate) struct Pieces<'s> {
    scorer: Scorer<'s>,
    /// The column of group rows that may be as wide as the page.
    subject: Option<usize>,
    extents: Vec<Extent>,
    /// By chunk and column: that a line of the column ends with it.
    broken: Vec<f32>,
}

/// Where a chunk of words stands on its line.
struct Extent {
    /// Letters before it, before the end of its first word, and before its own end.
    start: u32,
    first: u32,
    end: u32,
    /// Brackets that are open before it and after it.
    open_before: i32,
    open_after: i32,
}

/// A column in a row, as pieces need to know it.
pub(crate) struct Slot {
    column: usize,
    cell: Option<Cell>,
    /// Whether a piece may be as wide as the page.
    whole: bool,
    /// Letters that a full line has.
    widest: f32,
}

impl<'s> Pieces<'s> {
    pub(crate) fn new(shape: &Shape<'_, 's>, at: usize, chunks: &[Range<usize>]) -> Self {
        let (line, scorer) = (&shape.lines[at], shape.scorers.at(at));
        let mut open = 0;
        let extents = chunks
            .iter()
            .map(|chunk| {
                let (words, open_before) = (&line.words[chunk.clone()], open);
                open += words.iter().map(|word| i32::from(word.brackets)).sum::<i32>();
                let (first, last) = (words[0].letters, words[words.len() - 1].letters);
                Extent { start: first.0, first: first.1, end: last.1, open_before, open_after: open }
            })
            .collect();
        let ends = chunks.iter().map(|chunk| line.words[chunk.end - 1].key);
        let width = scorer.columns.len();
        let broken = ends.flat_map(|end| (0..width).map(move |column| scorer.others(column).broken(end))).collect();
        Self { scorer, subject: shape.subject, extents, broken }
    }

    /// A column of `row`.
    pub(crate) fn slot(&self, row: &OpenRow, column: usize) -> Slot {
        let whole = row.is_group() && Some(column) == self.subject;
        let widest = if whole { self.scorer.words.page * 0.85 } else { self.scorer.columns[column].seen.width };
        Slot { column, cell: row.cells[column], whole, widest }
    }

    /// What the piece from the start of chunk `from` to the end of chunk `to` costs, at most 0. None is wider than its column; and a cell's line is
    /// broken only where the next word no longer fits.
    pub(crate) fn cost(&self, from: usize, to: usize, slot: &Slot) -> f32 {
        let (first, last) = (&self.extents[from], &self.extents[to]);
        let length = last.end - first.start;
        let mut score = if slot.whole {
            0.0
        } else {
            self.scorer.width(length, slot.column) + self.broken[to * self.scorer.columns.len() + slot.column]
        };
        let open = slot.cell.map_or(0, |cell| i32::from(cell.open));
        if open + last.open_after - first.open_before < 0 {
            score -= BRACKET;
        }
        if let Some(cell) = slot.cell {
            let widest = (slot.widest * 0.9).max(cell.widest.max(length) as f32);
            let fitted = cell.length + 1 + first.first - first.start;
            score -= ((0.95 - fitted as f32 / widest) * 25.0).clamp(0.0, 6.0);
        }
        score
    }
}

/// Letters from one word's start to another's end.
pub(crate) fn extent(line: &TextLine, from: usize, to: usize) -> u32 {
    line.words[to].letters.1 - line.words[from].letters.0
}

/// Brackets that some words of a line open, less those that they close.
pub(crate) fn brackets(line: &TextLine, from: usize, to: usize) -> i8 {
    line.words[from..=to].iter().fold(0, |open, word| open.saturating_add(word.brackets))
}
