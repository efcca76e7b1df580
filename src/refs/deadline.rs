//! When something is to be done: `Hoàn thành trước tháng 9/2025`, `Hằng năm`, `định kỳ 6 tháng`, `Theo lộ trình của Bộ`.
//!
//! "Before" a time ends on the day before it; "by", "until" and "within" end on its last day. A time with no word
//! before it is the time on which something is done.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::{Found, date, date::When, pattern};
use crate::document::{Deadline, DeadlineType};
use crate::lexicon::{Folded, fold};

static EVERY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:(?:dinh k[yi]|moi|cu)(?: (?:hang|moi|truoc|theo|vao|la))? ?(\d{1,2}|mot|hai|ba|sau|chin)? ?(tuan|thang|quy|n[a-z]{1,2}m)\b",
        r"|hang ?(tuan|thang|quy|n[a-z]{1,2}m|ngay)\b|(\d{1,2}) ?(tuan|thang|quy|nam) ?(?:/ ?|mot |1 )lan|(?:ngay|thang) (?:cuoi|dau) (?:cua )?(?:moi )?(thang|quy)|dinh k[yi])",
    ))
});
static ONGOING: LazyLock<Regex> = LazyLock::new(|| pattern(r"thuong ?xuyen|lien tuc"));
static SCHEDULE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\btheo (?:[l1][o06] ?trinh|ke hoach|tien do|yeu cau|quy dinh|huong dan|chi dao|dot|tung)")
});
static BEFORE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\btruoc ?$"));
static UNTIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:cham nhat|muon nhat|khong muon hon|khong qua|han|xong|den|toi|het|cuoi|trong vong|truoc het|truoc cuoi)(?: (?:het|cuoi|vao|la|den|trong))* ?$",
    )
});
static DURING: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:trong|giai doan|thoi ky|tu)(?: (?:cac|ca))? ?$"));
/// What makes a time in prose a deadline rather than a date.
static GOVERNED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:hoan thanh|xong|gui|bao cao|thuc hien|ban hanh|trinh|tham muu)?(?: (?:ket qua|xong|viec))?[ ,]{0,2}",
        r"\b(?:truoc|cham nhat|muon nhat|khong muon hon|khong qua|hoan thanh (?:den|trong|vao|xong)|xong (?:trong|vao)|trong)",
        r"(?: (?:het|cuoi|vao|la|den|trong))* ?$",
    ))
});

/// What is done "định kỳ".
static DONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^ (?:tong hop|bao cao|so ket|danh gia|kiem tra|ra soat|cap nhat|to chuc|gui|ra quan)\b")
});
/// A time of the year after "hằng năm".
static WHEN_IN_YEAR: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^,? (?:vao|truoc) (?:ngay \d{1,2} )?(?:thang|quy) (?:\d{1,2}|iv|i{1,3})\b"));
/// A day before "hằng tháng".
static DAY: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bngay \d{1,2} ?$"));
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

/// The deadline that the whole of `text`, a cell or a phrase, gives. `raw` is `text` too; callers put the source there.
pub fn parse(text: &str) -> Option<Deadline> {
    parse_in_year(text, None)
}

/// As [`parse`]; days without a year (`ngày 05/12`) fall in `year`.
pub fn parse_in_year(text: &str, year: Option<i16>) -> Option<Deadline> {
    let trimmed = text.trim();
    let folded = fold(trimmed);
    if folded.is_empty() {
        return None;
    }
    if folded.chars().all(|c| "-_.".contains(c)) {
        return Some(deadline(trimmed, DeadlineType::None));
    }
    let every = EVERY.captures(&folded);
    let times = date::find(trimmed);
    if let Some(frequency) = every.as_ref().map(|c| frequency(c)) {
        let mut found = deadline(trimmed, DeadlineType::Recurring);
        found.frequency = frequency;
        if let Some(time) = times.first() {
            found.precision = Some(time.value.precision().into());
        }
        return Some(found);
    }
    if let Some(first) = times.first() {
        let last = times.iter().rev().find(|time| !matches!(time.value, When::DayOfYear(..))).unwrap_or(first);
        let with_year = |when: When| year.map_or(when, |year| when.in_year(year));
        return Some(timed(
            trimmed,
            with_year(first.value),
            with_year(last.value),
            &fold(&trimmed[..first.range.start]),
        ));
    }
    let kind = if ONGOING.is_match(&folded) {
        DeadlineType::Ongoing
    } else if SCHEDULE.is_match(&folded) {
        DeadlineType::PerSchedule
    } else {
        return None;
    };
    Some(deadline(trimmed, kind))
}

/// A deadline with times from `first` to `last`, after the folded words `before`.
fn timed(text: &str, first: When, last: When, before: &str) -> Deadline {
    let (kind, start, end) = if BEFORE.is_match(before) {
        (DeadlineType::By, None, first.start().and_then(|day| day.yesterday().ok()))
    } else if UNTIL.is_match(before) {
        (DeadlineType::By, None, last.end())
    } else if DURING.is_match(before) || first != last {
        (DeadlineType::Within, first.start(), last.end())
    } else {
        (DeadlineType::On, first.start(), last.end())
    };
    let mut found = deadline(text, kind);
    let iso = |day: Option<Date>| day.map(|day| day.to_string());
    (found.start, found.end, found.precision) = (iso(start), iso(end), Some(last.precision().into()));
    found
}

fn deadline(text: &str, kind: DeadlineType) -> Deadline {
    let (raw, text) = (text.to_owned(), text.to_owned());
    Deadline { raw, text, kind, start: None, end: None, precision: None, frequency: None, from: None }
}

/// ISO 8601 duration of a recurring time: `P6M`; none where only "định kỳ" is said.
fn frequency(captures: &regex::Captures) -> Option<String> {
    let of = |group| captures.get(group).map(|m: regex::Match| m.as_str());
    let count = match of(1).or(of(4)) {
        None | Some("mot") => 1,
        Some("hai") => 2,
        Some("ba") => 3,
        Some("sau") => 6,
        Some("chin") => 9,
        Some(digits) => digits.parse().ok().filter(|&n: &u32| n > 0)?,
    };
    Some(match of(2).or(of(3)).or(of(5)).or(of(6))? {
        "ngay" => format!("P{count}D"),
        "tuan" => format!("P{count}W"),
        "thang" => format!("P{count}M"),
        "quy" => format!("P{}M", 3 * count),
        _ => format!("P{count}Y"),
    })
}

/// The deadlines in a sentence: a time that words such as "hoàn thành trước", "chậm nhất" or "trong" govern, and what
/// is done "định kỳ". A year that a goal or a plan looks towards ("đến năm 2030") is none.
pub fn find(text: &str) -> Vec<Found<Deadline>> {
    let folded = Folded::new(text);
    let mut found: Vec<Found<Deadline>> = Vec::new();
    let mut weak = None;
    for every in EVERY.find_iter(folded.text()) {
        // "hằng năm" alone often qualifies a noun ("kế hoạch hằng năm"); with "định kỳ" or a report it is a deadline.
        let near = clause_before(folded.text(), every.start());
        if every.as_str().starts_with("dinh k") || near.contains("bao cao") || near.contains("truoc ngay") {
            let mut range = folded.origin(every.range());
            if let Some(day) = date::find(after(text, range.end)).first().filter(|day| day.range.start <= 24) {
                range.end += day.range.end;
                // "Định kỳ trước ngày 13/12 hằng năm"
                let rest = Folded::new(after(text, range.end));
                if let Some(again) = EVERY.find(rest.text()).filter(|again| again.start() <= 2) {
                    range.end += rest.origin(again.range()).end;
                }
            } else if let Some(at) = near.rfind("truoc ngay") {
                range.start = folded.origin(every.start() - near.len() + at..every.start()).start;
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
            let start = from - lead.trim_start_matches([' ', ',']).len();
            push(&mut found, folded.origin(start..from).start..time.range.end, text);
        }
    }
    if let Some(range) = weak.filter(|_| found.is_empty()) {
        push(&mut found, range, text);
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

    /// Kind, start, end, precision and frequency, one after another; `-` for what is not there.
    fn told(found: &Deadline) -> String {
        let kind = serde_json::to_value(found.kind).expect("a name");
        let parts = [&found.start, &found.end, &found.precision, &found.frequency];
        let parts: Vec<_> = parts.into_iter().map(|part| part.as_deref().unwrap_or("-")).collect();
        format!("{} {}", kind.as_str().unwrap_or_default(), parts.join(" "))
    }

    #[test]
    fn cells_give_typed_deadlines() {
        for (text, want) in [
            ("Hoàn thành trước tháng 9/2025", "by - 2025-08-31 month -"),
            ("Tháng 9/2025", "on 2025-09-01 2025-09-30 month -"),
            ("Hoàn thành trong năm 2026", "within 2026-01-01 2026-12-31 year -"),
            ("Trước ngày 15/12/2025", "by - 2025-12-14 day -"),
            ("Đến hết năm 2025", "by - 2025-12-31 year -"),
            ("Chậm nhất ngày 30/6/2026", "by - 2026-06-30 day -"),
            ("trước hết quý I/2026", "by - 2026-03-31 quarter -"),
            ("Quý IV/2025", "on 2025-10-01 2025-12-31 quarter -"),
            ("Giai đoạn 2025 - 2030", "within 2025-01-01 2030-12-31 year -"),
            ("2025-2026", "within 2025-01-01 2026-12-31 year -"),
            ("Hằng năm", "recurring - - - P1Y"),
            ("Hang nim", "recurring - - - P1Y"),
            ("hàng quý", "recurring - - - P3M"),
            ("định kỳ 6 tháng", "recurring - - - P6M"),
            ("01 tháng/lần", "recurring - - - P1M"),
            ("Định kỳ", "recurring - - - -"),
            ("trước ngày 05/12 hằng năm", "recurring - - day P1Y"),
            ("Thường xuyên", "ongoing - - - -"),
            ("Theo lộ trình của Bộ", "per_schedule - - - -"),
            ("Theo 16 trinh cua Bo", "per_schedule - - - -"),
            ("-", "none - - - -"),
        ] {
            assert_eq!(parse(text).as_ref().map(told).as_deref(), Some(want), "{text}");
        }
        assert_eq!(parse("Kế hoạch"), None);
        assert_eq!(parse(""), None);
        assert_eq!(parse_in_year("trước ngày 05/12", Some(2025)).and_then(|d| d.end).as_deref(), Some("2025-12-04"));
    }

    #[test]
    fn sentences_give_the_deadlines_that_govern_them() {
        for (text, want) in [
            (
                "để điều chỉnh, thống nhất với Kế hoạch này, hoàn thành trong năm 2025.",
                &["hoàn thành trong năm 2025"][..],
            ),
            ("định kỳ 6 tháng báo cáo kết quả", &["định kỳ 6 tháng"]),
            ("Định kỳ hằng năm trước ngày 05/12, các phòng", &["Định kỳ hằng năm trước ngày 05/12"]),
            ("Định kỳ trước ngày 13/12 hằng năm báo cáo", &["Định kỳ trước ngày 13/12 hằng năm"]),
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
        ] {
            let found: Vec<_> = find(text).into_iter().map(|found| text[found.range].to_owned()).collect();
            assert_eq!(found, want, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_harmless(text in "(định kỳ |trước |hết |năm |tháng |[0-9]{1,4}|[/ .])*|\\PC{0,60}") {
            let _ = parse_in_year(&text, Some(2025));
            for found in find(&text) {
                proptest::prop_assert!(text.get(found.range).is_some());
            }
        }
    }
}
