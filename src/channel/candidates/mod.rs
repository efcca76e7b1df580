//! The search for the written forms that a string may have been printed as.
//!
//! A form is an onset and a rime, and P(read | form) is a sum over the places where what was read is cut between them. What the onsets
//! are worth for a beginning is worked out once and remembered (`heads`). The rimes are a trie from their last letter to their first; one
//! walk over it serves all cuts (`walk`), since a row has what the letters read from each place on. It follows what may still come near the
//! best (`bounds`), and joins each rime that it reaches with the onsets of all cuts.

use std::collections::{BTreeMap, VecDeque};

use super::emission::{Channel, Part, Weights, unit_key};
use crate::lexicon::forms::Forms;

mod bar;
mod bounds;
mod heads;
mod rows;
mod search;
mod walk;

pub use search::{Scratch, Wanted};

/// Places where what was read may be cut: an onset is read as at most 7 characters.
const CUTS: usize = 8;
const NONE: u32 = u32::MAX;
/// Letters of a rime that are told apart by their number; this many or more count as one.
const MANY: usize = 5;

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
    /// The highest weight of its forms.
    weight: f32,
    /// Range into the forms, weightiest first.
    forms: (u32, u32),
}

/// What a search looks at of every form of a rime.
struct Form {
    onset: u16,
    /// How likely the form is without context, times the share that its parts have beside the counts of whole words.
    weight: f32,
}

/// What it looks at of a form that is in reach.
struct Detail {
    form: u32,
    prior: f32,
    weights: Weights,
}

#[derive(Clone, Copy)]
struct Child {
    letter: u16,
    /// The fewest and the most letters that follow, at most [`MANY`].
    rest: [u8; 2],
    rime: u32,
    /// Nothing where no letter follows.
    node: u32,
    /// The highest weight from here on.
    weight: f32,
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
    /// A trie over the rimes from their last letter: start of each node's children, which stand weightiest first.
    starts: Vec<u32>,
    children: Vec<Child>,
    /// The rime without letters.
    empty: u32,
    counted: Counted,
    /// The parts that each letter of the alphabet stands in.
    roles: Vec<Roles>,
    /// How likely a rime's first letter, and any letter of it, is read as nothing, at the most; the second as a share of the highest
    /// weight.
    lost: [f32; 2],
    /// The highest weight of all forms.
    top: f32,
}

/// The highest weight of the forms that have a letter in a part, as a share of the highest of all. Multiplied along a word they are an
/// estimate, which can be too low: a form far down the list may be passed over.
#[derive(Clone, Copy, Default)]
struct Roles([f32; 3]);

impl Roles {
    const ONSET: usize = 0;
    const RIME: usize = 1;
    /// The first letter of a rime.
    const FIRST: usize = 2;
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
            roles: Vec::new(),
            lost: [0.0; 2],
            top: 0.0,
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
            let found: Vec<_> = list.iter().filter_map(|&(onset, at)| Some((onset, at, forms.get(at)?))).collect();
            let key = found.first().map_or(0, |(.., form)| form.rime_key);
            let weigh = |(onset, at, prior)| {
                let weights = channel.form_weights(at);
                (Form { onset, weight: weights.mix(0.0, prior) }, Detail { form: at, prior, weights })
            };
            let mut found: Vec<_> = found.into_iter().map(|(onset, at, form)| weigh((onset, at, form.prior))).collect();
            found.sort_by(|a, b| b.0.weight.total_cmp(&a.0.weight).then(a.1.form.cmp(&b.1.form)));
            let weight = found.first().map_or(0.0, |(form, _)| form.weight);
            for (form, detail) in found {
                index.rime_of[detail.form as usize] = index.rimes.len() as u32;
                index.forms.push(form);
                index.details.push(detail);
            }
            let forms = (first, index.forms.len() as u32);
            index.rimes.push(Rime {
                letters: letters.as_slice().into(),
                key,
                weights: channel.part_weights(key),
                weight,
                forms,
            });
        }
        index.cast(channel);
        index.grow(&rimes.into_keys().collect::<Vec<_>>());
        index
    }

    /// Notes the parts that each letter stands in.
    fn cast(&mut self, channel: &Channel) {
        self.roles = vec![Roles::default(); channel.size()];
        let top = self.rimes.iter().map(|rime| rime.weight).fold(f32::MIN_POSITIVE, f32::max);
        let mut raise = |letter: u16, role: usize, weight: f32| {
            let known = &mut self.roles[usize::from(letter)].0[role];
            *known = known.max(weight / top);
        };
        for rime in &self.rimes {
            for form in &self.forms[rime.forms.0 as usize..rime.forms.1 as usize] {
                for &letter in &self.onsets[usize::from(form.onset)].letters {
                    raise(letter, Roles::ONSET, form.weight);
                }
            }
            for &letter in &rime.letters {
                raise(letter, Roles::RIME, rime.weight);
            }
            if let Some(&first) = rime.letters.last() {
                raise(first, Roles::FIRST, rime.weight);
                self.lost[0] = self.lost[0].max(channel.empty()[usize::from(first)]).max(channel.floors()[0]);
            }
        }
        for (roles, &empty) in self.roles.iter().zip(channel.empty()) {
            self.lost[1] = self.lost[1].max(roles.0[Roles::RIME] * empty.max(channel.floors()[0]));
        }
        self.top = top;
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
                let weight = self.rimes[at..end].iter().map(|rime| rime.weight).fold(0.0, f32::max);
                let lengths = words[at..end].iter().map(|word| (word.len() - depth - 1).min(MANY) as u8);
                let rest = lengths.fold([MANY as u8, 0], |[least, most], len| [least.min(len), most.max(len)]);
                let node = if rest[1] > 0 { nodes } else { NONE };
                self.children.push(Child { letter, rest, rime, node, weight });
                if node != NONE {
                    nodes += 1;
                    ranges.push_back((at..end, depth + 1));
                }
                at = end;
            }
            let first = self.starts.last().map_or(0, |&start| start as usize);
            self.children[first..].sort_by(|a, b| b.weight.total_cmp(&a.weight));
        }
        self.starts.push(self.children.len() as u32);
    }

    /// A count of the channel.
    fn count(&self, channel: &Channel, key: u64) -> f32 {
        if self.counted.may_hold(key) { channel.count(key) } else { 0.0 }
    }

    fn children(&self, node: u32) -> &[Child] {
        &self.children[self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize]
    }
}
