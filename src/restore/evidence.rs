//! The document's own evidence, gathered on a first pass and used on a second: which words it repeats, in which pairs, and which
//! abbreviations its phrases make.

use rustc_hash::{FxHashMap, FxHashSet};

use super::lattice::Lattice;
use super::search::Step;
use super::terms::Terms;
use crate::lm::ngram::Ngrams;
use crate::lm::token::class;
use crate::model::Model;
use crate::text::syllable;

/// Shares of the document's own words, alone and in pairs, against the language model.
const WORD_SHARE: f32 = 0.03;
const PAIR_SHARE: f32 = 0.14;
/// How far the language model follows the frequency of the document's words (unigram rescaling, Gildea and Hofmann 1999), and
/// how many words of its own opinion it keeps.
const RESCALING: f32 = 0.3;
const OPINION: f32 = 10.0;
/// The shortest and longest phrase whose first letters make an abbreviation, and how likely its words must be.
const SHORTEST: usize = 3;
const LONGEST: usize = 6;
const SURE: f32 = 0.6;
/// Stands between phrases.
const GAP: char = '\0';

/// How many abbreviations of a document's phrases are expected, the most frequent first.
const ABBREVIATIONS: usize = 500;

/// What a document says of one word.
#[derive(Clone, Copy, Default)]
struct Own {
    /// How often it stands there, by its probability.
    count: f32,
    /// What it costs less for being a word of the document, in nats.
    gain: f32,
}

/// What a document says of itself.
#[derive(Default)]
pub struct Evidence {
    /// By their ids.
    words: Vec<Own>,
    pairs: FxHashMap<(u16, u16), f32>,
    total: f32,
    /// First letters of the words, upper case; where the words are not sure a gap.
    initials: Vec<char>,
}

impl Evidence {
    /// Adds the steps of one paragraph, each word by how likely it is.
    pub fn add(&mut self, model: &Model, lattice: &Lattice, steps: &[Step]) {
        let mut before: Option<(u16, f32)> = None;
        for step in steps {
            let choice = &lattice.choices[step.choice];
            for (other, p) in step.others().chain([(step.choice, step.posterior)]) {
                if let Some(token) = lattice.choices[other].token.filter(|&token| token >= class::COUNT) {
                    self.word(token).count += p;
                    self.total += p;
                }
            }
            if let Some(token) = choice.token {
                if let Some((word, sure)) = before.filter(|_| token >= class::COUNT) {
                    *self.pairs.entry((word, token)).or_default() += sure * step.posterior;
                }
                before = (token >= class::COUNT).then_some((token, step.posterior));
                let initial = model.vocabulary.initial(token).filter(|_| step.posterior > SURE);
                self.initials.push(initial.unwrap_or(GAP));
            }
        }
        self.initials.push(GAP);
    }

    /// Adds what the text that follows says.
    pub fn append(&mut self, next: Self) {
        if self.words.len() < next.words.len() {
            self.words.resize(next.words.len(), Own::default());
        }
        self.words.iter_mut().zip(&next.words).for_each(|(own, next)| own.count += next.count);
        for (pair, count) in next.pairs {
            *self.pairs.entry(pair).or_default() += count;
        }
        self.total += next.total;
        self.initials.extend(next.initials);
    }

    fn word(&mut self, id: u16) -> &mut Own {
        let id = usize::from(id);
        if id >= self.words.len() {
            self.words.resize(id + 1, Own::default());
        }
        &mut self.words[id]
    }

    fn own(&self, id: u16) -> Own {
        self.words.get(usize::from(id)).copied().unwrap_or_default()
    }

    /// How often a word stands in the document, by its probability.
    pub fn mentions(&self, id: u16) -> f32 {
        self.own(id).count
    }

    /// Whether there is enough to go by.
    pub fn is_useful(&self) -> bool {
        self.total > 60.0
    }

    /// The cost of `word` after `before`, given the language model's.
    pub fn cost(&self, before: u16, word: u16, cost: f32) -> f32 {
        const REST: f32 = 1.0 - WORD_SHARE - PAIR_SHARE;
        let Own { count, gain } = self.own(word);
        if count == 0.0 {
            return cost - REST.ln();
        }
        // One mention is the word itself.
        let own = (count - 1.0).max(0.0) / self.total;
        let cost = cost - gain;
        let all = self.own(before).count;
        let both = if all > 0.0 { self.pairs.get(&(before, word)).map_or(0.0, |both| both - 1.0) } else { 0.0 };
        let pair = both.max(0.0) / all.max(1.0);
        -(REST * (-cost).exp() + WORD_SHARE * own + PAIR_SHARE * pair).ln()
    }

    /// Compares the document's words with the language as a whole; to be called when all are counted.
    pub fn settle(&mut self, ngrams: &Ngrams) {
        for (word, own) in (0..).zip(&mut self.words).filter(|(_, own)| own.count > 0.0) {
            let expected = self.total * (-ngrams.unigram(word)).exp();
            own.gain = RESCALING * (((own.count - 1.0).max(0.0) + OPINION) / (expected + OPINION)).ln();
        }
    }

    /// Adds a name or term that the user expects: as if the document held it several times, and its unknown words as terms.
    pub fn expect(&mut self, model: &Model, text: &str, weight: f32, terms: &mut Terms) {
        let count = 4.0 * weight;
        let mut before = None;
        for written in text.split_whitespace() {
            let Some(token) = model.vocabulary.id(&syllable::key(written)) else {
                terms.add(model, written, 4.0 - weight.max(0.1).ln());
                before = None;
                continue;
            };
            self.word(token).count += count;
            self.total += count;
            if let Some(before) = before {
                *self.pairs.entry((before, token)).or_default() += count;
            }
            before = Some(token);
        }
    }

    /// The words known so far.
    pub fn words(&self) -> FxHashSet<u16> {
        (0..).zip(&self.words).filter(|(_, own)| own.count > 0.0).map(|(word, _)| word).collect()
    }

    /// The abbreviations that the document's phrases make more than once.
    pub fn abbreviations(&self, model: &Model, terms: &mut Terms) {
        for (text, count) in abbreviations(&self.initials, ABBREVIATIONS) {
            terms.add(model, &text, (7.5 - 0.8 * (count as f32).ln()).max(3.0));
        }
    }
}

/// The strings of first letters that stand in a row more than once and how often, the most frequent first.
fn abbreviations(initials: &[char], most: usize) -> Vec<(String, u32)> {
    // Once the windows are sorted, the mentions of each beginning stand together.
    let mut windows: Vec<u64> = (0..initials.len()).filter_map(|at| window(&initials[at..])).collect();
    windows.sort_unstable();
    let mut found: Vec<(u64, u32)> = Vec::new();
    for size in SHORTEST..=LONGEST {
        let beginning = |window: u64| window >> (LETTER_BITS * (LONGEST - size) as u32);
        for row in windows.chunk_by(|&a, &b| beginning(a) == beginning(b)) {
            let text = beginning(row[0]);
            if row.len() > 1 && text & LETTER > 0 {
                found.push((text, row.len() as u32));
            }
        }
    }
    found.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    found.truncate(most);
    found.into_iter().map(|(text, count)| (letters(text), count)).collect()
}

/// Bits of a letter in a window: those of the Latin blocks up to U+02FF, and after them U+1E00 to U+1EFF.
const LETTER_BITS: u32 = 10;
const LETTER: u64 = (1 << LETTER_BITS) - 1;
const PLAIN: u32 = 0x300;
const ADDITIONAL: u32 = 0x1e00;

/// The next letters up to a gap, at the left of a window; none where they are too few.
fn window(initials: &[char]) -> Option<u64> {
    let code = |&c: &char| match u32::from(c) {
        c @ 1..PLAIN => Some(u64::from(c)),
        c @ ADDITIONAL..0x1f00 => Some(u64::from(c - ADDITIONAL + PLAIN)),
        _ => None,
    };
    let (mut window, mut size) = (0, 0);
    for letter in initials.iter().take(LONGEST).map_while(code) {
        window = window << LETTER_BITS | letter;
        size += 1;
    }
    (size >= SHORTEST).then(|| window << (LETTER_BITS * (LONGEST - size) as u32))
}

/// The letters of the beginning of a window.
fn letters(mut window: u64) -> String {
    let mut letters = Vec::new();
    while window > 0 {
        let code = (window & LETTER) as u32;
        letters.extend(char::from_u32(if code < PLAIN { code } else { code - PLAIN + ADDITIONAL }));
        window >>= LETTER_BITS;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_make_abbreviations() {
        let letters = |text: &str| -> Vec<char> { text.chars().map(|c| if c == ' ' { GAP } else { c }).collect() };
        let found = |text| -> Vec<String> {
            abbreviations(&letters(text), 9).iter().map(|(text, count)| format!("{text} {count}")).collect()
        };
        assert_eq!(found("UBND UBND XUBND HĐND UỶB"), ["BND 3", "UBN 3", "UBND 3"]);
        assert_eq!(found("UỶB ẢUỶB UB UB"), ["UỶB 2"]);
        assert_eq!(found("ABCDEFGH"), [""; 0]);
        assert_eq!(found("AAAAA"), ["AAA 3", "AAAA 2"]);
    }
}
