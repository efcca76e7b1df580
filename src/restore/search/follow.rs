//! Following the readings of an edge from the nodes of its place.

use super::{Arc, Node, Search, WEIGHT};
use crate::lm::ngram::{Ngrams, State};
use crate::lm::vocabulary::form;
use crate::restore::evidence::Evidence;
use crate::restore::lattice::{Choice, Edge};

/// What a search looks through.
pub(super) struct View<'a> {
    pub(super) choices: &'a [Choice],
    pub(super) ngrams: &'a Ngrams,
    pub(super) evidence: Option<&'a Evidence>,
    pub(super) reach: f32,
}

/// Where arcs are made: the edge, and the nodes that it leads to.
#[derive(Clone, Copy)]
pub(super) struct Way {
    pub(super) edge: u32,
    pub(super) open: usize,
}

impl Search {
    /// Follows all readings of an edge from all nodes of its place, cheapest first.
    pub(super) fn edge(&mut self, view: &View, edge: &Edge, way: Way) {
        for at in edge.choices() {
            let choice = &view.choices[at];
            for i in 0..self.here.len() {
                let here = &self.here[i];
                let limit = self.open[way.open].limit + view.reach;
                if here.cost + choice.cost > limit {
                    break;
                }
                let mut cost = choice.cost + case_cost(here.case, choice.case);
                let mut state = here.state;
                if let Some(word) = choice.token {
                    let pair = view.ngrams.pair(here.row, word);
                    let (price, next) = view.ngrams.follow(&here.context, word, pair);
                    let last = here.state.last();
                    cost += WEIGHT * view.evidence.map_or(price, |evidence| evidence.cost(last, word, price));
                    state = next;
                }
                if here.cost + cost <= limit {
                    let arc = Arc { from: here.node, to: 0, edge: way.edge, choice: at as u32, cost };
                    self.arrive(way, state, here.cost, here.mass, case_after(here.case, choice.case), arc);
                }
            }
        }
    }

    /// Ends an arc that starts at `before` with `mass`.
    fn arrive(&mut self, way: Way, state: State, before: f32, mass: f32, case: u8, mut arc: Arc) {
        let number = self.arcs.len() as u32;
        let open = &mut self.open[way.open];
        let cost = before + arc.cost;
        open.limit = open.limit.min(cost);
        let context = state.context();
        match open.contexts.iter().position(|&other| other == context) {
            Some(at) => {
                arc.to = open.nodes[at];
                self.nodes[arc.to as usize].join(cost, mass, case, number);
            }
            None => {
                arc.to = self.nodes.len() as u32;
                open.nodes.push(arc.to);
                open.contexts.push(context);
                self.nodes.push(Node::new(state, cost, mass, case, number));
            }
        }
        self.arcs.push(arc);
    }
}

/// The case that the word after next sees.
fn case_after(before: u8, case: u8) -> u8 {
    if case == 0 { before } else { case }
}

/// What it costs that a word in one case follows a word in another.
fn case_cost(before: u8, case: u8) -> f32 {
    match (before, case) {
        (_, 0) | (0, _) => 0.0,
        (form::LOWER, form::LOWER) | (form::UPPER, form::UPPER) => 0.1,
        (form::LOWER, form::TITLE) => 2.0,
        (form::LOWER, form::UPPER) => 3.0,
        (form::TITLE, form::LOWER) => 0.4,
        (form::TITLE, form::TITLE) => 1.2,
        (form::TITLE, form::UPPER) => 3.5,
        (form::UPPER, form::LOWER) => 2.0,
        (form::UPPER, form::TITLE) => 3.0,
        _ => 2.0,
    }
}
