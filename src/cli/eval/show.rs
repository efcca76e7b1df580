//! Figures as text and as JSON.

use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value, json};
use vanban::eval::structure::StructureScore;
use vanban::eval::text::TextScore;
use vanban::eval::{Interval, Report};

use super::super::output::shown;

/// Number of confusions printed.
const CONFUSIONS: usize = 10;

/// The figures of texts: a table, intervals, what costs most, and confidence.
pub fn text(report: &Report) -> String {
    let heads = ["", "words", "syllables", "exact", "cer", "wer", "marks", "numbers", "harm"];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    let files = report.files.iter().map(|file| (file.file.as_str(), &file.score));
    rows.extend(files.chain([("all", &report.all)]).map(|(name, score)| figures(name, score)));
    let i = &report.intervals;
    let between = [i.syllable_accuracy, i.exact_accuracy, i.cer, i.wer, i.diacritic_errors, i.number_accuracy];
    for (name, end) in [("95 % from", (|i| i.low) as fn(Interval) -> f64), ("95 % to", |i| i.high)] {
        let mut row = vec![name.to_owned(), String::new()];
        row.extend(between.map(|interval| figure(Some(end(interval)))));
        row.push(figure(i.harm.map(end)));
        rows.push(row);
    }
    let mut lines = vec![String::new(); 9];
    lines[0] = "mean of lines".to_owned();
    (lines[4], lines[5]) = (figure(Some(report.all.cer_macro)), figure(Some(report.all.wer_macro)));
    rows.push(lines);
    let mut out = table(&rows);
    for file in report.files.iter().filter(|file| file.unpaired_lines > 0) {
        out += &format!(
            "\n{}: lines without a counterpart, not counted: {}\n",
            shown(Path::new(&file.file)),
            file.unpaired_lines
        );
    }
    if report.all.approximate_lines > 0 {
        out += &format!("\nlines too long to align exactly: {}\n", report.all.approximate_lines);
    }
    if let Some(found) = &report.calibration {
        out += &format!("\nexpected calibration error {:.4} over {} words\n", found.ece, found.words);
        for level in &found.coverage {
            out += &format!(
                "confidence at least {:<5}  {:.4} of the words, {:.4} of them right\n",
                level.confidence, level.coverage, level.accuracy
            );
        }
    }
    if !report.confusions.is_empty() {
        out.push_str("\ntimes  gold -> restored\n");
    }
    for confusion in report.confusions.iter().take(CONFUSIONS) {
        let or_nothing = |word: &str| if word.is_empty() { "∅".to_owned() } else { word.to_owned() };
        out += &format!("{:>5}  {} -> {}\n", confusion.count, or_nothing(&confusion.gold), or_nothing(&confusion.hyp));
    }
    out
}

fn figures(name: &str, score: &TextScore) -> Vec<String> {
    let values = [
        Some(score.syllable_accuracy),
        Some(score.exact_accuracy),
        Some(score.cer),
        Some(score.wer),
        Some(score.diacritic_errors),
        Some(score.number_accuracy),
        score.harm,
    ];
    [shown(Path::new(name)), score.words.to_string()].into_iter().chain(values.map(figure)).collect()
}

/// The same as JSON.
pub fn text_json(report: &Report) -> String {
    pretty(report)
}

/// The figures of documents: a row a figure, a column a document, their mean last.
pub fn structure(scores: &[(String, StructureScore)]) -> String {
    let mut head = vec![String::new()];
    head.extend(scores.iter().map(|(name, _)| shown(Path::new(name))));
    head.push("mean".to_owned());
    let mut lines = vec![head];
    for (name, values, mean) in rows(scores) {
        let values = values.into_iter().chain([Some(mean)]).map(figure);
        lines.push([name.to_owned()].into_iter().chain(values).collect());
    }
    table(&lines)
}

/// The same as JSON.
pub fn structure_json(scores: &[(String, StructureScore)]) -> String {
    #[derive(Serialize)]
    struct File<'a> {
        file: &'a str,
        #[serde(flatten)]
        score: &'a StructureScore,
    }
    #[derive(Serialize)]
    struct Files<'a> {
        files: Vec<File<'a>>,
        mean: Map<String, Value>,
    }
    let files = scores.iter().map(|(file, score)| File { file, score }).collect();
    let mean = rows(scores).into_iter().map(|(name, _, mean)| (name.to_owned(), json!(mean))).collect();
    pretty(&Files { files, mean })
}

/// Each figure that any document has: its name, the documents' values, and their mean.
fn rows(scores: &[(String, StructureScore)]) -> Vec<(&'static str, Vec<Option<f64>>, f64)> {
    let names = StructureScore::default().figures().map(|(name, _)| name);
    let row = |(at, name): (usize, &'static str)| {
        let values: Vec<Option<f64>> = scores.iter().map(|(_, score)| score.figures()[at].1).collect();
        let mean = mean(&values)?;
        Some((name, values, mean))
    };
    names.into_iter().enumerate().filter_map(row).collect()
}

fn pretty(value: &impl Serialize) -> String {
    // Strings, numbers and lists alone: nothing that JSON can't hold.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

/// Mean of the values that are there.
fn mean(values: &[Option<f64>]) -> Option<f64> {
    let count = values.iter().flatten().count();
    (count > 0).then(|| values.iter().flatten().sum::<f64>() / count as f64)
}

fn figure(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| format!("{value:.4}"))
}

/// Rows of cells, the first cell of each to the left and the others to the right of their columns.
fn table(rows: &[Vec<String>]) -> String {
    let width = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (at, cell) in row.iter().enumerate() {
            let width = width(at).unwrap_or_default();
            line += &if at == 0 { format!("{cell:<width$}") } else { format!("  {cell:>width$}") };
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
