//! Cells of one column that are nearly the text of a frequent cell take that text: agencies and leaders repeat from row
//! to row, so that a rare spelling beside a usual one is a mistake of reading. What was read stays in `raw`.

use std::collections::BTreeMap;

use crate::document::{Field, Row};
use crate::lexicon::{distance, fold};

/// Times a text must stand in its column to speak for others.
const FREQUENT: usize = 3;
/// Distinct texts of a column that others are held against.
const MOST: usize = 24;

/// Mends the cells of `column`.
pub(crate) fn mend(rows: &mut [Row], column: usize) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for cell in rows.iter().filter_map(|row| row.cells.get(column)?.as_ref()) {
        *counts.entry(cell.text.clone()).or_default() += 1;
    }
    let mut usual: Vec<(&String, usize)> =
        counts.iter().map(|(text, count)| (text, *count)).filter(|(_, count)| *count >= FREQUENT).collect();
    usual.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    usual.truncate(MOST);
    for cell in rows.iter_mut().filter_map(|row| row.cells.get_mut(column)?.as_mut()) {
        let own = counts.get(&cell.text).copied().unwrap_or(0);
        let like = usual.iter().find(|(text, count)| own * FREQUENT <= *count && near(cell, text));
        if let Some((text, _)) = like {
            cell.text = (*text).clone();
        }
    }
}

/// Whether a cell is `text` but for a few letters: word for word, with no other number and no other short word.
fn near(cell: &Field, text: &str) -> bool {
    let (read, usual): (Vec<&str>, Vec<&str>) = (cell.text.split(' ').collect(), text.split(' ').collect());
    read.len() == usual.len()
        && read.iter().zip(&usual).all(|(read, usual)| {
            let (a, b) = (fold(read), fold(usual));
            let digits = read.contains(|c: char| c.is_ascii_digit()) || usual.contains(|c: char| c.is_ascii_digit());
            a == b || (!digits && a.len().min(b.len()) >= 3 && distance(&a, &b) <= 0.34 * b.len() as f32)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn rare_spellings_take_the_usual_text() {
        let usual = "Đồng chí Trần Thị Phượng, PCT UBND phường";
        let row = |text: &str| Row {
            group: None,
            subgroup: None,
            cells: vec![Some(Field {
                raw: "?".into(),
                text: text.into(),
                span: Span::new(0, 1),
                confidence: 0.5,
                ..Field::default()
            })],
            lines: [1, 1],
            confidence: 0.5,
        };
        let other = ["Đồng chí Nguyễn Tùng Lâm, PCT UBND phường", "Tháng 9/2025", "Trường A"];
        let rare = "bồng chí Trần Thị Phường, PCT UBND phương";
        let mut rows: Vec<Row> = [usual, usual, rare, usual].into_iter().chain(other).map(row).collect();
        mend(&mut rows, 0);
        let texts: Vec<_> = rows.iter().flat_map(|row| row.cells.iter().flatten()).map(|cell| &*cell.text).collect();
        assert_eq!(texts, [usual, usual, usual, usual, other[0], other[1], other[2]]);
        assert!(rows.iter().all(|row| row.cells[0].as_ref().is_some_and(|cell| cell.raw == "?")));
    }
}
