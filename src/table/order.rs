//! Where the words of a table's cells stand in the source, once the table was read.
//!
//! Restoring knows the words before and after; on the lines of a table these may be of other cells. So when the cells are known, the text is
//! restored once more, cell by cell, and the table is built again of the same cells.

use std::ops::Range;

use super::decode::{ReadRow, Reading};
use super::header::Heading;
use super::row::Kind;
use super::words::TextLine;
use crate::restore::Restored;
use crate::restore::order::{Block, Order, Piece};
use crate::text::Source;

/// Pieces that are read together at most: what has more is no cell.
const MOST: usize = 60;

/// A row where it stands.
#[derive(Clone, Debug)]
struct Known {
    kind: Kind,
    /// Its lines, from 0, with what else stands between them.
    lines: Range<usize>,
    /// Parts of its lines, each with its column, top to bottom and left to right.
    pieces: Vec<(u8, Piece)>,
}

/// The rows of all tables that were read from text, where they stand in the source: from top to bottom, each apart from the others.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    rows: Vec<Known>,
    /// The columns of each table, with the first line of its rows.
    tables: Vec<(usize, Vec<Heading>)>,
}

impl Rows {
    /// Adds the rows of a reading of `lines` into the columns of `headings`.
    pub(super) fn add(
        &mut self,
        source: &Source,
        restored: &Restored,
        lines: &[TextLine],
        headings: &[Heading],
        reading: &Reading,
    ) {
        self.tables.extend(lines.first().map(|first| (first.line, headings.to_vec())));
        for row in &reading.rows {
            let own = &lines[row.lines.clone()];
            let (Some(first), Some(last)) = (own.first(), own.last()) else { continue };
            let columns = &reading.columns[row.lines.clone()];
            let pieces = own.iter().zip(columns).flat_map(|(line, columns)| pieces(source, restored, line, columns));
            self.rows.push(Known { kind: row.kind, lines: first.line..last.line + 1, pieces: pieces.collect() });
        }
    }

    /// Takes over the rows of other tables.
    pub fn extend(&mut self, other: Rows) {
        self.rows.extend(other.rows);
        self.tables.extend(other.tables);
    }

    /// The order in which cells are paragraphs.
    pub fn order(&self, source: &Source) -> Order {
        Order::new(self.rows.iter().map(|row| row.block(source, self.headings(row))).collect())
    }

    /// The columns of a row's table.
    fn headings(&self, row: &Known) -> &[Heading] {
        let above = self.tables.iter().filter(|(first, _)| *first <= row.lines.start);
        above.max_by_key(|(first, _)| *first).map_or(&[], |(_, headings)| headings)
    }

    /// The columns and the reading of `lines` that these rows are; `None` where they are not the rows of these lines.
    pub(super) fn reading(
        &self,
        source: &Source,
        restored: &Restored,
        lines: &[TextLine],
    ) -> Option<(Vec<Heading>, Reading)> {
        let first = lines.first()?.line;
        let headings = self.tables.iter().find(|table| table.0 == first)?.1.clone();
        let mut reading = Reading::default();
        for (at, line) in lines.iter().enumerate() {
            let row = self.rows.get(self.rows.partition_point(|row| row.lines.end <= line.line))?;
            let own = row.on(line.line);
            let column = |word| {
                let start = source_byte(source, restored, line.line, word);
                own.iter().rev().find(|(_, piece)| piece.bytes.start <= start).map(|&(column, _)| column)
            };
            reading.columns.push(line.words.iter().map(|word| column(&word.range)).collect::<Option<_>>()?);
            match reading.rows.last_mut() {
                Some(last) if row.lines.contains(&lines[last.lines.start].line) => last.lines.end = at + 1,
                _ => reading.rows.push(ReadRow { kind: row.kind, lines: at..at + 1 }),
            }
        }
        Some((headings, reading))
    }
}

impl Known {
    /// The pieces of a line.
    fn on(&self, line: usize) -> &[(u8, Piece)] {
        let from = self.pieces.partition_point(|(_, piece)| piece.line < line);
        let to = self.pieces.partition_point(|(_, piece)| piece.line <= line);
        &self.pieces[from..to]
    }

    fn block(&self, source: &Source, headings: &[Heading]) -> Block {
        let mut cells: Vec<Vec<Piece>> = Vec::new();
        for (column, piece) in &self.pieces {
            // A group's row is one text.
            let column = if self.kind == Kind::Group { 0 } else { usize::from(*column) };
            if cells.len() <= column {
                cells.resize_with(column + 1, Vec::new);
            }
            cells[column].push(piece.clone());
        }
        let is_value = |column: usize| headings.get(column).is_some_and(|heading| heading.field.is_value());
        let (mut paragraphs, mut values): (Vec<Vec<Piece>>, _) = (Vec::new(), Vec::new());
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            if self.kind != Kind::Group && is_value(column) {
                values.push(paragraphs.len());
            }
            paragraphs.extend(cell.chunks(MOST).map(<[Piece]>::to_vec));
        }
        // Page numbers and headers stand between the lines of a row.
        let others = self.lines.clone().filter(|&line| self.on(line).is_empty());
        paragraphs.extend(others.map(|line| vec![Piece { line, bytes: 0..source.line(line).len() }]));
        Block { lines: self.lines.clone(), paragraphs, values }
    }
}

/// A line cut where its columns change; what was read between two words stands with the first.
fn pieces(source: &Source, restored: &Restored, line: &TextLine, columns: &[u8]) -> Vec<(u8, Piece)> {
    let end = source.line(line.line).len();
    let mut cuts: Vec<(u8, usize)> = Vec::new();
    for (word, &column) in line.words.iter().zip(columns) {
        let at = if cuts.is_empty() { 0 } else { source_byte(source, restored, line.line, &word.range) };
        match cuts.last() {
            Some(&(last, start)) if last == column || at <= start => {}
            _ => cuts.push((column, at)),
        }
    }
    let ends = cuts.iter().skip(1).map(|cut| cut.1).chain([end]);
    let piece = |(&(column, start), end)| (column, Piece { line: line.line, bytes: start..end });
    cuts.iter().zip(ends).map(piece).collect()
}

/// Where a word of a restored line was read, as a byte of the source line.
fn source_byte(source: &Source, restored: &Restored, line: usize, word: &Range<usize>) -> usize {
    let text = source.line(line);
    let read = restored.lines[line].touched(word).first();
    let chars = read.map_or(0, |read| read.raw.start.saturating_sub(source.line_start(line)));
    text.char_indices().nth(chars).map_or(text.len(), |(byte, _)| byte)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Channel;
    use crate::table::fields::Field;
    use crate::table::words::Names;

    #[test]
    fn what_was_read_is_found_again_in_a_better_text() {
        let read = ["1 Xdy dung Phong", "k€ hoach Ké"];
        let source = Source::new(&read.join("\n"));
        let lines = |texts: &[&str]| {
            let restored = Restored::from_lines(&source, Channel::Eng, texts);
            let mut names = Names::default();
            let lines = (0..texts.len()).map(|line| TextLine::new(&restored, line, &mut names, false)).collect();
            (restored, lines)
        };
        let (restored, before): (_, Vec<TextLine>) = lines(&read);
        let headings = [Field::Index, Field::Work, Field::Lead].map(Heading::untitled);
        let columns = vec![vec![0, 1, 1, 2], vec![1, 1, 2]];
        let reading = Reading { rows: vec![ReadRow { kind: Kind::Cells, lines: 0..2 }], columns, ..Reading::default() };
        let mut rows = Rows::default();
        rows.add(&source, &restored, &before, &headings, &reading);
        let (restored, after) = lines(&["1 Xây dựng Phòng", "kế hoạch Kinh"]);
        let (known, again) = rows.reading(&source, &restored, &after).expect("these lines");
        let fields: Vec<Field> = known.iter().map(|heading| heading.field).collect();
        assert_eq!(fields, [Field::Index, Field::Work, Field::Lead]);
        assert_eq!(again.rows.len(), 1);
        assert_eq!(again.columns, [vec![0, 1, 1, 2], vec![1, 1, 2]]);
        // Other lines are no rows of these.
        assert!(rows.reading(&source, &restored, &after[1..]).is_none());
    }
}
