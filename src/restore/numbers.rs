//! Document numbers agree over their mentions: `204-QbD/TW` is `204-QĐ/TW` where the document has that elsewhere.

use std::collections::BTreeMap;

use super::codes::Pieces;
use super::draft::Draft;
use super::lattice::{Choice, Lattice, Output};
use crate::lm::token::class;

/// Codes of one number that are looked at, the most frequent first: a document does not cite more.
const CODES: usize = 16;
/// The most letters in which a part that no document number has may differ from another mention's.
const DIFFERENT: usize = 2;

/// Gives codes with an unknown part the parts of another mention of the same number that has none.
pub fn settle(draft: &mut Draft, pieces: &Pieces) {
    let Lattice { choices, texts, .. } = &mut draft.lattice;
    let mut mentions: BTreeMap<&str, u32> = BTreeMap::new();
    let code = |choice: &Choice| match choice.output {
        Output::Text(text) if choice.token == Some(class::CODE) => Some(text as usize),
        _ => None,
    };
    for text in choices.iter().filter_map(code) {
        *mentions.entry(&texts.texts[text]).or_default() += 1;
    }
    let (mut sure, unsure): (Vec<_>, Vec<_>) = mentions.into_iter().partition(|(text, _)| is_known(text, pieces));
    sure.sort_by(|a, b| number(a.0).cmp(number(b.0)).then(b.1.cmp(&a.1)));
    let better: BTreeMap<String, String> = unsure
        .into_iter()
        .filter_map(|(text, _)| {
            let of_number = &sure[sure.partition_point(|(other, _)| number(other) < number(text))..];
            Some((text.to_owned(), meant(text, of_number)?.to_owned()))
        })
        .collect();
    if better.is_empty() {
        return;
    }
    for choice in choices {
        if let Some(better) = code(choice).and_then(|text| better.get(&texts.texts[text])) {
            choice.output = texts.add(better.clone());
        }
    }
}

/// The number that a code begins with.
fn number(code: &str) -> &str {
    parts(code).next().unwrap_or(code)
}

/// The parts of a code between its separators.
fn parts(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric())
}

/// Whether other documents' numbers have all parts of a code.
fn is_known(code: &str, pieces: &Pieces) -> bool {
    parts(code).all(|part| !part.contains(char::is_alphabetic) || pieces.contains(part))
}

/// The first of the `sure` codes of its number that `code` may be: with equal parts but for a few letters of one.
fn meant<'t>(code: &str, sure: &[(&'t str, u32)]) -> Option<&'t str> {
    let may_be = |other: &str| {
        let mut different = parts(code).zip(parts(other)).filter(|(a, b)| a != b);
        let one = different.next().filter(|_| parts(code).count() == parts(other).count());
        let near = |(a, b): (&str, &str)| {
            a.chars().all(char::is_alphabetic)
                && strsim::levenshtein(a, b) <= DIFFERENT
                && a.chars().next() == b.chars().next()
        };
        one.is_some_and(near) && different.next().is_none()
    };
    let of_number = sure.iter().map(|(other, _)| *other).take_while(|other| number(other) == number(code));
    of_number.take(CODES).find(|other| may_be(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_parts_are_read_from_other_mentions() {
        let pieces = Pieces::new(&[("QĐ", 9), ("TW", 9), ("NQ", 9), ("CP", 9)].map(|(part, n)| (part.to_owned(), n)));
        assert!(is_known("204-QĐ/TW", &pieces) && is_known("193/2025/NQ", &pieces) && !is_known("204-QbD/TW", &pieces));
        let sure = [("204/2025/QĐ-TW", 9), ("204-QĐ/TW", 5), ("204-QA/TW", 2), ("204-NQ/TW", 1), ("205-QĐ/TƯ", 9)];
        for (code, better) in [
            ("204-QbD/TW", Some("204-QĐ/TW")),
            ("204-Qb/TW", Some("204-QĐ/TW")),
            ("204-QbD/CP", None),
            ("205-QbD/TW", None),
            ("204-UBND/TW", None),
            ("2O4-QĐ/TW", None),
        ] {
            assert_eq!(meant(code, &sure), better, "{code}");
        }
    }
}
