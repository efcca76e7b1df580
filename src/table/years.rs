//! Years of a header that were misread: years stand in even steps, so that those around one tell which it was.

use std::rc::Rc;

use super::fields::Field;
use super::header::Heading;
use super::titles::Printed;

/// Steps of years that tables have.
const STEPS: std::ops::RangeInclusive<i32> = 1..=5;

/// Adds to `columns`, which were read in `block`, the years of its misread words.
pub(super) fn complete(columns: &mut Vec<Heading>, block: &[Vec<Rc<Printed>>]) {
    for line in block {
        let years: Vec<Option<i32>> = line.iter().map(|word| word.year).collect();
        let steps = years.windows(2).filter_map(|two| Some(two[1]? - two[0]?)).filter(|step| STEPS.contains(step));
        let Some(step) = steps.min() else { continue };
        for (at, _) in line.iter().enumerate().filter(|(_, word)| word.broken_year) {
            let before = at.checked_sub(1).and_then(|left| years[left]).map(|year| year + step);
            let after = years.get(at + 1).copied().flatten().map(|year| year - step);
            let (Some(year), true) = (before.or(after), before.is_none() || after.is_none() || before == after) else {
                continue;
            };
            let next = columns.iter().position(|column| column.year.is_some_and(|other| other >= year));
            let last = columns.iter().rposition(|column| column.year.is_some()).map(|last| last + 1);
            match next.or(last) {
                Some(to) if columns.get(to).is_none_or(|column| column.year != Some(year)) => {
                    columns.insert(
                        to,
                        Heading {
                            title: format!("Năm {year}"),
                            year: Some(year),
                            share: 1.0,
                            ..Heading::untitled(Field::Year)
                        },
                    );
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::fields::{Fields, split};
    use crate::table::titles::Dictionary;

    #[test]
    fn a_misread_year_is_told_by_those_beside_it() {
        let cases: [(&str, &[i32], &[i32]); 5] = [
            ("2026 2OF27 2028 2029", &[2026, 2028, 2029], &[2026, 2027, 2028, 2029]),
            ("202 2027 2028", &[2027, 2028], &[2026, 2027, 2028]),
            ("2025 2030 2035 200 2045", &[2025, 2030, 2035, 2045], &[2025, 2030, 2035, 2040, 2045]),
            // What stands beside no year, or between two that follow one another, is none.
            ("2025 2030 công 204", &[2025, 2030], &[2025, 2030]),
            ("2025 203 2026 2027", &[2025, 2026, 2027], &[2025, 2026, 2027]),
        ];
        for (line, read, expected) in cases {
            let (mut dictionary, titles) = Dictionary::new(Fields::shared());
            let block = [split(line).into_iter().map(|word| dictionary.word(word, &titles)).collect()];
            let heading = |&year: &i32| Heading { year: Some(year), ..Heading::untitled(Field::Year) };
            let mut columns: Vec<Heading> = read.iter().map(heading).collect();
            complete(&mut columns, &block);
            assert_eq!(columns.iter().filter_map(|column| column.year).collect::<Vec<_>>(), expected, "{line}");
        }
    }
}
