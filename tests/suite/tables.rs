//! Appendix tables rebuilt from text: a real one against its gold, and made ones whose truth is known.

use std::path::Path;

use proptest::prelude::*;
use vanban::document::{Channel, Table};
use vanban::restore::Restored;
use vanban::table::{Found, Known, find};
use vanban::text::Source;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect(path)
}

/// Finds tables in text that needs no restoring.
fn find_in(text: &str) -> Found {
    let source = Source::new(text);
    let lines: Vec<&str> = text.split('\n').collect();
    find(&source, &Restored::from_lines(&source, Channel::Clean, &lines), 0..source.line_count(), Known::default())
}

/// Every non-blank line is furniture, or in one table, or handed back; once.
fn check_owners(text: &str, found: &Found) {
    for (at, line) in text.split('\n').enumerate() {
        let held = |lines: &[usize; 2]| usize::from((lines[0]..=lines[1]).contains(&(at + 1)));
        let furniture: usize = found.furniture.iter().map(|furniture| held(&furniture.lines)).sum();
        let tables: usize = found.tables.iter().map(|table| held(&table.lines)).sum();
        let rest: usize = found.rest.iter().map(held).sum();
        if !line.trim().is_empty() {
            assert!(furniture <= 1 && tables + rest <= 1 && furniture + tables + rest >= 1, "line {}: {line}", at + 1);
        }
    }
}

/// Text and place of cells agree, rows have a cell a column, rows stand in the table.
fn check_cells(source: &Source, found: &Found) {
    for table in &found.tables {
        for row in &table.rows {
            assert_eq!(row.cells.len(), table.columns.len());
            assert!(table.lines[0] <= row.lines[0] && row.lines[1] <= table.lines[1]);
            for cell in row.cells.iter().flatten() {
                assert_eq!(cell.raw, source.slice(cell.span));
                assert!((0.0..=1.0).contains(&cell.confidence));
            }
        }
    }
}

#[test]
fn the_table_of_a_real_plan_is_rebuilt() {
    let source = Source::new(&read("seeds/004_159b3a23d6de038f.txt"));
    let gold = read("fixtures/gold/004.txt");
    let lines: Vec<&str> = gold.split('\n').collect();
    let restored = Restored::from_lines(&source, Channel::Eng, &lines);
    let found = find(&source, &restored, 119..source.line_count(), Known::default());
    check_cells(&source, &found);
    let document = serde_json::json!({ "tables": found.tables }).to_string();
    let figures =
        vanban::eval::structure::score(&read("fixtures/gold/004.structure.json"), &document).expect("a score");
    let figure = |name: &str| figures.figures().into_iter().find(|f| f.0 == name).and_then(|f| f.1).unwrap_or(0.0);
    assert!(figure("rows") >= 0.95, "rows {}", figure("rows"));
    assert!(figure("cells") >= 0.84, "cells {}", figure("cells"));
    assert!(figure("columns") >= 1.0, "columns {}", figure("columns"));
}

/// A table to print: its columns' titles, widths in letters, and rows.
struct Made {
    titles: Vec<&'static str>,
    widths: Vec<usize>,
    rows: Vec<Vec<String>>,
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

impl Made {
    /// The table as OCR flattens it: cells wrapped and centred, the pieces of a printed line joined by one space.
    fn print(&self) -> String {
        let mut text = String::from("PHỤ LỤC\nPHÂN CÔNG NHIỆM VỤ\n(Kèm theo Kế hoạch số 12/KH-UBND)\n\n");
        let titles: Vec<String> = self.titles.iter().map(|&title| title.to_owned()).collect();
        for row in std::iter::once(&titles).chain(&self.rows) {
            let cells: Vec<Vec<String>> =
                row.iter().zip(&self.widths).map(|(cell, &width)| wrap(cell, width)).collect();
            let height = cells.iter().map(Vec::len).max().unwrap_or(0);
            for line in 0..height {
                let piece = |cell: &Vec<String>| {
                    line.checked_sub((height - cell.len()) / 2).and_then(|at| cell.get(at).cloned())
                };
                text.push_str(&cells.iter().filter_map(piece).collect::<Vec<_>>().join(" "));
                text.push('\n');
            }
        }
        text
    }

    /// The shares of cells, and of rows' first text cells, that a table has right.
    fn right(&self, table: Option<&Table>) -> (f64, f64) {
        let Some(table) = table else { return (0.0, 0.0) };
        let (mut cells, mut all, mut rows) = (0, 0, 0);
        for row in &self.rows {
            let text = |found: &vanban::document::Row, at: usize| {
                found.cells.get(at).cloned().flatten().map_or(String::new(), |cell| cell.text)
            };
            let found = table.rows.iter().find(|found| strsim::normalized_levenshtein(&text(found, 1), &row[1]) > 0.6);
            rows += usize::from(found.is_some());
            for (at, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                all += 1;
                cells += usize::from(
                    found.is_some_and(|found| strsim::normalized_levenshtein(&text(found, at), cell) >= 0.85),
                );
            }
        }
        let matched = 2.0 * rows as f64 / (self.rows.len() + table.rows.len()) as f64;
        (matched, cells as f64 / f64::from(all.max(1)))
    }
}

const WORKS: [&str; 14] = [
    "Xây dựng kế hoạch triển khai thực hiện Nghị quyết trên địa bàn xã giai đoạn 2025 - 2030.",
    "Tổ chức tuyên truyền, phổ biến chủ trương của Đảng, chính sách của Nhà nước về phát triển kinh tế tập thể đến cán bộ, đảng viên và nhân dân.",
    "Rà soát, kiện toàn Ban Chỉ đạo và Tổ giúp việc.",
    "Đẩy mạnh cải cách thủ tục hành chính, nâng cao chất lượng cung cấp dịch vụ công trực tuyến toàn trình cho người dân và doanh nghiệp.",
    "Tham mưu bố trí kinh phí thực hiện các nhiệm vụ bảo vệ môi trường, phòng chống thiên tai.",
    "Phối hợp kiểm tra việc chấp hành pháp luật về đất đai, xây dựng trên địa bàn.",
    "Hoàn thiện cơ sở dữ liệu về dân cư, hộ tịch; kết nối, chia sẻ với các hệ thống thông tin dùng chung của tỉnh.",
    "Bồi dưỡng kỹ năng số cho cán bộ, công chức, viên chức và người lao động.",
    "Nghiên cứu, đề xuất mô hình nông nghiệp ứng dụng công nghệ cao phù hợp với điều kiện của địa phương.",
    "Kiểm tra, giám sát việc thực hiện kế hoạch; kịp thời tháo gỡ khó khăn, vướng mắc.",
    "Phát triển hạ tầng viễn thông, bảo đảm phủ sóng đến các thôn, bản.",
    "Tăng cường quản lý an toàn thực phẩm tại các chợ, trường học, bếp ăn tập thể.",
    "Thực hiện chính sách hỗ trợ hộ nghèo, hộ cận nghèo phát triển sản xuất.",
    "Sơ kết, tổng kết, báo cáo kết quả thực hiện theo quy định.",
];
const AGENCIES: [&str; 8] = [
    "Phòng Kinh tế",
    "Phòng Văn hóa - Xã hội",
    "Văn phòng HĐND và UBND xã",
    "Công an xã",
    "Trung tâm Phục vụ hành chính công",
    "Các phòng, ban, đơn vị liên quan",
    "Ủy ban Mặt trận Tổ quốc Việt Nam xã",
    "Trạm Y tế xã",
];
const TIMES: [&str; 7] =
    ["Tháng 9/2025", "Quý IV/2025", "Thường xuyên", "Hằng năm", "Trước ngày 30/11/2025", "Năm 2026", "Theo kế hoạch"];
const OUTPUTS: [&str; 6] =
    ["Kế hoạch", "Báo cáo", "Quyết định của UBND xã", "Các lớp tập huấn", "Văn bản chỉ đạo", "Hệ thống được vận hành"];

/// A table of tasks from a sequence of choices.
fn made(choices: &[usize], columns: usize, widths: [usize; 6]) -> Made {
    let titles = ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành", "Sản phẩm"];
    let rows = choices.iter().enumerate().map(|(at, &choice)| {
        let cells = [
            (at + 1).to_string(),
            WORKS[(at * 5 + choices[0]) % WORKS.len()].to_owned(),
            AGENCIES[choice % AGENCIES.len()].to_owned(),
            AGENCIES[(choice / 8 + at) % AGENCIES.len()].to_owned(),
            TIMES[choice / 3 % TIMES.len()].to_owned(),
            OUTPUTS[choice / 5 % OUTPUTS.len()].to_owned(),
        ];
        cells[..columns].to_vec()
    });
    Made { titles: titles[..columns].to_vec(), widths: widths[..columns].to_vec(), rows: rows.collect() }
}

/// Choices that look random and never change.
fn choices(seed: usize, count: usize) -> Vec<usize> {
    (0..count).map(|at| (seed * 7919 + at * 104_729 + at * at * 31) % 997).collect()
}

#[test]
fn interleaved_tables_are_dealt_to_rows_and_cells() {
    let (mut rows, mut cells, mut count) = (0.0, 0.0, 0.0);
    for (seed, widths) in
        [[4, 34, 16, 18, 14, 14], [4, 40, 18, 18, 12, 12], [4, 28, 20, 20, 12, 14], [4, 36, 14, 16, 16, 16]]
            .iter()
            .enumerate()
    {
        for columns in [5, 6] {
            let made = made(&choices(seed + columns, 12), columns, *widths);
            let text = made.print();
            let found = find_in(&text);
            check_owners(&text, &found);
            let (row, cell) = made.right(found.tables.first());
            rows += row;
            cells += cell;
            count += 1.0;
        }
    }
    assert!(rows / count >= 0.98, "rows {}", rows / count);
    assert!(cells / count >= 0.92, "cells {}", cells / count);
}

/// A table of targets whose header is given.
fn targets(header: &str) -> Found {
    let names = ["Tỷ lệ hộ nghèo", "Tỷ lệ người dân tham gia bảo hiểm y tế", "Tỷ lệ trường đạt chuẩn quốc gia"];
    let mut text = format!("PHỤ LỤC\nCÁC CHỈ TIÊU CHỦ YẾU\n\n{header}\n");
    for number in 1..=9 {
        let (name, agency) = (names[number % 3], AGENCIES[number % 2]);
        text.push_str(&format!("{number} {name} % {number}0 {number}1 {number}2 {number}5 {agency}\n"));
    }
    find_in(&text)
}

#[test]
fn years_on_a_line_of_their_own_are_columns() {
    let found = targets("Năm Năm Năm Năm\nTT Nội dung chỉ tiêu ĐVT Cơ quan chủ trì\n2026 2027 2028 2030");
    let years: Vec<i32> = found.tables[0].columns.iter().filter_map(|column| column.year).collect();
    assert_eq!(years, [2026, 2027, 2028, 2030]);
}

#[test]
fn values_under_misread_years_have_cells() {
    let found = targets("TT Nội dung chỉ tiêu ĐVT ben mg a ø Cơ quan chủ trì");
    let table = &found.tables[0];
    assert_eq!((table.columns.len(), table.rows.len()), (8, 9));
    for (at, row) in (1..).zip(&table.rows) {
        let texts: Vec<&str> = row.cells[3..7].iter().map(|cell| cell.as_ref().map_or("", |cell| &cell.text)).collect();
        assert_eq!(texts, [format!("{at}0"), format!("{at}1"), format!("{at}2"), format!("{at}5")]);
    }
}

#[test]
fn texts_without_a_table_are_handed_back() {
    for text in ["", "\n\n", "Một đoạn văn.\n\nĐoạn nữa.", "PHỤ LỤC\n(Kèm theo Kế hoạch)\n1. Việc thứ nhất"]
    {
        let found = find_in(text);
        assert!(found.tables.is_empty());
        check_owners(text, &found);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn hostile_text_is_harmless(
        lines in proptest::collection::vec(
            prop_oneof![
                "[\\PC|]{0,40}",
                Just("STT | Chỉ tiêu Năm 2025 Năm 2030 Chủ trì".to_owned()),
                Just("Phụ lục 01".to_owned()),
                Just(" ".to_owned()),
                Just("| 1 | Xây dựng kế hoạch \u{0} 100% - Phòng Kinh tế".to_owned()),
            ],
            0..30,
        )
    ) {
        let text = lines.join("\n");
        let found = find_in(&text);
        check_owners(&Source::new(&text).lines().collect::<Vec<_>>().join("\n"), &found);
        check_cells(&Source::new(&text), &found);
    }
}
