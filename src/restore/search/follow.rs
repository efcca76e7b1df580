//! Following the readings of an edge from the nodes of its place.

use super::{Arc, Node, Search, WEIGHT};
use crate::lm::ngram::{Ngrams, State};
use crate::lm::vocabulary::form;
use crate::restore::evidence::Evidence;
use crate::restore::lattice::{Choice, Edge};
use crate::restore::near;

/// A reading of one word.
#[derive(Clone, Copy)]
pub(super) struct Word {
    pub(super) word: u16,
    pub(super) case: u8,
    pub(super) choice: u32,
    pub(super) cost: f32,
    /// The cost with what the language model adds without context, and with the least that it adds.
    pub(super) alone: f32,
    pub(super) least: f32,
}

/// A word that succeeds a last word, with the least cost of a path over both.
#[derive(Clone, Copy)]
pub(super) struct Pair {
    pub(super) last: u8,
    pub(super) word: u16,
    pub(super) pair: u32,
    pub(super) least: f32,
}

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
    /// Follows all readings of an edge from all nodes of its place. The likeliest come first, since each arrival tells what is out of
    /// reach: words that succeed a last word, then words alone, then what is no word.
    pub(super) fn edge(&mut self, view: &View, edge: &Edge, way: Way) {
        let Some(cheapest) = self.here.first().map(|here| here.cost) else { return };
        let away = self.groups.iter().map(|group| group.cost).fold(f32::INFINITY, f32::min);
        self.words.clear();
        let mut bound = self.limit(view, way);
        let all = (0..).zip(&view.choices[edge.choices()]);
        let of_words = all.filter_map(|(at, choice)| Some((at, choice, choice.token?)));
        for (at, choice, word) in of_words.filter(|_| view.evidence.is_none()) {
            if cheapest + choice.cost > bound {
                continue;
            }
            let (alone, least) = view.ngrams.bounds(word);
            let (alone, least) = (choice.cost + WEIGHT * alone, choice.cost + WEIGHT * least);
            bound = bound.min(away + alone + HARDEST + view.reach);
            self.words.push(Word { word, case: choice.case, choice: edge.first + at, cost: choice.cost, alone, least });
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
            let within = || cheapest + near::least(choice, view.ngrams) <= self.limit(view, way);
            if view.evidence.is_some() || choice.token.is_none() && within() {
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

    /// Follows a reading of one word, or of none, from each node.
    fn any(&mut self, view: &View, at: usize, choice: &Choice, way: Way) {
        for i in 0..self.here.len() {
            let here = &self.here[i];
            if here.cost + choice.cost > self.limit(view, way) {
                break;
            }
            let mut cost = choice.cost + case_cost(here.case, choice.case);
            let mut state = self.nodes[here.node as usize].state;
            if let Some(word) = choice.token {
                let (last, row, _) = self.lasts[usize::from(here.last)];
                let (price, next) = view.ngrams.follow(&here.context, word, view.ngrams.pair(row, word));
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
