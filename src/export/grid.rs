//! Appendix tables as the formats of one document show them.

use super::Item;
use crate::document::{Row, Table};

/// A line of a table as it is shown.
pub enum Shown<'t> {
    /// A group or subgroup that the rows below stand under.
    Group(&'t str),
    /// A row.
    Row(&'t Row),
}

/// The rows of a table with its groups before them, each where it changes.
pub fn lines(table: &Table) -> Vec<Shown<'_>> {
    let mut shown = Vec::new();
    let mut above: [Option<&str>; 2] = [None, None];
    for row in &table.rows {
        let here = [row.group.as_deref(), row.subgroup.as_deref()];
        let same = here[0] == above[0];
        if !same {
            shown.extend(here[0].map(Shown::Group));
        }
        if !same || here[1] != above[1] {
            shown.extend(here[1].map(Shown::Group));
        }
        above = here;
        shown.push(Shown::Row(row));
    }
    shown
}

/// The texts of a row's cells, as many as the table has columns.
pub fn cells<'t>(table: &'t Table, row: &'t Row) -> impl Iterator<Item = &'t str> {
    (0..table.columns.len()).map(|at| row.cells.get(at).and_then(Option::as_ref).map_or("", |cell| cell.text.as_str()))
}

/// The restored lines of a table that fit no cell, where they are at hand.
pub fn unplaced<'a>(item: &Item<'a>, table: &Table) -> Vec<&'a str> {
    let Some((_, restored)) = item.reading else { return Vec::new() };
    let lines = table.unplaced.iter().flat_map(|&[first, last]| first..=last);
    let texts = lines.filter_map(|line| restored.lines.get(line.checked_sub(1)?));
    texts.map(|line| line.text.trim()).filter(|text| !text.is_empty()).collect()
}
