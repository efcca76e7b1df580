//! The search: the likeliest path through a lattice, and how likely each reading is over all paths kept.

use super::evidence::Evidence;
use super::lattice::{Choice, Lattice};
use crate::lm::ngram::{Ngrams, State};
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
    /// Enough to learn what a document is about.
    pub const SKETCH: Self = Self { beam: 8, reach: 8.0 };
    /// More than this finds nothing better.
    pub const FULL: Self = Self { beam: 12, reach: 9.0 };
}

/// Weight of the language model against the channel.
const WEIGHT: f32 = 0.85;

/// A reading on the best path.
#[derive(Clone, Debug)]
pub struct Step {
    /// Place where it starts.
    pub from: usize,
    /// Place where it ends.
    pub to: usize,
    /// Index into [`Lattice::choices`].
    pub choice: usize,
    /// Posterior probability of the reading, 0 to 1.
    pub posterior: f32,
    /// Other readings of the same runs with their posteriors, best first.
    pub others: Vec<(usize, f32)>,
}

struct Arc {
    /// Place and index of the state before.
    from: (usize, usize),
    choice: usize,
    cost: f32,
}

struct Node {
    /// The words before, nearest in the highest 16 bits, not yet cut to what the model knows.
    history: u64,
    /// Made when the place is reached, for the states that are kept.
    state: State,
    case: u8,
    /// Cost of the best path to here.
    cost: f32,
    best: usize,
    arcs: Vec<Arc>,
    /// −ln of the probability of all paths to here, and from here.
    forward: f32,
    backward: f32,
}

/// Finds the best path through `lattice`; `evidence` is what the document says of its own words.
pub fn search(lattice: &Lattice, ngrams: &Ngrams, evidence: Option<&Evidence>, effort: Effort) -> Vec<Step> {
    let places = lattice.edges.len();
    let mut nodes: Vec<Vec<Node>> = (0..places).map(|_| Vec::new()).collect();
    let mut best = vec![f32::INFINITY; places];
    let start = ngrams.start();
    nodes[0].push(Node {
        history: start.context(),
        state: start,
        case: 0,
        cost: 0.0,
        best: 0,
        arcs: Vec::new(),
        forward: 0.0,
        backward: 0.0,
    });
    for place in 0..places {
        let (here, ahead) = nodes.split_at_mut(place + 1);
        let here = &mut here[place];
        trim(here, ngrams, effort);
        for edge in &lattice.edges[place] {
            let nodes = &mut ahead[edge.to - place - 1];
            let limit = &mut best[edge.to];
            for (index, choice) in edge.choices.clone().zip(&lattice.choices[edge.choices.clone()]) {
                for (i, node) in here.iter().enumerate() {
                    // The language model can only add to this.
                    if node.cost + choice.cost > *limit + effort.reach {
                        break;
                    }
                    let (cost, history) = follow(ngrams, evidence, node, choice);
                    let total = node.cost + cost;
                    if total > *limit + effort.reach {
                        continue;
                    }
                    *limit = limit.min(total);
                    let case = if choice.case == 0 { node.case } else { choice.case };
                    arrive(nodes, history, case, total, Arc { from: (place, i), choice: index, cost });
                }
            }
        }
    }
    let Some(last) = nodes.last() else { return Vec::new() };
    let Some(mut at) = (0..last.len()).min_by(|&a, &b| last[a].cost.total_cmp(&last[b].cost)) else {
        return Vec::new();
    };
    let posteriors = posteriors(&mut nodes, lattice.choices.len());
    let mut steps = Vec::new();
    let mut place = places - 1;
    while place > 0 {
        let node = &nodes[place][at];
        let arc = &node.arcs[node.best];
        let (from, to) = (arc.from.0, place);
        steps.push(step(lattice, from, to, arc.choice, &posteriors));
        (place, at) = arc.from;
    }
    steps.reverse();
    steps
}

fn step(lattice: &Lattice, from: usize, to: usize, choice: usize, posteriors: &[f32]) -> Step {
    let mut others: Vec<(usize, f32)> = lattice.edges[from]
        .iter()
        .filter(|edge| edge.to == to)
        .flat_map(|edge| edge.choices.clone())
        .filter(|&other| other != choice && posteriors[other] > 0.001)
        .map(|other| (other, posteriors[other]))
        .collect();
    others.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    others.truncate(3);
    Step { from, to, choice, posterior: posteriors[choice].min(1.0), others }
}

/// Keeps the best states of a place and cuts their histories to what the model knows; states that are then the same are one.
fn trim(nodes: &mut Vec<Node>, ngrams: &Ngrams, effort: Effort) {
    nodes.sort_by(|a, b| a.cost.total_cmp(&b.cost).then(a.history.cmp(&b.history)));
    let best = nodes.first().map_or(0.0, |node| node.cost);
    let keep = nodes.iter().take(effort.beam).take_while(|node| node.cost < best + effort.reach).count();
    nodes.truncate(keep);
    let mut kept: Vec<Node> = Vec::with_capacity(nodes.len());
    for mut node in nodes.drain(..) {
        if !node.arcs.is_empty() {
            node.state = ngrams.state(node.history);
        }
        match kept.iter_mut().find(|other| other.state.context() == node.state.context()) {
            Some(other) => other.arcs.append(&mut node.arcs),
            None => kept.push(node),
        }
    }
    *nodes = kept;
}

/// The cost of a choice after a state, and the history after it.
fn follow(ngrams: &Ngrams, evidence: Option<&Evidence>, node: &Node, choice: &Choice) -> (f32, u64) {
    let (mut cost, mut state, mut history) = (choice.cost, node.state, node.history);
    for (i, &token) in choice.tokens[..usize::from(choice.count)].iter().enumerate() {
        if i > 0 {
            state = ngrams.state(history);
        }
        let price = ngrams.cost(&state, token);
        cost += WEIGHT * evidence.map_or(price, |evidence| evidence.cost(state.last(), token, price));
        history = u64::from(token) << 48 | state.context() >> 16;
    }
    (cost + case_cost(node.case, choice.case), history)
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

fn arrive(nodes: &mut Vec<Node>, history: u64, case: u8, cost: f32, arc: Arc) {
    match nodes.iter_mut().find(|node| node.history == history) {
        Some(node) => {
            node.arcs.push(arc);
            if cost < node.cost {
                node.cost = cost;
                node.case = case;
                node.best = node.arcs.len() - 1;
            }
        }
        None => {
            let state = State::default();
            nodes.push(Node { history, state, case, cost, best: 0, arcs: vec![arc], forward: 0.0, backward: 0.0 });
        }
    }
}

/// The posterior probability of each choice, by forward and backward sums over the states that were kept.
fn posteriors(nodes: &mut [Vec<Node>], choices: usize) -> Vec<f32> {
    for place in 1..nodes.len() {
        let (before, here) = nodes.split_at_mut(place);
        for node in &mut here[0] {
            // States trimmed after their arcs were made are gone; so are those arcs.
            let costs = node.arcs.iter().filter_map(|arc| Some(before[arc.from.0].get(arc.from.1)?.forward + arc.cost));
            node.forward = soft_min(costs);
            node.backward = f32::INFINITY;
        }
    }
    let Some(last) = nodes.last_mut() else { return Vec::new() };
    for node in last.iter_mut() {
        node.backward = 0.0;
    }
    let total = soft_min(last.iter().map(|node| node.forward));
    let mut posteriors = vec![0.0; choices];
    for place in (1..nodes.len()).rev() {
        let (before, here) = nodes.split_at_mut(place);
        for node in &here[0] {
            for arc in &node.arcs {
                let from = &mut before[arc.from.0][arc.from.1];
                let through = arc.cost + node.backward;
                from.backward = if from.backward.is_infinite() && arc.from.0 > 0 {
                    through
                } else if arc.from.0 == 0 {
                    0.0
                } else {
                    soft_min([from.backward, through].into_iter())
                };
                posteriors[arc.choice] += (total - from.forward - through).exp();
            }
        }
    }
    posteriors
}

/// −ln Σ e^−x.
fn soft_min(costs: impl Iterator<Item = f32> + Clone) -> f32 {
    let best = costs.clone().fold(f32::INFINITY, f32::min);
    if best.is_infinite() { best } else { best - costs.map(|cost| (best - cost).exp()).sum::<f32>().ln() }
}
