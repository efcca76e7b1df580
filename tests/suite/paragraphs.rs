//! Paragraphs, headings and lists by where lines stand and how thick letters are, on pages that are set here; and how the same text without places is
//! read.

use vanban::document::{Channel, Document, Node, Paragraph};
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
    /// Whether its last line is full as well.
    full: bool,
}

const PLAIN: Set = Set { first: 28.0, others: 0.0, stroke: Some(1.0), centred: false, full: false };
const FULL: Set = Set { full: true, ..PLAIN };
const BOLD: Set = Set { stroke: Some(1.5), ..PLAIN };
const MIDDLE: Set = Set { centred: true, ..BOLD };
/// Of lists that hang, one within the other.
const ITEM: Set = Set { first: 20.0, others: 34.0, ..PLAIN };
const INNER: Set = Set { first: 40.0, others: 54.0, ..PLAIN };

/// What stands above the tree, so that pages have full lines.
const PREFACE: &str = "Thực hiện Công văn số 655/UBND-KT ngày 26 tháng 01 năm 2026 của Ủy ban nhân dân tỉnh về việc bảo đảm nước sinh hoạt cho người dân ở \
     vùng nông thôn trong mùa khô, căn cứ tình hình thực tế của địa phương và khả năng cân đối ngân sách, Ủy ban nhân dân xã ban hành Kế hoạch phòng, chống thiên tai \
     và tìm kiếm cứu nạn trên địa bàn với các nội dung như sau:";

/// Pages on which paragraphs are set line by line, with a page's number above each but the first; `¶` begins another page.
fn pages(paragraphs: &[(Set, &str)]) -> Vec<Page> {
    let new = || Page { width: 595.0, height: 842.0, ..Page::default() };
    let (mut pages, mut at) = (vec![new()], 0);
    for (set, text) in [(PLAIN, PREFACE)].iter().chain(paragraphs) {
        let mut left = LEFT + set.first;
        let mut words: Vec<Word> = Vec::new();
        let mut end = |words: &mut Vec<Word>, pages: &mut Vec<Page>, full: bool| {
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
            let stretch = (RIGHT - words.last().unwrap().bbox.right) / (words.len() - 1).max(1) as f32;
            for (word, number) in words.iter_mut().zip(0..) {
                let right = shift + if full { stretch * number as f32 } else { 0.0 };
                word.bbox = Rect::new(word.bbox.left + right, top, word.bbox.right + right, top + 10.0);
            }
            let apart = at == 0;
            pages.last_mut().unwrap().lines.push(Line { words: std::mem::take(words), apart });
            at += 1;
        };
        for word in text.split(' ') {
            let width = 6.0 * word.chars().count() as f32;
            if left + width > RIGHT {
                end(&mut words, &mut pages, !set.centred);
                left = LEFT + set.others;
            }
            let bbox = Rect::new(left, 0.0, left + width, 10.0);
            words.push(Word { text: word.into(), bbox, stroke: set.stroke, ..Word::default() });
            left += width + 4.0;
        }
        end(&mut words, &mut pages, set.full);
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

/// The document by places, and by the same text alone.
fn documents(paragraphs: &[(Set, &str)]) -> [Document; 2] {
    let placed = source(pages(paragraphs), String::new(), None);
    let plain = Source::new(placed.text());
    [&placed, &plain].map(read)
}

/// The tree of both.
fn both(paragraphs: &[(Set, &str)]) -> [Vec<String>; 2] {
    documents(paragraphs).map(|document| outline(&document.sections))
}

/// Sixty-odd characters that end in the middle of a sentence, and a paragraph whose last line is full.
const LONG: &str = "Các thôn rà soát hộ dân ở vùng trũng thấp trước mùa mưa và báo cáo Ủy ban nhân dân xã trước ngày 30 tháng 5 năm 2026 để có phương án di dời.";

#[test]
fn paragraphs_begin_where_lines_are_indented() {
    // The lines before end full and with a stop, so that nothing but the left edge parts the paragraphs.
    let one = "Xã có mười một thôn, trong đó bốn thôn nằm ở vùng trũng ven sông Cầu, thường bị ngập sâu trong mùa mưa bão lớn hằng năm, người dân phải lên đê.";
    let text = [
        (BOLD, "I. THỰC TRẠNG"),
        (BOLD, "1. Tình hình"),
        (PLAIN, "- Dân số đông;"),
        (FULL, one),
        (FULL, one),
        (FULL, one),
    ];
    let [placed, plain] = both(&text);
    let paragraphs = |lines: &[String]| lines.iter().filter(|line| line.starts_with("..paragraph _ Xã có")).count();
    assert_eq!((paragraphs(&placed), paragraphs(&plain)), (3, 1), "{placed:#?}");
}

#[test]
fn a_sentence_goes_on_over_the_end_of_a_page() {
    // A page ends with a stop, and the next one goes on with a capital, after a number and white space.
    let stops = format!("Trực tại {}trong mùa mưa.", "Phú. Hội. Vỹ. Dạ. ".repeat(8));
    let mut text = vec![(PLAIN, "Căn cứ Luật Phòng thủ dân sự;"); LINES - 6];
    text.extend([(PLAIN, stops.as_str()), (BOLD, "I. NHIỆM VỤ"), (PLAIN, "1. Trực ban.")]);
    let set = pages(&text);
    assert_eq!(set.len(), 2);
    let ends = [&set[0].lines.last().unwrap().words.last().unwrap().text, &set[1].lines[1].words[0].text];
    assert!(ends[0].ends_with('.') && ends[1].starts_with(char::is_uppercase), "{ends:?}");
    let [placed, plain] = documents(&text).map(|document| document.preamble);
    let own = |preamble: &[Paragraph]| {
        preamble.iter().filter(|one| one.text.starts_with("Trực") && one.text.ends_with("mưa.")).count()
    };
    assert_eq!((own(&placed), own(&plain)), (1, 0), "{placed:#?}");
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
        (PLAIN, "2. Báo cáo."),
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
            "..task 2 Báo cáo.",
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
    for (set, kind) in [(PLAIN, "task"), (BOLD, "heading")] {
        let [placed, plain] = both(&text(set));
        let is_kind = |line: &String| line.starts_with(&format!(".{kind} 2 Các thôn"));
        assert!(placed.iter().any(is_kind), "{kind}: {placed:#?}");
        assert!(plain.iter().any(|line| line.starts_with(".heading 2")), "{plain:#?}");
    }
}
