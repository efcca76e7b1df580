//! Which words columns hold by custom, before a table has shown it.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::fields::Field;

/// What is known beforehand counts so much, since the words of a cell come together.
const TRUST: f32 = 0.5;

/// Kinds of columns whose words are known.
const KINDS: usize = 5;

/// How much likelier a word is in a column of each kind than in any.
pub(crate) type Custom = [f32; KINDS];

/// Of a word that is not known.
pub(crate) const UNKNOWN: &Custom = &[1.0; KINDS];

static CUSTOMS: LazyLock<FxHashMap<&str, Custom>> = LazyLock::new(|| rows().filter_map(parse).collect());

fn rows() -> impl Iterator<Item = &'static str> {
    include_str!("../../dictionaries/table_words.tsv").lines().filter(|line| !line.starts_with('#'))
}

fn parse(row: &str) -> Option<(&str, Custom)> {
    let mut parts = row.split('\t');
    let word = parts.next()?;
    let mut custom = *UNKNOWN;
    for gain in &mut custom {
        *gain = (TRUST * parts.next()?.parse::<f32>().ok()? / 10.0).exp();
    }
    Some((word, custom))
}

/// What is known of a folded word.
pub(crate) fn of(folded: &str) -> &'static Custom {
    let known = match folded.contains(|c: char| c.is_ascii_digit()) {
        true if folded.contains('/') => "0/0",
        true => "0",
        false => folded,
    };
    CUSTOMS.get(known).unwrap_or(UNKNOWN)
}

/// How much likelier the word is in a column of `field` than in any.
pub(crate) fn gain(custom: &Custom, field: Field) -> f32 {
    let kind = match field {
        Field::Work | Field::Name => 0,
        Field::Lead | Field::Coordinating | Field::Monitor => 1,
        Field::Leader => 2,
        Field::Output => 3,
        Field::Deadline => 4,
        _ => return 1.0,
    };
    custom[kind]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_well_formed() {
        let words: Vec<_> = rows().map(|row| parse(row).expect("a row").0).collect();
        assert!(words.len() > 500 && words.is_sorted(), "words stand once, in their order");
        assert!(words.windows(2).all(|pair| pair[0] != pair[1]));
        for row in rows() {
            let (word, custom) = parse(row).expect("a row");
            assert!(!word.is_empty() && row.split('\t').count() == 1 + KINDS, "{row}");
            assert!(custom.iter().all(|gain| (0.01..30.0).contains(gain)), "{row}");
        }
    }

    #[test]
    fn words_are_at_home_in_their_columns() {
        let table = [
            ("hang", Field::Deadline),
            ("12/2026", Field::Deadline),
            ("phong", Field::Lead),
            ("phong", Field::Coordinating),
            ("nguyen", Field::Leader),
            ("xay", Field::Work),
            ("hoach", Field::Output),
        ];
        let fields = [Field::Work, Field::Lead, Field::Leader, Field::Output, Field::Deadline];
        for (word, home) in table {
            let best = fields.iter().map(|&field| gain(of(word), field)).fold(0.0, f32::max);
            assert!(gain(of(word), home) > 1.5, "{word}");
            assert!(gain(of(word), home) >= 0.75 * best, "{word}");
        }
        assert_eq!([gain(of("xyz"), Field::Work), gain(of("phong"), Field::Note)], [1.0; 2]);
    }
}
