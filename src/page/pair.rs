//! Two readings of one page, word by word.

use super::{Line, Other, Page, Rect, Word};

/// Confidence from which on a line that only one engine has read is text.
const TEXT: f32 = 0.5;
/// Fewest words of such a line.
const WORDS: usize = 2;

/// Gives each word of `page` what `other`, a reading of the same page, has in its place: one word, or several that lie within it, which are then
/// one. A word of `other` that covers several of `page` is parted among them where both have as many letters. A line of which `page` has nothing is taken over.
pub fn pair(page: &mut Page, other: &Page) {
    let lines: Vec<usize> =
        page.lines.iter().enumerate().flat_map(|(at, line)| line.words.iter().map(move |_| at)).collect();
    let mut words: Vec<&mut Word> = page.lines.iter_mut().flat_map(|line| &mut line.words).collect();
    let mut order: Vec<usize> = (0..words.len()).collect();
    order.sort_by(|&a, &b| words[a].bbox.top.total_cmp(&words[b].bbox.top));
    let tallest = words.iter().map(|word| word.bbox.height()).fold(0.0, f32::max);
    let mut held: Vec<Vec<Word>> = vec![Vec::new(); words.len()];
    // Lines that `page` lost, each with the number of lines of `page` before it.
    let (mut lost, mut before): (Vec<(usize, &Line)>, usize) = (Vec::new(), 0);
    for line in &other.lines {
        let mut last = None;
        for one in &line.words {
            let from = order.partition_point(|&at| words[at].bbox.top < one.bbox.top - tallest);
            let near = order[from..].iter().take_while(|&&at| words[at].bbox.top < one.bbox.bottom);
            let met: Vec<usize> = near.copied().filter(|&at| is_same_place(words[at].bbox, one.bbox)).collect();
            match met[..] {
                [at] => held[at].push(one.clone()),
                _ => part(one, &met, &words).into_iter().for_each(|(at, piece)| held[at].push(piece)),
            }
            last = last.max(met.iter().map(|&at| lines[at] + 1).max());
        }
        match last {
            Some(last) => before = last,
            None if is_text(line) => lost.push((before, line)),
            None => {}
        }
    }
    for (word, mut held) in words.iter_mut().zip(held) {
        held.sort_by(|a, b| a.bbox.left.total_cmp(&b.bbox.left));
        let texts: Vec<&str> = held.iter().map(|one| one.text.as_str()).collect();
        let sure = held.iter().filter_map(|one| one.confidence).reduce(f32::min);
        let other = (!texts.is_empty()).then(|| Other { text: texts.join(" "), confidence: sure });
        word.other =
            other.map(|other| settle(word, other)).map(|other| Other { text: other.text.replace(' ', ""), ..other });
    }
    for (before, line) in lost.into_iter().rev() {
        page.lines.insert(before, taken(line));
    }
}

/// The pieces of a word that covers the words at `met`, as long as each of those.
fn part(one: &Word, met: &[usize], words: &[&mut Word]) -> Vec<(usize, Word)> {
    let mut met: Vec<usize> = met.to_vec();
    met.sort_by(|&a, &b| words[a].bbox.left.total_cmp(&words[b].bbox.left));
    let length = |at: usize| words[at].text.chars().count();
    if met.iter().map(|&at| length(at)).sum::<usize>() != one.text.chars().count() {
        return Vec::new();
    }
    let mut letters = one.text.chars();
    let piece =
        |at| (at, Word { text: letters.by_ref().take(length(at)).collect(), bbox: words[at].bbox, ..one.clone() });
    met.into_iter().map(piece).collect()
}

/// What the second reading of `word` has, after the surer of two readings that need no marks became the first.
fn settle(word: &mut Word, other: Other) -> Other {
    // English data has no `≥`, which it takes for a digit.
    let signed = |text: &str| text.starts_with(|c: char| !c.is_alphanumeric());
    if other.confidence <= word.confidence || !is_number(&other.text) || signed(&word.text) && !signed(&other.text) {
        return other;
    }
    let text = std::mem::replace(&mut word.text, other.text);
    Other { text, confidence: std::mem::replace(&mut word.confidence, other.confidence) }
}

/// Whether `text` is a number, of digits or Roman, with what stands around numbers.
fn is_number(text: &str) -> bool {
    let core = text.trim_matches(|c: char| !c.is_alphanumeric());
    let all = |kind: fn(char) -> bool| core.chars().all(kind);
    !core.is_empty()
        && (all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '/' | '-')) || all(|c| matches!(c, 'I' | 'V' | 'X')))
}

/// Whether a line that only one engine has read is more than specks.
fn is_text(line: &Line) -> bool {
    let words = line.words.iter().filter(|word| word.text.chars().filter(|c| c.is_alphanumeric()).count() > 1);
    let sure: Vec<f32> = words.map(|word| word.confidence.unwrap_or(0.0)).collect();
    sure.len() >= WORDS && sure.iter().sum::<f32>() >= TEXT * sure.len() as f32
}

/// A line of the second reading as one of the first, which is unsure of it.
fn taken(line: &Line) -> Line {
    let word = |word: &Word| Word {
        confidence: Some(0.0),
        other: Some(Other { text: word.text.clone(), confidence: word.confidence }),
        ..word.clone()
    };
    Line { words: line.words.iter().map(word).collect(), apart: line.apart }
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
                ..Word::default()
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
        assert_eq!(found, [Some("Nghi"), Some("quyét"), None, Some("hoi"), Some("nghi")]);
    }

    #[test]
    fn the_surer_of_two_numbers_is_the_text() {
        let table = [
            (("lì", 0.1), ("5", 0.9), "5"),
            (("II.", 0.5), ("III.", 0.9), "III."),
            (("5", 0.9), ("6", 0.5), "5"),
            ((">10", 0.5), ("210", 0.9), ">10"),
            (("bì", 0.1), ("bi", 0.9), "bì"),
            (("số", 0.1), ("--", 0.9), "số"),
        ];
        for ((first, sure), (second, other), expected) in table {
            let mut word = Word { text: first.into(), confidence: Some(sure), ..Word::default() };
            let left = settle(&mut word, Other { text: second.into(), confidence: Some(other) });
            assert_eq!(
                (word.text.as_str(), left.text.as_str()),
                (expected, if expected == first { second } else { first })
            );
        }
    }

    #[test]
    fn a_line_that_the_first_reading_lost_is_taken_over() {
        let mut main = page(&[&[("Noi", 0.0, 20.0)], &[], &[("Các", 0.0, 20.0), ("ban;", 25.0, 50.0)]]);
        let other = page(&[
            &[("Noi", 0.0, 20.0)],
            &[("UBND", 0.0, 30.0), ("tinh;", 35.0, 60.0)],
            &[("Cac", 0.0, 20.0), ("ban;", 25.0, 50.0)],
            &[("|", 0.0, 2.0), ("~", 9.0, 12.0)],
        ]);
        pair(&mut main, &other);
        let text = |line: &Line| line.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        assert_eq!(main.lines.iter().map(text).collect::<Vec<_>>(), ["Noi", "UBND tinh;", "", "Các ban;"]);
        let word = &main.lines[1].words[0];
        assert_eq!((word.confidence, word.other.as_ref().map(|other| other.text.as_str())), (Some(0.0), Some("UBND")));
    }
}
