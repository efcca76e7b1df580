//! Agencies and organs that plans name.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Closest, abbreviations, closest, fold, table};

const TABLE: &str = include_str!("../../dictionaries/agencies.tsv");

/// A known agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agency {
    /// Name: `Sở Khoa học và Công nghệ`.
    pub name: &'static str,
    /// `party`, `assembly`, `government`, `ministry`, `department`, `office`, `forces`, `justice` or `front`.
    pub kind: &'static str,
    /// `central`, `province`, `commune` or `any`.
    pub level: &'static str,
}

/// How far a name may be from what is read, as a share of its length.
const FAR: f32 = 1.0 / 6.0;

struct Index {
    agencies: Vec<Agency>,
    keys: Vec<String>,
    by_key: HashMap<String, usize>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let agencies: Vec<_> = table::rows(TABLE).map(|[name, kind, level]| Agency { name, kind, level }).collect();
    let keys: Vec<_> = agencies.iter().map(|agency| key(agency.name)).collect();
    let by_key = keys.iter().cloned().enumerate().map(|(i, key)| (key, i)).collect();
    Index { agencies, keys, by_key }
});

/// All agencies, sorted by name.
pub fn all() -> &'static [Agency] {
    &INDEX.agencies
}

/// The agency of that name, case, marks, dashes and commas aside and abbreviations (`UBND`) spelt out.
pub fn named(name: &str) -> Option<&'static Agency> {
    INDEX.by_key.get(&key(name)).map(|&i| &all()[i])
}

/// The agency whose name is nearest to `name`, within a sixth of its length.
pub fn nearest(name: &str) -> Option<&'static Agency> {
    let key = key(name);
    if let Some(&i) = INDEX.by_key.get(&key) {
        return Some(&all()[i]);
    }
    closest(&key, INDEX.keys.iter().map(String::as_str), FAR).map(|found| &all()[found.index])
}

/// The agency that the words of `text` start with, and how many words (by white space) it takes: the longest, exact
/// before fuzzy.
pub fn leading(text: &str) -> Option<(&'static Agency, usize)> {
    let words: Vec<_> = text.split_whitespace().take(16).collect();
    let heads = || (1..=words.len()).rev().map(|n| (words[..n].join(" "), n));
    if let Some(found) = heads().find_map(|(head, n)| named(&head).map(|agency| (agency, n))) {
        return Some(found);
    }
    let share = |(found, _): &(Closest, usize)| found.distance / INDEX.keys[found.index].len() as f32;
    let keys = || INDEX.keys.iter().map(String::as_str);
    heads()
        .filter(|(_, n)| *n > 1)
        .filter_map(|(head, n)| closest(&key(&head), keys(), FAR).map(|found| (found, n)))
        .reduce(|best, next| if share(&next) < share(&best) { next } else { best })
        .map(|(found, n)| (&all()[found.index], n))
}

/// What names are compared by: folded words, abbreviations of agencies spelt out, punctuation dropped.
fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for word in name.split(|c: char| !c.is_alphanumeric() && c != '&').filter(|word| !word.is_empty()) {
        if !key.is_empty() {
            key.push(' ');
        }
        let long = if word.chars().any(char::is_lowercase) { None } else { abbreviations::agency(word) };
        key.push_str(&fold(long.unwrap_or(word)));
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_well_formed() {
        assert_eq!(table::check(TABLE, 3), all().len());
        assert_eq!(INDEX.by_key.len(), all().len(), "two names fold to one");
        let levels = ["central", "province", "commune", "any"];
        assert!(all().iter().all(|agency| levels.contains(&agency.level)));
    }

    #[test]
    fn agencies_are_found_by_name_and_near_it() {
        for (text, want) in [
            ("UBND phường", Some("Ủy ban nhân dân phường")),
            ("PHÒNG VĂN HÓA – XÃ HỘI", Some("Phòng Văn hóa - Xã hội")),
            ("S6 Khoa hoc va Cong nghé", Some("Sở Khoa học và Công nghệ")),
            ("Bd Chinh trj", Some("Bộ Chính trị")),
            ("Phòng họp", None),
            ("", None),
        ] {
            assert_eq!(nearest(text).map(|agency| agency.name), want, "{text}");
        }
        let found = leading("Sở Văn hóa, Thể thao và Du lịch ban hành Kế hoạch");
        assert_eq!(found.map(|(agency, n)| (agency.name, n)), Some(("Sở Văn hóa, Thể thao và Du lịch", 8)));
        assert_eq!(leading("về việc"), None);
    }
}
