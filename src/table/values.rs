//! Columns of values whose titles no header shows: their years were misread on every page, but the rows have so many values side by side.

use super::cells::value;
use super::fields::Field;
use super::header::Heading;
use super::words::TextLine;

/// Values that stand side by side in a row at least and at most, and the lines that show so many at least.
const FEWEST: usize = 3;
const MOST: usize = 12;
const SHOWN: usize = 5;

/// Adds untitled columns of values to `headings`, which have none, if `lines` show some.
pub(super) fn complete(headings: &mut Vec<Heading>, lines: &[TextLine]) {
    if headings.iter().any(|heading| heading.field.is_value()) {
        return;
    }
    let mut shown = [0; MOST + 1];
    for run in lines.iter().map(run).filter(|run| (FEWEST..=MOST).contains(run)) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Channel;
    use crate::restore::Restored;
    use crate::table::words::Names;
    use crate::text::Source;

    fn fields(known: &[Field], text: &str) -> Vec<Field> {
        let rows: Vec<&str> = text.lines().collect();
        let restored = Restored::from_lines(&Source::new(text), Channel::Clean, &rows);
        let mut names = Names::default();
        let lines: Vec<TextLine> =
            (0..rows.len()).map(|line| TextLine::new(&restored, line, &mut names, false)).collect();
        let mut headings: Vec<Heading> = known.iter().map(|&field| Heading::untitled(field)).collect();
        complete(&mut headings, &lines);
        headings.iter().map(|heading| heading.field).collect()
    }

    #[test]
    fn values_side_by_side_are_columns() {
        use Field::{Amount, Base, Index, Lead, Name, Unit};
        let rows = "1 Tỷ lệ hộ nghèo % 5,0 4,5 - 3,5 Phòng Kinh tế\n".repeat(6);
        assert_eq!(
            fields(&[Index, Name, Unit, Lead], &rows),
            [Index, Name, Unit, Amount, Amount, Amount, Amount, Lead]
        );
        assert_eq!(fields(&[Index, Name, Lead], &rows), [Index, Name, Amount, Amount, Amount, Amount, Lead]);
        // Not where the header has some, nor where few lines show them, or more than a page holds.
        assert_eq!(fields(&[Index, Name, Base], &rows), [Index, Name, Base]);
        assert_eq!(fields(&[Index, Name], &format!("1 Thu {}\n", "9 ".repeat(400)).repeat(6)), [Index, Name]);
        let few = rows + &"và các đơn vị liên quan trên địa bàn\n".repeat(30);
        assert_eq!(fields(&[Index, Name, Lead], &few), [Index, Name, Lead]);
    }
}
