//! The end of a search: the best path, and how likely each reading is over all paths.

use super::{Here, Search};
use crate::lm::ngram::Ngrams;
use crate::restore::lattice::{Choice, Edge};

/// Other readings that a step tells of, and how likely they are at least.
const OTHERS: usize = 3;
const LEAST: f32 = 0.001;
/// Probability that is too small to be followed back.
const NOTHING: f32 = 1e-7;

/// The likeliest reading of runs that the best path reads together.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Place where it starts.
    pub from: usize,
    /// Place where it ends.
    pub to: usize,
    /// Index into [`Lattice::choices`](crate::restore::lattice::Lattice::choices).
    pub choice: usize,
    /// Posterior probability of the reading, 0 to 1.
    pub posterior: f32,
    /// What the language model says of the best path's reading, in nats.
    pub language: f32,
    /// How many words in a row the language model knew there, with this one; 0 where it sees none.
    pub order: u8,
    others: [(u32, f32); OTHERS],
    count: u8,
}

impl Step {
    /// Other readings of the same runs with their posteriors, best first.
    pub fn others(&self) -> impl Iterator<Item = (usize, f32)> + '_ {
        self.others[..usize::from(self.count)].iter().map(|&(choice, p)| (choice as usize, p))
    }

    /// Prefers the likeliest reading to that of the best path: what counts is how many words are right, not whether all are
    /// (minimum Bayes risk, Goel and Byrne 2000).
    fn prefer_likeliest(&mut self) {
        if let Some((choice, p)) = self.others[..usize::from(self.count)].first_mut()
            && *p > self.posterior
        {
            (*choice, self.choice) = (self.choice as u32, *choice as usize);
            std::mem::swap(p, &mut self.posterior);
        }
    }

    /// Puts another reading in its order.
    fn insert(&mut self, choice: u32, p: f32) {
        let mut at = usize::from(self.count);
        while at > 0 && self.others[at - 1].1 < p {
            at -= 1;
        }
        if at < OTHERS {
            self.others.copy_within(at..OTHERS - 1, at + 1);
            self.others[at] = (choice, p);
            self.count = (self.count + 1).min(OTHERS as u8);
        }
    }
}

impl Search {
    /// The posterior probability of each choice: what each node holds goes back to where it came from.
    pub(super) fn flow(&mut self) {
        let Some(best) = self.here.first().map(|here| here.cost) else { return };
        let share = |here: &Here| here.mass * (best - here.cost).exp();
        let total: f32 = self.here.iter().map(share).sum();
        for here in &self.here {
            self.nodes[here.node as usize].posterior = share(here) / total;
        }
        for arc in self.arcs.iter().rev() {
            let to = &self.nodes[arc.to as usize];
            if to.posterior < NOTHING {
                continue;
            }
            let (all, whole) = (to.posterior, to.arcs == 1);
            let (cost, mass) = (to.cost, to.mass);
            let from = &mut self.nodes[arc.from as usize];
            let p = if whole { all } else { all * from.mass / mass * (cost - from.cost - arc.cost).exp() };
            from.posterior += p;
            self.posteriors[arc.choice as usize - self.first_choice] += p;
        }
    }

    /// The best path, from its end.
    pub(super) fn trace(&mut self, edges: &[Edge], choices: &[Choice], ngrams: &Ngrams) {
        let Some(end) = self.here.first() else { return };
        let mut at = end.node as usize;
        while self.nodes[at].arcs > 0 {
            let arc = self.arcs[self.nodes[at].best as usize];
            at = arc.from as usize;
            let edge = &edges[arc.edge as usize];
            let posterior = self.posterior(arc.choice as usize).min(1.0);
            let mut step = Step {
                from: edge.from as usize,
                to: edge.to as usize,
                choice: arc.choice as usize,
                posterior,
                language: arc.cost - choices[arc.choice as usize].cost,
                order: choices[arc.choice as usize].token.map_or(0, |word| ngrams.order(&self.nodes[at].state, word)),
                others: [(0, 0.0); OTHERS],
                count: 0,
            };
            if posterior < 1.0 - LEAST {
                self.others(edges, arc.edge as usize, &mut step);
                step.prefer_likeliest();
            }
            self.steps.push(step);
        }
        self.steps.reverse();
    }

    /// The other readings of a step's runs. All edges of a place stand together.
    fn others(&self, edges: &[Edge], at: usize, step: &mut Step) {
        let same = |edge: &&Edge| edge.from == edges[at].from;
        let (before, after) = edges.split_at(at);
        let first = at - before.iter().rev().take_while(same).count();
        let end = at + after.iter().take_while(same).count();
        for edge in edges[first..end].iter().filter(|edge| edge.to == edges[at].to) {
            for choice in edge.choices() {
                let p = self.posterior(choice);
                if choice != step.choice && p > LEAST {
                    step.insert(choice as u32, p);
                }
            }
        }
    }
}
