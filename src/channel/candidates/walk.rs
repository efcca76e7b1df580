//! A walk over the trie of rimes, from the last letter of a word to the first, which joins each rime with the onsets before it.

use super::bar::Bar;
use super::bounds::Before;
use super::heads::{Head, Heads};
use super::rows::{Lanes, Matrix, promise, step_back};
use super::search::Word;
use super::{Index, NONE};
use crate::channel::emission::{Channel, ROW, pair_key};

/// How much worse than the best, frequency included, a candidate may be.
pub(super) const REACH: f32 = 1e-7;
/// How much worse than the best letters may be: the counts of whole onsets and rimes may still lift them. Chosen by the words that come
/// out wrong.
const LETTERS: f32 = 1e-3;
/// How much more a letter may promise than what was read before it: its ways to be read come together.
const MORE: f32 = 2.5;

/// How good the best form is, and what a form must be worth at the least.
pub(super) struct Mark {
    pub best: f32,
    pub bar: Bar,
    pub least: f32,
}

impl Mark {
    fn worst(&self) -> f32 {
        self.bar.height().max(self.best * REACH).max(self.least)
    }

    /// What letters must be worth.
    pub fn letters(&self) -> f32 {
        self.bar.height().max(self.best * LETTERS).max(self.least)
    }
}

/// A node of the trie, what it promises at the most, and what its letters read.
type Prefix<const W: usize> = (u32, f32, Lanes<W>);

/// Working space for words of fewer than `W` characters.
#[derive(Default)]
pub(super) struct Space<const W: usize> {
    pub matrix: Matrix<W>,
    fringe: Fringe<W>,
}

/// The prefixes of one length, and of one letter more.
struct Fringe<const W: usize> {
    here: Vec<Prefix<W>>,
    next: Vec<Prefix<W>>,
    /// Indices into `here` in the order of what the prefixes promise.
    order: Vec<u64>,
}

impl<const W: usize> Default for Fringe<W> {
    fn default() -> Self {
        Self { here: Vec::new(), next: Vec::new(), order: Vec::new() }
    }
}

/// What onsets and rimes make.
#[derive(Default)]
pub(super) struct Joined {
    /// Index into the forms, and P(read | onset and rime).
    pub forms: Vec<(u32, f32)>,
    /// Of the rime at hand: how likely each onset and it were read as the word.
    products: Vec<f32>,
}

/// What a walk is for.
pub(super) struct Walk<'w> {
    pub index: &'w Index,
    pub channel: &'w Channel,
    pub word: &'w Word,
    /// Where the word may be cut, and the onsets before each place.
    pub cuts: &'w [(usize, Head)],
    pub heads: &'w Heads,
    pub mark: &'w mut Mark,
    pub joined: &'w mut Joined,
}

impl Walk<'_> {
    /// Follows the trie letter by letter, keeping the likeliest prefixes of each length; `joined` has what was found.
    pub fn run<const W: usize>(&mut self, space: &mut Space<W>, before: &Before<W>, beam: usize) {
        self.joined.forms.clear();
        let Space { matrix, fringe: Fringe { here, next, order } } = space;
        let mut start = [0.0; W];
        start[self.word.len] = 1.0;
        if self.index.empty != NONE {
            self.join(self.index.empty, &start);
        }
        here.clear();
        here.push((0, f32::INFINITY, start));
        while !here.is_empty() {
            next.clear();
            // The best come first, so that they set the bar for the rest. What is promised is positive, so its bits are in its order.
            order.clear();
            order.extend((0..).zip(here.iter()).map(|(at, (_, top, _))| u64::from(!top.to_bits()) << 32 | at));
            if order.len() > beam {
                order.select_nth_unstable(beam);
                order.truncate(beam);
            }
            order.sort_unstable();
            for &at in order.iter() {
                let (node, top, row) = &here[at as u32 as usize];
                if *top < self.mark.letters() {
                    break;
                }
                self.follow(*node, row, (matrix, before), next);
            }
            std::mem::swap(here, next);
        }
    }

    /// Adds the children of a prefix to `next`, and the forms whose rimes end there to those found.
    fn follow<const W: usize>(
        &mut self,
        node: u32,
        row: &Lanes<W>,
        (matrix, before): (&Matrix<W>, &Before<W>),
        next: &mut Vec<Prefix<W>>,
    ) {
        // What was read where nothing was printed comes between two letters.
        let mut after = [0.0; ROW];
        after[..W].copy_from_slice(row);
        for at in 0..W - 1 {
            after[at] += row[at + 1] * matrix.insert[at];
        }
        let most = promise(&std::array::from_fn(|at| after[at]), before.all()) * MORE;
        let least = promise(&step_back(&after, &matrix.least), before.all());
        let mut floor = self.mark.letters();
        for child in self.index.children(node) {
            if most * child.weight < floor {
                break;
            }
            if least * child.weight < floor && !matrix.is_likely(child.letter) {
                continue;
            }
            let made = step_back(&after, matrix.of(child.letter));
            let top = promise(&made, before.of(child.rest)) * child.weight;
            if top < floor || top < 1e-35 {
                continue;
            }
            if child.rime != NONE {
                self.join(child.rime, &made);
                floor = self.mark.letters();
            }
            if child.node != NONE {
                next.push((child.node, top, made));
            }
        }
    }

    /// Adds what the onsets before each cut and a rime after it make; `row` is how likely the rime's letters were read from each place on.
    fn join<const W: usize>(&mut self, number: u32, row: &Lanes<W>) {
        let rime = &self.index.rimes[number as usize];
        let floor = self.mark.letters();
        let worst = self.mark.worst();
        let Joined { forms, products } = &mut *self.joined;
        let mut most = 0.0;
        for &(cut, head) in self.cuts {
            let letters = row[cut];
            if letters * head.best * rime.weight < floor || letters <= 0.0 {
                continue;
            }
            let counted = match rime.weights.is_counted() {
                true => self.index.count(self.channel, pair_key(rime.key, self.word.ends[cut])),
                false => 0.0,
            };
            let p = rime.weights.mix(counted, letters);
            let column = self.heads.column(head, self.index);
            if most == 0.0 {
                products.clear();
                products.extend(column.iter().map(|onset| p * onset));
            } else {
                products.iter_mut().zip(column).for_each(|(product, onset)| *product += p * onset);
            }
            most += p * head.best;
        }
        if most == 0.0 {
            return;
        }
        let first = rime.forms.0;
        for (at, form) in (first..).zip(self.index.forms_of(number)) {
            if most * form.weight < worst {
                break;
            }
            let product = products[usize::from(form.onset)];
            let worth = product * form.weight;
            if worth > worst {
                self.mark.bar.add(worth);
                self.mark.best = self.mark.best.max(worth);
                forms.push((at, product));
            }
        }
    }
}
