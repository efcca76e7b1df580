//! The tables of a batch: tasks, targets, citations and documents, with typed columns, defined once for every format that has them.

mod citations;
mod documents;
mod targets;
mod tasks;

use std::borrow::Cow;

use jiff::civil::Date;

use super::{Item, printable};
use crate::document::{Agency, Leader, Output};

/// One table over all documents of a batch.
pub struct Sheet {
    /// Name of its file: `tasks`.
    pub name: &'static str,
    /// Its name in Vietnamese.
    pub title: &'static str,
    /// Columns, left to right. The first counts the rows of the batch.
    pub columns: &'static [Column],
    /// The rows of one document, without the first column.
    rows: fn(&Item) -> Vec<Vec<Cell>>,
}

/// A column of a table.
pub struct Column {
    /// Name for programs.
    pub key: &'static str,
    /// Name as offices print it.
    pub title: &'static str,
    /// What its cells hold.
    pub kind: Kind,
    /// How many letters wide it is shown.
    pub width: u16,
}

/// What the cells of a column hold, where they are not empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// [`Cell::Text`].
    Text,
    /// [`Cell::List`].
    List,
    /// [`Cell::Integer`].
    Integer,
    /// [`Cell::Number`].
    Number,
    /// [`Cell::Date`].
    Date,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// One text.
    Text(String),
    /// Several texts.
    List(Vec<String>),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A day.
    Date(Date),
}

/// Every table.
pub const SHEETS: &[Sheet] = &[tasks::SHEET, targets::SHEET, citations::SHEET, documents::SHEET];

/// Gives every row of a batch its number.
#[derive(Default)]
pub struct Numbering([i64; SHEETS.len()]);

impl Numbering {
    /// All rows of a document, each with the index of its table in [`SHEETS`].
    pub fn rows(&mut self, item: &Item) -> Vec<(usize, Vec<Cell>)> {
        let mut rows = Vec::new();
        for (at, sheet) in SHEETS.iter().enumerate() {
            for cells in (sheet.rows)(item) {
                self.0[at] += 1;
                rows.push((at, std::iter::once(Cell::Integer(self.0[at])).chain(cells).collect()));
            }
        }
        rows
    }
}

impl Cell {
    /// A text in one cell; nothing where it is empty.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// Several texts in one cell.
    pub fn list(texts: impl IntoIterator<Item = String>) -> Self {
        let texts: Vec<String> = texts.into_iter().filter(|text| !text.is_empty()).collect();
        if texts.is_empty() { Self::Empty } else { Self::List(texts) }
    }

    /// A text that may be missing.
    pub fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }

    /// How many.
    pub fn count(number: usize) -> Self {
        Self::Integer(i64::try_from(number).unwrap_or(i64::MAX))
    }

    /// A confidence, as precise as the model is.
    pub fn confidence(value: f32) -> Self {
        Self::Number((f64::from(value) * 1e4).round() / 1e4)
    }

    /// A whole ISO 8601 date; a month or year alone is no day.
    pub fn date(iso: Option<&str>) -> Self {
        iso.and_then(|iso| iso.parse().ok()).map_or(Self::Empty, Self::Date)
    }

    /// Its texts in one, with what no reader can show replaced.
    pub fn joined(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => printable(text),
            Self::List(texts) => printable(&texts.join("; ")).into_owned().into(),
            _ => "".into(),
        }
    }
}

/// Whether a spreadsheet would take `text` for a formula, or for the start of a new line or field.
pub fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// `text` as a spreadsheet takes it from a CSV file without calculating anything: an apostrophe says that it is text.
pub fn defuse(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

const fn column(key: &'static str, title: &'static str, kind: Kind, width: u16) -> Column {
    Column { key, title, kind, width }
}

// Where a row comes from: the last columns of every table but that of the documents.
const DOCUMENT: Column = column("document", "Văn bản", Kind::Text, 24);
const NUMBER: Column = column("number", "Số, ký hiệu", Kind::Text, 16);
const FIRST: Column = column("first_line", "Từ dòng", Kind::Integer, 9);
const LAST: Column = column("last_line", "Đến dòng", Kind::Integer, 9);

fn origin(item: &Item, lines: crate::document::Lines) -> [Cell; 4] {
    let number = item.document.header.number.as_ref().map(|number| number.text.as_str());
    [Cell::text(item.id), Cell::maybe(number), Cell::count(lines[0]), Cell::count(lines[1])]
}

fn agencies(found: &[Agency]) -> Cell {
    Cell::list(found.iter().map(|agency| match &agency.qualifier {
        Some(qualifier) => format!("{} ({qualifier})", agency.text),
        None => agency.text.clone(),
    }))
}

fn leaders(found: &[Leader]) -> Cell {
    Cell::list(found.iter().map(|leader| match (&leader.name, &leader.position) {
        (Some(name), Some(position)) => format!("{name} ({position})"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => String::new(),
    }))
}

fn outputs(found: &[Output]) -> Cell {
    Cell::list(found.iter().map(|output| output.text.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_once_and_rows_fill_them() {
        let source = crate::text::Source::new("");
        let restored = crate::restore::Restored::from_lines::<&str>(&source, crate::document::Channel::Clean, &[]);
        let document = crate::structure::analyse(&source, &restored, &Default::default());
        let item = Item { id: "a", document: &document, reading: None };
        for sheet in SHEETS {
            for name in [|column: &Column| column.key, |column: &Column| column.title] {
                let mut names: Vec<&str> = sheet.columns.iter().map(name).collect();
                names.sort_unstable();
                names.dedup();
                assert_eq!(names.len(), sheet.columns.len(), "{}", sheet.name);
            }
        }
        let rows = Numbering::default().rows(&item);
        assert_eq!(rows.len(), 1, "an empty text is a document without tasks");
        assert_eq!(rows[0].1.len(), SHEETS[rows[0].0].columns.len());
    }

    #[test]
    fn what_a_spreadsheet_would_calculate_is_text() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("+84 912", "'+84 912"),
            ("- Triển khai", "'- Triển khai"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("＝1", "'＝1"),
            ("Kế hoạch = 1", "Kế hoạch = 1"),
            ("", ""),
        ] {
            assert_eq!(defuse(text), expected);
        }
    }

    #[test]
    fn only_whole_dates_are_days() {
        assert_eq!(Cell::date(Some("2025-08-31")), Cell::Date(jiff::civil::date(2025, 8, 31)));
        for no_day in [None, Some("2025-08"), Some("2025"), Some("2025-02-30"), Some("")] {
            assert_eq!(Cell::date(no_day), Cell::Empty);
        }
    }
}
