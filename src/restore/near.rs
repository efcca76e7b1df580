//! From coarse to fine: which readings of a chunk are looked at first, and where that was too few.
//!
//! Most chunks are clear from few readings. So the first search sees those that the chunk's letters and the frequency of words put near
//! the best; where its path costs much, given what the readings left out could cost, all readings are searched again.

use super::lattice::{Choice, Lattice};
use super::search::WEIGHT;
use crate::lm::ngram::Ngrams;

/// Readings that cost this much more than the best of their chunk are not near, in nats.
const NEAR: f32 = 3.5;
/// Most near readings of an edge.
const MOST: usize = 12;
/// A chunk is in doubt where its cost and that of the words after it come to so much more than this share of what the readings left out
/// cost at the least.
const DOUBT: f32 = 8.0;
const REST: f32 = 0.5;

/// Puts the readings of each edge from `first` on, all those of one chunk, in order: the near ones, which it marks, by what they cost
/// without context, and then the others by the least that they cost in any. The least that one of these may cost.
pub fn rank(lattice: &mut Lattice, first: usize, places: usize, ngrams: &Ngrams) -> f32 {
    let alone = |choice: &Choice| choice.cost + WEIGHT * choice.token.map_or(0.0, |word| ngrams.unigram(word));
    let Lattice { edges, choices, .. } = lattice;
    let edges = &mut edges[first..];
    let mut ranked = Vec::new();
    let mut best = Vec::with_capacity(edges.len());
    for edge in &*edges {
        let readings = &mut choices[edge.choices()];
        ranked.clear();
        ranked.extend(readings.iter().map(|choice| (alone(choice), *choice)));
        ranked.sort_by(|a, b| a.0.total_cmp(&b.0));
        readings.iter_mut().zip(&ranked).for_each(|(choice, ranked)| *choice = ranked.1);
        best.push(ranked.first().map_or(f32::INFINITY, |ranked| ranked.0));
    }
    // The cheapest way through the chunk by each edge.
    let mut before = vec![f32::INFINITY; places + 1];
    let mut after = before.clone();
    before[0] = 0.0;
    after[places] = 0.0;
    for (edge, cost) in edges.iter().zip(&best) {
        let to = edge.to as usize;
        before[to] = before[to].min(before[edge.from as usize] + cost);
    }
    for (edge, cost) in edges.iter().zip(&best).rev() {
        let from = edge.from as usize;
        after[from] = after[from].min(after[edge.to as usize] + cost);
    }
    let limit = after[0] + NEAR;
    let mut rest = f32::INFINITY;
    for edge in edges {
        let around = before[edge.from as usize] + after[edge.to as usize];
        let readings = &mut choices[edge.choices()];
        let near = readings.iter().take(MOST).take_while(|choice| around + alone(choice) <= limit).count();
        edge.near = near as u32;
        let others = &mut readings[near..];
        ranked.clear();
        ranked.extend(others.iter().map(|choice| (least(choice, ngrams), *choice)));
        ranked.sort_by(|a, b| a.0.total_cmp(&b.0));
        others.iter_mut().zip(&ranked).for_each(|(choice, ranked)| *choice = ranked.1);
        rest = ranked.first().map_or(rest, |ranked| rest.min(ranked.0));
    }
    rest
}

/// Which readings a chunk that is in doubt is to have, by the least that they cost: `cost` is that of the chunk on the best path, `next`
/// what the language model says of the chunk after it, `rest` what [`rank`] gave. `None` where there is no doubt.
pub fn reach(cost: f32, next: f32, rest: f32) -> Option<f32> {
    let reach = (cost + next - DOUBT) / REST;
    (reach > rest).then_some(reach)
}

/// The least that a reading costs in any context.
pub fn least(choice: &Choice, ngrams: &Ngrams) -> f32 {
    choice.cost + WEIGHT * choice.token.map_or(0.0, |word| ngrams.bounds(word).1)
}
