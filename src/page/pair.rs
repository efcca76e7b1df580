//! Two readings of one page, word by word.

use super::{Other, Page, Rect, Word};

/// Gives each word of `page` what `other`, a reading of the same page, has in its place: one word, or several that lie within it. A word of
/// `other` that covers several of `page` belongs to none.
pub fn pair(page: &mut Page, other: &Page) {
    let read: Vec<&Word> = other.lines.iter().flat_map(|line| &line.words).collect();
    let mut words: Vec<&mut Word> = page.lines.iter_mut().flat_map(|line| &mut line.words).collect();
    let mut order: Vec<usize> = (0..words.len()).collect();
    order.sort_by(|&a, &b| words[a].bbox.top.total_cmp(&words[b].bbox.top));
    let tallest = words.iter().map(|word| word.bbox.height()).fold(0.0, f32::max);
    let mut held: Vec<Vec<&Word>> = vec![Vec::new(); words.len()];
    for one in read {
        let from = order.partition_point(|&at| words[at].bbox.top < one.bbox.top - tallest);
        let near = order[from..].iter().take_while(|&&at| words[at].bbox.top < one.bbox.bottom);
        let mut met = near.copied().filter(|&at| is_same_place(words[at].bbox, one.bbox));
        if let (Some(at), None) = (met.next(), met.next()) {
            held[at].push(one);
        }
    }
    for (word, mut held) in words.iter_mut().zip(held) {
        held.sort_by(|a, b| a.bbox.left.total_cmp(&b.bbox.left));
        let texts: Vec<&str> = held.iter().map(|one| one.text.as_str()).collect();
        let sure = held.iter().filter_map(|one| one.confidence).reduce(f32::min);
        word.other = (!texts.is_empty()).then(|| Other { text: texts.join(" "), confidence: sure });
    }
}

/// Whether two boxes share half the width and half the height of the smaller one.
fn is_same_place(one: Rect, other: Rect) -> bool {
    one.shared_width(other) * 2.0 > one.width().min(other.width())
        && one.shared_height(other) * 2.0 > one.height().min(other.height())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Line;

    fn page(lines: &[&[(&str, f32, f32)]]) -> Page {
        let line = |(at, words): (usize, &&[(&str, f32, f32)])| {
            let top = 20.0 * at as f32;
            let word = |&(text, left, right): &(&str, f32, f32)| Word {
                text: text.to_owned(),
                bbox: Rect::new(left, top, right, top + 12.0),
                confidence: Some(0.5),
                other: None,
            };
            Line { words: words.iter().map(word).collect(), apart: false }
        };
        Page { lines: lines.iter().enumerate().map(line).collect(), ..Page::default() }
    }

    #[test]
    fn words_in_one_place_are_paired() {
        let mut main = page(&[
            &[("Nghị", 0.0, 20.0), ("quyết", 25.0, 50.0), ("số", 55.0, 65.0)],
            &[("hội", 0.0, 15.0), ("nghị", 20.0, 40.0)],
        ]);
        let other = page(&[
            &[("Nghi", 1.0, 19.0), ("qu", 25.0, 35.0), ("yét", 36.0, 51.0)],
            &[("hoinghi", 0.0, 40.0), ("xa", 80.0, 90.0)],
        ]);
        pair(&mut main, &other);
        let words = main.lines.iter().flat_map(|line| &line.words);
        let found: Vec<Option<&str>> = words.map(|word| word.other.as_ref().map(|other| other.text.as_str())).collect();
        assert_eq!(found, [Some("Nghi"), Some("qu yét"), None, None, None]);
    }
}
