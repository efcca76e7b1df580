//! A coarse look before the search: which readings pairs of words alone leave in reach.
//!
//! A Viterbi pass over the lattice that remembers the last word only, forward and then backward, gives each reading the cost of the best
//! path through it (its min-marginal). Readings far from the best path are taken out, so that the search, which looks at all of
//! the context, sees few. Forward, a reading asks words before it only until none of those left can be better; backward, a word
//! asks only readings that are in reach.

use rustc_hash::FxHashSet;

use super::draft::is_expected;
use super::lattice::{Edge, Lattice};
use super::search::WEIGHT;
use crate::lm::ngram::{Ngrams, Row, Slot};

mod backward;

/// Readings whose best path costs this much more than the best of all are out of reach, in nats.
const REACH: f32 = 11.0;
/// Last words that are followed at each place.
const BEAM: usize = 40;

const NONE: u32 = u32::MAX;

/// A last word at a place.
#[derive(Clone, Copy)]
struct End {
    place: u32,
    word: u16,
    /// Cost of the best path to here, and from here to the end.
    cost: f32,
    rest: f32,
    /// By which end and reading the best path comes.
    from: u32,
    choice: u32,
    /// The end of this place that was made before.
    next: u32,
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
    /// The word that it is to the language model, if any.
    pub word: Option<u16>,
}

/// The ends of a place so far.
#[derive(Clone, Copy)]
struct Place {
    /// The last one that was made.
    last: u32,
    /// The least cost of a path to here.
    least: f32,
    /// Where the ends that are followed, the readings and the silent ones start in [`Coarse::here`], `moves` and `passes`.
    here: u32,
    moves: u32,
    passes: u32,
}

/// An end that is followed.
#[derive(Clone, Copy)]
struct Here {
    end: u32,
    word: u16,
    cost: f32,
    row: Row,
}

/// A reading that was followed as a word.
#[derive(Clone, Copy)]
struct Move {
    choice: u32,
    to: u32,
    slot: Slot,
    /// The cost of the best path up to its end.
    cost: f32,
    /// What of it is the channel's; with that of the word alone, and with the least that it costs as a successor.
    channel: f32,
    alone: f32,
    floor: f32,
}

/// A reading that is no word, after one end.
#[derive(Clone, Copy)]
struct Pass {
    choice: u32,
    from: u32,
    to: u32,
    cost: f32,
}

/// Working space.
#[derive(Default)]
pub struct Coarse {
    ends: Vec<End>,
    places: Vec<Place>,
    here: Vec<Here>,
    moves: Vec<Move>,
    passes: Vec<Pass>,
    /// For each word, the end that was made for it last.
    latest: Vec<u32>,
    /// Readings of one place that are in reach: slot, costs from there to the end by channel and with the least of the word.
    open: Vec<(Slot, f32, f32)>,
    marginals: Vec<f32>,
    steps: Vec<Step>,
}

impl Coarse {
    /// Takes the readings that are out of reach from a lattice of `places` places; words of `expected` stay.
    pub fn prune(&mut self, lattice: &mut Lattice, places: usize, ngrams: &Ngrams, expected: &FxHashSet<u16>) {
        self.forward(lattice, places, ngrams);
        let last = self.places[places];
        self.trace(lattice, last);
        if last.last == NONE {
            return;
        }
        let limit = last.least + REACH;
        self.backward(lattice.choices.len(), limit, ngrams);
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
        self.here.clear();
        self.moves.clear();
        self.passes.clear();
        self.places.clear();
        self.places.resize(places + 1, Place { last: NONE, least: f32::INFINITY, here: 0, moves: 0, passes: 0 });
        self.arrive(0, ngrams.start().last(), (0.0, NONE), NONE);
        let mut edges = lattice.edges.iter().peekable();
        for place in 0..=places {
            let away = self.close(place, ngrams);
            while let Some(edge) = edges.next_if(|edge| edge.from as usize == place) {
                self.follow(lattice, edge, away, ngrams);
            }
        }
    }

    /// Takes the ends of a place that are in reach into `here`, cheapest first; what it costs to forget their words, and by which.
    fn close(&mut self, place: usize, ngrams: &Ngrams) -> (f32, u32) {
        let first = self.here.len();
        let at = &mut self.places[place];
        (at.here, at.moves, at.passes) = (first as u32, self.moves.len() as u32, self.passes.len() as u32);
        let (mut next, limit) = (at.last, at.least + REACH);
        while let Some(&End { word, cost, next: before, .. }) = self.ends.get(next as usize) {
            if cost <= limit {
                let here = Here { end: next, word, cost, row: ngrams.row(word) };
                let worse = self.here[first..].iter().rev().take_while(|other| cost < other.cost).count();
                self.here.insert(self.here.len() - worse, here);
            }
            next = before;
        }
        self.here.truncate(first + BEAM);
        let mut away = (f32::INFINITY, NONE);
        for here in &self.here[first..] {
            let cost = here.cost + WEIGHT * ngrams.leave(here.word);
            if cost < away.0 {
                away = (cost, here.end);
            }
        }
        away
    }

    /// Follows the readings of an edge from all ends of its place; `away` is what it costs to forget their words.
    fn follow(&mut self, lattice: &Lattice, edge: &Edge, away: (f32, u32), ngrams: &Ngrams) {
        let first = self.places[edge.from as usize].here as usize;
        let Some(cheapest) = self.here.get(first).map(|here| here.cost) else { return };
        let to = edge.to as usize;
        for (at, choice) in (edge.first..).zip(&lattice.choices[edge.choices()]) {
            let channel = choice.cost;
            let Some(word) = choice.token else {
                self.pass(at, channel, first, to);
                continue;
            };
            let limit = self.places[to].least + REACH;
            let (alone, least) = ngrams.bounds(word);
            let (alone, floor) = (channel + WEIGHT * alone, channel + WEIGHT * least);
            if cheapest + floor > limit {
                continue;
            }
            let slot = Slot::of(word);
            let mut best = (away.0 + alone, away.1);
            for here in &self.here[first..] {
                // From here on no way is better, or in reach.
                if here.cost + floor >= if best.0 < limit { best.0 } else { limit } {
                    break;
                }
                if let Some(pair) = ngrams.pair_at(here.row, slot) {
                    let total = here.cost + channel + WEIGHT * ngrams.price(pair);
                    best = if total < best.0 { (total, here.end) } else { best };
                }
            }
            if best.0 <= limit {
                let to = self.arrive(to, word, best, at);
                self.moves.push(Move { choice: at, to, slot, cost: best.0, channel, alone, floor });
            }
        }
    }

    /// Follows a reading that is no word: the last word stays.
    fn pass(&mut self, choice: u32, cost: f32, first: usize, place: usize) {
        for index in first..self.here.len() {
            let here = self.here[index];
            let to = self.arrive(place, here.word, (here.cost + cost, here.end), choice);
            self.passes.push(Pass { choice, from: here.end, to, cost });
        }
    }

    /// The end with `word` of a place, reached by a reading at a cost from an end.
    fn arrive(&mut self, place: usize, word: u16, (cost, from): (f32, u32), choice: u32) -> u32 {
        let at = &mut self.places[place];
        at.least = if cost < at.least { cost } else { at.least };
        if usize::from(word) >= self.latest.len() {
            self.latest.resize(usize::from(word) + 1, NONE);
        }
        let latest = &mut self.latest[usize::from(word)];
        match self.ends.get_mut(*latest as usize).filter(|end| end.word == word && end.place == place as u32) {
            Some(end) => {
                if cost < end.cost {
                    (end.cost, end.from, end.choice) = (cost, from, choice);
                }
            }
            // A word that came to a later place in between is there twice, which does no harm.
            None => {
                *latest = self.ends.len() as u32;
                let rest = f32::INFINITY;
                self.ends.push(End { place: place as u32, word, cost, rest, from, choice, next: at.last });
                at.last = *latest;
            }
        }
        *latest
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
        // Words that follow no other are found as well.
        assert_eq!(left(&[], [30.0, 30.0, 30.0, 1.0]), ["sộ"]);
    }
}
