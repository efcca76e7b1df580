//! What the rest of a line is worth at the best: from a chunk on that begins a piece in a column of a row.
//!
//! That depends on the column's cell and on the columns further right, so rows whose cells end alike from some column on share it from there on.

use std::rc::Rc;

use super::line::{Extent, LineScores, Width};
use super::row::{BRACKET, OpenRow, Shape};

/// A column of a row, with those further right.
pub(super) struct Outlook {
    column: usize,
    /// Each chunk as the first of a piece in it.
    entering: Rc<[f32]>,
    /// What its lines' letters cost, and whether it tells how they end: not where they may be as wide as the page.
    width: Width,
    breaks: bool,
    /// Of the cell so far: brackets that are open, letters that its line would have with a word of none more, and those of its widest line or of a full one.
    open: i32,
    length: Option<f32>,
    widest: f32,
    /// By chunk, and behind the line.
    seen: Vec<Seen>,
}

/// What is seen from a chunk on, or behind the line, where nothing is left.
#[derive(Clone, Copy)]
struct Seen {
    /// The best from there on, where that begins a piece in the column.
    from: f32,
    /// The line up to there, which ends a piece in the column, and the best that follows; and the most of that from there on.
    to: f32,
    later: f32,
    /// The best from there on, where that begins a piece in the column or further right, entering it included.
    any: f32,
}

const NOTHING: Seen = Seen { from: f32::MIN, to: f32::MIN, later: f32::MIN, any: f32::MIN };

impl Outlook {
    /// For line `at`, which is `line`, in `column`; `right` is the one of the next column. What is worse by more than `margin` than to go on further right is
    /// not looked at.
    pub(super) fn new(
        shape: &Shape,
        row: &OpenRow,
        column: usize,
        (at, line): (usize, &mut LineScores),
        right: Option<&Self>,
        margin: f32,
    ) -> Self {
        let (cell, whole, all) = (row.cells[column], shape.whole(row, column), &shape.scorers.all);
        let full = 0.9 * if whole { all.words.page * 0.85 } else { all.columns[column].seen.width };
        let mut outlook = Self {
            column,
            entering: line.entering(shape, at, column, cell),
            width: if whole { Width { free: 0.0, cost: 0.0 } } else { all.width(column) },
            breaks: !whole,
            open: cell.map_or(0, |cell| i32::from(cell.open)),
            length: cell.map(|cell| cell.length as f32 + 1.0),
            widest: cell.map_or(full, |cell| full.max(cell.widest as f32)),
            seen: match right {
                Some(right) => right.seen.iter().map(|seen| Seen { any: seen.any, ..NOTHING }).collect(),
                None => vec![NOTHING; line.chunks.len() + 1],
            },
        };
        if let Some(behind) = outlook.seen.last_mut() {
            behind.any = 0.0;
        }
        if shape.allowed(row, column) {
            outlook.look(line, margin);
        }
        outlook
    }

    fn look(&mut self, line: &LineScores, margin: f32) {
        let count = line.chunks.len();
        let begun = &line.begun[self.column * count..];
        // What is seen further right.
        let mut next = 0.0;
        for at in (0..count).rev() {
            let to = self.ended(line, at) + next;
            let later = self.seen[at + 1].later.max(to);
            next = self.seen[at].any;
            self.seen[at] = Seen { from: f32::MIN, to, later, any: next };
            let enter = self.entering[at] + line.edges[at];
            if enter + begun[at] + later >= next - margin {
                let from = self.best(line, at);
                (self.seen[at].from, self.seen[at].any) = (from, next.max(enter + from));
            }
        }
    }

    /// The best from a chunk on that begins a piece.
    fn best(&self, line: &LineScores, from: usize) -> f32 {
        let first = self.first(line, from);
        let mut best = f32::MIN;
        for to in from..line.extents.len() {
            let (last, seen) = (&line.extents[to], &self.seen[to]);
            let cost = self.cost(&first, last);
            // The longer a piece, the more its extent costs.
            if seen.later - cost <= best {
                break;
            }
            best = best.max(seen.to - cost - first.brackets(last));
        }
        best + first.words
    }

    /// What the line up to where a piece ends is worth.
    fn ended(&self, line: &LineScores, to: usize) -> f32 {
        let at = self.column * line.chunks.len() + to;
        line.ended[at] + if self.breaks { line.broken[at] } else { 0.0 }
    }

    /// A piece that begins with chunk `from`.
    #[inline]
    fn first(&self, line: &LineScores, from: usize) -> First {
        let first = &line.extents[from];
        let fitted = self.length.map(|length| length + first.first - first.start);
        First {
            words: line.begun[self.column * line.chunks.len() + from],
            start: first.start,
            open: self.open - first.open_before,
            fitted,
            usual: fitted.map_or(0.0, |fitted| too_early(fitted, self.widest)),
        }
    }

    /// What the extent of a piece costs that ends with chunk `last`. None is wider than its column; and a cell's line is broken only where the next word no
    /// longer fits.
    #[inline]
    fn cost(&self, first: &First, last: &Extent) -> f32 {
        let letters = last.end - first.start;
        let early = match first.fitted {
            Some(fitted) if letters > self.widest => too_early(fitted, letters),
            _ => first.usual,
        };
        self.width.cost(letters) + early
    }

    /// What it is worth that the line begins with the column, and that with the best that may follow; nothing where that is not looked at.
    pub(super) fn start(&self) -> Option<(f32, f32)> {
        let (score, best) = (self.entering[0], self.seen[0].from);
        (best > f32::MIN).then_some((score, score + best))
    }

    /// The same for a chunk that begins a piece after one of another column.
    pub(super) fn from(&self, line: &LineScores, from: usize) -> Option<(f32, f32)> {
        let (score, best) = (self.entering[from] + line.edges[from], self.seen[from].from);
        (best > f32::MIN).then_some((score, score + best))
    }

    /// Where a piece that begins with chunk `from` may end.
    pub(super) fn ends<'s>(&'s self, line: &'s LineScores, from: usize) -> impl Iterator<Item = End> + 's {
        let first = self.first(line, from);
        (from..line.extents.len()).map(move |to| {
            let (last, seen) = (&line.extents[to], &self.seen[to]);
            let words = first.words - self.cost(&first, last);
            let own = words - first.brackets(last);
            End { chunk: to + 1, score: own + self.ended(line, to), most: own + seen.to, later: words + seen.later }
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
struct First {
    /// What the words from there on are worth.
    words: f32,
    /// Letters before it, and brackets that are open there.
    start: f32,
    open: i32,
    /// Letters that the cell's line before would have had with its first word, and what it costs that it had them not.
    fitted: Option<f32>,
    usual: f32,
}

impl First {
    /// What the brackets of a piece cost that ends with chunk `last`.
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
