//! The six plans of `fixtures/plans`: their gold fits, and what is printed on their lines gives that gold.

use std::path::{Path, PathBuf};

use serde_json::Value;
use vanban::document::Channel;
use vanban::eval::structure::{StructureScore, score};
use vanban::restore::Restored;
use vanban::structure::{Info, analyse};
use vanban::text::Source;

const PLANS: [&str; 6] = ["dang-uy", "kinh-phi", "nghi-quyet", "quyet-dinh", "so-y-te", "thien-tai"];
const TEXTS: [&str; 3] = ["clean", "eng", "vie"];

fn read(plan: &str, file: &str) -> String {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/plans").join(plan).join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every place that a gold file gives.
fn places(value: &Value, found: &mut Vec<(u64, u64)>) {
    match value {
        Value::Object(fields) => {
            if let (Some(first), Some(last)) = (fields.get("line_start"), fields.get("line_end")) {
                found.push((first.as_u64().expect("a first line"), last.as_u64().expect("a last line")));
            }
            fields.values().for_each(|field| places(field, found));
        }
        Value::Array(parts) => parts.iter().for_each(|part| places(part, found)),
        _ => {}
    }
}

#[test]
fn gold_fits_its_text() {
    for plan in PLANS {
        for text in TEXTS {
            let (read_text, gold) = (read(plan, &format!("{text}.txt")), read(plan, &format!("{text}.gold.txt")));
            assert_eq!(read_text.lines().count(), gold.lines().count(), "{plan}/{text}");
            let json: Value = serde_json::from_str(&read(plan, &format!("{text}.json"))).expect("JSON");
            let (mut found, lines) = (Vec::new(), gold.lines().count() as u64);
            places(&json, &mut found);
            assert!(found.len() > 20, "{plan}/{text}");
            for (first, last) in found {
                assert!(1 <= first && first <= last && last <= lines, "{plan}/{text}: {first}-{last} of {lines}");
            }
        }
    }
}

/// The figures of a text whose lines are all restored to what is printed.
fn measured(plan: &str, text: &str) -> StructureScore {
    let source = Source::new(&read(plan, &format!("{text}.txt")));
    let gold = read(plan, &format!("{text}.gold.txt"));
    let restored = Restored::from_lines(&source, Channel::Eng, &gold.lines().collect::<Vec<_>>());
    let document = analyse(&source, &restored, &Info::default());
    let json = serde_json::to_string(&document).expect("JSON");
    score(&read(plan, &format!("{text}.json")), &json).expect("figures")
}

#[test]
fn printed_text_gives_gold_structure() {
    let mut means: Vec<(&str, f64, Vec<f64>)> = [
        ("lead", 0.9),
        ("coordinating", 0.85),
        ("deadline", 0.9),
        ("output", 0.85),
        ("targets", 0.85),
        ("rows", 0.95),
        ("cells", 0.9),
    ]
    .map(|(name, floor)| (name, floor, Vec::new()))
    .into();
    for plan in PLANS {
        for text in TEXTS {
            let figures = measured(plan, text).figures();
            let figure = |name: &str| figures.iter().find(|(known, _)| *known == name).and_then(|(_, figure)| *figure);
            for (name, floor) in [
                ("header", 1.0),
                ("nodes", 0.98),
                ("kinds", 0.98),
                ("node_text", 0.985),
                ("tasks", 0.98),
                ("citations", 1.0),
                ("cite_dates", 1.0),
            ] {
                let found = figure(name);
                assert!(found.is_some_and(|found| found >= floor), "{plan}/{text}: {name} {found:?}, at least {floor}");
            }
            for (name, _, found) in &mut means {
                found.extend(figure(name));
            }
        }
    }
    for (name, floor, found) in means {
        let mean = found.iter().sum::<f64>() / found.len() as f64;
        assert!(mean >= floor, "{name} {mean}, at least {floor}");
    }
}
