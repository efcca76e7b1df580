//! What the rest of a line is worth at the best: from a chunk on that begins a piece in a column of a row.
//!
//! That depends on the column's cell and on the columns further right, so rows whose cells end alike from some column on share it from there on.

use std::rc::Rc;

use super::line::{Extent, LineScores, Width};
use super::row::{BRACKET, Cell, OpenRow, Shape};

/// A column of a row, with those further right.
pub(super) struct Outlook {
    column: usize,
    /// Whether the row has the column.
    allowed: bool,
    /// Each chunk as the first of a piece in it.
    entering: Rc<[f32]>,
    /// Letters and brackets of the cell so far.
    cell: Option<Cell>,
    /// What its lines' letters cost; nothing where they may be as wide as the page.
    width: Option<Width>,
    /// Letters that a line must have to be full.
    full: f32,
    /// By chunk: the best from there on, where that begins a piece in the column.
    from: Vec<f32>,
    /// By chunk: the line up to there, which ends a piece in the column, and the best that follows; and the most of these from there on.
    to: Vec<f32>,
    later: Vec<f32>,
    /// By chunk, and behind the line, where nothing is left: the best from there on, where that begins a piece in the column or further right, entering
    /// it included.
    any: Vec<f32>,
}

impl Outlook {
    /// For line `at`, which is `line`, in `column`; `right` is the one of the next column.
    pub(super) fn new(
        shape: &Shape,
        row: &OpenRow,
        column: usize,
        at: usize,
        line: &mut LineScores,
        right: Option<&Self>,
    ) -> Self {
        let (cell, count) = (row.cells[column], line.chunks.len());
        let whole = shape.whole(row, column);
        let seen = &shape.scorers.all.columns[column].seen;
        let mut outlook = Self {
            column,
            allowed: shape.allowed(row, column),
            entering: line.entering(shape, at, column, cell),
            cell,
            width: (!whole).then(|| shape.scorers.all.width(column)),
            full: 0.9 * if whole { shape.scorers.all.words.page * 0.85 } else { seen.width },
            from: Vec::new(),
            to: Vec::new(),
            later: Vec::new(),
            any: right.map_or_else(|| [vec![f32::MIN; count], vec![0.0]].concat(), |right| right.any.clone()),
        };
        if outlook.allowed {
            outlook.look(line);
        }
        outlook
    }

    fn look(&mut self, line: &LineScores) {
        let count = line.chunks.len();
        self.to = (0..count).map(|to| self.ended(line, to) + self.any[to + 1]).collect();
        self.later = self.to.clone();
        for at in (1..count).rev() {
            self.later[at - 1] = self.later[at - 1].max(self.later[at]);
        }
        self.from = (0..count).map(|from| self.best(line, from)).collect();
        for at in 0..count {
            self.any[at] = self.any[at].max(self.entering[at] + line.edges[at] + self.from[at]);
        }
    }

    /// The best from a chunk on that begins a piece.
    fn best(&self, line: &LineScores, from: usize) -> f32 {
        let first = self.first(line, from);
        let mut best = f32::MIN;
        for to in from..line.extents.len() {
            let cost = first.extent(&line.extents[to]);
            // The longer a piece, the more its extent costs.
            if self.later[to] - cost <= best {
                break;
            }
            best = best.max(self.to[to] - cost - first.brackets(&line.extents[to]));
        }
        best + first.words
    }

    /// What the line up to where a piece ends is worth.
    fn ended(&self, line: &LineScores, to: usize) -> f32 {
        let at = self.column * line.chunks.len() + to;
        line.ended[at] + if self.width.is_some() { line.broken[at] } else { 0.0 }
    }

    /// What a piece that begins with chunk `from` costs, wherever it ends.
    fn first(&self, line: &LineScores, from: usize) -> First<'_> {
        let first = &line.extents[from];
        let open = self.cell.map_or(0, |cell| i32::from(cell.open)) - first.open_before;
        let broken = self.cell.map(|cell| {
            let fitted = cell.length as f32 + 1.0 + first.first - first.start;
            (fitted, self.full.max(cell.widest as f32))
        });
        let usual = broken.map_or(0.0, |(fitted, widest)| too_early(fitted, widest));
        let words = line.begun[self.column * line.chunks.len() + from];
        First { words, start: first.start, open, broken, usual, width: self.width.as_ref() }
    }

    /// What it is worth that the line begins with the column, and that with the best that may follow; nothing where the row has it not.
    pub(super) fn start(&self) -> Option<(f32, f32)> {
        self.allowed.then(|| (self.entering[0], self.entering[0] + self.from[0]))
    }

    /// The same for a chunk that begins a piece after one of another column.
    pub(super) fn from(&self, line: &LineScores, from: usize) -> Option<(f32, f32)> {
        let score = self.entering.get(from).filter(|_| self.allowed)? + line.edges[from];
        Some((score, score + self.from[from]))
    }

    /// Where a piece that begins with chunk `from` may end.
    pub(super) fn ends<'s>(&'s self, line: &'s LineScores, from: usize) -> impl Iterator<Item = End> + 's {
        let first = self.first(line, from);
        (from..line.extents.len()).map(move |to| {
            let cost = first.extent(&line.extents[to]);
            let words = first.words - cost;
            let own = words - first.brackets(&line.extents[to]);
            let (score, most) = (own + self.ended(line, to), own + self.to[to]);
            End { chunk: to + 1, score, most, later: words + self.later[to] }
        })
    }
}

/// Where a piece may end.
pub(super) struct End {
    /// The chunk after it.
    pub chunk: usize,
    /// What the piece is worth, the same with the best that may follow, and the most of that if it ends here or later.
    pub score: f32,
    pub most: f32,
    pub later: f32,
}

/// The first chunk of a piece.
struct First<'s> {
    /// What the words from there on are worth.
    words: f32,
    /// Letters before it, and brackets that are open there.
    start: f32,
    open: i32,
    /// Letters that the cell's line before would have had with its first word, and those of the widest one; and what it costs that it had them not.
    broken: Option<(f32, f32)>,
    usual: f32,
    width: Option<&'s Width>,
}

impl First<'_> {
    /// What the extent of the piece costs that ends with a chunk. None is wider than its column; and a cell's line is broken only where the next word
    /// no longer fits.
    #[inline]
    fn extent(&self, last: &Extent) -> f32 {
        let letters = last.end - self.start;
        let wide = self.width.map_or(0.0, |width| width.cost(letters));
        wide + match self.broken {
            Some((fitted, widest)) if letters > widest => too_early(fitted, letters),
            _ => self.usual,
        }
    }

    /// What its brackets cost.
    #[inline]
    fn brackets(&self, last: &Extent) -> f32 {
        if self.open + last.open_after < 0 { BRACKET } else { 0.0 }
    }
}

/// What it costs that a line was broken which would have had so many letters with the next word, where the widest has so many.
#[inline]
fn too_early(fitted: f32, widest: f32) -> f32 {
    ((0.95 - fitted / widest) * 25.0).clamp(0.0, 6.0)
}
