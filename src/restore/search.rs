//! The search: the likeliest path through a lattice, and how likely each reading is over all paths kept.
//!
//! States of equal context at one place are one node. Each node keeps the cost of its best path and the mass of all its paths
//! relative to that one; when the end is reached, probability flows back over the arcs in the reverse order of their making.

use super::evidence::Evidence;
use super::lattice::{Choice, Edge, Lattice, Part};
use crate::lm::ngram::{Found, Ngrams, State};
use crate::lm::vocabulary::form;

/// How much of the lattice a search looks at.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// States kept at each place.
    pub beam: usize,
    /// States that cost this much more than the best are dropped.
    pub reach: f32,
}

impl Effort {
    /// For the first pass, which sees all readings: what it passes over, the second never sees.
    pub const FIRST: Self = Self { beam: 12, reach: 9.0 };
    /// For the second, which sees the readings that the first left.
    pub const SECOND: Self = Self { beam: 12, reach: 9.0 };
}

/// Weight of the language model against the channel.
pub const WEIGHT: f32 = 0.85;
/// Other readings that a step tells of, and how likely they are at least.
const OTHERS: usize = 3;
const LEAST: f32 = 0.001;
/// Probability that is too small to be followed back.
const NOTHING: f32 = 1e-7;

/// A reading on the best path.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Place where it starts.
    pub from: usize,
    /// Place where it ends.
    pub to: usize,
    /// Index into [`Lattice::choices`].
    pub choice: usize,
    /// Posterior probability of the reading, 0 to 1.
    pub posterior: f32,
    others: [(u32, f32); OTHERS],
    count: u8,
}

impl Step {
    /// Other readings of the same runs with their posteriors, best first.
    pub fn others(&self) -> impl Iterator<Item = (usize, f32)> + '_ {
        self.others[..usize::from(self.count)].iter().map(|&(choice, p)| (choice as usize, p))
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

/// The nodes that a place has so far.
#[derive(Default)]
struct Open {
    nodes: Vec<u32>,
    contexts: Vec<u64>,
    limit: f32,
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
    here: Vec<u32>,
    /// For each of `here`, which of the distinct last words is its own; and what those make of the next word.
    lasts: Vec<u32>,
    words: Vec<u16>,
    pairs: Vec<Found>,
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
        let start = ngrams.start();
        self.nodes.push(Node { state: start, cost: 0.0, mass: 1.0, best: 0, arcs: 0, case: 0, posterior: 0.0 });
        let open = self.open_at(0);
        self.open[open].nodes.push(0);
        self.open[open].contexts.push(start.context());
        let edges = &lattice.edges[part.edges.clone()];
        let mut next = 0;
        let last = part.places.len();
        for place in 0..=last {
            self.close(place, effort);
            if place == last {
                break;
            }
            while let Some(edge) = edges.get(next).filter(|edge| edge.from as usize - part.places.start == place) {
                self.edge(lattice, part, edge, next as u32, ngrams, evidence, effort.reach);
                next += 1;
            }
        }
        self.flow();
        self.trace(edges, part, &lattice.choices);
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
    fn close(&mut self, place: usize, effort: Effort) {
        self.here.clear();
        self.lasts.clear();
        self.words.clear();
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
            let word = nodes[node as usize].state.last();
            let last = self.words.iter().position(|&other| other == word).unwrap_or_else(|| {
                self.words.push(word);
                self.words.len() - 1
            });
            self.here.push(node);
            self.lasts.push(last as u32);
        }
    }

    /// Follows all readings of an edge from all nodes of its place.
    #[expect(clippy::too_many_arguments)]
    fn edge(
        &mut self,
        lattice: &Lattice,
        part: &Part,
        edge: &Edge,
        index: u32,
        ngrams: &Ngrams,
        evidence: Option<&Evidence>,
        reach: f32,
    ) {
        let open = self.open_at(edge.to as usize - part.places.start);
        let Some(cheapest) = self.here.first().map(|&node| self.nodes[node as usize].cost) else { return };
        for at in edge.choices() {
            let choice = &lattice.choices[at];
            // The language model can only add to this.
            if cheapest + choice.cost > self.open[open].limit + reach {
                continue;
            }
            if choice.count > 0 {
                self.pairs.clear();
                self.pairs.extend(self.words.iter().map(|&word| ngrams.pair(word, choice.tokens[0])));
            }
            for i in 0..self.here.len() {
                let from = self.here[i];
                let node = &self.nodes[from as usize];
                let limit = self.open[open].limit;
                if node.cost + choice.cost > limit + reach {
                    break;
                }
                let pair = if choice.count > 0 { self.pairs[self.lasts[i] as usize] } else { None };
                let (cost, state) = follow(ngrams, evidence, node, choice, pair);
                let total = node.cost + cost;
                if total > limit + reach {
                    continue;
                }
                let case = if choice.case == 0 { node.case } else { choice.case };
                let arrival = Node { state, cost: total, mass: node.mass, best: 0, arcs: 1, case, posterior: 0.0 };
                self.arrive(open, arrival, Arc { from, to: 0, edge: index, choice: at as u32, cost });
            }
        }
    }

    fn arrive(&mut self, open: usize, arrival: Node, mut arc: Arc) {
        let number = self.arcs.len() as u32;
        let open = &mut self.open[open];
        open.limit = open.limit.min(arrival.cost);
        let context = arrival.state.context();
        match open.contexts.iter().position(|&other| other == context) {
            Some(at) => {
                arc.to = open.nodes[at];
                let node = &mut self.nodes[arc.to as usize];
                node.arcs += 1;
                if arrival.cost < node.cost {
                    node.mass = node.mass * (arrival.cost - node.cost).exp() + arrival.mass;
                    (node.cost, node.case, node.best) = (arrival.cost, arrival.case, number);
                } else {
                    node.mass += arrival.mass * (node.cost - arrival.cost).exp();
                }
            }
            None => {
                arc.to = self.nodes.len() as u32;
                open.nodes.push(arc.to);
                open.contexts.push(context);
                self.nodes.push(Node { best: number, ..arrival });
            }
        }
        self.arcs.push(arc);
    }

    /// The posterior probability of each choice: what each node holds goes back to where it came from.
    fn flow(&mut self) {
        let Some(best) = self.here.first().map(|&node| self.nodes[node as usize].cost) else { return };
        let mut total = 0.0;
        for &node in &self.here {
            let node = &mut self.nodes[node as usize];
            node.posterior = node.mass * (best - node.cost).exp();
            total += node.posterior;
        }
        for &node in &self.here {
            self.nodes[node as usize].posterior /= total;
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
    fn trace(&mut self, edges: &[Edge], part: &Part, choices: &[Choice]) {
        debug_assert!(part.choices.end <= choices.len());
        let Some(&end) = self.here.first() else { return };
        let mut at = end as usize;
        while self.nodes[at].arcs > 0 {
            let arc = self.arcs[self.nodes[at].best as usize];
            let edge = &edges[arc.edge as usize];
            let posterior = self.posterior(arc.choice as usize).min(1.0);
            let mut step = Step {
                from: edge.from as usize,
                to: edge.to as usize,
                choice: arc.choice as usize,
                posterior,
                others: [(0, 0.0); OTHERS],
                count: 0,
            };
            if posterior < 1.0 - LEAST {
                self.others(edges, arc.edge as usize, &mut step);
            }
            self.steps.push(step);
            at = arc.from as usize;
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

/// The cost of a choice after a node, and the state after it; `pair` is its first word after the node's last.
#[inline]
fn follow(ngrams: &Ngrams, evidence: Option<&Evidence>, node: &Node, choice: &Choice, pair: Found) -> (f32, State) {
    let case = case_cost(node.case, choice.case);
    let word = |state: &State, token, pair| {
        let (price, next) = ngrams.follow(state, token, pair);
        let price = evidence.map_or(price, |evidence| evidence.cost(state.last(), token, price));
        (WEIGHT * price, next)
    };
    match choice.count {
        0 => (choice.cost + case, node.state),
        1 => {
            let (price, state) = word(&node.state, choice.tokens[0], pair);
            (choice.cost + price + case, state)
        }
        _ => {
            let (first, middle) = word(&node.state, choice.tokens[0], pair);
            let pair = ngrams.pair(middle.last(), choice.tokens[1]);
            let (second, state) = word(&middle, choice.tokens[1], pair);
            (choice.cost + first + second + case, state)
        }
    }
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
