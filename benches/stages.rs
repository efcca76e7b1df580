//! Time of the stages on real plans: `cargo bench`. Each line gives the throughput in bytes of OCR text.

use std::collections::BTreeSet;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use vanban::channel::candidates::{Scratch, Wanted};
use vanban::document::Channel;
use vanban::model::Model;
use vanban::restore::{Options, Restorer};
use vanban::structure::{Info, analyse};
use vanban::text::Source;

const SEEDS: [&str; 3] = ["000_2d79e76029e8a821", "001_9870a8e9efecb3e2", "004_159b3a23d6de038f"];

fn main() {
    divan::main();
}

fn seed(name: &str) -> Source {
    let path = format!("{}/seeds/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    Source::decode(&std::fs::read(path).expect("a seed")).expect("text")
}

fn model() -> Model {
    Model::embedded().expect("a whole model")
}

#[divan::bench(sample_count = 10)]
fn load_model(bencher: Bencher) {
    bencher.bench(model);
}

/// Candidates are searched for anew in each round.
#[divan::bench(args = SEEDS, sample_count = 5)]
fn restore_cold(bencher: Bencher, name: &str) {
    let (model, source) = (model(), seed(name));
    let bytes = BytesCount::of_str(source.text());
    bencher.counter(bytes).bench(|| Restorer::new(&model, Options::default()).restore(&source));
}

/// Candidates are known from the round before.
#[divan::bench(args = SEEDS, sample_count = 5)]
fn restore_again(bencher: Bencher, name: &str) {
    let (model, source) = (model(), seed(name));
    let restorer = Restorer::new(&model, Options::default());
    restorer.restore(&source);
    bencher.counter(BytesCount::of_str(source.text())).bench(|| restorer.restore(&source));
}

/// Searches of all distinct words of a seed by a scratch that `known` says was there before.
fn candidates(bencher: Bencher, name: &str, known: bool) {
    let (model, source) = (model(), seed(name));
    let reading = model.reading(Channel::Eng);
    let words: BTreeSet<&str> = source.text().split_whitespace().collect();
    let search = |scratch: &mut Scratch| {
        let mut found = Vec::new();
        for word in &words {
            reading.index.search(word, &reading.emissions, scratch, Wanted { most: 60, least: 0.0 }, &mut found);
            divan::black_box(&found);
        }
    };
    let bencher = bencher.counter(ItemsCount::new(words.len()));
    if known {
        let mut scratch = Scratch::default();
        search(&mut scratch);
        bencher.bench_local(|| search(&mut scratch));
    } else {
        bencher.with_inputs(Scratch::default).bench_local_values(|mut scratch| search(&mut scratch));
    }
}

/// Beginnings and ends of words are new.
#[divan::bench(args = SEEDS, sample_count = 5)]
fn candidates_cold(bencher: Bencher, name: &str) {
    candidates(bencher, name, false);
}

/// Beginnings and ends of words are known.
#[divan::bench(args = SEEDS, sample_count = 5)]
fn candidates_cached(bencher: Bencher, name: &str) {
    candidates(bencher, name, true);
}

#[divan::bench(args = SEEDS, sample_count = 5)]
fn structure(bencher: Bencher, name: &str) {
    let (model, source) = (model(), seed(name));
    let restored = Restorer::new(&model, Options::default()).restore(&source);
    let info = Info { file: format!("{name}.txt"), model: model.digest().to_owned() };
    bencher.counter(BytesCount::of_str(source.text())).bench(|| analyse(&source, &restored, &info));
}
