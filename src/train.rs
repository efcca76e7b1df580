//! Training: corpora and OCR pairs to the parts of a model.

use rustc_hash::FxHashSet;

use crate::channel::emission::Packed;
use crate::channel::train as channel;
use crate::lexicon::forms::Forms;
use crate::lm::count::{count_keys, count_words, merge};
use crate::lm::estimate::{Settings as Estimate, estimate};
use crate::lm::ngram::Ngrams;
use crate::lm::vocabulary::Counter;
use crate::model::Parts;
use crate::text::syllable;

/// A text to learn the language from.
pub struct Corpus {
    /// What one occurrence counts.
    pub weight: f32,
    /// One paragraph a line.
    pub text: String,
}

/// A printed line and what OCR made of it.
pub struct Pair {
    /// What was printed.
    pub printed: String,
    /// What was read.
    pub read: String,
}

/// What to learn from, and how.
pub struct Input {
    /// Texts, each with its weight.
    pub corpora: Vec<Corpus>,
    /// Pairs of an engine that knows no Vietnamese.
    pub eng: Vec<Pair>,
    /// Pairs of an engine that knows Vietnamese.
    pub vie: Vec<Pair>,
    /// How to estimate the language model.
    pub estimate: Estimate,
    /// The least weighted count of a syllable, and of another word, to be in the vocabulary.
    pub least: (f64, f64),
}

/// Learns a model; `progress` is told what is being done.
pub fn train(input: &Input, progress: impl Fn(&str)) -> Parts {
    let texts: Vec<(f32, Vec<&str>)> = input
        .corpora
        .iter()
        .map(|corpus| (corpus.weight, corpus.text.lines().filter(|line| !line.trim().is_empty()).collect()))
        .collect();
    progress("counting words");
    let mut counter = Counter::default();
    for (weight, lines) in &texts {
        counter.merge(count_words(lines, f64::from(*weight)));
    }
    let vocabulary = counter.finish(input.least.0, input.least.1);
    progress(&format!("{} words; counting n-grams", vocabulary.entries().len()));
    let counts = merge(texts.iter().map(|(weight, lines)| (*weight, count_keys(lines, &vocabulary))).collect());
    progress(&format!("{} distinct positions; estimating", counts.len()));
    let grams = estimate(&counts, vocabulary.len(), input.estimate);
    drop(counts);
    progress(&format!("{:?} n-grams; learning channels", grams.iter().map(Vec::len).collect::<Vec<_>>()));
    let ngrams = Ngrams::pack(&grams);
    let forms = Forms::new(&vocabulary);
    let learn = |pairs: &[(&str, &str)], name: &str| {
        let counts = channel::learn(pairs);
        progress(&format!(
            "{name}: {} pairs, {} left out, {} words, {} broken, {} joined",
            pairs.len(),
            counts.rejected,
            counts.total,
            counts.broken,
            counts.joined
        ));
        Packed::new(&counts, &forms, 1)
    };
    let eng: Vec<(&str, &str)> = input.eng.iter().map(|pair| (&*pair.printed, &*pair.read)).collect();
    let vie: Vec<(&str, &str)> = input.vie.iter().map(|pair| (&*pair.printed, &*pair.read)).collect();
    let mut seen = FxHashSet::default();
    let bare: Vec<(&str, String)> = eng
        .iter()
        .chain(&vie)
        .filter(|(printed, _)| seen.insert(*printed))
        .map(|&(printed, _)| (printed, syllable::strip(&syllable::nfc(printed))))
        .collect();
    let stripped: Vec<(&str, &str)> = bare.iter().map(|(printed, read)| (*printed, read.as_str())).collect();
    let channels = [learn(&eng, "eng"), learn(&vie, "vie"), learn(&stripped, "stripped")];
    Parts { vocabulary, ngrams, channels }
}
