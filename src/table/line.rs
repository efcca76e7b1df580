//! What the words of one line are worth, whatever the row and however wide its columns are: worked out once for all searches by the same scores.

use std::ops::Range;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::belonging::Everywhere;
use super::habit::Joint;
use super::row::{Cell, Shape};
use super::words::Word;

/// Words that stand together more than this, in nats, are never parted.
const WELDED: f32 = 4.0;

/// The lines of a table, as far as their words were looked at.
#[derive(Default)]
pub(crate) struct Memory {
    lines: Vec<LineScores>,
    ends: FxHashMap<(usize, Place, u32), f32>,
}

impl Memory {
    /// Line `at`.
    pub(crate) fn line(&mut self, shape: &Shape, at: usize) -> &mut LineScores {
        if self.lines.len() <= at {
            self.lines.resize_with(at + 1, LineScores::default);
        }
        let line = &mut self.lines[at];
        if line.opening.is_empty() {
            line.look(shape, at);
        }
        line
    }

    /// What it is worth that a cell of `column` ends here.
    pub(crate) fn end(&mut self, shape: &Shape, column: usize, cell: Cell) -> f32 {
        let end = || shape.scorers.at(cell.last_line as usize).end(shape.word(cell.last), column);
        *self.ends.entry((column, cell.last, cell.last_line)).or_insert_with(end)
    }

    /// Makes ready for other scores: how words cohere stays.
    pub(crate) fn renew(&mut self) {
        self.ends.clear();
        for line in &mut self.lines {
            *line = LineScores { cohering: std::mem::take(&mut line.cohering), ..LineScores::default() };
        }
    }
}

/// Line and word.
type Place = (u32, u32);

/// One line.
#[derive(Default)]
pub(crate) struct LineScores {
    /// Runs of words that are not parted.
    pub chunks: Vec<Range<usize>>,
    pub extents: Vec<Extent>,
    /// By chunk: that it stands in another column than the one before it.
    pub edges: Vec<f32>,
    /// By column and chunk: a piece of line that begins there, but for how its first word comes to stand there, less all before it; the line up to
    /// where a piece ends. So what begins with one chunk and ends with another is the sum of two.
    pub begun: Vec<f32>,
    pub ended: Vec<f32>,
    /// By column and chunk: that a line of a cell ends with it.
    pub broken: Vec<f32>,
    /// By column and chunk: that its first word belongs there. By chunk: how rare that is.
    belonging: Vec<f32>,
    rarities: Vec<f32>,
    /// By column: each chunk as the first of its cell.
    opening: Vec<Option<Rc<[f32]>>>,
    /// By a cell's last word: how well each chunk's first word joins it, whatever the column, and what that is the logarithm of.
    joints: FxHashMap<Place, Vec<(f32, f32)>>,
    /// By where a cell ends, which is its column, last word and last line: each chunk as the first of a piece that goes on.
    going_on: FxHashMap<(usize, Place, u32), Rc<[f32]>>,
    /// How well each word coheres with the one before it, or with the last word of a cell, whatever the table shows.
    cohering: FxHashMap<Option<Place>, Vec<f32>>,
}

/// How wide the lines of a column may be.
pub(crate) struct Width {
    /// Letters that cost nothing, all but one.
    pub free: f32,
    /// What each letter more costs, in nats.
    pub cost: f32,
}

impl Width {
    /// A line of so many letters.
    #[inline]
    pub(crate) fn cost(&self, letters: f32) -> f32 {
        self.cost * (letters - self.free - 1.0).clamp(0.0, 30.0)
    }
}

/// Where a chunk stands on its line.
pub(crate) struct Extent {
    /// Letters before it, before the end of its first word, and before its own end.
    pub start: f32,
    pub first: f32,
    pub end: f32,
    /// Brackets that the line has opened before it, and after it, less those that it has closed.
    pub open_before: i32,
    pub open_after: i32,
}

impl LineScores {
    /// Looks at the words of line `at`.
    fn look(&mut self, shape: &Shape, at: usize) {
        let (words, scorer) = (&shape.lines[at].words, shape.scorers.at(at));
        let width = scorer.columns.len();
        let cohering = self
            .cohering
            .entry(None)
            .or_insert_with(|| words.windows(2).map(|two| scorer.pair(&two[0], &two[1])).collect());
        let joints: Vec<f32> =
            words.windows(2).zip(cohering).map(|(two, pair)| scorer.joint(&two[0], &two[1], *pair, false)).collect();
        for (at, word) in words.iter().enumerate() {
            match self.chunks.last_mut() {
                Some(chunk) if welded(word, joints[at - 1]) => chunk.end = at + 1,
                _ => self.chunks.push(at..at + 1),
            }
        }
        let rarities: Vec<f32> = words.iter().map(|word| scorer.rarity(word)).collect();
        let everywhere: Vec<Everywhere> = words.iter().map(|word| scorer.everywhere(word)).collect();
        self.rarities = self.chunks.iter().map(|chunk| rarities[chunk.start]).collect();
        let count = self.chunks.len() * width;
        for values in [&mut self.begun, &mut self.ended, &mut self.broken, &mut self.belonging] {
            *values = Vec::with_capacity(count);
        }
        let likely: Vec<f32> = joints.iter().map(|joint| joint.exp()).collect();
        for column in 0..width {
            let others = scorer.others(column);
            // How often the word before stands in the column, and what all words so far are worth.
            let (mut before, mut sum) = (0.0, 0.0);
            for chunk in &self.chunks {
                for word in chunk.clone() {
                    let own = &words[word];
                    let here = others.counts(own.key);
                    let belongs = scorer.belongs(own, column, here, &everywhere[word]);
                    if let Some(joint) = word.checked_sub(1) {
                        let last = &words[joint];
                        let (nats, likely) = (joints[joint], likely[joint]);
                        let joint = Joint { nats, likely, rarity: rarities[word], bar: own.bar, over: false };
                        sum += scorer.follow(last, own, column, belongs, joint, before);
                    }
                    if word == chunk.start {
                        self.belonging.push(belongs);
                        self.begun.push(-sum);
                    }
                    before = here;
                }
                self.ended.push(sum);
                self.broken.push(others.broken(words[chunk.end - 1].key));
            }
        }
        self.extents = extents(words, &self.chunks);
        self.edges = self.chunks.iter().map(|chunk| if words[chunk.start].bar { 0.7 } else { -1.3 }).collect();
        self.opening = vec![None; width];
    }

    /// Each chunk of the line, which is line `at`, as the first of a piece in `column`.
    pub(crate) fn entering(&mut self, shape: &Shape, at: usize, column: usize, cell: Option<Cell>) -> Rc<[f32]> {
        let (scorer, line, count) = (shape.scorers.at(at), &shape.lines[at], self.chunks.len());
        let known = match cell {
            Some(cell) => self.going_on.get(&(column, cell.last, cell.last_line)),
            None => self.opening[column].as_ref(),
        };
        if let Some(known) = known {
            return known.clone();
        }
        let firsts = self.chunks.iter().map(|chunk| chunk.start).zip(&self.belonging[column * count..]);
        let Some(cell) = cell else {
            let scores: Rc<[f32]> = firsts.map(|(word, &belongs)| scorer.open(line, word, column, belongs)).collect();
            self.opening[column] = Some(scores.clone());
            return scores;
        };
        let last = shape.word(cell.last);
        let cohering = || line.words.iter().map(|word| scorer.pair(last, word)).collect();
        let joints = self.joints.entry(cell.last).or_insert_with(|| {
            let cohering = self.cohering.entry(Some(cell.last)).or_insert_with(cohering);
            let joint =
                |chunk: &Range<usize>| scorer.joint(last, &line.words[chunk.start], cohering[chunk.start], true);
            self.chunks.iter().map(joint).map(|joint| (joint, joint.exp())).collect()
        });
        let gap = (at - cell.last_line as usize).saturating_sub(1) as f32;
        let cost = (1.4 * gap - 1.49).clamp(0.0, if line.after_blank { 3.0 } else { 5.0 });
        let before = scorer.others(column).line_ends(last.key);
        let scores: Rc<[f32]> = firsts
            .zip(joints.iter().zip(&self.rarities))
            .map(|((word, &belongs), (&(nats, likely), &rarity))| {
                let joint = Joint { nats, likely, rarity, bar: false, over: true };
                scorer.follow(last, &line.words[word], column, belongs, joint, before) - cost
            })
            .collect();
        self.going_on.insert((column, cell.last, cell.last_line), scores.clone());
        scores
    }
}

/// Where the chunks of a line stand.
fn extents(words: &[Word], chunks: &[Range<usize>]) -> Vec<Extent> {
    let mut open = 0;
    let extent = |chunk: &Range<usize>| {
        let (words, open_before) = (&words[chunk.clone()], open);
        open += words.iter().map(|word| i32::from(word.brackets)).sum::<i32>();
        let (first, last) = (words[0].letters, words[words.len() - 1].letters);
        let (start, first, end) = (first.0 as f32, first.1 as f32, last.1 as f32);
        Extent { start, first, end, open_before, open_after: open }
    };
    chunks.iter().map(extent).collect()
}

/// Whether a word is never parted from the one before it.
fn welded(word: &Word, joint: f32) -> bool {
    joint > WELDED && !word.bar && !word.capital && !word.number && !word.dash()
}
