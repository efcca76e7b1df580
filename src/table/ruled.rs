//! Tables whose cells are known by rulings, or by the white space between them: what stands where is known, nothing is searched for.
//!
//! The grids of a page are filled in `filled`. The upper rows of the first name the columns; a grid that repeats them, or has none and as many
//! columns, goes on with the table of the page before. A grid whose columns have no known titles is left to the search over text.

use std::ops::Range;

use strsim::normalized_levenshtein;

use crate::document::{Furniture, Table};
use crate::page::Grid;
use crate::restore::Restored;
use crate::text::Source;

use super::broken::Part;
use super::build::{self, Parts};
use super::decode::{ReadRow, Reading};
use super::fields::Field;
use super::filled::{Filled, fill};
use super::header::Heading;
use super::row::Kind;
use super::words::TextLine;

/// Likeness from which a header is repeated.
const REPEATED: f64 = 0.6;

/// A table by its grids.
pub(crate) struct Ruled {
    /// Its lines (from 0), without those above it that may be its title.
    pub lines: Range<usize>,
    /// Its header and rows; title, caption and the lines of the whole are not set.
    pub table: Table,
    /// Its header where it is repeated.
    pub furniture: Vec<Furniture>,
    /// Those of its lines, from 0, that stand in cells, in order.
    pub held: Vec<usize>,
}

/// The tables by rulings in `lines` (from 0) of a document; `apart` tells the lines that open another table.
pub(crate) fn find(
    source: &Source,
    restored: &Restored,
    lines: Range<usize>,
    apart: impl Fn(usize) -> bool,
) -> Vec<Ruled> {
    let mut open: Vec<Building> = Vec::new();
    for filled in fill(source, restored, lines) {
        let (Some(from), Some(to)) =
            (filled.lines.iter().map(|line| line.line).min(), filled.lines.iter().map(|line| line.line).max())
        else {
            continue;
        };
        let head = filled.head();
        let headings = filled.headings(source, restored, head);
        let known = open
            .last_mut()
            .filter(|known| known.headings.len() == headings.len() && known.ruled == filled.ruled)
            .filter(|known| !(known.lines.end..from).any(&apart));
        match known {
            Some(known) if !convincing(&headings) || repeats(&known.headings, &headings) => {
                let head = if convincing(&headings) { head } else { 0 };
                known.add(source, restored, filled, head, true);
                known.lines.end = known.lines.end.max(to + 1);
            }
            _ if convincing(&headings) => {
                let mut table = Building::new(headings, from..to + 1, filled.ruled);
                table.add(source, restored, filled, head, false);
                open.push(table);
            }
            _ => {}
        }
    }
    open.into_iter().map(|table| table.finish(source, restored)).collect()
}

/// Whether headings name what tables name.
fn convincing(headings: &[Heading]) -> bool {
    let known = headings.iter().filter(|heading| heading.share > 0.0).count();
    known >= 2 && 2 * known >= headings.len()
}

/// Whether most titles are those of the header before.
fn repeats(before: &[Heading], headings: &[Heading]) -> bool {
    let same = before.iter().zip(headings).filter(|(a, b)| normalized_levenshtein(&a.title, &b.title) >= REPEATED);
    same.count() * 2 > headings.len()
}

/// A table while its grids are put together.
struct Building {
    headings: Vec<Heading>,
    /// Whether rulings part its cells.
    ruled: bool,
    lines: Range<usize>,
    /// Its lines row by row: a source line stands there once for each row that it has words of.
    words: Vec<TextLine>,
    reading: Reading,
    repeated: Vec<usize>,
    held: Vec<usize>,
}

impl Building {
    fn new(headings: Vec<Heading>, lines: Range<usize>, ruled: bool) -> Self {
        let (words, reading) = (Vec::new(), Reading::default());
        Self { headings, ruled, lines, words, reading, repeated: Vec::new(), held: Vec::new() }
    }

    fn column(&self, fields: &[Field]) -> Option<usize> {
        self.headings.iter().position(|heading| fields.contains(&heading.field))
    }

    /// Adds the rows of a grid below its header of `head` rows; of one that goes on with the table, the first may go on with the last row.
    fn add(&mut self, source: &Source, restored: &Restored, filled: Filled, head: usize, more: bool) {
        let Filled { grid, lines, cells, .. } = filled;
        let subject = self.column(&[Field::Name, Field::Work]).unwrap_or(usize::from(grid.width() > 1));
        // A row goes on as long as the cell that says what it is about does.
        let first = |row: usize| grid.root(row, subject).0.max(head).min(row);
        for (line, cells) in lines.iter().zip(&cells) {
            self.held.extend((!cells.is_empty()).then_some(line.line));
            if more && cells.iter().all(|cell| cell.0 < head) {
                self.repeated.push(line.line);
            }
        }
        let mut broken =
            self.reading.rows.last().filter(|last| more && last.kind == Kind::Cells).map(|last| last.lines.clone());
        for row in (head..grid.height()).filter(|&row| first(row) == row) {
            let start = self.words.len();
            for (line, cells) in lines.iter().zip(&cells) {
                let own = |cell: &(usize, usize)| cell.0 >= head && first(cell.0) == row;
                let of: Vec<u8> = cells.iter().filter(|cell| own(cell)).map(|cell| cell.1 as u8).collect();
                if of.is_empty() {
                    continue;
                }
                let words = line.words.iter().zip(cells).filter(|(_, cell)| own(cell)).map(|(word, _)| word.clone());
                self.words.push(TextLine { words: words.collect(), ..*line });
                self.reading.columns.push(of);
            }
            let numbers = self.words[start..].iter().flat_map(|line| &line.words).enumerate();
            if start == self.words.len()
                || is_numbers(numbers.map(|(at, word)| (at, word.folded.as_str())), grid.width())
            {
                self.words.truncate(start);
                self.reading.columns.truncate(start);
                continue;
            }
            let whole = Part { source, restored, lines: &self.words, columns: &self.reading.columns };
            let (index, next) = (self.column(&[Field::Index]), start..self.words.len());
            let goes_on = broken.take().is_some_and(|last| whole.goes_on(last, next, index, grid.width()));
            if let Some(last) = self.reading.rows.last_mut().filter(|_| goes_on) {
                last.lines.end = self.words.len();
                continue;
            }
            let kind = self.kind(&grid, row, subject, start);
            self.reading.rows.push(ReadRow { kind, lines: start..self.words.len() });
        }
    }

    /// What the row whose words start at `start` is: a title over rows stands in a cell over several columns, or alone in its row.
    fn kind(&self, grid: &Grid, row: usize, subject: usize, start: usize) -> Kind {
        let index = self.column(&[Field::Index]);
        let alone = self.reading.columns[start..].iter().flatten().all(|&column| {
            let column = usize::from(column);
            column == subject || Some(column) == index || column == grid.root(row, subject).1
        });
        let wide = subject + 1 < grid.width() && grid.root(row, subject) == grid.root(row, subject + 1);
        let numbered = self.words[start..].iter().zip(&self.reading.columns[start..]).any(|(line, columns)| {
            let own = line.words.iter().zip(columns).filter(|(_, column)| Some(usize::from(**column)) == index);
            own.into_iter().any(|(word, _)| word.folded.parse::<u32>().is_ok())
        });
        if alone && (wide || !numbered && grid.width() > 3) { Kind::Group } else { Kind::Cells }
    }

    fn finish(self, source: &Source, restored: &Restored) -> Ruled {
        let Self { headings, lines, words, reading, repeated, mut held, .. } = self;
        held.sort_unstable();
        let role = build::role(&headings);
        let parts = Parts { source, restored, headings: &headings, lines: &words, reading: &reading };
        let mut table = Table {
            id: String::new(),
            title: None,
            caption: None,
            role,
            lines: [lines.start + 1, lines.end],
            columns: build::columns(&headings, role),
            rows: parts.rows(),
            unplaced: Vec::new(),
        };
        // A column of numbers is there also where none was read.
        build::drop_empty(&mut table, usize::from(headings.first().is_some_and(|first| first.field == Field::Index)));
        let furniture = |lines| Furniture { lines, kind: "repeated_header".into() };
        Ruled { lines, table, furniture: super::region::runs(&repeated).into_iter().map(furniture).collect(), held }
    }
}

/// Whether words number the columns of a table: `(1) (2) (3)`.
fn is_numbers<'a>(words: impl Iterator<Item = (usize, &'a str)>, width: usize) -> bool {
    let mut count = 0;
    words.inspect(|_| count += 1).all(|(at, word)| word.parse::<usize>().is_ok_and(|number| number == at + 1))
        && count >= 3.min(width)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Channel, TableRole};
    use crate::page::{Line, Page, Rect, Ruling, Word, source};
    use crate::table::{Known, find};

    /// Where the columns of the table stand, and how high its rows are.
    const COLUMNS: [f32; 5] = [50.0, 80.0, 300.0, 350.0, 400.0];
    const ROW: f32 = 30.0;

    /// A page whose table begins at 100 points and has these cells, row by row; those of a row that are fewer than the columns are one, the last
    /// of them. Lines above and below it stand by themselves.
    fn page(above: &[&str], rows: &[&[&str]], below: &[&str]) -> Page {
        let line = |text: &str, left: f32, top: f32| {
            let mut at = left;
            let word = |text: &str| {
                let bbox = Rect::new(at, top, at + 4.0 * text.chars().count() as f32, top + 8.0);
                at = bbox.right + 3.0;
                Word { text: text.to_owned(), bbox, ..Word::default() }
            };
            Line { words: text.split(' ').map(word).collect(), apart: false }
        };
        let stacked = |texts: &[&str], top: f32| -> Vec<Line> {
            texts.iter().zip(0..).map(|(text, at)| line(text, 200.0, top + 12.0 * at as f32)).collect()
        };
        let bottom = 100.0 + ROW * rows.len() as f32;
        let mut page = Page { width: 595.0, height: 842.0, lines: stacked(above, 20.0), ..Page::default() };
        let ruling = |from: [f32; 2], to: [f32; 2]| Ruling { from, to };
        for (at, cells) in rows.iter().enumerate() {
            let top = 100.0 + ROW * at as f32;
            page.rulings.push(ruling([COLUMNS[0], top], [COLUMNS[4], top]));
            for (column, cell) in cells.iter().enumerate() {
                page.rulings.push(ruling([COLUMNS[column], top], [COLUMNS[column], top + ROW]));
                for (row, text) in cell.split('\n').filter(|text| !text.is_empty()).enumerate() {
                    page.lines.push(line(text, COLUMNS[column] + 2.0, top + 3.0 + 12.0 * row as f32));
                }
            }
        }
        page.rulings.push(ruling([COLUMNS[0], bottom], [COLUMNS[4], bottom]));
        page.rulings.push(ruling([COLUMNS[4], 100.0], [COLUMNS[4], bottom]));
        page.lines.extend(stacked(below, bottom + 20.0));
        page
    }

    #[test]
    fn rows_are_put_together_over_pages() {
        let head: &[&str] = &["STT", "Nội dung chi", "Đơn vị tính", "Số lượng"];
        let pages = vec![
            page(
                &["PHỤ LỤC", "DỰ TOÁN KINH PHÍ"],
                &[head, &["A", "Tuyên truyền"], &["1", "Lớp hướng dẫn\nphân loại rác", "Lớp", "40"]],
                &[],
            ),
            page(
                &["2"],
                &[head, &["2", "In cẩm nang", "| Cuốn", "60"], &["B", "Trang thiết bị"], &["3", "Xe", "Chiếc", ""]],
                &["Trên đây là dự toán."],
            ),
        ];
        let source = source(pages, String::new(), None);
        let restored = Restored::from_lines::<&str>(&source, Channel::Clean, &[]);
        let found = find(&source, &restored, 0..source.line_count(), Known::default());
        assert_eq!(found.tables.len(), 1);
        let table = &found.tables[0];
        assert_eq!((table.title.as_deref(), table.role), (Some("PHỤ LỤC: DỰ TOÁN KINH PHÍ"), TableRole::Targets));
        assert_eq!(
            table.columns.iter().map(|column| column.field.as_str()).collect::<Vec<_>>(),
            ["index", "name", "unit", "amount"]
        );
        let row = |row: &crate::document::Row| {
            let cells = row.cells.iter().map(|cell| cell.as_ref().map_or("-", |cell| cell.text.as_str()));
            format!("{}: {}", row.group.as_deref().unwrap_or_default(), cells.collect::<Vec<_>>().join(" | "))
        };
        assert_eq!(
            table.rows.iter().map(row).collect::<Vec<_>>(),
            [
                "A Tuyên truyền: 1 | Lớp hướng dẫn phân loại rác | Lớp | 40",
                "A Tuyên truyền: 2 | In cẩm nang | Cuốn | 60",
                "B Trang thiết bị: 3 | Xe | Chiếc | -",
            ]
        );
        let kinds: Vec<&str> = found.furniture.iter().map(|furniture| furniture.kind.as_str()).collect();
        assert_eq!(kinds, ["page_number", "repeated_header"]);
        let last = source.line_count() - 1;
        assert_eq!((found.rest, found.diagnostics.len()), (vec![[last, last]], 0));
    }

    #[test]
    fn unknown_titles_are_left_to_the_text() {
        let pages = vec![page(&[], &[&["Sáng", "Trưa", "Chiều", "Tối"], &["a", "b", "c", "d"]], &[])];
        let source = source(pages, String::new(), None);
        let restored = Restored::from_lines::<&str>(&source, Channel::Clean, &[]);
        let found = find(&source, &restored, 0..source.line_count(), Known::default());
        assert!(found.tables.is_empty() && !found.rest.is_empty());
    }
}
