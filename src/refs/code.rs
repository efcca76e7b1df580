//! Abbreviations inside document numbers, read through OCR's confusions of letters.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::lexicon::{abbreviations, doc_types};

/// Highest cost at which a misread abbreviation is still taken for another.
const BOUND: f32 = 0.7;

static PARTY: LazyLock<HashSet<&str>> = LazyLock::new(|| of_kinds(&["party"]));
static STATE: LazyLock<HashSet<&str>> = LazyLock::new(|| of_kinds(&["agency", "front"]));

fn of_kinds(kinds: &[&str]) -> HashSet<&'static str> {
    abbreviations::all().iter().filter(|a| kinds.contains(&a.kind)).map(|a| a.short).collect()
}

/// Whether `code` abbreviates an organ of the party; organs of the state win where both use it.
pub(super) fn is_party(code: &str) -> bool {
    PARTY.contains(code) && !STATE.contains(code)
}

/// Whether `code` abbreviates an organ of the state.
pub(super) fn is_state(code: &str) -> bool {
    STATE.contains(code)
}

/// The code of a document's type that `read` is or was misread from. `expected` is the code that the words before the
/// number tell; it wins where it is as near as any.
pub(super) fn doc_type(read: &str, expected: Option<&str>) -> Option<&'static str> {
    let codes = doc_types::all().iter().map(|t| t.code);
    if let Some(expected) = expected {
        let near = codes.clone().filter(|code| *code == expected).find(|code| misreading(read, code) <= BOUND);
        if near.is_some() {
            return near;
        }
    }
    nearest(read, codes)
}

/// The abbreviation of an organ that `read` is or was misread from.
pub(super) fn organ(read: &str) -> Option<&'static str> {
    nearest(read, abbreviations::all().iter().filter(|a| a.kind != "field" && a.kind != "position").map(|a| a.short))
}

fn nearest(read: &str, codes: impl Iterator<Item = &'static str> + Clone) -> Option<&'static str> {
    if let Some(same) = codes.clone().find(|code| *code == read) {
        return Some(same);
    }
    codes
        .map(|code| (misreading(read, code), code))
        .filter(|(cost, _)| *cost <= BOUND)
        .reduce(|best, next| if next.0 < best.0 { next } else { best })
        .map(|(_, code)| code)
}

/// Cost of reading `code` as `read`: OCR takes Đ for D, P or B (or for two letters, `bD`), U for Ú, Q for O, and so on.
fn misreading(read: &str, code: &str) -> f32 {
    let read: Vec<char> = read.chars().take(12).collect();
    let code: Vec<char> = code.chars().collect();
    if read.len().abs_diff(code.len()) > 1 {
        return f32::INFINITY;
    }
    let mut row: Vec<f32> = (0..=code.len()).map(|j| j as f32).collect();
    for (i, &r) in read.iter().enumerate() {
        let before = row.clone();
        row[0] = i as f32 + 1.0;
        for (j, &c) in code.iter().enumerate() {
            // A broken Đ leaves a letter of its own before or after the D, a broken N one that Vietnamese has not.
            let extra = if (c == 'Đ' || r == 'Ñ') && alike(r, c) { 0.3 } else { 1.0 };
            row[j + 1] = (before[j] + letter(r, c)).min(before[j + 1] + extra).min(row[j] + 1.0);
        }
    }
    row[code.len()]
}

fn letter(read: char, printed: char) -> f32 {
    match (read, printed) {
        _ if read == printed => 0.0,
        _ if alike(read, printed) => 0.3,
        _ if read.to_lowercase().eq(printed.to_lowercase()) => 0.2,
        _ => 1.0,
    }
}

fn alike(read: char, printed: char) -> bool {
    match printed {
        'Đ' => "DPBbpdÐđ".contains(read),
        'Q' => "OG0o".contains(read),
        'U' => "ÚÙỦŨỤƯVu".contains(read),
        'H' => "I1N".contains(read),
        'N' => "MÑ".contains(read),
        'T' => "I1".contains(read),
        'B' => "8D".contains(read),
        'C' => "G(".contains(read),
        'S' => "5".contains(read),
        _ => false,
    }
}

/// `QH15` or `UBTVQH13`, as read or misread (`OH15`, `QHI5`).
pub(super) fn assembly(head: &str) -> Option<String> {
    let at = head.rfind(|c: char| !(c.is_ascii_digit() || "IlOoS".contains(c))).map(|at| at + 1)?;
    let (name, term) = head.split_at_checked(at)?;
    let term: String = term
        .chars()
        .map(|c| match c {
            'I' | 'l' => '1',
            'O' | 'o' => '0',
            'S' => '5',
            _ => c,
        })
        .collect();
    // No term has three figures: a stroke beside the one is a speck.
    let term = term.strip_prefix('1').filter(|rest| term.len() == 3 && rest.starts_with('1')).unwrap_or(&term);
    let name = match name {
        "QH" | "OH" | "GH" | "QN" => "QH",
        "UBTVQH" | "UBTVOH" => "UBTVQH",
        _ => return None,
    };
    (1..=2).contains(&term.len()).then(|| format!("{name}{term}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misread_types_are_read_back() {
        for (read, expected, want) in [
            ("NQ", None, Some("NQ")),
            ("QD", None, Some("QĐ")),
            ("QB", None, Some("QĐ")),
            ("Qb", None, Some("QĐ")),
            ("QbD", None, Some("QĐ")),
            ("NO", None, Some("NQ")),
            ("CTR", None, Some("CTr")),
            ("DA", None, Some("DA")),
            ("DA", Some("ĐA"), Some("ĐA")),
            ("HD", Some("HĐ"), Some("HĐ")),
            ("HD", Some("HD"), Some("HD")),
            ("NQ", Some("KH"), Some("NQ")),
            ("XYZ", None, None),
            ("", None, None),
        ] {
            assert_eq!(doc_type(read, expected), want, "{read} {expected:?}");
        }
    }

    #[test]
    fn misread_organs_are_read_back() {
        for (read, want) in [
            ("PU", Some("ĐU")),
            ("BU", Some("ĐU")),
            ("TW", Some("TW")),
            ("TU", Some("TU")),
            ("CP", Some("CP")),
            ("UBND", Some("UBND")),
            ("BGDDT", Some("BGDĐT")),
            ("ABCDE", None),
        ] {
            assert_eq!(organ(read), want, "{read}");
        }
        assert!(is_party("ĐU") && is_party("TW") && !is_party("UBND") && is_state("TTg"));
    }
}
