//! Number and date of a document's head, with parts left blank or misread.

use std::sync::LazyLock;

use regex::Regex;

use super::header::Reader;
use crate::document::{DateField, Family, NumberField};
use crate::layout::Flow;
use crate::refs::number;

/// "ngày 29 tháng 7 năm 2025", with day or month left blank or misread.
pub(super) static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\bng\p{L}y\s*(?<day>[\dlio|/!]{0,3})[\s.…]*th\p{L}ng\s*(?<month>[\dlio|/!]{0,2})[^\s\d]{0,4}[\s.…]*\S{0,3}m\s*(?<year>\d{4})",
    )
    .expect("pattern")
});

/// A line that only ends a date.
pub(super) static YEAR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\W*(?:n\S{1,3}m\s*)?(?:19|20)\d\d\W*$").expect("pattern"));

/// "Số: 08/KH-UBND", with spaces, and with the number itself left blank.
pub(super) static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^\W*(?:(?:[Ss$]\S{0,2}|8\S|5\S)\s*[:.;]?\s*)?(?<code>\d[\dlO]{0,5}|[….\s]{1,12})\s{0,3}(?<first>\|?\s?[/\-–—]+\s?\|?)\s{0,2}
        (?<rest>(?:(?:19|20)\d\d\s?[/\-–]\s?)?[\p{Lu}&&\p{Latin}][\p{Latin}0-9&]*(?:\s?[-–/.]\s?[\p{Lu}&&\p{Latin}][\p{Latin}0-9&]*){0,4})",
    )
    .expect("pattern")
});

/// The same with the slash lost: "Số: 26NQ-HĐND".
pub(super) static JOINED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^\W*(?:[Ss$]\S{0,2}|8\S|5\S)\s*[:.;]\s*(?<code>\d{1,5})(?<first>)\s?
        (?<rest>[\p{Lu}&&\p{Latin}][\p{Lu}r&&\p{Latin}]{1,3}\s?[-–/]\s?[\p{Lu}&&\p{Latin}][\p{Latin}0-9&]*(?:\s?[-–/.]\s?[\p{Lu}&&\p{Latin}][\p{Latin}0-9&]*){0,3})",
    )
    .expect("pattern")
});

fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        'l' | 'I' | 'i' | '|' | '/' | '!' => Some('1'),
        'O' | 'o' => Some('0'),
        _ => None,
    }
}

impl Reader<'_> {
    /// The date that [`DATE`] found in `dated`.
    pub(super) fn date(&self, dated: &Flow, found: &regex::Captures) -> Option<DateField> {
        let number = |name: &str| {
            let text: String = found.name(name)?.as_str().chars().filter_map(digit).collect();
            text.parse::<u32>().ok()
        };
        let year = number("year").filter(|year| (1945..2100).contains(year))?;
        let month = number("month").filter(|month| (1..=12).contains(month));
        let day = number("day").filter(|day| (1..=31).contains(day));
        let (iso, precision) = match (month, day) {
            (Some(month), Some(day)) => (format!("{year}-{month:02}-{day:02}"), "day"),
            (Some(month), None) => (format!("{year}-{month:02}"), "month"),
            (None, _) => (year.to_string(), "year"),
        };
        let field = self.field(dated, found.get(0)?.range())?;
        Some(DateField {
            raw: field.raw,
            iso,
            precision: precision.into(),
            span: field.span,
            confidence: field.confidence,
            place: field.place,
        })
    }

    /// The number that [`NUMBER`] found on line `index`.
    pub(super) fn number(&self, index: usize, found: &regex::Captures) -> Option<NumberField> {
        let flow = self.part(index, found.get(0)?.range());
        let field = self.field(&flow, 0..flow.text().len())?;
        let code: String = found.name("code").map_or("", |m| m.as_str()).chars().filter_map(digit).collect();
        let join = |text: &str| text.split_whitespace().collect::<String>().replace(['–', '—'], "-");
        let (first, rest) = (join(&found["first"]), join(&found["rest"]));
        let first = first.trim_matches('|');
        // Where it was lost, the sign is the one that does not follow: 26/NQ-HĐND, 21-CTr/ĐU.
        let sign = match first.is_empty() {
            true if rest.contains('-') => '/',
            true => '-',
            false => {
                if first.starts_with('/') {
                    '/'
                } else {
                    '-'
                }
            }
        };
        let text = format!("{code}{sign}{rest}");
        if let Some(number) = number::parse(&text) {
            return Some(NumberField {
                raw: field.raw,
                text: number.text,
                code: Some(number.code),
                doc_type: number.doc_type,
                agency: Some(number.organ),
                family: number.family,
                span: field.span,
                confidence: field.confidence,
                place: field.place,
            });
        }
        // The number itself was left blank.
        let (kind, agency) = match rest.split_once(['-', '/']) {
            Some((kind, agency)) => (Some(kind.to_owned()), Some(agency.trim_matches(['-', '/']).to_owned())),
            None => (None, Some(rest.clone())),
        };
        let family = match (sign, kind.as_ref().and_then(|kind| rest[kind.len()..].chars().next())) {
            ('/', Some('-')) => Family::State,
            ('-', Some('/')) => Family::Party,
            _ => Family::Unknown,
        };
        Some(NumberField {
            raw: field.raw,
            text,
            code: (!code.is_empty()).then_some(code),
            doc_type: kind,
            agency,
            family,
            span: field.span,
            confidence: field.confidence,
            place: field.place,
        })
    }
}
