//! The search for the written forms that a string may have been printed as.
//!
//! A form is an onset and a rime, and P(read | form) is a sum over the places where what was read is cut between them. So the onsets
//! are worked out once for each beginning and the rimes by a walk over a trie from the last letter to the first; every
//! form of a rime then costs one product of short rows.

use std::collections::{BTreeMap, VecDeque};

use super::emission::{Channel, Part, Weights, unit_key};
use crate::lexicon::forms::Forms;

mod rows;
mod search;

pub use search::Scratch;

/// Places where what was read may be cut: an onset is read as at most 7 characters.
const CUTS: usize = 8;
const NONE: u32 = u32::MAX;

/// How likely each onset is read as one beginning, or a rime as the ends.
type Cut = [f32; CUTS];

struct Onset {
    letters: Vec<u16>,
    key: u64,
    weights: Weights,
}

struct Rime {
    /// From the last to the first.
    letters: Box<[u16]>,
    key: u64,
    weights: Weights,
    /// The highest prior of its forms.
    prior: f32,
    /// Range into the forms, likeliest first.
    forms: (u32, u32),
}

/// What a search looks at of every form of a rime.
struct Form {
    onset: u16,
    prior: f32,
}

/// What it looks at of a form that is in reach.
struct Detail {
    form: u32,
    weights: Weights,
}

#[derive(Clone, Copy)]
struct Child {
    letter: u16,
    rime: u32,
    node: u32,
    /// The highest prior from here on.
    prior: f32,
}

/// All forms by onset and rime, with what a channel counted of them.
pub struct Index {
    onsets: Vec<Onset>,
    rimes: Vec<Rime>,
    forms: Vec<Form>,
    /// Beside `forms`.
    details: Vec<Detail>,
    /// For each form of the lexicon, its rime.
    rime_of: Vec<u32>,
    /// A trie over the rimes from their last letter: start of each node's children.
    starts: Vec<u32>,
    children: Vec<Child>,
    /// The rime without letters.
    empty: u32,
    counted: Counted,
}

/// A filter of the keys that a channel counted, small enough for the cache: most onsets and rimes were never read as what a search asks for.
struct Counted(Vec<u64>);

impl Counted {
    /// Bits of the filter, as a power of two.
    const BITS: u32 = 20;

    fn new(keys: impl Iterator<Item = u64>) -> Self {
        let mut bits = vec![0; 1 << (Self::BITS - 6)];
        for key in keys {
            let at = key >> (64 - Self::BITS);
            bits[(at >> 6) as usize] |= 1 << (at & 63);
        }
        Self(bits)
    }

    /// Whether a key may have been counted.
    fn may_hold(&self, key: u64) -> bool {
        let at = key >> (64 - Self::BITS);
        self.0[(at >> 6) as usize] >> (at & 63) & 1 == 1
    }
}

impl Index {
    /// The forms whose letters the channel knows.
    pub fn new(forms: &Forms, channel: &Channel) -> Self {
        let letters = |text: &str| text.chars().map(|c| channel.index(c)).collect::<Option<Vec<u16>>>();
        let mut onsets: BTreeMap<&str, u16> = BTreeMap::new();
        let mut rimes: BTreeMap<Vec<u16>, Vec<(u16, u32)>> = BTreeMap::new();
        for at in 0..forms.len() as u32 {
            let Some(form) = forms.get(at) else { continue };
            let (onset, rime) = form.parts();
            let (Some(_), Some(mut rime)) = (letters(onset), letters(rime)) else { continue };
            rime.reverse();
            let count = onsets.len() as u16;
            let onset = *onsets.entry(onset).or_insert(count);
            rimes.entry(rime).or_default().push((onset, at));
        }
        let mut index = Self {
            onsets: Vec::new(),
            rimes: Vec::new(),
            forms: Vec::new(),
            details: Vec::new(),
            rime_of: vec![NONE; forms.len()],
            starts: Vec::new(),
            children: Vec::new(),
            empty: NONE,
            counted: Counted::new(channel.counted()),
        };
        let mut by_number: Vec<&str> = vec![""; onsets.len()];
        for (onset, number) in onsets {
            by_number[usize::from(number)] = onset;
        }
        let onset = |onset: &&str| {
            let key = unit_key(Part::Onset, onset);
            Onset { letters: letters(onset).unwrap_or_default(), key, weights: channel.part_weights(key) }
        };
        index.onsets = by_number.iter().map(onset).collect();
        for (letters, list) in &rimes {
            let first = index.forms.len() as u32;
            let mut found: Vec<_> = list.iter().filter_map(|&(onset, at)| Some((onset, at, forms.get(at)?))).collect();
            found.sort_by(|a, b| b.2.prior.total_cmp(&a.2.prior).then(a.1.cmp(&b.1)));
            let (prior, key) = found.first().map_or((0.0, 0), |(.., form)| (form.prior, form.rime_key));
            for (onset, at, form) in found {
                index.rime_of[at as usize] = index.rimes.len() as u32;
                index.forms.push(Form { onset, prior: form.prior });
                index.details.push(Detail { form: at, weights: channel.form_weights(at) });
            }
            let forms = (first, index.forms.len() as u32);
            index.rimes.push(Rime {
                letters: letters.as_slice().into(),
                key,
                weights: channel.part_weights(key),
                prior,
                forms,
            });
        }
        index.grow(&rimes.into_keys().collect::<Vec<_>>());
        index
    }

    /// Makes the trie of sorted words of letters.
    fn grow(&mut self, words: &[Vec<u16>]) {
        let mut ranges = VecDeque::from([(0..words.len(), 0_usize)]);
        let mut nodes = 1;
        while let Some((range, depth)) = ranges.pop_front() {
            self.starts.push(self.children.len() as u32);
            let mut at = range.start;
            if depth == 0 && at < range.end && words[at].is_empty() {
                self.empty = at as u32;
            }
            while at < range.end && words[at].len() == depth {
                at += 1;
            }
            while at < range.end {
                let letter = words[at][depth];
                let end = at + words[at..range.end].partition_point(|word| word[depth] == letter);
                let rime = if words[at].len() == depth + 1 { at as u32 } else { NONE };
                let prior = self.rimes[at..end].iter().map(|rime| rime.prior).fold(0.0, f32::max);
                self.children.push(Child { letter, rime, node: nodes, prior });
                nodes += 1;
                ranges.push_back((at..end, depth + 1));
                at = end;
            }
        }
        self.starts.push(self.children.len() as u32);
    }

    fn children(&self, node: u32) -> &[Child] {
        &self.children[self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize]
    }
}
