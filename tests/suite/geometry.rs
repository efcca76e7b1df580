//! Where words stand on paper decides what their order alone can't; without places the same text is read as before.

use vanban::document::{Channel, Document};
use vanban::page::{Line, Page, Rect, Word, source};
use vanban::restore::Restored;
use vanban::structure::{Info, analyse};
use vanban::text::Source;

/// Pieces of a line, each with its left edge.
type Printed<'a> = &'a [(f32, &'a str)];

/// A page of lines that are 16 points high each; a line without pieces is white space.
fn page(lines: &[Printed]) -> Page {
    let mut page = Page { width: 595.0, height: 842.0, ..Page::default() };
    let mut apart = false;
    for (pieces, at) in lines.iter().zip(0..) {
        let top = 40.0 + 16.0 * at as f32;
        let mut words = Vec::new();
        for &(left, text) in *pieces {
            let mut at = left;
            for word in text.split(' ') {
                let right = at + 6.0 * word.chars().count() as f32;
                words.push(Word { text: word.into(), bbox: Rect::new(at, top, right, top + 10.0), ..Word::default() });
                at = right + 3.0;
            }
        }
        if words.is_empty() {
            apart = true;
        } else {
            page.lines.push(Line { words, apart: std::mem::take(&mut apart) });
        }
    }
    page
}

fn read(source: &Source) -> Document {
    let restored = Restored::from_lines::<&str>(source, Channel::Clean, &[]);
    analyse(source, &restored, &Info::default())
}

/// The document by the places of its words, and by its text alone.
fn both(pages: Vec<Page>) -> [Document; 2] {
    let placed = source(pages, String::new(), None);
    let plain = Source::new(placed.text());
    [read(&placed), read(&plain)]
}

const BODY: [Printed; 5] = [
    &[],
    &[(250.0, "KẾ HOẠCH")],
    &[(150.0, "Phòng, chống thiên tai năm 2026")],
    &[],
    &[(60.0, "I. MỤC ĐÍCH, YÊU CẦU")],
];

#[test]
fn the_left_column_of_a_head_ends_where_the_right_one_begins() {
    // The motto is damaged beyond recognition, and the issuer goes on beside the date.
    let mut lines: Vec<Printed> = vec![
        &[(80.0, "UBND TỈNH LÂM ĐỒNG"), (320.0, "ONG HOA XK WOI CHU NGHX VLET")],
        &[(80.0, "SỞ NÔNG NGHIỆP"), (340.0, "DGC LGP TU BO HRNH FHUC")],
        &[(80.0, "VÀ MÔI TRƯỜNG"), (340.0, "Lâm Đồng, ngày 05 tháng 3 năm 2026")],
        &[(80.0, "Số: 12/KH-SNNMT")],
    ];
    lines.extend(BODY);
    let [placed, plain] = both(vec![page(&lines)]).map(|document| document.header);
    let text =
        |field: &Option<vanban::document::Field>| field.as_ref().map(|field| field.text.clone()).unwrap_or_default();
    assert_eq!(text(&placed.issuer), "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG");
    assert_eq!(text(&placed.parent_issuer), "UBND TỈNH LÂM ĐỒNG");
    assert_eq!(text(&placed.place), "Lâm Đồng");
    assert_ne!(text(&plain.issuer), text(&placed.issuer));
    assert_eq!(plain.date.unwrap().iso, placed.date.unwrap().iso);
}

#[test]
fn a_name_beside_a_recipient_is_the_signers() {
    let mut lines: Vec<Printed> = vec![
        &[(80.0, "UBND XÃ HÒA SƠN"), (300.0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")],
        &[(80.0, "Số: 12/KH-UBND"), (320.0, "Hòa Sơn, ngày 05 tháng 3 năm 2026")],
    ];
    lines.extend(BODY);
    lines.extend::<[Printed; 7]>([
        &[(60.0, "Các đơn vị thực hiện Kế hoạch này./.")],
        &[],
        &[(60.0, "Nơi nhận:"), (370.0, "CHỦ TỊCH")],
        &[(60.0, "- Các thôn")],
        &[(60.0, "- Trạm Y tế xã"), (360.0, "Trần Văn Liễu")],
        &[(60.0, "- Lưu: VT")],
        &[],
    ]);
    let [placed, plain] = both(vec![page(&lines)]).map(|document| document.conclusion);
    let name = |signer: Option<vanban::document::Signer>| signer.and_then(|signer| signer.name).map(|name| name.text);
    let recipients: Vec<&str> = placed.recipients.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(recipients, ["Các thôn", "Trạm Y tế xã", "Lưu: VT"]);
    assert_eq!(name(placed.signer).as_deref(), Some("Trần Văn Liễu"));
    assert_eq!(name(plain.signer), None);
}

#[test]
fn numbers_and_running_heads_stand_apart_at_the_edge_of_pages() {
    let body: Vec<Printed> = vec![
        &[],
        &[(60.0, "1. Các thôn rà soát hộ dân ở vùng trũng trước mùa mưa")],
        &[(60.0, "và báo cáo Ủy ban nhân dân xã trước ngày 30 tháng 5.")],
    ];
    let head: Printed = &[(60.0, "Kế hoạch xã Hòa Sơn")];
    let heads: [Printed; 4] = [&[(280.0, "2")], head, head, head];
    let pages = heads.map(|head| page(&[&[head], body.as_slice()].concat()));
    let [placed, plain] = both(pages.into()).map(|document| document.furniture);
    let kinds =
        |furniture: &[vanban::document::Furniture]| furniture.iter().map(|one| one.kind.clone()).collect::<Vec<_>>();
    assert_eq!(kinds(&placed), ["page_number", "running_head", "running_head", "running_head"]);
    assert!(!kinds(&plain).contains(&"running_head".to_owned()));
}

#[test]
fn a_column_that_counts_the_rows_is_known_by_that() {
    // Read, restored, and what the column is called.
    for (read, restored, printed) in
        [("TT", "TT", "TT"), ("SIT", "SIT", "STT"), ("STP", "STP", "STT"), ("8F|", "8F|", "8F"), ("1T", "Giá", "TT")]
    {
        let head: Printed = &[(50.0, read), (100.0, "Nội dung công việc"), (330.0, "Thời gian"), (450.0, "Kết quả")];
        let rows: [Printed; 5] = [
            &[(52.0, "1"), (100.0, "Rà soát hộ nghèo"), (330.0, "Quý I"), (450.0, "Danh sách")],
            &[(52.0, "2"), (100.0, "Tập huấn cho thôn"), (330.0, "Quý II"), (450.0, "Lớp học")],
            &[(52.0, "B"), (100.0, "Kiểm tra")],
            &[(52.0, "3"), (100.0, "Kiểm tra ruộng lúa"), (330.0, "Quý III"), (450.0, "Biên bản")],
            &[(52.0, "4"), (100.0, "Kiểm tra chợ xã"), (330.0, "Quý IV"), (450.0, "Biên bản")],
        ];
        let above: [Printed; 2] = [&[(250.0, "PHỤ LỤC")], &[]];
        let lines: Vec<Printed> = above.into_iter().chain([head]).chain(rows).collect();
        let placed = source(vec![page(&BODY), page(&lines)], String::new(), None);
        let texts: Vec<String> = placed.text().lines().map(|line| line.replacen(read, restored, 1)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let restored = Restored::from_lines(&placed, Channel::Vie, &texts);
        let document = analyse(&placed, &restored, &Info::default());
        let table = &document.tables[0];
        let first = &table.columns[0];
        assert_eq!((first.field.as_str(), first.title.as_str()), ("index", printed));
        let groups: Vec<Option<&str>> = table.rows.iter().map(|row| row.group.as_deref()).collect();
        assert_eq!(groups, [None, None, Some("B Kiểm tra"), Some("B Kiểm tra")]);
    }
}
