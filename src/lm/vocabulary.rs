//! Words and their ids.

use rustc_hash::{FxHashMap, FxHashSet};

use super::token::class;
use crate::text::syllable::{self, base_letters};

/// The ways in which a word is written, as a set of bits.
pub mod form {
    /// `nghị`
    pub const LOWER: u8 = 1;
    /// `Nghị`
    pub const TITLE: u8 = 2;
    /// `NGHỊ`
    pub const UPPER: u8 = 4;
    /// Anything else: `TTg`. Written as [`Entry::mixed`](super::Entry::mixed).
    pub const MIXED: u8 = 8;
}

/// One word.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Lower case, NFC, one tone placement.
    pub word: String,
    /// How often it was counted, weighted.
    pub count: u32,
    /// The ways in which it is written, of [`form`].
    pub forms: u8,
    /// The written form where `forms` holds [`form::MIXED`].
    pub mixed: Option<String>,
}

/// All words, most frequent first, so that small ids are common. Ids below [`class::COUNT`] are classes.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    entries: Vec<Entry>,
    /// The first letter of each word, upper case.
    initials: Vec<char>,
    /// The letters of each word without marks, as [`base_letters`] has them.
    letters: Vec<u32>,
    ids: FxHashMap<String, u16>,
}

impl Vocabulary {
    /// A vocabulary of `entries` in their order; what is past 65,000 is left out.
    pub fn new(mut entries: Vec<Entry>) -> Self {
        entries.truncate(65_000);
        let ids = entries.iter().enumerate().map(|(i, entry)| (entry.word.clone(), i as u16 + class::COUNT)).collect();
        let initial = |entry: &Entry| entry.word.chars().flat_map(char::to_uppercase).next().unwrap_or_default();
        let initials = entries.iter().map(initial).collect();
        let letters = entries.iter().map(|entry| base_letters(&entry.word)).collect();
        Self { entries, initials, letters, ids }
    }

    /// The words in order of their ids, from [`class::COUNT`] on.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The id of a word in [`syllable::key`] form.
    pub fn id(&self, key: &str) -> Option<u16> {
        self.ids.get(key).copied()
    }

    /// The entry of an id that is a word.
    pub fn entry(&self, id: u16) -> Option<&Entry> {
        self.entries.get(usize::from(id.checked_sub(class::COUNT)?))
    }

    /// The first letter of the word of an id, upper case.
    pub fn initial(&self, id: u16) -> Option<char> {
        self.initials.get(usize::from(id.checked_sub(class::COUNT)?)).copied()
    }

    /// The letters of the word of an id, as [`base_letters`] has them.
    pub fn letters(&self, id: u16) -> Option<u32> {
        self.letters.get(usize::from(id.checked_sub(class::COUNT)?)).copied()
    }

    /// Number of ids, classes included.
    pub fn len(&self) -> usize {
        self.entries.len() + usize::from(class::COUNT)
    }

    /// Whether there are no words.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// How `word` is written, as one bit of [`form`].
pub fn form_of(word: &str) -> u8 {
    let mut letters = word.chars();
    let first_upper = letters.next().is_some_and(char::is_uppercase);
    let (mut upper, mut lower) = (0, 0);
    for c in letters {
        if c.is_uppercase() {
            upper += 1;
        } else if c.is_lowercase() {
            lower += 1;
        }
    }
    match (first_upper, upper, lower) {
        (true, 0, _) => form::TITLE,
        (true, _, 0) => form::UPPER,
        (false, 0, _) => form::LOWER,
        _ => form::MIXED,
    }
}

/// Counts words and the ways in which they are written.
#[derive(Default)]
pub struct Counter {
    words: FxHashMap<String, Seen>,
}

#[derive(Default, Clone)]
struct Seen {
    count: f64,
    forms: [f64; 4],
    mixed: FxHashMap<String, f64>,
}

impl Counter {
    /// Counts one written word. Whole numbers add up alike in any order, so weights come later.
    pub fn add(&mut self, written: &str) {
        let key = syllable::key(written);
        let seen = self.words.entry(key).or_default();
        seen.count += 1.0;
        let form = form_of(written);
        seen.forms[form.trailing_zeros() as usize] += 1.0;
        if form == form::MIXED {
            *seen.mixed.entry(written.to_owned()).or_default() += 1.0;
        }
    }

    /// Takes over the counts of `other`, each as much as `weight`.
    pub fn merge(&mut self, other: Counter, weight: f64) {
        for (word, seen) in other.words {
            let mine = self.words.entry(word).or_default();
            mine.count += weight * seen.count;
            for (a, b) in mine.forms.iter_mut().zip(seen.forms) {
                *a += weight * b;
            }
            for (written, count) in seen.mixed {
                *mine.mixed.entry(written).or_default() += weight * count;
            }
        }
    }

    /// Whether a word counted so often is two syllables that lost their space: `đơnvị`. Words without marks may be of other languages.
    fn is_joined(&self, word: &str, count: f64) -> bool {
        let frequent = |part: &str| {
            syllable::is_syllable(part) && self.words.get(part).is_some_and(|seen| seen.count > 20.0 * count)
        };
        !syllable::is_syllable(word)
            && syllable::strip(word) != word
            && word.char_indices().skip(1).any(|(at, _)| frequent(&word[..at]) && frequent(&word[at..]))
    }

    /// The vocabulary: syllables counted at least `syllables` times, other words at least `others` times.
    pub fn finish(self, syllables: f64, others: f64) -> Vocabulary {
        let joined: FxHashSet<String> = self
            .words
            .iter()
            .filter(|(word, seen)| self.is_joined(word, seen.count))
            .map(|(word, _)| word.clone())
            .collect();
        let mut entries: Vec<Entry> = self
            .words
            .into_iter()
            .filter(|(word, _)| !joined.contains(word))
            .filter(|(word, seen)| {
                let floor = if syllable::is_syllable(word) { syllables } else { others };
                seen.count >= floor && word.chars().count() <= 20
            })
            .map(|(word, seen)| {
                // A syllable can open a sentence or stand in a title, so all its forms count as seen.
                let mut forms = if syllable::is_syllable(&word) { form::LOWER | form::TITLE | form::UPPER } else { 0 };
                for (i, &count) in seen.forms.iter().enumerate() {
                    if count >= 0.03 * seen.count && count >= 3.0 {
                        forms |= 1 << i;
                    }
                }
                let mixed = (forms & form::MIXED != 0)
                    .then(|| seen.mixed.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then_with(|| b.0.cmp(&a.0))))
                    .flatten()
                    .map(|(written, _)| written);
                Entry { word, count: seen.count.min(4e9) as u32, forms, mixed }
            })
            .collect();
        entries.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.word.cmp(&b.word)));
        Vocabulary::new(entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        for (word, form) in [
            ("nghị", form::LOWER),
            ("Nghị", form::TITLE),
            ("NGHỊ", form::UPPER),
            ("TTg", form::MIXED),
            ("A", form::TITLE),
        ] {
            assert_eq!(form_of(word), form, "{word}");
        }
    }

    #[test]
    fn rare_words_stay_out() {
        let mut counter = Counter::default();
        for _ in 0..5 {
            counter.add("Hoá");
            counter.add("TTg");
        }
        counter.add("xyzzy");
        let vocabulary = counter.finish(2.0, 4.0);
        assert!(vocabulary.id("hóa").is_some());
        assert!(vocabulary.id("xyzzy").is_none());
        let ttg = vocabulary.id("ttg").and_then(|id| vocabulary.entry(id)).expect("counted");
        assert_eq!(ttg.mixed.as_deref(), Some("TTg"));
    }

    #[test]
    fn words_that_lost_their_space_stay_out() {
        let mut counter = Counter::default();
        for _ in 0..500 {
            ["đơn", "vị", "on", "lai"].iter().for_each(|word| counter.add(word));
        }
        for word in ["đơnvị", "onlai", "đơnvix"] {
            (0..10).for_each(|_| counter.add(word));
        }
        let vocabulary = counter.finish(2.0, 4.0);
        assert!(vocabulary.id("đơnvị").is_none());
        // Without marks it may be a word of another language, and not every end is a syllable.
        assert!(vocabulary.id("onlai").is_some() && vocabulary.id("đơnvix").is_some());
    }
}
