//! The candidates of the words that were searched for, remembered for all threads.

use std::hash::BuildHasher;
use std::sync::{Arc, Mutex};

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::channel::emission::Candidate;

/// Most distinct words that are remembered; where a shard is full, it begins anew.
const WORDS: usize = 50_000;
/// Parts that are locked apart, so that threads seldom wait for each other.
const SHARDS: usize = 16;

type Shard = FxHashMap<Box<str>, Arc<[Candidate]>>;

/// What was found for each word. It never changes a result, since what is found for a word hangs on nothing else.
#[derive(Default)]
pub struct Known {
    shards: [Mutex<Shard>; SHARDS],
}

impl Known {
    /// What was found for a word.
    pub fn find(&self, word: &str) -> Option<Arc<[Candidate]>> {
        self.shard(word).lock().ok()?.get(word).cloned()
    }

    /// Remembers what was found for a word.
    pub fn add(&self, word: &str, found: &[Candidate]) -> Arc<[Candidate]> {
        let found: Arc<[Candidate]> = found.into();
        if let Ok(mut shard) = self.shard(word).lock() {
            if shard.len() >= WORDS / SHARDS {
                shard.clear();
            }
            shard.insert(word.into(), Arc::clone(&found));
        }
        found
    }

    fn shard(&self, word: &str) -> &Mutex<Shard> {
        // The low bits place a word within its shard.
        &self.shards[(FxBuildHasher.hash_one(word) >> 32) as usize % SHARDS]
    }
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
        }
        let remembered: usize = known.shards.iter().map(|shard| shard.lock().expect("lock").len()).sum();
        assert!((WORDS / 4..=WORDS).contains(&remembered), "{remembered}");
        assert!(known.find(&(2 * WORDS - 1).to_string()).is_some() && known.find("x").is_none());
    }
}
