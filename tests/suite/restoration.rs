//! What the built-in model makes of the seeds and of hostile texts.

use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use rayon::prelude::*;
use vanban::document::{Channel, Document, Node};
use vanban::eval::{structure, text};
use vanban::model::{EMBEDDED, Model};
use vanban::page::{self, Line, Page, Rect, Word};
use vanban::pipeline;
use vanban::restore::order::{Block, Order, Piece};
use vanban::restore::{Options, Restored, Restorer};
use vanban::structure::{Info, analyse};
use vanban::text::Source;
use vanban::train::{Fold, Pair, calibrate, learn_channel};

const SEEDS: [&str; 5] = [
    "000_2d79e76029e8a821",
    "001_9870a8e9efecb3e2",
    "002_d75ed8443fa22339",
    "003_0db9ce98a1f8cd50",
    "004_159b3a23d6de038f",
];

/// What the seeds with gold reach at least: syllables right, words that OCR had right and restoring broke at most, numbers
/// right; header, nodes, kinds and citations of the structure.
const FLOORS: [(&str, [f64; 3], [f64; 4]); 3] = [
    ("000", [0.99, 0.005, 0.99], [0.85, 0.98, 0.98, 0.98]),
    ("001", [0.99, 0.005, 0.99], [0.85, 0.98, 0.98, 0.98]),
    ("004", [0.96, 0.006, 0.94], [0.85, 0.98, 0.98, 0.98]),
];

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::embedded().unwrap());
static RESTORED: LazyLock<Vec<(Source, Restored)>> = LazyLock::new(|| {
    SEEDS
        .par_iter()
        .map(|seed| {
            let source = Source::new(&read(&format!("seeds/{seed}.txt")));
            let restored = restore(&source, Options::default());
            (source, restored)
        })
        .collect()
});

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn restore(source: &Source, options: Options) -> Restored {
    Restorer::new(&MODEL, options).restore(source)
}

fn document(source: &Source, restored: &Restored) -> Document {
    analyse(source, restored, &info())
}

fn info() -> Info {
    Info { file: "seed".into(), model: "model".into() }
}

/// What holds for every restoration.
fn check(source: &Source, restored: &Restored) {
    assert_eq!(restored.lines.len(), source.line_count());
    for (index, line) in restored.lines.iter().enumerate() {
        let mut end = 0;
        for word in &line.words {
            assert!(word.out.start >= end && line.text.is_char_boundary(word.out.start), "line {index}: {line:?}");
            assert!(line.text[end..word.out.start].trim().is_empty(), "text without a word in line {index}: {line:?}");
            assert!((0.0..=1.0).contains(&word.confidence) && word.alternatives.len() <= 3, "line {index}: {word:?}");
            end = word.out.end;
        }
        assert!(line.text[end..].trim().is_empty() || line.words.is_empty(), "line {index}: {line:?}");
        for edit in restored.edits(source, index) {
            assert_eq!(edit.from, source.slice(edit.span), "line {index}");
            assert_ne!(edit.from, edit.to, "line {index}");
        }
    }
}

/// One test, since runners that give each test a process would restore the seeds for each.
#[test]
fn correct_plans_come_back_as_they_are() {
    let plans = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/plans");
    let mut folders: Vec<_> = std::fs::read_dir(plans).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|path| path.is_dir());
    assert_eq!(folders.len(), 6);
    folders.par_iter().for_each(|folder| {
        let text = std::fs::read_to_string(folder.join("clean.txt")).unwrap();
        let restored = restore(&Source::new(&text), Options::default());
        assert_eq!(restored.text().trim_end(), text.trim_end(), "{}", folder.display());
    });
}

#[test]
fn what_an_engine_read_is_never_taken_for_clean() {
    let text = read("fixtures/plans/thien-tai/clean.txt");
    for (confidence, channel) in [(None, Channel::Clean), (Some(0.96), Channel::Vie)] {
        let bbox = Rect::new(0.0, 0.0, 9.0, 9.0);
        let word = |text: &str| Word { text: text.into(), bbox, confidence, ..Word::default() };
        let line = |text: &str| Line { words: text.split_whitespace().map(word).collect(), ..Line::default() };
        let page = Page { width: 595.0, height: 842.0, lines: text.lines().map(line).collect(), ..Page::default() };
        let restored = restore(&page::source(vec![page], String::new(), None), Options::default());
        assert_eq!(restored.channel, channel);
    }
}

#[test]
fn labels_follow_their_order() {
    // The engine reads both as d.
    let text = "c) Hoan thanh cac thu tuc;\nd) Bo tri kinh phi thuc hién;\nd) Chi dao cac don vi;\ne) Bao cao két qua.\n\n\
                d) Chi dao cac don vi;\ne) Bao cao két qua.\n";
    let restored = restore(&Source::new(text), Options { channel: Some(Channel::Eng), ..Options::default() });
    let labels: Vec<&str> =
        restored.lines.iter().filter_map(|line| line.text.split_once(')')).map(|(label, _)| label).collect();
    assert_eq!(labels, ["c", "d", "đ", "e", "đ", "e"]);
}

#[test]
fn numbers_agree_over_their_mentions() {
    let line = "thuc hién Quyét dinh s6 204-QD/TW ngay 29/11/2024 cua Ban Bi thu va cac van ban lién quan\n";
    let text = format!("{line}{line}{}", line.replace("QD", "QbD"));
    let restored = restore(&Source::new(&text), Options { channel: Some(Channel::Eng), ..Options::default() });
    assert_eq!(restored.text().matches("số 204-QĐ/TW ngày").count(), 3, "{}", restored.text());
    // A report's code is far rarer in laws than that of a ministry.
    let restored = restore(&Source::new("Bao cao s6 19/BC-KTNS ngay 10 thang 12 nam 2025"), Options::default());
    assert!(restored.text().contains("19/BC-KTNS"), "{}", restored.text());
}

/// Holds what each text that the English engine read is restored to against what was printed of it.
fn are_restored(cases: &[(&str, &str)]) {
    for (read, printed) in cases {
        let restored =
            restore(&Source::new(read), Options { channel: Some(Channel::Eng), ..Options::default() }).text();
        assert!(restored.contains(printed), "{printed}: {restored}");
    }
}

#[test]
fn codes_that_a_space_cut_are_whole() {
    are_restored(&[
        ("Luat sé 09/2026/QH 16 ngay 24 thang 4 nam 2026", "số 09/2026/QH16 ngày"),
        ("sửa đôi theo Luat sé 1 49/2025/QHI 5; Luat Thué", "số 149/2025/QH15; Luật"),
        ("Nghi dinh s6 11 6/2025/ND-CP cua Chinh phu", "số 116/2025/NĐ-CP của"),
        ("Hội trường 6 2\nSản phẩm: Luat sé 1\n09/2026/QH16", "09/2026/QH16"),
        // Not every number before a code belongs to it, and not every short word after one.
        ("Diéu 7 Nghi dinh sé 12/2025/ND-CP va", "Điều 7 Nghị định số 12/2025/NĐ-CP và"),
        ("Ké hoach sé 07/KH-UBND 20 ngay", "số 07/KH-UBND 20 ngày"),
    ]);
}

#[test]
fn cells_are_read_apart() {
    let text = "a) Lap ké hoach cong tac | Phong Van hoa\nhang nam cua don vi | Xa hoi phuong\n";
    let source = Source::new(text);
    let lines: Vec<&str> = text.lines().collect();
    let cut = |line: usize| lines[line].find('|').unwrap();
    let piece = |line: usize, bytes| Piece { line, bytes };
    let cells = vec![
        vec![piece(0, 0..cut(0)), piece(1, 0..cut(1))],
        vec![piece(0, cut(0)..lines[0].len()), piece(1, cut(1)..lines[1].len())],
    ];
    let order = Order::new(vec![Block { lines: 0..2, paragraphs: cells, ..Block::default() }]);
    let model = Model::embedded().unwrap();
    let restorer = Restorer::new(&model, Options::default());
    let restored = restorer.restore_from(&source, Channel::Eng, &order);
    check(&source, &restored);
    assert_eq!(
        restored.text().lines().collect::<Vec<_>>(),
        ["a) Lập kế hoạch công tác | Phòng Văn hóa", "hằng năm của đơn vị | Xã hội phường"]
    );
    // In the order of the lines nothing changes, whatever the blocks.
    let lines = vec![Block {
        lines: 0..2,
        paragraphs: vec![vec![piece(0, 0..lines[0].len()), piece(1, 0..lines[1].len())]],
        ..Block::default()
    }];
    let plain = restorer.restore_from(&source, Channel::Eng, &Order::default());
    assert_eq!(restorer.restore_from(&source, Channel::Eng, &Order::new(lines)).text(), plain.text());
}

#[test]
fn words_that_lost_their_spaces_are_told_apart() {
    let text =
        "Giao cho cacdonvi trién khai thuc hién Ké hoach; bdocdo qua ungdung Appmini, thư thongtin@danang.gov.vn.\n";
    let restored = restore(&Source::new(text), Options { channel: Some(Channel::Eng), ..Options::default() }).text();
    for part in ["cho các đơn vị triển khai", "báo cáo", "ứng dụng Appmini", "thongtin@danang.gov.vn"] {
        assert!(restored.contains(part), "{part}: {restored}");
    }
}

#[test]
fn the_words_around_tell_what_a_damaged_one_was() {
    are_restored(&[
        ("tang cudng ap dung cong nghé thong fm trong quan ly nha nude", "công nghệ thông tin trong quản lý"),
        // Two side by side, of which each misleads as the other's neighbour.
        ("bao vé can bo, ngudi dan khong bi tra the, tro dap khi phan anh", "không bị trả thù, trù dập khi phản ánh"),
        // Pieces that are words by themselves, but were often read so from one.
        ("Co quan co tham quy én xem xét, quyét dinh theo quy dinh", "có thẩm quyền xem xét, quyết định"),
        // Nothing around speaks for another word.
        ("Hop tac xa Dong Phong, Cong ty ABC", "Công ty ABC"),
    ]);
}

#[test]
fn capitals_between_small_letters_abbreviate() {
    are_restored(&[
        ("cua SO Nong nghiép va Moi trudng", "của Sở Nông nghiệp"),
        ("cua BO Y té va cac don vi lién quan", "của Bộ Y tế"),
        ("Phong KH da hd tro ba doanh nghiép DN trén dia ban", "doanh nghiệp DN trên"),
        ("SO Y TE Doc lap - Tu do", "SỞ Y TẾ Độc lập"),
        ("II Dinh muc lao dong gian tiép", "II Định mức"),
    ]);
}

#[test]
fn raised_digits_after_metres_are_read() {
    are_restored(&[
        ("Dién tich nha xuéng tir 300 m* dén duoi 500 m?, rimg phong ho", "từ 300 m2 đến dưới 500 m2, rừng"),
        ("rimg phong ho 5,2 km”. Dudng dai 20 m, rong 5 m.", "5,2 km2. Đường dài 20 m, rộng 5 m."),
    ]);
}

#[test]
fn digits_before_a_title_number_it() {
    are_restored(&[("16 Chuc thuc hién", "16 Chức"), ("18 Chi tiéu cua don vi", "18 Chi")]);
}

#[test]
fn labels_stay() {
    let text = "b2) Hang hoa qua canh theo quy dinh cua phap luat;\nb3) Hang tam nhap khau, tai xuat khau.\n\
                I Tuyên truyén, tap huan\nA Khao sat, kiém tra\n";
    let restored = restore(&Source::new(text), Options { channel: Some(Channel::Eng), ..Options::default() });
    let labels: Vec<&str> = restored.lines.iter().filter_map(|line| line.text.split(' ').next()).collect();
    assert_eq!(labels[..4], ["b2)", "b3)", "I", "A"]);
}

#[test]
fn a_channel_is_learned_apart() {
    // An engine that reads every ư as #, which no channel knows.
    let printed = ["Tăng cường quản lý nhà nước", "Phương hướng, nhiệm vụ của phường", "Chương trình của Trung ương"];
    let pairs: Vec<Pair> = printed
        .iter()
        .cycle()
        .take(300)
        .map(|line| Pair {
            printed: (*line).to_owned(), read: line.replace(['ư', 'ứ', 'ừ', 'ử', 'ữ', 'ự'], "#")
        })
        .collect();
    let file = learn_channel(EMBEDDED, Channel::Vie, &pairs, |_| {}).unwrap();
    let kept = vec![(Channel::Vie, pairs.clone())];
    let file = calibrate(&file, &[Fold { model: &file, pairs: &kept }]).unwrap();
    let model = Model::from_bytes(&file).unwrap();
    let options = || Options { channel: Some(Channel::Vie), ..Options::default() };
    let source = Source::new("Tăng c#ờng nhiệm vụ của ph#ờng");
    assert_eq!(Restorer::new(&model, options()).restore(&source).lines[0].text, "Tăng cường nhiệm vụ của phường");
    // The other channels stay.
    let eng = Source::new("Trién khai thwe hién Nghi quyét");
    let of = |model| Restorer::new(model, Options { channel: Some(Channel::Eng), ..Options::default() }).restore(&eng);
    assert_eq!(of(&model).text(), of(&MODEL).text());
    assert!(learn_channel(&EMBEDDED[..1000], Channel::Vie, &pairs, |_| {}).is_err());
}

#[test]
fn seeds_are_restored() {
    every_word_of_the_seeds_is_found_in_the_source();
    seeds_reach_their_floors();
    outlines_are_as_recorded();
    unsure_words_stay_as_they_were_read();
    restoring_what_is_restored_changes_nothing();
}

#[test]
fn the_number_of_threads_changes_nothing() {
    // Long enough for several threads, the last part in one line.
    let seeds: Vec<String> = SEEDS[..2].iter().map(|seed| read(&format!("seeds/{seed}.txt"))).collect();
    let source = Source::new(&format!("{}\n{}", seeds[0], seeds[1].replace('\n', " ")));
    let restored = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let options = Options { channel: Some(Channel::Eng), ..Options::default() };
        format!("{:?}", pool.install(|| restore(&source, options)).lines)
    };
    let alone = restored(1);
    for threads in [2, 5] {
        assert!(restored(threads) == alone, "{threads} threads");
    }
}

fn seeds_reach_their_floors() {
    for (number, [syllables, harm, numbers], structures) in FLOORS {
        let at = SEEDS.iter().position(|seed| seed.starts_with(number)).unwrap();
        let (source, restored) = &RESTORED[at];
        let found = text::score(&read(&format!("fixtures/gold/{number}.txt")), &restored.text(), Some(source.text()));
        assert!(found.syllable_accuracy >= syllables && found.number_accuracy >= numbers, "{number}: {found:?}");
        assert!(found.harm.unwrap() <= harm, "{number}: {found:?}");
        let json = serde_json::to_string(&document(source, restored)).unwrap();
        let found = structure::score(&read(&format!("fixtures/gold/{number}.structure.json")), &json).unwrap();
        let figures = [found.header, found.nodes, found.kinds, found.citations];
        for (figure, floor) in figures.into_iter().zip(structures) {
            assert!(figure.unwrap() >= floor, "{number}: {found:?}");
        }
    }
}

/// Id, kind, label and lines of every node, in order.
fn outline(nodes: &[Node], found: &mut Vec<String>) {
    for node in nodes {
        let label = node.label.as_deref().unwrap_or_default();
        found.push(format!("{} {:?} {label:?} {:?}", node.id, node.kind, node.lines));
        outline(&node.children, found);
    }
}

fn outlines_are_as_recorded() {
    let restorer = Restorer::new(&MODEL, Options::default());
    for (seed, (source, _)) in SEEDS.iter().zip(&*RESTORED) {
        // As `vanban convert` reads it.
        let (_, document) = pipeline::read(&restorer, source, &info());
        let mut nodes = Vec::new();
        outline(&document.sections, &mut nodes);
        let tables =
            document.tables.iter().map(|t| format!("{:?} {} columns, {} rows", t.lines, t.columns.len(), t.rows.len()));
        let outline = serde_json::json!({
            "header": document.header.lines,
            "preamble": document.preamble.iter().map(|p| p.lines).collect::<Vec<_>>(),
            "sections": nodes,
            "closing": document.closing.iter().map(|p| p.lines).collect::<Vec<_>>(),
            "tables": tables.collect::<Vec<_>>(),
            "conclusion": document.conclusion.lines,
        });
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_json_snapshot!(format!("outline_{}", &seed[..3]), outline);
        });
    }
}

fn every_word_of_the_seeds_is_found_in_the_source() {
    for (source, restored) in &*RESTORED {
        assert_eq!(restored.channel, Channel::Eng);
        check(source, restored);
    }
}

fn restoring_what_is_restored_changes_nothing() {
    RESTORED.par_iter().for_each(|(_, restored)| {
        let again = restore(&Source::new(&restored.text()), Options::default());
        for (first, second) in restored.lines.iter().zip(&again.lines) {
            assert_eq!(first.text, second.text);
        }
    });
}

fn unsure_words_stay_as_they_were_read() {
    let (source, all) = &RESTORED[0];
    let edits = |restored: &Restored| -> Vec<_> {
        (0..source.line_count()).flat_map(|line| restored.edits(source, line)).collect()
    };
    let sure = restore(source, Options { min_confidence: 0.95, ..Options::default() });
    let (all, sure) = (edits(all), edits(&sure));
    // A word of letters and digits is judged part by part.
    let whole = sure.iter().filter(|edit| edit.from.chars().all(char::is_alphabetic));
    let unsure: Vec<_> = whole.filter(|edit| edit.confidence < 0.95).collect();
    assert!(unsure.is_empty(), "{unsure:?}");
    assert!(sure.len() < all.len() && 2 * sure.len() > all.len(), "{} of {}", sure.len(), all.len());
}

#[test]
fn names_of_a_lexicon_are_restored() {
    let source = Source::new(&read("fixtures/lexicon/read.txt"));
    let names = ["Luồng Khoéc", "Tằng Xìn Quẩy"];
    let channel = Some(Channel::Eng);
    let without = restore(&source, Options { channel, ..Options::default() }).text();
    let lexicon = names.iter().map(|name| ((*name).to_owned(), 1.0)).collect();
    let with = restore(&source, Options { channel, lexicon, ..Options::default() }).text();
    for name in names {
        assert!(!without.contains(name), "{name} is known: {without}");
        assert!(with.contains(name), "{with}");
    }
}

/// Every place that grows with a text is given much of it at once: a run-time that grows faster would not end.
#[test]
fn texts_of_hostile_shapes_are_restored() {
    let seed = read("seeds/001_9870a8e9efecb3e2.txt");
    let one_line = seed.split_whitespace().collect::<Vec<_>>().join(" ").repeat(3);
    let junk = (0..1_000_u32).map(|i| format!("x{}q", i.wrapping_mul(2_654_435_761))).collect::<Vec<_>>().join(" ");
    let empty_lines = "\n".repeat(100_000);
    let shapes =
        [one_line, junk.clone(), junk.replace(' ', "\n"), "ưa".repeat(100_000), "a.1-".repeat(100_000), empty_lines];
    shapes.par_iter().for_each(|text| {
        let source = Source::new(text);
        let restored = restore(&source, Options { channel: Some(Channel::Eng), ..Options::default() });
        check(&source, &restored);
        // What is no text stays.
        if !text.contains(' ') && text.len() > 200_000 {
            assert_eq!(restored.text(), *text);
        }
    });
}

/// Words of plans, damaged, among anything at all.
const HOSTILE: &str = r"(([a-zđéàuiươ]{1,8}|[A-Z0-9./-]{1,9}|\PC|[\x00-\x1f]|[áạ|~_]{1,3}|\n) ?){0,25}";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_text_is_restored(text in HOSTILE, channel in prop::sample::select(vec![None, Some(Channel::Eng), Some(Channel::Vie), Some(Channel::Stripped), Some(Channel::Clean)])) {
        let source = Source::new(&text);
        let restored = restore(&source, Options { channel, ..Options::default() });
        check(&source, &restored);
        if channel == Some(Channel::Clean) {
            prop_assert_eq!(restored.text(), source.text());
        }
    }

    #[test]
    fn any_bytes_are_restored_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(source) = Source::decode(&bytes) {
            check(&source, &restore(&source, Options { channel: Some(Channel::Eng), ..Options::default() }));
        }
    }
}
