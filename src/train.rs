//! Training: corpora and OCR pairs to the parts of a model.

use rustc_hash::FxHashSet;

use crate::channel::packed::Packed;
use crate::channel::train as counts;
use crate::document::Channel;
use crate::lexicon::forms::Forms;
use crate::lexicon::{abbreviations, agencies, places};
use crate::lm::count::{count_keys, count_pieces, count_words, merge};
use crate::lm::estimate::{Settings as Estimate, estimate};
use crate::lm::ngram::Ngrams;
use crate::lm::vocabulary::{Counter, Vocabulary};
use crate::model::{Model, ModelError, Parts};
use crate::restore::confidence::{Calibration, Judged};
use crate::text::syllable;
use judge::judge;

mod judge;

/// A text to learn the language from.
pub struct Corpus {
    /// What one occurrence counts.
    pub weight: f32,
    /// One paragraph a line.
    pub text: String,
}

/// A printed line and what OCR made of it.
#[derive(Clone, Debug)]
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

const PHRASES: &str = include_str!("../dictionaries/phrases.txt");

/// The gazetteers and customary phrases as a text: each name as it stands in sentences.
pub fn gazetteer() -> String {
    let mut text = String::new();
    for place in places::all() {
        let name = place.name;
        text.push_str(&format!("{name}\n"));
        if !place.is_province() {
            let kind = place.kind;
            let bare = place.bare();
            text.push_str(&format!("trên địa bàn {kind} {bare}\nỦy ban nhân dân {kind} {bare}\nUBND {kind} {bare}\n"));
        }
    }
    for phrase in PHRASES.lines().filter(|line| !line.starts_with('#')) {
        for unit in ["phường", "xã", "đặc khu"] {
            text.push_str(&phrase.replace("{đơn vị}", unit));
            text.push('\n');
        }
    }
    for agency in agencies::all() {
        text.push_str(&format!("{}\n", agency.name));
    }
    for short in abbreviations::all() {
        text.push_str(&format!("{} ({})\n{}\n", short.long, short.short, short.short));
    }
    text
}

/// The syllables of a vocabulary with their weighted counts, as the table of `dictionaries/syllables.tsv`.
pub fn syllables(vocabulary: &Vocabulary) -> String {
    let mut rows: Vec<(&str, u32)> = vocabulary
        .entries()
        .iter()
        .filter(|entry| syllable::is_syllable(&entry.word))
        .map(|entry| (entry.word.as_str(), entry.count))
        .collect();
    rows.sort_unstable();
    let mut table = String::from(
        "# Syllables of the model, lower case, one tone placement, with their weighted counts in the training texts.\n\
         # Origin: counted by `vanban train` over official and general texts. Licence: as the project (counts are facts).\n\
         # syllable\tcount\n",
    );
    for (syllable, count) in rows {
        table.push_str(&format!("{syllable}\t{count}\n"));
    }
    table
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
        counter.merge(count_words(lines), f64::from(*weight));
    }
    let vocabulary = counter.finish(input.least.0, input.least.1);
    progress(&format!("{} words; counting n-grams", vocabulary.entries().len()));
    let pieces = count_pieces(texts.iter().flat_map(|(_, lines)| lines.iter().copied()), 4);
    let counts = merge(texts.iter().map(|(weight, lines)| (*weight, count_keys(lines, &vocabulary))).collect());
    progress(&format!("{} distinct positions; estimating", counts.len()));
    let grams = estimate(&counts, vocabulary.len(), input.estimate);
    drop(counts);
    progress(&format!("{:?} n-grams; learning channels", grams.iter().map(Vec::len).collect::<Vec<_>>()));
    let ngrams = Ngrams::pack(&grams);
    let channels = channels(&input.eng, &input.vie, &Forms::new(&vocabulary), progress);
    Parts { vocabulary, ngrams, pieces, channels }
}

/// The packed `file` with a channel learned from `pairs`; its words stay.
pub fn learn_channel(
    file: &[u8],
    channel: Channel,
    pairs: &[Pair],
    progress: impl Fn(&str),
) -> Result<Vec<u8>, ModelError> {
    let forms = Model::from_bytes(file)?.forms;
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|pair| (pair.printed.as_str(), pair.read.as_str())).collect();
    Model::with_channel(file, channel, &learn(channel, &pairs, &forms, progress))
}

/// Pairs by channel.
pub type ByChannel = Vec<(Channel, Vec<Pair>)>;

/// A model, and pairs that were kept from it: from these is learned what tells right words from wrong ones.
pub struct Fold<'a> {
    /// The packed file.
    pub model: &'a [u8],
    /// The pairs.
    pub pairs: &'a ByChannel,
}

/// The packed `file` with the calibrations that the words of `folds` give together.
pub fn calibrate(file: &[u8], folds: &[Fold<'_>]) -> Result<Vec<u8>, ModelError> {
    let mut judged: Vec<(Channel, Vec<Judged>)> = Vec::new();
    for fold in folds {
        let model = Model::from_bytes(fold.model)?;
        for (channel, pairs) in fold.pairs {
            let words = judge(&model, *channel, pairs);
            match judged.iter_mut().find(|(known, _)| known == channel) {
                Some((_, all)) => all.extend(words),
                None => judged.push((*channel, words)),
            }
        }
    }
    // What tells in scans tells little of a text that has only lost its marks.
    let (bare, scanned): (Vec<_>, Vec<_>) = judged.into_iter().partition(|&(channel, _)| channel == Channel::Stripped);
    let mut file = file.to_vec();
    for group in [scanned, bare] {
        let (channels, judged): (Vec<_>, Vec<_>) = group.into_iter().unzip();
        for (channel, calibration) in channels.into_iter().zip(Calibration::fit(&judged)) {
            file = Model::with_calibration(&file, channel, &calibration)?;
        }
    }
    Ok(file)
}

/// The packed `file` with the curves of confidence that `pairs` give what its trees say.
pub fn recalibrate(file: &[u8], pairs: &ByChannel) -> Result<Vec<u8>, ModelError> {
    let model = Model::from_bytes(file)?;
    let mut file = file.to_vec();
    for (channel, pairs) in pairs {
        let calibration = model.calibration(*channel).refit(&judge(&model, *channel, pairs));
        file = Model::with_calibration(&file, *channel, &calibration)?;
    }
    Ok(file)
}

/// The distinct printed lines of `pairs`, read with all marks gone.
pub fn stripped<'p>(pairs: impl Iterator<Item = &'p Pair>) -> Vec<Pair> {
    let mut seen = FxHashSet::default();
    pairs
        .filter(|pair| seen.insert(pair.printed.as_str()))
        .map(|pair| Pair { printed: pair.printed.clone(), read: syllable::strip(&syllable::nfc(&pair.printed)) })
        .collect()
}

/// Learns the channels `eng`, `vie` and, from the printed lines of both, `stripped`.
pub fn channels(eng: &[Pair], vie: &[Pair], forms: &Forms, progress: impl Fn(&str)) -> [Packed; 3] {
    let both = |pairs: &'_ [Pair]| -> Vec<(String, String)> {
        pairs.iter().map(|pair| (pair.printed.clone(), pair.read.clone())).collect()
    };
    let bare = stripped(eng.iter().chain(vie)).into_iter().map(|pair| (pair.printed, pair.read)).collect();
    [(Channel::Eng, both(eng)), (Channel::Vie, both(vie)), (Channel::Stripped, bare)].map(|(channel, pairs)| {
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(printed, read)| (printed.as_str(), read.as_str())).collect();
        learn(channel, &pairs, forms, &progress)
    })
}

fn learn(channel: Channel, pairs: &[(&str, &str)], forms: &Forms, progress: impl Fn(&str)) -> Packed {
    let counts = counts::learn(pairs);
    let counts::Counts { rejected, total, broken, joined, specks, .. } = &counts;
    progress(&format!(
        "{channel:?}: {} pairs, {rejected} left out; {total} words, {broken} broken, {joined} joined, {specks} specks",
        pairs.len()
    ));
    Packed::new(&counts, forms, 1)
}
