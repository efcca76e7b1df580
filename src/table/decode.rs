//! Reads a table's lines: where rows end, and which column each word stands in.
//!
//! A row's cells are wrapped and printed line by line, so that one line holds pieces of several cells, left to right.
//! Reading is a beam search over lines. Each hypothesis knows how its row's cells end so far; a line either goes on
//! with the row or opens another, and is dealt to the columns (`deal`). What a cell's end, an empty cell, a block
//! out of the middle of its row and a wrong number cost is settled when the row closes (`row`).

use rustc_hash::FxHashMap;

use super::deal::Dealer;
use super::lessons::Scorers;
use super::line::Memory;
use super::row::{Kind, OpenRow, Shape};
use super::words::TextLine;

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
pub(crate) const SKETCH: Effort = Effort { beam: 24, beam_of_start: 8, margin: 10.0 };
/// To compare what is read from.
pub(crate) const GLANCE: Effort = Effort { beam: 8, beam_of_start: 3, margin: 5.0 };
/// For the reading that stands.
pub(crate) const FULL: Effort = Effort { beam: 64, beam_of_start: 16, margin: 12.0 };

/// Sums in another order may differ by so much.
const ROUNDING: f32 = 1e-2;

/// What opening a row costs, by its kind, in nats.
const OPENING: [(Kind, f32); 2] = [(Kind::Cells, -2.4), (Kind::Group, -4.7)];
/// Closings of the rows before that a new row may follow.
const CLOSINGS: usize = 4;

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
    /// −cost in nats.
    pub score: f32,
}

struct Hypothesis {
    score: f32,
    row: OpenRow,
    node: usize,
}

/// A way to go on with a row by one line, and which deal of it that is.
struct Step<'a> {
    score: f32,
    known: &'a Hypothesis,
    deal: usize,
    opens: Option<Kind>,
}

/// One line's reading; `back` is the node of the line before.
struct Node {
    back: usize,
    opens: Option<Kind>,
    columns: Box<[u8]>,
}

const ROOT: usize = usize::MAX;

// The memory of a search is of others by the same scores but for the columns' widths.

/// Reads `lines`: first where rows end, then, with the rows known and the whole search spent on them, the cells.
pub(crate) fn read(lines: &[TextLine], scorers: Scorers<'_>, memory: &mut Memory) -> Reading {
    let rows = Search::new(lines, scorers, SKETCH, memory).run().rows;
    let mut search = Search::new(lines, scorers, FULL, memory);
    search.known = Some(rows.iter().map(|row| (row.lines.start, row.kind)).collect());
    search.run()
}

/// Reads `lines` with less care.
pub(crate) fn sketch(lines: &[TextLine], scorers: Scorers<'_>, memory: &mut Memory) -> Reading {
    Search::new(lines, scorers, SKETCH, memory).run()
}

/// How well `lines` can be read.
pub(crate) fn glance(lines: &[TextLine], scorers: Scorers<'_>, effort: Effort, memory: &mut Memory) -> f32 {
    Search::new(lines, scorers, effort, memory).best().0
}

struct Search<'a, 's, 'm> {
    memory: &'m mut Memory,
    shape: Shape<'a, 's>,
    /// Where rows start and what they are, once that is known.
    known: Option<FxHashMap<usize, Kind>>,
    effort: Effort,
    nodes: Vec<Node>,
}

impl<'a, 's, 'm> Search<'a, 's, 'm> {
    fn new(lines: &'a [TextLine], scorers: Scorers<'s>, effort: Effort, memory: &'m mut Memory) -> Self {
        Self { memory, shape: Shape::new(lines, scorers), known: None, effort, nodes: Vec::new() }
    }

    fn run(mut self) -> Reading {
        let (score, node) = self.best();
        node.map_or_else(Reading::default, |node| Reading { score, ..self.trace(node) })
    }

    /// The best hypothesis after the last line: its score and its node.
    fn best(&mut self) -> (f32, Option<usize>) {
        let shape = self.shape.clone();
        let lines = shape.lines;
        let mut beam: Vec<Hypothesis> = Vec::new();
        for at in 0..lines.len() {
            let opens = self.known.as_ref().map(|known| known.get(&at).copied());
            let fresh = if opens == Some(None) { Vec::new() } else { self.fresh(&beam, at) };
            let mut dealer = Dealer::new(&shape, at, self.memory.line(&shape, at), self.effort.margin + ROUNDING);
            let gone_on = beam.iter().filter(|_| !matches!(opens, Some(Some(_)))).map(|known| (known, None));
            let opened = fresh.iter().filter(|known| opens.is_none_or(|kind| kind == Some(known.row.kind)));
            let mut from: Vec<(&Hypothesis, Option<Kind>)> =
                gone_on.chain(opened.map(|known| (known, Some(known.row.kind)))).collect();
            // What the best can score tells what the others need not be asked for.
            from.sort_by(|a, b| b.0.score.total_cmp(&a.0.score));
            let mut best = f32::MIN;
            let mut next: Vec<Step> = Vec::new();
            for (known, opens) in from {
                let least = best - self.effort.margin - known.score - ROUNDING;
                for deal in dealer.deals(&known.row, least) {
                    let score = known.score + dealer.gain(deal);
                    best = best.max(score);
                    next.push(Step { score, known, deal, opens });
                }
            }
            let dealt = dealer.dealt();
            beam = self.prune(next, at, &dealt);
        }
        let mut close = |known: &Hypothesis| known.score + shape.close(&known.row, lines.len(), self.memory).0;
        let closed = beam.iter().map(|known| (close(known), known));
        match closed.max_by(|a, b| a.0.total_cmp(&b.0)) {
            Some((score, best)) => (score, Some(best.node)),
            None => (f32::MIN, None),
        }
    }

    /// New rows that may open at line `at`: after the best closings of the rows before, one for each next number.
    fn fresh(&mut self, beam: &[Hypothesis], at: usize) -> Vec<Hypothesis> {
        let mut best: Vec<(u32, f32, usize)> = Vec::new();
        if at == 0 {
            best.push((1, 0.0, ROOT));
        }
        for known in beam {
            let (cost, next) = self.shape.close(&known.row, at, self.memory);
            let score = known.score + cost;
            match best.iter_mut().find(|(number, ..)| *number == next) {
                Some(entry) if entry.1 >= score => {}
                Some(entry) => *entry = (next, score, known.node),
                None => best.push((next, score, known.node)),
            }
        }
        best.sort_by(|a, b| b.1.total_cmp(&a.1));
        best.truncate(CLOSINGS);
        let after_blank = self.shape.after_blank(at);
        let open = |(next, score, node)| {
            OPENING.map(|(kind, cost)| Hypothesis {
                score: score + cost + after_blank,
                row: self.shape.open(kind, at, next),
                node,
            })
        };
        best.into_iter().flat_map(open).collect()
    }

    /// Keeps the best hypotheses, one of those that can't differ any more; `dealt` has the columns of all deals.
    fn prune(&mut self, mut next: Vec<Step<'_>>, at: usize, dealt: &[u8]) -> Vec<Hypothesis> {
        let words = self.shape.lines[at].words.len();
        next.sort_by(|a, b| b.score.total_cmp(&a.score));
        let mut kept: Vec<Hypothesis> = Vec::new();
        let mut of_start: FxHashMap<(usize, Kind), usize> = FxHashMap::default();
        let best = next.first().map_or(0.0, |step| step.score);
        for step in next {
            if kept.len() >= self.effort.beam || step.score < best - self.effort.margin {
                break;
            }
            let held = of_start.entry((step.known.row.start, step.known.row.kind)).or_default();
            if self.known.is_none() && *held >= self.effort.beam_of_start {
                continue;
            }
            let columns = &dealt[step.deal * words..][..words];
            let row = self.shape.extend(&step.known.row, at, columns);
            if kept.iter().any(|other| other.row == row) {
                continue;
            }
            *held += 1;
            self.nodes.push(Node { back: step.known.node, opens: step.opens, columns: columns.into() });
            kept.push(Hypothesis { score: step.score, row, node: self.nodes.len() - 1 });
        }
        kept
    }

    fn trace(self, mut node: usize) -> Reading {
        let mut reading = Reading::default();
        let mut end = self.shape.lines.len();
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
