//! What the words around a document's number tell: its type, date and issuer, and why it is cited.

use std::sync::LazyLock;

use regex::Regex;

use super::before::{last_words, without_so};
use super::date::{self, When};
use super::number::Number;
use super::pattern;
use crate::document::{Family, Relation};
use crate::lexicon::{Folded, agencies, doc_types, fold, places};

/// What stands between a number and its date.
static TO_DATE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"^[ ,.;)”"]{0,4}(?:(?:duoc )?(?:ban hanh|ky)(?: vao)? ?)?$"#));
/// `của` and what OCR makes of it, or the like, before an issuer.
static OF: LazyLock<Regex> = LazyLock::new(|| pattern(r#"^[ ,.)”"]{0,4}(?:c[a-z]{1,3}a|ca|do) $"#));
/// The verbs that tell why a document is cited.
static VERBS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:(?<basis>can cu)|(?<amends>sua doi|bo sung)|(?<replaces>thay the|bai bo|huy bo)",
        r"|(?<implements>th[a-z]{1,3}c hien|trien khai|quan triet|cu the hoa))\b",
    ))
});
/// Words that end the name of an issuer.
const STOPS: [&str; 21] = [
    "ve", "ban", "sua", "phe", "quy", "thuc", "nham", "va", "trien", "tai", "giao", "huong", "tren", "de", "thi",
    "duoc", "tung", "da", "dong", "goi", "thanh",
];

/// The type that is named before the number, where it agrees with the number.
pub(super) fn doc_type(before: &str, number: &Number) -> Option<&'static str> {
    let (found, _) = doc_types::trailing(without_so(last_words(before, 6)))?;
    let agrees = match &number.doc_type {
        Some(code) => found.code == code,
        None => number.family == Family::NationalAssembly || number.year.is_none(),
    };
    agrees.then_some(found.name)
}

/// The date right after a number, and where it ends in `after`.
pub(super) fn dated(after: &str) -> Option<(When, usize)> {
    let near = head(after, 64);
    let found = date::find(near).into_iter().next()?;
    let day = matches!(found.value, When::Day(_)) && TO_DATE.is_match(&fold(&near[..found.range.start]));
    day.then_some((found.value, found.range.end))
}

/// The issuer that "của …" names right at the start of `after`.
pub(super) fn issuer(after: &str) -> Option<String> {
    let near = head(after, 160);
    let mut words = near.split_inclusive(char::is_whitespace);
    // The word may follow a comma that stands alone.
    let mut of = String::new();
    while !OF.is_match(&fold(&of)) {
        if of.len() > 8 {
            return None;
        }
        of.push_str(words.next()?);
    }
    let rest = &near[of.len()..];
    let words: Vec<&str> = rest.split_whitespace().collect();
    let known = agencies::leading(rest).map_or(0, |(_, n)| n);
    let mut end = known;
    while end < words.len() && end < 14 {
        if end > 0 && words[end - 1].ends_with([',', ';', '.', ':', ')']) {
            break;
        }
        let more = if known == 0 { unknown(words[end], end) } else { place(&words[end..]) };
        if more == 0 {
            break;
        }
        end += more;
    }
    let name = words[..end].join(" ");
    let name = name.trim_end_matches([',', ';', '.', ':', ')', '(', '”', '"']);
    (!name.is_empty()).then(|| name.to_owned())
}

/// Whether `word` still belongs to an issuer that no list knows.
fn unknown(word: &str, at: usize) -> usize {
    let stop = STOPS.contains(&fold(word).trim_matches(|c: char| !c.is_alphanumeric()));
    let ends = if at == 0 { word.starts_with(char::is_lowercase) } else { stop };
    usize::from(!ends && !word.starts_with(['(', '“', '"', '-']))
}

/// How many of `words` go on with the name of a place: `thành phố Hải Phòng`, `Hải Phòng`, `phường`.
fn place(words: &[&str]) -> usize {
    let capital = |word: &&&str| word.starts_with(char::is_uppercase);
    let first = fold(words[0]);
    let kind = match (first.trim_end_matches([',', ';', '.']), words.get(1).map(|word| fold(word))) {
        ("thanh", Some(next)) if next.starts_with("pho") => 2,
        ("dac", Some(next)) if next.starts_with("khu") => 2,
        ("tinh" | "phuong" | "xa" | "quan" | "huyen" | "tp" | "tp.", _) => 1,
        ("dang", _) => return 1,
        _ => 0,
    };
    if kind > 0 && words[kind - 1].ends_with([',', ';', '.', ')']) {
        return kind;
    }
    let most = words[kind..].iter().take(4).take_while(capital).count();
    let known =
        |n: &usize| !places::named(words[kind..kind + n].join(" ").trim_end_matches([',', ';', '.', ')'])).is_empty();
    match (1..=most).rev().find(known) {
        Some(n) => kind + n,
        None if kind > 0 => kind + most,
        None => 0,
    }
}

/// Why the document is cited. `before` is the text up to the number; `cited` tells whether another number stands
/// between byte `from` of it and its end.
pub(super) fn relation(before: &str, cited: impl Fn(usize) -> bool) -> Relation {
    let window = tail(before, 240);
    let folded = Folded::new(window);
    let clause = folded.text().rfind(';').max(folded.text().rfind(". ")).map_or(0, |at| at + 1);
    let found = VERBS.captures_iter(&folded.text()[clause..]).last();
    let Some(found) = found else { return opening(before) };
    if found.name("implements").is_some() {
        Relation::Implements
    } else if found.name("basis").is_some() {
        Relation::Basis
    } else if cited(before.len() - window.len() + folded.origin(clause..clause).start) {
        // In "71/NQ-CP sửa đổi … 57-NQ/TW" it is the other document that amends.
        Relation::Mentions
    } else if found.name("amends").is_some() {
        Relation::Amends
    } else {
        Relation::Replaces
    }
}

/// The relation that the first words of the paragraph set for all that it lists.
fn opening(before: &str) -> Relation {
    let start = fold(head(before, 40));
    let start = start.trim_start_matches(|c: char| !c.is_alphabetic());
    if start.starts_with("can cu") {
        Relation::Basis
    } else if start.starts_with("thuc hien") || start.starts_with("trien khai") {
        Relation::Implements
    } else {
        Relation::Mentions
    }
}

fn head(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn tail(text: &str, most: usize) -> &str {
    let mut start = text.len().saturating_sub(most);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issuers_end_where_their_names_end() {
        for (after, want) in [
            (" của Bộ Chính trị về đột phá", Some("Bộ Chính trị")),
            (" ciia Bd Chinh tri ve dot pha", Some("Bd Chinh tri")),
            (" của Ban Thường vụ Thành ủy Hải Phòng về phát triển", Some("Ban Thường vụ Thành ủy Hải Phòng")),
            (" của Ủy ban nhân dân thành phố (sau đây", Some("Ủy ban nhân dân thành phố")),
            (" của Ủy ban nhân dân thành phố Hải Phòng về việc", Some("Ủy ban nhân dân thành phố Hải Phòng")),
            (" của Chính phủ sửa đổi, bổ sung", Some("Chính phủ")),
            (" của Chính phủ và Kế hoạch", Some("Chính phủ")),
            (" của Sở Văn hóa, Thể thao và Du lịch.", Some("Sở Văn hóa, Thể thao và Du lịch")),
            (" của Hiệp hội Phần mềm ban hành", Some("Hiệp hội Phần mềm")),
            (", Chương trình", None),
            (" của", None),
            ("", None),
        ] {
            assert_eq!(issuer(after).as_deref(), want, "{after}");
        }
    }

    #[test]
    fn relations_follow_the_governing_verb() {
        let of = |before: &str| relation(before, |_| before.contains("NQ-CP"));
        assert_eq!(of("Thực hiện Kế hoạch số "), Relation::Implements);
        assert_eq!(of("Căn cứ Luật số 1; Nghị định số "), Relation::Basis);
        assert_eq!(of("Kế hoạch này thay thế Kế hoạch số "), Relation::Replaces);
        assert_eq!(of("Quyết định này sửa đổi Quyết định số "), Relation::Amends);
        assert_eq!(of("71/NQ-CP sửa đổi, bổ sung Nghị quyết số "), Relation::Mentions);
        assert_eq!(of("Theo "), Relation::Mentions);
    }

    #[test]
    fn only_a_date_right_after_is_the_documents() {
        let iso = |after| dated(after).and_then(|(when, _)| when.iso());
        assert_eq!(iso(", ngày 22/12/2024 của").as_deref(), Some("2024-12-22"));
        assert_eq!(iso(" ngày 01 tháng 4 năm 2025 của").as_deref(), Some("2025-04-01"));
        assert_eq!(iso("), Quyết định ngày 01/4/2025"), None);
        assert_eq!(iso(" năm 2025"), None);
    }
}
