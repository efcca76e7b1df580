//! How much each corrector gets right, of the same lines in one run, as a Markdown table.
//!
//! `accuracy [PAIRS...]`: the seeds with gold, the made plans as two engines read them, and the plans' clean text made to look read;
//! of each file of pairs (tab-separated: engine, resolution, page, printed line, read line) each resolution and the whole, its printed
//! lines without marks, and as they are. Correctors that are not installed have a dash.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rivals::Corrector;
use vanban::channel::sample::Sampler;
use vanban::document::Channel;
use vanban::eval::text::{Counts, score_lines};
use vanban::model::Model;
use vanban::pipeline;
use vanban::restore::{Options, Restorer};
use vanban::text::{Source, syllable};

/// What was printed and read, line for line, and in which rows of the table each line counts.
struct Text {
    printed: Vec<String>,
    read: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Text {
    /// A text that counts in one row.
    fn new(row: &str, printed: &str, read: &str) -> Self {
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let printed = lines(printed);
        Self { rows: vec![vec![row.to_owned()]; printed.len()], printed, read: lines(read) }
    }
}

fn main() {
    let model = Model::embedded().expect("a whole model");
    let pairs: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let mut texts = project(&model);
    pairs.iter().for_each(|path| texts.extend(of_pairs(path)));

    let restorer = Restorer::new(&model, Options::default());
    let vanban: Corrector = Box::new(|text| pipeline::restore(&restorer, &Source::new(text)).text());
    let others = [Some(rivals::symspell(&model)), rivals::hunspell(), rivals::pyvi()];
    let as_read: Corrector = Box::new(str::to_owned);
    let all: Vec<Option<Corrector>> = [Some(as_read), Some(vanban)].into_iter().chain(others).collect();
    let mut rows: Vec<&str> = Vec::new();
    for text in &texts {
        let own: BTreeSet<&str> = text.rows.iter().flatten().map(String::as_str).collect();
        rows.extend(own.into_iter().filter(|row| !rows.contains(row)).collect::<Vec<_>>());
    }
    let mut table: Vec<(&str, Vec<Option<Counts>>)> =
        rows.into_iter().map(|row| (row, vec![None; all.len()])).collect();
    for (column, corrector) in all.iter().enumerate() {
        let Some(correct) = corrector else { continue };
        for text in &texts {
            let read = text.read.join("\n");
            let scores = score_lines(&text.printed.join("\n"), &correct(&read), Some(&read));
            for (score, rows) in scores.iter().zip(&text.rows) {
                for (_, cells) in table.iter_mut().filter(|(row, _)| rows.iter().any(|own| own == row)) {
                    *cells[column].get_or_insert_default() += score.counts;
                }
            }
        }
    }
    print(&table);
}

/// The texts of the project.
fn project(model: &Model) -> Vec<Text> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut texts = Vec::new();
    for seed in files(&root.join("seeds")) {
        let name = seed.file_stem().map_or(String::new(), |name| name.to_string_lossy()[..3].to_owned());
        if let Ok(gold) = std::fs::read_to_string(root.join(format!("fixtures/gold/{name}.txt"))) {
            texts.push(Text::new(&format!("seed {name}"), &gold, &file(&seed)));
        }
    }
    for plan in files(&root.join("fixtures/plans")).iter().filter(|path| path.is_dir()) {
        for (row, name) in [("made plans, English engine", "eng"), ("made plans, Vietnamese engine", "vie")] {
            let (gold, read) = (plan.join(format!("{name}.gold.txt")), plan.join(format!("{name}.txt")));
            texts.push(Text::new(row, &file(&gold), &file(&read)));
        }
        let clean = file(&plan.join("clean.txt"));
        let mut sampler = Sampler::new(model.reading(Channel::Eng).emissions.letters(), 1.0, 1);
        let degraded: Vec<String> = clean.lines().map(|line| sampler.degrade(line)).collect();
        texts.push(Text::new("made plans, degraded", &clean, &degraded.join("\n")));
    }
    texts
}

/// The texts of a file of pairs.
fn of_pairs(path: &Path) -> Vec<Text> {
    let name = path.file_stem().map_or(String::new(), |name| name.to_string_lossy().into_owned());
    let pairs = file(path);
    let mut read = Text { printed: Vec::new(), read: Vec::new(), rows: Vec::new() };
    for pair in pairs.lines() {
        let [_, resolution, _, printed, text] = pair.splitn(5, '\t').collect::<Vec<_>>()[..] else { continue };
        read.printed.push(printed.to_owned());
        read.read.push(text.to_owned());
        read.rows.push(vec![name.clone(), format!("{name}, {resolution} dpi")]);
    }
    let printed = read.printed.join("\n");
    let stripped: Vec<String> = read.printed.iter().map(|line| syllable::strip(&syllable::nfc(line))).collect();
    vec![
        Text::new(&format!("{name}, printed lines without marks"), &printed, &stripped.join("\n")),
        Text::new(&format!("{name}, printed lines"), &printed, &printed),
        read,
    ]
}

fn print(table: &[(&str, Vec<Option<Counts>>)]) {
    let percent = |share: f64| format!("{:.2} %", 100.0 * share);
    println!(
        "| text | words | read right | restored right | right ones broken | numbers right | symspell | hunspell | pyvi |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for (name, cells) in table {
        let right = |at: usize| cells[at].map_or("–".to_owned(), |counts| percent(counts.syllable_accuracy()));
        let Some(ours) = cells[1] else { continue };
        let rest = [percent(ours.harm()), percent(ours.number_accuracy()), right(2), right(3), right(4)].join(" | ");
        println!("| {name} | {} | {} | {} | {rest} |", ours.words, right(0), right(1));
    }
}

/// What a folder holds, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths
}

fn file(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
