//! The packed n-gram model and its look-up.
//!
//! A trie over contexts: under each word stand the words that may follow it, under each pair those that may follow the pair, under each
//! triple those that may follow the triple. The successors of a context lie side by side, sorted, so that many words are looked
//! up after one context in few cache lines; words with many successors have a bit for each word besides. A context without
//! successors is no state: two histories that differ only there are one.

use rustc_hash::FxHashMap;

use super::estimate::{Gram, ORDER};
use super::token::class;

/// Quantisation: steps for each nat, and what is added to back-offs, which can be below zero.
const STEPS: f32 = 16.0;
const BACKOFF_SHIFT: f32 = 1.0;
/// Words with more successors than this have a bit for each word.
const MANY: usize = 32;
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
    /// The least that the word costs as a successor.
    least: f32,
}

impl Unigram {
    fn new(cost: f32, backoff: f32) -> Self {
        Self { cost, backoff, least: f32::INFINITY }
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

impl Ngrams {
    /// Packs the estimated n-grams.
    pub fn pack(grams: &[Vec<Gram>]) -> Self {
        let unigrams: Vec<Unigram> =
            grams.first().into_iter().flatten().map(|g| Unigram::new(g.cost, g.backoff)).collect();
        let mut levels: [Level; ORDER - 1] = Default::default();
        let mut contexts: Vec<u64> = (0..unigrams.len() as u64).collect();
        for (level, grams) in levels.iter_mut().zip(grams.iter().skip(1)) {
            let mut sorted: Vec<(u64, &Gram)> = grams.iter().map(|gram| (in_order(gram.key), gram)).collect();
            sorted.sort_unstable_by_key(|&(key, _)| key);
            let mut rest = sorted.as_slice();
            let mut kept = Vec::with_capacity(sorted.len());
            for &context in &contexts {
                level.starts.push(level.grams.len() as u32);
                let skip = rest.partition_point(|&(key, _)| key >> 16 < context);
                let count = rest[skip..].iter().take_while(|&&(key, _)| key >> 16 == context).count();
                for &(key, gram) in &rest[skip..skip + count] {
                    let backoff = quantise(gram.backoff + BACKOFF_SHIFT).saturating_add(1);
                    level.grams.push(Packed { word: key as u16, cost: quantise(gram.cost), backoff });
                    kept.push(key);
                }
                rest = &rest[skip + count..];
            }
            level.starts.push(level.grams.len() as u32);
            contexts = kept;
        }
        let mut floors: FxHashMap<u32, u8> = FxHashMap::default();
        for gram in grams.iter().skip(1).flatten() {
            let floor = floors.entry((gram.key >> 32) as u32).or_insert(u8::MAX);
            *floor = quantise(gram.cost).min(*floor);
        }
        let pairs = contexts_of(&levels[0]).zip(&levels[0].grams);
        let floor = |(last, gram): (u32, &Packed)| floors.get(&(u32::from(gram.word) << 16 | last)).copied();
        let floors = pairs.map(|pair| floor(pair).unwrap_or(0)).collect();
        Self { unigrams, levels, floors, ..Self::default() }.ready()
    }

    /// Makes what is not stored: the bits, and which n-grams have no successors.
    fn ready(mut self) -> Self {
        let [pairs, triples, quads] = &mut self.levels;
        let mark_ends = |level: &mut Level, above: &Level| {
            for (gram, range) in level.grams.iter_mut().zip(above.starts.windows(2)) {
                if range[0] == range[1] {
                    gram.backoff = 0;
                }
            }
        };
        mark_ends(pairs, triples);
        mark_ends(triples, quads);
        quads.grams.iter_mut().for_each(|gram| gram.backoff = 0);
        for (gram, &floor) in pairs.grams.iter().zip(&self.floors) {
            if let Some(unigram) = self.unigrams.get_mut(usize::from(gram.word)) {
                unigram.least = unigram.least.min(nats(floor));
            }
        }
        let width = self.unigrams.len().div_ceil(WIDTH);
        for range in pairs.starts.windows(2) {
            let grams = &pairs.grams[range[0] as usize..range[1] as usize];
            if grams.len() <= MANY {
                self.rows.push(NONE);
                continue;
            }
            let row = self.bits.len();
            self.rows.push(row as u32);
            self.bits.resize(row + width, 0);
            for gram in grams {
                if let Some(bits) = self.bits.get_mut(row + usize::from(gram.word) / WIDTH) {
                    *bits |= 1 << (usize::from(gram.word) % WIDTH);
                }
            }
            let mut rank = 0;
            for bits in &mut self.bits[row..] {
                let count = bits.count_ones();
                *bits |= rank << WIDTH;
                rank += u64::from(count);
            }
        }
        self
    }

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
    pub fn row(&self, last: u16) -> Row {
        let bits = self.rows.get(usize::from(last)).copied().unwrap_or(NONE);
        Row { pairs: self.levels[0].successors(u32::from(last)), bits }
    }

    /// Looks up the pair of a row's word and `word`. States that end in the same word share it.
    #[inline]
    pub fn pair(&self, row: Row, word: u16) -> Option<u32> {
        if row.bits == NONE {
            return self.levels[0].find(row.pairs, word);
        }
        let bits = *self.bits.get(row.bits as usize + usize::from(word) / WIDTH)?;
        let bit = 1_u64 << (usize::from(word) % WIDTH);
        (bits & bit != 0).then(|| row.pairs.0 + (bits >> WIDTH) as u32 + (bits & (bit - 1)).count_ones())
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

    /// −ln P(word) without context.
    pub fn unigram(&self, word: u16) -> f32 {
        self.unigrams.get(usize::from(word)).map_or(20.0, |unigram| unigram.cost)
    }

    /// −ln P(word) without context, and the least that it costs as a successor of any context.
    #[inline]
    pub fn bounds(&self, word: u16) -> (f32, f32) {
        self.unigrams.get(usize::from(word)).map_or((20.0, 20.0), |unigram| (unigram.cost, unigram.least))
    }

    /// The least that the last word of a pair costs in any context that ends in the pair.
    #[inline]
    pub fn floor(&self, pair: u32) -> f32 {
        nats(self.floors[pair as usize])
    }

    /// The model as bytes, little-endian: number of ids, their costs and back-offs; then for each order from 2 on the number of n-grams,
    /// how many follow each context (LEB128), their last words (2 bytes), costs and, below the highest order, back-offs (a
    /// byte each); then the least cost of each pair.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend((self.unigrams.len() as u32).to_le_bytes());
        for unigram in &self.unigrams {
            out.extend(unigram.cost.to_le_bytes());
            out.extend(unigram.backoff.to_le_bytes());
        }
        for (order, level) in (2..).zip(&self.levels) {
            out.extend((level.grams.len() as u32).to_le_bytes());
            for range in level.starts.windows(2) {
                let mut count = range[1] - range[0];
                while count >= 0x80 {
                    out.push(count as u8 | 0x80);
                    count >>= 7;
                }
                out.push(count as u8);
            }
            out.extend(level.grams.iter().flat_map(|gram| gram.word.to_le_bytes()));
            out.extend(level.grams.iter().map(|gram| gram.cost));
            if order < ORDER {
                out.extend(level.grams.iter().map(|gram| gram.backoff));
            }
        }
        out.extend(&self.floors);
    }

    /// The model from what [`write`](Self::write) wrote; `None` where the bytes are too few, too many or don't fit together.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (head, rest) = bytes.split_first_chunk::<4>()?;
        let (unigrams, mut rest) = rest.split_at_checked((u32::from_le_bytes(*head) as usize).checked_mul(8)?)?;
        let unigrams: Vec<Unigram> = unigrams
            .as_chunks::<4>()
            .0
            .chunks_exact(2)
            .map(|pair| Unigram::new(f32::from_le_bytes(pair[0]), f32::from_le_bytes(pair[1])))
            .collect();
        let mut levels: [Level; ORDER - 1] = Default::default();
        let mut contexts = unigrams.len();
        for (order, level) in (2..).zip(&mut levels) {
            *level = read_level(&mut rest, contexts, order < ORDER)?;
            contexts = level.grams.len();
        }
        let floors = rest.to_vec();
        let known = levels.iter().flat_map(|level| &level.grams).all(|gram| usize::from(gram.word) < unigrams.len());
        let whole = floors.len() == levels[0].grams.len();
        (whole && known).then(|| Self { unigrams, levels, floors, ..Self::default() }.ready())
    }
}

fn read_level(bytes: &mut &[u8], contexts: usize, backs_off: bool) -> Option<Level> {
    let (head, mut rest) = bytes.split_first_chunk::<4>()?;
    let count = u32::from_le_bytes(*head);
    let mut starts = Vec::with_capacity(contexts.min(rest.len()) + 1);
    let mut start = 0_u32;
    for _ in 0..contexts {
        starts.push(start);
        let mut shift = 0;
        loop {
            let (&byte, after) = rest.split_first()?;
            rest = after;
            start = start.checked_add(u32::from(byte & 0x7f).checked_shl(shift)?)?;
            shift += 7;
            if byte < 0x80 {
                break;
            }
        }
    }
    starts.push(start);
    if start != count {
        return None;
    }
    let count = count as usize;
    let (words, rest) = rest.split_at_checked(count.checked_mul(2)?)?;
    let (costs, rest) = rest.split_at_checked(count)?;
    let (backoffs, rest) = rest.split_at_checked(if backs_off { count } else { 0 })?;
    *bytes = rest;
    let words = words.as_chunks::<2>().0.iter().map(|&word| u16::from_le_bytes(word));
    let backoffs = backoffs.iter().copied().chain(std::iter::repeat(0));
    let gram = |((word, &cost), backoff)| Packed { word, cost, backoff };
    Some(Level { starts, grams: words.zip(costs).zip(backoffs).map(gram).collect() })
}

/// For each n-gram of a level, its context.
fn contexts_of(level: &Level) -> impl Iterator<Item = u32> + '_ {
    (0..).zip(level.starts.windows(2)).flat_map(|(context, range)| (range[0]..range[1]).map(move |_| context))
}

/// The words of a key in the order of reading, the last in the lowest 16 bits.
fn in_order(key: u64) -> u64 {
    key << 48 | (key & 0xffff_0000) << 16 | key >> 16 & 0xffff_0000 | key >> 48
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
    use super::super::count::{count_keys, count_words, merge};
    use super::super::estimate::{Settings, estimate};
    use super::*;

    fn model(lines: &[&str]) -> (Ngrams, super::super::vocabulary::Vocabulary) {
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
