//! Probabilities from counts: interpolated absolute discounting, pruned to a number of n-grams.
//!
//! The discounts follow Ney, Essen and Kneser (1994), one for each small count, and grow with larger ones. Of all n-grams those stay whose loss would cost
//! most likelihood on the training text: count × log(p / backed-off p), the weighted-difference criterion of Seymore and Rosenfeld
//! (1996). The context and the suffix of each kept n-gram stay too, so that a look-up may stop at the first miss.

use rustc_hash::FxHashMap;

use super::token::class;

/// The highest order: a word and three before it.
pub const ORDER: usize = 4;

/// One kept n-gram.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gram {
    /// The word in the highest 16 bits, then the words before it, nearest first; 0 where the order is lower.
    pub key: u64,
    /// −ln P(word | words before).
    pub cost: f32,
    /// −ln of the back-off weight of this n-gram as a context; 0 for the highest order.
    pub backoff: f32,
}

/// What the model is estimated with.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Discounts of counts up to 1, up to 2, and above.
    pub discounts: [f32; 3],
    /// The power of a larger count with which the last discount grows: texts repeat themselves, so that what stands in them often is
    /// not as sure elsewhere (Huang and Renals 2010).
    pub power: f32,
    /// How many n-grams of order 2 and above to keep, before the closure.
    pub keep: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { discounts: [0.6, 0.9, 1.1], power: 0.65, keep: 4_300_000 }
    }
}

struct Level {
    keys: Vec<u64>,
    counts: Vec<f32>,
    /// P(word | context), interpolated.
    p: Vec<f32>,
    kept: Vec<bool>,
}

#[derive(Clone, Copy, Default)]
struct Context {
    total: f32,
    discounted: f32,
}

/// The bits of a key that hold an n-gram of `order` words.
fn mask(order: usize) -> u64 {
    u64::MAX << (64 - 16 * order)
}

/// Whether a key masked to `order` is an n-gram: all its words are known, and a start only at the far end.
fn is_gram(key: u64, order: usize) -> bool {
    (1..order).all(|i| {
        let word = (key >> (48 - 16 * i)) as u16;
        word != class::UNKNOWN && (i + 1 == order || word != class::START)
    })
}

/// Estimates the model from sorted weighted counts over a vocabulary of `words` ids. The first list holds the unigrams,
/// one for each id; then come the higher orders, sorted by key.
pub fn estimate(counts: &[(u64, f32)], words: usize, settings: Settings) -> Vec<Vec<Gram>> {
    let mut levels: Vec<Level> = Vec::new();
    let mut contexts: Vec<FxHashMap<u64, Context>> = vec![FxHashMap::default()];
    levels.push(unigrams(counts, words));
    let discount = |count: f32| {
        let d = settings.discounts;
        (if count <= 1.0 {
            d[0]
        } else if count <= 2.0 {
            d[1]
        } else {
            d[2] * (0.5 * count).powf(settings.power)
        })
        .min(0.9 * count)
    };
    for order in 2..=ORDER {
        let mut level = Level { keys: Vec::new(), counts: Vec::new(), p: Vec::new(), kept: Vec::new() };
        for &(key, count) in counts {
            let key = key & mask(order);
            if !is_gram(key, order) {
                continue;
            }
            match level.keys.last() {
                Some(&last) if last == key => {
                    if let Some(total) = level.counts.last_mut() {
                        *total += count;
                    }
                }
                _ => {
                    level.keys.push(key);
                    level.counts.push(count);
                }
            }
        }
        let mut stats: FxHashMap<u64, Context> = FxHashMap::default();
        for (&key, &count) in level.keys.iter().zip(&level.counts) {
            let context = stats.entry(key << 16).or_default();
            context.total += count;
            context.discounted += discount(count);
        }
        let parents = &levels[order - 2];
        let mut parent = 0;
        level.p = level
            .keys
            .iter()
            .zip(&level.counts)
            .map(|(&key, &count)| {
                parent = find(parents, parent, key & mask(order - 1));
                let context = stats[&(key << 16)];
                (count - discount(count) + context.discounted * parents.p[parent]) / context.total
            })
            .collect();
        level.kept = vec![false; level.keys.len()];
        levels.push(level);
        contexts.push(stats);
    }
    prune(&mut levels, &contexts, settings.keep);
    finish(&levels)
}

fn unigrams(counts: &[(u64, f32)], words: usize) -> Level {
    let mut totals = vec![0.5_f32; words];
    // Added up by runs, since a float loses small steps at large sums.
    for run in counts.chunk_by(|a, b| a.0 >> 48 == b.0 >> 48) {
        let sum: f64 = run.iter().map(|&(_, n)| f64::from(n)).sum();
        if let Some(total) = totals.get_mut((run[0].0 >> 48) as usize) {
            *total += sum as f32;
        }
    }
    let all: f64 = totals.iter().map(|&n| f64::from(n)).sum();
    Level {
        keys: (0..words as u64).map(|id| id << 48).collect(),
        p: totals.iter().map(|&n| (f64::from(n) / all) as f32).collect(),
        counts: totals,
        kept: vec![true; words],
    }
}

/// The index of `key` in the sorted keys of `level`, at or after `from`.
fn find(level: &Level, from: usize, key: u64) -> usize {
    if level.keys.get(from) == Some(&key) {
        return from;
    }
    from + level.keys[from..].partition_point(|&k| k < key)
}

fn prune(levels: &mut [Level], contexts: &[FxHashMap<u64, Context>], keep: usize) {
    let mut scores: Vec<Vec<f32>> = vec![Vec::new()];
    for order in 2..=ORDER {
        let (level, parents, stats) = (&levels[order - 1], &levels[order - 2], &contexts[order - 1]);
        let mut parent = 0;
        scores.push(
            (0..level.keys.len())
                .map(|i| {
                    let key = level.keys[i];
                    parent = find(parents, parent, key & mask(order - 1));
                    let context = stats[&(key << 16)];
                    let backed_off = context.discounted / context.total * parents.p[parent];
                    level.counts[i] * (level.p[i] / backed_off).ln()
                })
                .collect(),
        );
    }
    let mut all: Vec<f32> = scores.iter().flatten().copied().collect();
    let threshold = if keep < all.len() {
        let at = all.len() - keep;
        *all.select_nth_unstable_by(at, f32::total_cmp).1
    } else {
        f32::MIN
    };
    for order in (2..=ORDER).rev() {
        let (lower, upper) = levels.split_at_mut(order - 1);
        let (below, level) = (&mut lower[order - 2], &mut upper[0]);
        let mut suffix = 0;
        for (i, &score) in scores[order - 1].iter().enumerate() {
            let key = level.keys[i];
            level.kept[i] |= score > threshold;
            if level.kept[i] && order > 2 {
                suffix = find(below, suffix, key & mask(order - 1));
                below.kept[suffix] = true;
                if let Ok(context) = below.keys.binary_search(&(key << 16)) {
                    below.kept[context] = true;
                }
            }
        }
    }
}

fn finish(levels: &[Level]) -> Vec<Vec<Gram>> {
    // For each context: the mass of the kept words, and their mass one order lower.
    let mut masses: FxHashMap<(usize, u64), (f64, f64)> = FxHashMap::default();
    for order in 2..=ORDER {
        let (level, parents) = (&levels[order - 1], &levels[order - 2]);
        let mut parent = 0;
        for i in (0..level.keys.len()).filter(|&i| level.kept[i]) {
            let key = level.keys[i];
            parent = find(parents, parent, key & mask(order - 1));
            let mass = masses.entry((order - 1, key << 16)).or_default();
            mass.0 += f64::from(level.p[i]);
            mass.1 += f64::from(parents.p[parent]);
        }
    }
    (1..=ORDER)
        .map(|order| {
            let level = &levels[order - 1];
            (0..level.keys.len())
                .filter(|&i| level.kept[i])
                .map(|i| {
                    let backoff = masses
                        .get(&(order, level.keys[i]))
                        .map_or(0.0, |&(own, lower)| -((1.0 - own).max(1e-4) / (1.0 - lower).max(1e-4)).ln() as f32);
                    Gram { key: level.keys[i], cost: -level.p[i].ln(), backoff }
                })
                .collect()
        })
        .collect()
}
