//! One line dealt to the columns of a row, by dynamic programming over chunks of words that nothing parts: a piece goes
//! on with its column's text, or opens it, and columns never go back within a line.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::line::{LineScores, Width};
use super::row::{BRACKET, Cell, Kind, OpenRow, Shape};
use super::words::TextLine;

/// Ways kept to deal one line for one row.
const WAYS: usize = 4;

/// Ways to deal a line, each with its score: the column of each word.
type Deals = Rc<Vec<(f32, Rc<[u8]>)>>;

/// Deals one line to rows, sharing between them what they have in common.
pub(crate) struct Dealer<'a, 's, 'm> {
    shape: &'a Shape<'a, 's>,
    at: usize,
    line: &'a TextLine,
    width: usize,
    scores: &'m mut LineScores,
    /// Deals for each kind of row and its cells, wherever they started.
    dealt: FxHashMap<(Kind, Vec<Option<Cell>>), Deals>,
}

impl<'a, 's, 'm> Dealer<'a, 's, 'm> {
    /// For line `at`.
    pub(crate) fn new(shape: &'a Shape<'a, 's>, at: usize, scores: &'m mut LineScores) -> Self {
        let width = shape.scorers.all.columns.len();
        Self { shape, at, line: &shape.lines[at], width, scores, dealt: FxHashMap::default() }
    }

    /// The best ways to deal the line, worked out once for all rows whose cells end alike.
    pub(crate) fn deals(&mut self, row: &OpenRow) -> Deals {
        let ends = row.cells.iter().map(|cell| cell.map(|cell| Cell { first_line: 0, ..cell })).collect();
        let key = (row.kind, ends);
        if let Some(known) = self.dealt.get(&key) {
            return known.clone();
        }
        let deals: Deals = Rc::new(self.deal(row));
        self.dealt.insert(key, deals.clone());
        deals
    }

    fn deal(&mut self, row: &OpenRow) -> Vec<(f32, Rc<[u8]>)> {
        let width = self.width;
        if self.scores.chunks.is_empty() || width == 0 {
            return vec![(0.0, Rc::default())];
        }
        let slots: Vec<Slot> = (0..width).map(|column| self.slot(row, column)).collect();
        let scores = &*self.scores;
        let mut table = vec![Ways::default(); scores.chunks.len() * width];
        for (at, chunk) in scores.chunks.iter().enumerate() {
            let edge = if self.line.words[chunk.start].bar { 0.7 } else { -1.3 };
            // The ways that end with the chunk before in a column further left, the piece there being over.
            let mut left = Ways::default();
            for (column, slot) in slots.iter().enumerate() {
                let mut here = Ways::default();
                let within = scores.within[at * width + column];
                if slot.allowed && at == 0 {
                    // Where blocks stand one below the other, they come left to right.
                    let behind = slot.cell.is_none() && slots[column..].iter().any(|slot| slot.cell.is_some());
                    let cost = match (behind, self.line.after_blank) {
                        (false, _) => 0.0,
                        (true, true) => 2.0,
                        (true, false) => 0.5,
                    };
                    here.insert(Way { score: slot.entering[0] - cost + within, column: 0, rank: 0, from: 0 });
                } else if slot.allowed {
                    let after = scores.after[at * width + column] + within;
                    for (rank, way) in table[(at - 1) * width + column].iter().enumerate() {
                        here.insert(Way { score: way.score + after, column: column as u8, rank: rank as u8, ..*way });
                    }
                    for way in left.iter() {
                        let score = way.score + slot.entering[at] + edge + within;
                        if !here.takes(score) {
                            break;
                        }
                        here.insert(Way { score, from: at as u16, ..*way });
                    }
                }
                if at > 0 {
                    let before = &table[(at - 1) * width + column];
                    left.insert_ended(before, column, |from| slot.piece(scores, width, from, at - 1));
                }
                table[at * width + column] = here;
            }
        }
        let last = scores.chunks.len() - 1;
        let mut ends = Ways::default();
        for (column, slot) in slots.iter().enumerate() {
            let ended = &table[last * width + column];
            ends.insert_ended(ended, column, |from| slot.piece(scores, width, from, last));
        }
        ends.iter().map(|end| (end.score, self.trace(&table, end))).collect()
    }

    fn slot(&mut self, row: &OpenRow, column: usize) -> Slot {
        let (shape, cell) = (self.shape, row.cells[column]);
        let whole = shape.whole(row, column);
        Slot {
            column,
            cell,
            allowed: shape.allowed(row, column),
            entering: self.scores.entering(shape, self.at, column, cell),
            width: (!whole).then(|| shape.scorers.all.width(column)),
            widest: if whole {
                shape.scorers.all.words.page * 0.85
            } else {
                shape.scorers.all.columns[column].seen.width
            },
        }
    }

    /// The column of each word of a way.
    fn trace(&self, table: &[Ways], end: &Way) -> Rc<[u8]> {
        let (mut column, mut rank) = (end.column, end.rank);
        let mut columns = vec![0; self.line.words.len()];
        for (at, chunk) in self.scores.chunks.iter().enumerate().rev() {
            columns[chunk.clone()].fill(column);
            let way = table[at * self.width + column as usize].held[rank as usize];
            (column, rank) = (way.column, way.rank);
        }
        columns.into()
    }
}

/// A column in a row.
struct Slot {
    column: usize,
    cell: Option<Cell>,
    /// Whether the row has it.
    allowed: bool,
    /// Each chunk as the first of a piece in it.
    entering: Rc<[f32]>,
    /// What its lines' letters cost; nothing where they may be as wide as the page.
    width: Option<Width>,
    /// Letters that a full line has.
    widest: f32,
}

impl Slot {
    /// What the extent of a piece of line says, from chunk to chunk, and its brackets: at most 0. None is wider than its column; and a
    /// cell's line is broken only where the next word no longer fits.
    fn piece(&self, line: &LineScores, columns: usize, from: u16, to: usize) -> f32 {
        let (first, last) = (&line.extents[from as usize], &line.extents[to]);
        let length = last.end - first.start;
        let broken = line.broken[to * columns + self.column];
        let mut score = self.width.as_ref().map_or(0.0, |width| width.cost(length) + broken);
        let open = self.cell.map_or(0, |cell| i32::from(cell.open));
        if open + last.open_after - first.open_before < 0 {
            score -= BRACKET;
        }
        if let Some(cell) = self.cell {
            let widest = (self.widest * 0.9).max(cell.widest.max(length) as f32);
            let fitted = cell.length + 1 + first.first - first.start;
            score -= ((0.95 - fitted as f32 / widest) * 25.0).clamp(0.0, 6.0);
        }
        score
    }
}

/// One way to deal a line up to a chunk: where the chunk before stands, and the first chunk of the piece.
#[derive(Clone, Copy, Default)]
struct Way {
    score: f32,
    column: u8,
    rank: u8,
    from: u16,
}

/// The best few ways, best first.
#[derive(Clone, Copy, Default)]
struct Ways {
    held: [Way; WAYS],
    count: u8,
}

impl Ways {
    fn insert(&mut self, way: Way) {
        let mut at = self.count as usize;
        while at > 0 && self.held[at - 1].score < way.score {
            if at < WAYS {
                self.held[at] = self.held[at - 1];
            }
            at -= 1;
        }
        if at < WAYS {
            self.held[at] = way;
            self.count = (self.count + 1).min(WAYS as u8);
        }
    }

    /// Whether a way that scores so would be among them.
    fn takes(&self, score: f32) -> bool {
        (self.count as usize) < WAYS || self.held[WAYS - 1].score < score
    }

    /// Inserts the ways that end in `column`, with what their last piece adds: at most 0.
    fn insert_ended(&mut self, ended: &Self, column: usize, piece: impl Fn(u16) -> f32) {
        for (rank, way) in ended.iter().enumerate() {
            if !self.takes(way.score) {
                break;
            }
            let score = way.score + piece(way.from);
            self.insert(Way { score, column: column as u8, rank: rank as u8, from: 0 });
        }
    }

    fn iter(&self) -> impl Iterator<Item = &Way> {
        self.held[..self.count as usize].iter()
    }
}
