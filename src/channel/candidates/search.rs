//! One search: the onsets of each beginning joined with the rimes of the end beside it.

use super::bar::Bar;
use super::bounds::Bounds;
use super::heads::{Head, Heads};
use super::tails::{End, Floor, Tail, Tails};
use super::walk::Space;
use super::{CUTS, Form, Index};
use crate::channel::emission::{Candidate, Channel, LONGEST_WORD, PLACES, word_key};

/// How much worse than the best, frequency included, a candidate may be.
const REACH: f32 = 1e-7;
/// How much worse than the best letters may be: the counts of whole onsets and rimes may still lift them. Chosen by the words that come
/// out wrong.
const LETTERS: f32 = 1e-3;
/// How much counts may lift the onsets of a beginning above their letters.
const LIFT: f32 = 30.0;

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

/// How good the best form is, and what a form must be worth at the least.
struct Mark {
    best: f32,
    bar: Bar,
    least: f32,
}

impl Mark {
    fn worst(&self) -> f32 {
        self.bar.height().max(self.best * REACH).max(self.least)
    }

    /// What letters must be worth.
    fn letters(&self) -> f32 {
        self.bar.height().max(self.best * LETTERS).max(self.least)
    }
}

/// Working space of searches over one channel, and what they remember.
#[derive(Default)]
pub struct Scratch {
    bounds: Bounds,
    heads: Heads,
    tails: Tails,
    /// By how many characters a beginning or an end has at the most, and one.
    four: Space<4>,
    eight: Space<8>,
    longest: Space<PLACES>,
    /// For each form: Σ P(beginning | onset) · P(end | rime); 0 but for those in `touched`.
    sums: Vec<f32>,
    touched: Vec<u32>,
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
        self.join_all(&word, channel, scratch, &mut mark);
        let best = mark.best;
        let Scratch { sums, touched, found, .. } = scratch;
        found.clear();
        for at in touched.drain(..) {
            let detail = &self.details[at as usize];
            let p = detail.weights.mix(0.0, std::mem::take(&mut sums[at as usize]));
            found.push((at, p, p * detail.prior));
        }
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

    /// Joins the onsets and rimes of all cuts, the most promising first.
    fn join_all(&self, word: &Word, channel: &Channel, scratch: &mut Scratch, mark: &mut Mark) {
        scratch.sums.resize(self.forms.len(), 0.0);
        scratch.bounds.read(self, channel, word.chars());
        let mut cuts = [(0.0_f32, 0_usize); CUTS];
        let cuts = &mut cuts[..CUTS.min(word.len + 1)];
        for (at, cut) in cuts.iter_mut().enumerate() {
            *cut = (scratch.bounds.head[at] * scratch.bounds.tail[at], at);
        }
        cuts.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for &(promise, cut) in cuts.iter() {
            if promise * self.top * LIFT < mark.letters() {
                break;
            }
            let head = self.head(word, channel, scratch, cut);
            if head.best * scratch.bounds.tail[cut] * self.top > mark.letters() {
                self.join_at(word, channel, scratch, (cut, head), mark);
            }
        }
    }

    fn head(&self, word: &Word, channel: &Channel, scratch: &mut Scratch, cut: usize) -> Head {
        let Scratch { bounds, heads, four, eight, .. } = scratch;
        heads.find(word.starts[cut]).unwrap_or_else(|| {
            let start = (word.starts[cut], &word.chars()[..cut]);
            if cut < 4 {
                heads.add(self, channel, start, bounds, &mut four.matrix)
            } else {
                heads.add(self, channel, start, bounds, &mut eight.matrix)
            }
        })
    }

    /// The rimes of the end from `cut` on whose letters are worth a floor, and the least that any form must be worth.
    fn tail(
        &self,
        word: &Word,
        channel: &Channel,
        scratch: &mut Scratch,
        cut: usize,
        (floor, least): (Floor, Floor),
    ) -> Tail {
        let Scratch { bounds, tails, four, eight, longest, .. } = scratch;
        tails.find(word.ends[cut], floor, least).unwrap_or_else(|| {
            let before = bounds.before(cut, word.len, self.lost);
            let end = End { key: word.ends[cut], chars: &word.chars()[cut..], before };
            match end.chars.len() {
                0..4 => tails.add(self, channel, &end, (bounds, four), (floor, least)),
                4..8 => tails.add(self, channel, &end, (bounds, eight), (floor, least)),
                _ => tails.add(self, channel, &end, (bounds, longest), (floor, least)),
            }
        })
    }

    /// Joins the onsets of a beginning with the rimes of the end after it.
    fn join_at(
        &self,
        word: &Word,
        channel: &Channel,
        scratch: &mut Scratch,
        (cut, head): (usize, Head),
        mark: &mut Mark,
    ) {
        let floor = |mark: &Mark| mark.letters() / head.best;
        let first = scratch.touched.is_empty();
        let least = Floor::new(mark.least / head.best);
        let reach = if first { Floor::OPEN } else { Floor::new(floor(mark)) };
        let tail = self.tail(word, channel, scratch, cut, (reach, least));
        let best = mark.best;
        self.join(scratch, head, tail, mark);
        if first && tail.floor > floor(mark) {
            // The best rimes make few words with these onsets, so worse ones are in reach.
            let tail = self.tail(word, channel, scratch, cut, (Floor::new(floor(mark)), least));
            for at in scratch.touched.drain(..) {
                scratch.sums[at as usize] = 0.0;
            }
            *mark = Mark { best, bar: mark.bar.emptied(), least: mark.least };
            self.join(scratch, head, tail, mark);
        }
    }

    /// Adds what the onsets of a beginning and the rimes of an end make.
    fn join(&self, scratch: &mut Scratch, head: Head, tail: Tail, mark: &mut Mark) {
        let Scratch { heads, tails, sums, touched, .. } = scratch;
        let column = heads.column(head, self);
        for read in tails.rimes(tail) {
            let worst = mark.worst();
            if read.worth * head.best < worst {
                break;
            }
            let first = self.rimes[read.rime as usize].forms.0;
            for (at, form) in (first..).zip(self.forms_of(read.rime)) {
                if read.p * head.best * form.weight < worst {
                    break;
                }
                let product = column[usize::from(form.onset)] * read.p;
                let worth = product * form.weight;
                if worth > worst {
                    let sum = &mut sums[at as usize];
                    if *sum == 0.0 {
                        touched.push(at);
                        mark.bar.add(worth);
                    }
                    *sum += product;
                    mark.best = mark.best.max(*sum * form.weight);
                }
            }
        }
    }

    fn forms_of(&self, rime: u32) -> &[Form] {
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
