//! Text figures: agreement with the reference scorer, and what holds for any text.

use std::path::Path;

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Map, Value};
use vanban::eval::text::{self, score};

#[derive(Deserialize)]
struct Case {
    name: String,
    gold: Vec<String>,
    hyp: Vec<String>,
    ocr: Option<Vec<String>>,
    figures: Map<String, Value>,
}

#[test]
fn figures_agree_with_the_reference_scorer() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/eval/text_cases.json");
    let cases: Vec<Case> = serde_json::from_str(&std::fs::read_to_string(path).expect("fixture")).expect("cases");
    for case in cases {
        let ocr = case.ocr.map(|lines| lines.join("\n"));
        let found = score(&case.gold.join("\n"), &case.hyp.join("\n"), ocr.as_deref());
        let found = serde_json::to_value(found).expect("figures");
        for (figure, expected) in &case.figures {
            let (expected, found) = (expected.as_f64().expect("number"), found[figure].as_f64().expect("figure"));
            assert!((expected - found).abs() < 1e-6, "{}: {figure} is {found}, not {expected}", case.name);
        }
        assert_eq!(case.figures.contains_key("harm"), found.get("harm").is_some(), "{}", case.name);
    }
}

#[test]
fn macro_rates_weigh_lines_alike() {
    let found = score("một hai ba bốn\n\nnăm", "một hai ba bốn\n\nsáu", None);
    assert_eq!((found.lines, found.words, found.word_errors), (3, 5, 1));
    assert!((found.wer - 0.2).abs() < 1e-9 && (found.wer_macro - 0.5).abs() < 1e-9);
    assert!((found.cer - 3.0 / 14.0).abs() < 1e-9 && (found.cer_macro - 0.5).abs() < 1e-9);
}

#[test]
fn confusions_come_by_cost_then_alphabetically() {
    let found = text::confusions(&text::score_lines("tối\nchi\ntối\nba\nchỉ\n", "tới\nchỉ\ntới\n\nchi\nhai", None));
    let found: Vec<_> = found.iter().map(|c| (c.gold.as_str(), c.hyp.as_str(), c.count)).collect();
    assert_eq!(found, [("tối", "tới", 2), ("", "hai", 1), ("ba", "", 1), ("chi", "chỉ", 1), ("chỉ", "chi", 1)]);
}

#[test]
fn a_huge_line_is_scored_and_said_to_be_approximate() {
    let gold = "nghị quyết số ".repeat(20_000);
    let hyp = "nghi số quyết ".repeat(20_000);
    let found = score(&gold, &hyp, Some(&hyp));
    assert_eq!((found.lines, found.words, found.approximate_lines), (1, 60_000, 1));
    assert!((0.0..=1.0).contains(&found.syllable_accuracy));
    assert_eq!(score(&gold, &gold, Some(&hyp)).word_errors, 0);
}

/// Vietnamese, marks, digits, controls and line feeds: what a hostile file may hold.
const HOSTILE: &str = r"([aâăđeêioôơuưyhqnÁẠỘ̣́ \t0-9½²._|\x00-\x1f-]|\PC|\n){0,80}";

proptest! {
    #[test]
    fn a_text_is_right_against_itself(text in HOSTILE) {
        let found = score(&text, &text, Some(&text));
        prop_assert_eq!((found.word_errors, found.harmed), (0, Some(0)));
        prop_assert_eq!((found.syllable_accuracy, found.exact_accuracy), (1.0, 1.0));
        prop_assert_eq!((found.cer, found.wer, found.cer_macro, found.wer_macro), (0.0, 0.0, 0.0, 0.0));
    }

    #[test]
    fn figures_stay_in_their_ranges(gold in HOSTILE, hyp in HOSTILE, ocr in HOSTILE) {
        let found = score(&gold, &hyp, Some(&ocr));
        for share in [found.diacritic_errors, found.number_accuracy, found.harm.unwrap_or(2.0)] {
            prop_assert!((0.0..=1.0).contains(&share), "{:?}", found);
        }
        for accuracy in [found.syllable_accuracy, found.exact_accuracy, 1.0 - found.cer, 1.0 - found.wer_macro] {
            prop_assert!(accuracy <= 1.0, "{:?}", found);
        }
    }
}
