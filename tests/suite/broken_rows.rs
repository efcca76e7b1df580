//! Rows of tables that the end of a page breaks in two, and those that only look like it.

use vanban::document::Channel;
use vanban::page::{Line, Page, Rect, Ruling, Word, source};
use vanban::restore::Restored;
use vanban::table::{Known, find};

const COLUMNS: [f32; 5] = [50.0, 80.0, 300.0, 350.0, 400.0];
const ROW: f32 = 30.0;
const HEAD: [&str; 4] = ["TT", "Nội dung chi", "Đơn vị tính", "Số lượng"];

/// A page with a table of these cells, of one or two lines each, between rulings.
fn page(rows: &[[&str; 4]]) -> Page {
    let mut page = Page { width: 595.0, height: 842.0, ..Page::default() };
    let mut ruling = |from: [f32; 2], to: [f32; 2]| page.rulings.push(Ruling { from, to });
    let bottom = 100.0 + ROW * rows.len() as f32;
    COLUMNS.iter().for_each(|&x| ruling([x, 100.0], [x, bottom]));
    (0..=rows.len()).for_each(|row| {
        let y = 100.0 + ROW * row as f32;
        ruling([COLUMNS[0], y], [COLUMNS[4], y]);
    });
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            for (line, text) in cell.split('\n').enumerate() {
                let (mut left, top) = (COLUMNS[column] + 2.0, 103.0 + ROW * row as f32 + 12.0 * line as f32);
                let word = |text: &str| {
                    let bbox = Rect::new(left, top, left + 4.0 * text.chars().count() as f32, top + 8.0);
                    left = bbox.right + 3.0;
                    Word { text: text.to_owned(), bbox, ..Word::default() }
                };
                page.lines.push(Line { words: text.split(' ').map(word).collect(), apart: false });
            }
        }
    }
    page
}

/// The rows of the one table on two pages, as `number | name | amount`.
fn rows(first: &[[&str; 4]], second: &[[&str; 4]]) -> Vec<String> {
    let source = source(vec![page(first), page(second)], String::new(), None);
    let restored = Restored::from_lines::<&str>(&source, Channel::Clean, &[]);
    let found = find(&source, &restored, 0..source.line_count(), Known::default());
    assert_eq!(found.tables.len(), 1);
    let row = |row: &vanban::document::Row| {
        let text = |at: usize| row.cells[at].as_ref().map_or("-", |cell| cell.text.as_str());
        [text(0), text(1), text(3)].join(" | ")
    };
    found.tables[0].rows.iter().map(row).collect()
}

#[test]
fn a_row_goes_on_where_a_cell_does() {
    let first = [
        HEAD,
        ["1", "Lớp hướng dẫn phân loại rác thải sinh hoạt cho\ntổ trưởng", "Lớp", "40"],
        ["2", "In cẩm nang phân loại rác bằng tranh vẽ cho hộ", "Cuốn", "60"],
    ];
    let rest = ["", "gia đình ở vùng ven", "", ""];
    let next = ["3", "Xe gom rác", "Chiếc", "4"];
    let whole = [
        "1 | Lớp hướng dẫn phân loại rác thải sinh hoạt cho tổ trưởng | 40",
        "2 | In cẩm nang phân loại rác bằng tranh vẽ cho hộ gia đình ở vùng ven | 60",
        "3 | Xe gom rác | 4",
    ];
    // With and without the header again; with a name, which is no small letter, on a full line; the number on the other page.
    assert_eq!(rows(&first, &[HEAD, rest, next]), whole);
    assert_eq!(rows(&first, &[rest, next]), whole);
    let name = ["", "Trần Liễu", "", ""];
    assert_eq!(
        rows(&first, &[HEAD, name, next])[1],
        "2 | In cẩm nang phân loại rác bằng tranh vẽ cho hộ Trần Liễu | 60"
    );
    let mut late = first;
    late[2][0] = "";
    let numbered = ["2", "gia đình ở vùng ven", "", ""];
    assert_eq!(rows(&late, &[HEAD, numbered, next]), whole);
}

#[test]
fn what_only_looks_like_it_is_a_row_of_its_own() {
    let first = [
        HEAD,
        ["1", "Lớp hướng dẫn phân loại rác thải sinh hoạt cho\ntổ trưởng", "Lớp", "40"],
        ["2", "In cẩm nang", "Cuốn", "60"],
    ];
    let next = ["3", "Xe gom rác", "Chiếc", "4"];
    // A sum, whose number can't go on; a row with a number of its own; a name after a line that had room for it.
    let sum = rows(&first, &[HEAD, ["", "Tổng cộng", "", "100"], next]);
    assert_eq!((sum.len(), sum[2].as_str()), (4, "- | Tổng cộng | 100"));
    assert_eq!(rows(&first, &[HEAD, ["3", "gia đình", "Hộ", "5"]]).len(), 3);
    assert!(rows(&first, &[HEAD, ["", "Trần Liễu", "", ""], next]).iter().all(|row| !row.contains("cẩm nang Trần")));
}
