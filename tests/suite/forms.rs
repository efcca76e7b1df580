//! One plan in several forms: what a page's words and places give is one structure, whatever the format. PDF and scans need poppler and Tesseract:
//! `fixtures/inputs/check.sh` holds those to the same gold.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::Value;
use vanban::document::Document;
use vanban::eval::structure::score;
use vanban::model::Model;
use vanban::page::{Format, read, source};
use vanban::pipeline;
use vanban::restore::{Options, Restorer};
use vanban::structure::Info;
use vanban::text::Source;

fn fixtures(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::embedded().unwrap());

/// The document of an engine's file.
fn document(path: &Path) -> Document {
    let bytes = fs::read(path).unwrap();
    let text = Source::decode(&bytes).unwrap();
    let source = source(read(Format::detect(&bytes), text.text()).unwrap(), String::new(), None);
    let restorer = Restorer::new(&MODEL, Options::default());
    pipeline::read(&restorer, &source, &Info::default()).1
}

/// Kind and label of each node, its depth as dots.
fn outline(value: &Value) -> Vec<String> {
    fn walk(nodes: &Value, depth: usize, lines: &mut Vec<String>) {
        for node in nodes.as_array().into_iter().flatten() {
            let text = |name: &str| node[name].as_str().unwrap_or("_").to_owned();
            lines.push(format!("{}{} {}", ".".repeat(depth), text("kind"), text("label")));
            walk(&node["children"], depth + 1, lines);
        }
    }
    let mut lines = Vec::new();
    walk(&value["sections"], 0, &mut lines);
    lines
}

/// Gold without its lines, which are those of another text.
fn gold(path: &Path) -> String {
    fn forget(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.retain(|name, _| !name.starts_with("line_"));
                fields.values_mut().for_each(forget);
            }
            Value::Array(parts) => parts.iter_mut().for_each(forget),
            _ => {}
        }
    }
    let mut value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    forget(&mut value);
    value.to_string()
}

/// What only one of two outlines has, in order.
fn differences(want: &[String], got: &[String]) -> Vec<String> {
    let mut rows = vec![vec![0usize; got.len() + 1]; want.len() + 1];
    for a in (0..want.len()).rev() {
        for b in (0..got.len()).rev() {
            rows[a][b] = if want[a] == got[b] { rows[a + 1][b + 1] + 1 } else { rows[a + 1][b].max(rows[a][b + 1]) };
        }
    }
    let (mut a, mut b, mut found) = (0, 0, Vec::new());
    while a < want.len() || b < got.len() {
        if a < want.len() && b < got.len() && want[a] == got[b] {
            (a, b) = (a + 1, b + 1);
        } else if b == got.len() || a < want.len() && rows[a + 1][b] >= rows[a][b + 1] {
            found.push(format!("-{}", want[a]));
            a += 1;
        } else {
            found.push(format!("+{}", got[b]));
            b += 1;
        }
    }
    found
}

/// Items that name no action and are taken for tasks all the same.
const NO_ACTIONS: [&str; 6] =
    ["-...bullet -", "-...bullet -", "-...bullet -", "+...task -", "+...task -", "+...task -"];

/// Each file with its gold, and where its tree differs from that: where a kind is mistaken in every form.
const FILES: [(&str, &str, &[&str]); 8] = [
    ("inputs/dang-uy-200", "plans/dang-uy/clean.json", &[]),
    ("inputs/kinh-phi-200", "plans/kinh-phi/clean.json", &[]),
    ("inputs/nghi-quyet-200", "plans/nghi-quyet/clean.json", &[]),
    ("inputs/quyet-dinh-200", "plans/quyet-dinh/clean.json", &[]),
    ("inputs/so-y-te-200", "plans/so-y-te/clean.json", &[]),
    ("inputs/thien-tai-200", "plans/thien-tai/clean.json", &[]),
    ("places/lao-khoa/lao-khoa-200", "places/lao-khoa/lao-khoa.gold.json", &[]),
    ("places/nuoc-sach/nuoc-sach-200", "places/nuoc-sach/nuoc-sach.gold.json", &NO_ACTIONS),
];

#[test]
fn all_formats_of_a_reading_give_the_tree_of_the_plan() {
    for (file, plan, allowed) in FILES {
        let want = gold(&fixtures(plan));
        let wanted = outline(&serde_json::from_str(&want).unwrap());
        let mut forms = 0;
        for form in ["hocr", "alto", "tsv", "page.xml"] {
            let path = fixtures(&format!("{file}.{form}"));
            if !path.exists() {
                continue;
            }
            forms += 1;
            let json = serde_json::to_string(&document(&path)).unwrap();
            let found = differences(&wanted, &outline(&serde_json::from_str(&json).unwrap()));
            assert_eq!(found, allowed, "{file}.{form}");
            let score = score(&want, &json).unwrap();
            for (name, figure, floor) in
                [("nodes", score.nodes, 0.94), ("node_text", score.node_text, 0.97), ("rows", score.rows, 0.98)]
            {
                assert!(
                    figure.is_none_or(|figure| figure >= floor),
                    "{file}.{form}: {name} {figure:?}, at least {floor}"
                );
            }
        }
        assert!(forms > 0, "{file}");
    }
}
