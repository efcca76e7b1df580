//! The cells of a table, as its rulings part them.
//!
//! The page is levelled first: rulings lie askew together, as the page lay on the scanner. Rulings that touch make a table; where they stand
//! are the edges of its rows and columns, and where no ruling parts two cells, they are one.

use super::level::level;
use super::{Rect, Ruling};

/// How far rulings that touch may stay apart, and those of one edge, in points.
const TOUCH: f32 = 6.0;
const SAME: f32 = 4.0;
/// Share of a cell's side that a ruling covers where it parts it from the next one.
const WALL: f32 = 0.5;
/// Most rulings of a page, and most edges of a grid's columns and rows: no page has a third of them.
const MOST_RULINGS: usize = 2000;
const MOST_EDGES: [usize; 2] = [64, 200];

/// A grid of cells.
#[derive(Clone, Debug)]
pub struct Grid {
    /// How far the page's lines sink for each point to the right.
    lean: f32,
    /// Where the edges of columns and rows stand on the levelled page.
    columns: Vec<f32>,
    rows: Vec<f32>,
    /// For each cell, row by row, the first of those that it is one with.
    roots: Vec<usize>,
}

/// A ruling on the levelled page: where it stands, and from where to where it runs.
#[derive(Clone, Copy)]
struct Edge {
    level: bool,
    at: f32,
    from: f32,
    to: f32,
}

impl Grid {
    /// The grids that the rulings of a page make, top to bottom.
    pub fn find(rulings: &[Ruling]) -> Vec<Self> {
        let lean = lean(rulings);
        let edges: Vec<Edge> = rulings.iter().take(MOST_RULINGS).map(|ruling| Edge::new(ruling, lean)).collect();
        let mut grids: Vec<Self> = components(&edges).into_iter().filter_map(|own| Self::new(&own, lean)).collect();
        grids.sort_by(|a, b| a.rows[0].total_cmp(&b.rows[0]));
        grids
    }

    fn new(edges: &[Edge], lean: f32) -> Option<Self> {
        let stands = |level: bool| {
            let mut at: Vec<f32> = edges.iter().filter(|edge| edge.level == level).map(|edge| edge.at).collect();
            // The outer edges may not be printed.
            let across = || edges.iter().filter(move |edge| edge.level != level);
            at.extend(
                across()
                    .map(|edge| edge.from)
                    .reduce(f32::min)
                    .filter(|end| at.iter().all(|at| *at > end + 2.0 * TOUCH)),
            );
            at.extend(
                across().map(|edge| edge.to).reduce(f32::max).filter(|end| at.iter().all(|at| *at < end - 2.0 * TOUCH)),
            );
            clusters(at)
        };
        let (columns, rows) = (stands(false), stands(true));
        if !(3..=MOST_EDGES[0]).contains(&columns.len()) || !(3..=MOST_EDGES[1]).contains(&rows.len()) {
            return None;
        }
        let mut grid = Self { lean, columns, rows, roots: Vec::new() };
        grid.roots = (0..grid.height() * grid.width()).collect();
        for row in 0..grid.height() {
            for column in 0..grid.width() {
                let (x, y) = ((grid.columns[column], grid.columns[column + 1]), (grid.rows[row], grid.rows[row + 1]));
                if column + 1 < grid.width() && !walled(edges, false, x.1, y) {
                    grid.join(row * grid.width() + column, row * grid.width() + column + 1);
                }
                if row + 1 < grid.height() && !walled(edges, true, y.1, x) {
                    grid.join(row * grid.width() + column, (row + 1) * grid.width() + column);
                }
            }
        }
        Some(grid)
    }

    /// The grid with these edges on a page that sinks by `lean` for each point to the right; no two of its cells are one.
    pub(super) fn of(lean: f32, columns: Vec<f32>, rows: Vec<f32>) -> Self {
        let roots = (0..(columns.len() - 1) * (rows.len() - 1)).collect();
        Self { lean, columns, rows, roots }
    }

    /// Makes the cells at two places, each a row and a column, one.
    pub(super) fn unite(&mut self, one: [usize; 2], other: [usize; 2]) {
        let [one, other] = [one, other].map(|[row, column]| row * self.width() + column);
        self.join(one, other);
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.roots[one], self.roots[other]);
        let (first, last) = (one.min(other), one.max(other));
        self.roots.iter_mut().filter(|root| **root == last).for_each(|root| *root = first);
    }

    /// Number of rows.
    pub fn height(&self) -> usize {
        self.rows.len() - 1
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.columns.len() - 1
    }

    /// Where the edges of columns stand on the levelled page.
    pub(super) fn columns(&self) -> &[f32] {
        &self.columns
    }

    /// The share of the width that a column has.
    pub fn share(&self, column: usize) -> f32 {
        (self.columns[column + 1] - self.columns[column]) / (self.columns[self.width()] - self.columns[0])
    }

    /// The row at height `y` of the levelled page.
    pub(super) fn row(&self, y: f32) -> usize {
        self.rows[1..self.rows.len() - 1].partition_point(|edge| *edge < y)
    }

    /// Row and column of the cell that holds the one at `row` and `column`.
    pub fn root(&self, row: usize, column: usize) -> (usize, usize) {
        let root = self.roots[row * self.width() + column];
        (root / self.width(), root % self.width())
    }

    /// Its cells, row by row: each as a rectangle on the levelled page.
    pub fn cells(&self) -> Vec<Rect> {
        let mut cells: Vec<Option<Rect>> = vec![None; self.roots.len()];
        for (at, &root) in self.roots.iter().enumerate() {
            let (row, column) = (at / self.width(), at % self.width());
            let own = Rect::new(self.columns[column], self.rows[row], self.columns[column + 1], self.rows[row + 1]);
            cells[root] = Some(cells[root].map_or(own, |known| known.cover(own)));
        }
        cells.into_iter().flatten().collect()
    }

    /// Where a point of the levelled page lies on the page.
    pub fn place(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        [x - self.lean * y, y + self.lean * x]
    }

    /// The smallest rectangle on the page that covers the grid.
    pub fn bbox(&self) -> Rect {
        let ends = |edges: &[f32]| [edges[0], edges[edges.len() - 1]];
        let corners = ends(&self.columns).into_iter().flat_map(|x| ends(&self.rows).map(|y| self.place([x, y])));
        corners.map(|[x, y]| Rect::new(x, y, x, y)).reduce(Rect::cover).unwrap_or_default()
    }

    /// Whether `bbox` stands above.
    pub fn is_below(&self, bbox: Rect) -> bool {
        self.middle(bbox).1 < self.rows[0]
    }

    /// Whether the middle of `bbox` stands between its first and last edge, above or below none of it.
    pub fn is_beside(&self, bbox: Rect) -> bool {
        (self.rows[0]..=self.rows[self.height()]).contains(&self.middle(bbox).1)
    }

    /// Whether the middle of `bbox` lies within.
    pub fn holds(&self, bbox: Rect) -> bool {
        let (x, y) = self.middle(bbox);
        let inside = |edges: &[f32], at: f32| edges.first() < Some(&at) && edges.last() > Some(&at);
        inside(&self.columns, x) && inside(&self.rows, y)
    }

    /// Row and column of the cell in which the middle of `bbox` lies, or of the next one.
    pub fn cell(&self, bbox: Rect) -> (usize, usize) {
        let (x, y) = self.middle(bbox);
        let column = self.columns[1..self.columns.len() - 1].partition_point(|edge| *edge < x);
        self.root(self.row(y), column)
    }

    /// Whether `bbox`, which is narrow, stands on a ruling between columns: a ruling read as a letter.
    pub fn is_edge(&self, bbox: Rect) -> bool {
        let (x, _) = self.middle(bbox);
        bbox.width() < 2.0 * SAME && self.columns.iter().any(|edge| (edge - x).abs() < bbox.width() / 2.0 + 0.5)
    }

    /// The middle of `bbox` on the levelled page.
    fn middle(&self, bbox: Rect) -> (f32, f32) {
        level([(bbox.left + bbox.right) / 2.0, (bbox.top + bbox.bottom) / 2.0], self.lean)
    }
}

impl Edge {
    fn new(ruling: &Ruling, lean: f32) -> Self {
        let (from, to) = (level(ruling.from, lean), level(ruling.to, lean));
        if ruling.is_level() {
            Self { level: true, at: (from.1 + to.1) / 2.0, from: from.0, to: to.0 }
        } else {
            Self { level: false, at: (from.0 + to.0) / 2.0, from: from.1, to: to.1 }
        }
    }

    fn touches(&self, other: &Self) -> bool {
        let meets = |one: &Self, other: &Self| one.from - TOUCH <= other.at && other.at <= one.to + TOUCH;
        self.level != other.level && meets(self, other) && meets(other, self)
    }
}

/// How far the rulings of a page sink for each point to the right; upright ones go to the left for each point down.
fn lean(rulings: &[Ruling]) -> f32 {
    let (mut sunk, mut run) = (0.0, 0.0);
    for ruling in rulings {
        let [across, down] = ruling.extent();
        let (along, aside) = if ruling.is_level() { (across, down) } else { (down, -across) };
        run += along;
        sunk += aside;
    }
    if run > 0.0 { sunk / run } else { 0.0 }
}

/// The rulings that touch, directly or by others.
fn components(edges: &[Edge]) -> Vec<Vec<Edge>> {
    let mut left: Vec<Edge> = edges.to_vec();
    let mut found = Vec::new();
    while let Some(first) = left.pop() {
        let mut own = vec![first];
        let mut at = 0;
        while let Some(known) = own.get(at).copied() {
            let (near, far): (Vec<Edge>, Vec<Edge>) = left.into_iter().partition(|edge| known.touches(edge));
            own.extend(near);
            left = far;
            at += 1;
        }
        found.push(own);
    }
    found
}

/// The means of the groups that `at` falls into.
fn clusters(mut at: Vec<f32>) -> Vec<f32> {
    at.sort_by(f32::total_cmp);
    let groups = at.chunk_by(|one, next| next - one < SAME);
    groups.map(|group| group.iter().sum::<f32>() / group.len() as f32).collect()
}

/// Whether rulings that stand at `at` cover enough of the side from `side.0` to `side.1`.
fn walled(edges: &[Edge], level: bool, at: f32, side: (f32, f32)) -> bool {
    let own = edges.iter().filter(|edge| edge.level == level && (edge.at - at).abs() < SAME);
    let covered: f32 = own.map(|edge| (edge.to.min(side.1) - edge.from.max(side.0)).max(0.0)).sum();
    covered >= WALL * (side.1 - side.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rulings given by their ends on a level page, on a page that sinks by `lean`.
    fn rulings(ends: &[[f32; 4]], lean: f32) -> Vec<Ruling> {
        let lies = |x: f32, y: f32| [x - lean * y, y + lean * x];
        ends.iter().map(|&[x1, y1, x2, y2]| Ruling { from: lies(x1, y1), to: lies(x2, y2) }).collect()
    }

    #[test]
    fn cells_are_parted_by_rulings() {
        // Three columns; the first row has a cell over two columns, the first column one over two rows; the left edge is not printed.
        let ends = [
            [50.0, 100.0, 450.0, 100.0],
            [100.0, 120.0, 450.0, 120.0],
            [50.0, 140.0, 450.0, 140.0],
            [50.0, 170.0, 450.0, 170.0],
            [100.0, 100.0, 100.0, 170.0],
            [300.0, 120.0, 300.0, 138.0],
            [300.0, 141.0, 300.0, 170.0],
            [450.0, 100.0, 450.0, 170.0],
            // Not of the table.
            [50.0, 60.0, 200.0, 60.0],
        ];
        for lean in [0.0, 0.01, -0.01] {
            let found = Grid::find(&rulings(&ends, lean));
            assert_eq!(found.len(), 1, "{lean}");
            let grid = &found[0];
            assert_eq!((grid.height(), grid.width()), (3, 3));
            let roots: Vec<_> = (0..3).map(|row| [0, 1, 2].map(|column| grid.root(row, column))).collect();
            assert_eq!(roots, [[(0, 0), (0, 1), (0, 1)], [(0, 0), (1, 1), (1, 2)], [(2, 0), (2, 1), (2, 2)]]);
            let word = |x: f32, y: f32| {
                Rect::new(x - lean * y - 2.0, y + lean * x - 3.0, x - lean * y + 2.0, y + lean * x + 3.0)
            };
            assert_eq!(grid.cell(word(430.0, 110.0)), (0, 1));
            assert_eq!(grid.cell(word(430.0, 123.0)), (1, 2));
            assert_eq!(grid.cell(word(60.0, 125.0)), (0, 0));
            assert!(
                grid.holds(word(440.0, 165.0)) && !grid.holds(word(440.0, 175.0)) && !grid.holds(word(455.0, 165.0))
            );
            assert!(grid.is_edge(word(301.0, 150.0)) && !grid.is_edge(word(310.0, 150.0)));
        }
    }

    #[test]
    fn what_makes_no_cells_is_no_grid() {
        let frame = [[0.0, 0.0, 90.0, 0.0], [0.0, 90.0, 90.0, 90.0], [0.0, 0.0, 0.0, 90.0], [90.0, 0.0, 90.0, 90.0]];
        assert!(Grid::find(&rulings(&frame, 0.0)).is_empty());
        assert!(Grid::find(&rulings(&frame[..2], 0.0)).is_empty());
        assert!(Grid::find(&[]).is_empty());
    }
}
