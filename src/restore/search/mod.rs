//! The search: the likeliest path through a lattice, and how likely each reading is over all paths kept.
//!
//! States of equal context at one place are one node. Each node keeps the cost of its best path and the mass of all its paths
//! relative to that one; when the end is reached, probability flows back over the arcs in the reverse order of their making.

use super::evidence::Evidence;
use super::lattice::{Lattice, Part};
use crate::lm::ngram::{Context, Ngrams, Row, State};
use follow::{View, Way};

mod follow;
mod posterior;

pub use posterior::Step;

/// How much of the lattice a search looks at.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// States kept at each place.
    pub beam: usize,
    /// States that cost this much more than the best are dropped.
    pub reach: f32,
}

impl Effort {
    /// For the first pass: what it passes over, the second never sees.
    pub const FIRST: Self = Self { beam: 24, reach: 11.0 };
    /// For the second, which sees the readings that the first left.
    pub const SECOND: Self = Self { beam: 24, reach: 11.0 };
}

/// Weight of the language model against the channel.
pub const WEIGHT: f32 = 1.0;

#[derive(Clone, Copy)]
struct Arc {
    from: u32,
    to: u32,
    edge: u32,
    choice: u32,
    cost: f32,
}

#[derive(Clone, Copy)]
struct Node {
    state: State,
    /// Cost of the best path to here.
    cost: f32,
    /// Probability of all paths to here, in multiples of that of the best.
    mass: f32,
    /// The arc by which the best path comes.
    best: u32,
    arcs: u32,
    case: u8,
    /// The share of the whole that goes through here.
    posterior: f32,
}

impl Node {
    /// A node with one arc.
    fn new(state: State, cost: f32, mass: f32, case: u8, arc: u32) -> Self {
        Self { state, cost, mass, best: arc, arcs: 1, case, posterior: 0.0 }
    }

    /// Adds the paths of another arc.
    fn join(&mut self, cost: f32, mass: f32, case: u8, arc: u32) {
        self.arcs += 1;
        if cost < self.cost {
            self.mass = self.mass * (cost - self.cost).exp() + mass;
            (self.cost, self.case, self.best) = (cost, case, arc);
        } else {
            self.mass += mass * (self.cost - cost).exp();
        }
    }
}

/// The nodes that a place has so far.
#[derive(Default)]
struct Open {
    nodes: Vec<u32>,
    contexts: Vec<u32>,
    limit: f32,
}

/// A node of the place where the search is.
#[derive(Clone, Copy)]
struct Here {
    node: u32,
    cost: f32,
    mass: f32,
    case: u8,
    state: State,
    context: Context,
    /// What may follow its last word.
    row: Row,
}

/// Working space of searches and the result of the last.
#[derive(Default)]
pub struct Search {
    nodes: Vec<Node>,
    arcs: Vec<Arc>,
    /// For each place, where its nodes stand in `open`, plus 1.
    places: Vec<u32>,
    open: Vec<Open>,
    free: Vec<u32>,
    here: Vec<Here>,
    first_choice: usize,
    posteriors: Vec<f32>,
    steps: Vec<Step>,
}

impl Search {
    /// The best path.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Posterior probability of a choice of the part that was searched.
    pub fn posterior(&self, choice: usize) -> f32 {
        self.posteriors.get(choice - self.first_choice).copied().unwrap_or(0.0)
    }

    /// Finds the best path through `part` of `lattice`; `evidence` is what the document says of its own words.
    pub fn run(
        &mut self,
        lattice: &Lattice,
        part: &Part,
        ngrams: &Ngrams,
        evidence: Option<&Evidence>,
        effort: Effort,
    ) {
        self.clear(part);
        let view = View { choices: &lattice.choices, ngrams, evidence, reach: effort.reach };
        let start = ngrams.start();
        self.nodes.push(Node { state: start, cost: 0.0, mass: 1.0, best: 0, arcs: 0, case: 0, posterior: 0.0 });
        let open = self.open_at(0);
        self.open[open].nodes.push(0);
        self.open[open].contexts.push(start.context());
        let edges = &lattice.edges[part.edges.clone()];
        let mut next = 0;
        let last = part.places.len();
        for place in 0..=last {
            self.close(place, ngrams, effort);
            if place == last {
                break;
            }
            while let Some(edge) = edges.get(next).filter(|edge| edge.from as usize - part.places.start == place) {
                let open = self.open_at(edge.to as usize - part.places.start);
                self.edge(&view, edge, Way { edge: next as u32, open });
                next += 1;
            }
        }
        self.flow();
        self.trace(edges, &lattice.choices, ngrams);
    }

    fn clear(&mut self, part: &Part) {
        self.nodes.clear();
        self.arcs.clear();
        self.steps.clear();
        self.places.clear();
        self.places.resize(part.places.len() + 1, 0);
        self.first_choice = part.choices.start;
        self.posteriors.clear();
        self.posteriors.resize(part.choices.len(), 0.0);
    }

    /// The index in `open` of the nodes of a place.
    fn open_at(&mut self, place: usize) -> usize {
        if let Some(at) = self.places[place].checked_sub(1) {
            return at as usize;
        }
        let at = self.free.pop().unwrap_or_else(|| {
            self.open.push(Open::default());
            self.open.len() as u32 - 1
        });
        let open = &mut self.open[at as usize];
        open.nodes.clear();
        open.contexts.clear();
        open.limit = f32::INFINITY;
        self.places[place] = at + 1;
        at as usize
    }

    /// Takes the best nodes of a place, cheapest first, into `here`.
    fn close(&mut self, place: usize, ngrams: &Ngrams, effort: Effort) {
        self.here.clear();
        let Some(at) = self.places[place].checked_sub(1) else { return };
        self.free.push(at);
        let nodes = &self.nodes;
        let open = &mut self.open[at as usize].nodes;
        if open.len() > 1 {
            open.sort_unstable_by(|&a, &b| {
                let (x, y) = (&nodes[a as usize], &nodes[b as usize]);
                x.cost.total_cmp(&y.cost).then(x.state.context().cmp(&y.state.context()))
            });
        }
        let limit = open.first().map_or(0.0, |&best| nodes[best as usize].cost) + effort.reach;
        for &node in open.iter().take(effort.beam).take_while(|&&node| nodes[node as usize].cost < limit) {
            let &Node { state, cost, mass, case, .. } = &nodes[node as usize];
            let (context, row) = (ngrams.context(&state), ngrams.row(state.last()));
            self.here.push(Here { node, cost, mass, case, state, context, row });
        }
    }
}
