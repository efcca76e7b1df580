//! The titles that columns go by, and how well the words of a header agree with theirs.
//!
//! A title may be damaged; one that stands whole in another header of the same document is trusted with less.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use strsim::normalized_levenshtein;

use super::fields::{Field, Fields};
use crate::text::syllable::base_letters;

/// What it costs to pass over a word.
pub(super) const SKIPPED: f32 = 0.8;
/// What a year and the word before it are worth at the most.
pub(super) const YEAR: f32 = 4.0 + 2.0 * SKIPPED;

/// What a word of a title is worth that is found.
const FOUND: f32 = 2.0;
/// What each column costs: few titles explain a header better than many.
const COLUMN: f32 = 1.5;

/// A title that may be looked for: all of the dictionary but years.
pub(super) struct Candidate<'a> {
    /// What it means.
    pub(super) field: Field,
    /// As written.
    pub(super) title: &'a str,
    /// Its words, as numbers of [`Dictionary::names`].
    pub(super) words: Vec<usize>,
    /// Which of them tell what the column means: titles of no other field use them.
    telling: Vec<bool>,
    /// Whether another header of the document holds it whole.
    pub(super) trusted: bool,
}

/// One printed word of a header.
pub(super) struct Printed {
    /// The year that it is.
    pub(super) year: Option<i32>,
    /// Whether it may be a year that was misread.
    pub(super) broken_year: bool,
    /// Whether it is the word before a year.
    pub(super) named_year: bool,
    /// How well it agrees with each word that titles use, 0 to 1.
    pub(super) alike: Vec<f32>,
    /// Those that it agrees with at all.
    near: Vec<usize>,
    /// The candidates that may begin with it, rising: most titles can't.
    pub(super) begins: Vec<u16>,
}

impl Printed {
    /// The words of titles that it agrees with, and how well.
    pub(super) fn agreed(&self) -> impl Iterator<Item = (usize, f32)> {
        self.near.iter().map(|&name| (name, self.alike[name]))
    }
}

/// The words that titles use, and those that were met.
pub(super) struct Dictionary<'a> {
    /// The words that titles use, in order.
    names: Vec<&'a str>,
    /// Letters of each name, one bit each.
    letters: Vec<u32>,
    /// The names, to be asked for.
    known: FxHashSet<&'a str>,
    met: FxHashMap<String, Rc<Printed>>,
}

impl<'a> Dictionary<'a> {
    /// The words of `fields`' titles, and the titles.
    pub(super) fn new(fields: &'a Fields) -> (Self, Vec<Candidate<'a>>) {
        let mut names: Vec<&str> = fields.titles.iter().flat_map(|t| t.words.iter().map(String::as_str)).collect();
        names.sort_unstable();
        names.dedup();
        let number = |word: &String| names.binary_search(&word.as_str()).ok();
        let mut users = vec![0; names.len()];
        for title in &fields.titles {
            title.words.iter().filter_map(number).for_each(|name| users[name] |= title.field.bit());
        }
        let titles = fields.titles.iter().filter(|title| title.field != Field::Year).map(|title| {
            let words: Vec<usize> = title.words.iter().filter_map(number).collect();
            let telling = words.iter().map(|&name| users[name] == title.field.bit()).collect();
            Candidate { field: title.field, title: &title.text, words, telling, trusted: false }
        });
        let titles = titles.collect();
        let letters = names.iter().map(|name| base_letters(name)).collect();
        let known = names.iter().copied().collect();
        (Self { names, letters, known, met: FxHashMap::default() }, titles)
    }

    /// How many words titles use.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether titles use a word.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.known.contains(word)
    }

    pub(super) fn word(&mut self, word: impl AsRef<str>, titles: &[Candidate<'_>]) -> Rc<Printed> {
        let word = word.as_ref();
        if let Some(known) = self.met.get(word) {
            return known.clone();
        }
        let own = base_letters(word);
        let alike = self.names.iter().zip(&self.letters).map(|(name, letters)| {
            // Each edit changes two letters at most, and three edits in ten letters are borne.
            let far = (own ^ letters).count_ones() as usize * 5 > 3 * name.len().max(word.len());
            if far { 0.0 } else { alike(name, word) }
        });
        let alike: Vec<f32> = alike.collect();
        // OCR may have lost up to three words of a title.
        let begin = |title: &Candidate<'_>| title.words.iter().take(4).any(|&name| alike[name] > 0.0);
        let begins = (0..).zip(titles).filter(|(_, title)| begin(title)).map(|(at, _)| at).collect();
        let near = (0..alike.len()).filter(|&name| alike[name] > 0.0).collect();
        let printed = Rc::new(Printed {
            year: year(word),
            broken_year: broken_year(word),
            named_year: word == "nam",
            alike,
            near,
            begins,
        });
        self.met.insert(word.to_owned(), printed.clone());
        printed
    }
}

/// The year that a word is.
pub(super) fn year(word: &str) -> Option<i32> {
    let value = (word.len() == 4).then(|| word.parse::<i32>().ok()).flatten()?;
    (2015..=2060).contains(&value).then_some(value)
}

/// Whether a word looks like a year that was misread.
fn broken_year(word: &str) -> bool {
    year(word).is_none()
        && (3..=6).contains(&word.len())
        && word.starts_with('2')
        && word.bytes().filter(u8::is_ascii_digit).count() * 2 > word.len()
}

impl Candidate<'_> {
    /// Whether it is a title of whose words so many agree.
    pub(super) fn is_enough(&self, matched: f32) -> bool {
        let least = if self.trusted { 0.2 } else { 0.5 };
        matched >= 0.9 && matched >= least * self.words.len() as f32
    }

    /// Whether half of it or less will do: one word of two that titles of other fields use as well, as `chi` of `Mức chi`, does not.
    pub(super) fn is_told(&self, matched: f32, mut agreed: impl Iterator<Item = usize>) -> bool {
        let half = 0.5 * self.words.len() as f32;
        self.trusted || matched > half || agreed.any(|at| self.telling[at])
    }

    /// What a title gains of whose words so many agree.
    pub(super) fn gain(&self, matched: f32) -> f32 {
        FOUND * matched - self.missing() * (self.words.len() as f32 - matched) - COLUMN
    }

    /// The most that it gains by each of its words, and by not passing over that, where `held` of them agree at all: what it costs is
    /// borne by all of them.
    pub(super) fn gain_each(&self, matched: f32, held: f32) -> f32 {
        let each = FOUND + self.missing();
        let cost = self.missing() * self.words.len() as f32 + COLUMN;
        (each + SKIPPED) * (1.0 - cost / (each * matched + SKIPPED * held)).max(0.0)
    }

    /// What it costs that a word of it is missing.
    fn missing(&self) -> f32 {
        if self.trusted { 0.2 } else { 1.0 }
    }
}

/// How well a printed word agrees with a title's word, 0 to 1.
fn alike(title: &str, word: &str) -> f32 {
    if title == word {
        1.0
    } else if title.len() >= 5 && normalized_levenshtein(title, word) >= 0.7 {
        0.7
    } else {
        0.0
    }
}
