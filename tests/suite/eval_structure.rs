//! Structure figures: agreement with the reference scorer, and what holds for any document.

use std::path::Path;

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use vanban::eval::structure::score;

#[derive(Deserialize)]
struct Case {
    name: String,
    gold: Value,
    document: Value,
    figures: Map<String, Value>,
}

fn figure(gold: &Value, document: &Value, name: &str) -> Option<f64> {
    let figures = score(&gold.to_string(), &document.to_string()).expect("a score").figures();
    figures.into_iter().find(|(figure, _)| *figure == name)?.1
}

#[test]
fn figures_agree_with_the_reference_scorer() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/eval/structure_cases.json");
    let cases: Vec<Case> = serde_json::from_str(&std::fs::read_to_string(path).expect("fixture")).expect("cases");
    let shared =
        ["header", "nodes", "kinds", "node_text", "tasks", "citations", "cite_dates", "rows", "cells", "columns"];
    for case in cases {
        for name in shared {
            let found = figure(&case.gold, &case.document, name);
            match case.figures.get(name).map(|value| value.as_f64().expect("number")) {
                Some(expected) => {
                    let found = found.expect("a figure where the reference has one");
                    assert!((expected - found).abs() < 1e-6, "{}: {name} is {found}, not {expected}", case.name);
                }
                None => assert_eq!(found, None, "{}: {name}", case.name),
            }
        }
    }
}

#[test]
fn header_is_measured_at_four_levels() {
    let gold = json!({"document": {"place": "Trần Liễu", "number": "08/KH-UBND", "subject": "Nghị quyết số 57"}});
    for (place, number, subject, expected) in [
        ("Trần  Liễu", "08/KH-UBND", "Nghị quyết số 57", [1.0, 1.0, 1.0, 1.0]),
        ("TRẦN LIỄU", "08/KH-UBND", "Nghị quyết số 57", [2.0 / 3.0, 1.0, 1.0, 1.0]),
        ("Trần Liễu", "08/KH-UBND", "Nghi quyết số 57", [2.0 / 3.0, 2.0 / 3.0, 1.0, 1.0]),
        ("Hà Nội", "9", "x", [0.0, 0.0, 0.0, 1.0]),
        ("", "", "", [0.0; 4]),
    ] {
        let header = json!({"place": {"text": place}, "number": {"text": number}, "subject": {"text": subject}});
        let names = ["header_exact", "header", "header_fuzzy", "header_found"];
        let found = names.map(|name| figure(&gold, &json!({"header": header}), name).expect("figure"));
        assert_eq!(found, expected, "{place}");
    }
}

#[test]
fn slots_are_measured_where_the_gold_knows_them() {
    let gold = json!({"sections": [
        {"label": "1", "kind": "task", "line_start": 5, "lead": "Phòng Kinh tế", "coordinating": null,
         "deadline": "hằng năm", "output": null},
        {"label": "2", "kind": "task", "line_start": 9, "lead": null, "coordinating": "Văn phòng",
         "deadline": {"text": "trước tháng 9/2025", "end": "2025-08-31"}, "output": "Báo cáo"},
        {"label": "3", "kind": "task", "line_start": 20},
    ]});
    let agency = |text: &str| json!([{"text": text, "kind": "agency", "from": "sentence"}]);
    let document = json!({"tasks": [
        {"lines": [6, 7], "lead": agency("phòng Kinh tế"), "coordinating": agency("Văn phòng"),
         "deadline": {"text": "Hàng năm", "end": null}, "output": []},
        {"lines": [9, 12], "lead": [], "coordinating": agency("Văn phòng"),
         "deadline": {"text": "khác", "end": "2025-08-31"}, "output": [{"text": "Kế hoạch"}]},
        {"lines": [20, 21], "lead": agency("Công an"), "deadline": null},
    ]});
    let found = ["lead", "coordinating", "deadline", "output"].map(|slot| figure(&gold, &document, slot));
    assert_eq!(found, [Some(1.0), Some(2.0 / 3.0), Some(1.0), Some(0.0)]);
    assert_eq!(figure(&json!({"sections": [{"line_start": 1}]}), &document, "lead"), None);
}

#[test]
fn targets_are_right_when_name_year_operator_and_number_are() {
    let gold = json!({"targets": [
        {"name": "Tỷ lệ hồ sơ trực tuyến", "series": [{"year": 2025, "op": ">=", "value": 80},
                                                     {"year": 2026, "op": "range", "value": 80.0, "upper": 90}]},
        {"name": "Số doanh nghiệp", "series": [{"year": 2025, "op": "none", "value": null}]},
    ]});
    let document = json!({"targets": [
        {"name": "Số doanh nghiệp", "series": [{"year": 2025, "raw": "-", "op": "none", "value": null}]},
        {"name": "Tỷ lệ hồ sơ trực tuyên", "series": [{"year": 2025, "raw": ">80%", "op": ">", "value": 80.0},
                                                     {"year": 2026, "op": "range", "value": 80, "upper": 90.0}]},
    ]});
    assert_eq!(figure(&gold, &document, "targets"), Some(2.0 / 3.0));
}

#[test]
fn table_edit_similarity_counts_rows_and_cells() {
    let table = |rows: Value| json!({"tables": [{"columns": ["a", "b"], "rows": rows}]});
    let gold = table(json!([{"cells": ["một", "hai"]}, {"cells": ["ba", "bốn"]}]));
    for (rows, expected) in [
        (json!([{"cells": ["một", "hai"]}, {"cells": ["ba", "bốn"]}]), 1.0),
        (json!([{"cells": ["ba", "bốn"]}]), 0.5),
        (json!([{"cells": ["một", "hai"]}, {"cells": ["ba", null]}]), 5.0 / 6.0),
        (json!([]), 0.0),
    ] {
        let found = figure(&gold, &table(rows.clone()), "teds").expect("figure");
        assert!((found - expected).abs() < 1e-9, "{rows}: {found}");
    }
}

#[test]
fn documents_of_another_shape_are_scored_not_refused() {
    let gold = json!({"document": {"number": "1"}, "sections": [{"label": "I"}], "tables": [{"columns": ["a"]}]});
    for document in [
        json!({}),
        json!({"header": null, "sections": {"a": 1}, "tables": "x", "tasks": 3, "citations": [1, null]}),
        json!({"header": {"number": [1, {"text": null}]}, "sections": [null, {"children": "x", "lines": ["a"]}]}),
    ] {
        let figures = score(&gold.to_string(), &document.to_string()).expect("a score").figures();
        assert!(
            figures.iter().filter_map(|(_, value)| *value).all(|value| (0.0..=1.0).contains(&value)),
            "{document}: {figures:?}"
        );
    }
    assert!(score("{", "{}").is_err());
    assert!(score("{}", "[").is_err());
}

fn text() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        "[aâăđê 1-3./-]{0,6}".prop_map(Value::String),
        "[a-c]{0,3}".prop_map(|text| json!({"text": text})),
    ]
}

fn tree() -> impl Strategy<Value = Value> {
    let kind = || prop::sample::select(vec!["section", "item", "task"]);
    let node = move || (text(), kind(), text(), 0..30i64);
    let leaf = node().prop_map(
        |(label, kind, text, line)| json!({"label": label, "kind": kind, "text": text, "lines": [line, line]}),
    );
    leaf.prop_recursive(4, 24, 4, move |inner| {
        (node(), prop::collection::vec(inner, 0..4)).prop_map(|((label, kind, title, line), children)| {
            json!({"label": label, "kind": kind, "title": title, "lead": null, "lines": [line, line], "children": children})
        })
    })
}

fn plan() -> impl Strategy<Value = Value> {
    let row = || prop::collection::vec(text(), 0..4).prop_map(|cells| json!({"cells": cells}));
    let table = move || {
        (prop::collection::vec("[a-c]{1,3}", 0..4), prop::collection::vec(row(), 0..4))
            .prop_map(|(columns, rows)| json!({"columns": columns, "rows": rows}))
    };
    (prop::collection::vec(tree(), 0..4), prop::collection::vec(table(), 0..3), text(), text()).prop_map(
        |(sections, tables, number, date)| {
            json!({
                "document": {"number": number, "date": date}, "header": {"number": number, "date": date},
                "sections": sections, "tables": tables, "citations": [{"number": number, "date": date}],
                "targets": [{"name": "a", "series": [{"year": 2025, "op": "=", "value": 1}]}],
            })
        },
    )
}

proptest! {
    #[test]
    fn figures_lie_between_0_and_1(gold in plan(), document in plan()) {
        for (name, value) in score(&gold.to_string(), &document.to_string()).expect("a score").figures() {
            prop_assert!(value.is_none_or(|value| (0.0..=1.0).contains(&value)), "{name} {value:?}");
        }
    }

    #[test]
    fn a_tree_is_right_against_itself(plan in plan()) {
        for name in ["nodes", "tree", "tasks", "citations", "targets"] {
            prop_assert_eq!(figure(&plan, &plan, name).unwrap_or(1.0), 1.0, "{}", name);
        }
    }
}
