//! The packed n-gram model and its look-up.
//!
//! A trie over contexts: under each word stand the words that may follow it, under each pair those that may follow the pair, under each
//! triple those that may follow the triple. The successors of a context lie side by side, sorted, so that many words are looked
//! up after one context in few cache lines; words with many successors have a bit for each word besides. A context without
//! successors is no state: two histories that differ only there are one.

use super::estimate::ORDER;
use super::token::class;

mod bytes;
mod pack;

/// Quantisation: steps for each nat, and what is added to back-offs, which can be below zero.
const STEPS: f32 = 16.0;
const BACKOFF_SHIFT: f32 = 1.0;
/// Words that one item of bits holds; above them is room for a rank.
const WIDTH: usize = 48;
/// Successors that are looked through one by one.
const FEW: usize = 24;
const NONE: u32 = u32::MAX;

/// The model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ngrams {
    unigrams: Vec<Unigram>,
    /// What follows a word, a pair, a triple.
    levels: [Level; ORDER - 1],
    /// For each word, where its bits start in `bits`, or [`NONE`].
    rows: Vec<u32>,
    /// Rows of bits, one for each word that may follow: [`WIDTH`] words each, and above them how many bits of the row come before.
    bits: Vec<u64>,
    /// The least that a pair costs at its end in any context, quantised.
    floors: Vec<u8>,
}

/// One word alone.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Unigram {
    cost: f32,
    backoff: f32,
    /// The least that the word costs, alone or as a successor.
    least: f32,
}

impl Unigram {
    fn new(cost: f32, backoff: f32) -> Self {
        Self { cost, backoff, least: cost }
    }
}

/// All n-grams of one order, in the order of their contexts.
#[derive(Clone, Debug, Default, PartialEq)]
struct Level {
    /// For each context of the level below, where its successors start; and the end of all.
    starts: Vec<u32>,
    /// Sorted by their words within a context.
    grams: Vec<Packed>,
}

/// An n-gram.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Packed {
    /// Its last word.
    word: u16,
    cost: u8,
    /// Back-off as a context, quantised and 1 more; 0 where it has no successors.
    backoff: u8,
}

impl Packed {
    fn cost(self) -> f32 {
        nats(self.cost)
    }

    /// The back-off as a context; 0 where nothing follows it.
    fn backoff(self) -> f32 {
        if self.backoff == 0 { 0.0 } else { nats(self.backoff - 1) - BACKOFF_SHIFT }
    }
}

impl Level {
    fn successors(&self, context: u32) -> (u32, u32) {
        match self.starts.get(context as usize..context as usize + 2) {
            Some(&[start, end]) => (start, end),
            _ => (0, 0),
        }
    }

    /// The index of the n-gram that ends in `word`, among the successors of one context.
    #[inline]
    fn find(&self, (start, end): (u32, u32), word: u16) -> Option<u32> {
        let grams = &self.grams[start as usize..end as usize];
        let at = if grams.len() <= FEW {
            grams.iter().position(|gram| gram.word == word)?
        } else {
            grams.binary_search_by_key(&word, |gram| gram.word).ok()?
        };
        Some(start + at as u32)
    }

    fn get(&self, at: u32) -> Packed {
        self.grams[at as usize]
    }
}

/// What the model remembers of the words before: the longest context that anything follows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct State {
    word: u16,
    /// The last two words, and the last three, as indices of n-grams, or [`NONE`].
    pair: u32,
    triple: u32,
}

impl State {
    /// After `word` alone.
    pub fn of(word: u16) -> Self {
        Self { word, pair: NONE, triple: NONE }
    }

    /// Tells states apart: those of equal context are the same.
    pub fn context(&self) -> u32 {
        match (self.pair, self.triple) {
            (NONE, _) => u32::from(self.word),
            (pair, NONE) => pair | 1 << 30,
            (_, triple) => triple | 1 << 31,
        }
    }

    /// The nearest word.
    pub fn last(&self) -> u16 {
        self.word
    }
}

/// A state ready for looking up what follows.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// Back-off cost to pairs and triples: `all` down to words, `triple` from the longest context alone.
    all: f32,
    pair: f32,
    triple: f32,
    triples: (u32, u32),
    quads: (u32, u32),
}

impl Context {
    /// What it costs to forget the words before.
    pub fn leave(&self) -> f32 {
        self.all
    }
}

/// The successors of one word.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pairs: (u32, u32),
    bits: u32,
}

/// Where a word stands in each row.
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    word: u16,
    item: usize,
    bit: u64,
}

impl Slot {
    /// The slot of a word.
    #[inline]
    pub fn of(word: u16) -> Self {
        let at = usize::from(word);
        Self { word, item: at / WIDTH, bit: 1 << (at % WIDTH) }
    }
}

impl Ngrams {
    /// The state before the first word of a paragraph.
    pub fn start(&self) -> State {
        State::of(class::START)
    }

    /// What may follow `state`.
    pub fn context(&self, state: &State) -> Context {
        let [pairs, triples, quads] = &self.levels;
        let mut context = Context {
            all: self.unigrams.get(usize::from(state.word)).map_or(0.0, |unigram| unigram.backoff),
            pair: 0.0,
            triple: 0.0,
            triples: (0, 0),
            quads: (0, 0),
        };
        if state.pair != NONE {
            context.triples = triples.successors(state.pair);
            context.pair = pairs.get(state.pair).backoff();
            if state.triple != NONE {
                context.quads = quads.successors(state.triple);
                context.triple = triples.get(state.triple).backoff();
            }
        }
        context.pair += context.triple;
        context.all += context.pair;
        context
    }

    /// What may follow the word `last`.
    #[inline]
    pub fn row(&self, last: u16) -> Row {
        let bits = self.rows.get(usize::from(last)).copied().unwrap_or(NONE);
        Row { pairs: self.levels[0].successors(u32::from(last)), bits }
    }

    /// Looks up the pair of a row's word and `word`. States that end in the same word share it.
    #[inline]
    pub fn pair(&self, row: Row, word: u16) -> Option<u32> {
        self.pair_at(row, Slot::of(word))
    }

    /// The same, of a word that is looked up in many rows.
    #[inline]
    pub fn pair_at(&self, row: Row, slot: Slot) -> Option<u32> {
        if row.bits == NONE {
            return self.levels[0].find(row.pairs, slot.word);
        }
        let bits = *self.bits.get(row.bits as usize + slot.item)?;
        (bits & slot.bit != 0).then(|| row.pairs.0 + (bits >> WIDTH) as u32 + (bits & (slot.bit - 1)).count_ones())
    }

    /// −ln P(word | context), and the state after `word`; `pair` is what [`pair`](Self::pair) gave for the context's last word. The
    /// suffix of every n-gram is in the model too, so the search goes up from the pair and stops at the first miss.
    #[inline]
    pub fn follow(&self, context: &Context, word: u16, pair: Option<u32>) -> (f32, State) {
        let mut next = State::of(word);
        let Some(pair) = pair else {
            return (self.unigram(word) + context.all, next);
        };
        let [pairs, triples, quads] = &self.levels;
        let gram = pairs.get(pair);
        let mut cost = gram.cost() + context.pair;
        if gram.backoff > 0 {
            next.pair = pair;
        }
        if let Some(triple) = triples.find(context.triples, word) {
            let gram = triples.get(triple);
            cost = gram.cost() + context.triple;
            if gram.backoff > 0 {
                next.triple = triple;
            }
            if let Some(quad) = quads.find(context.quads, word) {
                cost = quads.get(quad).cost();
            }
        }
        (cost, next)
    }

    /// How many words in a row, `word` the last of them, are known as such after `state`.
    pub fn order(&self, state: &State, word: u16) -> u8 {
        let [_, triples, quads] = &self.levels;
        let context = self.context(state);
        if self.pair(self.row(state.last()), word).is_none() {
            1
        } else if triples.find(context.triples, word).is_none() {
            2
        } else {
            3 + u8::from(quads.find(context.quads, word).is_some())
        }
    }

    /// −ln P(word) without context.
    pub fn unigram(&self, word: u16) -> f32 {
        self.unigrams.get(usize::from(word)).map_or(20.0, |unigram| unigram.cost)
    }

    /// −ln P(word) without context, and the least that it costs in any context or none.
    #[inline]
    pub fn bounds(&self, word: u16) -> (f32, f32) {
        self.unigrams.get(usize::from(word)).map_or((20.0, 20.0), |unigram| (unigram.cost, unigram.least))
    }

    /// −ln P of the last word of a pair after the first.
    #[inline]
    pub fn price(&self, pair: u32) -> f32 {
        self.levels[0].get(pair).cost()
    }

    /// −ln P(word | last), where no other word before is known.
    pub fn after(&self, last: u16, word: u16) -> f32 {
        match self.pair(self.row(last), word) {
            Some(pair) => self.price(pair),
            None => self.leave(last) + self.unigram(word),
        }
    }

    /// The words that are known to follow the word `last`, each with −ln of its probability there.
    pub fn successors(&self, last: u16) -> impl Iterator<Item = (u16, f32)> {
        let (start, end) = self.levels[0].successors(u32::from(last));
        self.levels[0].grams[start as usize..end as usize].iter().map(|gram| (gram.word, gram.cost()))
    }

    /// What it costs to forget the word `last`, where no other is remembered.
    #[inline]
    pub fn leave(&self, last: u16) -> f32 {
        self.unigrams.get(usize::from(last)).map_or(0.0, |unigram| unigram.backoff)
    }

    /// The least that the last word of a pair costs in any context that ends in the pair.
    #[inline]
    pub fn floor(&self, pair: u32) -> f32 {
        nats(self.floors[pair as usize])
    }
}

fn nats(quantised: u8) -> f32 {
    f32::from(quantised) * (1.0 / STEPS)
}

fn quantise(value: f32) -> u8 {
    // A float beyond the bounds of a byte becomes the nearest.
    (value * STEPS).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lm::count::{count_keys, count_words, merge};
    use crate::lm::estimate::{Settings, estimate};

    fn model(lines: &[&str]) -> (Ngrams, crate::lm::vocabulary::Vocabulary) {
        let vocabulary = count_words(lines).finish(1.0, 1.0);
        let counts = merge(vec![(1.0, count_keys(lines, &vocabulary))]);
        (Ngrams::pack(&estimate(&counts, vocabulary.len(), Settings::default())), vocabulary)
    }

    #[test]
    fn what_was_seen_is_likelier() {
        let lines = ["chuyển đổi số quốc gia", "chuyển đổi số toàn diện", "tổ chức thực hiện", "đổi mới sáng tạo"];
        let (model, vocabulary) = model(&lines);
        let id = |word: &str| vocabulary.id(word).expect("in vocabulary");
        let after =
            |state: State, word| model.follow(&model.context(&state), word, model.pair(model.row(state.last()), word));
        let state = ["chuyển", "đổi"].into_iter().fold(model.start(), |state, word| after(state, id(word)).1);
        let cost = |word| after(state, word).0;
        assert!(cost(id("số")) + 1.0 < cost(id("mới")));
        assert!(cost(id("mới")) < cost(id("hiện")));
        let total: f32 = (0..vocabulary.len() as u16).map(|word| (-cost(word)).exp()).sum();
        assert!((total - 1.0).abs() < 0.1, "probabilities add up to {total}");
    }

    #[test]
    fn bytes_come_back() {
        let (model, _) = model(&["một hai ba một hai bốn"]);
        let mut bytes = Vec::new();
        model.write(&mut bytes);
        let again = Ngrams::read(&bytes).expect("whole");
        assert_eq!(model, again);
        assert!(Ngrams::read(&bytes[..bytes.len() - 1]).is_none());
        assert!(Ngrams::read(&[]).is_none());
    }
}
