//! Paragraphs, headings and lists by where lines stand and how thick letters are, on pages that are set here; and how the same text without places is
//! read.

#![allow(clippy::unwrap_used)]

use vanban::document::{Channel, Document, Node};
use vanban::page::{Line, Page, Rect, Word, source};
use vanban::restore::Restored;
use vanban::structure::{Info, analyse};
use vanban::text::Source;

/// Where text begins and ends on a page, how high a line is, and how many a page has.
const LEFT: f32 = 85.0;
const RIGHT: f32 = 555.0;
const PITCH: f32 = 18.0;
const LINES: usize = 40;

/// How a paragraph is set: where its first line and the others begin, and how thick its letters are.
#[derive(Clone, Copy)]
struct Set {
    first: f32,
    others: f32,
    stroke: Option<f32>,
    centred: bool,
}

const PLAIN: Set = Set { first: 28.0, others: 0.0, stroke: Some(1.0), centred: false };
const BOLD: Set = Set { stroke: Some(1.5), ..PLAIN };
const MIDDLE: Set = Set { centred: true, ..BOLD };
/// Of lists that hang, one within the other.
const ITEM: Set = Set { first: 20.0, others: 34.0, ..PLAIN };
const INNER: Set = Set { first: 40.0, others: 54.0, ..PLAIN };

/// Pages on which paragraphs are set line by line, with a page's number above each but the first; `¶` begins another page.
fn pages(paragraphs: &[(Set, &str)]) -> Vec<Page> {
    let new = || Page { width: 595.0, height: 842.0, ..Page::default() };
    let (mut pages, mut at) = (vec![new()], 0);
    for (set, text) in paragraphs {
        let mut left = LEFT + set.first;
        let mut words: Vec<Word> = Vec::new();
        let mut end = |words: &mut Vec<Word>, pages: &mut Vec<Page>| {
            if at == LINES {
                let number = Word {
                    text: (pages.len() + 1).to_string(),
                    bbox: Rect::new(310.0, 30.0, 318.0, 40.0),
                    ..Word::default()
                };
                pages.push(Page { lines: vec![Line { words: vec![number], apart: true }], ..new() });
                at = 0;
            }
            let top = 60.0 + PITCH * at as f32;
            let shift = if set.centred { (RIGHT - words.last().unwrap().bbox.right - set.first) / 2.0 } else { 0.0 };
            for word in words.iter_mut() {
                word.bbox = Rect::new(word.bbox.left + shift, top, word.bbox.right + shift, top + 10.0);
            }
            let apart = at == 0;
            pages.last_mut().unwrap().lines.push(Line { words: std::mem::take(words), apart });
            at += 1;
        };
        for word in text.split(' ') {
            let width = 6.0 * word.chars().count() as f32;
            if left + width > RIGHT {
                end(&mut words, &mut pages);
                left = LEFT + set.others;
            }
            let bbox = Rect::new(left, 0.0, left + width, 10.0);
            words.push(Word { text: word.into(), bbox, stroke: set.stroke, ..Word::default() });
            left += width + 4.0;
        }
        end(&mut words, &mut pages);
    }
    pages
}

fn read(source: &Source) -> Document {
    let restored = Restored::from_lines::<&str>(source, Channel::Clean, &[]);
    analyse(source, &restored, &Info::default())
}

/// One line a node: depth as dots, kind, label, and the first two words and the last one of what it says.
fn outline(nodes: &[Node]) -> Vec<String> {
    fn walk(nodes: &[Node], depth: usize, lines: &mut Vec<String>) {
        for node in nodes {
            let kind = serde_json::to_value(node.kind).unwrap();
            let text =
                [node.title.as_deref(), node.text.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
            let words: Vec<&str> = text.split(' ').collect();
            let shown = if words.len() > 4 {
                format!("{} {} … {}", words[0], words[1], words[words.len() - 1])
            } else {
                text
            };
            let label = node.label.as_deref().unwrap_or("_");
            lines.push(format!("{}{} {label} {shown}", ".".repeat(depth), kind.as_str().unwrap()));
            walk(&node.children, depth + 1, lines);
        }
    }
    let mut lines = Vec::new();
    walk(nodes, 0, &mut lines);
    lines
}

/// The tree by places, and by the same text alone.
fn both(paragraphs: &[(Set, &str)]) -> [Vec<String>; 2] {
    let placed = source(pages(paragraphs), String::new(), None);
    let plain = Source::new(placed.text());
    [&placed, &plain].map(|source| outline(&read(source).sections))
}

/// Sixty-odd characters that end in the middle of a sentence, and a paragraph whose last line is full.
const LONG: &str = "Các thôn rà soát hộ dân ở vùng trũng thấp trước mùa mưa và báo cáo Ủy ban nhân dân xã trước ngày 30 tháng 5 năm 2026 để có phương án di dời.";

#[test]
fn paragraphs_begin_where_lines_are_indented() {
    // The lines before end full and with a stop, so that nothing but the left edge parts the paragraphs.
    let full =
        "Xã có mười một thôn, trong đó bốn thôn nằm ở vùng trũng ven sông Cầu, thường bị ngập trong mùa mưa bão lớn.";
    let text = [
        (BOLD, "I. THỰC TRẠNG"),
        (BOLD, "1. Tình hình chung"),
        (PLAIN, "- Dân số đông;"),
        (PLAIN, full),
        (PLAIN, full),
        (BOLD, "II. NHIỆM VỤ"),
    ];
    let lines: Vec<usize> = pages(&text)[0].lines.iter().map(|line| line.words.len()).collect();
    assert!(lines.len() > text.len(), "{lines:?}");
    let [placed, _] = both(&text);
    let paragraphs = placed.iter().filter(|line| line.starts_with("..paragraph _ Xã có")).count();
    assert_eq!(paragraphs, 2, "{placed:#?}");
}

#[test]
fn a_sentence_goes_on_over_the_end_of_a_page() {
    // The next page goes on with a name, after a number and white space.
    let filler = vec![(PLAIN, "- Một việc."); LINES - 3];
    let mut text = vec![(BOLD, "I. NHIỆM VỤ")];
    text.extend(filler);
    let last = "2. Ban Chỉ huy phòng thủ dân sự xã chủ trì, phối hợp với các thôn, Trạm Y tế và các trường học ở hai bờ sông Trần Liễu, Kinh Môn, Hải Phòng, Nam Sách tổ chức trực ban trong mùa mưa bão hằng năm.";
    text.push((PLAIN, "1. Trực ban."));
    text.push((PLAIN, last));
    text.push((PLAIN, "3. Báo cáo."));
    let set = pages(&text);
    assert_eq!(set.len(), 2);
    let first = &set[1].lines[1].words[0].text;
    assert!(first.starts_with(char::is_uppercase), "{first}");
    let [placed, plain] = both(&text);
    let own =
        |lines: &[String]| lines.iter().filter(|line| line.starts_with(".task 2") && line.ends_with("năm.")).count();
    assert_eq!((own(&placed), placed.len()), (1, text.len()), "{placed:#?}");
    assert_ne!(plain, placed);
}

#[test]
fn lists_are_nested_by_their_left_edges() {
    let [placed, plain] = both(&[
        (BOLD, "I. YÊU CẦU"),
        (ITEM, "- Phân công rõ trách nhiệm:"),
        (
            INNER,
            "- Trạm Y tế trực cấp cứu tại các điểm sơ tán, chuẩn bị thuốc, hóa chất khử khuẩn và phương tiện vận chuyển người bệnh;",
        ),
        (INNER, "- Các thôn trực canh đê."),
        (ITEM, "- Thông tin kịp thời."),
    ]);
    assert_eq!(
        placed,
        [
            "section I YÊU CẦU",
            ".bullet - Phân công … nhiệm:",
            "..bullet - Trạm Y … bệnh;",
            "..bullet - Các thôn … đê.",
            ".bullet - Thông tin kịp thời.",
        ]
    );
    assert!(plain.iter().all(|line| !line.starts_with("..")), "{plain:#?}");
}

#[test]
fn items_whose_sign_was_lost_are_told_by_the_text_of_those_beside_them() {
    let lost = Set { first: ITEM.first + 10.0, others: 34.0, ..PLAIN };
    let [placed, plain] = both(&[
        (BOLD, "I. YÊU CẦU"),
        (ITEM, "- Phân công rõ trách nhiệm;"),
        (lost, "bảo đảm an toàn cho người;"),
        (ITEM, "- Thông tin kịp thời."),
    ]);
    assert_eq!(placed.len(), 4, "{placed:#?}");
    assert_eq!(placed[2], ".bullet - bảo đảm … người;");
    assert_ne!(plain, placed);
}

#[test]
fn headings_without_label_are_bold_or_stand_in_the_middle() {
    let text = [
        (BOLD, "I. MỤC ĐÍCH, YÊU CẦU"),
        (BOLD, "Mục đích"),
        (PLAIN, LONG),
        (BOLD, "Yêu cầu"),
        (PLAIN, "- Kịp thời."),
        (PLAIN, "- Đúng người."),
        (BOLD, "II. NHIỆM VỤ"),
        (MIDDLE, "PHÒNG NGỪA"),
        (PLAIN, "1. Rà soát hộ dân."),
        (PLAIN, "2. Sửa chữa đê."),
        (MIDDLE, "ỨNG PHÓ"),
        (PLAIN, "1. Trực ban."),
    ];
    let [placed, plain] = both(&text);
    assert_eq!(
        placed,
        [
            "section I MỤC ĐÍCH, YÊU CẦU",
            ".heading _ Mục đích … dời.",
            ".heading _ Yêu cầu",
            "..bullet - Kịp thời.",
            "..bullet - Đúng người.",
            "section II NHIỆM VỤ",
            ".heading _ PHÒNG NGỪA",
            "..task 1 Rà soát hộ dân.",
            "..task 2 Sửa chữa đê.",
            ".heading _ ỨNG PHÓ",
            "..task 1 Trực ban.",
        ]
    );
    assert!(plain.iter().all(|line| !line.contains("heading _")), "{plain:#?}");
    // Bold letters that end a sentence are no heading, and light ones that do not are none either.
    for (set, line) in [(BOLD, "Mục đích của kế hoạch là an toàn."), (PLAIN, "Mục đích")] {
        let mut other = text;
        other[1] = (set, line);
        let [placed, _] = both(&other);
        assert!(!placed.iter().any(|node| node.contains("heading _ Mục")), "{placed:#?}");
    }
}

#[test]
fn a_labelled_item_in_light_letters_is_no_heading() {
    let text = |set: Set| {
        [
            (BOLD, "I. NHIỆM VỤ"),
            (BOLD, "1. Phòng ngừa"),
            (PLAIN, "- Rà soát hộ dân."),
            (set, "2. Các thôn thực hiện"),
            (PLAIN, "- Sửa chữa đê."),
        ]
    };
    for (set, kind) in [(PLAIN, "item"), (BOLD, "heading")] {
        let [placed, plain] = both(&text(set));
        let is_kind = |line: &String| line.starts_with(&format!(".{kind} 2 Các thôn"));
        assert!(placed.iter().any(is_kind), "{kind}: {placed:#?}");
        assert!(plain.iter().any(|line| line.starts_with(".heading 2")), "{plain:#?}");
    }
}
