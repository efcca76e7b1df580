//! When something is to be done: `Hoàn thành trước tháng 9/2025`, `Hằng năm`, `định kỳ 6 tháng`, `Theo lộ trình của Bộ`.
//!
//! "Before" a time ends on the day before it; "by", "until" and "within" end on its last day. A time with no word
//! before it is the time on which something is done.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::{date, date::When, pattern};
use crate::document::{Deadline, DeadlineType};
use crate::lexicon::fold;

pub(super) static EVERY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:(?:dinh k[yi]|moi|cu)(?: (?:hang|moi|truoc|theo|vao|la))? ?(\d{1,2}|mot|hai|ba|sau|chin)? ?(tuan|thang|quy|n[a-z]{1,2}m)\b",
        r"|hang ?(tuan|thang|quy|n[a-z]{1,2}m|ngay)\b|(\d{1,2}|mot|hai|ba|sau|chin) ?(tuan|thang|quy|nam) ?(?:/ ?|mot |1 )lan|(?:ngay|thang) (?:cuoi|dau) (?:cua )?(?:moi )?(thang|quy)|dinh k[yi])",
    ))
});

static ONGOING: LazyLock<Regex> = LazyLock::new(|| pattern(r"thuong ?xuyen|lien tuc"));

static SCHEDULE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\btheo (?:[l1][o06] ?trinh|ke hoach|tien do|yeu cau|quy dinh|huong dan|chi dao|dot|tung)")
});

static BEFORE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\btruoc ?$"));

static UNTIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:cham nhat|muon nhat|khong muon hon|khong qua|han|xong|den|toi|het|cuoi|trong vong|truoc het|truoc cuoi)(?: (?:het|cuoi|vao|la|den|trong))* ?$|\btruoc \d{1,2} ?(?:gio|h)\b[^,;.]{0,12}$",
    )
});

static DURING: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:trong|giai doan|thoi ky|tu)(?: (?:cac|ca))? ?$"));

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
            ("trước 16 giờ 00 ngày 16/9/2024", "by - 2024-09-16 day -"),
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

    proptest::proptest! {
        #[test]
        fn any_text_is_harmless(text in "(định kỳ |trước |hết |năm |tháng |[0-9]{1,4}|[/ .])*|\\PC{0,60}") {
            let _ = parse_in_year(&text, Some(2025));
        }
    }
}
