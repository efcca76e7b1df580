//! Chunks that are in doubt after a look at near readings: how far to look for others, and what the words around propose.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::Paragraph;
use crate::channel::emission::LONGEST_WORD;
use crate::lm::token::class;
use crate::restore::coarse::Step;
use crate::restore::draft::is_expected;
use crate::restore::finder::Finder;
use crate::restore::near;
use crate::restore::proposals::{Damaged, Extent};
use crate::restore::second;
use crate::text::Source;

/// A chunk may be damaged where it and the word after it cost so much, in nats.
const DAMAGED: f32 = 17.0;
/// Two side by side may be where they and the word after them cost so much.
const DAMAGED_TWO: f32 = 28.0;
/// What each of the two costs then at least.
const EACH: f32 = 7.0;
/// Runs that a damaged word may be read as.
const RUNS: usize = 6;

/// What a chunk costs on the best path: all, and by the language model.
#[derive(Clone, Copy, Default)]
pub(super) struct Share {
    all: f32,
    language: f32,
    /// Its first word and its last.
    words: Option<(u16, u16)>,
}

impl Paragraph {
    /// Works out how far to look for readings of each chunk that are not near.
    pub(super) fn doubt(&mut self, finder: &Finder, steps: &[Step], expected: &FxHashSet<u16>) {
        self.shares.clear();
        self.shares.resize(self.pieces.len() + 1, Share::default());
        let mut at = 0;
        for step in steps.iter().rev() {
            at += self.pieces[at + 1..].iter().take_while(|piece| piece.run <= step.from).count();
            let share = &mut self.shares[at];
            share.all += step.cost;
            share.language += step.cost - step.channel;
            // Steps come from the end.
            if let Some(word) = step.word {
                share.words = Some((word, share.words.map_or(word, |(_, last)| last)));
            }
        }
        let chunks = &finder.memory.chunks;
        self.reach.clear();
        for (piece, shares) in self.pieces.iter().zip(self.shares.windows(2)) {
            let record = chunks.record(piece.id);
            let edges = || &chunks.lattice.edges[record.edges.start as usize..record.edges.end as usize];
            let mut readings = edges().iter().flat_map(|edge| &chunks.lattice.choices[edge.choices()]);
            let expects = !expected.is_empty() && readings.any(|choice| is_expected(choice, expected));
            self.reach.push(match expects {
                true => Some(f32::INFINITY),
                false => near::reach(shares[0].all, shares[1].language, record.rest),
            });
        }
    }

    /// Adds what the words around a chunk propose, if that is damaged, alone or with the next.
    pub(super) fn propose(&mut self, finder: &Finder, index: usize, source: &Source) {
        let cost = |from: usize, to: usize| {
            self.shares[from..to].iter().map(|share| share.all).sum::<f32>() + self.shares[to].language
        };
        let (alone, both) = (cost(index, index + 1), self.pieces.get(index + 1).map(|_| cost(index, index + 2)));
        let ahead = std::mem::take(&mut self.ahead);
        let each = |index: usize| self.shares[index].all >= EACH;
        let both = both.filter(|&both| both >= DAMAGED_TWO && each(index) && each(index + 1));
        if ahead.is_empty() && alone < DAMAGED && both.is_none() {
            return;
        }
        let Some((at, read)) = self.word(index, source) else { return };
        let before =
            self.shares[..index].iter().rev().find_map(|share| share.words).map_or(class::START, |words| words.1);
        let after = |index: usize| self.shares[index + 1..].iter().find_map(|share| share.words).map(|words| words.0);
        let (edges, choices) = (self.lattice.edges.len(), self.lattice.choices.len());
        let channel = &finder.reading.emissions;
        let mut worn = self.proposals.take_up(channel, read);
        if alone >= DAMAGED {
            let damaged = Damaged { before, after: after(index), cost: alone, extent: Extent::ALONE };
            self.proposals.add(finder.model, &mut worn, &damaged, &mut self.lattice.choices);
        }
        let mut more = ahead;
        if let Some(cost) = both
            && let Some((_, next)) = self.word(index + 1, source)
        {
            let damaged = Damaged { before, after: after(index + 1), cost, extent: Extent::BESIDE };
            let (mut next, mut second) = (self.proposals.take_up(channel, next), Vec::new());
            self.proposals.add_two(finder.model, [&mut worn, &mut next], &damaged, [&mut more, &mut second]);
            self.proposals.put_away(next);
            self.ahead = second;
        }
        self.proposals.put_away(worn);
        for choice in more {
            if self.lattice.choices[choices..].iter().all(|known| known.token != choice.token) {
                self.lattice.choices.push(choice);
            }
        }
        self.lattice.close(at.start, at.end, choices);
        if self.lattice.edges.len() > edges {
            let first = self.pieces[index].run as usize;
            let from = self.lattice.edges.iter().rposition(|edge| (edge.from as usize) < first).map_or(0, |at| at + 1);
            self.lattice.order(from);
        }
    }

    /// The runs of the word of a chunk that may be damaged, and what was read.
    fn word<'s>(&self, index: usize, source: &'s Source) -> Option<(Range<usize>, &'s str)> {
        let first = self.pieces[index].run as usize;
        let end = self.pieces.get(index + 1).map_or(self.runs.len(), |next| next.run as usize);
        let runs = &self.runs[first..end];
        let core = second::word(runs).filter(|core| core.len() <= RUNS)?;
        let line = source.line(runs[0].line as usize);
        let read = &line[runs[core.start].start as usize..runs[core.end - 1].end as usize];
        let is_word = read.chars().any(char::is_alphabetic) && (2..=LONGEST_WORD).contains(&read.chars().count());
        is_word.then_some((first + core.start..first + core.end, read))
    }
}
