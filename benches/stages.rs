//! Time of the stages on real plans: `cargo bench`. Each line gives the throughput in bytes of OCR text.

use divan::Bencher;
use divan::counter::BytesCount;
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

#[divan::bench(args = SEEDS, sample_count = 5)]
fn structure(bencher: Bencher, name: &str) {
    let (model, source) = (model(), seed(name));
    let restored = Restorer::new(&model, Options::default()).restore(&source);
    let info = Info { file: format!("{name}.txt"), model: model.digest().to_owned() };
    bencher.counter(BytesCount::of_str(source.text())).bench(|| analyse(&source, &restored, &info));
}
