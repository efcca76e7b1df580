//! Restoring beside the floor and other correctors: one text, one run, one thread, medians of five.
//!
//! `rivals [PRINTED READ]`: a printed text and what was read of it, line for line. Where none are named, the gold texts of the
//! project are made to look read, as often as it takes for two megabytes.

use std::collections::HashMap;
use std::hint::black_box;
use std::time::Instant;

use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::{FxBuildHasher, FxHashMap};
use vanban::channel::sample::Sampler;
use vanban::document::Channel;
use vanban::eval::text;
use vanban::model::Model;
use vanban::restore::{Options, Restorer};
use vanban::text::Source;

const ROUNDS: usize = 5;
/// Lines that accuracy is measured on.
const JUDGED: usize = 5_000;
/// Variants that the replacement knows.
const VARIANTS: usize = 20_000;

fn main() {
    let model = Model::embedded().expect("a whole model");
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (printed, read) = match args.as_slice() {
        [printed, read] => (file(printed), file(read)),
        _ => made(&model),
    };
    let syllables = read.split_whitespace().count();
    println!("{} bytes, {syllables} syllables; medians of {ROUNDS}", read.len());
    println!("{:26} {:>9} {:>14} {:>8} {:>9}", "", "MB/s", "syllables/s", "ratio", "accuracy");
    let mut restored = (0.0, String::new());
    let mut report = |name: &str, run: &dyn Fn() -> Option<String>| {
        let mut text = None;
        let mut times: Vec<f64> = (0..ROUNDS)
            .map(|_| {
                let start = Instant::now();
                text = black_box(run());
                start.elapsed().as_secs_f64()
            })
            .collect();
        times.sort_by(f64::total_cmp);
        let time = times[ROUNDS / 2];
        if restored.0 == 0.0 {
            restored.0 = time;
        }
        let accuracy = text.map_or("-".to_owned(), |text| format!("{:.2} %", 100.0 * accuracy(&printed, &read, &text)));
        let (speed, rate) = (read.len() as f64 / 1e6 / time, syllables as f64 / time);
        println!("{name:26} {speed:9.2} {rate:14.0} {:8.3} {accuracy:>9}", restored.0 / time);
    };

    let options = || Options { channel: Some(Channel::Eng), ..Options::default() };
    // Blocks as `vanban restore` makes them of a stream.
    let restore = |restorer: &Restorer| {
        let texts: Vec<String> = blocks(&read).map(|block| restorer.restore(&Source::new(block)).text()).collect();
        Some(texts.concat())
    };
    report("restore, cold", &|| restore(&Restorer::new(&model, options())));
    let warm = Restorer::new(&model, options());
    restore(&warm);
    report("restore, words known", &|| restore(&warm));

    let table: FxHashMap<&str, u32> =
        (0..model.forms.len() as u32).map(|form| (model.forms.written(form), form)).collect();
    report("floor: split and look up", &|| {
        black_box(read.split_whitespace().filter_map(|word| table.get(word)).count());
        None
    });
    report("memory copy", &|| {
        black_box(read.clone());
        None
    });

    let (plain, fast) = (rivals::symspell(&model), rivals::fast_symspell(&model));
    report("symspell, distance 2", &|| Some(plain(&read)));
    report("fast_symspell, distance 2", &|| Some(fast(&read)));

    let variants = variants(&printed, &read);
    let replacer = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(variants.iter().map(|(from, _)| from))
        .expect("few patterns");
    let into: Vec<&str> = variants.iter().map(|(_, to)| to.as_str()).collect();
    report("aho-corasick, variants", &|| Some(replacer.replace_all(&read, &into)));
}

fn file(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The gold texts as printed and as an engine without Vietnamese reads them, each copy with errors of its own.
fn made(model: &Model) -> (String, String) {
    let gold: Vec<String> = ["000", "001", "004"]
        .map(|seed| file(&format!("{}/../../fixtures/gold/{seed}.txt", env!("CARGO_MANIFEST_DIR"))))
        .to_vec();
    let (mut printed, mut read) = (String::new(), String::new());
    for seed in 0.. {
        let mut sampler = Sampler::new(model.reading(Channel::Eng).emissions.letters(), 1.0, seed);
        for line in gold.iter().flat_map(|text| text.lines()) {
            printed.push_str(line);
            printed.push('\n');
            read.push_str(&sampler.degrade(line));
            read.push('\n');
        }
        if read.len() > 2_000_000 {
            break;
        }
    }
    (printed, read)
}

/// Parts of about half a megabyte that end at a line's end.
fn blocks(mut text: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        let most = text.floor_char_boundary(1 << 19);
        let end = if most == text.len() { most } else { text[..most].rfind('\n').map_or(most, |at| at + 1) };
        let (block, rest) = text.split_at(end);
        text = rest;
        (!block.is_empty()).then_some(block)
    })
}

/// Share of the syllables of the first lines that are right.
fn accuracy(printed: &str, read: &str, text: &str) -> f64 {
    let head = |text: &str| text.lines().take(JUDGED).collect::<Vec<_>>().join("\n");
    text::score(&head(printed), &head(text), Some(&head(read))).syllable_accuracy
}

/// The most frequent readings of printed words and the word that each most often stands for, with a space on either side. They are
/// counted on the text itself, which flatters the replacement.
fn variants(printed: &str, read: &str) -> Vec<(String, String)> {
    let mut seen: HashMap<(&str, &str), u32, FxBuildHasher> = HashMap::default();
    for (printed, read) in printed.lines().zip(read.lines()) {
        let (printed, read): (Vec<_>, Vec<_>) =
            (printed.split_whitespace().collect(), read.split_whitespace().collect());
        if printed.len() == read.len() {
            for pair in read.into_iter().zip(printed) {
                *seen.entry(pair).or_default() += 1;
            }
        }
    }
    let mut best: HashMap<&str, (u32, &str), FxBuildHasher> = HashMap::default();
    for ((from, to), count) in seen {
        let entry = best.entry(from).or_default();
        *entry = (*entry).max((count, to));
    }
    let mut sorted: Vec<(&str, (u32, &str))> = best.into_iter().collect();
    sorted.sort_by(|a, b| b.1.0.cmp(&a.1.0).then(a.0.cmp(b.0)));
    sorted.truncate(VARIANTS);
    sorted.into_iter().map(|(from, (_, to))| (format!(" {from} "), format!(" {to} "))).collect()
}
