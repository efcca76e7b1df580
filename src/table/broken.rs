//! Rows that the end of a page breaks in two: what stands at the head of the next page goes on with the last row.
//!
//! Such a row has its number on one of the pages only, and a cell whose text goes on: in the middle of a sentence, from a line that left no room for
//! the next word.

use std::ops::Range;

use crate::layout::pages::ended;
use crate::page::Rect;
use crate::restore::Restored;
use crate::text::Source;

use super::words::{TextLine, Word};

/// White space between two words, in the height of letters.
const SPACE: f32 = 0.5;
/// Lines of a table that show how wide its columns are.
const LOOKED_AT: usize = 200;

/// Words of a table with the columns that they stand in.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub source: &'a Source,
    pub restored: &'a Restored,
    pub lines: &'a [TextLine],
    pub columns: &'a [Vec<u8>],
}

impl<'a> Part<'a> {
    /// Whether the row of lines `next`, the first of a page, goes on with that of lines `last`, the one before it. `index` is the column of numbers.
    pub fn goes_on(self, last: Range<usize>, next: Range<usize>, index: Option<usize>, width: usize) -> bool {
        goes_on(self.cut(last.end.saturating_sub(LOOKED_AT)..last.end), self.cut(last), self.cut(next), index, width)
    }

    fn cut(self, lines: Range<usize>) -> Self {
        Self { lines: &self.lines[lines.clone()], columns: &self.columns[lines], ..self }
    }

    /// The words in a column, each with its line.
    fn words(self, column: usize) -> impl Iterator<Item = (usize, &'a Word)> {
        self.lines.iter().zip(self.columns).flat_map(move |(line, columns)| {
            let own = line.words.iter().zip(columns).filter(move |(_, at)| usize::from(**at) == column);
            own.map(|(word, _)| (line.line, word))
        })
    }

    fn text(self, (line, word): (usize, &Word)) -> &'a str {
        self.restored.lines[line].text.get(word.range.clone()).unwrap_or_default()
    }

    fn place(self, (line, word): (usize, &Word)) -> Option<Rect> {
        self.locate((line, word)).map(|(_, bbox)| bbox)
    }

    fn locate(self, (line, word): (usize, &Word)) -> Option<(usize, Rect)> {
        self.source.places().locate(self.restored.locate(self.source, line, word.range.clone()))
    }

    /// The page that its first line stands on.
    fn page(self) -> Option<usize> {
        let line = self.lines.first()?;
        self.locate((line.line, line.words.first()?)).map(|(page, _)| page)
    }

    fn is_empty(self, column: usize) -> bool {
        self.words(column).next().is_none()
    }

    /// Whether a column holds numbers and nothing else.
    fn is_number(self, column: usize) -> bool {
        self.words(column).all(|(_, word)| word.number && !word.folded.chars().any(char::is_alphabetic))
    }
}

/// How a cell that has words on both pages looks.
#[derive(PartialEq)]
enum Seam {
    /// It goes on.
    Open,
    /// It may.
    Unclear,
    /// What stands on the next page is another cell.
    Closed,
}

/// Whether `after`, the first row of a page, goes on with `before`, the last one of the page before; `whole` is what stands above. `index`
/// is the column of numbers.
fn goes_on(whole: Part, before: Part, after: Part, index: Option<usize>, width: usize) -> bool {
    if before.page() == after.page() || index.is_some_and(|index| !before.is_empty(index) && !after.is_empty(index)) {
        return false;
    }
    let mut open = false;
    for column in (0..width).filter(|&column| Some(column) != index && !after.is_empty(column)) {
        match seam(whole, before, after, column) {
            Seam::Open => open = true,
            // Where nothing numbers the rows, each cell has to go on.
            Seam::Unclear if index.is_some() => {}
            _ => return false,
        }
    }
    open
}

fn seam(whole: Part, before: Part, after: Part, column: usize) -> Seam {
    let (Some(last), Some(first)) = (before.words(column).last(), after.words(column).next()) else {
        return Seam::Unclear;
    };
    if after.is_number(column) && before.is_number(column) {
        return Seam::Closed;
    }
    let small = after.text(first).chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase);
    let open = !ended(before.text(last));
    let full = || {
        let edge = whole.words(column).filter_map(|word| whole.place(word)).map(|bbox| bbox.right).reduce(f32::max)?;
        let (end, next) = (before.place(last)?, after.place(first)?);
        Some(edge - end.right < next.width() + SPACE * next.height())
    };
    match full() {
        Some(true) if small || open => Seam::Open,
        _ if small && open => Seam::Open,
        Some(false) => Seam::Closed,
        _ => Seam::Unclear,
    }
}
