//! Words in rows, as they are printed: what engines take for columns of text are in plans the head, the signature and the cells of tables.

use super::fragments::{Fragment, fragments, letters};
use super::level::{levelled, middle, slope};
use super::{Line, Page, Rect, Word};

/// White space above a line, in its height, that sets it apart.
const GAP: f32 = 0.9;
/// Lines of more words on average are running text, whose columns are read one after another.
const PROSE: usize = 6;
/// Fragments of a row that are looked at; no page has so many columns.
const WIDEST: usize = 64;

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
        if deepest.last().is_some_and(|(middle, _)| *middle > own + height(line)) {
            // Those that stand beside it belong to its row.
            let first = deepest.partition_point(|(middle, _)| *middle <= own - height(line) / 2.0);
            let mut from = deepest.get(first).map_or(at, |(_, from)| *from);
            while let Some(last) = ranges.pop_if(|last| last.end > from) {
                from = from.min(last.start);
            }
            ranges.push(from..at + 1);
        } else if let Some(last) = ranges.last_mut().filter(|last| last.end == at)
            && deepest.last().is_some_and(|(middle, _)| own < middle + height(line) / 2.0)
        {
            last.end = at + 1;
        }
        if deepest.last().is_none_or(|(middle, _)| *middle < own) {
            deepest.push((own, at));
        }
    }
    let mut left = std::mem::take(&mut page.lines).into_iter();
    let mut taken = 0;
    for range in ranges {
        page.lines.extend(left.by_ref().take(range.start - taken));
        taken = range.end;
        let own: Vec<Line> = left.by_ref().take(range.len()).collect();
        let prose = own.iter().map(|line| line.words.len()).sum::<usize>() > PROSE * own.len();
        page.lines.extend(if prose { own } else { rows(own, lean) });
    }
    page.lines.extend(left);
}

/// The words of `lines` in rows: fragments stand in one row that share half the height of the lower of them.
fn rows(lines: Vec<Line>, lean: f32) -> Vec<Line> {
    let words: Vec<(Rect, Word)> =
        lines.into_iter().flat_map(|line| line.words).map(|word| (levelled(word.bbox, lean), word)).collect();
    let height = letters(words.iter().map(|(bbox, _)| *bbox)).unwrap_or(1.0);
    let mut rows: Vec<Vec<Fragment<Word>>> = Vec::new();
    for fragment in fragments(words, height) {
        let far = |row: &[Fragment<Word>]| {
            let first = row.first().filter(|first| beside(first.bbox, fragment.bbox))?;
            let free = row.iter().rev().take(WIDEST).all(|known| known.bbox.shared_width(fragment.bbox) < height / 2.0);
            free.then(|| fragment.middle() - first.middle())
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A page whose lines have these words, each with its left and upper edge.
    fn page(lines: &[&[(&str, f32, f32)]]) -> Page {
        let word = |&(text, left, top): &(&str, f32, f32)| Word {
            text: text.to_owned(),
            bbox: Rect::new(left, top, left + 6.0 * text.chars().count() as f32, top + 10.0),
            ..Word::default()
        };
        let line = |words: &&[(&str, f32, f32)]| Line { words: words.iter().map(word).collect(), apart: false };
        Page { lines: lines.iter().map(line).collect(), ..Page::default() }
    }

    fn texts(page: &Page) -> Vec<String> {
        let text = |line: &Line| line.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        page.lines.iter().map(text).collect()
    }

    #[test]
    fn columns_read_one_after_another_become_rows() {
        // The engine reads the left column of the head, the right one, then a table whose title comes last.
        let mut one = page(&[
            &[("UBND", 50.0, 20.0), ("TỈNH", 80.0, 20.0)],
            &[("SỞ", 50.0, 35.0), ("Y", 66.0, 35.0), ("TẾ", 76.0, 35.0)],
            &[("CỘNG", 300.0, 21.0), ("HÒA", 330.0, 21.0)],
            &[("Độc", 300.0, 36.0), ("lập", 325.0, 36.0)],
            &[("KẾ", 200.0, 80.0), ("HOẠCH", 220.0, 80.0)],
            &[("1", 50.0, 150.0)],
            &[("Một", 100.0, 143.0), ("việc", 122.0, 143.0)],
            &[("dài", 100.0, 157.0)],
            &[("PHỤ", 200.0, 110.0), ("LỤC", 225.0, 110.0)],
        ]);
        mend(&mut one);
        let expected = ["UBND TỈNH CỘNG HÒA", "SỞ Y TẾ Độc lập", "KẾ HOẠCH", "PHỤ LỤC", "Một việc", "1", "dài"];
        assert_eq!(texts(&one), expected);
        // What is in order stays as it was.
        let before = one.clone();
        mend(&mut one);
        assert_eq!(one, before);
    }

    #[test]
    fn columns_of_running_text_are_read_one_after_another() {
        let words = |left: f32, top: f32| -> Vec<(&str, f32, f32)> {
            (0..8).map(|at| ("chữ", left + 22.0 * at as f32, top)).collect()
        };
        let lines: Vec<Vec<(&str, f32, f32)>> =
            [50.0, 300.0].iter().flat_map(|&left| (0..9).map(move |at| words(left, 20.0 + 14.0 * at as f32))).collect();
        let mut one = page(&lines.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let before = one.clone();
        mend(&mut one);
        assert_eq!(one, before);
    }
}
