//! The report as a page: whole, escaped, the same each time.

use vanban::eval::{Hypothesis, Pair, Report};

fn pair(name: &str, gold: &str, hyp: Hypothesis, ocr: Option<&str>) -> Pair {
    Pair { name: name.to_owned(), gold: gold.to_owned(), hyp, ocr: ocr.map(str::to_owned) }
}

#[test]
fn what_texts_hold_is_escaped() {
    let hostile = "<script>alert('x')</script> \"&<b> </style>\n<img src=//x onerror=y> a\u{0}b";
    let hyp =
        Hypothesis { words: Some(vec![vec![(hostile.to_owned(), 0.5)], vec![]]), text: hostile.replace('x', "z") };
    let page = Report::new(vec![pair(hostile, hostile, hyp, Some(hostile))]).html();
    for tag in ["<script", "<img", "<b>"] {
        assert!(!page.contains(tag), "{tag}");
    }
    assert_eq!(page.matches("</style>").count(), 1);
    assert!(page.contains("&lt;script&gt;"));
}

#[test]
fn differences_and_doubt_are_marked_in_every_line() {
    let json = r#"{"lines": [{"text": "tới chỉ", "words": [{"out": [0, 5], "confidence": 0.4}, {"out": [6, 11], "confidence": 1}]}]}"#;
    let hyp = Hypothesis::from_json(json).expect("JSON");
    let page = Report::new(vec![pair("a", "tối chỉ", hyp, Some("t6i chi"))]).html();
    assert!(page.contains("<ins>tối</ins> chỉ"), "{page}");
    assert!(page.contains(r#"<span class="doubt"><del>tới</del></span>"#), "{page}");
    assert!(page.contains("t6i chi"));
    assert!(page.contains("<svg"));
}

#[test]
fn the_page_needs_nothing_else_and_is_the_same_each_time() {
    let report = || Report::new(vec![pair("a", "một\n\nhai ba", Hypothesis::plain("một\n\nhài ba"), None)]);
    let page = report().html();
    assert_eq!(page, report().html());
    for outside in ["http", "url(", "@import", "<link", "src="] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(!page.contains("<svg"), "no confidence, no plot");
}
