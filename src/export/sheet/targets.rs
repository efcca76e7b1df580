//! The table of targets: one row for each value of each indicator.

use super::{Cell, DOCUMENT, FIRST, Kind, LAST, NUMBER, Sheet, agencies, column, leaders, origin, outputs};
use crate::document::{Operator, Target, Value};
use crate::export::Item;

pub const SHEET: Sheet = Sheet {
    name: "targets",
    title: "Chỉ tiêu",
    columns: &[
        column("index", "TT", Kind::Integer, 6),
        column("name", "Chỉ tiêu", Kind::Text, 60),
        column("unit", "Đơn vị tính", Kind::Text, 12),
        column("year", "Năm", Kind::Integer, 8),
        column("operator", "So sánh", Kind::Text, 9),
        column("value", "Giá trị", Kind::Number, 12),
        column("upper", "Đến", Kind::Number, 12),
        column("raw", "Ghi trong văn bản", Kind::Text, 18),
        column("lead", "Chủ trì", Kind::List, 28),
        column("monitor", "Theo dõi", Kind::List, 28),
        column("leader", "Lãnh đạo phụ trách", Kind::List, 24),
        column("output", "Sản phẩm", Kind::List, 24),
        column("group", "Nhóm", Kind::Text, 24),
        column("confidence", "Độ tin cậy", Kind::Number, 10),
        column("target", "Mã chỉ tiêu", Kind::Text, 14),
        DOCUMENT,
        NUMBER,
        FIRST,
        LAST,
    ],
    rows: |item| {
        let rows = item.document.targets.iter().flat_map(|target| {
            let values = target.series.iter().map(Some).chain(target.series.is_empty().then_some(None));
            values.map(|value| row(item, target, value))
        });
        rows.collect()
    },
};

/// A target that has no value yet has one row without one.
fn row(item: &Item, target: &Target, value: Option<&Value>) -> Vec<Cell> {
    let number = |number: Option<f64>| number.filter(|number| number.is_finite()).map_or(Cell::Empty, Cell::Number);
    let mut cells = vec![
        Cell::text(&target.name),
        Cell::maybe(target.unit.as_deref()),
        value.map_or(Cell::Empty, |value| Cell::Integer(value.year.into())),
        Cell::maybe(value.and_then(|value| operator(value.op))),
        number(value.and_then(|value| value.value)),
        number(value.and_then(|value| value.upper)),
        Cell::maybe(value.map(|value| value.raw.as_str())),
        agencies(&target.lead),
        agencies(&target.monitor),
        leaders(&target.leader),
        outputs(&target.output),
        Cell::maybe(target.group.as_deref()),
        value.map_or(Cell::Empty, |value| Cell::confidence(value.confidence)),
        Cell::text(&target.id),
    ];
    cells.extend(origin(item, target.lines));
    cells
}

/// In signs that no spreadsheet takes for a formula.
fn operator(op: Operator) -> Option<&'static str> {
    match op {
        Operator::Equal => Some("bằng"),
        Operator::AtLeast => Some("≥"),
        Operator::MoreThan => Some(">"),
        Operator::AtMost => Some("≤"),
        Operator::LessThan => Some("<"),
        Operator::Range => Some("từ – đến"),
        Operator::Text => Some("bằng chữ"),
        Operator::None => None,
    }
}
