//! The packed n-gram model and its look-up.
//!
//! All n-grams of order 2 and above lie in one open hash table of 32-bit slots in buckets of one cache line. A slot holds
//! a fingerprint of the n-gram, its quantised cost and, below the highest order, its quantised back-off. A look-up reads
//! one cache line as a rule; a wrong hit happens once in 130,000 misses.

use super::estimate::{Gram, ORDER};

/// Slots in a bucket: 64 bytes.
const BUCKET: usize = 16;
/// Quantisation: steps for each nat.
const STEPS: f32 = 4.0;
const COST_BITS: u32 = 6;
const BACKOFF_BITS: u32 = 5;

/// The model.
#[derive(Clone, Debug, Default)]
pub struct Ngrams {
    /// Cost and back-off of each id.
    unigrams: Vec<(f32, f32)>,
    buckets: Vec<Bucket>,
}

/// Slots that share a cache line; a free slot is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(align(64))]
struct Bucket([u32; BUCKET]);

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

/// The cost of an n-gram and its back-off as a context, where the model has it.
pub type Found = Option<(f32, f32)>;

impl Ngrams {
    /// Packs the estimated n-grams.
    pub fn pack(grams: &[Vec<Gram>]) -> Self {
        let unigrams =
            grams.first().map(|level| level.iter().map(|g| (g.cost, g.backoff)).collect()).unwrap_or_default();
        let count: usize = grams.iter().skip(1).map(Vec::len).sum();
        let mut buckets = vec![Bucket::default(); (count * 108 / 100).div_ceil(BUCKET).max(1)];
        for (order, level) in (1..).zip(grams).skip(1) {
            for gram in level {
                let slot = slot_of(gram, order);
                let mut at = home(hash(gram.key), buckets.len());
                loop {
                    if let Some(free) = buckets[at].0.iter_mut().find(|slot| **slot == 0) {
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
        let start = super::token::class::START;
        let backoff = self.unigrams.get(usize::from(start)).map_or(0.0, |unigram| unigram.1);
        State { words: u64::from(start) << 48, backoff: [backoff, 0.0, 0.0], len: 1 }
    }

    /// Looks up `word` after the word `last` alone. States that end in the same word share it.
    pub fn pair(&self, last: u16, word: u16) -> Found {
        self.find(u64::from(word) << 48 | u64::from(last) << 32, 2)
    }

    /// −ln P(word | state), and the state after `word`; `pair` is what [`pair`](Self::pair) gave for the state's last word. The
    /// suffix of every n-gram is in the model too, so the search goes up from the pair and stops at the first miss.
    pub fn follow(&self, state: &State, word: u16, pair: Found) -> (f32, State) {
        let (cost, backoff) = self.unigrams.get(usize::from(word)).copied().unwrap_or((20.0, 0.0));
        let mut next = State { words: u64::from(word) << 48, backoff: [backoff, 0.0, 0.0], len: 1 };
        let Some((found, backoff)) = pair else {
            return (cost + state.backoff.iter().sum::<f32>(), next);
        };
        let mut cost = found + state.backoff[1] + state.backoff[2];
        let known = u64::from(word) << 48 | state.words >> 16;
        next.backoff[1] = backoff;
        next.len = 2;
        if state.len >= 2
            && let Some((found, backoff)) = self.find(known & (u64::MAX << 16), 3)
        {
            cost = found + state.backoff[2];
            next.backoff[2] = backoff;
            next.len = 3;
            if state.len >= 3
                && let Some((found, _)) = self.find(known, ORDER)
            {
                cost = found;
            }
        }
        // No n-gram goes on from an unknown word.
        if word == super::token::class::UNKNOWN {
            next = State { len: 1, backoff: [next.backoff[0], 0.0, 0.0], words: 0 };
        }
        next.words = known & (u64::MAX << (64 - 16 * u32::from(next.len)));
        (cost, next)
    }

    /// −ln P(word) without context.
    pub fn unigram(&self, word: u16) -> f32 {
        self.unigrams.get(usize::from(word)).map_or(20.0, |unigram| unigram.0)
    }

    fn find(&self, key: u64, order: usize) -> Found {
        let hash = hash(key);
        let wanted = fingerprint(hash, order);
        let shift = if order == ORDER { COST_BITS } else { COST_BITS + BACKOFF_BITS };
        let mut at = home(hash, self.buckets.len());
        for _ in 0..8 {
            let Bucket(slots) = self.buckets.get(at)?;
            // All slots are compared at once.
            let mut hits = 0_u32;
            for (i, &slot) in slots.iter().enumerate() {
                hits |= u32::from(slot >> shift == wanted) << i;
            }
            if hits != 0 {
                let slot = slots[hits.trailing_zeros() as usize % BUCKET];
                let cost = (slot & ((1 << COST_BITS) - 1)) as f32 / STEPS;
                let backoff = match order {
                    ORDER => 0.0,
                    _ => (slot >> COST_BITS & ((1 << BACKOFF_BITS) - 1)) as f32 / STEPS - BACKOFF_SHIFT,
                };
                return Some((cost, backoff));
            }
            // A bucket with a free slot never overflowed.
            if slots[BUCKET - 1] == 0 {
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
        for slot in self.buckets.iter().flat_map(|bucket| bucket.0) {
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
                let mut slots = Bucket::default();
                for (slot, bytes) in slots.0.iter_mut().zip(bucket.as_chunks::<4>().0) {
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
        let after = |state: State, word| model.follow(&state, word, model.pair(state.last(), word));
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
        assert_eq!((model.unigrams, model.buckets), (again.unigrams, again.buckets));
        assert!(Ngrams::read(&bytes[..bytes.len() - 1]).is_none());
        assert!(Ngrams::read(&[]).is_none());
    }
}
