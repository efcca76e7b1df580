//! What holds for the structure of every text: each line owned once, ids unique, spans true, schema valid, no panic.

use std::collections::BTreeSet;

use proptest::prelude::*;
use vanban::document::{Channel, Document, Field, Node};
use vanban::restore::Restored;
use vanban::structure::{Info, analyse};
use vanban::text::{Source, Span};

/// Everything that must hold for a document made from a source.
fn check(source: &Source, document: &Document) {
    owned_once(source, document);
    let mut ids = BTreeSet::new();
    for section in &document.sections {
        node(source, section, &mut ids);
    }
    let mut task_ids = BTreeSet::new();
    for task in &document.tasks {
        assert!(task_ids.insert(&task.id), "task {} twice", task.id);
    }
    let header = &document.header;
    for field in [&header.issuer, &header.parent_issuer, &header.place, &header.subject].into_iter().flatten() {
        same(source, field);
    }
    if let Some(number) = &header.number {
        assert_eq!(number.raw, source.slice(number.span));
    }
    if let Some(date) = &header.date {
        assert_eq!(date.raw, source.slice(date.span));
    }
    if let Some(signer) = &document.conclusion.signer {
        for field in [&signer.organ, &signer.position, &signer.name].into_iter().flatten() {
            same(source, field);
        }
    }
}

fn same(source: &Source, field: &Field) {
    assert_eq!(field.raw, source.slice(field.span));
}

/// Ids are unique; children lie inside their parent, in order and apart.
fn node(source: &Source, parent: &Node, ids: &mut BTreeSet<String>) {
    assert!(ids.insert(parent.id.clone()), "node {} twice", parent.id);
    assert!(parent.lines[0] >= 1 && parent.lines[0] <= parent.lines[1] && parent.lines[1] <= source.line_count());
    assert!(parent.span.start < parent.span.end && parent.span.end <= source.chars());
    let mut last = parent.lines[0];
    for child in &parent.children {
        assert!(child.lines[0] > last || (child.lines[0] == last && last == parent.lines[0]), "{} overlaps", child.id);
        assert!(child.lines[1] <= parent.lines[1] && inside(child.span, parent.span), "{} outside", child.id);
        last = child.lines[1];
        node(source, child, ids);
    }
}

fn inside(inner: Span, outer: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Every line that is not blank belongs to one part of the document, or is furniture.
fn owned_once(source: &Source, document: &Document) {
    let mut owners = vec![0; source.line_count() + 1];
    let furniture: BTreeSet<usize> = document.furniture.iter().flat_map(|f| f.lines[0]..=f.lines[1]).collect();
    let parts = document
        .header
        .lines
        .into_iter()
        .chain(document.preamble.iter().map(|p| p.lines))
        .chain(document.sections.iter().map(|n| n.lines))
        .chain(document.closing.iter().map(|p| p.lines))
        .chain(document.tables.iter().map(|t| t.lines))
        .chain(document.conclusion.lines);
    for [first, last] in parts {
        for (line, owners) in owners.iter_mut().enumerate().take(last + 1).skip(first) {
            *owners += usize::from(!furniture.contains(&line));
        }
    }
    for (index, text) in source.lines().enumerate() {
        let line = index + 1;
        if !text.trim().is_empty() && !furniture.contains(&line) {
            assert_eq!(owners[line], 1, "owners of line {line}: {text:?}");
        }
    }
}

fn document(text: &str) -> (Source, Document) {
    let source = Source::new(text);
    let restored = Restored::from_lines::<&str>(&source, Channel::Eng, &[]);
    let document = analyse(&source, &restored, &Info::default());
    (source, document)
}

/// The seeds, and the made plans as printed and as read.
fn texts() -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec!["seeds".to_owned(), "fixtures/plans".to_owned()];
    while let Some(folder) = folders.pop() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(&folder);
        for entry in std::fs::read_dir(path).expect("folder") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                folders.push(path.to_string_lossy().into_owned());
            } else if path.extension().is_some_and(|extension| extension == "txt") {
                files.push(path);
            }
        }
    }
    files.sort();
    files.iter().map(|path| std::fs::read_to_string(path).expect("text")).collect()
}

#[test]
fn plans_hold() {
    let schema = serde_json::to_value(schemars::schema_for!(Document)).expect("schema");
    let validator = jsonschema::validator_for(&schema).expect("validator");
    for text in texts() {
        let (source, document) = document(&text);
        check(&source, &document);
        assert!(validator.is_valid(&serde_json::to_value(document).expect("JSON")));
    }
}

#[test]
fn hostile_texts_are_harmless() {
    for text in ["", "\n", " ", "\0\0\0", "-", "I.", "1.", "Điều", "./.", "KẾ HOẠCH", "Nơi nhận:", "PHỤ LỤC\n|||\n"]
    {
        let (source, document) = document(text);
        check(&source, &document);
    }
    let (source, document) = document(&"1. a\u{0301} ".repeat(50_000));
    check(&source, &document);
    let many = "- Một\n1. Hai\nI. BA\n".repeat(3_000);
    let (source, document) = self::document(&many);
    check(&source, &document);
}

/// A line that a plan could have, sound or damaged.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("KẾ HOẠCH".into()),
        Just("PHỤ LỤC 01".into()),
        Just("Nơi nhận: TM. ỦY BAN NHÂN DÂN".into()),
        Just("Số: 08/KH-UBND Trần Liễu, ngày 29 tháng 7 năm 2025".into()),
        Just("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM".into()),
        Just("Trên đây là Kế hoạch./.".into()),
        Just("1 | Tỷ lệ phủ sóng 5G | 100%".into()),
        "[ ]?[-+*–] [A-ZĐa-z ]{0,60}[.;:]?",
        "[ ]?[IVXl1|]{1,4}[.)]? ?[A-ZĐÂÊ ]{0,40}",
        "[ ]?[0-9?]{1,2}(\\.[0-9l]{1,2}){0,3}[.)]? [A-Za-zđêâ ]{0,80}[.;:]?",
        "[a-zđ]\\) [A-Za-z ]{0,60}",
        "(Điều|Chương|Phần|Mục) [0-9IVX]{1,3}[.:]? [A-Za-z ]{0,40}",
        "[a-zà-ỹ ]{0,90}[.,;:-]?",
        "[0-9]{1,3}",
        "\\PC{0,40}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn texts_like_plans_hold(lines in prop::collection::vec(line(), 0..60)) {
        let (source, document) = document(&lines.join("\n"));
        check(&source, &document);
    }

    #[test]
    fn any_text_holds(text in "(?s).{0,300}") {
        let (source, document) = document(&text);
        check(&source, &document);
    }

    /// Real plans, cut, with lines lost, doubled and exchanged and letters put in.
    #[test]
    fn damaged_plans_hold(
        which in any::<prop::sample::Index>(),
        from in 0..500_usize,
        damage in prop::collection::vec((0..4_u8, any::<prop::sample::Index>(), "\\PC{0,3}"), 0..40),
    ) {
        let texts = texts();
        let mut lines: Vec<String> = which.get(&texts).lines().skip(from).take(150).map(str::to_owned).collect();
        for (kind, place, letters) in damage {
            if lines.is_empty() {
                break;
            }
            let at = place.index(lines.len());
            match kind {
                0 => drop(lines.remove(at)),
                1 => lines.insert(at, lines[at].clone()),
                2 => lines.swap(0, at),
                _ => {
                    let middle = lines[at].floor_char_boundary(lines[at].len() / 2);
                    lines[at].insert_str(middle, &letters.replace(['\n', '\r'], " "));
                }
            }
        }
        let (source, document) = document(&lines.join("\n"));
        check(&source, &document);
    }

    /// Restored lines need not look like the lines that were read.
    #[test]
    fn restored_lines_may_differ(read in prop::collection::vec(line(), 1..30), restored in prop::collection::vec(line(), 1..30)) {
        let source = Source::new(&read.join("\n"));
        let lines: Vec<String> = restored.iter().map(|line| line.replace(['\n', '\r'], " ")).collect();
        let restored = Restored::from_lines(&source, Channel::Eng, &lines);
        let document = analyse(&source, &restored, &Info::default());
        check(&source, &document);
    }
}
