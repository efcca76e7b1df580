//! One search.

use super::bar::Bar;
use super::bounds::{Before, Bounds};
use super::heads::{Head, Heads};
use super::walk::{Joined, Mark, REACH, Space, Walk};
use super::{CUTS, Form, Index};
use crate::channel::emission::{Candidate, Channel, LONGEST_WORD, PLACES, ROW, word_key};

/// How much counts may lift the onsets of a beginning above their letters.
const LIFT: f32 = 30.0;
/// Prefixes that a walk follows at each length.
const BEAM: usize = 300;
/// Prefixes that are followed at first, to learn how good the best form is.
const SCOUTS: usize = 2;

/// What a search is to find.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Most forms.
    pub most: usize,
    /// What a form must be worth, by letters and frequency.
    pub least: f32,
}

/// What was read.
#[derive(Default)]
pub(super) struct Word {
    pub chars: [char; LONGEST_WORD],
    pub len: usize,
    /// Keys of what was read before each cut, and from it on.
    pub starts: [u64; CUTS],
    pub ends: [u64; CUTS],
}

impl Word {
    /// `None` where it is too long or nothing.
    fn new(read: &str) -> Option<Self> {
        let mut word = Self::default();
        for (byte, c) in read.char_indices() {
            *word.chars.get_mut(word.len)? = c;
            if word.len < CUTS {
                word.starts[word.len] = word_key(&read[..byte]);
                word.ends[word.len] = word_key(&read[byte..]);
            }
            word.len += 1;
        }
        if word.len < CUTS {
            word.starts[word.len] = word_key(read);
            word.ends[word.len] = word_key("");
        }
        (word.len > 0).then_some(word)
    }

    fn chars(&self) -> &[char] {
        &self.chars[..self.len]
    }
}

/// Working space of searches over one channel, and what they remember.
#[derive(Default)]
pub struct Scratch {
    bounds: Bounds,
    heads: Heads,
    /// For words of fewer than so many characters.
    four: Space<4>,
    eight: Space<8>,
    longest: Space<PLACES>,
    joined: Joined,
    /// Index into the forms, P(read | form), and that with its frequency.
    found: Vec<(u32, f32, f32)>,
}

impl Index {
    /// Fills `out` with the forms that `read` may stand for, at most as many as `wanted` says, in no order that means anything. Frequent
    /// words stay in reach with worse letters.
    pub fn search(
        &self,
        read: &str,
        channel: &Channel,
        scratch: &mut Scratch,
        wanted: Wanted,
        out: &mut Vec<Candidate>,
    ) {
        let Wanted { most: limit, least } = wanted;
        out.clear();
        let Some(word) = Word::new(read) else { return };
        let known = channel.readings(read);
        let mut mark = Mark { best: 0.0, bar: Bar::new(limit as u32), least };
        for &(_, form, count) in known {
            mark.best = mark.best.max(channel.at_least(form, count) * self.prior(form));
        }
        self.walk(&word, channel, scratch, &mut mark);
        let best = mark.best;
        let Scratch { joined, found, .. } = scratch;
        found.clear();
        found.extend(joined.forms.iter().map(|&(at, product)| {
            let detail = &self.details[at as usize];
            let p = detail.weights.mix(0.0, product);
            (at, p, p * detail.prior)
        }));
        for &(_, form, count) in known {
            self.known(form, count, found, best);
        }
        found.retain(|&(.., worth)| worth > best * REACH);
        if found.len() > limit {
            found.select_nth_unstable_by(limit, |a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
            found.truncate(limit);
        }
        let cost = |p: f32| -p.max(1e-37).ln();
        out.extend(
            found.iter().map(|&(form, p, _)| Candidate { form: self.details[form as usize].form, cost: cost(p) }),
        );
    }

    /// Finds the forms that the letters promise.
    fn walk(&self, word: &Word, channel: &Channel, scratch: &mut Scratch, mark: &mut Mark) {
        scratch.bounds.read(self, channel, word.chars());
        let Scratch { bounds, heads, four, eight, longest, joined, .. } = scratch;
        match word.len {
            0..4 => self.walk_in(word, channel, (bounds, heads, four), joined, mark),
            4..8 => self.walk_in(word, channel, (bounds, heads, eight), joined, mark),
            _ => self.walk_in(word, channel, (bounds, heads, longest), joined, mark),
        }
    }

    /// The same in the space that is wide enough.
    fn walk_in<const W: usize>(
        &self,
        word: &Word,
        channel: &Channel,
        (bounds, heads, space): (&Bounds, &mut Heads, &mut Space<W>),
        joined: &mut Joined,
        mark: &mut Mark,
    ) {
        heads.make_room();
        space.matrix.fill(channel, word.chars(), bounds);
        let mut promises = [(0.0_f32, 0_usize); CUTS];
        let promises = &mut promises[..CUTS.min(word.len + 1)];
        for (at, cut) in promises.iter_mut().enumerate() {
            *cut = (bounds.head[at] * bounds.tail[at], at);
        }
        promises.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut cuts = [(0, Head::default()); CUTS];
        let mut count = 0;
        // A few prefixes at the likeliest cut show how good the best is; then all, at the cuts that come near it.
        for beam in [SCOUTS, BEAM] {
            while let Some(&(promise, cut)) = promises.get(count)
                && (count == 0 || beam == BEAM && promise * self.top * LIFT >= mark.letters())
            {
                cuts[count] = (cut, heads.of(self, channel, word, cut, &space.matrix));
                count += 1;
            }
            let mut starts = [0.0; ROW];
            cuts[..count].iter().for_each(|&(cut, head)| starts[cut] = head.best);
            let before = Before::new(&bounds.before(&starts, word.len, self.lost));
            mark.bar = mark.bar.emptied();
            let mut walk = Walk { index: self, channel, word, cuts: &cuts[..count], heads, mark, joined };
            walk.run(space, &before, beam);
        }
    }

    pub(super) fn forms_of(&self, rime: u32) -> &[Form] {
        let (first, end) = self.rimes[rime as usize].forms;
        &self.forms[first as usize..end as usize]
    }

    fn prior(&self, form: u32) -> f32 {
        self.entry(form).map_or(0.0, |at| self.details[at as usize].prior)
    }

    /// The index into `forms` of a form of the lexicon.
    fn entry(&self, form: u32) -> Option<u32> {
        let rime = self.rimes.get(*self.rime_of.get(form as usize)? as usize)?;
        (rime.forms.0..rime.forms.1).find(|&at| self.details[at as usize].form == form)
    }

    /// Adds what was counted of a whole word.
    fn known(&self, form: u32, count: f32, found: &mut Vec<(u32, f32, f32)>, best: f32) {
        let Some(at) = self.entry(form) else { return };
        let detail = &self.details[at as usize];
        let extra = detail.weights.mix((count - 0.5).max(0.0), 0.0);
        if let Some((_, p, worth)) = found.iter_mut().find(|&&mut (found, ..)| found == at) {
            *p += extra;
            *worth = *p * detail.prior;
            return;
        }
        // A reading that was counted is never out of reach.
        found.push((at, extra, (extra * detail.prior).max(best * REACH * 1.01)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Channel as Name;
    use crate::model::Model;

    fn found(model: &Model, scratch: &mut Scratch, read: &str) -> Vec<(u32, u32)> {
        let reading = model.reading(Name::Eng);
        let mut out = Vec::new();
        reading.index.search(read, &reading.emissions, scratch, Wanted { most: 100, least: 0.0 }, &mut out);
        let mut found: Vec<_> = out.iter().map(|candidate| (candidate.form, candidate.cost.to_bits())).collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn what_is_found_hangs_on_no_search_before() {
        let model = Model::embedded().expect("a whole model");
        let words =
            ["hién", "nghj", "quyét", "dudgc", "thwe", "nghiép5", "x", "phuongtrinh", "HOACH", "q@7k", "ién", "tnrdng"];
        let (mut there, mut back) = (Scratch::default(), Scratch::default());
        let forward: Vec<_> = words.iter().map(|word| found(&model, &mut there, word)).collect();
        let mut backward: Vec<_> = words.iter().rev().map(|word| found(&model, &mut back, word)).collect();
        backward.reverse();
        for ((word, forward), backward) in words.iter().zip(&forward).zip(&backward) {
            assert!(!forward.is_empty() && forward.len() <= 100, "{word}");
            assert_eq!(forward, backward, "{word}");
            assert_eq!(*forward, found(&model, &mut there, word), "{word} again");
        }
    }

    #[test]
    fn the_printed_word_is_near_the_best() {
        let model = Model::embedded().expect("a whole model");
        let mut scratch = Scratch::default();
        for (read, printed) in [("hién", "hiện"), ("nghj", "nghị"), ("quyét", "quyết"), ("thwe", "thực"), ("KE", "KẾ")]
        {
            let mut all = found(&model, &mut scratch, read);
            all.sort_unstable_by(|a, b| f32::from_bits(a.1).total_cmp(&f32::from_bits(b.1)));
            let rank = all.iter().position(|&(form, _)| model.forms.written(form) == printed);
            assert!(rank.is_some_and(|rank| rank < 12), "{read}: {printed} is at {rank:?}");
        }
    }

    #[test]
    fn what_is_no_word_has_no_forms() {
        let model = Model::embedded().expect("a whole model");
        for read in ["", "aaaaaaaaaaaaaaaa"] {
            assert_eq!(found(&model, &mut Scratch::default(), read), [], "{read}");
        }
    }
}
