//! Tables without rulings: engines take them for columns of text, and pass over those that are narrow. Read as one block of text, line by line over
//! all columns, little of them is lost, but lines at different heights are mixed up: what only this reading has is added to the first one.

use crate::page::{Grid, Page, Rect, Word, gaps};

/// Fewest columns and rows of a table that is read again: a head or a signature has two columns.
const SMALLEST: [usize; 2] = [3, 3];

/// How sure the engine is of a word that is added, at least.
const SURE: f32 = 0.5;

/// The tables that the white space on `page` shows.
pub fn find(page: &Page) -> Vec<Grid> {
    let words = page.lines.iter().map(|line| line.words.iter());
    let items = words.map(|words| words.map(|word| gaps::Item { text: &word.text, bbox: word.bbox }).collect());
    let mut grids = gaps::find(&items.collect::<Vec<Vec<gaps::Item>>>(), None);
    grids.retain(|grid| grid.width() >= SMALLEST[0] && grid.height() >= SMALLEST[1]);
    grids
}

/// Adds to the page `whole` the words that only `block`, another reading of it, has at the height of `grids`.
pub fn add(whole: &mut Page, block: Page, grids: &[Grid]) {
    let mut known: Vec<Rect> = whole.lines.iter().flat_map(|line| &line.words).map(|word| word.bbox).collect();
    known.sort_by(|a, b| a.top.total_cmp(&b.top));
    let tallest = known.iter().map(|bbox| bbox.height()).fold(0.0, f32::max);
    let is_new = |word: &Word| {
        let from = known.partition_point(|bbox| bbox.top < word.bbox.top - tallest);
        let mut near = known[from..].iter().take_while(|bbox| bbox.top < word.bbox.bottom);
        let sure = word.confidence.is_none_or(|sure| sure >= SURE);
        sure && near.all(|bbox| bbox.shared_width(word.bbox) == 0.0 || bbox.shared_height(word.bbox) == 0.0)
    };
    for mut line in block.lines.into_iter().filter(|line| grids.iter().any(|grid| grid.is_beside(line.bbox()))) {
        line.words.retain(is_new);
        if !line.words.is_empty() {
            whole.lines.push(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Line;

    /// A page of lines, each a height and words with their left edges.
    fn page(lines: &[(f32, &[(f32, &str)])]) -> Page {
        let word = |top: f32, (left, text): (f32, &str)| Word {
            text: text.to_owned(),
            bbox: Rect::new(left, top, left + 5.0 * text.chars().count() as f32, top + 9.0),
            ..Word::default()
        };
        let line = |(top, words): &(f32, &[(f32, &str)])| Line {
            words: words.iter().map(|&one| word(*top, one)).collect(),
            apart: false,
        };
        Page { lines: lines.iter().map(line).collect(), ..Page::default() }
    }

    #[test]
    fn what_was_passed_over_in_tables_is_added() {
        let rows: Vec<(f32, Vec<(f32, &str)>)> = (0..5)
            .map(|row| (100.0 + 20.0 * row as f32, vec![(80.0, "Thùng"), (200.0, "Chiếc"), (300.0, "450")]))
            .collect();
        let head: (f32, &[(f32, &str)]) = (40.0, &[(80.0, "Dự"), (93.0, "toán")]);
        let mut lines: Vec<(f32, &[(f32, &str)])> = vec![head];
        lines.extend(rows.iter().map(|(top, words)| (*top, words.as_slice())));
        lines.push((300.0, &[(80.0, "Hết")]));
        let whole = page(&lines);
        let grids = find(&whole);
        assert_eq!(grids.len(), 1);
        let mut taken = whole.clone();
        add(&mut taken, page(&[(40.0, &[(300.0, "x")]), (120.0, &[(60.0, "1"), (82.0, "Thung")])]), &grids);
        let text = |line: &Line| line.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        assert_eq!(taken.lines[..7], whole.lines[..]);
        assert_eq!(taken.lines[7..].iter().map(text).collect::<Vec<_>>(), ["1"]);
        // A head of two columns is none.
        let two: Vec<(f32, Vec<(f32, &str)>)> = rows.iter().map(|(top, words)| (*top, words[..2].to_vec())).collect();
        assert!(find(&page(&two.iter().map(|(top, words)| (*top, words.as_slice())).collect::<Vec<_>>())).is_empty());
    }
}
