//! The packed n-gram model and its look-up.
//!
//! All n-grams of order 2 and above lie in one open hash table of 32-bit slots in buckets of one cache line. A slot holds
//! a fingerprint of the n-gram, its quantised cost and, below the highest order, its quantised back-off. A look-up reads
//! one cache line as a rule; a wrong hit happens once in 30,000 misses.

use super::estimate::{Gram, ORDER};

/// Slots in a bucket: 64 bytes.
const BUCKET: usize = 16;
/// Quantisation: steps for each nat.
const STEPS: f32 = 8.0;
const COST_BITS: u32 = 7;
const BACKOFF_BITS: u32 = 6;

/// The model.
#[derive(Clone, Debug, Default)]
pub struct Ngrams {
    /// Cost and back-off of each id.
    unigrams: Vec<(f32, f32)>,
    buckets: Vec<[u32; BUCKET]>,
}

/// What the model remembers of the words before: the longest context that it knows, and what leaving it costs.
#[derive(Clone, Copy, Debug, Default)]
pub struct State {
    /// The words before, nearest in the highest 16 bits.
    words: u64,
    /// Back-off cost of the contexts of one, two and three words.
    backoff: [f32; ORDER - 1],
    /// How many words of context count.
    len: u8,
}

impl State {
    /// The words that matter to what follows: states of equal context are the same.
    pub fn context(&self) -> u64 {
        self.words
    }

    /// The nearest word.
    pub fn last(&self) -> u16 {
        (self.words >> 48) as u16
    }
}

impl Ngrams {
    /// Packs the estimated n-grams.
    pub fn pack(grams: &[Vec<Gram>]) -> Self {
        let unigrams =
            grams.first().map(|level| level.iter().map(|g| (g.cost, g.backoff)).collect()).unwrap_or_default();
        let count: usize = grams.iter().skip(1).map(Vec::len).sum();
        let mut buckets = vec![[0; BUCKET]; (count * 108 / 100).div_ceil(BUCKET).max(1)];
        for (order, level) in (1..).zip(grams).skip(1) {
            for gram in level {
                let slot = slot_of(gram, order);
                let mut at = home(hash(gram.key), buckets.len());
                loop {
                    if let Some(free) = buckets[at].iter_mut().find(|slot| **slot == 0) {
                        *free = slot;
                        break;
                    }
                    at = (at + 1) % buckets.len();
                }
            }
        }
        Self { unigrams, buckets }
    }

    /// The state before the first word of a paragraph.
    pub fn start(&self) -> State {
        self.state(u64::from(super::token::class::START) << 48)
    }

    /// The state after the words of `context` (nearest in the highest 16 bits), cut to what the model knows.
    pub fn state(&self, context: u64) -> State {
        let mut state = State::default();
        let Some(&(_, backoff)) = self.unigrams.get((context >> 48) as usize) else { return state };
        state.backoff[0] = backoff;
        state.len = 1;
        for order in 2..ORDER {
            let word = (context >> (64 - 16 * order)) as u16;
            if word == 0 {
                break;
            }
            let Some((_, backoff)) = self.find(context & (u64::MAX << (64 - 16 * order)), order) else { break };
            state.backoff[order - 1] = backoff;
            state.len = order as u8;
        }
        state.words = context & (u64::MAX << (64 - 16 * u32::from(state.len)));
        state
    }

    /// −ln P(word | state).
    pub fn cost(&self, state: &State, word: u16) -> f32 {
        let mut cost = 0.0;
        for len in (1..=usize::from(state.len)).rev() {
            let key = u64::from(word) << 48 | (state.words >> 16) & (u64::MAX << (48 - 16 * len));
            if let Some((found, _)) = self.find(key, len + 1) {
                return cost + found;
            }
            cost += state.backoff[len - 1];
        }
        cost + self.unigrams.get(usize::from(word)).map_or(20.0, |unigram| unigram.0)
    }

    /// −ln P(word) without context.
    pub fn unigram(&self, word: u16) -> f32 {
        self.unigrams.get(usize::from(word)).map_or(20.0, |unigram| unigram.0)
    }

    fn find(&self, key: u64, order: usize) -> Option<(f32, f32)> {
        let hash = hash(key);
        let wanted = fingerprint(hash, order);
        let shift = if order == ORDER { COST_BITS } else { COST_BITS + BACKOFF_BITS };
        let mut at = home(hash, self.buckets.len());
        for _ in 0..8 {
            let bucket = self.buckets.get(at)?;
            if let Some(&slot) = bucket.iter().find(|&&slot| slot >> shift == wanted) {
                let cost = (slot & ((1 << COST_BITS) - 1)) as f32 / STEPS;
                let backoff = match order {
                    ORDER => 0.0,
                    _ => (slot >> COST_BITS & ((1 << BACKOFF_BITS) - 1)) as f32 / STEPS - BACKOFF_SHIFT,
                };
                return Some((cost, backoff));
            }
            // A bucket with a free slot never overflowed.
            if bucket[BUCKET - 1] == 0 {
                return None;
            }
            at = if at + 1 == self.buckets.len() { 0 } else { at + 1 };
        }
        None
    }

    /// The model as bytes, little-endian: number of ids, their costs and back-offs, number of buckets, slots.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend((self.unigrams.len() as u32).to_le_bytes());
        for (cost, backoff) in &self.unigrams {
            out.extend(cost.to_le_bytes());
            out.extend(backoff.to_le_bytes());
        }
        out.extend((self.buckets.len() as u32).to_le_bytes());
        for slot in self.buckets.iter().flatten() {
            out.extend(slot.to_le_bytes());
        }
    }

    /// The model from what [`write`](Self::write) wrote; `None` where the bytes are too few or too many.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (head, rest) = bytes.split_first_chunk::<4>()?;
        let (unigrams, rest) = rest.split_at_checked((u32::from_le_bytes(*head) as usize).checked_mul(8)?)?;
        let unigrams = unigrams
            .as_chunks::<4>()
            .0
            .chunks_exact(2)
            .map(|pair| (f32::from_le_bytes(pair[0]), f32::from_le_bytes(pair[1])))
            .collect();
        let (head, slots) = rest.split_first_chunk::<4>()?;
        let count = u32::from_le_bytes(*head) as usize;
        if count == 0 || slots.len() != count.checked_mul(4 * BUCKET)? {
            return None;
        }
        let buckets = slots
            .as_chunks::<{ 4 * BUCKET }>()
            .0
            .iter()
            .map(|bucket| {
                let mut slots = [0; BUCKET];
                for (slot, bytes) in slots.iter_mut().zip(bucket.as_chunks::<4>().0) {
                    *slot = u32::from_le_bytes(*bytes);
                }
                slots
            })
            .collect();
        Some(Self { unigrams, buckets })
    }
}

/// Back-off costs can be below zero; this is added before they are quantised.
const BACKOFF_SHIFT: f32 = 1.0;

fn hash(key: u64) -> u64 {
    let mixed = (key ^ key >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ mixed >> 32).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed ^ mixed >> 32
}

/// The bucket where the search for a hash starts.
fn home(hash: u64, buckets: usize) -> usize {
    (((hash >> 32) * buckets as u64) >> 32) as usize
}

/// The bits of the hash that a slot keeps; never 0 in the slot's own width, so that 0 is a free slot.
fn fingerprint(hash: u64, order: usize) -> u32 {
    let bits = if order == ORDER { 32 - COST_BITS } else { 32 - COST_BITS - BACKOFF_BITS };
    (hash as u32 & ((1 << bits) - 1)).max(1)
}

fn slot_of(gram: &Gram, order: usize) -> u32 {
    let quantise = |value: f32, bits: u32| ((value * STEPS).round().max(0.0) as u32).min((1 << bits) - 1);
    let cost = quantise(gram.cost, COST_BITS);
    let print = fingerprint(hash(gram.key), order);
    if order == ORDER {
        return print << COST_BITS | cost;
    }
    print << (COST_BITS + BACKOFF_BITS) | quantise(gram.backoff + BACKOFF_SHIFT, BACKOFF_BITS) << COST_BITS | cost
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
        let mut state = model.start();
        for word in ["chuyển", "đổi"] {
            state = model.state(u64::from(id(word)) << 48 | state.context() >> 16);
        }
        assert!(model.cost(&state, id("số")) + 1.0 < model.cost(&state, id("mới")));
        assert!(model.cost(&state, id("mới")) < model.cost(&state, id("hiện")));
        let total: f32 = (0..vocabulary.len() as u16).map(|word| (-model.cost(&state, word)).exp()).sum();
        assert!((total - 1.0).abs() < 0.1, "probabilities add up to {total}");
    }

    #[test]
    fn bytes_come_back() {
        let (model, _) = model(&["một hai ba một hai bốn"]);
        let mut bytes = Vec::new();
        model.write(&mut bytes);
        let again = Ngrams::read(&bytes).expect("whole");
        assert_eq!((model.unigrams, model.buckets), (again.unigrams, again.buckets));
        assert!(Ngrams::read(&bytes[..bytes.len() - 1]).is_none());
        assert!(Ngrams::read(&[]).is_none());
    }
}
