//! From the end back: what the best path through each reading costs, and which path is the best of all.

use std::ops::Range;

use super::{Coarse, Place, Step};
use crate::lm::ngram::Ngrams;
use crate::restore::lattice::{Choice, Lattice};
use crate::restore::search::WEIGHT;

impl Coarse {
    /// Fills the cost of the best path through each reading, of those within the limit.
    pub(super) fn backward(&mut self, choices: usize, limit: f32, ngrams: &Ngrams) {
        let Self { ends, places, here, moves, passes, open, marginals, .. } = self;
        marginals.clear();
        marginals.resize(choices, f32::INFINITY);
        let (mut here_end, mut moves_end, mut passes_end) = (here.len(), moves.len(), passes.len());
        for (index, place) in places.iter().enumerate().rev() {
            let range = |first: u32, end: &mut usize| Range {
                start: first as usize,
                end: std::mem::replace(end, first as usize),
            };
            let followed = &here[range(place.here, &mut here_end)];
            if index + 1 == places.len() {
                followed.iter().for_each(|here| ends[here.end as usize].rest = 0.0);
            }
            open.clear();
            let (mut away, mut floor) = (f32::INFINITY, f32::INFINITY);
            for way in &moves[range(place.moves, &mut moves_end)] {
                let rest = ends[way.to as usize].rest;
                if way.cost + rest <= limit {
                    marginals[way.choice as usize] = way.cost + rest;
                    open.push((way.slot, way.channel + rest, way.floor + rest));
                    away = away.min(way.alone + rest);
                    floor = floor.min(way.floor + rest);
                }
            }
            for pass in &passes[range(place.passes, &mut passes_end)] {
                let rest = pass.cost + ends[pass.to as usize].rest;
                let from = &mut ends[pass.from as usize];
                from.rest = from.rest.min(rest);
                let marginal = &mut marginals[pass.choice as usize];
                *marginal = marginal.min(from.cost + rest);
            }
            for here in followed {
                let end = &mut ends[here.end as usize];
                let mut best = end.rest.min(away + WEIGHT * ngrams.leave(here.word));
                if here.cost + floor <= limit {
                    for &(slot, cost, floor) in open.iter() {
                        if floor < best
                            && let Some(pair) = ngrams.pair_at(here.row, slot)
                        {
                            best = best.min(cost + WEIGHT * ngrams.price(pair));
                        }
                    }
                }
                end.rest = best;
            }
        }
    }

    /// The best path, from its end.
    pub(super) fn trace(&mut self, lattice: &Lattice, last: Place) {
        self.steps.clear();
        let first = last.here as usize;
        let Some(mut end) = self.here.get(first).map(|here| self.ends[here.end as usize]) else { return };
        while let Some(&from) = self.ends.get(end.from as usize) {
            let Choice { cost: channel, token: word, .. } = lattice.choices[end.choice as usize];
            self.steps.push(Step { from: from.place, cost: end.cost - from.cost, channel, word });
            end = from;
        }
    }
}
