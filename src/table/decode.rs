//! Reads a table's lines: where rows end, and which column each word stands in.
//!
//! A row's cells are wrapped and printed line by line, so that one line holds pieces of several cells, left to right.
//! Reading is a beam search over lines. Each hypothesis knows how its row's cells end so far; a line either goes on
//! with the row or opens another, and its words are dealt to columns by dynamic programming: a piece goes on with its
//! column's text, or opens it, and columns never go back within a line. What a cell's end, an empty cell, a block
//! out of the middle of its row and a wrong number cost is settled when the row closes.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::cells::{Label, Scorer, digits_like, label};
use super::fields::Field;
use super::words::{TextLine, Word};

/// How much is searched.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    /// Hypotheses kept after each line: in all, and of rows that open at the same line.
    beam: usize,
    beam_of_start: usize,
    /// Hypotheses this far below the best are dropped.
    margin: f32,
}

/// For a reading that is learned from.
pub(crate) const SKETCH: Effort = Effort { beam: 24, beam_of_start: 8, margin: 12.0 };
/// For the reading that stands.
pub(crate) const FULL: Effort = Effort { beam: 96, beam_of_start: 24, margin: 20.0 };

/// Ways kept to deal one line's words for one hypothesis.
const WAYS: usize = 4;

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// A row of cells.
    Cells,
    /// A title over the rows below it.
    Group,
}

/// A row as read.
#[derive(Clone, Debug)]
pub(crate) struct ReadRow {
    pub kind: Kind,
    /// Its lines: indices into the text lines, in order.
    pub lines: std::ops::Range<usize>,
}

/// A table as read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    pub rows: Vec<ReadRow>,
    /// The column of each word of each line.
    pub columns: Vec<Vec<u8>>,
}

/// A cell so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Cell {
    /// Line and word of its last word.
    last: (u32, u32),
    first_line: u32,
    /// Letters of its last line, and of its widest.
    length: u32,
    widest: u32,
}

#[derive(Clone)]
struct Hypothesis {
    score: f32,
    kind: Kind,
    start: usize,
    cells: Vec<Option<Cell>>,
    /// The number that the next numbered row should have.
    next: u32,
    node: usize,
}

/// A way to go on with a row by one line.
struct Step<'a> {
    score: f32,
    row: &'a Hypothesis,
    columns: Rc<[u8]>,
    opens: Option<Kind>,
}

/// One line's reading; `back` is the node of the line before.
struct Node {
    back: usize,
    opens: Option<Kind>,
    columns: Rc<[u8]>,
}

const ROOT: usize = usize::MAX;

/// Reads `lines`: first where rows end, then, with the rows known and the whole search spent on them, the cells.
pub(crate) fn read(lines: &[TextLine], scorer: &Scorer<'_>, effort: Effort) -> Reading {
    let rows = Reader::new(lines, scorer, effort).run().rows;
    let mut reader = Reader::new(lines, scorer, effort);
    reader.known = Some(rows.iter().map(|row| (row.lines.start, row.kind)).collect());
    reader.run()
}

/// How well `lines` can be read.
pub(crate) fn glance(lines: &[TextLine], scorer: &Scorer<'_>) -> f32 {
    Reader::new(lines, scorer, SKETCH).search().0
}

struct Reader<'a, 's> {
    lines: &'a [TextLine],
    scorer: &'a Scorer<'s>,
    index: Option<usize>,
    subject: Option<usize>,
    note: Option<usize>,
    blank_tells: bool,
    /// Where rows start and what they are, once that is known.
    known: Option<FxHashMap<usize, Kind>>,
    effort: Effort,
    nodes: Vec<Node>,
}

impl<'a, 's> Reader<'a, 's> {
    fn new(lines: &'a [TextLine], scorer: &'a Scorer<'s>, effort: Effort) -> Self {
        let at = |fields: &[Field]| scorer.columns.iter().position(|column| fields.contains(&column.field));
        let blanks = lines.iter().filter(|line| line.after_blank).count();
        let last = scorer.columns.len().checked_sub(1);
        Self {
            lines,
            scorer,
            index: at(&[Field::Index]),
            subject: at(&[Field::Name, Field::Work]),
            note: last.filter(|&last| matches!(scorer.columns[last].field, Field::Note | Field::Basis)),
            blank_tells: blanks * 4 < lines.len(),
            known: None,
            effort,
            nodes: Vec::new(),
        }
    }

    fn run(mut self) -> Reading {
        let (_, node) = self.search();
        node.map_or_else(Reading::default, |node| self.trace(node))
    }

    /// The best hypothesis after the last line: its score and its node.
    fn search(&mut self) -> (f32, Option<usize>) {
        let width = self.scorer.columns.len();
        let mut beam: Vec<Hypothesis> = Vec::new();
        for at in 0..self.lines.len() {
            let mut scores = LineScores::new(self.scorer, &self.lines[at]);
            let mut next: Vec<Step> = Vec::new();
            let opens = self.known.as_ref().map(|known| known.get(&at).copied());
            for known in beam.iter().filter(|_| !matches!(opens, Some(Some(_)))) {
                for (gain, columns) in self.dealt(at, &mut scores, known).iter() {
                    next.push(Step { score: known.score + gain, row: known, columns: columns.clone(), opens: None });
                }
            }
            let fresh = if opens == Some(None) { Vec::new() } else { self.fresh(&beam, at, width) };
            for fresh in fresh.iter().filter(|fresh| opens.is_none_or(|kind| kind == Some(fresh.kind))) {
                for (gain, columns) in self.dealt(at, &mut scores, fresh).iter() {
                    let (score, columns) = (fresh.score + gain, columns.clone());
                    next.push(Step { score, row: fresh, columns, opens: Some(fresh.kind) });
                }
            }
            beam = self.prune(next, at);
        }
        let closed = beam.iter().map(|known| (known.score + self.close(known, self.lines.len()).0, known));
        match closed.max_by(|a, b| a.0.total_cmp(&b.0)) {
            Some((score, best)) => (score, Some(best.node)),
            None => (f32::MIN, None),
        }
    }

    /// New rows that may open at line `at`: after the best closings of the rows before, one for each next number.
    fn fresh(&self, beam: &[Hypothesis], at: usize, width: usize) -> Vec<Hypothesis> {
        let mut best: Vec<(u32, f32, usize)> = Vec::new();
        if at == 0 {
            best.push((1, 0.0, ROOT));
        }
        for known in beam {
            let (cost, next) = self.close(known, at);
            let score = known.score + cost;
            match best.iter_mut().find(|(number, ..)| *number == next) {
                Some(entry) if entry.1 >= score => {}
                Some(entry) => *entry = (next, score, known.node),
                None => best.push((next, score, known.node)),
            }
        }
        best.sort_by(|a, b| b.1.total_cmp(&a.1));
        best.truncate(4);
        let blank = if self.blank_tells && self.lines[at].after_blank { 1.0 } else { 0.0 };
        best.into_iter()
            .flat_map(|(next, score, node)| {
                [(Kind::Cells, -2.4), (Kind::Group, -4.4)].map(|(kind, cost)| Hypothesis {
                    score: score + cost + blank,
                    kind,
                    start: at,
                    cells: vec![None; width],
                    next,
                    node,
                })
            })
            .collect()
    }

    /// What closing a row before line `end` adds, and the number expected after it.
    fn close(&self, row: &Hypothesis, end: usize) -> (f32, u32) {
        let mut score = 0.0;
        let mut next = row.next;
        let middle = (row.start + end - 1) as f32 / 2.0;
        for (column, cell) in row.cells.iter().enumerate() {
            let Some(cell) = cell else {
                if row.kind == Kind::Cells {
                    score += self.scorer.empty(column);
                    if Some(column) == self.index {
                        next += 1;
                    }
                }
                continue;
            };
            let word = self.word(cell.last);
            score += self.scorer.end(word, column);
            if Some(column) == self.index {
                let (number_score, after) = self.number(word, row);
                score += number_score;
                next = after;
            }
            if row.kind == Kind::Cells {
                let own = (cell.first_line + cell.last.0) as f32 / 2.0;
                let apart = (own - middle).abs();
                score -= if Some(column) == self.index { (0.7 * apart).min(3.0) } else { (0.35 * apart).min(1.5) };
            }
        }
        if row.kind == Kind::Group && self.subject.is_some_and(|subject| row.cells[subject].is_none()) {
            score -= 8.0;
        }
        (score, next)
    }

    /// How well a row's label continues the numbering, and the number expected after it.
    fn number(&self, word: &Word, row: &Hypothesis) -> (f32, u32) {
        let Some(label) = label(word) else { return (-2.0, row.next) };
        if row.kind == Kind::Group {
            return match label {
                Label::Roman => (2.5, row.next),
                Label::Letter => (2.0, row.next),
                Label::Decimal => (0.0, row.next),
                Label::Number(_) | Label::Damaged => (-2.5, row.next),
            };
        }
        match label {
            Label::Number(number) if number == row.next => (3.5, number + 1),
            Label::Number(1) => (0.5, 2),
            Label::Number(number) if number > row.next && number - row.next <= 3 => (0.5, number + 1),
            Label::Decimal => (1.5, row.next),
            Label::Number(_) | Label::Damaged => {
                let wanted = row.next.to_string();
                let read = digits_like(&word.folded).unwrap_or_default();
                let same = wanted.len() == read.len() && wanted.bytes().zip(read.bytes()).any(|(a, b)| a == b);
                let damaged = label == Label::Damaged;
                (
                    if same {
                        1.0
                    } else if damaged && wanted.len() == read.len() {
                        0.5
                    } else {
                        -4.0
                    },
                    row.next + 1,
                )
            }
            Label::Roman | Label::Letter => (-3.0, row.next + 1),
        }
    }

    fn word(&self, (line, word): (u32, u32)) -> &Word {
        &self.lines[line as usize].words[word as usize]
    }

    /// The best ways to deal line `at`, worked out once for all rows whose cells end alike.
    fn dealt(&self, at: usize, scores: &mut LineScores, row: &Hypothesis) -> Deals {
        let ends = row.cells.iter().map(|cell| cell.map(|cell| Cell { first_line: 0, ..cell })).collect();
        let key = (row.kind, ends);
        if let Some(known) = scores.dealt.get(&key) {
            return known.clone();
        }
        let deals: Deals = Rc::new(self.deal(at, scores, row));
        scores.dealt.insert(key, deals.clone());
        deals
    }

    /// The best ways to deal the words of line `at` to the columns of a row.
    fn deal(&self, at: usize, scores: &mut LineScores, row: &Hypothesis) -> Vec<(f32, Rc<[u8]>)> {
        let line = &self.lines[at];
        let width = self.scorer.columns.len();
        if line.words.is_empty() || width == 0 {
            return vec![(0.0, Rc::default())];
        }
        let entering: Vec<Rc<Vec<f32>>> =
            (0..width).map(|column| scores.entering(self, at, column, row.cells[column])).collect();
        let mut table = vec![Ways::default(); line.words.len() * width];
        for (word_at, word) in line.words.iter().enumerate() {
            let edge = if word.bar { 0.8 } else { -2.0 };
            // The ways that end with the word before in a column further left, the piece there being over.
            let mut left = Ways::default();
            for column in 0..width {
                let mut here = Ways::default();
                if self.allowed(row, column) {
                    let behind =
                        word_at == 0 && row.cells[column].is_none() && row.cells[column..].iter().any(Option::is_some);
                    // Where blocks stand one below the other, they come left to right.
                    let enter = entering[column][word_at]
                        - if !behind {
                            0.0
                        } else if line.after_blank {
                            2.0
                        } else {
                            0.5
                        };
                    if word_at == 0 {
                        here.insert(Way { score: enter, column: 0, rank: 0, from: 0 });
                    } else {
                        for (rank, way) in table[(word_at - 1) * width + column].iter().enumerate() {
                            let score = way.score + scores.follow[word_at][column];
                            here.insert(Way { score, column: column as u8, rank: rank as u8, from: way.from });
                        }
                        for way in left.iter() {
                            here.insert(Way { score: way.score + enter + edge, from: word_at as u16, ..*way });
                        }
                    }
                }
                if word_at > 0 {
                    for (rank, way) in table[(word_at - 1) * width + column].iter().enumerate() {
                        let score = way.score + self.piece(line, way.from as usize, word_at - 1, column, row);
                        left.insert(Way { score, column: column as u8, rank: rank as u8, from: 0 });
                    }
                }
                table[word_at * width + column] = here;
            }
        }
        let last = line.words.len() - 1;
        let mut ends = Ways::default();
        for column in 0..width {
            for (rank, way) in table[last * width + column].iter().enumerate() {
                let score = way.score + self.piece(line, way.from as usize, last, column, row);
                ends.insert(Way { score, column: column as u8, rank: rank as u8, from: 0 });
            }
        }
        ends.iter()
            .map(|end| {
                let (mut column, mut rank) = (end.column, end.rank);
                let mut columns = vec![0; line.words.len()];
                for word_at in (0..line.words.len()).rev() {
                    columns[word_at] = column;
                    let way = table[word_at * width + column as usize].held[rank as usize];
                    (column, rank) = (way.column, way.rank);
                }
                (end.score, columns.into())
            })
            .collect()
    }

    /// Whether a row of this kind has the column.
    fn allowed(&self, row: &Hypothesis, column: usize) -> bool {
        row.kind == Kind::Cells || [self.index, self.subject, self.note].contains(&Some(column))
    }

    /// What the extent of a piece says. None is wider than its column; and a cell's line is broken only where the next
    /// word no longer fits.
    fn piece(&self, line: &TextLine, from: usize, to: usize, column: usize, row: &Hypothesis) -> f32 {
        let length = extent(line, from, to);
        let whole = row.kind == Kind::Group && Some(column) == self.subject;
        let widest = if whole { self.scorer.page * 0.85 } else { self.scorer.columns[column].seen.width };
        let mut score = if whole { 0.0 } else { self.scorer.width(length as usize, column) };
        if let Some(cell) = row.cells[column] {
            let widest = (widest * 0.9).max(cell.widest.max(length) as f32);
            let fitted = cell.length + 1 + line.words[from].range.len() as u32;
            score -= ((0.92 - fitted as f32 / widest) * 25.0).clamp(0.0, 6.0);
        }
        score
    }

    /// The hypothesis after line `at` was dealt.
    fn extend(&self, row: &Hypothesis, at: usize, score: f32, columns: &[u8]) -> Hypothesis {
        let mut next = Hypothesis { score, ..row.clone() };
        let mut from = 0;
        for (word, &column) in columns.iter().enumerate() {
            if columns.get(word + 1) == Some(&column) {
                continue;
            }
            let length = extent(&self.lines[at], from, word);
            let cell = &mut next.cells[column as usize];
            let first_line = cell.map_or(at as u32, |cell| cell.first_line);
            let widest = cell.map_or(length, |cell| cell.widest.max(length));
            *cell = Some(Cell { last: (at as u32, word as u32), first_line, length, widest });
            from = word + 1;
        }
        next
    }

    /// Keeps the best hypotheses, one of those that can't differ any more.
    fn prune(&mut self, mut next: Vec<Step<'_>>, at: usize) -> Vec<Hypothesis> {
        next.sort_by(|a, b| b.score.total_cmp(&a.score));
        let mut seen: FxHashSet<(usize, Kind, u32, Vec<Option<Cell>>)> = FxHashSet::default();
        let mut kept: Vec<Hypothesis> = Vec::new();
        let mut of_start: FxHashMap<(usize, Kind), usize> = FxHashMap::default();
        let best = next.first().map_or(0.0, |step| step.score);
        for step in next {
            if kept.len() >= self.effort.beam || step.score < best - self.effort.margin {
                break;
            }
            let held = of_start.entry((step.row.start, step.row.kind)).or_default();
            if self.known.is_none() && *held >= self.effort.beam_of_start {
                continue;
            }
            let mut known = self.extend(step.row, at, step.score, &step.columns);
            if !seen.insert((known.start, known.kind, known.next, known.cells.clone())) {
                continue;
            }
            *held += 1;
            self.nodes.push(Node { back: known.node, opens: step.opens, columns: step.columns });
            known.node = self.nodes.len() - 1;
            kept.push(known);
        }
        kept
    }

    fn trace(self, mut node: usize) -> Reading {
        let mut reading = Reading::default();
        let mut end = self.lines.len();
        let mut at = end;
        let nodes = self.nodes;
        while node != ROOT && at > 0 {
            at -= 1;
            reading.columns.push(nodes[node].columns.to_vec());
            if let Some(kind) = nodes[node].opens {
                reading.rows.push(ReadRow { kind, lines: at..end });
                end = at;
            }
            node = nodes[node].back;
        }
        reading.rows.reverse();
        reading.columns.reverse();
        reading
    }
}

/// Bytes from one word's start to another's end.
fn extent(line: &TextLine, from: usize, to: usize) -> u32 {
    (line.words[to].range.end - line.words[from].range.start) as u32
}

/// One way to deal a line's words up to one of them: where the word before stands, and the first word of the piece.
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

    fn iter(&self) -> impl Iterator<Item = &Way> {
        self.held[..self.count as usize].iter()
    }
}

/// A column and where its cell ends so far.
type Entry = (usize, Option<(u32, u32)>);

/// Ways to deal a line, each with its score.
type Deals = Rc<Vec<(f32, Rc<[u8]>)>>;

/// Scores of a line's words that many hypotheses share.
struct LineScores {
    /// Each word after the word before it on the line, by column.
    follow: Vec<Vec<f32>>,
    /// Each word as the first of a piece, by column and the cell's last word.
    entering: FxHashMap<Entry, Rc<Vec<f32>>>,
    /// Deals for each kind of row and its cells, wherever they started.
    dealt: FxHashMap<(Kind, Vec<Option<Cell>>), Deals>,
}

impl LineScores {
    fn new(scorer: &Scorer<'_>, line: &TextLine) -> Self {
        let columns = 0..scorer.columns.len();
        let follow = line.words.iter().enumerate().map(|(at, word)| match at.checked_sub(1) {
            Some(before) => columns.clone().map(|c| scorer.follow(&line.words[before], word, c, word.bar)).collect(),
            None => Vec::new(),
        });
        Self { follow: follow.collect(), entering: FxHashMap::default(), dealt: FxHashMap::default() }
    }

    fn entering(&mut self, reader: &Reader<'_, '_>, at: usize, column: usize, cell: Option<Cell>) -> Rc<Vec<f32>> {
        let entry = (column, cell.map(|cell| cell.last));
        let scores = self.entering.entry(entry).or_insert_with(|| {
            let line = &reader.lines[at];
            Rc::new(match cell {
                None => (0..line.words.len()).map(|word| reader.scorer.open(line, word, column)).collect(),
                Some(cell) => {
                    let gap = (at - cell.last.0 as usize).saturating_sub(1) as f32;
                    let cost = (1.4 * gap - 1.1).clamp(0.0, if line.after_blank { 3.0 } else { 5.0 });
                    let last = reader.word(cell.last);
                    let follow = |word| reader.scorer.follow(last, word, column, false) - cost;
                    line.words.iter().map(follow).collect()
                }
            })
        });
        scores.clone()
    }
}
