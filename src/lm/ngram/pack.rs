//! From estimated n-grams to the trie.

use rustc_hash::FxHashMap;

use super::{BACKOFF_SHIFT, Level, NONE, Ngrams, Packed, Unigram, WIDTH, nats, quantise};
use crate::lm::estimate::{Gram, ORDER};

/// Words with more successors than this have a bit for each word.
const MANY: usize = 32;

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
    pub(super) fn ready(mut self) -> Self {
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
}

/// For each n-gram of a level, its context.
fn contexts_of(level: &Level) -> impl Iterator<Item = u32> + '_ {
    (0..).zip(level.starts.windows(2)).flat_map(|(context, range)| (range[0]..range[1]).map(move |_| context))
}

/// The words of a key in the order of reading, the last in the lowest 16 bits.
fn in_order(key: u64) -> u64 {
    key << 48 | (key & 0xffff_0000) << 16 | key >> 16 & 0xffff_0000 | key >> 48
}
