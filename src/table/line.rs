//! What the words of one line are worth, whatever the row and however wide its columns are: worked out once for all searches by the same scores.

use std::ops::Range;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::row::{Cell, Shape};
use super::words::Word;

/// Words that stand together more than this, in nats, are never parted.
const WELDED: f32 = 4.0;

/// The lines of a table, as far as their words were looked at.
#[derive(Default)]
pub(crate) struct Memory(Vec<Option<LineScores>>);

impl Memory {
    /// Line `at`.
    pub(crate) fn line(&mut self, shape: &Shape, at: usize) -> &mut LineScores {
        if self.0.len() <= at {
            self.0.resize_with(at + 1, || None);
        }
        self.0[at].get_or_insert_with(|| LineScores::new(shape, at))
    }
}

/// The column where a cell goes on, and the cell's last word and last line.
type End = (usize, (u32, u32), u32);

/// One line.
pub(crate) struct LineScores {
    /// Runs of words that are not parted.
    pub chunks: Vec<Range<usize>>,
    pub extents: Vec<Extent>,
    /// By chunk and column: the words after its first; its first after the chunk before it; that a line of a cell ends with it.
    pub within: Vec<f32>,
    pub after: Vec<f32>,
    pub broken: Vec<f32>,
    /// By column: each chunk as the first of its cell.
    opening: Vec<Option<Rc<[f32]>>>,
    /// By the cell's last word: how well each chunk's first word joins it, whatever the column.
    joints: FxHashMap<(u32, u32), Vec<f32>>,
    /// By where a cell ends: each chunk as the first of a piece that goes on.
    going_on: FxHashMap<End, Rc<[f32]>>,
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
    pub(crate) fn cost(&self, letters: u32) -> f32 {
        -self.cost * (letters as f32 - self.free - 1.0).clamp(0.0, 30.0)
    }
}

/// Where a chunk stands on its line.
pub(crate) struct Extent {
    /// Letters before it, before the end of its first word, and before its own end.
    pub start: u32,
    pub first: u32,
    pub end: u32,
    /// Brackets that the line has opened before it, and after it, less those that it has closed.
    pub open_before: i32,
    pub open_after: i32,
}

impl LineScores {
    fn new(shape: &Shape, at: usize) -> Self {
        let (words, scorer) = (&shape.lines[at].words, shape.scorers.at(at));
        let width = scorer.columns.len();
        let joints: Vec<f32> = words.windows(2).map(|two| scorer.joint(&two[0], &two[1], false)).collect();
        let mut chunks: Vec<Range<usize>> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            match chunks.last_mut() {
                Some(chunk) if welded(word, joints[at - 1]) => chunk.end = at + 1,
                _ => chunks.push(at..at + 1),
            }
        }
        let follow = |word: usize, column: usize| {
            let (last, next) = (&words[word - 1], &words[word]);
            scorer.follow(last, next, column, joints[word - 1], next.bar, false)
        };
        let (mut within, mut after, mut broken) = (Vec::new(), Vec::new(), Vec::new());
        for chunk in &chunks {
            for column in 0..width {
                within.push((chunk.start + 1..chunk.end).map(|word| follow(word, column)).sum());
                after.push(if chunk.start > 0 { follow(chunk.start, column) } else { 0.0 });
                broken.push(scorer.others(column).broken(words[chunk.end - 1].key));
            }
        }
        Self {
            extents: extents(words, &chunks),
            chunks,
            within,
            after,
            broken,
            opening: vec![None; width],
            joints: FxHashMap::default(),
            going_on: FxHashMap::default(),
        }
    }

    /// Each chunk of the line, which is line `at`, as the first of a piece in `column`.
    pub(crate) fn entering(&mut self, shape: &Shape, at: usize, column: usize, cell: Option<Cell>) -> Rc<[f32]> {
        let (scorer, line, chunks) = (shape.scorers.at(at), &shape.lines[at], &self.chunks);
        let Some(cell) = cell else {
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
            .or_insert_with(|| chunks.iter().map(|chunk| scorer.joint(last, &line.words[chunk.start], true)).collect());
        let gap = (at - cell.last_line as usize).saturating_sub(1) as f32;
        let cost = (1.4 * gap - 1.49).clamp(0.0, if line.after_blank { 3.0 } else { 5.0 });
        let scores: Rc<[f32]> = chunks
            .iter()
            .zip(joints.iter())
            .map(|(chunk, &joint)| scorer.follow(last, &line.words[chunk.start], column, joint, false, true) - cost)
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
        Extent { start: first.0, first: first.1, end: last.1, open_before, open_after: open }
    };
    chunks.iter().map(extent).collect()
}

/// Whether a word is never parted from the one before it.
fn welded(word: &Word, joint: f32) -> bool {
    joint > WELDED && !word.bar && !word.capital && !word.number && !word.dash()
}
