//! Abbreviations of offices, posts and fields.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table;

const TABLE: &str = include_str!("../../dictionaries/abbreviations.tsv");

/// An abbreviation in one of its meanings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Abbreviation {
    /// `UBND`.
    pub short: &'static str,
    /// `Ủy ban nhân dân`.
    pub long: &'static str,
    /// `agency`, `party`, `front`, `position` or `field`.
    pub kind: &'static str,
}

static ALL: LazyLock<Vec<Abbreviation>> =
    LazyLock::new(|| table::rows(TABLE).map(|[short, long, kind]| Abbreviation { short, long, kind }).collect());

/// First meaning of each abbreviation of an agency that can stand inside a longer name.
static AGENCIES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let organs = ALL.iter().rev().filter(|a| matches!(a.kind, "agency" | "party" | "front") && !a.long.contains(", T"));
    organs.map(|a| (a.short, a.long)).collect()
});

/// All abbreviations, sorted.
pub fn all() -> &'static [Abbreviation] {
    &ALL
}

/// The meanings of `short`, written as in the table.
pub fn meanings(short: &str) -> impl Iterator<Item = &'static Abbreviation> {
    let from = ALL.partition_point(|a| a.short < short);
    let short = short.to_owned();
    ALL[from..].iter().take_while(move |a| a.short == short)
}

/// What `short` stands for where it names an organ: `UBND` is `Ủy ban nhân dân`.
pub fn agency(short: &str) -> Option<&'static str> {
    AGENCIES.get(short).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_well_formed() {
        assert_eq!(table::check(TABLE, 3), all().len());
        let kinds = ["agency", "party", "front", "position", "field"];
        assert!(all().iter().all(|a| kinds.contains(&a.kind)));
    }

    #[test]
    fn meanings_are_told_apart_by_kind() {
        let of = |short| meanings(short).map(|a| a.long).collect::<Vec<_>>();
        assert_eq!(of("BCT"), ["Bộ Chính trị", "Bộ Công Thương"]);
        assert_eq!(of("ĐMST"), ["Đổi mới sáng tạo"]);
        assert!(of("ZZZ").is_empty());
        assert_eq!(agency("UBND"), Some("Ủy ban nhân dân"));
        assert_eq!(agency("KHCN"), None);
    }
}
