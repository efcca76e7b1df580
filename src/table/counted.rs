//! Numbers of rows that an engine passed over or misread: what it read of the others, and the order of the rows, tell them.
//!
//! Engines leave narrow columns unread, of which the first one is narrowest. A number is inferred where the numbers before and after it leave no
//! other, counting from 1 in the table or in its group; and where none was read at all, if rows in no group stand below each other. A number that
//! repeats one beside it may be the author's slip and stays.

use std::ops::Range;

use crate::document::{Diagnostic, Field, Row, Severity, Table};
use crate::text::Span;

/// How sure an inferred number is.
const SURE: f32 = 0.5;
/// Fewest rows that are numbered by their order alone.
const ROWS: usize = 3;

/// Gives the rows of `table`, whose cells are known by where they stand, the numbers that their order tells; says so where there are any.
pub(super) fn infer(table: &mut Table) -> Option<Diagnostic> {
    if table.columns.first()?.field != "index" || table.columns.len() < 2 {
        return None;
    }
    let read = sound(&table.rows.iter().map(number).collect::<Vec<_>>());
    let inferred = if table.rows.iter().all(|row| row.cells[0].is_none()) {
        alone(&table.rows)
    } else {
        between(&table.rows, &read)
    };
    let count = inferred.iter().flatten().count();
    for (row, number) in table.rows.iter_mut().zip(inferred) {
        if let Some(number) = number {
            put(row, number);
        }
    }
    (count > 0).then(|| Diagnostic {
        code: "inferred-numbers".into(),
        severity: Severity::Info,
        lines: table.lines,
        message: format!("{count} rows of {} have their number by their order", table.id),
    })
}

/// The number that was read of a row.
fn number(row: &Row) -> Option<u32> {
    row.cells[0].as_ref()?.text.trim_end_matches('.').parse::<u16>().ok().map(u32::from)
}

/// What was read but for single numbers that the numbers before and after them leave no place for, though they count on from row to row.
fn sound(read: &[Option<u32>]) -> Vec<Option<u32>> {
    let known = |rows: Range<usize>| rows.filter_map(|at| Some((at, read[at]?)));
    let misread = |at: usize, own: u32| {
        let Some(((from, before), (to, after))) = known(0..at).next_back().zip(known(at + 1..read.len()).next()) else {
            return false;
        };
        let repeats = own == before && from + 1 == at || own == after && at + 1 == to;
        before + (to - from) as u32 == after && !(before < own && own < after) && !repeats
    };
    (0..read.len()).map(|at| read[at].filter(|&own| !misread(at, own))).collect()
}

/// The numbers of rows of which none was read. A last row that lacks what all others have is a sum.
fn alone(rows: &[Row]) -> Vec<Option<u32>> {
    let mut count = rows.len();
    if let Some((last, others)) = rows.split_last()
        && (1..last.cells.len()).any(|at| last.cells[at].is_none() && others.iter().all(|row| row.cells[at].is_some()))
    {
        count -= 1;
    }
    let counts = count >= ROWS && rows.iter().all(|row| row.group.is_none());
    (1..).zip(rows).map(|(number, _)| (counts && number as usize <= count).then_some(number)).collect()
}

/// The numbers of rows between others that were read.
fn between(rows: &[Row], read: &[Option<u32>]) -> Vec<Option<u32>> {
    let mut found = vec![None; rows.len()];
    let mut scope = |range: Range<usize>| {
        // Before the first row stands none.
        let mut last = Some((range.start, 0));
        for at in range.clone() {
            let Some(own) = read[at] else { continue };
            if let Some((from, before)) = last.filter(|(from, before)| before + (at + 1 - from) as u32 == own) {
                (from..at).zip(before + 1..).for_each(|(row, number)| found[row] = Some(number));
            }
            last = Some((at + 1, own));
        }
    };
    scope(0..rows.len());
    let mut start = 0;
    for group in rows.chunk_by(|a, b| (&a.group, &a.subgroup) == (&b.group, &b.subgroup)) {
        scope(start..start + group.len());
        start += group.len();
    }
    found
}

/// Gives `row` its number; what was read in its place stays as `raw`.
fn put(row: &mut Row, number: u32) {
    let start = row.cells.iter().flatten().map(|cell| cell.span.start).min().unwrap_or_default();
    let nothing = || Field { span: Span::new(start, start), ..Field::default() };
    let cell = row.cells[0].get_or_insert_with(nothing);
    (cell.text, cell.confidence) = (number.to_string(), SURE);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Column, TableRole};

    /// A table of two columns with these cells, `-` where there is none; `A:` before a row is its group.
    fn table(rows: &[(&str, &str)]) -> Table {
        let column = |title: &str, field: &str| Column { title: title.into(), field: field.into(), year: None };
        let cell =
            |text: &str| (text != "-").then(|| Field { raw: text.into(), text: text.into(), ..Field::default() });
        let row = |&(number, work): &(&str, &str)| {
            let (group, number) =
                number.split_once(':').map_or((None, number), |(group, number)| (Some(group.to_owned()), number));
            Row { group, subgroup: None, cells: vec![cell(number), cell(work)], lines: [1, 1], confidence: 1.0 }
        };
        Table {
            id: "table_1".into(),
            title: None,
            caption: None,
            role: TableRole::Tasks,
            lines: [1, 9],
            columns: vec![column("TT", "index"), column("Nội dung", "work")],
            rows: rows.iter().map(row).collect(),
            unplaced: Vec::new(),
        }
    }

    fn numbers(table: &Table) -> Vec<String> {
        table.rows.iter().map(|row| row.cells[0].as_ref().map_or("-".into(), |cell| cell.text.clone())).collect()
    }

    #[test]
    fn order_tells_what_was_not_read() {
        let cases: [(&str, &str); 18] = [
            // Between two that were read, whatever stands there; and before the first, if it counts from 1.
            ("1 - 3", "1 2 3"),
            ("10 H 12", "10 11 12"),
            ("- - 3", "1 2 3"),
            ("- - 7", "- - 7"),
            // Not where the numbers leave room for another order, and not behind the last one, where a sum may stand.
            ("1 - 2", "1 - 2"),
            ("1 - 5", "1 - 5"),
            ("1 2 -", "1 2 -"),
            ("1 a b 2", "1 a b 2"),
            // What was read stays, unless the numbers beside it agree that it is out of all order.
            ("1 2 2 4", "1 2 2 4"),
            ("1 9 3", "1 2 3"),
            ("22 3 24 25", "22 23 24 25"),
            ("1 9 4", "1 9 4"),
            ("1 2 - - 2 - - 8", "1 2 3 4 5 6 7 8"),
            ("1 - 9 - 5", "1 2 3 4 5"),
            ("1 - 3 3 - 6", "1 2 3 3 - 6"),
            // Groups count on, or from 1.
            ("A:1 A:- B:- B:4", "1 2 3 4"),
            ("A:1 A:2 B:- B:2 B:3", "1 2 1 2 3"),
            ("A:- A:- B:- B:-", "- - - -"),
        ];
        for (read, expected) in cases {
            let rows: Vec<(&str, &str)> = read.split(' ').map(|number| (number, "Việc")).collect();
            let mut table = table(&rows);
            let said = infer(&mut table);
            assert_eq!(numbers(&table).join(" "), expected, "{read}");
            let plain = |text: &str| {
                text.split(' ')
                    .map(|one| one[one.find(':').map_or(0, |at| at + 1)..].to_owned())
                    .collect::<Vec<_>>()
                    .join(" ")
            };
            assert_eq!(said.is_some(), plain(read) != expected, "{read}");
        }
    }

    #[test]
    fn rows_without_any_number_are_counted() {
        for (rows, expected) in [
            (&[("-", "a"), ("-", "b"), ("-", "c")][..], "1 2 3"),
            (&[("-", "a"), ("-", "b"), ("-", "c"), ("-", "-")], "1 2 3 -"),
            (&[("-", "a"), ("-", "b")], "- -"),
        ] {
            let mut table = table(rows);
            infer(&mut table);
            assert_eq!(numbers(&table).join(" "), expected);
        }
    }

    #[test]
    fn an_inferred_number_says_so() {
        let mut table = table(&[("10", "a"), ("H", "b"), ("12", "c")]);
        let said = infer(&mut table).expect("diagnostic");
        assert_eq!(
            (said.code.as_str(), said.message.as_str()),
            ("inferred-numbers", "1 rows of table_1 have their number by their order")
        );
        let cell = table.rows[1].cells[0].as_ref().expect("cell");
        assert_eq!((cell.raw.as_str(), cell.confidence), ("H", SURE));
    }
}
