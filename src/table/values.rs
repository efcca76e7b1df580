//! Columns of values whose titles no header shows: their years were misread on every page, but the rows have so many values side by side.

use super::cells::value;
use super::fields::Field;
use super::header::Heading;
use super::words::TextLine;

/// Values that stand side by side in a row at least, and the lines that show so many at least.
const FEWEST: usize = 3;
const SHOWN: usize = 5;

/// Adds untitled columns of values to `headings`, which have none, if `lines` show some.
pub(super) fn complete(headings: &mut Vec<Heading>, lines: &[TextLine]) {
    if headings.iter().any(|heading| heading.field.is_value()) {
        return;
    }
    let mut shown: Vec<usize> = Vec::new();
    for run in lines.iter().map(run).filter(|&run| run >= FEWEST) {
        shown.resize(shown.len().max(run + 1), 0);
        shown[run] += 1;
    }
    let Some((values, &times)) = shown.iter().enumerate().max_by_key(|&(_, &times)| times) else { return };
    if times >= SHOWN && times * 4 >= lines.len() {
        let at = headings.iter().position(|heading| heading.field == Field::Unit).unwrap_or(1) + 1;
        for _ in 0..values {
            headings.insert(at.min(headings.len()), Heading::untitled(Field::Amount));
        }
    }
}

/// How many values stand side by side in a line, where most do.
fn run(line: &TextLine) -> usize {
    line.words.split(|word| !value(word)).map(<[_]>::len).max().unwrap_or(0)
}
