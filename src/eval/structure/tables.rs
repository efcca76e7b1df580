//! Tables: columns, rows, cells, and the whole as a tree.

use super::plan::{Column, Plan, Row, Table, Text};
use super::{StructureScore, f1, share};
use crate::eval::similarity::like;

/// Likeness from which a cell is right.
const CELL: f64 = 0.85;

/// Likeness of its cells from which a row is the one looked for.
const ROW: f64 = 0.5;

/// Most pairs of rows that are compared for the edit similarity of a table.
const ROW_PAIRS: usize = 40_000;

pub fn score(gold: &Plan, found: &Plan, score: &mut StructureScore) {
    if gold.tables.is_empty() {
        return;
    }
    let mut sum = Sum::default();
    for (index, want) in gold.tables.iter().enumerate() {
        let got = if gold.tables.len() == found.tables.len() {
            found.tables.get(index)
        } else {
            best(&found.tables, |got| alike_tables(want, got))
        };
        sum.add(want, got);
    }
    score.rows = Some(f1(sum.hit_rows, sum.rows, sum.found_rows));
    score.cells = Some(f1(sum.hit_cells, sum.cells, sum.found_cells));
    score.columns = Some(share(sum.hit_columns as f64, sum.columns));
    score.teds = sum.teds.map(|teds| share(teds, gold.tables.len()));
}

#[derive(Debug)]
struct Sum {
    columns: usize,
    hit_columns: usize,
    rows: usize,
    hit_rows: usize,
    found_rows: usize,
    cells: usize,
    hit_cells: usize,
    found_cells: usize,
    /// Sum of the tables' edit similarities, as long as all could be measured.
    teds: Option<f64>,
}

impl Default for Sum {
    fn default() -> Self {
        Self {
            columns: 0,
            hit_columns: 0,
            rows: 0,
            hit_rows: 0,
            found_rows: 0,
            cells: 0,
            hit_cells: 0,
            found_cells: 0,
            teds: Some(0.0),
        }
    }
}

impl Sum {
    fn add(&mut self, want: &Table, got: Option<&Table>) {
        let wanted: Vec<Vec<usize>> = want.rows.iter().map(|row| certain(want, row)).collect();
        self.columns += want.columns.len();
        self.rows += want.rows.len();
        self.cells += wanted.iter().map(Vec::len).sum::<usize>();
        let Some(got) = got else { return };
        let teds = (want.rows.len() * got.rows.len() <= ROW_PAIRS).then(|| similarity(want, got));
        self.teds = self.teds.zip(teds).map(|(sum, teds)| sum + teds);
        self.hit_columns += (0..want.columns.len()).filter(|&at| in_place(&want.columns, at, &got.columns)).count();
        self.found_rows += got.rows.len();
        let mut pool: Vec<&Row> = got.rows.iter().collect();
        for (row, wanted) in want.rows.iter().zip(&wanted) {
            let alike = |got: &Row| {
                share(wanted.iter().filter_map(|&at| Some(likeness(row, at, got.cells.get(at)?))).sum(), wanted.len())
            };
            let likes: Vec<f64> = pool.iter().map(|got| alike(got)).collect();
            let Some((at, _)) = first_max(&likes).filter(|(_, most)| *most >= ROW) else { continue };
            let got = pool.remove(at);
            self.hit_rows += 1;
            for (&at, cell) in wanted.iter().filter_map(|at| Some((at, got.cells.get(*at)?))) {
                self.found_cells += usize::from(!cell.is_empty());
                self.hit_cells += usize::from(!cell.is_empty() && likeness(row, at, cell) >= CELL);
            }
        }
    }
}

/// The columns of the cells that a gold row has and is sure of.
fn certain(table: &Table, row: &Row) -> Vec<usize> {
    let unsure = |at: usize| table.columns.get(at).is_some_and(|column| row.uncertain.contains(&column.0));
    (0..row.cells.len()).filter(|&at| !row.cells[at].is_empty() && !unsure(at)).collect()
}

fn likeness(row: &Row, at: usize, got: &Text) -> f64 {
    like(row.cells.get(at).map_or("", Text::as_str), got.as_str())
}

/// Whether a gold column stands at its place or one beside it.
fn in_place(want: &[Column], at: usize, got: &[Column]) -> bool {
    let from = at.saturating_sub(1).min(got.len());
    got[from..(at + 2).min(got.len())].iter().any(|column| like(&want[at].0, &column.0) > 0.6)
}

/// How many columns two tables share, and a little for rows.
fn alike_tables(want: &Table, got: &Table) -> f64 {
    let shared = want.columns.iter().zip(&got.columns).filter(|(a, b)| like(&a.0, &b.0) > 0.8).count();
    shared as f64 + 0.01 * want.rows.len().min(got.rows.len()) as f64
}

fn best(tables: &[Table], rank: impl Fn(&Table) -> f64) -> Option<&Table> {
    let ranks: Vec<f64> = tables.iter().map(rank).collect();
    first_max(&ranks).and_then(|(at, _)| tables.get(at))
}

/// Place and value of the greatest, the first of several.
fn first_max(values: &[f64]) -> Option<(usize, f64)> {
    values.iter().copied().enumerate().reduce(|best, next| if next.1 > best.1 { next } else { best })
}

/// Edit similarity of two tables: rows are put in, left out or changed in order, cells are compared column by column.
fn similarity(want: &Table, got: &Table) -> f64 {
    let weight = |table: &Table| table.rows.iter().map(|row| row.cells.len() + 1).sum::<usize>();
    let larger = weight(want).max(weight(got));
    if larger == 0 {
        return 1.0;
    }
    let whole = |row: &Row| (row.cells.len() + 1) as f64;
    let mut last: Vec<f64> = vec![0.0];
    last.extend(got.rows.iter().scan(0.0, |sum, row| {
        *sum += whole(row);
        Some(*sum)
    }));
    for row in &want.rows {
        let mut next = vec![last[0] + whole(row)];
        for (j, other) in got.rows.iter().enumerate() {
            let changed = last[j] + change(row, other);
            next.push(changed.min(last[j + 1] + whole(row)).min(next[j] + whole(other)));
        }
        last = next;
    }
    (1.0 - last.last().copied().unwrap_or_default() / larger as f64).max(0.0)
}

/// What it costs to turn one row into another.
fn change(a: &Row, b: &Row) -> f64 {
    let (short, long) = (a.cells.len().min(b.cells.len()), a.cells.len().max(b.cells.len()));
    let cells = a.cells.iter().zip(&b.cells).map(|(a, b)| 1.0 - like(a.as_str(), b.as_str()));
    cells.sum::<f64>() + (long - short) as f64
}
