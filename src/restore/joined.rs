//! Words that lost the spaces between them: `cacdonvi` was printed `các đơn vị`.
//!
//! Where words may begin inside a run of letters it is cut; the runs that come of it make edges as all others do, and the search decides.

use super::finder::Finder;
use super::runs::{Kind, Run};

/// Letters whose best candidate costs more may be several words.
const POOR: f32 = 6.0;
/// More letters are none, and more without a mark are an address.
const LONGEST: usize = 30;
const LONGEST_BARE: usize = 12;
/// Letters of the words that such a string is made of.
const SHORTEST_PART: usize = 2;
const LONGEST_PART: usize = 7;

/// Cuts the runs of letters of a chunk that are no word at the places where words may begin.
pub fn part(finder: &mut Finder, text: &str, runs: &mut Vec<Run>) {
    let mut parted = Vec::with_capacity(runs.len());
    for run in runs.iter() {
        let read = &text[run.bytes()];
        let length = read.chars().take(LONGEST + 1).count();
        let joined = run.kind == Kind::Letters
            && (2 * SHORTEST_PART..=LONGEST).contains(&length)
            && (length <= LONGEST_BARE || !read.is_ascii())
            && finder.candidates(read).first().is_none_or(|best| best.cost > POOR);
        let part = |start: u32, end: u32| {
            let whole = start == run.start;
            Run { start, end, spaced: run.spaced && whole, first: run.first && whole, ..*run }
        };
        let mut start = run.start;
        for cut in if joined { cuts(finder, read) } else { Vec::new() } {
            let end = run.start + cut as u32;
            parted.push(part(start, end));
            start = end;
        }
        parted.push(part(start, run.end));
    }
    *runs = parted;
}

/// The bytes where a string is cut by any of the ways to make it of plausible words.
fn cuts(finder: &Finder, read: &str) -> Vec<usize> {
    let bytes: Vec<usize> = read.char_indices().map(|(at, _)| at).chain([read.len()]).collect();
    let last = bytes.len() - 1;
    let word = |from: usize, to: usize| {
        (SHORTEST_PART..=LONGEST_PART).contains(&(to - from)) && finder.is_plausible(&read[bytes[from]..bytes[to]])
    };
    // Places that words lead to from the beginning, and places from which words lead to the end.
    let (mut reached, mut leads) = (vec![false; bytes.len()], vec![false; bytes.len()]);
    (reached[0], leads[last]) = (true, true);
    for to in 1..=last {
        reached[to] = (0..to).any(|from| reached[from] && word(from, to));
    }
    for from in (0..last).rev() {
        leads[from] = (from + 1..=last).any(|to| leads[to] && word(from, to));
    }
    (1..last).filter(|&at| reached[at] && leads[at]).map(|at| bytes[at]).collect()
}
