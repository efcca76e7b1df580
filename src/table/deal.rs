//! One line dealt to the columns of a row, by dynamic programming over chunks of words that nothing parts: a piece goes
//! on with its column's text, or opens it, and columns never go back within a line.
//!
//! What the rest of a line is worth at the best is worked out from right to left ([`Outlook`]); so the best ways are then followed from left to right
//! without trying any other.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::line::LineScores;
use super::outlook::Outlook;
use super::row::{Cell, Kind, OpenRow, Shape};

/// Ways kept to deal one line for one row.
const WAYS: usize = 4;

/// What it costs at the most to begin a line left of where its row goes on.
const BEHIND: f32 = 2.0;

/// Deals one line to rows, sharing between them what they have in common.
pub(crate) struct Dealer<'a, 's, 'm> {
    shape: &'a Shape<'a, 's>,
    at: usize,
    /// Deals this far below the best are of no use.
    margin: f32,
    scores: &'m mut LineScores,
    /// What was looked at: the kind of a row and its cell in a column, by the place of the next column among them. Wherever the row and the cell started.
    places: FxHashMap<(Option<usize>, Kind, Option<Cell>), usize>,
    outlooks: Vec<Outlook>,
    /// By the place of a row's first column: its deals.
    dealt: FxHashMap<usize, Range<usize>>,
    /// What each deal is worth, and the columns of the line's words, deal for deal.
    gains: Vec<f32>,
    columns: Vec<u8>,
}

impl<'a, 's, 'm> Dealer<'a, 's, 'm> {
    /// For line `at`.
    pub(crate) fn new(shape: &'a Shape<'a, 's>, at: usize, scores: &'m mut LineScores, margin: f32) -> Self {
        Self {
            shape,
            at,
            margin: margin + BEHIND,
            scores,
            places: FxHashMap::default(),
            outlooks: Vec::new(),
            dealt: FxHashMap::default(),
            gains: Vec::new(),
            columns: Vec::new(),
        }
    }

    /// The numbers of the best ways to deal the line that are worth `least` or more, the best first: worked out once for all rows whose cells end
    /// alike, of which that one asks first that asks for the least.
    pub(crate) fn deals(&mut self, row: &OpenRow, least: f32) -> Range<usize> {
        let mut places = vec![0; row.cells.len()];
        let mut right = None;
        for (column, place) in places.iter_mut().enumerate().rev() {
            *place = self.outlook(row, column, right);
            right = Some(*place);
        }
        let Some(first) = right else { return 0..0 };
        if let Some(known) = self.dealt.get(&first) {
            return known.clone();
        }
        let start = self.gains.len();
        self.deal(row, &places, least);
        let deals = start..self.gains.len();
        self.dealt.insert(first, deals.clone());
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

    /// The place of what is to be seen from a column on; `right` is the one of the next column.
    fn outlook(&mut self, row: &OpenRow, column: usize, right: Option<usize>) -> usize {
        let cell = row.cells[column].map(|cell| Cell { first_line: 0, ..cell });
        *self.places.entry((right, row.kind, cell)).or_insert_with(|| {
            let right = right.map(|right| &self.outlooks[right]);
            let outlook = Outlook::new(self.shape, row, column, (self.at, self.scores), right, self.margin);
            self.outlooks.push(outlook);
            self.outlooks.len() - 1
        })
    }

    fn deal(&mut self, row: &OpenRow, places: &[usize], least: f32) {
        let count = self.scores.chunks.len();
        if count == 0 {
            self.gains.push(0.0);
            return;
        }
        let mut open = Open { ways: Vec::with_capacity(WAYS), room: WAYS, least };
        for (column, &place) in places.iter().enumerate() {
            let Some((score, most)) = self.outlooks[place].start() else { continue };
            // Where blocks stand one below the other, they come left to right.
            let behind = row.cells[column].is_none() && row.cells[column..].iter().any(Option::is_some);
            let cost = match (behind, self.shape.lines[self.at].after_blank) {
                (false, _) => 0.0,
                (true, true) => BEHIND,
                (true, false) => 0.5,
            };
            open.insert(Way { most: most - cost, score: score - cost, piece: Piece { from: 0, column, before: None } });
        }
        let mut pieces: Vec<Piece> = Vec::new();
        while let Some(Way { score, piece, .. }) = open.take() {
            if piece.from == count {
                open.room -= 1;
                self.gains.push(score);
                trace(&pieces, piece, self.scores, &mut self.columns);
                continue;
            }
            let before = Some(pieces.len());
            pieces.push(piece);
            let outlook = &self.outlooks[places[piece.column]];
            for end in outlook.ends(self.scores, piece.from) {
                if !open.wants(score + end.later) {
                    break;
                }
                let most = score + end.most;
                let score = score + end.score;
                if end.chunk == count {
                    let piece = Piece { from: count, column: 0, before };
                    open.insert(Way { most: score, score, piece });
                } else if open.wants(most) {
                    for (column, &place) in places.iter().enumerate().skip(piece.column + 1) {
                        let Some((gain, most)) = self.outlooks[place].from(self.scores, end.chunk) else { continue };
                        let piece = Piece { from: end.chunk, column, before };
                        open.insert(Way { most: score + most, score: score + gain, piece });
                    }
                }
            }
        }
    }
}

/// Adds the column of each word of a way, whose last piece begins behind the line.
fn trace(pieces: &[Piece], last: Piece, scores: &LineScores, columns: &mut Vec<u8>) {
    let first = columns.len();
    let mut end = scores.chunks.last().map_or(0, |chunk| chunk.end);
    columns.resize(first + end, 0);
    let mut piece = last;
    while let Some(before) = piece.before.map(|before| pieces[before]) {
        let start = scores.chunks[before.from].start;
        columns[first + start..first + end].fill(before.column as u8);
        (end, piece) = (start, before);
    }
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
    /// What it is worth with the best rest, and so far.
    most: f32,
    score: f32,
    piece: Piece,
}

/// The ways that are to be followed, best first: no more than are wanted, since each leads to one deal at least.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Channel;
    use crate::restore::Restored;
    use crate::table::cells::{Around, Column, Scorer};
    use crate::table::fields::Field;
    use crate::table::habit::Seen;
    use crate::table::learn;
    use crate::table::lessons::{Lessons, Scorers};
    use crate::table::line::Memory;
    use crate::table::words::{Names, TextLine};
    use crate::text::Source;

    #[test]
    fn the_best_deals_come_first_and_are_all_that_is_wanted() {
        let text =
            ["1 Xây dựng kế hoạch (quý I) Phòng Kinh tế", "chuyển đổi số và hạ tầng", "2 Rà soát thủ tục Văn phòng"];
        let restored = Restored::from_lines(&Source::new(&text.join("\n")), Channel::Clean, &text);
        let mut names = Names::default();
        let lines: Vec<_> = (0..3).map(|at| TextLine::new(&restored, at, &mut names, false)).collect();
        let fields = [Field::Index, Field::Work, Field::Lead];
        let mut columns = fields.map(|field| Column { field, seen: Seen::default() });
        let words = learn::prepare(&lines, &mut columns);
        let (none, lessons) = (FxHashMap::default(), Lessons::default());
        let around = Around { body: &none, linked: &none, language: None };
        let all = Scorer { columns: &columns, words: &words, around, pairs: &none, own: None };
        let shape = Shape::new(&lines, Scorers::new(all, &lessons));
        let mut memory = Memory::default();
        let mut rows = vec![shape.open(Kind::Cells, 0, 1), shape.open(Kind::Group, 0, 1)];
        for (at, line) in lines.iter().enumerate() {
            let mut next = Vec::new();
            for row in &rows {
                let mut deal = |least: f32| {
                    let mut dealer = Dealer::new(&shape, at, memory.line(&shape, at), 40.0);
                    let deals = dealer.deals(row, least);
                    let gains: Vec<f32> = deals.map(|deal| dealer.gain(deal)).collect();
                    (gains, dealer.dealt())
                };
                let (gains, dealt) = deal(f32::MIN);
                assert!(
                    !gains.is_empty() && gains.len() <= WAYS && gains.is_sorted_by(|a, b| a + 1e-3 >= *b),
                    "{gains:?}"
                );
                let ways: Vec<&[u8]> = dealt.chunks(line.words.len()).collect();
                assert_eq!(ways.len(), gains.len());
                for (way, own) in ways.iter().enumerate() {
                    assert!(own.is_sorted() && !ways[..way].contains(own), "{ways:?}");
                    next.push(shape.extend(row, at, own));
                }
                // What is worth less than is wanted is left out, and nothing else.
                let (some, head) = deal(gains[gains.len() / 2] - 1e-3);
                assert_eq!(some, gains[..some.len()]);
                assert!(some.len() > gains.len() / 2 && dealt.starts_with(&head));
                let (few, _) = deal(gains[0] + 1.0);
                assert!(few.is_empty());
            }
            rows = next;
        }
    }
}
