//! Words in rows, as they are printed: what engines take for columns of text are in plans the head, the signature and the cells of tables.

use super::fragments::{Fragment, fragments, letters};
use super::grid::{levelled, middle};
use super::ruling::slope;
use super::{Line, Page, Rect, Word};

/// White space above a line, in its height, that sets it apart.
const GAP: f32 = 0.9;
/// Lines of more words on average are running text, whose columns are read one after another.
const PROSE: usize = 6;

/// Puts the words of a page into rows.
pub fn all(page: &mut Page) {
    let lines = std::mem::take(&mut page.lines);
    page.lines = rows(lines, 0.0);
}

/// Puts the lines of a page into rows where the order of an engine goes back up the page: where it read column by column.
pub fn mend(page: &mut Page) {
    let ends = page.lines.iter().filter_map(|line| Some((line.words.first()?.bbox, line.words.last()?.bbox)));
    let lean = slope(ends);
    let middles: Vec<f32> = page.lines.iter().map(|line| middle(levelled(line.bbox(), lean))).collect();
    let height = |line: &Line| line.words.iter().map(|word| word.bbox.height()).fold(0.0, f32::max);
    // Lines above which a later one stands, each range from the first of them to the last of those.
    let mut ranges: Vec<std::ops::Range<usize>> = Vec::new();
    let mut deepest: Vec<(f32, usize)> = Vec::new();
    for (at, (line, &own)) in page.lines.iter().zip(&middles).enumerate() {
        let first = deepest.partition_point(|(middle, _)| *middle <= own + height(line));
        if let Some(&(_, from)) = deepest.get(first) {
            let mut from = from;
            while let Some(last) = ranges.pop_if(|last| last.end > from) {
                from = from.min(last.start);
            }
            ranges.push(from..at + 1);
        }
        if deepest.last().is_none_or(|(middle, _)| *middle < own) {
            deepest.push((own, at));
        }
    }
    for range in ranges.into_iter().rev() {
        let words: usize = page.lines[range.clone()].iter().map(|line| line.words.len()).sum();
        if words <= PROSE * range.len() {
            let lines: Vec<Line> = page.lines.drain(range.clone()).collect();
            page.lines.splice(range.start..range.start, rows(lines, lean));
        }
    }
}

/// The words of `lines` in rows: fragments stand in one row that share half the height of the lower of them.
fn rows(lines: Vec<Line>, lean: f32) -> Vec<Line> {
    let words: Vec<(Rect, Word)> =
        lines.into_iter().flat_map(|line| line.words).map(|word| (levelled(word.bbox, lean), word)).collect();
    let height = letters(words.iter().map(|(bbox, _)| *bbox)).unwrap_or(1.0);
    let mut rows: Vec<Vec<Fragment<Word>>> = Vec::new();
    for fragment in fragments(words, height) {
        let far = |row: &[Fragment<Word>]| {
            let last = row.last().filter(|last| beside(last.bbox, fragment.bbox));
            last.map(|last| fragment.middle() - last.middle())
        };
        let near = rows.iter().enumerate().rev().take(8).filter_map(|(at, row)| Some((far(row)?, at)));
        match near.min_by(|a, b| a.0.total_cmp(&b.0)) {
            Some((_, at)) => rows[at].push(fragment),
            None => rows.push(vec![fragment]),
        }
    }
    let (mut lines, mut bottom) = (Vec::new(), f32::NEG_INFINITY);
    for mut row in rows {
        row.sort_by(|a, b| a.bbox.left.total_cmp(&b.bbox.left));
        let bbox = row.iter().map(|fragment| fragment.bbox).reduce(Rect::cover).unwrap_or_default();
        let words = row.into_iter().flat_map(|fragment| fragment.words);
        let line = Line { words: words.map(|(_, word)| word).collect(), apart: false };
        let height = line.words.iter().map(|word| word.bbox.height()).sum::<f32>() / line.words.len() as f32;
        lines.push(Line { apart: bbox.top - bottom > height * GAP, ..line });
        bottom = bottom.max(bbox.bottom);
    }
    lines
}

fn beside(one: Rect, other: Rect) -> bool {
    one.shared_height(other) * 2.0 > one.height().min(other.height())
}
