//! From a reading to a [`Table`]: cells with their text and place, groups, roles.

use crate::document::{Column, Field, Row, Table, TableRole};
use crate::layout::Flow;
use crate::restore::Restored;
use crate::text::Source;

use super::consensus;
use super::decode::{ReadRow, Reading};
use super::fields;
use super::header::Heading;
use super::label::{Label, label};
use super::row::Kind;
use super::words::TextLine;

/// What a table is built from.
pub(crate) struct Parts<'a> {
    pub source: &'a Source,
    pub restored: &'a Restored,
    pub headings: &'a [Heading],
    pub lines: &'a [TextLine],
    pub reading: &'a Reading,
}

impl Parts<'_> {
    /// The logical rows.
    pub(crate) fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut groups = Groups::default();
        for row in &self.reading.rows {
            match row.kind {
                Kind::Group => groups.open(self, row),
                Kind::Cells => {
                    let cells: Vec<Option<Field>> =
                        (0..self.headings.len()).map(|column| self.cell(row, column)).collect();
                    let sure: Vec<f32> = cells.iter().flatten().map(|cell| cell.confidence).collect();
                    groups.fresh = false;
                    rows.push(Row {
                        group: groups.group.clone(),
                        subgroup: groups.subgroup.clone(),
                        cells,
                        lines: self.extent(row),
                        confidence: mean(&sure),
                    });
                }
            }
        }
        for (column, heading) in self.headings.iter().enumerate() {
            if heading.field.is_agency() || heading.field == fields::Field::Leader {
                consensus::mend(&mut rows, column);
            }
        }
        rows
    }

    /// The text of one cell, its pieces joined over lines.
    fn cell(&self, row: &ReadRow, column: usize) -> Option<Field> {
        let mut flow = Flow::empty(self.source, self.restored);
        let mut sure = Vec::new();
        for at in row.lines.clone() {
            let line = &self.lines[at];
            let mut piece: Option<std::ops::Range<usize>> = None;
            for (word, &own) in line.words.iter().zip(&self.reading.columns[at]) {
                if own as usize != column {
                    continue;
                }
                sure.push(self.confidence(line.line, &word.range));
                let text = &self.restored.lines[line.line].text;
                match &mut piece {
                    Some(range) if text[range.end..word.range.start].chars().all(char::is_whitespace) => {
                        range.end = word.range.end;
                    }
                    _ => {
                        if let Some(range) = piece.replace(word.range.clone()) {
                            flow.push(line.line, range);
                        }
                    }
                }
            }
            if let Some(range) = piece {
                flow.push(line.line, range);
            }
        }
        if flow.is_empty() {
            return None;
        }
        let span = flow.whole();
        Some(Field {
            raw: self.source.slice(span).to_owned(),
            text: flow.text().to_owned(),
            span,
            confidence: mean(&sure),
            place: flow.on_paper(0..flow.text().len()),
        })
    }

    fn confidence(&self, line: usize, range: &std::ops::Range<usize>) -> f32 {
        self.restored.lines[line].touched(range).iter().map(|word| word.confidence).reduce(f32::min).unwrap_or(1.0)
    }

    /// The source lines of a row, from 1.
    fn extent(&self, row: &ReadRow) -> [usize; 2] {
        let line = |at: usize| self.lines.get(at).map_or(0, |line| line.line + 1);
        [line(row.lines.start), line(row.lines.end.saturating_sub(1))]
    }
}

/// The group rows above.
#[derive(Default)]
struct Groups {
    group: Option<String>,
    subgroup: Option<String>,
    /// Kind of the label of the first-level groups.
    level: Option<Option<Label>>,
    /// Whether the last row was a group's.
    fresh: bool,
}

impl Groups {
    fn open(&mut self, parts: &Parts<'_>, row: &ReadRow) {
        let at = |wanted: &[fields::Field]| parts.headings.iter().position(|heading| wanted.contains(&heading.field));
        let name = at(&[fields::Field::Index]).and_then(|column| parts.cell(row, column));
        let text = at(&[fields::Field::Name, fields::Field::Work]).and_then(|column| parts.cell(row, column));
        let first = parts.lines[row.lines.clone()].iter().zip(&parts.reading.columns[row.lines.clone()]);
        let kind = name.as_ref().and_then(|_| {
            first
                .flat_map(|(line, columns)| line.words.iter().zip(columns))
                .find(|(_, column)| **column == 0)
                .and_then(|(word, _)| label(word))
        });
        let title = [name, text].into_iter().flatten().map(|field| field.text).collect::<Vec<_>>().join(" ");
        let below = match self.level {
            None => false,
            Some(level) if kind.is_some() && level.is_some() => level != kind,
            Some(_) => self.fresh,
        };
        if below {
            self.subgroup = Some(title);
        } else {
            self.level.get_or_insert(kind);
            self.group = Some(title);
            self.subgroup = None;
        }
        self.fresh = true;
    }
}

/// The columns as the document JSON has them.
pub(crate) fn columns(headings: &[Heading], role: TableRole) -> Vec<Column> {
    headings
        .iter()
        .map(|heading| {
            let field = match heading.field {
                fields::Field::Name if role == TableRole::Tasks => fields::Field::Work,
                field => field,
            };
            Column { title: heading.title.clone(), field: field.name().to_owned(), year: heading.year }
        })
        .collect()
}

/// What rows under these headings are.
pub(crate) fn role(headings: &[Heading]) -> TableRole {
    let has = |wanted: &[fields::Field]| headings.iter().any(|heading| wanted.contains(&heading.field));
    if has(&[fields::Field::Year]) {
        TableRole::Targets
    } else if has(&[fields::Field::Work])
        || (has(&[fields::Field::Lead, fields::Field::Leader])
            && has(&[fields::Field::Deadline, fields::Field::Output]))
    {
        TableRole::Tasks
    } else if has(&[fields::Field::Name]) {
        TableRole::Targets
    } else {
        TableRole::Other
    }
}

/// Drops the columns from column `first` on in which nothing stands and that no header names.
pub(crate) fn drop_empty(table: &mut Table, first: usize) {
    for column in (first..table.columns.len()).rev() {
        if table.columns[column].title.is_empty() && table.rows.iter().all(|row| row.cells[column].is_none()) {
            table.columns.remove(column);
            table.rows.iter_mut().for_each(|row| {
                row.cells.remove(column);
            });
        }
    }
}

fn mean(values: &[f32]) -> f32 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f32>() / values.len() as f32 }
}
