//! Types of documents and their abbreviations.

use std::sync::LazyLock;

use super::{closest, fold, table};
use crate::document::Family;

const TABLE: &str = include_str!("../../dictionaries/doc_types.tsv");

/// A type of document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocType {
    /// `Kế hoạch hành động`.
    pub name: &'static str,
    /// `KH`.
    pub code: &'static str,
    /// The systems of numbers that use it.
    pub families: Vec<Family>,
}

struct Index {
    types: Vec<DocType>,
    keys: Vec<String>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let types: Vec<_> = table::rows(TABLE)
        .map(|[name, code, families]| DocType { name, code, families: families.split(',').map(family).collect() })
        .collect();
    let keys = types.iter().map(|t| fold(t.name)).collect();
    Index { types, keys }
});

fn family(name: &str) -> Family {
    match name {
        "state" => Family::State,
        "party" => Family::Party,
        "normative" => Family::Normative,
        _ => Family::Unknown,
    }
}

/// All types, sorted by name.
pub fn all() -> &'static [DocType] {
    &INDEX.types
}

/// The type that `code` abbreviates in numbers of `family`: the one with the shortest name.
pub fn coded(code: &str, family: Family) -> Option<&'static DocType> {
    let fits = |t: &&DocType| family == Family::Unknown || t.families.contains(&family);
    all().iter().filter(|t| t.code == code).filter(fits).min_by_key(|t| t.name.len())
}

/// The type of that name, case and marks aside.
pub fn named(name: &str) -> Option<&'static DocType> {
    let name = fold(name.trim());
    INDEX.keys.iter().position(|key| *key == name).map(|i| &all()[i])
}

/// The type whose name is nearest to `name`, within a sixth of its length.
pub fn nearest(name: &str) -> Option<&'static DocType> {
    named(name).or_else(|| {
        closest(name.trim(), INDEX.keys.iter().map(String::as_str), 1.0 / 6.0).map(|found| &all()[found.index])
    })
}

/// The type that the words of `text` end with, and how many words (by white space) its name takes: the longest.
pub fn trailing(text: &str) -> Option<(&'static DocType, usize)> {
    let mut words: Vec<_> = text.rsplit(char::is_whitespace).filter(|word| !word.is_empty()).take(4).collect();
    words.reverse();
    let tails = || (0..words.len()).map(|from| (words[from..].join(" "), words.len() - from));
    tails()
        .find_map(|(tail, n)| named(&tail).map(|t| (t, n)))
        .or_else(|| tails().filter(|(_, n)| *n > 1).find_map(|(tail, n)| nearest(&tail).map(|t| (t, n))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_well_formed() {
        assert_eq!(table::check(TABLE, 3), all().len());
        assert!(all().iter().all(|t| !t.code.is_empty() && !t.families.contains(&Family::Unknown)));
    }

    #[test]
    fn types_are_found_by_code_and_name() {
        assert_eq!(coded("KH", Family::Party).map(|t| t.name), Some("Kế hoạch"));
        assert_eq!(coded("QĐ", Family::State).map(|t| t.name), Some("Quyết định"));
        assert_eq!(coded("TT", Family::Normative).map(|t| t.name), Some("Thông tư"));
        assert_eq!(coded("TT", Family::State), None);
        assert_eq!(named("KẾ HOẠCH HÀNH ĐỘNG").map(|t| t.code), Some("KH"));
        assert_eq!(nearest("K& hoach hanh dong").map(|t| t.code), Some("KH"));
        assert_eq!(nearest("hành động"), None);
    }

    #[test]
    fn the_longest_name_at_the_end_wins() {
        for (text, want) in [
            ("triển khai Kế hoạch hành động", Some(("Kế hoạch hành động", 4))),
            ("thực hiện Nghị quyết", Some(("Nghị quyết", 2))),
            ("Nghi quyét", Some(("Nghị quyết", 2))),
            ("thuc hien Nghi quyel", Some(("Nghị quyết", 2))),
            ("của Chính phủ", None),
            ("", None),
        ] {
            assert_eq!(trailing(text).map(|(t, n)| (t.name, n)), want, "{text}");
        }
    }
}
