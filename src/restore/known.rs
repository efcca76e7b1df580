//! The candidates of words: searched for, and remembered for all threads.

use std::hash::BuildHasher;
use std::sync::{Arc, Mutex};

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::channel::candidates::{Scratch, Wanted};
use crate::channel::emission::Candidate;
use crate::model::{Model, Reading};

/// Most distinct words that are remembered. Where a shard is full, the words that were not asked for since it was half full go.
const WORDS: usize = 50_000;
/// Parts that are locked apart, so that threads seldom wait for each other.
const SHARDS: usize = 16;
/// Most candidates for one word.
const CANDIDATES: usize = 60;
/// Forms that are searched for, by a frequency that is a little coarser than the one they are chosen by.
const SEARCHED: usize = 100;
/// Candidates that cost this much more than the best, their frequency included, are dropped.
const REACH: f32 = 16.0;
/// Words that cost more by letters and frequency, so much and so much a character, lose against the text as it was read, so that
/// junk, for which all words are equally bad, is not held against all of them.
const HOPELESS: (f32, f32) = (15.4, 3.2);

type Words = FxHashMap<Box<str>, Arc<[Candidate]>>;

/// Words that were asked for lately, and those that were before.
#[derive(Default)]
struct Shard {
    young: Words,
    old: Words,
}

impl Shard {
    fn find(&mut self, word: &str) -> Option<Arc<[Candidate]>> {
        if let Some(found) = self.young.get(word) {
            return Some(Arc::clone(found));
        }
        let (word, found) = self.old.remove_entry(word)?;
        self.add(word, Arc::clone(&found));
        Some(found)
    }

    fn add(&mut self, word: Box<str>, found: Arc<[Candidate]>) {
        if self.young.len() >= WORDS / SHARDS / 2 {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(word, found);
    }
}

/// What was found for each word. It never changes a result, since what is found for a word hangs on nothing else.
#[derive(Default)]
pub struct Known {
    shards: [Mutex<Shard>; SHARDS],
}

impl Known {
    /// What was found for a word.
    pub fn find(&self, word: &str) -> Option<Arc<[Candidate]>> {
        self.shard(word).lock().ok()?.find(word)
    }

    /// Remembers what was found for a word.
    pub fn add(&self, word: &str, found: &[Candidate]) -> Arc<[Candidate]> {
        let found: Arc<[Candidate]> = found.into();
        if let Ok(mut shard) = self.shard(word).lock() {
            shard.add(word.into(), Arc::clone(&found));
        }
        found
    }

    fn shard(&self, word: &str) -> &Mutex<Shard> {
        // The low bits place a word within its shard.
        &self.shards[(FxBuildHasher.hash_one(word) >> 32) as usize % SHARDS]
    }
}

/// A channel, with what was found of words that went through it.
#[derive(Clone, Copy)]
pub struct Searched<'m> {
    /// The channel.
    pub reading: &'m Reading,
    /// What was found.
    pub known: &'m Known,
}

/// What `read` may stand for in a channel, cheapest first.
pub(super) fn search(
    model: &Model,
    Searched { reading, known }: Searched,
    read: &str,
    scratch: &mut Scratch,
    found: &mut Vec<Candidate>,
) -> Arc<[Candidate]> {
    known.find(read).unwrap_or_else(|| {
        let Reading { emissions, index } = reading;
        let hopeless = HOPELESS.0 + HOPELESS.1 * read.chars().count() as f32;
        let wanted = Wanted { most: SEARCHED, least: (-hopeless).exp() };
        index.search(read, emissions, scratch, wanted, found);
        likeliest(model, found);
        known.add(read, found)
    })
}

/// Keeps the candidates that are worth it, cheapest first by channel and frequency.
pub(super) fn likeliest(model: &Model, found: &mut Vec<Candidate>) {
    let frequent =
        |c: &Candidate| c.cost + 0.7 * model.forms.get(c.form).map_or(20.0, |form| model.ngrams.unigram(form.word));
    let mut ranked: Vec<(f32, Candidate)> = found.iter().map(|c| (frequent(c), *c)).collect();
    let best = ranked.iter().map(|&(cost, _)| cost).fold(f32::INFINITY, f32::min);
    ranked.retain(|&(cost, _)| cost < best + REACH);
    ranked.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.form.cmp(&b.1.form)));
    found.clear();
    found.extend(ranked.into_iter().take(CANDIDATES).map(|(_, candidate)| candidate));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_bounded() {
        let known = Known::default();
        let found = [Candidate { form: 1, cost: 2.0 }];
        for number in 0..2 * WORDS {
            assert_eq!(*known.add(&number.to_string(), &found), found);
            assert!(known.find("0").is_some(), "forgotten after {number}, though it was asked for each time");
        }
        let size = |shard: &Shard| shard.young.len() + shard.old.len();
        let remembered: usize = known.shards.iter().map(|shard| size(&shard.lock().expect("lock"))).sum();
        assert!((WORDS / 4..=WORDS).contains(&remembered), "{remembered}");
        assert!(known.find(&(2 * WORDS - 1).to_string()).is_some() && known.find("x").is_none());
        assert!(known.find("1").is_none(), "a word that nobody asked for again goes");
    }
}
