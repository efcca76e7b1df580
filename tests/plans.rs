//! The six plans of `fixtures/plans`, written for this project and learned from by no part of it.

#![allow(clippy::panic)]

use std::path::{Path, PathBuf};

use serde_json::Value;

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
