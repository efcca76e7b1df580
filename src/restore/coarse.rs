//! A coarse look before the search: which readings pairs of words alone leave in reach.
//!
//! A Viterbi pass over the lattice that remembers the last word only, forward and then backward, gives each reading the cost of the best
//! path through it (its min-marginal). Readings far from the best path are taken out, so that the search, which looks at all of
//! the context, sees few.

use rustc_hash::FxHashSet;

use super::draft::is_expected;
use super::lattice::{Edge, Lattice};
use super::search::WEIGHT;
use crate::lm::ngram::{Ngrams, Row, Slot};

/// Readings whose best path costs this much more than the best of all are out of reach, in nats.
const REACH: f32 = 10.0;
/// Last words that are followed at each place.
const BEAM: usize = 24;

/// A last word at a place.
#[derive(Clone, Copy)]
struct End {
    place: u32,
    /// Cost of the best path to here, and from here to the end.
    cost: f32,
    rest: f32,
    /// The arc by which the best path comes.
    best: u32,
}

/// A reading on the best path.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Place where it starts.
    pub from: u32,
    /// What it costs after the word before it, in nats.
    pub cost: f32,
    /// What of it is the channel's.
    pub channel: f32,
}

/// A way from one end to another; `choice` is [`NONE`] where the last word is forgotten.
#[derive(Clone, Copy)]
struct Arc {
    from: u32,
    to: u32,
    choice: u32,
    cost: f32,
}

const NONE: u32 = u32::MAX;

/// The ends of a place so far.
#[derive(Default)]
struct Open {
    words: Vec<u16>,
    /// Beside `words`.
    ends: Vec<u32>,
    /// The least cost of a path to here.
    least: f32,
}

/// An end of the place at hand, with what may follow.
#[derive(Clone, Copy)]
struct Here {
    end: u32,
    word: u16,
    cost: f32,
    row: Row,
}

/// A way to a reading: from where, the cost of the whole path, and that of the reading.
type Reached = (u32, f32, f32);

/// Working space.
#[derive(Default)]
pub struct Coarse {
    ends: Vec<End>,
    arcs: Vec<Arc>,
    places: Vec<Open>,
    here: Vec<Here>,
    ways: Vec<Reached>,
    marginals: Vec<f32>,
    steps: Vec<Step>,
}

impl Coarse {
    /// Takes the readings that are out of reach from a lattice of `places` places; words of `expected` stay.
    pub fn prune(&mut self, lattice: &mut Lattice, places: usize, ngrams: &Ngrams, expected: &FxHashSet<u16>) {
        self.forward(lattice, places, ngrams);
        let Some(limit) = self.backward(lattice, places).map(|best| best + REACH) else { return };
        self.trace(lattice, places);
        let Lattice { edges, choices, .. } = lattice;
        for edge in edges {
            let first = edge.first as usize;
            let mut kept = first;
            for at in edge.choices() {
                if self.marginals[at] <= limit || !expected.is_empty() && is_expected(&choices[at], expected) {
                    choices[kept] = choices[at];
                    kept += 1;
                }
            }
            edge.count = (kept - first) as u32;
        }
    }

    /// The best path by pairs of words, from its end, as the lattice was before readings were taken out.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    fn forward(&mut self, lattice: &Lattice, places: usize, ngrams: &Ngrams) {
        self.ends.clear();
        self.arcs.clear();
        if self.places.len() <= places {
            self.places.resize_with(places + 1, Open::default);
        }
        for open in &mut self.places[..=places] {
            open.words.clear();
            open.ends.clear();
            open.least = f32::INFINITY;
        }
        self.ends.push(End { place: 0, cost: 0.0, rest: f32::INFINITY, best: NONE });
        let first = &mut self.places[0];
        first.words.push(ngrams.start().last());
        first.ends.push(0);
        first.least = 0.0;
        let mut edges = lattice.edges.iter().peekable();
        for place in 0..places {
            let group = self.close(place, ngrams);
            while let Some(edge) = edges.next_if(|edge| edge.from as usize == place) {
                if !self.here.is_empty() {
                    self.follow(lattice, edge, group, ngrams);
                }
            }
        }
    }

    /// Takes the ends of a place that are in reach into `here`; the end at which their words are forgotten.
    fn close(&mut self, place: usize, ngrams: &Ngrams) -> u32 {
        self.here.clear();
        let Open { words, ends, least } = &self.places[place];
        for (&word, &end) in words.iter().zip(ends) {
            let cost = self.ends[end as usize].cost;
            if cost <= least + REACH {
                self.here.push(Here { end, word, cost, row: ngrams.row(word) });
            }
        }
        self.here.sort_unstable_by(|a, b| a.cost.total_cmp(&b.cost).then(a.end.cmp(&b.end)));
        self.here.truncate(BEAM);
        let group = self.ends.len() as u32;
        let (mut cost, mut best) = (f32::INFINITY, NONE);
        for here in &self.here {
            let leave = WEIGHT * ngrams.leave(here.word);
            if here.cost + leave < cost {
                (cost, best) = (here.cost + leave, self.arcs.len() as u32);
            }
            self.arcs.push(Arc { from: here.end, to: group, choice: NONE, cost: leave });
        }
        self.ends.push(End { place: place as u32, cost, rest: f32::INFINITY, best });
        group
    }

    /// Follows the readings of an edge from all ends of its place.
    fn follow(&mut self, lattice: &Lattice, edge: &Edge, group: u32, ngrams: &Ngrams) {
        let away = self.ends[group as usize].cost;
        let cheapest = self.here.first().map_or(f32::INFINITY, |here| here.cost);
        let to = edge.to as usize;
        for (at, choice) in (edge.first..).zip(&lattice.choices[edge.choices()]) {
            let cost = choice.cost;
            let Some(word) = choice.token else {
                for i in 0..self.here.len() {
                    let here = self.here[i];
                    let total = here.cost + cost;
                    self.arrive(to, here.word, total, [(here.end, total, cost)], at);
                }
                continue;
            };
            let limit = self.places[to].least + REACH;
            let (alone, least) = ngrams.bounds(word);
            let least = cost + WEIGHT * least;
            if cheapest + least > limit {
                continue;
            }
            let slot = Slot::of(word);
            let alone = cost + WEIGHT * alone;
            let mut best = away + alone;
            let mut ways = std::mem::take(&mut self.ways);
            ways.clear();
            ways.push((group, best, alone));
            for here in &self.here {
                // From here on no way comes into reach.
                if here.cost + least > limit.min(best + REACH) {
                    break;
                }
                if let Some(pair) = ngrams.pair_at(here.row, slot) {
                    let cost = cost + WEIGHT * ngrams.price(pair);
                    let total = here.cost + cost;
                    best = if total < best { total } else { best };
                    ways.push((here.end, total, cost));
                }
            }
            if best <= limit {
                // A worse way can't bring its beginning into reach: a better one leads to the same end.
                self.arrive(to, word, best, ways.iter().copied().filter(|way| way.1 <= best + REACH), at);
            }
            self.ways = ways;
        }
    }

    /// Ends arcs by one reading at the end with `word` of a place; the best costs `best`.
    fn arrive(&mut self, place: usize, word: u16, best: f32, ways: impl IntoIterator<Item = Reached>, choice: u32) {
        let Open { words, ends, least } = &mut self.places[place];
        *least = if best < *least { best } else { *least };
        let to = match words.iter().position(|&other| other == word) {
            Some(at) => ends[at],
            None => {
                let new = self.ends.len() as u32;
                self.ends.push(End { place: place as u32, cost: f32::INFINITY, rest: f32::INFINITY, best: NONE });
                words.push(word);
                ends.push(new);
                new
            }
        };
        let end = &mut self.ends[to as usize];
        for (from, total, cost) in ways {
            if total < end.cost {
                (end.cost, end.best) = (total, self.arcs.len() as u32);
            }
            self.arcs.push(Arc { from, to, choice, cost });
        }
    }

    /// Fills the cost of the best path through each reading; that of the best path.
    fn backward(&mut self, lattice: &Lattice, places: usize) -> Option<f32> {
        self.marginals.clear();
        self.marginals.resize(lattice.choices.len(), f32::INFINITY);
        let last = &self.places[places];
        for &at in &last.ends {
            self.ends[at as usize].rest = 0.0;
        }
        for arc in self.arcs.iter().rev() {
            let rest = arc.cost + self.ends[arc.to as usize].rest;
            let from = &mut self.ends[arc.from as usize];
            from.rest = from.rest.min(rest);
            if let Some(marginal) = self.marginals.get_mut(arc.choice as usize) {
                *marginal = marginal.min(from.cost + rest);
            }
        }
        (!last.ends.is_empty()).then_some(last.least)
    }

    fn trace(&mut self, lattice: &Lattice, places: usize) {
        self.steps.clear();
        let ends = &self.ends;
        let cost = |&&at: &&u32| ends[at as usize].cost;
        let last = self.places[places].ends.iter().min_by(|a, b| cost(a).total_cmp(&cost(b)));
        let mut next = last.map(|&at| ends[at as usize].best);
        while let Some(arc) = next.and_then(|arc| self.arcs.get(arc as usize)) {
            let from = &ends[arc.from as usize];
            match self.steps.last_mut() {
                // What the reading after it pays for forgetting.
                Some(step) if arc.choice == NONE => step.cost += arc.cost,
                _ => {
                    let channel = lattice.choices.get(arc.choice as usize).map_or(0.0, |choice| choice.cost);
                    self.steps.push(Step { from: from.place, cost: arc.cost, channel });
                }
            }
            next = Some(from.best);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lattice::{Choice, Output};
    use super::*;
    use crate::lm::count::{count_keys, count_words, merge};
    use crate::lm::estimate::{Settings, estimate};

    /// Two words, the first clear, the second one of four; the readings of the second that are left, as words.
    fn left(expected: &[&str], costs: [f32; 4]) -> Vec<&'static str> {
        let lines = ["chuyển đổi số quốc gia", "chuyển đổi số toàn diện", "chuyển giao", "sớ", "sổ", "sộ"];
        let vocabulary = count_words(&lines).finish(1.0, 1.0);
        let counts = merge(vec![(1.0, count_keys(&lines, &vocabulary))]);
        let ngrams = Ngrams::pack(&estimate(&counts, vocabulary.len(), Settings::default()));
        let words = ["số", "sớ", "sổ", "sộ"];
        let id = |word: &str| vocabulary.id(word).expect("in vocabulary");
        let choice = |word, cost| Choice { token: Some(id(word)), case: 0, cost, output: Output::Raw };
        let mut lattice = Lattice::default();
        lattice.push(0, 1, choice("đổi", 0.5));
        let first = lattice.choices.len();
        lattice.choices.extend(words.iter().zip(costs).map(|(word, cost)| choice(word, cost)));
        lattice.close(1, 2, first);
        let expected = expected.iter().map(|word| id(word)).collect();
        let mut coarse = Coarse::default();
        coarse.prune(&mut lattice, 2, &ngrams, &expected);
        assert_eq!(coarse.steps().len(), 2, "the best path has both words");
        let is_left =
            |word: &&str| lattice.choices[lattice.edges[1].choices()].iter().any(|c| c.token == Some(id(word)));
        words.into_iter().filter(is_left).collect()
    }

    #[test]
    fn what_is_out_of_reach_is_taken_out() {
        // A pair that is known makes up for worse letters; what neither letters nor pairs speak for goes, unless it is expected.
        assert_eq!(left(&[], [2.0, 1.0, 20.0, 30.0]), ["số", "sớ"]);
        assert_eq!(left(&["sộ"], [2.0, 1.0, 20.0, 30.0]), ["số", "sớ", "sộ"]);
        assert_eq!(left(&[], [30.0, 1.0, 1.0, 1.0]), ["sớ", "sổ", "sộ"]);
    }
}
