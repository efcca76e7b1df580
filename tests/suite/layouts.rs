//! The plans of `fixtures/layouts`: layouts that neither the seeds nor the made plans have.

use std::path::Path;

use vanban::document::Channel;
use vanban::eval::structure::score;
use vanban::restore::Restored;
use vanban::structure::{Info, analyse};
use vanban::text::Source;

const PLANS: [&str; 8] =
    ["bo-noi-vu", "dang-uy-xa", "du-thao", "lien-tich", "mat-tran", "quyet-dinh-kem", "so-xay-dung", "truong-hoc"];

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/layouts").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn correct_text_gives_gold_structure() {
    let mut slots: Vec<(&str, f64, Vec<f64>)> =
        [("lead", 0.9), ("coordinating", 0.95), ("deadline", 0.85), ("output", 0.95)]
            .map(|(name, floor)| (name, floor, Vec::new()))
            .into();
    for plan in PLANS {
        let source = Source::new(&read(&format!("{plan}.txt")));
        let restored = Restored::from_lines::<&str>(&source, Channel::Clean, &[]);
        let document = analyse(&source, &restored, &Info::default());
        let json = serde_json::to_string(&document).expect("JSON");
        let figures = score(&read(&format!("{plan}.json")), &json).expect("figures").figures();
        let figure = |name: &str| figures.iter().find(|(known, _)| *known == name).and_then(|(_, figure)| *figure);
        for name in ["header", "nodes", "kinds", "tasks", "citations", "cite_dates"] {
            assert_eq!(figure(name), Some(1.0), "{plan}: {name}");
        }
        for (name, _, found) in &mut slots {
            found.extend(figure(name));
        }
        let odd: Vec<_> = document.diagnostics.iter().map(|odd| odd.code.as_str()).collect();
        assert!(!odd.contains(&"number-type") && !odd.contains(&"number-issuer"), "{plan}: {odd:?}");
    }
    for (name, floor, found) in slots {
        let mean = found.iter().sum::<f64>() / found.len() as f64;
        assert!(mean >= floor, "{name} {mean}, at least {floor}");
    }
}
