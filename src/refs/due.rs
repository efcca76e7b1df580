//! Deadlines in sentences: which of the times that a sentence names say when its work is due.

use std::sync::LazyLock;

use regex::Regex;

use super::agency::start;
use super::deadline::{EVERY, parse};
use super::{Found, date, pattern};
use crate::document::Deadline;
use crate::lexicon::{Folded, fold};

/// What makes a time in prose a deadline rather than a date.
static GOVERNED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:hoan thanh|xong|gui|bao cao|thuc hien|ban hanh|trinh|tham muu)?(?: (?:ket qua|xong|viec))?[ ,]{0,2}",
        r"\b(?:truoc|cham nhat|muon nhat|khong muon hon|khong qua|hoan thanh(?: (?:den|trong|vao|xong))?|xong (?:trong|vao)|trong)",
        r"(?: (?:het|cuoi|vao|la|den|trong))*(?: \d{1,2} ?(?:gio|h)(?: ?\d{2})?(?: phut)?,?)? ?$",
    ))
});

/// An hour by which something is done each day or week, before "hằng ngày" or after it.
static HOUR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:truoc|cham nhat|vao) \d{1,2} ?(?:gio|h)(?: ?\d{2})?(?: phut)?(?: (?:chieu|sang|thu \S{2,4}|chu nhat))*(?: cua)? ?$",
    )
});
static THEN_HOUR: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^,? (?:truoc|cham nhat|vao) \d{1,2} ?(?:gio|h)(?: ?\d{2})?(?: phut)?\b"));

/// What is done by then, of which the deadline is no part: "hoàn thành trong năm 2025".
static WORK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^[ ,]*(?:hoan thanh|xong|gui|bao cao|thuc hien|ban hanh|trinh|tham muu)(?: (?:ket qua|xong|viec))?[ ,]+")
});

/// A time that needs no "định kỳ" before it.
static AGAIN: LazyLock<Regex> = LazyLock::new(|| pattern(r"^dinh ky (?:truoc ngay|hang (?:nam|quy|thang|tuan)\b.*\d)"));

/// What is done "định kỳ".
static DONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^ (?:tong hop|bao cao|so ket|danh gia|kiem tra|ra soat|cap nhat|to chuc|gui|ra quan)\b")
});

/// A time of the year after "hằng năm".
static WHEN_IN_YEAR: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^,? (?:vao|truoc) (?:ngay \d{1,2} )?(?:thang|quy) (?:\d{1,2}|iv|i{1,3})\b"));

/// What has no end: a clause of its own, not "thường xuyên kiểm tra".
static ONGOING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:\b(?:thuc hien|tien hanh|duy tri) |[;,(] ?)(?P<when>thuong xuyen(?:,? lien tuc)?) ?(?:[.;)]|$)")
});

/// A day before "hằng tháng", a week before "hằng quý".
static DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:ngay \d{1,2}|(?:tuan|thang) (?:dau|cuoi)|thu (?:hai|ba|tu|nam|sau|bay)|chu nhat) ?$")
});

/// Two days of each year: "trước ngày 15/6 và trước ngày 15/12 hằng năm".
static TWICE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"truoc ngay \d{1,2}/\d{1,2}(?: va|,) (?:truoc )?ngay \d{1,2}/\d{1,2} ?$"));

/// Nouns that "hằng năm" qualifies: "kế hoạch hằng năm" is no deadline.
const NOUNS: [&str; 11] = [
    "ke hoach",
    "chuong trinh",
    "cong tac",
    "du toan",
    "ngan sach",
    "nhiem vu",
    "chi tieu",
    "kinh phi",
    "bao cao",
    "kiem tra",
    "giam sat",
];

/// Most deadlines that one text gives: a bound for hostile input.
const MOST: usize = 64;

/// The deadlines in a sentence: a time that words such as "hoàn thành trước", "chậm nhất" or "trong" govern, and what
/// is done "định kỳ". A year that a goal or a plan looks towards ("đến năm 2030") is none.
pub fn find(text: &str) -> Vec<Found<Deadline>> {
    let folded = Folded::new(text);
    let mut found: Vec<Found<Deadline>> = Vec::new();
    let mut weak = None;
    for every in EVERY.find_iter(folded.text()) {
        // "hằng năm" alone often qualifies a noun ("kế hoạch hằng năm"); with "định kỳ" or a report it is a deadline.
        let near = clause_before(folded.text(), every.start());
        let hour = HOUR.find(near);
        let reports = near.contains("bao cao") || near.contains("truoc ngay");
        if every.as_str().starts_with("dinh k") || reports || hour.is_some() {
            let mut range = folded.origin(every.range());
            if let Some(day) = date::find(after(text, range.end)).first().filter(|day| day.range.start <= 24) {
                range.end += day.range.end;
                // "Định kỳ trước ngày 13/12 hằng năm"
                let rest = Folded::new(after(text, range.end));
                if let Some(again) = EVERY.find(rest.text()).filter(|again| again.start() <= 2) {
                    range.end += rest.origin(again.range()).end;
                }
            } else if let Some(at) = TWICE.find(near).map(|twice| twice.start()).or_else(|| near.rfind("truoc ngay")) {
                range.start = folded.origin(every.start() - near.len() + at..every.start()).start;
            } else if let Some(hour) = hour {
                range.start = folded.origin(every.start() - near.len() + hour.start()..every.start()).start;
            } else if let Some(hour) = THEN_HOUR.find(start(&folded.text()[every.end()..], 60)) {
                range.end = folded.origin(every.start()..every.end() + hour.end()).end;
            } else if let Some(day) = DAY.find(near) {
                range.start = folded.origin(every.start() - near.len() + day.start()..every.start()).start;
            }
            // "định kỳ 6 tháng, hằng năm"
            let rest = Folded::new(after(text, range.end));
            if let Some(again) =
                EVERY.find(rest.text()).filter(|again| matches!(&rest.text()[..again.start()], ", " | " và "))
            {
                range.end += rest.origin(again.range()).end;
            }
            if AGAIN.is_match(&fold(&text[range.clone()])) {
                range.start += text[range.clone()].match_indices(' ').nth(1).map_or(0, |(at, _)| at + 1);
            }
            push(&mut found, range, text);
        } else if weak.is_none() && !NOUNS.iter().any(|noun| near.trim_end().ends_with(noun)) {
            // "hằng năm vào tháng 9"
            let when = WHEN_IN_YEAR.find(&folded.text()[every.end()..]).map_or(0, |when| when.end());
            weak = Some(folded.origin(every.start()..every.end() + when));
        }
    }
    for time in date::find(text) {
        let from = folded.place(time.range.start);
        let before = clause_before(folded.text(), from);
        if let Some(governed) = GOVERNED.find(before) {
            let lead = &before[governed.start()..];
            let work = WORK.find(lead).map_or(0, |work| work.end());
            let start = from - lead[work..].trim_start_matches([' ', ',']).len();
            push(&mut found, folded.origin(start..from).start..time.range.end, text);
        }
    }
    if let Some(range) = weak.filter(|_| found.is_empty()) {
        push(&mut found, range, text);
    }
    if found.is_empty()
        && let Some(when) = ONGOING.captures(folded.text()).and_then(|ongoing| ongoing.name("when"))
    {
        let range = folded.origin(when.range());
        found.extend(parse(&text[range.clone()]).map(|value| Found { range, value }));
    }
    found.sort_by_key(|deadline| deadline.range.start);
    found
}

fn push(found: &mut Vec<Found<Deadline>>, range: std::ops::Range<usize>, text: &str) {
    if found.len() >= MOST || found.iter().any(|other| range.start < other.range.end && other.range.start < range.end) {
        return;
    }
    // "định kỳ" alone tells no time, unless something is done so: "định kỳ tổng hợp".
    let done = || DONE.is_match(&fold(after(text, range.end)));
    let told = |value: &Deadline| value.frequency.is_some() || value.precision.is_some() || done();
    if let Some(value) = parse(&text[range.clone()]).filter(told) {
        found.push(Found { range, value });
    }
}

/// Up to 60 bytes from `at` on.
fn after(text: &str, at: usize) -> &str {
    &text[at..text.floor_char_boundary(at + 60)]
}

/// Up to 60 bytes of the clause that ends at `at`.
fn clause_before(text: &str, at: usize) -> &str {
    let mut from = at.saturating_sub(60);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let window = &text[from..at];
    window.rfind([';', '(']).map_or(window, |stop| &window[stop + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_give_the_deadlines_that_govern_them() {
        for (text, want) in [
            ("để điều chỉnh, thống nhất với Kế hoạch này, hoàn thành trong năm 2025.", &["trong năm 2025"][..]),
            ("định kỳ 6 tháng báo cáo kết quả", &["định kỳ 6 tháng"]),
            ("Định kỳ hằng năm trước ngày 05/12, các phòng", &["hằng năm trước ngày 05/12"]),
            ("Định kỳ trước ngày 13/12 hằng năm báo cáo", &["trước ngày 13/12 hằng năm"]),
            (
                "hoàn thành xong trước ngày 30/6/2026; hoàn thành vào tháng 9/2026",
                &["trước ngày 30/6/2026", "vào tháng 9/2026"],
            ),
            ("báo cáo kết quả thực hiện hằng tháng lồng ghép", &["hằng tháng"]),
            ("các chương trình, kế hoạch hoạt động đến năm 2030.", &[]),
            ("Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị", &[]),
            ("báo cáo tại giao ban định kỳ, cuộc họp đột xuất", &[]),
            ("báo cáo Ủy ban nhân dân trước ngày 05 tháng cuối quý", &["trước ngày 05 tháng cuối quý"]),
            ("kiểm tra việc thực hiện, định kỳ tổng hợp, báo cáo Giám đốc Sở", &["định kỳ"]),
            ("phục dựng lễ hội, tổ chức hằng năm vào tháng 9", &["hằng năm vào tháng 9"]),
            ("đưa vào chương trình kiểm tra, giám sát hằng năm", &[]),
            ("các kế hoạch công tác hằng năm của cơ quan", &[]),
            ("gửi về Văn phòng trước ngày 15/12/2025 để tổng hợp", &["trước ngày 15/12/2025"]),
            ("cập nhật hằng năm (Sở Y tế chủ trì, hoàn thành quý III/2026)", &["quý III/2026"]),
            ("đưa sản phẩm lên sàn; thực hiện thường xuyên.", &["thường xuyên"]),
            ("thường xuyên kiểm tra, giám sát", &[]),
            (
                "báo cáo UBND tỉnh trước ngày 15/6 và trước ngày 15/12 hằng năm.",
                &["trước ngày 15/6 và trước ngày 15/12 hằng năm"],
            ),
            ("tổng hợp, báo cáo Cục trưởng vào tuần cuối hằng quý.", &["tuần cuối hằng quý"]),
            ("báo cáo kết quả vào thứ sáu hằng tuần", &["thứ sáu hằng tuần"]),
            ("hoàn thành trước 31 tháng 12 năm 2020", &["trước 31 tháng 12 năm 2020"]),
            ("gửi số liệu trước 16 giờ 00 ngày 16/9/2024.", &["trước 16 giờ 00 ngày 16/9/2024"]),
            ("báo cáo tiến độ hằng ngày trước 15 giờ.", &["hằng ngày trước 15 giờ"]),
            ("gửi kết quả trước 16 giờ thứ Năm hằng tuần", &["trước 16 giờ thứ Năm hằng tuần"]),
        ] {
            let found: Vec<_> = find(text).into_iter().map(|found| text[found.range].to_owned()).collect();
            assert_eq!(found, want, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_harmless(text in "(định kỳ |trước |hết |năm |tháng |hằng |[0-9]{1,4}|[/ .])*|\\PC{0,60}") {
            for found in find(&text) {
                proptest::prop_assert!(text.get(found.range).is_some());
            }
        }
    }
}
