//! The report as a page. It runs no script, loads nothing, and reads on a phone and on paper.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::plot::reliability;
use super::{Page, Report};
use crate::eval::align::align;
use crate::eval::bootstrap::Interval;
use crate::eval::calibration::Calibration;
use crate::eval::text::{TextScore, lines};

/// Confidence below which a word is marked as doubtful.
const DOUBTFUL: f64 = 0.9;

pub fn page(report: &Report) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Restored text against gold" }
                style { (PreEscaped(include_str!("report.css"))) }
            }
            body {
                h1 { "Restored text against gold" }
                (figures(report))
                @if let Some(found) = &report.calibration { (calibration(found)) }
                (confusions(report))
                @for page in &report.pages { (texts(page)) }
            }
        }
    }
}

fn figures(report: &Report) -> Markup {
    let row = |name: &str, score: &TextScore| {
        html! {
            td { (name) }
            td { (score.words) }
            @for value in [score.syllable_accuracy, score.exact_accuracy, score.cer, score.wer, score.diacritic_errors, score.number_accuracy] {
                td { (percent(value)) }
            }
            td { (score.harm.map_or("–".to_owned(), percent)) }
        }
    };
    let interval = |interval: Interval| format!("{} – {}", percent(interval.low), percent(interval.high));
    let between = &report.intervals;
    html! {
        div.scroll {
            table {
                thead {
                    tr {
                        @for name in ["file", "words", "syllables right", "exact", "CER", "WER", "marks wrong", "numbers right", "harm"] { th { (name) } }
                    }
                }
                tbody {
                    @for file in &report.files { tr { (row(&file.file, &file.score)) } }
                    tr.all { (row("all", &report.all)) }
                    tr {
                        td { small { "95 % interval" } }
                        td {}
                        @for found in [between.syllable_accuracy, between.exact_accuracy, between.cer, between.wer, between.diacritic_errors, between.number_accuracy] {
                            td { small { (interval(found)) } }
                        }
                        td { small { (between.harm.map_or("–".to_owned(), interval)) } }
                    }
                    tr {
                        td { small { "mean over lines" } }
                        td {} td {} td {}
                        td { small { (percent(report.all.cer_macro)) } }
                        td { small { (percent(report.all.wer_macro)) } }
                        td {} td {} td {}
                    }
                }
            }
        }
        @for file in report.files.iter().filter(|file| file.unpaired_lines > 0) {
            p.note { (file.file) ": lines without a counterpart, not counted: " (file.unpaired_lines) }
        }
        @if report.all.approximate_lines > 0 {
            p.note { "Lines too long for an exact alignment, whose errors are an upper bound: " (report.all.approximate_lines) }
        }
    }
}

fn calibration(found: &Calibration) -> Markup {
    html! {
        h2 { "Confidence" }
        p { "Expected calibration error " (format!("{:.4}", found.ece)) " over " (found.words) " words." }
        div.beside {
            (reliability(found))
            table {
                thead { tr { th { "confidence at least" } th { "words" } th { "of them right" } } }
                tbody {
                    @for level in &found.coverage {
                        tr { td { (level.confidence) } td { (percent(level.coverage)) } td { (percent(level.accuracy)) } }
                    }
                }
            }
        }
    }
}

fn confusions(report: &Report) -> Markup {
    html! {
        @if !report.confusions.is_empty() {
            h2 { "Confusions that cost most" }
            table {
                thead { tr { th { "times" } th.word { "gold" } th.word { "restored" } } }
                tbody {
                    @for confusion in &report.confusions {
                        tr {
                            td { (confusion.count) }
                            td.word lang="vi" { (or_nothing(&confusion.gold)) }
                            td.word lang="vi" { (or_nothing(&confusion.hyp)) }
                        }
                    }
                }
            }
        }
    }
}

fn texts(page: &Page) -> Markup {
    let pair = &page.pair;
    let mut ocr = pair.ocr.as_deref().map(lines);
    let mut words = pair.hyp.words.iter().flatten();
    html! {
        h2 { (pair.name) }
        p.note {
            "Gold beside restored text" @if pair.ocr.is_some() { " and the text as read" } ". "
            ins { "Green" } " is gold that was missed, " del { "struck out" } " what stands there instead, "
            span.doubt { "dotted" } " what is less sure than " (DOUBTFUL) "."
        }
        @for (number, ((gold, hyp), score)) in (1..).zip(lines(&pair.gold).zip(lines(&pair.hyp.text)).zip(&page.scores)) {
            @let read = ocr.as_mut().map(|lines| lines.next().unwrap_or_default());
            @let sure = words.next().map_or(&[][..], Vec::as_slice);
            @if !gold.trim().is_empty() || !hyp.trim().is_empty() {
                div.line lang="vi" {
                    p.number id=[(score.counts.token_errors > 0).then(|| format!("{}-{number}", pair.name))] { (number) }
                    (beside(gold, hyp, sure))
                    @if let Some(read) = read { p.ocr { (read) } }
                }
            }
        }
    }
}

/// A gold line and its restoration with what differs marked.
fn beside(gold: &str, hyp: &str, sure: &[(String, f64)]) -> Markup {
    let (a, b): (Vec<&str>, Vec<&str>) = (gold.split_whitespace().collect(), hyp.split_whitespace().collect());
    let (mut missed, mut wrong) = (vec![true; a.len()], vec![true; b.len()]);
    for step in align(&a, &b).steps {
        if let (Some(i), Some(j)) = step {
            (missed[i], wrong[j]) = (a[i] != b[j], a[i] != b[j]);
        }
    }
    // Confidences belong to the words in order, as long as the words are those of the line.
    let doubt = |j: usize| sure.get(j).is_some_and(|(word, confidence)| word == b[j] && *confidence < DOUBTFUL);
    html! {
        p { @for (word, missed) in a.iter().zip(missed) { @if missed { ins { (word) } } @else { (word) } " " } }
        p {
            @for (j, word) in b.iter().enumerate() {
                span.doubt[doubt(j)] { @if wrong[j] { del { (word) } } @else { (word) } }
                " "
            }
        }
    }
}

fn or_nothing(word: &str) -> &str {
    if word.is_empty() { "∅" } else { word }
}

fn percent(share: f64) -> String {
    format!("{:.2} %", 100.0 * share)
}
