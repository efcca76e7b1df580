//! The structure of the seeds against gold, with gold text, with text that has errors, and with the OCR text as it is.

use std::path::Path;

use vanban::document::{Channel, Document, Node};
use vanban::eval::structure::{StructureScore, score};
use vanban::restore::Restored;
use vanban::structure::{Info, analyse};
use vanban::text::Source;

const SEEDS: [(&str, &str); 3] =
    [("000", "000_2d79e76029e8a821.txt"), ("001", "001_9870a8e9efecb3e2.txt"), ("004", "004_159b3a23d6de038f.txt")];

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("fixture")
}

fn document(seed: &str, lines: impl Fn(&str) -> Vec<String>) -> (Source, Document) {
    let source = Source::new(&read(&format!("seeds/{seed}")));
    let restored = Restored::from_lines(&source, Channel::Eng, &lines(source.text()));
    let document = analyse(&source, &restored, &Info { file: seed.into(), model: "sha256:test".into() });
    (source, document)
}

fn measured(number: &str, document: &Document) -> StructureScore {
    let gold = read(&format!("fixtures/gold/{number}.structure.json"));
    score(&gold, &serde_json::to_string(document).expect("JSON")).expect("figures")
}

fn gold_lines(number: &str) -> Vec<String> {
    read(&format!("fixtures/gold/{number}.txt")).lines().map(String::from).collect()
}

#[test]
fn gold_text_gives_gold_structure() {
    for (number, seed) in SEEDS {
        let (_, document) = document(seed, |_| gold_lines(number));
        let found = measured(number, &document);
        for (name, figure, floor) in [
            ("header", found.header, 1.0),
            ("nodes", found.nodes, 0.98),
            ("kinds", found.kinds, 0.98),
            ("tasks", found.tasks, 0.98),
            ("node_text", found.node_text, 0.985),
        ] {
            assert!(figure.is_some_and(|figure| figure >= floor), "{number}: {name} {figure:?}, at least {floor}");
        }
    }
}

/// OCR text that nothing restored has no marks and many wrong letters; the tree must still stand.
#[test]
fn raw_ocr_gives_the_same_tree() {
    for (number, seed) in SEEDS {
        let (_, document) = document(seed, |text| text.lines().map(String::from).collect());
        let found = measured(number, &document);
        for (name, figure) in [("nodes", found.nodes), ("kinds", found.kinds), ("tasks", found.tasks)] {
            assert!(figure.is_some_and(|figure| figure >= 0.97), "{number}: {name} {figure:?}");
        }
    }
}

/// One syllable in thirty loses its last letter: about the errors that restoring leaves.
#[test]
fn errors_of_restoring_do_not_break_the_tree() {
    for (number, seed) in SEEDS {
        let mut count = 0;
        let mut damaged = |line: &str| {
            let words = line.split(' ').map(|word| {
                count += 1;
                let mut chars: Vec<char> = word.chars().collect();
                if count % 30 == 0 && chars.len() > 2 && chars.iter().all(|c| c.is_alphabetic()) {
                    chars.pop();
                }
                chars.into_iter().collect::<String>()
            });
            words.collect::<Vec<_>>().join(" ")
        };
        let lines: Vec<String> = gold_lines(number).iter().map(|line| damaged(line)).collect();
        let (_, document) = document(seed, |_| lines.clone());
        let found = measured(number, &document);
        assert!(found.nodes.is_some_and(|figure| figure >= 0.97), "{number}: {found:?}");
        assert!(found.kinds.is_some_and(|figure| figure >= 0.97), "{number}: {found:?}");
    }
}

#[test]
fn slips_of_the_authors_are_reported_and_kept() {
    let codes = |number: &str, seed: &str| -> Vec<(String, usize)> {
        let (_, document) = document(seed, |_| gold_lines(number));
        let kept = ["duplicate-label", "label-gap", "missing-appendix"];
        let reported = document.diagnostics.into_iter().filter(|d| kept.contains(&d.code.as_str()));
        reported.map(|d| (d.code, d.lines[0])).collect()
    };
    assert_eq!(codes(SEEDS[0].0, SEEDS[0].1), []);
    let expected =
        [("missing-appendix", 84), ("missing-appendix", 95), ("duplicate-label", 221), ("missing-appendix", 225)];
    assert_eq!(codes(SEEDS[1].0, SEEDS[1].1), expected.map(|(code, line)| (code.to_owned(), line)));
    // 003 repeats item 3 after 12.
    let (_, third) = document("003_0db9ce98a1f8cd50.txt", |text| text.lines().map(String::from).collect());
    assert!(third.diagnostics.iter().any(|d| d.code == "duplicate-label" && d.lines == [168, 168]));
}

/// Kind and label of every node.
fn outline(nodes: &[Node], found: &mut Vec<String>) {
    for node in nodes {
        found.push(format!("{:?} {}", node.kind, node.label.as_deref().unwrap_or("")));
        outline(&node.children, found);
    }
}

/// Engines differ in the blank lines that they put between lines: the tree must not hang on them.
#[test]
fn blank_lines_do_not_make_the_tree() {
    for (number, _) in SEEDS {
        let gold = gold_lines(number);
        // Blank lines alone are at stake; in 004 a table follows from line 117 on.
        let lines: Vec<&str> = gold.iter().map(String::as_str).take(116).collect();
        let tree = |lines: Vec<&str>| {
            let source = Source::new(&lines.join("\n"));
            let restored = Restored::from_lines::<&str>(&source, Channel::Clean, &[]);
            let mut found = Vec::new();
            outline(&analyse(&source, &restored, &Info::default()).sections, &mut found);
            found
        };
        let expected = tree(lines.clone());
        let dense: Vec<&str> = lines.iter().copied().filter(|line| !line.trim().is_empty()).collect();
        let sparse: Vec<&str> = dense.iter().flat_map(|line| [*line, ""]).collect();
        assert_eq!(tree(dense), expected, "{number} without blank lines");
        assert_eq!(tree(sparse), expected, "{number} with blank lines everywhere");
    }
}
