//! Written forms of the vocabulary's words.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::channel::emission::{Part, unit_key};
use crate::channel::train::split;
use crate::lm::vocabulary::{Vocabulary, form};
use crate::text::syllable;

/// Weight of a word's frequency where candidates are chosen without context.
pub const PRIOR_WEIGHT: f32 = 0.7;

/// One written form: a word in one case.
#[derive(Clone, Debug)]
pub struct Form {
    /// Id of the word in the vocabulary.
    pub word: u16,
    /// One bit of [`form`].
    pub case: u8,
    /// Key of the onset, and of the rime, in the channels' counts.
    pub onset_key: u64,
    /// See `onset_key`.
    pub rime_key: u64,
    /// How likely the word is without context, to the power [`PRIOR_WEIGHT`].
    pub prior: f32,
    written: Box<str>,
    onset: u8,
}

impl Form {
    fn new(word: u16, case: u8, prior: f32, written: String) -> Self {
        let (onset, rime) = split(&written);
        Self {
            word,
            case,
            prior,
            onset_key: unit_key(Part::Onset, onset),
            rime_key: unit_key(Part::Rime, rime),
            onset: onset.len() as u8,
            written: written.into(),
        }
    }

    /// Onset and rime as written.
    pub fn parts(&self) -> (&str, &str) {
        self.written.split_at(usize::from(self.onset))
    }
}

/// All written forms, in order of the vocabulary's words.
#[derive(Clone, Debug, Default)]
pub struct Forms {
    forms: Vec<Form>,
    /// Where the forms of each word start, and the end of all.
    starts: Vec<u32>,
    by_written: FxHashMap<Box<str>, u32>,
    /// The words of small letters without their marks.
    bare: FxHashSet<Box<str>>,
}

impl Forms {
    /// The forms of all words of `vocabulary`.
    pub fn new(vocabulary: &Vocabulary) -> Self {
        let mut forms = Vec::with_capacity(vocabulary.len() * 3);
        let total: f32 = vocabulary.entries().iter().map(|entry| entry.count as f32).sum();
        for entry in vocabulary.entries() {
            let prior = ((entry.count as f32 + 1.0) / (total + 1.0)).powf(PRIOR_WEIGHT);
            let Some(word) = vocabulary.id(&entry.word) else { continue };
            for case in [form::LOWER, form::TITLE, form::UPPER, form::MIXED] {
                if entry.forms & case == 0 {
                    continue;
                }
                let written = match (case, &entry.mixed) {
                    (form::MIXED, Some(mixed)) => mixed.clone(),
                    (form::MIXED, None) => continue,
                    _ => apply_case(&entry.word, case),
                };
                // A word of one letter has one form for Title and UPPER.
                if case == form::UPPER && written.chars().count() == 1 && entry.forms & form::TITLE != 0 {
                    continue;
                }
                forms.push(Form::new(word, case, prior, written));
            }
        }
        let by_written = forms.iter().enumerate().map(|(i, form)| (form.written.clone(), i as u32)).collect();
        let small = forms.iter().filter(|form| form.case == form::LOWER);
        let bare = small
            .filter(|form| syllable::is_syllable(&form.written))
            .map(|form| syllable::strip(&form.written).into())
            .collect();
        let starts =
            (0..=vocabulary.len() as u32).map(|word| forms.partition_point(|form| u32::from(form.word) < word) as u32);
        let starts = starts.collect();
        Self { forms, starts, by_written, bare }
    }

    /// Whether a string is a syllable of the vocabulary but for case and marks.
    pub fn is_bare(&self, read: &str) -> bool {
        self.bare.contains(syllable::strip(&read.to_lowercase()).as_str())
    }

    /// The form at an index.
    pub fn get(&self, index: u32) -> Option<&Form> {
        self.forms.get(index as usize)
    }

    /// How the form at an index is written; empty where there is none.
    pub fn written(&self, index: u32) -> &str {
        self.get(index).map_or("", |form| &form.written)
    }

    /// The index of a word's form in one case.
    pub fn of(&self, word: u16, case: u8) -> Option<u32> {
        let word = usize::from(word);
        let &[start, end] = self.starts.get(word..word + 2)? else { return None };
        (start..end).find(|&index| self.get(index).is_some_and(|form| form.case == case))
    }

    /// The index of a written form.
    pub fn find(&self, written: &str) -> Option<u32> {
        self.by_written.get(written).copied()
    }

    /// Number of forms.
    pub fn len(&self) -> usize {
        self.forms.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }
}

/// A lower-case word in another case, of [`form`].
pub fn apply_case(word: &str, case: u8) -> String {
    match case {
        form::UPPER => word.to_uppercase(),
        form::TITLE => {
            let mut chars = word.chars();
            chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
        }
        _ => word.to_owned(),
    }
}
