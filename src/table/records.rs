//! Rows as records: the tasks and the targets that a table states.

use crate::document::{Agency, Field, Leader, Origin, Output, Row, Table, TableRole, Target, Task, Value, Work};
use crate::page::Place;
use crate::refs::{assignment, deadline, leaders, number, quantity};
use crate::text::Span;

/// The tasks that the rows of a table assign; none where its rows are something else.
pub fn tasks(table: &Table) -> Vec<Task> {
    if table.role != TableRole::Tasks {
        return Vec::new();
    }
    let records = table.rows.iter().enumerate().map(|(at, row)| Record { table, row, at });
    records.filter_map(|record| record.task()).collect()
}

/// The targets that the rows of a table set; none where its rows are something else.
pub fn targets(table: &Table) -> Vec<Target> {
    if table.role != TableRole::Targets {
        return Vec::new();
    }
    let records = table.rows.iter().enumerate().map(|(at, row)| Record { table, row, at });
    records.filter_map(|record| record.target()).collect()
}

struct Record<'a> {
    table: &'a Table,
    row: &'a Row,
    at: usize,
}

impl Record<'_> {
    fn cells<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a Field> {
        let of = self.table.columns.iter().zip(&self.row.cells).filter(move |(column, _)| column.field == field);
        of.filter_map(|(_, cell)| cell.as_ref())
    }

    fn text(&self, field: &str) -> Option<String> {
        let joined = self.cells(field).map(|cell| cell.text.as_str()).collect::<Vec<_>>().join(" ");
        (!joined.is_empty()).then_some(joined)
    }

    fn agencies(&self, field: &str) -> Vec<Agency> {
        self.cells(field).flat_map(|cell| assignment::cell(&cell.text, Origin::Cell)).collect()
    }

    fn leaders(&self) -> Vec<Leader> {
        self.cells("leader").flat_map(|cell| leaders::leaders(&cell.text, Origin::Cell)).collect()
    }

    fn outputs(&self) -> Vec<Output> {
        self.cells("output").map(|cell| Output { text: cell.text.clone(), from: Some(Origin::Cell) }).collect()
    }

    /// The row's number as printed, else its place in the table.
    fn number(&self) -> String {
        self.text("index").unwrap_or_else(|| (self.at + 1).to_string())
    }

    fn group(&self) -> Option<String> {
        let levels = [self.row.group.as_deref(), self.row.subgroup.as_deref()];
        let joined = levels.into_iter().flatten().collect::<Vec<_>>().join(" / ");
        (!joined.is_empty()).then_some(joined)
    }

    fn task(&self) -> Option<Task> {
        let work = self.text("work")?;
        let (lead, leader, output) = (self.agencies("lead"), self.leaders(), self.outputs());
        let time = self.cells("deadline").find_map(|cell| {
            deadline::parse(&cell.text).map(|mut found| {
                found.raw.clone_from(&cell.raw);
                found.from = Some(Origin::Cell);
                found
            })
        });
        let mut basis: Vec<String> = Vec::new();
        for cell in self.cells("basis").chain(self.cells("note")) {
            for found in number::find(&cell.text) {
                let number = found.value.canonical();
                if !basis.contains(&number) {
                    basis.push(number);
                }
            }
        }
        let slots = [("lead", lead.is_empty()), ("deadline", time.is_none()), ("output", output.is_empty())];
        let span = self.row.cells.iter().flatten().map(|cell| cell.span).reduce(Span::cover).unwrap_or_default();
        Some(Task {
            id: format!("t_{}_{}", self.table.id, self.at + 1),
            node: None,
            table: Some(self.table.id.clone()),
            row: Some(self.at),
            path: vec![self.table.id.clone(), self.number()],
            group: self.group(),
            work: Work { text: work },
            lead,
            coordinating: self.agencies("coordinating"),
            leader,
            deadline: time,
            output,
            authority: None,
            basis,
            missing: slots.iter().filter(|(_, missing)| *missing).map(|(slot, _)| (*slot).to_owned()).collect(),
            lines: self.row.lines,
            span,
            place: Place::cover(self.row.cells.iter().flatten().map(|cell| cell.place)),
            confidence: self.row.confidence,
        })
    }

    fn target(&self) -> Option<Target> {
        let name = self.text("name")?;
        let mut unit = self.text("unit");
        let years = self.table.columns.iter().zip(&self.row.cells);
        let series = years
            .filter_map(|(column, cell)| Some((column.year?, cell.as_ref()?)))
            .map(|(year, cell)| {
                let read = quantity::parse(&cell.text);
                if unit.is_none() {
                    unit = read.unit.clone();
                }
                Value {
                    year,
                    raw: cell.text.clone(),
                    op: read.op,
                    value: read.value,
                    upper: read.upper,
                    confidence: cell.confidence,
                }
            })
            .collect();
        Some(Target {
            id: format!("{}_target_{}", self.table.id, self.at + 1),
            table: Some(self.table.id.clone()),
            row: Some(self.at),
            group: self.group(),
            name,
            unit,
            series,
            leader: self.leaders(),
            monitor: self.agencies("monitor"),
            lead: self.agencies("lead"),
            output: self.outputs(),
            lines: self.row.lines,
        })
    }
}
