//! Numbers of documents: `71/NQ-CP`, `57-NQ/TW`, `02/2025/TT-BGDĐT`, `193/2025/QH15`.
//!
//! The separators tell the family: the state writes `NN/TYPE-ORGAN`, the party `NN-TYPE/ORGAN`. Spaces, doubled and
//! broken separators are OCR's and are repaired; letters that OCR mistakes are read back through the tables of types
//! and organs. Separators of the other family are the author's and are kept: see [`Number::regular`].

use std::sync::LazyLock;

use regex::{Captures, Match, Regex};

use super::before::{announced, expected};
use super::{Found, code, pattern};
use crate::document::Family;
use crate::lexicon::fold;

/// Digits, year, type and organ of a number.
pub(super) type Key = (String, Option<i32>, Option<String>, String);

/// A number of a document, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// Normalised, separators as the author wrote them: `03-NQ/CP`.
    pub text: String,
    /// The number alone: `03`.
    pub code: String,
    /// The year inside a normative number.
    pub year: Option<i32>,
    /// Abbreviation of the type: `NQ`; none in numbers of the National Assembly and of letters.
    pub doc_type: Option<String>,
    /// Abbreviation of the organ: `CP`, `UBND-VX`, `QH15`.
    pub organ: String,
    /// Whose system of numbers.
    pub family: Family,
    /// Whether the separators are those of the family.
    pub regular: bool,
}

impl Number {
    /// The number with the separators of its family: `03/NQ-CP`.
    pub fn canonical(&self) -> String {
        let (code, organ) = (&self.code, &self.organ);
        match (&self.doc_type, self.year, self.family) {
            (Some(kind), Some(year), _) => format!("{code}/{year}/{kind}-{organ}"),
            (Some(kind), None, Family::Party) => format!("{code}-{kind}/{organ}"),
            (Some(kind), None, _) => format!("{code}/{kind}-{organ}"),
            (None, Some(year), _) => format!("{code}/{year}/{organ}"),
            (None, None, Family::Party) => format!("{code}-{organ}"),
            (None, None, _) => format!("{code}/{organ}"),
        }
    }

    /// Whether both are numbers of one document, separators and case aside.
    pub fn same(&self, other: &Number) -> bool {
        self.key() == other.key()
    }

    /// What tells documents apart: all but separators, case and marks.
    pub(super) fn key(&self) -> Key {
        (digits(&self.code).to_owned(), self.year, self.doc_type.as_deref().map(fold), fold(&self.organ))
    }
}

/// A code without leading zeros: `03` and `3` are one number.
pub(super) fn digits(code: &str) -> &str {
    code.trim_start_matches('0')
}

static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)
        (?<code>\d{1,6}[a-z]?)
        (?<first>\x20{0,3}[-–—/](?:\x20{0,2}[-–—/]){0,2}\x20{0,3} | \x20{1,3})
        (?:(?<year>(?:19|20)\d{2})\x20{0,2}[-–—/]\x20{0,2})?
        (?<head>[\p{Lu}&&\p{Latin}][\p{Latin}0-9&]{0,9})
        (?:
            (?<second>\x20{0,2}[-–—/](?:\x20{0,1}[-–—/])?\x20{0,2})
            (?<tail>[\p{Lu}&&\p{Latin}][\p{Latin}0-9&]{0,11}(?:-[\p{Lu}&&\p{Latin}][\p{Latin}0-9&.]{0,11}){0,2})
        )?",
    )
});

/// The numbers in `text`, in order, none overlapping.
pub fn find(text: &str) -> Vec<Found<Number>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(parts) = SHAPE.captures_at(text, from) {
        let (Some(whole), Some(digits)) = (parts.get(0), parts.name("code")) else { break };
        let inside =
            text[..whole.start()].chars().next_back().is_some_and(|c| c.is_alphanumeric() || "/.,-".contains(c));
        let before = &text[..whole.start()];
        let number = if inside { None } else { read(&parts, before) };
        match number {
            Some((value, tail)) => {
                let end = if tail { whole.end() } else { parts.name("head").map_or(whole.end(), |m| m.end()) };
                found.push(Found { range: whole.start()..end, value });
                from = end;
            }
            None => from = digits.end(),
        }
    }
    found
}

/// The number that `text` is, white space and `Số:` in front aside: for headers.
pub fn parse(text: &str) -> Option<Number> {
    find(text).into_iter().next().map(|found| found.value)
}

/// A number from the parts of its shape, and whether the part after the second separator belongs to it.
fn read(parts: &Captures, before: &str) -> Option<(Number, bool)> {
    let part = |name| parts.name(name).map(|m: Match| m.as_str());
    let (digits, first, head) = (part("code")?, part("first")?, part("head")?);
    let year = part("year").and_then(|y| y.parse::<i32>().ok());
    let spaced = first.trim().is_empty();
    let announced = announced(before) || before.trim().is_empty();
    if let (Some(year), Some(organ)) = (year, code::assembly(head)) {
        let number = Number {
            text: format!("{digits}/{year}/{organ}"),
            code: digits.into(),
            year: Some(year),
            doc_type: None,
            organ,
            family: Family::NationalAssembly,
            regular: true,
        };
        return Some((number, false));
    }
    let (Some(second), Some(tail)) = (part("second"), part("tail")) else {
        // `06/CP`: a number and an organ alone, only where words announce a number.
        let organ = code::organ(head).filter(|organ| *organ == head && announced && !spaced && year.is_none())?;
        let family = if code::is_party(organ) { Family::Party } else { Family::State };
        return Some((build(digits, None, None, organ.into(), family, first, None), false));
    };
    // A digit that only happens to stand before a blank number, `… 7 ⏎ /KH-SNV`.
    if first.starts_with(' ') && !announced {
        return None;
    }
    if head.chars().count() > 7 {
        return None;
    }
    let kind = code::doc_type(head, expected(before));
    let organ = tail.split('-').map(|word| code::organ(word).unwrap_or(word)).collect::<Vec<_>>().join("-");
    let organ = organ.trim_end_matches('.').to_owned();
    let lead = organ.split('-').next().unwrap_or_default();
    let known = code::is_state(lead) || code::is_party(lead);
    let letter = code::organ(head).filter(|found| *found == head);
    let family = match (year, code::is_party(lead)) {
        (Some(_), _) => Family::Normative,
        (None, true) => Family::Party,
        (None, false) if known || first.contains('/') => Family::State,
        (None, false) => Family::Unknown,
    };
    match (kind, letter) {
        (Some(kind), _) if known || announced || !spaced => {
            Some((build(digits, year, Some(kind), organ, family, first, Some(second)), true))
        }
        // A letter of an office has no type: `4567/VPCP-KGVX`.
        (None, Some(office)) if year.is_none() && first.contains('/') => {
            let organ = format!("{office}-{organ}");
            Some((build(digits, None, None, organ, Family::State, first, None), true))
        }
        (None, None) if announced && !spaced && head.chars().all(char::is_uppercase) => {
            let organ = format!("{head}{}{organ}", mark(second, '-'));
            Some((build(digits, year, None, organ, Family::Unknown, first, None), true))
        }
        _ => None,
    }
}

fn build(
    code: &str,
    year: Option<i32>,
    kind: Option<&str>,
    organ: String,
    family: Family,
    first: &str,
    second: Option<&str>,
) -> Number {
    let kind = kind.map(str::to_owned);
    let mut number =
        Number { text: String::new(), code: code.into(), year, doc_type: kind, organ, family, regular: true };
    let canonical = number.canonical();
    let (one, two) = if family == Family::Party { ('-', '/') } else { ('/', '-') };
    number.text = match (&number.doc_type, second) {
        _ if year.is_some() => canonical.clone(),
        (Some(kind), Some(second)) => {
            let second = mark(second, two);
            // Where the first separator was lost, it is the other of the two.
            let first = if first.trim().is_empty() { if second == '/' { '-' } else { '/' } } else { mark(first, one) };
            format!("{code}{first}{kind}{second}{}", number.organ)
        }
        _ => format!("{code}{}{}", mark(first, one), number.organ),
    };
    number.regular = number.text == canonical || family == Family::Unknown || number.doc_type.is_none();
    number
}

/// The separator that `read` shows; `usual` where it shows both or none.
fn mark(read: &str, usual: char) -> char {
    match (read.contains('/'), read.contains(['-', '–', '—'])) {
        (true, false) => '/',
        (false, true) => '-',
        _ => usual,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_all_families_are_found() {
        use Family::*;
        for (text, want, family, regular) in [
            ("Nghị quyết số 71/NQ-CP ngày", "71/NQ-CP", State, true),
            ("Số: 5749/KH-SCT Hải Phòng", "5749/KH-SCT", State, true),
            ("Quyết định số 586/QĐ-TTg ngày", "586/QĐ-TTg", State, true),
            ("Nghị quyết số 57-NQ/TW, ngày", "57-NQ/TW", Party, true),
            ("số 12- KH/TU ngày", "12-KH/TU", Party, true),
            ("số 57- -NQ/TW", "57-NQ/TW", Party, true),
            ("86: 86 /KH-UBND Kién An", "86/KH-UBND", State, true),
            ("Kế hoạch số 44-/KH-UBND", "44/KH-UBND", State, true),
            ("Nghị quyết số 03 NQ/CP ngày", "03-NQ/CP", State, false),
            ("Nghị quyết số 03-NQ/CP), Chương", "03-NQ/CP", State, false),
            ("Nghi quyét 71-NQ/CP (Chi", "71-NQ/CP", State, false),
            ("Chương trình số 89-CTr/TU ngày", "89-CTr/TU", Party, true),
            ("s6 15-KH/PU ngay", "15-KH/ĐU", Party, true),
            ("sé 15-KH/BU ngay", "15-KH/ĐU", Party, true),
            ("Quyet dinh s6 204-QbD/TW,", "204-QĐ/TW", Party, true),
            ("sb 204- QB/TW mot", "204-QĐ/TW", Party, true),
            ("Thông tư số 02/2025/TT-BGDĐT ngày", "02/2025/TT-BGDĐT", Normative, true),
            ("Nghị định 30/2020/NĐ-CP", "30/2020/NĐ-CP", Normative, true),
            ("Nghi quyét sb 193/2025/OH15 ciia", "193/2025/QH15", NationalAssembly, true),
            ("số 87/2015/ QHI13 ngày", "87/2015/QH13", NationalAssembly, true),
            ("Luật số 1211/2016/UBTVQH13", "1211/2016/UBTVQH13", NationalAssembly, true),
            ("Đề án 06/CP của", "06/CP", State, true),
            ("Công văn số 4567/VPCP-KGVX ngày", "4567/VPCP-KGVX", State, true),
        ] {
            let found = find(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            let number = &found[0].value;
            assert_eq!((number.text.as_str(), number.family, number.regular), (want, family, regular), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_left_alone() {
        for text in [
            "ngày 01/4/2025 của Chính phủ",
            "giai đoạn 2025 - 2030",
            "mạng 4G/5G",
            "100% Cán bộ/Công chức",
            "/KH-SVHTTDL ngày /9/2025",
            "năm 2025 UBND phường",
            "5 Phòng/Ban",
            "CỤ THỂ 7 /KH-SVHTTDL",
            "",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
    }

    #[test]
    fn separators_do_not_make_another_document() {
        let number = |text| parse(text).expect("a number");
        assert!(number("số 03-NQ/CP").same(&number("số 3/NQ-CP")));
        assert_eq!(number("số 03-NQ/CP").canonical(), "03/NQ-CP");
        assert!(!number("số 57-NQ/TW").same(&number("số 57/NQ-CP")));
        assert!(find("").is_empty());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_harmless(text in "[0-9A-ZĐa-zđ/ –-]{0,60}|\\PC{0,60}") {
            for found in find(&text) {
                proptest::prop_assert!(text.get(found.range).is_some());
            }
        }
    }
}
