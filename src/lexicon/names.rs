//! Words of persons' names, and how often each stands first, in the middle and last in one.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{fold, table};

const TABLE: &str = include_str!("../../dictionaries/names.tsv");

/// A word and its counts: first, middle, last.
type Row = (&'static str, [u32; 3]);

/// Rows by their folded words.
static INDEX: LazyLock<HashMap<String, Vec<Row>>> = LazyLock::new(|| {
    let mut index: HashMap<String, Vec<Row>> = HashMap::new();
    for [word, first, middle, last] in table::rows(TABLE) {
        let counts = [first, middle, last].map(|count| count.parse().unwrap_or(0));
        index.entry(fold(word)).or_default().push((word, counts));
    }
    index
});

/// How many names a word must be in, in its place, to be put for another, and how many times as many as that one.
const LEAST: u32 = 3;
const TIMES: u32 = 2;

/// What a name's word most likely is whose letters are known and whose marks are not: `word`, in small letters, unless
/// another with the same letters is much more common in its place (0 first, 1 middle, 2 last).
pub fn likely(word: &str, place: usize) -> &str {
    let Some(rows) = INDEX.get(&fold(word)) else { return word };
    let count = |row: &&Row| row.1[place.min(2)];
    let own = rows.iter().find(|row| row.0 == word).map_or(0, |row| count(&row));
    // Of two that are as common, the first in the table's order.
    let best = rows.iter().rev().max_by_key(count);
    best.filter(|best| count(best) >= LEAST.max(TIMES * own)).map_or(word, |best| best.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_well_formed() {
        assert_eq!(table::check(TABLE, 4), INDEX.values().map(Vec::len).sum::<usize>());
    }

    #[test]
    fn words_are_those_of_their_place() {
        for (word, place, want) in [
            ("phân", 0, "phan"),
            ("làm", 0, "lâm"),
            ("định", 1, "đình"),
            ("trong", 2, "trọng"),
            ("hiệu", 2, "hiếu"),
            ("thi", 1, "thị"),
            ("nguyễn", 0, "nguyễn"),
            ("sếnh", 2, "sếnh"),
            ("", 0, ""),
        ] {
            assert_eq!(likely(word, place), want, "{word}");
        }
    }
}
