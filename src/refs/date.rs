//! Dates as Vietnamese documents write them, from a day to a year.
//!
//! `ngày 29 tháng 7 năm 2025`, `01/4/2025`, `ngày 05/12`, `tháng 9/2025`, `quý IV/2025`, `năm 2026`; marks and small
//! misreadings (`20 thang 10:im 2025`) aside. What is not in the calendar is no date.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Regex};

use super::{Found, pattern};
use crate::lexicon::{Folded, quarters};

/// A time as precise as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// `01/4/2025`.
    Day(Date),
    /// Month and day without a year: `05/12`.
    DayOfYear(i8, i8),
    /// Year and month: `tháng 9/2025`.
    Month(i16, i8),
    /// Year and quarter: `quý IV/2025`.
    Quarter(i16, i8),
    /// `năm 2026`.
    Year(i16),
}

impl When {
    /// The first day; none without a year.
    pub fn start(self) -> Option<Date> {
        let (year, month, day) = match self {
            When::Day(date) => return Some(date),
            When::DayOfYear(..) => return None,
            When::Month(year, month) => (year, month, 1),
            When::Quarter(year, quarter) => (year, quarter * 3 - 2, 1),
            When::Year(year) => (year, 1, 1),
        };
        Date::new(year, month, day).ok()
    }

    /// The last day; none without a year.
    pub fn end(self) -> Option<Date> {
        match self {
            When::Day(date) => Some(date),
            When::DayOfYear(..) => None,
            When::Month(..) => self.start().map(Date::last_of_month),
            When::Quarter(year, quarter) => Date::new(year, quarter * 3, 1).ok().map(Date::last_of_month),
            When::Year(year) => Date::new(year, 12, 31).ok(),
        }
    }

    /// The same in `year`, where it has none of its own.
    pub fn in_year(self, year: i16) -> When {
        match self {
            When::DayOfYear(month, day) => Date::new(year, month, day).map_or(self, When::Day),
            _ => self,
        }
    }

    /// `day`, `month`, `quarter` or `year`.
    pub fn precision(self) -> &'static str {
        match self {
            When::Day(_) | When::DayOfYear(..) => "day",
            When::Month(..) => "month",
            When::Quarter(..) => "quarter",
            When::Year(_) => "year",
        }
    }

    /// ISO 8601, as precise as the time: `2025-10-20`, `2025-10`, `2025`; a quarter as its months' interval. None
    /// without a year.
    pub fn iso(self) -> Option<String> {
        match self {
            When::Day(date) => Some(date.to_string()),
            When::DayOfYear(..) => None,
            When::Month(year, month) => Some(format!("{year:04}-{month:02}")),
            When::Quarter(year, q) => Some(format!("{year:04}-{:02}/{year:04}-{:02}", q * 3 - 2, q * 3)),
            When::Year(year) => Some(format!("{year:04}")),
        }
    }
}

type Reader = fn(&Captures) -> Option<When>;

/// Shapes on folded text, the most precise first: at one place the first that reads wins.
static SHAPES: LazyLock<Vec<(Regex, Reader)>> = LazyLock::new(|| {
    let shapes: [(&str, Reader); 8] = [
        (r"(?:ng[a-z]y ?)?\b(\d{1,2}) ?[/.-] ?(\d{1,2}) ?[/.-] ?((?:19|20)\d{2})\b", |c| {
            day(num(c, 3)?, num(c, 2)?, num(c, 1)?)
        }),
        // The month of a header is often written by hand and read as strokes; the word "năm" is often broken.
        (r"ng[a-z]y ?([0-9loi]{1,2})[ ,]{0,2}th[a-z]ng ?([0-9loi/|!]{1,2})\D{0,8}?((?:19|20)\d{2})\b", |c| {
            day(num(c, 3)?, num(c, 2)?, num(c, 1)?)
        }),
        (r"\b(\d{1,2}) thang (\d{1,2}) nam ((?:19|20)\d{2})\b", |c| day(num(c, 3)?, num(c, 2)?, num(c, 1)?)),
        (r"ng[a-z]y (\d{1,2}) ?/ ?(\d{1,2})\b", |c| {
            let (month, day) = (num(c, 2)? as i8, num(c, 1)? as i8);
            Date::new(2024, month, day).ok().map(|_| When::DayOfYear(month, day))
        }),
        (r"ng[a-z]y (\d{1,2}) th[a-z]ng (\d{1,2})\b", |c| {
            let (month, day) = (num(c, 2)? as i8, num(c, 1)? as i8);
            Date::new(2024, month, day).ok().map(|_| When::DayOfYear(month, day))
        }),
        (r"\b(?:th[a-z]ng )?(\d{1,2}) ?(?:[/-]|nam) ?((?:19|20)\d{2})\b", |c| {
            let (year, month) = (num(c, 2)?, num(c, 1)? as i8);
            (1..=12).contains(&month).then_some(When::Month(year, month))
        }),
        (r"\bqu[yi] ?([i1l|!]?v|[i1l|!h]{1,3}|[2-4]) ?(?:[/-]|nam|,)? ?(?:nam )?((?:19|20)\d{2})\b", |c| {
            let quarter = match c.get(1)?.as_str() {
                digit @ ("2" | "3" | "4") => digit.parse().ok()?,
                strokes => quarters::of_strokes(strokes)? as i8 + 1,
            };
            Some(When::Quarter(num(c, 2)?, quarter))
        }),
        (r"\b(?:nam )?((?:19|20)\d{2})\b", |c| Some(When::Year(num(c, 1)?))),
    ];
    shapes.into_iter().map(|(shape, reader)| (pattern(shape), reader)).collect()
});

fn num(captures: &Captures, group: usize) -> Option<i16> {
    let digits: String = captures
        .get(group)?
        .as_str()
        .chars()
        .map(|c| match c {
            'l' | 'i' | '/' | '|' | '!' => '1',
            'o' => '0',
            _ => c,
        })
        .collect();
    digits.parse().ok()
}

fn day(year: i16, month: i16, day: i16) -> Option<When> {
    Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok().map(When::Day)
}

/// The times in `text`, in order, none overlapping.
pub fn find(text: &str) -> Vec<Found<When>> {
    let folded = Folded::new(text);
    let mut taken = Vec::new();
    for (shape, reader) in SHAPES.iter() {
        for captures in shape.captures_iter(folded.text()) {
            let (Some(whole), Some(value)) = (captures.get(0), reader(&captures)) else { continue };
            taken.push(Found { range: folded.origin(whole.range()), value });
        }
    }
    // Stable: of shapes at one place the more precise stays first.
    taken.sort_by_key(|found| found.range.start);
    let mut found: Vec<Found<When>> = Vec::new();
    for next in taken {
        match found.last_mut() {
            Some(last) if next.range.start < last.range.end => {
                // Of two that overlap, the longer tells more.
                if next.range.len() > last.range.len() {
                    *last = next;
                }
            }
            _ => found.push(next),
        }
    }
    found
}

/// The first time in `text`.
pub fn parse(text: &str) -> Option<When> {
    find(text).into_iter().next().map(|found| found.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_through_noise() {
        for (text, want) in [
            ("Hải Phòng, ngày 29 tháng 7 năm 2025", Some("2025-07-29")),
            ("ngày 01/4/2025 của", Some("2025-04-01")),
            ("trước 31 tháng 12 năm 2020", Some("2020-12-31")),
            ("22/12/2024", Some("2024-12-22")),
            ("ngay 20 thang 10:im 2025", Some("2025-10-20")),
            ("Tran Bién, ngay 05 thang //ndam 2025", Some("2025-11-05")),
            ("Tháng 9/2025", Some("2025-09")),
            ("tháng 12 năm 2025", Some("2025-12")),
            ("quý IV/2025", Some("2025-10/2025-12")),
            ("Quý 3 năm 2026", Some("2026-07/2026-09")),
            ("quý II1/2026", Some("2026-07/2026-09")),
            ("quý IH/2026", Some("2026-07/2026-09")),
            ("Quý 11 năm 2026", Some("2026-04/2026-06")),
            ("quý 1V/2026", Some("2026-10/2026-12")),
            ("trong năm 2026", Some("2026")),
            ("ngày 05/12 hằng năm", None),
            ("ngày 31/02/2025", Some("2025-02")),
            ("5749 doanh nghiệp", None),
            ("", None),
        ] {
            assert_eq!(parse(text).and_then(When::iso).as_deref(), want, "{text}");
        }
        assert_eq!(parse("trước ngày 05/12 hằng năm"), Some(When::DayOfYear(12, 5)));
    }

    #[test]
    fn several_dates_come_in_order() {
        let text = "ngày 22/12/2024, đến năm 2030 và tháng 6/2026";
        let found: Vec<_> = find(text).into_iter().map(|f| (&text[f.range], f.value.precision())).collect();
        assert_eq!(found, [("ngày 22/12/2024", "day"), ("năm 2030", "year"), ("tháng 6/2026", "month")]);
    }

    #[test]
    fn ends_are_the_last_days() {
        let end = |text| parse(text).and_then(When::end).map(|d| d.to_string());
        assert_eq!(end("tháng 2/2028").as_deref(), Some("2028-02-29"));
        assert_eq!(end("quý I/2026").as_deref(), Some("2026-03-31"));
        assert_eq!(end("năm 2026").as_deref(), Some("2026-12-31"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_harmless(text in "(ngày|tháng|quý|năm|[0-9]{1,4}|[/ .])*|\\PC{0,60}") {
            for found in find(&text) {
                proptest::prop_assert!(text.get(found.range).is_some());
                proptest::prop_assert!(found.value.start() <= found.value.end());
            }
        }
    }
}
