//! The search: the likeliest path through a lattice, and how likely each reading is over all paths kept.
//!
//! States of equal context at one place are one node. Each node keeps the cost of its best path and the mass of all its paths
//! relative to that one; when the end is reached, probability flows back over the arcs in the reverse order of their making.

use super::evidence::Evidence;
use super::lattice::{Choice, Edge, Lattice, Part};
use crate::lm::ngram::{Context, Ngrams, Row, State};
use crate::lm::token::class;
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
    /// Which of the last words is its own.
    last: u8,
    context: Context,
}

/// A reading of one word.
#[derive(Clone, Copy)]
struct Word {
    word: u16,
    case: u8,
    choice: u32,
    cost: f32,
    /// The cost with what the language model adds without context, and with the least that it adds.
    alone: f32,
    least: f32,
}

/// A word that succeeds a last word, with the least cost of a path over both.
#[derive(Clone, Copy)]
struct Pair {
    last: u8,
    word: u16,
    pair: u32,
    least: f32,
}

/// What a search looks through.
struct View<'a> {
    choices: &'a [Choice],
    ngrams: &'a Ngrams,
    evidence: Option<&'a Evidence>,
    reach: f32,
}

/// Where arcs are made: the edge, and the nodes that it leads to.
#[derive(Clone, Copy)]
struct Way {
    edge: u32,
    open: usize,
}

/// Nodes of one place and case that go on without their context: a node of its own, reached by arcs without a reading.
#[derive(Clone, Copy)]
struct Group {
    node: u32,
    case: u8,
    cost: f32,
    mass: f32,
}

/// The edge of an arc without a reading.
const NO_EDGE: u32 = u32::MAX;

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
    /// The distinct last words of `here` with what may follow, and the least cost of their nodes; cheapest first.
    lasts: Vec<(u16, Row, f32)>,
    groups: Vec<Group>,
    words: Vec<Word>,
    pairs: Vec<Pair>,
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
            self.group(evidence.is_none());
            while let Some(edge) = edges.get(next).filter(|edge| edge.from as usize - part.places.start == place) {
                let open = self.open_at(edge.to as usize - part.places.start);
                self.edge(&view, edge, Way { edge: next as u32, open });
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
    fn close(&mut self, place: usize, ngrams: &Ngrams, effort: Effort) {
        self.here.clear();
        self.lasts.clear();
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
            let word = state.last();
            let last = self.lasts.iter().position(|&(other, ..)| other == word).unwrap_or_else(|| {
                self.lasts.push((word, ngrams.row(word), cost));
                self.lasts.len() - 1
            });
            self.here.push(Here { node, cost, mass, case, last: last as u8, context: ngrams.context(&state) });
        }
    }

    /// Lets the nodes of a place go on together where they leave their context. Evidence looks at the last word, so that it keeps
    /// them apart.
    fn group(&mut self, wanted: bool) {
        self.groups.clear();
        if !wanted {
            return;
        }
        for here in &self.here {
            let cost = WEIGHT * here.context.leave();
            let total = here.cost + cost;
            let number = self.arcs.len() as u32;
            let to = match self.groups.iter_mut().find(|group| group.case == here.case) {
                Some(group) => {
                    let joined = &mut self.nodes[group.node as usize];
                    joined.join(total, here.mass, here.case, number);
                    (group.cost, group.mass) = (joined.cost, joined.mass);
                    group.node
                }
                None => {
                    let node = self.nodes.len() as u32;
                    self.groups.push(Group { node, case: here.case, cost: total, mass: here.mass });
                    self.nodes.push(Node::new(State::of(class::UNKNOWN), total, here.mass, here.case, number));
                    node
                }
            };
            self.arcs.push(Arc { from: here.node, to, edge: NO_EDGE, choice: 0, cost });
        }
    }

    /// Follows all readings of an edge from all nodes of its place. The likeliest come first, since each arrival tells what is out of
    /// reach: words that succeed a last word, then words alone, then what is no word.
    fn edge(&mut self, view: &View, edge: &Edge, way: Way) {
        let Some(cheapest) = self.here.first().map(|here| here.cost) else { return };
        let away = self.groups.iter().map(|group| group.cost).fold(f32::INFINITY, f32::min);
        self.words.clear();
        let mut bound = self.limit(view, way);
        let all = (0..).zip(&view.choices[edge.choices()]);
        for (at, choice) in all.filter(|(_, choice)| choice.count == 1 && view.evidence.is_none()) {
            if cheapest + choice.cost > bound {
                continue;
            }
            let (alone, least) = view.ngrams.bounds(choice.tokens[0]);
            let (alone, least) = (choice.cost + WEIGHT * alone, choice.cost + WEIGHT * least);
            bound = bound.min(away + alone + HARDEST + view.reach);
            self.words.push(Word {
                word: choice.tokens[0],
                case: choice.case,
                choice: edge.first + at,
                cost: choice.cost,
                alone,
                least,
            });
        }
        for last in 0..self.lasts.len() {
            self.find_pairs(view, last, bound.min(self.limit(view, way)));
            for i in 0..self.pairs.len() {
                self.successor(view, self.pairs[i], way);
            }
        }
        for i in 0..self.words.len() {
            self.alone(view, self.words[i], way);
        }
        for at in edge.choices() {
            let choice = &view.choices[at];
            if choice.count != 1 || view.evidence.is_some() {
                self.any(view, at, choice, way);
            }
        }
    }

    /// Finds which of `words` are successors of a last word, likeliest first.
    fn find_pairs(&mut self, view: &View, last: usize, limit: f32) {
        let (_, row, cheapest) = self.lasts[last];
        self.pairs.clear();
        for (index, word) in (0..).zip(&self.words) {
            if cheapest + word.least <= limit
                && let Some(pair) = view.ngrams.pair(row, word.word)
            {
                let least = cheapest + word.cost + WEIGHT * view.ngrams.floor(pair);
                self.pairs.push(Pair { last: last as u8, word: index, pair, least });
            }
        }
        self.pairs.retain(|pair| pair.least <= limit);
        self.pairs.sort_unstable_by(|a, b| a.least.total_cmp(&b.least).then(a.word.cmp(&b.word)));
    }

    /// Follows one word from all nodes at once, their last words forgotten.
    fn alone(&mut self, view: &View, word: Word, way: Way) {
        for i in 0..self.groups.len() {
            let group = self.groups[i];
            let cost = word.alone + case_cost(group.case, word.case);
            if group.cost + cost <= self.limit(view, way) {
                let arc = Arc { from: group.node, to: 0, edge: way.edge, choice: word.choice, cost };
                self.arrive(way, State::of(word.word), group.cost, group.mass, case_after(group.case, word.case), arc);
            }
        }
    }

    /// Follows a word from the nodes whose last word it succeeds.
    fn successor(&mut self, view: &View, pair: Pair, way: Way) {
        let word = self.words[usize::from(pair.word)];
        let more = pair.least - self.lasts[usize::from(pair.last)].2;
        for i in 0..self.here.len() {
            let here = &self.here[i];
            if here.cost + more > self.limit(view, way) {
                break;
            }
            if here.last != pair.last {
                continue;
            }
            let (price, state) = view.ngrams.follow(&here.context, word.word, Some(pair.pair));
            let cost = word.cost + WEIGHT * price + case_cost(here.case, word.case);
            if here.cost + cost <= self.limit(view, way) {
                let arc = Arc { from: here.node, to: 0, edge: way.edge, choice: word.choice, cost };
                self.arrive(way, state, here.cost, here.mass, case_after(here.case, word.case), arc);
            }
        }
    }

    /// Follows none, one or two words from each node.
    fn any(&mut self, view: &View, at: usize, choice: &Choice, way: Way) {
        for i in 0..self.here.len() {
            let here = &self.here[i];
            if here.cost + choice.cost > self.limit(view, way) {
                break;
            }
            let mut cost = choice.cost + case_cost(here.case, choice.case);
            let (mut state, mut context) = (self.nodes[here.node as usize].state, here.context);
            for (i, &word) in choice.tokens[..usize::from(choice.count)].iter().enumerate() {
                let last = state.last();
                let row = if i == 0 { self.lasts[usize::from(here.last)].1 } else { view.ngrams.row(last) };
                if i > 0 {
                    context = view.ngrams.context(&state);
                }
                let (price, next) = view.ngrams.follow(&context, word, view.ngrams.pair(row, word));
                cost += WEIGHT * view.evidence.map_or(price, |evidence| evidence.cost(last, word, price));
                state = next;
            }
            if here.cost + cost <= self.limit(view, way) {
                let arc = Arc { from: here.node, to: 0, edge: way.edge, choice: at as u32, cost };
                self.arrive(way, state, here.cost, here.mass, case_after(here.case, choice.case), arc);
            }
        }
    }

    /// What a path to the end of a way may cost.
    #[inline]
    fn limit(&self, view: &View, way: Way) -> f32 {
        self.open[way.open].limit + view.reach
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

    /// The posterior probability of each choice: what each node holds goes back to where it came from.
    fn flow(&mut self) {
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
            if arc.edge != NO_EDGE {
                self.posteriors[arc.choice as usize - self.first_choice] += p;
            }
        }
    }

    /// The best path, from its end.
    fn trace(&mut self, edges: &[Edge], part: &Part, choices: &[Choice]) {
        debug_assert!(part.choices.end <= choices.len());
        let Some(end) = self.here.first() else { return };
        let mut at = end.node as usize;
        while self.nodes[at].arcs > 0 {
            let arc = self.arcs[self.nodes[at].best as usize];
            at = arc.from as usize;
            let Some(edge) = edges.get(arc.edge as usize) else { continue };
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

/// The case that the word after next sees.
fn case_after(before: u8, case: u8) -> u8 {
    if case == 0 { before } else { case }
}

/// The most that [`case_cost`] says.
const HARDEST: f32 = 3.5;

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
