//! One line dealt to the columns of a row, by dynamic programming over chunks of words that nothing parts: a piece goes
//! on with its column's text, or opens it, and columns never go back within a line.

use std::ops::Range;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::piece::{Pieces, Slot};
use super::row::{Cell, Kind, OpenRow, Shape};
use super::words::{TextLine, Word};

/// Ways kept to deal one line for one row.
const WAYS: usize = 4;
/// Words that stand together more than this, in nats, are never parted.
const WELDED: f32 = 4.0;

/// Ways to deal a line, each with its score: the column of each word.
type Deals = Rc<Vec<(f32, Rc<[u8]>)>>;

/// A column, and its cell's last word and last line.
type End = (usize, (u32, u32), u32);

/// Deals one line to rows, sharing between them what they have in common.
pub(crate) struct Dealer<'a, 's> {
    shape: &'a Shape<'a, 's>,
    at: usize,
    line: &'a TextLine,
    width: usize,
    /// Runs of words that are not parted.
    chunks: Vec<Range<usize>>,
    pieces: Pieces<'s>,
    /// By chunk and column: the words after its first; and its first after the chunk before it.
    within: Vec<f32>,
    after: Vec<f32>,
    /// By column: each chunk as the first of its cell.
    opening: Vec<Option<Rc<[f32]>>>,
    /// By the cell's last word: how well each chunk's first word joins it, whatever the column.
    joints: FxHashMap<(u32, u32), Vec<f32>>,
    /// By where a cell ends: each chunk as the first of a piece that goes on.
    going_on: FxHashMap<End, Rc<[f32]>>,
    /// Deals for each kind of row and its cells, wherever they started.
    dealt: FxHashMap<(Kind, Vec<Option<Cell>>), Deals>,
}

impl<'a, 's> Dealer<'a, 's> {
    /// For line `at`.
    pub(crate) fn new(shape: &'a Shape<'a, 's>, at: usize) -> Self {
        let (line, scorer) = (&shape.lines[at], shape.scorers.at(at));
        let width = scorer.columns.len();
        let joints: Vec<f32> = line.words.windows(2).map(|two| scorer.joint(&two[0], &two[1])).collect();
        let mut chunks: Vec<Range<usize>> = Vec::new();
        for word in 0..line.words.len() {
            match chunks.last_mut() {
                Some(chunk) if welded(&line.words[word], joints[word - 1]) => chunk.end = word + 1,
                _ => chunks.push(word..word + 1),
            }
        }
        let follow = |word: usize, column: usize| {
            let (last, next) = (&line.words[word - 1], &line.words[word]);
            scorer.follow(last, next, column, joints[word - 1], next.bar, false)
        };
        let (mut within, mut after) = (Vec::new(), Vec::new());
        for chunk in &chunks {
            for column in 0..width {
                within.push((chunk.start + 1..chunk.end).map(|word| follow(word, column)).sum());
                after.push(if chunk.start > 0 { follow(chunk.start, column) } else { 0.0 });
            }
        }
        Self {
            shape,
            at,
            line,
            width,
            pieces: Pieces::new(shape, at, &chunks),
            chunks,
            within,
            after,
            opening: vec![None; width],
            joints: FxHashMap::default(),
            going_on: FxHashMap::default(),
            dealt: FxHashMap::default(),
        }
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

    /// Each chunk as the first of a piece in `column`.
    fn entering(&mut self, column: usize, cell: Option<Cell>) -> Rc<[f32]> {
        let (shape, at) = (self.shape, self.at);
        let (scorer, line) = (shape.scorers.at(at), self.line);
        let Some(cell) = cell else {
            let chunks = &self.chunks;
            let open = || chunks.iter().map(|chunk| scorer.open(line, chunk.start, column)).collect();
            return self.opening[column].get_or_insert_with(open).clone();
        };
        if let Some(known) = self.going_on.get(&(column, cell.last, cell.last_line)) {
            return known.clone();
        }
        let last = shape.word(cell.last);
        let joints = self
            .joints
            .entry(cell.last)
            .or_insert_with(|| self.chunks.iter().map(|chunk| scorer.joint(last, &line.words[chunk.start])).collect());
        let gap = (at - cell.last_line as usize).saturating_sub(1) as f32;
        let cost = (1.4 * gap - 1.49).clamp(0.0, if line.after_blank { 3.0 } else { 5.0 });
        let firsts = self.chunks.iter().zip(joints.iter());
        let scores: Rc<[f32]> = firsts
            .map(|(chunk, &joint)| scorer.follow(last, &line.words[chunk.start], column, joint, false, true) - cost)
            .collect();
        self.going_on.insert((column, cell.last, cell.last_line), scores.clone());
        scores
    }

    fn deal(&mut self, row: &OpenRow) -> Vec<(f32, Rc<[u8]>)> {
        let (shape, line, width) = (self.shape, self.line, self.width);
        if self.chunks.is_empty() || width == 0 {
            return vec![(0.0, Rc::default())];
        }
        let entering: Vec<Rc<[f32]>> = (0..width).map(|column| self.entering(column, row.cells[column])).collect();
        let allowed: Vec<bool> = (0..width).map(|column| shape.allowed(row, column)).collect();
        let slots: Vec<Slot> = (0..width).map(|column| self.pieces.slot(row, column)).collect();
        let mut table = vec![Ways::default(); self.chunks.len() * width];
        for (at, chunk) in self.chunks.iter().enumerate() {
            let edge = if line.words[chunk.start].bar { 0.7 } else { -1.3 };
            // The ways that end with the chunk before in a column further left, the piece there being over.
            let mut left = Ways::default();
            for column in 0..width {
                let mut here = Ways::default();
                let within = self.within[at * width + column];
                if allowed[column] && at == 0 {
                    // Where blocks stand one below the other, they come left to right.
                    let behind = row.cells[column].is_none() && row.cells[column..].iter().any(Option::is_some);
                    let cost = match (behind, line.after_blank) {
                        (false, _) => 0.0,
                        (true, true) => 2.0,
                        (true, false) => 0.5,
                    };
                    here.insert(Way { score: entering[column][0] - cost + within, column: 0, rank: 0, from: 0 });
                } else if allowed[column] {
                    let after = self.after[at * width + column] + within;
                    for (rank, way) in table[(at - 1) * width + column].iter().enumerate() {
                        here.insert(Way { score: way.score + after, column: column as u8, rank: rank as u8, ..*way });
                    }
                    for way in left.iter() {
                        let score = way.score + entering[column][at] + edge + within;
                        if !here.takes(score) {
                            break;
                        }
                        here.insert(Way { score, from: at as u16, ..*way });
                    }
                }
                if at > 0 {
                    let before = &table[(at - 1) * width + column];
                    left.insert_ended(before, column, |from| self.pieces.cost(from.into(), at - 1, &slots[column]));
                }
                table[at * width + column] = here;
            }
        }
        let last = self.chunks.len() - 1;
        let mut ends = Ways::default();
        for column in 0..width {
            ends.insert_ended(&table[last * width + column], column, |from| self.pieces.cost(from.into(), last, &slots[column]));
        }
        ends.iter().map(|end| (end.score, self.trace(&table, end))).collect()
    }

    /// The column of each word of a way.
    fn trace(&self, table: &[Ways], end: &Way) -> Rc<[u8]> {
        let (mut column, mut rank) = (end.column, end.rank);
        let mut columns = vec![0; self.line.words.len()];
        for (at, chunk) in self.chunks.iter().enumerate().rev() {
            columns[chunk.clone()].fill(column);
            let way = table[at * self.width + column as usize].held[rank as usize];
            (column, rank) = (way.column, way.rank);
        }
        columns.into()
    }
}

/// Whether a word is never parted from the one before it.
fn welded(word: &Word, joint: f32) -> bool {
    joint > WELDED && !word.bar && !word.capital && !word.number && !word.dash()
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
