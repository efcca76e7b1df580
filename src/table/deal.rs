//! One line dealt to the columns of a row, by dynamic programming over chunks of words that nothing parts: a piece goes
//! on with its column's text, or opens it, and columns never go back within a line.
//!
//! From right to left it is worked out what the rest of the line is worth at the best, wherever a piece begins; so the best ways are then followed from
//! left to right without trying any other.

use std::ops::Range;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::line::{Extent, LineScores, Width};
use super::row::{BRACKET, Cell, Kind, OpenRow, Shape};
use super::words::TextLine;

/// Ways kept to deal one line for one row.
const WAYS: usize = 4;

/// Deals one line to rows, sharing between them what they have in common.
pub(crate) struct Dealer<'a, 's, 'm> {
    shape: &'a Shape<'a, 's>,
    at: usize,
    line: &'a TextLine,
    width: usize,
    scores: &'m mut LineScores,
    /// Deals for each kind of row and its cells, wherever they started: places in `gains`.
    dealt: FxHashMap<(Kind, Vec<Option<Cell>>), Range<usize>>,
    /// What each deal is worth, and the columns of the line's words, deal for deal.
    gains: Vec<f32>,
    columns: Vec<u8>,
    /// Working space.
    outlook: Outlook,
    pieces: Vec<Piece>,
}

impl<'a, 's, 'm> Dealer<'a, 's, 'm> {
    /// For line `at`.
    pub(crate) fn new(shape: &'a Shape<'a, 's>, at: usize, scores: &'m mut LineScores) -> Self {
        Self {
            shape,
            at,
            line: &shape.lines[at],
            width: shape.scorers.all.columns.len(),
            scores,
            dealt: FxHashMap::default(),
            gains: Vec::new(),
            columns: Vec::new(),
            outlook: Outlook::default(),
            pieces: Vec::new(),
        }
    }

    /// The numbers of the best ways to deal the line that are worth `least` or more, the best first: worked out once for all rows whose cells end
    /// alike, of which that one asks first that asks for the least.
    pub(crate) fn deals(&mut self, row: &OpenRow, least: f32) -> Range<usize> {
        let ends = row.cells.iter().map(|cell| cell.map(|cell| Cell { first_line: 0, ..cell })).collect();
        let key = (row.kind, ends);
        if let Some(known) = self.dealt.get(&key) {
            return known.clone();
        }
        let first = self.gains.len();
        self.deal(row, least);
        let deals = first..self.gains.len();
        self.dealt.insert(key, deals.clone());
        deals
    }

    /// What a deal is worth.
    pub(crate) fn gain(&self, deal: usize) -> f32 {
        self.gains[deal]
    }

    /// The columns of the line's words, deal for deal.
    pub(crate) fn dealt(self) -> Vec<u8> {
        self.columns
    }

    fn deal(&mut self, row: &OpenRow, least: f32) {
        let count = self.scores.chunks.len();
        if count == 0 {
            self.gains.push(0.0);
            return;
        }
        let slots: Vec<Slot> = (0..self.width).map(|column| self.slot(row, column)).collect();
        let scores = &*self.scores;
        self.outlook.look(self.line, scores, &slots);
        let mut open = Open { ways: Vec::with_capacity(WAYS), room: WAYS, least };
        for slot in slots.iter().filter(|slot| slot.allowed) {
            // Where blocks stand one below the other, they come left to right.
            let behind = slot.cell.is_none() && slots[slot.column..].iter().any(|slot| slot.cell.is_some());
            let cost = match (behind, self.line.after_blank) {
                (false, _) => 0.0,
                (true, true) => 2.0,
                (true, false) => 0.5,
            };
            let score = slot.entering[0] - cost;
            let most = score + self.outlook.from[slot.column * count];
            open.insert(Way { most, score, piece: Piece { from: 0, column: slot.column, before: None } });
        }
        self.pieces.clear();
        while let Some(Way { score, piece, .. }) = open.take() {
            if piece.from == count {
                open.room -= 1;
                self.gains.push(score);
                trace(&self.pieces, piece, scores, &mut self.columns);
                continue;
            }
            let before = Some(self.pieces.len());
            self.pieces.push(piece);
            let (own, first) = (piece.column * count, slots[piece.column].first(scores, piece.from));
            for to in piece.from..count {
                let cost = first.extent(&scores.extents[to]);
                let known = score + first.words - cost;
                if !open.wants(known + self.outlook.best_to[own + to]) {
                    break;
                }
                let (end, known) = (to + 1, known - first.brackets(&scores.extents[to]));
                let score = known + slots[piece.column].ended(scores, own + to);
                if end == count {
                    open.insert(Way { most: score, score, piece: Piece { from: end, column: 0, before } });
                } else if open.wants(known + self.outlook.to[own + to]) {
                    let edge = edge(self.line, scores, end);
                    for slot in slots[piece.column + 1..].iter().filter(|slot| slot.allowed) {
                        let score = score + slot.entering[end] + edge;
                        let most = score + self.outlook.from[slot.column * count + end];
                        open.insert(Way { most, score, piece: Piece { from: end, column: slot.column, before } });
                    }
                }
            }
        }
    }

    fn slot(&mut self, row: &OpenRow, column: usize) -> Slot {
        let (shape, cell) = (self.shape, row.cells[column]);
        let whole = shape.whole(row, column);
        let (width, widest) = if whole {
            (None, shape.scorers.all.words.page * 0.85)
        } else {
            (Some(shape.scorers.all.width(column)), shape.scorers.all.columns[column].seen.width)
        };
        let entering = self.scores.entering(shape, self.at, column, cell);
        Slot { column, cell, allowed: shape.allowed(row, column), entering, width, widest: widest * 0.9 }
    }
}

/// Adds the column of each word of a way, whose last piece begins behind the line.
fn trace(pieces: &[Piece], last: Piece, scores: &LineScores, columns: &mut Vec<u8>) {
    let words = |chunk: usize| scores.chunks.get(chunk).map(|chunk| chunk.start);
    let all = scores.chunks.last().map_or(0, |chunk| chunk.end);
    let first = columns.len();
    columns.resize(first + all, 0);
    let mut end = all;
    let mut piece = last;
    while let Some(before) = piece.before.map(|before| pieces[before]) {
        let start = words(before.from).unwrap_or(all);
        columns[first + start..first + end].fill(before.column as u8);
        (end, piece) = (start, before);
    }
}

/// What chunk `at` adds by standing in another column than the one before it.
fn edge(line: &TextLine, scores: &LineScores, at: usize) -> f32 {
    if line.words[scores.chunks[at].start].bar { 0.7 } else { -1.3 }
}

/// What the rest of a line is worth at the best, by column and chunk.
#[derive(Default)]
struct Outlook {
    /// From the chunk on, which begins a piece in the column.
    from: Vec<f32>,
    /// The line up to the chunk, which ends a piece in the column, and all that follows; and the best of this and of those where the piece ends later.
    to: Vec<f32>,
    best_to: Vec<f32>,
    /// From the chunk that was looked at last on, which begins a piece in a column further right, with what entering that is worth.
    right: Vec<f32>,
}

impl Outlook {
    fn look(&mut self, line: &TextLine, scores: &LineScores, slots: &[Slot]) {
        let count = scores.chunks.len();
        for values in [&mut self.from, &mut self.to, &mut self.best_to] {
            values.clear();
            values.resize(slots.len() * count, f32::MIN);
        }
        // Behind the line nothing follows.
        self.right.clear();
        self.right.resize(slots.len(), 0.0);
        for at in (0..count).rev() {
            let edge = edge(line, scores, at);
            let mut right = f32::MIN;
            for slot in slots.iter().rev().filter(|slot| slot.allowed) {
                let own = slot.column * count..(slot.column + 1) * count;
                let (to, best_to) = (&mut self.to[own.clone()], &mut self.best_to[own.clone()]);
                to[at] = slot.ended(scores, own.start + at) + self.right[slot.column];
                best_to[at] = best_to.get(at + 1).map_or(to[at], |&later| later.max(to[at]));
                let first = slot.first(scores, at);
                let mut best = f32::MIN;
                for ((last, &to), &best_to) in scores.extents[at..].iter().zip(&to[at..]).zip(&best_to[at..]) {
                    // The longer a piece, the more its extent costs.
                    let cost = first.extent(last);
                    if best_to - cost <= best {
                        break;
                    }
                    best = best.max(to - cost - first.brackets(last));
                }
                best += first.words;
                self.from[own.start + at] = best;
                self.right[slot.column] = right;
                right = right.max(slot.entering[at] + edge + best);
            }
        }
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
    /// Letters that a line must have to be full.
    widest: f32,
}

impl Slot {
    /// What the line up to where a piece ends is worth, which is a chunk of the column.
    fn ended(&self, line: &LineScores, at: usize) -> f32 {
        line.ended[at] + if self.width.is_some() { line.broken[at] } else { 0.0 }
    }

    /// What a piece that begins with a chunk costs, wherever it ends.
    fn first(&self, line: &LineScores, from: usize) -> First<'_> {
        let first = &line.extents[from];
        let open = self.cell.map_or(0, |cell| i32::from(cell.open)) - first.open_before;
        let broken = self
            .cell
            .map(|cell| ((cell.length + 1 + first.first - first.start) as f32, self.widest.max(cell.widest as f32)));
        let usual = broken.map_or(0.0, |(fitted, widest)| too_early(fitted, widest));
        First {
            words: line.begun[self.column * line.chunks.len() + from],
            start: first.start,
            open,
            broken,
            usual,
            width: self.width.as_ref(),
        }
    }
}

/// The first chunk of a piece.
struct First<'s> {
    /// What its words are worth, less those of the line up to it.
    words: f32,
    /// Letters before it, and brackets that are open there.
    start: u32,
    open: i32,
    /// The letters that the line before it would have had with one word more, and those of the widest line before; and what it costs that it was broken.
    broken: Option<(f32, f32)>,
    usual: f32,
    width: Option<&'s Width>,
}

impl First<'_> {
    /// What the extent of the piece costs that ends with a chunk. None is wider than its column; and a cell's line is broken only where the next word
    /// no longer fits.
    fn extent(&self, last: &Extent) -> f32 {
        let letters = (last.end - self.start) as f32;
        let wide = self.width.map_or(0.0, |width| width.cost(letters));
        wide + match self.broken {
            Some((fitted, widest)) if letters > widest => too_early(fitted, letters),
            _ => self.usual,
        }
    }

    /// What its brackets cost.
    fn brackets(&self, last: &Extent) -> f32 {
        if self.open + last.open_after < 0 { BRACKET } else { 0.0 }
    }
}

/// What it costs that a line was broken which would have had so many letters with the next word, where the widest has so many.
fn too_early(fitted: f32, widest: f32) -> f32 {
    ((0.95 - fitted / widest) * 25.0).clamp(0.0, 6.0)
}

/// A piece that was begun, or the end of the line.
#[derive(Clone, Copy)]
struct Piece {
    /// Its first chunk.
    from: usize,
    column: usize,
    /// The piece before it, of those that were gone on with.
    before: Option<usize>,
}

/// A way to deal the line up to where a piece begins.
struct Way {
    /// What it is worth with the rest, and so far.
    most: f32,
    score: f32,
    piece: Piece,
}

/// The best ways, which are to be followed, best first: no more than are wanted, since each leads to one deal at least.
struct Open {
    ways: Vec<Way>,
    room: usize,
    least: f32,
}

impl Open {
    /// Whether a way that is worth so much would be among them.
    fn wants(&self, most: f32) -> bool {
        most >= self.least && (self.ways.len() < self.room || self.ways.last().is_some_and(|last| last.most < most))
    }

    fn insert(&mut self, way: Way) {
        if self.wants(way.most) {
            self.ways.truncate(self.room - 1);
            let at = self.ways.partition_point(|known| known.most >= way.most);
            self.ways.insert(at, way);
        }
    }

    fn take(&mut self) -> Option<Way> {
        (!self.ways.is_empty()).then(|| self.ways.remove(0))
    }
}
